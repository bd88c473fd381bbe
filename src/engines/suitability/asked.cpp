#include "engines/suitability/asked.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/random.h"

namespace rightplace::suitability {
namespace {

bool secure_gate_open(const Referral& referral, Date until) {
  const auto& gate = referral.secure;
  const bool under_13 = std::any_of(referral.children.begin(), referral.children.end(),
                                    [&](const Child& child) { return age_on(child.born_to, referral.needed_on) < 13; });
  if (gate.accommodated_16_plus) return false;
  if (under_13 && !gate.minister_approved_under_13) return false;
  const bool order = gate.order_from && gate.order_until && *gate.order_from <= referral.needed_on && referral.needed_on <= *gate.order_until;
  const bool short_power = gate.seventy_two_hours && until - referral.needed_on <= 3;
  return order || short_power;
}

// What is left of a need that the home meets so many levels too low (below 0) or too high.
std::int32_t fit(const Policy& policy, int gap) {
  const std::int64_t lost = gap < 0 ? -std::int64_t{gap} * policy.deficit_per_level : std::int64_t{gap} * policy.surplus_per_level;
  return static_cast<std::int32_t>(std::max<std::int64_t>(0, kWhole - lost));
}

AskedNeed prepare_need(const Policy& policy, std::size_t need, int low, int high) {
  AskedNeed asked{need, low == 0, {}, {}};
  for (int can = 0; can <= 5; ++can) {   // 5: not known
    const int gap_low = (can == 5 ? 0 : can) - high, gap_high = (can == 5 ? 4 : can) - std::max(1, low);
    const auto at_low = fit(policy, gap_low), at_high = fit(policy, gap_high);
    asked.low[static_cast<std::size_t>(can)] = std::min(at_low, at_high);
    asked.high[static_cast<std::size_t>(can)] = gap_low <= 0 && gap_high >= 0 ? kWhole : std::max(at_low, at_high);
  }
  return asked;
}

AskedChild prepare_child(const Child& child, const Referral& referral, const Policy& policy, Date until) {
  AskedChild asked{};
  asked.child = &child;
  asked.age_low = static_cast<std::uint8_t>(std::max(0, age_on(child.born_to, referral.needed_on)));
  asked.age_high = static_cast<std::uint8_t>(std::max(0, age_on(child.born_from, referral.needed_on)));
  asked.age_at_end = static_cast<std::uint8_t>(std::max(0, age_on(child.born_from, until.plus_days(-1))));
  asked.sex = child.sex ? static_cast<std::uint8_t>(*child.sex) : kNotKnown;
  for (std::size_t k = 0; k < kNeedCount; ++k) {
    asked.need_low[k] = child.needs[k] ? static_cast<std::uint8_t>(*child.needs[k]) : std::uint8_t{0};
    asked.need_high[k] = child.needs[k] ? static_cast<std::uint8_t>(*child.needs[k]) : std::uint8_t{4};
    if (asked.need_high[k] > 0) asked.needs.push_back(prepare_need(policy, k, asked.need_low[k], asked.need_high[k]));
  }
  for (const Need need : {Need::EmotionalBehavioural, Need::MentalHealth, Need::AbuseTrauma}) {
    const auto k = static_cast<std::size_t>(need);
    if (asked.need_low[k] >= static_cast<std::uint8_t>(Level::Medium)) asked.therapy_applies = true;
    if (asked.need_high[k] >= static_cast<std::uint8_t>(Level::Medium)) asked.therapy_may_apply = true;
  }
  asked.companions = child.companions;
  for (const auto token : child.conflicts) asked.has_conflicts |= token != 0;
  asked.room_adaptations = child.adaptations & kRoomAdaptations;
  asked.home_adaptations = child.adaptations.minus(kRoomAdaptations);
  for (const auto& pair : policy.critical_pairs) {
    if (child.poses.present.has(pair.poses)) asked.endangers.add(pair.meets);
    if ((child.poses.present | child.poses.unknown).has(pair.poses)) asked.may_endanger.add(pair.meets);
    if (child.vulnerable.present.has(pair.meets)) asked.endangered_by.add(pair.poses);
    if ((child.vulnerable.present | child.vulnerable.unknown).has(pair.meets)) asked.may_be_endangered_by.add(pair.poses);
  }
  const auto there = [](const auto& facts, auto which) { return facts.present.has(which) ? 2 : facts.unknown.has(which) ? 1 : 0; };
  for (const auto& pair : policy.concerning_pairs) {
    const int poses = there(child.poses, pair.poses), runs = there(child.vulnerable, pair.meets);
    if (poses != 0 || runs != 0) asked.concerning.push_back({pair, poses, runs});
  }
  for (const auto& place : child.places) {
    asked.place_weight += place.weight;
    if (place.kind == PlaceKind::School && !place.away && !asked.school) asked.school = &place;
  }
  asked.wish_count = __builtin_popcount(child.wishes.bits) + (child.wanted_homes.empty() ? 0 : 1) + (child.unwanted_homes.empty() ? 0 : 1);
  return asked;
}

void fault(std::vector<FieldError>& faults, std::string field, std::string detail) { faults.push_back({std::move(field), std::move(detail)}); }

}  // namespace

Asked prepare(const Problem& problem) {
  const auto& referral = problem.referral;
  const auto& policy = problem.policy;
  const Date until = referral.planned_until.value_or(referral.needed_on.plus_days(policy.horizon_nights));
  Asked asked{};
  asked.problem = &problem;
  asked.policy = &policy;
  asked.from = referral.needed_on.days();
  asked.until = until.days();
  asked.as_at = problem.as_at.days();
  asked.stale_before = problem.as_at.days() - policy.vacancy_shelf_days;
  asked.secure_open = secure_gate_open(referral, until);
  asked.referral_token = hash64(referral.id);
  for (const auto& child : referral.children) {
    asked.children.push_back(prepare_child(child, referral, policy, until));
    const auto name = [&](const std::vector<std::string>& urns, std::uint8_t bit) {
      for (const auto& urn : urns)
        if (const auto home = problem.supply->find(urn)) {
          asked.named.resize(problem.supply->size());
          asked.named[*home] |= bit;
        }
    };
    name(child.wanted_homes, 1);
    name(child.unwanted_homes, 2);
    for (const auto& place : child.places)
      if (!asked.first_place && !place.away) asked.first_place = &place;
  }
  return asked;
}

Done check_problem(const Problem& problem) {
  std::vector<FieldError> faults;
  const auto& referral = problem.referral;
  if (!problem.supply) fault(faults, "homes", "There is no snapshot of homes; make one with Supply::make.");
  if (referral.children.empty()) fault(faults, "referral.children", "The referral has no child; give one, or brothers and sisters together.");
  if (referral.children.size() > 8) fault(faults, "referral.children", "The referral has more than 8 children; split it.");
  if (referral.planned_until && *referral.planned_until <= referral.needed_on)
    fault(faults, "referral.planned_until", fmt::format("The placement would end on {}, not after {} when it is needed.", referral.planned_until->iso(), referral.needed_on.iso()));
  for (std::size_t i = 0; i < referral.children.size(); ++i) {
    const auto& child = referral.children[i];
    const auto at = fmt::format("referral.children[{}]", i);
    if (child.born_from > child.born_to) fault(faults, at + ".born_to", "The first possible birth date is after the last.");
    if (child.born_to > referral.needed_on) fault(faults, at + ".born_to", "The child would be born after the place is needed.");
    if (referral.needed_on.plus_years(-26) > child.born_from) fault(faults, at + ".born_from", "The child would be over 25 when the place is needed.");
    for (const auto& place : child.places) {
      if (!(place.weight > 0)) fault(faults, at + ".places", "A place that matters has no weight; give one above 0, or leave the place out.");
      if (!(place.where.within_miles >= 0)) fault(faults, at + ".places", "A place is located within less than 0 miles.");
    }
    for (const auto& zone : child.exclusion_zones)
      if (!(zone.radius_miles > 0)) fault(faults, at + ".exclusion_zones", "An exclusion zone has no radius; give one above 0 miles.");
  }
  if (faults.empty()) return {};
  auto detail = faults[0].detail;
  return fail(ErrorKind::Invalid, std::move(detail), std::move(faults));
}

}  // namespace rightplace::suitability
