// Checks a solution from the facts alone, plainly and slowly: night by night, room by room. Shares no code with solve().

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engines/suitability/rules.h"
#include "engines/suitability/solution.h"

namespace rightplace::suitability {
namespace {

Answer worse(Answer a, Answer b) { return a > b ? a : b; }
Answer unless(bool blocked, bool unknown) { return blocked ? Answer::Blocked : unknown ? Answer::Unknown : Answer::Ok; }

struct Plain {
  const Problem& problem;
  const HomeFacts& home;
  const Referral& referral = problem.referral;
  Date from = referral.needed_on;
  Date until = referral.planned_until ? *referral.planned_until : from.plus_days(problem.policy.horizon_nights);
  std::size_t group = referral.children.size();

  bool fresh() const {
    return home.vacancy_stated_on && !home.rooms.empty() && *home.vacancy_stated_on <= problem.as_at &&
           problem.as_at - *home.vacancy_stated_on <= problem.policy.vacancy_shelf_days;
  }

  // Ok: free every night. Unknown: in dispute, or said too long ago. Blocked: taken on some night.
  Answer room_is_free(const Room& room) const {
    if (!fresh()) return Answer::Unknown;
    Answer answer = Answer::Ok;
    for (Date night = from; night < until; night = night.plus_days(1))
      for (const auto& busy : room.busy) {
        if (night < busy.from || (busy.until && night >= *busy.until)) continue;
        if (busy.kind == BusyKind::Held && busy.referral == hash64_of_referral()) continue;
        answer = worse(answer, busy.kind == BusyKind::InConflict ? Answer::Unknown : Answer::Blocked);
      }
    return answer;
  }

  std::uint64_t hash64_of_referral() const {   // FNV-1a, as base/random.h promises
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : referral.id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    return hash;
  }

  std::vector<const Resident*> living_there() const {
    std::vector<const Resident*> there;
    if (home.residents)
      for (const auto& one : *home.residents)
        for (Date night = from; night < until; night = night.plus_days(1))
          if (night >= one.from && (!one.until || night < *one.until)) {
            there.push_back(&one);
            break;
          }
    return there;
  }

  // The most children that the home could take besides those who are there.
  int capacity() const {
    int capacity = 1000;
    if (fresh() && home.may_take) capacity = *home.may_take;
    if (home.places) {
      int most = 0;
      if (home.residents)
        for (Date night = from; night < until; night = night.plus_days(1))
          most = std::max(most, static_cast<int>(std::count_if(home.residents->begin(), home.residents->end(), [&](const Resident& one) {
                   return night >= one.from && (!one.until || night < *one.until);
                 })));
      capacity = std::min(capacity, *home.places - most);
    }
    return capacity;
  }

  Answer enough_rooms(int wanted) const {
    int sure = 0, maybe = 0;
    for (const auto& room : home.rooms) {
      const auto answer = room_is_free(room);
      sure += answer == Answer::Ok;
      maybe += answer != Answer::Blocked;
    }
    if (home.rooms.empty()) maybe = wanted;
    if (std::min(sure, capacity()) >= wanted) return Answer::Ok;
    return std::min(maybe, capacity()) >= wanted ? Answer::Unknown : Answer::Blocked;
  }

  // Can every child from `child` on have a room of its own, other than those used?
  bool seat(std::size_t child, std::set<std::size_t>& used, bool closed, bool hopeful) const {
    if (child == group) return true;
    const auto wanted = referral.children[child].adaptations & kRoomAdaptations;
    for (std::size_t r = 0; r < home.rooms.size(); ++r) {
      if (used.contains(r)) continue;
      const auto& room = home.rooms[r];
      const auto free = closed ? Answer::Ok : room_is_free(room);
      const auto fits = wanted.empty() || (room.adaptations && room.adaptations->covers(wanted)) ? Answer::Ok
                        : room.adaptations                                                        ? Answer::Blocked
                                                                                                  : Answer::Unknown;
      const auto both = worse(free, fits);
      if (both == Answer::Blocked || (both == Answer::Unknown && !hopeful)) continue;
      used.insert(r);
      if (seat(child + 1, used, closed, hopeful)) return true;
      used.erase(r);
    }
    return false;
  }

  Answer adaptations() const {
    Answer answer = Answer::Ok;
    bool of_room = false;
    for (const auto& child : referral.children) {
      const auto of_home = child.adaptations.minus(kRoomAdaptations);
      if (!of_home.empty() && !(home.adaptations && home.adaptations->covers(of_home))) answer = worse(answer, unless(home.adaptations.has_value(), true));
      of_room |= !(child.adaptations & kRoomAdaptations).empty();
    }
    if (!of_room) return answer;
    const bool closed = enough_rooms(1) == Answer::Blocked || (group > 1 && enough_rooms(static_cast<int>(group)) == Answer::Blocked);
    std::set<std::size_t> used, hoped;
    if (seat(0, used, closed, false)) return answer;
    return worse(answer, unless(!home.rooms.empty() && !seat(0, hoped, closed, true), true));
  }

  std::pair<double, double> miles_from(GridPoint point) const {
    const double east = home.location->point.easting - point.easting, north = home.location->point.northing - point.northing;
    const double miles = std::hypot(east, north) / 1609.3;
    return {std::max(0.0, miles - home.location->within_miles), miles + home.location->within_miles};
  }

  Answer zones(const Child& child) const {
    Answer answer = Answer::Ok;
    for (const auto& zone : child.exclusion_zones) {
      if (!home.location) {
        answer = worse(answer, Answer::Unknown);
        continue;
      }
      const auto [low, high] = miles_from(zone.centre);
      answer = worse(answer, unless(high <= zone.radius_miles, low <= zone.radius_miles));
    }
    return answer;
  }

  bool nobody_else_possible() const { return home.places && static_cast<std::size_t>(*home.places) == group; }

  Answer solo(const Child& child) const {
    if (child.companions != Companions::Solo) return Answer::Ok;
    if (home.residents && !living_there().empty()) return Answer::Blocked;
    if (nobody_else_possible()) return Answer::Ok;
    if (home.residents && home.takes_solo == true) return Answer::Ok;
    return unless(home.takes_solo == false && home.places.has_value(), true);
  }

  Answer conflicts(const Child& child) const {
    if (child.conflicts.empty() || (!home.residents && nobody_else_possible())) return Answer::Ok;
    if (!home.residents) return Answer::Unknown;
    for (const auto* one : living_there())
      if (std::find(child.conflicts.begin(), child.conflicts.end(), one->token) != child.conflicts.end()) return Answer::Blocked;
    return Answer::Ok;
  }

  // One danger against one vulnerability: is each there?
  template <class E>
  static Answer there(const RiskFacts<E>& facts, E which) {   // Ok: absent
    return facts.present.has(which) ? Answer::Blocked : facts.unknown.has(which) ? Answer::Unknown : Answer::Ok;
  }
  static Answer both(Answer a, Answer b) { return std::min(a, b); }

  Answer critical(const Child& child) const {
    Answer answer = Answer::Ok;
    for (const auto& pair : problem.policy.critical_pairs) {
      const auto from_child = there(child.poses, pair.poses), to_child = there(child.vulnerable, pair.meets);
      if (!home.residents) {
        if (!nobody_else_possible()) answer = worse(answer, both(Answer::Unknown, worse(from_child, to_child)));
        continue;
      }
      for (const auto* one : living_there()) {
        const auto from_one = one->poses ? there(*one->poses, pair.poses) : Answer::Unknown;
        const auto to_one = one->vulnerable ? there(*one->vulnerable, pair.meets) : Answer::Unknown;
        answer = worse(answer, worse(both(from_child, to_one), both(from_one, to_child)));
      }
    }
    return answer;
  }

  Answer age(const Child& child) const {
    const int low = age_on(child.born_to, from), high = age_on(child.born_from, from);
    const bool too_young = home.age_from && high < *home.age_from, too_old = home.age_to && low > *home.age_to;
    const bool sure = home.age_from && home.age_to && low >= *home.age_from && high <= *home.age_to;
    return unless(too_young || too_old, !sure);
  }

  Answer sex(const Child& child) const {
    if (!home.accepts) return Answer::Unknown;
    if (*home.accepts == Accepts::Any) return Answer::Ok;
    if (!child.sex) return Answer::Unknown;
    return unless((*home.accepts == Accepts::Boys) != (*child.sex == Sex::Male), false);
  }

  Answer needs(const Child& child) const {
    Answer answer = Answer::Ok;
    for (std::size_t k = 0; k < kNeedCount; ++k) {
      const auto from_level = home.takes_from[k].value_or(Level::None);
      int inside = 0, outside = 0;   // over every level that the child and the home may have
      for (int level = 0; level <= 4; ++level) {
        if (child.needs[k] && static_cast<int>(*child.needs[k]) != level) continue;
        for (int to = 0; to <= 4; ++to) {
          if (home.takes_to[k] && static_cast<int>(*home.takes_to[k]) != to) continue;
          (level >= static_cast<int>(from_level) && level <= to ? inside : outside)++;
        }
      }
      answer = worse(answer, unless(inside == 0, outside > 0));
    }
    return answer;
  }

  Answer contract() const {
    if (referral.authority != 0 && home.operated_by == referral.authority) return Answer::Ok;
    if (home.contracts)
      for (const auto usable : referral.contracts)
        if (std::find(home.contracts->begin(), home.contracts->end(), usable) != home.contracts->end()) return Answer::Ok;
    if (referral.may_buy_spot && home.sells_spot == true) return Answer::Ok;
    return unless(home.contracts && (!referral.may_buy_spot || home.sells_spot == false), true);
  }

  Answer type() const {
    if (home.type == HomeType::ShortBreak) return unless(referral.purpose != Purpose::ShortBreak, false);
    if (home.type != HomeType::Secure) return Answer::Ok;
    const auto& gate = referral.secure;
    const bool order = gate.order_from && gate.order_until && from >= *gate.order_from && from <= *gate.order_until;
    const bool short_power = gate.seventy_two_hours && until - from <= 3;
    bool approved = true;
    for (const auto& child : referral.children)
      if (age_on(child.born_to, from) < 13 && !gate.minister_approved_under_13) approved = false;
    return unless(gate.accommodated_16_plus || !approved || !(order || short_power), false);
  }

  Answer answer(Rule rule) const {
    const auto each = [&](Answer (Plain::*of)(const Child&) const) {
      Answer answer = Answer::Ok;
      for (const auto& child : referral.children) answer = worse(answer, (this->*of)(child));
      return answer;
    };
    switch (rule) {
      case Rule::Registered: return unless(home.registration != Registration::Registered, false);
      case Rule::Restriction: return unless(home.restricted && (!home.restricted_until || from < *home.restricted_until), false);
      case Rule::Type: return type();
      case Rule::Vacancy: return enough_rooms(1);
      case Rule::Age: return each(&Plain::age);
      case Rule::Sex: return each(&Plain::sex);
      case Rule::NeedLevel: return each(&Plain::needs);
      case Rule::Solo: return each(&Plain::solo);
      case Rule::Adaptations: return adaptations();
      case Rule::ExclusionZone: return each(&Plain::zones);
      case Rule::NamedConflict: return each(&Plain::conflicts);
      case Rule::CriticalPair: return each(&Plain::critical);
      case Rule::Contract: return contract();
      case Rule::Siblings: return group > 1 ? enough_rooms(static_cast<int>(group)) : Answer::Ok;
    }
    return Answer::Unknown;
  }
};

struct Checker {
  const Problem& problem;
  const Solution& solution;
  std::vector<std::string> violations;

  const std::string& urn(std::uint32_t home) const { return problem.supply->home(home).urn; }
  void say(std::string sentence) { violations.push_back(std::move(sentence)); }

  void rules(const HomeResult& result) {
    const Plain plain{.problem = problem, .home = problem.supply->home(result.home)};
    for (const auto& rule : kRules) {
      const auto said = result.blocked.has(rule.rule) ? Answer::Blocked : result.unknown.has(rule.rule) ? Answer::Unknown : Answer::Ok;
      const auto is = plain.answer(rule.rule);
      if (said != is) say(fmt::format("Home {}: the rule {} is said to be {} and is {}.", urn(result.home), rule.code, kAnswers.label(said), kAnswers.label(is)));
    }
    const auto verdict = result.blocked.bits != 0 ? Verdict::NotSuitable : result.unknown.bits != 0 ? Verdict::NeedsChecking : Verdict::Suitable;
    if (verdict != result.verdict)
      say(fmt::format("Home {}: the verdict is \"{}\", and its rules make it \"{}\".", urn(result.home), kVerdicts.label(result.verdict), kVerdicts.label(verdict)));
    if (result.room >= 0 && (static_cast<std::size_t>(result.room) >= plain.home.rooms.size() ||
                             plain.room_is_free(plain.home.rooms[static_cast<std::size_t>(result.room)]) != Answer::Ok))
      say(fmt::format("Home {}: room {} is offered and is not free every night.", urn(result.home), result.room + 1));
  }

  void score(const HomeResult& result, const Spans& values) {
    std::int64_t low = 0, high = 0, known = 0;
    for (std::size_t k = 0; k < kCriterionCount; ++k) {
      const std::int64_t weight = problem.policy.weights[k];
      if (values[k].low < 0 || values[k].low > values[k].high || values[k].high > kWhole)
        say(fmt::format("Home {}: {} lies outside 0 to 1.", urn(result.home), kCriteria[k].code));
      low += (2 * weight * values[k].low + kWhole) / (2 * std::int64_t{kWhole});
      high += (2 * weight * values[k].high + kWhole) / (2 * std::int64_t{kWhole});
      if (values[k].low == values[k].high) known += weight;
    }
    if (low != result.score.low || high != result.score.high)
      say(fmt::format("Home {}: its contributions sum to {} to {}, and its score says {} to {}.", urn(result.home), low, high, result.score.low, result.score.high));
    if (known != result.known_share) say(fmt::format("Home {}: the share of criteria known is {}, and it says {}.", urn(result.home), known, result.known_share));
  }

  // True when a may stand before b.
  bool in_order(std::uint32_t a, std::uint32_t b) const {
    const auto& first = solution.homes[a];
    const auto& second = solution.homes[b];
    if (first.verdict != second.verdict) return first.verdict < second.verdict;
    if (first.score.low != second.score.low) return first.score.low > second.score.low;
    if (first.known_share != second.known_share) return first.known_share > second.known_share;
    const auto far = [&](std::uint32_t home) { return problem.supply->home(home).location ? std::floor(std::min(solution.homes[home].miles_high * 1000.0, 8'388'607.0)) : 8'388'607.0; };
    if (far(a) != far(b)) return far(a) < far(b);
    return urn(a) < urn(b);
  }

  void list(const std::vector<std::uint32_t>& ranked, bool secure, std::size_t values_from) {
    std::set<std::uint32_t> seen;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
      const auto home = ranked[i];
      if (home >= solution.homes.size()) return say(fmt::format("The ranking names home number {}, which does not exist.", home));
      if (!seen.insert(home).second) say(fmt::format("Home {} is ranked twice.", urn(home)));
      if (solution.homes[home].verdict == Verdict::NotSuitable) say(fmt::format("Home {} is not suitable and is ranked.", urn(home)));
      if ((problem.supply->home(home).type == HomeType::Secure) != secure) say(fmt::format("Home {} is in the wrong list: secure and open homes are never mixed.", urn(home)));
      score(solution.homes[home], solution.values[values_from + i]);
      if (i > 0 && !in_order(ranked[i - 1], home)) say(fmt::format("Home {} stands before {} and should come after it.", urn(ranked[i - 1]), urn(home)));
    }
    for (std::uint32_t home = 0; home < solution.homes.size(); ++home)
      if (solution.homes[home].verdict != Verdict::NotSuitable && (problem.supply->home(home).type == HomeType::Secure) == secure && !seen.contains(home))
        say(fmt::format("Home {} is not blocked and is missing from the ranking.", urn(home)));
  }
};

}  // namespace

std::vector<std::string> check(const Problem& problem, const Solution& solution) {
  Checker checker{problem, solution, {}};
  if (solution.outcome == Outcome::Stopped) return {"The search was stopped before its end, so the solution is not whole."};
  if (solution.homes.size() != problem.supply->size())
    return {fmt::format("The solution has {} homes and the problem {}.", solution.homes.size(), problem.supply->size())};
  if (solution.values.size() != solution.ranked.size() + solution.ranked_secure.size())
    return {fmt::format("The solution has values for {} homes and ranks {}.", solution.values.size(), solution.ranked.size() + solution.ranked_secure.size())};
  for (std::uint32_t home = 0; home < solution.homes.size(); ++home) {
    if (solution.homes[home].home != home) {
      checker.say(fmt::format("Result number {} is of home number {}.", home, solution.homes[home].home));
      return checker.violations;
    }
    checker.rules(solution.homes[home]);
  }
  checker.list(solution.ranked, false, 0);
  checker.list(solution.ranked_secure, true, solution.ranked.size());
  return checker.violations;
}

}  // namespace rightplace::suitability
