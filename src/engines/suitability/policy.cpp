#include "engines/suitability/policy.h"

#include <fmt/format.h>

#include <cmath>

#include "engines/suitability/policy_form.h"
#include "engines/suitability/rules.h"

namespace rightplace::suitability {
namespace {

using json::Fields;

template <class T>
void read_integer(Fields& fields, std::string_view key, T& into, std::int64_t low, std::int64_t high) {
  if (const auto value = fields.integer(key, low, high)) into = static_cast<T>(*value);
}

void read_number(Fields& fields, std::string_view key, double& into, double low, double high) {
  if (const auto value = fields.number(key, low, high)) into = *value;
}

// A share between 0 and 1, exact to a millionth.
void read_share(Fields& fields, std::string_view key, std::int32_t& into) {
  const auto value = fields.number(key, 0, 1);
  if (!value) return;
  into = static_cast<std::int32_t>(std::llround(*value * kWhole));
  if (std::abs(*value * kWhole - into) > 1e-4) fields.fault(key, fmt::format("should be whole millionths, and is {}", *value));
}

std::vector<RiskPair> read_pairs(Fields& fields, std::string_view key, std::vector<RiskPair> otherwise) {
  if (!fields.has(key)) return otherwise;
  std::vector<RiskPair> pairs;
  for (const auto& item : fields.array(key)) {
    const auto* two = item.as_array();
    const auto* poses = two && two->size() == 2 ? (*two)[0].as_string() : nullptr;
    const auto* meets = two && two->size() == 2 ? (*two)[1].as_string() : nullptr;
    const auto danger = poses ? kDangers.parse(*poses) : std::nullopt;
    const auto vulnerability = meets ? kVulnerabilities.parse(*meets) : std::nullopt;
    if (!danger || !vulnerability) fields.fault(key, fmt::format("should hold pairs of a risk to others and a risk to the child, and holds {}", item.dump()));
    else pairs.push_back({*danger, *vulnerability});
  }
  return pairs;
}

void read_weights(Fields fields, bool stated, Policy& policy) {
  if (!stated) return;
  for (const auto& one : kCriteria) {
    if (!fields.has(one.code)) fields.fault(one.code, "is missing; state every weight, or none");
    read_share(fields, one.code, policy.weights[static_cast<std::size_t>(one.criterion)]);
  }
  fields.refuse_others();
}

json::Value pairs_json(const std::vector<RiskPair>& pairs) {
  json::Array items;
  for (const auto& pair : pairs)
    items.emplace_back(json::Array{json::Value(kDangers.code(pair.poses)), json::Value(kVulnerabilities.code(pair.meets))});
  return items;
}

double share(std::int32_t millionths) { return static_cast<double>(millionths) / kWhole; }

}  // namespace

Policy read_form(const json::Value& value, std::vector<FieldError>& faults) {
  Policy policy;
  Fields top(&value, "", faults);
  policy.name = top.required_text("name");
  policy.version = top.required_text("version");
  policy.source = top.required_text("source");
  policy.valid_from = top.required_date("valid_from");
  read_weights(top.object("weights"), top.has("weights"), policy);

  auto horizon = top.object("horizon");
  read_integer(horizon, "nights", policy.horizon_nights, 1, 3650);
  read_integer(horizon, "latest_delay_days", policy.latest_delay_days, 0, 365);
  horizon.refuse_others();

  auto shelf = top.object("shelf_life");
  read_integer(shelf, "vacancy_days", policy.vacancy_shelf_days, 0, 90);
  shelf.refuse_others();

  auto closeness = top.object("closeness");
  read_number(closeness, "near_full_miles", policy.near_full_miles, 0, 400);
  read_number(closeness, "near_half_miles", policy.near_half_miles, 0, 400);
  read_number(closeness, "near_zero_miles", policy.near_zero_miles, 0, 800);
  read_number(closeness, "away_zero_miles", policy.away_zero_miles, 0, 400);
  read_number(closeness, "away_full_miles", policy.away_full_miles, 0, 800);
  if (!(policy.near_full_miles < policy.near_half_miles && policy.near_half_miles < policy.near_zero_miles))
    closeness.fault("near_half_miles", "should lie between near_full_miles and near_zero_miles");
  if (!(policy.away_zero_miles < policy.away_full_miles)) closeness.fault("away_full_miles", "should be more than away_zero_miles");
  closeness.refuse_others();

  auto fit = top.object("needs_fit");
  read_share(fit, "deficit_per_level", policy.deficit_per_level);
  read_share(fit, "surplus_per_level", policy.surplus_per_level);
  fit.refuse_others();

  auto company = top.object("compatibility");
  policy.critical_pairs = read_pairs(company, "critical_pairs", policy.critical_pairs);
  policy.concerning_pairs = read_pairs(company, "concerning_pairs", policy.concerning_pairs);
  read_integer(company, "comfortable_age_gap", policy.comfortable_age_gap, 0, 18);
  read_share(company, "per_year_of_gap", policy.per_year_of_gap);
  read_share(company, "per_concerning_pair", policy.per_concerning_pair);
  read_share(company, "against_companions", policy.against_companions);
  company.refuse_others();

  auto education = top.object("education");
  read_number(education, "same_school_miles", policy.same_school_miles, 0, 100);
  read_share(education, "confirmed", policy.school_confirmed);
  read_share(education, "on_site", policy.school_on_site);
  read_share(education, "neither", policy.school_neither);
  education.refuse_others();

  auto staffing = top.object("staffing");
  read_integer(staffing, "staff_per_ten_children", policy.staff_per_ten_children, 1, 30);
  staffing.refuse_others();

  auto leadership = top.object("leadership");
  read_integer(leadership, "manager_settled_months", policy.manager_settled_months, 1, 240);
  read_integer(leadership, "turnover_worst_percent", policy.turnover_worst_percent, 1, 250);
  read_integer(leadership, "agency_worst_percent", policy.agency_worst_percent, 1, 100);
  leadership.refuse_others();

  auto therapy = top.object("therapy");
  read_integer(therapy, "clinician_full_minutes", policy.clinician_full_minutes, 1, 10'080);
  therapy.refuse_others();

  auto records = top.object("records");
  read_integer(records, "shrink_cases", policy.shrink_cases, 1, 1000);
  read_integer(records, "progress_mean_permille", policy.progress_mean_permille, 0, 1000);
  read_integer(records, "unplanned_mean_permille", policy.unplanned_mean_permille, 0, 1000);
  records.refuse_others();

  auto grade = top.object("grade");
  for (const auto& row : kGrades.rows) read_share(grade, row.code, policy.grade_values[static_cast<std::size_t>(row.value)]);
  grade.refuse_others();

  auto robustness = top.object("robustness");
  read_number(robustness, "concentration", policy.smaa_concentration, 1, 100'000);
  read_integer(robustness, "draws", policy.smaa_draws, 1, 100'000);
  read_integer(robustness, "top", policy.smaa_top, 1, 50);
  robustness.refuse_others();
  top.refuse_others();
  return policy;
}

Result<Policy> read_policy(const json::Value& value) {
  std::vector<FieldError> faults;
  for (const auto& finding : lint(value))
    if (finding.severity == Severity::Error) faults.push_back({finding.path, fmt::format("{} [{}]", finding.detail, finding.source)});
  if (!faults.empty()) {
    auto detail = fmt::format("The policy cannot be used: {}{}", faults[0].detail, faults.size() == 1 ? "" : fmt::format(" (and {} more)", faults.size() - 1));
    return fail(ErrorKind::Invalid, std::move(detail), std::move(faults));
  }
  return read_form(value, faults);
}

json::Value to_json(const Policy& policy) {
  using json::Object;
  Object weights, grade;
  for (const auto& one : kCriteria) weights.set(one.code, share(policy.weight(one.criterion)));
  for (const auto& row : kGrades.rows) grade.set(row.code, share(policy.grade_values[static_cast<std::size_t>(row.value)]));
  return Object{
      {"name", policy.name},
      {"version", policy.version},
      {"source", policy.source},
      {"valid_from", policy.valid_from},
      {"weights", weights},
      {"horizon", Object{{"nights", policy.horizon_nights}, {"latest_delay_days", policy.latest_delay_days}}},
      {"shelf_life", Object{{"vacancy_days", policy.vacancy_shelf_days}}},
      {"closeness", Object{{"near_full_miles", policy.near_full_miles},
                           {"near_half_miles", policy.near_half_miles},
                           {"near_zero_miles", policy.near_zero_miles},
                           {"away_zero_miles", policy.away_zero_miles},
                           {"away_full_miles", policy.away_full_miles}}},
      {"needs_fit", Object{{"deficit_per_level", share(policy.deficit_per_level)}, {"surplus_per_level", share(policy.surplus_per_level)}}},
      {"compatibility", Object{{"critical_pairs", pairs_json(policy.critical_pairs)},
                               {"concerning_pairs", pairs_json(policy.concerning_pairs)},
                               {"comfortable_age_gap", policy.comfortable_age_gap},
                               {"per_year_of_gap", share(policy.per_year_of_gap)},
                               {"per_concerning_pair", share(policy.per_concerning_pair)},
                               {"against_companions", share(policy.against_companions)}}},
      {"education", Object{{"same_school_miles", policy.same_school_miles},
                           {"confirmed", share(policy.school_confirmed)},
                           {"on_site", share(policy.school_on_site)},
                           {"neither", share(policy.school_neither)}}},
      {"staffing", Object{{"staff_per_ten_children", policy.staff_per_ten_children}}},
      {"leadership", Object{{"manager_settled_months", policy.manager_settled_months},
                            {"turnover_worst_percent", policy.turnover_worst_percent},
                            {"agency_worst_percent", policy.agency_worst_percent}}},
      {"therapy", Object{{"clinician_full_minutes", policy.clinician_full_minutes}}},
      {"records", Object{{"shrink_cases", policy.shrink_cases},
                         {"progress_mean_permille", policy.progress_mean_permille},
                         {"unplanned_mean_permille", policy.unplanned_mean_permille}}},
      {"grade", grade},
      {"robustness", Object{{"concentration", policy.smaa_concentration}, {"draws", policy.smaa_draws}, {"top", policy.smaa_top}}},
  };
}

}  // namespace rightplace::suitability
