#include "features/agreements/agreements.h"
#include "features/answering/answering.h"
#include "features/finding/finding_parts.h"
#include "features/linking/linking.h"
#include "features/notices/notices.h"
#include "tests/support/placing_stage.h"

namespace rightplace::finding {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Withdrawing : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    std::vector<db::Migration> tables;
    for (const auto more : {notices::migrations(), agreements::migrations(), linking::migrations(), withdrawals::migrations()}) tables.insert(tables.end(), more.begin(), more.end());
    set_up(tables);
    serve({pages(*desk), answering::pages(*desk)});
  }
  const std::string here = "/referrals/" + kReference;
  const Fields because{{"reason", "family"}, {"words", "Her aunt can take her in from Friday"}};

  void ask_both() {
    as("officer");
    const auto sent = post(here + "/ask", both({{"tier", "pen_picture"}, {"hour", "17"}, {"home", kAlder}, {"home", kBeech}}, day("by", Date(2026, 3, 4))));
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  void offer_of_alder() {
    as("manager");
    const auto ask = ask_to(kAlder);
    const auto sent = post("/asked/" + ask.id.text() + "/offer", both(both({{"version", std::to_string(ask.version)}, {"room", "Green"}, {"care", "5200"}, {"hour", "17"}}, day("from", Date(2026, 3, 10))), day("by", Date(2026, 3, 6))));
    ASSERT_EQ(sent.status, 303) << sent.body;
    as("officer");
  }
  void choose_alder() {
    const auto ask = ask_to(kAlder);
    const auto sent = post(here + "/choose/" + ask.id.text(), {{"version", std::to_string(ask.version)}, {"why", "Near her school"}});
    ASSERT_EQ(sent.status, 303) << sent.body;
  }
  referrals::Status status() {
    return read([](db::Read& tx) { return referrals::line_of(tx, kReference)->status; });
  }
  std::int64_t events(std::string action) {
    return read([&](db::Read& tx) { return tx.integer("SELECT count(*) FROM audit_events WHERE action = $1", {action}); });
  }
};

TEST_P(Withdrawing, EveryHomeThatIsStillAskedIsToldAndItsRoomIsFreeAgain) {
  ask_both();
  offer_of_alder();
  ASSERT_THAT(home(kAlder).holds, SizeIs(1));
  EXPECT_THAT(page(here + "/withdraw"), AllOf(HasSubstr("1 home still to answer"), HasSubstr("1 home with an offer")));
  const auto before = letters();
  const auto done = post(here + "/withdraw", because);
  EXPECT_EQ(where(done), here + "?done=referral-withdrawn") << done.body;
  EXPECT_EQ(status(), referrals::Status::Withdrawn);
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
  for (const auto& ask : asks()) EXPECT_EQ(ask.state, asking::State::Withdrawn) << ask.urn;
  EXPECT_EQ(letters() - before, 4) << "the manager and the referrals manager of the one home, the referrals manager of the other, the child's worker";
  EXPECT_EQ(events("ask.withdrawn"), 2);
  EXPECT_EQ(events("referral.withdrawn"), 1);
  EXPECT_EQ(events("referral.withdrawal_explained"), 1);
  EXPECT_THAT(page(here), AllOf(HasSubstr("The child goes home, or to relatives or friends"), HasSubstr("Her aunt can take her in from Friday"), HasSubstr("Person officer"), Not(HasSubstr("Withdraw this referral"))));
}

TEST_P(Withdrawing, TheHomesReadThatItIsWithdrawnWhatToDeleteAndNothingOfTheChildOrTheReason) {
  ask_both();
  offer_of_alder();
  as("manager");
  ASSERT_THAT(page("/asked/" + ask_to(kAlder).id.text()), HasSubstr("Plays the drums every evening."));
  as("worker");
  ASSERT_EQ(post(here + "/withdraw", because).status, 303) << "the child's own worker may too";
  as("manager");
  EXPECT_THAT(page("/asked/" + ask_to(kAlder).id.text()), AllOf(HasSubstr("The authority withdrew this"), HasSubstr("Delete every copy"), HasSubstr("the fuller picture"), Not(HasSubstr("the full file")), Not(HasSubstr("drums")), Not(HasSubstr("aunt")), Not(HasSubstr("relatives"))));
  EXPECT_THAT(page("/asked"), AllOf(HasSubstr("The authority withdrew this"), HasSubstr("Nothing waits for an answer")));
}

TEST_P(Withdrawing, AnAnswerAfterwardsMeetsAClearPageAndChangesNothing) {
  ask_both();
  offer_of_alder();
  ASSERT_EQ(post(here + "/withdraw", because).status, 303);
  for (const auto& [who, urn] : {std::pair("manager", kAlder), std::pair("beech", kBeech)}) {
    as(who);
    const auto ask = ask_to(urn);
    const auto address = "/asked/" + ask.id.text();
    EXPECT_EQ(where(get(address + "/offer")), address) << who;
    const auto offered = post(address + "/offer", both(both({{"version", std::to_string(ask.version)}, {"room", "Green"}, {"care", "5200"}, {"hour", "17"}}, day("from", Date(2026, 3, 10))), day("by", Date(2026, 3, 6))));
    EXPECT_TRUE(offered.status == 409 || offered.status == 303) << who << offered.status;
    const auto declined = post(address + "/decline", {{"version", std::to_string(ask.version)}, {"reason", "mix"}});
    EXPECT_EQ(declined.status, 409) << who;
    EXPECT_THAT(declined.body, AllOf(HasSubstr("withdr"), Not(HasSubstr("drums"))));
    EXPECT_EQ(ask_to(urn).state, asking::State::Withdrawn);
    EXPECT_THAT(home(urn).holds, IsEmpty());
  }
}

TEST_P(Withdrawing, AChoiceThatStandsFallsThroughAndAPlacementIsNotWithdrawn) {
  ask_both();
  offer_of_alder();
  choose_alder();
  ASSERT_EQ(post(here + "/place", both(both({{"route", "spot"}, {"without", "The child sleeps nowhere else tonight"}}, day("from", Date(2026, 3, 10))), day("until", Date(2026, 8, 10)))).status, 303);
  const auto refused = post(here + "/withdraw", because);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("The child has a place by this referral"));
  ASSERT_EQ(post(here + "/undo", {{"words", "The home’s boiler failed"}}).status, 303);
  ask_both();
}

TEST_P(Withdrawing, WhereAHomeWasChosenItIsToldToo) {
  ask_both();
  offer_of_alder();
  choose_alder();
  ASSERT_EQ(post(here + "/withdraw", because).status, 303);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Withdrawn);
  EXPECT_FALSE(read([](db::Read& tx) { return asking::decision_of(tx, kReference).has_value(); }));
  EXPECT_EQ(post(here + "/place", both({{"route", "spot"}}, day("from", Date(2026, 3, 10)))).status, 409);
}

TEST_P(Withdrawing, OnceItIsWithdrawnTheFormHasNothingMoreToMend) {
  ASSERT_EQ(post(here + "/withdraw", because).status, 303);
  const auto again = post(here + "/withdraw", {{"reason", "bored"}, {"words", ""}});
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, AllOf(HasSubstr("Look at the referral as it stands now"), Not(HasSubstr("#words")), Not(HasSubstr("#reason"))));
}

TEST_P(Withdrawing, WithoutReasonOrWordsNothingIsWithdrawn) {
  for (const auto& wrong : {Fields{}, Fields{{"reason", "family"}}, Fields{{"words", "It changed"}}, Fields{{"reason", "bored"}, {"words", "It changed"}}, Fields{{"reason", "family"}, {"words", std::string(2001, 'x')}}}) {
    const auto response = post(here + "/withdraw", wrong);
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(status(), referrals::Status::Open);
  }
}

TEST_P(Withdrawing, WhoPressesTwiceReadsWhatBecameOfIt) {
  const auto first = post(here + "/withdraw", because, "one-mark-of-a-page-sent-twice");
  EXPECT_EQ(where(post(here + "/withdraw", because, "one-mark-of-a-page-sent-twice")), where(first));
  const auto other = post(here + "/withdraw", because);
  EXPECT_EQ(other.status, 409);
  EXPECT_THAT(other.body, HasSubstr("This referral was withdrawn on"));
  EXPECT_EQ(where(get(here + "/withdraw")), here);
  EXPECT_EQ(events("referral.withdrawn"), 1);
}

TEST_P(Withdrawing, NobodyElseMay) {
  ask_both();
  for (const std::string who : {"stranger", "head", "manager", "beech", "staff"}) {
    as(who);
    EXPECT_EQ(get(here + "/withdraw").status, 404) << who;
    EXPECT_EQ(post(here + "/withdraw", because).status, 404) << who;
  }
  EXPECT_EQ(status(), referrals::Status::Open);
}

TEST_P(Withdrawing, AProgramWithdrawsOnceAndReadsTheReasonLater) {
  ask_both();
  as_program_of("officer");
  const auto path = "/api/v1" + here;
  EXPECT_EQ(post_json(path + "/withdraw", {{"reason", "bored"}, {"words", "x"}}).status, 422);
  const json::Object body{{"reason", "foster"}, {"words", "A carer was found"}};
  const auto done = post_json(path + "/withdraw", body, "the-key-of-one-withdrawal");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, AllOf(HasSubstr(R"("homes_told":2)"), HasSubstr(R"("status":"withdrawn")")));
  EXPECT_EQ(post_json(path + "/withdraw", body, "the-key-of-one-withdrawal").body, done.body);
  EXPECT_EQ(post_json(path + "/withdraw", body).status, 409);
  EXPECT_THAT(page(path), HasSubstr(R"("reason":"foster")"));
}

RIGHTPLACE_ON_BOTH(Withdrawing);

}  // namespace
}  // namespace rightplace::finding
