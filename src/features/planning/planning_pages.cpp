#include "features/planning/planning_pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/figures/figures.h"
#include "features/organisations/organisations.h"
#include "web/govuk/notices.h"

namespace rightplace::planning {
namespace {

using web::Html;
using web::html;
using web::Url;

constexpr std::chrono::milliseconds kPatience{2'500};

}  // namespace

Own own_of(db::Read& tx, const access::Standing& standing) {
  Own out;
  if (const auto body = organisations::load(tx, standing.acting_for)) out.code = body->details.authority_code, out.name = body->details.name;
  if (!out.code.empty()) out.mark = returns_mark(tx, out.code);
  return out;
}

const Grouping& standard() {
  static const Grouping kept = [] {
    auto read = grouping("standard");
    if (!read) throw std::logic_error(read.error().detail);   // a file inside the program
    return *std::move(read);
  }();
  return kept;
}

namespace {

Forecasts::Work work_of(const desk::Desk& desk, Own own, Wanted wanted) {
  return [&desk, own = std::move(own), wanted = std::move(wanted)]() -> Result<Answer> {
    RP_TRY(read, desk.database.read([&](db::Read& tx) { return stored_returns(tx, desk.vault, own.code); }));
    Question question;
    question.grouping = standard().name;
    std::vector<AuthorityReturns> all;
    all.push_back({own.name, std::move(read)});
    question.problem = problem_of(all, standard(), question.findings);
    apply(wanted, standard(), question.problem);
    question.scenario = wanted.asks_change();
    question.backtest = true;
    question.limits.threads = 1;   // the machine is the pages' too
    return answer_of(std::move(question));
  };
}

Html heading() { return html(R"(<h1 class="govuk-heading-l">How many children will be in care</h1>)"); }

Html nothing_read() {
  return html(R"(<p class="govuk-body">No return on children looked after (SSDA903) of your authority was read yet, so nothing can be forecast.</p><p class="govuk-body"><a class="govuk-link" href="{}">Hand in the returns of several years</a>. Five years are good; from one year alone nothing can be said of change.</p>)", Url("/forecast/returns"));
}

// After returns were handed in and kept.
Html kept_part(const desk::Asked& asked) {
  const auto rows = parse_integer(asked.exchange.request.query_value("kept"));
  if (!rows) return {};
  return web::govuk::notification_banner({.text = fmt::format("The returns are kept: {} new or changed.", plural(*rows, "row is", "rows are")), .type = "success"});
}

// The address as it was asked, so that "look again" asks the same.
Html working(const web::Request& request) {
  return html(R"(<p class="govuk-body-l">The forecast is being worked out. This takes some seconds.</p><p class="govuk-body"><a class="govuk-link" href="{}">Look again</a></p>)", Url::read(request.raw_target).value_or(Url("/forecast")));
}

Html years_part(const Answer& a, const std::string& name) {
  std::vector<std::string> years;
  for (const auto& window : a.problem.windows) {
    const Date last(window.until - 1);
    years.push_back(std::to_string(last.year() - 1) + fmt::format("-{:02}", last.year() % 100));
  }
  return html(R"(<p class="govuk-body">From the returns of {} for {}. Nobody’s name is in them, and no child is scored: only counts are forecast. It says how many children there will be if practice goes on, not how many there should be. <a class="govuk-link" href="{}">Hand in returns</a> of another year, or corrected ones.</p>)", name, join_words(years), Url("/forecast/returns"));
}

Html whole_answer(const desk::Asked& asked, const Answer& a, const std::string& name, const Html& asks) {
  auto file = Url("/forecast.csv");
  for (const auto& [key, value] : asked.exchange.request.query) file = file.with(key, value);
  return summary_part(a) + years_part(a, name) + findings_part(a) + asks + scenario_part(a, standard()) + pictures_part(a, standard()) + places_part(a, standard()) + cost_part(a) + comings_part(a) + backtest_part(a) +
         html(R"(<h2 class="govuk-heading-m" id="take-away">To take away</h2><p class="govuk-body"><a class="govuk-link" href="{}">Every figure with its intervals, as a file (CSV)</a>, or <a class="govuk-link" href="{}">as a workbook (XLSX)</a>. It holds small numbers: do not publish those below six.</p><p class="govuk-body-s">{} simulated futures, seed {}: the same returns and the same question give the same answer.</p><p class="govuk-body"><a class="govuk-link" href="{}">Figures that may be published</a>: where your children live today, rounded, with small numbers suppressed.</p>)",
              file, file.with("as", "xlsx"), grouped(a.solution.runs), static_cast<std::int64_t>(a.solution.seed), Url("/forecast/pack"));
}

// The answer to what the request asks, or nothing while it is being worked out.
Forecasts::Done answer(const desk::Asked& asked, const std::shared_ptr<Forecasts>& forecasts, const Own& own, const Wanted& wanted) {
  return forecasts->ask(own.code + " " + own.mark + " " + wanted.text(), work_of(asked.desk, own, wanted), kPatience);
}

web::Response page(const desk::Asked& asked, const std::shared_ptr<Forecasts>& forecasts) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  const web::PageFrame frame{.title = "How many children will be in care", .wide = true};
  if (own.mark.empty()) return desk::show(asked, frame, heading() + nothing_read());
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(form, standard());
  // An address that only says that returns were kept asks nothing.
  const bool opened = std::ranges::any_of(asked.exchange.request.query, [](const auto& one) { return one.first != "kept"; });
  const auto asks = web::govuk::details({.summary = "Ask something else: months, what if, what it costs", .text = question_form(form, standard()), .open = opened, .id = "ask"});
  if (!form.fine()) {
    auto wrong = frame;
    wrong.has_errors = true;
    return desk::show(asked, wrong, web::error_summary(form) + heading() + asks, 422);
  }
  const auto done = answer(asked, forecasts, own, wanted);
  if (!done) return desk::show(asked, frame, kept_part(asked) + heading() + working(asked.exchange.request));
  if (!*done) return desk::show(asked, frame, heading() + web::govuk::warning_text({.text = done->error().detail}) + asks);
  return desk::show(asked, frame, kept_part(asked) + heading() + whole_answer(asked, **done, own.name, asks));
}

web::Response file(const desk::Asked& asked, const std::shared_ptr<Forecasts>& forecasts) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  if (own.mark.empty()) return web::plain(409, "No return on children looked after of your authority was read yet, so there is no forecast.");
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(form, standard());
  if (!form.fine()) return web::plain(422, form.faults().front().detail);
  const auto done = answer(asked, forecasts, own, wanted);
  if (!done) return web::plain(503, "The forecast is being worked out. Ask again in some seconds.");
  if (!*done) return web::plain(422, done->error().detail);
  if (asked.exchange.request.query_value("as") == "xlsx") return figures::file(asked, every_figure(**done), "forecast", "Forecast");
  web::Response response;
  response.header("Content-Type", "text/csv; charset=utf-8").header("Content-Disposition", "attachment; filename=\"forecast.csv\"").header("Cache-Control", "no-store");
  response.body = as_csv(**done);
  return response;
}

// The same answer to the same question, for programs.
web::Response program(const desk::Asked& asked, const std::shared_ptr<Forecasts>& forecasts) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  if (own.mark.empty()) return desk::answer_problem(asked, {ErrorKind::Conflict, "No return on children looked after of this authority was read yet, so there is no forecast", {}});
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(form, standard());
  if (!form.fine()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The question cannot be taken as it is", form.faults()});
  const auto done = answer(asked, forecasts, own, wanted);
  if (!done) {
    auto later = desk::answer_problem(asked, {ErrorKind::Unavailable, "The forecast is being worked out. Ask again in some seconds", {}});
    return std::move(later.header("Retry-After", "5"));
  }
  if (!*done) return desk::answer_problem(asked, done->error());
  return desk::answer_json(in_json(**done));
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  const auto forecasts = std::make_shared<Forecasts>();
  const auto noted = [](const web::Exchange& exchange) {
    json::Object out;
    for (const auto* name : {"months", "entries", "leaving", "redirect"})
      if (const auto value = parse_integer(exchange.request.query_value(name))) out.set(name, *value);
    return out;
  };
  const std::vector<desk::QueryValue> query{{"months", "How many months ahead, 1 to 60; 12 when it is left out", "integer"},
                                            {"entries", "Per cent more or fewer children who come into care", "integer"},
                                            {"leaving", "Per cent more or fewer children who leave before eighteen", "integer"},
                                            {"redirect", "Per cent of those who would go to homes, to foster carers instead", "integer"},
                                            {"places-residential", "Places in children's homes that there are now; places-foster and so on for the other kinds", "integer"},
                                            {"opened-residential", "Places opened from the first day of the forecast on; negative: closed", "integer"},
                                            {"price-residential", "Pounds a week in a children's home; price-foster and so on for the other kinds: then cost is forecast"}};
  desk::Pages all;
  all.pages.push_back({.pattern = "/forecast", .record = access::Record::Figures, .facts = desk::own_organisation(), .handler = [forecasts](const desk::Asked& asked) { return page(asked, forecasts); },
                       .summary = "How many children the own authority will look after, in what kind of place, from its returns", .noted = noted, .query = query});
  all.pages.push_back({.pattern = "/forecast.csv", .record = access::Record::Figures, .verb = access::Verb::Export, .facts = desk::own_organisation(), .handler = [forecasts](const desk::Asked& asked) { return file(asked, forecasts); },
                       .summary = "Every figure of the forecast with its intervals, as a file; with as=xlsx a workbook", .noted = noted, .query = query});
  all.pages.push_back({.pattern = "/api/v1/forecast", .record = access::Record::Figures, .verb = access::Verb::Export, .facts = desk::own_organisation(), .handler = [forecasts](const desk::Asked& asked) { return program(asked, forecasts); },
                       .summary = "How many children the own authority will look after, by month, kind of place, age and need, with intervals, the back-test, and what changes would do to the same lives. 503 with Retry-After while it is being worked out", .response_type = "Forecast", .noted = noted, .query = query});
  all.shapes = {{"Forecast", kForecastShape}, {"ForecastSeries", kSeriesShape}, {"ForecastScore", kScoreShape}, {"ForecastBacktest", kBacktestShape}};
  add_pack(all);
  all.sections.push_back({61, "Forecast", Url("/forecast"), "How many children your authority will look after, in what kind of place and at what cost, and how far to trust that.", [](const access::Standing& standing) {
                            return desk::holds(standing, access::Role::NominatedOfficer) || desk::holds(standing, access::Role::HeadOfService);
                          }});
  return all;
}

}  // namespace rightplace::planning
