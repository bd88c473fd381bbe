#pragma once
// Whether children of one group are accepted less often, or find their home further down the list, than all others:
// by sex, ethnic group, disability and whether unaccompanied. Exact methods throughout, because groups are small. The
// figures are prompts, not verdicts (docs/suitability.md says what an alarm means, and how often it is false).

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "engines/suitability/problem.h"

namespace rightplace::suitability {

// One referral that was answered, without identity.
struct FairnessCase {
  std::optional<Sex> sex;
  Background background;
  bool accepted = false;
  std::optional<int> rank;     // of the home in which the child was placed, from 1; unset: none, or not on the list
};

struct Interval {
  double low = 0, high = 1;
};

// A share k of n with its exact (Clopper–Pearson) 95 % interval.
struct Share {
  int k = 0, n = 0;
  Interval interval;
  double value() const { return n == 0 ? 0 : static_cast<double>(k) / n; }
};

struct Gap {
  Share group, others;
  double p_exact = 1;          // Fisher's exact test, two-sided
  double p_mid = 1;            // the same, mid-p: less conservative, for reading only
  double p_adjusted = 1;       // Holm over all comparisons of the report
  bool alarm = false;          // p_adjusted below 0.05
};

struct GroupGaps {
  std::string dimension;       // sex, ethnic_group, disabled, unaccompanied
  std::string group;
  Gap acceptance;              // accepted, of all referrals
  Gap among_top;               // placed in a home among the best `top`, of those placed with a known rank
  bool suppress = false;       // a count of 1 to 5 in a cell: not to be published
};

struct Fairness {
  int cases = 0;
  int top = 5;
  std::vector<GroupGaps> groups;   // by dimension and name; groups with nobody outside them are left out
};

Fairness fairness(const std::vector<FairnessCase>& cases, int top = 5);
json::Value to_json(const Fairness& report);   // suppressed groups keep their names and lose their figures

// For the tests and the power figures of the documents.
double fisher_two_sided(int a, int b, int c, int d, bool mid_p);   // table of counts; sum at most 1,000,000
Interval clopper_pearson(int k, int n, double level = 0.95);

}  // namespace rightplace::suitability
