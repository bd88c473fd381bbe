// The smallest set of changes that opens a blocked home.

#include <algorithm>
#include <bit>

#include "engines/suitability/asked.h"
#include "engines/suitability/changes.h"

namespace rightplace::suitability {
namespace {

constexpr std::size_t kMostChanges = 6;
constexpr int kMostRuns = 4000;

constexpr Set<Rule> kEveryRule{(1u << kRuleCount) - 1};
constexpr Set<Rule> kRoomRules{Rule::Vacancy, Rule::Siblings, Rule::Adaptations};

// The rules that read the fact: a set that opens the home must hold, for each blocked rule, a change that it reads.
Set<Rule> read_by(const Change& change) {
  switch (change.kind) {
    case ChangeKind::GiveUpBusy:
    case ChangeKind::TakeMore: return kRoomRules;
    case ChangeKind::AdaptRoom:
    case ChangeKind::AdaptHome: return {Rule::Adaptations};
    case ChangeKind::LowerAgeFrom:
    case ChangeKind::RaiseAgeTo: return {Rule::Age};
    case ChangeKind::TakeBothSexes: return {Rule::Sex};
    case ChangeKind::LowerNeedFrom:
    case ChangeKind::RaiseNeedTo: return {Rule::NeedLevel};
    case ChangeKind::KeepToOneChild: return {Rule::Solo};
    case ChangeKind::LiftZone: return {Rule::ExclusionZone};
    case ChangeKind::LiftConflict: return {Rule::NamedConflict};
    case ChangeKind::AgreeContract: return {Rule::Contract};
    default: return kEveryRule;   // a later start moves everything
  }
}

struct Maker {
  const Problem& problem;
  const HomeFacts& home;
  std::vector<Change> changes;

  const Referral& referral() const { return problem.referral; }
  Date until() const { return referral().planned_until.value_or(referral().needed_on.plus_days(problem.policy.horizon_nights)); }

  void rooms() {
    if (!home.vacancy_stated_on || home.rooms.empty()) return;
    for (std::size_t r = 0; r < home.rooms.size(); ++r)
      for (std::size_t b = 0; b < home.rooms[r].busy.size(); ++b) {
        const auto& busy = home.rooms[r].busy[b];
        const bool overlaps = busy.from < until() && (!busy.until || *busy.until > referral().needed_on) && (!busy.until || *busy.until > busy.from);
        if (overlaps && (busy.kind == BusyKind::Held || busy.kind == BusyKind::Closed))
          changes.push_back({ChangeKind::GiveUpBusy, static_cast<int>(r), static_cast<int>(b)});
      }
    const int wanted = static_cast<int>(referral().children.size());
    if (home.may_take && *home.may_take < wanted) changes.push_back({ChangeKind::TakeMore, 0, 0, wanted});
  }

  void purpose() {
    for (const auto& child : referral().children) {
      const int low = age_on(child.born_to, referral().needed_on), high = age_on(child.born_from, referral().needed_on);
      if (home.age_from && low < *home.age_from) lower_or_raise({ChangeKind::LowerAgeFrom, 0, 0, low});
      if (home.age_to && high > *home.age_to) lower_or_raise({ChangeKind::RaiseAgeTo, 0, 0, high});
      for (std::size_t k = 0; k < kNeedCount; ++k) {
        const auto least = child.needs[k].value_or(Level::None), most = child.needs[k].value_or(Level::Complex);
        if (home.takes_from[k] && least < *home.takes_from[k]) lower_or_raise({ChangeKind::LowerNeedFrom, static_cast<int>(k), 0, static_cast<std::int32_t>(least)});
        if (home.takes_to[k] && most > *home.takes_to[k]) lower_or_raise({ChangeKind::RaiseNeedTo, static_cast<int>(k), 0, static_cast<std::int32_t>(most)});
      }
    }
    if (home.accepts && *home.accepts != Accepts::Any) changes.push_back({ChangeKind::TakeBothSexes});
  }

  // One change for the whole group: the widest that any of its children asks for.
  void lower_or_raise(Change change) {
    const bool lowers = change.kind == ChangeKind::LowerAgeFrom || change.kind == ChangeKind::LowerNeedFrom;
    for (auto& held : changes)
      if (held.kind == change.kind && held.index == change.index) {
        held.value = lowers ? std::min(held.value, change.value) : std::max(held.value, change.value);
        return;
      }
    changes.push_back(change);
  }

  void adaptations() {
    Set<Adaptation> wanted;
    for (const auto& child : referral().children) wanted = wanted | child.adaptations;
    for (const auto& row : kAdaptations.rows) {
      if (!wanted.has(row.value)) continue;
      if (!kRoomAdaptations.has(row.value)) {
        if (home.adaptations && !home.adaptations->has(row.value)) changes.push_back({ChangeKind::AdaptHome, static_cast<int>(row.value)});
        continue;
      }
      for (std::size_t r = 0; r < home.rooms.size(); ++r)
        if (home.rooms[r].adaptations && !home.rooms[r].adaptations->has(row.value))
          changes.push_back({ChangeKind::AdaptRoom, static_cast<int>(r), static_cast<int>(row.value)});
    }
  }

  void people() {
    const bool solo = std::any_of(referral().children.begin(), referral().children.end(), [](const Child& child) { return child.companions == Companions::Solo; });
    if (solo && home.takes_solo && !*home.takes_solo) changes.push_back({ChangeKind::KeepToOneChild});
    for (std::size_t c = 0; c < referral().children.size(); ++c) {
      const auto& child = referral().children[c];
      for (std::size_t z = 0; z < child.exclusion_zones.size(); ++z) changes.push_back({ChangeKind::LiftZone, static_cast<int>(c), static_cast<int>(z)});
      for (std::size_t t = 0; t < child.conflicts.size(); ++t)
        if (home.residents && std::any_of(home.residents->begin(), home.residents->end(), [&](const Resident& one) { return one.token == child.conflicts[t]; }))
          changes.push_back({ChangeKind::LiftConflict, static_cast<int>(c), static_cast<int>(t)});
    }
  }

  // Days within the latest delay on which something ends, or a child comes of the age asked for.
  void later_starts() {
    const auto first = referral().needed_on;
    const auto last = std::min(first.plus_days(problem.policy.latest_delay_days), until().plus_days(-1));
    std::vector<Date> days;
    const auto consider = [&](std::optional<Date> day) {
      if (day && *day > first && *day <= last) days.push_back(*day);
    };
    for (const auto& room : home.rooms)
      for (const auto& busy : room.busy) consider(busy.until);
    if (home.residents)
      for (const auto& resident : *home.residents) consider(resident.until);
    if (home.restricted) consider(home.restricted_until);
    if (referral().secure.order_from) consider(referral().secure.order_from);
    if (home.age_from)
      for (const auto& child : referral().children) {
        auto birthday = child.born_to.plus_years(*home.age_from);
        if (age_on(child.born_to, birthday) < *home.age_from) birthday = birthday.plus_days(1);
        consider(birthday);
      }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    for (const auto day : days) changes.push_back({ChangeKind::StartLater, 0, 0, day.days()});
  }
};

struct Search {
  const Problem& problem;
  std::size_t home;
  int runs = 0;
  std::vector<Change> chosen;
  bool moved = false;   // a later start is among the chosen: no second one

  // Exactly one answer is looked for: each blocked rule must be met by a change that it reads, so it is enough to
  // branch over those of one rule; a change once tried is left out of the branches after it.
  bool deepen(std::vector<Change> usable, std::size_t left) {
    if (++runs > kMostRuns) return false;
    const auto result = judge_with(problem, home, chosen);
    if (result.blocked.empty()) return true;
    if (left == 0) return false;
    std::vector<Change> fewest;
    bool first = true;
    for (std::size_t r = 0; r < kRuleCount; ++r) {
      const auto rule = static_cast<Rule>(r);
      if (!result.blocked.has(rule)) continue;
      std::vector<Change> readers;
      for (const auto& change : usable)
        if (read_by(change).has(rule) && !(moved && change.kind == ChangeKind::StartLater)) readers.push_back(change);
      if (readers.empty()) return false;
      if (first || readers.size() < fewest.size()) fewest = std::move(readers);
      first = false;
    }
    for (const auto& change : fewest) {
      std::erase(usable, change);
      chosen.push_back(change);
      const bool before = moved;
      moved |= change.kind == ChangeKind::StartLater;
      if (deepen(usable, left - 1)) return true;
      moved = before;
      chosen.pop_back();
    }
    return false;
  }
};

}  // namespace

std::vector<Change> opening_changes(const Problem& problem, std::size_t index) {
  Maker maker{problem, problem.supply->home(index), {}};
  maker.rooms();
  maker.people();
  maker.adaptations();
  maker.changes.push_back({ChangeKind::AgreeContract});
  maker.later_starts();
  maker.purpose();
  return std::move(maker.changes);
}

HomeResult judge_with(const Problem& problem, std::size_t index, const std::vector<Change>& changes) {
  auto home = problem.supply->home(index);
  Problem changed{problem.supply, problem.referral, problem.policy, problem.as_at};
  for (const auto& change : changes) apply(change, problem, home, changed.referral);
  const auto asked = prepare(changed);
  Supply::Packed one;
  pack(home, one);
  auto result = judge(asked, one, 0);
  result.home = static_cast<std::uint32_t>(index);
  return result;
}

Opening smallest_opening(const Problem& problem, std::size_t index) {
  const auto all = opening_changes(problem, index);
  const auto blocked = judge_with(problem, index, {}).blocked;
  Opening opening;
  for (std::size_t r = 0; r < kRuleCount; ++r) {
    const auto rule = static_cast<Rule>(r);
    if (blocked.has(rule) && std::none_of(all.begin(), all.end(), [&](const Change& change) { return read_by(change).has(rule); })) opening.stuck.add(rule);
  }
  if (blocked.empty() || !opening.stuck.empty()) return opening;
  Search search{problem, index, 0, {}, false};
  for (std::size_t size = 1; size <= kMostChanges && search.runs <= kMostRuns; ++size)
    if (search.deepen(all, size)) {
      opening.changes = search.chosen;
      return opening;
    }
  opening.stuck = blocked;
  return opening;
}

std::vector<NearMiss> near_misses(const Problem& problem, const Solution& solution, std::size_t n) {
  const auto asked = prepare(problem);
  const auto& supply = problem.supply->packed();
  constexpr Set<Rule> kForGood{Rule::Registered, Rule::Type};
  struct Candidate {
    int rules;
    Span score;
    std::uint32_t home;
  };
  std::vector<Candidate> candidates;
  for (const auto& result : solution.homes) {
    if (result.verdict != Verdict::NotSuitable || !(result.blocked & kForGood).empty()) continue;
    HomeResult scored = result;
    fill_score(asked, supply.homes[result.home], value(asked, supply, result.home, result.home), scored);
    candidates.push_back({std::popcount(result.blocked.bits), scored.score, result.home});
  }
  std::sort(candidates.begin(), candidates.end(), [&](const Candidate& a, const Candidate& b) {
    if (a.rules != b.rules) return a.rules < b.rules;
    if (a.score.low != b.score.low) return a.score.low > b.score.low;
    return problem.supply->home(a.home).urn < problem.supply->home(b.home).urn;
  });
  std::vector<NearMiss> misses;
  for (const auto& candidate : candidates) {
    if (misses.size() == n) break;
    auto opening = smallest_opening(problem, candidate.home);
    if (opening.possible()) misses.push_back({candidate.home, std::move(opening), candidate.score});
  }
  return misses;
}

}  // namespace rightplace::suitability
