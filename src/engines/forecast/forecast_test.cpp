#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/date.h"
#include "engines/forecast/simulate.h"
#include "engines/forecast/solve.h"
#include "engines/forecast/worlds_for_tests.h"

namespace rightplace::forecast {
namespace {

using ::testing::Contains;
using ::testing::Field;

Solution solved(const Problem& problem, Limits limits = {.runs = 400, .seed = 7}) {
  auto solution = solve(problem, limits);
  EXPECT_TRUE(solution) << (solution ? "" : solution.error().detail);
  return std::move(*solution);
}

// Children who stay where they are: many days seen, hardly an end.
Problem settled(const std::vector<std::int32_t>& births, std::uint32_t group = 0) {
  Problem p;
  p.groups = {"foster", "residential"};
  p.needs = {"all"};
  p.authorities = {{"A", 0}};
  p.origin = Date(2025, 3, 31).days();
  p.newcomers = Newcomers::None;
  p.windows = {{0, Date(2020, 4, 1).days(), Date(2025, 4, 1).days()}};
  for (const auto born : births) {
    p.spells.push_back({static_cast<std::uint32_t>(p.children.size()), group, std::max(born, Date(2020, 4, 1).days()), kOpen, false, false});
    p.children.push_back({born, 0, 0});
  }
  return p;
}

TEST(Forecast, TheSameSeedGivesTheSameBytesOnAnyNumberOfThreads) {
  auto p = made_problem({.years = 3, .authorities = 3});
  p.months = 18;
  p.prices.assign(3, {WeeklyRate{Pence{600'000}}, 0.05, 0.03, 0.01});
  const auto one = simulate(p, {.runs = 60, .seed = 5, .threads = 1});
  for (const unsigned threads : {2u, 3u, 7u}) {
    const auto many = simulate(p, {.runs = 60, .seed = 5, .threads = threads});
    EXPECT_EQ(one->runs.values, many->runs.values) << threads;
  }
  const auto other = simulate(p, {.runs = 60, .seed = 6, .threads = 2});
  EXPECT_NE(one->runs.values, other->runs.values);
}

TEST(Forecast, ChildrenGrowOlderToTheDay) {
  // Forty babies whose first birthdays lie one in each of twelve months and more: nobody under one is left at the end.
  std::vector<std::int32_t> births;
  for (int i = 0; i < 400; ++i) births.push_back(Date(2024, 4, 1).days() + i * 9 / 10);
  const auto p = settled(births);
  const auto runs = simulate(p, {.runs = 200, .seed = 3}, true);
  const auto under_one = runs->runs.row(Measure::InCare, {.group = 0, .band = 0});
  const auto all = runs->runs.row(Measure::InCare);
  for (std::size_t m = 0; m < 12; ++m) {
    const auto day = runs->runs.month_ends[m];
    double should = 0;
    for (const auto born : births) should += age_on(Date(born), day) < 1;
    auto values = runs->runs.of(under_one, m), total = runs->runs.of(all, m);
    // Those few who leave are spread over the ages alike.
    const double kept = range_of(total).mean / 400.0;
    EXPECT_NEAR(range_of(values).mean, should * kept, 2.0) << day.iso();
    if (should == 0) {
      EXPECT_EQ(range_of(values).high95, 0) << day.iso();
    }
  }
}

TEST(Forecast, EverybodyLeavesOnTheEighteenthBirthdayAndNotADayLater) {
  std::vector<std::int32_t> births(300, Date(2008, 2, 29).days());   // eighteen on 1 March 2026, a common year
  auto p = settled(births);
  p.months = 12;
  const auto s = solved(p);
  const auto* in_care = s.find(Measure::InCare);
  const auto* adults = s.find(Measure::TurnedAdult);
  EXPECT_EQ(s.month_ends[10], Date(2026, 2, 28));
  EXPECT_GT(in_care->months[10].median, 250);
  EXPECT_EQ(in_care->months[11].high95, 0);
  EXPECT_EQ(adults->months[10].high95, 0);
  EXPECT_EQ(adults->months[11].median, in_care->months[10].median);
}

TEST(Forecast, LeaversAreNotAStateAndEveryChildIsAccountedFor) {
  auto p = made_problem({.years = 3});
  p.months = 24;
  const auto s = simulate(p, {.runs = 50, .seed = 2});
  const auto& r = s->runs;
  for (std::size_t run = 0; run < r.runs; ++run) {
    std::int64_t there = s->in_care_at_origin;
    for (std::size_t m = 0; m < 24; ++m) {
      there += r.at(run, r.row(Measure::Entered), m) - r.at(run, r.row(Measure::Left), m) - r.at(run, r.row(Measure::TurnedAdult), m);
      ASSERT_EQ(r.at(run, r.row(Measure::InCare), m), there) << run << " " << m;
      std::int64_t by_group = 0, by_band = 0, by_need = 0;
      for (std::uint32_t g = 0; g < 3; ++g) by_group += r.at(run, r.row(Measure::InCare, {.group = g}), m);
      for (std::uint32_t b = 0; b < kBands; ++b) by_band += r.at(run, r.row(Measure::InCare, {.band = b}), m);
      for (std::uint32_t n = 0; n < 2; ++n) by_need += r.at(run, r.row(Measure::InCare, {.need = n}), m);
      ASSERT_EQ(by_group, there);
      ASSERT_EQ(by_band, there);
      ASSERT_EQ(by_need, there);
    }
  }
}

TEST(Forecast, AStateWithoutAnObservedEndIsNoTrap) {
  auto p = made_problem({.years = 4, .leaving_a_day = 1.0 / 200});
  // Nobody was ever seen to leave or to move out of supported places, and few have lived there.
  std::vector<Spell> kept;
  for (const auto& s : p.spells)
    if (s.group != 2) kept.push_back(s);
  for (int i = 0; i < 5; ++i) {
    kept.push_back({static_cast<std::uint32_t>(p.children.size()), 2, kMadeOrigin - 60, kOpen, true, false});
    p.children.push_back({kMadeOrigin - 16 * 366, 0, 0});
  }
  p.spells = kept;
  p.newcomers = Newcomers::None;
  p.months = 12;
  const auto s = solved(p);
  EXPECT_THAT(s.findings, Contains(Field(&Finding::code, "no_end_seen")));
  // A fifth of a thousandth a day would keep four of five; their like keep one in six.
  EXPECT_LT(s.find(Measure::InCare, {.group = 2})->months[11].mean, 4.0);
}

TEST(Forecast, AScenarioThatChangesNothingDiffersByNothing) {
  auto p = made_problem({.years = 3});
  p.changes = {{.kind = Change::Kind::Leaving, .from = kMadeOrigin + 100, .value = 1.0}};
  const auto c = compare(p, {.runs = 100});
  for (const auto& s : c->difference)
    for (const auto& m : s.months) {
      ASSERT_EQ(m.low95, 0);
      ASSERT_EQ(m.high95, 0);
    }
}

TEST(Forecast, AScenarioChangesOnlyWhatComesAfterItAndWithoutNoise) {
  auto p = made_problem({.years = 3});
  p.changes = {{.kind = Change::Kind::Entries, .from = Date(2025, 10, 1).days(), .value = 0.5}};
  const auto c = compare(p, {.runs = 300});
  const auto find = [&](Measure measure) {
    for (const auto& s : c->difference)
      if (s.measure == measure && s.part == Part{}) return s;
    throw std::logic_error("no such row");
  };
  const auto entered = find(Measure::Entered), in_care = find(Measure::InCare);
  for (std::size_t m = 0; m < 6; ++m) {
    EXPECT_EQ(entered.months[m].low95, 0);
    EXPECT_EQ(entered.months[m].high95, 0);
    EXPECT_EQ(in_care.months[m].high95, 0);
  }
  // Half of some 15 a month. No run gains a child: the same children, less those who no longer come.
  EXPECT_NEAR(entered.months[8].mean, -7.6, 1.5);
  EXPECT_LE(entered.months[8].high95, 0);
  EXPECT_LT(in_care.months[11].high95, -20);
}

TEST(Forecast, HalfTheChildrenWhoWouldGoToOnePlaceGoToAnother) {
  auto p = made_problem({.years = 3});
  p.changes = {{.kind = Change::Kind::Redirect, .from = kMadeOrigin + 1, .group = 1, .to_group = 0, .value = 0.5}};
  const auto c = compare(p, {.runs = 200});
  const auto before = c->as_is.find(Measure::Arrived, {.group = 1})->months[6].mean;
  const auto after = c->with_changes.find(Measure::Arrived, {.group = 1})->months[6].mean;
  EXPECT_NEAR(after / before, 0.5, 0.06);
}

TEST(Forecast, MorePlacesMeanFewerChildrenWithout) {
  auto p = made_problem({.years = 3});
  const double now = in_care_on(p, kMadeOrigin, 1);
  p.places = {0, now, 0};
  p.changes = {{.kind = Change::Kind::Places, .from = Date(2025, 9, 1).days(), .group = 1, .value = 50}};
  const auto c = compare(p, {.runs = 200});
  const auto short_of = [&](const Solution& s, std::size_t m) { return s.find(Measure::Short, {.group = 1})->months[m].mean; };
  EXPECT_EQ(short_of(c->as_is, 3), short_of(c->with_changes, 3));
  EXPECT_GT(short_of(c->as_is, 8), 0);
  EXPECT_LT(short_of(c->with_changes, 8), short_of(c->as_is, 8));
}

TEST(Forecast, CostIsNightsAtTheWeeklyPrice) {
  auto p = settled(std::vector<std::int32_t>(100, Date(2015, 6, 1).days()));
  p.prices = {{WeeklyRate{Pence{70'000}}}, {WeeklyRate{Pence{500'000}}}};
  p.months = 1;
  const auto r = simulate(p, {.runs = 20}, true);
  for (std::size_t run = 0; run < 20; ++run) {
    const auto nights = r->runs.at(run, r->runs.row(Measure::Nights, {.group = 0}), 0);
    EXPECT_EQ(r->runs.at(run, r->runs.row(Measure::Cost, {.group = 0}), 0), nights * 10'000);
    const auto total = r->runs.at(run, r->runs.row(Measure::Nights), 0);
    EXPECT_LE(total, 3'000);
    EXPECT_GE(total, 2'800);
  }
}

TEST(Forecast, AProblemThatContradictsItselfIsRefusedInWords) {
  auto p = settled({Date(2015, 6, 1).days()});
  p.spells[0].group = 9;
  const auto s = solve(p);
  ASSERT_FALSE(s);
  EXPECT_EQ(s.error().detail, "spells[0].group: there is no group 9.");
}

}  // namespace
}  // namespace rightplace::forecast
