#pragma once
// A forecast as a person reads it, as JSON and as CSV. Within the feature.

#include <optional>
#include <string>

#include "base/json.h"
#include "cli/console.h"
#include "engines/forecast/backtest.h"
#include "web/plot/plot.h"

namespace rightplace::planning {

struct Answer {
  forecast::Problem problem;
  forecast::Solution solution;
  std::optional<forecast::Comparison> scenario;
  std::optional<forecast::Backtest> backtest;
  std::string grouping;
};

// rightplace-forecast-1; its shape is kForecastShape.
json::Value in_json(const Answer& answer);
std::string as_json(const Answer& answer);
// One row for each measure, part and month.
web::plot::Figures every_figure(const Answer& answer);
std::string as_csv(const Answer& answer);
void print(const Answer& answer, cli::Console& console);

}  // namespace rightplace::planning
