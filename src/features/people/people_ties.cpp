// What belongs to what, by date, and the end of an organisation's work here: done by whoever lets organisations in.

#include <fmt/format.h>

#include "features/people/people_parts.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using desk::Asked;
using organisations::Kind;
using organisations::Organisation;
using organisations::OrganisationId;

Url page_of(const OrganisationId& id) { return Url("/organisations").segment(id.text()); }
OrganisationId named(const Asked& asked) { return OrganisationId(std::string(asked.value("id"))); }
Organisation loaded(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) { return organisations::load(tx, named(asked)); }).value();
}
std::vector<web::Link> crumbs(const Organisation& one) { return {{"Organisations", Url("/organisations")}, {one.details.name, page_of(one.id)}}; }

std::string what_it_joins(Kind kind) {
  switch (kind) {
    case Kind::Authority: return "An authority belongs to any number of consortia or care cooperatives.";
    case Kind::Home: return "A home belongs to one provider at a time. When a claim to it is proved this happens by itself.";
    case Kind::ProviderGroup: return "A provider belongs to one larger provider at a time.";
    default: return "Organisations of this kind belong to no other.";
  }
}

Response join_page(const Asked& asked, const Form& form, int status) {
  const auto one = loaded(asked);
  const auto title = fmt::format("{} joins another organisation", one.details.name);
  const auto fields = field::input(form, {.name = "into", .label = "Which one?", .hint = "Its name as it stands in the list of organisations, or its id", .width = field::Width::TwoThirds}) +
                      field::date(form, {.name = "from_on", .legend = "First day", .value = asked.today()}) +
                      field::date(form, {.name = "until_on", .legend = "Last day", .hint = "Leave it empty when no end is known"});
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs(one), .has_errors = !form.fine()},
                    readable(title, paragraph(what_it_joins(one.details.kind)) + field::whole({.action = page_of(one.id).segment("join"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Join", .cancel = page_of(one.id)}), &form), status);
}

Response send_join(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto into = form.required("into", "Enter the name of the organisation", 300);
  const auto stay = stay_of(form, false);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    auto other = organisations::the_one_called(tx, into, asked.today());
    if (!other) return fail(ErrorKind::Invalid, "The organisation", {{"into", other.error().detail}});
    auto joined = organisations::join(tx, asked.actor(), asked.allowed(), named(asked), other->id, *stay, asked.now());
    if (!joined) return fail(ErrorKind::Invalid, "It cannot join", {{"into", joined.error().detail}});
    return page_of(named(asked)).with("said", "done");
  });
  return done ? *done : join_page(asked, form, desk::shown_again(form));
}

// One question: the last day. Of a tie, or of the whole work here.
struct Ending {
  std::string title, words;
  Url action;
};
Response ending_page(const Asked& asked, const Ending& ending, const Form& form, int status) {
  const auto one = loaded(asked);
  return desk::show(asked, {.title = ending.title, .breadcrumbs = crumbs(one), .has_errors = !form.fine()},
                    readable(ending.title,
                             paragraph(ending.words) + field::whole({.action = ending.action, .tokens = desk::tokens(asked), .fields = field::date(form, {.name = "last", .legend = "Last day", .value = asked.today()}),
                                                                     .submit = "End it", .cancel = page_of(one.id), .warning = true}),
                             &form),
                    status);
}

std::optional<Organisation> other_of(const Asked& asked) {
  auto other = asked.desk.database.read([&](db::Read& tx) { return organisations::load(tx, OrganisationId(std::string(asked.value("into")))); });
  return other ? std::optional(std::move(*other)) : std::nullopt;
}
Ending leaving(const Asked& asked, const Organisation& other) {
  const auto one = loaded(asked);
  return {fmt::format("{} leaves {}", one.details.name, other.details.name), "From the day after, nobody of the one acts for the other any more. What was before stays as it was.", page_of(one.id).segment("leave").segment(other.id.text())};
}
Ending ending(const Asked& asked) {
  const auto one = loaded(asked);
  return {fmt::format("End the work of {} here", one.details.name), "From the day after, nobody signs in for it and its programs open nothing. What was done stays as it was.", page_of(one.id).segment("end")};
}
Response nothing(const Asked& asked) { return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing()); }

Response leave_page(const Asked& asked) {
  const auto other = other_of(asked);
  return other ? ending_page(asked, leaving(asked, *other), Form({}), 200) : nothing(asked);
}

Response send_leave(const Asked& asked) {
  const auto other = other_of(asked);
  if (!other) return nothing(asked);
  auto form = Form::of(asked.exchange.request);
  const auto last = form.date("last", "last day", true);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    auto left = organisations::leave(tx, asked.actor(), asked.allowed(), named(asked), other->id, last->plus_days(1), asked.now());
    if (!left) return fail(ErrorKind::Invalid, "It cannot leave", {{"last", left.error().detail}});
    return page_of(named(asked)).with("said", "done");
  });
  return done ? *done : ending_page(asked, leaving(asked, *other), form, desk::shown_again(form));
}

Response send_end(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto last = form.date("last", "last day", true);
  if (last && named(asked) == asked.standing.acting_for) form.fault("last", "This is the organisation for which you work now: somebody of another must end it");
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    auto ended = organisations::end(tx, asked.actor(), asked.allowed(), named(asked), last->plus_days(1), asked.now());
    if (!ended) return fail(ErrorKind::Invalid, "It cannot end", {{"last", ended.error().detail}});
    return page_of(named(asked)).with("said", "done");
  });
  return done ? *done : ending_page(asked, ending(asked), form, desk::shown_again(form));
}

}  // namespace

void add_ties(desk::Pages& pages) {
  using web::Method;
  const auto page = [&](Method method, std::string_view pattern, decltype(desk::Page::handler) handler, std::string_view summary, std::string_view form = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::Organisation, .verb = Verb::Write, .facts = organisation_facts, .handler = std::move(handler), .summary = summary, .request_type = form});
  };
  page(Method::Get, "/organisations/{id}/join", [](const Asked& asked) { return join_page(asked, Form({}), 200); }, "Say that an organisation belongs to another");
  page(Method::Post, "/organisations/{id}/join", send_join, "Say that an organisation belongs to another", "JoinOrganisation");
  page(Method::Get, "/organisations/{id}/leave/{into}", leave_page, "Say that an organisation belongs to another no longer");
  page(Method::Post, "/organisations/{id}/leave/{into}", send_leave, "Say that an organisation belongs to another no longer", "LeaveOrganisation");
  page(Method::Get, "/organisations/{id}/end", [](const Asked& asked) { return ending_page(asked, ending(asked), Form({}), 200); }, "End the work of an organisation here");
  page(Method::Post, "/organisations/{id}/end", send_end, "End the work of an organisation here", "EndOrganisation");
}

}  // namespace rightplace::people
