#pragma once
// The parts of the forecast's page, one by one: values in, markup out. Within the feature.

#include "features/planning/planning_answer.h"
#include "web/form.h"
#include "web/plot/plot.h"

namespace rightplace::planning {

// What the page's form asks; everything has a default, so that an address without values is a question too.
struct Wanted {
  int months = 12;
  // What is done differently, in per cent more or less of what would come; 0: nothing.
  std::int64_t entries = 0, leaving = 0;
  std::int64_t redirect = 0;                          // per cent of those who would go to homes, to foster carers instead
  std::vector<std::optional<Pence>> prices;           // of a week, by kind of place
  bool asks_change() const { return entries != 0 || leaving != 0 || redirect != 0; }
  bool asks_cost() const;
  std::string text() const;                           // tells questions apart
};
// Faults stand in the form.
Wanted wanted_of(web::Form& form, const Grouping& grouping);
// The changes and prices as the problem has them, from the day after its origin.
void apply(const Wanted& wanted, const Grouping& grouping, forecast::Problem& problem);

web::Html question_form(const web::Form& form, const Grouping& grouping);
web::Html findings_part(const Answer& answer);
web::Html summary_part(const Answer& answer);
web::Html pictures_part(const Answer& answer, const Grouping& grouping);
web::Html comings_part(const Answer& answer);
web::Html cost_part(const Answer& answer);
web::Html scenario_part(const Answer& answer, const Grouping& grouping);
web::Html backtest_part(const Answer& answer);

}  // namespace rightplace::planning
