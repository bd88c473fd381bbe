// What homes state of themselves, from their offers, rooms and residents.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "features/demo/demo_store_parts.h"
#include "features/supply/supply.h"

namespace rightplace::demo {
namespace {

constexpr std::int64_t kNine = 9 * 3'600'000;
Instant morning_of(Date day) { return {std::int64_t{day.days()} * 86'400'000 + kNine}; }

std::vector<Purpose> purposes_of(HomeType type) {
  switch (type) {
    case HomeType::ShortBreak: return {Purpose::ShortBreak};
    case HomeType::ShortTerm: return {Purpose::Crisis, Purpose::Assessment, Purpose::PreparingForFostering, Purpose::PreparingForHome};
    case HomeType::LongTerm: return {Purpose::LongTerm, Purpose::Independence, Purpose::PreparingForHome, Purpose::PreparingForFostering};
    case HomeType::Disability: return {Purpose::LongTerm, Purpose::ShortBreak};
    case HomeType::ResidentialSpecialSchool: return {Purpose::LongTerm};
    case HomeType::TherapeuticCommunity: return {Purpose::LongTerm, Purpose::Assessment, Purpose::PreparingForFostering};
    case HomeType::Secure: return {Purpose::Crisis, Purpose::Assessment};
  }
  return {};
}

template <class E>
std::vector<E> risks_in(std::uint8_t bits, std::size_t count) {
  std::vector<E> risks;
  for (std::size_t k = 0; k < count; ++k)
    if ((bits >> k & 1u) != 0) risks.push_back(static_cast<E>(k));
  return risks;
}

template <class E, std::size_t N>
std::vector<E> some_of(const std::array<E, N>& items, double share, Random& random) {
  std::vector<E> out;
  for (const auto item : items)
    if (random.chance(share)) out.push_back(item);
  return out;
}

supply::StatementOfPurpose purpose_of(const Home& home, Random& random) {
  const auto& offer = home.offer;
  supply::StatementOfPurpose p;
  p.home_type = offer.type;
  p.age_from = offer.age_from;
  p.age_to = offer.age_to;
  p.accepts = offer.sex;
  for (const auto& row : kNeeds.rows) {
    if (random.chance(0.02)) continue;   // not stated
    supply::NeedOffer need;
    need.need = row.value;
    need.takes_to = level_of(offer.accepts, row.value);
    // What staff can really do is often a step below the words, and often not shown at all.
    const double shown = random.uniform();
    if (shown < 0.7) {
      const int level = static_cast<int>(*need.takes_to);
      need.can_do = static_cast<NeedLevel>(shown < 0.2 - 0.05 * std::clamp(home.quality, -2.0, 2.0) ? std::max(0, level - 1) : level);
    }
    p.needs.push_back(need);
  }
  p.declines = risks_in<RiskToOthers>(offer.refuses_risks, kRiskToOthersCount);
  if (!random.chance(0.05)) p.takes_solo = offer.solo;
  p.takes_siblings = offer.siblings;
  if (!random.chance(0.08)) p.takes_emergency = offer.emergencies;
  p.purposes = purposes_of(offer.type);
  if (!random.chance(0.05)) {
    p.adaptations.emplace();
    if (offer.step_free) p.adaptations->push_back(Adaptation::StepFreeEntrance);
    if (offer.step_free && random.chance(0.3)) p.adaptations->push_back(Adaptation::Lift);
    if (offer.type == HomeType::Disability && random.chance(0.6)) p.adaptations->push_back(Adaptation::SensoryRoom);
    if (level_of(offer.accepts, Need::Sensory) >= NeedLevel::Medium) p.adaptations->push_back(Adaptation::HearingLoop);
  }
  constexpr std::array<Wish, 7> kFeatures = {Wish::Pets, Wish::Countryside, Wish::Sport, Wish::Arts, Wish::Outdoors, Wish::OwnBathroom, Wish::Town};
  p.features = some_of(kFeatures, 0.35, random);
  if (home.places <= 2) p.features->push_back(Wish::FewChildren);
  if (offer.sex != HomeSex::Mixed) p.features->push_back(Wish::SingleSexHome);
  constexpr std::array<Culture, 9> kKept = {Culture::Christian, Culture::Muslim, Culture::Halal, Culture::Vegetarian, Culture::SkinAndHairCare, Culture::Esol, Culture::Makaton, Culture::Urdu, Culture::Arabic};
  p.cultures = some_of(kKept, 0.22, random);
  p.education_on_site = offer.type == HomeType::ResidentialSpecialSchool || offer.type == HomeType::Secure || random.chance(0.15);
  p.therapy_model = std::string(offer.therapy_model);
  if (!offer.therapy_model.empty()) {
    p.clinician_minutes = home.places > 0 ? offer.therapist_hours * 60 / home.places : 0;
    p.therapy_supervised = random.chance(0.6);
    p.therapy_outcomes_measured = offer.therapy_measured;
  }
  return p;
}

class Supply {
 public:
  explicit Supply(const England& england) : e_(england), census_(england.scenario.census), living_(england.homes.size()), ended_(england.homes.size()) {
    for (std::size_t i = 0; i < e_.stays.size(); ++i) {
      const auto& stay = e_.stays[i];
      const auto h = static_cast<std::size_t>(stay.home);
      if (!stay.stay.until) living_[h].push_back(&stay);
      else if (!stay.reason.empty() && stay.reason != "PLACE" && stay.reason != "CUSTOD") ++ended_[h].first, ended_[h].second += stay.reason == "CARPL";
    }
  }

  std::vector<supply::HomeSupply> all() {
    std::vector<supply::HomeSupply> out;
    for (std::size_t h = 0; h < e_.homes.size(); ++h)
      if (!e_.homes[h].closed) out.push_back(one(h));
    return out;
  }

 private:
  supply::HomeSupply one(std::size_t h) {
    const auto& home = e_.homes[h];
    auto random = Random(e_.seed).fork("statement", h);
    supply::HomeSupply s;
    s.urn = home.urn;
    const auto stated = morning_of(std::max(home.opened, home.offer.stated_on));
    if (!random.chance(0.04)) s.purpose = {purpose_of(home, random), stated};
    rooms(home, s, stated, random);
    if (!random.chance(0.05)) residents(h, s, random);
    if (!random.chance(0.10)) staffing(home, s, stated);
    if (!random.chance(0.08)) team(home, s, stated, random);
    if (!random.chance(0.15)) area(home, s, stated, random);
    if (!random.chance(0.20)) services(home, s, stated, random);
    fees(home, s, stated);
    contracts(home, s, stated);
    outcomes(h, s, stated, random);
    for (const auto& notice : home.notices)
      s.notices.push_back({.urn = home.urn, .kind = supply::kNoticeKinds.parse(notice.kind).value_or(supply::NoticeKind::Compliance), .served_on = notice.from, .until = notice.until, .stated_at = morning_of(notice.from)});
    return s;
  }

  void rooms(const Home& home, supply::HomeSupply& s, Instant stated, Random& random) {
    std::vector<supply::Room> list;
    supply::Calendar calendar;
    std::optional<Date> said;
    int free = 0;
    for (std::size_t r = 0; r < home.rooms.size(); ++r) {
      const auto& room = home.rooms[r];
      const auto name = room_name(static_cast<int>(r));
      supply::Room out{.room = name, .adaptations = std::vector<Adaptation>{}};
      if (room.step_free) *out.adaptations = {Adaptation::GroundFloorRoom, Adaptation::WheelchairRoom};
      if (room.step_free && home.offer.type == HomeType::Disability) out.adaptations->insert(out.adaptations->end(), {Adaptation::Hoist, Adaptation::AccessibleBathroom});
      list.push_back(std::move(out));
      if (room.stated_on) said = room.stated_on;
      if (!room.stated_on) continue;
      const bool contradicted = room.state == RoomState::Taken && random.chance(0.012);   // stated free while a child lives there
      if (room.state == RoomState::Free || room.state == RoomState::FreeLater) calendar.free.push_back({name, {room.free_from, std::nullopt}}), ++free;
      else if (contradicted) calendar.free.push_back({name, {*room.stated_on, std::nullopt}});
      else if (room.state == RoomState::OutOfUse) calendar.out_of_use.push_back({name, {*room.stated_on, census_.plus_days(30 + static_cast<int>(random.integer(0, 90)))}});
      if (room.held)
        s.holds.push_back({.urn = home.urn, .room = name, .nights = {census_, census_.plus_days(90)}, .held_for = "R-E99999", .held_at = morning_of(census_.plus_days(-1)), .held_until = morning_of(census_.plus_days(3))});
    }
    if (!random.chance(0.03)) s.rooms = {std::move(list), stated};
    if (!said) return;
    // Staff or the mix of children allow fewer than there are rooms, in one home of eight.
    if (free > 0 && random.chance(0.12)) calendar.may_take = static_cast<int>(random.integer(0, free));
    s.calendar = {std::move(calendar), morning_of(*said)};
  }

  void residents(std::size_t h, supply::HomeSupply& s, Random& random) {
    std::vector<supply::Resident> list;
    Date latest = e_.homes[h].opened;
    for (const auto* stay : living_[h]) {
      const auto& child = e_.children[static_cast<std::size_t>(stay->child)];
      const auto& profile = e_.profiles[*child.profile];
      supply::Resident r;
      r.token = std::string(1, static_cast<char>('A' + static_cast<int>(list.size() % 26)));
      if (list.size() >= 26) r.token += std::to_string(list.size() / 26);
      r.room = room_name(stay->room);
      r.from = stay->stay.from;
      r.until = stay->planned_until;
      const auto born = child.born.ymd();
      r.birth_month = Personal(std::optional(Date(static_cast<int>(born.year()), static_cast<unsigned>(born.month()), 1)));
      r.sex = child.sex;
      if (!random.chance(0.08)) {
        r.poses = risks_in<RiskToOthers>(profile.to_others, kRiskToOthersCount);
        r.vulnerable = risks_in<RiskToChild>(profile.to_child, kRiskToChildCount);
      }
      latest = std::max(latest, stay->stay.from);
      list.push_back(std::move(r));
    }
    s.residents = {std::move(list), morning_of(std::min(census_, std::max(latest, census_.plus_days(-static_cast<int>(random.integer(0, 20))))))};
  }

  void staffing(const Home& home, supply::HomeSupply& s, Instant stated) {
    std::vector<supply::Staffing> list;
    for (std::size_t k = 0; k < 4; ++k) list.push_back({static_cast<PartOfDay>(k), static_cast<int>(home.offer.staff[k])});
    s.staffing = {std::move(list), stated};
  }

  void team(const Home& home, supply::HomeSupply& s, Instant stated, Random& random) {
    const auto& offer = home.offer;
    const auto percent = [](std::optional<double> share) -> std::optional<int> { return share ? std::optional(static_cast<int>(std::lround(100 * *share))) : std::nullopt; };
    supply::Team t;
    t.manager_in_post = offer.manager_months.has_value();
    if (offer.manager_months) t.manager_since = std::max(home.opened, census_.plus_months(-*offer.manager_months));
    t.turnover_percent = percent(offer.turnover);
    t.agency_percent = percent(offer.agency);
    t.qualified_percent = percent(offer.qualified);
    if (offer.trained && !random.chance(0.1)) t.whole_team_training = *offer.trained > 0.7;
    t.reflective_supervision = offer.reflective_supervision;
    s.team = {t, stated};
  }

  void area(const Home& home, supply::HomeSupply& s, Instant stated, Random& random) {
    supply::Area a;
    a.assessed_on = census_.plus_days(-static_cast<int>(random.integer(5, 520)));
    a.mitigation_percent = static_cast<int>(random.integer(0, 60));
    constexpr std::array<RiskToChild, 4> kRisks = {RiskToChild::SexualExploitation, RiskToChild::CriminalExploitation, RiskToChild::DrugAlcohol, RiskToChild::Missing};
    for (std::size_t k = 0; k < kRisks.size(); ++k) a.to_child.push_back({kRisks[k], std::min(3, home.offer.area_risks[k])});
    a.to_others.push_back({RiskToOthers::Criminal, std::min(3, home.offer.area_risks[1])});
    s.area = {std::move(a), stated};
  }

  void services(const Home& home, supply::HomeSupply& s, Instant stated, Random& random) {
    std::vector<supply::ConfirmedService> list;
    const Date day = census_.plus_days(-static_cast<int>(random.integer(5, 300)));
    if (home.offer.services[1].value_or(false)) list.insert(list.end(), {{Service::Gp, day}, {Service::Dentist, day}});
    if (home.offer.services[2].value_or(false)) list.push_back({Service::Camhs, day});
    if (random.chance(0.2)) list.push_back({Service::SpeechAndLanguage, day});
    if (random.chance(0.15)) list.push_back({Service::SubstanceService, day});
    s.services = {std::move(list), stated};
  }

  void fees(const Home& home, supply::HomeSupply& s, Instant stated) {
    if (home.sector == Sector::Authority && home.provision == Provision::Home) return;   // own homes have budgets, not fees
    std::vector<supply::Fee> list;
    for (const auto& [route, factor] : {std::pair{Route::Spot, 1.0}, {Route::Framework, 0.92}})
      for (std::size_t k = 1; k < 5; ++k)
        list.push_back({route, static_cast<NeedLevel>(k), WeeklyRate{{100 * std::llround(factor * static_cast<double>(home.weekly_pence[k]) / 100)}}});
    s.fees = {std::move(list), stated};
  }

  void contracts(const Home& home, supply::HomeSupply& s, Instant stated) {
    supply::Contracts c;
    c.sells_spot = home.sector != Sector::Authority || home.provision == Provision::Secure;
    std::map<std::pair<int, int>, bool> seen;
    for (const auto& access : home.access)
      if (seen.emplace(std::pair{access.authority, static_cast<int>(access.route)}, true).second)
        c.access.push_back({.authority_code = e_.ground.authorities[static_cast<std::size_t>(access.authority)].code, .route = access.route, .from = access.from, .until = {}, .reference = {}});
    s.contracts = {std::move(c), stated};
  }

  void outcomes(std::size_t h, supply::HomeSupply& s, Instant stated, Random& random) {
    const auto [cases, planned] = ended_[h];
    if (cases == 0 || random.chance(0.1)) return;
    const auto progress = static_cast<int>(random.binomial(cases, std::clamp(0.55 + 0.1 * e_.homes[h].quality, 0.1, 0.95)));
    s.outcomes = {{{supply::OutcomeKind::Progress, cases, progress}, {supply::OutcomeKind::PlannedEndings, cases, planned}}, stated};
  }

  const England& e_;
  Date census_;
  std::vector<std::vector<const HomeStay*>> living_;
  std::vector<std::pair<int, int>> ended_;
};

}  // namespace

void store_supply(db::Write& tx, const England& england) { supply::save_all(tx, Supply(england).all()); }

}  // namespace rightplace::demo
