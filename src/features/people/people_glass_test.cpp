// Emergency access as people use it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/people_stage.h"

namespace rightplace::people {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class EmergencyAccess : public PeoplePages {
 protected:
  void SetUp() override {
    PeoplePages::SetUp();
    if (IsSkipped()) return;
    given_person("sol", north, Role::SocialWorker);
    given_person("nia", north, Role::NominatedOfficer);
    given_person("lou", south, Role::SocialWorker);
    child = given_child("9000001");
  }
  children::ChildId given_child(const std::string& number, bool restricted = false) {
    return write([&](db::Write& tx) {
      const auto id = *children::add(tx, {}, clock.now());
      EXPECT_TRUE(children::link(tx, desk->vault, id, {"E08000003", Personal(number), {}}));
      EXPECT_TRUE(children::open_case(tx, kOperator, kAllowed, id, "E08000003", Date(2026, 1, 5), clock.now()));
      EXPECT_TRUE(children::set_identity(tx, desk->vault, kOperator, kAllowed, id, {Personal<std::string>("Robin"), Personal<std::string>("Siskin"), {}, {}, {}}, 0, clock.now()));
      if (restricted) { EXPECT_TRUE(children::restrict_case(tx, desk->vault, kOperator, kAllowed, id, "the family works here", clock.now())); }
      return id;
    });
  }
  web::Response asked(const std::string& number, const std::string& reason = "Robin rang from a stranger's flat") {
    return fill("/emergency-access", "/emergency-access", {{"child", number}, {"danger", "missing"}, {"reason", reason}});
  }
  children::ChildId child;
};
RIGHTPLACE_ON_BOTH(EmergencyAccess);

TEST_P(EmergencyAccess, OpensOneChildToOneWorkerForAnHourAndTheNominatedOfficerIsToldWithoutAName) {
  sign_in("sol");
  const auto opened = asked("9000001");
  ASSERT_THAT(where(opened), HasSubstr("/emergency-access/")) << opened.body;
  EXPECT_THAT(get(where(opened)).body, HasSubstr("Robin Siskin"));
  const auto got = letters();
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got.front().first, "nia@example.org");
  for (const auto* personal : {"Robin", "Siskin", "sol", "flat"}) EXPECT_THAT(got.front().second, Not(HasSubstr(personal)));
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_events WHERE action = 'glass.broken'"), 1);
  ASSERT_TRUE(trail->flush());
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_events WHERE action = 'child_identity.read' AND detail LIKE '%broke_glass%'"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_events WHERE action = 'child.disclosed'"), 1) << "the view is in the child's ledger";
  EXPECT_THAT(ask([](db::Read& tx) { return disclosures::differences(tx); }), ::testing::IsEmpty());
  EXPECT_EQ(count("SELECT COUNT(*) FROM emergency_access WHERE reason_sealed LIKE '%flat%'"), 0);
  for (int minute = 0; minute < 66; minute += 6) {   // working all the while, so that the session stays open
    clock.set(Instant{clock.now().ms + 6 * 60'000});
    get("/");
  }
  EXPECT_EQ(get(where(opened)).status, 404) << "an hour is over";
}

TEST_P(EmergencyAccess, OfAnotherAuthoritysARestrictedOrAnUnknownChildIsAnsweredTheSame) {
  given_child("9000002", true);
  const auto fault = [](const web::Response& page) { return page.body.find("No child of your authority can be opened this way under this number") != std::string::npos; };
  sign_in("sol");
  EXPECT_TRUE(fault(asked("9000002")));
  EXPECT_TRUE(fault(asked("9999999")));
  EXPECT_EQ(asked("9000001", "short").status, 422);
  sign_in("lou");
  EXPECT_TRUE(fault(asked("9000001")));
  EXPECT_EQ(count("SELECT COUNT(*) FROM emergency_access"), 0);
  EXPECT_THAT(letters(), SizeIs(0));
}

TEST_P(EmergencyAccess, IsForSocialWorkersAndTheirManagersAndNobodyReadsAnothersOpenedRecord) {
  sign_in("nia");
  EXPECT_EQ(get("/emergency-access").status, 404);
  given_person("tess", north, Role::TeamManager);
  sign_in("sol");
  const auto opened = where(asked("9000001"));
  sign_in("tess");
  EXPECT_EQ(get(opened).status, 404);
}

TEST_P(EmergencyAccess, WaitsUntilSomebodyElseOfTheAuthorityHasLookedAtIt) {
  given_person("ned", south, Role::NominatedOfficer);
  sign_in("sol");
  asked("9000001");
  const auto id = ask([](db::Read& tx) { return tx.first("SELECT id FROM emergency_access", {}, [](const db::Row& row) { return row.string(0); }); }).value();
  const auto page = "/emergency-access/alerts/" + id;
  sign_in("ned");
  EXPECT_EQ(get(page).status, 404) << "of another authority";
  EXPECT_THAT(get("/emergency-access/alerts").body, HasSubstr("It was never used"));
  sign_in("nia");
  EXPECT_THAT(get("/emergency-access/alerts").body, HasSubstr("To be looked at"));
  EXPECT_THAT(get(page).body, HasSubstr("Robin rang from a stranger"));
  EXPECT_EQ(fill(page, page, {{"words", ""}}).status, 422);
  EXPECT_EQ(where(fill(page, page, {{"words", "It was right to look"}})), "/emergency-access/alerts");
  EXPECT_THAT(get("/emergency-access/alerts").body, HasSubstr("Looked at"));
  EXPECT_THAT(get(page).body, HasSubstr("It was right to look"));
}

TEST_P(EmergencyAccess, IsNotOfferedToWhoHoldsTheRoleForSomebodyAbsent) {
  const auto tess = given_person("tess", north, Role::TeamManager), pat = given_person("pat", north, Role::PlacementOfficer);
  const auto role = ask([&](db::Read& tx) { return accounts::load_member(tx, desk->vault, tess, today()); })->roles.front().id;
  ASSERT_TRUE(write([&](db::Write& tx) { return accounts::delegate(tx, kOperator, kAllowed, role, pat, {today(), today().plus_days(7)}, clock.now()); }));
  sign_in("tess");
  EXPECT_EQ(get("/emergency-access").status, 200);
  sign_in("pat");
  EXPECT_EQ(get("/emergency-access").status, 404) << "it would always be refused, and never say why";
}

TEST_P(EmergencyAccess, WhoeverUsesItIsNotWhoIsToldOfIt) {
  given_person("nia", north, Role::SocialWorker);   // the only nominated officer, and a social worker too
  given_person("hal", north, Role::HeadOfService);
  sign_in("nia");
  ASSERT_EQ(where(fill("/choose-organisation", "/choose-organisation", {{"organisation", north.text()}})), "/");
  ASSERT_THAT(where(asked("9000001")), HasSubstr("/emergency-access/"));
  const auto got = letters();
  ASSERT_THAT(got, SizeIs(1));
  EXPECT_EQ(got.front().first, "hal@example.org");
}

TEST_P(EmergencyAccess, TheHeadOfServiceLooksAtItTooAndWhoeverMayReadTheChildFindsTheRecord) {
  given_person("hal", north, Role::HeadOfService);
  sign_in("sol");
  asked("9000001");
  const auto page = "/emergency-access/alerts/" + ask([](db::Read& tx) { return tx.first("SELECT id FROM emergency_access", {}, [](const db::Row& row) { return row.string(0); }); }).value();
  sign_in("nia");
  EXPECT_THAT(get(page).body, HasSubstr("href=\"/children/" + child.text() + "\""));
  sign_in("hal");
  EXPECT_THAT(get(page).body, Not(HasSubstr("href=\"/children/"))) << "a head of service reads no child";
  EXPECT_EQ(where(fill(page, page, {{"words", "It was right to look"}})), "/emergency-access/alerts");
}

TEST_P(EmergencyAccess, IsNotHeldUpByALetterThatCannotBePut) {
  write([&](db::Write& tx) { tx.run("UPDATE people SET email_sealed = $2 WHERE id = $1", {accounts::person_with_email(tx, desk->vault, Personal<std::string>("nia@example.org"))->text(),
      desk->vault.seal("people.email/" + accounts::person_with_email(tx, desk->vault, Personal<std::string>("nia@example.org"))->text(), "nia at example")}); });
  sign_in("sol");
  ASSERT_THAT(where(asked("9000001")), HasSubstr("/emergency-access/"));
  EXPECT_THAT(letters(), SizeIs(0));
  EXPECT_EQ(count("SELECT COUNT(*) FROM audit_events WHERE action = 'glass.not_told'"), 1);
}

TEST_P(EmergencyAccess, ThatIsRefusedStandsInTheAuditWithoutANumberOrAReason) {
  const auto restricted = given_child("9000002", true);
  sign_in("sol");
  asked("9000002");
  asked("9999999");
  asked("9000001", "short");
  sign_in("lou");
  asked("9000001");
  const auto events = ask([](db::Read& tx) { return audit::search(tx, {.action = "glass.refused"}); });
  ASSERT_THAT(events, SizeIs(3)) << "a form with a fault asked for nothing";
  EXPECT_EQ(events[2].subject_id, restricted.text());
  EXPECT_EQ(events[1].subject_id, north.text());
  EXPECT_EQ(events[0].subject_id, south.text()) << "of another authority's child nothing is said";
  for (const auto& event : events) EXPECT_THAT(event.detail + event.grounds, ::testing::AllOf(Not(HasSubstr("flat")), Not(HasSubstr("9000")), Not(HasSubstr(child.text()))));
}

}  // namespace
}  // namespace rightplace::people
