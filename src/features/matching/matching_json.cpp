// The answer as JSON: docs/api/match.schema.json. Scores, weights and shares are whole millionths.

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "features/matching/matching_answer.h"

namespace rightplace::matching {
namespace {

namespace engine = suitability;
using json::Array;
using json::Object;
using json::Value;

Array texts(const std::vector<std::string>& list) { return {list.begin(), list.end()}; }
// The value, or null.
template <class T>
Value only_if(bool known, T value) {
  return known ? std::optional<T>(std::move(value)) : std::nullopt;
}
Object span(engine::Span value) { return {{"low", value.low}, {"high", value.high}}; }

Object change_json(const Answer& answer, const engine::Change& change, std::size_t home) {
  return {{"change", engine::sentence(change, answer.problem, home)}, {"who", engine::kChangers.code(engine::changer(change))}};
}

Array changes_json(const Answer& answer, const std::vector<engine::Change>& changes, std::size_t home) {
  Array list;
  for (const auto& change : changes) list.push_back(change_json(answer, change, home));
  return list;
}

Array reasons_json(const Answer& answer, std::size_t home, const engine::Explanation& why) {
  Array list;
  if (const auto refused = answer.refused.find(static_cast<std::uint32_t>(home)); refused != answer.refused.end())
    for (const auto& sentence : refused->second)
      list.push_back(Object{{"rule", kAdmission}, {"answer", "blocked"}, {"fact", sentence}, {"question", Value{}}, {"who", "provider"}});
  for (const auto& reason : why.reasons)
    list.push_back(Object{{"rule", engine::info(reason.rule).code}, {"answer", engine::kAnswers.code(reason.answer)}, {"fact", reason.sentence},
                          {"question", only_if(!reason.question.empty(), reason.question)}, {"who", engine::kChangers.code(reason.changer)}});
  return list;
}

Array contributions_json(const engine::Explanation& why) {
  Array list;
  for (const auto& part : why.contributions)
    list.push_back(Object{{"criterion", engine::info(part.criterion).code}, {"weight", part.weight}, {"value", span(part.value)}, {"points", span(part.points)},
                          {"against_above", only_if(why.above.has_value(), why.against_above[static_cast<std::size_t>(part.criterion)])},
                          {"question", only_if(!part.question.empty(), part.question)}});
  return list;
}

Array flags_json(const engine::HomeResult& result) {
  Array list;
  for (const auto& row : engine::kFlags.rows)
    if (result.flags.has(row.value)) list.push_back(Object{{"flag", row.code}, {"says", flag_words(row.value, result)}});
  return list;
}

Object home_json(const Answer& answer, std::size_t home, const engine::Explanation& why) {
  const auto& card = answer.snapshot->cards[home];
  const auto& fee = answer.problem.supply->fee(home);
  const bool ranked = why.result.verdict != engine::Verdict::NotSuitable;
  const bool near = ranked && why.result.miles_high > 0;
  return {{"urn", card.urn},
          {"name", card.name},
          {"authority_code", card.authority_code},
          {"authority", card.authority_name},
          {"verdict", engine::kVerdicts.code(why.result.verdict)},
          {"score", only_if(ranked, span(why.result.score))},
          {"known_share", only_if(ranked, why.result.known_share)},
          {"miles", only_if(near, Object{{"low", why.result.miles_low}, {"high", why.result.miles_high}})},
          {"located_by", only_if(!card.precision.empty(), card.precision)},
          {"weekly_pence", only_if(fee.has_value(), fee ? fee->per_week.value : 0)},
          {"free_until", why.result.free_until},
          {"conditions_of_registration", card.conditions},
          {"flags", flags_json(why.result)},
          {"reasons", reasons_json(answer, home, why)},
          {"contributions", ranked ? contributions_json(why) : Array{}},
          {"above_urn", only_if(why.above.has_value(), why.above ? answer.snapshot->cards[*why.above].urn : std::string())}};
}

Object shown_json(const Answer& answer, const ShownHome& shown) {
  Object out{{"rank", shown.rank}, {"secure", shown.secure}};
  for (const auto& member : home_json(answer, shown.home, shown.why)) out.set(member.first, member.second);
  out.set("first_share", only_if(shown.robust.has_value(), shown.robust ? answer.robustness.share(shown.robust->first) : 0));
  out.set("top_share", only_if(shown.robust.has_value(), shown.robust ? answer.robustness.share(shown.robust->among_top) : 0));
  out.set("on_pareto_front", shown.on_front);
  out.set("speaks_for", texts(shown.speaks_for));
  out.set("speaks_against", texts(shown.speaks_against));
  out.set("to_check", texts(shown.to_check));
  return out;
}

Object explanation_json(const Answer& answer, std::size_t home) {
  const auto why = explain_home(answer, home);
  auto out = home_json(answer, home, why);
  Array rules;
  for (const auto& rule : engine::kRules) {
    const auto verdict = why.result.blocked.has(rule.rule) ? engine::Answer::Blocked : why.result.unknown.has(rule.rule) ? engine::Answer::Unknown : engine::Answer::Ok;
    rules.push_back(Object{{"rule", rule.code}, {"label", rule.label}, {"says", rule.says}, {"source", rule.source}, {"answer", engine::kAnswers.code(verdict)}});
  }
  const bool refused = answer.refused.contains(static_cast<std::uint32_t>(home));
  rules.push_back(Object{{"rule", kAdmission}, {"label", kAdmissionLabel}, {"says", kAdmissionSays}, {"source", kAdmissionSource}, {"answer", refused ? "blocked" : "ok"}});
  out.set("rules", std::move(rules));
  const bool blocked = why.result.verdict == engine::Verdict::NotSuitable;
  out.set("smallest_opening", blocked && !refused ? changes_json(answer, engine::smallest_opening(answer.problem, home).changes, home) : Array{});
  const auto lift = blocked ? std::nullopt : engine::smallest_lift(answer.problem, answer.solution, home, static_cast<std::size_t>(answer.robustness.top));
  out.set("smallest_lift", only_if(lift.has_value(), lift ? change_json(answer, *lift, home) : Object{}));
  return out;
}

Object referral_json(const Answer& answer) {
  const auto& referral = answer.problem.referral;
  return {{"reference", only_if(!answer.reference.empty(), answer.reference)},
          {"authority", answer.authority_name},
          {"children", referral.children.size()},
          {"needed_on", referral.needed_on},
          {"planned_until", referral.planned_until},
          {"purpose", engine::kPurposes.code(referral.purpose)}};
}

}  // namespace

Value as_json(const Answer& answer, const std::optional<std::size_t>& explained) {
  const auto& snapshot = *answer.snapshot;
  const auto& policy = answer.problem.policy;
  Array blocking;
  for (const auto& [rule, homes] : answer.blocking) blocking.push_back(Object{{"rule", rule}, {"label", rule_label(rule)}, {"homes", homes}});
  Array homes;
  for (const auto& shown : answer.shown) homes.push_back(shown_json(answer, shown));
  Array misses;
  for (const auto& miss : answer.near_misses)
    misses.push_back(Object{{"urn", snapshot.cards[miss.home].urn}, {"name", snapshot.cards[miss.home].name}, {"score_if_open", span(miss.score)},
                            {"changes", changes_json(answer, miss.opening.changes, miss.home)}});
  Array ask;
  for (const auto& question : answer.to_ask_all) ask.push_back(question.text);
  return Object{{"referral", referral_json(answer)},
                {"as_at", snapshot.as_at},
                {"supply", Object{{"homes", snapshot.cards.size()}, {"register_on", snapshot.register_on}, {"vacancies_stated", snapshot.vacancies_stated},
                                  {"vacancies_from", snapshot.vacancies_from}, {"vacancies_to", snapshot.vacancies_to}}},
                {"policy", Object{{"name", policy.name}, {"version", policy.version}, {"valid_from", policy.valid_from}, {"source", policy.source}}},
                {"engine_version", engine::kEngineVersion},
                {"counts", Object{{"suitable", answer.suitable}, {"needs_checking", answer.needs_checking}, {"not_suitable", answer.not_suitable}}},
                {"blocking_rules", std::move(blocking)},
                {"draws", answer.robustness.draws},
                {"top", answer.robustness.top},
                {"known_share", answer.known_share},
                {"remarks", texts(answer.remarks)},
                {"ask_every_home", std::move(ask)},
                {"homes", std::move(homes)},
                {"near_misses", std::move(misses)},
                {"explanation", only_if(explained.has_value(), explained ? explanation_json(answer, *explained) : Object{})}};
}

}  // namespace rightplace::matching
