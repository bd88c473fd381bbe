// Invitations, forgotten passwords, the lock, several organisations, passwords that leaked.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "features/accounts/accounts.h"
#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "features/outbox/outbox.h"
#include "tests/support/databases.h"

namespace rightplace::accounts {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kAllowed = Allowed::because("test");
const Date kMonday(2026, 3, 2);
const Stay kSince{Date(2026, 1, 1), {}};
constexpr std::string_view kPassword = "violet ladder pebble";

// A letter box in which every letter stays.
struct Box final : outbox::Transport {
  std::vector<std::pair<std::string, std::string>> letters;   // to, text
  Done send(const outbox::Mail& mail) override {
    letters.emplace_back(mail.to.reveal(), mail.subject + "\n" + mail.text.reveal());
    return {};
  }
  std::string describe() const override { return "a box"; }
};

class Recovery : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), homes::migrations(),
                                                                                      organisations::migrations(), outbox::migrations(), migrations()});
    north = given_organisation("Manchester", "E08000003");
    south = given_organisation("Salford", "E08000006");
  }
  db::Database& db() { return **database; }
  template <class Action>
  auto write(Action action) { return db().write([&](db::Write& tx) { return action(tx); }); }
  template <class Question>
  auto ask(Question question) { return db().read([&](db::Read& tx) { return question(tx); }); }
  OrganisationId given_organisation(std::string name, std::string code) {
    return *write([&](db::Write& tx) { return organisations::add(tx, kOperator, kAllowed, {organisations::Kind::Authority, name, code, {}, kSince}, now); });
  }
  Result<MembershipId> invited(std::string email, const OrganisationId& organisation, std::vector<Role> roles = {Role::PlacementOfficer}, std::string name = "Sam Alder") {
    return write([&](db::Write& tx) { return invite(tx, vault, kOperator, kAllowed, {{Personal(name), Personal(email)}, organisation, roles, kSince}, now); });
  }
  // Letters since the last time.
  std::vector<std::pair<std::string, std::string>> letters() {
    Box box;
    FixedClock clock(now);
    outbox::send_due(db(), vault, box, {"rightplace@example.org", "https://rightplace.example"}, clock);
    return box.letters;
  }
  static std::string code_in(const std::string& letter) {
    const auto at = letter.find("?code=");
    return at == std::string::npos ? "" : letter.substr(at + 6, letter.find('\n', at) - at - 6);
  }
  PersonId person_at(const std::string& email) { return *ask([&](db::Read& tx) { return person_with_email(tx, vault, Personal(email)); }); }
  // Invited, set up by the link of the letter; the authenticator's secret.
  std::string given_account(const std::string& email = "sam@example.org") {
    const auto made = invited(email, north);
    EXPECT_TRUE(made) << made.error().detail << (made.error().fields.empty() ? "" : made.error().fields.front().detail);
    const auto code = code_in(letters().front().second);
    const auto secret = ask([&](db::Read& tx) { return set_up_of(tx, vault, code, now); })->totp_secret.reveal();
    EXPECT_TRUE(finish_set_up(db(), vault, breached, code, Personal(std::string(kPassword)), shown_by(secret), now));
    const auto told = letters();
    EXPECT_THAT(told, SizeIs(1));
    for (const auto& letter : told) EXPECT_THAT(letter.second, HasSubstr("sign-in was changed")) << "whoever set it up: the person is told";
    now.ms += 60'000;
    return secret;
  }
  std::string shown_by(const std::string& secret) { return vault::totp_code(secret, now.ms / 1000); }
  Result<Started> entered(const std::string& secret, std::string_view password = kPassword, std::string email = "sam@example.org") {
    return sign_in(db(), vault, {Personal(std::move(email)), Personal(std::string(password)), Personal(shown_by(secret))}, "192.0.2.1", kMonday, now);
  }
  Done asked_for(std::string email, std::string address = "192.0.2.1") { return request_recovery(db(), vault, Personal(std::move(email)), address, now); }
  Done recovered(const std::string& code, std::string_view password, const std::string& totp) {
    return finish_recovery(db(), vault, breached, code, Personal(std::string(password)), totp, "192.0.2.1", kMonday, now);
  }

  std::unique_ptr<test::TestDatabase> database;
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Instant now = test::kMondayMorning;
  OrganisationId north, south;
  Breached breached{std::filesystem::path("/nonexistent")};
};
RIGHTPLACE_ON_BOTH(Recovery);

TEST_P(Recovery, WhoeverIsInvitedSetsTheAccountUpWithTheLinkOfTheLetterAndHasTheRoles) {
  const auto secret = given_account();
  const auto started = entered(secret);
  ASSERT_TRUE(started) << started.error().detail;
  EXPECT_EQ(started->session.organisation, north);
  const auto standing = ask([&](db::Read& tx) { return standing_of(tx, started->session.person, north, kMonday, true); });
  ASSERT_THAT(standing.grants, SizeIs(1));
  EXPECT_EQ(standing.grants.front().role, Role::PlacementOfficer);
}

TEST_P(Recovery, AnInvitationNamesEveryFaultAtOnceAndKeepsNothing) {
  const auto wrong = write([&](db::Write& tx) { return invite(tx, vault, kOperator, kAllowed, {{Personal<std::string>(""), Personal<std::string>("sam")}, north, {}, {kMonday, kMonday}}, now); });
  ASSERT_FALSE(wrong);
  std::vector<std::string> fields;
  for (const auto& fault : wrong.error().fields) fields.push_back(fault.field);
  EXPECT_THAT(fields, ::testing::UnorderedElementsAre("name", "email", "roles", "until_on"));
  EXPECT_FALSE(invited("kim@example.org", north, {Role::RegisteredManager}));
  EXPECT_EQ(ask([](db::Read& tx) { return tx.integer("SELECT COUNT(*) FROM people"); }), 0);
  EXPECT_THAT(letters(), IsEmpty());
}

TEST_P(Recovery, WhoHasAnAccountElsewhereKeepsItAndTheSecondOrganisationGetsNoCodeForIt) {
  const auto secret = given_account();
  ASSERT_TRUE(invited("Sam@example.org", south, {Role::AreaContact}, "Somebody Else"));
  const auto sent = letters();
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_THAT(sent.front().second, ::testing::Not(HasSubstr("code=")));
  EXPECT_THAT(sent.front().second, HasSubstr("Salford"));
  EXPECT_EQ(ask([&](db::Read& tx) { return contact_of(tx, vault, person_at("sam@example.org")); })->name.reveal(), "Sam Alder");
  EXPECT_TRUE(entered(secret));
  EXPECT_FALSE(invited("sam@example.org", south)) << "a member already";
}

TEST_P(Recovery, WhoWorksForSeveralChoosesForWhichAndNoOther) {
  const auto secret = given_account();
  ASSERT_TRUE(invited("sam@example.org", south, {Role::AreaContact}));
  const auto started = entered(secret);
  ASSERT_TRUE(started);
  EXPECT_TRUE(started->session.organisation.empty());
  const auto session = [&] { return *ask([&](db::Read& tx) { return session_of(tx, started->token.reveal(), now); }); };
  const auto chosen = [&](const OrganisationId& id) { return write([&](db::Write& tx) { return choose_organisation(tx, session(), id, kMonday, now); }).has_value(); };
  const auto elsewhere = given_organisation("Bolton", "E08000001");
  EXPECT_FALSE(chosen(elsewhere));
  EXPECT_TRUE(session().organisation.empty());
  EXPECT_TRUE(chosen(south));
  EXPECT_EQ(session().organisation, south);
  EXPECT_TRUE(chosen(north));
  EXPECT_EQ(session().organisation, north);
}

TEST_P(Recovery, AForgottenPasswordIsChosenAnewWithTheLinkAndTheAuthenticatorAndEverySessionEnds) {
  const auto secret = given_account();
  const auto old = entered(secret);
  now.ms += 60'000;
  ASSERT_TRUE(asked_for(" SAM@example.org"));
  const auto sent = letters();
  ASSERT_THAT(sent, SizeIs(1));
  const auto code = code_in(sent.front().second);
  EXPECT_THAT(sent.front().second, HasSubstr("/recover?code="));
  const auto done = recovered(code, "copper thimble meadow", shown_by(secret));
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_FALSE(ask([&](db::Read& tx) { return session_of(tx, old->token.reveal(), now); }));
  EXPECT_THAT(letters().front().second, HasSubstr("was changed"));
  now.ms += 60'000;
  EXPECT_FALSE(entered(secret));
  EXPECT_TRUE(entered(secret, "copper thimble meadow"));
  EXPECT_FALSE(recovered(code, "another thimble meadow", shown_by(secret))) << "the link serves once";
}

TEST_P(Recovery, TheLinkAloneOpensNothing) {
  const auto secret = given_account();
  ASSERT_TRUE(asked_for("sam@example.org"));
  const auto code = code_in(letters().front().second);
  const auto wrong = recovered(code, "copper thimble meadow", "000000x");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().fields.front().field, "totp");
  for (int i = 0; i < 6; ++i) recovered(code, "copper thimble meadow", "000000x");
  const auto late = recovered(code, "copper thimble meadow", shown_by(secret));
  ASSERT_FALSE(late) << "guessing codes must wait";
  EXPECT_EQ(late.error().kind, ErrorKind::Unavailable);
}

TEST_P(Recovery, ALinkEndsAfterAnHourAndWhenANewerOneIsAskedFor) {
  given_account();
  ASSERT_TRUE(asked_for("sam@example.org"));
  const auto first = code_in(letters().front().second);
  ASSERT_TRUE(asked_for("sam@example.org"));
  const auto second = code_in(letters().front().second);
  const auto stands = [&](const std::string& code, Instant at) { return ask([&](db::Read& tx) { return recovery_of(tx, code, at); }).has_value(); };
  EXPECT_FALSE(stands(first, now));
  EXPECT_TRUE(stands(second, Instant{now.ms + kRecoveryLastsMs - 1}));
  EXPECT_FALSE(stands(second, Instant{now.ms + kRecoveryLastsMs}));
}

TEST_P(Recovery, AskingForAnUnknownAddressIsAnsweredTheSameAndNobodyGetsManyLetters) {
  given_account();
  EXPECT_TRUE(asked_for("nobody@example.org"));
  EXPECT_TRUE(asked_for("no address"));
  EXPECT_THAT(letters(), IsEmpty());
  for (int i = 0; i < 8; ++i) EXPECT_TRUE(asked_for("sam@example.org", "192.0.2." + std::to_string(10 + i)));
  EXPECT_THAT(letters(), SizeIs(3));
  Done many;
  for (int i = 0; i < 25; ++i) many = asked_for("nobody" + std::to_string(i) + "@example.org", "192.0.2.99");
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().kind, ErrorKind::Unavailable);
  const auto noted = ask([](db::Read& tx) { return audit::search(tx, {.action = "sign_in.refused"}); });
  ASSERT_THAT(noted, SizeIs(1)) << "that this network waits stands in the audit, once";
  EXPECT_THAT(noted.front().detail, HasSubstr("too_many"));
}

TEST_P(Recovery, ALockedSessionIsReopenedWithThePasswordOrACodeButNotWithAUsedOne) {
  const auto secret = given_account();
  const auto used = shown_by(secret);
  const auto token = entered(secret)->token.reveal();
  const auto session = [&] { return *ask([&](db::Read& tx) { return session_of(tx, token, now); }); };
  EXPECT_FALSE(is_locked(session(), now));
  EXPECT_TRUE(is_locked(session(), Instant{now.ms + kLockMs}));
  const auto locked = [&] { return is_locked(session(), now); };
  const auto tried = [&](std::string text) { return reopen(db(), vault, session(), Personal(std::move(text)), "192.0.2.1", now).has_value(); };
  write([&](db::Write& tx) { lock(tx, session(), now); return 0; });
  EXPECT_TRUE(locked());
  EXPECT_FALSE(tried(used));
  EXPECT_FALSE(tried("violet ladder pebbles"));
  EXPECT_FALSE(tried(""));
  EXPECT_TRUE(locked());
  EXPECT_TRUE(tried(std::string(kPassword)));
  EXPECT_FALSE(locked());
  write([&](db::Write& tx) { lock(tx, session(), now); return 0; });
  now.ms += 60'000;
  EXPECT_TRUE(tried(shown_by(secret)));
  EXPECT_FALSE(locked());
  write([&](db::Write& tx) { lock(tx, session(), now); return 0; });
  EXPECT_FALSE(tried(shown_by(secret))) << "that code has served";
}

TEST_P(Recovery, ReopeningIsNoWayRoundTheWaits) {
  const auto secret = given_account();
  const auto session = entered(secret)->session;
  for (int i = 0; i < 6; ++i) reopen(db(), vault, session, Personal<std::string>("000000"), "192.0.2.1", now);
  const auto right = reopen(db(), vault, session, Personal(std::string(kPassword)), "192.0.2.1", now);
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().kind, ErrorKind::Unavailable);
}

TEST_P(Recovery, OneOfSeveralSessionsIsEndedByItsOwnerOnly) {
  const auto secret = given_account();
  const auto here = entered(secret);
  now.ms += 60'000;
  const auto there = entered(secret);
  given_account("kim@example.org");
  const auto ended = [&](const std::string& email) { return write([&](db::Write& tx) { return end_session(tx, person_at(email), there->session.id, now); }).has_value(); };
  EXPECT_FALSE(ended("kim@example.org"));
  EXPECT_TRUE(ended("sam@example.org"));
  EXPECT_FALSE(ended("sam@example.org")) << "it has ended";
  EXPECT_TRUE(ask([&](db::Read& tx) { return session_of(tx, here->token.reveal(), now); }));
}

TEST_P(Recovery, APasswordIsChangedByWhoKnowsThePresentOneAndTheOtherSessionsEnd) {
  const auto secret = given_account();
  const auto other = entered(secret);
  now.ms += 60'000;
  const auto here = entered(secret);
  const auto changed = [&](std::string_view from, std::string_view to) {
    return change_password(db(), vault, breached, here->session, Personal(std::string(from)), Personal(std::string(to)), "192.0.2.1", kMonday, now);
  };
  EXPECT_EQ(changed("wrong words here", "copper thimble meadow").error().fields.front().field, "old_password");
  EXPECT_EQ(changed(kPassword, "password1234").error().fields.front().field, "password");
  ASSERT_TRUE(changed(kPassword, "copper thimble meadow"));
  EXPECT_TRUE(ask([&](db::Read& tx) { return session_of(tx, here->token.reveal(), now); }));
  EXPECT_FALSE(ask([&](db::Read& tx) { return session_of(tx, other->token.reveal(), now); }));
  EXPECT_THAT(letters().front().second, HasSubstr("was changed"));
}

TEST_P(Recovery, TheListOfMembersShowsRolesAndWhoStandsInForWhomButNobodyOfAnotherOrganisation) {
  const auto sam = *invited("sam@example.org", north, {Role::NominatedOfficer}), kim = *invited("kim@example.org", north, {Role::PlacementOfficer}, "Kim Larch");
  ASSERT_TRUE(invited("lou@example.org", south));
  const auto list = [&] { return ask([&](db::Read& tx) { return members_of(tx, vault, north, kMonday); }); };
  ASSERT_THAT(list(), SizeIs(2));
  EXPECT_EQ(list()[0].contact.name.reveal(), "Kim Larch");
  const auto role = list()[1].roles.front().id;
  ASSERT_TRUE(write([&](db::Write& tx) { return delegate(tx, kOperator, kAllowed, role, kim, {kMonday, kMonday.plus_days(7)}, now); }));
  const auto member = ask([&](db::Read& tx) { return load_member(tx, vault, kim, kMonday); });
  ASSERT_THAT(member->delegations, SizeIs(1));
  EXPECT_EQ(member->delegations.front().absent, sam);
  const auto holders = [&](Date day) { return ask([&](db::Read& tx) { return holders_of(tx, north, Role::NominatedOfficer, day); }); };
  EXPECT_THAT(holders(kMonday), SizeIs(2));
  ASSERT_TRUE(write([&](db::Write& tx) { return end_delegation(tx, kOperator, kAllowed, member->delegations.front().id, kMonday, now); }));
  EXPECT_THAT(holders(kMonday), SizeIs(1));
  EXPECT_THAT(list()[0].delegations, IsEmpty());
}

// ---- Passwords that leaked.

class BreachedPasswords : public ::testing::Test {
 protected:
  std::filesystem::path file(std::string name, std::string text) {
    const auto path = folder.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path;
  }
  bool held(std::string_view password) { return Breached(store.path()).holds(Personal(std::string(password))); }
  test::TemporaryFolder folder, store;
};

TEST_F(BreachedPasswords, OfASortedFileAreRefusedWhateverTheCaseOfItsDigits) {
  std::vector<std::string> hashes;
  for (const auto* leaked : {"violet ladder pebble", "copper thimble meadow", "a", "b", "c"}) hashes.push_back(vault::sha1_hex(leaked));
  std::ranges::sort(hashes);
  std::string text;
  for (const auto& hash : hashes) text += hash + ":7\r\n";
  const auto kept = import_breached(store.path(), file("list.txt", text));
  ASSERT_TRUE(kept) << kept.error().detail;
  EXPECT_EQ(*kept, 5);
  for (const auto* leaked : {"violet ladder pebble", "copper thimble meadow", "a", "c"}) EXPECT_TRUE(held(leaked)) << leaked;
  EXPECT_FALSE(held("another thimble meadow"));
  const auto refused = check_password(Personal<std::string>("violet ladder pebble"), "sam@example.org", Breached(store.path()));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("leaked"));
}

TEST_F(BreachedPasswords, OfAFolderOfRangesAreRefusedAndPaddingIsNot) {
  const auto hash = vault::sha1_hex("violet ladder pebble");
  const auto padding = vault::sha1_hex("copper thimble meadow");
  file("ranges/" + hash.substr(0, 5) + ".txt", hash.substr(5) + ":3\n");
  file("ranges/" + padding.substr(0, 5), padding.substr(5) + ":0\n");
  ASSERT_EQ(import_breached(store.path(), folder.path() / "ranges").value(), 1);
  EXPECT_TRUE(held("violet ladder pebble"));
  EXPECT_FALSE(held("copper thimble meadow"));
}

TEST_F(BreachedPasswords, OfAFileOutOfOrderOrOfSomethingElseAreNotTakenAndTheListBeforeStays) {
  ASSERT_TRUE(import_breached(store.path(), file("good.txt", vault::sha1_hex("violet ladder pebble") + "\n")));
  const auto tried = [&](std::string text) { return import_breached(store.path(), file("bad.txt", text)); };
  EXPECT_THAT(tried(std::string(40, 'F') + "\n" + std::string(40, '0') + "\n").error().detail, HasSubstr("line 2"));
  EXPECT_THAT(tried("violet ladder pebble\n").error().detail, HasSubstr("line 1"));
  EXPECT_FALSE(tried(""));
  EXPECT_FALSE(import_breached(store.path(), folder.path() / "missing.txt"));
  EXPECT_TRUE(held("violet ladder pebble"));
}

TEST_F(BreachedPasswords, AreNoneWithoutAList) { EXPECT_FALSE(held("violet ladder pebble")); }

}  // namespace
}  // namespace rightplace::accounts
