// Names and addresses put right, accounts closed, another's absence ended: by the administrator, and by the person.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/people/people_parts.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using accounts::Member;
using accounts::MembershipId;
using desk::Asked;
using desk::Desk;
using web::Exchange;

Url page_of(const MembershipId& id) { return Url("/people").segment(id.text()); }
Member loaded(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) { return accounts::load_member(tx, asked.desk.vault, MembershipId(std::string(asked.value("id"))), asked.today()); }).value();
}
std::vector<web::Link> crumbs(const Member& one) { return {{"People", Url("/people")}, {one.contact.name.reveal(), page_of(one.id)}}; }

// ---- By the administrator.

Response details_page(const Asked& asked, const Form& form, int status) {
  const auto one = loaded(asked);
  const auto title = fmt::format("Correct the details of {}", one.contact.name.reveal());
  auto fields = field::input(form, {.name = "name", .label = "Name", .value = one.contact.name.reveal(), .width = field::Width::TwoThirds});
  fields += one.is_set_up ? paragraph(fmt::format("The e-mail address {} is theirs: the account is set up, and only they can change it, on the page Your account.", one.contact.email.reveal()))
                          : field::input(form, {.name = "email", .label = "E-mail address", .hint = "A new link goes there, and the link before opens nothing any more", .value = one.contact.email.reveal(), .type = "email", .width = field::Width::TwoThirds});
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs(one), .has_errors = !form.fine()},
                    readable(title, field::whole({.action = page_of(one.id).segment("details"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Save", .cancel = page_of(one.id)}), &form), status);
}

Response send_details(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto one = loaded(asked);
  const auto name = form.required("name", "Enter the name of the person", 200);
  const auto email = one.is_set_up ? one.contact.email.reveal() : form.required("email", "Enter their e-mail address", 254);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(accounts::correct_contact(tx, asked.desk.vault, asked.actor(), asked.allowed(), one.person, one.organisation, {Personal(name), Personal(email)}, asked.today(), asked.now()));
    return page_of(one.id).with("said", "done");
  });
  return done ? *done : details_page(asked, form, desk::shown_again(form));
}

Response close_page(const Asked& asked, const Form& form, int status) {
  const auto one = loaded(asked);
  const auto title = fmt::format("Close the account of {}", one.contact.name.reveal());
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs(one), .has_errors = !form.fine()},
                    readable(title,
                             paragraph("Nobody signs in with it again, its sessions end now, and so does what they hold for others or others for them. What they did stays in the audit. It cannot be opened again.") +
                                 paragraph("If they only leave your organisation, end their work here instead.") +
                                 field::whole({.action = page_of(one.id).segment("close"), .tokens = desk::tokens(asked), .fields = field::input(form, {.name = "email", .label = "Their e-mail address", .hint = "Type it, so that it is the right account", .type = "email", .width = field::Width::TwoThirds}), .submit = "Close the account", .cancel = page_of(one.id), .warning = true}),
                             &form),
                    status);
}

Response send_close(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto one = loaded(asked);
  const auto email = form.required("email", "Type the e-mail address of the account that is to be closed", 254);
  if (!email.empty() && !iequals(email, one.contact.email.reveal())) form.fault("email", "This is not the address of this account: look whether it is the right one");
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(accounts::close_account(tx, asked.actor(), asked.allowed(), one.person, one.organisation, asked.today(), asked.now()));
    return Url("/people");
  });
  return done ? *done : close_page(asked, form, desk::shown_again(form));
}

Response end_absence(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto one = loaded(asked);
  const accounts::DelegationId id{std::string(asked.value("absence"))};
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    // Of this person, and so of this organisation.
    if (std::ranges::find(one.delegations, id, &accounts::Delegation::id) == one.delegations.end()) return fail(access::missing());
    RP_CHECK(accounts::end_delegation(tx, asked.actor(), asked.allowed(), id, asked.today(), asked.now()));
    return page_of(one.id).with("said", "done");
  });
  return done ? *done : web::redirect(page_of(one.id));
}

// ---- By the person.

accounts::PersonId self(const Exchange& exchange) { return accounts::PersonId(exchange.visitor.person_id); }
const std::vector<web::Link> kAccount = {{"Your account", Url("/account")}};

Response name_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto contact = desk.database.read([&](db::Read& tx) { return accounts::contact_of(tx, desk.vault, self(exchange)); });
  const auto fields = field::input(form, {.name = "name", .label = "Name", .value = contact ? contact->name.reveal() : "", .autocomplete = "name", .width = field::Width::TwoThirds});
  return desk::show_open(desk, exchange, {.title = "Your name", .breadcrumbs = kAccount, .has_errors = !form.fine()},
                         readable("Your name", paragraph("Everybody who works with you here sees it, and it stands beside what you did.") +
                                                   field::whole({.action = Url("/account/name"), .tokens = desk::tokens(exchange.visitor), .fields = fields, .submit = "Save", .cancel = Url("/account")}), &form), status);
}

Response send_name(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto name = form.required("name", "Enter your name", 200);
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(accounts::change_own_name(tx, desk.vault, self(exchange), Personal(name), desk.moments.now()));
    return Url("/account");
  });
  return done ? *done : name_page(desk, exchange, form, desk::shown_again(form));
}

Response address_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto fields = field::input(form, {.name = "email", .label = "New e-mail address", .type = "email", .autocomplete = "email", .width = field::Width::TwoThirds}) +
                      field::password(form, {.name = "password", .label = "Password"}) +
                      field::input(form, {.name = "totp", .label = "Code", .hint = "The six digits that your authenticator shows now", .autocomplete = "one-time-code", .inputmode = "numeric", .width = field::Width::Of10});
  return desk::show_open(desk, exchange, {.title = "Your e-mail address", .breadcrumbs = kAccount, .has_errors = !form.fine()},
                         readable("Your e-mail address", paragraph("You sign in with it, and letters go there. A letter to the address that you had tells of the change.") +
                                                             field::whole({.action = Url("/account/address"), .tokens = desk::tokens(exchange.visitor), .fields = fields, .submit = "Change the address", .cancel = Url("/account")}), &form), status);
}

Response send_address(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto email = form.required("email", "Enter the new e-mail address", 254);
  const auto password = form.required("password", "Enter your password", 128);
  const auto totp = form.required("totp", "Enter the six digits that your authenticator shows", 20);
  if (!form.fine()) return address_page(desk, exchange, form, 422);
  const auto done = accounts::change_own_email(desk.database, desk.vault, self(exchange), Personal(email), Personal(password), totp, exchange.request.peer, desk.today(), desk.moments.now());
  if (done) return web::redirect(Url("/account"));
  for (const auto& fault : done.error().fields) form.fault(fault.field, fault.detail);
  if (done.error().fields.empty()) form.fault("email", done.error().detail);
  return address_page(desk, exchange, form, done.error().kind == ErrorKind::Unavailable ? 429 : 422);
}

}  // namespace

void add_corrections(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  const std::vector<web::Route> own = {
      {Method::Get, "/account/name", Access::signed_in(), [d](const Exchange& e) { return name_page(*d, e, Form({}), 200); }, "Correct one's own name"},
      {Method::Post, "/account/name", Access::signed_in(), [d](const Exchange& e) { return send_name(*d, e); }, "Correct one's own name", "OwnName"},
      {Method::Get, "/account/address", Access::signed_in(), [d](const Exchange& e) { return address_page(*d, e, Form({}), 200); }, "Change one's own e-mail address"},
      {Method::Post, "/account/address", Access::signed_in(), [d](const Exchange& e) { return send_address(*d, e); }, "Change one's own e-mail address", "OwnAddress"}};
  pages.open.insert(pages.open.end(), own.begin(), own.end());
  const auto page = [&](Method method, std::string_view pattern, decltype(desk::Page::handler) handler, std::string_view summary, std::string_view form = {}) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::People, .verb = Verb::Write, .facts = member_facts, .handler = std::move(handler), .summary = summary, .request_type = form});
  };
  page(Method::Get, "/people/{id}/details", [](const Asked& asked) { return details_page(asked, Form({}), 200); }, "Correct a person's name, and the address until the account is set up");
  page(Method::Post, "/people/{id}/details", send_details, "Correct a person's name, and the address until the account is set up", "PersonDetails");
  page(Method::Get, "/people/{id}/close", [](const Asked& asked) { return close_page(asked, Form({}), 200); }, "Close the account of somebody who works nowhere else");
  page(Method::Post, "/people/{id}/close", send_close, "Close the account of somebody who works nowhere else", "CloseAccount");
  page(Method::Post, "/people/{id}/absences/{absence}/end", end_absence, "End an absence early", "EndAbsence");
}

}  // namespace rightplace::people
