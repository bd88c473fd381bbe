#pragma once
// The pages of signing in, of one's own account, of organisations and their people.

#include "features/desk/desk.h"

namespace rightplace::people {

std::span<const db::Migration> migrations();

desk::Pages pages(const desk::Desk& desk);

// For desk::Desk::glass: the reason that this person gave for this child, for as long as it stands.
std::optional<access::Purpose> glass(db::Read& tx, const vault::Vault& vault, const access::Standing& standing, const access::Facts& facts, Instant now);

}  // namespace rightplace::people
