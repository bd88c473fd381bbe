#pragma once
// For tests only: invented children whose lives follow rules that we choose, and that the model does not know.

#include <functional>

#include "base/random.h"
#include "engines/forecast/problem.h"

namespace rightplace::forecast {

struct MadeWorld {
  int years = 5;                        // of returns before the origin, 31 March 2025
  int more_days = 0;                    // of life after the origin, kept in the record for judging
  double entries_a_day = 0.5;
  double leaving_a_day = 1.0 / 700;
  double moving_a_day = 1.0 / 900;
  int warm_up_days = 1'500;             // lived before the first return, so that the stock is settled
  std::size_t authorities = 1;
  std::uint64_t seed = 1;
  // Factors by day before (negative) or after the origin; what makes it "another model".
  std::function<double(int day)> entry_factor = [](int) { return 1.0; };
  std::function<double(int day)> leaving_factor = [](int) { return 1.0; };
  std::function<double(int day, int days_there)> moving_factor = [](int, int) { return 1.0; };
  double frailty = 0;                   // standard deviation of each child's own factor on leaving
};

inline constexpr std::int32_t kMadeOrigin = 20'178;   // 31 March 2025

// Day by day, child by child: plain and slow. Three kinds of place.
Problem made_problem(const MadeWorld& world);

// Children in care at the close of a day, of one kind of place or (no kind) of all.
int in_care_on(const Problem& problem, std::int32_t day, int group = -1);

}  // namespace rightplace::forecast
