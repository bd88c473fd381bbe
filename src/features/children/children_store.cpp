#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/children/children.h"
#include "features/children/children_columns.h"
#include "features/geography/geography.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kLoad = R"sql(
  SELECT c.id, c.sex, c.born_on, c.birth_month, c.ethnicity, c.unaccompanied, c.mother, c.first_child_born_on
  FROM children asked
  JOIN children c ON c.id = COALESCE(asked.merged_into, asked.id)
  WHERE asked.id = $1
)sql";

constexpr std::string_view kLoadOwn = R"sql(
  SELECT id, sex, born_on, birth_month, ethnicity, unaccompanied, mother, first_child_born_on
  FROM children
  WHERE id = $1
)sql";

constexpr std::string_view kLoadAll = R"sql(
  SELECT id, sex, born_on, birth_month, ethnicity, unaccompanied, mother, first_child_born_on
  FROM children
  WHERE merged_into IS NULL
  ORDER BY id
)sql";

constexpr std::string_view kUpdate = R"sql(
  UPDATE children
  SET sex = $2, born_on = $3, birth_month = $4, ethnicity = $5, unaccompanied = $6, mother = $7, first_child_born_on = $8
  WHERE id = $1
)sql";

constexpr std::string_view kCorrections = R"sql(
  SELECT field, value
  FROM child_corrections
  WHERE child_id = $1 AND undone_at IS NULL
  ORDER BY id
)sql";

constexpr std::string_view kFind = R"sql(
  SELECT c.current_id
  FROM child_links l
  JOIN v_child_identities c ON c.child_id = l.child_id
  WHERE l.authority_code = $1 AND l.local_id = $2
)sql";

Child child_of(const db::Row& row) { return {row.id<ChildTag>(0), facts_of(row, 1)}; }

void update(db::Write& tx, const ChildId& id, const Facts& facts) {
  const Columns columns(facts);
  tx.run(kUpdate, {id, columns.sex, columns.born_on, columns.birth_month, columns.ethnicity, columns.unaccompanied, columns.mother,
                   columns.first_child_born_on});
}

std::optional<Child> load_own(db::Read& tx, const ChildId& id) { return tx.first(kLoadOwn, {id}, child_of); }

}  // namespace

Result<std::vector<ChildId>> add_all(db::Write& tx, std::span<const Facts> all, Instant now, std::string_view import_id) {
  for (const auto& facts : all) RP_CHECK(check(facts));
  std::vector<ChildId> ids;
  ids.reserve(all.size());
  auto rows = tx.inserter("children", {"id", "sex", "born_on", "birth_month", "ethnicity", "unaccompanied", "mother", "first_child_born_on",
                                       "import_id", "recorded_at"});
  const auto import = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  for (const auto& facts : all) {
    const Columns columns(facts);
    ids.emplace_back(new_uuid(now));
    rows->add({ids.back(), columns.sex, columns.born_on, columns.birth_month, columns.ethnicity, columns.unaccompanied, columns.mother,
               columns.first_child_born_on, import, now});
  }
  rows->finish();
  return ids;
}

Result<ChildId> add(db::Write& tx, const Facts& facts, Instant now, std::string_view import_id) {
  RP_TRY(ids, add_all(tx, {&facts, 1}, now, import_id));
  return ids.front();
}

Done link(db::Write& tx, const ChildId& child, const LocalId& id, std::string_view import_id) {
  const auto known = find(tx, id.authority_code, id.local_id.reveal());
  if (known && *known == current(tx, child)) return {};
  if (known) return fail(ErrorKind::Conflict, fmt::format("The authority {} already uses this id for another child; merge the two or correct the id.", id.authority_code));
  tx.run("INSERT INTO child_links (authority_code, local_id, child_id, from_on, import_id) VALUES ($1, $2, $3, $4, $5)",
         {id.authority_code, id.local_id.reveal(), child, id.from, import_id.empty() ? db::Param(nullptr) : db::Param(import_id)});
  return {};
}

Done link_all(db::Write& tx, std::span<const NewLink> links, std::string_view import_id) {
  auto rows = tx.inserter("child_links", {"authority_code", "local_id", "child_id", "from_on", "import_id"});
  const auto import = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  for (const auto& [child, id] : links) rows->add({id.authority_code, id.local_id.reveal(), child, id.from, import});
  rows->finish();
  return {};
}

std::optional<ChildId> find(db::Read& tx, std::string_view authority_code, std::string_view local_id) {
  return tx.first(kFind, {authority_code, local_id}, [](const db::Row& row) { return row.id<ChildTag>(0); });
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

std::optional<ChildId> find_own(db::Read& tx, std::string_view authority_code, std::string_view local_id) {
  const auto typed = std::string(trim(local_id)), capitals = upper(typed);
  const auto codes = codes_of(authority_code);
  for (const auto& text : {typed, capitals})
    for (auto code = codes.rbegin(); code != codes.rend(); ++code)
      if (auto found = find(tx, *code, text)) return found;
  return std::nullopt;
}

std::map<std::string, ChildId, std::less<>> links_of(db::Read& tx, std::string_view authority_code) {
  std::map<std::string, ChildId, std::less<>> links;
  tx.each("SELECT local_id, child_id FROM child_links WHERE authority_code = $1 ORDER BY local_id", {authority_code},
          [&](const db::Row& row) { links.emplace_hint(links.end(), row.string(0), row.id<ChildTag>(1)); });
  return links;
}

ChildId current(db::Read& tx, const ChildId& id) {
  const auto standing = tx.first("SELECT current_id FROM v_child_identities WHERE child_id = $1", {id},
                                 [](const db::Row& row) { return row.id<ChildTag>(0); });
  return standing.value_or(id);
}

Result<Child> load(db::Read& tx, const ChildId& id) {
  auto child = tx.first(kLoad, {id}, child_of);
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  return *std::move(child);
}

std::vector<Child> load_all(db::Read& tx) { return tx.list(kLoadAll, {}, child_of); }

Result<bool> set_facts(db::Write& tx, const ChildId& id, const Facts& facts) {
  RP_CHECK(check(facts));
  const auto child = load_own(tx, id);
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  auto wanted = facts;
  Done applied;
  tx.each(kCorrections, {id}, [&](const db::Row& row) {
    if (applied) applied = set_field(wanted, row.text(0), row.maybe_string(1));
  });
  RP_CHECK(applied);
  if (same(wanted, child->facts)) return false;
  update(tx, id, wanted);
  return true;
}

Done correct(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& id, std::string_view field,
             std::optional<std::string> value, std::string_view reason, Instant now) {
  auto child = load_own(tx, id);
  if (!child) return fail(ErrorKind::NotFound, "There is no such child.");
  const auto was = field_of(child->facts, field);
  RP_CHECK(set_field(child->facts, field, value));
  RP_CHECK(check(child->facts));
  const auto correction = new_uuid(now);
  tx.run("INSERT INTO child_corrections (id, child_id, field, value, was, reason, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
         {correction, id, field, value, was, reason, actor.id, now});
  update(tx, id, child->facts);
  audit::record(tx, actor, allowed, "child.corrected", {"child", id.text()}, now, {{"field", field}, {"correction", correction}});
  return {};
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
  tx.run(fmt::format("DELETE FROM child_links WHERE import_id = $1 AND child_id IN (SELECT id FROM children WHERE {})", untouched), {import_id});
  // One that another authority uses stays too.
  tx.run(fmt::format("DELETE FROM children WHERE import_id = $1 AND NOT EXISTS (SELECT 1 FROM child_links l WHERE l.child_id = children.id) AND {}", untouched), {import_id});
}

}  // namespace rightplace::children
