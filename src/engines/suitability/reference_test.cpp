// An independent reference: the criteria written plainly for a world in which every fact is known, and the claim that
// what the engine says of a world half known holds in every way in which it could turn out.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/stay.h"
#include "engines/suitability/solution.h"
#include "engines/suitability/rules.h"
#include "tests/support/random_homes.h"

namespace rightplace::suitability {
namespace {

using test::Draw;
using test::random_problem;

struct Reference {
  const Problem& problem;
  const HomeFacts& home;
  const Policy& policy = problem.policy;

  double share(std::int32_t millionths) const { return millionths / 1e6; }
  static double bounded(double value) { return std::clamp(value, 0.0, 1.0); }
  double miles(const Location& place) const { return miles_between(home.location->point, place.point); }

  std::vector<Resident> residents() const {
    const auto until = problem.referral.planned_until.value_or(problem.referral.needed_on.plus_days(policy.horizon_nights));
    std::vector<Resident> there;
    for (const auto& one : *home.residents)
      if (Stay{one.from, one.until}.overlaps({problem.referral.needed_on, until})) there.push_back(one);
    return there;
  }

  template <class E>
  static double met(Set<E> wanted, Set<E> has) {
    int asked = 0, given = 0;
    for (int k = 0; k < 32; ++k)
      if (wanted.has(static_cast<E>(k))) ++asked, given += has.has(static_cast<E>(k));
    return asked == 0 ? 1 : static_cast<double>(given) / asked;
  }

  double needs_fit(const Child& child) const {
    double sum = 0;
    int count = 0;
    for (std::size_t k = 0; k < kNeedCount; ++k) {
      const int wanted = static_cast<int>(*child.needs[k]), can = static_cast<int>(*home.can_do[k]);
      if (wanted == 0) continue;
      ++count;
      sum += bounded(1 - (wanted > can ? share(policy.deficit_per_level) * (wanted - can) : share(policy.surplus_per_level) * (can - wanted)));
    }
    return count == 0 ? 1 : sum / count;
  }

  double wishes(const Child& child) const {
    double met = 0, count = 0;
    for (const auto& row : kWishes.rows)
      if (child.wishes.has(row.value)) ++count, met += row.value != Wish::FosterFamily && home.features->has(row.value);
    const auto in = [&](const auto& urns) { return std::count(urns.begin(), urns.end(), home.urn) > 0; };
    if (!child.wanted_homes.empty()) ++count, met += in(child.wanted_homes);
    if (!child.unwanted_homes.empty()) ++count, met += !in(child.unwanted_homes);
    return count == 0 ? 1 : met / count;
  }

  double closeness(const Child& child) const {
    double sum = 0, weight = 0;
    for (const auto& place : child.places) {
      const double far = miles(place.where);
      double u = 0;
      if (place.away) u = bounded((far - policy.away_zero_miles) / (policy.away_full_miles - policy.away_zero_miles));
      else if (far <= policy.near_half_miles) u = std::min(1.0, 0.5 + 0.5 * (policy.near_half_miles - far) / (policy.near_half_miles - policy.near_full_miles));
      else u = std::max(0.0, 0.5 * (policy.near_zero_miles - far) / (policy.near_zero_miles - policy.near_half_miles));
      sum += place.weight * u;
      weight += place.weight;
    }
    return weight == 0 ? 1 : sum / weight;
  }

  double compatibility(const Child& child) const {
    const int age = age_on(child.born_from, problem.referral.needed_on);
    double lost = 0;
    bool against = false;
    const auto there = residents();
    for (const auto& one : there) {
      lost += share(policy.per_year_of_gap) * std::max(0, std::abs(*one.age - age) - policy.comfortable_age_gap);
      for (const auto& pair : policy.concerning_pairs) {
        lost += share(policy.per_concerning_pair) * (child.poses.present.has(pair.poses) && one.vulnerable->present.has(pair.meets));
        lost += share(policy.per_concerning_pair) * (one.poses->present.has(pair.poses) && child.vulnerable.present.has(pair.meets));
      }
      against |= child.companions == Companions::OnlyOlder && *one.age < age;
      against |= child.companions == Companions::OnlyYounger && *one.age > age;
    }
    against |= child.companions == Companions::WithOthers && there.empty() && problem.referral.children.size() == 1;
    return bounded(1 - lost - (against ? share(policy.against_companions) : 0));
  }

  double area_risk(const Child& child) const {
    int worst = 0;
    for (std::size_t k = 0; k < kVulnerabilityCount; ++k)
      if (child.vulnerable.present.has(static_cast<Vulnerability>(k))) worst = std::max(worst, *home.area_vulnerability[k]);
    for (std::size_t k = 0; k < kDangerCount; ++k)
      if (child.poses.present.has(static_cast<Danger>(k))) worst = std::max(worst, *home.area_danger[k]);
    return 1 - worst / 3.0 * (100 - *home.mitigation_percent) / 100.0;
  }

  double education(const Child& child) const {
    for (const auto& place : child.places)
      if (place.kind == PlaceKind::School && !place.away) {
        if (miles(place.where) <= policy.same_school_miles) return 1;
        break;
      }
    if (*home.school_place_confirmed) return share(policy.school_confirmed);
    return share(*home.education_on_site ? policy.school_on_site : policy.school_neither);
  }

  double staffing(const Child& child) const {
    const double heads = static_cast<double>(problem.referral.children.size() + residents().size());
    double sum = 0;
    int count = 0;
    for (std::size_t k = 0; k < kTimeBandCount; ++k)
      if (child.risk_times.has(static_cast<TimeBand>(k))) ++count, sum += std::min(1.0, *home.staff_on_duty[k] / (heads * policy.staff_per_ten_children / 10.0));
    return count == 0 ? 1 : sum / count;
  }

  double therapy(const Child& child) const {
    bool needed = false;
    for (const auto need : {Need::EmotionalBehavioural, Need::MentalHealth, Need::AbuseTrauma}) needed |= *child.needs[static_cast<std::size_t>(need)] >= Level::Medium;
    if (!needed) return 1;
    return (*home.therapy_model_named + std::min(1.0, 1.0 * *home.clinician_minutes / policy.clinician_full_minutes) + *home.therapy_supervised + *home.therapy_outcomes_measured) / 4;
  }

  double leadership() const {
    const double settled = *home.manager_in_post ? std::min(1.0, 1.0 * *home.manager_months / policy.manager_settled_months) : 0;
    return (*home.manager_in_post + settled + bounded(1 - 1.0 * *home.turnover_percent / policy.turnover_worst_percent) +
            bounded(1 - 1.0 * *home.agency_percent / policy.agency_worst_percent)) / 4;
  }

  double shrunk(const Record& record, int mean) const {
    return (record.cases * record.mean_permille + policy.shrink_cases * mean) / 1000.0 / (record.cases + policy.shrink_cases);
  }

  double of_child(Criterion criterion, const Child& child) const {
    switch (criterion) {
      case Criterion::NeedsFit: return needs_fit(child);
      case Criterion::Wishes: return wishes(child);
      case Criterion::Closeness: return closeness(child);
      case Criterion::Compatibility: return compatibility(child);
      case Criterion::AreaRisk: return area_risk(child);
      case Criterion::Education: return education(child);
      case Criterion::Health: return met(child.services, *home.services);
      case Criterion::Culture: return met(child.culture, *home.culture);
      case Criterion::Staffing: return staffing(child);
      case Criterion::Therapy: return therapy(child);
      case Criterion::Leadership: return leadership();
      case Criterion::Training: return (*home.qualified_percent / 100.0 + *home.team_training + *home.reflective_supervision) / 3;
      case Criterion::Progress: return shrunk(*home.progress, policy.progress_mean_permille);
      case Criterion::Endings: return 1 - shrunk(*home.unplanned_endings, policy.unplanned_mean_permille);
      case Criterion::Purpose: return home.purposes->has(problem.referral.purpose);
      case Criterion::Grade: return *home.grade == Grade::Outstanding ? 1 : *home.grade == Grade::Good ? 0.8 : 0.5;
    }
    return -1;
  }

  double u(Criterion criterion) const {
    double least = 1;
    for (const auto& child : problem.referral.children) least = std::min(least, of_child(criterion, child));
    return least;
  }
};

GridPoint somewhere_within(Random& random, GridPoint point, double miles) {
  const double angle = random.uniform(0, 6.283185307), far = random.uniform() * miles * 1609;
  return {point.easting + far * std::cos(angle), point.northing + far * std::sin(angle)};
}

template <class E>
RiskFacts<E> settled(Random& random, const RiskFacts<E>& facts, std::size_t count) {
  return {facts.present | (test::random_set<E>(random, count, 0.5) & facts.unknown), {}};
}

// One of the worlds that what is known of the home allows.
HomeFacts settle(Random& random, HomeFacts home, const Problem& problem, std::size_t number) {
  const auto other = test::random_home(random, number, {.known = 1, .easy = 0.6, .with_radius = false});
  const auto fill = [](auto& fact, const auto& value) { if (!fact) fact = value; };
  fill(home.grade, *other.grade);
  if (!home.location) home.location = other.location;
  home.location = Location{somewhere_within(random, home.location->point, home.location->within_miles), 0};
  fill(home.accepts, *other.accepts);
  if (!home.age_from) home.age_from = std::min(*other.age_from, home.age_to.value_or(99));
  if (!home.age_to) home.age_to = std::max(*other.age_to, *home.age_from);
  for (std::size_t k = 0; k < kNeedCount; ++k) {
    if (!home.takes_to[k]) home.takes_to[k] = std::max(*other.takes_to[k], home.takes_from[k].value_or(Level::None));
    fill(home.can_do[k], *other.can_do[k]);
  }
  fill(home.takes_solo, *other.takes_solo);
  fill(home.purposes, *other.purposes);
  const bool fresh = home.vacancy_stated_on && problem.as_at - *home.vacancy_stated_on <= 7 && *home.vacancy_stated_on <= problem.as_at && !home.rooms.empty();
  if (!fresh) {
    if (home.rooms.empty()) home.rooms = other.rooms;
    for (auto& room : home.rooms) room.busy = random.chance(0.5) ? std::vector<Busy>{} : other.rooms.empty() ? std::vector<Busy>{} : other.rooms[0].busy;
    home.vacancy_stated_on = problem.as_at;
  }
  for (auto& room : home.rooms) {
    if (!room.adaptations) room.adaptations = test::random_set<Adaptation>(random, 4, 0.5);
    for (auto& busy : room.busy)
      if (busy.kind == BusyKind::InConflict) busy = random.chance(0.5) ? Busy{busy.from, busy.until, BusyKind::Occupied, 0} : Busy{busy.from, busy.from, BusyKind::Occupied, 0};
  }
  if (!home.residents) {
    home.residents = *other.residents;
    const auto room_for = home.places ? static_cast<std::size_t>(*home.places) - std::min<std::size_t>(static_cast<std::size_t>(*home.places), problem.referral.children.size()) : 6;
    if (home.residents->size() > room_for) home.residents->resize(room_for);
  }
  fill(home.places, 12);
  for (auto& one : *home.residents) {
    if (!one.age) one.age = static_cast<int>(random.integer(0, 17));
    one.poses = settled(random, one.poses.value_or(RiskFacts<Danger>{{}, Set<Danger>{63}}), kDangerCount);
    one.vulnerable = settled(random, one.vulnerable.value_or(RiskFacts<Vulnerability>{{}, Set<Vulnerability>{127}}), kVulnerabilityCount);
  }
  fill(home.adaptations, *other.adaptations);
  fill(home.contracts, *other.contracts);
  fill(home.sells_spot, *other.sells_spot);
  fill(home.features, *other.features);
  for (std::size_t k = 0; k < kVulnerabilityCount; ++k) fill(home.area_vulnerability[k], *other.area_vulnerability[k]);
  for (std::size_t k = 0; k < kDangerCount; ++k) fill(home.area_danger[k], *other.area_danger[k]);
  fill(home.mitigation_percent, *other.mitigation_percent);
  fill(home.education_on_site, *other.education_on_site);
  fill(home.school_place_confirmed, *other.school_place_confirmed);
  fill(home.services, *other.services);
  fill(home.culture, *other.culture);
  for (std::size_t k = 0; k < kTimeBandCount; ++k) fill(home.staff_on_duty[k], *other.staff_on_duty[k]);
  fill(home.manager_in_post, *other.manager_in_post);
  fill(home.manager_months, *other.manager_months);
  fill(home.turnover_percent, *other.turnover_percent);
  fill(home.agency_percent, *other.agency_percent);
  fill(home.qualified_percent, *other.qualified_percent);
  fill(home.team_training, *other.team_training);
  fill(home.reflective_supervision, *other.reflective_supervision);
  fill(home.therapy_model_named, *other.therapy_model_named);
  fill(home.clinician_minutes, *other.clinician_minutes);
  fill(home.therapy_supervised, *other.therapy_supervised);
  fill(home.therapy_outcomes_measured, *other.therapy_outcomes_measured);
  fill(home.progress, *other.progress);
  fill(home.unplanned_endings, *other.unplanned_endings);
  return home;
}

void settle(Random& random, Referral& referral) {
  for (auto& child : referral.children) {
    child.born_from = child.born_to = child.born_from.plus_days(static_cast<int>(random.integer(0, child.born_to - child.born_from)));
    if (!child.sex) child.sex = static_cast<Sex>(random.integer(0, 1));
    for (auto& need : child.needs)
      if (!need) need = static_cast<Level>(random.integer(0, 4));
    child.poses = settled(random, child.poses, kDangerCount);
    child.vulnerable = settled(random, child.vulnerable, kVulnerabilityCount);
    for (auto& place : child.places) place.where = {somewhere_within(random, place.where.point, place.where.within_miles), 0};
  }
}

Problem settled_world(const Problem& problem, std::uint64_t seed) {
  Random random(seed);
  auto world = problem;
  std::vector<HomeFacts> homes;
  for (std::size_t number = 0; number < problem.supply->size(); ++number) homes.push_back(settle(random, problem.supply->home(number), problem, number));
  settle(random, world.referral);
  world.supply = *Supply::make(std::move(homes));
  return world;
}

TEST(SuitabilityReference, AgreesWhereEveryFactIsKnown) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto world = settled_world(random_problem(seed, {.known = 0.6, .easy = 0.9}), seed + 1'000'000);
    for (std::size_t number = 0; number < world.supply->size(); ++number) {
      const auto values = values_of(world, number);
      const Reference reference{.problem = world, .home = world.supply->home(number)};
      for (const auto& criterion : kCriteria) {
        const auto span = values[static_cast<std::size_t>(criterion.criterion)];
        EXPECT_TRUE(span.known()) << criterion.code << " seed " << seed << " home " << number;
        EXPECT_NEAR(span.low, reference.u(criterion.criterion) * kWhole, 2) << criterion.code << " seed " << seed << " home " << number;
      }
    }
  }
}

TEST(SuitabilityReference, WhateverTurnsOutLiesWithinTheIntervals) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const auto problem = random_problem(seed, {.known = 0.6, .easy = 0.9});
    const auto world = settled_world(problem, seed + 2'000'000);
    for (std::size_t number = 0; number < world.supply->size(); ++number) {
      const auto values = values_of(problem, number);
      const Reference reference{.problem = world, .home = world.supply->home(number)};
      for (const auto& criterion : kCriteria) {
        const auto span = values[static_cast<std::size_t>(criterion.criterion)];
        const double truth = reference.u(criterion.criterion) * kWhole;
        EXPECT_GE(truth, span.low - 2) << criterion.code << " seed " << seed << " home " << number;
        EXPECT_LE(truth, span.high + 2) << criterion.code << " seed " << seed << " home " << number;
      }
    }
  }
}

TEST(SuitabilityReference, ASureVerdictHoldsHoweverTheUnknownTurnsOut) {
  int sure = 0, opened = 0, closed = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const auto problem = random_problem(seed, {.known = seed % 2 == 0 ? 0.97 : 0.7, .easy = 0.95});
    const auto before = *solve(problem);
    for (std::uint64_t way = 0; way < 2; ++way) {
      const auto world = settled_world(problem, 10 * seed + way + 3'000'000);
      const auto after = *solve(world);
      for (std::size_t number = 0; number < world.supply->size(); ++number) {
        const auto was = before.homes[number].verdict, is = after.homes[number].verdict;
        EXPECT_NE(is, Verdict::NeedsChecking) << "seed " << seed << " home " << number;
        // Every rule that was answered keeps its answer; with the place limit now known a full home may close.
        const auto held = before.homes[number].blocked.minus(Set<Rule>{Rule::Adaptations});
        EXPECT_TRUE(after.homes[number].blocked.covers(held)) << "seed " << seed << " home " << number;
        if (was == Verdict::NeedsChecking) (is == Verdict::Suitable ? opened : closed)++;
        if (was != Verdict::Suitable) continue;
        ++sure;
        EXPECT_EQ(is, Verdict::Suitable) << "seed " << seed << " home " << number;
      }
    }
  }
  EXPECT_GT(sure, 100);
  EXPECT_GT(opened, 20);
  EXPECT_GT(closed, 100);
}

}  // namespace
}  // namespace rightplace::suitability
