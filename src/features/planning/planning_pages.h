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
  std::vector<std::optional<std::int64_t>> places;    // that there are now, by kind of place; none: not limited
  std::vector<std::int64_t> opened;                   // places more from the day after the origin on, fewer where negative
  bool asks_change() const;
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
web::Html places_part(const Answer& answer, const Grouping& grouping);
web::Html cost_part(const Answer& answer);
web::Html scenario_part(const Answer& answer, const Grouping& grouping);
web::Html backtest_part(const Answer& answer);

inline constexpr std::string_view kForecastShape = R"json({"type": "object", "required": ["format", "origin", "runs", "seed", "grouping", "in_care_at_origin", "findings", "learnt", "series"], "additionalProperties": false, "properties": {
  "format": {"type": "string", "enum": ["rightplace-forecast-1"]}, "origin": {"type": "string", "format": "date", "description": "The last day that the returns know"}, "runs": {"type": "integer"}, "seed": {"type": "integer"}, "grouping": {"type": "string"},
  "in_care_at_origin": {"type": "integer"}, "findings": {"type": "array", "description": "What was found in the returns, and what it does to the forecast", "items": {"type": "object", "required": ["code", "count", "detail", "serious"], "additionalProperties": false, "properties": {"code": {"type": "string"}, "count": {"type": "integer"}, "detail": {"type": "string"}, "serious": {"type": "boolean", "description": "Do not rely on the forecast before this is settled"}}}},
  "learnt": {"type": "object", "description": "What the model learnt; figures by name"}, "backtest": {"$ref": "#/components/schemas/ForecastBacktest"},
  "series": {"type": "array", "items": {"$ref": "#/components/schemas/ForecastSeries"}}, "without_scenario": {"type": "array", "description": "The same lives without the changes that were asked", "items": {"$ref": "#/components/schemas/ForecastSeries"}}, "difference": {"type": "array", "description": "With the changes less without, life by life", "items": {"$ref": "#/components/schemas/ForecastSeries"}}}})json";
inline constexpr std::string_view kSeriesShape = R"json({"type": "object", "required": ["measure", "place", "age", "need", "authority", "months"], "additionalProperties": false, "properties": {
  "measure": {"type": "string", "enum": ["in_care", "entered", "arrived", "left", "turned_adult", "nights", "cost_pence", "short", "void"]}, "place": {"type": "string", "description": "A kind of place, or all"}, "age": {"type": "string"}, "need": {"type": "string"}, "authority": {"type": "string"},
  "months": {"type": "array", "items": {"type": "object", "required": ["on", "median", "mean", "low50", "high50", "low80", "high80", "low95", "high95"], "additionalProperties": false, "properties": {"on": {"type": "string", "format": "date", "description": "The month's last day"}, "median": {"type": "integer"}, "mean": {"type": "number"}, "low50": {"type": "integer"}, "high50": {"type": "integer"}, "low80": {"type": "integer"}, "high80": {"type": "integer"}, "low95": {"type": "integer"}, "high95": {"type": "integer"}}}}}})json";
inline constexpr std::string_view kScoreShape = R"json({"type": "object", "required": ["weighted_absolute_error", "mean_absolute_error", "crps"], "additionalProperties": false, "properties": {"weighted_absolute_error": {"type": "number"}, "mean_absolute_error": {"type": "number"}, "crps": {"type": "number"}}})json";
inline constexpr std::string_view kBacktestShape = R"json({"type": "object", "required": ["model", "retention", "last_trend", "last_value", "verdict", "beats_all", "share_inside_50", "share_inside_80", "share_inside_95", "origins"], "additionalProperties": false, "properties": {
  "model": {"$ref": "#/components/schemas/ForecastScore"}, "retention": {"$ref": "#/components/schemas/ForecastScore"}, "last_trend": {"$ref": "#/components/schemas/ForecastScore"}, "last_value": {"$ref": "#/components/schemas/ForecastScore"},
  "verdict": {"type": "string"}, "beats_all": {"type": "boolean"}, "share_inside_50": {"type": "number"}, "share_inside_80": {"type": "number"}, "share_inside_95": {"type": "number"},
  "origins": {"type": "array", "items": {"type": "object", "required": ["origin", "judged_on", "actual", "forecast", "model", "retention", "last_trend", "last_value"], "additionalProperties": false, "properties": {"origin": {"type": "string", "format": "date"}, "judged_on": {"type": "string", "format": "date"}, "actual": {"type": "integer"}, "forecast": {"type": "number"},
    "model": {"$ref": "#/components/schemas/ForecastScore"}, "retention": {"$ref": "#/components/schemas/ForecastScore"}, "last_trend": {"$ref": "#/components/schemas/ForecastScore"}, "last_value": {"$ref": "#/components/schemas/ForecastScore"}}}}}})json";

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
