#include <embedded/rules_placements.h>

#include <algorithm>
#include <stdexcept>

#include "features/placements/placements.h"
#include "formats/coded_rows.h"

namespace rightplace::placements {

Result<std::vector<EndingReason>> read_ending_reasons(std::string_view toml, std::string_view source) {
  std::vector<EndingReason> reasons;
  RP_CHECK(formats::read_coded_rows(toml, source, "reason", [&](std::string code, std::string label, json::Fields& more) {
    EndingReason reason{std::move(code), std::move(label)};
    const auto kind = kEndKinds.parse(more.required_text("kind"));
    if (!kind) more.fault("kind", "must be planned, unplanned or other");
    reason.kind = kind.value_or(EndKind::Other);
    reason.from_year = static_cast<int>(more.integer("from_year", 1990, 2100).value_or(0));
    if (const auto to = more.integer("to_year", 1990, 2100)) reason.to_year = static_cast<int>(*to);
    reasons.push_back(std::move(reason));
  }));
  return reasons;
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
