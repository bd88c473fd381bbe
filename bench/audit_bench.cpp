// links: rp_audit
// A million events of the audit: verified, and how long an event takes to write.

#include <benchmark/benchmark.h>

#include <filesystem>

#include "features/audit/audit.h"

namespace rightplace::audit {
namespace {

namespace fs = std::filesystem;

std::unique_ptr<db::Database> store_of(const fs::path& file) {
  auto database = db::open_sqlite(file);
  db::migrate(*database, migrations(), FixedClock(Instant{1'772'442'000'000}));
  return database;
}

void add_events(db::Database& database, std::int64_t from, std::int64_t count) {
  database.write([&](db::Write& tx) {
    for (std::int64_t i = 0; i < count; ++i)
      record(tx, {ActorKind::Person, "01935f00-0000-7000-8000-0000000000ab"}, Allowed::because("asked for a place by the authority"), "referral.seen",
             {"referral", "01935f00-0000-7000-8000-" + std::to_string(100'000'000'000 + from + i)}, Instant{1'772'442'000'000 + from + i},
             {{"organisation", "E08000003"}, {"fields", 12}});
  });
}

// Made once and kept for the run; state.range(0) events.
fs::path chain_of(std::int64_t events) {
  const auto file = fs::temp_directory_path() / ("rightplace-audit-bench-" + std::to_string(events) + ".sqlite");
  if (!fs::exists(file)) {
    auto database = store_of(file);
    for (std::int64_t from = 0; from < events; from += 50'000) add_events(*database, from, std::min<std::int64_t>(50'000, events - from));
  }
  return file;
}

void VerifyChain(benchmark::State& state) {
  const auto database = db::open_sqlite(chain_of(state.range(0)));
  for (auto _ : state) {
    const auto found = database->read([](db::Read& tx) { return verify(tx); });
    if (!found.whole() || found.events != state.range(0)) state.SkipWithError("the chain is not whole");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(VerifyChain)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(1);

void RecordEvents(benchmark::State& state) {
  const auto file = fs::temp_directory_path() / "rightplace-audit-bench-writes.sqlite";
  fs::remove(file);
  const auto database = store_of(file);
  std::int64_t from = 0;
  for (auto _ : state) {
    add_events(*database, from, 1'000);
    from += 1'000;
  }
  state.SetItemsProcessed(state.iterations() * 1'000);
}
BENCHMARK(RecordEvents)->Unit(benchmark::kMillisecond)->Iterations(20);

}  // namespace
}  // namespace rightplace::audit
