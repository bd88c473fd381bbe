#include <gmock/gmock.h>

#include <future>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/placements/placements.h"
#include "features/planning/made_returns_for_tests.h"
#include "features/planning/planning_pages.h"
#include "tests/support/desk_stage.h"

namespace rightplace::planning {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Leeds with a nominated officer; no returns yet.
class ForecastPages : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations()});
    const auto body = [&](std::string name, std::string code) {
      return write([&](db::Write& tx) { return *organisations::add(tx, {ActorKind::Operator, "operator"}, Allowed::because("test"), {organisations::Kind::Authority, name, code, "", {Date(2020, 1, 1), {}}}, clock.now()); });
    };
    leeds = body("Leeds", "E08000035");
    bradford = body("Bradford", "E08000032");
    as(access::Role::NominatedOfficer, leeds);
    desk->vault = *vault::Vault::open(desk->folder, true);   // the key with which the command seals what it reads
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who->person;
      admission.visitor.kept = who;
      return admission;
    });
  }
  void as(access::Role role, const organisations::OrganisationId& body) {
    who = std::make_shared<access::Standing>(access::Standing{"01900000-0000-7000-8000-0000000000aa", body, desk->today(), true, {{role, body, access::Kind::Authority, {{Date(2020, 1, 1), {}}}}}});
  }
  void read_returns(const MadeReturns& made) {
    test::TemporaryFolder folder;
    planning::write(folder.path(), made);
    const auto all = returns::commands();
    const auto command = std::ranges::find_if(all, [](const Command& one) { return one.spec.name == "import return"; });
    ASSERT_NE(command, all.end());
    const auto parsed = cli::parse({&command->spec}, {"import", "return", folder.path().string(), "--authority", "E08000035"}, "test");
    ASSERT_TRUE(parsed) << parsed.error().detail;
    auto* said = std::tmpfile();
    cli::Console console(said, said);
    Services services{**database, clock, desk->folder};
    const auto result = command->run(*parsed->arguments, console, services);
    std::fclose(said);
    ASSERT_TRUE(result) << result.error().detail;
  }
  // Asked again, as a person would, until it is worked out.
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = std::move(path);
    request.raw_target = request.path;
    request.query = std::move(query);
    auto response = site->handle(request);
    while (response.body.find("is being worked out") != std::string::npos) response = site->handle(request);
    return response;
  }
  organisations::OrganisationId leeds, bradford;
  std::shared_ptr<access::Standing> who;
};
RIGHTPLACE_ON_BOTH(ForecastPages);

TEST_P(ForecastPages, WithoutReturnsThePageSaysWhatIsMissingAndForecastsNothing) {
  EXPECT_THAT(get("/forecast").body, AllOf(HasSubstr("No return on children looked after"), Not(HasSubstr("<svg class=\"rp-plot"))));
  EXPECT_EQ(get("/forecast.csv").status, 409);
}

TEST_P(ForecastPages, ThePageSaysTheSameAsTheCommandOverTheSameFiles) {
  read_returns({});
  test::TemporaryFolder folder;
  planning::write(folder.path(), {});
  std::vector<AuthorityReturns> all;
  all.push_back({"Leeds", *returns::read_return_folder(folder.path())});
  Question question;
  question.problem = problem_of(all, *grouping("standard"), question.findings);
  question.grouping = "standard";
  const auto answer = answer_of(std::move(question));
  ASSERT_TRUE(answer);
  EXPECT_EQ(get("/forecast.csv").body, as_csv(*answer));
  EXPECT_EQ(in_care_on(answer->problem, Date(answer->problem.origin)), answer->solution.in_care_at_origin);
  const auto page = get("/forecast").body;
  EXPECT_THAT(page, AllOf(HasSubstr("What was found in the returns"), HasSubstr("How good it would have been"), HasSubstr("held-out years"), HasSubstr("<svg class=\"rp-plot")));
  EXPECT_THAT(page, HasSubstr(plural(answer->solution.in_care_at_origin, "child", "children")));
}

TEST_P(ForecastPages, NoNumberOfAChildIsOnThePageOrInItsFile) {
  read_returns({});
  EXPECT_THAT(get("/forecast").body, Not(HasSubstr("KID")));
  EXPECT_THAT(get("/forecast.csv").body, Not(HasSubstr("KID")));
}

TEST_P(ForecastPages, OneYearOnlyAndAMissingYearAreSaidBeforeTheForecast) {
  read_returns({.first_year = 2024, .years = 1});
  const auto one = get("/forecast").body;
  EXPECT_THAT(one, AllOf(HasSubstr("no year that could be held out"), HasSubstr("govuk-warning-text")));
  EXPECT_LT(one.find("What was found in the returns"), one.find("The forecast</h2>"));
  read_returns({.first_year = 2021, .years = 4, .skip_year = 2023});
  EXPECT_THAT(get("/forecast").body, HasSubstr("There is no return for 2022-23"));
}

TEST_P(ForecastPages, ReturnsThatAreReadLaterAreForecastFromAtOnce) {
  read_returns({.first_year = 2021, .years = 2});
  EXPECT_THAT(get("/forecast").body, HasSubstr("On 31 March 2022 there were"));
  read_returns({.first_year = 2021, .years = 3});
  EXPECT_THAT(get("/forecast").body, HasSubstr("On 31 March 2023 there were"));
}

TEST_P(ForecastPages, WhatIfAndPricesAreAnsweredWithTheirIntervals) {
  read_returns({});
  const auto page = get("/forecast", {{"months", "24"}, {"redirect", "50"}, {"price-residential", "7,385"}}).body;
  EXPECT_THAT(page, AllOf(HasSubstr("What the change does"), HasSubstr("What it costs"), HasSubstr("31 March 2026")));
  EXPECT_THAT(get("/forecast").body, AllOf(Not(HasSubstr("What the change does")), Not(HasSubstr("What it costs"))));
}

TEST_P(ForecastPages, ProgramsGetTheSameFiguresWithTheBackTestInThePromisedShape) {
  EXPECT_EQ(get("/api/v1/forecast").status, 409);
  read_returns({});
  const auto response = get("/api/v1/forecast");
  ASSERT_EQ(response.status, 200) << response.body;
  const auto value = *json::parse(response.body, "forecast");
  const auto& series = *value.find("series")->as_array();
  EXPECT_THAT(get("/forecast.csv").body, HasSubstr(fmt::format("in_care,all,all,all,all,{},{},", *series.front().find("months")->as_array()->front().find("on")->as_string(), series.front().find("months")->as_array()->front().find("median")->dump())));
  EXPECT_EQ(value.find("backtest")->find("origins")->as_array()->size(), 3u);
  EXPECT_THAT(response.body, Not(HasSubstr("KID")));
  EXPECT_EQ(get("/api/v1/forecast", {{"months", "0"}}).status, 422);
}

TEST_P(ForecastPages, EveryFileMayBeAWorkbookToo) {
  read_returns({.entries_a_day = 0.6});
  for (const auto* path : {"/forecast.csv", "/forecast/pack/files/entered"}) {
    const auto book = get(path, {{"as", "xlsx"}});
    EXPECT_EQ(book.status, 200) << path;
    EXPECT_TRUE(book.body.starts_with("PK")) << path;
    EXPECT_FALSE(get(path).body.starts_with("PK")) << path;
  }
  EXPECT_THAT(get("/forecast/pack").body, HasSubstr("/forecast/pack/files/entered?as=xlsx"));
}

TEST_P(ForecastPages, PlacesThatCloseLeaveTheChildrenAndRaiseHowManyAreBeyondThem) {
  read_returns({});
  EXPECT_EQ(get("/api/v1/forecast", {{"opened-residential", "-10"}}).status, 422);
  const auto response = get("/api/v1/forecast", {{"places-residential", "40"}, {"opened-residential", "-10"}});
  ASSERT_EQ(response.status, 200) << response.body;
  const auto value = *json::parse(response.body, "forecast");
  bool beyond = false;
  for (const auto& one : *value.find("difference")->as_array()) {
    const auto measure = *one.find("measure")->as_string();
    const auto& last = one.find("months")->as_array()->back();
    if (measure == "in_care") {
      EXPECT_EQ(last.find("low95")->dump() + last.find("high95")->dump(), "00");
    }
    if (measure != "short" || *one.find("place")->as_string() != "residential") continue;
    beyond = true;
    EXPECT_GE(*last.find("low80")->as_integer(), 0);
    EXPECT_LE(*last.find("high95")->as_integer(), 10);
  }
  EXPECT_TRUE(beyond);
  EXPECT_THAT(get("/forecast", {{"places-residential", "40"}, {"opened-residential", "-10"}}).body, AllOf(HasSubstr("Children beyond the places"), HasSubstr("What the change does")));
}

TEST_P(ForecastPages, NonsenseInTheQuestionIsNamedAndNothingIsWorkedOut) {
  read_returns({});
  const auto page = get("/forecast", {{"redirect", "150"}, {"price-foster", "much"}});
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("There is a problem"), HasSubstr("from 0 to 100"), HasSubstr("write pounds")));
  EXPECT_EQ(get("/forecast.csv", {{"months", "0"}}).status, 422);
}

TEST_P(ForecastPages, WhatMayBePublishedHoldsNoSmallNumberAndCountsTheSameChildren) {
  read_returns({.entries_a_day = 0.6});
  const auto own = read([&](db::Read& tx) { return *stored_returns(tx, desk->vault, "E08000035"); });
  std::vector<forecast::Finding> findings;
  const auto day = returns::last_day_of(own.years.back());
  const auto placed = placed_on(own, standard(), day);
  EXPECT_EQ(static_cast<std::int64_t>(placed.size()), in_care_on(problem_of({{"Leeds", own}}, standard(), findings), day));
  for (const auto& table : pack_of(own, standard(), *geography::authority_by_code("E08000035"), nullptr)) {
    const auto figures = published(table);
    for (const auto& row : figures.rows)
      for (std::size_t i = 1; i < row.size(); ++i)
        EXPECT_TRUE(row[i] == "c" || parse_integer(replace_all(row[i], ",", "")).value_or(1) % 5 == 0) << table.id << ": " << row[i];
    const auto file = get("/forecast/pack/files/" + table.id);
    EXPECT_EQ(file.status, figures.rows.empty() ? 409 : 200) << table.id;
  }
  EXPECT_THAT(get("/forecast/pack").body, AllOf(HasSubstr("may be published"), Not(HasSubstr("KID"))));
  EXPECT_EQ(get("/forecast/pack/files/names").status, 404);
}

TEST_P(ForecastPages, OnlyThoseWhoAnswerForTheAuthoritySeeIt) {
  read_returns({});
  as(access::Role::PlacementOfficer, leeds);
  EXPECT_EQ(get("/forecast").status, 404);
  as(access::Role::HeadOfService, bradford);
  EXPECT_THAT(get("/forecast").body, HasSubstr("No return on children looked after"));
}

TEST(Forecasts, OneWhoAsksDoesNotWaitForAnothersAndTheSameIsWorkedOutOnce) {
  Forecasts forecasts;
  std::promise<void> gate;
  auto opened = gate.get_future().share();
  std::atomic<int> worked = 0;
  const Forecasts::Work slow = [&]() -> Result<Answer> {
    opened.wait();
    ++worked;
    return Answer{};
  };
  EXPECT_FALSE(forecasts.ask("a", slow, std::chrono::milliseconds(0)));
  EXPECT_FALSE(forecasts.ask("a", slow, std::chrono::milliseconds(0)));
  gate.set_value();
  EXPECT_TRUE(forecasts.ask("a", slow, std::chrono::hours(1)));
  EXPECT_TRUE(forecasts.ask("a", slow, std::chrono::milliseconds(0)));
  EXPECT_EQ(worked, 1);
}

TEST(Forecasts, WhatWentWrongIsToldToWhoeverAskedAndTriedAgain) {
  Forecasts forecasts;
  EXPECT_THROW(forecasts.ask("a", []() -> Result<Answer> { throw std::runtime_error("the database is away"); }, std::chrono::hours(1)), std::runtime_error);
  EXPECT_TRUE(forecasts.ask("a", []() -> Result<Answer> { return Answer{}; }, std::chrono::hours(1)));
}

}  // namespace
}  // namespace rightplace::planning
