#include "features/planning/planning_print.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/enum_names.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csv_writer.h"

namespace rightplace::planning {
namespace {

using forecast::Measure;
using forecast::Part;
using forecast::Range;
using forecast::Series;

constexpr auto kMeasures = enum_names<Measure>({{Measure::InCare, "in_care", "In care at the end of the month"},
                                                {Measure::Entered, "entered", "Came into care"},
                                                {Measure::Arrived, "arrived", "Arrived in this kind of place"},
                                                {Measure::Left, "left", "Left care before eighteen"},
                                                {Measure::TurnedAdult, "turned_adult", "Turned eighteen"},
                                                {Measure::Nights, "nights", "Nights in the month"},
                                                {Measure::Cost, "cost_pence", "Cost of the month"},
                                                {Measure::Short, "short", "Children beyond the places"},
                                                {Measure::Void, "void", "Places without a child"}});

std::string group_name(const Answer& a, const Part& part) { return part.group == Part::kAll ? "all" : a.problem.groups[part.group]; }
std::string age_name(const Part& part) { return part.band == Part::kAll ? "all" : forecast::band_name(part.band); }
std::string need_name(const Answer& a, const Part& part) { return part.need == Part::kAll ? "all" : a.problem.needs[part.need]; }

std::string authority_name(const Answer& a, const Part& part) { return part.authority == Part::kAll ? "all" : a.problem.authorities[part.authority].code; }

// Quantiles of counts are whole; means have a place after the point.
json::Value whole(double value) { return static_cast<std::int64_t>(std::llround(value)); }

json::Object range_json(const Range& r) {
  return {{"median", whole(r.median)}, {"mean", std::round(r.mean * 10) / 10}, {"low50", whole(r.low50)}, {"high50", whole(r.high50)},
          {"low80", whole(r.low80)},   {"high80", whole(r.high80)},           {"low95", whole(r.low95)}, {"high95", whole(r.high95)}};
}

json::Array series_json(const Answer& a, const std::vector<Series>& all, const std::vector<Date>& ends) {
  json::Array out;
  for (const auto& s : all) {
    json::Array months;
    for (std::size_t m = 0; m < s.months.size(); ++m) {
      auto month = range_json(s.months[m]);
      month.set("on", ends[m]);
      months.push_back(std::move(month));
    }
    out.push_back(json::Object{{"measure", kMeasures.code(s.measure)},
                               {"place", group_name(a, s.part)},
                               {"age", age_name(s.part)},
                               {"need", need_name(a, s.part)},
                               {"authority", authority_name(a, s.part)},
                               {"months", std::move(months)}});
  }
  return out;
}

json::Object score_json(const forecast::Score& s) {
  return {{"weighted_absolute_error", s.weighted_error}, {"mean_absolute_error", s.mean_error}, {"crps", s.crps}};
}

json::Object scores_json(const forecast::Score& ours, const forecast::Score& retention, const forecast::Score& trend, const forecast::Score& last) {
  return {{"model", score_json(ours)}, {"retention", score_json(retention)}, {"last_trend", score_json(trend)}, {"last_value", score_json(last)}};
}

json::Object backtest_json(const forecast::Backtest& b) {
  json::Array origins;
  for (const auto& o : b.origins) {
    auto one = scores_json(o.ours, o.retention, o.last_trend, o.last_value);
    one.set("origin", o.origin);
    one.set("judged_on", o.judged_on);
    one.set("actual", o.actual);
    one.set("forecast", o.forecast);
    origins.push_back(std::move(one));
  }
  auto out = scores_json(b.ours, b.retention, b.last_trend, b.last_value);
  out.set("verdict", b.verdict);
  out.set("beats_all", b.beats_all);
  out.set("share_inside_50", b.share_inside50);
  out.set("share_inside_80", b.share_inside80);
  out.set("share_inside_95", b.share_inside95);
  out.set("origins", std::move(origins));
  return out;
}

std::string span(double low, double high) {
  return fmt::format("{}–{}", grouped(static_cast<std::int64_t>(std::llround(low))), grouped(static_cast<std::int64_t>(std::llround(high))));
}

std::string money(double pence) { return pounds(Pence{static_cast<std::int64_t>(std::llround(pence / 100)) * 100}); }

void print_months(const Answer& a, const forecast::Solution& s, cli::Console& console) {
  std::vector<cli::Column> columns = {{"End of month"}, {"In care", cli::Align::Right}, {"80 %", cli::Align::Right}, {"95 %", cli::Align::Right}};
  for (const auto& g : a.problem.groups) columns.push_back({g, cli::Align::Right});
  const bool cost = !a.problem.prices.empty();
  if (cost) columns.push_back({"Cost of the month (80 %)", cli::Align::Right});
  std::vector<std::vector<std::string>> rows;
  const auto* all = s.find(Measure::InCare);
  for (std::size_t m = 0; m < s.month_ends.size(); ++m) {
    const auto& r = all->months[m];
    std::vector<std::string> row = {s.month_ends[m].words(), grouped(std::llround(r.median)), span(r.low80, r.high80), span(r.low95, r.high95)};
    for (std::uint32_t g = 0; g < a.problem.groups.size(); ++g) {
      const auto& in = s.find(Measure::InCare, {.group = g})->months[m];
      row.push_back(fmt::format("{} ({})", std::llround(in.median), span(in.low80, in.high80)));
    }
    if (cost) {
      const auto& c = s.find(Measure::Cost)->months[m];
      row.push_back(fmt::format("{} ({}–{})", money(c.median), money(c.low80), money(c.high80)));
    }
    rows.push_back(std::move(row));
  }
  console.print(cli::table(columns, rows, console.width()));
}

void print_backtest(const forecast::Backtest& b, bool closed_cohort, cli::Console& console) {
  console.line();
  console.line(console.bold("Back-test: the record cut a year before, and what then came"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& o : b.origins)
    rows.push_back({o.judged_on.words(), grouped(o.actual), grouped(std::llround(o.forecast)), fmt::format("{:.3f}", o.ours.weighted_error),
                    fmt::format("{:.3f}", o.retention.weighted_error), fmt::format("{:.3f}", o.last_trend.weighted_error),
                    fmt::format("{:.3f}", o.last_value.weighted_error)});
  rows.push_back({"mean", "", "", fmt::format("{:.3f}", b.ours.weighted_error), fmt::format("{:.3f}", b.retention.weighted_error),
                  fmt::format("{:.3f}", b.last_trend.weighted_error), fmt::format("{:.3f}", b.last_value.weighted_error)});
  console.print(cli::table({{"On"},
                            {"Actual", cli::Align::Right},
                            {"Forecast", cli::Align::Right},
                            {"Error", cli::Align::Right},
                            {"Last year's retention", cli::Align::Right},
                            {"Last trend", cli::Align::Right},
                            {"Last value", cli::Align::Right}},
                           rows, console.width()));
  console.line("Error: what the cells of age and kind of place are wrong by, added up, as a share of the children there were.");
  console.line(fmt::format("Inside the intervals of 50, 80 and 95 per cent: {:.0f}, {:.0f} and {:.0f} per cent of the months.", 100 * b.share_inside50,
                           100 * b.share_inside80, 100 * b.share_inside95));
  console.line(cli::wrapped(b.verdict, console.width(), 0));
  if (closed_cohort)
    console.line(cli::wrapped("That the returns follow one closed group was taken as known at every origin: it is how they were gathered. From the first "
                              "year alone it could not have been seen.",
                              console.width(), 0));
}

void print_scenario(const Answer& a, cli::Console& console) {
  const auto& c = *a.scenario;
  console.line();
  console.line(console.bold("What the scenario changes (the same lives with and without it)"));
  std::vector<std::vector<std::string>> rows;
  for (const auto& s : c.difference) {
    if (s.part != Part{.group = s.part.group} || s.months.empty()) continue;
    const auto& r = s.months.back();
    if (r.low95 == 0 && r.high95 == 0) continue;
    const bool cost = s.measure == Measure::Cost;
    const auto say = [&](double v) { return cost ? money(v) : fmt::format("{:+}", std::llround(v)); };
    rows.push_back({std::string(kMeasures.label(s.measure)), group_name(a, s.part), say(r.median),
                    fmt::format("{} to {}", say(r.low80), say(r.high80))});
  }
  if (rows.empty()) console.line("Nothing in the last month.");
  else console.print(cli::table({{"In the last month"}, {"Place"}, {"Median", cli::Align::Right}, {"80 %", cli::Align::Right}}, rows, console.width()));
}

}  // namespace

json::Value in_json(const Answer& a) {
  const auto& s = a.solution;
  json::Array findings;
  for (const auto& f : s.findings)
    findings.push_back(json::Object{{"code", f.code}, {"count", f.count}, {"detail", f.detail}, {"serious", f.serious}});
  const auto& l = s.learnt;
  json::Object out{{"format", "rightplace-forecast-1"},
                   {"origin", Date(a.problem.origin)},
                   {"runs", s.runs},
                   {"seed", static_cast<std::int64_t>(s.seed)},
                   {"grouping", a.grouping},
                   {"in_care_at_origin", s.in_care_at_origin},
                   {"findings", std::move(findings)},
                   {"learnt", json::Object{{"child_years", l.child_years},
                                           {"entries", l.entries},
                                           {"leavings", l.leavings},
                                           {"moves", l.moves},
                                           {"entries_a_year", l.entries_a_year},
                                           {"closed_cohort", l.closed_cohort},
                                           {"duration_kept", l.duration_kept},
                                           {"duration_gain", l.duration_gain},
                                           {"season_kept", l.season_kept},
                                           {"season_gain", l.season_gain},
                                           {"trend_kept", l.trend_kept},
                                           {"trend_gain", l.trend_gain},
                                           {"drift_a_year_entries", l.drift_a_year_entries},
                                           {"drift_a_year_leaving", l.drift_a_year_leaving}}}};
  if (a.backtest) out.set("backtest", backtest_json(*a.backtest));
  out.set("series", series_json(a, s.series, s.month_ends));
  if (a.scenario) {
    out.set("without_scenario", series_json(a, a.scenario->as_is.series, s.month_ends));
    out.set("difference", series_json(a, a.scenario->difference, s.month_ends));
  }
  return out;
}

std::string as_json(const Answer& a) { return in_json(a).pretty(); }

web::plot::Figures every_figure(const Answer& a) {
  web::plot::Figures out{{"measure", "place", "age", "need", "authority", "month_end", "median", "mean", "low50", "high50", "low80", "high80", "low95", "high95"}, {}};
  const auto number = [](double v) { return fmt::format("{}", std::llround(v)); };
  for (const auto& s : a.solution.series)
    for (std::size_t m = 0; m < s.months.size(); ++m) {
      const auto& r = s.months[m];
      out.rows.push_back({std::string(kMeasures.code(s.measure)), group_name(a, s.part), age_name(s.part), need_name(a, s.part), authority_name(a, s.part), a.solution.month_ends[m].iso(), number(r.median), fmt::format("{:.1f}", r.mean), number(r.low50), number(r.high50), number(r.low80),
                          number(r.high80), number(r.low95), number(r.high95)});
    }
  return out;
}

std::string as_csv(const Answer& a) {
  formats::CsvWriter out;
  const auto all = every_figure(a);
  const auto row = [&](const std::vector<std::string>& cells) { out.row(std::vector<std::string_view>(cells.begin(), cells.end())); };
  row(all.head);
  for (const auto& cells : all.rows) row(cells);
  return out.take();
}

void print(const Answer& a, cli::Console& console) {
  const auto& s = a.solution;
  console.line(fmt::format("{} in care on {}. {} runs, seed {}.", plural(s.in_care_at_origin, "child", "children"), Date(a.problem.origin).words(),
                           grouped(s.runs), s.seed));
  console.line();
  if (!s.findings.empty()) {
    console.line(console.bold("What was found in the data"));
    for (const auto& f : s.findings) console.line(cli::wrapped(fmt::format("{} {}", f.serious ? "!" : "-", f.detail), console.width(), 2));
    console.line();
  }
  print_months(a, s, console);
  if (a.scenario) print_scenario(a, console);
  if (a.backtest) print_backtest(*a.backtest, s.learnt.closed_cohort, console);
}

}  // namespace rightplace::planning
