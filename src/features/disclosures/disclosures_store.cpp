#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/disclosures/disclosures.h"

namespace rightplace::disclosures {
namespace {

constexpr std::string_view kAction = "child.disclosed";

constexpr std::string_view kInsert = R"sql(
  INSERT INTO disclosures (id, at, child_id, actor_kind, actor_id, organisation_id, tier, what, purpose, grounds, event_sequence)
  SELECT $1, at, subject_id, actor_kind, actor_id, $2, $3, $4, $5, grounds, sequence
  FROM audit_events
  WHERE sequence = $6
)sql";

constexpr std::string_view kOfChild = R"sql(
  SELECT id, at, child_id, actor_kind, actor_id, organisation_id, tier, what, purpose, grounds, event_sequence
  FROM disclosures
  WHERE child_id = $1
     OR child_id IN (
       SELECT every.child_id
       FROM v_child_identities asked
       JOIN v_child_identities every ON every.current_id = asked.current_id
       WHERE asked.child_id = $1)
  ORDER BY event_sequence DESC
)sql";

constexpr std::string_view kUnproven = R"sql(
  SELECT d.id, d.organisation_id, d.tier, d.what, d.purpose, d.event_sequence, e.detail,
         CASE WHEN e.action = 'child.disclosed' AND e.subject_id = d.child_id AND e.actor_kind = d.actor_kind AND e.actor_id = d.actor_id
                   AND e.at = d.at AND e.grounds = d.grounds THEN 1 ELSE 0 END
  FROM disclosures d
  LEFT JOIN audit_events e ON e.sequence = d.event_sequence
  ORDER BY d.event_sequence
)sql";

constexpr std::string_view kNotEntered = R"sql(
  SELECT e.sequence
  FROM audit_events e
  LEFT JOIN disclosures d ON d.event_sequence = e.sequence
  WHERE e.action = 'child.disclosed'
    AND d.id IS NULL
  ORDER BY e.sequence
)sql";

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

json::Object detail_of(std::string_view id, std::string_view tier, std::string_view facts, std::string_view purpose, std::string_view organisation) {
  return {{"disclosure", id}, {"tier", tier}, {"facts", facts}, {"purpose", purpose}, {"organisation", organisation}};
}

Entry entry_of(const db::Row& row) {
  Entry entry;
  entry.id = row.string(0);
  entry.at = row.instant(1);
  entry.child = row.id<children::ChildTag>(2);
  entry.actor_kind = row.string(3);
  entry.actor_id = row.string(4);
  entry.organisation = row.string(5);
  entry.tier = kTiers.parse(row.text(6)).value();
  entry.facts = row.string(7);
  entry.purpose = kPurposes.parse(row.text(8)).value();
  entry.grounds = row.string(9);
  entry.event_sequence = row.integer(10);
  return entry;
}

}  // namespace

Done record(db::Write& tx, const Actor& actor, const Allowed& allowed, const Shown& shown_now, Instant at) {
  if (!tx.exists("SELECT 1 FROM children WHERE id = $1", {shown_now.child})) return fail(ErrorKind::NotFound, "There is no such child");
  auto names = shown_now.facts;
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.empty() || !std::ranges::all_of(names, is_name))
    return fail(ErrorKind::Invalid, "A disclosure names the facts that are shown, each in small letters: name, born_on");
  const auto id = new_uuid(at);
  const auto facts = join(names, ", ");
  const auto tier = kTiers.code(shown_now.tier);
  const auto purpose = kPurposes.code(shown_now.purpose);
  // The detail names the organisation already, and is compared with the entry to the letter.
  const auto event = audit::record(tx, {actor.kind, actor.id}, allowed, kAction, {"child", shown_now.child.text()}, at,
                                   detail_of(id, tier, facts, purpose, shown_now.organisation));
  tx.run(kInsert, {id, shown_now.organisation, tier, facts, purpose, event.sequence});
  return {};
}

std::vector<Entry> of_child(db::Read& tx, const children::ChildId& child) { return tx.list(kOfChild, {child}, entry_of); }

std::vector<std::string> differences(db::Read& tx) {
  std::vector<std::string> found;
  tx.each(kUnproven, {}, [&](const db::Row& row) {
    const auto expected = json::Value(detail_of(row.text(0), row.text(2), row.text(3), row.text(4), row.text(1))).dump();
    if (!row.flag(7) || row.text(6) != expected)
      found.push_back(fmt::format("Disclosure {} is not what event {} of the audit says", row.text(0), row.integer(5)));
  });
  tx.each(kNotEntered, {}, [&](const db::Row& row) {
    found.push_back(fmt::format("Event {} of the audit is a disclosure that the ledger lacks", row.integer(0)));
  });
  return found;
}

}  // namespace rightplace::disclosures
