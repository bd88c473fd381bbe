#include "features/audit/audit_chain.h"

#include <fmt/format.h>

#include <algorithm>

#include "vault/vault.h"

namespace rightplace::audit {
namespace {

constexpr std::string_view kBeforeTheFirst = "0000000000000000000000000000000000000000000000000000000000000000";

constexpr std::string_view kHead = R"sql(
  SELECT sequence, hash, at
  FROM audit_events
  WHERE sequence IS NOT NULL
  ORDER BY sequence DESC
  LIMIT 1
)sql";

constexpr std::string_view kInsert = R"sql(
  INSERT INTO audit_events (sequence, id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail, previous_hash, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";

constexpr std::string_view kUnchained = R"sql(
  SELECT 0, id, at, actor_kind, actor_id, action, subject_kind, subject_id, grounds, detail, '', ''
  FROM audit_events
  WHERE sequence IS NULL
  ORDER BY at, id
)sql";

constexpr std::string_view kChain = R"sql(
  UPDATE audit_events
  SET sequence = $2, previous_hash = $3, hash = $4
  WHERE id = $1
)sql";

constexpr std::string_view kInsertFor = "INSERT INTO audit_organisations (organisation_id, sequence) VALUES ($1, $2) ON CONFLICT DO NOTHING";

void note_organisations(db::Write& tx, const Event& event) {
  for (const auto& organisation : organisations_of(event)) tx.run(kInsertFor, {organisation, event.sequence});
}

void follow(Event& event, const Head& last) {
  event.sequence = last.sequence + 1;
  event.previous_hash = last.sequence == 0 ? kBeforeTheFirst : std::string_view(last.hash);
  event.hash = hash_of(event);
}

}  // namespace

// Who looked an organisation up acted for their own, and that is all.
std::vector<std::string> organisations_of(const Event& event) {
  std::vector<std::string> found;
  if (event.subject_kind == "organisation" && !event.subject_id.empty() && !event.action.ends_with(".read")) found.push_back(event.subject_id);
  // As json::Value::dump writes it. A quotation mark within a text is escaped, so only a member's own name is found.
  for (const std::string_view member : {"\"for\":\"", "\"organisation\":\""}) {
    const auto at = event.detail.find(member);
    if (at == std::string::npos) continue;
    const auto from = at + member.size();
    auto organisation = event.detail.substr(from, event.detail.find('"', from) - from);
    if (!organisation.empty()) found.push_back(std::move(organisation));
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

Event event_of(const db::Row& row) {
  Event event;
  event.sequence = row.integer(0);
  event.id = row.string(1);
  event.at = row.instant(2);
  event.actor_kind = row.string(3);
  event.actor_id = row.string(4);
  event.action = row.string(5);
  event.subject_kind = row.string(6);
  event.subject_id = row.string(7);
  event.grounds = row.string(8);
  event.detail = row.string(9);
  event.previous_hash = row.string(10);
  event.hash = row.string(11);
  return event;
}

// Each text stands with its length before it, so that no two events have the same bytes.
std::string hash_of(const Event& event) {
  std::string bytes = "rightplace audit 1\n";
  bytes.reserve(512);
  const auto add = [&](std::string_view text) { fmt::format_to(std::back_inserter(bytes), "{}:{}\n", text.size(), text); };
  add(event.previous_hash);
  add(std::to_string(event.sequence));
  add(event.id);
  add(std::to_string(event.at.ms));
  add(event.actor_kind);
  add(event.actor_id);
  add(event.action);
  add(event.subject_kind);
  add(event.subject_id);
  add(event.grounds);
  add(event.detail);
  return vault::sha256_hex(bytes);
}

Head append(db::Write& tx, Event event) {
  follow(event, head(tx));
  tx.run(kInsert, {event.sequence, event.id, event.at, event.actor_kind, event.actor_id, event.action, event.subject_kind, event.subject_id,
                   event.grounds, event.detail, event.previous_hash, event.hash});
  note_organisations(tx, event);
  return {event.sequence, std::move(event.hash), event.at};
}

// The step of migration 002.
void chain_what_is_there(db::Write& tx) {
  auto last = head(tx);
  for (auto& event : tx.list(kUnchained, {}, event_of)) {
    follow(event, last);
    tx.run(kChain, {event.id, event.sequence, event.previous_hash, event.hash});
    last = {event.sequence, event.hash, event.at};
  }
}

// The step of migration 003.
void note_for_whom_it_was(db::Write& tx) {
  for (const auto& event : tx.list(fmt::format("SELECT {} FROM audit_events ORDER BY sequence", kEventColumns), {}, event_of)) note_organisations(tx, event);
}

Head head(db::Read& tx) {
  return tx.first(kHead, {}, [](const db::Row& row) { return Head{row.integer(0), row.string(1), row.instant(2)}; }).value_or(Head{});
}

json::Object to_json(const Head& head) {
  return {{"chain", "rightplace audit 1"}, {"sequence", head.sequence}, {"hash", head.hash}, {"at", head.at.iso()}, {"at_ms", head.at.ms}};
}

Result<Head> head_from_json(const json::Value& value, std::string_view source) {
  std::vector<FieldError> faults;
  json::Fields fields(&value, "", faults);
  Head head;
  if (fields.required_text("chain") != "rightplace audit 1") fields.fault("chain", "should be \"rightplace audit 1\"");
  head.sequence = fields.required_integer("sequence", 0);
  head.hash = fields.required_text("hash");
  head.at = Instant{fields.required_integer("at_ms", 0)};
  if (head.hash.size() != (head.sequence == 0 ? 0 : 64)) fields.fault("hash", "should be 64 hexadecimal digits");
  if (!faults.empty())
    return fail(ErrorKind::Invalid, fmt::format("{} is not a head of the audit as `rightplace audit head` prints it: {} {}", source,
                                                faults.front().field, faults.front().detail), faults);
  return head;
}

}  // namespace rightplace::audit
