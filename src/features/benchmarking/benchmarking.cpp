#include "features/benchmarking/benchmarking.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/text.h"
#include "features/benchmarking/benchmarking_store.h"
#include "features/figures/figures.h"
#include "features/geography/geography.h"
#include "features/organisations/organisations.h"
#include "features/printing/printing.h"
#include "web/govuk/tables.h"
#include "web/plot/plot.h"

namespace rightplace::benchmarking {
namespace {

using desk::Asked;
using web::Html;
using web::html;
using web::Url;
using web::govuk::Cell;
using web::plot::Figures;

constexpr std::string_view kTitle = "How you compare with other authorities";

// The last that was read, until an import comes or goes. Used from many threads.
class Keeper {
 public:
  std::shared_ptr<const Counts> at(db::Read& tx) {
    const auto mark = mark_of(tx);
    const std::scoped_lock lock(mutex_);
    if (!held_ || mark != mark_) {
      held_ = std::make_shared<const Counts>(load_counts(tx));
      mark_ = mark;
    }
    return held_;
  }

 private:
  std::mutex mutex_;
  std::string mark_;
  std::shared_ptr<const Counts> held_;
};

struct View {
  std::string code, name;
  std::shared_ptr<const Counts> counts;
  std::vector<std::string> neighbours;
};
View view_of(const Asked& asked, Keeper& keeper) {
  return asked.desk.database.read([&](db::Read& tx) {
    View out;
    if (const auto body = organisations::load(tx, asked.standing.acting_for)) out.code = body->details.authority_code, out.name = body->details.name;
    if (const auto* known = geography::authority_by_code(out.code)) out.code = known->code;
    out.counts = keeper.at(tx);
    out.neighbours = neighbours_of(tx, out.code);
    return out;
  });
}

std::string name_of(std::string_view code) {
  const auto* known = geography::authority_by_code(code);
  return known ? std::string(known->name) : std::string(code);
}

std::string day_words(const Measure& measure, int year) { return measure.kind == Kind::WeeklyCost ? fmt::format("{}-{:02}", year - 1, year % 100) : fmt::format("31 March {}", year); }

std::string span_of(const Measure& measure, const Value& value) { return fmt::format("{} to {}", words_of(measure, value.low), words_of(measure, value.high)); }

std::string figure_or(const Measure& measure, const std::optional<double>& value) { return value ? words_of(measure, *value) : std::string("too few to say"); }

// Own and neighbours, or everybody, by name; own first.
Figures table_of(const Measure& measure, const View& view, int year, bool everybody) {
  Figures out{{"Authority", std::string(measure.title), "19 in 20: from", "to"}, {}};
  const auto add = [&](const std::string& code, std::string name) {
    const auto value = value_of(measure, *view.counts, code, year);
    if (value) out.rows.push_back({std::move(name), words_of(measure, value->value), words_of(measure, value->low), words_of(measure, value->high)});
    else out.rows.push_back({std::move(name), "too few to say", "", ""});
  };
  add(view.code, name_of(view.code));
  auto others = everybody ? view.counts->authorities(measure.top.front(), year) : view.neighbours;
  std::ranges::sort(others, {}, name_of);
  for (const auto& code : others)
    if (code != view.code) add(code, name_of(code));
  return out;
}

Html summary_part(const View& view) {
  std::vector<std::vector<Cell>> rows;
  for (const auto& measure : measures()) {
    const auto year = year_of(measure, *view.counts);
    if (!year) {
      rows.push_back({std::string(measure.title), "no file read", "", "", "", ""});
      continue;
    }
    const auto s = standing_of(measure, *view.counts, view.code, view.neighbours, *year);
    rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", Url::fragment(measure.id), measure.title), day_words(measure, *year), Cell(s.own ? fmt::format("{} ({})", words_of(measure, s.own->value), span_of(measure, *s.own)) : std::string("too few to say")).number(),
                    Cell(figure_or(measure, s.neighbours)).number(), Cell(figure_or(measure, s.all)).number(), place_in_words(s)});
  }
  return web::govuk::scrolling(web::govuk::table({.caption = "In short", .caption_classes = "govuk-table__caption--m", .head = {"Measure", "Of", Cell("Yours (19 in 20)").number(), Cell("Neighbours, the middle").number(), Cell("All, the middle").number(), "Where you stand"}, .rows = std::move(rows), .first_cell_is_header = true}), "In short");
}

Html measure_part(const Measure& measure, const View& view) {
  const auto year = year_of(measure, *view.counts);
  if (!year) return {};
  const auto figures = table_of(measure, view, *year, false);
  const auto about = web::plot::About{std::string(measure.id), std::string(measure.title), fmt::format("{}. {} Source: {}.", day_words(measure, *year), measure.formula, measure.source), Url("/benchmarking/files").segment(measure.id)};
  return web::plot::table(about, figures) + html(R"(<p class="govuk-body-s">The file has all authorities. Used by: {}</p>)", measure.used_by);
}

Html cautions() {
  return html(R"(<h2 class="govuk-heading-m">Before you draw conclusions</h2><ul class="govuk-list govuk-list--bullet"><li>Figures are prompts, not verdicts: a high number may be good practice, a bad year, or who lives there.</li><li>The same formula and the same year for all. Where an authority’s number was suppressed or is below six, it is left out.</li><li>The interval says how far chance alone reaches. Authorities whose intervals overlap cannot be told apart, and no order between them is shown.</li><li>Statistical neighbours are the department’s choice of authorities alike in who lives there (its children’s services model), not in how they work.</li><li>Contains public sector information licensed under the Open Government Licence v3.0.</li></ul>)");
}

Html nothing_read() {
  return html(R"(<p class="govuk-body">No published figures of authorities were read here yet. Whoever runs this service reads them with <code>rightplace import benchmarks FILE</code>: looked-after statistics, population under 18, spending by line (RO3) and statistical neighbours, as they are published.</p>)");
}

Html whole(const View& view) {
  const auto neighbours = view.neighbours.empty() ? html(R"(<p class="govuk-body">No list of statistical neighbours was read, so only all authorities are compared with.</p>)") : [&] {
    std::vector<std::string> names;
    for (const auto& code : view.neighbours) names.push_back(name_of(code));
    return html(R"(<p class="govuk-body">Statistical neighbours: {}.</p>)", join_words(names));
  }();
  auto out = html(R"(<p class="govuk-body-l">{} beside its statistical neighbours and all authorities of England.</p>)", view.name) + neighbours + summary_part(view) + cautions();
  for (const auto& measure : measures()) out += measure_part(measure, view);
  return out;
}

web::Response page(const Asked& asked, Keeper& keeper) {
  const auto view = view_of(asked, keeper);
  const web::PageFrame frame{.title = std::string(kTitle), .wide = true};
  const auto heading = html(R"(<h1 class="govuk-heading-l">{}</h1>)", kTitle);
  if (view.code.empty()) return desk::show(asked, frame, heading + html(R"(<p class="govuk-body">Only authorities are compared. Act for one to see it.</p>)"));
  if (view.counts->empty()) return desk::show(asked, frame, heading + nothing_read());
  return desk::show(asked, frame, heading + html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">A pack for an inspection, to print or as PDF</a></p>)", Url("/benchmarking/pack")) + whole(view));
}

web::Response file(const Asked& asked, Keeper& keeper) {
  const auto view = view_of(asked, keeper);
  const auto* measure = measure_called(asked.value("id"));
  const auto year = measure ? year_of(*measure, *view.counts) : std::nullopt;
  if (!year) return web::plain(409, "No published figures for this measure were read yet.");
  return figures::file(asked, table_of(*measure, view, *year, true), fmt::format("benchmark-{}-{}", measure->id, *year), fmt::format("{} {}", measure->title, *year));
}

// ---- The pack: what an inspection asks first, on paper. Each figure with its definition, its source, and who uses it.

Html pack_of(const View& view, Date today) {
  auto out = html(R"(<h1 class="govuk-heading-l">{}: figures for an inspection</h1><p class="govuk-body-l">Put together on {}. Every figure is from published files, by the formula that stands beside it.</p>)", view.name, today.words()) + summary_part(view);
  std::vector<std::vector<Cell>> rows;
  for (const auto& measure : measures()) {
    const auto year = year_of(measure, *view.counts);
    const auto value = year ? value_of(measure, *view.counts, view.code, *year) : std::nullopt;
    const auto counted = !value ? std::string("too few to say, or no file read")
                         : measure.kind == Kind::WeeklyCost ? fmt::format("£{},000 for {} children", grouped(static_cast<std::int64_t>(value->top)), grouped(static_cast<std::int64_t>(value->bottom)))
                                                            : fmt::format("{} of {}", grouped(static_cast<std::int64_t>(value->top)), grouped(static_cast<std::int64_t>(value->bottom)));
    rows.push_back({html(R"(<span id="{}">{}</span>)", measure.id, measure.title), counted, std::string(measure.formula), std::string(measure.source), std::string(measure.used_by)});
  }
  out += web::govuk::scrolling(web::govuk::table({.caption = "What each figure is", .caption_classes = "govuk-table__caption--m", .head = {"Measure", "Counted", "Formula", "Source", "Used by"}, .rows = std::move(rows), .first_cell_is_header = true}), "What each figure is");
  return out + cautions();
}

web::Response pack_page(const Asked& asked, Keeper& keeper) {
  const auto view = view_of(asked, keeper);
  const web::PageFrame frame{.title = "Figures for an inspection", .breadcrumbs = {{"Benchmarking", Url("/benchmarking")}}, .wide = true};
  if (view.code.empty() || view.counts->empty()) return desk::show(asked, frame, html(R"(<h1 class="govuk-heading-l">Figures for an inspection</h1>)") + nothing_read());
  return desk::show(asked, frame, pack_of(view, asked.today()) + html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">Have it as PDF</a></p><p class="govuk-body-s rp-no-print">Or print this page with your browser. Beside it belong the <a class="govuk-link" href="{}">figures that may be published</a> and the <a class="govuk-link" href="{}">sufficiency statement</a>.</p>)",
                                                            Url("/benchmarking/pack/pdf"), Url("/forecast/pack"), Url("/sufficiency/statement")));
}

web::Response pack_pdf(const Asked& asked, Keeper& keeper) {
  const auto view = view_of(asked, keeper);
  if (view.code.empty() || view.counts->empty()) return web::redirect(Url("/benchmarking/pack"));
  return printing::as_pdf(asked, {fmt::format("{}: figures for an inspection", view.name), fmt::format("figures-for-an-inspection-{}.pdf", asked.today().iso()), pack_of(view, asked.today())}, Url("/benchmarking/pack"));
}

Result<access::Facts> facts_of_measure(db::Read&, const web::Exchange& exchange, const access::Standing& standing) {
  if (!measure_called(exchange.value("id"))) return fail(access::missing());
  access::Facts facts;
  facts.owner = standing.acting_for;
  facts.id = "benchmarking/" + std::string(exchange.value("id"));
  return facts;
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  using access::Record;
  using access::Verb;
  const auto keeper = std::make_shared<Keeper>();
  desk::Pages all;
  all.pages.push_back({.pattern = "/benchmarking", .record = Record::Figures, .facts = desk::own_organisation(), .handler = [keeper](const Asked& asked) { return page(asked, *keeper); }, .summary = "How the own authority compares with its statistical neighbours and all others, with intervals"});
  all.pages.push_back({.pattern = "/benchmarking/files/{id}", .record = Record::Figures, .verb = Verb::Export, .facts = facts_of_measure, .handler = [keeper](const Asked& asked) { return file(asked, *keeper); }, .summary = "One measure of all authorities as a file", .query = {figures::as_what()}});
  all.pages.push_back({.pattern = "/benchmarking/pack", .record = Record::Figures, .facts = desk::own_organisation(), .handler = [keeper](const Asked& asked) { return pack_page(asked, *keeper); }, .summary = "Figures for an inspection: each with its definition, source and who uses it"});
  all.pages.push_back({.pattern = "/benchmarking/pack/pdf", .record = Record::Figures, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = [keeper](const Asked& asked) { return pack_pdf(asked, *keeper); }, .summary = "Figures for an inspection as PDF"});
  all.sections.push_back({64, "Benchmarking", Url("/benchmarking"), "How your authority compares with those like it: the same formula, the same year, and how far chance reaches.", [](const access::Standing& standing) {
                            return desk::holds(standing, access::Role::NominatedOfficer) || desk::holds(standing, access::Role::HeadOfService);
                          }});
  return all;
}

}  // namespace rightplace::benchmarking
