#include "features/joining/joining.h"

#include "tests/support/placing_stage.h"

namespace rightplace::joining {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Joining : public test::PlacingStage {
 protected:
  RequestId id;
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up(migrations());
    serve({pages(*desk)});
    write([&](db::Write& tx) {
      const auto platform = *organisations::add(tx, kOperator, kTest, {organisations::Kind::Platform, "Rightplace", "", "", kSince}, clock.now());
      person(tx, "operator", platform, access::Role::ServiceAdministrator);
      id = *ask(tx, desk->vault, kOperator, kTest, wanted(), clock.now());
    });
    as("operator");
  }
  Wanted wanted() { return {kSilent, lancashire, "Silent Care", Personal<std::string>("Jo Ash"), Personal<std::string>("jo@silent-care.example")}; }
  std::string here() { return "/join-requests/" + id.text(); }
  Fields yes(const std::string& provider = "Silent Care Ltd") { return {{"answer", "yes"}, {"provider", provider}, {"person", "Jo Ash"}, {"email", "jo@silent-care.example"}}; }
  Request request() {
    return read([&](db::Read& tx) { return *load(tx, desk->vault, id); });
  }
};

TEST_P(Joining, WhoeverOperatesTheServiceReadsWhatWaitsAndNobodyElseDoes) {
  EXPECT_THAT(page("/join-requests"), AllOf(HasSubstr("Silent Care"), HasSubstr("Silent House"), HasSubstr("Waits for an answer")));
  EXPECT_THAT(page(here()), AllOf(HasSubstr("jo@silent-care.example"), HasSubstr("after a letter of Lancashire")));
  for (const auto* who : {"officer", "head", "manager", "alder"}) {
    as(who);
    EXPECT_EQ(get("/join-requests").status, 404) << who;
    EXPECT_EQ(get(here()).status, 404) << who;
  }
}

TEST_P(Joining, LettingInAddsTheProviderAndInvitesItsAdministratorOnce) {
  const auto before = letters();
  const auto first = post(here(), yes(), "one-mark-of-a-page-sent-twice");
  ASSERT_EQ(first.status, 303) << first.body;
  EXPECT_EQ(where(post(here(), yes(), "one-mark-of-a-page-sent-twice")), where(first));
  EXPECT_EQ(letters(), before + 1);
  const auto now = request();
  EXPECT_EQ(now.state, State::LetIn);
  ASSERT_TRUE(now.organisation);
  const auto body = read([&](db::Read& tx) { return *organisations::load(tx, *now.organisation); });
  EXPECT_EQ(body.details.name, "Silent Care Ltd");
  EXPECT_EQ(body.details.kind, organisations::Kind::ProviderGroup);
  EXPECT_FALSE(read([&](db::Read& tx) { return organisations::provider_of(tx, kSilent, kMonday); })) << "the home is claimed and proved as every other";
  EXPECT_THAT(page(here()), AllOf(HasSubstr("Let in"), Not(HasSubstr("What do you answer?"))));
}

TEST_P(Joining, OfTwoWhoAnswerOneRequestTheSecondIsToldAndChangesNothing) {
  ASSERT_EQ(post(here(), {{"answer", "no"}, {"because", "The home belongs to Alder Care, which works here"}}).status, 303);
  const auto second = post(here(), yes());
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.body, HasSubstr("answered already: refused"));
  EXPECT_FALSE(request().organisation);
  EXPECT_THAT(page(here()), HasSubstr("The home belongs to Alder Care"));
}

TEST_P(Joining, ANoNeedsItsReasonAndAYesAnAddress) {
  const auto no = post(here(), {{"answer", "no"}, {"because", "no"}});
  EXPECT_EQ(no.status, 422);
  EXPECT_THAT(no.body, HasSubstr("Say why"));
  auto without = yes();
  without.back().second = "nowhere";
  EXPECT_EQ(post(here(), without).status, 422);
  const auto taken = post(here(), yes("Alder Care"));
  EXPECT_EQ(taken.status, 422) << "an organisation of this name works here";
  EXPECT_EQ(request().state, State::Waiting);
}

TEST_P(Joining, AHomeAsksOnceAtATimeAndMayAskAnewAfterANo) {
  write([&](db::Write& tx) {
    EXPECT_FALSE(ask(tx, desk->vault, kOperator, kTest, wanted(), clock.now()));
    EXPECT_TRUE(refuse(tx, kOperator, kTest, id, "Nobody answered the telephone", clock.now()));
    EXPECT_TRUE(ask(tx, desk->vault, kOperator, kTest, wanted(), clock.now()));
  });
}

RIGHTPLACE_ON_BOTH(Joining);

}  // namespace
}  // namespace rightplace::joining
