#include <embedded/rules_keeping.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "features/keeping/keeping.h"
#include "features/keeping/keeping_ended.h"
#include "formats/coded_rows.h"

namespace rightplace::keeping {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

Result<std::vector<Retention>> read_retention(std::string_view toml, std::string_view source) {
  std::vector<Retention> rules;
  RP_CHECK(formats::read_coded_rows(toml, source, "kept", [&](std::string code, std::string label, json::Fields& more) {
    const auto dot = code.find('.');
    Retention rule{code.substr(0, dot), dot == std::string::npos ? std::string() : code.substr(dot + 1), more.required_integer("days", 1, 40'000), std::move(label)};
    if (!is_name(rule.table) || !is_name(rule.since)) more.fault("code", "should be a table and its column of moments, such as sessions.ended_at");
    rules.push_back(std::move(rule));
  }));
  return rules;
}

const std::vector<Retention>& retention() {
  static const auto rules = [] {
    auto read = read_retention(embedded::rules_keeping("retention.toml"), "rules/retention.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return rules;
}

std::int64_t forget_old(db::Write& tx, Instant now) {
  const auto columns = columns_of(tx);
  std::int64_t all = 0;
  json::Object detail;
  for (const auto& rule : retention()) {
    if (std::ranges::none_of(columns, [&](const Column& one) { return one.table == rule.table && one.column == rule.since; })) continue;
    const auto gone = tx.run(fmt::format("DELETE FROM {} WHERE {} < $1", rule.table, rule.since), {Instant{now.ms - rule.days * kDayMs}});
    if (gone > 0) detail.set(rule.table + "." + rule.since, gone);
    all += gone;
  }
  all += forget_ended(tx, columns, now, detail);
  if (all > 0) audit::record(tx, {ActorKind::System, "keeping"}, Allowed::because("was kept as long as its rule says (rules/retention.toml, rules/ended.toml)"), "records.forgotten", {"store", "retention"}, now, detail);
  return all;
}

}  // namespace rightplace::keeping
