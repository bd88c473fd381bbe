// Whoever answered by link asks to be let in, so that the provider answers from an account of its own. A request is a row that
// whoever operates this service answers (features/joining).

#include <fmt/format.h>

#include "base/london.h"
#include "features/answering/answering.h"
#include "features/joining/joining.h"
#include "features/linking/linking_parts.h"
#include "web/field.h"

namespace rightplace::linking {
namespace {

namespace field = web::field;
using desk::Desk;
using web::Exchange;
using web::Form;
using web::Html;
using web::html;
using web::Response;
using web::Url;

const Form kUntouched{web::NamedValues{}};

struct Here {
  Opening opening;
  asking::Ask ask;
  std::string home_name;
  std::optional<joining::Request> waiting;
};
Result<Here> here(db::Read& tx, const Desk& desk, const Exchange& exchange) {
  RP_TRY(opening, opening_of(tx, desk.vault, OpeningId(std::string(exchange.value("id"))), exchange.visitor.csrf_token, desk.moments.now()));
  RP_TRY(ask, asking::load(tx, opening.ask));
  Here out{std::move(opening), std::move(ask), {}, {}};
  out.home_name = answering::home_name(tx, out.ask.urn, desk.today());
  out.waiting = joining::waiting_of(tx, desk.vault, out.ask.urn);
  return out;
}

Url page_of(const Opening& opening) { return Url("/by-link").segment(opening.id.text()); }

Response shown(const Desk& desk, const Exchange& exchange, const Form& form) {
  const auto found = desk.database.read([&](db::Read& tx) { return here(tx, desk, exchange); });
  if (!found) return not_valid(exchange, found.error());
  const auto who = stranger(desk, exchange);
  const auto back = page_of(found->opening);
  Html body;
  if (!found->ask.organisation.empty()) body = html(R"(<p class="govuk-body">Your provider works here now. <a class="govuk-link" href="{}">Sign in</a>, and answer under Asked of us.</p>)", Url("/sign-in"));
  else if (found->waiting && !form.sent())
    body = html(R"(<p class="govuk-body">Your home asked on {}. Whoever operates this service rings you on a number that is published for the home, and answers. Until then the link goes on working.</p><p class="govuk-body"><a class="govuk-link" href="{}">Back to what is asked</a></p>)", moment_words(found->waiting->asked_at), back);
  else
    body = html(R"(<p class="govuk-body">Whoever operates this service reads what you write here, checks it with the home, and answers. Nothing about any child is part of it.</p>)") +
           field::whole({.action = back.segment("join"), .tokens = desk::tokens(who.visitor),
                         .fields = field::input(form, {.name = "provider", .label = "Name of the provider", .hint = "The organisation that is registered for the home", .autocomplete = "organization", .width = field::Width::TwoThirds}) +
                                   field::input(form, {.name = "person", .label = "Who would administer it?", .hint = "This person invites the others", .autocomplete = "name", .width = field::Width::TwoThirds}) +
                                   field::input(form, {.name = "email", .label = "Their e-mail address at work", .type = "email", .autocomplete = "email", .width = field::Width::TwoThirds}),
                         .submit = "Ask to be let in", .cancel = back});
  const auto content = html(R"(<span class="govuk-caption-l">{}</span><h1 class="govuk-heading-l">Answer from your own account</h1>{})", found->home_name, body);
  return open_page(desk, exchange, who, "Answer from your own account", form, content, form.sent() ? desk::shown_again(form) : 200);
}

Response send_join(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const joining::Wanted typed{{}, {}, form.required("provider", "Enter the name of the provider", 200), Personal(form.required("person", "Enter the name of the person who would administer it", 200)), Personal(form.required("email", "Enter an e-mail address in the form name@example.org", 254))};
  const auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(found, here(tx, desk, exchange));
    if (!found.ask.organisation.empty()) return fail(ErrorKind::Conflict, "Your provider works here now. Sign in, and answer under Asked of us");
    auto wanted = typed;
    wanted.urn = found.ask.urn;
    wanted.authority = found.ask.authority;
    const Actor actor{ActorKind::System, fmt::format("outside: {}, by link sent to {}", found.home_name, found.opening.email_masked)};
    RP_CHECK(joining::ask(tx, desk.vault, actor, Allowed::because("holds the link of a letter that the authority sent to the home, and asks to be let in"), wanted, desk.moments.now()));
    return page_of(found.opening).segment("join");
  });
  return done ? *done : shown(desk, exchange, form);
}

}  // namespace

Html way_in(db::Read& tx, const Desk& desk, const Opening& opening, const asking::Ask& ask) {
  if (!ask.organisation.empty()) return {};
  const auto waiting = joining::waiting_of(tx, desk.vault, ask.urn);
  const auto join = waiting ? html(R"(<p class="govuk-body">Your home asked to be let in on {}. <a class="govuk-link" href="{}">What happens next</a></p>)", moment_words(waiting->asked_at), page_of(opening).segment("join"))
                            : html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Ask to be let in</a> · <a class="govuk-link" href="{}">About this service</a></p>)", page_of(opening).segment("join"), Url("/about"));
  return html(R"(<h2 class="govuk-heading-m">Answer from your own account</h2><p class="govuk-body">A link shows the summary only. A provider that works here reads the fuller picture when the authority releases it, holds a room for the child, says once which places are free, and is found by every authority that looks.</p>{})", join);
}

void add_joining(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  pages.open.push_back({Method::Get, "/by-link/{id}/join", Access::everyone(), [d](const Exchange& e) { return shown(*d, e, kUntouched); }, "Form with which a home without an account asks to be let in"});
  pages.open.push_back({Method::Post, "/by-link/{id}/join", Access::everyone(), [d](const Exchange& e) { return send_join(*d, e); }, "Ask to be let in, without an account", "request to be let in"});
}

}  // namespace rightplace::linking
