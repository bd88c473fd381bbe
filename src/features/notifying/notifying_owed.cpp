// The authority that places: who is owed a notice, who has read it, what is given by hand.

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

Html rows_part(const std::vector<Row>& rows, bool with_child, Date today) {
  govuk::Table table{.caption = "Notices, what is still to do first", .caption_classes = "govuk-visually-hidden"};
  table.head = {"Who is told", "What", "To be given by", "State"};
  if (with_child) table.head.insert(table.head.begin() + 1, "Child");
  table.first_cell_is_header = true;
  for (const auto& row : rows) {
    std::vector<govuk::Cell> cells{html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(row.notice, Side::Owed), recipient_words(row))};
    if (with_child) cells.push_back(child_words(row.content));
    cells.push_back(html(R"({}<br><span class="govuk-hint">{}</span>)", happening_of(row.notice), row.content.home));
    cells.push_back(html(R"(<span class="rp-nowrap">{}</span>)", row.notice.due_on.words()));
    cells.push_back(html(R"({}<br><span class="govuk-hint">{}</span>)", state_tag(row, Side::Owed, today), state_words(row, today)));
    table.rows.push_back(std::move(cells));
  }
  return govuk::scrolling(govuk::table(table), "Notices");
}

Html counted(const List& list, bool all) {
  if (list.open + list.done == 0) return html(R"(<div class="govuk-inset-text">No notice is owed. They appear by themselves when a placement is recorded or ends.</div>)");
  const auto open = plural(static_cast<std::int64_t>(list.open), "notice has", "notices have") + " not reached anybody yet";
  if (all) return html(R"(<p class="govuk-body">{}. <a class="govuk-link" href="{}">Show only those</a></p>)", open, Url("/notices"));
  if (list.done == 0) return html(R"(<p class="govuk-body">{}.</p>)", open);
  return html(R"(<p class="govuk-body">{}. {} settled and not shown: <a class="govuk-link" href="{}">show all</a>.</p>)", open, plural(static_cast<std::int64_t>(list.done), "other is", "others are"), Url("/notices").with("show", "all"));
}

web::Response list_page(const Asked& asked) {
  const auto query = web::Query::of(Url("/notices"), asked.exchange.request);
  const Wanted wanted{query.asks("show", "all"), static_cast<std::size_t>(query.page())};
  const auto list = list_of(asked, Side::Owed, wanted);
  if (!list) return web::problem(asked.exchange.request, asked.exchange.visitor, list.error());
  const auto address = wanted.all ? Url("/notices").with("show", "all") : Url("/notices");
  const Html take = list->open + list->done > 0 && asked.may(asked.facts, access::Verb::Export) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Download all of them as CSV</a></p>)", Url("/notices.csv")) : Html{};
  const auto content = html(R"(<h1 class="govuk-heading-l">Notices</h1><p class="govuk-body">Who must be told in writing that a child is placed, or that a placement ends (Care Planning, Placement and Case Review (England) Regulations 2010, regulations 13 and 14).</p>{}{}{}{})", counted(*list, wanted.all),
                            list->rows.empty() ? Html{} : rows_part(list->rows, true, asked.today()), govuk::pagination(address, static_cast<int>(list->page), static_cast<int>(list->pages)), take);
  return desk::show(asked, {.title = "Notices", .wide = true}, content);
}

web::Response placement_page(const Asked& asked) {
  const auto rows = of_placement(asked);
  if (!rows) return web::problem(asked.exchange.request, asked.exchange.visitor, rows.error());
  const auto about = rows->empty() ? html(R"(<div class="govuk-inset-text">No notices are recorded for this placement: it was entered before notices were kept here, or came with an import. Whether everybody was told stands in the child’s file.</div>)")
                                   : html(R"(<p class="govuk-body">{}: {}. Each was made when the placement was recorded; what is still to do stands first.</p>{})", rows->front().content.home, child_words(rows->front().content), rows_part(*rows, false, asked.today()));
  const auto content = html(R"(<h1 class="govuk-heading-l">Who is told of this placement</h1>{})", about);
  return desk::show(asked, {.title = "Who is told of this placement", .breadcrumbs = {{"Placement", Url("/placements").segment(asked.facts.id)}}, .wide = true}, content);
}

web::Response notice_page(const Asked& asked, const Form& form) {
  const auto row = row_of(asked, Side::Owed);
  if (!row) return web::problem(asked.exchange.request, asked.exchange.visitor, row.error());
  const auto& one = row->notice;
  const bool may = asked.may(asked.facts, access::Verb::Write).has_value();
  const bool open = one.state() == notices::State::Owed || one.state() == notices::State::Read;
  const auto* rule = notices::rule_of(one.rule);
  std::vector<field::Choice> hows;
  for (const auto& how : notices::kHows.rows) hows.push_back({std::string(how.code), std::string(how.label)});
  const Html here = row->reach == notices::Reach::Here ? html(R"(<p class="govuk-body">Whoever it is owed to can read it here, and was told by e-mail that something waits. The e-mail names nobody. If nobody reads it, give it by hand and record that.</p>)")
                                                      : html(R"(<p class="govuk-body">Nobody here can read it, so it is given by hand. Print the letter, send or hand it over, and record when and how.</p>)");
  const Html give = open && may ? html(R"(<h2 class="govuk-heading-m">Give it by hand</h2>{}<p class="govuk-body"><a class="govuk-link" href="{}">The letter, to print</a></p>{})", here, page_of(one, Side::Owed).segment("letter"),
                                       field::whole({.action = page_of(one, Side::Owed).segment("sent"), .tokens = desk::tokens(asked),
                                                     .fields = field::date(form, {.name = "sent_on", .legend = "When was it given?", .hint = "For example, 27 3 2026"}) + field::radios(form, {.name = "how", .legend = "How?", .choices = hows}),
                                                     .submit = "Record that it was given"}))
                               : Html{};
  const Html keep = one.state() == notices::State::Owed && may && rule && rule->may_withhold ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Withhold it, to spare the child significant harm</a></p>)", page_of(one, Side::Owed).segment("withhold")) : Html{};
  Html kept;
  if (one.withheld)
    kept = govuk::summary_list({.rows = {{.key = "Withheld because", .value = html(R"(<span class="rp-said">{}</span>)", asked.desk.database.read([&](db::Read& tx) { return notices::withheld_because(tx, asked.desk.vault, one.id); }).reveal())}}});
  const auto said = asked.exchange.request.query_value("done");
  const Html done = said == "sent" ? govuk::notification_banner({.text = "It is recorded that the notice was given.", .type = "success"}) : said == "withheld" ? govuk::notification_banner({.text = "The notice is withheld.", .type = "success"}) : Html{};
  const auto content = html(R"({}{}<div class="rp-readable"><span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{} {}. To be given by {}.</p>{}{}{}{}</div>)", web::error_summary(form), done, recipient_words(*row), title_of(one), state_tag(*row, Side::Owed, asked.today()),
                            state_words(*row, asked.today()), one.due_on.words(), content_part(*row), kept, give, keep);
  return desk::show(asked, {.title = title_of(one), .breadcrumbs = {{"Notices", Url("/notices")}, {"This placement", Url("/placements").segment(one.placement.text()).segment("notices")}}, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

web::Response send_sent(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto on = form.date("sent_on", "day on which it was given", true);
  const auto how = notices::kHows.parse(form.typed("how"));
  if (!how) form.fault("how", "Choose how it was given");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(notices::record_sent(tx, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), *on, *how, asked.today(), asked.now()));
    return Url("/notices").segment(asked.facts.id).with("done", "sent");
  });
  return done ? *done : notice_page(asked, form);
}

web::Response withhold_page(const Asked& asked, const Form& form) {
  const auto row = row_of(asked, Side::Owed);
  if (!row) return web::problem(asked.exchange.request, asked.exchange.visitor, row.error());
  const auto* rule = notices::rule_of(row->notice.rule);
  const bool may = rule && rule->may_withhold && row->notice.state() == notices::State::Owed;
  if (!may && !form.sent()) return web::redirect(page_of(row->notice, Side::Owed));
  const auto whole = field::whole({.action = page_of(row->notice, Side::Owed).segment("withhold"), .tokens = desk::tokens(asked),
                                   .fields = field::textarea(form, {.name = "because", .label = "Why would the child come to significant harm?", .hint = "Kept sealed. Only those who look after this placement read it; whoever is not told never does", .rows = 4, .longest = 1000}),
                                   .submit = "Withhold the notice", .cancel = page_of(row->notice, Side::Owed), .warning = true});
  const auto content = html(R"({}<div class="rp-readable"><span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Withhold this notice</h1><p class="govuk-body">The law lets you keep a notice from parents, from those whom a court lets see the child and from the carer before, where telling them would bring the child significant harm ({}).</p>{}</div>)",
                            web::error_summary(form), recipient_words(*row), rule ? rule->law : std::string(), whole);
  return desk::show(asked, {.title = "Withhold this notice", .breadcrumbs = {{"Notices", Url("/notices")}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_withhold(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto because = form.required("because", "Enter why giving this notice would significantly harm the child", 1000);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(notices::withhold(tx, asked.desk.vault, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), because, asked.now()));
    return Url("/notices").segment(asked.facts.id).with("done", "withheld");
  });
  return done ? *done : withhold_page(asked, form);
}

// As it goes into an envelope. Parents and carers are told no more than the arrangement itself.
web::Response letter_page(const Asked& asked) {
  const auto row = row_of(asked, Side::Owed);
  if (!row) return web::problem(asked.exchange.request, asked.exchange.visitor, row.error());
  const auto& one = row->notice;
  const auto& content = row->content;
  const bool start = one.event == notices::Event::Start;
  const auto* rule = notices::rule_of(one.rule);
  const bool office = one.to == notices::Recipient::AreaAuthority || one.to == notices::Recipient::ReviewingOfficer || one.to == notices::Recipient::AreaHealth || one.to == notices::Recipient::Health;
  Html body = html(R"(<p class="govuk-body">{}</p><p class="govuk-body">To: {}</p><h1 class="govuk-heading-m">Notice under the Care Planning, Placement and Case Review (England) Regulations 2010 ({})</h1>)", asked.today().words(), recipient_words(*row), rule ? rule->law : std::string());
  if (start) body += html(R"(<p class="govuk-body">{}{} is placed in {} from {}.</p>)", child_words(content), office && content.born_on ? ", born on " + content.born_on->reveal().words() + "," : std::string(), content.home, one.happens_on.words());
  else body += html(R"(<p class="govuk-body">The placement of {}{} in {} ends on {}.</p>)", child_words(content), office && content.born_on ? ", born on " + content.born_on->reveal().words() + "," : std::string(), content.home, one.happens_on.words());
  if (start && content.planned_until) body += html(R"(<p class="govuk-body">The placement is planned until {}.</p>)", content.planned_until->words());
  if (start && one.to == notices::Recipient::AreaAuthority) {
    body += html(R"(<p class="govuk-body">Why this home is the most suitable:</p><p class="govuk-body rp-said">{}</p>)", content.why_here.empty() ? std::string("…") : content.why_here);
    body += html(R"(<p class="govuk-body">With this letter: the assessment of the child’s needs, and a copy of the care plan.</p>)");
  }
  body += html(R"(<p class="govuk-body">The responsible authority is {}. {}</p>)", content.authority, content.worker.reveal().empty() ? std::string("Please ask its children’s social care team.") : "The child’s social worker is " + content.worker.reveal() + ".");
  const auto page = html(R"(<div class="rp-readable"><div class="rp-no-print">{}<p class="govuk-body">Print this page with your browser. What you print names the child: hand it to nobody else. <a class="govuk-link" href="{}">Back to the notice</a></p></div>{}</div>)",
                         one.withheld ? govuk::warning_text({.text = "This notice is withheld. Do not send it."}) : Html{}, page_of(one, Side::Owed), body);
  return desk::show(asked, {.title = "The letter", .breadcrumbs = {{"Notices", Url("/notices")}}}, page);
}

web::Response file(const Asked& asked) {
  const auto rows = all_of(asked, Side::Owed);
  return rows ? csv_of(*rows, "notices.csv") : web::problem(asked.exchange.request, asked.exchange.visitor, rows.error());
}

}  // namespace

void add_owed(desk::Pages& pages) {
  using access::Record;
  using access::Role;
  using access::Verb;
  const auto opened = [](web::Response (*page)(const Asked&, const Form&)) { return [page](const Asked& asked) { return page(asked, Form{web::NamedValues{}}); }; };
  pages.pages.push_back({.pattern = "/notices", .record = Record::Notice, .facts = facts_of_owed, .handler = list_page, .summary = "Notices that the own authority owes because a child is placed or a placement ends",
                         .query = {{"show", "all: those too that were read, given or withheld"}, {"page", "Page of 25, from 1", "integer"}}});
  pages.pages.push_back({.pattern = "/notices.csv", .record = Record::Notice, .verb = Verb::Export, .facts = facts_of_owed, .handler = file, .summary = "The same as CSV"});
  pages.pages.push_back({.pattern = "/notices/{id}", .record = Record::Notice, .facts = facts_of_owed_notice, .handler = opened(notice_page), .summary = "One notice that the own authority owes"});
  pages.pages.push_back({.pattern = "/notices/{id}/letter", .record = Record::Notice, .facts = facts_of_owed_notice, .handler = letter_page, .summary = "The notice as a letter, to print"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/notices/{id}/sent", .record = Record::Notice, .verb = Verb::Write, .facts = facts_of_owed_notice, .handler = send_sent, .summary = "Record that a notice was given by hand", .request_type = "given form"});
  pages.pages.push_back({.pattern = "/notices/{id}/withhold", .record = Record::Notice, .verb = Verb::Write, .facts = facts_of_owed_notice, .handler = opened(withhold_page), .summary = "Form that withholds a notice"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/notices/{id}/withhold", .record = Record::Notice, .verb = Verb::Write, .facts = facts_of_owed_notice, .handler = send_withhold, .summary = "Withhold a notice, to spare the child significant harm", .request_type = "withholding form"});
  pages.pages.push_back({.pattern = "/placements/{id}/notices", .record = Record::Notice, .facts = facts_of_placement, .handler = placement_page, .summary = "Who is told of a placement"});
  pages.sections.push_back({23, "Notices", Url("/notices"), "Who must be told that a child is placed or a placement ends, and who has read it", [](const access::Standing& standing) {
                              for (const auto role : {Role::PlacementOfficer, Role::SocialWorker, Role::NominatedOfficer, Role::ReviewingOfficer})
                                if (desk::holds(standing, role)) return true;
                              return false;
                            }});
}

}  // namespace rightplace::notifying
