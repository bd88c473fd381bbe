#include "features/supply/supply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/london.h"
#include "features/placements/placements.h"
#include "tests/support/databases.h"

namespace rightplace::supply {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Date kDay(2026, 3, 2);
const imports::ImportId kFirst{"01900000-0000-7000-8000-000000000001"};
const imports::ImportId kSecond{"01900000-0000-7000-8000-000000000002"};

Instant noon_of(Date day) { return Instant{london_midnight(day).ms + 12 * 3'600'000}; }

HomeSupply home_with_everything() {
  const auto at = noon_of(kDay);
  HomeSupply home;
  home.urn = "2500001";
  StatementOfPurpose purpose;
  purpose.home_type = HomeType::LongTerm;
  purpose.age_from = 11;
  purpose.age_to = 17;
  purpose.accepts = HomeSex::Girls;
  purpose.needs = {{Need::EmotionalBehavioural, NeedLevel::Low, NeedLevel::High, NeedLevel::Medium}, {Need::Autism, std::nullopt, std::nullopt, std::nullopt}};
  purpose.declines = std::vector{RiskToOthers::Fire};
  purpose.takes_solo = false;
  purpose.takes_siblings = true;
  purpose.purposes = std::vector{Purpose::LongTerm, Purpose::Independence};
  purpose.adaptations = std::vector<Adaptation>{};
  purpose.cultures = std::vector{Culture::Muslim, Culture::Bsl};
  purpose.therapy_model = "an invented model";
  purpose.clinician_minutes = 50;
  purpose.therapy_supervised = true;
  home.purpose = {purpose, at};
  home.rooms = {{{"1", std::vector{Adaptation::Hoist}}, {"2", std::nullopt}}, at};
  home.calendar = {{.may_take = 1, .free = {{"2", {kDay, Date(2026, 9, 1)}}}, .out_of_use = {{"1", {kDay, std::nullopt}}}}, at};
  Resident resident;
  resident.token = "a";
  resident.room = "1";
  resident.from = Date(2025, 1, 1);
  resident.birth_month = Personal(std::optional(Date(2011, 5, 1)));
  resident.sex = Sex::Female;
  resident.poses = std::vector<RiskToOthers>{};
  resident.poses_unknown = {RiskToOthers::Sexual};
  resident.vulnerable = std::vector{RiskToChild::Missing, RiskToChild::SelfHarm};
  home.residents = {{resident}, at};
  home.staffing = {{{PartOfDay::Night, 1}, {PartOfDay::Day, 2}}, at};
  home.team = {{.manager_in_post = true, .manager_since = Date(2022, 1, 1), .turnover_percent = 20, .agency_percent = 5, .qualified_percent = 80,
                .whole_team_training = true, .reflective_supervision = std::nullopt}, at};
  home.area = {{.assessed_on = Date(2026, 1, 5), .mitigation_percent = 40, .to_child = {{RiskToChild::CriminalExploitation, 2}}, .to_others = {{RiskToOthers::Fire, 0}}}, at};
  home.services = {{{Service::Camhs, Date(2026, 2, 1)}, {Service::Gp, std::nullopt}}, at};
  home.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{512'345}}}}, at};
  home.contracts = {{.sells_spot = true, .access = {{"E08000003", Route::Framework, Date(2025, 4, 1), Date(2029, 4, 1), "NW-1"}}}, at};
  home.outcomes = {{{OutcomeKind::Progress, 12, 9}}, at};
  home.notices = {{"2500001", NoticeKind::Compliance, Date(2026, 2, 1), std::nullopt, at}};
  home.holds = {{"2500001", "2", {Date(2026, 3, 5), Date(2026, 4, 1)}, "R-7K3M9Q", at, Instant{at.ms + 86'400'000}}};
  return home;
}

class SupplyStore : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped())
      database = std::make_unique<test::TestDatabase>(
          GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(), migrations()});
  }
  Saved save(const std::vector<HomeSupply>& homes, const imports::ImportId& id = kFirst) {
    return (*database)->write([&](db::Write& tx) { return save_all(tx, homes, id.text()); });
  }
  std::vector<HomeSupply> at(Date day) {
    return (*database)->read([&](db::Read& tx) { return supply_as_at(tx, day); });
  }
  std::unique_ptr<test::TestDatabase> database;
};

TEST_P(SupplyStore, EverythingStatedComesBackAsItWasStated) {
  EXPECT_EQ(save({home_with_everything()}).kept, 13);
  const auto homes = at(kDay);
  ASSERT_THAT(homes, SizeIs(1));
  const auto& h = homes[0];
  EXPECT_EQ(h.urn, "2500001");
  ASSERT_TRUE(h.purpose && h.rooms && h.calendar && h.residents && h.staffing && h.team && h.area && h.services && h.fees && h.contracts && h.outcomes);
  EXPECT_EQ(h.purpose->at, noon_of(kDay));
  const auto& p = h.purpose->value;
  EXPECT_EQ(p.home_type, HomeType::LongTerm);
  EXPECT_EQ(p.age_from, 11);
  EXPECT_EQ(p.age_to, 17);
  EXPECT_EQ(p.accepts, HomeSex::Girls);
  ASSERT_THAT(p.needs, SizeIs(2));
  EXPECT_EQ(p.needs[1].need, Need::EmotionalBehavioural);
  EXPECT_EQ(p.needs[1].takes_to, NeedLevel::High);
  EXPECT_EQ(p.needs[0].takes_to, std::nullopt);
  EXPECT_EQ(p.declines, std::vector{RiskToOthers::Fire});
  EXPECT_EQ(p.takes_solo, false);
  EXPECT_EQ(p.takes_emergency, std::nullopt);
  EXPECT_EQ(p.purposes, (std::vector{Purpose::LongTerm, Purpose::Independence}));
  EXPECT_EQ(p.adaptations, std::vector<Adaptation>{});
  EXPECT_EQ(p.features, std::nullopt);
  EXPECT_EQ(p.cultures, (std::vector{Culture::Muslim, Culture::Bsl}));
  EXPECT_EQ(p.therapy_model, "an invented model");
  EXPECT_EQ(p.clinician_minutes, 50);
  ASSERT_THAT(h.rooms->value, SizeIs(2));
  EXPECT_EQ(h.rooms->value[0].adaptations, std::vector{Adaptation::Hoist});
  EXPECT_EQ(h.rooms->value[1].adaptations, std::nullopt);
  EXPECT_EQ(h.calendar->value.may_take, 1);
  ASSERT_THAT(h.calendar->value.free, SizeIs(1));
  EXPECT_EQ(h.calendar->value.free[0].nights, (Stay{kDay, Date(2026, 9, 1)}));
  EXPECT_THAT(h.calendar->value.out_of_use, SizeIs(1));
  ASSERT_THAT(h.residents->value, SizeIs(1));
  const auto& r = h.residents->value[0];
  EXPECT_EQ(r.birth_month.reveal(), Date(2011, 5, 1));
  EXPECT_EQ(r.poses, std::vector<RiskToOthers>{});
  EXPECT_EQ(r.poses_unknown, std::vector{RiskToOthers::Sexual});
  EXPECT_EQ(r.vulnerable, (std::vector{RiskToChild::Missing, RiskToChild::SelfHarm}));
  EXPECT_THAT(h.staffing->value, SizeIs(2));
  EXPECT_EQ(h.team->value.manager_since, Date(2022, 1, 1));
  EXPECT_EQ(h.team->value.reflective_supervision, std::nullopt);
  EXPECT_EQ(h.area->value.to_child[0].level, 2);
  EXPECT_EQ(h.area->value.to_others[0].level, 0);
  EXPECT_EQ(h.services->value[0].service, Service::Camhs);
  EXPECT_EQ(h.fees->value[0].rate, WeeklyRate{Pence{512'345}});
  EXPECT_EQ(h.contracts->value.access[0].reference, "NW-1");
  EXPECT_EQ(h.outcomes->value[0].successes, 9);
  EXPECT_THAT(h.notices, SizeIs(1));
  ASSERT_THAT(h.holds, SizeIs(1));
  EXPECT_EQ(h.holds[0].held_for, "R-7K3M9Q");
}

TEST_P(SupplyStore, OneHomeReadByItselfSaysWhatItSaysAmongAll) {
  auto other = home_with_everything();
  other.urn = other.notices[0].urn = other.holds[0].urn = "2500002";
  auto later = home_with_everything();
  later.purpose->value.age_from = 12;
  later.purpose->at = later.calendar->at = noon_of(kDay.plus_days(1));
  later.calendar->value.may_take = 2;
  save({home_with_everything(), other, later});
  for (const auto day : {kDay.plus_days(-1), kDay, kDay.plus_days(1)})
    for (const auto& among_all : at(day)) {
      const auto alone = (*database)->read([&](db::Read& tx) { return supply_of(tx, among_all.urn, day); });
      EXPECT_EQ(alone.purpose.has_value(), day >= kDay);
      if (day >= kDay) {
        EXPECT_EQ(alone.purpose->value.age_from, among_all.purpose->value.age_from);
        EXPECT_EQ(alone.calendar->value.may_take, among_all.calendar->value.may_take);
      }
      const auto kept_anew = save({alone}, kSecond), kept_among = save({among_all}, kSecond);
      EXPECT_EQ(kept_anew.kept, 0) << "a statement by itself has another content";
      EXPECT_EQ(kept_anew.unchanged, kept_among.unchanged);
    }
  EXPECT_FALSE((*database)->read([&](db::Read& tx) { return supply_of(tx, "2500003", kDay); }).purpose);
}

TEST_P(SupplyStore, TheSameStatementTwiceChangesNothing) {
  save({home_with_everything()});
  const auto again = save({home_with_everything()}, kSecond);
  EXPECT_EQ(again.kept, 0);
  EXPECT_EQ(again.unchanged, 13);
}

TEST_P(SupplyStore, TheLatestStatementOfASubjectStandsAndTheOlderOnesAreKept) {
  auto later = home_with_everything();
  later.calendar = {{.may_take = std::nullopt, .free = {}, .out_of_use = {}}, noon_of(kDay.plus_days(7))};
  save({home_with_everything(), later});
  EXPECT_THAT(at(kDay)[0].calendar->value.free, SizeIs(1));
  EXPECT_THAT(at(kDay.plus_days(7))[0].calendar->value.free, IsEmpty());
  EXPECT_TRUE(at(kDay.plus_days(7))[0].purpose);
}

TEST_P(SupplyStore, NobodyLivesThereIsNotTheSameAsNothingStated) {
  HomeSupply home;
  home.urn = "2500002";
  home.residents = {{}, noon_of(kDay)};
  save({home});
  const auto homes = at(kDay);
  ASSERT_TRUE(homes[0].residents);
  EXPECT_THAT(homes[0].residents->value, IsEmpty());
  EXPECT_FALSE(homes[0].rooms);
}

TEST_P(SupplyStore, ANoticeStandsUntilALaterStatementLiftsIt) {
  HomeSupply home;
  home.urn = "2500001";
  home.notices = {{"2500001", NoticeKind::Restriction, kDay, std::nullopt, noon_of(kDay)}};
  save({home});
  HomeSupply silent;
  silent.urn = "2500001";
  silent.rooms = {{{"1", std::nullopt}}, noon_of(kDay.plus_days(3))};
  save({silent});
  EXPECT_THAT(at(kDay.plus_days(10))[0].notices, SizeIs(1));
  home.notices = {{"2500001", NoticeKind::Restriction, kDay, kDay.plus_days(5), noon_of(kDay.plus_days(4))}};
  save({home});
  EXPECT_THAT(at(kDay.plus_days(4))[0].notices, SizeIs(1));
  EXPECT_THAT(at(kDay.plus_days(5))[0].notices, IsEmpty());
}

TEST_P(SupplyStore, AnImportTakenBackLeavesWhatOthersSaid) {
  save({home_with_everything()});
  auto later = home_with_everything();
  later.team->value.agency_percent = 60;
  later.team->at = noon_of(kDay.plus_days(1));
  save({later}, kSecond);
  EXPECT_EQ(at(kDay.plus_days(1))[0].team->value.agency_percent, 60);
  (*database)->write([&](db::Write& tx) { remove_import(tx, kSecond); });
  EXPECT_EQ(at(kDay.plus_days(1))[0].team->value.agency_percent, 5);
}
RIGHTPLACE_ON_BOTH(SupplyStore);

// ---- Rooms through time

HomeSupply home_with_free(std::vector<FreeTime> free) {
  HomeSupply home;
  home.urn = "2500001";
  home.rooms = {{{"1", std::nullopt}, {"2", std::nullopt}}, noon_of(kDay)};
  home.calendar = {{.may_take = std::nullopt, .free = std::move(free), .out_of_use = {}}, noon_of(kDay)};
  return home;
}

const RoomCalendar& room(const std::vector<RoomCalendar>& calendars, std::string_view name) {
  for (const auto& calendar : calendars)
    if (calendar.room == name) return calendar;
  throw std::logic_error("no such room");
}

TEST(RoomCalendars, ARoomIsFreeOnlyWhenTheHomeSaysSo) {
  const auto calendars = room_calendars(home_with_free({{"1", {kDay, kDay.plus_days(30)}}}), {}, kDay);
  const auto& first = room(calendars, "1").times;
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].state, RoomState::Free);
  EXPECT_EQ(first[0].nights, (Stay{kDay, kDay.plus_days(30)}));
  EXPECT_EQ(first[1].state, RoomState::Occupied);
  EXPECT_EQ(room(calendars, "2").times[0].state, RoomState::Occupied);
}

TEST(RoomCalendars, ARoomStatedFreeThatAPlacementOccupiesIsUnknownForThoseNights) {
  const std::vector<Occupation> placed = {{"1", {kDay.plus_days(-20), kDay.plus_days(10)}}};
  const auto calendars = room_calendars(home_with_free({{"1", {kDay, std::nullopt}}}), placed, kDay);
  const auto& times = room(calendars, "1").times;
  ASSERT_THAT(times, SizeIs(2));
  EXPECT_EQ(times[0].state, RoomState::Unknown);
  EXPECT_EQ(times[1].state, RoomState::Free);
  EXPECT_EQ(times[1].nights.from, kDay.plus_days(10));
}

TEST(RoomCalendars, ARoomStatedFreeWhereAResidentSleepsIsUnknown) {
  auto home = home_with_free({{"1", {kDay, std::nullopt}}});
  Resident resident;
  resident.token = "a";
  resident.room = "1";
  home.residents = {{resident}, noon_of(kDay)};
  EXPECT_EQ(room(room_calendars(home, {}, kDay), "1").times[0].state, RoomState::Unknown);
}

TEST(RoomCalendars, AHeldRoomIsNotFreeAndSaysForWhom) {
  auto home = home_with_free({{"1", {kDay, std::nullopt}}});
  home.holds = {{"2500001", "1", {kDay, kDay.plus_days(3)}, "R-7K3M9Q", noon_of(kDay), noon_of(kDay.plus_days(1))}};
  const auto times = room(room_calendars(home, {}, kDay), "1").times;
  ASSERT_THAT(times, SizeIs(2));
  EXPECT_EQ(times[0].state, RoomState::Held);
  EXPECT_EQ(times[0].held_for, "R-7K3M9Q");
  EXPECT_EQ(times[1].state, RoomState::Free);
}

TEST(RoomCalendars, WithoutAStatementOfVacanciesEveryNightIsUnknown) {
  HomeSupply home;
  home.urn = "2500001";
  home.rooms = {{{"1", std::nullopt}}, noon_of(kDay)};
  const auto times = room(room_calendars(home, {}, kDay), "1").times;
  ASSERT_THAT(times, SizeIs(1));
  EXPECT_EQ(times[0].state, RoomState::Unknown);
}

}  // namespace
}  // namespace rightplace::supply
