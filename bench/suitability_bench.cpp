// links: rp_engine_suitability
// 4,000 invented homes, seed 2026: the sizes that the engine promises (docs/performance.md).

#include <benchmark/benchmark.h>

#include "engines/suitability/baseline.h"
#include "engines/suitability/changes.h"
#include "engines/suitability/robustness.h"
#include "tests/support/random_homes.h"

namespace {

using namespace rightplace;
using namespace rightplace::suitability;

// Supply as an authority might have it (nearly all facts known, few obstacles), and as the public register has it
// (little known: every home needs checking, every score is an interval).
const Problem& well_known() {
  static const Problem problem = [] {
    auto made = test::random_problem(2026, {.homes = 4000, .known = 0.97, .easy = 0.99, .most_children = 1});
    made.referral.children[0].companions = Companions::NoPreference;
    return made;
  }();
  return problem;
}
const Problem& little_known() {
  static const Problem problem = [] {
    auto made = test::random_problem(2027, {.homes = 4000, .known = 0.3, .easy = 1, .most_children = 1});
    made.referral.children[0].companions = Companions::NoPreference;
    made.referral.children[0].adaptations = {};
    return made;
  }();
  return problem;
}
const Problem& problem_of(const benchmark::State& state) { return state.range(0) == 0 ? well_known() : little_known(); }

void OneChild(benchmark::State& state) {
  const auto& problem = problem_of(state);
  Solution solution;
  for (auto _ : state) {
    solution = *solve(problem);
    benchmark::DoNotOptimize(solution.ranked.data());
  }
  state.counters["ranked"] = static_cast<double>(solution.ranked.size());
}
BENCHMARK(OneChild)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void TwentyCounterfactuals(benchmark::State& state) {
  const auto& problem = well_known();
  const auto solution = *solve(problem);
  for (auto _ : state) {
    auto misses = near_misses(problem, solution, 20);
    benchmark::DoNotOptimize(misses.data());
    state.counters["found"] = static_cast<double>(misses.size());
  }
}
BENCHMARK(TwentyCounterfactuals)->Unit(benchmark::kMillisecond);

void TwentyLifts(benchmark::State& state) {
  const auto& problem = well_known();
  const auto solution = *solve(problem);
  for (auto _ : state)
    for (std::size_t i = 20; i < 40 && i < solution.ranked.size(); ++i) benchmark::DoNotOptimize(smallest_lift(problem, solution, solution.ranked[i], 10));
}
BENCHMARK(TwentyLifts)->Unit(benchmark::kMillisecond);

void ThousandDraws(benchmark::State& state) {
  const auto& problem = problem_of(state);
  const auto solution = *solve(problem);
  for (auto _ : state) benchmark::DoNotOptimize(robustness(problem, solution).homes.data());
  state.counters["ranked"] = static_cast<double>(solution.ranked.size());
}
BENCHMARK(ThousandDraws)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

void ThousandReferrals(benchmark::State& state) {
  auto problem = well_known();
  std::vector<Referral> referrals;
  Random random(7);
  for (int i = 0; i < 1000; ++i) referrals.push_back(test::random_referral(random, {.homes = 4000}));
  for (auto _ : state)
    for (const auto& referral : referrals) {
      problem.referral = referral;
      benchmark::DoNotOptimize(solve(problem)->ranked.data());
    }
}
BENCHMARK(ThousandReferrals)->Unit(benchmark::kMillisecond)->Iterations(2);

void SomeRoomHasEach(benchmark::State& state) {
  auto problem = well_known();
  problem.referral.children[0].adaptations = {Adaptation::WheelchairRoom, Adaptation::Hoist};
  BaselineReport report;
  for (auto _ : state) {
    report = some_room_has_each(problem);
    benchmark::DoNotOptimize(report);
  }
  state.counters["hits"] = report.hits;
  state.counters["false"] = report.false_positives;
}
BENCHMARK(SomeRoomHasEach)->Unit(benchmark::kMillisecond);

}  // namespace
