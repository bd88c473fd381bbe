// links: rp_engine_forecast
// The forecast engine: one authority as it will be used daily, and ten thousand children over five years.

#include <benchmark/benchmark.h>

#include "base/date.h"
#include "base/random.h"
#include "engines/forecast/solve.h"

namespace {

using namespace rightplace;
using namespace rightplace::forecast;

// Stays of some two years over five years of returns, with about `in_care` children there on any day.
Problem made(int in_care, int months) {
  Problem p;
  p.groups = {"foster", "residential", "supported", "secure", "other"};
  p.needs = {"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "unknown"};
  p.authorities = {{"E08000001", 0}};
  p.origin = Date(2025, 3, 31).days();
  p.months = months;
  p.windows = {{0, Date(2020, 4, 1).days(), Date(2025, 4, 1).days()}};
  p.prices.assign(5, {WeeklyRate{Pence{600'000}}, 0.05, 0.03, 0.01});
  Random random(2'025);
  const auto share = [&] { return static_cast<std::uint32_t>(random.pick(std::array{0.68, 0.14, 0.09, 0.01, 0.08})); };
  const double stay = 730;
  const auto first = Date(2014, 4, 1).days();
  const auto entries = static_cast<int>(in_care / stay * (p.origin - first) * 0.95);
  for (int i = 0; i < entries; ++i) {
    auto day = static_cast<std::int32_t>(random.integer(first, p.origin));
    const auto age = static_cast<std::int32_t>(random.chance(0.2) ? random.integer(0, 300) : random.integer(0, 17 * 365));
    const auto child = static_cast<std::uint32_t>(p.children.size());
    p.children.push_back({day - age, 0, static_cast<std::uint32_t>(random.integer(0, 8))});
    bool starts = true;
    for (;;) {
      const auto until = day + 1 + static_cast<std::int32_t>(random.exponential(500));
      const bool ends = random.chance(0.6);
      p.spells.push_back({child, share(), day, until > p.origin ? kOpen : until, starts, ends && until <= p.origin});
      starts = false;
      day = until;
      if (ends || until > p.origin) break;
    }
  }
  return p;
}

void TenThousandChildrenSixtyMonthsThousandRuns(benchmark::State& state) {
  const auto p = made(10'000, 60);
  std::int64_t in_care = 0;
  for (auto _ : state) {
    const auto solution = solve(p, {.runs = 1'000, .seed = 1, .threads = static_cast<unsigned>(state.range(0))});
    in_care = solution->in_care_at_origin;
    benchmark::DoNotOptimize(solution);
  }
  state.counters["children"] = static_cast<double>(in_care);
  state.counters["child_months_per_cpu_second"] =
      benchmark::Counter(static_cast<double>(in_care) * 60 * 1'000, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(TenThousandChildrenSixtyMonthsThousandRuns)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->Iterations(1);

void TheSameWithConstantRates(benchmark::State& state) {
  auto p = made(10'000, 60);
  p.prices.clear();
  p.newcomers = Newcomers::None;
  for (auto& s : p.spells) s.starts_care = false;
  for (auto _ : state) {
    const auto simulated = simulate(p, {.runs = 1'000, .seed = 1, .threads = 2}, true);
    benchmark::DoNotOptimize(simulated);
  }
}
BENCHMARK(TheSameWithConstantRates)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->Iterations(1);

void OneAuthorityTwelveMonthsThousandRuns(benchmark::State& state) {
  const auto p = made(500, 12);
  for (auto _ : state) {
    const auto solution = solve(p, {.runs = 1'000, .seed = 1, .threads = 2});
    benchmark::DoNotOptimize(solution);
  }
}
BENCHMARK(OneAuthorityTwelveMonthsThousandRuns)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()->Iterations(3);

}  // namespace
