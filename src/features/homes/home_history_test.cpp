#include "features/homes/home_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <sstream>

#include "base/random.h"
#include "features/homes/register_totals.h"

namespace rightplace::homes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Date k2018(2018, 3, 31);
constexpr Date k2019(2019, 3, 31);
constexpr Date k2020(2020, 3, 31);
constexpr Date k2021(2021, 3, 31);

RegisterRow home(std::string urn, std::optional<int> places = 4) {
  RegisterRow row;
  row.urn = std::move(urn);
  row.authority_code = "E08000003";
  row.places = places;
  return row;
}
RegisterRow leaver(std::string urn, Date closed_on) {
  auto row = home(std::move(urn));
  row.status = Status::Resigned;
  row.has_left = true;
  row.closed_on = closed_on;
  return row;
}

Observations list(Date as_at, std::vector<RegisterRow> rows, ListKind kind = ListKind::Providers, std::optional<bool> complete = true) {
  Observations out{{kind, as_at, "", false, complete}, std::move(rows)};
  out.list.fingerprint = std::to_string(static_cast<int>(kind)) + as_at.iso() + std::to_string(out.rows.size()) + (out.rows.empty() ? "" : out.rows[0].urn);
  for (std::size_t i = 0; i < out.rows.size(); ++i) out.rows[i].line = static_cast<std::int64_t>(i + 2);
  return out;
}

std::vector<std::string> open_on(const History& history, Date day) {
  std::vector<std::string> urns;
  for (const auto& version : history.versions)
    if (version.from_on <= day && (!version.until_on || day < *version.until_on)) urns.push_back(version.urn);
  return urns;
}

// Everything that was derived, as text: two histories are equal when their texts are.
std::string text_of(const History& history) {
  std::ostringstream out;
  const auto date = [](const std::optional<Date>& day) { return day ? day->iso() : std::string("-"); };
  for (const auto& h : history.homes) out << h.urn << ' ' << h.first_seen_on.iso() << ' ' << h.last_seen_on.iso() << '\n';
  for (const auto& s : history.spells)
    out << s.urn << ' ' << s.from_on.iso() << ' ' << date(s.until_on) << ' ' << date(s.opened_on) << ' ' << date(s.opened_after) << ' ' << date(s.opened_by) << ' '
        << date(s.closed_on) << ' ' << date(s.closed_after) << ' ' << date(s.closed_by) << ' ' << s.last_seen_on.iso() << '\n';
  for (const auto& v : history.versions)
    out << v.urn << ' ' << v.from_on.iso() << ' ' << date(v.until_on) << ' ' << kProvisionTypes.code(v.facts.provision_type) << ' ' << v.facts.places.value_or(-1)
        << ' ' << v.facts.owner << ' ' << v.facts.authority_code << ' ' << date(v.constituency_on) << ' ' << kStatuses.code(*v.facts.status) << '\n';
  for (const auto& [urn, i] : history.inspections)
    out << urn << ' ' << i.inspected_on.iso() << ' ' << (i.overall ? kGrades.code(*i.overall) : "-") << ' ' << i.event_number << '\n';
  return out.str();
}

const Spell& only_spell(const History& history) {
  EXPECT_THAT(history.spells, SizeIs(1));
  return history.spells.at(0);
}

TEST(HomeHistory, AHomeMissingFromACompleteListClosedBetweenTheTwoLists) {
  const auto history = history_of({list(k2018, {home("2500001"), home("2500002")}), list(k2019, {home("2500002")})});
  EXPECT_THAT(open_on(history, k2018), ElementsAre("2500001", "2500002"));
  EXPECT_THAT(open_on(history, k2019), ElementsAre("2500002"));
  const auto& closed = history.spells.at(0);
  EXPECT_EQ(closed.closed_on, std::nullopt);
  EXPECT_EQ(closed.closed_after, k2018);
  EXPECT_EQ(closed.closed_by, k2019);
}

TEST(HomeHistory, AListOfPartOfTheHomesClosesNothing) {
  const auto history = history_of({list(k2018, {home("2500001"), home("2500002")}), list(k2019, {home("2500002")}, ListKind::Providers, false)});
  EXPECT_THAT(open_on(history, k2019), ElementsAre("2500001", "2500002"));
}

TEST(HomeHistory, AHomeThatComesBackIsReopenedWithoutLosingItsFirstSpell) {
  const auto history = history_of({list(k2018, {home("2500001"), home("2500002")}), list(k2019, {home("2500002")}), list(k2020, {home("2500001"), home("2500002")})});
  ASSERT_THAT(history.spells, SizeIs(3));
  EXPECT_EQ(history.spells[0].closed_by, k2019);
  EXPECT_EQ(history.spells[1].urn, "2500001");
  EXPECT_EQ(history.spells[1].opened_after, k2019);
  EXPECT_EQ(history.spells[1].opened_by, k2020);
  EXPECT_EQ(history.spells[1].until_on, std::nullopt);
}

TEST(HomeHistory, TheRegistrationDateSaysWhenAHomeOpened) {
  auto row = home("2500001");
  row.registered_on = Date(2017, 6, 1);
  const auto history = history_of({list(k2018, {row})});
  EXPECT_EQ(only_spell(history).opened_on, Date(2017, 6, 1));
  EXPECT_EQ(only_spell(history).from_on, Date(2017, 6, 1));
}

TEST(HomeHistory, WithoutARegistrationDateAHomeOpenedBetweenTwoLists) {
  const auto history = history_of({list(k2018, {home("2500002")}), list(k2019, {home("2500001"), home("2500002")})});
  const auto& spell = history.spells.at(0);
  EXPECT_EQ(spell.urn, "2500001");
  EXPECT_EQ(spell.opened_on, std::nullopt);
  EXPECT_EQ(spell.opened_after, k2018);
  EXPECT_EQ(spell.opened_by, k2019);
  EXPECT_THAT(open_on(history, k2018), ElementsAre("2500002"));
}

TEST(HomeHistory, ALeaversListSaysTheVeryDay) {
  const auto history = history_of({list(k2018, {home("2500001"), home("2500002")}), list(k2019, {home("2500002")}),
                                   list(k2019, {leaver("2500001", Date(2018, 11, 5))}, ListKind::JoinersAndLeavers)});
  const auto& spell = history.spells.at(0);
  EXPECT_EQ(spell.closed_on, Date(2018, 11, 5));
  EXPECT_EQ(spell.until_on, Date(2018, 11, 5));
  EXPECT_EQ(spell.closed_by, std::nullopt);
}

TEST(HomeHistory, AClosingThatBecameKnownLateDoesNotMakeTheHomeOpenAgain) {
  // Closed on 9 March, still shown on 31 March; the next year's list of leavers says so.
  const auto history = history_of({list(k2018, {home("2500001"), home("2500002")}), list(k2019, {home("2500002")}),
                                   list(k2019, {leaver("2500001", Date(2018, 3, 9))}, ListKind::JoinersAndLeavers)});
  ASSERT_THAT(history.spells, SizeIs(2));
  EXPECT_EQ(history.spells[0].closed_on, Date(2018, 3, 9));
  EXPECT_EQ(history.spells[0].until_on, k2018.plus_days(1));
}

TEST(HomeHistory, AHomeSeenAfterTheListThatSaidItClosedIsOpenAgain) {
  const auto history = history_of({list(k2018, {home("2500001")}), list(k2019, {leaver("2500001", Date(2018, 9, 1))}, ListKind::JoinersAndLeavers),
                                   list(k2020, {home("2500001")})});
  ASSERT_THAT(history.spells, SizeIs(2));
  EXPECT_EQ(history.spells[0].closed_on, Date(2018, 9, 1));
  EXPECT_EQ(history.spells[1].opened_by, k2020);
}

TEST(HomeHistory, AJoinerThatLeftInTheSameYearHasItsWholeLife) {
  auto row = leaver("2500009", Date(2018, 12, 1));
  row.joined = true;
  row.registered_on = Date(2018, 6, 1);
  const auto history = history_of({list(k2019, {row}, ListKind::JoinersAndLeavers)});
  EXPECT_EQ(only_spell(history).opened_on, Date(2018, 6, 1));
  EXPECT_EQ(only_spell(history).until_on, Date(2018, 12, 1));
  EXPECT_THAT(open_on(history, Date(2018, 8, 1)), ElementsAre("2500009"));
}

TEST(HomeHistory, FactsThatAListDoesNotHaveAreCarriedOnAndChangesMakeAVersion) {
  auto first = home("2500001", 4);
  first.owner = "Alder Care (invented) Ltd";
  auto second = home("2500001", std::nullopt);
  auto third = home("2500001", 6);
  const auto history = history_of({list(k2018, {first}), list(k2019, {second}), list(k2020, {third})});
  ASSERT_THAT(history.versions, SizeIs(2));
  EXPECT_EQ(history.versions[0].facts.places, 4);
  EXPECT_EQ(history.versions[0].until_on, k2020);
  EXPECT_EQ(history.versions[1].facts.places, 6);
  EXPECT_EQ(history.versions[1].facts.owner, "Alder Care (invented) Ltd");
}

TEST(HomeHistory, ASuspensionEndsWhenTheNextListShowsTheHomeActive) {
  auto suspended = home("2500001");
  suspended.status = Status::Suspended;
  auto active = home("2500001");
  active.status = Status::Active;
  const auto history = history_of({list(k2018, {suspended}), list(k2019, {active})});
  ASSERT_THAT(history.versions, SizeIs(2));
  EXPECT_EQ(history.versions[0].facts.status, Status::Suspended);
  EXPECT_EQ(history.versions[1].facts.status, Status::Active);
}

TEST(HomeHistory, AConditionThatALaterListDropsIsGone) {
  auto with = home("2500001");
  with.conditions = "No more than two children.";
  auto silent = home("2500001");
  auto without = home("2500001");
  without.conditions = "";
  const auto history = history_of({list(k2018, {with}), list(k2019, {silent}), list(k2020, {without})});
  ASSERT_THAT(history.versions, SizeIs(2));
  EXPECT_EQ(history.versions[0].until_on, k2020);
  EXPECT_EQ(history.versions[1].facts.conditions, "");
}

TEST(HomeHistory, ALaterListCorrectsAnInspectionAndTellsOfThePreviousOne) {
  auto first = home("2500001");
  first.inspections = {{.kind = InspectionKind::Full, .inspected_on = Date(2018, 1, 10), .published_on = {}, .event_number = "1", .overall = Grade::Good,
                        .protection = {}, .leadership = {}, .outcomes = {}, .interim_outcome = {}}};
  auto later = home("2500001");
  later.inspections = first.inspections;
  later.inspections[0].overall = Grade::Inadequate;
  later.inspections[0].event_number = "";
  const auto history = history_of({list(k2019, {later}), list(k2018, {first})});
  ASSERT_THAT(history.inspections, SizeIs(1));
  EXPECT_EQ(history.inspections[0].inspection.overall, Grade::Inadequate);
  EXPECT_EQ(history.inspections[0].inspection.event_number, "1");
}

TEST(HomeHistory, AListOfFosteringAgenciesAloneClosesNoHome) {
  auto agency = home("1200001");
  agency.provision_type = ProvisionType::IndependentFosteringAgency;
  const auto history = history_of({list(k2018, {home("2500001")}), list(k2019, {agency}, ListKind::Providers, std::nullopt)});
  EXPECT_THAT(open_on(history, k2019), ::testing::Contains("2500001"));
}

// ---- Whether a list is complete

std::vector<RegisterRow> many(int count, bool graded) {
  std::vector<RegisterRow> rows;
  for (int i = 0; i < count; ++i) {
    rows.push_back(home(std::to_string(2'600'000 + i)));
    if (graded)
      rows.back().inspections = {{.kind = InspectionKind::Full, .inspected_on = Date(2018, 1, 1), .published_on = {}, .event_number = {}, .overall = Grade::Good,
                                  .protection = {}, .leadership = {}, .outcomes = {}, .interim_outcome = {}}};
  }
  return rows;
}

TEST(Coverage, AListWithGradesInWhichNoHomeIsUngradedHoldsInspectedHomesOnly) {
  auto graded = list(k2018, many(2'209, true), ListKind::Providers, std::nullopt);
  graded.list.has_grades = true;
  EXPECT_EQ(coverage_of({graded})[0].coverage, Coverage::InspectedOnly);
  graded.rows[0].inspections.clear();
  EXPECT_EQ(coverage_of({graded})[0].coverage, Coverage::Complete);
}

TEST(Coverage, AListFarBelowTheOfficialTotalIsNotComplete) {
  const auto day = coverage_of({list(k2018, many(1'500, false), ListKind::ProvidersAndPlaces, std::nullopt)})[0];
  EXPECT_EQ(day.coverage, Coverage::FarBelowTotal);
  EXPECT_EQ(day.official, 2'209);
}

TEST(Coverage, PartsOfOneDayAreJudgedTogether) {
  auto inspected = list(k2018, many(2'100, true), ListKind::Providers, std::nullopt);
  inspected.list.has_grades = true;
  const auto rest = list(k2018, many(2'209, false), ListKind::ProvidersAndPlaces, std::nullopt);
  const auto days = coverage_of({inspected, rest});
  ASSERT_THAT(days, SizeIs(1));
  EXPECT_EQ(days[0].coverage, Coverage::Complete);
  EXPECT_EQ(days[0].homes, 2'209);
}

TEST(Coverage, OfficialTotalsAreOfsteds) {
  EXPECT_EQ(official_homes_on(Date(2012, 3, 31)), 1'984 + 16 + 90);
  EXPECT_EQ(official_homes_on(k2018), 2'209);
  EXPECT_EQ(official_homes_on(Date(2025, 3, 31)), 4'009);
  EXPECT_EQ(official_homes_on(Date(2027, 1, 1)), 4'009);
  EXPECT_EQ(official_homes_on(Date(2011, 1, 1)), std::nullopt);
  EXPECT_EQ(official_total(k2018, ProvisionType::SchoolAsHome)->places, 2'082);
}

// ---- Properties

// Invented lists of four years with every kind of change in them.
std::vector<Observations> invented_years(std::uint64_t seed) {
  Random random(seed);
  std::vector<Observations> lists;
  for (const auto day : {k2018, k2019, k2020, k2021}) {
    std::vector<RegisterRow> rows;
    std::vector<RegisterRow> leavers;
    for (int i = 0; i < 40; ++i) {
      const auto urn = std::to_string(2'700'000 + i);
      if (random.chance(0.15)) {
        if (random.chance(0.6)) leavers.push_back(leaver(urn, day.plus_days(-static_cast<int>(random.integer(1, 500)))));
        continue;
      }
      auto row = home(urn, random.chance(0.8) ? std::optional(static_cast<int>(random.integer(1, 9))) : std::nullopt);
      if (random.chance(0.5)) row.registered_on = day.plus_days(-static_cast<int>(random.integer(1, 900)));
      if (random.chance(0.3)) row.owner = random.chance(0.5) ? "Alder Care" : "Birch Care";
      if (random.chance(0.1)) row.status = Status::Suspended;
      if (random.chance(0.5))
        row.inspections = {{.kind = InspectionKind::Full, .inspected_on = day.plus_days(-static_cast<int>(random.integer(1, 30))), .published_on = {},
                            .event_number = std::to_string(random.integer(1, 9)), .overall = random.chance(0.5) ? Grade::Good : Grade::Inadequate, .protection = {},
                            .leadership = {}, .outcomes = {}, .interim_outcome = {}}};
      rows.push_back(std::move(row));
    }
    lists.push_back(list(day, std::move(rows), ListKind::Providers, random.chance(0.7)));
    lists.push_back(list(day, std::move(leavers), ListKind::JoinersAndLeavers));
  }
  return lists;
}

TEST(HomeHistory, TheOrderInWhichListsComeNeverMatters) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto lists = invented_years(seed);
    const auto first = text_of(history_of(lists));
    Random random(seed);
    for (int i = 0; i < 40; ++i) {
      random.shuffle(lists);
      for (auto& one : lists) random.shuffle(one.rows);
      ASSERT_EQ(text_of(history_of(lists)), first) << "seed " << seed;
    }
  }
}

TEST(HomeHistory, EveryOrderOfThreeYearsGivesTheSameHistory) {
  auto lists = invented_years(9);
  lists.resize(6);
  const auto first = text_of(history_of(lists));
  std::vector<std::size_t> order(lists.size());
  std::iota(order.begin(), order.end(), 0U);
  do {
    std::vector<Observations> turned;
    for (const auto i : order) turned.push_back(lists[i]);
    ASSERT_EQ(text_of(history_of(std::move(turned))), first);
  } while (std::ranges::next_permutation(order).found);
}

TEST(HomeHistory, OnTheDayOfACompleteListExactlyItsHomesAreOpen) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto lists = invented_years(seed);
    const auto history = history_of(lists);
    for (const auto& one : lists) {
      if (one.list.kind != ListKind::Providers || !*one.list.stated_complete) continue;
      std::vector<std::string> listed;
      for (const auto& row : one.rows) listed.push_back(row.urn);
      ASSERT_EQ(open_on(history, one.list.as_at), listed) << "seed " << seed << ", " << one.list.as_at.iso();
    }
  }
}

TEST(HomeHistory, SpellsAndVersionsOfAHomeNeverOverlap) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const auto history = history_of(invented_years(seed));
    for (std::size_t i = 1; i < history.spells.size(); ++i) {
      if (history.spells[i].urn == history.spells[i - 1].urn) {
        ASSERT_LE(history.spells[i - 1].until_on.value_or(Date(2200, 1, 1)), history.spells[i].from_on) << "seed " << seed << ' ' << history.spells[i].urn;
      }
    }
    for (std::size_t i = 0; i < history.versions.size(); ++i) {
      const auto& version = history.versions[i];
      const auto end = version.until_on.value_or(Date(2200, 1, 1));
      ASSERT_LT(version.from_on, end) << "seed " << seed << ' ' << version.urn;
      if (i == 0 || history.versions[i - 1].urn != version.urn) continue;
      ASSERT_LE(history.versions[i - 1].until_on.value_or(Date(2200, 1, 1)), version.from_on) << "seed " << seed << ' ' << version.urn;
    }
  }
}

}  // namespace
}  // namespace rightplace::homes
