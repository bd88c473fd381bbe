// links: rp_formats
// Readers of strangers' files. The real files are read where RIGHTPLACE_REAL_DATA names their folder; made ones always.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <cstdlib>
#include <filesystem>

#include "formats/table.h"

namespace {

using namespace rightplace;

struct Count : formats::TableVisitor {
  std::uint64_t bytes = 0;
  Done row(const formats::TableRow& row) override {
    for (const auto cell : row.cells) bytes += cell.size();
    return {};
  }
};

// Five columns as the postcode table has them.
const std::string& made_csv() {
  static const std::string text = [] {
    std::string made = "postcode,easting,northing,lad25cd,utla25cd\n";
    for (int i = 0; i < 200'000; ++i) made += fmt::format("ZZ{}9XX,{},{},E09000033,E09000033\n", i % 90 + 10, 400'000 + i, 300'000 + i / 7);
    return made;
  }();
  return text;
}

void csv_in_memory(benchmark::State& state) {
  std::uint64_t rows = 0;
  for (auto _ : state) {
    Count count;
    const auto read = formats::read_table(made_csv(), "made", count);
    if (!read) return state.SkipWithError(read.error().detail.c_str());
    rows += read->rows;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  state.SetBytesProcessed(static_cast<std::int64_t>(made_csv().size() * state.iterations()));
}
BENCHMARK(csv_in_memory)->Unit(benchmark::kMillisecond);

void real_file(benchmark::State& state, const char* name) {
  const char* folder = std::getenv("RIGHTPLACE_REAL_DATA");
  if (!folder) return state.SkipWithError("no real data: set RIGHTPLACE_REAL_DATA");
  std::uint64_t rows = 0;
  for (auto _ : state) {
    Count count;
    const auto read = formats::read_table(std::filesystem::path(folder) / name, count);
    if (!read) return state.SkipWithError(read.error().detail.c_str());
    rows += read->rows;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(rows));
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  // The most that this program ever held, so run one benchmark at a time to read it.
  state.counters["peak_MB"] = static_cast<double>(used.ru_maxrss) / 1024;
}
BENCHMARK_CAPTURE(real_file, postcodes_csv_gz, "postcodes/postcodes_england.csv.gz")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(real_file, register_2025_ods, "ofsted/ofsted_csc_underlying_2025.ods")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(real_file, register_2025_csv, "ofsted/provider_at_march_2025.csv")->Unit(benchmark::kMillisecond);

}  // namespace
