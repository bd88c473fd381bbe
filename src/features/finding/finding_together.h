#pragma once
// Brothers and sisters of whom each has a referral: homes that could take them all, and who could go where if they must be parted.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

// Their referrals and where each stands, for the page of one of them; nothing where none is named.
web::Html siblings_part(const Asked& asked, const View& view);
void add_together(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);

}  // namespace rightplace::finding
