// links: rp_engine_waves
// A plan of asking over all homes of the country, invented, seed 2026 (docs/performance.md).

#include <benchmark/benchmark.h>

#include "base/random.h"
#include "engines/waves/waves.h"

namespace {

using namespace rightplace;
using namespace rightplace::waves;

const Problem& england() {
  static const Problem problem = [] {
    Random random(2026);
    Problem made;
    made.aim = {.hours = 168, .waves = 3, .wanted = 0.8, .most_in_wave = 6, .least_chance = 0.02};
    for (int i = 0; i < 3500; ++i) made.candidates.push_back({.chance = random.uniform(0.01, 0.4), .hours = random.uniform(6, 40), .readers = static_cast<int>(random.integer(1, 5)), .may_be_asked = random.chance(0.9)});
    return made;
  }();
  return problem;
}

void PlanOfAllHomes(benchmark::State& state) {
  for (auto _ : state) {
    auto made = plan(england());
    benchmark::DoNotOptimize(made->waves.data());
    state.counters["readers"] = made->expected_readers;
  }
}
BENCHMARK(PlanOfAllHomes)->Unit(benchmark::kMillisecond);

void WithItsSensitivity(benchmark::State& state) {
  const auto made = plan(england());
  for (auto _ : state) {
    auto swing = sensitivity(england(), *made);
    benchmark::DoNotOptimize(swing->best_lower.chance);
  }
}
BENCHMARK(WithItsSensitivity)->Unit(benchmark::kMillisecond);

}  // namespace
