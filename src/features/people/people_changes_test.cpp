// What belongs to what, corrections and closed accounts on their pages; and the same as JSON.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/support/json_schema.h"
#include "tests/support/people_stage.h"

namespace rightplace::people {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class PeopleChanges : public PeoplePages {
 protected:
  void SetUp() override {
    PeoplePages::SetUp();
    if (IsSkipped()) return;
    for (const auto& shape : pages(*desk).shapes) schemas.set(shape.name, *json::parse(replace_all(shape.schema, "#/components/schemas/", "#/$defs/"), "shape"));
  }
  web::Response as_json(web::Method method, const std::string& path, const std::string& body = {}) {
    web::Request request;
    request.method = method;
    request.path = path;
    request.headers = {{"cookie", "session=" + cookies["session"]}, {"content-type", "application/json"}, {"x-csrf-token", desk->vault.token("csrf.session", cookies["session"])},
                       {"idempotency-key", "a-key-of-the-test-" + std::to_string(++keys)}};
    request.body = body;
    return site->handle(request);
  }
  // Of the answer, which has the shape.
  json::Value shaped(std::string_view shape, const std::string& path) {
    const auto response = as_json(web::Method::Get, path);
    EXPECT_EQ(response.status, 200) << path << response.body;
    auto answer = *json::parse(response.body, "answer");
    const json::Value schema(json::Object{{"$ref", "#/$defs/" + std::string(shape)}, {"$defs", schemas}});
    EXPECT_THAT(test::schema_faults(schema, answer), IsEmpty()) << path;
    return answer;
  }
  void given_home(const std::string& urn) {
    homes::RegisterList list{.kind = homes::ListKind::Providers, .as_at = Date(2026, 1, 31), .title = "invented", .has_grades = false, .stated_complete = true, .rows = {}};
    homes::RegisterRow row;
    row.line = 2;
    row.urn = urn;
    row.authority_code = "E08000003";
    row.region = "North West";
    list.rows.push_back(row);
    write([&](db::Write& tx) {
      homes::store_list(tx, imports::ImportId{"01900000-0000-7000-8000-000000000001"}, list, clock.now());
      homes::rebuild_history(tx);
    });
  }
  std::vector<OrganisationId> members(const OrganisationId& of, Date day) {
    return ask([&](db::Read& tx) { return organisations::members_of(tx, of, day); });
  }
  json::Object schemas;
  int keys = 0;
};
RIGHTPLACE_ON_BOTH(PeopleChanges);

TEST_P(PeopleChanges, WhoLetsOrganisationsInSaysWhatJoinsAndLeavesWhatAndWhenOneEnds) {
  given_person("eve", given(Kind::Platform, "Rightplace"), Role::ServiceAdministrator);
  given_person("ada", north, Role::Administrator);
  const auto cooperative = given(Kind::Consortium, "Northern Care");
  const auto page = "/organisations/" + north.text();
  sign_in("ada");
  EXPECT_THAT(get(page).body, Not(HasSubstr("It joins another organisation")));
  EXPECT_EQ(get(page + "/join").status, 404);
  sign_in("eve");
  EXPECT_THAT(get(page).body, AllOf(HasSubstr(page + "/join"), HasSubstr(page + "/end")));
  const auto unknown = fill(page + "/join", page + "/join", operator_plus({{"into", "Southern Care"}}, days("from_on", today())));
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.body, HasSubstr("There is no organisation called"));
  EXPECT_EQ(fill(page + "/join", page + "/join", operator_plus({{"into", "Salford"}}, days("from_on", today()))).status, 422) << "an authority does not belong to an authority";
  ASSERT_EQ(where(fill(page + "/join", page + "/join", operator_plus({{"into", "northern care"}}, days("from_on", today())))), page + "?said=done");
  EXPECT_THAT(members(cooperative, today()), ::testing::ElementsAre(north));
  const auto leave = page + "/leave/" + cooperative.text();
  EXPECT_THAT(get(page).body, HasSubstr(leave));
  ASSERT_EQ(where(fill(leave, leave, days("last", today().plus_days(3)))), page + "?said=done");
  EXPECT_THAT(members(cooperative, today().plus_days(3)), SizeIs(1));
  EXPECT_THAT(members(cooperative, today().plus_days(4)), IsEmpty());
  ASSERT_EQ(where(fill(page + "/end", page + "/end", days("last", today().plus_days(-1)))), page + "?said=done");
  sign_in("ada");
  EXPECT_THAT(get("/").body, HasSubstr("You work for no organisation here today"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_events WHERE action IN ('organisation.joined', 'organisation.left', 'organisation.ended')"), 3);
}

TEST_P(PeopleChanges, NobodyEndsTheOrganisationForWhichTheyWork) {
  const auto platform = given(Kind::Platform, "Rightplace");
  given_person("eve", platform, Role::ServiceAdministrator);
  sign_in("eve");
  const auto page = "/organisations/" + platform.text() + "/end";
  EXPECT_EQ(fill(page, page, days("last", today())).status, 422);
}

TEST_P(PeopleChanges, AnAdministratorCorrectsANameClosesAnAccountAndEndsAnAbsence) {
  given_person("ada", north, Role::Administrator);
  const auto nia = given_person("nia", north, Role::NominatedOfficer), kim = given_person("kim", north, Role::PlacementOfficer);
  const auto role = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, nia, today()); })->roles.front().id;
  ASSERT_TRUE(write([&](db::Write& tx) { return accounts::delegate(tx, kOperator, kAllowed, role, kim, {today(), today().plus_days(7)}, clock.now()); }));
  const auto absence = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, kim, today()); })->delegations.front().id.text();
  sign_in("ada");
  const auto page = "/people/" + kim.text();
  EXPECT_EQ(send(web::Method::Post, "/people/" + kim.text() + "/absences/none/end", body_of(get(page).body, {})).status, 404);
  EXPECT_EQ(where(send(web::Method::Post, page + "/absences/" + absence + "/end", body_of(get(page).body, {}))), page + "?said=done");
  EXPECT_THAT(get(page).body, Not(HasSubstr("/absences/")));
  EXPECT_EQ(where(fill(page + "/details", page + "/details", {{"name", "Kim Larch"}})), page + "?said=done");
  EXPECT_THAT(get(page).body, HasSubstr("Kim Larch"));
  for (const auto* wrong : {"", "nia@example.org"}) EXPECT_EQ(fill(page + "/close", page + "/close", {{"email", wrong}}).status, 422) << wrong;
  EXPECT_EQ(where(fill(page + "/close", page + "/close", {{"email", "Kim@example.org"}})), "/people");
  EXPECT_THAT(get("/people").body, Not(HasSubstr("Kim Larch")));
  for (const auto* of : {"", "/details", "/close", "/end"}) EXPECT_EQ(get(page + of).status, 404) << "nobody's any more" << of;
}

TEST_P(PeopleChanges, OnesOwnNameAndAddressAreChangedOnTheAccount) {
  given_person("kim", north, Role::PlacementOfficer);
  sign_in("kim");
  EXPECT_EQ(where(fill("/account/name", "/account/name", {{"name", "Kim Larch"}})), "/account");
  EXPECT_THAT(get("/account").body, HasSubstr("Kim Larch"));
  clock.set(Instant{clock.now().ms + 60'000});
  const auto wrong = fill("/account/address", "/account/address", {{"email", "larch@example.org"}, {"password", "wrong"}, {"totp", "000000"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, Not(HasSubstr("value=\"wrong\"")));
  EXPECT_EQ(where(fill("/account/address", "/account/address", {{"email", "larch@example.org"}, {"password", std::string(kPassword)}, {"totp", vault::totp_code(secrets["kim"], clock.now().ms / 1000)}})), "/account");
  EXPECT_THAT(get("/account").body, HasSubstr("larch@example.org"));
  const auto got = letters();
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got.front().first, "kim@example.org");
}

TEST_P(PeopleChanges, ProgramsReadPeopleOrganisationsClaimsAndAlertsInTheShapesThatTheyName) {
  given_home("SC900001");
  const auto provider = given(Kind::ProviderGroup, "Alder Care");
  given_person("ada", north, Role::Administrator);
  const auto kim = given_person("kim", north, Role::PlacementOfficer);
  given_person("lou", south, Role::PlacementOfficer);
  given_person("rita", provider, Role::ResponsibleIndividual);
  sign_in("ada");
  EXPECT_THAT(*shaped("Members", "/api/v1/people").find("items")->as_array(), SizeIs(2));
  EXPECT_EQ(*shaped("Member", "/api/v1/people/" + kim.text()).find("roles")->as_array()->front().find("role")->as_string(), "placement_officer");
  EXPECT_THAT(*shaped("Organisations", "/api/v1/organisations").find("items")->as_array(), SizeIs(3));
  EXPECT_EQ(*shaped("Organisation", "/api/v1/organisations/" + north.text()).find("number")->as_string(), "E08000003");
  EXPECT_EQ(as_json(web::Method::Get, "/api/v1/own-homes").status, 200) << "an administrator reads them, and there are none";
  sign_in("rita");
  EXPECT_EQ(as_json(web::Method::Get, "/api/v1/people").status, 404);
  const auto claimed = as_json(web::Method::Post, "/api/v1/own-homes", R"({"urn":"SC900001"})");
  ASSERT_EQ(claimed.status, 200) << claimed.body;
  EXPECT_EQ(as_json(web::Method::Post, "/api/v1/own-homes", R"({"urn":7,"more":1})").status, 422);
  EXPECT_EQ(*shaped("HomeClaims", "/api/v1/own-homes").find("items")->as_array()->front().find("state")->as_string(), "waiting");
  given_person("olu", given(Kind::Ofsted, "Ofsted"), Role::OfstedAnalyst);
  sign_in("olu");
  const auto waiting = shaped("HomeClaims", "/api/v1/home-claims");
  const auto id = *waiting.find("items")->as_array()->front().find("id")->as_string();
  const auto decided = [&](const std::string& body) { return as_json(web::Method::Post, "/api/v1/home-claims/" + id, body); };
  for (const auto* wrong : {"{}", R"({"proof":"certificate"})", R"({"proof":"a guess","from_on":"2026-03-02"})", R"({"proof":"certificate","from_on":"2026-03-02","refused_because":"both at once"})", R"({"refused_because":"no"})"})
    EXPECT_EQ(decided(wrong).status, 422) << wrong;
  EXPECT_EQ(decided(R"({"proof":"certificate","from_on":"2026-03-02"})").status, 200);
  EXPECT_EQ(decided(R"({"proof":"certificate","from_on":"2026-03-02"})").status, 409) << "it was checked";
  EXPECT_EQ(as_json(web::Method::Post, "/api/v1/home-claims/" + id + "/end", R"({"until_on":"2026-03-09"})").status, 200);
  sign_in("rita");
  EXPECT_EQ(*shaped("HomeClaims", "/api/v1/own-homes").find("items")->as_array()->front().find("until_on")->as_string(), "2026-03-09");
}

TEST_P(PeopleChanges, ProgramsOfWhoeverOperatesTheServiceSayWhatJoinsAndLeavesWhat) {
  given_person("eve", given(Kind::Platform, "Rightplace"), Role::ServiceAdministrator);
  const auto cooperative = given(Kind::Consortium, "Northern Care");
  sign_in("eve");
  const auto ties = "/api/v1/organisations/" + north.text() + "/ties";
  EXPECT_EQ(as_json(web::Method::Post, ties, R"({"into":")" + south.text() + R"(","from_on":"2026-03-02"})").status, 422);
  ASSERT_EQ(as_json(web::Method::Post, ties, R"({"into":")" + cooperative.text() + R"(","from_on":"2026-03-02"})").status, 200);
  EXPECT_THAT(*shaped("Organisation", "/api/v1/organisations/" + north.text()).find("belongs_to")->as_array(), SizeIs(1));
  EXPECT_EQ(as_json(web::Method::Post, ties + "/" + cooperative.text() + "/end", R"({"until_on":"2026-04-01"})").status, 200);
  EXPECT_THAT(members(cooperative, Date(2026, 4, 1)), IsEmpty());
  EXPECT_EQ(as_json(web::Method::Post, "/api/v1/organisations/" + north.text() + "/end", R"({"until_on":"2026-05-01"})").status, 200);
}

TEST_P(PeopleChanges, ProgramsReadTheAlertsOfTheirAuthorityAndNobodyElseDoes) {
  given_person("nia", north, Role::NominatedOfficer);
  given_person("ned", south, Role::NominatedOfficer);
  const auto sol = given_person("sol", north, Role::SocialWorker);
  const auto id = write([&](db::Write& tx) {
    const auto child = *children::add(tx, {}, clock.now());
    const auto person = accounts::load_member(tx, desk->vault, sol, today())->person;
    return *break_glass(tx, desk->vault, {person.text(), north, today(), true, {}}, {kAllowed, true}, child, Danger::Missing, Personal<std::string>("The child is missing since noon"), clock.now());
  });
  sign_in("nia");
  EXPECT_THAT(*shaped("EmergencyAlerts", "/api/v1/emergency-access/alerts").find("items")->as_array(), SizeIs(1));
  EXPECT_EQ(*shaped("EmergencyAlert", "/api/v1/emergency-access/alerts/" + id.text()).find("reason")->as_string(), "The child is missing since noon");
  sign_in("ned");
  EXPECT_THAT(*shaped("EmergencyAlerts", "/api/v1/emergency-access/alerts").find("items")->as_array(), IsEmpty());
  EXPECT_EQ(as_json(web::Method::Get, "/api/v1/emergency-access/alerts/" + id.text()).status, 404);
}

}  // namespace
}  // namespace rightplace::people
