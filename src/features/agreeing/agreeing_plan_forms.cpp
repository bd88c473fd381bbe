// Writing and signing the placement plan, from either side.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/agreeing/agreeing_plan.h"
#include "features/answering/answering.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/problem.h"

namespace rightplace::agreeing {
namespace {

namespace field = web::field;
using agreements::PlanSide;
using agreements::Section;
using web::Form;
using web::Html;
using web::html;
using web::Url;

std::optional<Section> section_of(const Asked& asked) { return agreements::kSections.parse(asked.value("section")); }
bool is_matrix(const Asked& asked) { return asked.value("section") == kMatrix; }

Html part_fields(const Form& form, const agreements::Plan* plan, Section section) {
  Html all;
  for (const auto& part : agreements::parts()) {
    if (part.section != section) continue;
    const auto written = plan && plan->parts.contains(part.code) ? plan->parts.find(part.code)->second : std::string();
    all += field::textarea(form, {.name = part.code, .label = part.label, .hint = part.law.empty() ? part.hint : fmt::format("{} ({})", part.hint, part.law), .value = written, .rows = 5, .longest = static_cast<int>(agreements::kLongestPart)});
  }
  return all;
}

Html matrix_fields(const Form& form, const agreements::Plan* plan) {
  std::vector<field::Choice> who;
  for (const auto& row : agreements::kDeciders.rows) who.push_back({std::string(row.code), std::string(row.label)});
  Html all;
  std::string_view area;
  for (const auto& one : agreements::daily_decisions()) {
    if (one.area != area) {
      area = one.area;
      all += html(R"(<h2 class="govuk-heading-m">{}</h2>)", area);
    }
    const auto value = plan && plan->deciders.contains(one.code) ? plan->deciders.find(one.code)->second : one.usual;
    all += field::radios(form, {.name = one.code, .legend = one.label, .choices = who, .value = std::string(agreements::kDeciders.code(value)), .inline_ = true, .small = true});
  }
  return all;
}

web::Response form_shown(const Asked& asked, const Form& form) {
  const auto section = section_of(asked);
  if (!section && !is_matrix(asked)) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  const auto view = plan_view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const auto here = plan_url(asked.facts.id);
  if (!view->chosen.ask && !form.sent()) return web::redirect(here);
  const auto* plan = view->plan ? &*view->plan : nullptr;
  const auto title = section ? std::string(agreements::kSections.label(*section)) : std::string("Who decides what");
  const Html intro = section ? (*section == Section::Behaviour || *section == Section::Safety ? html(R"(<p class="govuk-body">Write it with the child. Once it changes, child, home and authority sign anew.</p>)") : Html{})
                             : html(R"(<p class="govuk-body">Filled in is who usually decides. Change it where there is a reason against it, and ask the child.</p>)");
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Placement plan · referral {}</span><h1 class="govuk-heading-l">{}</h1>{}{}</div>)", web::error_summary(form), asked.facts.id, title, intro,
                            field::whole({.action = plan_form_url(asked, asked.value("section")), .tokens = desk::tokens(asked, plan ? plan->version : 0), .fields = section ? part_fields(form, plan, *section) : matrix_fields(form, plan), .submit = "Save", .cancel = here}));
  auto crumbs = crumbs_of(asked, view->chosen);
  crumbs.push_back({"Placement plan", here});
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

Result<agreements::PlanId> write(db::Write& tx, const Asked& asked, const agreements::Texts& texts, const agreements::Deciders& deciders, std::int64_t version) {
  RP_TRY(chosen, chosen_of(tx, asked));
  if (!chosen.ask) return fail(ErrorKind::Conflict, "No home is chosen for this child any more. The plan is written for one home: choose it first");
  RP_TRY(id, agreements::write_plan(tx, asked.actor(), asked.allowed(), *chosen.ask, texts, deciders, version, answering::when_of(asked)));
  RP_CHECK(tell_other(tx, asked, *chosen.ask));
  return id;
}

web::Response send_form(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto section = section_of(asked);
  if (!section && !is_matrix(asked)) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  agreements::Texts texts;
  agreements::Deciders deciders;
  if (section) {
    for (const auto& part : agreements::parts())
      if (part.section == *section) texts[part.code] = form.optional_text(part.code, agreements::kLongestPart);
  } else {
    for (const auto& one : agreements::daily_decisions()) {
      const auto who = agreements::kDeciders.parse(form.typed(one.code));
      if (who) deciders.emplace(one.code, *who);
      else form.fault(one.code, fmt::format("Choose who decides: {}", lower(one.label)));
    }
  }
  const auto version = parse_integer(form.typed(web::kVersionField)).value_or(0);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(write(tx, asked, texts, deciders, version));
    return plan_url(asked.facts.id).with("done", "written");
  });
  return done ? *done : form_shown(asked, form);
}

web::Response send_signature(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto own = side_of(asked) == asking::Side::Authority ? PlanSide::Authority : PlanSide::Home;
  const auto section = agreements::kSections.parse(form.typed("section"));
  const auto side = agreements::kPlanSides.parse(form.typed("side"));
  if (!section || (*section != Section::Behaviour && *section != Section::Safety) || !side || (*side != own && *side != PlanSide::Child)) form.fault("", "This page is too old. Load it again, then sign");
  std::string words;
  if (section && side == PlanSide::Child) words = form.required(fmt::format("words_{}", agreements::kSections.code(*section)), "Write down what the child said of it, in the child’s own words", agreements::kLongestWords);
  const auto version = parse_integer(form.typed(web::kVersionField)).value_or(0);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(chosen, chosen_of(tx, asked));
    if (!chosen.ask) return fail(ErrorKind::Conflict, "No home is chosen for this child any more, so there is nothing to sign");
    RP_CHECK(agreements::sign_plan(tx, asked.desk.vault, asked.actor(), asked.allowed(), chosen.ask->id, version, *section, *side, own_name(tx, asked), words, answering::when_of(asked)));
    RP_CHECK(tell_other(tx, asked, *chosen.ask));
    return plan_url(asked.facts.id).with("done", "signed");
  });
  return done ? *done : plan_shown(asked, form);
}

// ---- Programs.

struct Typed {
  agreements::Texts texts;
  agreements::Deciders deciders;
  std::int64_t version = 0;
};

Typed read_plan(json::Fields& fields) {
  Typed typed;
  typed.version = fields.required_integer("version", 0);
  if (const auto* parts = fields.value("parts"); parts && parts->as_object())
    for (const auto& [code, text] : *parts->as_object()) {
      if (text.as_string()) typed.texts[code] = *text.as_string();
      else fields.fault("parts", "needs a text for each code");
    }
  if (const auto* deciders = fields.value("deciders"); deciders && deciders->as_object())
    for (const auto& [code, who] : *deciders->as_object()) {
      const auto decider = who.as_string() ? agreements::kDeciders.parse(*who.as_string()) : std::nullopt;
      if (decider) typed.deciders.emplace(code, *decider);
      else fields.fault("deciders", "needs home, authority, parent or child for each code");
    }
  return typed;
}

web::Response write_by_program(const Asked& asked) {
  return desk::changed_by(asked, read_plan, [&](db::Write& tx, const Typed& typed) -> Result<json::Value> {
    RP_TRY(id, write(tx, asked, typed.texts, typed.deciders, typed.version));
    return json::Object{{"id", id.text()}, {"version", typed.version + 1}};
  });
}

constexpr std::string_view kNewPlan = R"json({"type": "object", "required": ["version"], "additionalProperties": false, "properties": {
  "version": {"type": "integer", "description": "The last one; 0: nothing is written"}, "parts": {"type": "object", "additionalProperties": {"type": "string"}, "description": "By the codes of rules/placement_plan.toml; what is not named stays"},
  "deciders": {"type": "object", "additionalProperties": {"type": "string", "enum": ["home", "authority", "parent", "child"]}, "description": "By the codes of rules/delegated_authority.toml"}}})json";
constexpr std::string_view kWrittenPlan = R"json({"type": "object", "required": ["id", "version"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "version": {"type": "integer"}}})json";

}  // namespace

void add_plan_forms(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, Verb verb, auto handler, std::string_view summary, std::string_view request = {}, std::string_view response = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::FullFile, .verb = verb, .facts = facts_of_chosen, .handler = handler, .summary = summary, .request_type = request, .response_type = response});
  };
  const auto empty = [](const Asked& asked) { return form_shown(asked, Form{web::NamedValues{}}); };
  add(Method::Get, "/placement-plans/{reference}/write/{section}", Verb::Write, empty, "Form of one part of the placement plan, for the authority");
  add(Method::Post, "/placement-plans/{reference}/write/{section}", Verb::Write, send_form, "Write one part of the placement plan, for the authority", "plan form");
  add(Method::Post, "/placement-plans/{reference}/write/sign", Verb::Write, send_signature, "Sign the behaviour strategy or the safety plan for the authority, or write down that the child agrees", "signature");
  add(Method::Get, "/placement-plans/{reference}/answer/{section}", Verb::Answer, empty, "Form of one part of the placement plan, for the home");
  add(Method::Post, "/placement-plans/{reference}/answer/{section}", Verb::Answer, send_form, "Write one part of the placement plan, for the home", "plan form");
  add(Method::Post, "/placement-plans/{reference}/answer/sign", Verb::Answer, send_signature, "Sign the behaviour strategy or the safety plan for the home, or write down that the child agrees", "signature");
  add(Method::Post, "/api/v1/referrals/{reference}/plan", Verb::Write, write_by_program, "Write parts of the placement plan, for the authority", "NewPlacementPlan", "WrittenPlan");
  pages.shapes.push_back({"NewPlacementPlan", kNewPlan});
  pages.shapes.push_back({"WrittenPlan", kWrittenPlan});
}

}  // namespace rightplace::agreeing
