// What the home sees of what a child who lives there said: what the child wants it to, and nothing else.

#include "features/caseload/caseload.h"
#include "features/childs_plan/childs_plan_parts.h"
#include "web/problem.h"

namespace rightplace::childs_plan {
namespace {

using web::Html;
using web::html;
using web::Url;

Result<access::Facts> facts_of_placement(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto placement = placements::load(tx, placements::PlacementId(std::string(exchange.value("id"))));
  if (!placement || placement->state == placements::State::Withdrawn) return fail(access::missing());
  RP_TRY(facts, caseload::facts_of(tx, placement->child.text(), standing.today));
  facts.urn = placement->urn;
  facts.id = placement->id.text();
  facts.host = {};
  if (placement->stay.until && *placement->stay.until <= standing.today && facts.state == access::State::Live) facts.state = access::State::Ended;
  return facts;
}

web::Response said_page(const Asked& asked) {
  const children::ChildId child(asked.facts.child);
  const bool of_home = desk::holds(asked.standing, access::Role::RegisteredManager) || desk::holds(asked.standing, access::Role::HomeStaff);
  if (const auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"said"}, of_home ? disclosures::Purpose::Care : disclosures::Purpose::Oversight, asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  Html items;
  for (const auto& one : asked.desk.database.read([&](db::Read& tx) { return concerned::answers_of(tx, asked.desk.vault, child); }))
    if (one.for_home) items += html(R"(<div class="moj-timeline__item"><div class="moj-timeline__header"><h2 class="moj-timeline__title">{}</h2></div><p class="moj-timeline__date">{}</p><div class="moj-timeline__description"><blockquote class="govuk-inset-text govuk-!-margin-top-0 rp-said">{}</blockquote></div></div>)", concerned::kQuestions.label(one.question), one.on.words(), one.words.reveal());
  const auto content = html(R"(<div class="rp-readable"><h1 class="govuk-heading-l">What the child said to the home</h1><p class="govuk-body">Only what the child wants the home to read. The social worker answers; talk with the child about it too.</p>{}</div>)", items.empty() ? html(R"(<div class="govuk-inset-text">The child has said nothing here for the home to read.</div>)") : html(R"(<div class="moj-timeline">{}</div>)", items));
  return desk::show(asked, {.title = "What the child said to the home"}, content);
}

}  // namespace

void add_home(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/placements/{id}/said", .record = access::Record::Placement, .facts = facts_of_placement, .handler = said_page, .summary = "What a child who lives in the home wants the home to read"});
}

}  // namespace rightplace::childs_plan
