#include "features/programs/programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/accounts/accounts.h"
#include "features/imports/imports.h"
#include "tests/support/desk_stage.h"

namespace rightplace::programs {
namespace {

using access::Record;
using access::Role;
using access::Verb;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const Actor kAdministrator{ActorKind::Person, "kim"};
const Allowed kTest = Allowed::because("test");

class Programs : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), desk::migrations(), migrations()});
    auto& db = **database;
    desk->by_token = [this](db::Read& tx, std::string_view token, Instant) { return standing_of(tx, token, desk->today()); };
    const Stay stay{Date(2020, 1, 1), {}};
    provider = db.write([&](db::Write& tx) { return *organisations::add(tx, kAdministrator, kTest, {organisations::Kind::ProviderGroup, "Alder Care", "", "", stay}, clock.now()); });
    other = db.write([&](db::Write& tx) { return *organisations::add(tx, kAdministrator, kTest, {organisations::Kind::ProviderGroup, "Beech Care", "", "", stay}, clock.now()); });
    begin(pages(*desk));
  }
  Wanted wanted(Role role, std::vector<access::Scope> scopes) const { return {"Case system", role, std::move(scopes), desk->today().plus_days(30)}; }
  Result<Made> made(const Wanted& what) {
    return (*database)->write([&](db::Write& tx) { return make(tx, kAdministrator, kTest, maker(), what, clock.now()); });
  }
  // An administrator of the provider, with these roles besides.
  access::Standing maker(std::vector<Role> more = {}) const {
    access::Standing standing{"kim", provider, desk->today(), true, {}};
    more.push_back(Role::Administrator);
    for (const auto role : more) standing.grants.push_back({role, provider, organisations::Kind::ProviderGroup, {{Date(2020, 1, 1), {}}}, false, {}, {}});
    return standing;
  }
  web::Response send(web::Method method, std::string path, std::string token, std::string body = {}, std::string key = "0123456789abcdef") {
    web::Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers = {{"authorization", "Bearer " + token}, {"content-type", "application/json"}, {"idempotency-key", std::move(key)}};
    request.body = std::move(body);
    return site->handle(request);
  }

  organisations::OrganisationId provider, other;
};

TEST_P(Programs, AProgramUsesTheServiceWithItsTokenUntilTheTokenEnds) {
  const auto token = made(wanted(Role::Administrator, {{Record::People, Verb::Read}}));
  ASSERT_TRUE(token);
  EXPECT_EQ(send(web::Method::Get, "/api/v1/programs", token->token.reveal()).status, 200);
  ASSERT_TRUE((*database)->write([&](db::Write& tx) { return end(tx, kAdministrator, kTest, provider, token->id, desk->today(), clock.now()); }));
  EXPECT_EQ(send(web::Method::Get, "/api/v1/programs", token->token.reveal()).status, 401);
}

TEST_P(Programs, WhatAProgramReadsIsInTheAuditUnderItsOwnName) {
  const auto token = made(wanted(Role::Administrator, {{Record::People, Verb::Read}}));
  send(web::Method::Get, "/api/v1/programs", token->token.reveal());
  ASSERT_TRUE(trail->flush());
  const auto events = (*database)->read([&](db::Read& tx) { return audit::search(tx, {.action = "people.read"}); });
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_EQ(events[0].actor_id, "program/" + token->id.text());
  EXPECT_EQ(events[0].actor_kind, "system");
}

TEST_P(Programs, AProgramThatMayOnlyReadChangesNothing) {
  const auto token = made(wanted(Role::Administrator, {{Record::People, Verb::Read}}));
  const auto refused = send(web::Method::Post, "/api/v1/programs", token->token.reveal(), R"({"name":"x","role":"administrator","scopes":["people.read"],"until":"2026-04-01"})");
  EXPECT_EQ(refused.status, 405) << "tokens are given by people";
}

TEST_P(Programs, AProgramGivesNobodyAccessNeitherATokenNorARole) {
  const auto refused = made(wanted(Role::Administrator, {{Record::People, Verb::Write}}));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().fields, ElementsAre(Field(&FieldError::field, "scopes")));
  // A token of before this rule.
  const auto token = made(wanted(Role::Administrator, {{Record::People, Verb::Read}}));
  ASSERT_TRUE(token);
  (*database)->write([&](db::Write& tx) { tx.run("UPDATE program_tokens SET scopes = 'people.read people.write'"); });
  const auto standing = (*database)->read([&](db::Read& tx) { return standing_of(tx, token->token.reveal(), desk->today()); });
  ASSERT_TRUE(standing);
  EXPECT_THAT(*standing->scopes, ElementsAre(access::Scope{Record::People, Verb::Read}));
  EXPECT_EQ(send(web::Method::Post, "/programs/new", token->token.reveal(), R"({"name":"x"})").status, 404);
  EXPECT_EQ(send(web::Method::Post, "/api/v1/programs", token->token.reveal(), R"({"name":"x"})").status, 405);
}

TEST_P(Programs, WhatNamesAChildIsGivenToAProgramOnlyByWhoHoldsTheRole) {
  const auto with = wanted(Role::ReferralsManager, {{Record::ReferralSummary, Verb::Read}, {Record::Vacancies, Verb::Read}});
  const auto tried = [&](const access::Standing& by) { return (*database)->write([&](db::Write& tx) { return make(tx, kAdministrator, kTest, by, with, clock.now()); }); };
  const auto refused = tried(maker());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().fields, ElementsAre(Field(&FieldError::field, "scopes")));
  EXPECT_THAT(refused.error().fields.front().detail, HasSubstr("referrals manager"));
  auto stands_in = maker({Role::ReferralsManager});
  stands_in.grants.front().delegated = true;
  EXPECT_FALSE(tried(stands_in)) << "held for somebody absent";
  auto ended = maker({Role::ReferralsManager});
  ended.grants.front().within.push_back({Date(2020, 1, 1), desk->today()});
  EXPECT_FALSE(tried(ended));
  EXPECT_TRUE(tried(maker({Role::ReferralsManager})));
}

TEST_P(Programs, ATokenReadsNoChildAnyMoreWhenItsMakerLostTheRole) {
  const auto who = (*database)->write([&](db::Write& tx) { return *accounts::add_person(tx, desk->vault, kAdministrator, kTest, {Personal<std::string>("Kim Alder"), Personal<std::string>("kim@example.org")}, clock.now()); });
  const auto role = (*database)->write([&](db::Write& tx) {
    const auto membership = *accounts::add_membership(tx, kAdministrator, kTest, who, provider, {Date(2020, 1, 1), {}}, clock.now());
    return *accounts::add_role(tx, kAdministrator, kTest, membership, Role::ReferralsManager, {Date(2020, 1, 1), {}}, clock.now());
  });
  const auto token = (*database)->write([&](db::Write& tx) {
    return make(tx, {ActorKind::Person, who.text()}, kTest, maker({Role::ReferralsManager}), wanted(Role::ReferralsManager, {{Record::ReferralSummary, Verb::Read}, {Record::Vacancies, Verb::Read}}), clock.now());
  });
  ASSERT_TRUE(token);
  const auto scopes = [&] { return *(*database)->read([&](db::Read& tx) { return standing_of(tx, token->token.reveal(), desk->today()); })->scopes; };
  EXPECT_THAT(scopes(), SizeIs(2));
  (*database)->write([&](db::Write& tx) { tx.run("UPDATE membership_roles SET until_on = $2 WHERE id = $1", {role, desk->today()}); });
  EXPECT_THAT(scopes(), ElementsAre(access::Scope{Record::Vacancies, Verb::Read}));
}

TEST_P(Programs, ATokenCannotReachFurtherThanItsRole) {
  const auto further = made(wanted(Role::ReferralsManager, {{Record::People, Verb::Write}}));
  ASSERT_FALSE(further);
  EXPECT_THAT(further.error().fields, ElementsAre(Field(&FieldError::field, "scopes")));
  const auto foreign = made(wanted(Role::PlacementOfficer, {{Record::HomeProfile, Verb::Read}}));
  ASSERT_FALSE(foreign) << "a provider has no placement officers";
  auto long_one = wanted(Role::ReferralsManager, {{Record::Vacancies, Verb::Read}});
  long_one.until = desk->today().plus_days(400);
  EXPECT_FALSE(made(long_one));
}

TEST_P(Programs, AnotherOrganisationsTokenCannotBeEnded) {
  const auto token = made(wanted(Role::Administrator, {{Record::People, Verb::Read}}));
  EXPECT_FALSE((*database)->write([&](db::Write& tx) { return end(tx, kAdministrator, kTest, other, token->id, desk->today(), clock.now()); }));
}

TEST(ProgramScopes, NothingThatIsAllocatedToAPersonAndNoBrokenGlassIsInThem) {
  EXPECT_THAT(scopes_of(Role::SocialWorker), Not(Contains(access::Scope{Record::ChildIdentity, Verb::Read})));
  for (const auto role : {Role::YoungPerson, Role::Parent, Role::Advocate})
    for (const auto& scope : scopes_of(role)) EXPECT_FALSE(access::of_a_child(scope.record)) << "it concerns a person, not a program: " << scope_code(scope);
  EXPECT_THAT(scopes_of(Role::NominatedOfficer), Contains(access::Scope{Record::GlassAlert, Verb::Read}));
  EXPECT_THAT(scopes_of(Role::NominatedOfficer), Not(Contains(access::Scope{Record::GlassAlert, Verb::Answer}))) << "somebody has to have looked";
  for (const auto& row : access::kRoles.rows)
    for (const auto& scope : scopes_of(row.value)) EXPECT_EQ(scope_named(scope_code(scope)), scope);
}

RIGHTPLACE_ON_BOTH(Programs);

}  // namespace
}  // namespace rightplace::programs
