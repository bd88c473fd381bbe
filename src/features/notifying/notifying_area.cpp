// The duty desk of an area: children whom other authorities placed there.

#include <fmt/format.h>

#include "base/text.h"
#include "features/notifying/notifying_parts.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/govuk/wayfinding.h"
#include "web/problem.h"
#include "web/query.h"

namespace rightplace::notifying {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Wanted wanted_of(const web::Request& request) {
  const auto query = web::Query::of(Url("/area-children"), request);
  return {query.asks("show", "all"), static_cast<std::size_t>(query.page())};
}

Html counted(const List& list, bool all) {
  if (list.open + list.done == 0)
    return html(R"(<div class="govuk-inset-text">No authority has told you of a child here yet. A notice appears by itself as soon as an authority that works here records a placement in a home of your area. Others still write to you.</div>)");
  const auto open = plural(static_cast<std::int64_t>(list.open), "notice waits for you to confirm it", "notices wait for you to confirm them");
  if (all) return html(R"(<p class="govuk-body">{}; {} settled. <a class="govuk-link" href="{}">Show only what waits</a></p>)", open, plural(static_cast<std::int64_t>(list.done), "is", "are"), Url("/area-children"));
  if (list.done == 0) return html(R"(<p class="govuk-body">{}.</p>)", open);
  return html(R"(<p class="govuk-body">{}. {} settled and not shown: <a class="govuk-link" href="{}">show all</a>.</p>)", open, plural(static_cast<std::int64_t>(list.done), "notice is", "notices are"), Url("/area-children").with("show", "all"));
}

web::Response list_page(const Asked& asked) {
  const auto wanted = wanted_of(asked.exchange.request);
  const auto list = list_of(asked, Side::Area, wanted);
  if (!list) return web::problem(asked.exchange.request, asked.exchange.visitor, list.error());
  govuk::Table table{.caption = "Notices of children placed in your area, those that wait first", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Child", "What", "Home", "Responsible authority", "You were told", "State"};
  table.first_cell_is_header = true;
  for (const auto& row : list->rows)
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(row.notice, Side::Area), child_words(row.content)), happening_of(row.notice),
                          html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(row.notice.urn), row.content.home), row.content.authority,
                          html(R"(<span class="rp-nowrap">{}</span><br><span class="govuk-hint">{}</span>)", row.notice.made_on.words(), ago(row.notice.made_on, asked.today())), state_tag(row, Side::Area, asked.today())});
  const auto address = wanted.all ? Url("/area-children").with("show", "all") : Url("/area-children");
  const Html take = list->open + list->done > 0 && asked.may(asked.facts, access::Verb::Export) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Download all of them as CSV</a></p>)", Url("/area-children.csv")) : Html{};
  const auto content = html(R"(<h1 class="govuk-heading-l">Children placed in our area</h1><p class="govuk-body">Children for whom another authority is responsible and who live, or are to live, in a home of your area. That you saw a child’s name is written down.</p>{}{}{}{})",
                            counted(*list, wanted.all), list->rows.empty() ? Html{} : govuk::scrolling(govuk::table(table), "Children placed in our area"), govuk::pagination(address, static_cast<int>(list->page), static_cast<int>(list->pages)), take);
  return desk::show(asked, {.title = "Children placed in our area", .wide = true}, content);
}

web::Response notice_page(const Asked& asked, const Form& form) {
  const auto row = row_of(asked, Side::Area);
  if (!row) return web::problem(asked.exchange.request, asked.exchange.visitor, row.error());
  const auto state = row->notice.state();
  const bool may = asked.may(asked.facts, access::Verb::Answer).has_value();
  const bool open = is_open(row->notice, Side::Area);
  const Html confirm = open && may ? html(R"(<h2 class="govuk-heading-m">Confirm that you have it</h2><p class="govuk-body">The authority that placed the child sees that you have read this, and when. If the care plan or the assessment did not reach you, ask for them: the name of the social worker stands above.</p>{})",
                                          field::whole({.action = page_of(row->notice, Side::Area).segment("acknowledge"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Confirm that we have it"}))
                                   : Html{};
  Html taken;
  if (state == notices::State::TakenBack)
    taken = row->notice.replaced_by ? govuk::warning_text({.text = html(R"(This notice was taken back: its day had been recorded in error. <a class="govuk-link" href="{}">Read the one that takes its place</a>)", Url("/area-children").segment(row->notice.replaced_by->text()))})
            : row->notice.event == notices::Event::End ? govuk::warning_text({.text = "This notice was taken back: the end had been recorded in error. The placement goes on."})
                                                       : govuk::warning_text({.text = "This notice was taken back: the placement had been recorded in error. The child is not placed here because of it."});
  else if (row->notice.replaces)
    taken = govuk::inset_text({.text = "It takes the place of an earlier notice: a day of the placement had been recorded in error."});
  const Html done = asked.exchange.request.query_value("done") == "confirmed" ? govuk::notification_banner({.text = "Confirmed. The authority that placed the child sees it.", .type = "success"}) : Html{};
  const auto title = row->notice.event == notices::Event::Start ? "A child is placed in your area" : "A child’s placement in your area ends";
  const auto content = html(R"({}{}<div class="rp-readable"><h1 class="govuk-heading-l">{}</h1>{}<p class="govuk-body">{}.</p>{}{}<p class="govuk-body-s">That you saw this is written down, with the reason: {}.</p></div>)", web::error_summary(form), done, title, taken, state_words(*row, asked.today()), content_part(*row), confirm,
                            asked.allowed().grounds());
  return desk::show(asked, {.title = title, .breadcrumbs = {{"Children placed in our area", Url("/area-children")}}, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_acknowledge(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(notices::acknowledge(tx, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), asked.today(), asked.now()));
    return Url("/area-children").segment(asked.facts.id).with("done", "confirmed");
  });
  return done ? *done : notice_page(asked, form);
}

web::Response file(const Asked& asked) {
  const auto rows = all_of(asked, Side::Area);
  return rows ? csv_of(*rows, "children-placed-in-our-area.csv") : web::problem(asked.exchange.request, asked.exchange.visitor, rows.error());
}

}  // namespace

void add_area(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/area-children", .record = Record::Notice, .facts = facts_of_area, .handler = list_page, .summary = "Children whom other authorities placed in homes of the own area",
                         .query = {{"show", "all: those too that were confirmed"}, {"page", "Page of 25, from 1", "integer"}}});
  pages.pages.push_back({.pattern = "/area-children.csv", .record = Record::Notice, .verb = Verb::Export, .facts = facts_of_area, .handler = file, .summary = "The same as CSV"});
  pages.pages.push_back({.pattern = "/area-children/{id}", .record = Record::Notice, .facts = facts_of_area_notice, .handler = [](const Asked& asked) { return notice_page(asked, Form{web::NamedValues{}}); }, .summary = "One notice to the authority of the area"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/area-children/{id}/acknowledge", .record = Record::Notice, .verb = Verb::Answer, .facts = facts_of_area_notice, .handler = send_acknowledge, .summary = "Confirm that a notice was received", .request_type = "confirmation form"});
  pages.sections.push_back({24, "Placed here", Url("/area-children"), "Children whom other authorities placed in homes of your area: read and confirm the notices", [](const access::Standing& standing) { return desk::holds(standing, access::Role::AreaContact); }});
}

}  // namespace rightplace::notifying
