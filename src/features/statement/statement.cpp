#include "features/statement/statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/letters.h"
#include "base/london.h"
#include "base/text.h"
#include "base/worked_out.h"
#include "features/printing/printing.h"
#include "features/statement/statement_gather.h"
#include "features/statement/statement_store.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::statement {
namespace {

namespace field = web::field;
using desk::Asked;
using web::Form;
using web::Html;
using web::html;
using web::Url;
using Works = WorkedOut<Result<Document>>;

constexpr std::chrono::milliseconds kPatience{2'500};
constexpr std::string_view kFingerprintField = "figures";

Url here() { return Url("/sufficiency/statement"); }
Url published_url(const StatementId& id) { return Url("/statements").segment(id.text()); }

struct Own {
  std::string code, name, mark;
};
Own own_of(db::Read& tx, const Asked& asked) {
  Own out;
  if (const auto body = organisations::load(tx, asked.standing.acting_for)) out.code = body->details.authority_code, out.name = body->details.name;
  if (!out.code.empty()) out.mark = mark_of(tx, out.code, asked.today());
  return out;
}

Works::Done figures_of(const Asked& asked, Works& works, const Own& own) {
  return works.ask(own.code + " " + own.mark, [&desk = asked.desk, code = own.code, name = own.name, today = asked.today()] { return gather(desk, code, name, today); }, kPatience);
}

// ---- The draft.

bool may_publish(const Asked& asked) { return asked.may(asked.facts, access::Verb::Approve).has_value(); }
bool may_write(const Asked& asked) { return asked.may(asked.facts, access::Verb::Write).has_value(); }

Html parts_to_write(const Draft& draft) {
  std::vector<web::govuk::SummaryRow> rows;
  for (const auto& part : parts()) {
    const auto words = draft.words.find(part.id);
    const auto said = words == draft.words.end() ? std::string("Nothing yet") : plural(static_cast<std::int64_t>(letters(words->second)), "character", "characters");
    rows.push_back({.key = std::string(part.title), .value = said, .actions = {{here().segment("write").segment(part.id), "Write", fmt::format("what stands under {}", part.title)}}});
  }
  return html(R"(<h2 class="govuk-heading-m" id="words">Your own words</h2>)") + web::govuk::summary_list({.rows = std::move(rows)});
}

web::Response draft_page(const Asked& asked, Works& works) {
  const auto [own, draft, all] = asked.desk.database.read([&](db::Read& tx) { return std::tuple(own_of(tx, asked), draft_of(tx, asked.standing.acting_for), all_published(tx)); });
  const web::PageFrame frame{.title = "Sufficiency statement", .breadcrumbs = {{"Sufficiency", Url("/sufficiency")}}, .wide = true};
  const auto title = html(R"(<h1 class="govuk-heading-l">Sufficiency statement</h1>)");
  if (own.code.empty()) return desk::show(asked, frame, title + html(R"(<p class="govuk-body">Only authorities owe this statement. <a class="govuk-link" href="{}">Read what they have published</a>.</p>)", Url("/statements")));
  const auto done = figures_of(asked, works, own);
  if (!done) return desk::show(asked, frame, title + html(R"(<p class="govuk-body-l">The figures are being worked out. This takes some seconds.</p><p class="govuk-body"><a class="govuk-link" href="{}">Look again</a></p>)", here()));
  if (!*done) return desk::show(asked, frame, title + web::govuk::warning_text({.text = done->error().detail}));
  auto document = **done;
  document.words = draft.words;
  Html earlier;
  for (const auto& one : all)
    if (one.organisation == asked.standing.acting_for) earlier += html(R"(<li><a class="govuk-link" href="{}">Published on {}</a></li>)", published_url(one.id), one.on.words());
  const auto saved = draft.saved_at ? html(R"(<p class="govuk-body">Words saved last on {}, version {}.</p>)", london_date(*draft.saved_at).words(), draft.version) : Html();
  const auto tools = html(R"(<div class="rp-no-print"><p class="govuk-body">This is the draft, with the figures of today. Nobody but those who answer for your authority sees it before it is published.</p>{}<p class="govuk-body rp-buttons">{}<a class="govuk-link" href="{}">Have it as PDF</a><a class="govuk-link" href="{}">Have it as a text document (ODT, for Word too)</a></p>{}{}</div>)",
                          saved, may_publish(asked) ? web::govuk::button({.text = "Publish", .href = here().segment("publish")}) : Html(), here().segment("pdf"), here().segment("odt"),
                          may_write(asked) ? parts_to_write(draft) : Html(), earlier.empty() ? Html() : html(R"(<h2 class="govuk-heading-m">Published before</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", earlier));
  const auto banner = asked.exchange.request.query_value("done") == "saved" ? web::govuk::notification_banner({.text = "Your words are saved.", .type = "success"}) : Html();
  return desk::show(asked, frame, banner + heading(document) + tools + html(R"(<hr class="govuk-section-break govuk-section-break--l govuk-section-break--visible rp-no-print"><div class="rp-readable">{}</div>)", body(document)));
}

// The draft as it stands, for a file; or what to answer instead.
std::variant<Document, web::Response> draft_now(const Asked& asked, Works& works) {
  const auto [own, draft] = asked.desk.database.read([&](db::Read& tx) { return std::pair(own_of(tx, asked), draft_of(tx, asked.standing.acting_for)); });
  if (own.code.empty()) return web::plain(409, "Only authorities owe this statement. Act for one to have its draft.");
  const auto done = figures_of(asked, works, own);
  if (!done) return web::plain(503, "The figures are being worked out. Ask again in some seconds.");
  if (!*done) return web::plain(409, done->error().detail);
  auto document = **done;
  document.words = draft.words;
  return document;
}

web::Response odt_of(const Asked& asked, const Document& document) {
  auto made = as_odt(document);
  if (!made) return web::problem(asked.exchange.request, asked.exchange.visitor, made.error());
  web::Response response;
  response.body = *std::move(made);
  return std::move(response.header("Content-Type", "application/vnd.oasis.opendocument.text").header("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file_name(document, ".odt"))).header("Cache-Control", "no-store"));
}
web::Response pdf_of(const Asked& asked, const Document& document, const Url& page) { return printing::as_pdf(asked, {title_of(document), file_name(document, ".pdf"), heading(document) + body(document)}, page); }

// ---- Writing.

Result<access::Facts> facts_of_part(db::Read&, const web::Exchange& exchange, const access::Standing& standing) {
  if (!part_called(exchange.value("part"))) return fail(access::missing());
  access::Facts facts;
  facts.owner = standing.acting_for;
  facts.id = "statement/" + std::string(exchange.value("part"));
  return facts;
}

web::Response part_shown(const Asked& asked, const Form& form) {
  const auto* part = part_called(asked.value("part"));
  const auto draft = asked.desk.database.read([&](db::Read& tx) { return draft_of(tx, asked.standing.acting_for); });
  const auto words = draft.words.find(part->id);
  const auto fields = field::textarea(form, {.name = "words", .label = std::string(part->title), .hint = std::string(part->hint) + ". An empty line begins a new paragraph. Name no child: this will be published", .value = words == draft.words.end() ? "" : words->second, .rows = 14, .longest = static_cast<int>(kLongestWords), .is_page_heading = true});
  const auto content = html(R"(<div class="rp-readable">{}{}</div>)", web::error_summary(form), field::whole({.action = here().segment("write").segment(part->id), .tokens = desk::tokens(asked, draft.version), .fields = fields, .submit = "Save", .cancel = here()}));
  return desk::show(asked, {.title = std::string(part->title) + " – statement", .breadcrumbs = {{"Sufficiency", Url("/sufficiency")}, {"Statement", here()}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_part(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto text = form.optional_text("words", kLongestWords);
  const auto from = parse_integer(form.typed(web::kVersionField));
  if (form.fine() && !from) form.fault("", "This page is too old. Go back to the statement and begin from there");
  auto done = form.fine() ? desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    auto words = draft_of(tx, asked.standing.acting_for).words;
    const std::string part(asked.value("part"));
    if (text.empty()) words.erase(part);
    else words[part] = text;
    RP_CHECK(save(tx, asked.actor(), asked.allowed(), asked.standing.acting_for, *from, words, asked.now()));
    return here().with("done", "saved");
  }) : std::nullopt;
  return done ? *std::move(done) : part_shown(asked, form);
}

// ---- Publishing.

web::Response publish_shown(const Asked& asked, Works& works, const Form& form) {
  auto now = draft_now(asked, works);
  if (auto* other = std::get_if<web::Response>(&now)) {
    const web::PageFrame frame{.title = "Publish the statement", .breadcrumbs = {{"Sufficiency", Url("/sufficiency")}, {"Statement", here()}}};
    return desk::show(asked, frame, html(R"(<h1 class="govuk-heading-l">Publish the statement</h1><p class="govuk-body">{}</p><p class="govuk-body"><a class="govuk-link" href="{}">Look again</a></p>)", other->body, here().segment("publish")));
  }
  const auto& document = std::get<Document>(now);
  Html open;
  for (const auto& one : document.missing) open += html("<li>{}</li>", one);
  for (const auto& part : parts())
    if (!document.words.contains(part.id)) open += html("<li>Nothing is written under “{}”.</li>", part.title);
  const auto left = open.empty() ? Html() : html(R"(<p class="govuk-body">Still open:</p><ul class="govuk-list govuk-list--bullet">{}</ul>)", open);
  const auto fields = html(R"(<input type="hidden" name="{}" value="{}">)", kFingerprintField, fingerprint(document)) + field::tick(form, {.name = "read", .text = "I have read the whole statement, and it names no child"});
  const auto content = html(R"(<div class="rp-readable">{}<h1 class="govuk-heading-l">Publish the statement</h1><p class="govuk-body">It will bear the date of {} and stay as it is: its figures, its words and its sources. Everybody who works here will be able to read it. A later one does not replace it.</p>{}{}</div>)", web::error_summary(form), asked.today().words(), left,
                            field::whole({.action = here().segment("publish"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Publish it", .cancel = here()}));
  return desk::show(asked, {.title = "Publish the statement", .breadcrumbs = {{"Sufficiency", Url("/sufficiency")}, {"Statement", here()}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_publish(const Asked& asked, Works& works) {
  auto form = Form::of(asked.exchange.request);
  if (form.typed("read").empty()) form.fault("read", "Say that you have read the whole statement and that it names no child");
  auto now = draft_now(asked, works);
  if (std::holds_alternative<web::Response>(now)) return publish_shown(asked, works, form);
  const auto& document = std::get<Document>(now);
  if (form.fine() && form.typed(kFingerprintField) != fingerprint(document)) form.fault("", "The statement has changed since you looked at it. Look at it again before you publish it");
  auto done = form.fine() ? desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    if (draft_of(tx, asked.standing.acting_for).words != document.words) return fail(ErrorKind::Conflict, "Somebody has saved other words meanwhile. Look at the statement again before you publish it");
    return published_url(publish(tx, asked.actor(), asked.allowed(), asked.standing.acting_for, document, asked.today(), asked.now()));
  }) : std::nullopt;
  return done ? *std::move(done) : publish_shown(asked, works, form);
}

// ---- What is published, for everybody who works here.

web::Response list_page(const Asked& asked) {
  const auto all = asked.desk.database.read([](db::Read& tx) { return all_published(tx); });
  Html items;
  for (const auto& one : all) items += html(R"(<li><a class="govuk-link" href="{}">{}, {}</a></li>)", published_url(one.id), one.authority, one.on.words());
  const auto content = html(R"(<div class="rp-readable"><h1 class="govuk-heading-l">Sufficiency statements</h1><p class="govuk-body-l">Which children authorities look after, which homes they have for them, where there are too few, and what they ask of providers.</p>{}</div>)",
                            items.empty() ? html(R"(<p class="govuk-body">No authority has published one here yet.</p>)") : html(R"(<ul class="govuk-list">{}</ul>)", items));
  return desk::show(asked, {.title = "Sufficiency statements"}, content);
}

Result<access::Facts> facts_of_published(db::Read& tx, const web::Exchange& exchange, const access::Standing&) {
  const StatementId id(std::string(exchange.value("id")));
  if (!tx.exists("SELECT 1 FROM statements WHERE id = $1", {id})) return fail(access::missing());
  access::Facts facts;
  facts.id = id.text();
  return facts;
}

template <class Show>
web::Response with_published(const Asked& asked, Show show) {
  const StatementId id(asked.facts.id);
  const auto document = asked.desk.database.read([&](db::Read& tx) { return load(tx, id); });
  if (!document) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  return show(*document, published_url(id));
}

web::Response published_page(const Asked& asked) {
  return with_published(asked, [&](const Document& document, const Url& page) {
    const auto tools = html(R"(<p class="govuk-body rp-no-print rp-buttons"><a class="govuk-link" href="{}">Have it as PDF</a><a class="govuk-link" href="{}">Have it as a text document (ODT, for Word too)</a></p>)", page.segment("pdf"), page.segment("odt"));
    return desk::show(asked, {.title = title_of(document), .breadcrumbs = {{"Sufficiency statements", Url("/statements")}}}, html(R"(<div class="rp-readable">{}</div>)", heading(document) + tools + body(document)));
  });
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto works = std::make_shared<Works>();
  const auto file = [works](auto make) {
    return [works, make](const Asked& asked) {
      auto now = draft_now(asked, *works);
      if (auto* other = std::get_if<web::Response>(&now)) return std::move(*other);
      return make(asked, std::get<Document>(now));
    };
  };
  desk::Pages all;
  all.pages.push_back({.pattern = "/sufficiency/statement", .record = Record::Figures, .facts = desk::own_organisation(), .handler = [works](const Asked& asked) { return draft_page(asked, *works); }, .summary = "The own authority's statement on sufficiency as it would be published today"});
  all.pages.push_back({.pattern = "/sufficiency/statement/pdf", .record = Record::Figures, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = file([](const Asked& asked, const Document& document) { return pdf_of(asked, document, here()); }), .summary = "The draft of the statement as PDF"});
  all.pages.push_back({.pattern = "/sufficiency/statement/odt", .record = Record::Figures, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = file([](const Asked& asked, const Document& document) { return odt_of(asked, document); }), .summary = "The draft of the statement as OpenDocument text"});
  all.pages.push_back({.pattern = "/sufficiency/statement/write/{part}", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of_part, .handler = [](const Asked& asked) { return part_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form for the authority's own words in one part of its statement"});
  all.pages.push_back({.method = Method::Post, .pattern = "/sufficiency/statement/write/{part}", .record = Record::Figures, .verb = Verb::Write, .facts = facts_of_part, .handler = send_part, .summary = "Save the authority's own words in one part of its statement, as a new version of the draft", .request_type = "statement form"});
  all.pages.push_back({.pattern = "/sufficiency/statement/publish", .record = Record::Figures, .verb = Verb::Approve, .facts = desk::own_organisation(), .handler = [works](const Asked& asked) { return publish_shown(asked, *works, Form{web::NamedValues{}}); }, .summary = "What is still open before the statement is published"});
  all.pages.push_back({.method = Method::Post, .pattern = "/sufficiency/statement/publish", .record = Record::Figures, .verb = Verb::Approve, .facts = desk::own_organisation(), .handler = [works](const Asked& asked) { return send_publish(asked, *works); }, .summary = "Publish the statement: frozen with its date", .request_type = "statement form"});
  all.pages.push_back({.pattern = "/statements", .record = Record::Organisation, .facts = desk::general(), .handler = list_page, .summary = "Statements on sufficiency that authorities have published"});
  all.pages.push_back({.pattern = "/statements/{id}", .record = Record::Organisation, .facts = facts_of_published, .handler = published_page, .summary = "A published statement on sufficiency"});
  all.pages.push_back({.pattern = "/statements/{id}/pdf", .record = Record::Organisation, .facts = facts_of_published, .handler = [](const Asked& asked) { return with_published(asked, [&](const Document& document, const Url& page) { return pdf_of(asked, document, page); }); }, .summary = "A published statement as PDF"});
  all.pages.push_back({.pattern = "/statements/{id}/odt", .record = Record::Organisation, .facts = facts_of_published, .handler = [](const Asked& asked) { return with_published(asked, [&](const Document& document, const Url&) { return odt_of(asked, document); }); }, .summary = "A published statement as OpenDocument text"});
  all.sections.push_back({63, "Statements", Url("/statements"), "Which homes authorities say that they need, and what they ask of providers.", [](const access::Standing& standing) {
                            return desk::holds(standing, access::Role::ResponsibleIndividual) || desk::holds(standing, access::Role::ReferralsManager) || desk::holds(standing, access::Role::ConsortiumAnalyst);
                          }});
  return all;
}

}  // namespace rightplace::statement
