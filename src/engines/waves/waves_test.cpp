// The planner against every plan that there is, and what it promises of many.

#include "engines/waves/waves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace rightplace::waves {
namespace {

using ::testing::IsEmpty;

Problem random_problem(Random& random, int homes, bool alike = false) {
  Problem problem;
  problem.aim = {.hours = 12 + 60 * random.uniform(), .waves = static_cast<int>(random.integer(1, 3)), .wanted = 0.3 + 0.6 * random.uniform(), .most_in_wave = static_cast<int>(random.integer(1, 6)), .least_chance = 0};
  for (int i = 0; i < homes; ++i)
    problem.candidates.push_back({.chance = 0.02 + 0.5 * random.uniform(), .hours = alike ? 20.0 : 4 + 40 * random.uniform(), .readers = alike ? 2 : static_cast<int>(random.integer(1, 5)), .may_be_asked = random.uniform() < 0.8});
  return problem;
}

struct Best {
  double missed = 2, readers = 1e9;
};
// Every way to put each home into a wave or none, priced from the definition.
Best by_trying_all(const Problem& problem) {
  const auto n = problem.candidates.size();
  const double each = problem.aim.hours / problem.aim.waves;
  std::vector<int> wave(n, 0);   // 0: not asked
  Best best;
  for (;;) {
    bool allowed = true;
    std::vector<int> count(4, 0);
    for (std::size_t i = 0; i < n; ++i)
      if (wave[i] > 0 && (!problem.candidates[i].may_be_asked || ++count[static_cast<std::size_t>(wave[i])] > problem.aim.most_in_wave)) allowed = false;
    if (allowed) {
      double none = 1, readers = 0;
      for (int now = 1; now <= problem.aim.waves; ++now) {
        for (std::size_t i = 0; i < n; ++i)
          if (wave[i] == now) readers += none * problem.candidates[i].readers;
        none = 1;
        for (std::size_t i = 0; i < n; ++i)
          if (wave[i] > 0 && wave[i] <= now) none *= 1 - problem.candidates[i].chance * (1 - std::exp(-each * (now - wave[i] + 1) / problem.candidates[i].hours));
      }
      const double missed = std::max(0.0, none - (1 - problem.aim.wanted) - 1e-12);
      if (missed < best.missed - 1e-12 || (missed < best.missed + 1e-12 && readers < best.readers)) best = {missed, readers};
    }
    std::size_t i = 0;
    while (i < n && wave[i] == problem.aim.waves) wave[i++] = 0;
    if (i == n) return best;
    ++wave[i];
  }
}
double missed_of(const Problem& problem, const Plan& made) { return std::max(0.0, (1 - made.chance) - (1 - problem.aim.wanted) - 1e-12); }

TEST(Waves, NoPlanIsBetterThanTheOneMadeOfFewHomes) {
  Random random(4);
  for (int round = 0; round < 200; ++round) {
    const auto problem = random_problem(random, static_cast<int>(random.integer(0, 6)));
    const auto made = plan(problem);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->exact);
    EXPECT_THAT(faults_of(problem, *made), IsEmpty());
    const auto best = by_trying_all(problem);
    EXPECT_NEAR(missed_of(problem, *made), best.missed, 1e-9) << round;
    EXPECT_NEAR(made->expected_readers, best.readers, 1e-7) << round;
  }
}

TEST(Waves, BlocksAndExchangesComeAsNearAsPeopleCanTell) {
  Random random(5);
  double ours = 0, best_possible = 0;
  for (int round = 0; round < 200; ++round) {
    const auto problem = random_problem(random, 7);
    const auto made = plan(problem, {.exact_up_to = 0});
    ASSERT_TRUE(made);
    const auto best = by_trying_all(problem);
    EXPECT_NEAR(missed_of(problem, *made), best.missed, 0.02) << round;
    if (best.missed < 1e-9 && missed_of(problem, *made) < 1e-9) ours += made->expected_readers, best_possible += best.readers;
  }
  EXPECT_LT(ours, best_possible * 1.02);
}

TEST(Waves, OfHomesThatDifferInTheirChanceOnlyTheLikelierIsNeverAskedLater) {
  Random random(6);
  for (int round = 0; round < 50; ++round) {
    const auto problem = random_problem(random, 60, true);
    const auto made = plan(problem);
    std::vector<int> wave(problem.candidates.size(), 9);
    for (std::size_t i = 0; i < made->waves.size(); ++i)
      for (const auto home : made->waves[i].homes) wave[home] = static_cast<int>(i);
    for (std::size_t a = 0; a < wave.size(); ++a)
      for (std::size_t b = 0; b < wave.size(); ++b)
        if (problem.candidates[a].may_be_asked && problem.candidates[b].may_be_asked && problem.candidates[a].chance > problem.candidates[b].chance) {
          EXPECT_LE(wave[a], wave[b]) << round << ": " << a << " before " << b;
        }
  }
}

TEST(Waves, ALikelierHomeNeverMakesThePlanTellMorePeople) {
  Random random(7);
  for (int round = 0; round < 60; ++round) {
    auto problem = random_problem(random, 6);
    const auto before = plan(problem);
    auto& home = problem.candidates[static_cast<std::size_t>(random.integer(0, 5))];
    home.chance = std::min(0.95, home.chance * 1.4);
    const auto after = plan(problem);
    EXPECT_LE(missed_of(problem, *after), missed_of(problem, *before) + 1e-9);
    if (before->meets) {
      EXPECT_TRUE(after->meets);
      EXPECT_LE(after->expected_readers, before->expected_readers + 1e-7);
    }
  }
}

TEST(Waves, AHomeThatIsRuledOutIsNeverAskedHoweverLikely) {
  Random random(8);
  for (int round = 0; round < 50; ++round) {
    auto problem = random_problem(random, 300);
    for (auto& home : problem.candidates)
      if (!home.may_be_asked) home.chance = 0.95;
    EXPECT_THAT(faults_of(problem, *plan(problem)), IsEmpty()) << round;
  }
}

TEST(Waves, TheSameQuestionHasTheSameAnswer) {
  Random random(9);
  const auto problem = random_problem(random, 3500);
  const auto first = plan(problem), again = plan(problem);
  for (std::size_t i = 0; i < first->waves.size(); ++i) EXPECT_EQ(first->waves[i].homes, again->waves[i].homes);
}

TEST(Waves, AnAimThatCannotBeReachedIsSaidAndMissedByAsLittleAsCanBe) {
  Problem problem;
  problem.aim = {.hours = 24, .waves = 2, .wanted = 0.9, .most_in_wave = 2, .least_chance = 0.02};
  for (int i = 0; i < 20; ++i) problem.candidates.push_back({.chance = 0.1, .hours = 10, .readers = 1, .may_be_asked = true});
  const auto made = plan(problem);
  EXPECT_FALSE(made->meets);
  EXPECT_EQ(made->waves[0].homes.size(), 2u);
  EXPECT_EQ(made->waves[1].homes.size(), 2u);
  const auto nobody = plan({{}, problem.aim});
  EXPECT_FALSE(nobody->meets);
  EXPECT_EQ(nobody->expected_readers, 0);
  EXPECT_NEAR(nobody->expected_hours, 24, 1e-9);
}

TEST(Waves, WhoIsHardlyLikelyToOfferIsNotTold) {
  Problem problem;
  problem.aim.least_chance = 0.05;
  problem.candidates = {{.chance = 0.04}, {.chance = 0.5}};
  const auto made = plan(problem);
  for (const auto& wave : made->waves)
    for (const auto home : wave.homes) EXPECT_EQ(home, 1u);
}

TEST(Waves, SensitivityPricesTheSamePlanWithOtherChances) {
  Random random(10);
  auto problem = random_problem(random, 40);
  problem.aim.wanted = 0.7;
  const auto made = plan(problem);
  const auto swing = sensitivity(problem, *made);
  ASSERT_TRUE(swing);
  EXPECT_LT(swing->same_lower.chance, made->chance);
  EXPECT_GT(swing->same_higher.chance, made->chance);
  EXPECT_GE(swing->best_lower.chance, swing->same_lower.chance - 1e-9);
}

TEST(Waves, WhatIsOutOfRangeIsRefusedInWords) {
  EXPECT_FALSE(plan({{{.chance = 1.5}}, {}}));
  EXPECT_FALSE(plan({{{.chance = std::nan("")}}, {}}));
  EXPECT_FALSE(plan({{{.chance = 0.5, .hours = 0}}, {}}));
  EXPECT_FALSE(plan({{{.chance = 0.5, .readers = 0}}, {}}));
  EXPECT_FALSE(plan({{}, {.hours = -1}}));
  EXPECT_FALSE(plan({{}, {.waves = 4}}));
  EXPECT_FALSE(plan({{}, {.wanted = 1}}));
}

}  // namespace
}  // namespace rightplace::waves
