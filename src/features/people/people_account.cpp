// The first page, and what belongs to oneself: sessions, the password, for whom one works, one's own absence.

#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "features/accounts/accounts.h"
#include "features/people/people_parts.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using accounts::OrganisationId;
using accounts::PersonId;
using desk::cookie;
using desk::cookie_value;
using desk::Desk;
using web::Exchange;

PersonId self(const Exchange& exchange) { return PersonId(exchange.visitor.person_id); }
std::vector<organisations::Organisation> own_organisations(const Desk& desk, const Exchange& exchange) {
  return desk.database.read([&](db::Read& tx) { return accounts::organisations_of(tx, self(exchange), desk.today()); });
}
bool stands(const access::Grant& grant, Date today) {
  return std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(today); });
}

// ---- The first page: what one can do here, in the words of the sections.

Response first_page(const Desk& desk, const Exchange& exchange) {
  const auto& standing = desk::standing_of(exchange.visitor);
  const auto organisations = own_organisations(desk, exchange);
  if (standing.acting_for.empty() && !organisations.empty()) return web::redirect(Url("/choose-organisation"));
  std::vector<Html> sections;
  // Who only reads what is told of a child is led there: this page is for those who work here.
  const bool reads_only = !standing.grants.empty() && std::ranges::none_of(standing.grants, [](const access::Grant& grant) { return is_given_here(grant.role); });
  for (const auto& section : desk.sections)
    if (reads_only && section.shown(standing)) return web::redirect(section.href);
  for (const auto& section : desk.sections)
    if (section.shown(standing))
      sections.push_back(html(R"(<h2 class="govuk-heading-m govuk-!-margin-bottom-1"><a class="govuk-link" href="{}">{}</a></h2><p class="govuk-body">{}</p>)", section.href, section.text, section.what));
  if (organisations.empty()) sections.push_back(paragraph("You work for no organisation here today. Ask the administrator of yours to invite you."));
  const auto acting = std::ranges::find(organisations, standing.acting_for, &organisations::Organisation::id);
  const auto whose = acting == organisations.end() ? Html{} : html(R"(<p class="govuk-body-l">You work for {}.</p>)", acting->details.name);
  return desk::show_open(desk, exchange, {.title = "What you can do here"}, readable("What you can do here", whose + html("{}", sections)));
}

// ---- For whom one works.

Response choose_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto& standing = desk::standing_of(exchange.visitor);
  field::Radios radios{.name = "organisation", .legend = "For whom do you work now?", .choices = {}, .value = standing.acting_for.text(),
                       .hint = "You see what this organisation may see, and what you do is done for it", .is_page_heading = true};
  for (const auto& one : own_organisations(desk, exchange)) radios.choices.push_back({one.id.text(), one.details.name, std::string(organisations::kKinds.label(one.details.kind))});
  if (radios.choices.empty()) return web::redirect(Url("/"));
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">{}{}</div></div>)", web::error_summary(form),
                            field::whole({.action = Url("/choose-organisation"), .tokens = desk::tokens(exchange.visitor), .fields = field::radios(form, radios), .submit = "Go on"}));
  return desk::show_open(desk, exchange, {.title = "For whom do you work now?", .has_errors = !form.fine()}, content, status);
}

Response send_choice(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  std::vector<std::string> choices;
  for (const auto& one : own_organisations(desk, exchange)) choices.push_back(one.id.text());
  const auto chosen = form.one_of("organisation", choices, "Choose the organisation for which you work now");
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    const auto session = accounts::session_of(tx, cookie_value(exchange.request, desk::kSessionCookie), desk.moments.now());
    if (!session) return fail(access::missing());
    RP_CHECK(accounts::choose_organisation(tx, *session, OrganisationId(chosen), desk.today(), desk.moments.now()));
    return Url("/");
  });
  return done ? *done : choose_page(desk, exchange, form, desk::shown_again(form));
}

// ---- The account.

Html roles_part(db::Read& tx, const Desk& desk, const Exchange& exchange) {
  const auto today = desk.today();
  std::vector<Html> parts;
  for (const auto& one : accounts::organisations_of(tx, self(exchange), today)) {
    std::vector<Html> roles;
    for (const auto& grant : accounts::standing_of(tx, self(exchange), one.id, today, true).grants)
      if (stands(grant, today)) roles.push_back(html("<li>{}{}</li>", access::kRoles.label(grant.role), grant.delegated ? " (for somebody absent)" : ""));
    if (roles.empty()) roles.push_back(html("<li>No role today</li>"));
    parts.push_back(html(R"(<h3 class="govuk-heading-s govuk-!-margin-bottom-1">{}</h3><ul class="govuk-list govuk-list--bullet">{}</ul>)", one.details.name, roles));
  }
  if (parts.empty()) parts.push_back(paragraph("You work for no organisation here today."));
  if (parts.size() > 1) parts.push_back(html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Change for whom you work now</a></p>)", Url("/choose-organisation")));
  return html("{}", parts);
}

Html sessions_part(db::Read& tx, const Desk& desk, const Exchange& exchange) {
  govuk::Table table{.caption = "Where you are signed in", .caption_classes = "govuk-table__caption--m", .head = {"Signed in", "Last used", "State", "End it"}};
  for (const auto& one : accounts::sessions_of(tx, self(exchange), desk.moments.now())) {
    const bool here = one.id.text() == exchange.visitor.session_id;
    const auto end = here ? Html{}
                          : html(R"(<form method="post" action="{}">{}<button class="rp-link-button" type="submit">End<span class="govuk-visually-hidden"> the session that began on {}</span></button></form>)",
                                 Url("/account/sessions").segment(one.id.text()).segment("end"), desk::tokens(exchange.visitor), moment_words(one.started_at));
    const auto* state = here ? "This session" : accounts::is_locked(one, desk.moments.now()) ? "Locked" : "Open";
    table.rows.push_back({moment_words(one.started_at), moment_words(one.last_seen_at), state, end});
  }
  return govuk::table(table);
}

Response account_page(const Desk& desk, const Exchange& exchange) {
  const auto content = desk.database.read([&](db::Read& tx) {
    govuk::SummaryList who;
    if (const auto contact = accounts::contact_of(tx, desk.vault, self(exchange))) {
      const auto change = [](const Url& page, std::string_view what) { return html(R"(<a class="govuk-link" href="{}">Change<span class="govuk-visually-hidden"> your {}</span></a>)", page, what); };
      who.rows.push_back({.key = "Name", .value = html("{} &nbsp; {}", contact->name.reveal(), change(Url("/account/name"), "name"))});
      who.rows.push_back({.key = "E-mail address", .value = html("{} &nbsp; {}", contact->email.reveal(), change(Url("/account/address"), "e-mail address"))});
    }
    who.rows.push_back({.key = "Password", .value = html(R"(<a class="govuk-link" href="{}">Change your password</a>)", Url("/account/password"))});
    who.rows.push_back({.key = "Absence", .value = html(R"(<a class="govuk-link" href="{}">Let a colleague hold your roles while you are away</a>)", Url("/account/absence"))});
    return govuk::summary_list(who) + html(R"(<h2 class="govuk-heading-m">For whom you work</h2>{}{})", roles_part(tx, desk, exchange), sessions_part(tx, desk, exchange));
  });
  const auto buttons = html(R"(<div class="govuk-button-group"><form method="post" action="{}">{}<button class="govuk-button" type="submit">Lock now</button></form><form method="post" action="{}">{}<button class="govuk-button govuk-button--secondary" type="submit">Sign out everywhere</button></form></div>)",
                            Url("/lock"), desk::tokens(exchange.visitor), Url("/sign-out-everywhere"), desk::tokens(exchange.visitor));
  const auto said = exchange.request.query_value("said") == "password" ? govuk::notification_banner({.text = "Your password was changed. Your other sessions have ended.", .type = "success"}) : Html{};
  return desk::show_open(desk, exchange, {.title = "Your account"}, readable("Your account", said + content + buttons));
}

Response end_session(const Desk& desk, const Exchange& exchange) {
  Form form = Form::of(exchange.request);
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(accounts::end_session(tx, self(exchange), accounts::SessionId(std::string(exchange.value("id"))), desk.moments.now()));
    return Url("/account");
  });
  return done ? *done : web::redirect(Url("/account"));
}

Response leave(const Desk& desk, const Exchange& exchange, bool everywhere) {
  desk.database.write([&](db::Write& tx) {
    const auto now = desk.moments.now();
    if (everywhere) accounts::sign_out_everywhere(tx, self(exchange), now);
    else if (const auto session = accounts::session_of(tx, cookie_value(exchange.request, desk::kSessionCookie), now)) accounts::sign_out(tx, *session, now);
  });
  return web::redirect(Url("/sign-in").with("said", "out")).header("Set-Cookie", cookie(exchange.request, desk::kSessionCookie, ""));
}

// ---- The password.

Response password_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto fields = field::password(form, {.name = "old_password", .label = "Present password"}) +
                      field::password(form, {.name = "password", .label = "New password", .hint = "At least 12 characters. Three words that do not belong together do well", .autocomplete = "new-password"});
  return desk::show_open(desk, exchange, {.title = "Change your password", .breadcrumbs = {{"Your account", Url("/account")}}, .has_errors = !form.fine()},
                         readable("Change your password",
                                  paragraph("Your other sessions end, and a letter tells you of the change.") +
                                      field::whole({.action = Url("/account/password"), .tokens = desk::tokens(exchange.visitor), .fields = fields, .submit = "Change the password", .cancel = Url("/account")}),
                                  &form),
                         status);
}

Response send_password(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto before = form.required("old_password", "Enter your present password", 128);
  const auto after = form.required("password", "Enter a new password", 128);
  if (!form.fine()) return password_page(desk, exchange, form, 422);
  const auto session = desk.database.read([&](db::Read& tx) { return accounts::session_of(tx, cookie_value(exchange.request, desk::kSessionCookie), desk.moments.now()); });
  if (!session) return web::redirect(Url("/sign-in"));
  const auto done = accounts::change_password(desk.database, desk.vault, accounts::Breached(desk.folder), *session, Personal(before), Personal(after), exchange.request.peer,
                                              desk.today(), desk.moments.now());
  if (done) return web::redirect(Url("/account").with("said", "password"));
  for (const auto& fault : done.error().fields) form.fault(fault.field, fault.detail);
  if (done.error().fields.empty()) form.fault("old_password", done.error().detail);
  return password_page(desk, exchange, form, done.error().kind == ErrorKind::Unavailable ? 429 : 422);
}

// ---- An absence: a colleague, named by address, holds one's own roles.

struct OwnRoles {
  accounts::Member member;
  std::vector<accounts::HeldRole> roles;   // that stand today or later
};
std::optional<OwnRoles> own_roles(const Desk& desk, const Exchange& exchange) {
  return desk.database.read([&](db::Read& tx) -> std::optional<OwnRoles> {
    const auto today = desk.today();
    const auto id = accounts::membership_of(tx, self(exchange), desk::standing_of(exchange.visitor).acting_for, today);
    if (!id) return std::nullopt;
    auto member = accounts::load_member(tx, desk.vault, *id, today);
    if (!member) return std::nullopt;
    OwnRoles own{std::move(*member), {}};
    for (const auto& role : own.member.roles)
      if (!role.stay.until || *role.stay.until > today) own.roles.push_back(role);
    return own;
  });
}

Html arranged(const Desk& desk, const Exchange& exchange, const OwnRoles& own) {
  std::vector<Html> rows;
  desk.database.read([&](db::Read& tx) {
    for (const auto& one : own.member.delegations) {
      const bool away = one.absent == own.member.id;
      const auto other = accounts::load_member(tx, desk.vault, away ? one.held_by : one.absent, desk.today());
      const std::string name = other ? other->contact.name.reveal() : "a colleague";
      const auto end = away ? html(R"(<form method="post" action="{}">{}<button class="rp-link-button" type="submit">End today</button></form>)",
                                   Url("/account/absence").segment(one.id.text()).segment("end"), desk::tokens(exchange.visitor))
                            : Html{};
      rows.push_back(html("<li>{}: {} {}, {} {}</li>", access::kRoles.label(one.role), away ? "held by" : "you hold it for", name, days_in_words(one.stay), end));
    }
  });
  return rows.empty() ? Html{} : html(R"(<h2 class="govuk-heading-m">Arranged</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", rows);
}

Response absence_page(const Desk& desk, const Exchange& exchange, const Form& form, int status) {
  const auto own = own_roles(desk, exchange);
  Html content;
  if (!own || own->roles.empty()) {
    content = paragraph("You hold no role here that somebody else could hold for you.");
  } else {
    field::Checkboxes roles{.name = "roles", .legend = "Which of your roles?", .choices = {}};
    for (const auto& role : own->roles) roles.choices.push_back({role.id.text(), std::string(access::kRoles.label(role.role))});
    if (own->roles.size() == 1) roles.values = {own->roles.front().id.text()};
    content = paragraph("While you are away a colleague in your organisation holds your roles beside their own. You keep them too. It ends by itself.") + arranged(desk, exchange, *own) +
              field::whole({.action = Url("/account/absence"), .tokens = desk::tokens(exchange.visitor),
                            .fields = field::checkboxes(form, roles) +
                                      field::input(form, {.name = "email", .label = "E-mail address of your colleague", .type = "email", .width = field::Width::TwoThirds}) +
                                      field::date(form, {.name = "from_on", .legend = "First day", .value = desk.today()}) + field::date(form, {.name = "until_on", .legend = "Last day"}),
                            .submit = "Arrange the absence", .cancel = Url("/account")});
  }
  return desk::show_open(desk, exchange, {.title = "Arrange an absence", .breadcrumbs = {{"Your account", Url("/account")}}, .has_errors = !form.fine()},
                         readable("Arrange an absence", content, &form), status);
}

Response send_absence(const Desk& desk, const Exchange& exchange) {
  auto form = Form::of(exchange.request);
  const auto own = own_roles(desk, exchange);
  const auto chosen = form.all("roles");
  const auto email = form.required("email", "Enter the e-mail address of your colleague", 254);
  const auto stay = stay_of(form, true);
  if (chosen.empty()) form.fault("roles", "Choose at least one role");
  if (stay && stay->from < desk.today()) form.fault("from_on", "Enter a first day that is today or later");
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    if (!own) return fail(access::missing());
    const auto other = accounts::person_with_email(tx, desk.vault, Personal(email));
    const auto to = other ? accounts::membership_of(tx, *other, own->member.organisation, stay->from) : std::nullopt;
    if (!to) return fail(ErrorKind::Invalid, "No colleague", {{"email", "Nobody with this e-mail address works in your organisation on the first day"}});
    for (const auto& text : chosen) {
      const auto role = std::ranges::find(own->roles, accounts::RoleId(text), &accounts::HeldRole::id);
      if (role == own->roles.end()) return fail(access::missing());
      RP_CHECK(accounts::delegate(tx, {ActorKind::Person, exchange.visitor.person_id}, Allowed::because("own role, for an absence"), role->id, *to, *stay, desk.moments.now()));
    }
    return Url("/account/absence");
  });
  return done ? *done : absence_page(desk, exchange, form, desk::shown_again(form));
}

Response end_absence(const Desk& desk, const Exchange& exchange) {
  Form form = Form::of(exchange.request);
  const auto own = own_roles(desk, exchange);
  auto done = desk::carry_out(desk, exchange, form, [&](db::Write& tx) -> Result<Url> {
    const accounts::DelegationId id{std::string(exchange.value("id"))};
    const bool mine = own && std::ranges::any_of(own->member.delegations, [&](const auto& one) { return one.id == id && one.absent == own->member.id; });
    if (!mine) return fail(access::missing());
    RP_CHECK(accounts::end_delegation(tx, {ActorKind::Person, exchange.visitor.person_id}, Allowed::because("own role"), id, desk.today(), desk.moments.now()));
    return Url("/account/absence");
  });
  return done ? *done : web::redirect(Url("/account/absence"));
}

}  // namespace

void add_account(const Desk& desk, desk::Pages& pages) {
  using web::Access;
  using web::Method;
  const auto* d = &desk;
  const std::vector<web::Route> routes = {
      {Method::Get, "/", Access::signed_in(), [d](const Exchange& e) { return first_page(*d, e); }, "The first page"},
      {Method::Get, "/choose-organisation", Access::signed_in(), [d](const Exchange& e) { return choose_page(*d, e, Form({}), 200); }, "Choose for which of one's organisations to work"},
      {Method::Post, "/choose-organisation", Access::signed_in(), [d](const Exchange& e) { return send_choice(*d, e); }, "Choose for which of one's organisations to work", "ChooseOrganisation"},
      {Method::Get, "/account", Access::signed_in(), [d](const Exchange& e) { return account_page(*d, e); }, "One's own account, roles and sessions"},
      {Method::Get, "/account/password", Access::signed_in(), [d](const Exchange& e) { return password_page(*d, e, Form({}), 200); }, "Change one's own password"},
      {Method::Post, "/account/password", Access::signed_in(), [d](const Exchange& e) { return send_password(*d, e); }, "Change one's own password", "ChangePassword"},
      {Method::Get, "/account/absence", Access::signed_in(), [d](const Exchange& e) { return absence_page(*d, e, Form({}), 200); }, "Let a colleague hold one's own roles"},
      {Method::Post, "/account/absence", Access::signed_in(), [d](const Exchange& e) { return send_absence(*d, e); }, "Let a colleague hold one's own roles", "Absence"},
      {Method::Post, "/account/absence/{id}/end", Access::signed_in(), [d](const Exchange& e) { return end_absence(*d, e); }, "Take one's own role back early"},
      {Method::Post, "/account/sessions/{id}/end", Access::signed_in(), [d](const Exchange& e) { return end_session(*d, e); }, "End one of one's own sessions"},
      {Method::Post, "/sign-out", Access::signed_in(), [d](const Exchange& e) { return leave(*d, e, false); }, "Sign out"},
      {Method::Post, "/sign-out-everywhere", Access::signed_in(), [d](const Exchange& e) { return leave(*d, e, true); }, "End all of one's sessions"}};
  pages.open.insert(pages.open.end(), routes.begin(), routes.end());
}

}  // namespace rightplace::people
