// Needs and risks of the children in homes, and what their places cost.
#include <algorithm>
#include <cmath>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

NeedLevel& level(Needs& needs, Need need) { return needs[static_cast<std::size_t>(need)]; }

// A level that is rare when the child's troubles are few: `share` have at least a low one.
NeedLevel with(Random& random, double share, double severity) {
  if (!random.chance(share)) return NeedLevel::None;
  const double x = severity + 0.8 * random.normal();
  return x < -0.3 ? NeedLevel::Low : x < 0.6 ? NeedLevel::Medium : x < 1.5 ? NeedLevel::High : NeedLevel::Complex;
}

template <class Risk>
void set(std::uint8_t& bits, Risk risk) { bits = static_cast<std::uint8_t>(bits | (1u << static_cast<unsigned>(risk))); }

// The level a place is paid for: the second highest of the needs weighs as much as the highest.
NeedLevel paid_level(const Profile& profile) {
  auto sorted = profile.needs;
  std::sort(sorted.begin(), sorted.end(), std::greater<>());
  const int sum = static_cast<int>(sorted[0]) + static_cast<int>(sorted[1]) + static_cast<int>(sorted[2]);
  return sum >= 11 ? NeedLevel::Complex : sum >= 9 ? NeedLevel::High : sum >= 6 ? NeedLevel::Medium : NeedLevel::Low;
}

}  // namespace

Profile profile_of(const Scenario& s, Random& random, int age, Sex sex, bool unaccompanied) {
  Profile p;
  const double severity = random.normal() - (unaccompanied ? 0.9 : 0.0);
  const double teen = age >= 12 ? 1.0 : 0.3;
  level(p.needs, Need::EmotionalBehavioural) = with(random, 0.93, severity + 0.4);
  level(p.needs, Need::Trauma) = with(random, unaccompanied ? 0.9 : s.abuse_in_homes + 0.2, severity);
  level(p.needs, Need::MentalHealth) = with(random, 0.38, severity);
  level(p.needs, Need::Education) = with(random, s.special_education, severity - 0.2);
  level(p.needs, Need::Learning) = with(random, 0.32, severity - 0.4);
  level(p.needs, Need::Autism) = with(random, s.year == Year::Y2012 ? 0.08 : 0.16, severity - 0.1);
  level(p.needs, Need::Communication) = with(random, 0.22, severity - 0.6);
  level(p.needs, Need::PhysicalDisability) = with(random, 0.03, severity);
  level(p.needs, Need::Health) = with(random, 0.03, severity);
  level(p.needs, Need::Sensory) = with(random, 0.02, severity);
  level(p.needs, Need::Alcohol) = with(random, 0.10 * teen, severity - 0.6);
  level(p.needs, Need::Drugs) = with(random, 0.18 * teen, severity - 0.4);
  level(p.needs, Need::Offending) = with(random, (sex == Sex::Male ? 0.26 : 0.14) * teen, severity - 0.4);
  level(p.needs, Need::HarmfulSexualBehaviour) = with(random, sex == Sex::Male ? 0.09 : 0.03, severity - 0.1);
  level(p.needs, Need::Eating) = with(random, sex == Sex::Female ? 0.06 : 0.02, severity - 0.2);

  // Three quarters hurt others, three quarters put themselves at risk (2012).
  if (random.chance(0.75)) set(p.to_others, RiskToOthers::Physical);
  if (level(p.needs, Need::HarmfulSexualBehaviour) > NeedLevel::None && random.chance(0.7)) set(p.to_others, RiskToOthers::Sexual);
  if (random.chance(0.05)) set(p.to_others, RiskToOthers::Fire);
  if (random.chance(0.03)) set(p.to_others, RiskToOthers::Animals);
  if (random.chance(0.06 * teen)) set(p.to_others, RiskToOthers::Criminal);
  if (random.chance(0.75)) {
    const bool girl = sex == Sex::Female;
    const std::array<double, 7> shares = {girl ? 30.0 : 16.0, girl ? 18.0 : 5.0, girl ? 8.0 : 24.0, 12 * teen, girl ? 4.0 : 1.0, 34 * teen, 6};
    const int many = 1 + static_cast<int>(random.poisson(0.8));
    for (int k = 0; k < many; ++k) set(p.to_child, static_cast<RiskToChild>(random.pick(shares)));
  }
  for (unsigned bit = 0; bit < kRiskToChildCount; ++bit)
    if ((p.to_child >> bit & 1) != 0 && random.chance(0.12)) set(p.grave_to_child, bit);
  for (unsigned bit = 0; bit < kRiskToOthersCount; ++bit)
    if ((p.to_others >> bit & 1) != 0 && random.chance(0.08)) set(p.grave_to_others, bit);
  return p;
}

void invent_profiles(England& england, const Random& seed) {
  const auto& s = england.scenario;
  auto random = seed.fork("profiles");
  // From the latest stay back: what a home accepts bounds what the children living there need, with few exceptions.
  for (std::size_t i = england.stays.size(); i-- > 0;) {
    const auto& stay = england.stays[i];
    auto& child = england.children[static_cast<std::size_t>(stay.child)];
    if (child.profile) continue;
    auto profile = profile_of(s, random, age_on(child.born, stay.stay.from), child.sex, child.unaccompanied);
    const auto& offer = england.homes[static_cast<std::size_t>(stay.home)].offer;
    for (std::size_t k = 0; k < kNeedCount; ++k)
      if (profile.needs[k] > offer.accepts[k] && !random.chance(0.03)) profile.needs[k] = offer.accepts[k];
    profile.to_others = static_cast<std::uint8_t>(profile.to_others & ~offer.refuses_risks);
    profile.grave_to_others &= profile.to_others;
    child.profile = static_cast<std::uint32_t>(england.profiles.size());
    england.profiles.push_back(profile);
  }

  // Prices, then one index so that the mean is the scenario's.
  double sum = 0, count = 0;
  std::vector<double> fees(england.stays.size());
  std::vector<double> level_of_home(england.homes.size());
  for (auto& noise : level_of_home) noise = std::exp(0.07 * random.normal());
  for (std::size_t i = 0; i < england.stays.size(); ++i) {
    auto& stay = england.stays[i];
    const auto& home = england.homes[static_cast<std::size_t>(stay.home)];
    const auto& child = england.children[static_cast<std::size_t>(stay.child)];
    const auto paid = paid_level(england.profiles[*child.profile]);
    stay.route = Route::Spot;
    for (const auto& access : home.access)
      if (access.authority == child.authority) stay.route = access.route;
    const bool solo = home.places == 1;
    fees[i] = fee_of(england, home, paid, stay.route, solo, random.chance(0.2)) * level_of_home[static_cast<std::size_t>(stay.home)] * std::exp(0.10 * random.normal());
    if (!stay.stay.until && home.provision != Provision::Secure && (!s.mean_is_of_low_need || (paid <= NeedLevel::Low && !solo))) {
      sum += fees[i];
      ++count;
    }
    if (!stay.stay.until && random.chance(0.6)) stay.planned_until = s.census.plus_days(static_cast<int>(random.integer(5, 400)));
    if (stay.planned_until) stay.planned_until = std::min(*stay.planned_until, child.born.plus_years(18));
  }
  const double index = count > 0 ? static_cast<double>(s.mean_weekly_pence) / (sum / count) : 100;
  for (std::size_t i = 0; i < england.stays.size(); ++i)
    // Prices of earlier years were lower: 5 % a year.
    england.stays[i].weekly_pence = 100 * std::llround(fees[i] * index / 100 * std::pow(0.95, std::max(0, s.census - england.stays[i].stay.from) / 365.25 * (england.stays[i].stay.until ? 1.0 : 0.0)));
  for (std::size_t h = 0; h < england.homes.size(); ++h)
    for (std::size_t k = 0; k < 5; ++k)
      england.homes[h].weekly_pence[k] = 100 * std::llround(fee_of(england, england.homes[h], static_cast<NeedLevel>(k), Route::Spot, england.homes[h].places == 1, false) * level_of_home[h] * index / 100);
}

}  // namespace rightplace::demo
