#include "features/keeping/keeping_ended.h"

#include <embedded/rules_keeping.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "formats/coded_rows.h"

namespace rightplace::keeping {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// Asks of searches that ended before $1, but those on which something rests that is kept longer.
constexpr std::string_view kEndedAsks = R"sql(
  SELECT a.id
  FROM asks a
  JOIN referrals r ON r.reference = a.reference
  WHERE a.state <> 'chosen'
    AND r.status IN ('placed', 'withdrawn', 'closed')
    AND EXISTS (SELECT 1 FROM referral_changes c WHERE c.reference = a.reference)
    AND NOT EXISTS (SELECT 1 FROM referral_changes c WHERE c.reference = a.reference AND c.at >= $1)
    AND NOT EXISTS (SELECT 1 FROM placement_decisions d WHERE d.ask_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM placement_agreements g WHERE g.ask_id = a.id)
    AND NOT EXISTS (SELECT 1 FROM placement_plans p WHERE p.ask_id = a.id)
)sql";

// Documents of searches that led to no placement: the key goes, so that no copy of the file can be opened, and the file with it.
constexpr std::string_view kDocuments = R"sql(
  UPDATE documents
  SET key_sealed = NULL, name_sealed = NULL, removed_by = 'keeping', removed_at = $2, removed_because = 'Kept for twelve months after the search had ended without a placement'
  WHERE key_sealed IS NOT NULL
    AND reference IN (
      SELECT r.reference
      FROM referrals r
      WHERE r.status IN ('withdrawn', 'closed')
        AND EXISTS (SELECT 1 FROM referral_changes c WHERE c.reference = r.reference)
        AND NOT EXISTS (SELECT 1 FROM referral_changes c WHERE c.reference = r.reference AND (c.at >= $1 OR c.status = 'placed')))
)sql";
constexpr std::int64_t kDocumentDays = 366;

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

Result<std::vector<EndedRule>> read_ended_rules(std::string_view toml, std::string_view source) {
  std::vector<EndedRule> rules;
  RP_CHECK(formats::read_coded_rows(toml, source, "kept", [&](std::string code, std::string label, json::Fields& more) {
    const auto dot = code.find('.');
    EndedRule rule{code.substr(0, dot), dot == std::string::npos ? std::string() : code.substr(dot + 1), false, more.required_integer("days", 1, 40'000), std::move(label)};
    const auto of = more.required_text("of");
    rule.of_link = of == "link";
    if (of != "link" && of != "ask") more.fault("of", "should be ask or link");
    if (!is_name(rule.table) || !is_name(rule.column)) more.fault("code", "should be a table and its column, such as ask_messages.ask_id");
    rules.push_back(std::move(rule));
  }));
  return rules;
}

const std::vector<EndedRule>& ended_rules() {
  static const auto rules = [] {
    auto read = read_ended_rules(embedded::rules_keeping("ended.toml"), "rules/ended.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return rules;
}

std::int64_t forget_ended(db::Write& tx, const std::vector<Column>& columns, Instant now, json::Object& detail) {
  const auto has = [&](std::string_view table) { return std::ranges::any_of(columns, [&](const Column& one) { return one.table == table; }); };
  for (const auto* table : {"asks", "referrals", "referral_changes", "placement_decisions", "placement_agreements", "placement_plans"})
    if (!has(table)) return 0;
  std::int64_t all = 0;
  const auto count = [&](std::string name, std::int64_t gone) {
    if (gone > 0) detail.set(std::move(name), gone);
    all += gone;
  };
  for (const auto& rule : ended_rules()) {
    if (!has(rule.table)) continue;
    const auto of = rule.of_link ? fmt::format("SELECT l.id FROM ask_links l WHERE l.ask_id IN ({})", kEndedAsks) : std::string(kEndedAsks);
    count(rule.table, tx.run(fmt::format("DELETE FROM {} WHERE {} IN ({})", rule.table, rule.column, of), {Instant{now.ms - rule.days * kDayMs}}));
  }
  if (has("documents")) count("documents", tx.run(kDocuments, {Instant{now.ms - kDocumentDays * kDayMs}, now}));
  return all;
}

}  // namespace rightplace::keeping
