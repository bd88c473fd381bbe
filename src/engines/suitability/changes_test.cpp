#include "engines/suitability/changes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engines/suitability/pareto.h"
#include "tests/support/random_homes.h"

namespace rightplace::suitability {
namespace {

using test::random_problem;

// Does any set of at most `most` of the changes open the home? All subsets are run.
bool some_subset_opens(const Problem& problem, std::size_t home, const std::vector<Change>& all, std::size_t most, std::size_t from, std::vector<Change>& chosen) {
  if (judge_with(problem, home, chosen).blocked.empty()) return true;
  if (chosen.size() == most) return false;
  for (std::size_t i = from; i < all.size(); ++i) {
    chosen.push_back(all[i]);
    const bool opens = some_subset_opens(problem, home, all, most, i + 1, chosen);
    chosen.pop_back();
    if (opens) return true;
  }
  return false;
}

TEST(SuitabilityChanges, EveryOpeningReallyOpensAndNoSmallerOneDoes) {
  int possible = 0, larger = 0, stuck = 0;
  for (std::uint64_t seed = 1; seed <= 120; ++seed) {
    const auto problem = random_problem(seed, {.homes = 10, .known = 0.95, .easy = 0.85, .most_children = 2});
    const auto solution = *solve(problem);
    for (const auto& result : solution.homes) {
      if (result.verdict != Verdict::NotSuitable) continue;
      const auto opening = smallest_opening(problem, result.home);
      auto all = opening_changes(problem, result.home);
      if (all.size() > 14) continue;   // the brute force would take too long
      std::vector<Change> none;
      if (!opening.possible()) {
        EXPECT_FALSE(some_subset_opens(problem, result.home, all, 4, 0, none)) << "seed " << seed << " home " << result.home;
        EXPECT_FALSE(opening.stuck.empty());
        ++stuck;
        continue;
      }
      ++possible;
      larger += opening.changes.size() > 1;
      EXPECT_TRUE(judge_with(problem, result.home, opening.changes).blocked.empty()) << "seed " << seed << " home " << result.home;
      if (opening.changes.size() <= 5) {
        EXPECT_FALSE(some_subset_opens(problem, result.home, all, opening.changes.size() - 1, 0, none)) << "seed " << seed << " home " << result.home;
      }
      for (const auto& change : opening.changes) {
        EXPECT_NE(changer(change), Changer::Nobody);
        EXPECT_EQ(sentence(change, problem, result.home).back(), '.');
      }
    }
  }
  EXPECT_GT(possible, 100);
  EXPECT_GT(larger, 30);
  EXPECT_GT(stuck, 30);
}

TEST(SuitabilityChanges, EveryOpeningHoldsWhenTheWholeSearchIsRunAgain) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto problem = random_problem(seed, {.homes = 10, .known = 0.95, .easy = 0.9, .most_children = 2});
    const auto solution = *solve(problem);
    for (const auto& miss : near_misses(problem, solution, 5)) {
      auto homes = problem.supply->homes();
      auto changed = problem;
      for (const auto& change : miss.opening.changes) apply(change, problem, homes[miss.home], changed.referral);
      for (auto& child : changed.referral.children) std::erase_if(child.exclusion_zones, [](const ExclusionZone& zone) { return zone.radius_miles <= 0; });
      changed.supply = *Supply::make(homes);
      const auto again = solve(changed);
      ASSERT_TRUE(again) << again.error().detail;
      EXPECT_NE(again->homes[miss.home].verdict, Verdict::NotSuitable) << "seed " << seed;
    }
  }
}

TEST(SuitabilityChanges, ALiftBringsTheHomeAmongTheBestAndASmallerStepOfTheSameFactDoesNot) {
  int lifted = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    const auto problem = random_problem(seed, {.homes = 14, .known = 0.9, .easy = 0.97, .most_children = 2});
    const auto solution = *solve(problem);
    constexpr std::size_t kBest = 3;
    for (std::size_t place = kBest; place < solution.ranked.size(); ++place) {
      const auto home = solution.ranked[place];
      const auto lift = smallest_lift(problem, solution, home, kBest);
      if (!lift) continue;
      ++lifted;
      auto homes = problem.supply->homes();
      auto changed = problem;
      apply(*lift, problem, homes[home], changed.referral);
      changed.supply = *Supply::make(homes);
      // The referral's own change (a contract) is of this home alone: no other home knows its number.
      const auto again = *solve(changed);
      const auto at = std::find(again.ranked.begin(), again.ranked.end(), home) - again.ranked.begin();
      EXPECT_LT(at, static_cast<std::ptrdiff_t>(kBest)) << "seed " << seed << " " << sentence(*lift, problem, home);
    }
  }
  EXPECT_GT(lifted, 50);
}

TEST(SuitabilityPareto, HoldsExactlyTheHomesThatNoOtherBeats) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto problem = random_problem(seed, {.homes = 20, .known = 0.97, .easy = 0.98});
    const auto solution = *solve(problem);
    const auto front = pareto(problem, solution);
    const auto on_front = [&](std::uint32_t home) { return std::any_of(front.front.begin(), front.front.end(), [&](const ParetoPoint& point) { return point.home == home; }); };
    for (const auto home : solution.ranked) {
      const auto& fee = problem.supply->fee(home);
      if (solution.homes[home].verdict != Verdict::Suitable || !fee) continue;
      bool beaten = false;
      for (const auto other : solution.ranked) {
        const auto& their_fee = problem.supply->fee(other);
        if (solution.homes[other].verdict != Verdict::Suitable || !their_fee || other == home) continue;
        const auto mine = solution.homes[home].score.low, theirs = solution.homes[other].score.low;
        beaten |= theirs >= mine && *their_fee <= *fee && (theirs > mine || *their_fee < *fee);
      }
      EXPECT_EQ(on_front(home), !beaten) << "seed " << seed << " home " << home;
    }
  }
}

}  // namespace
}  // namespace rightplace::suitability
