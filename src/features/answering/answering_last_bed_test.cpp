// Two who offer the last bed in one and the same moment.

#include <barrier>
#include <thread>

#include "features/answering/answering.h"
#include "tests/support/placing_stage.h"

namespace rightplace::answering {
namespace {

using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

constexpr std::int64_t kDayMs = 86'400'000;
constexpr int kRounds = 5;

class LastBed : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up();
    serve({pages(*desk)});
    write([&](db::Write& tx) {
      auto value = referral();
      value.as_object()->operator[]("PlacementAvailability").as_object()->set("childId", 4712);
      value.as_object()->operator[]("rightplace").as_object()->set("reference", kOther);
      refer(tx, value);
    });
    as("manager");
  }
  const std::string kOther = "R-8B2C4D";

  std::string asked_for(const std::string& reference) {
    const auto id = write([&](db::Write& tx) {
      const asking::NewAsk one{.reference = reference, .urn = kAlder, .organisation = alder, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = Instant{clock.now().ms + 2 * kDayMs}};
      return (*asking::ask(tx, kOperator, kTest, {&one, 1}, clock.now())).front();
    });
    return "/asked/" + id.text();
  }
  Fields offer() {
    auto fields = both({{"version", "1"}, {"room", "Green"}, {"care", "5200"}, {"hour", "17"}}, day("from", Date(2026, 3, 10)));
    return both(fields, day("by", Date(2026, 3, 6)));
  }
};

TEST_P(LastBed, IsHeldForOneChildHoweverCloselyTwoOffersCome) {
  for (int round = 0; round < kRounds && !HasFailure(); ++round) {
    const std::vector<std::string> pages = {asked_for(kReference), asked_for(kOther)};
    std::barrier at_once(2);
    std::vector<int> answers(2);
    std::vector<std::thread> both_at_once;
    for (std::size_t i = 0; i < 2; ++i)
      both_at_once.emplace_back([&, i] {
        at_once.arrive_and_wait();
        answers[i] = post(pages[i] + "/offer", offer(), "mark-of-round-" + std::to_string(round) + "-of-page-" + std::to_string(i)).status;
      });
    for (auto& one : both_at_once) one.join();
    EXPECT_THAT(answers, UnorderedElementsAre(303, 422)) << "one is held, the other is told";
    EXPECT_THAT(home(kAlder).holds, SizeIs(1));
    const auto winner = answers[0] == 303 ? 0u : 1u;
    EXPECT_EQ(post(pages[winner] + "/take-back", {{"version", "2"}, {"words", "The room is needed for another"}}).status, 303);
    EXPECT_EQ(post(pages[1 - winner] + "/decline", {{"version", "1"}, {"reason", "mix"}, {"words", ""}}).status, 303);
    EXPECT_THAT(home(kAlder).holds, SizeIs(0));
  }
}

RIGHTPLACE_ON_BOTH(LastBed);

}  // namespace
}  // namespace rightplace::answering
