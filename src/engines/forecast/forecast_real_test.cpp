// The sample returns of five years: a closed cohort that shrinks. What is reached here stands in docs/forecast.md.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/date.h"
#include "base/text.h"
#include "engines/forecast/backtest.h"
#include "engines/forecast/sample_returns_for_tests.h"
#include "formats/table.h"
#include "tests/support/databases.h"

namespace rightplace::forecast {
namespace {

class Rows : public formats::TableVisitor {
 public:
  Done row(const formats::TableRow& row) override {
    std::vector<std::string> cells(row.cells.begin(), row.cells.end());
    if (head_.empty()) {
      head_ = cells;
      return {};
    }
    std::map<std::string, std::string> named;
    for (std::size_t i = 0; i < cells.size() && i < head_.size(); ++i) named[head_[i]] = cells[i];
    rows.push_back(named);
    return {};
  }
  std::vector<std::map<std::string, std::string>> rows;

 private:
  std::vector<std::string> head_;
};

std::uint32_t group_of(const std::string& place) {
  if (place.size() == 2 && place[0] == 'U') return 0;
  if (place == "K2" || place == "R1") return 1;
  if (place == "H5" || place == "P2") return 2;
  return 3;
}

}  // namespace

Problem sample_returns(const std::filesystem::path& folder) {
  Problem p;
  p.groups = {"fostering", "residential", "supported", "other"};
  p.needs = {"all"};
  p.authorities = {{"sample", 0}};
  p.origin = Date(2022, 3, 31).days();
  std::map<std::string, std::uint32_t> children;
  std::map<std::pair<std::uint32_t, std::int32_t>, Spell> episodes;   // the latest return's word stands
  for (int year = 2017; year <= 2021; ++year) {
    Rows header, rows;
    EXPECT_TRUE(formats::read_table(folder / fmt::format("{}-header.csv", year), header));
    EXPECT_TRUE(formats::read_table(folder / fmt::format("{}-episodes.csv", year), rows));
    for (auto& r : header.rows)
      if (children.emplace(r["CHILD"], static_cast<std::uint32_t>(p.children.size())).second)
        p.children.push_back({parse_british_date(r["DOB"])->days(), 0, 0});
    for (auto& r : rows.rows) {
      Spell s;
      s.child = children.at(r["CHILD"]);
      s.group = group_of(r["PLACE"]);
      s.from = parse_british_date(r["DECOM"])->days();
      s.until = r["DEC"].empty() ? kOpen : parse_british_date(r["DEC"])->days();
      s.starts_care = r["RNE"] == "S";
      s.ends_care = s.until != kOpen && r["REC"] != "X1";
      episodes[{s.child, s.from}] = s;
    }
    p.windows.push_back({0, Date(year, 4, 1).days(), Date(year + 1, 4, 1).days()});
  }
  for (const auto& [key, spell] : episodes) p.spells.push_back(spell);
  return p;
}

namespace {

std::filesystem::path samples() { return test::real_data() / "ssda903" / "demand_model_samples" / "combined"; }

const std::vector<Date> kOrigins{Date(2018, 3, 31), Date(2019, 3, 31), Date(2020, 3, 31), Date(2021, 3, 31)};

TEST(ForecastOnSampleReturns, TheStockIsThatOfTheRecord) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  auto p = sample_returns(samples());
  for (const auto& [origin, stock] : std::map<int, int>{{2018, 550}, {2019, 341}, {2020, 214}, {2021, 140}, {2022, 86}}) {
    p.origin = Date(origin, 3, 31).days();
    const auto solution = solve(p, {.runs = 10});
    ASSERT_TRUE(solution);
    EXPECT_EQ(solution->in_care_at_origin, stock) << origin;
  }
}

TEST(ForecastOnSampleReturns, TwelveMonthsAheadTheErrorIsBelowThatOfLastYearsRetention) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  auto p = sample_returns(samples());
  p.newcomers = Newcomers::None;   // how the data were gathered: one cohort, followed
  const auto b = backtest(p, kOrigins, {.runs = 2'000, .seed = 1});
  ASSERT_TRUE(b);
  ASSERT_EQ(b->origins.size(), 4u);
  EXPECT_LT(b->ours.weighted_error, 0.13) << "the aim was 0.18; 0.115 was reached";
  EXPECT_LT(b->ours.crps, b->retention.crps);
  EXPECT_NEAR(b->retention.weighted_error, 0.178, 0.002);
  EXPECT_TRUE(b->beats_all) << b->verdict;
}

TEST(ForecastOnSampleReturns, FromTheFirstYearAloneTheClosedCohortCannotBeSeen) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto b = backtest(sample_returns(samples()), kOrigins, {.runs = 1'000, .seed = 1});
  ASSERT_TRUE(b);
  // A year in which 170 children came promises as many in the next. docs/forecast.md says so.
  EXPECT_GT(b->origins[0].ours.weighted_error, 0.3);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_LT(b->origins[i].ours.weighted_error, 0.18) << i;
  RecordProperty("weighted_error", std::to_string(b->ours.weighted_error));
  RecordProperty("first_origin", std::to_string(b->origins[0].ours.weighted_error));
}

TEST(ForecastOnSampleReturns, TheClosedCohortIsRecognisedAndGetsNoNewcomersToSpeakOf) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto solution = solve(sample_returns(samples()), {.runs = 500});
  ASSERT_TRUE(solution);
  EXPECT_TRUE(solution->learnt.closed_cohort);
  EXPECT_LT(solution->learnt.entries_a_year, 20);
  EXPECT_THAT(solution->findings, ::testing::Contains(::testing::Field(&Finding::code, "closed_cohort")));
}

}  // namespace
}  // namespace rightplace::forecast
