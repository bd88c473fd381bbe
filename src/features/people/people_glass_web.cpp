// Emergency access: a worker of the responsible authority opens a child's record that is not allocated to them.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/disclosures/disclosures.h"
#include "features/homes/homes.h"
#include "features/people/people_glass.h"
#include "features/people/people_parts.h"
#include "features/placements/placements.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using desk::Asked;
using desk::Desk;
using web::Exchange;

GlassId named(const Exchange& exchange) { return GlassId(std::string(exchange.value("id"))); }
// In one's own role only: nobody breaks the glass in somebody's stead.
bool may_use_it(access::Standing standing) {
  std::erase_if(standing.grants, [](const access::Grant& grant) { return grant.delegated; });
  return desk::holds(standing, access::Role::SocialWorker) || desk::holds(standing, access::Role::TeamManager);
}

// ---- To open a record.

Response ask_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  if (!may_use_it(desk::standing_of(exchange.visitor))) return web::problem(exchange.request, exchange.visitor, access::missing());
  field::Radios dangers{.name = "danger", .legend = "What is the danger?", .choices = {}};
  for (const auto& row : kDangers.rows) dangers.choices.push_back({std::string(row.code), std::string(row.label)});
  const auto content =
      govuk::warning_text({.text = "Use this only when a child is in danger now and nobody with access can be reached."}) +
      html(R"(<p class="govuk-body">You will see who the child is, who works with them and where they live, for one hour, to read only.</p><p class="govuk-body">The nominated officer of your authority is told at once, and looks at why. What you open stands in the audit for good, and the child can be told of it.</p>)") +
      field::whole({.action = Url("/emergency-access"), .tokens = desk::tokens(exchange.visitor),
                    .fields = field::input(form, {.name = "child", .label = "The child's number in your authority", .hint = "As your case system has it, such as 9000123", .width = field::Width::Of10}) +
                              field::radios(form, dangers) +
                              field::textarea(form, {.name = "reason", .label = "Why do you need to see this child's record now?", .hint = "In your own words. It is kept sealed; the nominated officer reads it", .rows = 4, .longest = 1000}),
                    .submit = "Open the record", .cancel = Url("/"), .warning = true});
  return desk::show_open(desk, exchange, {.title = "Emergency access", .has_errors = !form.fine()}, readable("Emergency access to a child's record", content, &form), status);
}

Response send_ask(const Desk& desk, const Exchange& exchange) {
  const auto& standing = desk::standing_of(exchange.visitor);
  if (!may_use_it(standing)) return web::problem(exchange.request, exchange.visitor, access::missing());
  auto form = Form::of(exchange.request);
  const auto number = form.required("child", "Enter the child's number", 40);
  std::vector<std::string> codes;
  for (const auto& row : kDangers.rows) codes.emplace_back(row.code);
  const auto danger = kDangers.parse(form.one_of("danger", codes, "Choose what the danger is"));
  const auto reason = form.required("reason", "Enter why you need to see the record now", 1000);
  if (!reason.empty() && reason.size() < access::kLeastReason) form.fault("reason", "Say a little more: whoever looks at it later must understand why");
  bool refused = false;
  std::optional<children::ChildId> own_child;
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    refused = false;
    own_child.reset();
    // Unknown, another authority's, restricted or no longer in care: the same answer.
    const auto none = fail(ErrorKind::Invalid, "No record", {{"child", "No child of your authority can be opened this way under this number. Check it, or ring your duty team"}});
    const auto body = organisations::load(tx, standing.acting_for);
    const auto child = body ? children::find_own(tx, desk.vault, body->details.authority_code, number) : std::nullopt;
    refused = true;
    if (!child) return none;
    const auto facts = child_facts(tx, standing.acting_for, *child, standing.today);
    if (!facts) return none;
    own_child = children::ChildId(facts->child);
    const auto decision = access::decide(standing, {access::Aim::BreakGlass, reason}, *facts, Verb::Read);
    const auto* granted = std::get_if<access::Granted>(&decision);
    if (!granted) return none;
    refused = false;
    RP_TRY(id, break_glass(tx, desk.vault, standing, *granted, children::ChildId(facts->child), *danger, Personal(reason), desk.moments.now()));
    return Url("/emergency-access").segment(id.text());
  });
  if (done) return *done;
  if (refused) desk.database.write([&](db::Write& tx) { note_refused(tx, standing, own_child, *danger, desk.moments.now()); });
  return ask_page(desk, exchange, form, desk::shown_again(form));
}

// ---- The record, while it stands open.

// The child of one's own emergency access; of anybody else's there is nothing.
std::function<Result<access::Facts>(db::Read&, const Exchange&, const access::Standing&)> opened_facts(const Desk& desk) {
  return [&desk](db::Read& tx, const Exchange& exchange, const access::Standing& standing) -> Result<access::Facts> {
    RP_TRY(broken, load_broken(tx, desk.vault, named(exchange)));
    if (broken.person.text() != standing.person || broken.organisation != standing.acting_for) return fail(access::missing());
    return child_facts(tx, broken.organisation, broken.child, standing.today);
  };
}

std::string name_of(db::Read& tx, const Desk& desk, const std::string& person) {
  const auto contact = accounts::contact_of(tx, desk.vault, accounts::PersonId(person));
  return contact ? fmt::format("{}, {}", contact->name.reveal(), contact->email.reveal()) : "";
}

Response opened_page(const Asked& asked) {
  const children::ChildId child(asked.facts.child);
  struct Shown {
    Broken broken;
    govuk::SummaryList who, works, lives;
  };
  // The child may ask later who saw this, and why: it stands in the ledger before it stands on the page.
  const auto entered = asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), asked.allowed(),
                               {child, disclosures::Tier::Identity, {"name", "born_on", "people", "home"}, disclosures::Purpose::Safeguarding, asked.standing.acting_for.text()}, asked.now());
  });
  if (!entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto shown = asked.desk.database.read([&](db::Read& tx) {
    Shown out{load_broken(tx, asked.desk.vault, named(asked.exchange)).value(), {}, {}, {}};
    if (const auto kept = children::identity_of(tx, asked.desk.vault, child)) {
      out.who.rows.push_back({.key = "Name", .value = children::shown_name(kept->identity).reveal()});
    } else {
      out.who.rows.push_back({.key = "Name", .value = "Nobody has written it down here"});
    }
    if (const auto facts = children::load(tx, asked.desk.vault, child); facts && facts->facts.born_on) out.who.rows.push_back({.key = "Born on", .value = facts->facts.born_on->reveal().words()});
    for (const auto& one : children::allocations_of(tx, child))
      if (one.stay.covers_night(asked.today())) out.works.rows.push_back({.key = children::kParts.label(one.part), .value = name_of(tx, asked.desk, one.person)});
    for (const auto& placement : placements::of_child(tx, child)) {
      if (!placement.stay.covers_night(asked.today()) || placement.state == placements::State::Withdrawn) continue;
      std::string name = placement.urn;
      for (const auto& home : homes::homes_as_at(tx, asked.today(), {.types = {}, .authority_code = {}, .urn = placement.urn})) name = home.name.value_or(placement.urn);
      out.lives.rows.push_back({.key = "Home", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").segment(placement.urn), name)});
      out.lives.rows.push_back({.key = "Since", .value = placement.stay.from.words()});
    }
    return out;
  });
  const auto part = [](std::string_view heading, const govuk::SummaryList& list, std::string_view otherwise) {
    return html(R"(<h2 class="govuk-heading-m">{}</h2>{})", heading, list.rows.empty() ? paragraph(otherwise) : govuk::summary_list(list));
  };
  const auto content = govuk::warning_text({.text = fmt::format("You opened this record in an emergency, until {}. The nominated officer has been told.", moment_words(shown.broken.until_at))}) +
                       part("Who it is", shown.who, "") + part("Who works with the child", shown.works, "Nobody is allocated today.") +
                       part("Where the child lives", shown.lives, "No home is recorded today.");
  return desk::show(asked, {.title = "Record opened in an emergency", .breadcrumbs = {{"Emergency access", Url("/emergency-access")}}}, readable("Record opened in an emergency", content));
}

// ---- Whoever looks at it afterwards.

Response alerts_page(const Asked& asked) {
  govuk::Table table{.caption = "Emergency access", .caption_classes = "govuk-visually-hidden", .head = {"When", "By whom", "Danger", "State", "Reason"}};
  const auto rows = asked.desk.database.read([&](db::Read& tx) {
    std::vector<std::pair<Broken, std::string>> found;
    for (auto& one : broken_in(tx, asked.desk.vault, asked.facts.owner)) {
      const auto contact = accounts::contact_of(tx, asked.desk.vault, one.person);
      found.emplace_back(std::move(one), contact ? contact->name.reveal() : "");
    }
    return found;
  });
  for (const auto& [one, name] : rows)
    table.rows.push_back({moment_words(one.opened_at), name, kDangers.label(one.danger), one.seen_at ? govuk::tag("Looked at", govuk::Colour::Green) : govuk::tag("To be looked at", govuk::Colour::Red),
                          html(R"(<a class="govuk-link" href="{}">See why<span class="govuk-visually-hidden"> on {}</span></a>)", Url("/emergency-access/alerts").segment(one.id.text()), moment_words(one.opened_at))});
  return desk::show(asked, {.title = "Emergency access to our records"},
                    readable("Emergency access to our records",
                             paragraph("Each time a worker opened a child's record in an emergency. Somebody else looks at each, and says what they make of it.") +
                                 (rows.empty() ? paragraph("It was never used.") : govuk::table(table))));
}

Response alert_page(const Asked& asked, const Form& form, int status) {
  struct Shown {
    Broken broken;
    std::string who, seen_by;
    std::optional<access::Facts> child;   // while it is the authority's own
  };
  const auto shown = asked.desk.database.read([&](db::Read& tx) {
    Shown out{load_broken(tx, asked.desk.vault, named(asked.exchange)).value(), {}, {}, {}};
    if (auto facts = child_facts(tx, out.broken.organisation, out.broken.child, asked.today())) out.child = std::move(*facts);
    out.who = name_of(tx, asked.desk, out.broken.person.text());
    if (out.broken.seen_by) out.seen_by = name_of(tx, asked.desk, out.broken.seen_by->text());
    return out;
  });
  const auto& one = shown.broken;
  const bool may_open = shown.child && asked.may(*shown.child, Verb::Read);
  const auto record = may_open ? html(R"(<a class="govuk-link" href="{}">Open the child's record</a>)", Url("/children").segment(one.child.text())) : html("{}", one.child.text());
  govuk::SummaryList summary{.rows = {{.key = "Who", .value = shown.who}, {.key = "When", .value = moment_words(one.opened_at)}, {.key = "Danger", .value = kDangers.label(one.danger)},
                                      {.key = "Their words", .value = one.reason.reveal()}, {.key = "Record", .value = record}}};
  if (one.seen_at) {
    summary.rows.push_back({.key = "Looked at by", .value = shown.seen_by});
    summary.rows.push_back({.key = "On", .value = moment_words(*one.seen_at)});
    summary.rows.push_back({.key = "What they made of it", .value = one.seen_words.reveal()});
  }
  auto content = govuk::summary_list(summary);
  if (!one.seen_at && one.person.text() == asked.standing.person) content += paragraph("It was you who used the access: somebody else must look at it.");
  else if (!one.seen_at && asked.may(asked.facts, Verb::Answer))
    content += field::whole({.action = Url("/emergency-access/alerts").segment(one.id.text()), .tokens = desk::tokens(asked),
                             .fields = field::textarea(form, {.name = "words", .label = "What do you make of it?", .hint = "Was it needed, and what follows from it?", .rows = 4, .longest = 1000}), .submit = "I have looked at this"});
  return desk::show(asked, {.title = "Emergency access: why", .breadcrumbs = {{"Emergency access to our records", Url("/emergency-access/alerts")}}, .has_errors = !form.fine()},
                    readable("Emergency access: why", content, &form), status);
}

Response send_seen(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto words = form.required("words", "Enter what you make of it", 1000);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(acknowledge(tx, asked.desk.vault, asked.actor(), asked.allowed(), named(asked.exchange), Personal(words), asked.now()));
    return Url("/emergency-access/alerts");
  });
  return done ? *done : alert_page(asked, form, desk::shown_again(form));
}

}  // namespace

std::function<Result<access::Facts>(db::Read&, const Exchange&, const access::Standing&)> alert_facts(const Desk& desk) {
  return [&desk](db::Read& tx, const Exchange& exchange, const access::Standing&) -> Result<access::Facts> {
    RP_TRY(broken, load_broken(tx, desk.vault, named(exchange)));
    access::Facts facts;
    facts.owner = broken.organisation;
    facts.id = broken.id.text();
    facts.child = {};
    facts.state = broken.seen_at ? access::State::Ended : access::State::Live;
    return facts;
  };
}

void add_glass(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  // Open to who is signed in: the record is named by the form, and decided when it is sent.
  pages.open.push_back({Method::Get, "/emergency-access", Access::signed_in(), [d](const Exchange& e) { return ask_page(*d, e, Form({}), 200); }, "Ask to see a child's record in an emergency"});
  pages.open.push_back({Method::Post, "/emergency-access", Access::signed_in(), [d](const Exchange& e) { return send_ask(*d, e); }, "Ask to see a child's record in an emergency", "EmergencyAccess"});
  const std::vector<desk::Page> all = {
      {.pattern = "/emergency-access/{id}", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = opened_facts(desk), .handler = opened_page, .summary = "A child's record, opened in an emergency"},
      {.pattern = "/emergency-access/alerts", .record = Record::GlassAlert, .verb = Verb::Read, .facts = desk::own_organisation(), .handler = alerts_page, .summary = "When records of the own authority were opened in an emergency"},
      {.pattern = "/emergency-access/alerts/{id}", .record = Record::GlassAlert, .verb = Verb::Read, .facts = alert_facts(desk), .handler = [](const Asked& asked) { return alert_page(asked, Form({}), 200); },
       .summary = "Why a record was opened in an emergency"},
      {.method = Method::Post, .pattern = "/emergency-access/alerts/{id}", .record = Record::GlassAlert, .verb = Verb::Answer, .facts = alert_facts(desk), .handler = send_seen,
       .summary = "Say that one has looked at an emergency access", .request_type = "SeenEmergencyAccess"}};
  pages.pages.insert(pages.pages.end(), all.begin(), all.end());
  pages.sections.push_back({85, "Emergency access", Url("/emergency-access"), "When a child is in danger now: open the record of a child of your authority who is not allocated to you.", may_use_it});
  pages.sections.push_back({86, "Emergency alerts", Url("/emergency-access/alerts"), "Who opened a child's record in an emergency, and why: look at each.", [](const access::Standing& standing) {
                              return desk::holds(standing, access::Role::NominatedOfficer) || desk::holds(standing, access::Role::HeadOfService);
                            }});
}

}  // namespace rightplace::people
