#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/children/children_sealed.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kInsertCase = R"sql(
  INSERT INTO child_cases (id, child_id, authority_code, from_on, until_on, restricted, restricted_because, recorded_at)
  VALUES ($1, $2, $3, $4, NULL, 0, NULL, $5)
)sql";
constexpr std::string_view kCases = R"sql(
  SELECT id, child_id, authority_code, from_on, until_on, restricted, restricted_because_sealed
  FROM child_cases
  WHERE child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1)
  ORDER BY from_on DESC, id DESC
)sql";
constexpr std::string_view kOfAuthority = R"sql(
  SELECT k.id, COALESCE(c.merged_into, c.id), k.authority_code, k.from_on, k.until_on, k.restricted, k.restricted_because_sealed
  FROM child_cases k
  JOIN children c ON c.id = k.child_id
  WHERE k.authority_code = $1
  ORDER BY 2, k.from_on DESC, k.id DESC
)sql";
// Who has a social worker on a day.
constexpr std::string_view kWithWorker = R"sql(
  SELECT DISTINCT COALESCE(c.merged_into, c.id)
  FROM child_allocations a
  JOIN children c ON c.id = a.child_id
  WHERE a.part = 'worker'
    AND a.from_on <= $1 AND (a.until_on IS NULL OR a.until_on > $1)
)sql";
constexpr std::string_view kEndPart = R"sql(
  UPDATE child_allocations
  SET until_on = CASE WHEN from_on > $3 THEN from_on ELSE $3 END
  WHERE part = $2
    AND (until_on IS NULL OR until_on > $3)
    AND (child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1))
)sql";
constexpr std::string_view kInsertAllocation = R"sql(
  INSERT INTO child_allocations (id, child_id, person_id, part, from_on, until_on, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";
constexpr std::string_view kAllocations = R"sql(
  SELECT person_id, part, from_on, until_on
  FROM child_allocations
  WHERE child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1)
  ORDER BY from_on, id
)sql";
constexpr std::string_view kAllocatedTo = R"sql(
  SELECT DISTINCT COALESCE(c.merged_into, c.id)
  FROM child_allocations a
  JOIN children c ON c.id = a.child_id
  WHERE a.person_id = $1
    AND a.from_on <= $2 AND (a.until_on IS NULL OR a.until_on > $2)
)sql";

struct KeptCase {
  std::string id;
  Case of;
  std::optional<std::string> because_sealed;
};
std::string because_purpose(std::string_view id) { return purpose("child_cases.restricted_because", id); }
KeptCase case_of_row(const db::Row& row) {
  return {row.string(0), {row.id<ChildTag>(1), row.string(2), {row.date(3), row.maybe_date(4)}, row.flag(5)}, row.maybe_string(6)};
}
std::vector<KeptCase> cases_of(db::Read& tx, const ChildId& standing) { return tx.list(kCases, {standing}, case_of_row); }

std::optional<KeptCase> latest_of(db::Read& tx, const ChildId& child) {
  auto all = cases_of(tx, current(tx, child));
  if (all.empty()) return std::nullopt;
  // One that goes on stands before one that began later and has ended; of two records merged into one, the restricted one.
  auto open = std::ranges::find_if(all, [](const KeptCase& one) { return !one.of.stay.until && one.of.restricted; });
  if (open == all.end()) open = std::ranges::find_if(all, [](const KeptCase& one) { return !one.of.stay.until; });
  auto one = std::move(open == all.end() ? all.front() : *open);
  one.of.child = current(tx, child);
  return one;
}

Result<KeptCase> open_one(db::Read& tx, const ChildId& child) {
  for (auto& one : cases_of(tx, current(tx, child)))
    if (!one.of.stay.until) return std::move(one);
  return fail(ErrorKind::NotFound, "No authority is recorded as responsible for this child now.");
}

}  // namespace

Done open_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view authority_code, Date from, Instant now) {
  RP_TRY(id, standing(tx, child));
  for (const auto& one : cases_of(tx, id))
    if (one.of.stay.overlaps({from, {}}))
      return fail(ErrorKind::Conflict, fmt::format("An authority is recorded as responsible for this child since {}; end that first, or choose a later day.", one.of.stay.from.words()));
  tx.run(kInsertCase, {new_uuid(now), id, authority_code, from, now});
  audit::record(tx, actor, allowed, "child.case_opened", {"child", id.text()}, now, {{"authority", authority_code}, {"from_on", from.iso()}});
  return {};
}

Done end_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, Date until, Instant now) {
  RP_TRY(open, open_one(tx, child));
  if (until < open.of.stay.from)
    return fail(ErrorKind::Invalid, fmt::format("Care cannot end before {}, the day on which it began.", open.of.stay.from.words()), {{"until_on", "Enter a later day"}});
  // Records that were merged may each have one.
  for (const auto& one : cases_of(tx, current(tx, child)))
    if (!one.of.stay.until) tx.run("UPDATE child_cases SET until_on = $2, import_id = NULL WHERE id = $1", {one.id, std::max(until, one.of.stay.from)});
  audit::record(tx, actor, allowed, "child.case_ended", {"child", current(tx, child).text()}, now, {{"until_on", until.iso()}});
  return {};
}

Done restrict_case(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view because, Instant now) {
  RP_TRY(open, open_one(tx, child));
  const auto reason = trim(because);
  for (const auto& one : cases_of(tx, current(tx, child)))   // records that were merged may each have one
    if (reason.empty() && !one.of.stay.until) tx.run("UPDATE child_cases SET restricted = 0, restricted_because = NULL, restricted_because_sealed = NULL WHERE id = $1", {one.id});
  if (!reason.empty()) tx.run("UPDATE child_cases SET restricted = 1, restricted_because = '', restricted_because_sealed = $2 WHERE id = $1", {open.id, vault.seal(because_purpose(open.id), reason)});
  audit::record(tx, actor, allowed, reason.empty() ? "child.restriction_lifted" : "child.restricted", {"child", current(tx, child).text()}, now);
  return {};
}

Done insert_cases(db::Write& tx, const vault::Vault& vault, std::span<const NewCase> all, Instant now) {
  auto rows = tx.inserter("child_cases", {"id", "child_id", "authority_code", "from_on", "until_on", "restricted", "restricted_because", "restricted_because_sealed", "recorded_at"});
  for (const auto& [one, because] : all) {
    const auto id = new_uuid(now);
    const auto sealed = because ? std::optional(vault.seal(because_purpose(id), because->reveal())) : std::nullopt;
    rows->add({id, one.child, one.authority_code, one.stay.from, one.stay.until, because.has_value(), because ? db::Param("") : db::Param(nullptr), sealed, now});
  }
  rows->finish();
  return {};
}

std::optional<Case> case_of(db::Read& tx, const ChildId& child) {
  auto found = latest_of(tx, child);
  return found ? std::optional(std::move(found->of)) : std::nullopt;
}

std::optional<Personal<std::string>> why_restricted(db::Read& tx, const vault::Vault& vault, const ChildId& child) {
  const auto found = latest_of(tx, child);
  if (!found || !found->because_sealed) return std::nullopt;
  return opened(vault, because_purpose(found->id), *found->because_sealed);
}

std::vector<Case> cases_of_authority(db::Read& tx, std::string_view authority_code) {
  std::map<ChildId, Case> found;
  // One that goes on stands before one that has ended, the later before the earlier.
  const auto rank = [](const Case& one) { return std::tuple(!one.stay.until, !one.stay.until && one.restricted, one.stay.from); };
  const auto before = [&](const Case& one, const Case& other) { return rank(one) > rank(other); };
  for (const auto& code : codes_of(authority_code))
    tx.each(kOfAuthority, {code}, [&](const db::Row& row) {
      auto one = case_of_row(row).of;
      const auto [known, is_new] = found.try_emplace(one.child, one);
      if (!is_new && before(one, known->second)) known->second = std::move(one);
    });
  std::vector<Case> all;
  all.reserve(found.size());
  for (auto& [child, one] : found) all.push_back(std::move(one));
  return all;
}

Done allocate(db::Write& tx, const Actor& actor, const Allowed& allowed, const Allocation& allocation, Instant now) {
  RP_TRY(id, standing(tx, allocation.child));
  if (allocation.person.empty()) return fail(ErrorKind::Invalid, "Choose who is to work with the child.", {{"person", "Choose a person"}});
  if (allocation.stay.until && *allocation.stay.until <= allocation.stay.from)
    return fail(ErrorKind::Invalid, "An allocation ends after its first day.", {{"until_on", "Enter a later day"}});
  tx.run(kEndPart, {id, kParts.code(allocation.part), allocation.stay.from});
  tx.run(kInsertAllocation, {new_uuid(now), id, allocation.person, kParts.code(allocation.part), allocation.stay.from, allocation.stay.until, now});
  audit::record(tx, actor, allowed, "child.allocated", {"child", id.text()}, now,
                {{"to", allocation.person}, {"part", kParts.code(allocation.part)}, {"from_on", allocation.stay.from.iso()}});
  return {};
}

std::vector<Allocation> allocations_of(db::Read& tx, const ChildId& child) {
  const auto id = current(tx, child);
  return tx.list(kAllocations, {id}, [&](const db::Row& row) {
    return Allocation{id, row.string(0), kParts.parse(row.text(1)).value(), {row.date(2), row.maybe_date(3)}};
  });
}

std::vector<ChildId> allocated_to(db::Read& tx, std::string_view person, Date day) {
  return tx.list(kAllocatedTo, {person, day}, [](const db::Row& row) { return row.id<ChildTag>(0); });
}

std::int64_t allocations_version(db::Read& tx, const ChildId& child) {
  return tx.integer("SELECT COUNT(*) FROM child_allocations WHERE child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1)", {current(tx, child)});
}

std::set<ChildId> with_worker(db::Read& tx, Date day) {
  const auto all = tx.list(kWithWorker, {day}, [](const db::Row& row) { return row.id<ChildTag>(0); });
  return {all.begin(), all.end()};
}

}  // namespace rightplace::children
