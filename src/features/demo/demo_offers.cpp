// What homes say they can do, how they are run, which rooms are free and how old that statement is, who may buy there.
#include <algorithm>
#include <cmath>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

NeedLevel& level(Needs& needs, Need need) { return needs[static_cast<std::size_t>(need)]; }

NeedLevel drawn(Random& random, std::array<double, 5> shares) { return static_cast<NeedLevel>(random.pick(shares)); }

HomeType type_of(const Home& home, Random& random) {
  if (home.provision == Provision::Secure) return HomeType::Secure;
  if (home.provision == Provision::School) return HomeType::ResidentialSpecialSchool;
  constexpr std::array<double, 5> kShares = {4, 12, 62, 14, 8};
  constexpr std::array<HomeType, 5> kTypes = {HomeType::ShortBreak, HomeType::ShortTerm, HomeType::LongTerm, HomeType::Disability, HomeType::TherapeuticCommunity};
  return kTypes[random.pick(kShares)];
}

// Offers in England: four fifths take two needs or more; autism 52 %, mental health 40 %, complex health 5 %, sensory 4 %.
void accept(Home& home, Random& random) {
  auto& a = home.offer.accepts;
  const bool disability = home.offer.type == HomeType::Disability || home.offer.type == HomeType::ResidentialSpecialSchool;
  const bool secure = home.offer.type == HomeType::Secure;
  level(a, Need::EmotionalBehavioural) = disability ? drawn(random, {0, 10, 50, 30, 10}) : drawn(random, {0, 3, 22, 50, 25});
  level(a, Need::MentalHealth) = random.chance(secure ? 0.95 : 0.40) ? drawn(random, {0, 0, 35, 40, 25}) : drawn(random, {40, 60, 0, 0, 0});
  level(a, Need::Autism) = random.chance(disability ? 0.95 : 0.46) ? drawn(random, {0, 0, 35, 45, 20}) : drawn(random, {35, 65, 0, 0, 0});
  level(a, Need::Learning) = random.chance(disability ? 0.97 : 0.55) ? drawn(random, {0, 0, 55, 30, 15}) : NeedLevel::Low;
  level(a, Need::PhysicalDisability) = random.chance(disability ? 0.5 : 0.04) ? drawn(random, {0, 10, 40, 30, 20}) : NeedLevel::None;
  level(a, Need::Health) = random.chance(disability ? 0.22 : 0.02) ? drawn(random, {0, 0, 45, 35, 20}) : NeedLevel::Low;
  level(a, Need::Sensory) = random.chance(disability ? 0.16 : 0.02) ? drawn(random, {0, 0, 50, 35, 15}) : NeedLevel::None;
  level(a, Need::Communication) = disability ? drawn(random, {0, 5, 35, 40, 20}) : drawn(random, {10, 50, 35, 5, 0});
  level(a, Need::Education) = drawn(random, {0, 10, 45, 35, 10});
  level(a, Need::Trauma) = disability ? drawn(random, {5, 30, 40, 20, 5}) : drawn(random, {0, 5, 35, 40, 20});
  level(a, Need::Alcohol) = drawn(random, {25, 40, 25, 10, 0});
  level(a, Need::Drugs) = drawn(random, {25, 35, 28, 12, 0});
  level(a, Need::Offending) = secure ? NeedLevel::Complex : drawn(random, {20, 35, 30, 12, 3});
  level(a, Need::HarmfulSexualBehaviour) = random.chance(secure ? 0.8 : 0.14) ? drawn(random, {0, 0, 40, 40, 20}) : drawn(random, {70, 30, 0, 0, 0});
  level(a, Need::Eating) = drawn(random, {45, 35, 15, 5, 0});
}

void run(Home& home, const Scenario& s, Random& random) {
  auto& offer = home.offer;
  const double q = home.quality;
  const double places = home.places;
  offer.staff = {std::max(1.0, std::round(places * random.uniform(0.45, 0.8))), std::max(1.0, std::round(places * random.uniform(0.35, 0.75))),
                 std::max(1.0, std::round(places * random.uniform(0.5, 1.0))), places > 7 ? 2.0 : 1.0};
  if (offer.type == HomeType::Secure) offer.staff[3] = std::max(2.0, std::round(places / 6));
  if (random.chance(0.93)) offer.manager_months = 1 + static_cast<int>(random.exponential(26 * std::exp(0.25 * q)));
  const auto stated = [&](double mean, double shift) -> std::optional<double> {
    if (random.chance(0.15)) return std::nullopt;
    return std::clamp(std::round(100 * (mean + shift * q + 0.08 * random.normal())) / 100, 0.0, 1.0);
  };
  offer.turnover = stated(0.295, -0.07);
  offer.agency = stated(0.12, -0.05);
  offer.qualified = stated(0.73, 0.07);
  offer.trained = stated(0.65, 0.10);
  offer.reflective_supervision = random.chance(0.45 + 0.12 * std::clamp(q, -2.0, 2.0));
  constexpr std::array<std::string_view, 5> kModels = {"PACE", "attachment and trauma", "cognitive behavioural therapy", "dialectical behaviour therapy", "systemic family therapy"};
  if (random.chance(offer.type == HomeType::TherapeuticCommunity ? 0.95 : 0.42)) {
    offer.therapy_model = kModels[static_cast<std::size_t>(random.integer(0, 4))];
    offer.therapist_hours = static_cast<int>(random.integer(0, offer.type == HomeType::TherapeuticCommunity ? 35 : 12));
    offer.therapy_measured = random.chance(0.35);
  }
  for (auto& service : offer.services) {
    const double u = random.uniform();
    service = u < 0.25 ? std::nullopt : std::optional(u < 0.85);
  }
  for (auto& risk : offer.area_risks) risk = static_cast<int>(random.pick(std::array<double, 5>{30, 34, 22, 10, 4}));
  offer.stated_on = std::max(home.opened, s.census.plus_days(-static_cast<int>(random.integer(10, 700))));
}

void ages(Home& home, std::optional<int> youngest, std::optional<int> oldest, Random& random) {
  auto& offer = home.offer;
  constexpr std::array<std::pair<int, int>, 6> kRanges = {{{8, 17}, {10, 17}, {11, 17}, {12, 17}, {5, 17}, {7, 13}}};
  const auto range = kRanges[random.pick(std::array<double, 6>{30, 28, 12, 16, 10, 4})];
  offer.age_from = std::min(range.first, youngest.value_or(range.first));
  offer.age_to = std::max(range.second, oldest.value_or(range.second));
}

void say_rooms(Home& home, Date census, Random& random) {
  const double u = random.uniform();
  // How long ago the home last said how its rooms stand: half of them two days or less, one in twelve never.
  std::optional<Date> stated;
  if (u < 0.52) stated = census.plus_days(-static_cast<int>(random.integer(0, 2)));
  else if (u < 0.78) stated = census.plus_days(-static_cast<int>(random.integer(3, 13)));
  else if (u < 0.92) stated = census.plus_days(-static_cast<int>(random.integer(14, 75)));
  const bool closed_for_mix = random.chance(0.10);
  for (auto& room : home.rooms) {
    room.step_free = random.chance(home.offer.step_free ? 0.6 : 0.0);
    room.en_suite = random.chance(0.55);
    if (stated && *stated >= home.opened) room.stated_on = stated;
    if (room.state == RoomState::Taken || !room.stated_on) continue;
    const double v = random.uniform();
    room.state = closed_for_mix || v < 0.30 ? RoomState::OutOfUse : v < 0.74 ? RoomState::Free : v < 0.88 ? RoomState::FreeLater : RoomState::NotStated;
    room.free_from = room.state == RoomState::FreeLater ? census.plus_days(static_cast<int>(random.integer(3, 60))) : *room.stated_on;
    room.held = room.state == RoomState::Free && random.chance(0.06);
  }
}

void contracts(const England& england, Home& home, Random& random) {
  const Date from = std::max(home.opened, england.scenario.census.plus_days(-static_cast<int>(random.integer(100, 900))));
  if (home.sector == Sector::Authority) home.access.push_back({home.authority, Route::Own, home.opened});
  if (home.provision == Provision::Secure) return;
  const int region = england.ground.authorities[static_cast<std::size_t>(home.authority)].region;
  const double u = random.uniform();
  const Route route = u < 0.45 ? Route::Framework : u < 0.80 ? Route::Dps : Route::Spot;
  if (home.sector != Sector::Authority && route != Route::Spot) {
    for (std::size_t a = 0; a < england.ground.authorities.size(); ++a)
      if (england.ground.authorities[a].region == region && random.chance(0.8)) home.access.push_back({static_cast<int>(a), route, from});
  }
  if (home.sector != Sector::Authority && random.chance(0.06)) home.access.push_back({home.authority, Route::Block, from});
}

}  // namespace

double fee_of(const England& england, const Home& home, NeedLevel paid, Route route, bool solo, bool same_day) {
  constexpr std::array<double, 5> kLevels = {2660, 2660, 3400, 4300, 5500};
  const auto region = kRegionCodes[static_cast<std::size_t>(england.ground.authorities[static_cast<std::size_t>(home.authority)].region)];
  double fee = kLevels[static_cast<std::size_t>(paid)];
  if (region == "E12000002") fee *= 0.88;
  if (region == "E12000007" || region == "E12000008") fee *= 1.12;
  if (route == Route::Block) fee *= 0.85;
  if (route == Route::Framework || route == Route::Dps) fee *= 0.92;
  if (solo) fee *= 1.9;
  if (same_day) fee *= 1.08;
  if (home.provision == Provision::Secure) fee *= 1.5;
  return fee;
}

void invent_offers(England& england, const Random& seed) {
  const auto& s = england.scenario;
  std::vector<std::optional<int>> youngest(england.homes.size()), oldest(england.homes.size());
  for (const auto& stay : england.stays) {
    if (stay.stay.until) continue;
    const auto h = static_cast<std::size_t>(stay.home);
    const int age = age_on(england.children[static_cast<std::size_t>(stay.child)].born, s.census);
    youngest[h] = std::min(youngest[h].value_or(age), age);
    oldest[h] = std::max(oldest[h].value_or(age), age);
  }
  for (std::size_t h = 0; h < england.homes.size(); ++h) {
    auto& home = england.homes[h];
    auto random = seed.fork("offer", h);
    home.offer.type = type_of(home, random);
    accept(home, random);
    run(home, s, random);
    ages(home, youngest[h], oldest[h], random);
    auto& offer = home.offer;
    const bool disability = offer.type == HomeType::Disability || offer.type == HomeType::ResidentialSpecialSchool;
    offer.step_free = random.chance(disability ? 0.7 : 0.12);
    offer.solo = home.places == 1 || random.chance(0.07);
    offer.siblings = home.places > 1 && random.chance(0.6);
    offer.emergencies = random.chance(offer.type == HomeType::ShortTerm ? 0.8 : 0.3);
    for (const auto& [risk, share] : {std::pair{RiskToOthers::Fire, 0.55}, {RiskToOthers::Sexual, 0.45}, {RiskToOthers::Animals, 0.1}})
      if (offer.type != HomeType::Secure && random.chance(share)) offer.refuses_risks |= static_cast<std::uint8_t>(1u << static_cast<unsigned>(risk));
    say_rooms(home, s.census, random);
    contracts(england, home, random);
  }
}

}  // namespace rightplace::demo
