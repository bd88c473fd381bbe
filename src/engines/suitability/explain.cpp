#include "engines/suitability/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engines/suitability/asked.h"

namespace rightplace::suitability {
namespace {

std::string words(std::string_view text) { return std::string(text); }

std::string_view level(int value) { return kLevels.label(static_cast<Level>(value)); }

struct Teller {
  const Problem& problem;
  const Asked& asked;
  const HomeFacts& home;

  std::string stay() const { return fmt::format("every night from {} to {}", Date{asked.from}.words(), Date{asked.until}.words()); }

  std::string whose(std::size_t child) const {
    return problem.referral.children.size() == 1 ? words("the child") : fmt::format("child {}", child + 1);
  }

  std::string resident(std::size_t fact) const {
    const auto& one = (*home.residents)[fact];
    return one.age ? fmt::format("a child of {} who lives there", *one.age) : words("a child who lives there");
  }

  std::string vacancy(const Said& said) const {
    const auto wanted = problem.referral.children.size();
    const bool together = said.rule == Rule::Siblings;
    switch (static_cast<VacancyFact>(said.fact)) {
      case kNoRoomFree:
        return together ? fmt::format("Fewer than {} rooms are free {}.", wanted, stay()) : fmt::format("No room is free {}.", stay());
      case kStale:
        return home.vacancy_stated_on
                   ? fmt::format("The vacancy statement is of {}; it counts for {} days.", home.vacancy_stated_on->words(), problem.policy.vacancy_shelf_days)
                   : words("The home has not stated its vacancies.");
      case kNoRooms: return words("The home has not said which rooms it has.");
      case kDisputed: return fmt::format("Two records disagree about a room that is otherwise free {}.", stay());
      case kStaffing:
        return *home.may_take == 0 ? words("The home says that it can take no more children now, whatever its rooms.")
                                   : fmt::format("The home says that it can take only {} now.", plural(*home.may_take, "child", "children"));
      case kFull: return fmt::format("With {} registered, it would be too full.", plural(*home.places, "place", "places"));
    }
    return {};
  }

  std::string age(const Said& said) const {
    const auto& child = asked.children[said.child];
    const auto of_child = child.age_low == child.age_high ? fmt::format("{}", child.age_low) : fmt::format("{} or {}", child.age_low, child.age_high);
    const auto from = home.age_from ? fmt::format("{}", *home.age_from) : words("an age not stated");
    const auto to = home.age_to ? fmt::format("{}", *home.age_to) : words("an age not stated");
    return fmt::format("The statement of purpose takes ages from {} to {}; {} will be {}.", from, to, whose(said.child), of_child);
  }

  std::string sex(const Said& said) const {
    if (!home.accepts) return words("It is not known whether the home takes boys, girls or both.");
    const auto label = kAccepts.label(*home.accepts);
    const auto& child = problem.referral.children[said.child];
    return child.sex ? fmt::format("The home takes {}; {} is {}.", label, whose(said.child), kSexes.label(*child.sex))
                     : fmt::format("The home takes {}; the sex of {} is not recorded.", label, whose(said.child));
  }

  std::string need(const Said& said) const {
    const auto name = kNeeds.label(static_cast<Need>(said.fact));
    const auto& child = problem.referral.children[said.child].needs[said.fact];
    const auto of_child = child ? fmt::format("{} has {} ({})", whose(said.child), name, kLevels.label(*child)) : fmt::format("{} of {} are not assessed", name, whose(said.child));
    const auto& to = home.takes_to[said.fact];
    const auto from = home.takes_from[said.fact].value_or(Level::None);
    if (!to) return fmt::format("It is not known up to which level the home takes {}; {}.", name, of_child);
    return fmt::format("The home takes {} from {} to {}; {}.", name, level(static_cast<int>(from)), level(static_cast<int>(*to)), of_child);
  }

  std::string solo(const Said& said) const {
    const auto who = whose(said.child);
    if (said.fact != kNobodyInParticular) return fmt::format("{} must live alone, and {}.", upper_first(who), replace_all(resident(said.fact), " who lives there", " lives there"));
    return said.answer == Answer::Blocked ? fmt::format("{} must live alone, and the home does not keep itself to one child.", upper_first(who))
                                          : fmt::format("{} must live alone; it is not known whether the home would keep itself to one child.", upper_first(who));
  }

  static std::string upper_first(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  template <class E, class Names>
  static std::string list(Set<E> set, const Names& names) {
    std::vector<std::string> parts;
    for (const auto& row : names.rows)
      if (set.has(row.value)) parts.push_back(words(row.label));
    return join_words(parts);
  }

  std::string adaptation(const Said& said) const {
    if (said.fact == kOfHome) {
      const auto lacking = asked.children[said.child].home_adaptations.minus(home.adaptations.value_or(Set<Adaptation>{}));
      return home.adaptations ? fmt::format("The home does not have {}.", list(lacking, kAdaptations))
                              : fmt::format("It is not known whether the home has {}.", list(lacking, kAdaptations));
    }
    Set<Adaptation> wanted;
    for (const auto& child : asked.children) wanted = wanted | child.room_adaptations;
    return said.answer == Answer::Blocked ? fmt::format("No one room that is free throughout has {}.", list(wanted, kAdaptations))
                                          : fmt::format("It is not known whether a room that is free throughout has {}.", list(wanted, kAdaptations));
  }

  std::string zone(const Said& said) const {
    const auto& zone = problem.referral.children[said.child].exclusion_zones[said.fact];
    if (!home.location) return fmt::format("Where the home is is not known; {} must stay out of a zone of {:.1f} miles.", whose(said.child), zone.radius_miles);
    PackedHome packed{};
    packed.point = home.location->point;
    packed.within_miles = home.location->within_miles;
    const auto miles = miles_to(packed, {zone.centre, 0});
    if (said.answer == Answer::Blocked) return fmt::format("The home is inside a zone of {:.1f} miles that {} must stay out of.", zone.radius_miles, whose(said.child));
    return fmt::format("The home is between {:.1f} and {:.1f} miles from the centre of a zone of {:.1f} miles that {} must stay out of.", miles.low, miles.high,
                       zone.radius_miles, whose(said.child));
  }

  std::string company(const Said& said) const {
    const bool conflict = said.rule == Rule::NamedConflict;
    if (said.fact == kNobodyInParticular)
      return conflict ? words("Who lives there is not known, and there are children whom this child must not live with.")
                      : words("Who lives there is not known, and this child poses or runs a critical risk.");
    if (conflict) return words("A child lives there whom this child must not live with.");
    return said.answer == Answer::Blocked ? fmt::format("There would be a critical risk between {} and {}.", whose(said.child), resident(said.fact))
                                          : fmt::format("It is not known whether there would be a critical risk between {} and {}.", whose(said.child), resident(said.fact));
  }

  std::string type() const {
    if (home.type == HomeType::ShortBreak) return words("The home is for short breaks only.");
    return words("A secure home needs an order of the court or the 72-hour power, and for a child under 13 the Secretary of State's approval; this referral does not meet the gate.");
  }

  std::string contract(const Said& said) const {
    if (said.answer == Answer::Unknown) return words("It is not known on which contract a place here can be bought.");
    return words("The placing authority has no contract with the home and cannot buy a place outside one.");
  }

  std::string sentence(const Said& said) const {
    switch (said.rule) {
      case Rule::Registered: return fmt::format("The home's registration is {}.", kRegistrations.label(home.registration));
      case Rule::Restriction:
        return home.restricted_until ? fmt::format("A notice forbids the home to admit children until {}.", home.restricted_until->words())
                                     : words("A notice forbids the home to admit children.");
      case Rule::Type: return type();
      case Rule::Vacancy:
      case Rule::Siblings: return vacancy(said);
      case Rule::Age: return age(said);
      case Rule::Sex: return sex(said);
      case Rule::NeedLevel: return need(said);
      case Rule::Solo: return solo(said);
      case Rule::Adaptations: return adaptation(said);
      case Rule::ExclusionZone: return zone(said);
      case Rule::NamedConflict:
      case Rule::CriticalPair: return company(said);
      case Rule::Contract: return contract(said);
    }
    return {};
  }

  Changer changer(const Said& said) const {
    if ((said.rule == Rule::Vacancy || said.rule == Rule::Siblings) && said.fact == kNoRoomFree) {
      for (const auto& room : home.rooms)   // a resident keeps the room; a hold or a closed room can be given up
        for (const auto& busy : room.busy)
          if (busy.kind == BusyKind::Held || busy.kind == BusyKind::Closed) return Changer::Provider;
      return Changer::Nobody;
    }
    if (said.rule == Rule::Vacancy && said.fact == kFull) return Changer::Nobody;
    if (said.rule == Rule::Solo && said.fact != kNobodyInParticular) return Changer::Nobody;
    return info(said.rule).changer;
  }

  std::string question(const Said& said) const {
    if (said.rule == Rule::Vacancy || said.rule == Rule::Siblings)
      return problem.referral.children.size() == 1 ? fmt::format("Is one and the same room free {}?", stay())
                                                   : fmt::format("Are {} rooms free {}?", problem.referral.children.size(), stay());
    if (said.rule == Rule::NeedLevel) return fmt::format("Up to which level does the home take {}?", kNeeds.label(static_cast<Need>(said.fact)));
    return words(info(said.rule).question);
  }
};

std::string table_row(std::initializer_list<std::string_view> cells) {
  std::string row = "|";
  for (const auto cell : cells) row += fmt::format(" {} |", cell);
  return row + "\n";
}

}  // namespace

std::vector<Reason> reasons(const Problem& problem, std::size_t home) {
  const auto asked = prepare(problem);
  std::vector<Said> said;
  judge(asked, problem.supply->packed(), home, &said);
  std::stable_sort(said.begin(), said.end(), [](const Said& a, const Said& b) {
    return a.answer != b.answer ? a.answer == Answer::Blocked : a.rule < b.rule;
  });
  const Teller teller{problem, asked, problem.supply->home(home)};
  std::vector<Reason> reasons;
  for (const auto& one : said) {
    Reason reason{one.rule, one.answer, teller.sentence(one), one.answer == Answer::Unknown ? teller.question(one) : std::string{}, teller.changer(one)};
    const bool told = std::any_of(reasons.begin(), reasons.end(), [&](const Reason& other) { return other.rule == reason.rule && other.sentence == reason.sentence; });
    if (!told) reasons.push_back(std::move(reason));
  }
  return reasons;
}

Explanation explain(const Problem& problem, const Solution& solution, std::size_t home) {
  Explanation explanation;
  explanation.result = judge_one(problem, home);
  explanation.reasons = reasons(problem, home);
  const auto values = values_of(problem, home);
  for (std::size_t k = 0; k < kCriterionCount; ++k) {
    const auto weight = problem.policy.weights[k];
    const Span points{contribution(weight, values[k].low), contribution(weight, values[k].high)};
    explanation.contributions.push_back({static_cast<Criterion>(k), weight, values[k], points, values[k].known() ? std::string{} : words(kCriteria[k].question)});
  }
  for (const auto* list : {&solution.ranked, &solution.ranked_secure}) {
    const auto at = std::find(list->begin(), list->end(), static_cast<std::uint32_t>(home));
    if (at == list->end() || at == list->begin()) continue;
    explanation.above = *(at - 1);
    const auto others = values_of(problem, *explanation.above);
    for (std::size_t k = 0; k < kCriterionCount; ++k)
      explanation.against_above[k] = explanation.contributions[k].points.low - contribution(problem.policy.weights[k], others[k].low);
  }
  return explanation;
}

std::string rules_table() {
  std::string table = table_row({"code", "rule", "what it says", "source", "who could change it"}) + table_row({"---", "---", "---", "---", "---"});
  for (const auto& rule : kRules) table += table_row({rule.code, rule.label, rule.says, rule.source, kChangers.label(rule.changer)});
  return table;
}

std::string criteria_table() {
  std::string table = table_row({"code", "criterion", "u", "strength", "source"}) + table_row({"---", "---", "---", "---", "---"});
  for (const auto& one : kCriteria) table += table_row({one.code, one.label, one.function, one.strength, one.source});
  return table;
}

}  // namespace rightplace::suitability
