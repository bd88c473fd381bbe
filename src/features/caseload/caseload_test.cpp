#include "features/caseload/caseload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/outbox/outbox.h"
#include "tests/support/desk_stage.h"

namespace rightplace::caseload {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kTest = Allowed::because("test");
constexpr std::string_view kLeeds = "E08000035", kBradford = "E08000032";

// Two authorities. Leeds has a placement officer and two social workers; Robin is Kim's, Wren nobody's, Flint is restricted,
// Storm's care has ended.
class Caseloads : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(), placements::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), desk::migrations()});
    auto& db = **database;
    db.write([&](db::Write& tx) {
      leeds = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Leeds", std::string(kLeeds), "", stay}, clock.now());
      bradford = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Bradford", std::string(kBradford), "", stay}, clock.now());
      robin = child(tx, "Robin", "Oakapple", kLeeds, "900001");
      wren = child(tx, "Wren", "Oakapple", kLeeds, "900002");
      flint = child(tx, "Flint", "Thimblewood", kLeeds, "900003");
      storm = child(tx, "Storm", "Yarrowby", kLeeds, "900004");
      vesper = child(tx, "Vesper", "Zephyrdale", kBradford, "900001");
      EXPECT_TRUE(children::restrict_case(tx, kOperator, kTest, flint, "a relative works here", clock.now()));
      EXPECT_TRUE(children::end_case(tx, kOperator, kTest, storm, Date(2026, 2, 1), clock.now()));
      placements::Placement placement;
      placement.child = robin;
      placement.authority_code = kLeeds;
      placement.urn = "SC900001";
      placement.stay.from = Date(2025, 5, 3);
      EXPECT_TRUE(placements::claim(tx, kOperator, kTest, placement, clock.now()));
    });
    officer = sign_in("officer@leeds.example", leeds, access::Role::PlacementOfficer);
    kim = sign_in("kim@leeds.example", leeds, access::Role::SocialWorker);
    sam = sign_in("sam@leeds.example", leeds, access::Role::SocialWorker);
    stranger = sign_in("officer@bradford.example", bradford, access::Role::PlacementOfficer);
    administrator = sign_in("administrator@leeds.example", leeds, access::Role::Administrator);
    db.write([&](db::Write& tx) {
      for (const auto& one : {robin, flint, storm}) EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {one, people.at(kim), children::Part::Worker, {Date(2025, 1, 1), {}}}, clock.now()));
    });
    begin(pages(*desk));
  }
  children::ChildId child(db::Write& tx, std::string given, std::string family, std::string_view authority, std::string local_id) {
    children::Facts facts;
    facts.sex = children::Sex::Female;
    facts.born_on = Personal(Date(2012, 3, 27));
    const auto id = *children::add(tx, facts, clock.now());
    EXPECT_TRUE(children::link(tx, id, {std::string(authority), Personal(std::move(local_id)), {}}));
    EXPECT_TRUE(children::open_case(tx, kOperator, kTest, id, authority, Date(2024, 1, 1), clock.now()));
    EXPECT_TRUE(children::set_identity(tx, desk->vault, kOperator, kTest, id, {Personal(std::move(given)), Personal(std::move(family)), {}, {}, {}}, 0, clock.now()));
    return id;
  }
  // A session's token.
  std::string sign_in(std::string email, const organisations::OrganisationId& organisation, access::Role role) {
    auto& db = **database;
    const auto code = db.write([&](db::Write& tx) {
      const auto person = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal("Person of " + email), Personal(email)}, clock.now());
      last_person = person.text();
      const auto membership = *accounts::add_membership(tx, kOperator, kTest, person, organisation, stay, clock.now());
      EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, membership, role, stay, clock.now()));
      return accounts::issue_code(tx, desk->vault, kOperator, kTest, person, clock.now())->reveal();
    });
    const auto secret = db.read([&](db::Read& tx) { return accounts::set_up_of(tx, desk->vault, code, clock.now()); })->totp_secret.reveal();
    EXPECT_TRUE(accounts::finish_set_up(db, desk->vault, accounts::Breached(desk->folder), code, Personal<std::string>("violet ladder pebble"), vault::totp_code(secret, clock.now().ms / 1000), clock.now()));
    clock.set(Instant{clock.now().ms + 60'000});
    auto token = accounts::sign_in(db, desk->vault, {Personal(email), Personal<std::string>("violet ladder pebble"), Personal(vault::totp_code(secret, clock.now().ms / 1000))}, "192.0.2.1",
                                   desk->today(), clock.now())->token.reveal();
    people[token] = last_person;
    return token;
  }
  web::Response send(const std::string& token, web::Method method, std::string path, std::string body = {}, std::string type = "application/x-www-form-urlencoded") {
    web::Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers = {{"cookie", "session=" + token}, {"content-type", std::move(type)}};
    request.body = std::move(body);
    return site->handle(request);
  }
  std::string everybody(const std::string& token) {
    web::Request request;
    request.path = "/children";
    request.query = {{"show", "everybody"}};
    request.headers = {{"cookie", "session=" + token}};
    return site->handle(request).body;
  }
  web::Response get(const std::string& token, std::string path) { return send(token, web::Method::Get, std::move(path)); }
  web::Response post(const std::string& token, std::string path, std::string fields) {
    return send(token, web::Method::Post, std::move(path), "csrf=" + desk->vault.token("csrf.session", token) + "&once=" + std::to_string(++marks) + "-a-page-of-the-test&" + fields);
  }
  std::vector<disclosures::Entry> ledger(const children::ChildId& id) {
    return (*database)->read([&](db::Read& tx) { return disclosures::of_child(tx, id); });
  }
  std::string path(const children::ChildId& id, std::string more = {}) { return "/children/" + id.text() + more; }

  const Stay stay{Date(2020, 1, 1), {}};
  organisations::OrganisationId leeds, bradford;
  children::ChildId robin, wren, flint, storm, vesper;
  std::string officer, kim, sam, stranger, administrator, last_person;
  std::map<std::string, std::string> people;
  int marks = 0;
};

TEST_P(Caseloads, AnOfficerSeesTheAuthoritysChildrenButNoneThatIsRestrictedEndedOrAnothers) {
  EXPECT_THAT(get(officer, "/children").body, AllOf(HasSubstr("Robin Oakapple"), HasSubstr("1 other child is not in a home"), Not(HasSubstr("Wren"))));
  EXPECT_THAT(everybody(officer), AllOf(HasSubstr("Wren Oakapple"), Not(HasSubstr("Flint")), Not(HasSubstr("Storm")), Not(HasSubstr("Vesper"))));
}

TEST_P(Caseloads, WhoStandsInForAnAbsentWorkerSeesAndOpensThatWorkersChildrenUntilTheAbsenceEnds) {
  (*database)->write([&](db::Write& tx) {
    const auto member = [&](const std::string& token) { return *accounts::membership_of(tx, accounts::PersonId(people[token]), leeds, desk->today()); };
    const auto role = accounts::load_member(tx, desk->vault, member(kim), desk->today())->roles.front().id;
    EXPECT_TRUE(accounts::delegate(tx, kOperator, kTest, role, member(sam), {desk->today(), desk->today().plus_days(2)}, clock.now()));
  });
  EXPECT_THAT(everybody(sam), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("Flint Thimblewood"), Not(HasSubstr("Wren"))));
  EXPECT_EQ(get(sam, path(robin)).status, 200);
  EXPECT_EQ(get(sam, path(flint)).status, 200) << "restricted to those to whom it is allocated, and to who stands in for them";
  EXPECT_EQ(get(sam, path(wren)).status, 404);
  const auto later = (*database)->read([&](db::Read& tx) { return accounts::standing_of(tx, accounts::PersonId(people[sam]), leeds, desk->today().plus_days(2), true); });
  EXPECT_THAT(access::stands_for(later), SizeIs(1));
}

TEST_P(Caseloads, AWorkerSeesThoseAllocatedTheRestrictedOneTooAndNobodyElse) {
  EXPECT_THAT(everybody(kim), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("Flint Thimblewood"), HasSubstr("Restricted"), HasSubstr("Care has ended"), Not(HasSubstr("Wren"))));
  EXPECT_THAT(everybody(sam), HasSubstr("No child is recorded as yours to see"));
}

TEST_P(Caseloads, WhatIsNotOnesOwnAnswersLikeWhatDoesNotExist) {
  const auto nothing = get(stranger, "/no/such/page");
  for (const auto& token : {stranger, sam, administrator}) EXPECT_EQ(get(token, path(robin)).body, nothing.body);
  EXPECT_EQ(get(officer, path(flint)).body, nothing.body);
  EXPECT_EQ(get(officer, path(storm)).body, nothing.body);
  EXPECT_EQ(get(officer, "/children/00000000-0000-7000-8000-000000000000").body, nothing.body);
  EXPECT_EQ(get(administrator, "/children").body, nothing.body);
  EXPECT_THAT(ledger(robin), IsEmpty());
}

TEST_P(Caseloads, EveryViewStandsInTheLedgerWithItsPurposeBeforeItIsShown) {
  ASSERT_EQ(get(kim, path(robin)).status, 200);
  ASSERT_EQ(get(officer, "/children").status, 200);
  const auto entries = ledger(robin);
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].purpose, disclosures::Purpose::Placing);
  EXPECT_EQ(entries[1].purpose, disclosures::Purpose::Care);
  EXPECT_EQ(entries[1].actor_id, people.at(kim));
  EXPECT_THAT(entries[1].facts, AllOf(HasSubstr("name"), HasSubstr("placements")));
  EXPECT_THAT(ledger(wren), IsEmpty()) << "it was not on the page of those in homes";
  EXPECT_THAT((*database)->read([](db::Read& tx) { return disclosures::differences(tx); }), IsEmpty());
}

TEST_P(Caseloads, TheChildsPageSaysWhereItLivesAndTheOfficerLearnsNoCaseFacts) {
  const auto worker = get(kim, path(robin)).body, placing = get(officer, path(robin)).body;
  EXPECT_THAT(worker, AllOf(HasSubstr("since 3 May 2025"), HasSubstr("SC900001"), HasSubstr("13 years old"), HasSubstr("Person of kim@leeds.example"), HasSubstr("NHS number")));
  EXPECT_THAT(placing, AllOf(HasSubstr("since 3 May 2025"), Not(HasSubstr("NHS number")), Not(HasSubstr("Ethnicity"))));
}

TEST_P(Caseloads, ASearchFindsWholeNamesDaysAndOwnIdsOfOwnChildrenAndNothingOfItStandsAnywhere) {
  const auto find = [&](const std::string& token, std::string text) { return post(token, "/children/search", "search=" + web::percent_encoded(text)).body; };
  EXPECT_THAT(find(officer, "wren oakapple"), HasSubstr("Wren Oakapple"));
  EXPECT_THAT(find(officer, "900002"), HasSubstr("Wren Oakapple"));
  EXPECT_THAT(find(officer, "27/03/2012"), AllOf(HasSubstr("Wren Oakapple"), HasSubstr("Robin Oakapple"), Not(HasSubstr("Flint"))));
  for (const auto* text : {"wre", "Vesper", "flint thimblewood", "%", "<b>", "' OR '1'='1", "👻"}) EXPECT_THAT(find(officer, text), HasSubstr("Nobody was found")) << text;
  EXPECT_THAT(find(stranger, "wren oakapple"), HasSubstr("Nobody was found"));
  EXPECT_TRUE(trail->flush());
  for (const auto& event : (*database)->read([](db::Read& tx) { return audit::search(tx, {.action = "child.searched", .most = 100}); }))
    EXPECT_THAT(event.detail, AllOf(HasSubstr("found"), Not(HasSubstr("wren"))));
}

TEST_P(Caseloads, WhoHasSeenTheRecordIsListedForItsWorkerAndForNobodyElse) {
  get(officer, path(robin));
  get(officer, path(robin));
  const auto page = get(kim, path(robin, "/seen-by"));
  ASSERT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Person of officer@leeds.example"), HasSubstr("2 times"), HasSubstr("Finding a place"), HasSubstr("Leeds")));
  EXPECT_EQ(get(officer, path(robin, "/seen-by")).status, 404);
}

TEST_P(Caseloads, AWorkerAddsAChildOnceAndSeesItAtOnce) {
  const std::string fields = "given_names=Lark&family_name=Pebblewick&born_on-day=1&born_on-month=2&born_on-year=2013&sex=male&local_id=900009&from_on-day=1&from_on-month=3&from_on-year=2026";
  const auto added = post(kim, "/children/add", fields);
  ASSERT_EQ(added.status, 303);
  EXPECT_THAT(get(kim, added.headers[0].second).body, HasSubstr("Lark Pebblewick"));
  const auto again = post(kim, "/children/add", fields);
  EXPECT_EQ(again.status, 422);
  EXPECT_THAT(again.body, HasSubstr("uses this id for another child already"));
  EXPECT_EQ(get(officer, "/children/add").status, 404);
}

TEST_P(Caseloads, AFormWithEveryFieldWrongSaysSoOfEachAndKeepsWhatWasTyped) {
  const auto page = post(kim, "/children/add", "given_names=&family_name=%3Cscript%3E&born_on-day=31&born_on-month=2&born_on-year=2013&sex=robot&local_id=&nhs_number=12&from_on-day=1&from_on-month=1&from_on-year=2099");
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Enter the child&#39;s given names"), HasSubstr("Choose the child&#39;s sex"), HasSubstr("id of the child"), HasSubstr("One digit seems to be wrong"),
                               HasSubstr("&lt;script&gt;"), Not(HasSubstr("value=\"<script"))));
}

TEST_P(Caseloads, OfTwoWhoChangeANameTheSecondIsToldWhoWasFirstAndNothingIsLost) {
  const std::string fields = "version=1&family_name=Oakapple&given_names=";
  EXPECT_EQ(post(kim, path(robin, "/identity"), fields + "Rob").status, 303);
  const auto late = post(kim, path(robin, "/identity"), fields + "Bobbie");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, AllOf(HasSubstr("changed this child"), HasSubstr("Bobbie")));
  EXPECT_THAT(get(kim, path(robin)).body, HasSubstr("Rob Oakapple"));
}

TEST_P(Caseloads, HandingAChildOverEndsTheFormerWorkersView) {
  const auto hand = [&](std::string email) { return post(kim, path(robin, "/people"), "part=worker&email=" + web::percent_encoded(email) + "&from_on-day=2&from_on-month=3&from_on-year=2026"); };
  EXPECT_THAT(hand("officer@leeds.example").body, HasSubstr("Nobody with this address is social worker"));
  EXPECT_THAT(hand("nobody@leeds.example").body, HasSubstr("Nobody with this address is social worker"));
  EXPECT_EQ(hand("sam@leeds.example").status, 303);
  EXPECT_EQ(get(kim, path(robin)).status, 404);
  EXPECT_EQ(get(sam, path(robin)).status, 200);
}

TEST_P(Caseloads, ProgramsAskTheSameQuestionsAsPeople) {
  const auto child = get(kim, "/api/v1" + path(robin));
  ASSERT_EQ(child.status, 200);
  EXPECT_THAT(child.body, AllOf(HasSubstr("\"given_names\":\"Robin\""), HasSubstr("SC900001")));
  EXPECT_THAT(get(officer, "/api/v1/children").body, HasSubstr("Robin Oakapple"));
  EXPECT_EQ(get(stranger, "/api/v1" + path(robin)).status, 404);
  EXPECT_THAT(ledger(robin), SizeIs(2));
}

RIGHTPLACE_ON_BOTH(Caseloads);

TEST(Distance, IsSaidByAdjoiningAuthoritiesNeverByMiles) {
  const Date day(2026, 3, 2);
  EXPECT_EQ(distance_in_words(kLeeds, kLeeds, day), "in the area of Leeds itself");
  EXPECT_EQ(distance_in_words(kLeeds, kBradford, day), "in Bradford, which adjoins Leeds");
  EXPECT_EQ(distance_in_words(kLeeds, "E10000016", day), "at a distance: in Kent, which does not adjoin Leeds");
  EXPECT_EQ(distance_in_words(kLeeds, "W06000015", day), "it is not known in which authority's area");
}

}  // namespace
}  // namespace rightplace::caseload
