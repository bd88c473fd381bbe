#include "features/oversight/oversight.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/accounts/accounts.h"
#include "features/children/children.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/oversight/oversight_parts.h"
#include "formats/file.h"
#include "tests/support/desk_stage.h"

namespace rightplace::oversight {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kTest = Allowed::because("test");

// Leeds with an auditor and a worker, Bradford with a worker; a child of Leeds.
class Oversights : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), disclosures::migrations(), homes::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations()});
    (*database)->write([&](db::Write& tx) {
      const Stay stay{Date(2020, 1, 1), {}};
      leeds = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Leeds", "E08000035", "", stay}, clock.now());
      bradford = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Authority, "Bradford", "E08000032", "", stay}, clock.now());
      const auto person = [&](std::string name, const organisations::OrganisationId& body) {
        const auto id = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal(name), Personal(name + "@people.example")}, clock.now());
        EXPECT_TRUE(accounts::add_membership(tx, kOperator, kTest, id, body, stay, clock.now()));
        return id.text();
      };
      ava = person("Ava", leeds);
      kim = person("Kim", leeds);
      lou = person("Lou", bradford);
      child = *children::add(tx, {}, clock.now());
      EXPECT_TRUE(children::open_case(tx, kOperator, kTest, child, "E08000035", Date(2024, 1, 1), clock.now()));
    });
    anchor = Anchor(desk->folder);
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = ava;
      admission.visitor.kept = auditor;
      return admission;
    });
    auditor = std::make_shared<access::Standing>(access::Standing{ava, leeds, desk->today(), true, {{access::Role::Auditor, leeds, access::Kind::Authority, {{Date(2020, 1, 1), {}}}}}});
  }
  void write(const std::string& person, const organisations::OrganisationId& body, std::string_view action, audit::Subject subject, json::Object detail = {}) {
    (*database)->write([&](db::Write& tx) { audit::record(tx, {ActorKind::Person, person, body.text()}, kTest, action, subject, clock.now(), detail); });
  }
  std::vector<audit::Event> own(const organisations::OrganisationId& body, Wanted wanted = {}) {
    return (*database)->read([&](db::Read& tx) { return own_events(tx, body, wanted, 50); });
  }
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return site->handle(request);
  }
  void show_child(const std::string& person, const organisations::OrganisationId& body, int days_ago) {
    (*database)->write([&](db::Write& tx) {
      EXPECT_TRUE(disclosures::record(tx, {ActorKind::Person, person}, kTest, {child, disclosures::Tier::Identity, {"name"}, disclosures::Purpose::Care, body.text()}, Instant{clock.now().ms - days_ago * 86'400'000LL}));
    });
  }

  std::shared_ptr<const access::Standing> auditor;
  Anchor anchor{""};
  organisations::OrganisationId leeds, bradford;
  children::ChildId child;
  std::string ava, kim, lou;
};

TEST_P(Oversights, AnOrganisationSeesWhatWasDoneForItAndToItsPeopleAndChildrenAndNothingElse) {
  write(kim, leeds, "referral.sent", {"referral", "one"});
  write(lou, bradford, "referral.sent", {"referral", "two"});
  write(lou, bradford, "child_identity.read_refused", {"child_identity", child.text()});
  write(lou, bradford, "home_profile.read", {"home_profile", "SC900001"});
  for (const auto& one : {kim, lou}) (*database)->write([&](db::Write& tx) { audit::record(tx, {ActorKind::Person, one}, kTest, "session.started", {"session", one + "s"}, clock.now()); });
  std::vector<std::string> seen, theirs;
  for (const auto& event : own(leeds)) seen.push_back(event.action + " " + event.subject_id);
  for (const auto& event : own(bradford)) theirs.push_back(event.action + " " + event.subject_id);
  EXPECT_THAT(seen, AllOf(::testing::Contains("referral.sent one"), ::testing::Contains("child_identity.read_refused " + child.text()), ::testing::Contains("child.case_opened " + child.text()),
                          ::testing::Contains("person.added " + kim), ::testing::Contains("session.started " + kim + "s"), Not(::testing::Contains("session.started " + lou + "s"))));
  EXPECT_THAT(seen, AllOf(Not(::testing::Contains("referral.sent two")), Not(::testing::Contains("home_profile.read SC900001")), Not(::testing::Contains("person.added " + lou))));
  EXPECT_THAT(theirs, AllOf(::testing::Contains("referral.sent two"), Not(::testing::Contains("referral.sent one")), Not(::testing::Contains("child.case_opened " + child.text()))));
}

TEST_P(Oversights, ASearchTakesEveryConditionTogether) {
  write(kim, leeds, "price.read", {"price", "one"});
  write(kim, leeds, "price.read_refused", {"price", "two"});
  write(kim, leeds, "price.written", {"price", "three"});
  write(ava, leeds, "price.export", {"price", "four"});
  const auto ids = [&](Wanted wanted) {
    std::vector<std::string> found;
    for (const auto& event : own(leeds, std::move(wanted))) found.push_back(event.subject_id);
    return found;
  };
  EXPECT_THAT(ids({.happened = Happened::Read, .record = "price"}), ::testing::ElementsAre("one"));
  EXPECT_THAT(ids({.happened = Happened::Refused}), ::testing::ElementsAre("two"));
  EXPECT_THAT(ids({.happened = Happened::Changed, .record = "price"}), ::testing::ElementsAre("three"));
  EXPECT_THAT(ids({.happened = Happened::TakenAway}), ::testing::ElementsAre("four"));
  EXPECT_THAT(ids({.person = ava, .record = "price"}), ::testing::ElementsAre("four"));
  EXPECT_THAT(ids({.record = "price", .from = Date(2026, 3, 3)}), IsEmpty());
  EXPECT_THAT(ids({.record = "price", .from = Date(2026, 3, 2), .to = Date(2026, 3, 2)}), SizeIs(4));
  EXPECT_THAT(ids({.record = "' OR '1'='1"}), IsEmpty());
}

TEST_P(Oversights, PagesFollowOneAnotherWithoutAGapOrADouble) {
  for (int i = 0; i < 120; ++i) write(kim, leeds, "price.written", {"price", std::to_string(i)});
  Wanted wanted{.record = "price"};
  std::vector<std::int64_t> all;
  for (;;) {
    const auto page = own(leeds, wanted);
    if (page.empty()) break;
    for (const auto& event : page) all.push_back(event.sequence);
    wanted.before = all.back();
  }
  EXPECT_THAT(all, SizeIs(120));
  EXPECT_TRUE(std::ranges::is_sorted(all, std::greater<>()));
  EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
}

TEST_P(Oversights, TheAuditPageSaysWhatHappenedInWordsAndWhetherTheChainIsWhole) {
  write(kim, leeds, "child_identity.read", {"child_identity", child.text()});
  EXPECT_THAT(get("/audit").body, AllOf(HasSubstr("Read: a child&#39;s identity"), HasSubstr("Kim"), HasSubstr("has not verified the chain")));
  EXPECT_TRUE(verify_now(**database, clock, anchor).whole);
  EXPECT_THAT(get("/audit").body, HasSubstr("The chain of events is whole: on 2 March 2026 at 9am"));
}

TEST_P(Oversights, AChangedEventIsSaidAtTheNextVerification) {
  write(kim, leeds, "price.written", {"price", "one"});
  (*database)->write([&](db::Write& tx) {
    tx.script(tx.dialect() == db::Dialect::Sqlite ? "DROP TRIGGER audit_events_refuse_change" : "DROP TRIGGER audit_events_refuse_change ON audit_events");
    tx.run("UPDATE audit_events SET subject_id = 'another' WHERE action = 'price.written'");
  });
  const auto found = verify_now(**database, clock, anchor);
  EXPECT_FALSE(found.whole);
  const auto last = (*database)->read([](db::Read& tx) { return last_verified(tx); });
  ASSERT_TRUE(last);
  EXPECT_FALSE(last->whole);
  EXPECT_THAT(get("/audit").body, HasSubstr("The chain of events is not whole"));
}

// Whoever owns the database takes the newest events away and writes the verification of an earlier day anew.
TEST_P(Oversights, AnEndThatWasCutOffSinceTheLastVerificationIsFoundAlsoAfterANewStart) {
  write(kim, leeds, "price.written", {"price", "one"});
  EXPECT_TRUE(verify_now(**database, clock, anchor).whole);
  write(kim, leeds, "price.written", {"price", "two"});
  EXPECT_TRUE(verify_now(**database, clock, anchor).whole);
  const auto end = (*database)->read([](db::Read& tx) { return audit::head(tx).sequence; });
  (*database)->write([&](db::Write& tx) {
    tx.script(tx.dialect() == db::Dialect::Sqlite ? "DROP TRIGGER audit_events_refuse_removal" : "DROP TRIGGER audit_events_refuse_removal ON audit_events");
    tx.run("DELETE FROM audit_events WHERE sequence >= $1", {end - 2});
    tx.run("DELETE FROM audit_organisations WHERE sequence >= $1", {end - 2});
  });
  const auto found = verify_now(**database, clock, anchor);
  EXPECT_FALSE(found.whole);
  EXPECT_THAT(found.words, HasSubstr("the end is missing"));
  Anchor after_a_start(desk->folder);
  EXPECT_FALSE(verify_now(**database, clock, after_a_start).whole) << "the anchor is not moved by a chain that is not whole";
}

TEST_P(Oversights, TheAnchorIsAFileForItsOwnerAloneAndOneThatIsNoHeadIsSaid) {
  write(kim, leeds, "price.written", {"price", "one"});
  EXPECT_TRUE(verify_now(**database, clock, anchor).whole);
  const auto file = desk->folder / "audit-anchor.json";
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::mask, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  ASSERT_TRUE(formats::write_file(file, "{}"));
  Anchor after_a_start(desk->folder);
  const auto found = verify_now(**database, clock, after_a_start);
  EXPECT_FALSE(found.whole);
  EXPECT_THAT(found.words, HasSubstr("audit-anchor.json"));
}

TEST_P(Oversights, WhatAFormerMemberDoesElsewhereIsTheAffairOfTheOtherOrganisationAlone) {
  std::string moved, other;
  (*database)->write([&](db::Write& tx) {
    const auto add = [&](std::string_view name) { return *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal(std::string(name)), Personal(std::string(name) + "@people.example")}, Instant{clock.now().ms - 400 * 86'400'000LL}); };
    const auto former = add("Moss"), both = add("Fern");
    EXPECT_TRUE(accounts::add_membership(tx, kOperator, kTest, former, leeds, {Date(2020, 1, 1), Date(2026, 1, 1)}, clock.now()));
    for (const auto& body : {leeds, bradford}) EXPECT_TRUE(accounts::add_membership(tx, kOperator, kTest, both, body, {Date(2020, 1, 1), {}}, clock.now()));
    moved = former.text();
    other = both.text();
    audit::record(tx, {ActorKind::Person, moved}, kTest, "session.started", {"session", "after"}, clock.now());
    audit::record(tx, {ActorKind::Person, moved}, kTest, "session.started", {"session", "before"}, Instant{clock.now().ms - 200 * 86'400'000LL});
    audit::record(tx, {ActorKind::Person, lou, bradford.text()}, kTest, "person.changed", {"person", other}, clock.now());
    audit::record(tx, {ActorKind::Person, lou, bradford.text()}, kTest, "person.locked", {"person", moved}, clock.now());
  });
  std::vector<std::string> seen;
  for (const auto& event : own(leeds)) seen.push_back(event.action + " " + event.subject_id);
  EXPECT_THAT(seen, AllOf(::testing::Contains("session.started before"), Not(::testing::Contains("session.started after")), Not(::testing::Contains("person.changed " + other)), Not(::testing::Contains("person.locked " + moved))));
  seen.clear();
  for (const auto& event : own(bradford)) seen.push_back(event.action + " " + event.subject_id);
  EXPECT_THAT(seen, AllOf(::testing::Contains("person.changed " + other), ::testing::Contains("person.locked " + moved)));
}

TEST_P(Oversights, WhatAnotherAuthorityDoesWithAChildWhoMovedThereIsNoLongerSeen) {
  write(lou, bradford, "child_identity.read_refused", {"child_identity", child.text()});
  (*database)->write([&](db::Write& tx) { EXPECT_TRUE(children::end_case(tx, kOperator, kTest, child, desk->today(), clock.now())); });
  write(lou, bradford, "child_identity.read", {"child_identity", child.text()});
  write(kim, leeds, "child_identity.read", {"child_identity", child.text()});
  clock.set(Instant{clock.now().ms - 86'400'000LL});
  write(lou, bradford, "child_case.read_refused", {"child_case", child.text()});
  std::vector<std::string> seen;
  for (const auto& event : own(leeds)) seen.push_back(event.action + " by " + event.actor_id);
  EXPECT_THAT(seen, AllOf(::testing::Contains("child_case.read_refused by " + lou), ::testing::Contains("child_identity.read by " + kim), Not(::testing::Contains("child_identity.read by " + lou)),
                          Not(::testing::Contains("child_identity.read_refused by " + lou))));
}

TEST_P(Oversights, ANameThatIsTypedIntoTheAuditsSearchStandsInNoEvent) {
  for (const auto* field : {"id", "person", "record"}) {
    const auto page = get("/audit", {{field, "Robin Oakapple"}});
    EXPECT_EQ(page.status, 422) << field;
    EXPECT_EQ(get("/audit", {{field, "robin"}}).status, std::string_view(field) == "record" ? 200 : 422) << field;
    EXPECT_EQ(get("/audit/events.csv", {{field, "Robin Oakapple"}}).status, 422) << field;
  }
  EXPECT_EQ(get("/audit", {{"id", child.text()}, {"person", kim}, {"record", "child"}}).status, 200);
  EXPECT_TRUE(trail->flush());
  (*database)->read([&](db::Read& tx) {
    bool kept = false;
    for (const auto& event : audit::search(tx, {.most = 200})) {
      EXPECT_THAT(event.detail, AllOf(Not(HasSubstr("Robin")), Not(HasSubstr("robin")))) << event.action;
      kept |= event.detail.find(child.text()) != std::string::npos;
    }
    EXPECT_TRUE(kept) << "what is an id is written down";
  });
}

TEST_P(Oversights, ADayThatIsNoneIsSaidAndNothingIsSearched) {
  const auto page = get("/audit", {{"from", "31/2/2026"}});
  EXPECT_EQ(page.status, 422);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Enter the first day as 2/3/2026"), HasSubstr("Nothing was searched")));
  EXPECT_EQ(get("/audit", {{"person", "<script>"}, {"id", std::string(10'000, 'x')}}).status, 422);
  EXPECT_THAT(get("/audit", {{"id", "0"}}).body, HasSubstr("No event of your organisation fits"));
}

TEST_P(Oversights, ATableTakenAwayHoldsNoFormulaAndTheHeadIsThatOfTheChain) {
  write(kim, leeds, "price.written", {"price", "=HYPERLINK(\"http://example.org\")"});
  const auto table = get("/audit/events.csv", {{"record", "price"}}).body;
  EXPECT_THAT(table, AllOf(HasSubstr("\"'=HYPERLINK(\"\"http://example.org\"\")\""), HasSubstr("Kim")));
  const auto head = json::parse(get("/audit/head.json").body, "head");
  ASSERT_TRUE(head);
  const auto kept = audit::head_from_json(*head, "head");
  ASSERT_TRUE(kept);
  EXPECT_TRUE(trail->flush());
  EXPECT_TRUE((*database)->read([&](db::Read& tx) { return audit::verify(tx, *kept); }).whole());
}

TEST_P(Oversights, ARecordOpenedFarMoreOftenThanOthersIsMarkedAndNoChildIsNamed) {
  for (int day = 0; day < 6; ++day) show_child(lou, bradford, day);
  show_child(kim, leeds, 1);
  show_child(kim, leeds, 1);
  show_child(kim, leeds, 40);
  const auto lists = (*database)->read([&](db::Read& tx) { return opened_of(tx, leeds, clock.now()); });
  ASSERT_THAT(lists.records, SizeIs(1));
  EXPECT_EQ(lists.records[0].times, 7u) << "once a person and day, within thirty days";
  EXPECT_EQ(lists.records[0].others, 2u);
  EXPECT_THAT(get("/disclosures").body, AllOf(HasSubstr("Lou"), HasSubstr("Kim"), HasSubstr("By how many people")));
}

TEST_P(Oversights, ProgramsReadTheSame) {
  write(kim, leeds, "price.written", {"price", "one"});
  EXPECT_THAT(get("/api/v1/audit/events", {{"record", "price"}}).body, AllOf(HasSubstr("\"words\":\"A price: written\""), HasSubstr("\"next\":null")));
  EXPECT_THAT(get("/api/v1/audit/head").body, HasSubstr("\"chain\":\"rightplace audit 1\""));
  EXPECT_THAT(get("/api/v1/audit/opened").body, HasSubstr("\"records\":[]"));
}

TEST_P(Oversights, EverybodyMayReadTheRulesTheStatementAndTheLicences) {
  auditor = std::make_shared<access::Standing>();
  EXPECT_THAT(get("/rules").body, AllOf(HasSubstr("Rightplace default"), HasSubstr("16.0 %"), HasSubstr("Care Standards Act 2000"), HasSubstr("1 January 2026")));
  EXPECT_THAT(get("/about").body, HasSubstr("People decide"));
  EXPECT_THAT(get("/accessibility").body, AllOf(HasSubstr("What is known not to work well"), HasSubstr("Equality Advisory")));
  EXPECT_THAT(get("/licences").body, AllOf(HasSubstr("Open Government Licence v3.0"), HasSubstr("MIT License"), HasSubstr("GOV.UK Frontend")));
  EXPECT_THAT(get("/api/v1/rules").body, HasSubstr("\"criteria\""));
  EXPECT_EQ(get("/audit").status, 404);
}

RIGHTPLACE_ON_BOTH(Oversights);

TEST(Unusual, IsMoreThanThreeTimesTheMiddleOneAndNeverAFew) {
  std::vector<Opened> list = {{"a", 2, 1, {}}, {"b", 2, 1, {}}, {"c", 6, 1, {}}, {"d", 7, 1, {}}, {"e", 1, 1, {}}};
  EXPECT_EQ(mark_unusual(list), 2);
  EXPECT_EQ(list[0].id, "d");
  EXPECT_TRUE(list[0].unusual);
  EXPECT_FALSE(list[1].unusual) << "six is three times two, not more";
  std::vector<Opened> few = {{"a", 1, 1, {}}, {"b", 4, 1, {}}, {"c", 1, 1, {}}};
  mark_unusual(few);
  EXPECT_FALSE(few[0].unusual);
}

}  // namespace
}  // namespace rightplace::oversight
