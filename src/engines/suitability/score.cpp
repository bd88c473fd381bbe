// The criteria, for one home: u in whole millionths, an interval where facts are not known. docs/suitability.md states
// each function in words; for brothers and sisters the value is that of the child it suits least.

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <span>

#include "engines/suitability/asked.h"

namespace rightplace::suitability {
namespace {

constexpr Span kAll{kWhole, kWhole};
constexpr Span kAnything{0, kWhole};

std::int32_t clamp_whole(std::int64_t value) { return static_cast<std::int32_t>(std::clamp<std::int64_t>(value, 0, kWhole)); }

// Parts of equal weight, rounded down.
struct Mean {   // a dozen parts at most: 32 bits hold the sums, and divide faster
  std::int32_t low = 0, high = 0, parts = 0;
  void add(std::int32_t lo, std::int32_t hi) { low += lo, high += hi, ++parts; }
  void add(Span span) { add(span.low, span.high); }
  void add_truth(std::uint8_t value) {   // 0, 1 or not known
    if (value == kNotKnown) add(kAnything);
    else add(value ? kWhole : 0, value ? kWhole : 0);
  }
  Span span() const { return parts == 0 ? kAll : Span{low / parts, high / parts}; }
};

template <class E>
Span share_met(Set<E> wanted, bool known, Set<E> has) {
  if (wanted.empty()) return kAll;
  if (!known) return kAnything;
  const std::int32_t met = kWhole * std::popcount((wanted & has).bits) / std::popcount(wanted.bits);
  return {met, met};
}

// The least (or greatest) mean of parts of which some may be left out: needs not assessed may turn out to be none.
template <class Before>
std::int32_t mean_with_options(std::int32_t sum, std::int32_t count, std::span<std::int32_t> options, Before before) {
  std::sort(options.begin(), options.end(), before);
  if (count == 0 && (options.empty() || !before(options[0], kWhole))) return kWhole;   // no need at all
  for (const auto option : options) {
    if (count != 0 && !before(std::int64_t{option} * count, std::int64_t{sum})) break;
    sum += option;
    ++count;
  }
  return sum / count;
}

Span needs_fit(const AskedChild& child, const PackedHome& home) {
  if (child.needs.empty()) return kAll;
  std::int32_t low = 0, high = 0, count = 0;
  std::array<std::int32_t, kNeedCount> option_low, option_high;
  std::size_t options = 0;
  for (const auto& need : child.needs) {
    const std::size_t can = std::min<std::size_t>(home.can_do[need.need], 5);
    if (need.maybe_none) option_low[options] = need.low[can], option_high[options] = need.high[can], ++options;
    else low += need.low[can], high += need.high[can], ++count;
  }
  if (options == 0) return {low / count, high / count};
  return {mean_with_options(low, count, std::span(option_low).first(options), std::less<std::int64_t>()),
          mean_with_options(high, count, std::span(option_high).first(options), std::greater<std::int64_t>())};
}

Span wishes(const Asked& asked, const AskedChild& child, const PackedHome& home, std::size_t index) {
  if (child.wish_count == 0) return kAll;
  std::int32_t low = 0, high = 0;
  const auto wanted = child.child->wishes.minus(Set{Wish::FosterFamily});   // which no children's home can meet
  if (home.features_known) low = high = kWhole * std::popcount((wanted & home.features).bits);
  else high = kWhole * std::popcount(wanted.bits);
  const auto urn = [&] { return asked.problem->supply->home(index).urn; };
  const auto names = [&](const std::vector<std::string>& urns) { return std::find(urns.begin(), urns.end(), urn()) != urns.end(); };
  const std::uint8_t named = asked.named.empty() ? std::uint8_t{0} : asked.named[index];
  if (!child.child->wanted_homes.empty() && (named & 1) != 0 && names(child.child->wanted_homes)) low += kWhole, high += kWhole;
  if (!child.child->unwanted_homes.empty() && !((named & 2) != 0 && names(child.child->unwanted_homes))) low += kWhole, high += kWhole;
  return {low / child.wish_count, high / child.wish_count};
}

double near(const Policy& policy, double miles) {
  if (miles <= policy.near_full_miles) return 1;
  if (miles <= policy.near_half_miles) return 1 - 0.5 * (miles - policy.near_full_miles) / (policy.near_half_miles - policy.near_full_miles);
  if (miles < policy.near_zero_miles) return 0.5 * (policy.near_zero_miles - miles) / (policy.near_zero_miles - policy.near_half_miles);
  return 0;
}

double away(const Policy& policy, double miles) {
  if (miles <= policy.away_zero_miles) return 0;
  if (miles >= policy.away_full_miles) return 1;
  return (miles - policy.away_zero_miles) / (policy.away_full_miles - policy.away_zero_miles);
}

Span closeness(const Asked& asked, const AskedChild& child, const PackedHome& home) {
  if (child.child->places.empty()) return kAll;
  if (!home.located) return kAnything;
  double low = 0, high = 0;
  for (const auto& place : child.child->places) {
    const auto miles = miles_to(home, place.where);
    low += place.weight * (place.away ? away(*asked.policy, miles.low) : near(*asked.policy, miles.high));
    high += place.weight * (place.away ? away(*asked.policy, miles.high) : near(*asked.policy, miles.low));
  }
  const auto millionths = [&](double sum) { return clamp_whole(std::llround(sum / child.place_weight * kWhole)); };
  return {millionths(low), millionths(high)};
}

Span compatibility(const Asked& asked, const AskedChild& child, const Supply::Packed& supply, const PackedHome& home) {
  const bool alone = home.places != 0 && home.places == asked.children.size();
  if (!home.residents_known && !alone) return kAnything;
  const auto& policy = *asked.policy;
  std::int64_t least = 0, most = 0;   // lost
  bool company = false, against = false, maybe_against = false;
  for (std::uint32_t i = home.resident_begin; i < home.resident_end; ++i) {
    const auto& resident = supply.residents[i];
    if (resident.from >= asked.until || resident.until <= asked.from) continue;
    company = true;
    const int age_low = resident.age == kNotKnown ? 0 : resident.age, age_high = resident.age == kNotKnown ? 17 : resident.age;
    const int gap_most = std::max(age_high - child.age_low, child.age_high - age_low);
    const int gap_least = std::max({0, age_low - child.age_high, child.age_low - age_high});
    least += std::int64_t{std::max(0, gap_least - policy.comfortable_age_gap)} * policy.per_year_of_gap;
    most += std::int64_t{std::max(0, gap_most - policy.comfortable_age_gap)} * policy.per_year_of_gap;
    if (child.companions == Companions::OnlyOlder) against |= age_high < child.age_low, maybe_against |= age_low < child.age_high;
    if (child.companions == Companions::OnlyYounger) against |= age_low > child.age_high, maybe_against |= age_high > child.age_low;
    for (const auto& one : child.concerning) {
      const auto there = [&](const auto& facts, auto which) { return facts.present.has(which) ? 2 : facts.unknown.has(which) ? 1 : 0; };
      const int meets = there(resident.vulnerable, one.pair.meets), poses = there(resident.poses, one.pair.poses);
      least += (((one.poses == 2) & (meets == 2)) + ((one.runs == 2) & (poses == 2))) * policy.per_concerning_pair;
      most += (((one.poses != 0) & (meets != 0)) + ((one.runs != 0) & (poses != 0))) * policy.per_concerning_pair;
    }
  }
  if (child.companions == Companions::WithOthers && asked.children.size() == 1 && !company) against = maybe_against = true;
  if (against) least += policy.against_companions;
  if (against || maybe_against) most += policy.against_companions;
  return {clamp_whole(kWhole - most), clamp_whole(kWhole - least)};
}

Span area_risk(const AskedChild& child, const PackedHome& home) {
  int least = 0, most = 0;   // the highest level among the kinds that touch this child
  const auto meet = [&](bool present, bool unknown, std::uint8_t level) {
    if (!present && !unknown) return;
    if (present) least = std::max(least, level == kNotKnown ? 0 : int{level});
    most = std::max(most, level == kNotKnown ? 3 : int{level});
  };
  const auto& [vulnerable, not_known] = child.child->vulnerable;
  const auto& poses = child.child->poses;
  for (std::size_t k = 0; k < kVulnerabilityCount; ++k)
    meet(vulnerable.has(static_cast<Vulnerability>(k)), not_known.has(static_cast<Vulnerability>(k)), home.area_vulnerability[k]);
  for (std::size_t k = 0; k < kDangerCount; ++k)
    meet(poses.present.has(static_cast<Danger>(k)), poses.unknown.has(static_cast<Danger>(k)), home.area_danger[k]);
  const int left_least = home.mitigation == kNotKnown ? 0 : 100 - home.mitigation, left_most = home.mitigation == kNotKnown ? 100 : 100 - home.mitigation;
  return {kWhole - most * left_most * (kWhole / 100) / 3, kWhole - least * left_least * (kWhole / 100) / 3};
}

Span education(const Asked& asked, const AskedChild& child, const PackedHome& home) {
  const auto& policy = *asked.policy;
  bool stays = false, may_stay = false;
  if (child.school) {
    const auto miles = home.located ? miles_to(home, child.school->where) : Miles{0, 1e9};
    stays = miles.high <= policy.same_school_miles;
    may_stay = miles.low <= policy.same_school_miles;
  }
  const auto best = [&](bool school, bool confirmed, bool on_site) {
    std::int32_t value = policy.school_neither;
    if (on_site) value = std::max(value, policy.school_on_site);
    if (confirmed) value = std::max(value, policy.school_confirmed);
    return school ? kWhole : value;
  };
  return {best(stays, home.school_confirmed == 1, home.education_on_site == 1), best(may_stay, home.school_confirmed != 0, home.education_on_site != 0)};
}

Span staffing(const Asked& asked, const AskedChild& child, const Supply::Packed& supply, const PackedHome& home) {
  const auto times = child.child->risk_times;
  if (times.empty()) return kAll;
  const int group = static_cast<int>(asked.children.size());
  int heads_low = group, heads_high = home.places != 0 ? std::max<int>(home.places, group) : 0;   // 0: no bound known
  if (home.residents_known) {
    for (std::uint32_t i = home.resident_begin; i < home.resident_end; ++i)
      if (supply.residents[i].from < asked.until && supply.residents[i].until > asked.from) ++heads_low;
    heads_high = heads_low;
  }
  Mean mean;
  for (std::size_t band = 0; band < kTimeBandCount; ++band) {
    if (!times.has(static_cast<TimeBand>(band))) continue;
    if (home.staff[band] == kNotKnown) {
      mean.add(kAnything);
      continue;
    }
    const auto staff = static_cast<std::uint32_t>(home.staff[band]) * 10u * static_cast<std::uint32_t>(kWhole);   // at most 2.5 thousand million
    const auto cover = [&](int heads) {
      return heads == 0 ? 0 : static_cast<std::int32_t>(std::min<std::uint32_t>(kWhole, staff / static_cast<std::uint32_t>(heads * asked.policy->staff_per_ten_children)));
    };
    mean.add(cover(heads_high), cover(heads_low));
  }
  return mean.span();
}

// 1 at nothing, 0 at `worst` percent and beyond.
Span less_is_better(std::uint8_t percent, int worst) {
  if (percent == kNotKnown) return kAnything;
  const std::int32_t value = std::max(0, kWhole - percent * kWhole / worst);   // a percent of 250 at most
  return {value, value};
}

Span leadership(const Policy& policy, const PackedHome& home) {
  Mean mean;
  mean.add_truth(home.manager_in_post);
  const std::int32_t settled = home.manager_months < 0                                  ? -1
                               : home.manager_months >= policy.manager_settled_months ? kWhole
                                                                                      : home.manager_months * kWhole / policy.manager_settled_months;   // below 240 months
  if (home.manager_in_post == 0) mean.add(0, 0);
  else mean.add(home.manager_in_post == 1 && settled >= 0 ? settled : 0, settled >= 0 ? settled : kWhole);
  mean.add(less_is_better(home.turnover, policy.turnover_worst_percent));
  mean.add(less_is_better(home.agency, policy.agency_worst_percent));
  return mean.span();
}

Span training(const PackedHome& home) {
  Mean mean;
  if (home.qualified == kNotKnown) mean.add(kAnything);
  else mean.add(home.qualified * (kWhole / 100), home.qualified * (kWhole / 100));
  mean.add_truth(home.team_training);
  mean.add_truth(home.reflective_supervision);
  return mean.span();
}

Span therapy(const Policy& policy, const AskedChild& child, const PackedHome& home) {
  if (!child.therapy_may_apply) return kAll;
  Mean mean;
  mean.add_truth(home.therapy_named);
  if (home.clinician_minutes < 0) mean.add(kAnything);
  else {
    const auto share = static_cast<std::int32_t>(std::min<std::int64_t>(kWhole, std::int64_t{home.clinician_minutes} * kWhole / policy.clinician_full_minutes));
    mean.add(share, share);
  }
  mean.add_truth(home.therapy_supervised);
  mean.add_truth(home.therapy_measured);
  auto span = mean.span();
  if (!child.therapy_applies) span.high = kWhole;   // it may not need any
  return span;
}

// A record shrunk towards the mean of all homes by its size: with no cases, the mean itself.
std::int32_t shrunk(const Policy& policy, std::int32_t cases, std::int32_t mean_permille, int prior_permille) {
  const std::int64_t sum = std::int64_t{cases} * mean_permille + std::int64_t{policy.shrink_cases} * prior_permille;
  return clamp_whole(sum * 1000 / (cases + policy.shrink_cases));
}

Span progress(const Policy& policy, const PackedHome& home) {
  if (home.progress_cases < 0) return kAnything;
  const auto value = shrunk(policy, home.progress_cases, home.progress_mean, policy.progress_mean_permille);
  return {value, value};
}

Span endings(const Policy& policy, const PackedHome& home) {
  if (home.ending_cases < 0) return kAnything;
  const auto value = kWhole - shrunk(policy, home.ending_cases, home.ending_mean, policy.unplanned_mean_permille);
  return {value, value};
}

Span purpose(const Asked& asked, const PackedHome& home) {
  if (!home.purposes_known) return kAnything;
  return home.purposes.has(asked.problem->referral.purpose) ? kAll : Span{0, 0};
}

Span grade(const Policy& policy, const PackedHome& home) {
  if (home.grade != kNotKnown) return {policy.grade_values[home.grade], policy.grade_values[home.grade]};
  const auto [low, high] = std::minmax_element(policy.grade_values.begin(), policy.grade_values.end());
  return {*low, *high};
}

}  // namespace

Miles miles_to(const PackedHome& home, const Location& place) {
  const double miles = miles_between(home.point, place.point);
  const double slack = home.within_miles + place.within_miles;
  return {std::max(0.0, miles - slack), miles + slack};
}

Spans value(const Asked& asked, const Supply::Packed& supply, std::size_t at_home, std::size_t index) {
  const auto& home = supply.homes[at_home];
  const auto& policy = *asked.policy;
  Spans spans;
  const auto at = [&](Criterion criterion) -> Span& { return spans[static_cast<std::size_t>(criterion)]; };
  at(Criterion::Leadership) = leadership(policy, home);
  at(Criterion::Training) = training(home);
  at(Criterion::Progress) = progress(policy, home);
  at(Criterion::Endings) = endings(policy, home);
  at(Criterion::Purpose) = purpose(asked, home);
  at(Criterion::Grade) = grade(policy, home);
  bool first = true;
  for (const auto& child : asked.children) {
    const auto least = [&](Criterion criterion, Span span) {
      auto& held = at(criterion);
      held = first ? span : Span{std::min(held.low, span.low), std::min(held.high, span.high)};
    };
    least(Criterion::NeedsFit, needs_fit(child, home));
    least(Criterion::Wishes, wishes(asked, child, home, index));
    least(Criterion::Closeness, closeness(asked, child, home));
    least(Criterion::Compatibility, compatibility(asked, child, supply, home));
    least(Criterion::AreaRisk, area_risk(child, home));
    least(Criterion::Education, education(asked, child, home));
    least(Criterion::Health, share_met(child.child->services, home.services_known, home.services));
    least(Criterion::Culture, share_met(child.child->culture, home.culture_known, home.culture));
    least(Criterion::Staffing, staffing(asked, child, supply, home));
    least(Criterion::Therapy, therapy(policy, child, home));
    first = false;
  }
  return spans;
}

void fill_score(const Asked& asked, const PackedHome& home, const Spans& values, HomeResult& result) {
  const auto& weights = asked.policy->weights;
  for (std::size_t k = 0; k < kCriterionCount; ++k) {
    result.score.low += contribution(weights[k], values[k].low);
    result.score.high += contribution(weights[k], values[k].high);
    if (values[k].known()) result.known_share += weights[k];
  }
  if (!asked.first_place || !home.located) return;
  const auto miles = miles_to(home, asked.first_place->where);
  result.miles_low = miles.low;
  result.miles_high = miles.high;
}

}  // namespace rightplace::suitability
