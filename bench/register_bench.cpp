// links: rp_homes
// Reading a year of the register and deriving twelve years of history, from invented lists.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/random.h"
#include "features/homes/home_history.h"
#include "features/homes/register_reader.h"

using namespace rightplace;

namespace {

constexpr int kProviders = 5'600;

// A provider list of the shape of 2025's; about one home in twelve is new every year and one in twenty has gone.
std::string year_as_csv(int year) {
  Random random(1);
  std::string csv = fmt::format("Children's social care data in England {} - Provider level as at 31 March {}\n", year, year) +
                    "Web link,URN,Provision type,Registration date,Registration status,Name,Address 1,Town,Postcode,Government Office Region,Local authority,"
                    "Parliamentary constituency,Sector,Places,Short-break-only children's home,Multi Building Children's Home,Organisation which owns the provider,"
                    "Latest full inspection event type,Latest full inspection date,Latest full inspection publication date,Latest full inspection event number,"
                    "Overall experiences and progress of children and young people,How well children and young people are helped and protected,"
                    "The effectiveness of leaders and managers\n";
  for (int i = 0; i < kProviders; ++i) {
    const auto opened = random.integer(2000, 2024);
    const auto closed = opened + random.integer(1, 30);
    const auto grade = random.chance(0.1) ? "" : random.chance(0.7) ? "Good" : "Requires improvement to be good";
    const auto places = random.integer(1, 8);
    if (year <= opened || year > closed) continue;
    csv += fmt::format("link,{},Children's home,01/05/{},Active,REDACTED,REDACTED,REDACTED,REDACTED,North West,Bolton,Bolton West,Private,{},,,Alder Care {} (invented) Ltd,"
                       "Full inspection,05/11/{},14/01/{},{},{},{},{}\n",
                       2'500'000 + i, opened, places, i % 700, year - 1, year, i, grade, grade, grade);
  }
  return csv;
}

void ReadAYear(benchmark::State& state) {
  const auto csv = year_as_csv(2020);
  std::size_t rows = 0;
  for (auto _ : state) {
    imports::Report report;
    const auto lists = homes::read_register(csv, "list.csv", {}, report);
    rows = lists->at(0).rows.size();
    benchmark::DoNotOptimize(rows);
  }
  state.counters["rows"] = static_cast<double>(rows);
}
BENCHMARK(ReadAYear)->Unit(benchmark::kMillisecond);

void TwelveYearsOfHistory(benchmark::State& state) {
  std::vector<homes::Observations> years;
  std::size_t rows = 0;
  for (int year = 2014; year <= 2025; ++year) {
    imports::Report report;
    auto lists = homes::read_register(year_as_csv(year), "list.csv", {}, report);
    auto& list = lists->at(0);
    rows += list.rows.size();
    years.push_back({{list.kind, list.as_at, std::to_string(year), list.has_grades, true}, std::move(list.rows)});
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto copy = years;
    state.ResumeTiming();
    benchmark::DoNotOptimize(homes::history_of(std::move(copy)));
  }
  state.counters["rows"] = static_cast<double>(rows);
}
BENCHMARK(TwelveYearsOfHistory)->Unit(benchmark::kMillisecond);

}  // namespace
