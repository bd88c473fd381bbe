// links: rp_geography
// Look-ups of places, and the import of a postcode directory of 2.3 million invented rows (every real outward code of
// England gets about a thousand postcodes around its centre; seed 1).
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/random.h"
#include "features/geography/geography_import.h"
#include "features/geography/geography_tables.h"

namespace rightplace::geography {
namespace {

constexpr std::int64_t kRows = 2'300'000;

struct Directory {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "rightplace-geography-bench";
  std::filesystem::path csv = folder / "postcodes.csv";
  std::vector<Postcode> postcodes;

  Directory() {
    std::filesystem::create_directories(folder);
    std::ofstream out(csv);
    out << "pcds,oseast1m,osnrth1m,oslaua,doterm\n";
    std::vector<std::pair<std::string, Location>> areas;
    for (OwnRows row("outward_codes.csv"); row.next();)
      if (row[7] == "England") areas.emplace_back(std::string(row[0]), *outward_code(row[0]));
    constexpr std::string_view kLetters = "ABDEFGHJLNPQRSTUWXYZ";
    const auto each = kRows / static_cast<std::int64_t>(areas.size()) + 1;
    Random random(1);
    for (const auto& [outward, area] : areas)
      for (std::int64_t i = 0; i < each; ++i) {
        const auto letter = [&](std::int64_t at) { return kLetters[static_cast<std::size_t>(at % 20)]; };
        const auto text = fmt::format("{} {}{}{}", outward, i / 400 % 10, letter(i / 20), letter(i));
        out << fmt::format("{},{:.0f},{:.0f},{},{}\n", text, area.point.easting + static_cast<double>(i % 97),
                           area.point.northing + static_cast<double>(i % 89), area.authority, i % 3 == 0 ? "201206" : "");
        if (random.chance(0.01)) postcodes.push_back(*Postcode::parse(text));
      }
    random.shuffle(postcodes);
  }
  ~Directory() { std::filesystem::remove_all(folder); }
};

const Directory& directory() {
  static const Directory kDirectory;
  return kDirectory;
}

const Postcodes& imported() {
  static const auto kPostcodes = [] {
    const auto read = read_postcodes({directory().csv}, [](std::uint64_t) {});
    if (!read || !write_postcodes(current_postcode_file(directory().folder), read->set, "bench", "")) std::abort();
    return *Postcodes::open(directory().folder);
  }();
  return kPostcodes;
}

void ReadAndWriteADirectory(benchmark::State& state) {
  for (auto _ : state) {
    const auto read = read_postcodes({directory().csv}, [](std::uint64_t) {});
    if (!read || !write_postcodes(directory().folder / "written.bin", read->set, "bench", "")) state.SkipWithError("not written");
  }
}

void OpenTheFile(benchmark::State& state) {
  imported();
  for (auto _ : state) benchmark::DoNotOptimize(Postcodes::open(directory().folder));
}

void FindAPostcode(benchmark::State& state) {
  const auto& postcodes = imported();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(postcodes.find(directory().postcodes[i]));
    if (++i == directory().postcodes.size()) i = 0;
  }
}

void ParseAPostcode(benchmark::State& state) {
  std::string why;
  for (auto _ : state) benchmark::DoNotOptimize(Postcode::read("sw1a 1aa", why));
}

void IsAtADistance(benchmark::State& state) {
  const auto all = authorities_on(Date{2026, 3, 2});
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(is_at_a_distance(*all[i % all.size()], *all[i * 7 % all.size()], Date{2026, 3, 2}));
    ++i;
  }
}

void FindAnAuthorityByName(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(authority_named("Kingston upon Hull, City of"));
}

void LocateASector(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(sector("LS1 1"));
}

BENCHMARK(FindAPostcode);
BENCHMARK(OpenTheFile)->Unit(benchmark::kMicrosecond);
BENCHMARK(ParseAPostcode);
BENCHMARK(IsAtADistance);
BENCHMARK(FindAnAuthorityByName);
BENCHMARK(LocateASector);
BENCHMARK(ReadAndWriteADirectory)->Unit(benchmark::kMillisecond)->Iterations(2);

}  // namespace
}  // namespace rightplace::geography
