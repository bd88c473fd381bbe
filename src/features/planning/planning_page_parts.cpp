#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "features/planning/planning_pages.h"
#include "web/govuk/tables.h"

namespace rightplace::planning {
namespace {

using forecast::Measure;
using forecast::Part;
using web::Html;
using web::html;
using web::govuk::Cell;

std::string whole(double value) { return grouped(std::llround(value)); }
std::string span(const forecast::Range& r) { return fmt::format("{} to {}", whole(r.low80), whole(r.high80)); }
std::string money(double pence) { return pounds(Pence{static_cast<std::int64_t>(std::llround(pence / 100)) * 100}); }
std::string money_span(const forecast::Range& r) { return fmt::format("{} to {}", money(r.low80), money(r.high80)); }
std::string label_of(const Grouping& grouping, std::uint32_t group) { return group < grouping.groups.size() ? grouping.groups[group].label : std::string("Other"); }

Html table(std::string caption, std::vector<Cell> head, std::vector<std::vector<Cell>> rows) {
  return web::govuk::scrolling(web::govuk::table({.caption = caption, .caption_classes = "govuk-visually-hidden", .head = std::move(head), .rows = std::move(rows), .first_cell_is_header = true}), caption);
}

// What the episodes say at each 31 March that the returns reach, and the forecast after it.
web::plot::Band band_of(const Answer& a, const forecast::Series& series, std::optional<std::uint32_t> group) {
  web::plot::Band band{.axis = "Day"};
  auto days = origins_of(a.problem);
  days.push_back(Date(a.problem.origin));
  for (const auto day : days) band.known.push_back({day.words(), static_cast<double>(day.days()), static_cast<double>(in_care_on(a.problem, day, group))});
  // Of long forecasts every third month, and always the last.
  const std::size_t every = a.solution.month_ends.size() > 24 ? 3 : 1;
  for (std::size_t m = 0; m < series.months.size(); ++m) {
    if ((m + 1) % every != 0 && m + 1 != series.months.size()) continue;
    const auto& r = series.months[m];
    band.expected.push_back({a.solution.month_ends[m].words(), static_cast<double>(a.solution.month_ends[m].days()), r.median, r.low80, r.high80});
  }
  return band;
}

}  // namespace

Html findings_part(const Answer& a) {
  Html serious, others;
  for (const auto& finding : a.solution.findings) {
    if (finding.serious) serious += web::govuk::warning_text({.text = finding.detail});
    else others += html(R"(<li>{}</li>)", finding.detail);
  }
  if (serious.empty() && others.empty()) return html(R"(<h2 class="govuk-heading-m" id="found">What was found in the returns</h2><p class="govuk-body">No gaps, no overlaps and no impossible ages.</p>)");
  auto list = others.empty() ? Html() : html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", others);
  return html(R"(<h2 class="govuk-heading-m" id="found">What was found in the returns</h2>{}{}{})", serious,
              serious.empty() ? Html() : html(R"(<p class="govuk-body">Settle what stands above before you rely on the forecast.</p>)"), list);
}

Html summary_part(const Answer& a) {
  const auto& s = a.solution;
  const auto& last = s.find(Measure::InCare)->months.back();
  return html(R"(<p class="govuk-body-l">On {} there were <strong>{}</strong> in care. On {} there will be <strong>{}</strong> to <strong>{}</strong> in eight futures of ten; half of them end below and half above <strong>{}</strong>.</p>)",
              Date(a.problem.origin).words(), plural(s.in_care_at_origin, "child", "children"), s.month_ends.back().words(), whole(last.low80), whole(last.high80), whole(last.median));
}

Html pictures_part(const Answer& a, const Grouping& grouping) {
  const auto& s = a.solution;
  Html out = html(R"(<h2 class="govuk-heading-l" id="forecast">The forecast</h2>)");
  const auto& all = *s.find(Measure::InCare);
  out += web::plot::picture({.id = "in-care", .title = "Children in care", .says = fmt::format("{} on {}; {} expected on {}, and in eight futures of ten {}.", grouped(s.in_care_at_origin), Date(a.problem.origin).words(), whole(all.months.back().median), s.month_ends.back().words(), span(all.months.back()))},
                            band_of(a, all, std::nullopt));
  std::vector<std::vector<Cell>> rows;
  Html pictures;
  for (std::uint32_t g = 0; g < a.problem.groups.size(); ++g) {
    const auto* series = s.find(Measure::InCare, {.group = g});
    if (!series) continue;
    const auto now = in_care_on(a.problem, Date(a.problem.origin), g);
    const auto& last = series->months.back();
    rows.push_back({label_of(grouping, g), Cell(grouped(now)).number(), Cell(whole(last.median)).number(), Cell(span(last)).number(), Cell(fmt::format("{} to {}", whole(last.low95), whole(last.high95))).number()});
    if (now > 0 || last.high80 > 0)
      pictures += web::plot::picture({.id = "in-care-" + grouping.groups[g].name, .title = label_of(grouping, g), .says = fmt::format("{} on {}; {} expected on {}, and in eight futures of ten {}.", grouped(now), Date(a.problem.origin).words(), whole(last.median), s.month_ends.back().words(), span(last))}, band_of(a, *series, g));
  }
  out += html(R"(<h2 class="govuk-heading-m">By kind of place on {}</h2>)", s.month_ends.back().words()) +
         table("By kind of place", {"Kind of place", Cell("Now").number(), Cell("Expected").number(), Cell("8 futures in 10").number(), Cell("19 in 20").number()}, std::move(rows));
  web::plot::Heat heat{.corner = "Kind of place"};
  for (std::size_t b = 0; b < forecast::kBands; ++b) heat.columns.push_back(forecast::band_name(b));
  for (std::uint32_t g = 0; g < a.problem.groups.size(); ++g) {
    auto& row = heat.rows.emplace_back();
    row.name = label_of(grouping, g);
    for (std::uint32_t b = 0; b < forecast::kBands; ++b) {
      const auto* cell = s.find(Measure::InCare, {.group = g, .band = b});
      row.values.push_back(cell ? std::optional(cell->months.back().median) : std::nullopt);
    }
  }
  out += web::plot::picture({.id = "by-age", .title = "By age and kind of place", .says = fmt::format("The middle of all futures on {}, by the child’s age on that day. Small numbers are unsure: the file has the interval of each. Do not publish numbers below six.", s.month_ends.back().words())}, heat);
  return out + pictures;
}

Html comings_part(const Answer& a) {
  const auto& s = a.solution;
  struct What {
    Measure measure;
    std::string_view words;
  };
  std::vector<std::vector<Cell>> rows;
  const std::vector<What> all{{Measure::Entered, "Come into care"}, {Measure::Left, "Leave care before eighteen"}, {Measure::TurnedAdult, "Turn eighteen"}};
  for (std::size_t m = 0; m < s.month_ends.size(); ++m) {
    std::vector<Cell> row{s.month_ends[m].words()};
    for (const auto& what : all) {
      const auto* series = s.find(what.measure);
      if (series) row.push_back(Cell(fmt::format("{} ({})", whole(series->months[m].median), span(series->months[m]))).number());
      else row.push_back(Cell("not known").number());
    }
    rows.push_back(std::move(row));
  }
  std::vector<Cell> head{"Month that ends on"};
  for (const auto& what : all) head.push_back(Cell(what.words).number());
  return web::govuk::details({.summary = "Comings and goings, month by month", .text = html(R"(<p class="govuk-body">The middle of all futures, and in brackets eight of ten.</p>)") + table("Comings and goings, month by month", std::move(head), std::move(rows))});
}

Html places_part(const Answer& a, const Grouping& grouping) {
  if (a.problem.places.empty()) return {};
  std::vector<std::vector<Cell>> rows;
  for (std::uint32_t g = 0; g < a.problem.groups.size(); ++g) {
    if (a.problem.places[g] <= 0) continue;
    const auto* beyond = a.solution.find(Measure::Short, {.group = g});
    const auto* empty = a.solution.find(Measure::Void, {.group = g});
    if (!beyond || !empty) continue;
    const auto& b = beyond->months.back();
    const auto& e = empty->months.back();
    rows.push_back({label_of(grouping, g), Cell(whole(b.median)).number(), Cell(span(b)).number(), Cell(whole(e.median)).number(), Cell(span(e)).number()});
  }
  if (rows.empty()) return {};
  return html(R"(<h2 class="govuk-heading-m" id="places">Places</h2><p class="govuk-body">On {}, against the places that you gave{}. A place counts as fit for any child of its kind, which it never is: a true shortage is larger.</p>)", a.solution.month_ends.back().words(),
              a.scenario ? std::string(" and those opened or closed") : std::string()) +
         table("Places", {"Kind of place", Cell("Children beyond the places").number(), Cell("8 futures in 10").number(), Cell("Places without a child").number(), Cell("8 futures in 10").number()}, std::move(rows));
}

Html cost_part(const Answer& a) {
  if (a.problem.prices.empty()) return {};
  const auto* all = a.solution.find(Measure::Cost);
  if (!all) return {};
  std::vector<std::vector<Cell>> rows;
  for (std::size_t m = 0; m < all->months.size(); ++m)
    rows.push_back({a.solution.month_ends[m].words(), Cell(money(all->months[m].median)).number(), Cell(money_span(all->months[m])).number()});
  return html(R"(<h2 class="govuk-heading-m" id="cost">What it costs</h2><p class="govuk-body">At the prices that you gave, for the kinds of place that have one; nights counted one by one. The interval is that of the numbers of children, not of the prices.</p>)") +
         table("Cost by month", {"Month that ends on", Cell("Expected").number(), Cell("8 futures in 10").number()}, std::move(rows));
}

Html scenario_part(const Answer& a, const Grouping& grouping) {
  if (!a.scenario) return {};
  std::vector<std::vector<Cell>> rows;
  for (const auto& series : a.scenario->difference) {
    if (series.part != Part{.group = series.part.group} || series.months.empty()) continue;
    if (series.measure != Measure::InCare && series.measure != Measure::Cost && series.measure != Measure::Short) continue;
    if (series.measure == Measure::Short && series.part.group == Part::kAll) continue;
    const auto& r = series.months.back();
    if (r.low95 == 0 && r.high95 == 0) continue;
    const bool cost = series.measure == Measure::Cost;
    const auto say = [&](double v) { return cost ? money(v) : fmt::format("{:+}", std::llround(v)); };
    rows.push_back({(cost ? std::string("Cost of the month: ") : series.measure == Measure::Short ? std::string("Children beyond the places: ") : std::string("Children in care: ")) + (series.part.group == Part::kAll ? std::string("all") : label_of(grouping, series.part.group)), Cell(say(r.median)).number(), Cell(fmt::format("{} to {}", say(r.low80), say(r.high80))).number()});
  }
  auto out = html(R"(<h2 class="govuk-heading-m" id="difference">What the change does</h2><p class="govuk-body">In the last month, against the same lives without it: the difference is the change’s and not chance.</p>)");
  if (rows.empty()) return out + html(R"(<p class="govuk-body">Nothing in the last month.</p>)");
  return out + table("What the change does", {"In the last month", Cell("Middle").number(), Cell("8 futures in 10").number()}, std::move(rows));
}

Html backtest_part(const Answer& a) {
  if (!a.backtest) return {};
  const auto& b = *a.backtest;
  Html out = html(R"(<h2 class="govuk-heading-l" id="back-test">How good it would have been</h2>)");
  out += b.beats_all ? web::govuk::inset_text({.text = b.verdict}) : web::govuk::warning_text({.text = b.verdict});
  if (b.origins.empty()) return out;
  std::vector<std::vector<Cell>> rows;
  const auto error = [](const forecast::Score& score) { return Cell(fmt::format("{:.0f} %", 100 * score.weighted_error)).number(); };
  for (const auto& o : b.origins) rows.push_back({o.judged_on.words(), Cell(grouped(o.actual)).number(), Cell(whole(o.forecast)).number(), error(o.ours), error(o.retention), error(o.last_trend), error(o.last_value)});
  rows.push_back({"All together", Cell("").number(), Cell("").number(), error(b.ours), error(b.retention), error(b.last_trend), error(b.last_value)});
  out += html(R"(<p class="govuk-body">Each year was forecast from the years before it and then compared with what came. An error adds up what the cells of age and kind of place were wrong by, as a share of the children there were.</p>)") +
         table("Back-test", {"On", Cell("There were").number(), Cell("Forecast").number(), Cell("Error of this forecast").number(), Cell("of last year’s retention").number(), Cell("of the last trend").number(), Cell("of the last value").number()}, std::move(rows));
  out += html(R"(<p class="govuk-body">What came lay inside the interval of 80 per cent in {} of a hundred months, inside that of 50 per cent in {}, inside that of 95 per cent in {}.</p>)", std::llround(100 * b.share_inside80), std::llround(100 * b.share_inside50), std::llround(100 * b.share_inside95));
  if (a.solution.learnt.closed_cohort)
    out += html(R"(<p class="govuk-body">That the returns follow one closed group was taken as known at every origin: it is how they were gathered. From the first year alone it could not have been seen.</p>)");
  return out;
}

}  // namespace rightplace::planning
