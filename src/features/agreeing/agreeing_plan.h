#pragma once
// Within the feature: the placement plan as its pages know it.

#include "features/agreeing/agreeing_parts.h"

namespace rightplace::agreeing {

inline constexpr std::string_view kMatrix = "deciders";   // in addresses, beside the codes of sections

struct PlanView {
  Chosen chosen;
  std::optional<agreements::Plan> plan;
  std::string written_by;
  std::vector<agreements::Needed> missing;
  bool may_write = false;        // for one's own side
  bool needs_safety = false;
};
Result<PlanView> plan_view_of(const Asked& asked);   // entered into the child's ledger
web::Url plan_url(std::string_view reference);
// The verb of one's own side stands in the address: the authority writes, the home's manager answers.
web::Url plan_form_url(const Asked& asked, std::string_view what);
web::Response plan_shown(const Asked& asked, const web::Form& form);

}  // namespace rightplace::agreeing
