#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/children/children.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kInsertCase = R"sql(
  INSERT INTO child_cases (id, child_id, authority_code, from_on, until_on, restricted, restricted_because, recorded_at)
  VALUES ($1, $2, $3, $4, NULL, 0, NULL, $5)
)sql";
constexpr std::string_view kCases = R"sql(
  SELECT id, child_id, authority_code, from_on, until_on, restricted_because
  FROM child_cases
  WHERE child_id = $1 OR child_id IN (SELECT id FROM children WHERE merged_into = $1)
  ORDER BY from_on DESC, id DESC
)sql";
constexpr std::string_view kOfAuthority = R"sql(
  SELECT k.id, COALESCE(c.merged_into, c.id), k.authority_code, k.from_on, k.until_on, k.restricted_because
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
};
KeptCase case_of_row(const db::Row& row) {
  return {row.string(0), {row.id<ChildTag>(1), row.string(2), {row.date(3), row.maybe_date(4)}, row.maybe_string(5)}};
}
std::vector<KeptCase> cases_of(db::Read& tx, const ChildId& standing) { return tx.list(kCases, {standing}, case_of_row); }

Result<KeptCase> open_one(db::Read& tx, const ChildId& child) {
  for (auto& one : cases_of(tx, current(tx, child)))
    if (!one.of.stay.until) return std::move(one);
  return fail(ErrorKind::NotFound, "No authority is recorded as responsible for this child now.");
}

}  // namespace

Done open_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view authority_code, Date from, Instant now) {
  RP_TRY(standing, load(tx, child));
  for (const auto& one : cases_of(tx, standing.id))
    if (one.of.stay.overlaps({from, {}}))
      return fail(ErrorKind::Conflict, fmt::format("An authority is recorded as responsible for this child since {}; end that first, or choose a later day.", one.of.stay.from.words()));
  tx.run(kInsertCase, {new_uuid(now), standing.id, authority_code, from, now});
  audit::record(tx, actor, allowed, "child.case_opened", {"child", standing.id.text()}, now, {{"authority", authority_code}, {"from_on", from.iso()}});
  return {};
}

Done end_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, Date until, Instant now) {
  RP_TRY(open, open_one(tx, child));
  if (until < open.of.stay.from)
    return fail(ErrorKind::Invalid, fmt::format("Care cannot end before {}, the day on which it began.", open.of.stay.from.words()), {{"until_on", "Enter a later day"}});
  tx.run("UPDATE child_cases SET until_on = $2, import_id = NULL WHERE id = $1", {open.id, until});
  audit::record(tx, actor, allowed, "child.case_ended", {"child", current(tx, child).text()}, now, {{"until_on", until.iso()}});
  return {};
}

Done restrict_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view because, Instant now) {
  RP_TRY(open, open_one(tx, child));
  const auto reason = trim(because);
  tx.run("UPDATE child_cases SET restricted = $2, restricted_because = $3 WHERE id = $1", {open.id, !reason.empty(), reason.empty() ? db::Param(nullptr) : db::Param(reason)});
  audit::record(tx, actor, allowed, reason.empty() ? "child.restriction_lifted" : "child.restricted", {"child", current(tx, child).text()}, now);
  return {};
}

Done insert_cases(db::Write& tx, std::span<const Case> all, Instant now) {
  auto rows = tx.inserter("child_cases", {"id", "child_id", "authority_code", "from_on", "until_on", "restricted", "restricted_because", "recorded_at"});
  for (const auto& one : all)
    rows->add({new_uuid(now), one.child, one.authority_code, one.stay.from, one.stay.until, one.restricted_because.has_value(), one.restricted_because, now});
  rows->finish();
  return {};
}

std::optional<Case> case_of(db::Read& tx, const ChildId& child) {
  auto all = cases_of(tx, current(tx, child));
  if (all.empty()) return std::nullopt;
  // One that goes on stands before one that began later and has ended.
  const auto open = std::ranges::find_if(all, [](const KeptCase& one) { return !one.of.stay.until; });
  auto one = std::move((open == all.end() ? all.front() : *open).of);
  one.child = current(tx, child);
  return one;
}

std::vector<Case> cases_of_authority(db::Read& tx, std::string_view authority_code) {
  std::map<ChildId, Case> found;
  // One that goes on stands before one that has ended, the later before the earlier.
  const auto before = [](const Case& one, const Case& other) { return std::pair(!one.stay.until, one.stay.from) > std::pair(!other.stay.until, other.stay.from); };
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
  RP_TRY(standing, load(tx, allocation.child));
  if (allocation.person.empty()) return fail(ErrorKind::Invalid, "Choose who is to work with the child.", {{"person", "Choose a person"}});
  if (allocation.stay.until && *allocation.stay.until <= allocation.stay.from)
    return fail(ErrorKind::Invalid, "An allocation ends after its first day.", {{"until_on", "Enter a later day"}});
  tx.run(kEndPart, {standing.id, kParts.code(allocation.part), allocation.stay.from});
  tx.run(kInsertAllocation, {new_uuid(now), standing.id, allocation.person, kParts.code(allocation.part), allocation.stay.from, allocation.stay.until, now});
  audit::record(tx, actor, allowed, "child.allocated", {"child", standing.id.text()}, now,
                {{"to", allocation.person}, {"part", kParts.code(allocation.part)}, {"from_on", allocation.stay.from.iso()}});
  return {};
}

std::vector<Allocation> allocations_of(db::Read& tx, const ChildId& child) {
  const auto standing = current(tx, child);
  return tx.list(kAllocations, {standing}, [&](const db::Row& row) {
    return Allocation{standing, row.string(0), kParts.parse(row.text(1)).value(), {row.date(2), row.maybe_date(3)}};
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
