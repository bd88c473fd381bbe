#include "features/referring/referring_approving.h"
#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Approving : public ReferringStage {
 protected:
  std::string reference;
  void SetUp() override {
    ReferringStage::SetUp();
    if (IsSkipped()) return;
    write([&](db::Write& tx) {
      person(tx, "team", lancashire, access::Role::TeamManager);
      person(tx, "other-team", lancashire, access::Role::TeamManager);
      EXPECT_TRUE(children::allocate(tx, kOperator, kTest, {child, people.at("team").first.text(), children::Part::Manager, {Date(2025, 1, 1), {}}}, clock.now()));
    });
  }
  void rule(std::string needed) {
    as("head");
    EXPECT_EQ(post("/referral-approval", {{"needed", std::move(needed)}}).status, 303);
    as("officer");
  }
  void written(std::string notes = "Plays the drums every evening.") {
    as("worker");
    reference = begin_here();
    write_all(reference, std::move(notes));
  }
  web::Response answer(Fields fields) {
    const auto shown = page("/to-approve/" + reference);
    std::smatch id;
    std::regex_search(shown, id, std::regex(R"(name="approval" value="([^"]*)\")"));
    return post("/to-approve/" + reference, both({{"approval", id[1].str()}}, fields));
  }
  bool is_sent() {
    return read([&](db::Read& tx) { return referrals::find_referral(tx, desk->vault, reference).has_value(); });
  }
};

TEST_P(Approving, WithoutTheRuleItIsSentAtOnceAndWithItTheManagerSends) {
  written();
  ASSERT_EQ(where(send_it(reference)), "/referrals/" + reference);
  rule("yes");
  EXPECT_EQ(events("referral.approval_rule_set"), 1);
  written();
  EXPECT_THAT(page("/referrals/" + reference + "/send"), HasSubstr("Send it to the team manager for approval"));
  const auto before = letters();
  ASSERT_EQ(where(send_it(reference)), "/referrals/" + reference + "/write");
  EXPECT_EQ(letters() - before, 1);
  EXPECT_FALSE(is_sent());
  EXPECT_THAT(page("/referrals/" + reference + "/write"), HasSubstr("waits for the team manager’s approval"));
  as("team");
  EXPECT_THAT(page("/to-approve"), AllOf(HasSubstr(reference), HasSubstr("Person worker")));
  EXPECT_THAT(page("/to-approve/" + reference), AllOf(HasSubstr("Plays the drums every evening."), HasSubstr("What providers will ask")));
  EXPECT_EQ(where(answer({{"answer", "approve"}})), "/referrals/" + reference);
  EXPECT_EQ(sent(reference).status, referrals::Status::Open);
  EXPECT_EQ(events("referral.approved"), 1);
  EXPECT_THAT(page("/to-approve"), HasSubstr("No referral waits"));
  EXPECT_THAT(page("/to-approve/" + reference), HasSubstr("It was sent, or given up"));
}

TEST_P(Approving, WhatIsSentBackStandsWithTheManagersWordsUntilItIsAskedForAnew) {
  rule("yes");
  written();
  ASSERT_EQ(send_it(reference).status, 303);
  as("team");
  EXPECT_EQ(answer({{"answer", "return"}}).status, 422) << "what must be different";
  EXPECT_EQ(where(answer({{"answer", "return"}, {"words", "Say what calms her"}})), "/to-approve");
  as("worker");
  EXPECT_THAT(page("/referrals/" + reference + "/write"), AllOf(HasSubstr("Say what calms her"), HasSubstr("Person team")));
  EXPECT_FALSE(is_sent());
  EXPECT_EQ(save(reference, "notes", {{"notes", "Music calms her."}}).status, 303);
  clock.set(Instant{clock.now().ms + 60'000});
  ASSERT_EQ(send_it(reference).status, 303);
  as("team");
  EXPECT_EQ(answer({{"answer", "approve"}}).status, 303);
  EXPECT_EQ(sent(reference).notes, "Music calms her.");
}

TEST_P(Approving, WhoWritesOnTakesItBackFromTheManager) {
  rule("yes");
  written();
  ASSERT_EQ(send_it(reference).status, 303);
  as("team");
  const auto shown = page("/to-approve/" + reference);
  std::smatch id;
  ASSERT_TRUE(std::regex_search(shown, id, std::regex(R"(name="approval" value="([^"]*)\")")));
  as("worker");
  EXPECT_EQ(save(reference, "notes", {{"notes", "Something else."}}).status, 303);
  as("team");
  EXPECT_THAT(page("/to-approve"), Not(HasSubstr(reference)));
  EXPECT_EQ(post("/to-approve/" + reference, {{"approval", id[1].str()}, {"answer", "approve"}}).status, 409);
  EXPECT_FALSE(is_sent()) << "nobody approves what they did not read";
}

TEST_P(Approving, NobodyApprovesTheirOwnAndNobodyElsesTeamMay) {
  rule("yes");
  write([&](db::Write& tx) {
    const auto membership = *accounts::add_membership(tx, kOperator, kTest, people.at("team").first, lancashire, kSince, clock.now());
    EXPECT_TRUE(accounts::add_role(tx, kOperator, kTest, membership, access::Role::PlacementOfficer, kSince, clock.now()));
  });
  as("team");
  reference = begin_here();
  write_all(reference);
  ASSERT_EQ(send_it(reference).status, 303);
  EXPECT_EQ(answer({{"answer", "approve"}}).status, 409);
  EXPECT_FALSE(is_sent());
  for (const std::string who : {"other-team", "worker", "officer", "head", "stranger", "manager"}) {
    as(who);
    EXPECT_EQ(get("/to-approve/" + reference).status, 404) << who;
    EXPECT_EQ(post("/to-approve/" + reference, {{"answer", "approve"}}).status, 404) << who;
  }
}

TEST_P(Approving, WordsThatTellNobodyWhoTheChildIsAreTickedByWhoAsksAndNotAskedForTwice) {
  rule("yes");
  written("Robin is kind.");
  EXPECT_EQ(send_it(reference).status, 422);
  std::smatch key;
  const auto shown = page("/referrals/" + reference + "/send");
  ASSERT_TRUE(std::regex_search(shown, key, std::regex(R"(name="(fine-[0-9a-f]+)\")")));
  ASSERT_EQ(send_it(reference, {{key[1].str(), "yes"}}).status, 303);
  as("team");
  EXPECT_EQ(answer({{"answer", "approve"}}).status, 303);
  EXPECT_TRUE(is_sent());
}

TEST_P(Approving, AChildWhoNeedsAPlaceTonightDoesNotWait) {
  rule("yes");
  as("worker");
  const auto response = post("/children/" + child.text() + "/refer-today", {{"risks_to_child", "missing"}, {"looked_through", "yes"}, {"asked", "yes"}, {"status", "V2"}, {"count", "0"}});
  EXPECT_EQ(response.status, 303) << response.body;
  EXPECT_EQ(events("referral.sent"), 1);
}

TEST_P(Approving, WithoutATeamManagerItIsSaidWhoIsMissing) {
  rule("yes");
  write([&](db::Write& tx) { tx.run("DELETE FROM child_allocations WHERE part = 'manager'", {}); });
  written();
  const auto refused = send_it(reference);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("none works with this child yet"));
}

TEST_P(Approving, OnlyAHeadOfServiceSetsTheRuleAndItMayBeTakenBack) {
  for (const std::string who : {"officer", "worker", "team", "stranger", "manager"}) {
    as(who);
    EXPECT_EQ(get("/referral-approval").status, who == "stranger" ? 404 : 404) << who;
    EXPECT_EQ(post("/referral-approval", {{"needed", "yes"}}).status, 404) << who;
  }
  rule("yes");
  clock.set(Instant{clock.now().ms + 60'000});
  rule("no");
  written();
  ASSERT_EQ(send_it(reference).status, 303);
  EXPECT_TRUE(is_sent());
}

TEST_P(Approving, AProgramApprovesToo) {
  rule("yes");
  written();
  as_program_of("worker");
  const auto asked = post_json("/api/v1/referral-drafts/" + reference + "/send", {{"version", static_cast<std::int64_t>(tasks().size())}});
  EXPECT_THAT(asked.body, HasSubstr(R"("state":"to_approve")"));
  as_program_of("team");
  const auto list = get("/api/v1/to-approve");
  std::smatch id;
  ASSERT_TRUE(std::regex_search(list.body, id, std::regex(R"re("approval":"([0-9a-f-]+)")re"))) << list.body;
  EXPECT_EQ(post_json("/api/v1/to-approve/" + reference, {{"approval", id[1].str()}, {"approves", false}}).status, 422);
  EXPECT_EQ(post_json("/api/v1/to-approve/" + reference, {{"approval", id[1].str()}, {"approves", true}}).status, 200);
  EXPECT_TRUE(is_sent());
}

RIGHTPLACE_ON_BOTH(Approving);

}  // namespace
}  // namespace rightplace::referring
