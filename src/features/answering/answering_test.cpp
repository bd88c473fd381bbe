#include "features/answering/answering.h"

#include "tests/support/placing_stage.h"

namespace rightplace::answering {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::int64_t kDayMs = 86'400'000;

// Alder House is asked, as far as the summary, until Wednesday morning.
class Answering : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up();
    serve({pages(*desk)});
    id = write([&](db::Write& tx) {
      const asking::NewAsk one{.reference = kReference, .urn = kAlder, .organisation = alder, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = Instant{clock.now().ms + 2 * kDayMs}};
      return (*asking::ask(tx, {ActorKind::Person, people.at("officer").first.text()}, kTest, {&one, 1}, clock.now())).front();
    });
    here = "/asked/" + id.text();
    as("manager");
  }
  void release(asking::Tier tier) {
    write([&](db::Write& tx) { EXPECT_TRUE(asking::release(tx, kOperator, kTest, id, ask_to(kAlder).version, tier, clock.now())); });
  }
  Fields offer(std::string room = "Green", Date from = Date(2026, 3, 10)) {
    auto fields = both({{"version", std::to_string(ask_to(kAlder).version)}, {"room", room}, {"care", "5200"}, {"therapy", "150.50"}, {"at_start", ""}, {"conditions", "A visit first"}, {"hour", "17"}}, day("from", from));
    return both(fields, day("by", Date(2026, 3, 6)));
  }

  asking::AskId id;
  std::string here;
};

TEST_P(Answering, TheListNamesTheSoonestDeadlineAndNothingOfTheChild) {
  const auto list = page("/asked");
  EXPECT_THAT(list, AllOf(HasSubstr("1 child to answer"), HasSubstr("4 March 2026 at 9am"), HasSubstr("Alder House"), HasSubstr("Lancashire"), HasSubstr(kReference)));
  EXPECT_THAT(list, AllOf(Not(HasSubstr("girl")), Not(HasSubstr("Robin")), Not(HasSubstr("LA1"))));
  EXPECT_THAT(ledger(), IsEmpty());
}

TEST_P(Answering, AHomeReadsTheSummaryAndNothingMoreUntilItIsReleased) {
  const auto summary = page(here);
  EXPECT_THAT(summary, AllOf(HasSubstr("A girl aged 12 to 13"), HasSubstr("Emotional and behavioural difficulties: high"), HasSubstr("Self-harm"), HasSubstr("LA1 4")));
  EXPECT_THAT(summary, AllOf(Not(HasSubstr("LA2 6")), Not(HasSubstr("drums")), Not(HasSubstr("aged 13<")), Not(HasSubstr("Robin")), Not(HasSubstr("4711"))));
  release(asking::Tier::PenPicture);
  const auto fuller = page(here);
  EXPECT_THAT(fuller, AllOf(HasSubstr("A girl aged 13"), HasSubstr("LA2 6"), HasSubstr("Plays the drums"), HasSubstr("Pets"), Not(HasSubstr("Robin")), Not(HasSubstr("4711"))));
}

TEST_P(Answering, WhatAHomeOpensStandsInTheLedgerWithItsTierAndEveryFactByName) {
  page(here);
  release(asking::Tier::PenPicture);
  page(here);
  const auto entries = ledger();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[1].tier, disclosures::Tier::Outline);
  EXPECT_THAT(entries[1].facts, AllOf(HasSubstr("needs"), HasSubstr("home_area"), Not(HasSubstr("notes"))));
  EXPECT_EQ(entries[0].tier, disclosures::Tier::Needs);
  EXPECT_THAT(entries[0].facts, AllOf(HasSubstr("notes"), HasSubstr("wishes"), HasSubstr("age_and_sex")));
  EXPECT_EQ(entries[0].actor_id, people.at("manager").first.text());
  EXPECT_EQ(entries[0].organisation, alder_house.text());
  EXPECT_THAT(read([](db::Read& tx) { return disclosures::differences(tx); }), IsEmpty());
}

TEST_P(Answering, WhoeverWasNotAskedGetsTheBytesOfAPageThatDoesNotExist) {
  for (const auto* who : {"beech", "stranger", "staff"}) {
    as(who);
    const auto nothing = get("/no/such/page");
    for (const auto& path : {here, here + "/offer", here + "/decline", "/api/v1" + here})
      EXPECT_EQ(get(path).status, 404) << who << " " << path;
    EXPECT_EQ(get(here).body, nothing.body) << who;
    EXPECT_EQ(post(here + "/decline", {{"version", "1"}, {"reason", "mix"}}).status, 404) << who;
  }
  EXPECT_THAT(ledger(), IsEmpty());
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Asked);
}

TEST_P(Answering, TheProviderWhoOwnsTheHomeAnswersToo) {
  as("alder");
  EXPECT_THAT(page(here), HasSubstr("Offer a place"));
}

TEST_P(Answering, AnOfferHoldsItsRoomForTheChildAndTellsWhoAsked) {
  const auto before = letters();
  const auto sent = post(here + "/offer", offer());
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_EQ(where(sent), here + "?done=offered");
  const auto holds = home(kAlder).holds;
  ASSERT_THAT(holds, SizeIs(1));
  EXPECT_EQ(holds[0].room, "Green");
  EXPECT_EQ(holds[0].held_for, kReference);
  EXPECT_EQ(holds[0].nights.from, Date(2026, 3, 10));
  EXPECT_EQ(letters(), before + 1);
  EXPECT_THAT(page(here), AllOf(HasSubstr("£5,350.50 a week"), HasSubstr("A visit first"), HasSubstr("Change the offer")));
}

TEST_P(Answering, ASecondOfferReplacesTheFirstAndHoldsOneRoomOnly) {
  ASSERT_EQ(post(here + "/offer", offer()).status, 303);
  ASSERT_EQ(post(here + "/offer", offer("Green", Date(2026, 3, 12))).status, 303);
  const auto holds = home(kAlder).holds;
  ASSERT_THAT(holds, SizeIs(1));
  EXPECT_EQ(holds[0].nights.from, Date(2026, 3, 12));
}

TEST_P(Answering, ARoomThatSomebodyHasCannotBeOfferedAndNothingOfTheOfferIsKept) {
  const auto refused = post(here + "/offer", offer("Blue"));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("Blue is not free on 10 March 2026"), HasSubstr("value=\"5200\"")));
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Asked);
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
}

TEST_P(Answering, TheLastRoomIsHeldForOneChildOnly) {
  ASSERT_EQ(post(here + "/offer", offer()).status, 303);
  const auto other = write([&](db::Write& tx) {
    auto value = referral();
    value.as_object()->operator[]("PlacementAvailability").as_object()->set("childId", 4712);
    value.as_object()->operator[]("rightplace").as_object()->set("reference", "R-8B2C4D");
    refer(tx, value);
    const asking::NewAsk one{.reference = "R-8B2C4D", .urn = kAlder, .organisation = alder, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = Instant{clock.now().ms + 2 * kDayMs}};
    return (*asking::ask(tx, kOperator, kTest, {&one, 1}, clock.now())).front();
  });
  auto fields = offer();
  fields[0].second = "1";
  const auto refused = post("/asked/" + other.text() + "/offer", fields);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("is held for " + kReference));
  EXPECT_THAT(home(kAlder).holds, SizeIs(1));
}

TEST_P(Answering, AnOfferWithEveryFieldWrongSaysSoOfEachAndKeepsWhatWasTyped) {
  const auto refused = post(here + "/offer", {{"version", "1"}, {"room", ""}, {"care", "lots"}, {"from-day", "31"}, {"from-month", "2"}, {"from-year", "2026"}, {"by-day", ""}, {"by-month", ""}, {"by-year", ""}, {"hour", "25"}, {"conditions", "<script>"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("Enter the price in pounds"), HasSubstr("Choose the time of day"), HasSubstr("value=\"lots\""), HasSubstr("&lt;script&gt;")));
}

TEST_P(Answering, AfterANoNothingOfTheChildIsShownAndASecondClickLeadsToTheSamePage) {
  const Fields no{{"version", "1"}, {"reason", "mix"}, {"words", "Two of the same age already"}};
  const auto first = post(here + "/decline", no, "mark-of-one-and-the-same-page");
  ASSERT_EQ(first.status, 303) << first.body;
  const auto again = post(here + "/decline", no, "mark-of-one-and-the-same-page");
  EXPECT_EQ(again.status, 303);
  EXPECT_EQ(where(again), where(first));
  const auto after = page(where(first));
  EXPECT_THAT(after, AllOf(HasSubstr("You declined"), Not(HasSubstr("girl")), Not(HasSubstr("Self-harm")), Not(HasSubstr("LA1"))));
  EXPECT_THAT(page("/asked"), HasSubstr("Ended in the last four weeks"));
  EXPECT_EQ(ask_to(kAlder).decline_reason, "mix");
}

TEST_P(Answering, FourWeeksAfterItsEndAnAskIsNoLongerThere) {
  ASSERT_EQ(post(here + "/decline", {{"version", "1"}, {"reason", "mix"}}).status, 303);
  clock.set(Instant{clock.now().ms + 31 * kDayMs});
  EXPECT_EQ(get(here).status, 404);
}

TEST_P(Answering, WhoeverComesAfterAWithdrawalReadsSoAndChangesNothing) {
  const auto form = page(here + "/offer");
  EXPECT_THAT(form, HasSubstr("Offer this place"));
  write([&](db::Write& tx) { EXPECT_TRUE(asking::withdraw(tx, kOperator, kTest, id, 1, clock.now())); });
  auto fields = offer();
  fields[0].second = "1";
  const auto late = post(here + "/offer", fields);
  EXPECT_TRUE(late.status == 409 || late.status == 303) << late.status;
  EXPECT_THAT(page(here), AllOf(HasSubstr("The authority withdrew this"), Not(HasSubstr("girl"))));
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
}

TEST_P(Answering, AReferralThatWasWithdrawnShowsNothingOfTheChildAndTakesNoOffer) {
  write([&](db::Write& tx) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, kReference, referrals::Event::Withdraw, clock.now())); });
  EXPECT_THAT(page(here), AllOf(HasSubstr("The authority withdrew this"), Not(HasSubstr("girl")), Not(HasSubstr("Offer a place"))));
  EXPECT_EQ(post(here + "/offer", offer()).status, 409);
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
  EXPECT_THAT(ledger(), IsEmpty());
}

TEST_P(Answering, ALateOfferIsRefusedInWordsAndALateNoIsTaken) {
  clock.set(Instant{clock.now().ms + 3 * kDayMs});
  EXPECT_THAT(page(here), AllOf(HasSubstr("The time to answer ended on"), Not(HasSubstr("Offer a place"))));
  auto fields = offer();
  const auto refused = post(here + "/offer", fields);
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("The time to answer ended on 4 March 2026 at 9am"));
  EXPECT_EQ(post(here + "/decline", {{"version", "1"}, {"reason", "no_vacancy"}}).status, 303);
}

TEST_P(Answering, OfTwoWhoAnswerAtOnceTheSecondIsToldAndNothingIsLost) {
  const auto version = version_in(page(here + "/offer"));
  ASSERT_EQ(post(here + "/decline", {{"version", version}, {"reason", "staffing"}}).status, 303);
  as("alder");
  auto fields = offer();
  fields[0].second = version;
  EXPECT_NE(post(here + "/offer", fields).status, 200);
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Declined);
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
}

TEST_P(Answering, TakingAnOfferBackFreesTheRoom) {
  ASSERT_EQ(post(here + "/offer", offer()).status, 303);
  const auto sent = post(here + "/take-back", {{"version", std::to_string(ask_to(kAlder).version)}, {"words", "The boiler has failed"}});
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_THAT(home(kAlder).holds, IsEmpty());
  EXPECT_EQ(ask_to(kAlder).state, asking::State::Declined);
}

TEST_P(Answering, AQuestionReachesWhoAsked) {
  EXPECT_EQ(post(here, {{"words", ""}}).status, 422);
  ASSERT_EQ(post(here, {{"words", "Does she go to school?"}}).status, 303);
  EXPECT_THAT(page(here), AllOf(HasSubstr("You wrote"), HasSubstr("Does she go to school?")));
  EXPECT_EQ(letters(), 1);
}

TEST_P(Answering, AProgramReadsTheSameFactsAndOffersOnce) {
  as_program_of("alder");
  const auto read_by_program = get("/api/v1" + here);
  ASSERT_EQ(read_by_program.status, 200);
  EXPECT_THAT(read_by_program.body, AllOf(HasSubstr("A girl aged 12 to 13"), Not(HasSubstr("drums")), Not(HasSubstr("Robin"))));
  EXPECT_THAT(get("/api/v1/asked").body, HasSubstr(id.text()));
  const json::Object body{{"version", 1}, {"room", "Green"}, {"available_from", "2026-03-10"}, {"stands_until", "2026-03-06T17:00:00Z"}, {"lines", json::Array{json::Object{{"what", "Care"}, {"every", "week"}, {"pence", 520000}}}}};
  const auto first = post_json("/api/v1" + here + "/offer", body, "one-key-for-this-very-change");
  EXPECT_EQ(first.status, 200) << first.body;
  const auto again = post_json("/api/v1" + here + "/offer", body, "one-key-for-this-very-change");
  EXPECT_EQ(again.body, first.body);
  EXPECT_THAT(home(kAlder).holds, SizeIs(1));
  const auto wrong = post_json("/api/v1" + here + "/offer", {{"version", "x"}, {"colour", "red"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("version"), HasSubstr("colour"), HasSubstr("stands_until")));
}

RIGHTPLACE_ON_BOTH(Answering);

TEST(Released, APostcodeIsNeverMoreExactThanItsSector) {
  auto value = test::PlacingStage::referral();
  value.as_object()->operator[]("rightplace").as_object()->set("places", json::Array{json::Object{{"kind", "home"}, {"postcode", "LA1 4YW"}}});
  std::vector<FieldError> warnings;
  const auto referral = referrals::read_referral(value, "test.json", warnings);
  ASSERT_TRUE(referral) << referral.error().detail;
  for (const auto tier : {asking::Tier::ReferralSummary, asking::Tier::PenPicture, asking::Tier::FullFile})
    for (const auto& fact : released(*referral, tier))
      for (const auto& words : fact.says) EXPECT_THAT(words, Not(HasSubstr("4YW"))) << fact.name;
}

}  // namespace
}  // namespace rightplace::answering
