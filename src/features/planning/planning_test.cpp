#include "features/planning/planning.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/json.h"
#include "base/random.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::planning {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHeaderColumns = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
constexpr const char* kEpisodeColumns = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";

// Invented returns of the years to March 2021, 2022, …: children come, move once in a while and leave.
struct MadeReturns {
  int first_year = 2021, years = 4;
  double entries_a_day = 0.3;
  int skip_year = 0;             // no files for this one
  int other_children_from = 0;   // from this year on every child has another number
  bool foreign_row = false;
};

struct MadeEpisode {
  int child;
  std::int32_t from, until;
  const char* place;
  bool starts, ends;
};

void write(const std::filesystem::path& folder, const MadeReturns& made) {
  Random random(77);
  const auto first = Date(made.first_year - 3, 4, 1).days(), last = Date(made.first_year + made.years - 1, 3, 31).days();
  std::vector<MadeEpisode> episodes;
  std::vector<std::int32_t> births;
  for (auto day = first; day <= last; ++day)
    for (std::int64_t n = random.poisson(made.entries_a_day); n > 0; --n) {
      births.push_back(day - static_cast<std::int32_t>(random.integer(10, 17 * 365)));
      auto from = day;
      bool starts = true;
      for (;;) {
        const auto until = from + 1 + static_cast<std::int32_t>(random.exponential(400));
        const bool adult = until >= births.back() + 18 * 365;
        const bool ends = adult || random.chance(0.5);
        const char* place = random.chance(0.7) ? "U5" : random.chance(0.6) ? "K2" : "H5";
        episodes.push_back({static_cast<int>(births.size()), from, until, place, starts, ends});
        starts = false;
        from = until;
        if (ends) break;
      }
    }
  for (int year = made.first_year; year < made.first_year + made.years; ++year) {
    if (year == made.skip_year) continue;
    const auto begin = Date(year - 1, 4, 1), end = Date(year, 3, 31);
    const int shift = made.other_children_from != 0 && year >= made.other_children_from ? 500'000 : 100'000;
    std::string header = kHeaderColumns, rows = kEpisodeColumns;
    std::vector<bool> listed(births.size() + 1, false);
    for (const auto& e : episodes) {
      if (e.from > end.days() || e.until < begin.days()) continue;
      const bool open = e.until > end.days();
      rows += fmt::format("KID{},{},{},C2,N1,{},PR1,{},{},,,,\n", shift + e.child, Date(e.from).british(), e.starts ? "S" : "P", e.place,
                          open ? "" : Date(e.until).british(), open ? "" : e.ends ? "E4A" : "X1");
      const auto i = static_cast<std::size_t>(e.child);
      if (!listed[i]) header += fmt::format("KID{},1,{},WBRI,UN3,,\n", shift + e.child, Date(births[i - 1]).british());
      listed[i] = true;
    }
    if (made.foreign_row && year == made.first_year) rows += "KID999999,31/02/2021,S,C2,N1,U5,PR1,,,,,,\n";
    const auto set = folder / fmt::format("{}-{}", year - 1, year % 100);
    std::filesystem::create_directories(set);
    ASSERT_TRUE(formats::write_file(set / "header.csv", header));
    ASSERT_TRUE(formats::write_file(set / "episodes.csv", rows));
  }
}

struct Said {
  ExitCode code = ExitCode::Fine;
  std::string text, error;
};

Said run(std::vector<std::string> words) {
  const auto all = commands();
  words.insert(words.begin(), "forecast");
  const auto parsed = cli::parse({&all.front().spec}, words, "test");
  if (!parsed) return {ExitCode::Input, "", parsed.error().detail};
  auto* file = std::tmpfile();
  cli::Console console(file, file);
  const auto result = all.front().run_alone(*parsed->arguments, console);
  std::fflush(file);
  std::rewind(file);
  Said said;
  char buffer[4'096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, file)) > 0;) said.text.append(buffer, n);
  std::fclose(file);
  if (!result) said.error = result.error().detail;
  said.code = result ? *result : ExitCode::Input;
  return said;
}

forecast::Problem problem(const MadeReturns& made, std::vector<forecast::Finding>& findings) {
  test::TemporaryFolder folder;
  write(folder.path(), made);
  const auto read = returns::read_return_folder(folder.path());
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  return problem_of({{"invented", *read}}, *grouping("standard"), findings);
}

TEST(Planning, ReturnsBecomeSpellsInsideTheWindowsOfTheirYears) {
  std::vector<forecast::Finding> findings;
  const auto p = problem({}, findings);
  EXPECT_EQ(p.origin, Date(2024, 3, 31).days());
  ASSERT_EQ(p.windows.size(), 4u);
  EXPECT_EQ(p.windows.front().from, Date(2020, 4, 1).days());
  EXPECT_EQ(p.windows.front().until, Date(2021, 4, 1).days());
  EXPECT_THAT(findings, Not(Contains(Field(&forecast::Finding::serious, true))));
  const auto residential = std::ranges::count_if(p.spells, [](const auto& s) { return s.group == 1; });
  EXPECT_GT(residential, 20);
}

TEST(Planning, AMissingYearIsSaid) {
  std::vector<forecast::Finding> findings;
  problem({.skip_year = 2022}, findings);
  ASSERT_THAT(findings, Contains(Field(&forecast::Finding::code, "missing_years")));
  EXPECT_THAT(findings.front().detail, HasSubstr("2021-22"));
}

TEST(Planning, AnotherAuthoritysFileIsNoticed) {
  std::vector<forecast::Finding> findings;
  problem({.other_children_from = 2023}, findings);
  EXPECT_THAT(findings, Contains(Field(&forecast::Finding::code, "other_children")));
  EXPECT_THAT(findings, Contains(Field(&forecast::Finding::code, "vanished")));
}

TEST(Planning, ARowThatCannotBeReadIsCountedAndNamesNoValue) {
  std::vector<forecast::Finding> findings;
  problem({.foreign_row = true}, findings);
  ASSERT_THAT(findings, Contains(Field(&forecast::Finding::code, "rejected")));
  EXPECT_THAT(findings.front().detail, HasSubstr("DECOM"));
  EXPECT_THAT(findings.front().detail, Not(HasSubstr("31/02/2021")));
}

TEST(Planning, AYearTwiceIsRefused) {
  test::TemporaryFolder folder;
  write(folder.path(), {});
  std::filesystem::copy(folder.path() / "2020-21", folder.path() / "copy of 2020-2021");
  const auto said = run({"--returns", folder.path().string()});
  EXPECT_EQ(said.code, ExitCode::Input);
  EXPECT_THAT(said.error, HasSubstr("2020-21"));
}

TEST(Planning, TheCommandSaysTheSameTwiceAndOnAnyNumberOfThreads) {
  test::TemporaryFolder folder;
  write(folder.path(), {});
  const auto first = run({"--returns", folder.path().string(), "--runs", "100", "--seed", "5", "--threads", "1", "--json"});
  const auto second = run({"--returns", folder.path().string(), "--runs", "100", "--seed", "5", "--threads", "3", "--json"});
  EXPECT_EQ(first.error, "");
  EXPECT_EQ(first.text, second.text);
  const auto parsed = json::parse(first.text, "forecast");
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_EQ(*parsed->find("format")->as_string(), "rightplace-forecast-1");
  EXPECT_GT(*parsed->find("in_care_at_origin")->as_integer(), 50);
}

TEST(Planning, AConsortiumIsForecastTogetherFromTheLastDayThatAllKnow) {
  test::TemporaryFolder folder;
  write(folder.path() / "Northby", {});
  write(folder.path() / "Southby", {.years = 3});
  const auto said = run({"--returns", (folder.path() / "Northby").string(), "--returns", (folder.path() / "Southby").string(), "--runs", "50", "--json"});
  EXPECT_EQ(said.error, "");
  EXPECT_THAT(said.text, HasSubstr("\"origin\": \"2023-03-31\""));
  EXPECT_THAT(said.text, HasSubstr("ends_differ"));
  EXPECT_THAT(said.text, HasSubstr("\"authority\": \"Southby\""));
}

TEST(Planning, NoChildIsPrinted) {
  test::TemporaryFolder folder;
  write(folder.path(), {});
  for (const auto* form : {"--json", "--csv", "--backtest"}) {
    const auto said = run({"--returns", folder.path().string(), "--runs", "50", form});
    EXPECT_THAT(said.text, Not(HasSubstr("KID")));
    EXPECT_GT(said.text.size(), 500u);
  }
}

TEST(Planning, AScenarioSaysWhatItChangesAndWhatItCosts) {
  test::TemporaryFolder folder;
  write(folder.path() / "returns", {});
  const auto file = folder.path() / "fewer.toml";
  ASSERT_TRUE(formats::write_file(file, R"(
name = "Half the entries into residential care go to foster carers"
[[change]]
what = "redirect"
from = 2024-06-01
group = "residential"
to = "foster"
share = 0.5
[[price]]
group = "residential"
weekly_pence = 738500
spread = 0.05
source = "Section 251 outturn 2024-25, England"
[[places]]
group = "residential"
count = 25
source = "invented"
)"));
  const auto said = run({"--returns", (folder.path() / "returns").string(), "--runs", "200", "--scenario", file.string()});
  EXPECT_EQ(said.error, "");
  EXPECT_THAT(said.text, HasSubstr("What the scenario changes"));
  EXPECT_THAT(said.text, HasSubstr("Cost of the month"));
  const auto csv = run({"--returns", (folder.path() / "returns").string(), "--runs", "200", "--scenario", file.string(), "--csv"});
  EXPECT_THAT(csv.text, HasSubstr("short,residential,all,all,all,2025-03-31,"));
}

TEST(Planning, AScenarioWithAFaultNamesIt) {
  std::vector<forecast::Finding> findings;
  auto p = problem({.years = 2}, findings);
  const auto fault = [&](std::string_view toml) {
    const auto done = apply_scenario(toml, "file.toml", p);
    return done ? std::string() : done.error().detail;
  };
  EXPECT_THAT(fault("name = \"x\"\n[[change]]\nwhat = \"leaving\"\nfrom = 2024-06-01\n"), HasSubstr("change[1].factor"));
  EXPECT_THAT(fault("name = \"x\"\n[[change]]\nwhat = \"leave\"\nfrom = 2024-06-01\nfactor = 1.1\n"), HasSubstr("change[1].what"));
  EXPECT_THAT(fault("name = \"x\"\n[[places]]\ngroup = \"hotel\"\ncount = 3\nsource = \"x\"\n"), HasSubstr("is not a kind of place"));
}

TEST(Planning, EveryPlacementCodeOfTheReturnHasItsGroup) {
  const auto standard = grouping("standard");
  ASSERT_TRUE(standard);
  for (const int year : {2019, 2026})
    for (const auto* code : returns::codes().codes_of("PLACE", year)) {
      const bool named = std::ranges::any_of(standard->groups, [&](const auto& g) { return std::ranges::find(g.places, code->code) != g.places.end(); }) ||
                         std::ranges::find(standard->temporary, code->code) != standard->temporary.end();
      EXPECT_TRUE(named) << code->code;
    }
  EXPECT_FALSE(grouping("none"));
}

TEST(Planning, TheSampleReturnsAreForecastBetterThanTheirRivalsByOneCommand) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto folder = test::real_data() / "ssda903" / "demand_model_samples" / "combined";
  const auto said = run({"--returns", folder.string(), "--grouping", "comparison", "--backtest", "--json"});
  EXPECT_EQ(said.error, "");
  EXPECT_EQ(said.code, ExitCode::Fine);
  const auto parsed = json::parse(said.text, "forecast");
  ASSERT_TRUE(parsed);
  const auto& test = *parsed->find("backtest");
  EXPECT_TRUE(*test.find("beats_all")->as_bool());
  EXPECT_LT(*test.find("model")->find("weighted_absolute_error")->as_number(), 0.14);
  EXPECT_EQ(test.find("origins")->as_array()->size(), 4u);
  EXPECT_THAT(said.text, HasSubstr("closed_cohort"));
}

}  // namespace
}  // namespace rightplace::planning
