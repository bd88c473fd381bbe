// Under which contract a place is bought: as the home states it, and what is said when it ended or its fee is another.

#include "features/agreeing/agreeing_parts.h"
#include "features/answering/answering.h"
#include "tests/support/placing_stage.h"

namespace rightplace::agreeing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kDayMs = 86'400'000;

class ContractPages : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(agreements::migrations());
    serve({pages(*desk), answering::pages(*desk)});
    write([&](db::Write& tx) {
      const Actor officer{ActorKind::Person, people.at("officer").first.text()};
      const std::vector<asking::NewAsk> homes{{kReference, kAlder, alder, lancashire, asking::Tier::ReferralSummary, Instant{clock.now().ms + 3 * kDayMs}}};
      const auto id = asking::ask(tx, officer, kTest, homes, {clock.now()})->front();
      const asking::OfferTerms terms{.available_from = Date(2026, 3, 10), .room = "Green", .stands_until = Instant{clock.now().ms + 4 * kDayMs}, .lines = {{"Care", asking::Every::Week, Pence{520'000}}}, .conditions = ""};
      EXPECT_TRUE(asking::offer(tx, kOperator, kTest, id, 1, terms, {clock.now()}));
      EXPECT_TRUE(asking::choose(tx, officer, kTest, id, 2, "Near her school", {}, {}, {clock.now()}));
    });
  }
  const std::string agreement = "/agreements/" + kReference;
  const std::string kCurrent = "Framework NW-7, since 1 April 2025", kEnded = "Framework NW-3, since 1 April 2021";

  void state(std::optional<Date> until, Pence fee, std::int64_t after_ms = 1) {
    write([&](db::Write& tx) {
      const Instant at{clock.now().ms - 1'000'000 + after_ms};
      supply::HomeSupply home;
      home.urn = kAlder;
      home.contracts = {{.sells_spot = true, .access = {{"E10000017", Route::Framework, Date(2025, 4, 1), until, "NW-7"}, {"E10000017", Route::Framework, Date(2021, 4, 1), Date(2025, 4, 1), "NW-3"}, {"E10000016", Route::Block, Date(2025, 4, 1), {}, "KENT"}}}, at};
      home.fees = {{{Route::Framework, NeedLevel::High, WeeklyRate{fee}}}, at};
      supply::save_all(tx, std::vector{home});
    });
  }
  Fields drawing(const std::string& under, const std::string& more = "", const std::string& words = "") {
    return {{"version", "0"}, {"outcomes", "Sleeps through most nights"}, {"bought_under", under}, {"bought_under_words", words}, {"notice_days", "28"}, {"more", more}};
  }
};

TEST_P(ContractPages, TheHomesContractsWithThisAuthorityAreOfferedAndNoOthers) {
  state({}, Pence{520'000});
  EXPECT_THAT(page(agreement + "/draw"), AllOf(HasSubstr(kCurrent), HasSubstr("Not to be bought under"), HasSubstr(kEnded + " ended on 31 March 2025"), Not(HasSubstr("KENT")), HasSubstr("Spot purchase")));
  ASSERT_EQ(post(agreement + "/draw", drawing(kCurrent)).status, 303);
  EXPECT_THAT(page(agreement), AllOf(HasSubstr(kCurrent), Not(HasSubstr("ended on")), Not(HasSubstr("For this way of buying"))));
}

TEST_P(ContractPages, NothingIsDrawnUnderAContractThatEndedBeforeTheFirstNight) {
  state({}, Pence{520'000});
  const auto refused = post(agreement + "/draw", drawing(kEnded));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("ended on 31 March 2025, and the first night is 10 March 2026"), HasSubstr("Choose how the place is really bought")));
  EXPECT_THAT(page(agreement), HasSubstr("is not drawn yet"));
}

TEST_P(ContractPages, APriceThatIsNotTheContractsFeeIsExplainedOrNotDrawn) {
  state({}, Pence{490'000});
  const auto refused = post(agreement + "/draw", drawing(kCurrent));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("The offer asks £5,200 a week. For this way of buying the home states £4,900 a week (high needs). Say here what the difference is for"));
  ASSERT_EQ(post(agreement + "/draw", drawing(kCurrent, "For a second person at night until June")).status, 303);
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("For this way of buying the home states £4,900"), HasSubstr("a second person at night")));
  as("staff");
  EXPECT_THAT(page(agreement), AllOf(HasSubstr(kCurrent), Not(HasSubstr("£"))));
}

TEST_P(ContractPages, NobodyAgreesToAVersionWhoseContractEndedMeanwhile) {
  state({}, Pence{520'000});
  ASSERT_EQ(post(agreement + "/draw", drawing(kCurrent)).status, 303);
  state(Date(2026, 3, 1), Pence{520'000}, 2);
  EXPECT_THAT(page(agreement), HasSubstr("Draw another version before anybody agrees"));
  const auto refused = post(agreement + "/agree", {{"version", "1"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("Draw another version that says how the place is bought"));
  as("manager");
  EXPECT_EQ(post(agreement + "/agree", {{"version", "1"}}).status, 409);
}

TEST_P(ContractPages, AnAgreementSaysWhenItsContractEndsBeforeTheStayDoes) {
  state({}, Pence{520'000});
  ASSERT_EQ(post(agreement + "/draw", drawing(kCurrent)).status, 303);
  clock.set(Instant{clock.now().ms + 200 * kDayMs});
  as("officer");
  state(Date(2026, 6, 1), Pence{520'000});
  standing.today = Date(2026, 9, 18);
  EXPECT_THAT(page(agreement), HasSubstr("From then on the place is not bought under it"));
}

TEST_P(ContractPages, WordsOfAContractThatTheHomeHasNotStatedStandAndAreQuestioned) {
  EXPECT_THAT(page(agreement + "/draw"), HasSubstr("Another contract, which the home has not stated here"));
  EXPECT_EQ(post(agreement + "/draw", drawing("other")).status, 422);
  ASSERT_EQ(post(agreement + "/draw", drawing("other", "", "Cross-regional lot 4")).status, 303);
  EXPECT_THAT(page(agreement), AllOf(HasSubstr("Cross-regional lot 4"), HasSubstr("Ask it which one it means")));
}

RIGHTPLACE_ON_BOTH(ContractPages);

}  // namespace
}  // namespace rightplace::agreeing
