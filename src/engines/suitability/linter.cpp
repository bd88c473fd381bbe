// What no policy may say, and what deserves a second look.

#include <fmt/format.h>

#include <numeric>

#include "base/text.h"
#include "engines/suitability/policy_form.h"
#include "engines/suitability/rules.h"

namespace rightplace::suitability {
namespace {

struct Forbidden {
  std::string_view word;     // found in a key, lower case
  std::string_view code;
  std::string_view because;
  std::string_view source;
};

constexpr std::string_view kSizeSource = "Narey 2016 rec 9 (N9, F14)";
constexpr std::string_view kSectorSource = "Children's Homes Data Pack 2013 (F15)";
constexpr std::string_view kPriceSource = "Expert Group 2012: fees do not say what they buy (F16)";
constexpr std::string_view kPlanSource = "Most such children were judged well matched, 2022 (F29)";
constexpr std::string_view kDegreeSource = "Narey 2016 rec 27 (N27, F20)";
constexpr std::string_view kRadiusSource = "Narey 2016 rec 7 (N7, F8)";
constexpr std::string_view kBanSource = "Narey 2016 recs 21, 22 (N21, F13)";

constexpr std::string_view kSize = "The size of a home says nothing of its quality, so it may carry no weight.";
constexpr std::string_view kSector = "Who owns a home says nothing of its quality, so the sector may carry no weight.";
constexpr std::string_view kPrice = "A fee is never a sign of quality; price is shown on an axis of its own and may carry no weight.";
constexpr std::string_view kPlan = "That the plan was fostering does not make a home less right, so it may carry no weight.";
constexpr std::string_view kDegree = "No evidence shows a gain from graduates alone, so degrees may carry no weight.";
constexpr std::string_view kRadius = "The right placement outranks distance: a policy may not shut out homes by a fixed radius; use the closeness criterion.";
constexpr std::string_view kBan = "A grade is not a ban: requires improvement is neutral, and inadequate needs a senior manager's sign-off.";

// As weights.
constexpr std::array kNoWeight{
    Forbidden{"size", "forbidden-weight", kSize, kSizeSource},           Forbidden{"places", "forbidden-weight", kSize, kSizeSource},
    Forbidden{"small", "forbidden-weight", kSize, kSizeSource},          Forbidden{"capacity", "forbidden-weight", kSize, kSizeSource},
    Forbidden{"sector", "forbidden-weight", kSector, kSectorSource},     Forbidden{"owner", "forbidden-weight", kSector, kSectorSource},
    Forbidden{"private", "forbidden-weight", kSector, kSectorSource},    Forbidden{"voluntary", "forbidden-weight", kSector, kSectorSource},
    Forbidden{"price", "forbidden-weight", kPrice, kPriceSource},        Forbidden{"fee", "forbidden-weight", kPrice, kPriceSource},
    Forbidden{"cost", "forbidden-weight", kPrice, kPriceSource},         Forbidden{"foster", "forbidden-weight", kPlan, kPlanSource},
    Forbidden{"degree", "forbidden-weight", kDegree, kDegreeSource},     Forbidden{"graduate", "forbidden-weight", kDegree, kDegreeSource},
};

// Anywhere.
constexpr std::array kNowhere{
    Forbidden{"radius", "hard-radius", kRadius, kRadiusSource},          Forbidden{"max_miles", "hard-radius", kRadius, kRadiusSource},
    Forbidden{"maximum_miles", "hard-radius", kRadius, kRadiusSource},   Forbidden{"distance_limit", "hard-radius", kRadius, kRadiusSource},
    Forbidden{"max_distance", "hard-radius", kRadius, kRadiusSource},    Forbidden{"maximum_distance", "hard-radius", kRadius, kRadiusSource},
    Forbidden{"minimum_grade", "grade-ban", kBan, kBanSource},           Forbidden{"min_grade", "grade-ban", kBan, kBanSource},
    Forbidden{"exclude_grade", "grade-ban", kBan, kBanSource},           Forbidden{"excluded_grade", "grade-ban", kBan, kBanSource},
    Forbidden{"grades_excluded", "grade-ban", kBan, kBanSource},         Forbidden{"allowed_grade", "grade-ban", kBan, kBanSource},
    Forbidden{"banned_grade", "grade-ban", kBan, kBanSource},            Forbidden{"block_grade", "grade-ban", kBan, kBanSource},
};

// A key of the form itself is never forbidden by a word it contains.
bool is_criterion(std::string_view key) {
  for (const auto& one : kCriteria)
    if (one.code == key) return true;
  return false;
}

struct Linter {
  std::vector<Finding> findings;

  void add(Severity severity, std::string_view code, std::string path, std::string detail, std::string_view source) {
    findings.push_back({severity, std::string(code), std::move(path), std::move(detail), std::string(source)});
  }
  void error(std::string_view code, std::string path, std::string detail, std::string_view source) { add(Severity::Error, code, std::move(path), std::move(detail), source); }
  void warn(std::string_view code, std::string path, std::string detail, std::string_view source) { add(Severity::Warning, code, std::move(path), std::move(detail), source); }

  // Reports and takes out what is forbidden, so that the rest can be read.
  void take_out(json::Object& object, const std::string& path, bool weights) {
    std::vector<std::string> gone;
    for (const auto& [key, value] : object) {
      const auto at = path.empty() ? key : path + "." + key;
      if (weights && is_criterion(key)) continue;
      const auto match = [&](const auto& list) {
        for (const auto& one : list)
          if (icontains(key, one.word)) {
            error(one.code, at, std::string(one.because), one.source);
            gone.push_back(key);
            return true;
          }
        return false;
      };
      if (!match(kNowhere) && weights) match(kNoWeight);
    }
    for (const auto& key : gone) object.erase(key);
    for (const auto& [key, value] : object)
      if (value.as_object()) {
        const std::string name = key;
        take_out(*object[name].as_object(), path.empty() ? name : path + "." + name, name == "weights");
      }
  }

  void judge(const Policy& policy) {
    const auto sum = std::accumulate(policy.weights.begin(), policy.weights.end(), std::int64_t{0});
    if (sum != kWhole)
      error("weights-sum", "weights", fmt::format("The weights sum to {:.6f}; they must sum to 1.", static_cast<double>(sum) / kWhole), "The score is a share of 1");
    for (const auto& one : kCriteria) {
      const auto weight = policy.weight(one.criterion);
      if (weight > kWhole / 2)
        warn("one-criterion", fmt::format("weights.{}", one.code), fmt::format("{} carries more than half of the score, so little else can matter.", one.label), one.source);
      if (weight == 0 && one.strength.starts_with("L"))
        warn("law-without-weight", fmt::format("weights.{}", one.code), fmt::format("{} rests on law and carries no weight.", one.label), one.source);
    }
    if (policy.weight(Criterion::Grade) > kWhole / 20)
      warn("grade-heavy", "weights.grade", "The inspection grade should add a little at most; above 0.05 it steers the ranking.", kBanSource);
    const auto value = [&](Grade grade) { return policy.grade_values[static_cast<std::size_t>(grade)]; };
    const auto neutral = value(Grade::NotInspected);
    if (value(Grade::RequiresImprovement) != neutral)
      error("grade-ban", "grade.requires_improvement", "Requires improvement must count as much as not yet inspected: it is neutral.", kBanSource);
    if (value(Grade::Inadequate) != neutral)
      error("grade-ban", "grade.inadequate", "Inadequate must count as much as not yet inspected: it is an amber flag with a senior manager's sign-off, not part of the score.", "F13");
    if (value(Grade::Good) < neutral || value(Grade::Outstanding) < value(Grade::Good))
      error("grade-order", "grade.good", "Outstanding may not count less than good, nor good less than not yet inspected.", "F13");
    if (policy.near_zero_miles - policy.near_full_miles < 5)
      error("hard-radius", "closeness.near_zero_miles", "Closeness that falls from all to nothing within 5 miles is a fixed radius in disguise.", kRadiusSource);
    if (policy.critical_pairs.empty())
      warn("no-critical-pairs", "compatibility.critical_pairs", "Without critical pairs no risk between children ever blocks a home.", "F4");
    if (policy.vacancy_shelf_days > 28)
      warn("old-vacancies", "shelf_life.vacancy_days", "Vacancies change within days; a statement of more than four weeks is hardly one.", "Expert Group 2012 rec 1 (R1)");
    if (policy.deficit_per_level < policy.surplus_per_level)
      warn("surplus-over-deficit", "needs_fit.deficit_per_level", "A home that falls short of a need counts better than one that does more than is needed.", "F1");
    if (policy.smaa_draws < 100)
      warn("few-draws", "robustness.draws", "With fewer than 100 draws the shares are too rough to show.", "Lahdelma and Salminen 2001");
  }
};

}  // namespace

std::vector<Finding> lint(const json::Value& policy) {
  Linter linter;
  auto rest = policy;
  if (auto* object = rest.as_object()) linter.take_out(*object, "", false);
  std::vector<FieldError> faults;
  const auto form = read_form(rest, faults);
  for (const auto& one : faults)
    linter.error(one.detail.starts_with("is not known") ? "unknown-key" : "form", one.field,
                 fmt::format("{} {}.", one.field.empty() ? "The policy" : one.field, one.detail), "docs/suitability.md");
  linter.judge(form);
  return std::move(linter.findings);
}

}  // namespace rightplace::suitability
