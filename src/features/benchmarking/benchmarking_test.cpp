#include "features/benchmarking/benchmarking.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/benchmarking/benchmarking_store.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "tests/support/desk_stage.h"

namespace rightplace::benchmarking {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kLeeds = "E08000035", kBradford = "E08000032", kCity = "E09000001";

TEST(Measures, AShareHasWilsonsIntervalAndARateByars) {
  Counts counts;
  counts.set("looked_after", kLeeds, 2025, 1699);
  counts.set("in_homes", kLeeds, 2025, 59);
  counts.set("children", kLeeds, 2025, 257'000);
  const auto share = value_of(*measure_called("in-homes"), counts, kLeeds, 2025);
  ASSERT_TRUE(share);
  EXPECT_NEAR(share->value, 3.473, 0.001);
  EXPECT_NEAR(share->low, 2.701, 0.005);    // worked out by hand from Wilson's formula
  EXPECT_NEAR(share->high, 4.454, 0.005);
  const auto rate = value_of(*measure_called("looked-after"), counts, kLeeds, 2025);
  EXPECT_NEAR(rate->value, 66.11, 0.01);
  EXPECT_NEAR(rate->low, 63.00, 0.03);
  EXPECT_NEAR(rate->high, 69.33, 0.03);
}

TEST(Measures, WhatASuppressedOrSmallNumberWouldBeMadeOfIsTooFewToSay) {
  Counts counts;
  counts.set("looked_after", kCity, 2025, 12);
  counts.set("in_homes", kCity, 2025, std::nullopt);
  counts.set("fostered", kCity, 2025, 5);
  EXPECT_FALSE(value_of(*measure_called("in-homes"), counts, kCity, 2025));
  EXPECT_FALSE(value_of(*measure_called("fostered"), counts, kCity, 2025));
  EXPECT_FALSE(value_of(*measure_called("outside"), counts, kCity, 2025));
  EXPECT_EQ(place_in_words(standing_of(*measure_called("in-homes"), counts, kCity, {}, 2025)), "Too few to say");
}

TEST(Measures, AWeeksCostDividesSpendingByTheMeanOfBothEndsOfTheYear) {
  Counts counts;
  for (const auto& [year, homes] : {std::pair{2024, 90}, {2025, 110}}) {
    counts.set("in_homes", kLeeds, year, homes);
    counts.set("other_residential", kLeeds, year, 0);
    counts.set("residential_schools", kLeeds, year, 0);
  }
  counts.set("spent_residential", kLeeds, 2025, 52'179);
  const auto cost = value_of(*measure_called("cost-residential"), counts, kLeeds, 2025);
  ASSERT_TRUE(cost);
  EXPECT_NEAR(cost->value, 10'000, 1);
  EXPECT_LT(cost->low, 8'500);
  EXPECT_GT(cost->high, 11'500);
  EXPECT_FALSE(value_of(*measure_called("cost-residential"), counts, kLeeds, 2024));   // the year before is not known
  // A suppressed part lies between nothing and what the others leave of the whole.
  for (const int year : {2024, 2025}) {
    counts.set("residential_schools", kLeeds, year, std::nullopt);
    counts.set("for_adoption", kLeeds, year, std::nullopt);
    counts.set("looked_after", kLeeds, year, (year == 2024 ? 90 : 110) + 400 + 8);
    counts.set("fostered", kLeeds, year, 400);
  }
  const auto bounded = value_of(*measure_called("cost-residential"), counts, kLeeds, 2025);
  ASSERT_TRUE(bounded);
  EXPECT_NEAR(bounded->value, 10'000 * 100 / 104.0, 2);
  EXPECT_LT(bounded->low, cost->low);
  EXPECT_NEAR(bounded->high, cost->high, 1);
  counts.set("fostered", kLeeds, 2025, 200);   // two hundred could be anywhere
  EXPECT_FALSE(value_of(*measure_called("cost-residential"), counts, kLeeds, 2025));
}

TEST(Measures, OneStandsWhereItsIntervalAllowsAndNoFurther) {
  Counts counts;
  int share = 0;
  for (const auto* authority : geography::authorities_on(Date(2025, 3, 31))) {
    counts.set("looked_after", authority->code, 2025, 100'000);
    counts.set("in_homes", authority->code, 2025, 1'000 + 500 * share++);
  }
  const auto& measure = *measure_called("in-homes");
  std::vector<std::pair<double, std::string>> order;
  for (const auto& code : counts.authorities("in_homes", 2025)) order.emplace_back(value_of(measure, counts, code, 2025)->value, code);
  std::ranges::sort(order);
  const auto s = standing_of(measure, counts, order[9].second, {}, 2025);   // the tenth, and far from the ninth
  EXPECT_EQ(s.lowest, 10);
  EXPECT_EQ(s.highest, 10);
  EXPECT_THAT(place_in_words(s), HasSubstr("The 10th of 153"));
  counts.set("looked_after", order[9].second, 2025, 100);   // the same share of few children: nearly anything
  counts.set("in_homes", order[9].second, 2025, 40);
  EXPECT_THAT(place_in_words(standing_of(measure, counts, order[9].second, {}, 2025)), Not(HasSubstr("The 10th")));
}

TEST(Measures, TheYearIsTheLatestThatMostAuthoritiesHave) {
  Counts counts;
  for (const auto* authority : geography::authorities_on(Date(2025, 3, 31)))
    for (const int year : {2023, 2024}) {
      counts.set("looked_after", authority->code, year, 500);
      counts.set("fostered", authority->code, year, 300);
    }
  counts.set("looked_after", kLeeds, 2025, 500);
  counts.set("fostered", kLeeds, 2025, 300);
  EXPECT_EQ(year_of(*measure_called("fostered"), counts), 2024);
  EXPECT_FALSE(year_of(*measure_called("far"), counts));
}

TEST(BenchmarkFiles, PublishedLayoutsAreKnownByTheirHeadersAndSuppressedIsNotZero) {
  imports::Report report;
  const auto read = read_text("time_period,geographic_level,new_la_code,cla_group,characteristic,number,percentage\n2025,Local authority,E08000035,Placement,Total,1699,100\n2025,Local authority,E08000035,Place providers,Private provision,c,c\n2025,Regional,E12000003,Placement,Total,9000,100\n2025,Local authority,E08000035,Ethnicity,White,5,1\n2025,Local authority,E07000001,Placement,Total,4,1\n2025,Local authority,E08000032,Placement,Total,many,1\n", "cla.csv", report);
  ASSERT_TRUE(read) << read.error().detail;
  ASSERT_EQ(read->counts.size(), 2u);
  EXPECT_EQ(read->counts[0].value, std::optional<std::int64_t>(1699));
  EXPECT_EQ(read->counts[1].series, "private");
  EXPECT_FALSE(read->counts[1].value);
  EXPECT_EQ(report.rejected_count, 1);
  EXPECT_EQ(read->others, 3);
  const auto people = read_text("time_period,new_la_code,age_group,population_estimate\n2024,E08000035,Children aged 0 to 17 years,180000\n", "pop.csv", report);
  EXPECT_EQ(people->counts.front().year, 2025);   // beside the 31 March after it
  const auto spent = read_text("year,ons_code,la_name,line,total_expenditure\n2024-25,E08000035,Leeds,Children Looked After of which residential care,\"108,878\"\n2024-25,E08000035,Leeds,Youth Justice,5\n", "ro3.csv", report);
  EXPECT_EQ(spent->counts.front().value, std::optional<std::int64_t>(108'878));
  EXPECT_EQ(spent->counts.front().year, 2025);
  EXPECT_THAT(read_text("a,b\n1,2\n", "other.csv", report).error().detail, HasSubstr("none of the files that are known"));
}

class Benchmarks : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations(), benchmarking::migrations()});
    leeds = write([&](db::Write& tx) { return *organisations::add(tx, {ActorKind::Operator, "operator"}, Allowed::because("test"), {organisations::Kind::Authority, "Leeds", std::string(kLeeds), "", {Date(2010, 1, 1), {}}}, clock.now()); });
    as(access::Role::HeadOfService);
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who->person;
      admission.visitor.kept = who;
      return admission;
    });
  }
  void as(access::Role role) {
    who = std::make_shared<access::Standing>(access::Standing{"01900000-0000-7000-8000-0000000000aa", leeds, desk->today(), true, {{role, leeds, access::Kind::Authority, {{Date(2020, 1, 1), {}}}}}});
  }
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = request.raw_target = std::move(path);
    request.query = std::move(query);
    return site->handle(request);
  }
  imports::Report keep(std::string_view text, std::string import = "01900000-0000-7000-8000-000000000001") {
    imports::Report report;
    const auto file = read_text(text, "file.csv", report);
    EXPECT_TRUE(file) << (file ? "" : file.error().detail);
    write([&](db::Write& tx) { store(tx, imports::ImportId(import), *file, report); });
    return report;
  }
  static std::string looked_after(int of_leeds) {
    std::string text = "time_period,new_la_code,cla_group,characteristic,number\n";
    int n = 0;
    for (const auto* authority : geography::authorities_on(Date(2025, 3, 31))) {
      text += fmt::format("2025,{},Placement,Total,{}\n", authority->code, 500 + n);
      text += fmt::format("2025,{},Placement,Secure homes and children's homes,{}\n", authority->code, authority->code == kLeeds ? of_leeds : 40 + n % 60);
      ++n;
    }
    return text;
  }
  organisations::OrganisationId leeds;
  std::shared_ptr<access::Standing> who;
};
RIGHTPLACE_ON_BOTH(Benchmarks);

TEST_P(Benchmarks, WithoutFilesThePageSaysWhatToReadAndShowsNoNumber) {
  EXPECT_THAT(get("/benchmarking").body, AllOf(HasSubstr("import benchmarks"), Not(HasSubstr("<table"))));
  EXPECT_EQ(get("/benchmarking/files/in-homes").status, 409);
}

TEST_P(Benchmarks, ThePageComparesWithNeighboursAndSaysWhatItCannot) {
  keep(looked_after(300));
  keep("old_la_code,la_name,SN_1,SN_1P,SN_2,SN_2P,SN_10,SN_10P\n383,Leeds,380,Close,373,Close,370,Close\n", "01900000-0000-7000-8000-000000000002");
  const auto body = get("/benchmarking").body;
  EXPECT_THAT(body, AllOf(HasSubstr("Bradford"), HasSubstr("Sheffield"), HasSubstr("no file read"), HasSubstr("Figures are prompts, not verdicts"), HasSubstr("The 153rd of 153, from the lowest")));
  keep(looked_after(3), "01900000-0000-7000-8000-000000000003");
  EXPECT_THAT(get("/benchmarking").body, AllOf(HasSubstr("too few to say"), Not(HasSubstr("The 153rd"))));
  EXPECT_THAT(get("/benchmarking/pack").body, AllOf(HasSubstr("Used by"), HasSubstr("too few to say, or no file read")));
}

TEST_P(Benchmarks, AFileHasAllAuthoritiesAndTheSameFiguresAsThePage) {
  keep(looked_after(300));
  const auto file = get("/benchmarking/files/in-homes");
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(std::ranges::count(file.body, '\n'), 154);
  EXPECT_THAT(file.body, HasSubstr("Leeds,"));
  EXPECT_TRUE(get("/benchmarking/files/in-homes", {{"as", "xlsx"}}).body.starts_with("PK"));
  EXPECT_EQ(get("/benchmarking/files/names").status, 404);
}

TEST_P(Benchmarks, TheSameFileTwiceIsNothingNewAndTakenBackItIsGone) {
  EXPECT_GT(keep(looked_after(300)).kept, 300);
  const auto again = keep(looked_after(300), "01900000-0000-7000-8000-000000000002");
  EXPECT_EQ(again.kept, 0);
  EXPECT_EQ(again.unchanged, 306);
  keep(looked_after(200), "01900000-0000-7000-8000-000000000003");
  EXPECT_EQ(read([](db::Read& tx) { return load_counts(tx); }).of("in_homes", kLeeds, 2025), std::optional<std::int64_t>(200));
  write([&](db::Write& tx) {
    Services services{**database, clock, desk->folder};
    EXPECT_TRUE(import_kind().undo(tx, services, imports::ImportId("01900000-0000-7000-8000-000000000003")));
  });
  EXPECT_EQ(read([](db::Read& tx) { return load_counts(tx); }).of("in_homes", kLeeds, 2025), std::optional<std::int64_t>(300));
}

TEST_P(Benchmarks, OnlyThoseWhoAnswerForTheAuthoritySeeIt) {
  as(access::Role::PlacementOfficer);
  EXPECT_EQ(get("/benchmarking").status, 404);
}

}  // namespace
}  // namespace rightplace::benchmarking
