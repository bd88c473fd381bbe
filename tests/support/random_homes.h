#pragma once
// Invented homes and referrals for property tests and benchmarks of the suitability engine. Same seed, same homes.

#include <fmt/format.h>

#include "base/random.h"
#include "engines/suitability/problem.h"

namespace rightplace::test {

using namespace rightplace::suitability;

// How an instance is drawn.
struct Draw {
  std::size_t homes = 12;
  double known = 0.85;        // chance that a fact of a home is known
  double easy = 0.9;          // chance that a fact does not stand in the way
  bool with_radius = true;    // some places are known roughly only
  std::size_t most_children = 3;
};

inline constexpr Date kInventedDay{2026, 3, 2};

template <class E>
Set<E> random_set(Random& random, std::size_t count, double chance) {
  Set<E> set;
  for (std::size_t k = 0; k < count; ++k)
    if (random.chance(chance)) set.add(static_cast<E>(k));
  return set;
}

template <class E>
RiskFacts<E> random_risks(Random& random, std::size_t count, double present, double unknown) {
  RiskFacts<E> facts;
  facts.present = random_set<E>(random, count, present);
  facts.unknown = random_set<E>(random, count, unknown).minus(facts.present);
  return facts;
}

inline Location random_location(Random& random, bool with_radius) {
  const auto metres = [&](int low, int high) { return static_cast<double>(random.integer(low, high)); };
  return {{metres(400'000, 500'000), metres(350'000, 450'000)}, with_radius && random.chance(0.3) ? static_cast<double>(random.integer(2, 48)) / 4 : 0};
}

inline HomeFacts random_home(Random& random, std::size_t number, const Draw& draw) {
  HomeFacts home;
  home.urn = fmt::format("SC9{:05}", number);
  const auto known = [&] { return random.chance(draw.known); };
  const auto easy = [&] { return random.chance(draw.easy); };
  const auto whole = [&](int low, int high) { return static_cast<int>(random.integer(low, high)); };
  if (!easy()) home.type = static_cast<HomeType>(whole(0, 7));
  if (!random.chance(0.5 + draw.easy / 2)) home.registration = static_cast<Registration>(whole(1, 2));
  if (!random.chance(0.5 + draw.easy / 2)) {
    home.restricted = true;
    if (random.chance(0.5)) home.restricted_until = kInventedDay.plus_days(whole(-20, 40));
  }
  home.compliance_notice = random.chance(0.05);
  if (known()) home.grade = static_cast<Grade>(whole(0, 4));
  if (known()) home.places = whole(1, 6);
  if (known()) home.fee = WeeklyRate{{random.integer(3000, 9000) * 100}};
  home.authority = static_cast<std::uint16_t>(whole(300, 310));
  if (random.chance(0.15)) home.operated_by = home.authority;
  if (known()) home.location = random_location(random, draw.with_radius);
  if (known()) home.age_from = easy() ? 8 : whole(9, 14);
  if (known()) home.age_to = easy() ? 17 : std::max(home.age_from.value_or(0), whole(10, 16));
  if (known()) home.accepts = easy() ? Accepts::Any : static_cast<Accepts>(whole(1, 2));
  for (std::size_t k = 0; k < kNeedCount; ++k) {
    if (random.chance(0.03)) home.takes_from[k] = static_cast<Level>(whole(0, 2));
    if (known()) home.takes_to[k] = easy() ? Level::Complex : static_cast<Level>(whole(static_cast<int>(home.takes_from[k].value_or(Level::None)), 4));
    if (known()) home.can_do[k] = static_cast<Level>(whole(0, 4));
  }
  if (known()) home.takes_solo = random.chance(0.4);
  if (known()) home.purposes = random_set<Purpose>(random, 7, 0.6);
  if (known()) home.vacancy_stated_on = kInventedDay.plus_days(-whole(0, easy() ? 6 : 12));
  std::vector<Resident> residents;
  if (known()) {
    const int rooms = std::max(home.places.value_or(whole(1, 6)), 1);
    for (int r = 0; r < rooms; ++r) {
      Room room;
      if (random.chance(0.5)) {
        const auto until = random.chance(0.5) ? std::nullopt : std::optional(kInventedDay.plus_days(whole(-30, 60)));
        room.busy.push_back({kInventedDay.plus_days(-100), until, BusyKind::Occupied, 0});
        Resident resident;
        resident.token = random.chance(0.3) ? static_cast<std::uint64_t>(whole(1, 20)) : 0;
        if (known()) resident.age = whole(9, 17);
        if (known()) resident.sex = static_cast<Sex>(whole(0, 1));
        if (known()) resident.poses = random_risks<Danger>(random, kDangerCount, 0.1, (1 - draw.known) * 0.3);
        if (known()) resident.vulnerable = random_risks<Vulnerability>(random, kVulnerabilityCount, 0.2, (1 - draw.known) * 0.3);
        resident.from = kInventedDay.plus_days(-100);
        resident.until = until;
        residents.push_back(resident);
      }
      if (random.chance(0.2)) {
        const auto from = kInventedDay.plus_days(whole(-10, 150));
        room.busy.push_back({from, random.chance(0.2) ? std::nullopt : std::optional(from.plus_days(whole(0, 40))), static_cast<BusyKind>(whole(1, 3)),
                             random.chance(0.3) ? hash64("R-MINE01") : 0});
      }
      if (known()) room.adaptations = random_set<Adaptation>(random, 4, 0.4);
      home.rooms.push_back(std::move(room));
    }
  }
  if (random.chance(0.1)) home.may_take = whole(0, 2);
  if (known()) home.residents = std::move(residents);
  if (known()) home.adaptations = easy() ? random_set<Adaptation>(random, kAdaptationCount, 0.9).minus(kRoomAdaptations) : Set<Adaptation>{};
  if (known()) home.contracts = random.chance(0.5) ? std::vector<std::uint32_t>{1, 2} : std::vector<std::uint32_t>{};
  if (known()) home.sells_spot = easy();
  if (known()) home.features = random_set<Wish>(random, kWishCount - 1, 0.5);
  for (auto& level : home.area_vulnerability)
    if (known()) level = whole(0, 3);
  for (auto& level : home.area_danger)
    if (known()) level = whole(0, 3);
  if (known()) home.mitigation_percent = whole(0, 100);
  if (known()) home.education_on_site = random.chance(0.3);
  if (known()) home.school_place_confirmed = random.chance(0.3);
  if (known()) home.services = random_set<Service>(random, kServiceCount, 0.6);
  if (known()) home.culture = random_set<Culture>(random, kCultureCount, 0.4);
  for (auto& staff : home.staff_on_duty)
    if (known()) staff = whole(0, 5);
  if (known()) home.manager_in_post = random.chance(0.8);
  if (known()) home.manager_months = whole(0, 60);
  if (known()) home.turnover_percent = whole(0, 90);
  if (known()) home.agency_percent = whole(0, 70);
  if (known()) home.qualified_percent = whole(20, 100);
  if (known()) home.team_training = random.chance(0.4);
  if (known()) home.reflective_supervision = random.chance(0.5);
  if (known()) home.therapy_model_named = random.chance(0.4);
  if (known()) home.clinician_minutes = whole(0, 240);
  if (known()) home.therapy_supervised = random.chance(0.4);
  if (known()) home.therapy_outcomes_measured = random.chance(0.3);
  if (known()) home.progress = Record{whole(0, 30), whole(0, 1000)};
  if (known()) home.unplanned_endings = Record{whole(0, 30), whole(0, 1000)};
  return home;
}

inline Child random_child(Random& random, const Draw& draw) {
  Child child;
  const auto whole = [&](int low, int high) { return static_cast<int>(random.integer(low, high)); };
  child.born_from = Date{whole(2009, 2016), static_cast<unsigned>(whole(1, 12)), static_cast<unsigned>(whole(1, 28))};
  child.born_to = random.chance(0.3) ? child.born_from.plus_days(whole(0, 60)) : child.born_from;
  if (random.chance(0.95)) child.sex = static_cast<Sex>(whole(0, 1));
  for (auto& need : child.needs)
    if (random.chance(0.97)) need = random.chance(0.6) ? Level::None : static_cast<Level>(whole(1, 4));
  child.poses = random_risks<Danger>(random, kDangerCount, 0.12, 0.03);
  child.vulnerable = random_risks<Vulnerability>(random, kVulnerabilityCount, 0.2, 0.03);
  child.companions = random.chance(0.6) ? Companions::NoPreference : static_cast<Companions>(whole(0, 4));
  if (random.chance(0.25)) child.adaptations = random_set<Adaptation>(random, kAdaptationCount, 0.2);
  if (random.chance(0.3)) child.exclusion_zones.push_back({random_location(random, false).point, static_cast<double>(whole(4, 60)) / 4});
  if (random.chance(0.3)) child.conflicts.push_back(static_cast<std::uint64_t>(whole(1, 20)));
  for (int p = whole(0, 3); p > 0; --p) {
    MatteringPlace place{static_cast<PlaceKind>(whole(0, 4)), random_location(random, draw.with_radius), static_cast<double>(whole(2, 12)) / 4, std::nullopt};
    if (random.chance(0.2)) place.away = static_cast<AwayReason>(whole(0, 3));
    child.places.push_back(place);
  }
  child.wishes = random_set<Wish>(random, kWishCount, 0.2);
  if (random.chance(0.2)) child.wanted_homes = {fmt::format("SC9{:05}", whole(0, static_cast<int>(draw.homes) - 1))};
  if (random.chance(0.2)) child.unwanted_homes = {fmt::format("SC9{:05}", whole(0, static_cast<int>(draw.homes) - 1))};
  child.services = random_set<Service>(random, kServiceCount, 0.3);
  child.culture = random_set<Culture>(random, kCultureCount, 0.06);
  child.risk_times = random_set<TimeBand>(random, kTimeBandCount, 0.3);
  return child;
}

inline Referral random_referral(Random& random, const Draw& draw) {
  Referral referral;
  const auto whole = [&](int low, int high) { return static_cast<int>(random.integer(low, high)); };
  referral.id = random.chance(0.5) ? "R-MINE01" : fmt::format("R-{:06}", whole(0, 999'999));
  const auto children = random.chance(0.7) || draw.most_children == 1 ? std::size_t{1} : static_cast<std::size_t>(whole(2, static_cast<int>(draw.most_children)));
  while (referral.children.size() < children) referral.children.push_back(random_child(random, draw));
  referral.authority = static_cast<std::uint16_t>(whole(300, 310));
  referral.adjoining = {301, 304};
  referral.needed_on = kInventedDay.plus_days(whole(0, 20));
  if (random.chance(0.6)) referral.planned_until = referral.needed_on.plus_days(whole(1, 200));
  referral.purpose = static_cast<Purpose>(whole(0, 6));
  referral.contracts = random.chance(0.7) ? std::vector<std::uint32_t>{2, 3} : std::vector<std::uint32_t>{};
  referral.may_buy_spot = random.chance(0.8);
  if (random.chance(0.2)) {
    referral.secure.order_from = referral.needed_on.plus_days(-10);
    referral.secure.order_until = referral.needed_on.plus_days(whole(-5, 80));
    referral.secure.minister_approved_under_13 = random.chance(0.5);
  }
  referral.secure.seventy_two_hours = random.chance(0.05);
  return referral;
}

inline Problem random_problem(std::uint64_t seed, const Draw& draw = {}) {
  Random random(seed);
  std::vector<HomeFacts> homes;
  for (std::size_t number = 0; number < draw.homes; ++number) homes.push_back(random_home(random, number, draw));
  Problem problem;
  problem.supply = *Supply::make(std::move(homes));
  problem.referral = random_referral(random, draw);
  problem.as_at = kInventedDay;
  return problem;
}

}  // namespace rightplace::test
