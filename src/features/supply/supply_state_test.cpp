#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/london.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"
#include "tests/support/databases.h"

namespace rightplace::supply {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Date kDay(2026, 3, 2);
const std::string kUrn = "2500001";
const Actor kSam{ActorKind::Person, "sam"}, kKim{ActorKind::Person, "kim"};
const Allowed kTest = Allowed::because("test");
const When kMorning{test::kMondayMorning, test::kMondayMorning};

When later(std::int64_t minutes) {
  const Instant at{test::kMondayMorning.ms + minutes * 60'000};
  return {at, at};
}
std::vector<Room> two_rooms() { return {{"Blue", std::nullopt}, {"Green", std::nullopt}}; }
Calendar blue_is_free(Date from = kDay) { return {.may_take = std::nullopt, .free = {{"Blue", {from, std::nullopt}}}, .out_of_use = {}}; }

class SupplyStatements : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped())
      database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(), migrations()});
  }
  Result<Version> say(const Statement& statement, std::int64_t shown, When when = kMorning, const Actor& who = kSam) {
    return (*database)->write([&](db::Write& tx) { return state(tx, who, kTest, kUrn, statement, shown, when); });
  }
  HomeSupply now(Date day = kDay, std::optional<Instant> at = {}) {
    return (*database)->read([&](db::Read& tx) { return supply_of(tx, kUrn, day, at); });
  }
  Result<std::int64_t> held(std::string room, std::string reference, When when = kMorning) {
    const Hold one{.urn = kUrn, .room = std::move(room), .nights = {kDay, kDay.plus_days(30)}, .held_for = std::move(reference), .held_at = {}, .held_until = Instant{when.at.ms + 86'400'000}};
    return (*database)->write([&](db::Write& tx) { return hold(tx, kSam, kTest, one, {}, when); });
  }
  void a_home_with_a_free_room() {
    ASSERT_TRUE(say(two_rooms(), 0));
    ASSERT_TRUE(say(blue_is_free(), 0));
  }
  std::unique_ptr<test::TestDatabase> database;
};

TEST_P(SupplyStatements, WhatAPersonSaysIsInEffectAtOnceAndNamesThem) {
  const auto said = say(blue_is_free(), 0);
  ASSERT_TRUE(said);
  const auto home = now();
  ASSERT_TRUE(home.calendar);
  EXPECT_EQ(home.calendar->version, said->version);
  EXPECT_EQ(home.calendar->by, "sam");
  EXPECT_EQ(home.calendar->at, kMorning.at);
  EXPECT_THAT(home.calendar->value.free, SizeIs(1));
  EXPECT_FALSE(home.rooms);
}

TEST_P(SupplyStatements, WhoeverComesSecondIsToldWhenItWasChangedAndChangesNothing) {
  const auto first = say(blue_is_free(), 0);
  ASSERT_TRUE(say(Calendar{}, first->version, later(5), kKim));
  const auto second = say(blue_is_free(kDay.plus_days(9)), first->version, later(6));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Conflict);
  EXPECT_THAT(second.error().detail, HasSubstr("2 March 2026 at 9:05"));
  EXPECT_THAT(now().calendar->value.free, IsEmpty());
}

TEST_P(SupplyStatements, OfTwoAtTheSameMomentTheSecondStandsThoughTheClockStandsStill) {
  const auto first = say(blue_is_free(), 0);
  const auto second = say(Calendar{}, first->version);
  ASSERT_TRUE(second);
  EXPECT_GT(second->at, first->at);
  const auto third = say(blue_is_free(), second->version);
  ASSERT_TRUE(third) << "the same content as the first, at the same moment";
  EXPECT_EQ(now().calendar->version, third->version);
}

TEST_P(SupplyStatements, StillRightRenewsTheAgeAndIsToldApartInTheHistory) {
  const auto first = say(blue_is_free(), 0);
  const auto again = (*database)->write([&](db::Write& tx) { return renew(tx, kKim, kTest, kUrn, Subject::Calendar, first->version, later(60)); });
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->renewed);
  EXPECT_EQ(now().calendar->at, later(60).at);
  const auto all = (*database)->read([&](db::Read& tx) { return history(tx, kUrn, Subject::Calendar); });
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].by, "kim");
  EXPECT_TRUE(all[0].renewed);
  EXPECT_FALSE(all[1].renewed);
}

TEST_P(SupplyStatements, WhatWasNeverStatedOrHasChangedCannotBeStillRight) {
  const auto renewed = [&](std::int64_t shown) {
    return (*database)->write([&](db::Write& tx) { return renew(tx, kSam, kTest, kUrn, Subject::Calendar, shown, later(5)); }).error().kind;
  };
  EXPECT_EQ(renewed(0), ErrorKind::NotFound);
  const auto first = say(blue_is_free(), 0);
  say(Calendar{}, first->version);
  EXPECT_EQ(renewed(first->version), ErrorKind::Conflict);
  EXPECT_EQ(renewed(12345), ErrorKind::Conflict);
}

TEST_P(SupplyStatements, AnOlderVersionIsReadAsItWasSaid) {
  StatementOfPurpose purpose;
  purpose.age_from = 11;
  purpose.told = {{Matter::Ethos, "We eat together at six."}, {Matter::Contact, "Every Sunday."}};
  const auto first = say(purpose, 0);
  purpose.told = {};
  const auto second = say(purpose, first->version);
  const auto old = (*database)->read([&](db::Read& tx) { return statement_of(tx, kUrn, Subject::Purpose, first->version); });
  ASSERT_TRUE(old);
  EXPECT_EQ(std::get<StatementOfPurpose>(*old).words(Matter::Ethos), "We eat together at six.");
  EXPECT_EQ(std::get<StatementOfPurpose>(*old).words(Matter::Contact), "Every Sunday.");
  EXPECT_THAT(now().purpose->value.told, IsEmpty());
  EXPECT_FALSE((*database)->read([&](db::Read& tx) { return statement_of(tx, kUrn, Subject::Calendar, second->version); })) << "of another subject";
  EXPECT_FALSE((*database)->read([&](db::Read& tx) { return statement_of(tx, "2500002", Subject::Purpose, second->version); })) << "of another home";
}

TEST_P(SupplyStatements, OneHomeIsLoadedAsAllHomesAre) {
  a_home_with_a_free_room();
  ASSERT_TRUE(held("Blue", "R-7K3M9Q"));
  StatementOfPurpose purpose;
  purpose.needs = {{Need::Autism, NeedLevel::Low, NeedLevel::High, std::nullopt}};
  purpose.told = {{Matter::Ethos, "We eat together at six."}};
  ASSERT_TRUE(say(purpose, 0));
  const auto all = (*database)->read([&](db::Read& tx) { return supply_as_at(tx, kDay); });
  ASSERT_THAT(all, SizeIs(1));
  const auto one = now(kDay, later(1).at);
  EXPECT_EQ(one.purpose->version, all[0].purpose->version);
  EXPECT_EQ(one.purpose->value.words(Matter::Ethos), all[0].purpose->value.words(Matter::Ethos));
  EXPECT_EQ(one.purpose->value.needs[0].takes_to, NeedLevel::High);
  EXPECT_EQ(one.rooms->value.size(), all[0].rooms->value.size());
  EXPECT_EQ(one.calendar->value.free[0].nights, all[0].calendar->value.free[0].nights);
  ASSERT_THAT(one.holds, SizeIs(1));
  EXPECT_EQ(one.holds[0].by, "sam");
  EXPECT_FALSE(now(kDay.plus_days(-1)).purpose) << "the day before it was said";
}

TEST_P(SupplyStatements, AStatementThatCannotBeRightIsRefusedWithItsFields) {
  StatementOfPurpose upside_down;
  upside_down.age_from = 16;
  upside_down.age_to = 9;
  const auto refused = say(upside_down, 0);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields[0].field, "age_to");
  EXPECT_FALSE(say(std::vector<Room>{{"Blue", std::nullopt}, {"blue", std::nullopt}}, 0)) << "one room twice";
  EXPECT_FALSE(say(std::vector<Room>{{" ", std::nullopt}}, 0));
  EXPECT_FALSE(say(std::vector<Room>{{std::string(61, 'x'), std::nullopt}}, 0));
  EXPECT_FALSE(say(std::vector<Room>{{"Bl\x01ue", std::nullopt}}, 0));
  StatementOfPurpose long_winded;
  long_winded.told = {{Matter::Ethos, std::string(kLongestWords + 1, 'x')}};
  EXPECT_FALSE(say(long_winded, 0));
  EXPECT_FALSE(say(std::vector<Fee>{{Route::Spot, NeedLevel::High, {Pence{-1}}}}, 0));
  EXPECT_FALSE(say(std::vector<Outcome>{{OutcomeKind::Progress, 3, 4}}, 0));
  EXPECT_FALSE(say(Calendar{.may_take = std::nullopt, .free = {{"Blue", {kDay, kDay}}}, .out_of_use = {}}, 0)) << "no night at all";
  EXPECT_FALSE(now().purpose || now().rooms || now().fees || now().calendar);
}

// ---- Holds

TEST_P(SupplyStatements, AHeldRoomIsNotHeldTwiceUntilItIsReleased) {
  a_home_with_a_free_room();
  const auto first = held("Blue", "R-7K3M9Q");
  ASSERT_TRUE(first);
  const auto second = held("Blue", "R-2B4C6D");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Conflict);
  EXPECT_THAT(second.error().detail, HasSubstr("held for R-7K3M9Q"));
  ASSERT_TRUE((*database)->write([&](db::Write& tx) { return release_hold(tx, kKim, kTest, kUrn, *first, later(5)); }));
  EXPECT_THAT(now(kDay, later(6).at).holds, IsEmpty());
  EXPECT_THAT(now(kDay).holds, IsEmpty());
  EXPECT_TRUE(held("Blue", "R-2B4C6D", later(10)));
  EXPECT_EQ((*database)->write([&](db::Write& tx) { return release_hold(tx, kKim, kTest, kUrn, *first, later(11)); }).error().kind, ErrorKind::Conflict);
  EXPECT_EQ((*database)->write([&](db::Write& tx) { return release_hold(tx, kKim, kTest, "2500002", *first, later(11)); }).error().kind, ErrorKind::NotFound);
}

TEST_P(SupplyStatements, AHoldStandsUntilItsMomentAndThenLapses) {
  a_home_with_a_free_room();
  const Hold until_five{.urn = kUrn, .room = "Blue", .nights = {kDay, std::nullopt}, .held_for = "R-7K3M9Q", .held_at = {}, .held_until = later(480).at};
  ASSERT_TRUE((*database)->write([&](db::Write& tx) { return hold(tx, kSam, kTest, until_five, {}, kMorning); }));
  EXPECT_THAT(now(kDay, later(479).at).holds, SizeIs(1));
  EXPECT_THAT(now(kDay, later(480).at).holds, IsEmpty());
  EXPECT_TRUE(held("Blue", "R-2B4C6D", later(481)));
}

TEST_P(SupplyStatements, ATakenOrUnknownRoomIsNotHeld) {
  a_home_with_a_free_room();
  const auto green = held("Green", "R-7K3M9Q");
  ASSERT_FALSE(green);
  EXPECT_THAT(green.error().detail, HasSubstr("not free on 2 March 2026"));
  EXPECT_EQ(held("Attic", "R-7K3M9Q").error().kind, ErrorKind::Invalid);
  EXPECT_EQ(held("Blue", " ").error().kind, ErrorKind::Invalid);
  const std::vector<Occupation> placed = {{"Blue", {kDay.plus_days(10), std::nullopt}}};
  const Hold one{.urn = kUrn, .room = "Blue", .nights = {kDay, std::nullopt}, .held_for = "R-7K3M9Q", .held_at = {}, .held_until = later(60).at};
  EXPECT_EQ((*database)->write([&](db::Write& tx) { return hold(tx, kSam, kTest, one, placed, kMorning); }).error().kind, ErrorKind::Conflict);
}

TEST_P(SupplyStatements, OfManyWhoHoldOneBedAtOnceExactlyOneDoes) {
  a_home_with_a_free_room();
  std::atomic<int> held_it = 0, refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      const auto answer = held("Blue", "R-00000" + std::to_string(i));
      if (answer) ++held_it;
      else if (answer.error().kind == ErrorKind::Conflict) ++refused;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(held_it, 1);
  EXPECT_EQ(refused, 7);
  EXPECT_THAT(now(kDay, later(1).at).holds, SizeIs(1));
}

TEST_P(SupplyStatements, OfManyWhoChangeOneVersionAtOnceExactlyOneDoes) {
  const auto first = say(Calendar{}, 0);
  std::atomic<int> changed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] { changed += say(blue_is_free(kDay.plus_days(i)), first->version).has_value() ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(changed, 1);
}
RIGHTPLACE_ON_BOTH(SupplyStatements);

// ---- Changes of a calendar

std::vector<Stay> free_of(const Calendar& calendar, std::string_view room) {
  std::vector<Stay> stays;
  for (const auto& free : calendar.free)
    if (free.room == room) stays.push_back(free.nights);
  std::ranges::sort(stays, {}, &Stay::from);
  return stays;
}

TEST(Places, FreeTimesThatMeetBecomeOne) {
  auto calendar = *with_free({}, "Blue", {kDay, kDay.plus_days(3)});
  calendar = *with_free(calendar, "Blue", {kDay.plus_days(6), kDay.plus_days(9)});
  calendar = *with_free(calendar, "Green", {kDay, std::nullopt});
  EXPECT_THAT(free_of(calendar, "Blue"), SizeIs(2));
  calendar = *with_free(calendar, "Blue", {kDay.plus_days(3), kDay.plus_days(6)});
  EXPECT_THAT(free_of(calendar, "Blue"), ElementsAre(Stay{kDay, kDay.plus_days(9)}));
  EXPECT_THAT(free_of(calendar, "Green"), ElementsAre(Stay{kDay, std::nullopt}));
}

TEST(Places, ATakenRoomIsFreeBeforeAndAfterOnly) {
  const auto calendar = with_taken(*with_free({}, "Blue", {kDay, std::nullopt}), "Blue", {kDay.plus_days(2), kDay.plus_days(5)});
  EXPECT_THAT(free_of(calendar, "Blue"), ElementsAre(Stay{kDay, kDay.plus_days(2)}, Stay{kDay.plus_days(5), std::nullopt}));
  EXPECT_THAT(free_of(with_taken(calendar, "Blue", {kDay, std::nullopt}), "Blue"), IsEmpty());
}

TEST(Places, ARoomOutOfUseIsNotFreeAndCannotBeMadeFreeUntilItIsLifted) {
  auto calendar = *with_out_of_use(*with_free({}, "Blue", {kDay, std::nullopt}), "Blue", {kDay, kDay.plus_days(7)}, "the roof leaks");
  EXPECT_THAT(free_of(calendar, "Blue"), ElementsAre(Stay{kDay.plus_days(7), std::nullopt}));
  const auto refused = with_free(calendar, "Blue", {kDay.plus_days(3), std::nullopt});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("out of use until 9 March 2026"));
  EXPECT_FALSE(with_out_of_use(calendar, "Blue", {kDay.plus_days(1), std::nullopt}, ""));
  calendar = *with_lifted(calendar, "Blue", kDay.plus_days(3));
  EXPECT_EQ(calendar.out_of_use[0].nights, (Stay{kDay, kDay.plus_days(3)}));
  EXPECT_TRUE(with_free(calendar, "Blue", {kDay.plus_days(3), std::nullopt}));
  EXPECT_THAT(with_lifted(calendar, "Blue", kDay)->out_of_use, IsEmpty());
  EXPECT_EQ(with_lifted(calendar, "Blue", kDay.plus_days(3)).error().kind, ErrorKind::NotFound);
}

TEST(Places, ARoomKeepsItsTimesUnderAnotherNameAndLosesThemWhenItIsRemoved) {
  const auto calendar = *with_out_of_use(*with_free({}, "Blue", {kDay, std::nullopt}), "Blue", {kDay, kDay.plus_days(7)}, "");
  const auto renamed = with_renamed(calendar, "Blue", "Sea");
  EXPECT_THAT(free_of(renamed, "Sea"), SizeIs(1));
  EXPECT_EQ(renamed.out_of_use[0].room, "Sea");
  EXPECT_THAT(with_removed(renamed, "Sea").free, IsEmpty());
  EXPECT_THAT(with_removed(renamed, "Sea").out_of_use, IsEmpty());
}

// ---- Why

TEST(RoomNights, SayWhatTheCalendarSaysAndEverythingThatSaysIt) {
  HomeSupply home;
  home.urn = kUrn;
  home.rooms = {two_rooms(), kMorning.at};
  home.calendar = {{.may_take = std::nullopt, .free = {{"Blue", {kDay, kDay.plus_days(20)}}, {"Green", {kDay, std::nullopt}}}, .out_of_use = {{"Green", {kDay.plus_days(4), kDay.plus_days(8)}, "paint"}}}, kMorning.at};
  Resident child;
  child.token = "A";
  child.room = "Blue";
  child.from = kDay.plus_days(15);
  home.residents = {{child}, kMorning.at};
  home.holds = {{.urn = kUrn, .room = "Blue", .nights = {kDay.plus_days(2), kDay.plus_days(6)}, .held_for = "R-7K3M9Q", .held_at = kMorning.at, .held_until = later(600).at}};
  const std::vector<Occupation> placed = {{"Green", {kDay.plus_days(6), kDay.plus_days(12)}}};
  for (const auto& calendar : room_calendars(home, placed, kDay))
    for (const auto& time : calendar.times)
      for (int day = 0; day < 35; ++day)
        if (time.nights.covers_night(kDay.plus_days(day))) {
          EXPECT_EQ(room_night(home, placed, calendar.room, kDay.plus_days(day)).state, time.state) << calendar.room << " on day " << day;
        }
  const auto held = room_night(home, placed, "Blue", kDay.plus_days(3));
  ASSERT_THAT(held.reasons, SizeIs(2));
  EXPECT_EQ(held.reasons[1].says, Says::Held);
  EXPECT_EQ(held.reasons[1].detail, "R-7K3M9Q");
  EXPECT_FALSE(held.contradicts);
  EXPECT_TRUE(room_night(home, placed, "Blue", kDay.plus_days(16)).contradicts) << "free, and a child lives there";
  EXPECT_TRUE(room_night(home, placed, "Green", kDay.plus_days(7)).contradicts) << "out of use, and a child is placed there";
  EXPECT_FALSE(room_night(home, placed, "Green", kDay.plus_days(5)).contradicts);
  EXPECT_EQ(room_night(home, placed, "Green", kDay.plus_days(5)).reasons[0].detail, "paint");
}

}  // namespace
}  // namespace rightplace::supply
