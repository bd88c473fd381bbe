// The record of the Placements Data Standard of one referral and its placement: every field that is known here, what is lacking
// and why, and the two questions that only the standard asks.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/referring/referring_standard.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using json::Object;
using json::Value;
using web::html;

constexpr std::string_view kAnswers = "SELECT location_is_best, same_school FROM referral_standard_answers WHERE reference = $1";
constexpr std::string_view kAnswer = R"sql(
  INSERT INTO referral_standard_answers (reference, location_is_best, same_school, answered_by, answered_at)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (reference) DO UPDATE
  SET location_is_best = excluded.location_is_best, same_school = excluded.same_school, answered_by = excluded.answered_by, answered_at = excluded.answered_at
)sql";
constexpr std::string_view kSentBy = "SELECT sent_by FROM referral_drafts WHERE reference = $1 AND sent_by IS NOT NULL";

struct Answers {
  bool location_is_best = false, same_school = false;
};

Url here(std::string_view reference) { return Url("/referrals").segment(reference).segment("standard"); }

Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return finding::facts_of(tx, exchange.value("reference"), standing.today); }

std::optional<placements::Placement> placement_of(db::Read& tx, const Asked& asked, const referrals::Line& line) {
  if (asked.facts.child.empty()) return std::nullopt;
  for (auto& one : placements::of_child(tx, children::ChildId(asked.facts.child)))
    if (one.referral_id == line.id && one.state != placements::State::Withdrawn) return std::move(one);
  return std::nullopt;
}

std::string where_is(db::Read& tx, std::string_view urn, Date today) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  const auto found = homes::homes_as_at(tx, today, filter);
  const auto* authority = found.empty() ? nullptr : geography::authority_by_code(found.front().authority_code);
  return authority ? std::string(authority->name) : std::string();
}

// Brothers and sisters of the referral who live in the same home on the first night.
std::int64_t siblings_there(db::Read& tx, const referrals::Referral& referral, const placements::Placement& placement) {
  std::int64_t count = 0;
  for (const auto& sibling : referral.siblings) {
    const auto line = sibling.reference.empty() ? std::nullopt : referrals::line_of(tx, sibling.reference);
    if (!line || line->child_id.empty()) continue;
    const auto all = placements::of_child(tx, children::ChildId(line->child_id));
    count += std::ranges::any_of(all, [&](const auto& one) { return one.urn == placement.urn && one.stay.overlaps(placement.stay); });
  }
  return count;
}

void set_new(Object& record, std::string_view entity, std::string_view name, Value value) {
  auto& part = record[entity];
  if (!part.as_object()) part = Object{};
  const auto* there = part.as_object()->find(name);
  if (!value.is_null() && (!there || there->is_null())) part.as_object()->set(name, std::move(value));
}

bool has(const Object& record, std::string_view entity, std::string_view name) {
  const auto* part = record.find(entity);
  const auto* value = part ? part->find(name) : nullptr;
  return value && !value->is_null();
}

std::string why_lacking(const FieldSource& source, const StandardRecord& record, bool optional) {
  if (source.entity == "ActualPlacement" || (source.entity == "QualityAssurance" && source.from == From::Placement)) {
    if (!record.placement) return "No placement is recorded yet.";
    if (source.from == From::After) return "Only the standard asks it: answer it below.";
    if (source.name == "totalWeeklyCost") return "The price is not recorded, or you may not see it.";
    if (source.name == "placementLocation") return "The register does not say in which area the home is.";
    return "Nobody is named: the placement was not made from a choice recorded here.";
  }
  if (source.name == "referralOfficerName") return "The referral was not written here, and its file names nobody.";
  const auto* task = source.task.empty() ? nullptr : find_task(source.task);
  if (task) return fmt::format("Nobody answered it; it stands in the part “{}”.{}", task->title, optional ? " It may stay empty." : "");
  return "It is not known here.";
}

}  // namespace

Result<StandardRecord> record_of(db::Read& tx, const Asked& asked) {
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line) return fail(access::missing());
  RP_TRY(referral, referrals::find_referral(tx, asked.desk.vault, asked.facts.id));
  StandardRecord out;
  out.record = *referrals::as_json(referral, referrals::Scope::StandardOnly).as_object();
  const auto person = [&](const std::string& id) -> Value { return id.empty() ? Value(nullptr) : Value(desk::name_of_actor(tx, asked.desk.vault, "person", id)); };
  if (const auto sent = tx.first(kSentBy, {asked.facts.id}, [](const db::Row& row) { return row.string(0); })) set_new(out.record, "QualityAssurance", "referralOfficerName", person(*sent));
  if (const auto placement = placement_of(tx, asked, *line)) {
    out.placement = placement->id;
    auto price = asked.facts;
    price.record = access::Record::Price;
    if (placement->rate && asked.also_reads(price)) set_new(out.record, "ActualPlacement", "totalWeeklyCost", static_cast<std::int64_t>(std::llround(static_cast<double>(placement->rate->per_week.value) / 100.0)));
    if (const auto where = where_is(tx, placement->urn, asked.today()); !where.empty()) set_new(out.record, "ActualPlacement", "placementLocation", where);
    if (const auto said = tx.first(kAnswers, {asked.facts.id}, [](const db::Row& row) { return Answers{row.flag(0), row.flag(1)}; })) {
      set_new(out.record, "ActualPlacement", "preferabilityLocation", said->location_is_best);
      set_new(out.record, "ActualPlacement", "educationContinuity", said->same_school);
    }
    set_new(out.record, "ActualPlacement", "providerURN", placement->urn);
    set_new(out.record, "ActualPlacement", "siblingsPlacedTogether", siblings_there(tx, referral, *placement));
    set_new(out.record, "ActualPlacement", "placementType", "Residential");
    set_new(out.record, "QualityAssurance", "placementDate", placement->stay.from);
    if (const auto decision = asking::decision_of(tx, asked.facts.id)) {
      set_new(out.record, "QualityAssurance", "placementOfficerName", person(decision->signatures.decided_by));
      set_new(out.record, "QualityAssurance", "costOfficerName", person(decision->signed_by.empty() ? decision->signatures.decided_by : decision->signed_by));
      set_new(out.record, "QualityAssurance", "costDate", london_date(decision->signed_at.value_or(decision->decided_at)));
    }
  }
  for (const auto& source : field_sources()) {
    if (has(out.record, source.entity, source.name)) continue;
    out.lacking.push_back({fmt::format("{}.{}", source.entity, source.name), why_lacking(source, out, !source.required)});
  }
  return out;
}

namespace {

// Shown to whoever may take it away and reads a fuller picture, or may take the whole file away; entered in the child's ledger.
Result<StandardRecord> shown_record(const Asked& asked) {
  auto picture = asked.facts, file = asked.facts;
  picture.record = access::Record::PenPicture;
  file.record = access::Record::FullFile;
  if (!asked.may(file, access::Verb::Export) && !asked.also_reads(picture)) return fail(access::missing());
  RP_TRY(record, asked.desk.database.read([&](db::Read& tx) { return record_of(tx, asked); }));
  if (!asked.facts.child.empty()) RP_CHECK(enter(asked, children::ChildId(asked.facts.child), disclosures::Tier::Needs, {"referral_whole", "standard_record"}));
  return record;
}

std::string words_of_value(const Value& value) {
  if (const auto* text = value.as_string()) return *text;
  if (const auto* flag = value.as_bool()) return *flag ? "Yes" : "No";
  if (const auto* list = value.as_array()) {
    std::vector<std::string> words;
    for (const auto& one : *list) words.push_back(words_of_value(one));
    return join(words, ", ");
  }
  return value.dump();
}

web::Response record_page(const Asked& asked, const Form& form) {
  const auto found = shown_record(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  Html tables;
  std::vector<std::string_view> entities;
  for (const auto& field : field_sources())
    if (std::ranges::find(entities, field.entity) == entities.end()) entities.push_back(field.entity);
  for (const auto entity : entities) {
    govuk::SummaryList list{.rows = {}};
    for (const auto& field : field_sources()) {
      if (field.entity != entity) continue;
      const auto lacking = std::ranges::find(found->lacking, fmt::format("{}.{}", field.entity, field.name), &Lacking::field);
      if (lacking == found->lacking.end()) list.rows.push_back({.key = std::string(field.name), .value = words_of_value(*found->record.find(entity)->find(field.name))});
      else list.rows.push_back({.key = std::string(field.name), .value = html(R"(<span class="rp-muted">{} {}</span>)", field.required ? "Lacking." : "Not said.", lacking->why)});
    }
    tables += html(R"(<h2 class="govuk-heading-m">{}</h2>{})", entity, govuk::summary_list(list));
  }
  Html questions;
  auto placement = asked.facts;
  placement.record = access::Record::Placement;
  if (found->placement && asked.may(placement, access::Verb::Write)) {
    Html fields;
    for (const auto& source : field_sources())
      if (source.from == From::After) {
        const auto* part = found->record.find(source.entity);
        const auto* said = part ? part->find(source.name) : nullptr;
        fields += field::radios(form, {.name = std::string(source.name), .legend = std::string(source.question), .choices = {{"yes", "Yes"}, {"no", "No"}}, .value = said && said->as_bool() ? (*said->as_bool() ? "yes" : "no") : "", .inline_ = true});
      }
    questions = html(R"(<h2 class="govuk-heading-m" id="questions">Two questions that only the standard asks</h2>{})", field::whole({.action = here(asked.facts.id), .tokens = desk::tokens(asked), .fields = fields, .submit = "Keep these answers", .cancel = Url("/referrals").segment(asked.facts.id)}));
  }
  const auto total = field_sources().size();
  const Html done = asked.exchange.request.query_value("done") == "kept" ? html(R"(<div class="govuk-inset-text" role="status">Kept.</div>)") : Html{};
  const auto content = html(R"({}<div class="rp-readable">{}<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">Record of the Placements Data Standard</h1><p class="govuk-body">{} of its {} fields are known here. It names no child; it carries the authority’s own number of the child, so treat it as the child’s file.</p><p class="govuk-body"><a class="govuk-link" href="{}" download>Take it away as a file (JSON)</a></p>{}{}</div>)", done,
                            web::error_summary(form), asked.facts.id, total - found->lacking.size(), total, here(asked.facts.id).segment("record.json"), questions, tables);
  return desk::show(asked, {.title = "Record of the standard: " + asked.facts.id, .breadcrumbs = {{"Referrals", Url("/referrals")}, {asked.facts.id, Url("/referrals").segment(asked.facts.id)}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

Done keep(db::Write& tx, const Asked& asked, const Answers& answers) {
  const auto line = referrals::line_of(tx, asked.facts.id);
  if (!line || !placement_of(tx, asked, *line)) return fail(ErrorKind::Conflict, "No placement is recorded for this referral yet, so there is nothing to say of it");
  tx.run(kAnswer, {asked.facts.id, answers.location_is_best ? 1 : 0, answers.same_school ? 1 : 0, asked.actor().id, asked.now()});
  audit::record(tx, asked.actor(), asked.allowed(), "referral.standard_answered", {"referral", asked.facts.id}, asked.now());
  return {};
}

web::Response send_answers(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Answers answers;
  answers.location_is_best = form.one_of("preferabilityLocation", {"yes", "no"}, "Say whether the home is where it is best for the child to live") == "yes";
  answers.same_school = form.one_of("educationContinuity", {"yes", "no"}, "Say whether the child stays at the same school") == "yes";
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(keep(tx, asked, answers));
    return here(asked.facts.id).with("done", "kept");
  });
  return done ? *done : record_page(asked, form);
}

web::Response record_file(const Asked& asked) {
  const auto found = shown_record(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  auto response = web::json_response(Value(found->record).pretty(), web::Caching::NoStore);
  response.header("Content-Disposition", fmt::format("attachment; filename=\"{}-standard.json\"", asked.facts.id));
  return response;
}

web::Response record_json(const Asked& asked) {
  const auto found = shown_record(asked);
  if (!found) return desk::answer_problem(asked, found.error());
  json::Array lacking;
  for (const auto& one : found->lacking) lacking.emplace_back(Object{{"field", one.field}, {"why", one.why}});
  return desk::answer_json(Object{{"record", found->record}, {"lacking", std::move(lacking)}});
}

web::Response answers_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Answers answers;
    for (const auto& [name, to] : {std::pair("preferabilityLocation", &answers.location_is_best), std::pair("educationContinuity", &answers.same_school)}) {
      const auto said = fields.boolean(name);
      if (!said) fields.fault(name, "is missing");
      *to = said.value_or(false);
    }
    return answers;
  }, [&](db::Write& tx, const Answers& answers) -> Result<Value> {
    RP_CHECK(keep(tx, asked, answers));
    return Object{{"reference", asked.facts.id}};
  });
}

}  // namespace

void add_record(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/referrals/{reference}/standard", .record = Record::ReferralSummary, .verb = Verb::Export, .facts = facts_of_referral, .handler = [](const Asked& asked) { return record_page(asked, Form({})); }, .summary = "The record of the Placements Data Standard of a referral and its placement, and what it lacks"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/standard", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_referral, .handler = send_answers, .summary = "Answer what only the standard asks of a placement", .request_type = "standard answers form"});
  pages.pages.push_back({.pattern = "/referrals/{reference}/standard/record.json", .record = Record::ReferralSummary, .verb = Verb::Export, .facts = facts_of_referral, .handler = record_file, .summary = "The record of the standard as a file"});
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/standard", .record = Record::ReferralSummary, .verb = Verb::Export, .facts = facts_of_referral, .handler = record_json, .summary = "The record of the Placements Data Standard of a referral and its placement, and what it lacks", .response_type = "StandardRecord"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/referrals/{reference}/standard", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_referral, .handler = answers_json, .summary = "Answer what only the standard asks of a placement", .request_type = "StandardAnswers", .response_type = "ReferralNamed"});
  pages.shapes.push_back({"StandardRecord", R"json({"type": "object", "required": ["record", "lacking"], "additionalProperties": false, "properties": {
  "record": {"type": "object", "description": "Entities and fields of the Placements Data Standard v2 under its own names"},
  "lacking": {"type": "array", "items": {"type": "object", "required": ["field", "why"], "additionalProperties": false, "properties": {"field": {"type": "string"}, "why": {"type": "string"}}}}}})json"});
  pages.shapes.push_back({"StandardAnswers", R"json({"type": "object", "required": ["preferabilityLocation", "educationContinuity"], "additionalProperties": false, "properties": {"preferabilityLocation": {"type": "boolean"}, "educationContinuity": {"type": "boolean"}}})json"});
}

}  // namespace rightplace::referring
