#include "engines/suitability/fairness.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace rightplace::suitability {
namespace {

double log_choose(int n, int k) {
  // glibc's lgamma writes the global signgam; the arguments are positive, so the sign is not needed.
  int sign = 0;
  return ::lgamma_r(n + 1.0, &sign) - ::lgamma_r(k + 1.0, &sign) - ::lgamma_r(n - k + 1.0, &sign);
}

// P(X <= k) of a binomial, or P(X >= k), by summing its terms.
double binomial_tail(int k, int n, double p, bool upper) {
  if (p <= 0) return upper ? (k <= 0 ? 1 : 0) : 1;
  if (p >= 1) return upper ? 1 : (k >= n ? 1 : 0);
  double sum = 0;
  for (int x = upper ? k : 0; x <= (upper ? n : k); ++x) sum += std::exp(log_choose(n, x) + x * std::log(p) + (n - x) * std::log1p(-p));
  return std::min(1.0, sum);
}

template <class Rises>
double bisect(Rises rises_above) {
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    if (rises_above(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

struct Counts {
  int accepted = 0, refused = 0, top = 0, below = 0;
};

Gap gap_of(int group_yes, int group_no, int others_yes, int others_no) {
  Gap gap;
  gap.group = {group_yes, group_yes + group_no, clopper_pearson(group_yes, group_yes + group_no)};
  gap.others = {others_yes, others_yes + others_no, clopper_pearson(others_yes, others_yes + others_no)};
  gap.p_exact = fisher_two_sided(group_yes, group_no, others_yes, others_no, false);
  gap.p_mid = fisher_two_sided(group_yes, group_no, others_yes, others_no, true);
  return gap;
}

bool small(int count) { return count >= 1 && count <= 5; }

void add_dimension(const std::vector<FairnessCase>& cases, int top, const std::string& dimension,
                   std::string (*group_of)(const FairnessCase&), std::vector<GroupGaps>& groups) {
  std::map<std::string, Counts> by_group;
  Counts all;
  for (const auto& one : cases) {
    const auto name = group_of(one);
    if (name.empty()) continue;
    for (auto* counts : {&by_group[name], &all}) {
      one.accepted ? ++counts->accepted : ++counts->refused;
      if (one.accepted && one.rank) *one.rank <= top ? ++counts->top : ++counts->below;
    }
  }
  for (const auto& [name, counts] : by_group) {
    const Counts others{all.accepted - counts.accepted, all.refused - counts.refused, all.top - counts.top, all.below - counts.below};
    if (others.accepted + others.refused == 0) continue;
    GroupGaps gaps{dimension, name, gap_of(counts.accepted, counts.refused, others.accepted, others.refused), gap_of(counts.top, counts.below, others.top, others.below), false};
    for (const int count : {counts.accepted, counts.refused, counts.top, counts.below, others.accepted, others.refused, others.top, others.below}) gaps.suppress |= small(count);
    groups.push_back(std::move(gaps));
  }
}

std::string sex_of(const FairnessCase& one) { return one.sex ? std::string(kSexes.code(*one.sex)) : std::string(); }
std::string ethnic_group_of(const FairnessCase& one) { return one.background.ethnic_group; }
std::string disabled_of(const FairnessCase& one) { return !one.background.disabled ? "" : *one.background.disabled ? "disabled" : "not disabled"; }
std::string unaccompanied_of(const FairnessCase& one) { return !one.background.unaccompanied ? "" : *one.background.unaccompanied ? "unaccompanied" : "not unaccompanied"; }

// Holm's step-down over distinct comparisons. In a dimension of two groups one's gap is the other's: it counts once.
void adjust(std::vector<GroupGaps>& groups) {
  const auto mirrors_the_one_before = [&](std::size_t i) {
    const auto of_dimension = std::count_if(groups.begin(), groups.end(), [&](const GroupGaps& other) { return other.dimension == groups[i].dimension; });
    return i > 0 && of_dimension == 2 && groups[i - 1].dimension == groups[i].dimension;
  };
  std::vector<Gap*> distinct;
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (!mirrors_the_one_before(i)) distinct.push_back(&groups[i].acceptance), distinct.push_back(&groups[i].among_top);
  std::stable_sort(distinct.begin(), distinct.end(), [](const Gap* a, const Gap* b) { return a->p_exact < b->p_exact; });
  double running = 0;
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    running = std::max(running, std::min(1.0, distinct[i]->p_exact * static_cast<double>(distinct.size() - i)));
    distinct[i]->p_adjusted = running;
    distinct[i]->alarm = running < 0.05;
  }
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (!mirrors_the_one_before(i)) continue;
    groups[i].acceptance.p_adjusted = groups[i - 1].acceptance.p_adjusted;
    groups[i].acceptance.alarm = groups[i - 1].acceptance.alarm;
    groups[i].among_top.p_adjusted = groups[i - 1].among_top.p_adjusted;
    groups[i].among_top.alarm = groups[i - 1].among_top.alarm;
  }
}

json::Value gap_json(const Gap& gap) {
  const auto share = [](const Share& one) {
    return json::Object{{"k", one.k}, {"n", one.n}, {"share", one.value()}, {"low", one.interval.low}, {"high", one.interval.high}};
  };
  return json::Object{{"group", share(gap.group)}, {"others", share(gap.others)},     {"p_exact", gap.p_exact},
                      {"p_mid", gap.p_mid},        {"p_adjusted", gap.p_adjusted}, {"alarm", gap.alarm}};
}

}  // namespace

double fisher_two_sided(int a, int b, int c, int d, bool mid_p) {
  const int row = a + b, column = a + c, all = a + b + c + d;
  if (row == 0 || row == all || column == 0 || column == all) return 1;
  const int low = std::max(0, row + column - all), high = std::min(row, column);
  const auto log_p = [&](int x) { return log_choose(column, x) + log_choose(all - column, row - x) - log_choose(all, row); };
  const double observed = log_p(a);
  double sum = 0;
  for (int x = low; x <= high; ++x) {
    const double one = log_p(x);
    if (one > observed + 1e-7) continue;   // likelier than what was seen
    sum += std::exp(one) * (mid_p && std::abs(one - observed) <= 1e-7 ? 0.5 : 1);
  }
  return std::min(1.0, sum);
}

Interval clopper_pearson(int k, int n, double level) {
  if (n == 0) return {0, 1};
  const double tail = (1 - level) / 2;
  Interval interval;
  interval.low = k == 0 ? 0 : bisect([&](double p) { return binomial_tail(k, n, p, true) > tail; });
  interval.high = k == n ? 1 : bisect([&](double p) { return binomial_tail(k, n, p, false) < tail; });
  return interval;
}

Fairness fairness(const std::vector<FairnessCase>& cases, int top) {
  Fairness report;
  report.cases = static_cast<int>(cases.size());
  report.top = top;
  add_dimension(cases, top, "sex", sex_of, report.groups);
  add_dimension(cases, top, "ethnic_group", ethnic_group_of, report.groups);
  add_dimension(cases, top, "disabled", disabled_of, report.groups);
  add_dimension(cases, top, "unaccompanied", unaccompanied_of, report.groups);
  adjust(report.groups);
  return report;
}

json::Value to_json(const Fairness& report) {
  json::Array groups;
  for (const auto& one : report.groups) {
    json::Object group{{"dimension", one.dimension}, {"group", one.group}, {"suppressed", one.suppress}};
    if (!one.suppress) {
      group.set("acceptance", gap_json(one.acceptance));
      group.set("among_top", gap_json(one.among_top));
    }
    groups.emplace_back(std::move(group));
  }
  return json::Object{{"cases", report.cases}, {"top", report.top}, {"groups", std::move(groups)}};
}

}  // namespace rightplace::suitability
