#include <embedded/rules_placements.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "formats/toml.h"
#include "features/placements/placements.h"

namespace rightplace::placements {

Result<std::vector<EndingReason>> read_ending_reasons(std::string_view toml, std::string_view source) {
  RP_TRY(document, formats::parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields fields(&document, "", faults);
  fields.required_text("version");
  fields.required_text("source");
  std::vector<EndingReason> reasons;
  int number = 0;
  for (const auto& item : fields.array("reason")) {
    json::Fields row(&item, fmt::format("reason[{}]", ++number), faults);
    EndingReason reason;
    reason.code = row.required_text("code");
    reason.label = row.required_text("label");
    const auto kind = kEndKinds.parse(row.required_text("kind"));
    if (!kind) row.fault("kind", "must be planned, unplanned or other");
    reason.kind = kind.value_or(EndKind::Other);
    reason.from_year = static_cast<int>(row.integer("from_year", 1990, 2100).value_or(0));
    if (const auto to = row.integer("to_year", 1990, 2100)) reason.to_year = static_cast<int>(*to);
    row.refuse_others();
    if (std::ranges::find(reasons, reason.code, &EndingReason::code) != reasons.end()) row.fault("code", "stands twice");
    reasons.push_back(std::move(reason));
  }
  fields.refuse_others();
  if (faults.empty()) return reasons;
  return fail(ErrorKind::Invalid, fmt::format("{}: {} {}.", source, faults.front().field, faults.front().detail), faults);
}

const std::vector<EndingReason>& ending_reasons() {
  static const auto reasons = [] {
    auto read = read_ending_reasons(embedded::rules_placements("ending_reasons.toml"), "rules/ending_reasons.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return reasons;
}

std::optional<EndKind> end_kind_of(std::string_view code) {
  const auto& all = ending_reasons();
  const auto found = std::ranges::find(all, code, &EndingReason::code);
  return found == all.end() ? std::nullopt : std::optional(found->kind);
}

}  // namespace rightplace::placements
