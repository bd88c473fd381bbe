#include <algorithm>

#include "engines/forecast/simulate.h"

namespace rightplace::forecast {

std::vector<Date> month_ends_after(Date origin, int months) {
  const bool last_of_month = origin.plus_days(1).day() == 1;
  std::vector<Date> ends;
  for (int m = 1; m <= months; ++m) {
    const auto day = origin.plus_months(m);
    ends.push_back(last_of_month ? Date(day.year(), day.month(), 1).plus_months(1).plus_days(-1) : day);
  }
  return ends;
}

Layout::Layout(const Problem& problem, std::vector<Date> month_ends) : month_ends_(std::move(month_ends)) {
  const auto groups = static_cast<std::uint32_t>(problem.groups.size());
  const auto add = [&](Measure measure, Part part = {}) { rows_.push_back({measure, part}); };
  add(Measure::InCare);
  for (std::uint32_t g = 0; g < groups; ++g) add(Measure::InCare, {.group = g});
  for (std::uint32_t b = 0; b < kBands; ++b) add(Measure::InCare, {.band = b});
  for (std::uint32_t g = 0; g < groups; ++g)
    for (std::uint32_t b = 0; b < kBands; ++b) add(Measure::InCare, {.group = g, .band = b});
  for (std::uint32_t n = 0; n < problem.needs.size(); ++n) {
    add(Measure::InCare, {.need = n});
    for (std::uint32_t g = 0; g < groups; ++g) add(Measure::InCare, {.group = g, .need = n});
  }
  if (problem.regions.size() > 1)
    for (std::uint32_t r = 0; r < problem.regions.size(); ++r)
      for (std::uint32_t g = 0; g <= groups; ++g) add(Measure::InCare, {.group = g < groups ? g : Part::kAll, .region = r});
  if (problem.authorities.size() > 1)
    for (std::uint32_t u = 0; u < problem.authorities.size(); ++u) add(Measure::InCare, {.authority = u});
  for (const auto measure : {Measure::Entered, Measure::Left, Measure::TurnedAdult, Measure::Nights}) {
    add(measure);
    for (std::uint32_t g = 0; g < groups; ++g) add(measure, {.group = g});
  }
  for (std::uint32_t g = 0; g < groups; ++g) add(Measure::Arrived, {.group = g});
  if (!problem.prices.empty()) {
    add(Measure::Cost);
    for (std::uint32_t g = 0; g < groups; ++g) add(Measure::Cost, {.group = g});
  }
  for (std::uint32_t g = 0; g < groups && g < problem.places.size(); ++g)
    if (problem.places[g] > 0) {
      add(Measure::Short, {.group = g});
      add(Measure::Void, {.group = g});
    }
}

std::size_t Layout::row(Measure measure, Part part) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.measure == measure && r.part == part; });
  return static_cast<std::size_t>(found - rows_.begin());
}

}  // namespace rightplace::forecast
