// links: rp_returns
// An authority's returns: read, joined, written, checked. Five years of 1,000 children are those of a large authority.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <random>

#include "engines/returns/checks.h"
#include "features/placements/placements.h"
#include "features/returns/returns.h"
#include "features/returns/returns_checks.h"
#include "features/returns/returns_export.h"
#include "features/returns/returns_import.h"
#include "formats/file.h"

namespace rightplace::returns {
namespace {

namespace fs = std::filesystem;
constexpr Instant kNow{1'795'219'200'000};   // 21 November 2026

// A return of a year: every child with two to four episodes, reviews, and the yearly tables. Seed 1.
void write_year(const fs::path& folder, int year, int children) {
  std::mt19937 random(static_cast<unsigned>(year));
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n", oc2 = "CHILD,DOB,SDQ_SCORE,SDQ_REASON,CONVICTED,HEALTH_CHECK,IMMUNISATIONS,TEETH_CHECK,HEALTH_ASSESSMENT,SUBSTANCE_MISUSE,INTERVENTION_RECEIVED,INTERVENTION_OFFERED\n";
  std::string episodes = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n", reviews = "CHILD,DOB,REVIEW,REVIEW_CODE\n";
  for (int child = 0; child < children; ++child) {
    const auto id = 100'000 + child;
    const auto born = Date(year - 8 - pick(9), 6, 1).plus_days(pick(300)).british();
    header += fmt::format("{},{},{},WBRI,UN1,,\n", id, year < 2025 ? "1" : "M", born);
    oc2 += fmt::format("{},{},{},,0,1,1,1,1,0,0,0\n", id, born, pick(41));
    auto day = first_day_of(year).plus_days(pick(60));
    const int count = 2 + pick(3);
    for (int i = 0; i < count; ++i) {
      const auto end = day.plus_days(20 + pick(60));
      const bool last = i + 1 == count;
      episodes += fmt::format("{},{},{},C2,N1,{},PR4,{},{},{},B35 6JL,M1 1AE,SC{:06}\n", id, day.british(), i == 0 ? "S" : "P", pick(2) ? "K2" : "U4",
                              last ? "" : end.british(), last ? "" : "X1", last ? "" : "CARPL", pick(900'000));
      day = end;
    }
    for (int i = 0; i < 4; ++i) reviews += fmt::format("{},{},{},PN1\n", id, born, first_day_of(year).plus_days(90 * i).british());
  }
  fs::create_directories(folder);
  for (const auto& [name, text] : {std::pair("header.csv", &header), {"episodes.csv", &episodes}, {"reviews.csv", &reviews}, {"oc2.csv", &oc2}})
    if (!formats::write_file(folder / name, *text)) std::abort();
}

struct Workshop {
  fs::path folder = fs::temp_directory_path() / fmt::format("rightplace-bench-{}", getpid());
  Workshop() { fs::create_directories(folder); }
  ~Workshop() { fs::remove_all(folder); }
  std::unique_ptr<db::Database> store(std::string_view name) {
    auto database = db::open_sqlite(folder / name);
    FixedClock clock(kNow);
    for (const auto migrations : {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations()})
      db::migrate(*database, migrations, clock);
    return database;
  }
};

Workshop& workshop() {
  static Workshop kWorkshop;
  return kWorkshop;
}

const vault::Vault& vault_of_bench() {
  static const auto kVault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  return kVault;
}

fs::path five_years() {
  static const auto kFolder = [] {
    const auto folder = workshop().folder / "five";
    for (int year = 2021; year <= 2025; ++year) write_year(folder / std::to_string(year), year, 1000);
    return folder;
  }();
  return kFolder;
}

void import_into(db::Database& database, const fs::path& folder) {
  const auto plan = plan_import(folder, "E09000033", {});
  imports::Report report;
  const auto done = database.write([&](db::Write& tx) { return import_plan(tx, vault_of_bench(), imports::ImportId(new_uuid(kNow)), *plan, kNow, report); });
  if (!done || report.rejected_count != 0) std::abort();
}

void BM_ImportFiveYears(benchmark::State& state) {
  const auto folder = five_years();
  int number = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto database = workshop().store(fmt::format("import{}.sqlite", ++number));
    state.ResumeTiming();
    import_into(*database, folder);
  }
}
BENCHMARK(BM_ImportFiveYears)->Unit(benchmark::kMillisecond);

db::Database& filled() {
  static const auto kStore = [] {
    auto database = workshop().store("filled.sqlite");
    import_into(*database, five_years());
    return database;
  }();
  return *kStore;
}

void BM_TimelinesOfFiveYears(benchmark::State& state) {
  auto& database = filled();
  for (auto _ : state) {
    const auto all = database.read([](db::Read& tx) { return timelines(tx, vault_of_bench(), "E09000033"); });
    if (all.size() != 1000) state.SkipWithError("not every child has a timeline");
  }
}
BENCHMARK(BM_TimelinesOfFiveYears)->Unit(benchmark::kMillisecond);

void BM_ExportAYear(benchmark::State& state) {
  auto& database = filled();
  for (auto _ : state) benchmark::DoNotOptimize(database.read([](db::Read& tx) { return write_return(tx, vault_of_bench(), "E09000033", 2024, Format::Csv); }));
}
BENCHMARK(BM_ExportAYear)->Unit(benchmark::kMillisecond);

void BM_ReadAndCheck20000Children(benchmark::State& state) {
  const auto folder = workshop().folder / "large" / "2025";
  write_year(folder, 2025, 20'000);
  for (auto _ : state) {
    const auto sources = read_sources(folder);
    ReturnTables tables{.year = 2025};
    for (const auto& raw : sources->sets.front().tables) tables.tables[static_cast<std::size_t>(raw.table())] = &raw;
    benchmark::DoNotOptimize(check_return(tables, checks(), codes()));
  }
}
BENCHMARK(BM_ReadAndCheck20000Children)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rightplace::returns
