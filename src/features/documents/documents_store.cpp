#include <algorithm>

#include "base/letters.h"
#include "base/text.h"
#include "features/documents/documents.h"

namespace rightplace::documents {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO documents (id, reference, child_id, kind, tier, type, name_sealed, key_sealed, bytes, added_by, added_at, placement_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql";
constexpr std::string_view kColumns = "id, reference, child_id, kind, tier, type, name_sealed, bytes, added_by, added_at, removed_by, removed_at, removed_because, placement_id";
constexpr std::string_view kStanding = "SELECT COUNT(*) FROM documents WHERE (($1 <> '' AND reference = $1) OR placement_id = $2) AND removed_at IS NULL";
constexpr std::string_view kKey = "SELECT key_sealed FROM documents WHERE id = $1 AND key_sealed IS NOT NULL";
constexpr std::string_view kExists = "SELECT 1 FROM documents WHERE id = $1";
constexpr std::string_view kRemove = R"sql(
  UPDATE documents
  SET name_sealed = NULL, key_sealed = NULL, removed_by = $2, removed_at = $3, removed_because = $4
  WHERE id = $1
    AND removed_at IS NULL
)sql";

std::string name_purpose(const DocumentId& id) { return "documents.name/" + id.text(); }
std::string key_purpose(const DocumentId& id) { return "documents.key/" + id.text(); }

Document document_from(const db::Row& row, const vault::Vault& vault) {
  Document one;
  one.id = row.id<DocumentTag>(0);
  one.reference = row.string(1);
  one.child = row.id<children::ChildTag>(2);
  one.kind = row.string(3);
  one.tier = asking::kTiers.parse(row.text(4)).value_or(asking::Tier::FullFile);
  one.type = formats::kDocumentTypes.parse(row.text(5)).value_or(formats::DocumentType::Pdf);
  if (!row.is_null(6))
    if (auto name = vault.open(name_purpose(one.id), row.text(6))) one.name = std::move(*name);
  one.bytes = static_cast<std::uint64_t>(row.integer(7));
  one.added_by = row.string(8);
  one.added_at = row.instant(9);
  one.placement = row.maybe_string(13).value_or("");
  if (!row.is_null(11)) one.removed = Removed{row.string(10), row.string(12), row.instant(11)};
  return one;
}

auto missing() { return fail(ErrorKind::NotFound, "There is no such document"); }

}  // namespace

Done add(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const NewDocument& document, const Laid& laid, asking::When when) {
  if (std::ranges::find(kinds(), document.kind, &Kind::code) == kinds().end()) return fail(ErrorKind::Invalid, "See the field", {{"kind", "Choose what the document is"}});
  const auto placement = document.placement.empty() ? std::nullopt : std::optional(document.placement);
  if (document.reference.empty() != placement.has_value()) return fail(ErrorKind::Invalid, "A document belongs to a referral or to a placement, and to one of them only");
  if (tx.integer(kStanding, {document.reference, placement}) >= static_cast<std::int64_t>(kMostOfReferral)) return fail(ErrorKind::Conflict, "There are as many documents here as there may be. Remove one that is out of date first");
  tx.run(kInsert, {laid.id, document.reference, document.child, document.kind, asking::kTiers.code(document.tier), formats::kDocumentTypes.code(laid.type), vault.seal(name_purpose(laid.id), document.name.reveal()),
                   vault.seal(key_purpose(laid.id), laid.key.reveal()), static_cast<std::int64_t>(laid.bytes), actor.id, when.at, placement});
  audit::record(tx, actor, allowed, "document.added", {"document", laid.id.text()}, when.now,
                {{"reference", document.reference}, {"placement", document.placement}, {"kind", document.kind}, {"tier", asking::kTiers.code(document.tier)}, {"type", formats::kDocumentTypes.code(laid.type)}, {"bytes", static_cast<std::int64_t>(laid.bytes)}});
  return {};
}

Done remove(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const DocumentId& id, std::string_view because, asking::When when) {
  RP_TRY(document, load(tx, vault, id));
  const auto why = std::string(trim(because));
  if (why.empty() || letters(why) > kLongestBecause) return fail(ErrorKind::Invalid, "See the field", {{"because", "Say in a sentence why it is removed"}});
  if (tx.run(kRemove, {id, actor.id, when.at, why}) == 0) return fail(ErrorKind::Conflict, "This document was removed already");
  audit::record(tx, actor, allowed, "document.removed", {"document", id.text()}, when.now, {{"reference", document.reference}, {"kind", document.kind}});
  return {};
}

Result<Document> load(db::Read& tx, const vault::Vault& vault, const DocumentId& id) {
  auto found = tx.first("SELECT " + std::string(kColumns) + " FROM documents WHERE id = $1", {id}, [&](const db::Row& row) { return document_from(row, vault); });
  if (!found) return missing();
  return *std::move(found);
}

std::vector<Document> of_referral(db::Read& tx, const vault::Vault& vault, std::string_view reference) {
  return tx.list("SELECT " + std::string(kColumns) + " FROM documents WHERE reference = $1 ORDER BY added_at, id", {reference}, [&](const db::Row& row) { return document_from(row, vault); });
}

std::vector<Document> of_placement(db::Read& tx, const vault::Vault& vault, std::string_view placement) {
  return tx.list("SELECT " + std::string(kColumns) + " FROM documents WHERE placement_id = $1 ORDER BY added_at, id", {placement}, [&](const db::Row& row) { return document_from(row, vault); });
}

bool exists(db::Read& tx, const DocumentId& id) { return tx.exists(kExists, {id}); }

Result<vault::SealedFile> open(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& store, const DocumentId& id) {
  const auto sealed = tx.first(kKey, {id}, [](const db::Row& row) { return row.string(0); });
  if (!sealed) return missing();
  const auto key = vault.open(key_purpose(id), *sealed);
  if (!key) return fail(ErrorKind::Unavailable, "This document cannot be opened with this store's key. Tell whoever runs the service");
  return vault::SealedFile::open(*key, "documents/" + id.text(), file_of(store, id));
}

}  // namespace rightplace::documents
