#include "features/accounts/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "tests/support/databases.h"

namespace rightplace::accounts {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kAllowed = Allowed::because("test");
const Date kMonday(2026, 3, 2);
const Stay kSince{Date(2026, 1, 1), {}};
constexpr std::string_view kPassword = "violet ladder pebble";

Done checked(std::string_view password) { return check_password(Personal(std::string(password)), "sam.alder@example.org"); }

TEST(Passwords, ThreeWordsThatDoNotBelongTogetherDo) {
  for (const auto* fine : {"violet ladder pebble", "Tischlampe-Kranich-7", "k3!vPz0-qLm2x", "möwe über klippe"}) EXPECT_TRUE(checked(fine)) << fine;
}

TEST(Passwords, ShortCommonRepeatedAndRunningOnesAreRefused) {
  for (const auto* poor : {"", "short", "elevenchars", "password1234", "P@ssw0rd!2026", "Welcome2026!!!", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl",
                           "123456789012", "qwertyuiop123", "Liverpool1892", "sam.alder2026", "lkjhgfdsapoiu", "September2026!", "ChildrensHome1"})
    EXPECT_FALSE(checked(poor)) << poor;
  EXPECT_FALSE(checked(std::string(129, 'x') + "violet ladder"));
  EXPECT_FALSE(checked("violet \xff ladder pebble"));
}

TEST(Passwords, TwelveIsCountedInCharactersNotBytes) { EXPECT_FALSE(checked("ÄÖÜäöüßéèê1")); }

TEST(Waits, GrowFromAMinuteToAnHour) {
  EXPECT_EQ(wait_ms(4, 5), 0);
  EXPECT_EQ(wait_ms(5, 5), 60'000);
  EXPECT_EQ(wait_ms(6, 5), 120'000);
  EXPECT_EQ(wait_ms(10, 5), 32 * 60'000);
  EXPECT_EQ(wait_ms(11, 5), 3'600'000);
  EXPECT_EQ(wait_ms(1'000'000'000, 5), 3'600'000);
}

class Accounts : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), homes::migrations(),
                                                                                      organisations::migrations(), outbox::migrations(), migrations()});
  }
  db::Database& db() { return **database; }
  template <class Action>
  auto write(Action action) {
    return db().write([&](db::Write& tx) { return action(tx); });
  }
  template <class Question>
  auto ask(Question question) {
    return db().read([&](db::Read& tx) { return question(tx); });
  }
  PersonId given_person(std::string email = "sam@example.org", std::string name = "Sam Alder") {
    const auto id = write([&](db::Write& tx) { return add_person(tx, vault, kOperator, kAllowed, {Personal(name), Personal(email)}, now); });
    EXPECT_TRUE(id);
    return *id;
  }
  std::string given_code(const PersonId& person) {
    return write([&](db::Write& tx) { return issue_code(tx, vault, kOperator, kAllowed, person, now); })->reveal();
  }
  // Ready to sign in; the secret of the authenticator.
  std::string set_up(const PersonId& person, std::string_view password = kPassword) {
    const auto code = given_code(person);
    const auto secret = ask([&](db::Read& tx) { return set_up_of(tx, vault, code, now); })->totp_secret.reveal();
    const auto done = finish_set_up(db(), vault, breached, code, Personal(std::string(password)), vault::totp_code(secret, now.ms / 1000), now);
    EXPECT_TRUE(done) << done.error().detail;
    now.ms += 60'000;   // the code that was used serves no more
    return secret;
  }
  Result<Started> tried(std::string email, std::string_view password, std::string totp, std::string_view address = "192.0.2.1") {
    return sign_in(db(), vault, {Personal(std::move(email)), Personal(std::string(password)), Personal(std::move(totp))}, address, kMonday, now);
  }
  std::string shown_by(const std::string& secret) { return vault::totp_code(secret, now.ms / 1000); }
  std::optional<Session> session_at(const std::string& token, Instant at) {
    return ask([&](db::Read& tx) { return session_of(tx, token, at); });
  }
  OrganisationId given_organisation(organisations::Kind kind = organisations::Kind::Authority, std::string name = "Manchester", std::string number = "E08000003",
                                    Stay stay = kSince) {
    organisations::Details details{kind, std::move(name), std::move(number), {}, stay};
    return *write([&](db::Write& tx) { return organisations::add(tx, kOperator, kAllowed, details, now); });
  }
  MembershipId given_member(const PersonId& person, const OrganisationId& organisation, Stay stay = kSince) {
    return *write([&](db::Write& tx) { return add_membership(tx, kOperator, kAllowed, person, organisation, stay, now); });
  }
  MembershipId given_member_in(db::Write& tx, const PersonId& person, const OrganisationId& organisation) { return *add_membership(tx, kOperator, kAllowed, person, organisation, kSince, now); }
  Result<RoleId> with_role(const MembershipId& membership, Role role, Stay stay = kSince) {
    return write([&](db::Write& tx) { return add_role(tx, kOperator, kAllowed, membership, role, stay, now); });
  }
  bool may_approve(const PersonId& person, const OrganisationId& organisation, Date day) {
    const auto standing = ask([&](db::Read& tx) { return standing_of(tx, person, organisation, day, true); });
    const access::Facts placement{.record = access::Record::Placement, .responsible = organisation};
    return std::holds_alternative<access::Granted>(access::decide(standing, {access::Aim::Oversight, {}}, placement, access::Verb::Approve));
  }

  std::unique_ptr<test::TestDatabase> database;
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Breached breached{std::filesystem::path()};
  Instant now = test::kMondayMorning;
};

TEST_P(Accounts, ACopyOfTheDatabaseTellsNobodysNameOrAddressOrPassword) {
  set_up(given_person());
  const auto row = ask([](db::Read& tx) {
    return *tx.first("SELECT name_sealed, email_sealed, email_token, password_hash, totp_sealed FROM people", {}, [](const db::Row& r) {
      return r.string(0) + "|" + r.string(1) + "|" + r.string(2) + "|" + r.string(3) + "|" + r.string(4);
    });
  });
  for (const auto* secret : {"Sam", "Alder", "sam@", "violet"}) EXPECT_THAT(row, ::testing::Not(HasSubstr(secret)));
}

TEST_P(Accounts, APersonIsFoundByTheAddressInAnyCaseAndIsThereOnce) {
  const auto id = given_person("Sam@Example.org");
  EXPECT_EQ(ask([&](db::Read& tx) { return person_with_email(tx, vault, Personal<std::string>(" sam@example.ORG ")); }), id);
  EXPECT_EQ(ask([&](db::Read& tx) { return contact_of(tx, vault, id); })->name.reveal(), "Sam Alder");
  const auto twice = write([&](db::Write& tx) { return add_person(tx, vault, kOperator, kAllowed, {Personal<std::string>("S"), Personal<std::string>("SAM@example.org")}, now); });
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().kind, ErrorKind::Conflict);
}

TEST_P(Accounts, WhatIsNoAddressIsRefused) {
  for (const auto* wrong : {"", "sam", "@example.org", "sam@", "sam@org", "a@b@example.org", "sam @example.org", "sam@example.org\nBcc: x"}) {
    const auto added = write([&](db::Write& tx) { return add_person(tx, vault, kOperator, kAllowed, {Personal<std::string>("Sam"), Personal<std::string>(wrong)}, now); });
    EXPECT_FALSE(added) << wrong;
  }
}

TEST_P(Accounts, APersonSetsUpThePasswordAndTheAuthenticatorAndSignsIn) {
  const auto person = given_person();
  const auto secret = set_up(person);
  const auto started = tried("Sam@example.org", kPassword, shown_by(secret));
  ASSERT_TRUE(started) << started.error().detail;
  const auto session = session_at(started->token.reveal(), now);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->person, person);
}

TEST_P(Accounts, ACodeServesOnceAndForSevenDaysAndANewerOneEndsIt) {
  const auto person = given_person();
  const auto old = given_code(person);
  const auto newer = given_code(person);
  const auto valid = [&](const std::string& code, Instant at) { return ask([&](db::Read& tx) { return set_up_of(tx, vault, code, at); }).has_value(); };
  EXPECT_FALSE(valid(old, now));
  EXPECT_TRUE(valid(newer, now));
  EXPECT_TRUE(valid(newer, Instant{now.ms + kCodeLastsMs - 1}));
  EXPECT_FALSE(valid(newer, Instant{now.ms + kCodeLastsMs}));
  const auto secret = ask([&](db::Read& tx) { return set_up_of(tx, vault, newer, now); })->totp_secret.reveal();
  ASSERT_TRUE(finish_set_up(db(), vault, breached, newer, Personal(std::string(kPassword)), shown_by(secret), now));
  EXPECT_FALSE(valid(newer, now));
  EXPECT_FALSE(valid("", now));
}

TEST_P(Accounts, APoorPasswordOrAWrongAuthenticatorLeavesTheCodeGood) {
  const auto code = given_code(given_person());
  const auto secret = ask([&](db::Read& tx) { return set_up_of(tx, vault, code, now); })->totp_secret.reveal();
  const auto poor = finish_set_up(db(), vault, breached, code, Personal<std::string>("password1234"), shown_by(secret), now);
  ASSERT_FALSE(poor);
  EXPECT_EQ(poor.error().fields.front().field, "password");
  const auto wrong = finish_set_up(db(), vault, breached, code, Personal(std::string(kPassword)), "000000x", now);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fields.front().field, "totp");
  EXPECT_TRUE(finish_set_up(db(), vault, breached, code, Personal(std::string(kPassword)), shown_by(secret), now));
}

TEST_P(Accounts, WhoeverGetsItWrongIsToldTheSame) {
  const auto secret = set_up(given_person());
  given_person("new@example.org");
  std::vector<Result<Started>> answers;
  answers.push_back(tried("nobody@example.org", kPassword, shown_by(secret)));
  answers.push_back(tried("new@example.org", kPassword, shown_by(secret)));
  answers.push_back(tried("sam@example.org", "violet ladder pebbles", shown_by(secret)));
  answers.push_back(tried("sam@example.org", kPassword, "12345"));
  answers.push_back(tried("sam@example.org", "", ""));
  answers.push_back(tried("", "", ""));
  for (const auto& answer : answers) {
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, answers.front().error().kind);
    EXPECT_EQ(answer.error().detail, answers.front().error().detail);
  }
}

TEST_P(Accounts, ACodeOfTheAuthenticatorServesOnce) {
  const auto secret = set_up(given_person());
  const auto code = shown_by(secret);
  EXPECT_TRUE(tried("sam@example.org", kPassword, code));
  EXPECT_FALSE(tried("sam@example.org", kPassword, code));
}

TEST_P(Accounts, AfterFiveFailuresTheAccountWaitsWhereTheyCameFromAndTheRightPasswordDoesNotHelp) {
  const auto secret = set_up(given_person());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tried("sam@example.org", "wrong", "000000", "2001:db8::" + std::to_string(i)).error().kind, ErrorKind::Forbidden);
  const auto early = tried("SAM@example.org", kPassword, shown_by(secret), "2001:db8::99");
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().kind, ErrorKind::Unavailable);
  EXPECT_THAT(early.error().detail, HasSubstr("1 minute"));
  EXPECT_TRUE(tried("sam@example.org", kPassword, shown_by(secret), "198.51.100.1")) << "who tries elsewhere locks nobody out";
  now.ms += 60'000;
  EXPECT_TRUE(tried("sam@example.org", kPassword, shown_by(secret), "198.51.100.1"));
  now.ms += 60'000;
  EXPECT_EQ(tried("sam@example.org", "wrong", "000000").error().kind, ErrorKind::Forbidden) << "success forgives what was before";
}

TEST_P(Accounts, WhoeverKnowsThePasswordDoesNotGuessTheCodeFromManyPlacesAndIsNotToldSo) {
  const auto secret = set_up(given_person());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(tried("sam@example.org", kPassword, "00000x", "192.0.2." + std::to_string(i)).error().kind, ErrorKind::Forbidden);
  const auto sixth = tried("sam@example.org", kPassword, shown_by(secret), "198.51.100.1");
  ASSERT_FALSE(sixth);
  EXPECT_EQ(sixth.error().kind, ErrorKind::Forbidden) << "a wait would tell that the password is right";
  now.ms += 60'000;
  EXPECT_TRUE(tried("sam@example.org", kPassword, shown_by(secret), "198.51.100.1"));
}

TEST_P(Accounts, WhoDoesNotGetInStandsInTheAuditWithoutAnAddressOrAPassword) {
  const auto person = given_person();
  const auto secret = set_up(person);
  tried("nobody@example.org", "a wrong one", "000000");
  for (int i = 0; i < 5; ++i) tried("sam@example.org", "a wrong one", "000000");
  tried("sam@example.org", kPassword, "00000x", "198.51.100.1");
  const auto events = ask([](db::Read& tx) { return audit::search(tx, {.action = "sign_in.refused"}); });
  ASSERT_THAT(events, SizeIs(7));
  EXPECT_EQ(events[6].subject_kind, "sign_in");
  EXPECT_THAT(events[6].detail, HasSubstr("no_account"));
  EXPECT_EQ(events[5].subject_id, person.text());
  EXPECT_THAT(events[5].detail, ::testing::AllOf(HasSubstr("\"why\":\"password\""), ::testing::Not(HasSubstr("waits"))));
  EXPECT_THAT(events[1].detail, HasSubstr("\"waits_minutes\":1"));
  EXPECT_THAT(events[0].detail, HasSubstr("\"why\":\"code\""));
  for (const auto& event : events)
    for (const auto* in_event : {"sam@", "nobody@", "wrong one", "violet", "192.0.2", "198.51"}) EXPECT_THAT(event.detail + event.subject_id, ::testing::Not(HasSubstr(in_event)));
}

TEST_P(Accounts, OneNetworkAddressTryingManyAccountsWaits) {
  for (int i = 0; i < 20; ++i) EXPECT_EQ(tried("p" + std::to_string(i) + "@example.org", "", "").error().kind, ErrorKind::Forbidden);
  EXPECT_EQ(tried("p20@example.org", "", "").error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(tried("p20@example.org", "", "", "198.51.100.1").error().kind, ErrorKind::Forbidden);
}

TEST_P(Accounts, ASessionEndsWhenIdleForHalfAnHourOrAfterTwelveHours) {
  const auto started = tried("sam@example.org", kPassword, shown_by(set_up(given_person())));
  ASSERT_TRUE(started);
  const auto& token = started->token.reveal();
  EXPECT_TRUE(session_at(token, Instant{now.ms + kIdleMs - 1}));
  EXPECT_FALSE(session_at(token, Instant{now.ms + kIdleMs}));
  auto at = now;
  while (at.ms + 20 * 60'000 < now.ms + kLongestSessionMs) {
    at.ms += 20 * 60'000;
    ASSERT_TRUE(session_at(token, at));
    write([&](db::Write& tx) { seen(tx, started->session.id, at); });
  }
  EXPECT_FALSE(session_at(token, Instant{now.ms + kLongestSessionMs}));
}

TEST_P(Accounts, OnlyTheHashOfASessionsTokenIsKept) {
  const auto started = tried("sam@example.org", kPassword, shown_by(set_up(given_person())));
  const auto kept = ask([](db::Read& tx) { return *tx.first("SELECT token_hash FROM sessions", {}, [](const db::Row& row) { return row.string(0); }); });
  EXPECT_NE(kept, started->token.reveal());
  EXPECT_FALSE(session_at(kept, now)) << "the hash opens nothing";
  EXPECT_FALSE(session_at("", now));
}

TEST_P(Accounts, SigningOutEndsOneSessionAndSigningOutEverywhereAll) {
  const auto person = given_person();
  const auto secret = set_up(person);
  const auto one = tried("sam@example.org", kPassword, shown_by(secret));
  now.ms += 60'000;
  const auto two = tried("sam@example.org", kPassword, shown_by(secret));
  now.ms += 60'000;
  const auto three = tried("sam@example.org", kPassword, shown_by(secret));
  ASSERT_TRUE(one && two && three);
  write([&](db::Write& tx) { sign_out(tx, one->session, now); });
  EXPECT_FALSE(session_at(one->token.reveal(), now));
  EXPECT_THAT(ask([&](db::Read& tx) { return sessions_of(tx, person, now); }), SizeIs(2));
  EXPECT_EQ(write([&](db::Write& tx) { return sign_out_everywhere(tx, person, now); }), 2);
  EXPECT_FALSE(session_at(three->token.reveal(), now));
}

TEST_P(Accounts, GettingAnAccountBackEndsItsSessionsAndItsOldPassword) {
  const auto person = given_person();
  const auto started = tried("sam@example.org", kPassword, shown_by(set_up(person)));
  ASSERT_TRUE(started);
  const auto secret = set_up(person, "copper window thistle");
  EXPECT_FALSE(session_at(started->token.reveal(), now));
  EXPECT_FALSE(tried("sam@example.org", kPassword, shown_by(secret)));
  EXPECT_TRUE(tried("sam@example.org", "copper window thistle", shown_by(secret)));
}

TEST_P(Accounts, AClosedAccountNeitherSignsInNorKeepsItsSession) {
  const auto secret = set_up(given_person());
  const auto started = tried("sam@example.org", kPassword, shown_by(secret));
  write([&](db::Write& tx) { tx.run("UPDATE people SET closed_at = $1", {now}); });
  EXPECT_FALSE(session_at(started->token.reveal(), now));
  now.ms += 60'000;
  EXPECT_FALSE(tried("sam@example.org", kPassword, shown_by(secret)));
}

TEST_P(Accounts, ARoleCountsWhileTheMembershipTheRoleAndTheOrganisationStand) {
  const auto person = given_person();
  const auto authority = given_organisation();
  const auto membership = given_member(person, authority, {kMonday, kMonday.plus_days(10)});
  ASSERT_TRUE(with_role(membership, Role::NominatedOfficer, {kMonday.plus_days(2), kMonday.plus_days(20)}));
  EXPECT_FALSE(may_approve(person, authority, kMonday.plus_days(1)));
  EXPECT_TRUE(may_approve(person, authority, kMonday.plus_days(2)));
  EXPECT_TRUE(may_approve(person, authority, kMonday.plus_days(9)));
  EXPECT_FALSE(may_approve(person, authority, kMonday.plus_days(10)));
  ASSERT_TRUE(write([&](db::Write& tx) { return organisations::end(tx, kOperator, kAllowed, authority, kMonday.plus_days(5), now); }));
  EXPECT_FALSE(may_approve(person, authority, kMonday.plus_days(5)));
  EXPECT_THAT(ask([&](db::Read& tx) { return organisations_of(tx, person, kMonday.plus_days(5)); }), IsEmpty());
}

TEST_P(Accounts, ARoleOfAnotherKindOfOrganisationIsRefused) {
  const auto membership = given_member(given_person(), given_organisation());
  const auto refused = with_role(membership, Role::HomeStaff);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::Invalid);
}

TEST_P(Accounts, ADelegatedRoleEndsWithTheAbsenceOrWithTheRoleItself) {
  const auto absent = given_person(), deputy = given_person("kim@example.org", "Kim Beech");
  const auto authority = given_organisation();
  const auto of_absent = given_member(absent, authority), of_deputy = given_member(deputy, authority);
  const auto role = with_role(of_absent, Role::NominatedOfficer);
  ASSERT_TRUE(role);
  const auto delegated = [&](const MembershipId& to, Stay stay) { return write([&](db::Write& tx) { return delegate(tx, kOperator, kAllowed, *role, to, stay, now); }); };
  EXPECT_FALSE(delegated(of_deputy, {kMonday, {}})) << "an absence has an end";
  EXPECT_FALSE(delegated(of_absent, {kMonday, kMonday.plus_days(7)})) << "nobody stands in for themselves";
  ASSERT_TRUE(delegated(of_deputy, {kMonday, kMonday.plus_days(7)}));
  EXPECT_FALSE(may_approve(deputy, authority, kMonday.plus_days(-1)));
  EXPECT_TRUE(may_approve(deputy, authority, kMonday));
  EXPECT_FALSE(may_approve(deputy, authority, kMonday.plus_days(7)));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_role(tx, kOperator, kAllowed, *role, kMonday.plus_days(3), now); }));
  EXPECT_TRUE(may_approve(deputy, authority, kMonday.plus_days(2)));
  EXPECT_FALSE(may_approve(deputy, authority, kMonday.plus_days(3)));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_membership(tx, kOperator, kAllowed, of_absent, kMonday.plus_days(2), now); }));
  EXPECT_FALSE(may_approve(deputy, authority, kMonday.plus_days(2)));
}

TEST_P(Accounts, ARoleIsNotDelegatedIntoAnotherOrganisation) {
  const auto sam = given_person(), kim = given_person("kim@example.org");
  const auto one = given_organisation(), other = given_organisation(organisations::Kind::Authority, "Salford", "E08000006");
  const auto role = with_role(given_member(sam, one), Role::NominatedOfficer);
  const auto elsewhere = given_member(kim, other);
  EXPECT_FALSE(write([&](db::Write& tx) { return delegate(tx, kOperator, kAllowed, *role, elsewhere, {kMonday, kMonday.plus_days(7)}, now); }));
}

TEST_P(Accounts, WhatWasDoneToARoleOrAnAbsenceIsInTheAuditOfTheOrganisation) {
  const auto authority = given_organisation();
  const auto of_sam = given_member(given_person(), authority), of_kim = given_member(given_person("kim@example.org"), authority);
  const auto role = with_role(of_sam, Role::NominatedOfficer);
  ASSERT_TRUE(write([&](db::Write& tx) { return delegate(tx, kOperator, kAllowed, *role, of_kim, {kMonday, kMonday.plus_days(7)}, now); }));
  const auto absence = ask([&](db::Read& tx) { return load_member(tx, vault, of_kim, kMonday); })->delegations.front().id;
  ASSERT_TRUE(write([&](db::Write& tx) { return end_delegation(tx, kOperator, kAllowed, absence, kMonday, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_role(tx, kOperator, kAllowed, *role, kMonday, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_membership(tx, kOperator, kAllowed, of_sam, kMonday, now); }));
  const auto actions = ask([&](db::Read& tx) {
    return tx.list("SELECT e.action FROM audit_organisations o JOIN audit_events e ON e.sequence = o.sequence WHERE o.organisation_id = $1", {authority}, [](const db::Row& row) { return row.string(0); });
  });
  for (const auto* action : {"role.delegated", "role.delegation_ended", "role.ended", "membership.ended"}) EXPECT_THAT(actions, ::testing::Contains(action));
}

TEST_P(Accounts, NobodyGivesThemselvesARole) {
  const auto sam = given_person();
  const auto membership = given_member(sam, given_organisation());
  const auto tried_by = [&](const Actor& actor) { return write([&](db::Write& tx) { return add_role(tx, actor, kAllowed, membership, Role::Auditor, kSince, now); }); };
  const auto own = tried_by({ActorKind::Person, sam.text()});
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().fields.front().field, "role");
  EXPECT_TRUE(tried_by({ActorKind::Person, "another"}));
}

TEST_P(Accounts, AnAdministratorCorrectsTheNameAndUntilItIsSetUpTheAddress) {
  const auto sam = given_person();
  const auto north = given_organisation();
  given_member(sam, north);
  const auto corrected = [&](std::string name, std::string email) {
    return write([&](db::Write& tx) { return correct_contact(tx, vault, {ActorKind::Person, "ada"}, kAllowed, sam, north, {Personal(name), Personal(email)}, kMonday, now); });
  };
  const auto old = given_code(sam);
  ASSERT_TRUE(corrected("Sam Elder", "elder@example.org"));
  EXPECT_EQ(ask([&](db::Read& tx) { return person_with_email(tx, vault, Personal<std::string>("elder@example.org")); }), sam);
  EXPECT_FALSE(ask([&](db::Read& tx) { return set_up_of(tx, vault, old, now); })) << "the link went to the wrong address";
  given_person("kim@example.org");
  EXPECT_EQ(corrected("Sam", "KIM@example.org").error().fields.front().field, "email");
  EXPECT_EQ(corrected("", "elder@example.org").error().fields.front().field, "name");
  set_up(sam);
  EXPECT_TRUE(corrected("Sam Ash", "elder@example.org"));
  const auto taken = corrected("Sam Ash", "ada@example.org");
  ASSERT_FALSE(taken) << "the account would be the administrator's";
  EXPECT_EQ(taken.error().fields.front().field, "email");
  EXPECT_EQ(ask([&](db::Read& tx) { return contact_of(tx, vault, sam); })->name.reveal(), "Sam Ash");
  given_member(sam, given_organisation(organisations::Kind::Authority, "Salford", "E08000006"));
  EXPECT_FALSE(corrected("Sam Oak", "elder@example.org")) << "another organisation's colleague too";
}

TEST_P(Accounts, TheOwnAddressIsChangedWithBothFactorsAndTheOneBeforeIsTold) {
  const auto sam = given_person();
  const auto secret = set_up(sam);
  const auto changed = [&](std::string email, std::string_view password, const std::string& totp) {
    return change_own_email(db(), vault, sam, Personal(email), Personal(std::string(password)), totp, "192.0.2.1", kMonday, now);
  };
  EXPECT_EQ(changed("elder@example.org", "wrong", shown_by(secret)).error().fields.front().field, "password");
  EXPECT_EQ(changed("elder@example.org", kPassword, "00000x").error().fields.front().field, "totp");
  EXPECT_EQ(changed("elder", kPassword, shown_by(secret)).error().fields.front().field, "email");
  const auto before = ask([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM outbox_messages"); });
  ASSERT_TRUE(changed("elder@example.org", kPassword, shown_by(secret)));
  EXPECT_EQ(ask([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM outbox_messages"); }), before + 1);
  now.ms += 60'000;
  EXPECT_FALSE(tried("sam@example.org", kPassword, shown_by(secret)));
  EXPECT_TRUE(tried("elder@example.org", kPassword, shown_by(secret)));
}

TEST_P(Accounts, AClosedAccountEndsItsSessionsAndWhatWasDelegatedAndIsClosedByItsOnlyOrganisation) {
  const auto sam = given_person(), kim = given_person("kim@example.org");
  const auto north = given_organisation(), south = given_organisation(organisations::Kind::Authority, "Salford", "E08000006");
  const auto of_sam = given_member(sam, north);
  const auto secret = set_up(sam);
  const auto session = tried("sam@example.org", kPassword, shown_by(secret));
  ASSERT_TRUE(session);
  const auto role = with_role(of_sam, Role::NominatedOfficer);
  ASSERT_TRUE(write([&](db::Write& tx) { return delegate(tx, kOperator, kAllowed, *role, given_member_in(tx, kim, north), {kMonday, kMonday.plus_days(7)}, now); }));
  const auto closed_by = [&](const Actor& actor) { return write([&](db::Write& tx) { return close_account(tx, actor, kAllowed, sam, north, kMonday, now); }); };
  const auto elsewhere = given_member(sam, south);
  EXPECT_EQ(closed_by({ActorKind::Person, "ada"}).error().kind, ErrorKind::Invalid);
  ASSERT_TRUE(write([&](db::Write& tx) { return end_membership(tx, kOperator, kAllowed, elsewhere, kMonday, now); }));
  EXPECT_EQ(closed_by({ActorKind::Person, sam.text()}).error().kind, ErrorKind::Invalid);
  EXPECT_TRUE(may_approve(kim, north, kMonday));
  ASSERT_TRUE(closed_by({ActorKind::Person, "ada"}));
  EXPECT_FALSE(session_at(session->token.reveal(), now));
  EXPECT_FALSE(may_approve(kim, north, kMonday));
  EXPECT_EQ(closed_by({ActorKind::Person, "ada"}).error().kind, ErrorKind::NotFound);
}

TEST_P(Accounts, AConsortiumsAnalystStandsWithTheMembersOfTheDay) {
  const auto person = given_person();
  const auto consortium = given_organisation(organisations::Kind::Consortium, "Northern Care", "");
  const auto authority = given_organisation();
  ASSERT_TRUE(with_role(given_member(person, consortium), Role::ConsortiumAnalyst));
  ASSERT_TRUE(write([&](db::Write& tx) { return organisations::join(tx, kOperator, kAllowed, authority, consortium, {kMonday, kMonday.plus_days(1)}, now); }));
  const auto members_on = [&](Date day) { return ask([&](db::Read& tx) { return standing_of(tx, person, consortium, day, true); }).grants.at(0).members; };
  EXPECT_THAT(members_on(kMonday), ElementsAre(authority));
  EXPECT_THAT(members_on(kMonday.plus_days(1)), IsEmpty());
}

RIGHTPLACE_ON_BOTH(Accounts);

}  // namespace
}  // namespace rightplace::accounts
