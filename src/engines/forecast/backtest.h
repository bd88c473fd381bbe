#pragma once
// The forecast judged by what came after: for each origin the record is cut there, fitted and simulated, and what the
// record says of the time after is compared with it and with simple rivals that see the same record.

#include "engines/forecast/solve.h"

namespace rightplace::forecast {

// How one forecaster did over a set of cells. Absolute errors are of the median, as a share of the children there were.
struct Score {
  double weighted_error = 0;    // sum of |error| over sum of actual
  double mean_error = 0;        // mean |error| of a cell, children
  double crps = 0;              // mean continuous ranked probability score of a cell, children
};

struct OriginScore {
  Date origin;
  Date judged_on;
  std::int64_t actual = 0;      // children in care on that day
  double forecast = 0;          // the median of them
  Score ours, last_value, last_trend, retention;
  int inside50 = 0, inside80 = 0, inside95 = 0, cells = 0;   // of all months and kinds of place
};

struct Backtest {
  std::vector<OriginScore> origins;
  Score ours, last_value, last_trend, retention;   // means over the origins
  double share_inside50 = 0, share_inside80 = 0, share_inside95 = 0;
  bool beats_all = false;
  std::string verdict;          // the plain sentence
};

// Cells: age band on the judged day by kind of place. `origins` must lie before the last known day by `months`; those
// that do not are left out. The rivals' spreads: none for last value and last trend (their score is their error); the
// retention rival is a binomial around its own point, and its children age to the day.
Result<Backtest> backtest(const Problem& problem, const std::vector<Date>& origins, const Limits& limits = {});

// Mean |x - y| less half of mean |x - x'|: the score of runs against what came.
double crps_of(std::vector<std::int64_t>& runs, double actual);   // reorders the runs

}  // namespace rightplace::forecast
