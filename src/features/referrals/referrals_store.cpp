#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referrals/referrals.h"

namespace rightplace::referrals {
namespace {

constexpr std::string_view kSameReferral = R"sql(
  SELECT reference
  FROM referrals
  WHERE search_token = $1 AND referred_on = $2
  ORDER BY id
  LIMIT 1
)sql";

constexpr std::string_view kStanding = R"sql(
  SELECT r.id, r.status, d.id, d.content_sealed, d.number
  FROM referrals r JOIN referral_documents d ON d.id = r.document_id
  WHERE r.reference = $1
)sql";

constexpr std::string_view kLastDocument = R"sql(
  SELECT id, content_sealed, number
  FROM referral_documents
  WHERE reference = $1
  ORDER BY number DESC
  LIMIT 1
)sql";

// A change holds until a newer document comes.
constexpr std::string_view kLastChange = R"sql(
  SELECT status
  FROM referral_changes
  WHERE reference = $1 AND document_number >= $2
  ORDER BY number DESC
  LIMIT 1
)sql";

constexpr std::string_view kAddDocument = R"sql(
  INSERT INTO referral_documents (id, reference, number, import_id, received_at, content, content_sealed)
  SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, '{}', $5
  FROM referral_documents
  WHERE reference = $2
)sql";

constexpr std::string_view kAddChange = R"sql(
  INSERT INTO referral_changes (id, reference, number, document_number, at, event, status, actor_id)
  SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5, $6, $7
  FROM referral_changes
  WHERE reference = $2
)sql";

constexpr std::string_view kUpsert = R"sql(
  INSERT INTO referrals (id, reference, document_id, authority_code, child_local_id, search_token, child_id, status, referred_on, needed_on,
                         planned_until, urgency, sex, age)
  VALUES ($1, $2, $3, $4, '', $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (reference) DO UPDATE
  SET document_id = excluded.document_id, authority_code = excluded.authority_code, search_token = excluded.search_token,
      child_id = excluded.child_id, status = excluded.status, referred_on = excluded.referred_on, needed_on = excluded.needed_on,
      planned_until = excluded.planned_until, urgency = excluded.urgency, sex = excluded.sex, age = excluded.age
)sql";

constexpr std::string_view kFind = R"sql(
  SELECT r.status, d.id, d.content_sealed
  FROM referrals r JOIN referral_documents d ON d.id = r.document_id
  WHERE r.reference = $1 OR r.id = $1
)sql";

constexpr std::string_view kList = R"sql(
  SELECT r.status, d.id, d.content_sealed
  FROM referrals r JOIN referral_documents d ON d.id = r.document_id
  WHERE $1 = 0 OR r.status = 'open'
  ORDER BY r.needed_on IS NULL, r.needed_on, r.reference
)sql";

constexpr std::string_view kOfImport = R"sql(
  SELECT DISTINCT reference
  FROM referral_documents
  WHERE import_id = $1
  ORDER BY reference
)sql";

constexpr std::string_view kActedUpon = R"sql(
  SELECT c.reference
  FROM referral_changes c JOIN referral_documents d ON d.reference = c.reference
  WHERE d.import_id = $1 AND c.document_number >= d.number
  ORDER BY c.reference
  LIMIT 1
)sql";

constexpr std::string_view kStepBack = R"sql(
  UPDATE referrals
  SET document_id = (SELECT id FROM referral_documents
                     WHERE reference = $1 AND import_id IS DISTINCT FROM $2
                     ORDER BY number DESC
                     LIMIT 1)
  WHERE reference = $1
)sql";

std::string content_purpose(std::string_view document) { return fmt::format("referral_documents.content/{}", document); }

std::string token_of(const vault::Vault& vault, std::string_view authority_code, std::string_view child_local_id) {
  return vault.token("referrals.child", fmt::format("{}\n{}", authority_code, child_local_id));
}

std::string opened(const vault::Vault& vault, std::string_view document, std::string_view sealed) {
  auto content = vault.open(content_purpose(document), sealed);
  if (!content) throw db::DatabaseError("a stored referral does not open: the key beside the store is another, or the row was changed");
  return content->reveal();
}

// A stored document was checked when it came; one that no longer reads is a bug or a damaged store.
Referral from_store(std::string_view content, std::string_view status) {
  const auto value = json::parse(content, "referral_documents.content");
  std::vector<FieldError> ignored;
  auto referral = value ? read_referral(*value, "referral_documents.content", ignored) : Result<Referral>(fail(value.error()));
  if (!referral) throw db::DatabaseError("A stored referral cannot be read: " + referral.error().detail);
  referral->status = kStatuses.parse(status).value_or(referral->status);
  return std::move(*referral);
}

std::optional<std::string> nothing_if_empty(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

template <class Names, class Value>
std::optional<std::string_view> code_of(const Names& names, const std::optional<Value>& value) {
  return value ? std::optional(names.code(*value)) : std::nullopt;
}

void save_risk(db::Write& tx, const std::string& id, std::string_view towards, std::string_view risk, std::optional<std::string_view> level, std::optional<Date> evidence) {
  tx.run("INSERT INTO referral_risks (referral_id, towards, risk, level, evidence_on) VALUES ($1, $2, $3, $4, $5)", {id, towards, risk, level, evidence});
}

// Every risk that is present, with what more is known of it.
template <class Names, class Stated>
void save_risks(db::Write& tx, const std::string& id, std::string_view towards, const Referral& referral, const Names& names, const std::vector<Stated>& stated) {
  for (const auto& row : names.rows) {
    if (!referral.has(row.value)) continue;
    const auto known = std::ranges::find(stated, row.value, &Stated::risk);
    if (known == stated.end()) save_risk(tx, id, towards, row.code, std::nullopt, std::nullopt);
    else save_risk(tx, id, towards, row.code, code_of(kRiskLevels, known->level), known->evidence_on);
  }
}

void save_current(db::Write& tx, const vault::Vault& vault, const Referral& referral, const std::string& document_id, std::string id) {
  tx.run(kUpsert, {id, referral.reference, document_id, referral.authority_code, token_of(vault, referral.authority_code, referral.child_local_id()), nothing_if_empty(referral.child_id),
                   kStatuses.code(referral.status), referral.referred_on(), referral.needed_on, referral.planned_until, kUrgencies.code(referral.how_urgent()),
                   code_of(kSexes, referral.sex), referral.age});
  tx.run("DELETE FROM referral_needs WHERE referral_id = $1", {id});
  tx.run("DELETE FROM referral_risks WHERE referral_id = $1", {id});
  for (const auto& need : referral.needs)
    tx.run("INSERT INTO referral_needs (referral_id, need, level) VALUES ($1, $2, $3)", {id, kNeeds.code(need.need), kNeedLevels.code(need.level)});
  save_risks(tx, id, "child", referral, kRisksToChild, referral.risks_to_child);
  save_risks(tx, id, "others", referral, kRisksToOthers, referral.risks_to_others);
}

struct Standing {
  std::string id;
  Status status;
  std::string document, content_sealed;
  std::int64_t document_number;
};
std::optional<Standing> standing(db::Read& tx, std::string_view reference) {
  return tx.first(kStanding, {reference}, [](const db::Row& row) {
    return Standing{row.string(0), kStatuses.parse(row.text(1)).value_or(Status::Draft), row.string(2), row.string(3), row.integer(4)};
  });
}

std::string unused_reference(db::Read& tx, Instant now) {
  Random random(hash64(new_uuid(now)));
  for (;;) {
    auto reference = new_reference('R', random);
    if (!tx.exists("SELECT 1 FROM referral_documents WHERE reference = $1", {reference})) return reference;
  }
}

// What holds, from the documents and changes that stand: the newest document, and a change of status made after it.
void derive(db::Write& tx, const vault::Vault& vault, const std::string& reference) {
  struct Last {
    std::string id, content_sealed;
    std::int64_t number;
  };
  const auto current = standing(tx, reference);
  const auto last = tx.first(kLastDocument, {reference}, [](const db::Row& row) { return Last{row.string(0), row.string(1), row.integer(2)}; });
  if (!last) {
    tx.run("DELETE FROM referrals WHERE reference = $1", {reference});
    return;
  }
  auto referral = from_store(opened(vault, last->id, last->content_sealed), "");
  tx.each(kLastChange, {reference, last->number}, [&](const db::Row& row) { referral.status = kStatuses.parse(row.text(0)).value_or(referral.status); });
  save_current(tx, vault, referral, last->id, current ? current->id : last->id);
}

Done undo(db::Write& tx, Services& services, const imports::ImportId& import) {
  const auto acted = tx.first(kActedUpon, {import}, [](const db::Row& row) { return row.string(0); });
  if (acted && !acted->empty())
    return fail(ErrorKind::Conflict, fmt::format("This import cannot be taken back: referral {} has been acted upon since it came. Withdraw it instead.", *acted));
  const auto references = tx.list(kOfImport, {import}, [](const db::Row& row) { return row.string(0); });
  for (const auto& reference : references) {
    const bool others = tx.exists("SELECT 1 FROM referral_documents WHERE reference = $1 AND import_id IS DISTINCT FROM $2", {reference, import});
    if (others) tx.run(kStepBack, {reference, import});
    else tx.run("DELETE FROM referrals WHERE reference = $1", {reference});
  }
  tx.run("DELETE FROM referral_documents WHERE import_id = $1", {import});
  if (references.empty()) return {};
  RP_TRY(vault, vault::Vault::open(services.folder, false));
  for (const auto& reference : references) derive(tx, vault, reference);
  return {};
}

}  // namespace

imports::Kind import_kind() { return {"referrals", undo}; }

Result<StoreOutcome> store_referral(db::Write& tx, const vault::Vault& vault, Referral referral, Instant now, const std::optional<imports::ImportId>& import) {
  if (referral.reference.empty())
    referral.reference = tx.first(kSameReferral, {token_of(vault, referral.authority_code, referral.child_local_id()), referral.referred_on()}, [](const db::Row& row) { return row.string(0); }).value_or("");
  if (referral.reference.empty()) referral.reference = unused_reference(tx, now);
  const auto current = standing(tx, referral.reference);
  const auto content = as_json(referral).dump();
  if (current) {
    const auto kept = opened(vault, current->document, current->content_sealed);
    const auto stored = from_store(kept, "");
    if (stored.authority_code != referral.authority_code || stored.child_local_id() != referral.child_local_id())
      return fail(ErrorKind::Conflict, fmt::format("Referral {} is about another child; a reference belongs to one child of one authority.", referral.reference));
    if (kept == content) return StoreOutcome{Kept::Unchanged, referral.reference};
    if (!may_become(current->status, referral.status))
      return fail(ErrorKind::Conflict, fmt::format("Referral {} is {} and cannot become {} again; write a new referral.", referral.reference,
                                                   lower(kStatuses.label(current->status)), lower(kStatuses.label(referral.status))));
  }
  const auto document = new_uuid(now);
  tx.run(kAddDocument, {document, referral.reference, import, now, vault.seal(content_purpose(document), content)});
  save_current(tx, vault, referral, document, current ? current->id : document);
  return StoreOutcome{current ? Kept::Changed : Kept::New, referral.reference};
}

Result<Referral> find_referral(db::Read& tx, const vault::Vault& vault, std::string_view reference_or_id) {
  const auto wanted = reference_or_id.size() == 8 ? upper(reference_or_id) : std::string(reference_or_id);
  auto found = tx.first(kFind, {wanted}, [&](const db::Row& row) { return from_store(opened(vault, row.text(1), row.text(2)), row.text(0)); });
  if (!found) return fail(ErrorKind::NotFound, fmt::format("There is no referral {} in this store; rightplace referrals lists those that are.", shown(reference_or_id)));
  return std::move(*found);
}

std::vector<Referral> list_referrals(db::Read& tx, const vault::Vault& vault, bool open_only) {
  return tx.list(kList, {open_only ? 1 : 0}, [&](const db::Row& row) { return from_store(opened(vault, row.text(1), row.text(2)), row.text(0)); });
}

namespace {

constexpr std::string_view kLineColumns = "id, reference, document_id, authority_code, child_id, status, referred_on, needed_on, urgency";

Line line_from(const db::Row& row) {
  return {.id = row.string(0), .reference = row.string(1), .document = row.string(2), .authority_code = row.string(3), .child_id = row.string(4),
          .status = kStatuses.parse(row.text(5)).value_or(Status::Draft), .referred_on = row.date(6), .needed_on = row.maybe_date(7), .urgency = kUrgencies.parse(row.text(8)).value_or(Urgency::Planned)};
}

}  // namespace

std::vector<Line> lines_of_authority(db::Read& tx, std::string_view authority_code) {
  auto lines = tx.list(fmt::format("SELECT {} FROM referrals WHERE authority_code = $1 ORDER BY needed_on IS NULL, needed_on, reference", kLineColumns), {authority_code}, line_from);
  std::ranges::stable_sort(lines, {}, &Line::urgency);
  return lines;
}

std::vector<Line> lines_of_child(db::Read& tx, std::string_view child_id) {
  if (child_id.empty()) return {};
  return tx.list(fmt::format("SELECT {} FROM referrals WHERE child_id = $1 ORDER BY referred_on DESC, id DESC", kLineColumns), {child_id}, line_from);
}

std::optional<Line> line_of(db::Read& tx, std::string_view reference) {
  return tx.first(fmt::format("SELECT {} FROM referrals WHERE reference = $1", kLineColumns), {reference}, line_from);
}

Result<Status> change_status(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, Event event, Instant now) {
  const auto current = standing(tx, reference);
  if (!current) return fail(ErrorKind::NotFound, fmt::format("There is no referral {} in this store.", shown(reference)));
  RP_TRY(status, next_status(current->status, event));
  tx.run("UPDATE referrals SET status = $1 WHERE reference = $2", {kStatuses.code(status), reference});
  tx.run(kAddChange, {new_uuid(now), reference, current->document_number, now, kEvents.code(event), kStatuses.code(status), actor.id});
  audit::record(tx, actor, allowed, fmt::format("referral.{}", kEvents.label(event)), {"referral", current->id}, now);
  return status;
}

bool has_plain(db::Read& tx) {
  return tx.exists("SELECT 1 FROM referral_documents WHERE content_sealed IS NULL LIMIT 1") || tx.exists("SELECT 1 FROM referrals WHERE search_token IS NULL LIMIT 1");
}

std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  struct Plain {
    std::string id, text, authority_code;
  };
  const auto documents = tx.list("SELECT id, content FROM referral_documents WHERE content_sealed IS NULL LIMIT $1", {most}, [](const db::Row& row) { return Plain{row.string(0), row.string(1), {}}; });
  for (const auto& one : documents)
    tx.run("UPDATE referral_documents SET content = '{}', content_sealed = $2 WHERE id = $1", {one.id, vault.seal(content_purpose(one.id), one.text)});
  if (!documents.empty()) return std::ssize(documents);
  const auto lines = tx.list("SELECT id, child_local_id, authority_code FROM referrals WHERE search_token IS NULL LIMIT $1", {most}, [](const db::Row& row) { return Plain{row.string(0), row.string(1), row.string(2)}; });
  for (const auto& one : lines)
    tx.run("UPDATE referrals SET child_local_id = '', born_in = NULL, search_token = $2 WHERE id = $1", {one.id, token_of(vault, one.authority_code, one.text)});
  return std::ssize(lines);
}

}  // namespace rightplace::referrals
