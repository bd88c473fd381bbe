#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/london.h"
#include "base/text.h"
#include "features/children/children_sealed.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kUpsert = R"sql(
  INSERT INTO child_identities (child_id, given_names_sealed, family_name_sealed, known_as_sealed, upn_sealed, nhs_number_sealed, version, changed_by, changed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (child_id) DO UPDATE
  SET given_names_sealed = excluded.given_names_sealed, family_name_sealed = excluded.family_name_sealed, known_as_sealed = excluded.known_as_sealed,
      upn_sealed = excluded.upn_sealed, nhs_number_sealed = excluded.nhs_number_sealed, version = excluded.version,
      changed_by = excluded.changed_by, changed_at = excluded.changed_at
)sql";
// Of the record that stands, or else of one that was merged into it.
constexpr std::string_view kIdentity = R"sql(
  SELECT i.child_id, i.given_names_sealed, i.family_name_sealed, i.known_as_sealed, i.upn_sealed, i.nhs_number_sealed, i.version, i.changed_by, i.changed_at
  FROM child_identities i
  WHERE i.child_id = $1 OR i.child_id IN (SELECT id FROM children WHERE merged_into = $1)
  ORDER BY CASE WHEN i.child_id = $1 THEN 0 ELSE 1 END, i.changed_at DESC
)sql";
constexpr std::string_view kByToken = R"sql(
  SELECT DISTINCT COALESCE(c.merged_into, c.id)
  FROM child_identity_tokens t
  JOIN children c ON c.id = t.child_id
  WHERE t.search_token = $1 AND t.kind = $2
)sql";

using Text = std::optional<Personal<std::string>>;

std::string identity_purpose(std::string_view column, const ChildId& child) { return purpose(fmt::format("child_identities.{}", column), child.text()); }

std::string sealed(const vault::Vault& vault, std::string_view column, const ChildId& child, const Personal<std::string>& value) {
  return vault.seal(identity_purpose(column, child), value.reveal());
}
std::optional<std::string> sealed(const vault::Vault& vault, std::string_view column, const ChildId& child, const Text& value) {
  return value ? std::optional(sealed(vault, column, child, *value)) : std::nullopt;
}

std::string token_of(const vault::Vault& vault, std::string_view kind, std::string_view text) { return vault.token(fmt::format("child.{}", kind), text); }

// Every word of every name, and the numbers; each once.
std::vector<std::pair<std::string_view, std::string>> tokens_of(const vault::Vault& vault, const Identity& identity) {
  std::vector<std::string> words;
  for (const auto* name : {&identity.given_names, &identity.family_name}) std::ranges::move(words_of(*name), std::back_inserter(words));
  if (identity.known_as) std::ranges::move(words_of(*identity.known_as), std::back_inserter(words));
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::vector<std::pair<std::string_view, std::string>> tokens;
  for (const auto& word : words) tokens.emplace_back("name", token_of(vault, "name", word));
  if (identity.upn) tokens.emplace_back("upn", token_of(vault, "upn", identity.upn->reveal()));
  if (identity.nhs_number) tokens.emplace_back("nhs_number", token_of(vault, "nhs_number", identity.nhs_number->reveal()));
  return tokens;
}

std::vector<ChildId> by_token(db::Read& tx, std::string_view kind, const std::string& token) {
  auto found = tx.list(kByToken, {token, kind}, [](const db::Row& row) { return row.id<ChildTag>(0); });
  std::ranges::sort(found);
  return found;
}

}  // namespace

Done set_identity(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child,
                  const Identity& identity, std::int64_t shown_version, Instant now) {
  RP_TRY(wanted, checked(identity));
  RP_TRY(id, standing(tx, child));
  const auto kept = identity_of(tx, vault, id);
  if ((kept ? kept->version : 0) != shown_version)
    return fail(ErrorKind::Conflict, kept ? fmt::format("Somebody else changed this child's name and numbers on {}. What you see now is what they wrote; change it again if it is wrong", london_date(kept->changed_at).words())
                                          : std::string("This child's name and numbers were taken away meanwhile. Write them again"));
  tx.run(kUpsert, {id, sealed(vault, "given_names", id, wanted.given_names), sealed(vault, "family_name", id, wanted.family_name), sealed(vault, "known_as", id, wanted.known_as),
                   sealed(vault, "upn", id, wanted.upn), sealed(vault, "nhs_number", id, wanted.nhs_number), shown_version + 1, actor.id, now});
  tx.run("DELETE FROM child_identity_tokens WHERE child_id = $1", {id});
  for (const auto& [kind, token] : tokens_of(vault, wanted))
    tx.run("INSERT INTO child_identity_tokens (child_id, kind, search_token) VALUES ($1, $2, $3)", {id, kind, token});
  audit::record(tx, actor, allowed, shown_version == 0 ? "child.identity_written" : "child.identity_changed", {"child", id.text()}, now, {{"version", shown_version + 1}});
  return {};
}

Done insert_identities(db::Write& tx, const vault::Vault& vault, const Actor& actor, std::span<const NewIdentity> all, Instant now) {
  std::vector<Identity> wanted;
  for (const auto& one : all) {
    RP_TRY(fine, checked(one.identity));
    wanted.push_back(std::move(fine));
  }
  auto rows = tx.inserter("child_identities", {"child_id", "given_names_sealed", "family_name_sealed", "known_as_sealed", "upn_sealed", "nhs_number_sealed", "version", "changed_by", "changed_at"});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& id = all[i].child;
    const auto& one = wanted[i];
    const auto given = sealed(vault, "given_names", id, one.given_names), family = sealed(vault, "family_name", id, one.family_name);
    const auto known = sealed(vault, "known_as", id, one.known_as), upn = sealed(vault, "upn", id, one.upn), nhs = sealed(vault, "nhs_number", id, one.nhs_number);
    rows->add({id, given, family, known, upn, nhs, 1, actor.id, now});
  }
  rows->finish();
  auto tokens = tx.inserter("child_identity_tokens", {"child_id", "kind", "search_token"});
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const auto& [kind, token] : tokens_of(vault, wanted[i])) tokens->add({all[i].child, kind, token});
  tokens->finish();
  return {};
}

std::optional<KeptIdentity> identity_of(db::Read& tx, const vault::Vault& vault, const ChildId& child) {
  return tx.first(kIdentity, {current(tx, child)}, [&](const db::Row& row) {
    const auto id = row.id<ChildTag>(0);
    const auto text = [&](int column, std::string_view name) { return opened(vault, identity_purpose(name, id), row.text(column)); };
    const auto maybe = [&](int column, std::string_view name) -> Text { return row.is_null(column) ? std::nullopt : Text(text(column, name)); };
    return KeptIdentity{{text(1, "given_names"), text(2, "family_name"), maybe(3, "known_as"), maybe(4, "upn"), maybe(5, "nhs_number")}, row.integer(6), row.string(7), row.instant(8)};
  });
}

std::vector<ChildId> with_name(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& text) {
  std::vector<ChildId> found;
  bool first = true;
  for (const auto& word : words_of(text)) {
    auto here = by_token(tx, "name", token_of(vault, "name", word));
    if (first) found = std::move(here);
    else {
      std::vector<ChildId> both;
      std::ranges::set_intersection(found, here, std::back_inserter(both));
      found = std::move(both);
    }
    first = false;
    if (found.empty()) break;
  }
  return found;
}

std::vector<ChildId> with_number(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& number) {
  std::string text;
  for (const char c : upper(number.reveal()))
    if (c != ' ' && c != '-') text += c;
  if (text.empty()) return {};
  auto found = by_token(tx, "upn", token_of(vault, "upn", text));
  for (auto& id : by_token(tx, "nhs_number", token_of(vault, "nhs_number", text)))
    if (std::ranges::find(found, id) == found.end()) found.push_back(std::move(id));
  return found;
}

}  // namespace rightplace::children
