#include "features/people/people.h"

#include <algorithm>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "web/layout.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using web::Caching;
using web::Exchange;
using web::Form;
using web::Html;
using web::html;
using web::Response;
using web::Url;

using desk::cookie;
using desk::cookie_value;
using desk::Desk;

// Before there is a session, forms are bound to a cookie of the visit.
struct Stranger {
  web::Visitor visitor;
  std::optional<std::string> new_cookie;
};
Stranger stranger(const Desk& desk, const Exchange& exchange) {
  Stranger out{exchange.visitor, std::nullopt};
  if (!out.visitor.csrf_token.empty()) return out;
  const auto visit = vault::random_token();
  out.visitor.csrf_token = desk.vault.token("csrf.visit", visit);
  out.new_cookie = cookie(exchange.request, desk::kVisitCookie, visit);
  return out;
}
Response with_cookie(Response response, const std::optional<std::string>& value) {
  if (value) response.header("Set-Cookie", *value);
  return response;
}

Html input(const Form& form, const std::string& name, const std::string& label, const std::string& hint, const std::string& type,
           const std::string& completes, const std::string& value) {
  const auto fault = form.fault_of(name);
  const Html words = fault.empty() ? Html{} : html(R"(<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>)", name, fault);
  const Html help = hint.empty() ? Html{} : html(R"(<div id="{}-hint" class="govuk-hint">{}</div>)", name, hint);
  const std::string described = (hint.empty() ? "" : name + "-hint ") + (fault.empty() ? "" : name + "-error");
  return html(R"(<div class="govuk-form-group {}"><label class="govuk-label" for="{}">{}</label>{}{}<input class="govuk-input govuk-!-width-two-thirds" id="{}" name="{}" type="{}" autocomplete="{}" value="{}" aria-describedby="{}" spellcheck="false"></div>)",
              fault.empty() ? "" : "govuk-form-group--error", name, label, help, words, name, name, type, completes, value, described);
}

Response sign_in_page(const Stranger& who, const Form& form, int status) {
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Sign in</h1><form method="post" action="{}" novalidate>{}{}{}{}<button class="govuk-button" type="submit">Sign in</button></form><p class="govuk-body">If you cannot sign in, ask the administrator of your organisation for a new one-time code.</p></div></div>)",
                            web::error_summary(form), Url("/sign-in"), web::form_tokens(who.visitor, "sign-in"),
                            input(form, "email", "E-mail address", "", "email", "username", form.typed("email")),
                            input(form, "password", "Password", "", "password", "current-password", ""),
                            input(form, "totp", "Code", "The six digits that your authenticator shows now", "text", "one-time-code", ""));
  return with_cookie(web::page(web::in_frame(who.visitor, {.title = "Sign in", .has_errors = !form.fine()}, content), Caching::NoStore, status), who.new_cookie);
}

Response send_sign_in(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto email = form.required("email", "Enter your e-mail address", 254);
  const auto password = form.required("password", "Enter your password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (!form.fine()) return sign_in_page(stranger(desk, exchange), form, 422);
  const auto started = accounts::sign_in(desk.database, desk.vault, {Personal(email), Personal(password), Personal(totp)}, exchange.request.peer, desk.today(), desk.moments.now());
  if (!started) {
    form.fault("email", started.error().detail);
    return sign_in_page(stranger(desk, exchange), form, started.error().kind == ErrorKind::Unavailable ? 429 : 422);
  }
  return web::redirect(Url("/")).header("Set-Cookie", cookie(exchange.request, desk::kSessionCookie, started->token.reveal()));
}

Response set_up_page(const Stranger& who, const accounts::SetUp& wanted, std::string_view code, const Form& form, int status) {
  std::string grouped;
  for (std::size_t i = 0; i < wanted.totp_secret.reveal().size(); ++i) {
    if (i > 0 && i % 4 == 0) grouped += ' ';
    grouped += wanted.totp_secret.reveal()[i];
  }
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Set up your account</h1><p class="govuk-body">This is the account of {}.</p><p class="govuk-body">Add an account to your authenticator and type this key into it:</p><p class="govuk-body"><strong>{}</strong></p><form method="post" action="{}" novalidate>{}{}{}<button class="govuk-button" type="submit">Set up</button></form></div></div>)",
                            web::error_summary(form), wanted.contact.name.reveal(), grouped, Url("/set-up").with("code", code),
                            web::form_tokens(who.visitor, "set-up"),
                            input(form, "password", "New password", "At least 12 characters. Three words that do not belong together do well", "password", "new-password", ""),
                            input(form, "totp", "Code", "The six digits that your authenticator now shows", "text", "one-time-code", ""));
  return with_cookie(web::page(web::in_frame(who.visitor, {.title = "Set up your account", .has_errors = !form.fine()}, content), Caching::NoStore, status), who.new_cookie);
}

Response show_set_up(const Desk& desk, const Exchange& exchange, Form form, int status) {
  const auto code = exchange.request.query_value("code");
  const auto wanted = desk.database.read([&](db::Read& tx) { return accounts::set_up_of(tx, desk.vault, code, desk.moments.now()); });
  if (!wanted) return web::problem(exchange.request, exchange.visitor, 404, "This code is not valid", wanted.error().detail);
  return set_up_page(stranger(desk, exchange), *wanted, code, form, status);
}

Response send_set_up(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto password = form.required("password", "Enter a new password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (form.fine()) {
    const auto done = accounts::finish_set_up(desk.database, desk.vault, accounts::Breached(desk.folder), exchange.request.query_value("code"), Personal(password), totp, desk.moments.now());
    if (done) return web::redirect(Url("/sign-in"));
    for (const auto& fault : done.error().fields) form.fault(fault.field, fault.detail);
  }
  return show_set_up(desk, exchange, std::move(form), 422);
}

Response account_page(const Desk& desk, const Exchange& exchange) {
  const accounts::PersonId person(exchange.visitor.person_id);
  std::vector<Html> organisations, sessions;
  desk.database.read([&](db::Read& tx) {
    const auto today = desk.today();
    for (const auto& one : accounts::organisations_of(tx, person, today)) {
      std::vector<Html> roles;
      for (const auto& grant : accounts::standing_of(tx, person, one.id, today, true).grants)
        if (std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(today); }))
          roles.push_back(html("<li>{}{}</li>", access::kRoles.label(grant.role), grant.delegated ? " (for somebody absent)" : ""));
      organisations.push_back(html(R"(<h3 class="govuk-heading-s">{}</h3><ul class="govuk-list govuk-list--bullet">{}</ul>)", one.details.name, roles));
    }
    for (const auto& one : accounts::sessions_of(tx, person, desk.moments.now()))
      sessions.push_back(html("<li>Signed in on {}{}</li>", london_date(one.started_at).words(), one.id.text() == exchange.visitor.session_id ? " (this session)" : ""));
  });
  const auto content = html(R"(<h1 class="govuk-heading-l">Your account</h1><h2 class="govuk-heading-m">On whose behalf you work</h2>{}<h2 class="govuk-heading-m">Where you are signed in</h2><ul class="govuk-list govuk-list--bullet">{}</ul><form method="post" action="{}">{}<button class="govuk-button govuk-button--secondary" type="submit">Sign out everywhere</button></form>)",
                            organisations, sessions, Url("/sign-out-everywhere"), desk::tokens(exchange.visitor));
  return desk::show_open(desk, exchange, {.title = "Your account"}, content);
}

// What one can do here, in the words of the sections.
Response first_page(const Desk& desk, const Exchange& exchange) {
  std::vector<Html> sections;
  for (const auto& section : desk.sections)
    if (section.shown(desk::standing_of(exchange.visitor)))
      sections.push_back(html(R"(<h2 class="govuk-heading-m"><a class="govuk-link" href="{}">{}</a></h2><p class="govuk-body">{}</p>)", section.href, section.text, section.what));
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">What you can do here</h1>{}</div></div>)", sections);
  return desk::show_open(desk, exchange, {.title = "What you can do here"}, content);
}

Response leave(const Desk& desk, const Exchange& exchange, bool everywhere) {
  desk.database.write([&](db::Write& tx) {
    const auto now = desk.moments.now();
    if (everywhere) accounts::sign_out_everywhere(tx, accounts::PersonId(exchange.visitor.person_id), now);
    else if (const auto session = accounts::session_of(tx, cookie_value(exchange.request, desk::kSessionCookie), now)) accounts::sign_out(tx, *session, now);
  });
  return web::redirect(Url("/sign-in")).header("Set-Cookie", cookie(exchange.request, desk::kSessionCookie, ""));
}

}  // namespace

desk::Pages pages(const Desk& desk) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  desk::Pages all;
  all.open = {{Method::Get, "/", Access::signed_in(), [d](const Exchange& e) { return first_page(*d, e); }, "The first page"},
          {Method::Get, "/sign-in", Access::everyone(), [d](const Exchange& e) { return sign_in_page(stranger(*d, e), Form({}), 200); }, "Sign in"},
          {Method::Post, "/sign-in", Access::everyone(), [d](const Exchange& e) { return send_sign_in(*d, e); }, "Sign in", "SignIn"},
          {Method::Get, "/set-up", Access::everyone(), [d](const Exchange& e) { return show_set_up(*d, e, Form({}), 200); }, "Set up an account with a one-time code"},
          {Method::Post, "/set-up", Access::everyone(), [d](const Exchange& e) { return send_set_up(*d, e); }, "Set up an account with a one-time code", "SetUp"},
          {Method::Get, "/account", Access::signed_in(), [d](const Exchange& e) { return account_page(*d, e); }, "One's own account, roles and sessions"},
          {Method::Post, "/sign-out", Access::signed_in(), [d](const Exchange& e) { return leave(*d, e, false); }, "Sign out"},
          {Method::Post, "/sign-out-everywhere", Access::signed_in(), [d](const Exchange& e) { return leave(*d, e, true); }, "End all of one's sessions"}};
  return all;
}

}  // namespace rightplace::people
