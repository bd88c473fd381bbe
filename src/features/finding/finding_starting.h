#pragma once
// What is written and agreed before a child's first night, and a start without all of it.

#include "features/agreements/agreements.h"
#include "features/finding/finding_parts.h"

namespace rightplace::finding {

struct Papers {
  std::vector<agreements::Needed> missing;              // of the home that is chosen
  std::vector<std::pair<std::string, std::string>> written;   // why here, outcomes, risks, what next: label and words
};
Papers papers_of(db::Read& tx, const Asked& asked);

// In the transaction that records the placement. Where something is missing, the reason is kept; Invalid names the field "without"
// where there is none.
Done begins(db::Write& tx, const Asked& asked, std::string_view because);

// What was missing when the placement was recorded, for its page; nothing: all was there.
web::Html begun_without_part(db::Read& tx, std::string_view reference);

}  // namespace rightplace::finding
