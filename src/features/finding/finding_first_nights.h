#pragma once
// Placements that were recorded and whose first night may not come: the home was restricted, suspended or closed since.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

// Of one placement, for its page; empty: nothing forbids its first night, or it is over.
web::Html forbidden_part(const Asked& asked, const placements::Placement& placement);
// Of the authority for which one acts, at the head of its list; empty: there is none that one may see.
web::Html forbidden_starts_part(const Asked& asked);

}  // namespace rightplace::finding
