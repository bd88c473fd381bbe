#pragma once
// What the forecast says, month by month, with its intervals; and what it says about the data and about itself.

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "engines/forecast/problem.h"

namespace rightplace::forecast {

// Quantiles over the runs. Counts are whole children; nights and pence are whole too.
struct Range {
  double mean = 0;
  double median = 0;
  double low50 = 0, high50 = 0;   // 25 and 75 per cent
  double low80 = 0, high80 = 0;   // 10 and 90
  double low95 = 0, high95 = 0;   // 2.5 and 97.5
};

enum class Measure { InCare, Entered, Arrived, Left, TurnedAdult, Nights, Cost, Short, Void };
// InCare: children on the last night of the month. Entered: into care. Arrived: into this kind of place, from outside or
// from another kind. Left: care, before eighteen. TurnedAdult: left on the eighteenth birthday. Nights: in the month.
// Cost: pence in the month. Short, Void: children beyond the places there are, and places beyond the children.

// Which children: a part that is not named means all of them.
struct Part {
  static constexpr std::uint32_t kAll = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t group = kAll;
  std::uint32_t band = kAll;
  std::uint32_t need = kAll;
  std::uint32_t authority = kAll;
  std::uint32_t region = kAll;
  auto operator<=>(const Part&) const = default;
};

struct Series {
  Measure measure = Measure::InCare;
  Part part;
  std::vector<Range> months;   // one for each month of the forecast
};

// One thing noticed in the data, and what it does to the forecast.
struct Finding {
  std::string code;      // overlap, gap, vanished, …
  std::int64_t count = 0;
  std::string detail;    // a sentence: what was found and what was done about it
  bool serious = false;  // the forecast should not be relied on before this is answered
};

// What was learnt, for the page that explains the model.
struct Learnt {
  double child_years = 0;
  std::int64_t entries = 0, leavings = 0, moves = 0;
  double entries_a_year = 0, entries_a_year_low80 = 0, entries_a_year_high80 = 0;
  bool closed_cohort = false;
  bool season_kept = false, trend_kept = false, duration_kept = false;
  double season_gain = 0, trend_gain = 0, duration_gain = 0;   // log score gained out of sample, natural units
  double drift_a_year_entries = 0, drift_a_year_leaving = 0;   // standard deviation of the yearly change, as a share
};

struct Solution {
  std::vector<Date> month_ends;
  std::vector<Series> series;
  std::vector<Finding> findings;
  Learnt learnt;
  std::int64_t in_care_at_origin = 0;
  int runs = 0;
  std::uint64_t seed = 0;

  const Series* find(Measure measure, Part part = {}) const;
};

}  // namespace rightplace::forecast
