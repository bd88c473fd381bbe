#pragma once
// Suitability against weekly cost: what more suitability would cost. Price never enters the score.

#include "engines/suitability/solution.h"

namespace rightplace::suitability {

struct ParetoPoint {
  std::uint32_t home = 0;
  std::int32_t score = 0;   // lower bound, millionths
  WeeklyRate fee;
  bool operator==(const ParetoPoint&) const = default;
};

struct Pareto {
  std::vector<ParetoPoint> front;   // dearest and most suitable first; of equals, the better ranked
  std::int32_t without_fee = 0;     // homes of that verdict whose fee is not known: they cannot be placed on the front
};

// The front of the homes with this verdict that are not secure: no other is at least as suitable and as cheap, and
// better in one of the two.
Pareto pareto(const Problem& problem, const Solution& solution, Verdict verdict = Verdict::Suitable);

}  // namespace rightplace::suitability
