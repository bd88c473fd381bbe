#include "engines/suitability/baseline.h"

#include <algorithm>

#include "engines/suitability/solution.h"

namespace rightplace::suitability {
namespace {

bool free_on(const Room& room, Date night) {
  return std::none_of(room.busy.begin(), room.busy.end(), [&](const Busy& busy) { return busy.from <= night && (!busy.until || night < *busy.until); });
}

bool has(const Room& room, Adaptation adaptation) { return room.adaptations && room.adaptations->has(adaptation); }

}  // namespace

BaselineReport some_room_has_each(const Problem& problem) {
  const auto& referral = problem.referral;
  const auto until = referral.planned_until.value_or(referral.needed_on.plus_days(problem.policy.horizon_nights));
  Set<Adaptation> wanted;
  for (const auto& child : referral.children) wanted = wanted | (child.adaptations & kRoomAdaptations);
  BaselineReport report;
  for (std::size_t index = 0; index < problem.supply->size(); ++index) {
    const auto& home = problem.supply->home(index);
    if (!home.vacancy_stated_on || home.rooms.empty() || *home.vacancy_stated_on > problem.as_at ||
        problem.as_at - *home.vacancy_stated_on > problem.policy.vacancy_shelf_days)
      continue;
    bool hit = true;
    for (Date night = referral.needed_on; night < until && hit; night = night.plus_days(1))
      hit = std::any_of(home.rooms.begin(), home.rooms.end(), [&](const Room& room) { return free_on(room, night); });
    for (const auto& row : kAdaptations.rows)
      if (hit && wanted.has(row.value)) hit = std::any_of(home.rooms.begin(), home.rooms.end(), [&](const Room& room) { return has(room, row.value); });
    if (!hit) continue;
    ++report.hits;
    const auto result = judge_one(problem, index);
    const Set<Rule> rooms{Rule::Vacancy, Rule::Siblings, Rule::Adaptations};
    if (!((result.blocked | result.unknown) & rooms).empty()) ++report.false_positives;
  }
  return report;
}

}  // namespace rightplace::suitability
