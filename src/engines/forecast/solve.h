#pragma once
// The forecast engine: fit, simulate, sum up. Deterministic: the same problem, runs and seed give the same bytes on any
// number of threads. Cost: one authority's five years and 1,000 runs of 12 months in well under a tenth of a second.

#include "base/result.h"
#include "engines/forecast/solution.h"

namespace rightplace::forecast {

// Invalid when the problem contradicts itself (an index out of range, no group, a horizon out of range); the sentence
// names the member. Poor data are no error: they are findings of the solution.
Result<Solution> solve(const Problem& problem, const Limits& limits = {});

// The numbers of every run, for those who need more than quantiles (scenarios' differences, scores):
// values[(run * rows + row) * months + month].
struct Runs {
  std::vector<Date> month_ends;
  struct Row {
    Measure measure = Measure::InCare;
    Part part;
  };
  std::vector<Row> rows;
  std::vector<std::int64_t> values;
  std::size_t runs = 0;

  std::int64_t at(std::size_t run, std::size_t row, std::size_t month) const {
    return values[(run * rows.size() + row) * month_ends.size() + month];
  }
  std::size_t row(Measure measure, Part part = {}) const;   // rows.size() when there is none
  std::vector<std::int64_t> of(std::size_t row, std::size_t month) const;
};
struct Simulated {
  Runs runs;
  std::vector<Finding> findings;
  Learnt learnt;
  std::int64_t in_care_at_origin = 0;
};
// `mean_rates`: every rate at its posterior mean, nothing drifts; then only chance differs between runs.
Result<Simulated> simulate(const Problem& problem, const Limits& limits = {}, bool mean_rates = false);

Range range_of(std::vector<std::int64_t>& values);   // reorders the values

// What a scenario changes: the same runs with and without it, and the quantiles of their differences.
struct Comparison {
  Solution as_is;
  Solution with_changes;
  std::vector<Series> difference;
};
Result<Comparison> compare(const Problem& problem, const Limits& limits = {});

}  // namespace rightplace::forecast
