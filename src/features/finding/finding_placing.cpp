// The placement: recorded from the chosen offer, read, and ended with a reason.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/finding/finding_changes.h"
#include "features/finding/finding_first_nights.h"
#include "features/finding/finding_starting.h"
#include "web/field.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using web::Form;
using web::Html;
using web::html;
using web::Url;

Url placement_url(const placements::PlacementId& id) { return Url("/placements").segment(id.text()); }

access::Facts full_file(const Asked& asked) {
  auto facts = asked.facts;
  facts.record = access::Record::FullFile;
  return facts;
}

// What should be there before the first night and is not, and why it cannot wait.
Html missing_fields(const Asked& asked, const Form& form, const Papers& papers) {
  const auto links = html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">The placement agreement</a> · <a class="govuk-link" href="{}">The placement plan</a></p>)", Url("/agreements").segment(asked.facts.id), Url("/placement-plans").segment(asked.facts.id));
  if (papers.missing.empty()) return html(R"(<p class="govuk-body">Agreement and plan are there.</p>)") + links;
  Html items;
  for (const auto& one : papers.missing) items += html("<li>{}; otherwise {}</li>", one.label, one.follows);
  return html(R"(<div class="govuk-inset-text"><p class="govuk-body">Still missing before the first night:</p><ul class="govuk-list govuk-list--bullet">{}</ul>{}</div>)", items, links) +
         field::textarea(form, {.name = "without", .label = "Why can the child’s first night not wait for this?", .hint = "It stands with the placement, with your name", .rows = 2, .longest = static_cast<int>(agreements::kLongestWords)});
}

enum class Ends { Anyhow, WithAMove };
std::vector<field::Choice> ending_choices(Date today, Ends ends) {
  std::vector<field::Choice> reasons;
  const int year = reporting_year_ending(today);
  for (const auto& reason : placements::ending_reasons())
    if ((ends == Ends::Anyhow || is_of_a_move(reason.code)) && reason.from_year <= year && (!reason.to_year || year <= *reason.to_year)) reasons.push_back({reason.code, reason.label, std::string(placements::kEndKinds.label(reason.kind))});
  return reasons;
}

// The child moves from another home: the placement there ends on the first night here.
Html leaving_part(const Asked& asked, const Form& form) {
  const auto leaves = asked.desk.database.read([&](db::Read& tx) -> std::optional<std::pair<placements::Placement, std::string>> {
    auto lives = lives_in(tx, asked.facts.child);
    if (!lives) return std::nullopt;
    auto name = home_name(tx, lives->urn, asked.today());
    return std::pair(std::move(*lives), std::move(name));
  });
  if (!leaves) return {};
  return html(R"(<h2 class="govuk-heading-m">The child moves from another home</h2><p class="govuk-body">The child lives in {} since {}. That placement ends on the first night here, so that the child is without a bed on no night and has two on none. The home is told.</p>{})", leaves->second, leaves->first.stay.from.words(),
              field::radios(form, {.name = "leaves_because", .legend = "Why does the placement there end?", .choices = ending_choices(asked.today(), Ends::WithAMove), .hint = "The codes of the yearly return; how each counts stands below it"}));
}

web::Response place_shown(const Asked& asked, const Form& form) {
  const auto view = view_of(asked);
  if (!view) return web::problem(asked.exchange.request, asked.exchange.visitor, view.error());
  const bool decided = view->decision && view->decision->state == asking::DecisionState::Decided && view->line.status == referrals::Status::Open;
  if (!decided && !form.sent()) return web::redirect(page_of(asked.facts.id));
  std::optional<asking::Offer> offer;
  std::string home = "the home";
  if (view->decision) {
    offer = asked.desk.database.read([&](db::Read& tx) { return asking::offer_of(tx, view->decision->ask); });
    for (const auto& ask : view->asks)
      if (ask.id == view->decision->ask) home = view->home_names.at(ask.urn);
  }
  std::vector<field::Choice> routes;
  for (const auto& row : placements::kRoutes.rows) routes.push_back({std::string(row.code), std::string(row.label)});
  govuk::SummaryList list{.rows = {{.key = "Home", .value = home}}};
  auto price = asked.facts;
  price.record = access::Record::Price;
  if (offer) {
    list.rows.push_back({.key = "Room", .value = offer->terms.room ? *offer->terms.room : std::string("Not named; the home says it when it confirms")});
    if (asked.also_reads(price)) list.rows.push_back({.key = "Price", .value = answering::price_words(offer->terms)});
    if (!offer->terms.conditions.empty()) list.rows.push_back({.key = "Conditions", .value = html(R"(<span class="rp-said">{}</span>)", offer->terms.conditions)});
  }
  if (view->decision) list.rows.push_back({.key = "Why here", .value = html(R"(<span class="rp-said">{}</span>)", view->decision->why)});
  const auto papers = asked.desk.database.read([&](db::Read& tx) { return papers_of(tx, asked); });
  if (!papers.written.empty() && asked.also_reads(full_file(asked)))
    for (const auto& [label, words] : papers.written) list.rows.push_back({.key = label, .value = html(R"(<span class="rp-said">{}</span>)", words)});
  const auto fields = missing_fields(asked, form, papers) + field::date(form, {.name = "from", .legend = "First night", .hint = offer ? fmt::format("Offered from {}; needed from {}", offer->terms.available_from.words(), view->line.needed_on ? view->line.needed_on->words() : std::string("a day not stated")) : std::string(),
                                         .value = offer ? std::optional(offer->terms.available_from) : view->line.needed_on}) +
                      field::date(form, {.name = "until", .legend = "Planned day of leaving (if one is planned)", .hint = "Leave empty when the child is to stay", .value = view->referral.planned_until}) +
                      field::radios(form, {.name = "route", .legend = "How is it bought?", .choices = routes}) + leaving_part(asked, form);
  const Html whole = decided ? field::whole({.action = page_of(asked.facts.id).segment("place"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Record the placement", .cancel = page_of(asked.facts.id)})
                             : html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Look at the referral as it stands now</a></p>)", page_of(asked.facts.id));
  const auto content = html(R"(<div class="rp-readable">{}{}<h1 class="govuk-heading-l">Record the placement</h1>{}<p class="govuk-body">The room that was held becomes the child’s, the referral counts as placed, and the home’s manager is asked to confirm.</p>{}</div>)", web::error_summary(form), caption(*view), govuk::summary_list(list), whole);
  return desk::show(asked, {.title = "Record the placement", .breadcrumbs = crumbs(&*view), .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_place(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Start start;
  start.from = form.date("from", "first night", true).value_or(Date{});
  start.planned_until = form.date("until", "planned day of leaving", false);
  const auto route = placements::kRoutes.parse(form.typed("route"));
  if (!route) form.fault("route", "Choose how the place is bought");
  start.route = route.value_or(placements::Route::Spot);
  start.leaves_because = form.typed("leaves_because");
  const auto without = form.optional_text("without", agreements::kLongestWords);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(id, place(tx, asked, start));
    RP_CHECK(begins(tx, asked, without));
    return placement_url(id).with("done", "placed");
  });
  return done ? *done : place_shown(asked, form);
}

// ---- The placement.

struct Here {
  placements::Placement placement;
  std::string home, reference;
  std::optional<asking::Decision> decision;
  Html begun_without;
};
Result<Here> here(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) -> Result<Here> {
    RP_TRY(placement, placements::load(tx, placements::PlacementId(asked.facts.id)));
    Here out{std::move(placement), {}, {}, {}, {}};
    out.home = home_name(tx, out.placement.urn, asked.today());
    if (out.placement.referral_id)
      if (const auto referral = referrals::find_referral(tx, asked.desk.vault, *out.placement.referral_id)) {
        out.reference = referral->reference;
        out.decision = asking::decision_of(tx, out.reference);
        out.begun_without = begun_without_part(tx, out.reference);
      }
    return out;
  });
}

std::string reason_words(const std::optional<std::string>& code) {
  if (!code) return {};
  for (const auto& reason : placements::ending_reasons())
    if (reason.code == *code) return fmt::format("{} ({})", reason.label, lower(placements::kEndKinds.label(reason.kind)));
  return *code;
}

// What goes with it on paper: with its referral, or of its own where none here led to it.
Html papers_of_placement(const Asked& asked, const Here& here) {
  if (here.decision) return html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">The placement agreement</a> · <a class="govuk-link" href="{}">The placement plan</a></p>)", Url("/agreements").segment(here.reference), Url("/placement-plans").segment(here.reference));
  const auto& placement = here.placement;
  if (placement.referral_id) return {};
  auto facts = full_file(asked);
  const bool of_home = std::ranges::any_of(asked.standing.grants, [&](const access::Grant& grant) { return grant.organisation == asked.standing.acting_for && std::ranges::find(grant.homes, placement.urn) != grant.homes.end(); });
  if (of_home && !(placement.stay.until && *placement.stay.until <= asked.today())) facts.addressed = {asked.standing.acting_for}, facts.state = access::State::Live;
  return asked.may(facts, access::Verb::Read) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Documents</a>: care plan, EHC plan</p>)", placement_url(placement.id).segment("documents")) : Html{};
}

web::Response placement_page(const Asked& asked) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& placement = found->placement;
  auto facts = asked.facts;
  govuk::SummaryList list{.rows = {}};
  list.rows.push_back({.key = "Home", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(placement.urn), found->home)});
  if (placement.room) list.rows.push_back({.key = "Room", .value = *placement.room});
  list.rows.push_back({.key = "First night", .value = placement.stay.from.words()});
  if (placement.stay.until) list.rows.push_back({.key = "Left on", .value = placement.stay.until->words()});
  else list.rows.push_back({.key = "Planned until", .value = placement.planned_until ? placement.planned_until->words() : std::string("No end is planned")});
  list.rows.push_back({.key = "State", .value = std::string(placements::kStates.label(placement.state))});
  list.rows.push_back({.key = "Bought by", .value = std::string(placements::kRoutes.label(placement.route))});
  facts.record = access::Record::Price;
  if (placement.rate && asked.also_reads(facts)) list.rows.push_back({.key = "Price", .value = pounds(placement.rate->per_week) + " a week"});
  if (placement.end_reason) list.rows.push_back({.key = "Why it ended", .value = reason_words(placement.end_reason)});
  facts.record = access::Record::ReferralSummary;
  if (!found->reference.empty() && asked.may(facts, access::Verb::Read)) {
    list.rows.push_back({.key = "Referral", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(found->reference), found->reference)});
    if (found->decision) list.rows.push_back({.key = "Why here", .value = html(R"(<span class="rp-said">{}</span>)", found->decision->why)});
  }
  facts.record = access::Record::ChildIdentity;
  if (asked.may(facts, access::Verb::Read)) list.rows.push_back({.key = "Child", .value = html(R"(<a class="govuk-link" href="{}">The child’s record</a>)", Url("/children").segment(asked.facts.child))});
  facts.record = access::Record::Placement;
  const bool may_end = !placement.stay.until && asked.may(facts, access::Verb::Write);
  facts.record = access::Record::Notice;
  const Html told = asked.may(facts, access::Verb::Read) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Who is told of this placement</a></p>)", placement_url(placement.id).segment("notices")) : Html{};
  const Html end = may_end ? govuk::button({.text = "Record its end", .href = placement_url(placement.id).segment("end"), .classes = "govuk-button--secondary"}) : Html{};
  const Html papers = papers_of_placement(asked, *found);
  facts.record = access::Record::Placement;
  const Html days = asked.may(facts, access::Verb::Write) ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Put its days right</a></p>)", placement_url(placement.id).segment("days")) : Html{};
  const auto content = html(R"({}<h1 class="govuk-heading-l">Placement in {}</h1><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}{}{}{}{}{}</div></div>)", done_banner(asked), found->home, forbidden_part(asked, placement) + govuk::summary_list(list), found->begun_without, papers, told, end, days, days_put_right(asked));
  std::vector<web::Link> links;
  facts.record = access::Record::ReferralSummary;
  if (!found->reference.empty() && asked.may(facts, access::Verb::Read)) links = {{"Referrals", Url("/referrals")}, {found->reference, page_of(found->reference)}};
  return desk::show(asked, {.title = "Placement in " + found->home, .breadcrumbs = links}, content);
}

web::Response end_shown(const Asked& asked, const Form& form) {
  const auto found = here(asked);
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  if (!form.sent() && found->placement.stay.until) return web::redirect(placement_url(found->placement.id));
  const auto fields = field::date(form, {.name = "left_on", .legend = "Day of leaving", .hint = "The first night on which the child no longer sleeps there", .value = asked.today()}) +
                      field::radios(form, {.name = "reason", .legend = "Why does it end?", .choices = ending_choices(asked.today(), Ends::Anyhow), .hint = "The codes of the yearly return; how each counts stands below it"});
  const auto content = html(R"(<div class="rp-readable">{}<span class="govuk-caption-l">Placement in {}</span><h1 class="govuk-heading-l">Record its end</h1>{}</div>)", web::error_summary(form), found->home,
                            field::whole({.action = placement_url(found->placement.id).segment("end"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Record the end", .cancel = placement_url(found->placement.id), .warning = true}));
  return desk::show(asked, {.title = "Record its end", .breadcrumbs = {{"Placement", placement_url(found->placement.id)}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_end(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto left_on = form.date("left_on", "day of leaving", true).value_or(Date{});
  const auto reason = form.typed("reason");
  if (reason.empty()) form.fault("reason", "Choose why the placement ends");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(end_placement(tx, asked, placements::PlacementId(asked.facts.id), left_on, reason));
    return placement_url(placements::PlacementId(asked.facts.id)).with("done", "ended");
  });
  return done ? *done : end_shown(asked, form);
}

}  // namespace

access::Facts facts_of(db::Read& tx, const placements::Placement& placement, Date today) {
  access::Facts facts;
  if (const auto authority = organisations::authority_with_code(tx, placement.authority_code)) facts.responsible = *authority;
  facts.owner = facts.responsible;
  facts.urn = placement.urn;
  facts.id = placement.id.text();
  facts.child = children::current(tx, placement.child).text();
  const auto care = children::case_of(tx, placement.child);
  const bool ended = placement.stay.until && *placement.stay.until <= today;
  facts.state = care && care->restricted ? access::State::Restricted : ended ? access::State::Ended : access::State::Live;
  for (const auto& one : children::allocations_of(tx, placement.child))
    if (one.stay.covers_night(today)) facts.people.push_back(one.person);
  return facts;
}

Result<access::Facts> facts_of_placement(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto placement = placements::load(tx, placements::PlacementId(std::string(exchange.value("id"))));
  if (!placement || placement->state == placements::State::Withdrawn) return fail(access::missing());
  return facts_of(tx, *placement, standing.today);
}

void add_placing(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.pages.push_back({.pattern = "/referrals/{reference}/place", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_address, .handler = [](const Asked& asked) { return place_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that records the placement from the chosen offer"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/referrals/{reference}/place", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_address, .handler = send_place, .summary = "Record the placement; the room that was held becomes the child's", .request_type = "placement form"});
  pages.pages.push_back({.pattern = "/placements/{id}", .record = Record::Placement, .facts = facts_of_placement, .handler = placement_page, .summary = "One placement: where, since when, why here"});
  pages.pages.push_back({.pattern = "/placements/{id}/end", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = [](const Asked& asked) { return end_shown(asked, Form{web::NamedValues{}}); }, .summary = "Form that records the end of a placement with its reason"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/placements/{id}/end", .record = Record::Placement, .verb = Verb::Write, .facts = facts_of_placement, .handler = send_end, .summary = "Record the end of a placement", .request_type = "end form"});
}

}  // namespace rightplace::finding
