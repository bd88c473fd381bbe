#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/london.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"
#include "tests/support/databases.h"

namespace rightplace::supply {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Date kDay(2026, 3, 2);
const std::string kUrn = "2500001";
const Actor kSam{ActorKind::Person, "sam"}, kKim{ActorKind::Person, "kim"};
const Allowed kTest = Allowed::because("test");

When after_days(std::int64_t days) {
  const Instant at{test::kMondayMorning.ms + days * 86'400'000};
  return {at, at};
}
const When kMorning = after_days(0);

class Rooms : public test::OnBothDatabases {
 protected:
  template <class Action>
  auto write(Action&& action) { return (*database)->write(std::forward<Action>(action)); }
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(), migrations()});
    write([&](db::Write& tx) -> Done {
      RP_CHECK(state(tx, kSam, kTest, kUrn, std::vector<Room>{{"Blue", std::nullopt}, {"Green", std::nullopt}}, 0, kMorning));
      RP_CHECK(state(tx, kSam, kTest, kUrn, Calendar{.may_take = std::nullopt, .free = {{"Blue", {kDay, std::nullopt}}}, .out_of_use = {}}, 0, kMorning));
      return {};
    });
  }
  HomeSupply home(std::int64_t days = 0) {
    return (*database)->read([&](db::Read& tx) { return supply_of(tx, kUrn, kDay.plus_days(static_cast<int>(days)), after_days(days).at); });
  }
  Done rename(std::string_view room, std::string name, When when, std::int64_t shown) {
    return write([&](db::Write& tx) { return change_room(tx, kKim, kTest, kUrn, room, {std::move(name), std::nullopt}, shown, when); });
  }
  placements::PlacementId placed(std::optional<std::string> room, Stay stay = {kDay.plus_days(-30), {}}) {
    return write([&](db::Write& tx) -> Result<placements::PlacementId> {
      placements::Placement placement;
      placement.child = *children::add(tx, {}, kMorning.now);
      placement.authority_code = "E08000003";
      placement.urn = kUrn;
      placement.room = std::move(room);
      placement.stay = stay;
      RP_TRY(kept, placements::claim(tx, kSam, kTest, placement, kMorning.now));
      return kept.id;
    }).value();
  }
  std::vector<Occupation> occupations(Date day = kDay) {
    return (*database)->read([&](db::Read& tx) {
      std::vector<Occupation> all;
      for (const auto& placement : placements::there_from(tx, kUrn, day)) all.push_back(occupation_of(placement, day));
      return all;
    });
  }
  std::unique_ptr<test::TestDatabase> database;
};

TEST_P(Rooms, AnotherNameOfARoomMakesNothingThatIsSaidOfItYounger) {
  Resident child;
  child.token = "A";
  child.room = "Blue";
  ASSERT_TRUE(write([&](db::Write& tx) { return state(tx, kSam, kTest, kUrn, std::vector{child}, 0, kMorning); }));
  ASSERT_TRUE(rename("Blue", "Sea", after_days(20), home(20).rooms->version));
  const auto after = home(20);
  EXPECT_EQ(after.calendar->value.free[0].room, "Sea");
  EXPECT_EQ(after.calendar->at, kMorning.at);
  EXPECT_EQ(after.calendar->by, "sam") << "Kim gave the room another name; Sam said that it is free";
  EXPECT_FALSE(counts_as_known(after, kDay.plus_days(20)));
  EXPECT_EQ(after.residents->value[0].room, "Sea");
  EXPECT_EQ(after.residents->at, kMorning.at);
  EXPECT_EQ(after.rooms->at, after_days(20).at);
  EXPECT_EQ(home(10).calendar->value.free[0].room, "Blue") << "what was known then is as it was";
  ASSERT_TRUE(write([&](db::Write& tx) { return renew(tx, kKim, kTest, kUrn, Subject::Calendar, after.calendar->version, after_days(21)); }));
  EXPECT_EQ(home(21).calendar->at, after_days(21).at);
}

TEST_P(Rooms, ARoomThatGoesLeavesTheCalendarAsOldAsItWas) {
  ASSERT_TRUE(write([&](db::Write& tx) { return remove_room(tx, kKim, kTest, kUrn, "Green", {}, home().rooms->version, after_days(20)); }));
  EXPECT_THAT(home(20).rooms->value, SizeIs(1));
  EXPECT_EQ(home(20).calendar->at, kMorning.at);
}

TEST_P(Rooms, APlacedChildStaysInTheRoomThatGetsAnotherName) {
  const auto placement = placed("Green");
  const auto left = placed("Green", {kDay.plus_days(-90), {}});
  ASSERT_TRUE(write([&](db::Write& tx) { return placements::end(tx, kSam, kTest, left, kDay.plus_days(-60), placements::ending_reasons().front().code, kMorning.now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return hold(tx, kSam, kTest, {.urn = kUrn, .room = "Blue", .nights = {kDay, kDay.plus_days(9)}, .held_for = "R-7K3M9Q", .held_at = {}, .held_until = after_days(2).at}, {}, kMorning); }));
  ASSERT_TRUE(rename("Green", "Grass", kMorning, home().rooms->version));
  ASSERT_TRUE(rename("Blue", "Sea", kMorning, home().rooms->version));
  const auto rooms = [&](const placements::PlacementId& id) { return (*database)->read([&](db::Read& tx) { return placements::load(tx, id)->room; }); };
  EXPECT_EQ(rooms(placement), "Grass");
  EXPECT_EQ(rooms(left), "Green") << "where a child lived is history";
  EXPECT_EQ(home().holds[0].room, "Sea");
  ASSERT_TRUE(write([&](db::Write& tx) { return state(tx, kSam, kTest, kUrn, *with_free(home().calendar->value, "Grass", {kDay, {}}), home().calendar->version, kMorning); }));
  EXPECT_EQ(vacancies_on(home(), occupations(), kDay).in_doubt, 1) << "stated free while a placed child lives there";
}

TEST_P(Rooms, ARoomInWhichAChildLivesOrMayLiveDoesNotGo) {
  const auto remove = [&](std::string_view room) { return write([&](db::Write& tx) { return remove_room(tx, kKim, kTest, kUrn, room, occupations(), home().rooms->version, kMorning); }); };
  placed(std::nullopt);
  const auto perhaps = remove("Green");
  ASSERT_FALSE(perhaps);
  EXPECT_THAT(perhaps.error().detail, HasSubstr("it may be Green"));
  EXPECT_TRUE(remove("Blue")) << "the child is in Green, which is not free";
}

TEST_P(Rooms, WhoeverChangesTheRoomsSecondIsToldSoAndChangesNothing) {
  const auto opened = home().rooms->version;
  ASSERT_TRUE(rename("Blue", "Sea", kMorning, opened));
  const auto second = rename("Green", "Grass", kMorning, opened);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::Conflict);
  EXPECT_EQ(write([&](db::Write& tx) { return add_room(tx, kKim, kTest, kUrn, {"Attic", std::nullopt}, opened, kMorning); }).error().kind, ErrorKind::Conflict);
  EXPECT_EQ(write([&](db::Write& tx) { return remove_room(tx, kKim, kTest, kUrn, "Green", {}, opened, kMorning); }).error().kind, ErrorKind::Conflict);
  EXPECT_THAT(home().rooms->value, SizeIs(2));
}

TEST_P(Rooms, AHoldIsForAReferralAndEndsWithinTheLongestTime) {
  const auto held = [&](std::string reference, int days) {
    return write([&](db::Write& tx) { return hold(tx, kSam, kTest, {.urn = kUrn, .room = "Blue", .nights = {kDay, {}}, .held_for = std::move(reference), .held_at = {}, .held_until = london_midnight(kDay.plus_days(days + 1))}, {}, kMorning); });
  };
  EXPECT_EQ(longest_hold_days(), 28);
  for (const auto* name : {"Kim Alder", "R-7K3M9", "R-7K3M9QQ", "P-7K3M9Q", ""}) EXPECT_FALSE(held(name, 3)) << name;
  const auto long_one = held("R-7K3M9Q", 29);
  ASSERT_FALSE(long_one);
  EXPECT_THAT(long_one.error().fields[0].detail, HasSubstr("30 March 2026 or an earlier day"));
  EXPECT_TRUE(held("r-7k3m9q", 28));
  EXPECT_EQ(home().holds[0].held_for, "R-7K3M9Q");
}

TEST_P(Rooms, ChildrenOfWhomNobodySaysTheRoomCountAgainstTheFreeRooms) {
  EXPECT_EQ(vacancies_on(home(), occupations(), kDay).free, 1);
  placed(std::nullopt);
  EXPECT_EQ(vacancies_on(home(), occupations(), kDay).free, 1) << "the child is in Green, which is not free";
  placed("Attic");
  const auto found = vacancies_on(home(), occupations(), kDay);
  EXPECT_EQ(found.free, 0) << "of two children one can only be in Blue";
  EXPECT_EQ(found.in_doubt, 1);
  for (const auto& room : room_calendars(home(), occupations(), kDay))
    if (room.room == "Blue") { EXPECT_EQ(room.times[0].state, RoomState::Unknown); }
  const auto night = room_night(home(), occupations(), "Blue", kDay);
  EXPECT_TRUE(night.contradicts);
  EXPECT_EQ(night.state, RoomState::Unknown);
  EXPECT_EQ(night.reasons.back().says, Says::MoreChildren);
  EXPECT_FALSE(write([&](db::Write& tx) { return hold(tx, kSam, kTest, {.urn = kUrn, .room = "Blue", .nights = {kDay, {}}, .held_for = "R-7K3M9Q", .held_at = {}, .held_until = after_days(2).at}, occupations(), kMorning); }));
}

TEST_P(Rooms, APlacementThatOutlivedItsPlanStillTakesItsRoom) {
  write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = *children::add(tx, {}, kMorning.now);
    placement.authority_code = "E08000003";
    placement.urn = kUrn;
    placement.room = "Blue";
    placement.stay = {kDay.plus_days(-90), {}};
    placement.planned_until = kDay.plus_days(-2);
    return placements::claim(tx, kSam, kTest, placement, kMorning.now);
  });
  EXPECT_EQ(occupations()[0].nights.until, std::nullopt);
  EXPECT_EQ(vacancies_on(home(), occupations(), kDay).free, 0);
}
RIGHTPLACE_ON_BOTH(Rooms);

// ---- Counted

HomeSupply three_rooms_of_which_two_are_free() {
  HomeSupply home;
  home.urn = kUrn;
  home.rooms = {{{"1", std::nullopt}, {"2", std::nullopt}, {"3", std::nullopt}}, kMorning.at};
  home.calendar = {{.may_take = std::nullopt, .free = {{"1", {kDay, {}}}, {"2", {kDay, kDay.plus_days(5)}}}, .out_of_use = {}}, kMorning.at};
  return home;
}

TEST(Vacancies, AStatementThatIsTooOldCountsAsNotKnown) {
  const auto home = three_rooms_of_which_two_are_free();
  EXPECT_FALSE(vacancies_on({}, {}, kDay).known);
  EXPECT_TRUE(vacancies_on(home, {}, kDay.plus_days(vacancies_last_days())).known);
  const auto late = vacancies_on(home, {}, kDay.plus_days(vacancies_last_days() + 1));
  EXPECT_FALSE(late.known);
  EXPECT_EQ(late.stated_on, kDay);
  EXPECT_EQ(late.free, 1);
}

TEST(Vacancies, OneChildWithoutARoomTakesOneOfTwoFreeRoomsAndNobodyKnowsWhich) {
  auto home = three_rooms_of_which_two_are_free();
  const std::vector<Occupation> placed = {{"3", {kDay, {}}}, {"", {kDay.plus_days(1), {}}}};
  EXPECT_EQ(vacancies_on(home, placed, kDay).free, 2);
  const auto found = vacancies_on(home, placed, kDay.plus_days(1));
  EXPECT_EQ(found.free, 1);
  EXPECT_EQ(found.in_doubt, 1);
  Resident here;
  here.token = "A";
  here.room = "3";
  Resident somewhere;
  somewhere.token = "B";
  home.residents = {{here, somewhere}, kMorning.at};
  EXPECT_EQ(vacancies_on(home, placed, kDay.plus_days(1)).free, 1) << "the home and the authority may speak of the same child";
  home.calendar->value.may_take = 0;
  EXPECT_EQ(vacancies_on(home, placed, kDay.plus_days(1)).free, 0);
}

TEST(Vacancies, WhoeverMayNotRelyOnTheStatementSeesNothingFree) {
  auto calendars = room_calendars(three_rooms_of_which_two_are_free(), {}, kDay);
  nothing_is_free(calendars);
  for (const auto& calendar : calendars)
    for (const auto& time : calendar.times) EXPECT_NE(time.state, RoomState::Free);
  EXPECT_EQ(calendars[1].times[0].nights, (Stay{kDay, kDay.plus_days(5)}));
}

TEST(Vacancies, OnlyAComplianceNoticeDoesNotStopAPlacement) {
  const auto with = [](NoticeKind kind) { return std::vector<Notice>{{kUrn, kind, kDay, std::nullopt, kMorning.at}}; };
  EXPECT_FALSE(is_blocked(homes::Status::Active, with(NoticeKind::Compliance)));
  for (const auto kind : {NoticeKind::Restriction, NoticeKind::Suspension, NoticeKind::Cancellation}) EXPECT_TRUE(is_blocked(homes::Status::Active, with(kind)));
  EXPECT_TRUE(is_blocked(homes::Status::Suspended, {}));
}

// ---- Closures

TEST(Closures, InUseAgainEndsTheOneThatCoversTheDayAndNoLaterOne) {
  auto calendar = *with_out_of_use({}, "Blue", {kDay, kDay.plus_days(7)}, "paint");
  calendar = *with_out_of_use(calendar, "Blue", {kDay.plus_days(30), kDay.plus_days(40)}, "the roof");
  const auto lifted = *with_lifted(calendar, "Blue", kDay.plus_days(2));
  ASSERT_THAT(lifted.out_of_use, SizeIs(2));
  EXPECT_EQ(lifted.out_of_use[0].nights, (Stay{kDay, kDay.plus_days(2)}));
  EXPECT_EQ(lifted.out_of_use[1].nights, (Stay{kDay.plus_days(30), kDay.plus_days(40)}));
  const auto between = with_lifted(calendar, "Blue", kDay.plus_days(10));
  ASSERT_FALSE(between);
  EXPECT_THAT(between.error().detail, HasSubstr("It is from 1 April 2026"));
  EXPECT_THAT(with_lifted(calendar, "Blue", kDay.plus_days(30))->out_of_use, SizeIs(1));
}

}  // namespace
}  // namespace rightplace::supply
