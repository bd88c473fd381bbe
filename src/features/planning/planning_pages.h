#pragma once
// The parts of the forecast's page, one by one: values in, markup out. Within the feature.

#include "engines/disclosure/protect.h"
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

// The authority for which the person acts, and what of it was read.
struct Own {
  std::string code, name;
  std::string mark;          // empty: nothing of it was read
};
Own own_of(db::Read& tx, const access::Standing& standing);
const Grouping& standard();

// ---- Figures that may be published (planning_pack.cpp).

// One child in care at the close of a day, as the returns have it.
struct Placed {
  int age = 0;
  std::uint32_t group = 0;
  const returns::Episode* episode = nullptr;
};
std::vector<Placed> placed_on(const returns::FolderRead& read, const Grouping& grouping, Date day);
struct PackTable {
  std::string id, title, says, corner;
  std::vector<std::string> rows, columns;
  disclosure::Counts counts;          // as they are: never shown
};
std::vector<PackTable> pack_of(const returns::FolderRead& read, const Grouping& grouping, const geography::Authority& authority, const geography::Postcodes* postcodes);
// What may be seen of a table; no rows where it cannot be kept safe.
web::plot::Figures published(const PackTable& table);
void add_pack(desk::Pages& pages);

}  // namespace rightplace::planning
