#include "features/pacing/pacing.h"

#include "features/linking/linking.h"
#include "tests/support/placing_stage.h"

namespace rightplace::pacing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::int64_t kHourMs = 3'600'000;

About likely() { return {.could_be_right = true, .score = 0.8, .statement_days = 2, .room_known_free = true, .works_here = true, .so_far = {}}; }
double chance(const About& about) { return estimate(model(), about).candidate.chance; }

TEST(Model, SaysOfItselfThatItIsStatedAndNotMeasured) {
  EXPECT_THAT(model().source, HasSubstr("not measured"));
  EXPECT_EQ(model().valid_from, Date(2026, 1, 1));
  EXPECT_EQ(aim_of(model(), "same_day").hours, 6);
  EXPECT_EQ(aim_of(model(), "planned").waves, 3);
}

TEST(Model, EachThingThatSpeaksForAnOfferMakesItLikelier) {
  const auto best = chance(likely());
  auto other = likely();
  other.could_be_right = false;
  EXPECT_LT(chance(other), best);
  other = likely();
  other.score = 0.2;
  EXPECT_LT(chance(other), best);
  other = likely();
  other.room_known_free = false;
  EXPECT_LT(chance(other), best);
  other = likely();
  other.statement_days = 40;
  EXPECT_LT(chance(other), best);
  const auto old = chance(other);
  other.statement_days.reset();
  EXPECT_LT(chance(other), old);
  other = likely();
  other.works_here = false;
  EXPECT_LT(chance(other), best);
  other = likely();
  other.so_far = {10, 1};
  EXPECT_LT(chance(other), best);
  other.so_far = {10, 10};
  EXPECT_GT(chance(other), best);
}

TEST(Model, IsRefusedWhereItIsNotWhole) {
  EXPECT_FALSE(read_model("version = \"1\"", "test"));
  EXPECT_FALSE(read_model("not toml", "test"));
}

TEST(Words, SayAChanceAsPeopleDo) {
  EXPECT_EQ(chance_words(0.25), "about 1 in 4");
  EXPECT_EQ(chance_words(0.6), "about 6 in 10");
  EXPECT_EQ(chance_words(0.001), "less than 1 in 50");
}

TEST(Reminders, AreDueWhenAQuarterOfTheTimeIsLeftAndNeverAfterTheEndOrAnAnswer) {
  asking::Ask ask;
  ask.asked_at = Instant{0};
  ask.answer_by = Instant{40 * kHourMs};
  EXPECT_FALSE(is_to_remind(model(), ask, Instant{29 * kHourMs}));
  EXPECT_TRUE(is_to_remind(model(), ask, Instant{31 * kHourMs}));
  EXPECT_FALSE(is_to_remind(model(), ask, Instant{41 * kHourMs}));
  ask.state = asking::State::Offered;
  EXPECT_FALSE(is_to_remind(model(), ask, Instant{31 * kHourMs}));
}

class Pacing : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    static const auto tables = [] {
      std::vector<db::Migration> all(linking::migrations().begin(), linking::migrations().end());
      all.insert(all.end(), migrations().begin(), migrations().end());
      return all;
    }();
    set_up(tables);
    at = clock.now();
    by = Instant{at.ms + 48 * kHourMs};
  }
  asking::AskId asked(const std::string& urn, const organisations::OrganisationId& organisation) {
    return write([&](db::Write& tx) {
      const asking::NewAsk one{.reference = kReference, .urn = urn, .organisation = organisation, .authority = lancashire, .tier = asking::Tier::ReferralSummary, .answer_by = by};
      return (*asking::ask(tx, kOperator, kTest, {&one, 1}, clock.now())).front();
    });
  }
  Plan planned(std::vector<std::string> first, std::vector<std::string> second) {
    Plan plan{.id = {}, .reference = kReference, .authority = lancashire, .model = "1", .hours = 48, .waves = 2, .made_by = {}, .made_at = {}, .homes = {}};
    for (auto& urn : first) plan.homes.push_back({std::move(urn), 1, 0.3, 3});
    for (auto& urn : second) plan.homes.push_back({std::move(urn), 2, 0.2, 3});
    write([&](db::Write& tx) { EXPECT_TRUE(save(tx, kOperator, kTest, plan, clock.now())); });
    return *read([](db::Read& tx) { return plan_of(tx, kReference); });
  }
  int remind() { return remind_due(**database, desk->vault, clock.now()); }
  Instant at, by;
};

TEST_P(Pacing, APlanTakesThePlaceOfTheOneThatStoodAndAHomeStandsInItOnce) {
  planned({kAlder}, {kBeech});
  const auto second = planned({kBeech}, {});
  ASSERT_THAT(second.homes, SizeIs(1));
  EXPECT_NEAR(second.homes[0].chance, 0.3, 1e-9);
  auto twice = second;
  twice.homes.push_back(twice.homes[0]);
  write([&](db::Write& tx) { EXPECT_FALSE(save(tx, kOperator, kTest, twice, clock.now())); });
}

TEST_P(Pacing, TheNextWaveIsDueWhenTheTimeOfTheFirstIsOver) {
  const auto plan = planned({kAlder}, {kBeech});
  const auto due = [&](std::int64_t hours) {
    return due_of(plan, asks(), Instant{at.ms + hours * kHourMs});
  };
  EXPECT_EQ(due(0).wave, 1);
  EXPECT_TRUE(due(0).due);
  asked(kAlder, alder);
  EXPECT_EQ(due(1).wave, 2);
  EXPECT_FALSE(due(1).due);
  EXPECT_TRUE(due(24).due);
  EXPECT_EQ(due(24).urns, std::vector{kBeech});
  asked(kBeech, beech);
  EXPECT_EQ(due(24).wave, 0);
}

TEST_P(Pacing, WhoHasNotAnsweredIsRemindedOnceHereOrByLetter) {
  asked(kAlder, alder);
  const auto silent = asked(kSilent, {});
  write([&](db::Write& tx) {
    EXPECT_TRUE(linking::say_address(tx, desk->vault, kOperator, kTest, lancashire, kSilent, Personal<std::string>("office@silent-house.example"), linking::Source::Told, clock.now()));
    EXPECT_TRUE(linking::write_to_home(tx, desk->vault, kOperator, kTest, *asking::load(tx, silent), outbox::Letter::Asked, clock.now()));
  });
  const auto declined = asked(kBeech, beech);
  write([&](db::Write& tx) { EXPECT_TRUE(asking::decline(tx, kOperator, kTest, declined, 1, "mix", "", clock.now())); });
  const auto before = letters();
  EXPECT_EQ(remind(), 0) << "there is time";
  clock.set(Instant{at.ms + 40 * kHourMs});
  EXPECT_EQ(remind(), 2);
  EXPECT_EQ(letters(), before + 3) << "the referrals manager, the registered manager, and the letter";
  EXPECT_EQ(remind(), 0) << "once";
  EXPECT_EQ(letters(), before + 3);
}

TEST_P(Pacing, NobodyIsRemindedOfAReferralThatWasWithdrawn) {
  asked(kAlder, alder);
  write([&](db::Write& tx) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, kReference, referrals::Event::Withdraw, clock.now())); });
  clock.set(Instant{at.ms + 40 * kHourMs});
  EXPECT_EQ(remind(), 0);
}

RIGHTPLACE_ON_BOTH(Pacing);

}  // namespace
}  // namespace rightplace::pacing
