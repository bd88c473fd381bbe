// The end of a placement that was entered in error: taken back, with what was entered kept and shown.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/notices/notices.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr std::size_t kLongestReason = 500;

Url placement_url(std::string_view id) { return Url("/placements").segment(id); }

std::string reason_label(std::string_view code) {
  for (const auto& reason : placements::ending_reasons())
    if (reason.code == code) return reason.label;
  return std::string(code);
}

// Its notices are taken back with it, and the room is the child's again.
Done take_back_end(db::Write& tx, const Asked& asked, std::string_view because) {
  const placements::PlacementId id(asked.facts.id);
  RP_TRY(placement, placements::load(tx, id));
  if (because.size() > kLongestReason) return fail(ErrorKind::Invalid, "See the field", {{"because", fmt::format("Enter at most {} letters", kLongestReason)}});
  const auto when = when_of(asked);
  if (placement.room && placement.stay.until) {
    const Stay again{*placement.stay.until, {}};
    for (const auto& hold : supply::supply_of(tx, placement.urn, asked.today(), when.at).holds)
      if (hold.room == *placement.room && hold.nights.overlaps(again))
        return fail(ErrorKind::Conflict, fmt::format("{} is held for another child, {}. Ask the home which room it means, and put that right first", hold.room, hold.held_for));
    RP_CHECK(supply::take_room(tx, asked.actor(), asked.allowed(), placement.urn, *placement.room, again, {when.at, when.now}));
  }
  RP_CHECK(placements::reopen(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, because, asked.now()));
  return notices::take_back_end(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, asked.today(), asked.now());
}

web::Response reopen_shown(const Asked& asked, const Form& form) {
  const auto placement = asked.desk.database.read([&](db::Read& tx) { return placements::load(tx, placements::PlacementId(asked.facts.id)); });
  if (!placement) return web::problem(asked.exchange.request, asked.exchange.visitor, placement.error());
  if (!placement->stay.until && !form.sent()) return web::redirect(placement_url(asked.facts.id));
  const auto home = asked.desk.database.read([&](db::Read& tx) { return home_name(tx, placement->urn, asked.today()); });
  const auto entered = placement->stay.until ? fmt::format("Recorded: left on {}, because: {}.", placement->stay.until->words(), lower(reason_label(placement->end_reason.value_or("")))) : std::string("The placement stands again.");
  const auto fields = field::textarea(form, {.name = "because", .label = "How do you know that the placement has not ended?", .hint = "For example: the home rang on 3 May, another child had left. Name nobody else", .rows = 3, .longest = kLongestReason});
  const Html whole = placement->stay.until ? field::whole({.action = placement_url(asked.facts.id).segment("reopen"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Take the end back", .cancel = placement_url(asked.facts.id), .warning = true}) : Html{};
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Placement in {}</span><h1 class="govuk-heading-l">It has not ended</h1><p class="govuk-body">{}</p><p class="govuk-body">The placement stands again as before. Notices of the end are taken back, and whoever had read one is told. What was entered stays visible, with your reason. If only the day is wrong, <a class="govuk-link" href="{}">put the day right</a> instead.</p>{}</div>)",
                            web::error_summary(form), home, entered, placement_url(asked.facts.id).segment("days"), whole);
  return desk::show(asked, {.title = "The placement has not ended", .breadcrumbs = {{"Placement", placement_url(asked.facts.id)}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_reopen(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto because = form.required("because", "Enter how you know that the placement has not ended", kLongestReason);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(take_back_end(tx, asked, because));
    return placement_url(asked.facts.id).with("done", "reopened");
  });
  return done ? *done : reopen_shown(asked, form);
}

web::Response reopen_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return fields.required_text("because"); }, [&](db::Write& tx, const std::string& because) -> Result<json::Value> {
    RP_CHECK(take_back_end(tx, asked, because));
    return json::Object{{"placement", asked.facts.id}};
  });
}

}  // namespace

std::vector<Html> ends_taken_back(db::Read& tx, const Asked& asked) {
  std::vector<Html> items;
  for (const auto& one : placements::reopenings_of(tx, asked.desk.vault, placements::PlacementId(asked.facts.id)))
    items.push_back(html(R"(<li>End on {} ({}): taken back on {} by {}. <span class="rp-said">{}</span></li>)", one.was_left_on.words(), lower(reason_label(one.was_reason)), london_date(one.at).words(),
                         desk::name_of_actor(tx, asked.desk.vault, "person", one.by), one.because.reveal()));
  return items;
}

void add_reopening(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/placements/{id}/reopen", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = [](const Asked& asked) { return reopen_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that takes back the end of a placement that was entered in error"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/placements/{id}/reopen", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = send_reopen, .summary = "Take back the end of a placement that was entered in error; what was entered is kept", .request_type = "reopening form"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/placements/{id}/reopen", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = reopen_json, .summary = "Take back the end of a placement that was entered in error; what was entered is kept", .request_type = "PlacementReopening", .response_type = "PlacementNamed"});
  pages.shapes.push_back({"PlacementReopening", R"json({"type": "object", "required": ["because"], "additionalProperties": false, "properties": {"because": {"type": "string", "maxLength": 500, "description": "How it is known that the placement has not ended"}}})json"});
}

}  // namespace rightplace::finding
