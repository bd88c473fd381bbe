#include <gtest/gtest.h>

#include "base/random.h"
#include "engines/suitability/baseline.h"
#include "engines/suitability/explain.h"
#include "engines/suitability/robustness.h"

namespace rightplace::suitability {
namespace {

constexpr Date kMonday{2026, 3, 2};

HomeFacts home(std::string urn) {   // everything that the hard rules ask is known and fits
  HomeFacts home;
  home.urn = std::move(urn);
  home.places = 4;
  home.location = Location{{430000, 430000}, 0};
  home.age_from = 10, home.age_to = 17;
  home.accepts = Accepts::Any;
  home.takes_to.fill(Level::Complex);
  home.vacancy_stated_on = kMonday;
  home.rooms = {Room{.busy = {}, .adaptations = Set<Adaptation>{}}};
  home.residents = std::vector<Resident>{};
  home.adaptations = Set<Adaptation>{};
  home.contracts = std::vector<std::uint32_t>{1};
  home.sells_spot = true;
  return home;
}

Problem problem(std::vector<HomeFacts> homes) {
  Problem problem;
  problem.supply = *Supply::make(std::move(homes));
  problem.as_at = kMonday;
  problem.referral.id = "R-TEST01";
  problem.referral.needed_on = kMonday;
  Child child;
  child.born_from = child.born_to = Date{2011, 6, 1};
  child.sex = Sex::Female;
  child.needs.fill(Level::None);
  problem.referral.children = {child};
  return problem;
}

HomeResult judged(const Problem& problem) {
  const auto solution = solve(problem);
  EXPECT_TRUE(solution) << solution.error().detail;
  EXPECT_EQ(check(problem, *solution), std::vector<std::string>{});
  return solution->homes[0];
}

TEST(Suitability, AHomeWithARoomFreeThroughoutCouldBeRight) {
  const auto solution = solve(problem({home("SC000001")}));
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->homes[0].verdict, Verdict::Suitable);
  EXPECT_EQ(solution->ranked, std::vector<std::uint32_t>{0});
}

TEST(Suitability, AVacancyStatementPastItsShelfLifeIsNotKnown) {
  auto old = home("SC000001");
  old.vacancy_stated_on = kMonday.plus_days(-7);
  EXPECT_EQ(judged(problem({old})).verdict, Verdict::Suitable);
  old.vacancy_stated_on = kMonday.plus_days(-8);
  EXPECT_TRUE(judged(problem({old})).unknown.has(Rule::Vacancy));
  old.vacancy_stated_on = kMonday.plus_days(1);   // said after the day as at which we look
  EXPECT_TRUE(judged(problem({old})).unknown.has(Rule::Vacancy));
}

TEST(Suitability, TwoRoomsFreeInTurnsAreNotOneRoomFreeThroughout) {
  auto turns = home("SC000001");
  turns.rooms = {Room{.busy = {{kMonday.plus_days(30), std::nullopt, BusyKind::Occupied, 0}}, .adaptations = {}},
                 Room{.busy = {{kMonday.plus_days(-90), kMonday.plus_days(30), BusyKind::Occupied, 0}}, .adaptations = {}}};
  EXPECT_TRUE(judged(problem({turns})).blocked.has(Rule::Vacancy));
  auto short_stay = problem({turns});
  short_stay.referral.planned_until = kMonday.plus_days(30);   // the leaving day is free for the next child
  const auto result = judged(short_stay);
  EXPECT_EQ(result.verdict, Verdict::Suitable);
  EXPECT_EQ(result.room, 0);
  EXPECT_EQ(result.free_until, kMonday.plus_days(30));
}

TEST(Suitability, AnAdaptedRoomThatIsTakenAndAFreeRoomThatIsNotAdaptedAreNoMatch) {
  auto split = home("SC000001");
  split.rooms = {Room{.busy = {{kMonday, std::nullopt, BusyKind::Occupied, 0}}, .adaptations = Set{Adaptation::WheelchairRoom}},
                 Room{.busy = {}, .adaptations = Set<Adaptation>{}}};
  auto asked = problem({split});
  asked.referral.children[0].adaptations = {Adaptation::WheelchairRoom};
  EXPECT_TRUE(judged(asked).blocked.has(Rule::Adaptations));
  const auto baseline = some_room_has_each(asked);
  EXPECT_EQ(baseline.hits, 1);
  EXPECT_EQ(baseline.false_positives, 1);
}

TEST(Suitability, AnOfferHoldsItsBedForEverybodyButItsOwnReferral) {
  auto held = home("SC000001");
  held.rooms[0].busy = {{kMonday, kMonday.plus_days(5), BusyKind::Held, hash64("R-OTHER1")}};
  EXPECT_TRUE(judged(problem({held})).blocked.has(Rule::Vacancy));
  held.rooms[0].busy[0].referral = hash64("R-TEST01");
  EXPECT_EQ(judged(problem({held})).verdict, Verdict::Suitable);
}

TEST(Suitability, APlaceInConflictIsNotKnown) {
  auto disputed = home("SC000001");
  disputed.rooms[0].busy = {{kMonday, std::nullopt, BusyKind::InConflict, 0}};
  EXPECT_EQ(judged(problem({disputed})).verdict, Verdict::NeedsChecking);
}

TEST(Suitability, SiblingsNeedRoomsOfTheirOwnAtOnce) {
  auto asked = problem({home("SC000001")});
  asked.referral.children.push_back(asked.referral.children[0]);
  EXPECT_EQ(judged(asked).blocked, Set{Rule::Siblings});
  auto two = home("SC000001");
  two.rooms.push_back(two.rooms[0]);
  auto fits = problem({two});
  fits.referral.children = asked.referral.children;
  EXPECT_EQ(judged(fits).verdict, Verdict::Suitable);
}

TEST(Suitability, AHomeClosedForItsMixHasNoVacancyWhateverItsRooms) {
  auto closed = home("SC000001");
  closed.may_take = 0;
  EXPECT_TRUE(judged(problem({closed})).blocked.has(Rule::Vacancy));
}

TEST(Suitability, AnInadequateGradeIsAFlagAndNeverABlock) {
  auto inadequate = home("SC000001"), improving = home("SC000002"), unseen = home("SC000003");
  inadequate.grade = Grade::Inadequate;
  improving.grade = Grade::RequiresImprovement;
  unseen.grade = Grade::NotInspected;
  const auto asked = problem({inadequate, improving, unseen});
  const auto solution = *solve(asked);
  EXPECT_EQ(solution.homes[0].verdict, Verdict::Suitable);
  EXPECT_TRUE(solution.homes[0].flags.has(Flag::Inadequate));
  EXPECT_EQ(solution.homes[0].score.low, solution.homes[2].score.low);
  EXPECT_EQ(solution.homes[1].score.low, solution.homes[2].score.low);
}

TEST(Suitability, ASecureHomeIsRankedOnlyBehindTheGateAndNeverAmongOpenHomes) {
  auto secure = home("SC000002");
  secure.type = HomeType::Secure;
  auto asked = problem({home("SC000001"), secure});
  EXPECT_TRUE(solve(asked)->ranked_secure.empty());
  EXPECT_TRUE(solve(asked)->homes[1].blocked.has(Rule::Type));
  asked.referral.secure.order_from = kMonday.plus_days(-1);
  asked.referral.secure.order_until = kMonday.plus_days(60);
  const auto solution = *solve(asked);
  EXPECT_EQ(solution.ranked, std::vector<std::uint32_t>{0});
  EXPECT_EQ(solution.ranked_secure, std::vector<std::uint32_t>{1});
  asked.referral.secure.accommodated_16_plus = true;
  EXPECT_TRUE(solve(asked)->ranked_secure.empty());
}

TEST(Suitability, TheSeventyTwoHourPowerLastsThreeNights) {
  auto secure = home("SC000001");
  secure.type = HomeType::Secure;
  auto asked = problem({secure});
  asked.referral.secure.seventy_two_hours = true;
  asked.referral.planned_until = kMonday.plus_days(3);
  EXPECT_EQ(judged(asked).verdict, Verdict::Suitable);
  asked.referral.planned_until = kMonday.plus_days(4);
  EXPECT_EQ(judged(asked).verdict, Verdict::NotSuitable);
}

TEST(Suitability, AHomeThatMayStandInAnExclusionZoneIsNotKnown) {
  auto rough = home("SC000001");
  rough.location = Location{{430'000, 430'000}, 5};
  auto asked = problem({rough});
  asked.referral.children[0].exclusion_zones = {{{430'000 + 8 * 1609.3, 430'000}, 4}};   // 3 to 13 miles away, zone of 4
  EXPECT_EQ(judged(asked).unknown, Set{Rule::ExclusionZone});
  asked.referral.children[0].exclusion_zones[0].radius_miles = 2.9;
  EXPECT_EQ(judged(asked).verdict, Verdict::Suitable);
  asked.referral.children[0].exclusion_zones[0].radius_miles = 13.1;
  EXPECT_TRUE(judged(asked).blocked.has(Rule::ExclusionZone));
}

TEST(Suitability, ACriticalRiskBlocksInBothDirections) {
  auto lived_in = home("SC000001");
  Resident resident;
  resident.age = 14;
  resident.from = kMonday.plus_days(-100);
  resident.poses = RiskFacts<Danger>{Set{Danger::Sexual}, {}};
  resident.vulnerable = RiskFacts<Vulnerability>{Set{Vulnerability::CriminalExploitation}, {}};
  lived_in.residents = {{resident}};
  auto asked = problem({lived_in});
  EXPECT_EQ(judged(asked).verdict, Verdict::Suitable);
  asked.referral.children[0].vulnerable.present = {Vulnerability::SexualExploitation};
  EXPECT_EQ(judged(asked).blocked, Set{Rule::CriticalPair});
  asked.referral.children[0].vulnerable.present = {};
  asked.referral.children[0].poses.present = {Danger::CriminalExploitation};
  EXPECT_EQ(judged(asked).blocked, Set{Rule::CriticalPair});
  asked.referral.children[0].poses = {{}, Set{Danger::CriminalExploitation}};
  EXPECT_EQ(judged(asked).unknown, Set{Rule::CriticalPair});
}

TEST(Suitability, AResidentWhoLeavesBeforeTheDayIsNoCompany) {
  auto leaving = home("SC000001");
  Resident resident;
  resident.token = 9;
  resident.from = kMonday.plus_days(-100);
  resident.until = kMonday;
  resident.poses = RiskFacts<Danger>{};
  resident.vulnerable = RiskFacts<Vulnerability>{};
  leaving.residents = {{resident}};
  auto asked = problem({leaving});
  asked.referral.children[0].conflicts = {9};
  EXPECT_EQ(judged(asked).verdict, Verdict::Suitable);
  leaving.residents = {{[&] { auto stays = resident; stays.until = kMonday.plus_days(1); return stays; }()}};
  auto still = problem({leaving});
  still.referral.children[0].conflicts = {9};
  EXPECT_EQ(judged(still).blocked, Set{Rule::NamedConflict});
}

TEST(Suitability, AChildOfWhomOnlyTheMonthIsKnownMayBeTooYoung) {
  auto asked = problem({home("SC000001")});
  asked.referral.children[0].born_from = Date{2016, 3, 1};   // turns 10 in March 2026
  asked.referral.children[0].born_to = Date{2016, 3, 31};
  EXPECT_EQ(judged(asked).unknown, Set{Rule::Age});
}

TEST(Suitability, AFosteringWishLowersTheScoreAndNeverBlocks) {
  auto asked = problem({home("SC000001")});
  const auto before = judged(asked);
  asked.referral.children[0].wishes = {Wish::FosterFamily};
  const auto after = judged(asked);
  EXPECT_EQ(after.verdict, Verdict::Suitable);
  EXPECT_EQ(before.score.low - after.score.low, asked.policy.weight(Criterion::Wishes));
}

TEST(Suitability, WhatIsSpecialToTheFairnessReportMovesNothing) {
  auto asked = problem({home("SC000001")});
  const auto before = judged(asked);
  asked.referral.children[0].background = {"black", true, true};
  const auto after = judged(asked);
  EXPECT_EQ(before.score, after.score);
  EXPECT_EQ(before.verdict, after.verdict);
}

TEST(Suitability, AllReasonsAreGivenWithWhoCouldChangeThem) {
  auto shut = home("SC000001");
  shut.registration = Registration::Suspended;
  shut.accepts = Accepts::Boys;
  shut.takes_to[static_cast<std::size_t>(Need::Autism)] = Level::Low;
  auto asked = problem({shut});
  asked.referral.children[0].needs[static_cast<std::size_t>(Need::Autism)] = Level::High;
  const auto why = reasons(asked, 0);
  ASSERT_EQ(why.size(), 3u);
  EXPECT_EQ(why[0].sentence, "The home's registration is suspended.");
  EXPECT_EQ(why[0].changer, Changer::Nobody);
  EXPECT_EQ(why[1].sentence, "The home takes boys only; the child is female.");
  EXPECT_EQ(why[2].sentence, "The home takes autism from none to low; the child has autism (high).");
  EXPECT_EQ(why[2].changer, Changer::Provider);
}

TEST(Suitability, AMeaninglessProblemIsRefusedWithEveryFault) {
  auto wrong = problem({home("SC000001")});
  wrong.referral.planned_until = kMonday;
  wrong.referral.children[0].born_from = kMonday.plus_days(2);
  const auto refused = solve(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.size(), 2u);
  EXPECT_FALSE(Supply::make({home("SC000001"), home("SC000001")}));
}

TEST(Suitability, AStoppedSearchSaysSo) {
  const auto solution = solve(problem({home("SC000001")}), {.should_stop = [] { return true; }});
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->outcome, Outcome::Stopped);
}

TEST(Suitability, TheCheckFindsAWrongSuitableAndAWrongOrder) {
  auto full = home("SC000002");
  full.rooms[0].busy = {{kMonday, std::nullopt, BusyKind::Occupied, 0}};
  auto better = home("SC000003");
  better.grade = Grade::Outstanding;
  const auto asked = problem({home("SC000001"), full, better});
  const auto good = *solve(asked);
  auto wrong = good;
  wrong.homes[1].verdict = Verdict::Suitable;
  wrong.homes[1].blocked = {};
  EXPECT_FALSE(check(asked, wrong).empty());
  wrong = good;
  std::swap(wrong.ranked[0], wrong.ranked[1]);
  EXPECT_FALSE(check(asked, wrong).empty());
  wrong = good;
  ++wrong.homes[0].score.low;
  EXPECT_FALSE(check(asked, wrong).empty());
}

TEST(SuitabilityRobustness, SharesOfFirstSumToAllDrawsAndAClearWinnerAlwaysWins) {
  auto best = home("SC000001"), other = home("SC000002"), third = home("SC000003");
  best.grade = Grade::Outstanding;
  for (auto* one : {&best, &other, &third}) {
    one->manager_in_post = true;
    one->manager_months = one == &best ? 40 : 10;
  }
  other.grade = Grade::Good;
  third.grade = Grade::Good;
  const auto asked = problem({best, other, third});
  const auto solution = *solve(asked);
  const auto shares = robustness(asked, solution);
  ASSERT_EQ(shares.homes.size(), 3u);
  EXPECT_EQ(shares.homes[0].home, 0u);
  int first = 0;
  for (const auto& one : shares.homes) {
    first += one.first;
    EXPECT_EQ(one.among_top, 1000);
  }
  EXPECT_EQ(first, 1000);
  EXPECT_GT(shares.homes[0].first, shares.homes[1].first);
}

TEST(SuitabilityRobustness, TwoCriteriaThatPullApartGiveTheBetaShare) {
  // One home is perfect on leadership, the other on health; all else equal. The first wins when its weight is drawn
  // larger: with equal weights in one half of the draws, and the draws do not depend on anything but the referral.
  auto led = home("SC000001"), served = home("SC000002");
  for (auto* one : {&led, &served}) {
    one->team_training = one->reflective_supervision = true;
    one->qualified_percent = 100;
  }
  led.progress = Record{1'000, 1000}, served.progress = Record{1'000, 0};
  led.unplanned_endings = Record{1'000, 1000}, served.unplanned_endings = Record{1'000, 0};
  const auto asked = problem({led, served});   // progress and endings weigh the same
  auto policy = asked;
  policy.policy.progress_mean_permille = 500;
  policy.policy.unplanned_mean_permille = 500;
  const auto solution = *solve(policy);
  const auto shares = robustness(policy, solution);
  EXPECT_NEAR(shares.homes[0].first, 500, 60);   // within four standard errors
  const auto again = robustness(policy, solution);
  EXPECT_EQ(again.homes[0].first, shares.homes[0].first);
}

}  // namespace
}  // namespace rightplace::suitability
