// From the link in the letter to the summary: a button first, then who answers, then what they are told of the child.

#include <fmt/format.h>

#include "features/answering/answering.h"
#include "features/linking/linking_parts.h"
#include "web/field.h"
#include "web/problem.h"

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

struct Asking {
  Link link;
  asking::Ask ask;
  std::string authority_name, home_name;
  Done readable;
};
Result<Asking> asking_with(const Desk& desk, std::string_view code) {
  return desk.database.read([&](db::Read& tx) -> Result<Asking> {
    RP_TRY(link, link_with(tx, code));
    RP_TRY(ask, asking::load(tx, link.ask));
    Asking out{std::move(link), std::move(ask), {}, {}, {}};
    out.authority_name = answering::organisation_name(tx, out.ask.authority);
    out.home_name = answering::home_name(tx, out.ask.urn, desk.today());
    out.readable = may_read(out.ask, asking::offer_of(tx, out.ask.id), desk.days.now());
    return out;
  });
}

Response button_page(const Desk& desk, const Exchange& exchange, const Form& form) {
  const auto code = exchange.request.query_value("code");
  const auto found = asking_with(desk, code);
  if (!found) return not_valid(exchange, found.error());
  const auto who = stranger(desk, exchange);
  const auto heading = html(R"(<span class="govuk-caption-l">{} asks {}</span><h1 class="govuk-heading-l">A place for a child</h1>)", found->authority_name, found->home_name);
  if (!found->readable) {
    const auto content = html(R"({}<div class="govuk-inset-text">{}.</div><p class="govuk-body">This link shows nothing about the child any more. Destroy any copy that you made of what you read.</p>)", heading, found->readable.error().detail);
    return open_page(desk, exchange, who, "A place for a child", kUntouched, content);
  }
  const auto content =
      html(R"({}<p class="govuk-body">{} looks for a home for a child and asks whether {} has a place. You read a summary that does not say who the child is, and answer by {}. You need no account.</p><p class="govuk-body">That you read it is written down for the child: for which home, when, and to which address the letter went. Go on only if you answer for this home.</p>)",
           heading, found->authority_name, found->home_name, answering::deadline_words(found->ask.answer_by, desk.days.now())) +
      field::whole({.action = Url("/by-link").with("code", code), .tokens = desk::tokens(who.visitor),
                    .fields = field::input(form, {.name = "who", .label = "Your name and post", .hint = "The authority sees who answered, such as Jo Ash, registered manager", .autocomplete = "name", .width = field::Width::TwoThirds}),
                    .submit = "I answer for " + found->home_name});
  return open_page(desk, exchange, who, "A place for a child", form, content, form.sent() ? desk::shown_again(form) : 200);
}

Response send_open(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto who = form.required("who", "Enter your name and post, so that the authority knows who answered", 200);
  const auto code = exchange.request.query_value("code");
  const auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(link, link_with(tx, code));
    RP_TRY(ask, asking::load(tx, link.ask));
    RP_CHECK(may_read(ask, asking::offer_of(tx, ask.id), desk.days.now()));
    RP_TRY(id, open(tx, desk.vault, link, exchange.visitor.csrf_token, who, desk.moments.now()));
    audit::record(tx, {ActorKind::System, "by-link"}, Allowed::because("held the link of a letter that the authority sent, and said for which home they answer"), "link.opened", {"ask", ask.id.text()},
                  desk.moments.now(), {{"reference", ask.reference}, {"urn", ask.urn}, {"opening", link.opened + 1}});
    return Url("/by-link").segment(id.text());
  });
  return done ? *done : button_page(desk, exchange, form);
}

}  // namespace

Stranger stranger(const Desk& desk, const Exchange& exchange) {
  Stranger out{exchange.visitor, std::nullopt};
  if (!out.visitor.csrf_token.empty()) return out;
  const auto visit = vault::random_token();
  out.visitor.csrf_token = desk.vault.token("csrf.visit", visit);
  out.new_cookie = desk::cookie(exchange.request, desk::kVisitCookie, visit);
  return out;
}

Response open_page(const Desk& desk, const Exchange& exchange, const Stranger& who, std::string title, const Form& form, const Html& content, int status) {
  auto response = desk::show_open(desk, exchange, {.title = std::move(title), .has_errors = form.sent() && !form.fine()}, html(R"(<div class="rp-readable">{}{}</div>)", web::error_summary(form), content), status);
  if (who.new_cookie) response.header("Set-Cookie", *who.new_cookie);
  return response;
}

Response not_valid(const Exchange& exchange, const Error& error) { return web::problem(exchange.request, exchange.visitor, 404, "This link does not open", error.detail + "."); }

void add_opening(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  pages.open.push_back({Method::Get, "/by-link", Access::everyone(), [d](const Exchange& e) { return button_page(*d, e, kUntouched); }, "What the link of a letter is about, before it is opened; nothing of the child"});
  pages.open.push_back({Method::Post, "/by-link", Access::everyone(), [d](const Exchange& e) { return send_open(*d, e); }, "Say for which home one answers, and open the link", "opening form"});
}

}  // namespace rightplace::linking
