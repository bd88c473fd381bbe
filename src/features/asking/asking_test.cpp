#include "features/asking/asking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "features/homes/homes.h"
#include "features/imports/imports.h"
#include "tests/support/databases.h"

namespace rightplace::asking {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Actor kOfficer{ActorKind::Person, "officer"}, kHead{ActorKind::Person, "head"}, kManager{ActorKind::Person, "manager"};
const Allowed kTest = Allowed::because("test");
constexpr std::int64_t kHour = 3'600'000;
const std::string kWhy = "Near her school, and the staff know the family";

TEST(AskingRules, EveryChangeThatIsNotInTheTableIsRefusedInWords) {
  for (const auto& state : kStates.rows)
    for (const auto& event : kEvents.rows) {
      const bool there = std::ranges::any_of(kTransitions, [&](const Transition& row) { return row.from == state.value && row.event == event.value; });
      const auto next = next_state(state.value, event.value);
      EXPECT_EQ(next.has_value(), there) << state.code << " " << event.code;
      if (!next) { EXPECT_FALSE(next.error().detail.empty()); }
    }
}

TEST(AskingRules, AnEndedAskNeverComesToLifeAgain) {
  for (const auto& row : kTransitions)
    if (!is_live(row.from)) { ADD_FAILURE() << kStates.code(row.from) << " changes"; }
}

TEST(AskingRules, AnAnswerIsTakenUpToTheDeadlineAndNotAfterIt) {
  const Instant deadline = test::kMondayMorning;
  EXPECT_TRUE(may_answer(State::Asked, deadline, deadline));
  const auto late = may_answer(State::Asked, deadline, Instant{deadline.ms + 1});
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().detail, HasSubstr("2 March 2026 at 9am"));
  EXPECT_THAT(may_answer(State::Withdrawn, deadline, deadline).error().detail, HasSubstr("withdrawn"));
}

TEST(AskingRules, AnOfferNamesEveryFaultAtOnce) {
  const OfferTerms nothing{Date(2026, 3, 9), {}, test::kMondayMorning, {{"", Every::Once, Pence{-1}}}, std::string(2'001, 'x')};
  const auto faults = checked(nothing, test::kMondayMorning);
  ASSERT_FALSE(faults);
  for (const auto* field : {"stands_until", "lines", "conditions"}) EXPECT_THAT(faults.error().fields, Contains(Field(&FieldError::field, field))) << field;
}

TEST(AskingRules, WeeklyAndOnceOnlyPricesAreNeverMixed) {
  const std::vector<PriceLine> lines{{"Care", Every::Week, Pence{600'000}}, {"Therapy", Every::Week, Pence{50'050}}, {"Bedroom", Every::Once, Pence{30'000}}};
  EXPECT_EQ(weekly_total(lines).per_week, Pence{650'050});
  EXPECT_EQ(once_total(lines), Pence{30'000});
}

TEST(AskingRules, TheSecondSignatureIsSomebodyElses) {
  const Signatures against{"officer", {"age"}, "She turns twelve next week"};
  EXPECT_TRUE(needs_second(against));
  EXPECT_FALSE(may_sign(against, "officer"));
  EXPECT_TRUE(may_sign(against, "head"));
  EXPECT_FALSE(needs_second({"officer", {}, ""}));
}

TEST(AskingRules, TheReasonsThatCameWithTheProgramAreReadAndNamedOnce) {
  EXPECT_GE(decline_reasons().size(), 8u);
  const auto twice = read_decline_reasons("version = \"1\"\nsource = \"x\"\n[[reason]]\ncode=\"a\"\nlabel=\"A\"\n[[reason]]\ncode=\"a\"\nlabel=\"B\"\n", "reasons.toml");
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().detail, HasSubstr("twice"));
}

class Asking : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database.emplace(GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), imports::migrations(), homes::migrations(), organisations::migrations(), migrations()});
    const Stay stay{Date(2020, 1, 1), {}};
    (*database)->write([&](db::Write& tx) {
      authority = *organisations::add(tx, kOfficer, kTest, {organisations::Kind::Authority, "North", "E10000017", "", stay}, now);
      provider = *organisations::add(tx, kOfficer, kTest, {organisations::Kind::ProviderGroup, "Alder Care", "", "", stay}, now);
    });
  }
  template <class F>
  auto write(F&& action) { return (*database)->write(std::forward<F>(action)); }
  template <class F>
  auto read(F&& action) { return (*database)->read(std::forward<F>(action)); }
  NewAsk to(std::string urn) const { return {"R-ABCDEF", std::move(urn), provider, authority, Tier::ReferralSummary, Instant{now.ms + 24 * kHour}}; }
  std::vector<AskId> asked(std::vector<NewAsk> homes) {
    const auto ids = write([&](db::Write& tx) { return ask(tx, kOfficer, kTest, homes, now); });
    EXPECT_TRUE(ids) << (ids ? "" : ids.error().detail);
    return ids ? *ids : std::vector<AskId>{};
  }
  Ask ask_now(const AskId& id) { return *read([&](db::Read& tx) { return load(tx, id); }); }
  OfferTerms terms() const { return {Date(2026, 3, 9), "Room 1", Instant{now.ms + 48 * kHour}, {{"Care", Every::Week, Pence{612'300}}}, "A visit before"}; }
  Done offered(const AskId& id, std::int64_t version) {
    return write([&](db::Write& tx) -> Done {
      RP_CHECK(offer(tx, kManager, kTest, id, version, terms(), now));
      return {};
    });
  }
  Result<DecisionId> chosen(const AskId& id, std::vector<std::string> overrides = {}) {
    return write([&](db::Write& tx) { return choose(tx, kOfficer, kTest, id, load(tx, id)->version, kWhy, overrides, "She turns twelve next week", now); });
  }

  Instant now = test::kMondayMorning;
  std::optional<test::TestDatabase> database;
  organisations::OrganisationId authority, provider;
};

TEST_P(Asking, AHomeIsAskedOffersIsChosenAndTheOthersAreToldThatTheyWereNot) {
  const auto ids = asked({to("2500001"), to("2500002"), to("2500003")});
  ASSERT_THAT(ids, SizeIs(3));
  ASSERT_TRUE(offered(ids[0], 1));
  ASSERT_TRUE(write([&](db::Write& tx) { return decline(tx, kManager, kTest, ids[1], 1, "mix", "Two boys here would not be safe", now); }));
  ASSERT_TRUE(chosen(ids[0]));
  EXPECT_EQ(ask_now(ids[0]).state, State::Chosen);
  EXPECT_EQ(ask_now(ids[1]).state, State::Declined);
  EXPECT_EQ(ask_now(ids[2]).state, State::NotChosen);
  const auto offer = read([&](db::Read& tx) { return offer_of(tx, ids[0]); });
  ASSERT_TRUE(offer);
  EXPECT_EQ(weekly_total(offer->terms.lines).per_week, Pence{612'300});
  EXPECT_EQ(offer->terms.room, "Room 1");
}

TEST_P(Asking, AHomeIsAskedOnceAtATimeForOneChildAndMayBeAskedAnewAfterItDeclined) {
  const auto ids = asked({to("2500001")});
  EXPECT_EQ(write([&](db::Write& tx) { return ask(tx, kOfficer, kTest, std::vector{to("2500001")}, now); }).error().kind, ErrorKind::Conflict);
  ASSERT_TRUE(write([&](db::Write& tx) { return decline(tx, kManager, kTest, ids[0], 1, "no_vacancy", "", now); }));
  const auto again = asked({to("2500001")});
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(ask_now(again[0]).wave, 2);
}

TEST_P(Asking, AWaveWithOneHomeTooManyAsksNobody) {
  asked({to("2500001")});
  EXPECT_FALSE(write([&](db::Write& tx) { return ask(tx, kOfficer, kTest, std::vector{to("2500002"), to("2500001")}, now); }));
  EXPECT_THAT(read([&](db::Read& tx) { return asks_of(tx, "R-ABCDEF"); }), SizeIs(1));
}

TEST_P(Asking, TwoWhoAnswerOneAskAtOnceDoNotOverwriteEachOther) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  const auto second = write([&](db::Write& tx) { return decline(tx, kManager, kTest, ids[0], 1, "mix", "", now); });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Conflict);
  EXPECT_EQ(ask_now(ids[0]).state, State::Offered);
}

TEST_P(Asking, AnOfferAfterTheDeadlineOrTheWithdrawalIsNotTakenAndALateNoIs) {
  const auto ids = asked({to("2500001"), to("2500002"), to("2500003")});
  ASSERT_TRUE(write([&](db::Write& tx) { return withdraw(tx, kOfficer, kTest, ids[1], 1, now); }));
  EXPECT_THAT(offered(ids[1], 2).error().detail, HasSubstr("withdrawn"));
  now = Instant{now.ms + 25 * kHour};
  EXPECT_THAT(offered(ids[0], 1).error().detail, HasSubstr("ended on"));
  EXPECT_TRUE(write([&](db::Write& tx) { return decline(tx, kManager, kTest, ids[2], 1, "staffing", "", now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return extend(tx, kOfficer, kTest, ids[0], 1, Instant{now.ms + kHour}, now); }));
  EXPECT_TRUE(offered(ids[0], 2));
}

TEST_P(Asking, AnOfferThatLapsedCannotBeChosen) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  now = Instant{now.ms + 49 * kHour};
  const auto late = chosen(ids[0]);
  ASSERT_FALSE(late);
  EXPECT_THAT(late.error().detail, HasSubstr("Ask the home whether it still holds"));
}

TEST_P(Asking, AnOverrideIsProposedSignedBySomebodyElseAndOnlyThenDecided) {
  const auto ids = asked({to("2500001"), to("2500002")});
  ASSERT_TRUE(offered(ids[0], 1));
  const auto decision = chosen(ids[0], {"needs", "age"});
  ASSERT_TRUE(decision);
  EXPECT_EQ(ask_now(ids[0]).state, State::Offered);
  EXPECT_EQ(ask_now(ids[1]).state, State::Asked) << "nobody is passed over yet";
  EXPECT_FALSE(write([&](db::Write& tx) { return sign(tx, kOfficer, kTest, *decision, true, "I agree with myself", now); }));
  EXPECT_FALSE(write([&](db::Write& tx) { return take_back(tx, kManager, kTest, ids[0], ask_now(ids[0]).version, "We filled the room", now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return sign(tx, kHead, kTest, *decision, true, "The risk is managed by two staff", now); }));
  EXPECT_EQ(ask_now(ids[0]).state, State::Chosen);
  EXPECT_EQ(ask_now(ids[1]).state, State::NotChosen);
  const auto standing = read([&](db::Read& tx) { return decision_of(tx, "R-ABCDEF"); });
  ASSERT_TRUE(standing);
  EXPECT_THAT(standing->signatures.overrides, ElementsAre("age", "needs"));
  EXPECT_EQ(standing->signed_by, "head");
}

TEST_P(Asking, AnOfferThatWasChosenIsNotChangedBehindTheSignature) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  const auto decision = chosen(ids[0], {"age"});
  const auto dearer = offered(ids[0], ask_now(ids[0]).version);
  ASSERT_FALSE(dearer);
  EXPECT_EQ(dearer.error().kind, ErrorKind::Conflict);
  EXPECT_THAT(read([&](db::Read& tx) { return offers_before(tx, ids[0]); }), IsEmpty());
  ASSERT_TRUE(write([&](db::Write& tx) { return sign(tx, kHead, kTest, *decision, false, "The other children are too old", now); }));
  EXPECT_TRUE(offered(ids[0], ask_now(ids[0]).version)) << "nothing is signed any more";
}

TEST_P(Asking, WhatWasOfferedStaysWhenItIsReplacedOrTakenBack) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  auto dearer = terms();
  dearer.lines[0].amount = Pence{700'000};
  ASSERT_TRUE(write([&](db::Write& tx) { return offer(tx, kManager, kTest, ids[0], 2, dearer, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return take_back(tx, kManager, kTest, ids[0], 3, "We filled the room", now); }));
  const auto before = read([&](db::Read& tx) { return offers_before(tx, ids[0]); });
  ASSERT_THAT(before, SizeIs(2));
  std::vector<std::int64_t> prices;
  for (const auto& one : before) prices.push_back(weekly_total(one.offer.terms.lines).per_week.value);
  EXPECT_THAT(prices, ::testing::UnorderedElementsAre(612'300, 700'000));
  int taken_back = 0;
  for (const auto& one : before) taken_back += one.how == OfferEnd::TakenBack ? 1 : 0;
  EXPECT_EQ(taken_back, 1);
  EXPECT_EQ(before[0].offer.terms.conditions, "A visit before");
  EXPECT_FALSE(read([&](db::Read& tx) { return offer_of(tx, ids[0]); }));
}

TEST_P(Asking, WithdrawingTheReferralEndsAChoiceThatWaitsAndOneThatWasMade) {
  for (const bool overridden : {true, false}) {
    const auto ids = asked({to(overridden ? "2500001" : "2500003"), to(overridden ? "2500002" : "2500004")});
    ASSERT_TRUE(offered(ids[0], 1));
    const auto decision = chosen(ids[0], overridden ? std::vector<std::string>{"age"} : std::vector<std::string>{});
    ASSERT_TRUE(decision);
    EXPECT_EQ(write([&](db::Write& tx) { return withdraw(tx, kOfficer, kTest, ids[0], ask_now(ids[0]).version, now); }).error().kind, ErrorKind::Conflict) << "one by one the choice comes first";
    EXPECT_EQ(write([&](db::Write& tx) { return withdraw_all(tx, kOfficer, kTest, "R-ABCDEF", now); }), overridden ? 2 : 1);
    EXPECT_EQ(ask_now(ids[0]).state, State::Withdrawn);
    EXPECT_EQ(read([&](db::Read& tx) { return load(tx, *decision)->state; }), DecisionState::Undone);
    EXPECT_FALSE(read([&](db::Read& tx) { return decision_of(tx, "R-ABCDEF"); })) << "another home may be asked and chosen";
    if (overridden) { EXPECT_FALSE(write([&](db::Write& tx) { return sign(tx, kHead, kTest, *decision, true, "I agree with this choice", now); })) << "nobody signs what was withdrawn"; }
  }
}

TEST_P(Asking, AnOverrideThatIsNotSignedLeavesTheOfferAsItWas) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  const auto decision = chosen(ids[0], {"age"});
  ASSERT_TRUE(write([&](db::Write& tx) { return sign(tx, kHead, kTest, *decision, false, "The other children are too old", now); }));
  EXPECT_EQ(ask_now(ids[0]).state, State::Offered);
  EXPECT_FALSE(read([&](db::Read& tx) { return decision_of(tx, "R-ABCDEF"); }));
  EXPECT_FALSE(write([&](db::Write& tx) { return sign(tx, kHead, kTest, *decision, true, "I changed my mind on it", now); }));
}

TEST_P(Asking, AnOverrideWithoutAReasonIsNotProposed) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(offered(ids[0], 1));
  EXPECT_FALSE(write([&](db::Write& tx) { return choose(tx, kOfficer, kTest, ids[0], 2, kWhy, {"age"}, "", now); }));
  EXPECT_FALSE(write([&](db::Write& tx) { return choose(tx, kOfficer, kTest, ids[0], 2, "ok", {}, "", now); }));
}

TEST_P(Asking, TwoWhoChooseAtOnceLeaveOneChoice) {
  const auto ids = asked({to("2500001"), to("2500002")});
  ASSERT_TRUE(offered(ids[0], 1));
  ASSERT_TRUE(offered(ids[1], 1));
  std::vector<bool> fine(2);
  std::thread other([&] { fine[1] = chosen(ids[1]).has_value(); });
  const bool first = chosen(ids[0]).has_value();
  other.join();
  EXPECT_NE(first, static_cast<bool>(fine[1]));
  int count = 0;
  for (const auto& id : ids) count += ask_now(id).state == State::Chosen ? 1 : 0;
  EXPECT_EQ(count, 1);
}

TEST_P(Asking, AChoiceThatFallsThroughOpensTheReferralForOthersAgain) {
  const auto ids = asked({to("2500001"), to("2500002")});
  ASSERT_TRUE(offered(ids[0], 1));
  const auto decision = chosen(ids[0]);
  ASSERT_TRUE(write([&](db::Write& tx) { return undo(tx, kOfficer, kTest, *decision, "The manager resigned yesterday", now); }));
  EXPECT_FALSE(write([&](db::Write& tx) { return undo(tx, kOfficer, kTest, *decision, "The manager resigned yesterday", now); }));
  EXPECT_EQ(ask_now(ids[0]).state, State::Declined);
  EXPECT_THAT(asked({to("2500002")}), SizeIs(1));
}

TEST_P(Asking, MoreIsReleasedStepByStepAndTheFullFileOnlyToTheChosenHome) {
  const auto ids = asked({to("2500001")});
  EXPECT_FALSE(write([&](db::Write& tx) { return release(tx, kOfficer, kTest, ids[0], 1, Tier::FullFile, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return release(tx, kOfficer, kTest, ids[0], 1, Tier::PenPicture, now); }));
  EXPECT_FALSE(write([&](db::Write& tx) { return release(tx, kOfficer, kTest, ids[0], 2, Tier::ReferralSummary, now); })) << "nothing is taken back";
  ASSERT_TRUE(offered(ids[0], 2));
  ASSERT_TRUE(chosen(ids[0]));
  EXPECT_TRUE(write([&](db::Write& tx) { return release(tx, kOfficer, kTest, ids[0], ask_now(ids[0]).version, Tier::FullFile, now); }));
}

TEST_P(Asking, QuestionsAndAnswersStandInOrderUntilTheAskEnds) {
  const auto ids = asked({to("2500001")});
  ASSERT_TRUE(write([&](db::Write& tx) { return write_message(tx, kManager, kTest, ids[0], Side::Home, "Which school?", now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return write_message(tx, kOfficer, kTest, ids[0], Side::Authority, "In LA1", Instant{now.ms + 1}); }));
  EXPECT_THAT(read([&](db::Read& tx) { return messages_of(tx, ids[0]); }), ElementsAre(Field(&Message::words, "Which school?"), Field(&Message::words, "In LA1")));
  write([&](db::Write& tx) { return withdraw_all(tx, kOfficer, kTest, "R-ABCDEF", now); });
  EXPECT_FALSE(write([&](db::Write& tx) { return write_message(tx, kManager, kTest, ids[0], Side::Home, "Hello?", now); }));
}

TEST_P(Asking, WithdrawingTheReferralEndsEveryLiveAsk) {
  asked({to("2500001"), to("2500002")});
  EXPECT_EQ(write([&](db::Write& tx) { return withdraw_all(tx, kOfficer, kTest, "R-ABCDEF", now); }), 2);
  EXPECT_THAT(read([&](db::Read& tx) { return asks_to(tx, std::vector{provider}, true); }), IsEmpty());
}

RIGHTPLACE_ON_BOTH(Asking);

}  // namespace
}  // namespace rightplace::asking
