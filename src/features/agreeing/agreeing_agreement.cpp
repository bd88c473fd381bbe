// The individual placement agreement: drawn from the offer and the referral, agreed by both sides, read, printed, had as PDF.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/agreeing/agreeing_contracts.h"
#include "features/answering/answering.h"
#include "features/printing/printing.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/govuk/parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::agreeing {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using agreements::Agreement;
using agreements::Terms;
using asking::Side;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Url page_of(std::string_view reference) { return Url("/agreements").segment(reference); }

struct View {
  Chosen chosen;
  std::vector<Agreement> all;   // latest first
  Buying buying;                // under which contracts the home sells to this authority
  std::string drawn_by;
  bool may_write = false;       // for one's own side
  bool prices = false;          // may be shown to this person
};

Result<View> view_of(const Asked& asked) {
  auto view = asked.desk.database.read([&](db::Read& tx) -> Result<View> {
    View out;
    RP_TRY(chosen, chosen_of(tx, asked));
    out.chosen = std::move(chosen);
    if (!out.chosen.ask) return out;
    out.all = agreements::agreements_of(tx, asked.desk.vault, out.chosen.ask->id);
    out.buying = buying_of(tx, out.chosen, asked);
    if (!out.all.empty()) out.drawn_by = desk::name_of_actor(tx, asked.desk.vault, "person", out.all.front().drawn_by);
    return out;
  });
  if (!view) return view;
  auto facts = asked.facts;
  facts.record = access::Record::Placement;
  view->may_write = asked.may(facts, access::Verb::Write).has_value();
  facts.record = access::Record::Price;
  // A home's manager knows the own offer; of the authority's people those who may read its prices do.
  view->prices = side_of(asked) == Side::Home ? view->may_write : asked.also_reads(facts);
  if (!view->all.empty()) RP_CHECK(enter(asked, disclosures::Tier::Needs, "placement_agreement"));
  return view;
}

Html list_of(const std::vector<std::string>& items) {
  Html all;
  for (const auto& item : items) all += html("<li>{}</li>", item);
  return html(R"(<ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0">{}</ul>)", all);
}
Html said(const std::string& words) { return html(R"(<span class="rp-said">{}</span>)", words); }

// The paper itself, the same on the page, in print and in the PDF.
Html paper(const View& view, const Agreement& agreement) {
  const auto& terms = agreement.terms;
  govuk::SummaryList between{.rows = {{.key = "Authority", .value = terms.authority}, {.key = "Provider", .value = terms.provider}, {.key = "Home", .value = fmt::format("{} (URN {})", terms.home, terms.urn)},
                                      {.key = "Child", .value = fmt::format("Referral {}: who the child is stands in the full file, which both sides hold", agreement.reference)}}};
  govuk::SummaryList stay{.rows = {{.key = "First night", .value = terms.first_night.words()}, {.key = "Planned until", .value = terms.planned_until ? terms.planned_until->words() : std::string("No end is planned")}}};
  if (terms.room) stay.rows.push_back({.key = "Room", .value = *terms.room});
  stay.rows.push_back({.key = "Notice", .value = plural(terms.notice_days, "day, by either side", "days, by either side")});
  stay.rows.push_back({.key = "Bought under", .value = terms.bought_under.empty() ? std::string("No framework or contract: a spot purchase") : terms.bought_under});
  if (!terms.conditions.empty()) stay.rows.push_back({.key = "The home’s conditions", .value = said(terms.conditions)});
  Html price;
  if (view.prices) {
    govuk::Table table{.caption = "Price", .caption_classes = "govuk-table__caption--m"};
    table.head = {"For", "How often", govuk::Cell("Amount").number()};
    table.first_cell_is_header = true;
    for (const auto& line : terms.lines) table.rows.push_back({line.what, capitalised(asking::kEvery.label(line.every)), govuk::Cell(pounds(line.amount)).number()});
    const asking::OfferTerms offer{.available_from = terms.first_night, .room = {}, .stands_until = {}, .lines = terms.lines, .conditions = {}};
    price = govuk::table(table) + html(R"(<p class="govuk-body">Together {}.</p>)", answering::price_words(offer));
  }
  govuk::SummaryList needs{.rows = {}};
  for (const auto& [label, says] : terms.needs) needs.rows.push_back({.key = label, .value = said(says)});
  Html more = terms.more.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">What else is agreed</h2><p class="govuk-body rp-said">{}</p>)", terms.more);
  govuk::Table names{.caption = "Agreed by", .caption_classes = "govuk-table__caption--m"};
  names.head = {"Side", "Name", "When"};
  names.first_cell_is_header = true;
  for (const auto& [side, words] : {std::pair(Side::Authority, terms.authority), std::pair(Side::Home, terms.home)}) {
    const auto found = std::ranges::find(agreement.signatures, side, &agreements::Signature::side);
    const bool there = found != agreement.signatures.end();
    names.rows.push_back({words, there ? found->name.reveal() : std::string("Not agreed yet"), there ? moment_words(found->at) : std::string("–")});
  }
  return html(R"(<h2 class="govuk-heading-m">Between</h2>{}<h2 class="govuk-heading-m">The placement</h2>{}{}<h2 class="govuk-heading-m">What the child needs</h2>{}<h2 class="govuk-heading-m">Outcomes that both sides work for</h2>{}{}<div class="govuk-!-margin-top-6">{}</div>)",
              govuk::summary_list(between), govuk::summary_list(stay), price, govuk::summary_list(needs), list_of(terms.outcomes), more, govuk::table(names));
}

Html heading(const Agreement& agreement) {
  return html(R"(<span class="govuk-caption-l">Referral {} · version {}, drawn on {}</span><h1 class="govuk-heading-l">Individual placement agreement</h1>)", agreement.reference, agreement.version, moment_words(agreement.drawn_at));
}

Html state_part(const Agreement& agreement) {
  if (agreement.agreed()) return html(R"(<p class="govuk-body-l">{} Both sides have agreed to this version.</p>)", govuk::tag("Agreed", govuk::Colour::Green));
  std::vector<std::string> open;
  if (!agreement.signed_by(Side::Authority)) open.emplace_back("the authority");
  if (!agreement.signed_by(Side::Home)) open.emplace_back("the home");
  return html(R"(<p class="govuk-body-l">{} It waits for {}.</p>)", govuk::tag("Not agreed yet", govuk::Colour::Yellow), join_words(open));
}

Html done_banner(const Asked& asked) {
  const auto done = asked.exchange.request.query_value("done");
  if (done == "drawn") return govuk::notification_banner({.text = "The agreement is drawn. Read it, then agree to it; the home is asked to do the same.", .title = "Done", .type = "success"});
  if (done == "agreed") return govuk::notification_banner({.text = "Your side has agreed, with your name and the time.", .title = "Done", .type = "success"});
  return {};
}

web::Response page_shown(const Asked& asked, const Form& form) {
  const auto found = view_of(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& view = *found;
  const auto side = side_of(asked);
  const auto here = page_of(asked.facts.id);
  Html content;
  if (!view.chosen.ask) {
    content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Individual placement agreement</h1><p class="govuk-body">No home is chosen for this child, so there is nothing to agree yet.</p>)", asked.facts.id);
  } else if (view.all.empty()) {
    const Html draw = side == Side::Authority && view.may_write ? govuk::button({.text = "Draw the agreement", .href = here.segment("draw")}) : html(R"(<p class="govuk-body">A placement officer of {} draws it from the home’s offer.</p>)", view.chosen.authority);
    content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Individual placement agreement</h1><p class="govuk-body">The agreement with {} is not drawn yet.</p>{})", asked.facts.id, view.chosen.home, draw);
  } else {
    const auto& last = view.all.front();
    Html what;
    if (view.may_write && !last.signed_by(side) && !asked.exchange.visitor.by_token)
      what = field::whole({.action = here.segment("agree"), .tokens = desk::tokens(asked, last.version),
                           .fields = html(R"(<p class="govuk-body">By agreeing you put your name to this version for {}.</p>)", side == Side::Authority ? last.terms.authority : last.terms.home), .submit = "Agree to version " + std::to_string(last.version)});
    const Html again = side == Side::Authority && view.may_write ? html(R"(<a class="govuk-link" href="{}">Draw another version</a>)", here.segment("draw")) : Html{};
    Html earlier;
    for (std::size_t i = 1; i < view.all.size(); ++i) earlier += html("<li>Version {}, drawn on {}: {}</li>", view.all[i].version, moment_words(view.all[i].drawn_at), view.all[i].agreed() ? "both sides had agreed" : "was not agreed by both");
    if (!earlier.empty()) earlier = html(R"(<h2 class="govuk-heading-m">Earlier versions</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", earlier);
    content = html(R"({}{}{}{}<div class="rp-no-print">{}<p class="govuk-body rp-buttons"><a class="govuk-link" href="{}">Have it as PDF</a>{}</p></div><p class="govuk-body-s rp-no-print">Or print this page with your browser. Drawn by {}.</p>{}{})", web::error_summary(form), done_banner(asked), heading(last), state_part(last) + contract_part(view.buying, last.terms, view.prices, asked.today()), what,
                   here.segment("pdf"), again, view.drawn_by, paper(view, last), earlier);
  }
  content += html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">Back</a></p>)", back_of(asked, view.chosen));
  return desk::show(asked, {.title = "Agreement " + asked.facts.id, .breadcrumbs = crumbs_of(asked, view.chosen), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response pdf(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  if (view->all.empty()) return web::redirect(page_of(asked.facts.id));
  const auto& last = view->all.front();
  return printing::as_pdf(asked, {"Individual placement agreement " + asked.facts.id, fmt::format("{} agreement version {}.pdf", asked.facts.id, last.version), heading(last) + state_part(last) + paper(*view, last)}, page_of(asked.facts.id));
}

// ---- Drawing.

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto line : split(text, '\n'))
    if (!trim(line).empty()) lines.emplace_back(trim(line));
  return lines;
}

// What the offer and the referral say; what else there is to say comes with it.
Result<Terms> terms_of(const Chosen& chosen, const Terms& typed) {
  if (!chosen.ask) return fail(ErrorKind::Conflict, "No home is chosen for this child any more, so there is nothing to draw");
  if (!chosen.offer) return fail(ErrorKind::Conflict, "The offer of the chosen home is not there any more");
  Terms terms = typed;
  terms.authority = chosen.authority;
  terms.provider = chosen.provider;
  terms.home = chosen.home;
  terms.urn = chosen.ask->urn;
  terms.first_night = chosen.offer->terms.available_from;
  terms.planned_until = chosen.referral.planned_until;
  terms.room = chosen.offer->terms.room;
  terms.lines = chosen.offer->terms.lines;
  terms.conditions = chosen.offer->terms.conditions;
  terms.needs.clear();
  for (const auto& fact : answering::released(chosen.referral, asking::Tier::PenPicture))
    if (fact.name == "needs" || fact.name == "adaptations" || fact.name == "services" || fact.name == "schooling" || fact.name == "culture" || fact.name == "risks_to_child" || fact.name == "companions") terms.needs.emplace_back(fact.label, join(fact.says, "\n"));
  return terms;
}

web::Response draw_shown(const Asked& asked, const Form& form) {
  const auto found = view_of(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto here = page_of(asked.facts.id);
  const auto& chosen = found->chosen;
  if (side_of(asked) == Side::Home || (!form.sent() && !chosen.ask)) return web::redirect(here);
  const auto* last = found->all.empty() ? nullptr : &found->all.front();
  const auto before = last ? last->terms : Terms{};
  govuk::SummaryList drawn{.rows = {{.key = "Home", .value = chosen.home}}};
  if (chosen.offer) {
    drawn.rows.push_back({.key = "First night", .value = chosen.offer->terms.available_from.words()});
    if (found->prices) drawn.rows.push_back({.key = "Price", .value = answering::price_words(chosen.offer->terms)});
    if (!chosen.offer->terms.conditions.empty()) drawn.rows.push_back({.key = "The home’s conditions", .value = said(chosen.offer->terms.conditions)});
  }
  const auto fields = field::textarea(form, {.name = "outcomes", .label = "Outcomes that both sides work for", .hint = "One on each line, so that everybody can see later whether it was reached. Name no child", .value = join(before.outcomes, "\n"), .rows = 5}) +
                      bought_field(form, found->buying, before, chosen.offer ? chosen.offer->terms.available_from : asked.today()) +
                      field::input(form, {.name = "notice_days", .label = "Days of notice, by either side", .value = std::to_string(before.notice_days), .inputmode = "numeric", .width = field::Width::Of3}) +
                      field::textarea(form, {.name = "more", .label = "What else is agreed (optional)", .hint = "Extra staff and until when, who brings the child to school, who pays for what. Name no child", .value = before.more, .rows = 5, .longest = static_cast<int>(agreements::kLongestMore)});
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Draw the agreement</h1><p class="govuk-body">These come from the home’s offer and the referral:</p>{}{}</div>)", web::error_summary(form), asked.facts.id, govuk::summary_list(drawn),
                            field::whole({.action = here.segment("draw"), .tokens = desk::tokens(asked, last ? last->version : 0), .fields = fields, .submit = "Draw the agreement", .cancel = here}));
  return desk::show(asked, {.title = "Draw the agreement", .breadcrumbs = crumbs_of(asked, chosen), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

Result<agreements::AgreementId> draw(db::Write& tx, const Asked& asked, const Terms& typed, std::int64_t version) {
  if (side_of(asked) != Side::Authority) return fail(access::missing());
  RP_TRY(chosen, chosen_of(tx, asked));
  RP_TRY(terms, terms_of(chosen, typed));
  RP_CHECK(checked(buying_of(tx, chosen, asked), terms));
  RP_TRY(id, agreements::draw(tx, asked.actor(), asked.allowed(), *chosen.ask, terms, version, answering::when_of(asked)));
  RP_CHECK(answering::tell_home(tx, asked, chosen.ask->urn, chosen.ask->organisation));
  return id;
}

web::Response send_draw(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Terms typed;
  typed.outcomes = lines_of(form.required("outcomes", "Write at least one outcome, each on a line of its own", 6'000));
  typed.bought_under = typed_bought(form, asked.desk.database.read([&](db::Read& tx) {
    const auto chosen = chosen_of(tx, asked);
    return chosen ? buying_of(tx, *chosen, asked) : Buying{};
  }));
  typed.notice_days = static_cast<int>(form.integer("notice_days", 1, 365, "Enter the days of notice, from 1 to 365").value_or(0));
  typed.more = form.optional_text("more", agreements::kLongestMore);
  const auto version = parse_integer(form.typed(web::kVersionField)).value_or(0);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(draw(tx, asked, typed, version));
    return page_of(asked.facts.id).with("done", "drawn");
  });
  return done ? *done : draw_shown(asked, form);
}

web::Response send_agree(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto version = parse_integer(form.typed(web::kVersionField)).value_or(0);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(chosen, chosen_of(tx, asked));
    if (!chosen.ask) return fail(ErrorKind::Conflict, "No home is chosen for this child any more");
    if (const auto all = agreements::agreements_of(tx, asked.desk.vault, chosen.ask->id); !all.empty())
      if (const auto* contract = buying_of(tx, chosen, asked).named(all.front().terms.bought_under))
        if (const auto ended = out_of_force(*contract, all.front().terms.first_night); !ended.empty()) return fail(ErrorKind::Conflict, ended + ". Draw another version that says how the place is bought");
    RP_CHECK(agreements::agree(tx, asked.desk.vault, asked.actor(), asked.allowed(), chosen.ask->id, version, side_of(asked), own_name(tx, asked), answering::when_of(asked)));
    RP_CHECK(tell_other(tx, asked, *chosen.ask));
    return page_of(asked.facts.id).with("done", "agreed");
  });
  return done ? *done : page_shown(asked, form);
}

// ---- Programs.

web::Response answer_program(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  if (view->all.empty()) return desk::answer_json(json::Object{{"reference", asked.facts.id}, {"version", 0}, {"drawn_at", nullptr}, {"agreed", false}, {"terms", nullptr}, {"signatures", json::Array{}}});
  const auto& last = view->all.front();
  auto terms = agreements::as_json(last.terms);
  if (!view->prices) terms.set("lines", json::Array{});
  json::Array signatures;
  for (const auto& one : last.signatures) signatures.emplace_back(json::Object{{"side", asking::kSides.code(one.side)}, {"name", one.name.reveal()}, {"agreed_at", one.at.iso()}});
  return desk::answer_json(json::Object{{"reference", last.reference}, {"version", last.version}, {"drawn_at", last.drawn_at.iso()}, {"agreed", last.agreed()}, {"terms", std::move(terms)}, {"signatures", std::move(signatures)}});
}

struct Typed {
  Terms terms;
  std::int64_t version = 0;
};
Typed read_draw(json::Fields& fields) {
  Typed typed;
  typed.version = fields.required_integer("version", 0);
  for (const auto& item : fields.array("outcomes")) {
    if (item.as_string() && !trim(*item.as_string()).empty()) typed.terms.outcomes.emplace_back(trim(*item.as_string()));
    else fields.fault("outcomes", "needs a text in each place");
  }
  typed.terms.bought_under = fields.text("bought_under").value_or("");
  typed.terms.notice_days = static_cast<int>(fields.integer("notice_days", 1, 365).value_or(28));
  typed.terms.more = fields.text("more").value_or("");
  return typed;
}

web::Response draw_by_program(const Asked& asked) {
  return desk::changed_by(asked, read_draw, [&](db::Write& tx, const Typed& typed) -> Result<json::Value> {
    RP_TRY(id, draw(tx, asked, typed.terms, typed.version));
    return json::Object{{"id", id.text()}, {"version", typed.version + 1}};
  });
}

constexpr std::string_view kAgreement = R"json({"type": "object", "required": ["reference", "version", "drawn_at", "agreed", "terms", "signatures"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "version": {"type": "integer", "description": "To be sent with another version; 0: none is drawn"}, "drawn_at": {"type": ["string", "null"], "format": "date-time"}, "agreed": {"type": "boolean", "description": "By both sides"},
  "terms": {"oneOf": [{"type": "null", "description": "None is drawn"}, {"type": "object", "required": ["authority", "provider", "home", "urn", "first_night", "planned_until", "room", "lines", "conditions", "needs", "outcomes", "bought_under", "notice_days", "more"], "additionalProperties": false, "properties": {
    "authority": {"type": "string"}, "provider": {"type": "string"}, "home": {"type": "string"}, "urn": {"type": "string"}, "first_night": {"type": "string", "format": "date"}, "planned_until": {"type": ["string", "null"], "format": "date"}, "room": {"type": ["string", "null"]},
    "lines": {"type": "array", "description": "Empty for whoever does not read prices", "items": {"$ref": "#/components/schemas/PriceLine"}}, "conditions": {"type": "string"},
    "needs": {"type": "array", "items": {"type": "object", "required": ["label", "says"], "additionalProperties": false, "properties": {"label": {"type": "string"}, "says": {"type": "string"}}}},
    "outcomes": {"type": "array", "items": {"type": "string"}}, "bought_under": {"type": "string"}, "notice_days": {"type": "integer"}, "more": {"type": "string"}}}]},
  "signatures": {"type": "array", "items": {"type": "object", "required": ["side", "name", "agreed_at"], "additionalProperties": false, "properties": {"side": {"type": "string", "enum": ["authority", "home"]}, "name": {"type": "string"}, "agreed_at": {"type": "string", "format": "date-time"}}}}}})json";
constexpr std::string_view kNewAgreement = R"json({"type": "object", "required": ["version", "outcomes"], "additionalProperties": false, "properties": {
  "version": {"type": "integer", "description": "The last one; 0: there is none"}, "outcomes": {"type": "array", "minItems": 1, "items": {"type": "string"}}, "bought_under": {"type": "string"}, "notice_days": {"type": "integer", "minimum": 1, "maximum": 365}, "more": {"type": "string"}}})json";
constexpr std::string_view kDrawnAgreement = R"json({"type": "object", "required": ["id", "version"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "version": {"type": "integer"}}})json";

}  // namespace

void add_agreement(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, Verb verb, auto handler, std::string_view summary, std::string_view request = {}, std::string_view response = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::Placement, .verb = verb, .facts = facts_of_chosen, .handler = handler, .summary = summary, .request_type = request, .response_type = response});
  };
  add(Method::Get, "/agreements/{reference}", Verb::Read, [](const Asked& asked) { return page_shown(asked, Form{web::NamedValues{}}); }, "The individual placement agreement, and who has agreed to it");
  add(Method::Get, "/agreements/{reference}/pdf", Verb::Read, pdf, "The individual placement agreement as PDF");
  add(Method::Get, "/agreements/{reference}/draw", Verb::Write, [](const Asked& asked) { return draw_shown(asked, Form{web::NamedValues{}}); }, "Form that draws the agreement from the offer and the referral");
  add(Method::Post, "/agreements/{reference}/draw", Verb::Write, send_draw, "Draw the agreement, or another version of it", "agreement form");
  add(Method::Post, "/agreements/{reference}/agree", Verb::Write, send_agree, "Agree to the version that was shown, for one's own side", "agreement");
  add(Method::Get, "/api/v1/referrals/{reference}/agreement", Verb::Read, answer_program, "The last version of the placement agreement", {}, "PlacementAgreement");
  add(Method::Post, "/api/v1/referrals/{reference}/agreement", Verb::Write, draw_by_program, "Draw the agreement, or another version; people agree to it on its page", "NewPlacementAgreement", "DrawnAgreement");
  pages.shapes.push_back({"PlacementAgreement", kAgreement});
  pages.shapes.push_back({"NewPlacementAgreement", kNewAgreement});
  pages.shapes.push_back({"DrawnAgreement", kDrawnAgreement});
}

}  // namespace rightplace::agreeing
