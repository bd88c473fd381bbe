#include "features/statement/statement_store.h"

#include "features/statement/statement.h"

namespace rightplace::statement {
namespace {

constexpr std::string_view kDraft = R"sql(
  SELECT version, words, person_id, at
  FROM statement_drafts
  WHERE organisation_id = $1
  ORDER BY version DESC
  LIMIT 1
)sql";
constexpr std::string_view kSave = "INSERT INTO statement_drafts (id, organisation_id, version, words, person_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view kPublish = "INSERT INTO statements (id, organisation_id, number, published_on, published_at, published_by, content) VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view kAll = "SELECT id, organisation_id, number, published_on, content FROM statements ORDER BY id DESC";

}  // namespace

Draft draft_of(db::Read& tx, const organisations::OrganisationId& organisation) {
  return tx.first(kDraft, {organisation}, [](const db::Row& row) { return Draft{row.integer(0), read_words(row.text(1)), row.string(2), row.instant(3)}; }).value_or(Draft{});
}

Done save(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, std::int64_t from, const Words& words, Instant now) {
  if (draft_of(tx, organisation).version != from) return fail(ErrorKind::Conflict, "Somebody else has saved this statement meanwhile. Look at what stands there now, and put your words in again");
  const auto id = new_uuid(now);
  tx.run(kSave, {id, organisation, from + 1, words_json(words), actor.id, now});
  audit::record(tx, actor, allowed, "statement.saved", {"statement_draft", id}, now, {{"version", from + 1}});
  return {};
}

StatementId publish(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, Document document, Date today, Instant now) {
  const StatementId id(new_uuid(now));
  document.number = static_cast<int>(tx.integer("SELECT COALESCE(MAX(number), 0) FROM statements WHERE organisation_id = $1", {organisation})) + 1;
  document.published_on = today;
  tx.run(kPublish, {id, organisation, document.number, today, now, actor.id, written(document)});
  audit::record(tx, actor, allowed, "statement.published", {"statement", id.text()}, now, {{"number", document.number}, {"tables", static_cast<std::int64_t>(document.tables.size())}});
  return id;
}

std::optional<Document> load(db::Read& tx, const StatementId& id) {
  const auto text = tx.first("SELECT content FROM statements WHERE id = $1", {id}, [](const db::Row& row) { return row.string(0); });
  return text ? read_document(*text) : std::nullopt;
}

std::vector<Published> all_published(db::Read& tx) {
  std::vector<Published> out;
  tx.each(kAll, {}, [&](const db::Row& row) {
    const auto document = read_document(row.text(4));
    out.push_back({row.id<StatementTag>(0), row.id<organisations::OrganisationTag>(1), static_cast<int>(row.integer(2)), row.date(3), document ? document->authority : std::string()});
  });
  return out;
}

}  // namespace rightplace::statement
