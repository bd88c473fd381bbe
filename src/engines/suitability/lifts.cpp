// The smallest change of one fact that brings an open home among the best n.

#include <algorithm>

#include "engines/suitability/asked.h"
#include "engines/suitability/changes.h"

namespace rightplace::suitability {
namespace {

// A fact with the steps it can take, smallest first; each with the part of its range that it moves.
struct Ladder {
  double part_of_range;
  Change change;
};

struct Maker {
  const Problem& problem;
  const HomeFacts& home;
  std::vector<Ladder> ladders;

  void answer(Change change) { ladders.push_back({0, change}); }               // only not known
  void turn(Change change) { ladders.push_back({1, change}); }                 // no becomes yes
  void truth(const std::optional<bool>& fact, ChangeKind kind) {
    if (!fact) answer({kind});
    else if (!*fact) turn({kind});
  }
  // From `now` in steps towards `best`; where not known, straight to the best.
  void slide(const std::optional<int>& now, int best, int step, double range, Change change) {
    if (!now) {
      change.value = best;
      answer(change);
      return;
    }
    const int way = best > *now ? 1 : -1;
    if ((best - *now) * way <= 0) return;
    for (int value = *now + way * step;; value += way * step) {
      if ((best - value) * way <= 0) value = best;
      change.value = value;
      ladders.push_back({(value - *now) * way / range, change});
      if (value == best) return;
    }
  }
  template <class E, class Names>
  void members(Set<E> wanted, const std::optional<Set<E>>& has, const Names& names, ChangeKind kind) {
    for (const auto& row : names.rows)
      if (wanted.has(row.value) && !(has && has->has(row.value))) ladders.push_back({has ? 1.0 : 0.0, {kind, static_cast<int>(row.value)}});
  }

  // What the hard rules do not know and a favourable answer would settle.
  void open_questions() {
    const auto& referral = problem.referral;
    const bool fresh = home.vacancy_stated_on && *home.vacancy_stated_on <= problem.as_at &&
                       problem.as_at - *home.vacancy_stated_on <= problem.policy.vacancy_shelf_days && !home.rooms.empty();
    const bool disputed = std::any_of(home.rooms.begin(), home.rooms.end(), [](const Room& room) {
      return std::any_of(room.busy.begin(), room.busy.end(), [](const Busy& busy) { return busy.kind == BusyKind::InConflict; });
    });
    if (!fresh || disputed) answer({ChangeKind::StateVacancy});
    if (!home.accepts) answer({ChangeKind::TakeBothSexes});
    if (!home.contracts || !home.sells_spot) answer({ChangeKind::AgreeContract});
    if (!home.takes_solo) answer({ChangeKind::KeepToOneChild});
    for (const auto& child : referral.children) {
      if (!home.age_from) answer({ChangeKind::LowerAgeFrom, 0, 0, age_on(child.born_to, referral.needed_on)});
      if (!home.age_to) answer({ChangeKind::RaiseAgeTo, 0, 0, age_on(child.born_from, referral.needed_on)});
      for (std::size_t k = 0; k < kNeedCount; ++k)
        if (!home.takes_to[k] && child.needs[k].value_or(Level::Complex) > Level::None)
          answer({ChangeKind::RaiseNeedTo, static_cast<int>(k), 0, static_cast<std::int32_t>(child.needs[k].value_or(Level::Complex))});
    }
  }

  void criteria() {
    const auto& policy = problem.policy;
    Set<Wish> wishes;
    Set<Service> services;
    Set<Culture> culture;
    Set<TimeBand> times;
    std::array<int, kNeedCount> needs{};
    for (const auto& child : problem.referral.children) {
      wishes = wishes | child.wishes;
      services = services | child.services;
      culture = culture | child.culture;
      times = times | child.risk_times;
      for (std::size_t k = 0; k < kNeedCount; ++k) needs[k] = std::max(needs[k], static_cast<int>(child.needs[k].value_or(Level::Complex)));
    }
    for (std::size_t k = 0; k < kNeedCount; ++k)
      if (needs[k] > 0) slide(home.can_do[k] ? std::optional(static_cast<int>(*home.can_do[k])) : std::nullopt, needs[k], 1, 4, {ChangeKind::RaiseCanDo, static_cast<int>(k)});
    wishes.remove(Wish::FosterFamily);
    members(wishes, home.features, kWishes, ChangeKind::AddFeature);
    members(services, home.services, kServices, ChangeKind::AddService);
    members(culture, home.culture, kCultures, ChangeKind::AddCulture);
    slide(home.mitigation_percent, 100, 10, 100, {ChangeKind::RaiseMitigation});
    truth(home.school_place_confirmed, ChangeKind::ConfirmSchool);
    truth(home.education_on_site, ChangeKind::OfferEducation);
    for (std::size_t band = 0; band < kTimeBandCount; ++band)
      if (times.has(static_cast<TimeBand>(band))) slide(home.staff_on_duty[band], std::max(home.staff_on_duty[band].value_or(0), 6), 1, 6, {ChangeKind::RaiseStaff, static_cast<int>(band)});
    truth(home.manager_in_post, ChangeKind::AppointManager);
    slide(home.turnover_percent, 0, 5, policy.turnover_worst_percent, {ChangeKind::LowerTurnover});
    slide(home.agency_percent, 0, 5, policy.agency_worst_percent, {ChangeKind::LowerAgency});
    slide(home.qualified_percent, 100, 5, 100, {ChangeKind::RaiseQualified});
    truth(home.team_training, ChangeKind::TrainTeam);
    truth(home.reflective_supervision, ChangeKind::SuperviseReflectively);
    truth(home.therapy_model_named, ChangeKind::NameTherapy);
    slide(home.clinician_minutes, std::max(home.clinician_minutes.value_or(0), policy.clinician_full_minutes), 15, policy.clinician_full_minutes, {ChangeKind::RaiseClinician});
    truth(home.therapy_supervised, ChangeKind::SuperviseTherapy);
    truth(home.therapy_outcomes_measured, ChangeKind::MeasureTherapy);
    if (!home.purposes) answer({ChangeKind::ServePurpose});
    else if (!home.purposes->has(problem.referral.purpose)) turn({ChangeKind::ServePurpose});
  }
};

}  // namespace

std::optional<Change> smallest_lift(const Problem& problem, const Solution& solution, std::size_t index, std::size_t n) {
  const auto& list = problem.supply->home(index).type == HomeType::Secure ? solution.ranked_secure : solution.ranked;
  const auto at = std::find(list.begin(), list.end(), static_cast<std::uint32_t>(index));
  if (n == 0 || at == list.end() || static_cast<std::size_t>(at - list.begin()) < n) return std::nullopt;
  const auto& last = solution.homes[list[n - 1]];
  const auto bar = order_of(last, problem.supply->packed().homes[last.home].located);
  Maker maker{problem, problem.supply->home(index), {}};
  maker.open_questions();
  maker.criteria();
  std::stable_sort(maker.ladders.begin(), maker.ladders.end(), [](const Ladder& a, const Ladder& b) { return a.part_of_range < b.part_of_range; });
  for (const auto& step : maker.ladders) {
    auto home = problem.supply->home(index);
    Problem changed{problem.supply, problem.referral, problem.policy, problem.as_at};
    apply(step.change, problem, home, changed.referral);
    const auto asked = prepare(changed);
    Supply::Packed one;
    pack(home, one);
    auto result = judge(asked, one, 0);
    result.home = static_cast<std::uint32_t>(index);
    if (result.verdict == Verdict::NotSuitable) continue;
    fill_score(asked, one.homes[0], value(asked, one, 0, index), result);
    const auto now = order_of(result, one.homes[0].located);
    if (now < bar || (now == bar && home.urn < problem.supply->home(last.home).urn)) return step.change;
  }
  return std::nullopt;
}

}  // namespace rightplace::suitability
