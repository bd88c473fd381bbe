#include "features/caseload/caseload.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/concerned/concerned.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/outbox/outbox.h"
#include "features/referrals/referrals.h"
#include "base/text.h"
#include "tests/support/desk_stage.h"
#include "tests/support/json_schema.h"

#include <set>

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
    open({audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(), placements::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), concerned::migrations(), referrals::migrations(), desk::migrations()});
    auto& db = **database;
    db.write([&](db::Write& tx) {
      leeds = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Leeds", std::string(kLeeds), "", stay}, clock.now());
      bradford = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Bradford", std::string(kBradford), "", stay}, clock.now());
      robin = child(tx, "Robin", "Oakapple", kLeeds, "900001");
      wren = child(tx, "Wren", "Oakapple", kLeeds, "900002");
      flint = child(tx, "Flint", "Thimblewood", kLeeds, "900003");
      storm = child(tx, "Storm", "Yarrowby", kLeeds, "900004");
      vesper = child(tx, "Vesper", "Zephyrdale", kBradford, "900001");
      EXPECT_TRUE(children::restrict_case(tx, desk->vault, kOperator, kTest, flint, "a relative works here", clock.now()));
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
    const auto id = *children::add(tx, desk->vault, facts, clock.now());
    EXPECT_TRUE(children::link(tx, desk->vault, id, {std::string(authority), Personal(std::move(local_id)), {}}));
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
  // A question or change under /api/v1; an answer of 200 is held against the shape that is named.
  web::Response call(const std::string& token, web::Method method, std::string address, std::string body, std::string_view shape = {}) {
    web::Request request;
    request.method = method;
    request.path = "/api/v1" + std::move(address);
    request.headers = {{"cookie", "session=" + token}, {"content-type", "application/json"}, {"x-csrf-token", desk->vault.token("csrf.session", token)}, {"idempotency-key", "a change of the test " + std::to_string(++marks)}};
    request.body = std::move(body);
    auto answer = site->handle(request);
    if (answer.status == 200 && !shape.empty()) {
      json::Object schema, defined;
      for (const auto& one : pages(*desk).shapes) {
        const auto read = json::parse(replace_all(one.schema, "#/components/schemas/", "#/$defs/"), one.name);
        defined.set(one.name, *read);
        if (one.name == shape) schema = *read->as_object();
      }
      EXPECT_FALSE(schema.empty()) << shape;
      schema.set("$defs", std::move(defined));
      EXPECT_THAT(test::schema_faults(std::move(schema), *json::parse(answer.body, "answer")), IsEmpty()) << shape << answer.body;
    }
    return answer;
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
  EXPECT_THAT(again.body, HasSubstr("is recorded already"));
  EXPECT_EQ(get(officer, "/children/add").status, 404);
}

TEST_P(Caseloads, ARefusalToAddSaysTheSameOfARestrictedChildAsOfAnyOtherAndStandsInTheAudit) {
  const auto fields = [](std::string given, std::string family, std::string id) {
    return "given_names=" + given + "&family_name=" + family + "&born_on-day=27&born_on-month=3&born_on-year=2012&sex=female&local_id=" + id + "&from_on-day=1&from_on-month=3&from_on-year=2026";
  };
  const auto summary_of = [&](const std::string& body) { return body.substr(body.find("govuk-error-summary"), 700); };
  const auto ordinary = summary_of(post(sam, "/children/add", fields("Lark", "Pebblewick", "900002")).body);
  EXPECT_THAT(ordinary, HasSubstr("is recorded already"));
  EXPECT_EQ(summary_of(post(sam, "/children/add", fields("Lark", "Pebblewick", "900003")).body), ordinary) << "the id of the restricted child";
  EXPECT_EQ(summary_of(post(sam, "/children/add", fields("Flint", "Thimblewood", "900777")).body), ordinary) << "its name and day of birth";
  EXPECT_TRUE(trail->flush());
  const auto events = (*database)->read([](db::Read& tx) { return audit::search(tx, {.action = "child.add_refused", .most = 10}); });
  ASSERT_THAT(events, SizeIs(3));
  EXPECT_EQ(events[0].subject_id, flint.text());
  EXPECT_EQ(events[1].subject_id, flint.text());
  EXPECT_EQ(events[0].actor_id, people.at(sam));
  for (const auto& event : events) EXPECT_THAT(event.detail, AllOf(Not(HasSubstr("Flint")), Not(HasSubstr("90000")), Not(HasSubstr("900777"))));
}

TEST_P(Caseloads, AChildWhoComesBackIntoCareGoesOnWithTheRecordThatIsThere) {
  const auto fields = [](std::string_view born_on_day, std::string_view from_year) {
    return "given_names=Storm&family_name=Yarrowby&born_on-day=" + std::string(born_on_day) + "&born_on-month=3&born_on-year=2012&sex=female&local_id=900004&from_on-day=2&from_on-month=2&from_on-year=" + std::string(from_year);
  };
  EXPECT_THAT(post(sam, "/children/add", fields("28", "2026")).body, HasSubstr("is recorded already")) << "another day of birth is another child";
  EXPECT_THAT(post(sam, "/children/add", fields("27", "2025")).body, HasSubstr("has care until a later day"));
  EXPECT_EQ(where(post(sam, "/children/add", fields("27", "2026"))), path(storm));
  EXPECT_THAT(get(sam, path(storm)).body, AllOf(HasSubstr("Storm Yarrowby"), HasSubstr("since 2 February 2026")));
  EXPECT_EQ(get(kim, path(storm)).status, 404) << "the child has one social worker";
}

TEST_P(Caseloads, ATeamManagerAllocatesChildrenWhoCameWithAReturnWithoutLearningAName) {
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  const auto id = (*database)->write([&](db::Write& tx) {
    const auto child = *children::add(tx, {}, clock.now());
    EXPECT_TRUE(children::link(tx, desk->vault, child, {std::string(kLeeds), Personal<std::string>("R77"), {}}));
    const std::vector<children::CareSaid> said{{child, {Date(2024, 5, 1), {}}}};
    children::derive_cases(tx, kLeeds, said, clock.now(), "import");
    return child;
  });
  const auto waiting = get(manager, "/children/waiting");
  ASSERT_EQ(waiting.status, 200);
  EXPECT_THAT(waiting.body, AllOf(HasSubstr("R77"), HasSubstr("1 May 2024"), HasSubstr("900002"), Not(HasSubstr("Wren")), Not(HasSubstr("900001")), Not(HasSubstr("900003")), Not(HasSubstr("900004"))));
  EXPECT_THAT(get(manager, "/children").body, HasSubstr("/children/waiting"));
  EXPECT_EQ(get(kim, "/children/waiting").status, 404);
  EXPECT_EQ(get(manager, path(id)).status, 404);
  EXPECT_EQ(get(manager, path(flint, "/allocate")).status, 404) << "restricted";
  EXPECT_THAT(post(manager, "/children/waiting", "own_id=r77").body, AllOf(HasSubstr("R77"), Not(HasSubstr("900002"))));
  EXPECT_THAT(post(manager, "/children/waiting", "own_id=900003").body, HasSubstr("No child of your authority can be allocated under this id"));
  EXPECT_TRUE(trail->flush());
  EXPECT_THAT((*database)->read([](db::Read& tx) { return audit::search(tx, {.action = "child.searched", .most = 10}); }), SizeIs(2));
  EXPECT_THAT(get(manager, path(id, "/allocate")).body, HasSubstr("your own id R77"));
  const auto given = post(manager, path(id, "/allocate"), "version=0&part=worker&email=sam%40leeds.example&from_on-day=2&from_on-month=3&from_on-year=2026");
  EXPECT_EQ(where(given), "/children/waiting");
  EXPECT_THAT(get(manager, "/children/waiting").body, Not(HasSubstr("R77")));
  EXPECT_EQ(post(sam, path(id, "/identity"), "version=0&given_names=Teal&family_name=Rookwhistle").status, 303);
  EXPECT_THAT(get(sam, path(id)).body, HasSubstr("Teal Rookwhistle"));
  EXPECT_EQ(ledger(id).back().tier, disclosures::Tier::Outline);
}

TEST_P(Caseloads, ALongSearchGoesOnPageByPageForPeopleAndProgramsAndNobodyIsLeftOut) {
  constexpr int kMany = 60;
  (*database)->write([&](db::Write& tx) {
    for (int i = 0; i < kMany; ++i) child(tx, "Merle", std::string("Longlist") + static_cast<char>('a' + i / 26) + static_cast<char>('a' + i % 26), kLeeds, "77" + std::to_string(1000 + i));
  });
  std::set<std::string> seen;
  const auto count = [&](const std::string& body) {
    for (std::size_t at = body.find("Own id 77"); at != std::string::npos; at = body.find("Own id 77", at + 1)) seen.insert(body.substr(at, 14));
  };
  for (const auto* page : {"1", "2", "3"}) {
    const auto answer = post(officer, "/children/search", std::string("search=merle&page=") + page);
    EXPECT_THAT(answer.body, HasSubstr("60 children found"));
    count(answer.body);
  }
  EXPECT_THAT(seen, SizeIs(kMany));
  std::set<std::string> ids;
  std::string next = "/api/v1/children/search";
  bool moved = false;
  for (int pages = 0; !next.empty() && pages < 5; ++pages) {
    const auto question = next.find('?');
    web::Request request;
    request.method = web::Method::Post;
    request.path = next.substr(0, question);
    if (question != std::string::npos) request.query = {{"after", replace_all(replace_all(replace_all(next.substr(question + 7), "%2F", "/"), "%2B", "+"), "%3D", "=")}};
    EXPECT_THAT(next, AllOf(Not(HasSubstr("erle")), Not(HasSubstr("Longlist"))));
    request.headers = {{"cookie", "session=" + officer}, {"content-type", "application/json"}, {"x-csrf-token", desk->vault.token("csrf.session", officer)}};
    request.body = R"({"search": "merle"})";
    const auto answer = site->handle(request);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto body = json::parse(answer.body, "answer");
    for (const auto& item : *body->find("items")->as_array()) ids.insert(*item.find("id")->as_string());
    next = body->find("next")->is_null() ? "" : *body->find("next")->as_string();
    // Somebody of the first page leaves meanwhile: nobody behind is skipped.
    if (!moved) (*database)->write([&](db::Write& tx) { EXPECT_TRUE(children::end_case(tx, kOperator, kTest, children::ChildId(*ids.begin()), Date(2026, 2, 1), clock.now())); });
    moved = true;
  }
  EXPECT_THAT(ids, SizeIs(kMany));
}

TEST_P(Caseloads, OfTwoWhoChangeWhoWorksWithAChildTheSecondIsToldWhatIsSoNow) {
  const auto hand = [&](std::string_view part, std::string email) { return post(kim, path(robin, "/people"), "version=1&part=" + std::string(part) + "&email=" + web::percent_encoded(email) + "&from_on-day=2&from_on-month=3&from_on-year=2026"); };
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  EXPECT_EQ(hand("manager", "manager@leeds.example").status, 303);
  const auto late = hand("worker", "sam@leeds.example");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("Person of manager@leeds.example (team manager"));
  EXPECT_EQ(get(kim, path(robin)).status, 200) << "the child was not handed over";
}

TEST_P(Caseloads, ARestrictedRecordIsForThoseWhoWorkWithTheChildUntilATeamManagerLiftsIt) {
  EXPECT_EQ(post(kim, path(robin, "/restrict"), "because=").status, 422);
  EXPECT_EQ(post(officer, path(robin, "/restrict"), "because=no").status, 404);
  EXPECT_EQ(post(kim, path(robin, "/restrict"), "because=A+relative+works+here").status, 303);
  EXPECT_EQ(get(officer, path(robin)).status, 404);
  EXPECT_THAT(get(kim, path(robin)).body, AllOf(HasSubstr("Restricted because"), HasSubstr("A relative works here")));
  EXPECT_EQ(post(kim, path(robin, "/lift-restriction"), "").status, 404);
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  (*database)->write([&](db::Write& tx) { EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {robin, people.at(manager), children::Part::Manager, {Date(2025, 1, 1), {}}}, clock.now())); });
  EXPECT_EQ(post(manager, path(robin, "/lift-restriction"), "sure=yes").status, 303);
  EXPECT_EQ(post(manager, path(robin, "/lift-restriction"), "sure=yes").status, 409) << "there is none any more";
  EXPECT_EQ(get(officer, path(robin)).status, 200);
}

TEST_P(Caseloads, CareEndsOnADayThatPeopleSayAndThoseWhoPlaceNoLongerSeeTheChild) {
  const auto end = [&](std::string_view day) { return post(kim, path(robin, "/end"), "until_on-day=" + std::string(day) + "&until_on-month=3&until_on-year=2026"); };
  EXPECT_EQ(end("30").status, 422) << "a day to come";
  EXPECT_EQ(end("2").status, 303);
  EXPECT_EQ(get(officer, path(robin)).status, 404);
  EXPECT_THAT(get(kim, path(robin)).body, HasSubstr("Care has ended"));
  EXPECT_EQ(end("1").status, 404) << "the past is not changed";
}

TEST_P(Caseloads, ADayOfBirthIsPutRightOnceWithAReasonAndStandsOverReturns) {
  const auto right = [&](std::string_view day) { return post(kim, path(robin, "/correct"), "version=0&born_on-month=4&born_on-year=2011&sex=female&because=Certificate+seen&born_on-day=" + std::string(day)); };
  EXPECT_EQ(right("3").status, 303);
  EXPECT_THAT(get(kim, path(robin)).body, AllOf(HasSubstr("What was put right"), HasSubstr("3 April 2011; before: 27 March 2012"), HasSubstr("Certificate seen"), HasSubstr("Person of kim@leeds.example")));
  EXPECT_THAT(get(officer, path(robin)).body, AllOf(HasSubstr("3 April 2011"), Not(HasSubstr("Certificate seen")))) << "how it is known is for those who work with the child";
  EXPECT_EQ(right("4").status, 409) << "somebody was first";
  (*database)->write([&](db::Write& tx) {
    children::Facts said;
    said.born_on = Personal(Date(2012, 3, 27));
    EXPECT_TRUE(children::set_facts(tx, desk->vault, robin, said));
    EXPECT_EQ(children::load(tx, desk->vault, robin)->facts.born_on->reveal(), Date(2011, 4, 3));
  });
}

TEST_P(Caseloads, AChildWhoWasEnteredTwiceIsOneRecordAndTwoAgainWhenThatIsTakenBack) {
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  const auto own = [&](std::string_view id) { return (*database)->read([&](db::Read& tx) { return *children::find_own(tx, desk->vault, kLeeds, id); }); };
  const auto find = [&](std::string id) { return post(manager, path(robin, "/merge"), "own_id=" + id).body; };
  EXPECT_EQ(get(manager, path(robin, "/merge")).status, 404) << "no name is learnt by allocating";
  (*database)->write([&](db::Write& tx) {
    for (const auto& one : {robin, wren}) EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {one, people.at(manager), children::Part::Manager, {Date(2025, 1, 1), {}}}, clock.now()));
    children::Facts known;
    known.sex = children::Sex::Female;
    known.born_on = Personal(Date(2012, 3, 28));
    known.ethnicity = "WBRI";
    EXPECT_TRUE(children::set_facts(tx, desk->vault, wren, known));
  });
  EXPECT_THAT(get(manager, path(robin)).body, HasSubstr("This child was entered twice"));
  for (const auto* id : {"900003", "900004", "900001", "900777"}) EXPECT_THAT(find(id), AllOf(HasSubstr("No other child who is allocated to you has this id"), Not(HasSubstr("Thimblewood")), Not(HasSubstr("Yarrowby")))) << id;
  EXPECT_THAT(find("900002"), AllOf(HasSubstr("Robin Oakapple"), HasSubstr("Wren Oakapple"), HasSubstr("28 March 2012"), HasSubstr("Differs"), HasSubstr("Afterwards")));
  EXPECT_EQ(ledger(wren).front().actor_id, people.at(manager)) << "both were shown";
  EXPECT_EQ(post(manager, path(robin, "/merge/confirm"), "because=The+school+says+so&other=" + flint.text()).status, 422);
  EXPECT_EQ(post(manager, path(robin, "/merge/confirm"), "because=&other=" + wren.text()).status, 422);
  EXPECT_EQ(own("900002"), wren);
  ASSERT_EQ(where(post(manager, path(robin, "/merge/confirm"), "because=The+school+says+so&other=" + wren.text())), path(robin));
  EXPECT_EQ(own("900002"), robin);
  EXPECT_THAT(get(manager, path(wren)).body, HasSubstr("27 March 2012")) << "an old address leads to the record that stays";
  (*database)->read([&](db::Read& tx) {
    const auto facts = children::load(tx, desk->vault, robin)->facts;
    EXPECT_EQ(facts.born_on->reveal(), Date(2012, 3, 27));
    EXPECT_EQ(facts.ethnicity, "WBRI") << "what only the other record knew";
  });
  const auto page = get(manager, path(robin, "/merge"));
  EXPECT_THAT(page.body, AllOf(HasSubstr("Records that were merged into this one"), HasSubstr("The school says so"), HasSubstr("Take this back")));
  // Ending care ends it on both.
  (*database)->write([&](db::Write& tx) { EXPECT_TRUE(children::end_case(tx, kOperator, kTest, robin, Date(2026, 2, 1), clock.now())); });
  EXPECT_EQ((*database)->read([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM child_cases WHERE until_on IS NULL AND authority_code = 'E08000035'"); }), 1) << "the restricted child's";
  (*database)->write([&](db::Write& tx) { tx.run("UPDATE child_cases SET until_on = NULL WHERE child_id = $1 OR child_id = $2", {robin, wren}); });
  ASSERT_EQ(where(post(manager, path(robin, "/merge/take-back"), "merged=" + wren.text())), path(robin));
  EXPECT_EQ(own("900002"), wren);
  EXPECT_EQ(post(manager, path(robin, "/merge/take-back"), "merged=" + wren.text()).status, 409);
}

TEST_P(Caseloads, RecordsThatSayTwoHomesTonightAreNotMerged) {
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  (*database)->write([&](db::Write& tx) {
    for (const auto& one : {robin, wren}) EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {one, people.at(manager), children::Part::Manager, {Date(2025, 1, 1), {}}}, clock.now()));
    placements::Placement placement;
    placement.child = wren;
    placement.authority_code = kLeeds;
    placement.urn = "SC900002";
    placement.stay.from = Date(2025, 5, 3);
    EXPECT_TRUE(placements::claim(tx, kOperator, kTest, placement, clock.now()));
  });
  EXPECT_THAT(post(manager, path(robin, "/merge"), "own_id=900002").body, AllOf(HasSubstr("sleeps in two homes tonight"), Not(HasSubstr("merge/confirm"))));
  EXPECT_EQ(post(manager, path(robin, "/merge/confirm"), "because=The+school+says+so&other=" + wren.text()).status, 409);
}

TEST_P(Caseloads, WhereTheChildLivesIsTheHomeOfTonightAlsoWhenAnotherIsPlanned) {
  (*database)->write([&](db::Write& tx) {
    placements::Placement planned;
    planned.child = robin;
    planned.authority_code = kLeeds;
    planned.urn = "SC900002";
    planned.stay.from = Date(2026, 4, 1);
    EXPECT_TRUE(placements::claim(tx, kOperator, kTest, planned, clock.now()));
  });
  const auto page = get(kim, path(robin)).body;
  EXPECT_THAT(page, AllOf(HasSubstr("<dt class=\"govuk-summary-list__key\">Since</dt><dd class=\"govuk-summary-list__value\">3 May 2025"), Not(HasSubstr("No home is recorded in which the child lives now")), HasSubstr("from 1 April 2026")));
  EXPECT_THAT(get(kim, "/api/v1" + path(robin)).body, HasSubstr("\"lives_in\":\"SC900001\""));
}

TEST_P(Caseloads, EachChildOfAListStandsInTheLedgerOnTheGroundsOnWhichItIsShown) {
  (*database)->write([&](db::Write& tx) {
    const auto memberships = tx.list("SELECT id FROM memberships WHERE person_id = $1", {people.at(officer)}, [](const db::Row& row) { return accounts::MembershipId(row.string(0)); });
    EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, memberships.front(), access::Role::SocialWorker, stay, clock.now()));
    EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {flint, people.at(officer), children::Part::Worker, {Date(2025, 1, 1), {}}}, clock.now()));
  });
  EXPECT_THAT(everybody(officer), AllOf(HasSubstr("Wren"), HasSubstr("Flint")));
  EXPECT_EQ(ledger(wren).front().purpose, disclosures::Purpose::Placing);
  EXPECT_THAT(ledger(wren).front().grounds, HasSubstr("finds a placement"));
  EXPECT_EQ(ledger(flint).front().purpose, disclosures::Purpose::Care);
  EXPECT_THAT(ledger(flint).front().grounds, HasSubstr("allocated to the worker"));
}

TEST_P(Caseloads, NoTitleOfAChildsPagesHoldsAName) {
  for (const auto* part : {"", "/seen-by", "/identity", "/people", "/correct", "/end", "/restrict"}) {
    const auto page = get(kim, path(robin, part)).body;
    const auto from = page.find("<title>");
    ASSERT_NE(from, std::string::npos) << part;
    EXPECT_THAT(page.substr(from, page.find("</title>") - from), AllOf(Not(HasSubstr("Robin")), Not(HasSubstr("Oakapple")))) << part;
  }
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
  const auto hand = [&](std::string email) { return post(kim, path(robin, "/people"), "version=1&part=worker&email=" + web::percent_encoded(email) + "&from_on-day=2&from_on-month=3&from_on-year=2026"); };
  EXPECT_THAT(hand("officer@leeds.example").body, HasSubstr("Nobody with this address is social worker"));
  EXPECT_THAT(hand("nobody@leeds.example").body, HasSubstr("Nobody with this address is social worker"));
  EXPECT_EQ(where(hand("sam@leeds.example")), "/children") << "the record is no longer the former worker's to see";
  EXPECT_EQ(get(kim, path(robin)).status, 404);
  EXPECT_EQ(get(sam, path(robin)).status, 200);
}

TEST_P(Caseloads, ProgramsWriteANameWithItsVersionAndNothingIsLostSilently) {
  const auto put = [&](std::string body) { return call(kim, web::Method::Put, path(robin, "/identity"), std::move(body)); };
  EXPECT_EQ(put(R"({"given_names": "Rob", "family_name": "Oakapple", "nhs_number": "9434765919", "version": 1})").status, 200);
  const auto wrong = put(R"({"given_names": 7, "family_name": "Oakapple", "nhs_number": 9434765919, "nickname": "Bobbie", "version": "2"})");
  EXPECT_EQ(wrong.status, 422);
  for (const auto* field : {"given_names", "nhs_number", "nickname", "version"}) EXPECT_THAT(wrong.body, HasSubstr(field));
  EXPECT_EQ(put(R"({"given_names": "Late", "family_name": "Oakapple", "version": 1})").status, 409);
  EXPECT_EQ(put(R"({"given_names": "Robin", "family_name": "Oakapple", "version": 2})").status, 200);
  const auto kept = get(kim, "/api/v1" + path(robin)).body;
  EXPECT_THAT(kept, AllOf(HasSubstr("\"nhs_number\":\"9434765919\""), HasSubstr("\"identity_version\":3"))) << "what was left out stays";
  EXPECT_EQ(put(R"({"given_names": "Robin", "family_name": "Oakapple", "nhs_number": null, "version": 3})").status, 200);
  EXPECT_THAT(get(kim, "/api/v1" + path(robin)).body, HasSubstr("\"nhs_number\":null"));
}

TEST_P(Caseloads, ProgramsMakeTheChangesOfThePagesAndEveryAnswerHasItsShape) {
  const auto manager = sign_in("manager@leeds.example", leeds, access::Role::TeamManager);
  const auto added = call(kim, web::Method::Post, "/children", R"({"given_names": "Lark", "family_name": "Pebblewick", "born_on": "2013-02-01", "sex": "male", "local_id": "900009", "from_on": "2026-03-01"})", "ChildAdded");
  ASSERT_EQ(added.status, 200) << added.body;
  const children::ChildId lark(*json::parse(added.body, "added")->find("id")->as_string());
  EXPECT_EQ(call(kim, web::Method::Post, "/children", R"({"given_names": "Lark", "family_name": "Pebblewick", "born_on": "2013-02-01", "sex": "male", "local_id": "900009", "from_on": "2026-03-01"})").status, 422);
  EXPECT_EQ(call(kim, web::Method::Post, path(lark, "/people"), R"({"part": "manager", "email": "manager@leeds.example", "from_on": "2026-03-02", "version": 1})", "ChildVersion").status, 200);
  EXPECT_EQ(call(kim, web::Method::Post, path(lark, "/people"), R"({"part": "worker", "email": "sam@leeds.example", "from_on": "2026-03-02", "version": 1})").status, 409);
  EXPECT_EQ(call(kim, web::Method::Post, path(lark, "/correct"), R"({"born_on": "2013-02-02", "sex": "male", "because": "Certificate seen", "version": 0})", "ChildVersion").status, 200);
  EXPECT_EQ(call(kim, web::Method::Post, path(lark, "/restrict"), R"({"because": "A relative works here"})", "ChildCare").status, 200);
  EXPECT_EQ(call(manager, web::Method::Post, path(lark, "/lift-restriction"), R"({})", "ChildCare").status, 200);
  EXPECT_EQ(call(manager, web::Method::Post, path(lark, "/allocate"), R"({"part": "worker", "email": "sam@leeds.example", "from_on": "2026-03-02", "version": 2})", "ChildVersion").status, 200);
  for (const auto& [part, shape] : {std::pair("", "Child"), {"/people", "ChildPeople"}, {"/placements", "ChildPlacements"}}) EXPECT_EQ(call(sam, web::Method::Get, path(lark, part), "", shape).status, 200) << part;
  EXPECT_EQ(call(manager, web::Method::Get, "/children/waiting", "", "ChildrenWaiting").status, 200);
  EXPECT_EQ(call(officer, web::Method::Get, "/children", "", "ChildRows").status, 200);
  const auto ended = call(sam, web::Method::Post, path(lark, "/end"), R"({"until_on": "2026-03-02"})", "ChildCare");
  EXPECT_THAT(ended.body, HasSubstr("\"care_ended_on\":\"2026-03-02\""));
  EXPECT_EQ(call(officer, web::Method::Post, path(robin, "/end"), R"({"until_on": "2026-03-02"})").status, 404);
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
