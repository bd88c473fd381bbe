// What the model keeps of season, trend and duration, and what it does not invent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/date.h"
#include "engines/forecast/solve.h"
#include "engines/forecast/worlds_for_tests.h"

namespace rightplace::forecast {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::Not;

Solution solved(const Problem& problem) {
  auto solution = solve(problem, {.runs = 300, .seed = 7});
  EXPECT_TRUE(solution) << (solution ? "" : solution.error().detail);
  return std::move(*solution);
}

int month_of(int day) { return static_cast<int>(Date(kMadeOrigin + day).month()); }

TEST(ForecastLearns, ASeasonThatIsThereIsKeptAndShowsInTheMonths) {
  auto p = made_problem({.entries_a_day = 1.2, .entry_factor = [](int day) { return month_of(day) >= 10 || month_of(day) == 1 ? 1.8 : 0.6; }});
  p.months = 12;
  const auto s = solved(p);
  EXPECT_TRUE(s.learnt.season_kept) << s.learnt.season_gain;
  const auto& entered = s.find(Measure::Entered)->months;   // [0] is April
  EXPECT_GT(entered[7].mean, 1.8 * entered[2].mean);
}

TEST(ForecastLearns, ASeasonThatIsNotThereIsNotKept) {
  int kept = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) kept += solved(made_problem({.entries_a_day = 0.8, .seed = seed})).learnt.season_kept;
  EXPECT_LE(kept, 1);
}

TEST(ForecastLearns, ATrendThatIsThereIsKeptAndGoesOnMoreSlowly) {
  auto p = made_problem({.entries_a_day = 1.0, .entry_factor = [](int day) { return std::exp(0.35 * day / 365.0); }});
  const auto s = solved(p);
  const auto& entered = s.find(Measure::Entered)->months;
  double year = 0;
  for (const auto& m : entered) year += m.mean;
  EXPECT_TRUE(s.learnt.trend_kept) << s.learnt.trend_gain;
  // 365 a year at the origin; more, but less than if the trend went on for ever (436).
  EXPECT_GT(year, 365);
  EXPECT_LT(year, 470);
}

TEST(ForecastLearns, ATrendThatIsNotThereIsNotKept) {
  int kept = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) kept += solved(made_problem({.entries_a_day = 0.8, .seed = seed})).learnt.trend_kept;
  EXPECT_LE(kept, 1);
}

TEST(ForecastLearns, EarlyMovesAreKeptAsDurationOnlyWhereTheyPredict) {
  const auto steep = made_problem({.entries_a_day = 1.0, .moving_a_day = 1.0 / 500, .moving_factor = [](int, int there) { return there < 91 ? 6.0 : 0.4; }});
  EXPECT_TRUE(solved(steep).learnt.duration_kept);
  int kept = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) kept += solved(made_problem({.entries_a_day = 0.8, .seed = seed})).learnt.duration_kept;
  EXPECT_LE(kept, 1);
}

TEST(ForecastLearns, AClosedCohortGetsNoNewcomers) {
  auto p = made_problem({.years = 4, .entry_factor = [](int day) { return day < -3 * 365 ? 1.0 : 0.0; }});
  const auto s = solved(p);
  EXPECT_TRUE(s.learnt.closed_cohort);
  EXPECT_THAT(s.findings, Contains(Field(&Finding::code, "closed_cohort")));
  double year = 0;
  for (const auto& m : s.find(Measure::Entered)->months) year += m.mean;
  EXPECT_LT(year, 1.0);
}

TEST(ForecastLearns, AnOrdinaryAuthorityIsNotTakenForAClosedCohort) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    EXPECT_THAT(solved(made_problem({.years = 3, .entries_a_day = 0.1, .seed = seed})).findings, Not(Contains(Field(&Finding::code, "closed_cohort"))));
}

TEST(ForecastLearns, AMissingYearAndAYearTwiceAreSaid) {
  auto p = made_problem({.years = 5});
  p.windows = {{0, kMadeOrigin - 1'500, kMadeOrigin - 1'100}, {0, kMadeOrigin - 700, kMadeOrigin + 1}, {0, kMadeOrigin - 364, kMadeOrigin + 1}};
  const auto s = solved(p);
  EXPECT_THAT(s.findings, Contains(Field(&Finding::code, "year_missing")));
  EXPECT_THAT(s.findings, Contains(Field(&Finding::code, "year_twice")));
}

TEST(ForecastLearns, OneYearOfReturnsSaysWhatItCannotSay) {
  EXPECT_THAT(solved(made_problem({.years = 1})).findings, Contains(Field(&Finding::code, "one_year")));
}

TEST(ForecastLearns, AStateThatNobodyWasEverInIsSaid) {
  auto p = made_problem({.years = 3});
  p.groups.push_back("secure");
  EXPECT_THAT(solved(p).findings, Contains(Field(&Finding::code, "empty_state")));
}

TEST(ForecastLearns, ImpossibleEpisodesAreLeftOutAndCounted) {
  auto p = made_problem({.years = 3});
  const auto child = static_cast<std::uint32_t>(p.children.size());
  p.children.push_back({kMadeOrigin - 1'000, 0, 0});
  p.children.push_back({kMadeOrigin - 7'000, 0, 0});
  p.spells.push_back({child, 0, kMadeOrigin - 1'200, kMadeOrigin - 1'100, true, true});      // before birth
  p.spells.push_back({child, 0, kMadeOrigin - 500, kMadeOrigin - 600, true, true});          // backwards
  p.spells.push_back({child, 0, kMadeOrigin - 400, kMadeOrigin - 300, true, false});         // moved, then eighty days of nothing
  p.spells.push_back({child, 1, kMadeOrigin - 220, kOpen, false, false});
  p.spells.push_back({child + 1, 0, kMadeOrigin - 100, kOpen, true, false});                 // nineteen years old
  const auto s = solved(p);
  for (const auto* code : {"before_birth", "ends_before_start", "gap", "broken", "adult"}) EXPECT_THAT(s.findings, Contains(Field(&Finding::code, code))) << code;
}

TEST(ForecastLearns, SeveralAuthoritiesBorrowStrengthAndAddUp) {
  auto p = made_problem({.years = 4, .entries_a_day = 0.9, .authorities = 4});
  const auto s = simulate(p, {.runs = 40, .seed = 3});
  const auto& r = s->runs;
  for (std::size_t run = 0; run < r.runs; ++run) {
    std::int64_t sum = 0;
    for (std::uint32_t u = 0; u < 4; ++u) sum += r.at(run, r.row(Measure::InCare, {.authority = u}), 11);
    ASSERT_EQ(sum, r.at(run, r.row(Measure::InCare), 11));
  }
}

}  // namespace
}  // namespace rightplace::forecast
