// What must hold for every instance, on seeded random ones.

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "engines/suitability/pareto.h"
#include "engines/suitability/changes.h"
#include "engines/suitability/io.h"
#include "engines/suitability/robustness.h"
#include "tests/support/random_homes.h"

namespace rightplace::suitability {
namespace {

using test::Draw;
using test::random_home;
using test::random_problem;

// Mixed, well known and easy, little known, hard.
Draw draw_of(std::uint64_t seed) {
  constexpr std::array kinds{Draw{}, Draw{.known = 1, .easy = 0.98}, Draw{.known = 0.4}, Draw{.known = 0.95, .easy = 0.7}};
  return kinds[seed % kinds.size()];
}

TEST(SuitabilityProperties, TheCheckFindsNothingWrongWithAnyAnswer) {
  int suitable = 0, checking = 0, blocked = 0;
  for (std::uint64_t seed = 1; seed <= 600; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto solution = solve(problem);
    ASSERT_TRUE(solution) << seed << solution.error().detail;
    ASSERT_EQ(check(problem, *solution), std::vector<std::string>{}) << "seed " << seed;
    for (const auto& home : solution->homes) {
      suitable += home.verdict == Verdict::Suitable;
      checking += home.verdict == Verdict::NeedsChecking;
      blocked += home.verdict == Verdict::NotSuitable;
    }
  }
  EXPECT_GT(suitable, 200);   // the instances are not all of one kind
  EXPECT_GT(checking, 200);
  EXPECT_GT(blocked, 200);
}

TEST(SuitabilityProperties, ContributionsSumExactlyToTheScore) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto solution = solve(problem);
    for (const auto home : solution->ranked) {
      const auto explanation = explain(problem, *solution, home);
      std::int64_t low = 0, high = 0;
      for (const auto& one : explanation.contributions) low += one.points.low, high += one.points.high;
      EXPECT_EQ(low, solution->homes[home].score.low) << "seed " << seed;
      EXPECT_EQ(high, solution->homes[home].score.high) << "seed " << seed;
      if (explanation.above) {
        const auto difference = std::accumulate(explanation.against_above.begin(), explanation.against_above.end(), 0);
        EXPECT_EQ(difference, solution->homes[home].score.low - solution->homes[*explanation.above].score.low) << "seed " << seed;
      }
    }
  }
}

TEST(SuitabilityProperties, TheReasonsAreThoseOfTheVerdict) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto solution = solve(problem);
    for (const auto& home : solution->homes) {
      Set<Rule> blocked, unknown;
      for (const auto& reason : reasons(problem, home.home)) {
        EXPECT_FALSE(reason.sentence.empty());
        EXPECT_EQ(reason.sentence.back(), '.') << reason.sentence;
        EXPECT_EQ(reason.question.empty(), reason.answer == Answer::Blocked);
        (reason.answer == Answer::Blocked ? blocked : unknown).add(reason.rule);
      }
      EXPECT_EQ(blocked, home.blocked);
      EXPECT_EQ(unknown.minus(blocked), home.unknown);
    }
  }
}

// What is shared of a snapshot must never show: the answer is that of a snapshot made whole.
TEST(SuitabilityProperties, ASnapshotWithSomeOtherFactsAnswersAsOneMadeOfThem) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto problem = random_problem(seed, draw_of(seed));
    const auto other = random_problem(seed + 50'000, draw_of(seed));
    auto homes = problem.supply->homes();
    std::vector<Supply::Changed> changed;
    Supply::Fees fees;
    for (std::uint32_t home = 0; home < homes.size(); ++home) {
      if (home % 3 == seed % 3 && home < other.supply->size()) {
        auto facts = other.supply->home(home);
        facts.urn = homes[home].urn;
        homes[home] = facts;
        changed.push_back({home, facts});
      }
      homes[home].fee = home % 2 == 0 ? std::optional(WeeklyRate{Pence{static_cast<std::int64_t>(100'000 + seed * home)}}) : std::nullopt;
      fees.push_back(homes[home].fee);
    }
    const auto shared = problem.supply->with(changed, std::make_shared<const Supply::Fees>(fees));
    ASSERT_TRUE(shared) << shared.error().detail;
    auto whole = problem;
    whole.supply = *Supply::make(homes);
    problem.supply = *shared;
    const auto a = solve(problem), b = solve(whole);
    ASSERT_EQ(a.has_value(), b.has_value());
    if (!a) continue;
    EXPECT_EQ(a->ranked, b->ranked) << "seed " << seed;
    EXPECT_EQ(a->ranked_secure, b->ranked_secure) << "seed " << seed;
    for (std::uint32_t home = 0; home < homes.size(); ++home) {
      EXPECT_EQ(a->homes[home].verdict, b->homes[home].verdict) << "seed " << seed << " home " << home;
      EXPECT_EQ(a->homes[home].blocked, b->homes[home].blocked) << "seed " << seed << " home " << home;
      EXPECT_EQ(a->homes[home].unknown, b->homes[home].unknown) << "seed " << seed << " home " << home;
      EXPECT_EQ(a->homes[home].score.low, b->homes[home].score.low) << "seed " << seed << " home " << home;
      EXPECT_EQ(a->homes[home].score.high, b->homes[home].score.high) << "seed " << seed << " home " << home;
    }
    EXPECT_EQ(pareto(problem, *a).front.size(), pareto(whole, *b).front.size());
  }
}

TEST(SuitabilityProperties, ASnapshotTakesNoFactsOfAHomeThatStandsElsewhere) {
  const auto problem = random_problem(1, draw_of(1));
  auto facts = problem.supply->home(0);
  EXPECT_FALSE(problem.supply->with({{1, facts}}));
  facts.may_take = -4;
  EXPECT_FALSE(problem.supply->with({{0, facts}}));
  EXPECT_FALSE(problem.supply->with({}, std::make_shared<const Supply::Fees>(1)));
}

TEST(SuitabilityProperties, AnotherRoomNeverClosesAHome) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto before = solve(problem);
    auto homes = problem.supply->homes();
    for (auto& home : homes) {
      home.vacancy_stated_on = problem.as_at;
      home.rooms.push_back(Room{.busy = {}, .adaptations = Set<Adaptation>{}});
      if (home.may_take) ++*home.may_take;
    }
    auto more = problem;
    more.supply = *Supply::make(homes);
    const auto after = solve(more);
    for (std::size_t home = 0; home < homes.size(); ++home) {
      // "Not known" may become "no": what closes a home is not the room but what the fresh statement reveals of the others.
      if (before->homes[home].verdict != Verdict::Suitable) continue;
      EXPECT_EQ(after->homes[home].verdict, Verdict::Suitable) << "seed " << seed << " home " << home;
    }
  }
}

TEST(SuitabilityProperties, FreeingARoomNeverClosesAHome) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto before = solve(problem);
    auto homes = problem.supply->homes();
    for (auto& home : homes)
      for (auto& room : home.rooms)
        if (!room.busy.empty()) {
          room.busy.clear();
          break;
        }
    auto freed = problem;
    freed.supply = *Supply::make(homes);
    const auto after = solve(freed);
    for (std::size_t home = 0; home < homes.size(); ++home)
      EXPECT_LE(after->homes[home].verdict, before->homes[home].verdict) << "seed " << seed << " home " << home;
  }
}

TEST(SuitabilityProperties, AnIrrelevantHomeNeverReordersTheOthers) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto before = solve(problem);
    auto homes = problem.supply->homes();
    Random random(seed + 10'000);
    homes.push_back(random_home(random, 777, draw_of(seed)));
    auto wider = problem;
    wider.supply = *Supply::make(homes);
    auto after = *solve(wider);
    std::erase(after.ranked, static_cast<std::uint32_t>(homes.size() - 1));
    EXPECT_EQ(after.ranked, before->ranked) << "seed " << seed;
  }
}

TEST(SuitabilityProperties, TheOrderOfTheInputChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    auto problem = random_problem(seed, draw_of(seed));
    problem.policy.smaa_draws = 50;
    const auto before = solve(problem);
    const auto shares = robustness(problem, *before);
    auto homes = problem.supply->homes();
    Random random(seed);
    random.shuffle(homes);
    auto shuffled = problem;
    shuffled.supply = *Supply::make(homes);
    const auto after = solve(shuffled);
    const auto shuffled_shares = robustness(shuffled, *after);
    ASSERT_EQ(after->ranked.size(), before->ranked.size());
    for (std::size_t i = 0; i < before->ranked.size(); ++i) {
      EXPECT_EQ(problem.supply->home(before->ranked[i]).urn, shuffled.supply->home(after->ranked[i]).urn) << "seed " << seed;
      EXPECT_EQ(shares.homes[i].first, shuffled_shares.homes[i].first) << "seed " << seed;
      EXPECT_EQ(shares.homes[i].among_top, shuffled_shares.homes[i].among_top) << "seed " << seed;
    }
  }
}

TEST(SuitabilityProperties, ProblemsAndSolutionsReadBackAsTheyWereWritten) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto problem = random_problem(seed, draw_of(seed));
    const auto text = to_json(problem).pretty();
    const auto parsed = json::parse(text, "problem");
    ASSERT_TRUE(parsed) << parsed.error().detail;
    const auto again = read_problem(*parsed);
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_TRUE(to_json(*again).pretty() == text) << "seed " << seed;
    const auto solution = solve(problem);
    const auto answer = to_json(problem, *solution).pretty();
    EXPECT_TRUE(to_json(*again, *solve(*again)).pretty() == answer) << "seed " << seed;
    const auto read = read_solution(problem, *json::parse(answer, "solution"));
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_TRUE(to_json(problem, *read).pretty() == answer) << "seed " << seed;
    EXPECT_EQ(check(problem, *read), std::vector<std::string>{});
  }
}

}  // namespace
}  // namespace rightplace::suitability
