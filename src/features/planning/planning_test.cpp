#include "features/planning/planning.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/json.h"
#include "features/planning/made_returns_for_tests.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::planning {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

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
