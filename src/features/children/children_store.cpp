#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/children/children.h"
#include "features/children/children_columns.h"
#include "features/children/children_sealed.h"
#include "features/geography/geography.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kLoad = R"sql(
  SELECT c.id, c.facts_sealed
  FROM children asked
  JOIN children c ON c.id = COALESCE(asked.merged_into, asked.id)
  WHERE asked.id = $1
)sql";

constexpr std::string_view kOwnIds = R"sql(
  WITH standing AS (SELECT COALESCE(merged_into, id) AS id FROM children WHERE id = $1)
  SELECT authority_code, own_id_sealed, child_id, from_on
  FROM child_own_ids
  WHERE child_id IN (SELECT id FROM standing UNION ALL SELECT c.id FROM children c JOIN standing s ON c.merged_into = s.id)
  ORDER BY from_on IS NULL, from_on DESC, search_token
)sql";

constexpr std::string_view kCorrections = R"sql(
  SELECT field, value_sealed, id
  FROM child_corrections
  WHERE child_id = $1 AND undone_at IS NULL
  ORDER BY id
)sql";

constexpr std::string_view kCorrect = R"sql(
  INSERT INTO child_corrections (id, child_id, field, value_sealed, was_sealed, reason, reason_sealed, actor_id, at)
  VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8)
)sql";

constexpr std::string_view kCorrected = R"sql(
  SELECT id, field, value_sealed, was_sealed, reason_sealed, actor_id, at
  FROM child_corrections
  WHERE undone_at IS NULL AND (child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1))
  ORDER BY at DESC, id DESC
)sql";

constexpr std::string_view kFind = R"sql(
  SELECT c.current_id
  FROM child_own_ids l
  JOIN v_child_identities c ON c.child_id = l.child_id
  WHERE l.authority_code = $1 AND l.search_token = $2
)sql";

Child child_of(const vault::Vault& vault, const db::Row& row) {
  auto id = row.id<ChildTag>(0);
  auto facts = opened_facts(vault, id, row.is_null(1) ? std::nullopt : std::optional(row.text(1)));
  return {std::move(id), std::move(facts)};
}

void update(db::Write& tx, const vault::Vault& vault, const ChildId& id, const Facts& facts) {
  tx.run("UPDATE children SET facts_sealed = $2 WHERE id = $1", {id, sealed_facts(vault, id, facts)});
}

std::optional<Child> load_own(db::Read& tx, const vault::Vault& vault, const ChildId& id) {
  return tx.first("SELECT id, facts_sealed FROM children WHERE id = $1", {id}, [&](const db::Row& row) { return child_of(vault, row); });
}

std::string correction_purpose(std::string_view column, std::string_view id) { return purpose(fmt::format("child_corrections.{}", column), id); }

std::optional<Personal<std::string>> opened_if_any(const vault::Vault& vault, const std::string& of, const db::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(opened(vault, of, row.text(column)));
}

}  // namespace

Result<std::vector<ChildId>> add_all(db::Write& tx, const vault::Vault& vault, std::span<const Facts> all, Instant now, std::string_view import_id) {
  for (const auto& facts : all) RP_CHECK(check(facts));
  std::vector<ChildId> ids;
  ids.reserve(all.size());
  auto rows = tx.inserter("children", {"id", "facts_sealed", "import_id", "recorded_at"});
  const auto import = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  for (const auto& facts : all) {
    ids.emplace_back(new_uuid(now));
    const auto sealed = sealed_facts(vault, ids.back(), facts);
    rows->add({ids.back(), sealed, import, now});
  }
  rows->finish();
  return ids;
}

Result<ChildId> add(db::Write& tx, const vault::Vault& vault, const Facts& facts, Instant now, std::string_view import_id) {
  RP_TRY(ids, add_all(tx, vault, {&facts, 1}, now, import_id));
  return ids.front();
}

Result<ChildId> add(db::Write& tx, NothingKnown, Instant now) {
  ChildId id(new_uuid(now));
  tx.run("INSERT INTO children (id, recorded_at) VALUES ($1, $2)", {id, now});
  return id;
}

Done link(db::Write& tx, const vault::Vault& vault, const ChildId& child, const LocalId& id, std::string_view import_id) {
  const auto known = find(tx, vault, id.authority_code, id.local_id.reveal());
  if (known && *known == current(tx, child)) return {};
  if (known) return fail(ErrorKind::Conflict, fmt::format("The authority {} already uses this id for another child; merge the two or correct the id.", id.authority_code));
  const NewLink one{child, id};
  return link_all(tx, vault, {&one, 1}, import_id);
}

Done link_all(db::Write& tx, const vault::Vault& vault, std::span<const NewLink> links, std::string_view import_id) {
  auto rows = tx.inserter("child_own_ids", {"authority_code", "search_token", "own_id_sealed", "child_id", "from_on", "import_id"});
  const auto import = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  for (const auto& [child, id] : links) {
    const auto token = own_id_token(vault, id.authority_code, id.local_id.reveal()), sealed = vault.seal(own_id_purpose(id.authority_code, child), id.local_id.reveal());
    rows->add({id.authority_code, token, sealed, child, id.from, import});
  }
  rows->finish();
  return {};
}

std::optional<ChildId> find(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, std::string_view local_id) {
  return tx.first(kFind, {authority_code, own_id_token(vault, authority_code, local_id)}, [](const db::Row& row) { return row.id<ChildTag>(0); });
}

std::vector<std::string> codes_of(std::string_view authority_code) {
  const auto* authority = geography::authority_by_code(authority_code);
  if (!authority) return {std::string(authority_code)};
  std::vector<std::string> codes{std::string(geography::code_on(*authority, Date(1800, 1, 1)))};
  while (codes.back() != authority->code) {
    const auto later = geography::successors_of(codes.back());
    const auto same = std::ranges::find_if(later, [&](const geography::Succession& s) { return s.kind == geography::SuccessionKind::Recoded; });
    codes.emplace_back(same == later.end() ? authority->code : same->code);
  }
  return codes;
}

std::optional<ChildId> find_own(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, std::string_view local_id) {
  const auto typed = std::string(trim(local_id)), capitals = upper(typed);
  const auto codes = codes_of(authority_code);
  for (const auto& text : {typed, capitals})
    for (auto code = codes.rbegin(); code != codes.rend(); ++code)
      if (auto found = find(tx, vault, *code, text)) return found;
  return std::nullopt;
}

std::map<std::string, ChildId, std::less<>> links_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  std::map<std::string, ChildId, std::less<>> links;
  tx.each("SELECT own_id_sealed, child_id FROM child_own_ids WHERE authority_code = $1", {authority_code}, [&](const db::Row& row) {
    auto child = row.id<ChildTag>(1);
    auto own_id = opened(vault, own_id_purpose(authority_code, child), row.text(0));
    links.emplace(own_id.reveal(), std::move(child));
  });
  return links;
}

std::vector<LocalId> own_ids_of(db::Read& tx, const vault::Vault& vault, const ChildId& child) {
  return tx.list(kOwnIds, {child}, [&](const db::Row& row) {
    return LocalId{row.string(0), opened(vault, own_id_purpose(row.text(0), row.id<ChildTag>(2)), row.text(1)), row.maybe_date(3)};
  });
}

ChildId current(db::Read& tx, const ChildId& id) {
  const auto standing = tx.first("SELECT current_id FROM v_child_identities WHERE child_id = $1", {id},
                                 [](const db::Row& row) { return row.id<ChildTag>(0); });
  return standing.value_or(id);
}

Result<Child> load(db::Read& tx, const vault::Vault& vault, const ChildId& id) {
  auto child = tx.first(kLoad, {id}, [&](const db::Row& row) { return child_of(vault, row); });
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  return *std::move(child);
}

Result<ChildId> standing(db::Read& tx, const ChildId& id) {
  if (!tx.exists("SELECT 1 FROM children WHERE id = $1", {id})) return fail(ErrorKind::NotFound, "There is no such child.");
  return current(tx, id);
}

std::vector<Child> load_all(db::Read& tx, const vault::Vault& vault) {
  return tx.list("SELECT id, facts_sealed FROM children WHERE merged_into IS NULL ORDER BY id", {}, [&](const db::Row& row) { return child_of(vault, row); });
}

Result<bool> set_facts(db::Write& tx, const vault::Vault& vault, const ChildId& id, const Facts& facts) {
  RP_CHECK(check(facts));
  const auto child = load_own(tx, vault, id);
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  auto wanted = facts;
  Done applied;
  tx.each(kCorrections, {id}, [&](const db::Row& row) {
    if (!applied) return;
    const auto value = opened_if_any(vault, correction_purpose("value", row.text(2)), row, 1);
    applied = set_field(wanted, row.text(0), value ? std::optional(value->reveal()) : std::nullopt);
  });
  RP_CHECK(applied);
  if (same(wanted, child->facts)) return false;
  update(tx, vault, id, wanted);
  return true;
}

Done correct(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& id, std::string_view field,
             std::optional<std::string> value, std::string_view reason, Instant now) {
  auto child = load_own(tx, vault, id);
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  const auto was = field_of(child->facts, field);
  RP_CHECK(set_field(child->facts, field, value));
  RP_CHECK(check(child->facts));
  const auto correction = new_uuid(now);
  const auto sealed = [&](std::string_view column, const std::optional<std::string>& text) {
    return text ? std::optional(vault.seal(correction_purpose(column, correction), *text)) : std::nullopt;
  };
  tx.run(kCorrect, {correction, id, field, sealed("value", value), sealed("was", was), sealed("reason", std::string(reason)), actor.id, now});
  update(tx, vault, id, child->facts);
  audit::record(tx, actor, allowed, "child.corrected", {"child", id.text()}, now, {{"field", field}, {"correction", correction}});
  return {};
}

std::vector<Correction> corrections_of(db::Read& tx, const vault::Vault& vault, const ChildId& child) {
  return tx.list(kCorrected, {current(tx, child)}, [&](const db::Row& row) {
    const auto part = [&](std::string_view column, int at) { return opened_if_any(vault, correction_purpose(column, row.text(0)), row, at); };
    return Correction{row.string(1), part("value", 2), part("was", 3), part("reason", 4).value_or(Personal<std::string>("")), row.string(5), row.instant(6)};
  });
}

std::int64_t corrections_version(db::Read& tx, const ChildId& child) {
  return tx.integer("SELECT COUNT(*) FROM child_corrections WHERE child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1)", {current(tx, child)});
}

void forget_import(db::Write& tx, std::string_view import_id, std::span<const std::string_view> used_in) {
  // Somebody has put it right, merged it, named it, or works with it.
  std::string untouched = R"sql(
      NOT EXISTS (SELECT 1 FROM child_corrections c WHERE c.child_id = children.id)
      AND NOT EXISTS (SELECT 1 FROM child_merges m WHERE m.kept_id = children.id OR m.merged_id = children.id)
      AND NOT EXISTS (SELECT 1 FROM child_identities i WHERE i.child_id = children.id)
      AND NOT EXISTS (SELECT 1 FROM child_cases k WHERE k.child_id = children.id)
      AND NOT EXISTS (SELECT 1 FROM child_allocations a WHERE a.child_id = children.id))sql";
  for (const auto column : used_in)
    untouched += fmt::format(" AND NOT EXISTS (SELECT 1 FROM {0} WHERE {1} = children.id)", column.substr(0, column.find('.')), column);
  tx.run(fmt::format("DELETE FROM child_own_ids WHERE import_id = $1 AND child_id IN (SELECT id FROM children WHERE {})", untouched), {import_id});
  // One that another authority uses stays too.
  tx.run(fmt::format("DELETE FROM children WHERE import_id = $1 AND NOT EXISTS (SELECT 1 FROM child_own_ids l WHERE l.child_id = children.id) AND {}", untouched), {import_id});
}

}  // namespace rightplace::children
