// Where whoever operates this service reads the requests of providers and answers them.

#include <fmt/format.h>

#include "base/london.h"
#include "base/text.h"
#include "features/homes/homes.h"
#include "features/joining/joining.h"
#include "web/field.h"
#include "web/govuk/notices.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::joining {
namespace {

namespace field = web::field;
namespace govuk = web::govuk;
using desk::Asked;
using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr int kLongestBecause = 1'000;
const Url kList("/join-requests");

RequestId named(const web::Exchange& exchange) { return RequestId(std::string(exchange.value("id"))); }

struct Shown {
  Request request;
  std::string home, authority, answered_by;
};
Shown shown_of(db::Read& tx, const Asked& asked, Request request) {
  Shown shown{std::move(request), {}, {}, {}};
  const auto& wanted = shown.request.wanted;
  homes::HomeFilter filter;
  filter.urn = wanted.urn;
  for (const auto& home : homes::homes_as_at(tx, asked.today(), filter))
    if (home.name) shown.home = *home.name;
  if (shown.home.empty()) shown.home = "a home that the register does not have as open";
  if (const auto body = organisations::load(tx, wanted.authority)) shown.authority = body->details.name;
  if (!shown.request.answered_by.empty()) shown.answered_by = desk::name_of_actor(tx, asked.desk.vault, "person", shown.request.answered_by);
  return shown;
}

govuk::Colour colour(State state) {
  switch (state) {
    case State::Waiting: return govuk::Colour::Yellow;
    case State::LetIn: return govuk::Colour::Green;
    case State::Refused: break;
  }
  return govuk::Colour::Grey;
}

web::Response list_page(const Asked& asked) {
  const auto rows = asked.desk.database.read([&](db::Read& tx) {
    std::vector<Shown> found;
    for (auto& request : all(tx, asked.desk.vault)) found.push_back(shown_of(tx, asked, std::move(request)));
    return found;
  });
  Html body = html(R"(<p class="govuk-body">Nobody has asked. A request comes from a home that an authority asked by letter, when it wants to answer from an account of its own.</p>)");
  if (!rows.empty()) {
    govuk::Table table{.caption = "Requests, the longest waiting first", .caption_classes = "govuk-visually-hidden"};
    table.head = {"Provider", "Home", "Asked", "State"};
    table.first_cell_is_header = true;
    for (const auto& one : rows)
      table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", kList.segment(one.request.id.text()), one.request.wanted.provider), fmt::format("{} ({})", one.home, one.request.wanted.urn), moment_words(one.request.asked_at),
                            govuk::tag(kStates.label(one.request.state), colour(one.request.state))});
    body = govuk::scrolling(govuk::table(table), "Requests to be let in");
  }
  return desk::show(asked, {.title = "Requests to be let in"}, html(R"(<h1 class="govuk-heading-l">Requests to be let in</h1><p class="govuk-body">A request gives nobody anything until it is answered.</p>{}<p class="govuk-body"><a class="govuk-link" href="{}">Let in an organisation that has not asked</a></p>)", body, Url("/organisations/new")));
}

Html form_part(const Asked& asked, const Form& form, const Shown& one) {
  const auto& wanted = one.request.wanted;
  const auto yes = field::input(form, {.name = "provider", .label = "Name of the organisation", .hint = "As the register writes it", .value = wanted.provider}) +
                   field::input(form, {.name = "person", .label = "Its first administrator", .value = std::string(wanted.person.reveal())}) +
                   field::input(form, {.name = "email", .label = "E-mail address", .hint = "Anybody could have typed it. Ring the home on a number that you know, and check it: the link goes there", .value = std::string(wanted.email.reveal()), .type = "email", .width = field::Width::TwoThirds});
  const auto no = field::textarea(form, {.name = "because", .label = "Why not?", .hint = "It stands with the request. No letter is sent: tell them yourself", .rows = 3, .longest = kLongestBecause});
  return field::whole({.action = kList.segment(one.request.id.text()), .tokens = desk::tokens(asked),
                       .fields = field::radios(form, {.name = "answer", .legend = "What do you answer?", .choices = {{"yes", "Let it in", "Its administrator gets a link to set the account up, and then claims the home", yes}, {"no", "Do not let it in", "", no}}}), .submit = "Answer", .cancel = kList});
}

web::Response one_page(const Asked& asked, const Form& form) {
  const auto found = asked.desk.database.read([&](db::Read& tx) -> Result<Shown> {
    RP_TRY(request, load(tx, asked.desk.vault, named(asked.exchange)));
    return shown_of(tx, asked, std::move(request));
  });
  if (!found) return web::problem(asked.exchange.request, asked.exchange.visitor, found.error());
  const auto& request = found->request;
  const auto& wanted = request.wanted;
  govuk::SummaryList list{.rows = {{.key = "Home", .value = html(R"(<a class="govuk-link" href="{}">{}</a> ({}))", Url("/homes").segment(wanted.urn), found->home, wanted.urn)},
                                   {.key = "Asked by", .value = fmt::format("{}, {}", wanted.person.reveal(), wanted.email.reveal())},
                                   {.key = "Asked", .value = fmt::format("{}, after a letter of {}", moment_words(request.asked_at), found->authority)},
                                   {.key = "State", .value = govuk::tag(kStates.label(request.state), colour(request.state))}}};
  if (!request.because.empty()) list.rows.push_back({.key = "Why not", .value = html(R"(<span class="rp-said">{}</span>)", request.because)});
  if (request.answered_at) list.rows.push_back({.key = "Answered", .value = fmt::format("{}, {}", moment_words(*request.answered_at), found->answered_by)});
  if (request.organisation) list.rows.push_back({.key = "Organisation", .value = html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/organisations").segment(request.organisation->text()), wanted.provider)});
  const auto done = asked.exchange.request.query_value("done");
  const Html banner = done == "let_in"    ? govuk::notification_banner({.text = "It is let in. Its administrator gets a link to set the account up, and claims the home then.", .title = "Done", .type = "success"})
                      : done == "refused" ? govuk::notification_banner({.text = "The request is refused. No letter was sent.", .title = "Done", .type = "success"})
                                          : Html{};
  const auto content = html(R"(<div class="rp-readable">{}{}<span class="govuk-caption-l">Request to be let in</span><h1 class="govuk-heading-l">{}</h1>{}{}</div>)", web::error_summary(form), banner, wanted.provider, govuk::summary_list(list),
                            request.state == State::Waiting || form.sent() ? form_part(asked, form, *found) : Html{});
  return desk::show(asked, {.title = "Request of " + wanted.provider, .breadcrumbs = {{"Requests to be let in", kList}}, .has_errors = form.sent() && !form.fine()}, content, form.sent() ? desk::shown_again(form) : 200);
}

web::Response send_answer(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto answer = form.one_of("answer", {"yes", "no"}, "Choose what you answer");
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto id = named(asked.exchange);
    const auto here = kList.segment(id.text());
    if (answer == "no") {
      RP_CHECK(refuse(tx, asked.actor(), asked.allowed(), id, form.typed("because"), asked.now()));
      return here.with("done", "refused");
    }
    const Wanted as{{}, {}, form.typed("provider"), Personal(form.typed("person")), Personal(form.typed("email"))};
    RP_CHECK(let_in(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, as, asked.today(), asked.now()));
    return here.with("done", "let_in");
  });
  return done ? *done : one_page(asked, form);
}

}  // namespace

desk::Pages pages(const desk::Desk& desk) {
  using access::Record;
  using access::Verb;
  desk::Pages out;
  const auto exists = [&desk](db::Read& tx, const web::Exchange& exchange, const access::Standing&) -> Result<access::Facts> {
    RP_TRY(request, load(tx, desk.vault, named(exchange)));
    access::Facts facts;
    facts.id = request.id.text();
    return facts;
  };
  out.pages.push_back({.pattern = "/join-requests", .record = Record::Organisation, .verb = Verb::Write, .facts = desk::general(), .handler = list_page, .summary = "Providers that ask to be let in"});
  out.pages.push_back({.pattern = "/join-requests/{id}", .record = Record::Organisation, .verb = Verb::Write, .facts = exists, .handler = [](const Asked& asked) { return one_page(asked, Form{web::NamedValues{}}); }, .summary = "One request of a provider to be let in"});
  out.pages.push_back({.method = web::Method::Post, .pattern = "/join-requests/{id}", .record = Record::Organisation, .verb = Verb::Write, .facts = exists, .handler = send_answer, .summary = "Let the provider in, or refuse with a reason", .request_type = "answer to a request"});
  out.sections.push_back({81, "Let in", Url("/join-requests"), "Providers that ask to be let in, and your answers.", [](const access::Standing& standing) { return desk::holds(standing, access::Role::ServiceAdministrator); }});
  return out;
}

}  // namespace rightplace::joining
