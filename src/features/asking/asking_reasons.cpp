#include <embedded/rules_asking.h>

#include <stdexcept>

#include "features/asking/asking.h"
#include "formats/coded_rows.h"

namespace rightplace::asking {

Result<std::vector<DeclineReason>> read_decline_reasons(std::string_view toml, std::string_view source) {
  std::vector<DeclineReason> reasons;
  RP_CHECK(formats::read_coded_rows(toml, source, "reason", [&](std::string code, std::string label, json::Fields& more) {
    reasons.push_back({std::move(code), std::move(label), more.boolean("opens").value_or(false)});
  }));
  return reasons;
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
