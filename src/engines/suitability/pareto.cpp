#include "engines/suitability/pareto.h"

#include <algorithm>
#include <optional>

namespace rightplace::suitability {

Pareto pareto(const Problem& problem, const Solution& solution, Verdict verdict) {
  std::vector<ParetoPoint> points;
  Pareto result;
  for (const auto home : solution.ranked) {
    if (solution.homes[home].verdict != verdict) continue;
    if (const auto& fee = problem.supply->fee(home)) points.push_back({home, solution.homes[home].score.low, *fee});
    else ++result.without_fee;
  }
  // Best score first and, at one score, the cheapest: then a home is on the front when it is cheaper than all before it.
  std::stable_sort(points.begin(), points.end(), [](const ParetoPoint& a, const ParetoPoint& b) {
    return a.score != b.score ? a.score > b.score : a.fee < b.fee;
  });
  std::optional<WeeklyRate> cheapest;
  for (const auto& point : points) {
    if (cheapest && !(point.fee < *cheapest)) continue;
    cheapest = point.fee;
    result.front.push_back(point);
  }
  return result;
}

}  // namespace rightplace::suitability
