// links: rp_demo
// The invented England of 2024, whole: thinking it out and writing it into a SQLite store.
#include <benchmark/benchmark.h>

#include <filesystem>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/asking/asking.h"
#include "features/audit/audit.h"
#include "features/outbox/outbox.h"
#include "features/demo/demo.h"
#include "features/demo/demo_quantities.h"
#include "features/demo/demo_store.h"
#include "features/homes/homes.h"
#include "features/placements/placements.h"
#include "features/referrals/referrals.h"
#include "features/returns/returns.h"
#include "features/supply/supply.h"

namespace rightplace::demo {
namespace {

void invented(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(invent(Year::Y2024, 2026, 1, ground_of(Year::Y2024).value()));
}
BENCHMARK(invented)->Unit(benchmark::kMillisecond);

void measured(benchmark::State& state) {
  const auto england = invent(Year::Y2024, 2026, 1, ground_of(Year::Y2024).value());
  for (auto _ : state) benchmark::DoNotOptimize(measure(england));
}
BENCHMARK(measured)->Unit(benchmark::kMillisecond);

void stored(benchmark::State& state) {
  const auto england = invent(Year::Y2024, 2026, 1, ground_of(Year::Y2024).value());
  const auto folder = std::filesystem::temp_directory_path() / "rightplace-demo-bench";
  const SystemClock clock;
  for (auto _ : state) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    auto database = db::open_sqlite(folder / "bench.sqlite");
    for (const auto migrations : {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(),
                                  supply::migrations(), referrals::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), asking::migrations(), demo::migrations()})
      db::migrate(*database, migrations, clock);
    const auto done = store_england(*database, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), england, Instant{london_midnight(england.scenario.census).ms}, [](int) {});
    if (!done) state.SkipWithError(done.error().detail.c_str());
    database.reset();
    state.counters["megabytes"] = static_cast<double>(std::filesystem::file_size(folder / "bench.sqlite")) / 1e6;
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(stored)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace rightplace::demo
