#include <fmt/format.h>

#include "base/text.h"
#include "engines/suitability/io.h"
#include "engines/suitability/rules.h"

namespace rightplace::suitability {
namespace {

using json::Array;
using json::Fields;
using json::Object;
using json::Value;

Array codes(Set<Rule> rules) {
  Array items;
  for (const auto& rule : kRules)
    if (rules.has(rule.rule)) items.emplace_back(rule.code);
  return items;
}

Array flag_codes(Set<Flag> flags) {
  Array items;
  for (const auto& row : kFlags.rows)
    if (flags.has(row.value)) items.emplace_back(row.code);
  return items;
}

Array list(const Problem& problem, const std::vector<std::uint32_t>& homes, const Spans* values) {
  Array items;
  for (const auto home : homes) {
    Object spans;
    for (std::size_t k = 0; k < kCriterionCount; ++k)
      spans.set(kCriteria[k].code, Array{Value(int{(*values)[k].low}), Value(int{(*values)[k].high})});
    ++values;
    items.emplace_back(Object{{"urn", problem.supply->home(home).urn}, {"values", std::move(spans)}});
  }
  return items;
}

Object home_json(const Problem& problem, const HomeResult& result) {
  Object deciding;
  for (const auto& rule : kRules)
    if (result.blocked.has(rule.rule) || result.unknown.has(rule.rule))
      deciding.set(rule.code, int{result.deciding[static_cast<std::size_t>(rule.rule)]});
  Object home{{"urn", problem.supply->home(result.home).urn},
              {"verdict", Value(kVerdicts.code(result.verdict))},
              {"blocked", codes(result.blocked)},
              {"unknown", codes(result.unknown)},
              {"deciding", std::move(deciding)},
              {"flags", flag_codes(result.flags)}};
  if (result.verdict != Verdict::NotSuitable) {
    home.set("score_low", int{result.score.low});
    home.set("score_high", int{result.score.high});
    home.set("known_share", int{result.known_share});
    home.set("miles_low", result.miles_low);
    home.set("miles_high", result.miles_high);
  }
  if (result.room >= 0) home.set("room", int{result.room});
  if (result.free_until) home.set("free_until", *result.free_until);
  return home;
}

struct SolutionReader {
  const Problem& problem;
  std::vector<FieldError>& faults;

  std::optional<std::uint32_t> home(Fields& fields) {
    const auto urn = fields.required_text("urn");
    const auto found = problem.supply->find(urn);
    if (!found) fields.fault("urn", fmt::format("names a home that is not in the problem: \"{}\"", shown(urn)));
    return found ? std::optional(static_cast<std::uint32_t>(*found)) : std::nullopt;
  }

  Set<Rule> rules(Fields& fields, std::string_view key) {
    Set<Rule> set;
    for (const auto& item : fields.array(key)) {
      const auto* text = item.as_string();
      bool found = false;
      for (const auto& rule : kRules)
        if (text && rule.code == *text) set.add(rule.rule), found = true;
      if (!found) fields.fault(key, fmt::format("should hold codes of rules, and holds {}", shown(item.dump())));
    }
    return set;
  }

  HomeResult result(Fields fields) {
    HomeResult result;
    result.home = home(fields).value_or(0);
    if (const auto verdict = kVerdicts.parse(fields.required_text("verdict"))) result.verdict = *verdict;
    else fields.fault("verdict", "should be suitable, needs_checking or not_suitable");
    result.blocked = rules(fields, "blocked");
    result.unknown = rules(fields, "unknown");
    auto deciding = fields.object("deciding");
    for (const auto& rule : kRules)
      result.deciding[static_cast<std::size_t>(rule.rule)] = static_cast<std::uint8_t>(deciding.integer(rule.code, 0, 255).value_or(0));
    deciding.refuse_others();
    for (const auto& item : fields.array("flags"))
      if (const auto flag = item.as_string() ? kFlags.parse(*item.as_string()) : std::nullopt) result.flags.add(*flag);
      else fields.fault("flags", fmt::format("should hold codes of flags, and holds {}", shown(item.dump())));
    result.score.low = static_cast<std::int32_t>(fields.integer("score_low", 0, kWhole).value_or(0));
    result.score.high = static_cast<std::int32_t>(fields.integer("score_high", 0, kWhole).value_or(0));
    result.known_share = static_cast<std::int32_t>(fields.integer("known_share", 0, kWhole).value_or(0));
    result.miles_low = fields.number("miles_low", 0, 5000).value_or(0);
    result.miles_high = fields.number("miles_high", 0, 5000).value_or(0);
    result.room = static_cast<std::int8_t>(fields.integer("room", 0, 63).value_or(-1));
    result.free_until = fields.date("free_until");
    fields.refuse_others();
    return result;
  }

  void list(Fields& top, std::string_view key, std::vector<std::uint32_t>& ranked, std::vector<Spans>& values) {
    const auto& items = top.array(key);
    for (std::size_t i = 0; i < items.size(); ++i) {
      Fields fields(&items[i], fmt::format("{}[{}]", key, i), faults);
      ranked.push_back(home(fields).value_or(0));
      auto spans = fields.object("values");
      auto& row = values.emplace_back();
      for (std::size_t k = 0; k < kCriterionCount; ++k) {
        const auto& two = spans.array(kCriteria[k].code);
        const auto* low = two.size() == 2 ? two[0].as_integer() : nullptr;
        const auto* high = two.size() == 2 ? two[1].as_integer() : nullptr;
        if (!low || !high || *low < 0 || *high > kWhole || *low > *high) spans.fault(kCriteria[k].code, "should be two millionths, the lower first");
        else row[k] = {static_cast<std::int32_t>(*low), static_cast<std::int32_t>(*high)};
      }
      spans.refuse_others();
      fields.refuse_others();
    }
  }
};

}  // namespace

Value to_json(const Problem& problem, const Solution& solution) {
  Array homes;
  for (const auto& result : solution.homes) homes.emplace_back(home_json(problem, result));
  return Object{{"engine", Object{{"name", "suitability"}, {"version", kEngineVersion}}},
                {"policy", Object{{"name", problem.policy.name}, {"version", problem.policy.version}}},
                {"referral", problem.referral.id},
                {"as_at", problem.as_at},
                {"outcome", solution.outcome == Outcome::Optimal ? "optimal" : "stopped"},
                {"homes", std::move(homes)},
                {"ranked", list(problem, solution.ranked, solution.values.data())},
                {"ranked_secure", list(problem, solution.ranked_secure, solution.values.data() + solution.ranked.size())}};
}

Result<Solution> read_solution(const Problem& problem, const Value& value) {
  std::vector<FieldError> faults;
  SolutionReader reader{problem, faults};
  Fields top(&value, "", faults);
  Solution solution;
  for (const auto* key : {"engine", "policy", "referral", "as_at"}) top.value(key);
  const auto outcome = top.required_text("outcome");
  if (outcome != "optimal" && outcome != "stopped") top.fault("outcome", "should be optimal or stopped");
  solution.outcome = outcome == "stopped" ? Outcome::Stopped : Outcome::Optimal;
  const auto& homes = top.array("homes");
  for (std::size_t i = 0; i < homes.size(); ++i) solution.homes.push_back(reader.result(Fields(&homes[i], fmt::format("homes[{}]", i), faults)));
  reader.list(top, "ranked", solution.ranked, solution.values);
  reader.list(top, "ranked_secure", solution.ranked_secure, solution.values);
  top.refuse_others();
  if (faults.empty()) return solution;
  auto detail = fmt::format("The solution cannot be read: {} {}.", faults[0].field, faults[0].detail);
  return fail(ErrorKind::Invalid, std::move(detail), std::move(faults));
}

}  // namespace rightplace::suitability
