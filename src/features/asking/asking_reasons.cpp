#include <embedded/rules_asking.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "features/asking/asking.h"
#include "formats/toml.h"

namespace rightplace::asking {

Result<std::vector<DeclineReason>> read_decline_reasons(std::string_view toml, std::string_view source) {
  RP_TRY(document, formats::parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields fields(&document, "", faults);
  fields.required_text("version");
  fields.required_text("source");
  fields.boolean("verified");
  std::vector<DeclineReason> reasons;
  int number = 0;
  for (const auto& item : fields.array("reason")) {
    json::Fields row(&item, fmt::format("reason[{}]", ++number), faults);
    DeclineReason reason{row.required_text("code"), row.required_text("label"), row.boolean("opens").value_or(false)};
    row.refuse_others();
    if (std::ranges::find(reasons, reason.code, &DeclineReason::code) != reasons.end()) row.fault("code", "stands twice");
    reasons.push_back(std::move(reason));
  }
  fields.refuse_others();
  if (faults.empty()) return reasons;
  return fail(ErrorKind::Invalid, fmt::format("{}: {} {}.", source, faults.front().field, faults.front().detail), faults);
}

const std::vector<DeclineReason>& decline_reasons() {
  static const auto reasons = [] {
    auto read = read_decline_reasons(embedded::rules_asking("decline_reasons.toml"), "rules/decline_reasons.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return reasons;
}

}  // namespace rightplace::asking
