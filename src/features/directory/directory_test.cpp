#include "features/directory/directory.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/text.h"
#include "features/directory/directory_home.h"
#include "tests/support/directory_england.h"
#include "tests/support/json_schema.h"

namespace rightplace::directory {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Pages : public Directory {};

TEST_P(Pages, TheListSaysWhatIsKnownOfEachHomeInWords) {
  const auto page = get("/homes");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("4 homes"));
  EXPECT_THAT(page.body, HasSubstr("Requires improvement to be good: an adequate home"));
  EXPECT_THAT(page.body, HasSubstr("3 June 2025"));
  EXPECT_THAT(page.body, HasSubstr("Name withheld by Ofsted, URN SC900003"));
  EXPECT_THAT(page.body, HasSubstr("list of 31 January 2026"));
  EXPECT_THAT(page.body, Not(HasSubstr("Invented Lane")));
  EXPECT_THAT(page.body, Not(HasSubstr("Fir House")));
}

TEST_P(Pages, AReadOfTheListIsWrittenDownWithItsFiltersAndWithoutWhatWasTyped) {
  get("/homes", {{"q", "Kim Alder of 9 Long Road"}, {"age", "14"}});
  const auto found = events("home_profile.read");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].detail, HasSubstr(R"("age":14)"));
  EXPECT_THAT(found[0].detail, Not(HasSubstr("Kim")));
}

TEST_P(Pages, FreePlacesAreShownToWhoeverLooksForAPlaceAndThatIsWrittenDown) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday.plus_days(-12)));
  EXPECT_THAT(get("/homes").body, HasSubstr("stated 12 days ago"));
  EXPECT_THAT(events("vacancies.read"), SizeIs(1));
  who = standing(access::Role::SocialWorker, manchester, access::Kind::Authority);
  EXPECT_THAT(get("/homes").body, Not(HasSubstr("Free tonight")));
  EXPECT_THAT(get("/homes", {{"sort", "statement"}, {"free", "28"}}).body, HasSubstr("shown to those who look for a place"));
  EXPECT_THAT(get("/api/v1/homes").body, Not(HasSubstr("\"free\"")));
  EXPECT_EQ(get("/api/v1/homes", {{"free", "28"}}).status, 422);
  EXPECT_THAT(get("/homes.csv", {{"sort", "statement"}}).body, HasSubstr("Alder House"));
  EXPECT_THAT(events("vacancies.read"), SizeIs(1));
}

TEST_P(Pages, PlacesOfABlockedHomeOrAnOldStatementAreNotOfferedOnItsPageNorToPrograms) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday.plus_days(-supply::vacancies_last_days() - 1)));
  auto home = statement("SC900002", 11, 17, HomeSex::Girls, {}, 3, 2, kToday);
  home.notices = {{"SC900002", supply::NoticeKind::Suspension, kToday, std::nullopt, noon_of(kToday)}};
  states(home);
  for (const auto* urn : {"SC900001", "SC900002"}) {
    const auto path = std::string("/homes/") + urn;
    EXPECT_THAT(get(path).body, AllOf(Not(HasSubstr("place free")), Not(HasSubstr("places free")), Not(HasSubstr("free now")), HasSubstr(path + "/places")));
    EXPECT_THAT(get("/api/v1" + path).body, HasSubstr("\"free\":null"));
  }
  EXPECT_THAT(get("/homes/SC900001").body, HasSubstr("Not known. What was stated counts for 7 days"));
  EXPECT_THAT(get("/homes/SC900002").body, HasSubstr("No new child may be placed"));
  EXPECT_THAT(get("/homes").body, HasSubstr("too long ago to count"));
}

TEST_P(Pages, AFileThatIsTakenAwayIsToldApartFromAListThatIsLookedAt) {
  get("/homes", {{"age", "14"}});
  get("/homes.csv", {{"age", "14"}});
  const auto found = events("home_profile.read");
  ASSERT_THAT(found, SizeIs(2));
  int files = 0;
  for (const auto& event : found) files += event.detail.find(R"("file":"csv")") != std::string::npos ? 1 : 0;
  EXPECT_EQ(files, 1);
}

TEST_P(Pages, ChildrenAndParentsCannotFindAHomeByMeasuringHowFarItIs) {
  for (const auto role : {access::Role::Parent, access::Role::YoungPerson}) {
    who = standing(role, manchester, access::Kind::Authority);
    EXPECT_EQ(get("/homes").status, 200);
    EXPECT_THAT(get("/homes").body, AllOf(Not(HasSubstr("Miles from")), HasSubstr("Alder House")));
    EXPECT_THAT(get("/homes", {{"near", "M5"}}).body, AllOf(Not(HasSubstr("from M5")), HasSubstr("shown to people who work here")));
    EXPECT_THAT(get("/homes", {{"q", "M5"}}).body, Not(HasSubstr("Alder House"))) << "its outward code";
    EXPECT_EQ(get("/api/v1/homes", {{"near", "M5"}, {"within", "2"}}).status, 422);
    EXPECT_THAT(get("/homes.csv", {{"near", "M5"}}).body, Not(HasSubstr("0.")));
    EXPECT_THAT(get("/homes/SC900001").body, Not(HasSubstr("from the middle of")));
  }
  who = standing(access::Role::SocialWorker, manchester, access::Kind::Authority);
  EXPECT_THAT(get("/homes", {{"q", "M5"}}).body, HasSubstr("Alder House"));
}

TEST_P(Pages, AProvidersPeopleSeeTheFreePlacesOfTheirOwnHomesOnly) {
  for (const auto* urn : {"SC900001", "SC900004"}) states(statement(urn, 11, 17, HomeSex::Girls, {}, 3, 1, kToday));
  who = standing(access::Role::ReferralsManager, provider, access::Kind::ProviderGroup, {"SC900001"});
  const auto json = *json::parse(get("/api/v1/homes").body, "answer");
  for (const auto& item : *json.find("items")->as_array()) EXPECT_EQ(item.find("free") != nullptr && !item.find("free")->is_null(), *item.find("urn")->as_string() == "SC900001");
}

TEST_P(Pages, WhatAHomeStatesIsSeenAtOnce) {
  EXPECT_THAT(get("/homes").body, Not(HasSubstr("2 places free")));
  states(statement("SC900002", 11, 17, HomeSex::Girls, {}, 3, 2, kToday));
  EXPECT_THAT(get("/homes").body, HasSubstr("2 places free"));
  EXPECT_THAT(get("/homes/SC900002").body, HasSubstr("2 places free"));
  supply::HomeSupply served;
  served.urn = "SC900002";
  served.notices = {{"SC900002", supply::NoticeKind::Restriction, kToday, std::nullopt, noon_of(kToday)}};
  states(served);
  EXPECT_THAT(get("/homes").body, HasSubstr("Restriction of accommodation"));
  EXPECT_THAT(get("/homes").body, HasSubstr("No new child may be placed"));
  EXPECT_THAT(get("/homes").body, Not(HasSubstr("2 places free"))) << "a place that may not be filled is not offered";
  EXPECT_THAT(get("/homes/SC900002").body, HasSubstr("No other child may be placed"));
}

TEST_P(Pages, AListThatIsImportedIsSeenAtOnce) {
  EXPECT_THAT(get("/homes").body, Not(HasSubstr("Gorse House")));
  (*database)->write([&](db::Write& tx) {
    homes::RegisterList list{.kind = homes::ListKind::ProvidersAndPlaces, .as_at = Date(2026, 2, 28), .title = "invented", .has_grades = true, .stated_complete = false, .rows = {registered("SC900009", "Gorse House", "E08000003", 3, "Gorse Ltd")}};
    homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000003"}, list, clock.now());
    homes::rebuild_history(tx);
    audit::record(tx, kTester, kTest, "import.kept", {"import", "01900000-0000-7000-8000-000000000003"}, clock.now());
  });
  EXPECT_THAT(get("/homes").body, HasSubstr("Gorse House"));
}

TEST_P(Pages, HostileQuestionsAreAnsweredAndComeBackAsText) {
  for (const auto& text : {std::string(10'000, 'x'), std::string("<script>alert(1)</script>"), std::string("' OR '1'='1"), std::string("\"><img src=x onerror=y>"), std::string("\U0001F600 \U0001F468\u200D\U0001F469\u200D\U0001F467"),
                                 std::string("%00"), std::string("{{7*7}} {}"), std::string("../../etc/passwd"), std::string("\x01\x02\x7F"), std::string("\u202Ealder")}) {
    for (const auto* path : {"/homes", "/providers", "/homes.csv", "/api/v1/homes", "/api/v1/providers"}) {
      const auto response = get(path, {{"q", text}, {"area", text}, {"near", text}, {"age", text}, {"sort", text}, {"page", text}, {"kind", text}});
      EXPECT_TRUE(response.status == 200 || response.status == 422) << path << " " << response.status << " " << response.body;
      const bool is_page = response.body.starts_with("<!DOCTYPE html>");
      EXPECT_FALSE(is_page && response.body.find("<script>alert") != std::string::npos) << path;
      EXPECT_FALSE(is_page && response.body.find("<img src=x") != std::string::npos) << path;
      EXPECT_LT(response.body.size(), 200'000u) << path;
    }
  }
  for (const auto* path : {"/homes/%3Cscript%3E", "/homes/SC999999", "/homes/' OR 1=1", "/providers/nobody", "/api/v1/homes/x", "/api/v1/providers/x"}) EXPECT_EQ(get(path).status, 404) << path;
}

TEST_P(Pages, NothingFoundSaysWhichWishToTakeAway) {
  const auto page = get("/homes", {{"q", "alderman"}, {"grade", "outstanding"}}).body;
  EXPECT_THAT(page, HasSubstr("No home fits all of this"));
  EXPECT_THAT(page, HasSubstr("Without Outstanding</a>: 1 home"));
  EXPECT_THAT(get("/homes", {{"q", "brich"}}).body, HasSubstr("so “birch” is shown"));
  EXPECT_THAT(get("/homes", {{"page", "9"}}).body, HasSubstr("There is no page 9"));
}

TEST_P(Pages, ThoseThatDoNotSayStandUnderTheirOwnHeading) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday));
  const auto page = get("/homes", {{"age", "14"}}).body;
  EXPECT_THAT(page, HasSubstr("1 home fits, 3 more do not say"));
  EXPECT_LT(page.find("Alder House"), page.find("These do not say"));
  EXPECT_LT(page.find("These do not say"), page.find("Birch Lodge"));
}

TEST_P(Pages, AHomesPageTellsWhatItIsWhatChangedAndWhatIsNotKnown) {
  states(statement("SC900002", 8, 12, HomeSex::Boys, {{Need::Autism, NeedLevel::Low, NeedLevel::High, NeedLevel::Medium}}, 2, 1, kToday.plus_days(-3)));
  const auto page = get("/homes/SC900002").body;
  EXPECT_THAT(page, HasSubstr("Birch Lodge"));
  EXPECT_THAT(page, HasSubstr("8 to 12 years"));
  EXPECT_THAT(page, HasSubstr("Takes low to high need; staffing, training and record show medium"));
  EXPECT_THAT(page, HasSubstr("27 February 2026 (3 days ago)"));
  EXPECT_THAT(page, HasSubstr("Name changed from Beech Lodge to Birch Lodge"));
  EXPECT_THAT(page, HasSubstr("Registered places changed from 3 to 2"));
  EXPECT_THAT(page, HasSubstr("Owner changed from Dogwood Ltd to Alder Care Limited"));
  EXPECT_THAT(page, HasSubstr("Needs of which it says nothing"));
  EXPECT_THAT(page, HasSubstr("has not stated its assessment of the area"));
  EXPECT_THAT(page, HasSubstr("from the middle of Manchester"));
  EXPECT_THAT(get("/homes/SC900003").body, HasSubstr("has not stated its purpose"));
}

TEST_P(Pages, AGradeIsSaidInTheWordsOfItsDay) {
  const auto page = get("/homes/SC900001").body;
  EXPECT_THAT(page, HasSubstr("Requires improvement to be good: an adequate home"));
  EXPECT_THAT(page, HasSubstr("1 June 2023"));
}

TEST_P(Pages, AClosedHomeSaysSoFirst) {
  const auto page = get("/homes/SC900006").body;
  EXPECT_THAT(page, HasSubstr("No child can be placed here"));
  EXPECT_THAT(page, HasSubstr("Closed"));
  EXPECT_THAT(page, Not(HasSubstr("Free tonight")));
}

TEST_P(Pages, AnAddressIsShownOnlyToWhoeverMayKnowIt) {
  EXPECT_THAT(get("/homes/SC900001").body, Not(HasSubstr("Invented Lane"))) << "no child of Manchester lives there";
  EXPECT_THAT(get("/api/v1/homes/SC900001").body, Not(HasSubstr("Invented Lane")));
  who = standing(access::Role::AreaContact, manchester, access::Kind::Authority);
  EXPECT_THAT(get("/homes/SC900001").body, HasSubstr("Invented Lane"));
  who = standing(access::Role::AreaContact, leeds, access::Kind::Authority);
  EXPECT_THAT(get("/homes/SC900001").body, Not(HasSubstr("Invented Lane")));
  who = standing(access::Role::Inspector, ofsted, access::Kind::Ofsted);
  EXPECT_THAT(get("/homes/SC900001").body, HasSubstr("Invented Lane"));
  EXPECT_THAT(events("home_address.read"), SizeIs(2));
}

TEST_P(Pages, AnAuthorityWithAChildThereKnowsTheAddressFromTheDayItIsToldWhoComes) {
  (*database)->write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = *children::add(tx, {}, clock.now());
    placement.authority_code = "E08000003";
    placement.urn = "SC900001";
    placement.stay = {kToday.plus_days(5), {}};
    ASSERT_TRUE(placements::insert_all(tx, std::span(&placement, 1), clock.now()));
  });
  EXPECT_THAT(get("/homes/SC900001").body, HasSubstr("Invented Lane"));
  who = standing(access::Role::PlacementOfficer, leeds, access::Kind::Authority);
  EXPECT_THAT(get("/homes/SC900001").body, Not(HasSubstr("Invented Lane")));
}

TEST_P(Pages, WhoLivesThereIsShownOnlyToTheHomesOwnPeople) {
  auto home = statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday);
  supply::Resident resident;
  resident.token = "a";
  resident.room = "2";
  resident.sex = Sex::Female;
  resident.poses = std::vector{RiskToOthers::Fire};
  home.residents = {{resident}, noon_of(kToday)};
  states(home);
  EXPECT_THAT(get("/homes/SC900001").body, Not(HasSubstr("Fire-setting")));
  who = standing(access::Role::RegisteredManager, provider, access::Kind::Home, {"SC900001"});
  EXPECT_THAT(get("/homes/SC900001").body, HasSubstr("Fire-setting"));
  EXPECT_THAT(get("/homes/SC900002").body, Not(HasSubstr("Who lives here")));
}

TEST_P(Pages, ProvidersAreOneWhereOnlyTheSpellingDiffers) {
  const auto list = *json::parse(get("/api/v1/providers").body, "answer");
  EXPECT_THAT(*list.find("items")->as_array(), SizeIs(3));
  const auto found = *json::parse(get("/api/v1/providers", {{"q", "alder care"}}).body, "answer");
  const auto& alder = found.find("items")->as_array()->at(0);
  EXPECT_EQ(*alder.find("homes")->as_integer(), 2);
  EXPECT_EQ(*alder.find("places")->as_integer(), 6);
  const auto page = get("/providers/" + *alder.find("id")->as_string()).body;
  EXPECT_THAT(page, HasSubstr("Birch Lodge"));
  EXPECT_THAT(page, HasSubstr("Came from Dogwood Ltd"));
  EXPECT_THAT(page, HasSubstr("Requires improvement to be good: an adequate home: 1 home"));
}

TEST_P(Pages, AFileCarriesNoFormula) {
  (*database)->write([&](db::Write& tx) {
    homes::RegisterList list{.kind = homes::ListKind::ProvidersAndPlaces, .as_at = Date(2026, 2, 28), .title = "invented", .has_grades = true, .stated_complete = false, .rows = {registered("SC900009", "=HYPERLINK(\"x\")", "E08000003", 3, "+Gorse, Ltd")}};
    homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000003"}, list, clock.now());
    homes::rebuild_history(tx);
  });
  const auto file = get("/homes.csv");
  EXPECT_THAT(file.body, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\""));
  EXPECT_THAT(file.body, HasSubstr("\"'+Gorse, Ltd\""));
  EXPECT_EQ(std::ranges::count(file.body, '\n'), 6);
  EXPECT_THAT(get("/homes.csv", {{"q", "birch"}}).body, Not(HasSubstr("Alder House")));
}

TEST_P(Pages, AnswersHaveTheShapesThatTheyName) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {{Need::Autism, {}, NeedLevel::High, {}}}, 3, 1, kToday));
  json::Object schemas;
  for (const auto& shape : shapes()) schemas.set(shape.name, *json::parse(replace_all(shape.schema, "#/components/schemas/", "#/$defs/"), "shape"));
  const auto check = [&](std::string_view shape, const std::string& path, web::NamedValues query = {}) {
    const auto answer = *json::parse(get(path, std::move(query)).body, "answer");
    const json::Value schema(json::Object{{"$ref", "#/$defs/" + std::string(shape)}, {"$defs", schemas}});
    EXPECT_THAT(test::schema_faults(schema, answer), IsEmpty()) << path;
  };
  check("HomeList", "/api/v1/homes", {{"near", "M5"}});
  check("Home", "/api/v1/homes/SC900001");
  check("Home", "/api/v1/homes/SC900006");
  check("ProviderList", "/api/v1/providers");
  const auto list = *json::parse(get("/api/v1/providers").body, "answer");
  check("Provider", "/api/v1/providers/" + *list.find("items")->as_array()->at(0).find("id")->as_string());
}

RIGHTPLACE_ON_BOTH(Pages);

}  // namespace
}  // namespace rightplace::directory
