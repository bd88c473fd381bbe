// The placement plan as both sides read it: why here, what the law asks of a plan, who decides what, behaviour strategy and safety
// plan with their signatures, and what is still missing before the first night.

#include "features/agreeing/agreeing_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
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
using agreements::PlanSide;
using agreements::Section;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Html edit_link(const Asked& asked, const PlanView& view, std::string_view what, std::string_view words) {
  if (!view.may_write) return {};
  return html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">Write or change<span class="govuk-visually-hidden">: {}</span></a></p>)", plan_form_url(asked, what), words);
}

Html section_part(const Asked& asked, const PlanView& view, Section section) {
  govuk::SummaryList list{.rows = {}};
  for (const auto& part : agreements::parts()) {
    if (part.section != section) continue;
    const auto* plan = view.plan ? &*view.plan : nullptr;
    const auto found = plan ? plan->parts.find(part.code) : agreements::Texts::const_iterator{};
    const bool there = plan && found != plan->parts.end();
    Html value = there ? html(R"(<span class="rp-said">{}</span>)", found->second) : part.needed ? html("{}", govuk::tag("Not written yet", govuk::Colour::Yellow)) : Html::text("–");
    Html key = Html::text(part.label);
    if (!part.law.empty()) key += html(R"(<br><span class="govuk-hint govuk-!-font-weight-regular">{}</span>)", part.law);
    list.rows.push_back({.key = key, .value = value});
  }
  return html(R"(<h2 class="govuk-heading-m" id="{}">{}</h2>{}{})", agreements::kSections.code(section), agreements::kSections.label(section), govuk::summary_list(list), edit_link(asked, view, agreements::kSections.code(section), agreements::kSections.label(section)));
}

Html matrix_part(const Asked& asked, const PlanView& view) {
  govuk::Table table{.caption = "Who decides what", .caption_classes = "govuk-table__caption--m"};
  table.head = {"Decision", "Decides"};
  table.first_cell_is_header = true;
  std::string_view area;
  for (const auto& one : agreements::daily_decisions()) {
    if (one.area != area) {
      area = one.area;
      table.rows.push_back({govuk::Cell(html("<strong>{}</strong>", area)).spanning(2)});
    }
    const auto found = view.plan ? view.plan->deciders.find(one.code) : agreements::Deciders::const_iterator{};
    const bool there = view.plan && found != view.plan->deciders.end();
    table.rows.push_back({govuk::Cell(one.label).of_class("govuk-!-font-weight-regular"), there ? Html::text(agreements::kDeciders.label(found->second)) : html("{}", govuk::tag("Not settled yet", govuk::Colour::Yellow))});
  }
  return html(R"(<div id="{}">{}</div>{})", kMatrix, govuk::scrolling(govuk::table(table), "Who decides what"), edit_link(asked, view, kMatrix, "who decides what"));
}

Html signatures_part(const Asked& asked, const PlanView& view, Section section, const Form& form) {
  if (!view.plan || !view.plan->has_all_of(section)) return {};
  govuk::Table table{.caption = "Signed by", .caption_classes = "govuk-table__caption--s"};
  table.head = {"Side", "Name", "When"};
  table.first_cell_is_header = true;
  for (const auto& side : agreements::kPlanSides.rows) {
    const auto found = std::ranges::find_if(view.plan->signatures, [&](const agreements::PlanSignature& one) { return one.section == section && one.side == side.value; });
    const bool there = found != view.plan->signatures.end();
    Html who = Html::text(there ? found->name.reveal() : std::string("Not yet"));
    if (there && side.value == PlanSide::Child) who = html(R"(“<span class="rp-said">{}</span>”<br><span class="govuk-hint">written down by {}</span>)", found->words, found->name.reveal());
    table.rows.push_back({std::string(side.label), who, there ? moment_words(found->at) : std::string("–")});
  }
  Html sign;
  if (view.may_write) {
    const auto own = side_of(asked) == asking::Side::Authority ? PlanSide::Authority : PlanSide::Home;
    const auto code = agreements::kSections.code(section);
    const auto hidden = [&](PlanSide side) { return html(R"(<input type="hidden" name="section" value="{}"><input type="hidden" name="side" value="{}">)", code, agreements::kPlanSides.code(side)); };
    if (!view.plan->signed_by(section, own))
      sign += field::whole({.action = plan_form_url(asked, "sign"), .tokens = desk::tokens(asked, view.plan->version), .fields = hidden(own), .submit = "Sign the " + lower(agreements::kSections.label(section))});
    if (!view.plan->signed_by(section, PlanSide::Child))
      sign += field::whole({.action = plan_form_url(asked, "sign"), .tokens = desk::tokens(asked, view.plan->version),
                            .fields = hidden(PlanSide::Child) + field::textarea(form, {.name = fmt::format("words_{}", code), .label = "What the child said of it, when you read it together", .hint = "In the child’s own words", .value = {}, .rows = 2, .longest = static_cast<int>(agreements::kLongestWords)}), .submit = "Write down that the child agrees"});
    sign = html(R"(<div class="rp-no-print">{}</div>)", sign);
  }
  return govuk::table(table) + sign;
}

Html missing_part(const PlanView& view) {
  if (view.missing.empty()) return html(R"(<p class="govuk-body-l">{} Everything is there that should be there before the first night.</p>)", govuk::tag("Ready", govuk::Colour::Green));
  Html items;
  for (const auto& one : view.missing) items += html("<li>{}; otherwise {}</li>", one.label, one.follows);
  return html(R"(<div class="govuk-inset-text"><p class="govuk-body">Still missing before the first night:</p><ul class="govuk-list govuk-list--bullet govuk-!-margin-bottom-0">{}</ul></div>)", items);
}

Html paper(const Asked& asked, const PlanView& view, const Form& form) {
  Html all = section_part(asked, view, Section::Statement) + section_part(asked, view, Section::Schedule) + section_part(asked, view, Section::Home) + matrix_part(asked, view) + section_part(asked, view, Section::Behaviour) +
             signatures_part(asked, view, Section::Behaviour, form);
  if (view.needs_safety || (view.plan && view.plan->has_all_of(Section::Safety))) {
    all += section_part(asked, view, Section::Safety);
    all += signatures_part(asked, view, Section::Safety, form);
  }
  return all;
}

Html heading(const Asked& asked, const PlanView& view) {
  const Html version = view.plan ? html(" · version {}, {}", view.plan->version, moment_words(view.plan->written_at)) : Html{};
  return html(R"(<span class="govuk-caption-l">Referral {}{}</span><h1 class="govuk-heading-l">Placement plan</h1>)", asked.facts.id, version);
}

web::Response pdf(const Asked& asked) {
  auto view = plan_view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  if (!view->chosen.ask) return web::redirect(plan_url(asked.facts.id));
  view->may_write = false;   // the paper has no controls
  return printing::as_pdf(asked, {"Placement plan " + asked.facts.id, fmt::format("{} placement plan.pdf", asked.facts.id), heading(asked, *view) + html(R"(<p class="govuk-body">{}</p>)", view->chosen.home) + missing_part(*view) + paper(asked, *view, Form{web::NamedValues{}})}, plan_url(asked.facts.id));
}

web::Response answer_program(const Asked& asked) {
  const auto view = plan_view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  json::Object parts, deciders;
  json::Array signatures, missing;
  if (view->plan) {
    for (const auto& [code, text] : view->plan->parts) parts.set(code, text);
    for (const auto& [code, who] : view->plan->deciders) deciders.set(code, agreements::kDeciders.code(who));
    for (const auto& one : view->plan->signatures)
      signatures.emplace_back(json::Object{{"section", agreements::kSections.code(one.section)}, {"side", agreements::kPlanSides.code(one.side)}, {"name", one.name.reveal()}, {"words", one.words}, {"signed_at", one.at.iso()}});
  }
  for (const auto& one : view->missing) missing.emplace_back(one.code);
  return desk::answer_json(json::Object{{"reference", asked.facts.id}, {"home", view->chosen.home}, {"version", view->plan ? view->plan->version : std::int64_t{0}}, {"parts", std::move(parts)}, {"deciders", std::move(deciders)}, {"signatures", std::move(signatures)}, {"missing", std::move(missing)}});
}

constexpr std::string_view kPlan = R"json({"type": "object", "required": ["reference", "home", "version", "parts", "deciders", "signatures", "missing"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "home": {"type": "string", "description": "Empty: no home is chosen"}, "version": {"type": "integer", "description": "0: nothing is written"}, "parts": {"type": "object", "additionalProperties": {"type": "string"}, "description": "By the codes of rules/placement_plan.toml"},
  "deciders": {"type": "object", "additionalProperties": {"type": "string", "enum": ["home", "authority", "parent", "child"]}, "description": "By the codes of rules/delegated_authority.toml"},
  "signatures": {"type": "array", "items": {"type": "object", "required": ["section", "side", "name", "words", "signed_at"], "additionalProperties": false, "properties": {"section": {"type": "string", "enum": ["behaviour", "safety"]}, "side": {"type": "string", "enum": ["authority", "home", "child"]}, "name": {"type": "string"}, "words": {"type": "string"}, "signed_at": {"type": "string", "format": "date-time"}}}},
  "missing": {"type": "array", "description": "Codes of rules/before_placement.toml", "items": {"type": "string"}}}})json";

}  // namespace

Url plan_url(std::string_view reference) { return Url("/placement-plans").segment(reference); }
Url plan_form_url(const Asked& asked, std::string_view what) { return plan_url(asked.facts.id).segment(side_of(asked) == asking::Side::Authority ? "write" : "answer").segment(what); }

Result<PlanView> plan_view_of(const Asked& asked) {
  auto view = asked.desk.database.read([&](db::Read& tx) -> Result<PlanView> {
    PlanView out;
    RP_TRY(chosen, chosen_of(tx, asked));
    out.chosen = std::move(chosen);
    out.needs_safety = agreements::needs_safety_plan(out.chosen.referral);
    if (!out.chosen.ask) return out;
    out.plan = agreements::plan_of(tx, asked.desk.vault, out.chosen.ask->id);
    out.missing = agreements::missing_before_start(tx, asked.desk.vault, out.chosen.ask->id, out.chosen.referral);
    if (out.plan) out.written_by = desk::name_of_actor(tx, asked.desk.vault, "person", out.plan->written_by);
    return out;
  });
  if (!view) return view;
  auto facts = asked.facts;
  facts.record = access::Record::FullFile;
  view->may_write = view->chosen.ask && asked.may(facts, side_of(asked) == asking::Side::Authority ? access::Verb::Write : access::Verb::Answer).has_value();
  if (view->plan) RP_CHECK(enter(asked, disclosures::Tier::File, "placement_plan"));
  return view;
}

web::Response plan_shown(const Asked& asked, const Form& form) {
  const auto view = plan_view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const auto done = asked.exchange.request.query_value("done");
  const Html banner = done == "written" ? govuk::notification_banner({.text = "The plan is kept. A part that was signed and is changed now asks for signatures anew.", .title = "Done", .type = "success"})
                      : done == "signed" ? govuk::notification_banner({.text = "The signature is written down.", .title = "Done", .type = "success"}) : Html{};
  Html content;
  if (!view->chosen.ask) {
    content = heading(asked, *view) + html(R"(<p class="govuk-body">No home is chosen for this child. The plan is written for one home: choose it first.</p>)");
  } else {
    const Html by = view->plan ? html(R"(<p class="govuk-body-s">Last written by {}.</p>)", view->written_by) : Html{};
    content = html(R"({}{}{}<p class="govuk-body">For {}. Authority and home write it together, with the child.</p>{}<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">Have it as PDF</a>, or print this page with your browser. <a class="govuk-link" href="{}">The placement agreement</a></p>{}{})", web::error_summary(form), banner, heading(asked, *view), view->chosen.home,
                   missing_part(*view), plan_url(asked.facts.id).segment("pdf"), Url("/agreements").segment(asked.facts.id), by, paper(asked, *view, form));
  }
  content += html(R"(<p class="govuk-body rp-no-print"><a class="govuk-link" href="{}">Back</a></p>)", back_of(asked, view->chosen));
  return desk::show(asked, {.title = "Placement plan " + asked.facts.id, .breadcrumbs = crumbs_of(asked, view->chosen), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

void add_plan(desk::Pages& pages) {
  using access::Record;
  pages.pages.push_back({.pattern = "/placement-plans/{reference}", .record = Record::FullFile, .facts = facts_of_chosen, .handler = [](const Asked& asked) { return plan_shown(asked, Form{web::NamedValues{}}); }, .summary = "The placement plan: why here, what the law asks of it, who decides what, behaviour strategy, safety plan"});
  pages.pages.push_back({.pattern = "/placement-plans/{reference}/pdf", .record = Record::FullFile, .facts = facts_of_chosen, .handler = pdf, .summary = "The placement plan as PDF"});
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/plan", .record = Record::FullFile, .facts = facts_of_chosen, .handler = answer_program, .summary = "The placement plan, and what is missing before the first night", .response_type = "PlacementPlan"});
  pages.shapes.push_back({"PlacementPlan", kPlan});
}

}  // namespace rightplace::agreeing
