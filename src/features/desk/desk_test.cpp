#include "features/desk/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/homes/homes.h"
#include "features/outbox/outbox.h"
#include "features/imports/imports.h"
#include "tests/support/desk_stage.h"

namespace rightplace::desk {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Actor kOperator{ActorKind::Operator, "operator"};
const Allowed kTest = Allowed::because("test");

// A provider with one home and a person who manages its referrals; a page to read a home's address and a form to write its
// profile, as features make them.
class Desks : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), outbox::migrations(), accounts::migrations(), migrations()});
    auto& db = **database;
    db.write([&](db::Write& tx) {
      const Stay stay{Date(2020, 1, 1), {}};
      provider = *organisations::add(tx, kOperator, kTest, {organisations::Kind::ProviderGroup, "Alder Care", "", "", stay}, clock.now());
      other = *organisations::add(tx, kOperator, kTest, {organisations::Kind::ProviderGroup, "Beech Care", "", "", stay}, clock.now());
      person = *accounts::add_person(tx, desk->vault, kOperator, kTest, {Personal<std::string>("Sam Alder"), Personal<std::string>("sam@example.org")}, clock.now());
      const auto membership = *accounts::add_membership(tx, kOperator, kTest, person, provider, stay, clock.now());
      role = *accounts::add_role(tx, kOperator, kTest, membership, access::Role::ReferralsManager, stay, clock.now());
      code = accounts::issue_code(tx, desk->vault, kOperator, kTest, person, clock.now())->reveal();
    });
    const auto secret = db.read([&](db::Read& tx) { return accounts::set_up_of(tx, desk->vault, code, clock.now()); })->totp_secret.reveal();
    ASSERT_TRUE(accounts::finish_set_up(db, desk->vault, accounts::Breached(desk->folder), code, Personal<std::string>("violet ladder pebble"), vault::totp_code(secret, clock.now().ms / 1000), clock.now()));
    clock.set(Instant{clock.now().ms + 60'000});
    token = accounts::sign_in(db, desk->vault, {Personal<std::string>("sam@example.org"), Personal<std::string>("violet ladder pebble"), Personal<std::string>(vault::totp_code(secret, clock.now().ms / 1000))},
                              "192.0.2.1", desk->today(), clock.now())->token.reveal();
    Pages made;
    made.pages.push_back({.pattern = "/prices/{owner}", .record = access::Record::Price, .verb = access::Verb::Read,
                                   .facts = [](db::Read&, const web::Exchange& exchange, const access::Standing&) -> Result<access::Facts> {
                                     access::Facts facts;
                                     facts.owner = organisations::OrganisationId(std::string(exchange.value("owner")));
                                     return facts;
                                   },
                                   .handler = [](const Asked& asked) { return show(asked, {.title = "Price"}, web::html("<h1>{}</h1>", asked.standing.person)); },
                                   .summary = "A price", .noted = [](const web::Exchange&) { return json::Object{{"filter", "spot"}}; }});
    made.pages.push_back({.method = web::Method::Post, .pattern = "/prices", .record = access::Record::Price, .verb = access::Verb::Write, .facts = own_organisation(),
                                   .handler = [this](const Asked& asked) {
                                     auto form = web::Form::of(asked.exchange.request);
                                     const auto name = form.required("name", "Enter a name");
                                     if (auto response = carry_out(asked, form, [&](db::Write& tx) -> Result<web::Url> {
                                           if (name == "late") return fail(ErrorKind::Conflict, "Kim changed this at 9:05");
                                           ++carried_out;
                                           audit::record(tx, asked.actor(), asked.allowed(), "price.written", {"price", name}, asked.now());
                                           return web::Url("/prices").segment(name);
                                         })) return *response;
                                     return show(asked, {.title = "Price", .has_errors = true}, web::error_summary(form), shown_again(form));
                                   },
                                   .summary = "Write a price"});
    made.pages.push_back({.pattern = "/prices/new", .record = access::Record::Price, .verb = access::Verb::Write, .facts = own_organisation(),
                                   .handler = [](const Asked& asked) { return show(asked, {.title = "Price"}, tokens(asked, 3)); }, .summary = "The form of a price"});
    begin(std::move(made));
  }
  web::Response send(web::Method method, std::string path, std::string body = {}) {
    web::Request request;
    request.method = method;
    request.path = std::move(path);
    request.headers = {{"cookie", "session=" + token}, {"content-type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    return site->handle(request);
  }
  web::Response get(std::string path) { return send(web::Method::Get, std::move(path)); }
  web::Response post(std::string fields) { return send(web::Method::Post, "/prices", "csrf=" + desk->vault.token("csrf.session", token) + "&" + fields); }
  std::vector<audit::Event> events(std::string action) {
    EXPECT_TRUE(trail->flush());
    return (*database)->read([&](db::Read& tx) { return audit::search(tx, {.action = action}); });
  }

  organisations::OrganisationId provider, other;
  accounts::PersonId person;
  accounts::RoleId role;
  std::string code, token;
  int carried_out = 0;
};

TEST_P(Desks, AReadIsInTheAuditWithItsGroundsAndForWhom) {
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  const auto found = events("price.read");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].actor_id, person.text());
  EXPECT_EQ(found[0].subject_id, provider.text());
  EXPECT_THAT(found[0].grounds, HasSubstr("Referrals manager"));
  EXPECT_THAT(found[0].detail, ::testing::AllOf(HasSubstr("spot"), HasSubstr(provider.text())));
}

TEST_P(Desks, AFormThatShowsARecordIsARead) {
  EXPECT_EQ(get("/prices/new").status, 200);
  const auto found = events("price.read");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found[0].detail, HasSubstr(R"("to":"write")"));
  EXPECT_THAT(events("price.write"), IsEmpty()) << "nothing was written yet";
}

TEST_P(Desks, AFormShownAgainIsARead) {
  EXPECT_EQ(post("once=a-mark-that-is-long-enough-1").status, 422);
  EXPECT_THAT(events("price.read"), SizeIs(1));
  EXPECT_EQ(post("once=a-mark-that-is-long-enough-2&name=late").status, 409);
  EXPECT_THAT(events("price.read"), SizeIs(2));
}

TEST_P(Desks, AFormKnowsForWhomItWasWritten) {
  EXPECT_THAT(get("/prices/new").body, HasSubstr("<input type=\"hidden\" name=\"for\" value=\"" + provider.text() + "\">"));
  EXPECT_EQ(post("once=a-mark-that-is-long-enough-1&name=spot&for=" + other.text()).status, 409);
  EXPECT_EQ(carried_out, 0);
}

TEST_P(Desks, SomebodyElsesChangeIsSaidWithoutALinkToNowhere) {
  EXPECT_THAT(post("once=a-mark-that-is-long-enough-2&name=late").body, ::testing::AllOf(HasSubstr("Kim changed this at 9:05"), ::testing::Not(HasSubstr("#version"))));
}

TEST_P(Desks, WhatOneMayNotKnowOfAnswersLikeWhatDoesNotExistAndTheRefusalIsWrittenDown) {
  const auto refused = get("/prices/" + other.text());
  const auto nothing = get("/no/such/page");
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(refused.body, nothing.body);
  EXPECT_EQ(refused.headers, nothing.headers);
  EXPECT_THAT(events("price.read"), IsEmpty());
  EXPECT_THAT(events("price.read_refused"), SizeIs(1));
}

TEST_P(Desks, ARoleThatEndedOpensNothingOnTheNextRequest) {
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  ASSERT_TRUE((*database)->write([&](db::Write& tx) { return accounts::end_role(tx, kOperator, kTest, role, desk->today(), clock.now()); }));
  EXPECT_EQ(get("/prices/" + provider.text()).status, 404);
}

TEST_P(Desks, ASessionThatEndedOrWasIdleTooLongOpensNothing) {
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  clock.set(Instant{clock.now().ms + accounts::kLockMs - 1'000});
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  clock.set(Instant{clock.now().ms + accounts::kLockMs - 1'000});
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200) << "it was used meanwhile";
  clock.set(Instant{clock.now().ms + accounts::kLockMs});
  EXPECT_EQ(where(get("/prices/" + provider.text())), "/locked?next=" + web::percent_encoded("/prices/" + provider.text()));
  clock.set(Instant{clock.now().ms + accounts::kIdleMs + 1'000});
  EXPECT_EQ(where(get("/prices/" + provider.text())), "/sign-in");
}

TEST_P(Desks, ALockedSessionOpensNothingUntilItIsReopened) {
  (*database)->write([&](db::Write& tx) { accounts::lock(tx, *accounts::session_of(tx, token, clock.now()), clock.now()); });
  EXPECT_EQ(where(get("/prices/" + provider.text())), "/locked?next=" + web::percent_encoded("/prices/" + provider.text()));
  const auto session = *(*database)->read([&](db::Read& tx) { return accounts::session_of(tx, token, clock.now()); });
  ASSERT_TRUE(accounts::reopen(**database, desk->vault, session, Personal<std::string>("violet ladder pebble"), "192.0.2.1", clock.now()));
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
}

TEST_P(Desks, SigningOutEverywhereElsewhereEndsThisOneAtOnce) {
  EXPECT_EQ(get("/prices/" + provider.text()).status, 200);
  (*database)->write([&](db::Write& tx) { return accounts::sign_out_everywhere(tx, person, clock.now()); });
  EXPECT_EQ(where(get("/prices/" + provider.text())), "/sign-in");
}

TEST_P(Desks, TheSameFormTwiceIsCarriedOutOnceAndLedToTheSamePlace) {
  const auto first = post("once=0123456789abcdefghij&name=spot");
  const auto again = post("once=0123456789abcdefghij&name=spot");
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(where(first), "/prices/spot");
  EXPECT_EQ(where(again), where(first));
  EXPECT_EQ(carried_out, 1);
  post("once=another-page-altogether&name=spot");
  EXPECT_EQ(carried_out, 2);
}

TEST_P(Desks, TheSameFormWithOtherContentIsToldThatTheFirstStands) {
  post("once=0123456789abcdefghij&name=spot");
  EXPECT_EQ(post("once=0123456789abcdefghij&name=block").status, 409);
  EXPECT_EQ(carried_out, 1);
}

TEST_P(Desks, AFormWithFaultsIsShownAgainAndMayBeSentAgain) {
  EXPECT_EQ(post("once=0123456789abcdefghij&name=").status, 422);
  EXPECT_EQ(post("once=0123456789abcdefghij&name=spot").status, 303);
}

TEST_P(Desks, AFormWithoutItsMarkIsNotCarriedOut) {
  EXPECT_EQ(post("name=spot").status, 422);
  EXPECT_EQ(post("once=short&name=spot").status, 422);
  EXPECT_EQ(carried_out, 0);
}

TEST_P(Desks, WhoeverComesSecondIsToldThatItChanged) {
  const auto late = post("once=0123456789abcdefghij&name=late");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.body, HasSubstr("Kim changed this at 9:05"));
}

RIGHTPLACE_ON_BOTH(Desks);

}  // namespace
}  // namespace rightplace::desk
