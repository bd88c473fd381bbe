#include <fmt/format.h>

#include <algorithm>

#include "features/accounts/accounts.h"
#include "features/people/people_parts.h"
#include "web/layout.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using desk::cookie;
using desk::cookie_value;
using desk::Desk;
using web::Caching;
using web::Exchange;

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

Response open_page(const Desk& desk, const Stranger& who, std::string title, const Form& form, const Html& content, int status) {
  const auto page = readable(title, content, &form);
  web::PageFrame frame{.title = std::move(title), .has_errors = !form.fine()};
  frame.banner = desk.banner;
  auto response = web::page(web::in_frame(who.visitor, frame, page), Caching::NoStore, status);
  if (who.new_cookie) response.header("Set-Cookie", *who.new_cookie);
  return response;
}

const field::Input kTotp{.name = "totp", .label = "Code", .hint = "The six digits that your authenticator shows now", .autocomplete = "one-time-code", .inputmode = "numeric", .width = field::Width::Of10};
const field::Password kNewPassword{.name = "password", .label = "New password", .hint = "At least 12 characters. Three words that do not belong together do well", .autocomplete = "new-password"};

// ---- Sign in.

Response sign_in_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto who = stranger(desk, exchange);
  const auto fields = field::input(form, {.name = "email", .label = "E-mail address", .type = "email", .autocomplete = "username", .width = field::Width::TwoThirds}) +
                      field::password(form, {.name = "password", .label = "Password"}) + field::input(form, kTotp);
  const auto said = exchange.request.query_value("said");
  const auto note = said == "chosen" ? govuk::notification_banner({.text = "Your new password is set. Sign in with it.", .type = "success"})
                    : said == "out" ? govuk::notification_banner({.text = "You are signed out.", .type = "success"})
                                    : Html{};
  const auto content = note + field::whole({.action = Url("/sign-in"), .tokens = web::form_tokens(who.visitor, "sign-in"), .fields = fields, .submit = "Sign in"}) +
                       html(R"(<h2 class="govuk-heading-m">If you cannot sign in</h2><p class="govuk-body"><a class="govuk-link" href="{}">I have forgotten my password</a></p><p class="govuk-body">If you have lost your authenticator, ask the administrator of your organisation for a new set-up link.</p>)",
                            Url("/recover"));
  return open_page(desk, who, "Sign in", form, content, status);
}

Response send_sign_in(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto email = form.required("email", "Enter your e-mail address", 254);
  const auto password = form.required("password", "Enter your password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (!form.fine()) return sign_in_page(desk, exchange, form, 422);
  const auto started = accounts::sign_in(desk.database, desk.vault, {Personal(email), Personal(password), Personal(totp)}, exchange.request.peer, desk.today(), desk.moments.now());
  if (!started) {
    form.fault("email", started.error().detail);
    return sign_in_page(desk, exchange, form, started.error().kind == ErrorKind::Unavailable ? 429 : 422);
  }
  return web::redirect(Url("/")).header("Set-Cookie", cookie(exchange.request, desk::kSessionCookie, started->token.reveal()));
}

// ---- Set an account up with the link of an invitation.

std::string in_groups_of_four(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && i % 4 == 0) out += ' ';
    out += text[i];
  }
  return out;
}

Response show_set_up(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto code = exchange.request.query_value("code");
  const auto wanted = desk.database.read([&](db::Read& tx) { return accounts::set_up_of(tx, desk.vault, code, desk.moments.now()); });
  if (!wanted) return web::problem(exchange.request, exchange.visitor, 404, "This link is not valid", wanted.error().detail);
  const auto who = stranger(desk, exchange);
  const auto steps = html(R"(<p class="govuk-body">This is the account of {} ({}).</p><h2 class="govuk-heading-m">1. Add Rightplace to your authenticator</h2><p class="govuk-body">An authenticator is an app that shows six digits. Choose "enter a set-up key" in it, name the account Rightplace, and type this key:</p>{}<h2 class="govuk-heading-m">2. Choose a password</h2>)",
                          wanted->contact.name.reveal(), wanted->contact.email.reveal(),
                          govuk::inset_text({.text = html(R"(<strong class="rp-code">{}</strong>)", in_groups_of_four(wanted->totp_secret.reveal()))}));
  const auto fields = field::password(form, kNewPassword) + html(R"(<h2 class="govuk-heading-m">3. Show that the authenticator works</h2>)") + field::input(form, kTotp);
  return open_page(desk, who, "Set up your account", form,
                   steps + field::whole({.action = Url("/set-up").with("code", code), .tokens = web::form_tokens(who.visitor, "set-up"), .fields = fields, .submit = "Set up"}), status);
}

// Faults of fields, and what is no field's fault, beside the field that the person looks at.
void take_faults(Form& form, const Error& error, std::string_view otherwise) {
  for (const auto& fault : error.fields) form.fault(fault.field, fault.detail);
  if (error.fields.empty()) form.fault(otherwise, error.detail);
}

Response send_set_up(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto password = form.required("password", "Enter a new password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (form.fine()) {
    const auto done = accounts::finish_set_up(desk.database, desk.vault, accounts::Breached(desk.folder), exchange.request.query_value("code"), Personal(password), totp, desk.moments.now());
    if (done) return web::redirect(Url("/sign-in").with("said", "chosen"));
    take_faults(form, done.error(), "password");
  }
  return show_set_up(desk, exchange, form, 422);
}

// ---- A forgotten password.

Response ask_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto who = stranger(desk, exchange);
  const auto content = paragraph("We send a link to the e-mail address of your account. You also need your authenticator.") +
                       field::whole({.action = Url("/recover"), .tokens = web::form_tokens(who.visitor, "recover"),
                                     .fields = field::input(form, {.name = "email", .label = "E-mail address", .type = "email", .autocomplete = "username", .width = field::Width::TwoThirds}),
                                     .submit = "Send the link", .cancel = Url("/sign-in")});
  return open_page(desk, who, "Forgotten password", form, content, status);
}

Response sent_page(const Desk& desk, const Exchange& exchange) {
  const auto content = paragraph("If there is an account with this e-mail address, a link is on its way to it. It is good for an hour, and once.") +
                       paragraph("If nothing arrives, look in the folder for unwanted mail, check the address, or ask the administrator of your organisation.") +
                       html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Back to sign in</a></p>)", Url("/sign-in"));
  return open_page(desk, stranger(desk, exchange), "Look at your e-mail", Form({}), content, 200);
}

Response choose_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto code = exchange.request.query_value("code");
  const auto known = desk.database.read([&](db::Read& tx) { return accounts::recovery_of(tx, code, desk.moments.now()); });
  if (!known) return web::problem(exchange.request, exchange.visitor, 404, "This link is not valid", known.error().detail);
  const auto who = stranger(desk, exchange);
  return open_page(desk, who, "Choose a new password", form,
                   paragraph("You will be signed out everywhere, and then sign in with the new password.") +
                       field::whole({.action = Url("/recover").with("code", code), .tokens = web::form_tokens(who.visitor, "recover"),
                                     .fields = field::password(form, kNewPassword) + field::input(form, kTotp), .submit = "Set the new password"}),
                   status);
}

Response show_recover(const Desk& desk, const Exchange& exchange) {
  if (exchange.request.query_value("sent") == "yes") return sent_page(desk, exchange);
  return exchange.request.query_value("code").empty() ? ask_page(desk, exchange, Form({}), 200) : choose_page(desk, exchange, Form({}), 200);
}

Response send_recover(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto code = exchange.request.query_value("code");
  if (code.empty()) {
    const auto email = form.required("email", "Enter your e-mail address", 254);
    if (!form.fine()) return ask_page(desk, exchange, form, 422);
    const auto asked = accounts::request_recovery(desk.database, desk.vault, Personal(email), exchange.request.peer, desk.moments.now());
    if (asked) return web::redirect(Url("/recover").with("sent", "yes"));
    take_faults(form, asked.error(), "email");
    return ask_page(desk, exchange, form, 429);
  }
  const auto password = form.required("password", "Enter a new password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (form.fine()) {
    const auto done = accounts::finish_recovery(desk.database, desk.vault, accounts::Breached(desk.folder), code, Personal(password), totp, exchange.request.peer,
                                                desk.today(), desk.moments.now());
    if (done) return web::redirect(Url("/sign-in").with("said", "chosen"));
    take_faults(form, done.error(), "totp");
  }
  return choose_page(desk, exchange, form, 422);
}

// ---- The lock.

std::optional<accounts::Session> session_behind(const Desk& desk, const Exchange& exchange) {
  const auto token = cookie_value(exchange.request, desk::kSessionCookie);
  return desk.database.read([&](db::Read& tx) { return accounts::session_of(tx, token, desk.moments.now()); });
}

// A page of ours to go on with; anything else leads to the first page.
std::string next_of(const Exchange& exchange) {
  const auto next = exchange.request.query_value("next");
  const bool ours = next.size() > 1 && next.size() < 500 && next.starts_with("/") && next[1] != '/' &&
                    std::ranges::all_of(next, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '_' || c == '.'; });
  return ours ? std::string(next) : "/";
}

Response locked_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto session = session_behind(desk, exchange);
  if (!session) return web::redirect(Url("/sign-in"));
  const auto who = stranger(desk, exchange);
  const auto contact = desk.database.read([&](db::Read& tx) { return accounts::contact_of(tx, desk.vault, session->person); });
  const auto next = next_of(exchange);
  const auto content =
      paragraph(contact ? fmt::format("This is the session of {}. It locks after ten minutes without use, so that nobody else works with it.", contact->name.reveal()) : "") +
      field::whole({.action = next == "/" ? Url("/locked") : Url("/locked").with("next", next), .tokens = web::form_tokens(who.visitor, "locked"),
                    .fields = field::password(form, {.name = "password", .label = "Password or code", .hint = "Your password, or the six digits that your authenticator shows now"}),
                    .submit = "Go on"}) +
      html(R"(<form method="post" action="{}">{}<p class="govuk-body">If this is not you: <button class="rp-link-button" type="submit">end this session and sign in</button>.</p></form>)",
           Url("/locked/end"), web::form_tokens(who.visitor, "end"));
  return open_page(desk, who, "Locked", form, content, status);
}

Response send_reopen(const Desk& desk, const Exchange& exchange) {
  const auto session = session_behind(desk, exchange);
  if (!session) return web::redirect(Url("/sign-in"));
  auto form = Form::of(exchange.request);
  const auto text = form.required("password", "Enter your password or the code of your authenticator", 128);
  if (!form.fine()) return locked_page(desk, exchange, form, 422);
  const auto done = accounts::reopen(desk.database, desk.vault, *session, Personal(text), exchange.request.peer, desk.moments.now());
  if (!done) {
    take_faults(form, done.error(), "password");
    return locked_page(desk, exchange, form, done.error().kind == ErrorKind::Unavailable ? 429 : 422);
  }
  Response response;
  response.status = 303;
  return response.header("Location", next_of(exchange)).header("Cache-Control", "no-store");
}

Response end_locked(const Desk& desk, const Exchange& exchange) {
  if (const auto session = session_behind(desk, exchange)) desk.database.write([&](db::Write& tx) { accounts::sign_out(tx, *session, desk.moments.now()); });
  return web::redirect(Url("/sign-in")).header("Set-Cookie", cookie(exchange.request, desk::kSessionCookie, ""));
}

Response lock_now(const Desk& desk, const Exchange& exchange) {
  if (const auto session = session_behind(desk, exchange)) desk.database.write([&](db::Write& tx) { accounts::lock(tx, *session, desk.moments.now()); });
  return web::redirect(Url("/locked"));
}

}  // namespace

void add_sign_in(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  const std::vector<web::Route> routes = {
      {Method::Get, "/sign-in", Access::everyone(), [d](const Exchange& e) { return sign_in_page(*d, e, Form({}), 200); }, "Sign in"},
      {Method::Post, "/sign-in", Access::everyone(), [d](const Exchange& e) { return send_sign_in(*d, e); }, "Sign in", "SignIn"},
      {Method::Get, "/set-up", Access::everyone(), [d](const Exchange& e) { return show_set_up(*d, e, Form({}), 200); }, "Set up an account with a one-time code"},
      {Method::Post, "/set-up", Access::everyone(), [d](const Exchange& e) { return send_set_up(*d, e); }, "Set up an account with a one-time code", "SetUp"},
      {Method::Get, "/recover", Access::everyone(), [d](const Exchange& e) { return show_recover(*d, e); }, "Ask for a link, and choose a new password with it"},
      {Method::Post, "/recover", Access::everyone(), [d](const Exchange& e) { return send_recover(*d, e); }, "Ask for a link, and choose a new password with it", "Recover"},
      {Method::Get, "/locked", Access::everyone(), [d](const Exchange& e) { return locked_page(*d, e, Form({}), 200); }, "Reopen a locked session"},
      {Method::Post, "/locked", Access::everyone(), [d](const Exchange& e) { return send_reopen(*d, e); }, "Reopen a locked session", "Reopen"},
      {Method::Post, "/locked/end", Access::everyone(), [d](const Exchange& e) { return end_locked(*d, e); }, "End a locked session"},
      {Method::Post, "/lock", Access::signed_in(), [d](const Exchange& e) { return lock_now(*d, e); }, "Lock the session on leaving the desk"}};
  pages.open.insert(pages.open.end(), routes.begin(), routes.end());
}

}  // namespace rightplace::people
