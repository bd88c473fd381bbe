#pragma once
// A policy is data: weights, parameters of the criteria, horizons and shelf lives, with a version and a source. The
// default is rules/policies/default.toml; the values below are the same, and a test compares them.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "engines/suitability/terms.h"

namespace rightplace::suitability {

inline constexpr std::int32_t kWhole = 1'000'000;   // shares, weights and scores are whole millionths

struct RiskPair {
  Danger poses;
  Vulnerability meets;
  bool operator==(const RiskPair&) const = default;
};

struct Policy {
  std::string name = "Rightplace default";
  std::string version = "2026.1";
  std::string source = "docs/suitability.md";
  Date valid_from{2026, 1, 1};

  // Millionths; they sum to kWhole. Reasons in docs/suitability.md.
  std::array<std::int32_t, kCriterionCount> weights{160'000, 110'000, 80'000, 130'000, 60'000, 80'000, 50'000, 80'000,
                                                    40'000,  70'000,  25'000, 20'000,  20'000, 20'000, 45'000, 10'000};

  int horizon_nights = 180;          // a stay without a planned end is asked for this long
  int vacancy_shelf_days = 7;        // a vacancy statement older than this is not known
  int latest_delay_days = 28;        // counterfactuals propose a later start up to this

  // Closeness: 1 up to `full`, then straight lines through one half at `half` to 0 at `zero`.
  double near_full_miles = 3, near_half_miles = 20, near_zero_miles = 80;
  // Away from: 0 up to `zero`, then a straight line to 1 at `full`.
  double away_zero_miles = 5, away_full_miles = 40;

  std::int32_t deficit_per_level = 500'000;    // needs fit: lost for each level the home falls short
  std::int32_t surplus_per_level = 100'000;    // … and for each it is beyond what is needed

  std::vector<RiskPair> critical_pairs{{Danger::Sexual, Vulnerability::SexualExploitation},
                                       {Danger::CriminalExploitation, Vulnerability::CriminalExploitation}};
  std::vector<RiskPair> concerning_pairs{{Danger::Physical, Vulnerability::SelfHarm},
                                         {Danger::Sexual, Vulnerability::Other},
                                         {Danger::FireSetting, Vulnerability::SelfHarm},
                                         {Danger::CriminalExploitation, Vulnerability::DrugsAlcohol},
                                         {Danger::CriminalExploitation, Vulnerability::Missing}};
  int comfortable_age_gap = 3;                 // years
  std::int32_t per_year_of_gap = 100'000;      // compatibility lost for each year beyond
  std::int32_t per_concerning_pair = 250'000;
  std::int32_t against_companions = 500'000;   // lost when the company is not the kind the child can live with

  double same_school_miles = 10;               // near enough to keep the present school
  std::int32_t school_confirmed = 800'000, school_on_site = 600'000, school_neither = 200'000;

  int staff_per_ten_children = 5;              // on duty at a risk time, for a full mark: 1 to 2

  int manager_settled_months = 24;
  int turnover_worst_percent = 60, agency_worst_percent = 50;
  int clinician_full_minutes = 120;

  int shrink_cases = 10;                       // weight of the mean in progress and endings
  int progress_mean_permille = 500, unplanned_mean_permille = 590;

  std::array<std::int32_t, 5> grade_values{500'000, 1'000'000, 800'000, 500'000, 500'000};   // in the order of Grade

  double smaa_concentration = 100;             // Dirichlet(concentration × weight)
  int smaa_draws = 1000;
  int smaa_top = 5;

  std::int32_t weight(Criterion criterion) const { return weights[static_cast<std::size_t>(criterion)]; }
  bool operator==(const Policy&) const = default;
};

enum class Severity : std::uint8_t { Error, Warning };

// One thing wrong with a policy: where, what and on whose authority.
struct Finding {
  Severity severity = Severity::Error;
  std::string code;     // forbidden-weight, hard-radius, grade-ban, …
  std::string path;     // weights.size
  std::string detail;   // a whole sentence
  std::string source;   // Narey 2016 recommendation 9 (F14)
};

// Every finding at once; empty means fit to use. `policy` as parsed from TOML or JSON.
std::vector<Finding> lint(const json::Value& policy);

// The policy, or Invalid with every error of the linter as a field. A parameter left out keeps its default; weights are
// all stated or none.
Result<Policy> read_policy(const json::Value& policy);
json::Value to_json(const Policy& policy);

}  // namespace rightplace::suitability
