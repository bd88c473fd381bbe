#include "features/matching/matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/london.h"
#include "base/text.h"
#include "features/children/children.h"
#include "features/geography/geography.h"
#include "features/matching/matching_answer.h"
#include "features/placements/placements.h"
#include "tests/support/databases.h"
#include "tests/support/json_schema.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr Date kDay(2026, 3, 2);
constexpr Date kNeeded(2026, 3, 10);
const imports::ImportId kImport{"01900000-0000-7000-8000-000000000001"};

Instant noon_of(Date day) { return Instant{london_midnight(day).ms + 12 * 3'600'000}; }

homes::RegisterRow registered(std::string urn) {
  homes::RegisterRow row;
  row.urn = std::move(urn);
  row.sector = homes::Sector::Private;
  row.places = 4;
  row.authority_code = "E10000017";   // Lancashire
  row.region = "North West";
  row.registered_on = Date(2015, 1, 1);
  return row;
}

// A home that says everything there is to say, and suits the child below.
supply::HomeSupply open_home(std::string urn) {
  const auto at = noon_of(kDay);
  supply::HomeSupply home;
  home.urn = std::move(urn);
  supply::StatementOfPurpose purpose;
  purpose.home_type = HomeType::LongTerm;
  purpose.age_from = 10;
  purpose.age_to = 17;
  purpose.accepts = HomeSex::Mixed;
  for (const auto& row : kNeeds.rows) purpose.needs.push_back({row.value, NeedLevel::None, NeedLevel::High, NeedLevel::High});
  purpose.declines = std::vector<RiskToOthers>{};
  purpose.takes_solo = true;
  purpose.takes_siblings = true;
  purpose.takes_emergency = true;
  purpose.purposes = std::vector{Purpose::LongTerm};
  purpose.adaptations = std::vector<Adaptation>{};
  purpose.features = std::vector<Wish>{};
  purpose.cultures = std::vector<Culture>{};
  purpose.education_on_site = true;
  purpose.therapy_model = "an invented model";
  purpose.clinician_minutes = 120;
  purpose.therapy_supervised = true;
  purpose.therapy_outcomes_measured = true;
  home.purpose = {purpose, at};
  home.rooms = {{{"1", std::vector<Adaptation>{}}, {"2", std::vector<Adaptation>{}}}, at};
  home.calendar = {{.may_take = 1, .free = {{"2", {kDay, std::nullopt}}}, .out_of_use = {}}, at};
  supply::Resident resident;
  resident.token = "A";
  resident.room = "1";
  resident.from = Date(2025, 1, 1);
  resident.birth_month = Personal(std::optional(Date(2011, 5, 1)));
  resident.sex = Sex::Male;
  resident.poses = std::vector<RiskToOthers>{};
  resident.vulnerable = std::vector<RiskToChild>{};
  home.residents = {{resident}, at};
  home.staffing = {{{PartOfDay::Morning, 2}, {PartOfDay::Day, 2}, {PartOfDay::Evening, 2}, {PartOfDay::Night, 1}}, at};
  home.team = {{.manager_in_post = true, .manager_since = Date(2022, 1, 1), .turnover_percent = 20, .agency_percent = 5, .qualified_percent = 80, .whole_team_training = true, .reflective_supervision = true}, at};
  supply::Area area{.assessed_on = kDay, .mitigation_percent = 0, .to_child = {}, .to_others = {}};
  for (const auto& row : kRisksToChild.rows) area.to_child.push_back({row.value, 0});
  for (const auto& row : kRisksToOthers.rows) area.to_others.push_back({row.value, 0});
  home.area = {area, at};
  home.services = {{}, at};
  home.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{520'000}}}}, at};
  home.contracts = {{.sells_spot = true, .access = {}}, at};
  home.outcomes = {{{supply::OutcomeKind::Progress, 12, 9}, {supply::OutcomeKind::PlannedEndings, 10, 7}}, at};
  return home;
}

json::Value referral_file() {
  using json::Array;
  using json::Object;
  return Object{{"PlacementAvailability", Object{{"childId", 4711}}},
                {"PlacementRequirements", Object{{"communicationNeeds", "N"}, {"specificCommunicationRequirements", Array{"None"}}, {"homeAdaptation", false}, {"culturalNeeds", "Not required"},
                                                 {"livingCompanions", "No preference"}, {"pets", "Yes - can"}}},
                {"PlacementRecommendation", Object{{"fosterCareSuitability", "Unsuitable"}, {"residentialCareSuitability", "Preferred"}, {"supportedAccommodationSuitability", "Unsuitable"}}},
                {"Risks", Object{{"riskSelfHarm", "No known risk"}, {"riskSexualExploitation", "No known risk"}, {"riskCriminalExploitation", "No known risk"}, {"riskDrugAlcohol", "No known risk"},
                                 {"riskEatingDisorder", "No known risk"}, {"riskMissing", "No known risk"}, {"riskToOthersPhysical", "No known risk"}, {"riskToOthersSexual", "No known risk"},
                                 {"riskToOthersFire", "Risk Present"}, {"riskToOthersAnimals", "No known risk"}, {"riskToOthersCriminal", "No known risk"}}},
                {"QualityAssurance", Object{{"referralDate", "2026-03-01"}}},
                {"rightplace", Object{{"reference", "R-7K3M9Q"}, {"authority_code", "E10000017"}, {"sex", "female"}, {"age", 14}, {"needed_on", "2026-03-10"}, {"planned_until", "2026-09-10"},
                                      {"purpose", "long_term"}, {"needs", Object{{"emotional_behavioural", "high"}}}, {"needs_complete", true},
                                      {"places", Array{Object{{"kind", "home"}, {"sector", "LA1 4"}}}}}}};
}

referrals::Referral referral_of(const json::Value& value) {
  std::vector<FieldError> warnings;
  auto referral = referrals::read_referral(value, "test.json", warnings);
  EXPECT_TRUE(referral) << referral.error().detail;
  return std::move(*referral);
}

referrals::Referral referral_with(std::string_view key, json::Value value) {
  auto file = referral_file();
  (*file.as_object())["rightplace"].as_object()->set(key, std::move(value));
  return referral_of(file);
}

class Matching : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    store.emplace(GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(),
                                                                                   homes::migrations(), supply::migrations(), referrals::migrations()});
  }

  void given(std::vector<homes::RegisterRow> rows, const std::vector<supply::HomeSupply>& stated) {
    homes::RegisterList list;
    list.as_at = kDay.plus_days(-1);
    list.title = "invented list";
    list.stated_complete = true;
    list.rows = std::move(rows);
    for (std::size_t i = 0; i < list.rows.size(); ++i) list.rows[i].line = static_cast<std::int64_t>(i) + 2;
    (*store)->write([&](db::Write& tx) {
      tx.run("INSERT INTO imports (id, kind, at, actor_id, files, report) VALUES ($1, 'register', $2, 'test', '[]', '{}')", {kImport, store->clock.now()});
      homes::store_list(tx, kImport, list, store->clock.now());
      homes::rebuild_history(tx);
      supply::save_all(tx, stated);
    });
  }

  Snapshot snapshot_for(const referrals::Referral& referral, Date as_at = kDay) {
    auto found = (*store)->read([&](db::Read& tx) { return load_snapshot(tx, {as_at, *referral.needed_on, as_at}, buyer_of(referral), nullptr); });
    EXPECT_TRUE(found) << found.error().detail;
    return std::move(*found);
  }

  Answer answer_for(const referrals::Referral& referral, Date as_at = kDay) {
    snapshot = snapshot_for(referral, as_at);
    auto asked = asked_of(referral, {}, snapshot, nullptr);
    EXPECT_TRUE(asked) << asked.error().detail;
    auto found = answer(snapshot, std::move(*asked), {}, referral, {});
    EXPECT_TRUE(found) << found.error().detail;
    return std::move(*found);
  }

  engine::Verdict verdict_of(const Answer& found, std::string_view urn) { return found.solution.homes[*snapshot.supply->find(urn)].verdict; }
  std::string reasons_of(const Answer& found, std::string_view urn) {
    std::vector<std::string> sentences;
    for (const auto& reason : engine::reasons(found.problem, *snapshot.supply->find(urn))) sentences.push_back(reason.sentence);
    return join(sentences, "\n");
  }

  std::optional<test::TestDatabase> store;
  Snapshot snapshot;
};
RIGHTPLACE_ON_BOTH(Matching);

TEST_P(Matching, AHomeThatSaysEverythingAndFitsCouldBeRight) {
  given({registered("SC400001")}, {open_home("SC400001")});
  const auto found = answer_for(referral_of(referral_file()));
  EXPECT_EQ(verdict_of(found, "SC400001"), engine::Verdict::Suitable) << reasons_of(found, "SC400001");
  EXPECT_EQ(found.suitable, 1);
  EXPECT_EQ(found.problem.supply->fee(0), WeeklyRate{Pence{520'000}});
}

TEST_P(Matching, AHomeOfWhichOnlyTheRegisterSpeaksNeedsChecking) {
  given({registered("SC400001"), registered("SC400002")}, {});
  const auto found = answer_for(referral_of(referral_file()));
  EXPECT_EQ(found.needs_checking, 2);
  EXPECT_THAT(found.to_ask_all, Not(IsEmpty()));
  for (const auto& shown : found.shown) EXPECT_THAT(shown.to_check, IsEmpty()) << "questions that all leave open are asked once";
  EXPECT_EQ(snapshot.cards[0].name, "Home in Lancashire, SC400001");
  EXPECT_EQ(snapshot.cards[0].precision, "authority");
  EXPECT_THAT(as_text(found, std::nullopt, 160), HasSubstr(" ± "));
}

TEST_P(Matching, ARestrictionNoticeRulesAHomeOut) {
  auto home = open_home("SC400001");
  home.notices.push_back({.urn = "SC400001", .kind = supply::NoticeKind::Restriction, .served_on = kDay.plus_days(-3), .until = std::nullopt, .stated_at = noon_of(kDay.plus_days(-3))});
  given({registered("SC400001")}, {home});
  const auto found = answer_for(referral_of(referral_file()));
  EXPECT_EQ(verdict_of(found, "SC400001"), engine::Verdict::NotSuitable);
}

TEST_P(Matching, AnOldStatementOfVacanciesAndResidentsIsNotReliedOn) {
  given({registered("SC400001")}, {open_home("SC400001")});
  EXPECT_EQ(answer_for(referral_of(referral_file()), kDay.plus_days(7)).suitable, 1);
  EXPECT_EQ(answer_for(referral_of(referral_file()), kDay.plus_days(8)).needs_checking, 1);
  EXPECT_TRUE(snapshot.supply->home(0).residents.has_value());
  answer_for(referral_of(referral_file()), kDay.plus_days(29));
  EXPECT_FALSE(snapshot.supply->home(0).residents.has_value());
}

TEST_P(Matching, ARiskThatTheHomeDeclinesRulesItOut) {
  auto home = open_home("SC400001");
  home.purpose->value.declines = std::vector{RiskToOthers::Fire};
  given({registered("SC400001"), registered("SC400002")}, {home, open_home("SC400002")});
  const auto found = answer_for(referral_of(referral_file()));
  EXPECT_EQ(verdict_of(found, "SC400001"), engine::Verdict::NotSuitable);
  ASSERT_EQ(found.shown.size(), 1u);
  EXPECT_EQ(snapshot.cards[found.shown[0].home].urn, "SC400002");
  EXPECT_THAT(as_text(found, snapshot.supply->find("SC400001"), 160), HasSubstr("fire-setting"));
  EXPECT_EQ(found.solution.values.size(), 1u);
}

TEST_P(Matching, AHomeThatTakesNobodyOnTheSameDayIsOutForToday) {
  auto home = open_home("SC400001");
  home.purpose->value.takes_emergency = false;
  given({registered("SC400001")}, {home});
  EXPECT_EQ(answer_for(referral_with("urgency", "same_day")).suitable, 0);
  EXPECT_EQ(answer_for(referral_with("urgency", "planned")).suitable, 1);
}

TEST_P(Matching, AHoldForThisReferralDoesNotStandInItsWay) {
  auto home = open_home("SC400001");
  home.holds.push_back({.urn = "SC400001", .room = "2", .nights = {kNeeded, Date(2026, 9, 10)}, .held_for = "R-7K3M9Q", .held_at = noon_of(kDay), .held_until = noon_of(kDay.plus_days(5))});
  given({registered("SC400001")}, {home});
  EXPECT_EQ(answer_for(referral_of(referral_file())).suitable, 1);
  EXPECT_EQ(answer_for(referral_with("reference", "R-8B2C4D")).not_suitable, 1);
}

TEST_P(Matching, ARoomStatedFreeInWhichAPlacedChildSleepsIsNotReliedOn) {
  given({registered("SC400001")}, {open_home("SC400001")});
  (*store)->write([&](db::Write& tx) {
    const auto child = children::add(tx, {}, store->clock.now());
    placements::Placement placement;
    placement.child = *child;
    placement.authority_code = "E10000017";
    placement.urn = "SC400001";
    placement.room = "2";
    placement.stay = {kDay.plus_days(-10), std::nullopt};
    EXPECT_TRUE(placements::insert_all(tx, std::vector{placement}, store->clock.now()));
  });
  EXPECT_EQ(answer_for(referral_of(referral_file())).needs_checking, 1);
}

TEST_P(Matching, ARoomIsNotReliedOnWhileNobodySaysInWhichRoomAPlacedChildSleeps) {
  given({registered("SC400001")}, {open_home("SC400001")});
  const auto placed = [&] {
    (*store)->write([&](db::Write& tx) {
      placements::Placement placement;
      placement.child = *children::add(tx, {}, store->clock.now());
      placement.authority_code = "E10000017";
      placement.urn = "SC400001";
      placement.stay = {kDay.plus_days(-10), std::nullopt};
      EXPECT_TRUE(placements::insert_all(tx, std::vector{placement}, store->clock.now()));
    });
  };
  placed();
  EXPECT_EQ(answer_for(referral_of(referral_file())).suitable, 1) << "room 1 is not free: the child is there";
  placed();
  EXPECT_EQ(answer_for(referral_of(referral_file())).needs_checking, 1) << "of two children one can only be in room 2";
}

TEST_P(Matching, AChildWhomThisChildMustNotLiveWithRulesTheirHomeOut) {
  given({registered("SC400001"), registered("SC400002")}, {open_home("SC400001"), open_home("SC400002")});
  children::ChildId other;
  (*store)->write([&](db::Write& tx) {
    other = *children::add(tx, {}, store->clock.now());
    placements::Placement placement;
    placement.child = other;
    placement.authority_code = "E10000017";
    placement.urn = "SC400001";
    placement.room = "1";
    placement.stay = {kDay.plus_days(-10), std::nullopt};
    EXPECT_TRUE(placements::insert_all(tx, std::vector{placement}, store->clock.now()));
  });
  const auto found = answer_for(referral_with("conflicts", json::Array{json::Object{{"child_id", other.text()}}}));
  EXPECT_EQ(verdict_of(found, "SC400001"), engine::Verdict::NotSuitable);
  EXPECT_EQ(verdict_of(found, "SC400002"), engine::Verdict::Suitable) << reasons_of(found, "SC400002");
  const auto listed = answer_for(referral_with("conflicts", json::Array{json::Object{{"urn", "SC400002"}, {"resident", "A"}}}));
  EXPECT_EQ(verdict_of(listed, "SC400002"), engine::Verdict::NotSuitable);
}

TEST_P(Matching, AnExclusionZoneIsMeasuredFromTheEdgeOfTheAreaNamed) {
  given({registered("SC400001")}, {open_home("SC400001")});
  const auto found = answer_for(referral_with("exclusion_zones", json::Array{json::Object{{"outward_code", "L8"}, {"radius_miles", 5}, {"reason", "criminal_network"}}}));
  EXPECT_GT(found.problem.referral.children[0].exclusion_zones[0].radius_miles, 5);
}

TEST_P(Matching, APlaceThatDoesNotExistIsAnErrorThatSaysWhere) {
  given({registered("SC400001")}, {open_home("SC400001")});
  const auto referral = referral_with("places", json::Array{json::Object{{"kind", "school"}, {"sector", "ZZ99 9"}}});
  const auto asked = asked_of(referral, {}, snapshot_for(referral), nullptr);
  ASSERT_FALSE(asked);
  EXPECT_THAT(asked.error().detail, HasSubstr("rightplace.places[0]: there is no postcode sector ZZ99 9"));
}

TEST_P(Matching, ASisterOfWhomNothingIsKnownMakesEveryHomeBeAsked) {
  auto home = open_home("SC400001");
  home.calendar->value.may_take = 2;
  home.calendar->value.free.push_back({"1", {kDay, std::nullopt}});
  home.residents->value.clear();
  given({registered("SC400001")}, {home});
  auto file = referral_file();
  (*file.as_object())["PlacementAvailability"].as_object()->set("siblingCount", 1);
  (*file.as_object())["rightplace"].as_object()->set("siblings_together", "required");
  const auto found = answer_for(referral_of(file));
  EXPECT_EQ(found.problem.referral.children.size(), 2u);
  EXPECT_EQ(found.needs_checking, 1) << reasons_of(found, "SC400001");
}

TEST_P(Matching, TheJsonIsAsItsSchemaSays) {
  auto blocked = open_home("SC400002");
  blocked.purpose->value.age_to = 13;
  given({registered("SC400001"), registered("SC400002"), registered("SC400003")}, {open_home("SC400001"), blocked});
  const auto schema = test::read_schema("match.schema.json");
  const auto found = answer_for(referral_of(referral_file()));
  EXPECT_THAT(test::schema_faults(schema, as_json(found, std::nullopt)), IsEmpty());
  for (std::size_t home = 0; home < snapshot.cards.size(); ++home) EXPECT_THAT(test::schema_faults(schema, as_json(found, home)), IsEmpty());
}

TEST_P(Matching, ContributionsSumToTheScoreInWhatIsShown) {
  given({registered("SC400001"), registered("SC400003")}, {open_home("SC400001")});
  const auto value = as_json(answer_for(referral_of(referral_file())), std::nullopt);
  for (const auto& home : *value.find("homes")->as_array()) {
    std::int64_t low = 0;
    std::int64_t high = 0;
    for (const auto& part : *home.find("contributions")->as_array()) {
      low += *part.find("points")->find("low")->as_integer();
      high += *part.find("points")->find("high")->as_integer();
    }
    EXPECT_EQ(low, *home.find("score")->find("low")->as_integer());
    EXPECT_EQ(high, *home.find("score")->find("high")->as_integer());
  }
}

TEST_P(Matching, WhatIsPrintedNamesTheChildByReferenceOnly) {
  given({registered("SC400001")}, {open_home("SC400001")});
  const auto text = as_text(answer_for(referral_of(referral_file())), std::nullopt, 160);
  EXPECT_THAT(text, HasSubstr("Referral R-7K3M9Q, Lancashire"));
  EXPECT_THAT(text, Not(HasSubstr("4711")));
  EXPECT_THAT(text, HasSubstr("A named person decides"));
  EXPECT_THAT(text, HasSubstr("\n    + Needs met · + Children there"));
}

TEST_P(Matching, AgesContractsAndPricesAreThoseOfTheDayOnWhichThePlaceIsNeeded) {
  auto home = open_home("SC400001");
  home.contracts = {{.sells_spot = true, .access = {{.authority_code = "E10000017", .route = Route::Framework, .from = Date(2026, 4, 1), .until = Date(2026, 8, 1), .reference = ""}}}, noon_of(kDay)};
  home.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{520'000}}}, {Route::Framework, NeedLevel::High, WeeklyRate{Pence{400'000}}}, {Route::Framework, NeedLevel::Low, WeeklyRate{Pence{100}}}}, noon_of(kDay)};
  given({registered("SC400001"), registered("SC400002")}, {home});
  const auto ground = (*store)->read([&](db::Read& tx) { return load_ground(tx, kDay, kDay, nullptr); });
  const auto buyer = buyer_of(referral_of(referral_file()));
  for (const auto day : {kDay.plus_days(-9), kNeeded, Date(2026, 3, 31), Date(2026, 4, 1), Date(2026, 4, 30), Date(2026, 5, 1), Date(2026, 7, 31), Date(2026, 8, 1), Date(2027, 5, 1)}) {
    const auto found = snapshot_of(ground, day, buyer);
    ASSERT_TRUE(found) << found.error().detail;
    const bool contracted = day >= Date(2026, 4, 1) && day < Date(2026, 8, 1);
    const auto& facts = found->supply->home(0);
    EXPECT_EQ(facts.residents->front().age, age_on(Date(2011, 5, 1), day)) << day.iso();
    EXPECT_EQ(facts.contracts->size(), contracted ? 1u : 0u) << day.iso();
    EXPECT_EQ(found->supply->fee(0), (WeeklyRate{Pence{contracted ? 400'000 : 520'000}})) << day.iso();
    EXPECT_FALSE(found->supply->fee(1)) << "it states no price";
  }
  auto other = buyer;
  other.authority_code = "E10000016";
  EXPECT_EQ(snapshot_of(ground, Date(2026, 5, 1), other)->supply->fee(0), WeeklyRate{Pence{520'000}}) << "the contract is another authority's";
  other.routes = {Route::Framework};
  EXPECT_FALSE(snapshot_of(ground, Date(2026, 5, 1), other)->supply->fee(0)) << "and that is the only way in which it may buy";
}

TEST_P(Matching, GroundRenewedHomeByHomeSaysWhatGroundReadAnewSays) {
  given({registered("SC400001"), registered("SC400002"), registered("SC400003")}, {open_home("SC400001"), open_home("SC400002")});
  const auto before = (*store)->read([&](db::Read& tx) { return load_ground(tx, kDay, kDay, nullptr); });
  auto full = open_home("SC400001");
  const auto later = Instant{noon_of(kDay).ms + 3'600'000};
  full.calendar = {{.may_take = 0, .free = {}, .out_of_use = {}}, later};
  full.fees = {{{Route::Spot, NeedLevel::High, WeeklyRate{Pence{610'000}}}}, later};
  auto fresh = open_home("SC400003");
  fresh.contracts = {{.sells_spot = false, .access = {}}, later};
  (*store)->write([&](db::Write& tx) { supply::save_all(tx, std::vector{full, fresh}); });
  const auto [renewed_, read] = (*store)->read([&](db::Read& tx) {
    const std::vector<std::string> urns{"SC400001", "SC400003", "SC499999"};
    return std::pair(renewed(tx, before, urns), load_ground(tx, kDay, kDay, nullptr));
  });
  const auto referral = referral_of(referral_file());
  const auto said_by = [&](const Ground& ground) {
    const auto found = snapshot_of(ground, kNeeded, buyer_of(referral));
    EXPECT_TRUE(found) << found.error().detail;
    const auto answered = answer(*found, *asked_of(referral, {}, *found, nullptr), {}, referral, {});
    return as_json(*answered, 0).dump() + as_json(*answered, 1).dump() + as_json(*answered, 2).dump();
  };
  EXPECT_EQ(said_by(renewed_), said_by(read));
  EXPECT_NE(said_by(renewed_), said_by(before));
}

TEST_P(Matching, AFigureOutOfItsRangeIsNamedAndASearchWorksAgainOnceItIsPutRight) {
  auto wrong = open_home("SC400001");
  wrong.team->value.agency_percent = 300;
  given({registered("SC400001"), registered("SC400002")}, {wrong});
  const auto ground = (*store)->read([&](db::Read& tx) { return load_ground(tx, kDay, kDay, nullptr); });
  const auto buyer = buyer_of(referral_of(referral_file()));
  const auto refused = snapshot_of(ground, kNeeded, buyer);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("agency_percent"));
  auto right = open_home("SC400001");
  right.team->at = Instant{noon_of(kDay).ms + 3'600'000};
  (*store)->write([&](db::Write& tx) { supply::save_all(tx, std::vector{right}); });
  const auto again = (*store)->read([&](db::Read& tx) {
    const std::vector<std::string> urns{"SC400001"};
    return renewed(tx, ground, urns);
  });
  EXPECT_TRUE(snapshot_of(again, kNeeded, buyer));
}

TEST(MatchingPolicy, TheOneThatCameWithTheProgramIsFit) {
  const auto policy = load_policy("");
  ASSERT_TRUE(policy) << policy.error().detail;
  EXPECT_TRUE(*policy == engine::Policy{});
}

}  // namespace
}  // namespace rightplace::matching
