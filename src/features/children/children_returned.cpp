// Cases that the yearly returns open and close.

#include <algorithm>
#include <map>

#include "features/children/children.h"

namespace rightplace::children {
namespace {

constexpr std::string_view kEvery = R"sql(
  SELECT k.id, COALESCE(c.merged_into, c.id), k.authority_code, k.from_on, k.until_on, k.import_id
  FROM child_cases k
  JOIN children c ON c.id = k.child_id
  ORDER BY 2, k.from_on, k.id
)sql";
// Whoever works with the child, has named or restricted it, relies on the case.
constexpr std::string_view kForget = R"sql(
  DELETE FROM child_cases
  WHERE id = $1 AND restricted = 0
    AND NOT EXISTS (SELECT 1 FROM child_allocations a WHERE a.child_id = child_cases.child_id)
    AND NOT EXISTS (SELECT 1 FROM child_identities i WHERE i.child_id = child_cases.child_id)
)sql";

struct Kept {
  std::string id, authority_code;
  Stay stay;
  bool of_returns = false;
};

}  // namespace

CasesSaid derive_cases(db::Write& tx, std::string_view authority_code, std::span<const CareSaid> said, Instant now, std::string_view import_id) {
  const auto codes = codes_of(authority_code);
  std::map<ChildId, std::vector<Kept>> all;
  tx.each(kEvery, {}, [&](const db::Row& row) { all[row.id<ChildTag>(1)].push_back({row.string(0), row.string(2), {row.date(3), row.maybe_date(4)}, !row.is_null(5)}); });
  const auto own_of_returns = [&](const Kept& one) { return one.of_returns && std::ranges::find(codes, one.authority_code) != codes.end(); };
  CasesSaid out;
  std::set<ChildId> spoken_of;
  auto rows = tx.inserter("child_cases", {"id", "child_id", "authority_code", "from_on", "until_on", "restricted", "restricted_because", "recorded_at", "import_id"});
  std::vector<std::pair<std::string, Stay>> moved;
  for (const auto& [child, stay] : said) {
    spoken_of.insert(child);
    auto& kept = all[child];
    const auto mine = std::ranges::find_if(kept, own_of_returns);
    const bool contradicted = std::ranges::any_of(kept, [&](const Kept& one) { return (mine == kept.end() || one.id != mine->id) && one.stay.overlaps(stay); });
    if (contradicted) {
      ++out.left;
      continue;
    }
    ++(stay.until ? out.ended : out.open);
    if (mine == kept.end()) {
      rows->add({new_uuid(now), child, codes.back(), stay.from, stay.until, false, nullptr, now, import_id});
      ++out.changed;
    } else if (mine->stay.from != stay.from || mine->stay.until != stay.until) {
      moved.emplace_back(mine->id, stay);
      ++out.changed;
    }
  }
  rows->finish();
  for (const auto& [id, stay] : moved) tx.run("UPDATE child_cases SET from_on = $2, until_on = $3 WHERE id = $1", {id, stay.from, stay.until});
  for (const auto& [child, kept] : all) {
    if (spoken_of.contains(child)) continue;
    for (const auto& one : kept) {
      if (!own_of_returns(one)) continue;
      tx.run(kForget, {one.id});
      // What stays is people's own from now on.
      tx.run("UPDATE child_cases SET import_id = NULL WHERE id = $1", {one.id});
      ++out.changed;
    }
  }
  return out;
}

}  // namespace rightplace::children
