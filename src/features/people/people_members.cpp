// The people of the own organisation: who they are, their roles by date, invitations, absences.

#include <fmt/format.h>

#include <algorithm>

#include "features/accounts/accounts.h"
#include "features/people/people_parts.h"
#include "web/problem.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Role;
using access::Verb;
using accounts::Member;
using accounts::MembershipId;
using desk::Asked;

Url page_of(const MembershipId& id) { return Url("/people").segment(id.text()); }
MembershipId named(const web::Exchange& exchange) { return MembershipId(std::string(exchange.value("id"))); }
const std::vector<web::Link> kCrumbs = {{"People", Url("/people")}};

Result<Member> loaded(const Asked& asked) {
  return asked.desk.database.read([&](db::Read& tx) { return accounts::load_member(tx, asked.desk.vault, named(asked.exchange), asked.today()); });
}
std::vector<Role> roles_here(const Asked& asked) {
  const auto organisation = asked.desk.database.read([&](db::Read& tx) { return organisations::load(tx, asked.facts.owner); });
  std::vector<Role> roles;
  if (organisation)
    for (const auto& row : access::kRoles.rows)
      if (access::fits(row.value, organisation->details.kind) && is_given_here(row.value)) roles.push_back(row.value);
  return roles;
}
Html state_of(const Stay& stay, Date today) {
  if (stay.covers_night(today)) return govuk::tag("Today", govuk::Colour::Green);
  return govuk::tag(stay.from > today ? "To come" : "Ended", govuk::Colour::Grey);
}
bool has_ended(const Stay& stay, Date today) { return stay.until && *stay.until <= today; }

// ---- The list.

Response list_page(const Asked& asked) {
  const auto all = colleagues_of(asked, asked.facts.owner);
  govuk::Table table{.caption = "People", .caption_classes = "govuk-visually-hidden", .head = {"Name", "E-mail address", "Roles today", "Account"}};
  for (const auto& one : all) {
    std::vector<Html> roles;
    for (const auto& role : one.roles)
      if (role.stay.covers_night(asked.today())) roles.push_back(html("<li>{}</li>", access::kRoles.label(role.role)));
    for (const auto& held : one.delegations)
      if (held.held_by == one.id && held.stay.covers_night(asked.today())) roles.push_back(html("<li>{} (for somebody absent)</li>", access::kRoles.label(held.role)));
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", page_of(one.id), one.contact.name.reveal()), one.contact.email.reveal(),
                          roles.empty() ? html("None") : html(R"(<ul class="govuk-list govuk-!-margin-bottom-0">{}</ul>)", roles),
                          one.is_set_up ? govuk::tag("Set up", govuk::Colour::Green) : govuk::tag("Invited", govuk::Colour::Yellow)});
  }
  const auto invite = asked.may(asked.facts, Verb::Write) ? govuk::button({.text = "Invite a person", .href = Url("/people/invite")}) : Html{};
  const auto content = html(R"(<h1 class="govuk-heading-l">People</h1><p class="govuk-body">Who works for your organisation here, and in which roles today.</p>{}{})", invite, govuk::scrolling(govuk::table(table), "People"));
  return desk::show(asked, {.title = "People"}, content);
}

// ---- One person.

Html roles_table(const Asked& asked, const Member& one, bool may_change) {
  govuk::Table table{.caption = "Roles", .caption_classes = "govuk-table__caption--m", .head = {"Role", "Days", "State", "Change"}};
  for (const auto& role : one.roles) {
    const auto base = page_of(one.id).segment("roles").segment(role.id.text());
    const auto actions = may_change && !has_ended(role.stay, asked.today())
                             ? html(R"(<a class="govuk-link" href="{}">End<span class="govuk-visually-hidden"> {}</span></a> <a class="govuk-link" href="{}">Delegate<span class="govuk-visually-hidden"> {}</span></a>)",
                                    base.segment("end"), access::kRoles.label(role.role), base.segment("delegate"), access::kRoles.label(role.role))
                             : Html{};
    table.rows.push_back({access::kRoles.label(role.role), days_in_words(role.stay), state_of(role.stay, asked.today()), actions});
  }
  return one.roles.empty() ? paragraph("No role yet.") : govuk::table(table);
}

Html absences(const Asked& asked, const Member& one, bool may_change) {
  if (one.delegations.empty()) return {};
  const auto people = colleagues_of(asked, one.organisation);
  const auto name = [&](const MembershipId& id) {
    const auto found = std::ranges::find(people, id, &Member::id);
    return found == people.end() ? std::string("somebody who left") : found->contact.name.reveal();
  };
  govuk::Table table{.caption = "Absences", .caption_classes = "govuk-table__caption--m", .head = {"Role", "Of", "Held by", "Days", "State"}};
  if (may_change) table.head.push_back("Change");
  for (const auto& held : one.delegations) {
    table.rows.push_back({access::kRoles.label(held.role), name(held.absent), name(held.held_by), days_in_words(held.stay), state_of(held.stay, asked.today())});
    if (may_change)
      table.rows.back().push_back(html(R"(<form method="post" action="{}">{}<button class="rp-link-button" type="submit">End today<span class="govuk-visually-hidden"> the absence of {}</span></button></form>)",
                                       page_of(one.id).segment("absences").segment(held.id.text()).segment("end"), desk::tokens(asked), name(held.absent)));
  }
  return govuk::table(table);
}

Response one_page(const Asked& asked, const Form& form, int status) {
  const auto one = loaded(asked).value();
  const bool may_change = asked.may(asked.facts, Verb::Write).has_value();
  const auto said = asked.exchange.request.query_value("said");
  const auto note = said == "sent" ? govuk::notification_banner({.text = "A set-up link is on its way to the e-mail address of this person.", .type = "success"})
                    : said == "done" ? govuk::notification_banner({.text = "It is done.", .type = "success"})
                                     : Html{};
  auto content = note + govuk::summary_list({.rows = {{.key = "E-mail address", .value = one.contact.email.reveal()},
                                                      {.key = "Works here", .value = days_in_words(one.stay)},
                                                      {.key = "Account", .value = one.is_set_up ? "Set up, with a password and an authenticator" : "Invited, not set up yet"}}}) +
                 roles_table(asked, one, may_change) + absences(asked, one, may_change);
  if (may_change && !has_ended(one.stay, asked.today())) {
    field::Select roles{.name = "role", .label = "Role", .choices = {}, .empty = "Choose a role"};
    for (const auto role : roles_here(asked)) roles.choices.push_back({std::string(access::kRoles.code(role)), std::string(access::kRoles.label(role))});
    const bool self = one.person.text() == asked.standing.person;
    content += html(R"(<h2 class="govuk-heading-m">Give a role</h2>)");
    if (self) content += paragraph("This is you: another administrator of your organisation gives you a role.");
    else
      content += field::whole({.action = page_of(one.id).segment("roles"), .tokens = desk::tokens(asked),
                             .fields = field::select(form, roles) + field::date(form, {.name = "from_on", .legend = "First day", .value = asked.today()}) +
                                       field::date(form, {.name = "until_on", .legend = "Last day", .hint = "Leave it empty when no end is known"}),
                             .submit = "Give the role"});
    const bool elsewhere = asked.desk.database.read([&](db::Read& tx) { return accounts::works_elsewhere(tx, one.person, one.organisation, asked.today()); });
    const auto link = html(R"(<p class="govuk-body">A new set-up link goes to the person's own e-mail address; nobody else sees it. Make sure by voice that it is really they who ask.</p><form method="post" action="{}">{}<button class="govuk-button govuk-button--secondary" type="submit">Send a set-up link</button></form>)",
                           page_of(one.id).segment("set-up-link"), desk::tokens(asked));
    content += html(R"(<h2 class="govuk-heading-m">Lost authenticator, or a link that was never used</h2>{}<h2 class="govuk-heading-m">Leaving, or something is wrong</h2><ul class="govuk-list"><li><a class="govuk-link" href="{}">End their work here</a></li>{}</ul>)",
                    one.is_set_up && elsewhere ? paragraph("This person works for another organisation too, and signs in there with the same account. Whoever operates this service sends the link.") : link,
                    page_of(one.id).segment("end"),
                    elsewhere || self ? Html{} : html(R"(<li><a class="govuk-link" href="{}">Correct their name or address</a></li><li><a class="govuk-link" href="{}">Close their account</a></li>)", page_of(one.id).segment("details"), page_of(one.id).segment("close")));
  }
  return desk::show(asked, {.title = one.contact.name.reveal(), .breadcrumbs = kCrumbs, .has_errors = !form.fine()}, readable(one.contact.name.reveal(), content, &form), status);
}

Response send_role(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  std::vector<std::string> codes;
  for (const auto role : roles_here(asked)) codes.emplace_back(access::kRoles.code(role));
  const auto role = access::kRoles.parse(form.one_of("role", codes, "Choose a role"));
  const auto stay = stay_of(form, false);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(accounts::add_role(tx, asked.actor(), asked.allowed(), named(asked.exchange), *role, *stay, asked.now()));
    return page_of(named(asked.exchange)).with("said", "done");
  });
  return done ? *done : one_page(asked, form, desk::shown_again(form));
}

Response send_link(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(one, accounts::load_member(tx, asked.desk.vault, named(asked.exchange), asked.today()));
    if (has_ended(one.stay, asked.today())) return fail(access::missing());
    RP_CHECK(accounts::send_set_up_link(tx, asked.desk.vault, asked.actor(), asked.allowed(), one.person, one.organisation, asked.today(), asked.now()));
    return page_of(one.id).with("said", "sent");
  });
  return done ? *done : one_page(asked, form, desk::shown_again(form));
}

// ---- Invite.

Response invite_page(const Asked& asked, const Form& form, int status) {
  field::Checkboxes roles{.name = "roles", .legend = "Roles", .choices = {}, .hint = "What each role may see and do is decided by one table; give only what the work needs", .small = true};
  for (const auto role : roles_here(asked)) roles.choices.push_back({std::string(access::kRoles.code(role)), std::string(access::kRoles.label(role))});
  const auto fields = field::input(form, {.name = "name", .label = "Name", .width = field::Width::TwoThirds}) +
                      field::input(form, {.name = "email", .label = "E-mail address", .hint = "Their own, at work. The link goes there", .type = "email", .width = field::Width::TwoThirds}) +
                      field::checkboxes(form, roles) + field::date(form, {.name = "from_on", .legend = "First day", .value = asked.today()}) +
                      field::date(form, {.name = "until_on", .legend = "Last day", .hint = "Leave it empty when no end is known"});
  return desk::show(asked, {.title = "Invite a person", .breadcrumbs = kCrumbs, .has_errors = !form.fine()},
                    readable("Invite a person",
                             paragraph("They get a link to set up their account with a password and an authenticator. It is good for seven days, and once.") +
                                 field::whole({.action = Url("/people/invite"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Send the invitation", .cancel = Url("/people")}),
                             &form),
                    status);
}

Response send_invite(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  accounts::Invitation invitation{{Personal(form.required("name", "Enter the name of the person", 200)), Personal(form.required("email", "Enter their e-mail address", 254))}, asked.facts.owner, {}, {}};
  const auto allowed = roles_here(asked);
  for (const auto& code : form.all("roles"))
    if (const auto role = access::kRoles.parse(code); role && std::ranges::find(allowed, *role) != allowed.end()) invitation.roles.push_back(*role);
  if (invitation.roles.empty()) form.fault("roles", "Choose at least one role");
  const auto stay = stay_of(form, false);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    invitation.stay = *stay;
    RP_TRY(membership, accounts::invite(tx, asked.desk.vault, asked.actor(), asked.allowed(), invitation, asked.now()));
    return page_of(membership).with("said", "done");
  });
  return done ? *done : invite_page(asked, form, desk::shown_again(form));
}

// ---- End a role, end the work, delegate: one question a page.

const accounts::HeldRole* role_of(const Asked& asked, const Member& one) {
  const auto found = std::ranges::find(one.roles, accounts::RoleId(std::string(asked.value("role"))), &accounts::HeldRole::id);
  return found == one.roles.end() ? nullptr : &*found;
}
Response nothing(const Asked& asked) { return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing()); }

Response end_page(const Asked& asked, bool of_role, const Form& form, int status) {
  const auto one = loaded(asked).value();
  const auto* role = of_role ? role_of(asked, one) : nullptr;
  if (of_role && !role) return nothing(asked);
  const auto title = role ? fmt::format("End the role {}", access::kRoles.label(role->role)) : fmt::format("End the work of {}", one.contact.name.reveal());
  const auto words = role ? fmt::format("{} keeps the other roles. Whoever holds this role for them meanwhile loses it too.", one.contact.name.reveal())
                          : std::string("All their roles in your organisation end with it, and what was delegated by them. The account itself stays.");
  const auto action = role ? page_of(one.id).segment("roles").segment(role->id.text()).segment("end") : page_of(one.id).segment("end");
  auto crumbs = kCrumbs;
  crumbs.push_back({one.contact.name.reveal(), page_of(one.id)});
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs, .has_errors = !form.fine()},
                    readable(title,
                             paragraph(words) + field::whole({.action = action, .tokens = desk::tokens(asked),
                                                              .fields = field::date(form, {.name = "last", .legend = "Last day", .hint = "From the day after they may no longer do it", .value = asked.today()}),
                                                              .submit = "End it", .cancel = page_of(one.id), .warning = true}),
                             &form),
                    status);
}

Response send_end(const Asked& asked, bool of_role) {
  auto form = Form::of(asked.exchange.request);
  const auto one = loaded(asked).value();
  const auto* role = of_role ? role_of(asked, one) : nullptr;
  if (of_role && !role) return nothing(asked);
  const auto last = form.date("last", "last day", true);
  if (last && *last < asked.today().plus_days(-1)) form.fault("last", "Enter yesterday or a later day: what was done before stays as it was");
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    const auto until = last->plus_days(1);
    const auto ended = role ? accounts::end_role(tx, asked.actor(), asked.allowed(), role->id, until, asked.now())
                            : accounts::end_membership(tx, asked.actor(), asked.allowed(), one.id, until, asked.now());
    if (!ended && ended.error().kind == ErrorKind::NotFound) return fail(ErrorKind::Invalid, "It ends earlier", {{"last", "It has ended by then already: enter an earlier day"}});
    RP_CHECK(ended);
    return role ? page_of(one.id).with("said", "done") : Url("/people");
  });
  return done ? *done : end_page(asked, of_role, form, desk::shown_again(form));
}

Response delegate_page(const Asked& asked, const Form& form, int status) {
  const auto one = loaded(asked).value();
  const auto* role = role_of(asked, one);
  if (!role) return nothing(asked);
  field::Select others{.name = "to", .label = "Who holds it meanwhile?", .choices = {}, .empty = "Choose a colleague"};
  for (const auto& other : colleagues_of(asked, one.organisation))
    if (other.person != one.person) others.choices.push_back({other.id.text(), other.contact.name.reveal()});
  const auto title = fmt::format("Delegate the role {}", access::kRoles.label(role->role));
  auto crumbs = kCrumbs;
  crumbs.push_back({one.contact.name.reveal(), page_of(one.id)});
  return desk::show(asked, {.title = title, .breadcrumbs = crumbs, .has_errors = !form.fine()},
                    readable(title,
                             paragraph(fmt::format("While {} is away somebody else holds the role beside their own. It ends by itself on the last day.", one.contact.name.reveal())) +
                                 field::whole({.action = page_of(one.id).segment("roles").segment(role->id.text()).segment("delegate"), .tokens = desk::tokens(asked),
                                               .fields = field::select(form, others) + field::date(form, {.name = "from_on", .legend = "First day", .value = asked.today()}) +
                                                         field::date(form, {.name = "until_on", .legend = "Last day"}),
                                               .submit = "Delegate", .cancel = page_of(one.id)}),
                             &form),
                    status);
}

Response send_delegate(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto one = loaded(asked).value();
  const auto* role = role_of(asked, one);
  if (!role) return nothing(asked);
  const auto to = form.required("to", "Choose a colleague", 60);
  const auto stay = stay_of(form, true);
  auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    auto delegated = accounts::delegate(tx, asked.actor(), asked.allowed(), role->id, MembershipId(to), *stay, asked.now());
    if (!delegated && delegated.error().kind == ErrorKind::NotFound) return fail(ErrorKind::Invalid, "No colleague", {{"to", "Choose a colleague"}});
    RP_CHECK(std::move(delegated));
    return page_of(one.id).with("said", "done");
  });
  return done ? *done : delegate_page(asked, form, desk::shown_again(form));
}

}  // namespace

void add_members(desk::Pages& pages) {
  using web::Method;
  const auto page = [&](std::string_view pattern, Verb verb, decltype(desk::Page::facts) facts, decltype(desk::Page::handler) handler, std::string_view summary) {
    pages.pages.push_back({.pattern = pattern, .record = Record::People, .verb = verb, .facts = std::move(facts), .handler = std::move(handler), .summary = summary});
  };
  const auto form = [&](std::string_view pattern, decltype(desk::Page::facts) facts, decltype(desk::Page::handler) handler, std::string_view summary, std::string_view name) {
    pages.pages.push_back({.method = Method::Post, .pattern = pattern, .record = Record::People, .verb = Verb::Write, .facts = std::move(facts), .handler = std::move(handler), .summary = summary, .request_type = name});
  };
  page("/people", Verb::Read, desk::own_organisation(), list_page, "The people of the own organisation");
  page("/people/invite", Verb::Write, desk::own_organisation(), [](const Asked& asked) { return invite_page(asked, Form({}), 200); }, "Invite a person by e-mail");
  form("/people/invite", desk::own_organisation(), send_invite, "Invite a person by e-mail", "Invitation");
  page("/people/{id}", Verb::Read, member_facts, [](const Asked& asked) { return one_page(asked, Form({}), 200); }, "One person of the own organisation, with roles and absences");
  form("/people/{id}/roles", member_facts, send_role, "Give a role", "NewRole");
  form("/people/{id}/set-up-link", member_facts, send_link, "Send a new set-up link", "SetUpLink");
  page("/people/{id}/end", Verb::Write, member_facts, [](const Asked& asked) { return end_page(asked, false, Form({}), 200); }, "End a person's work in the organisation");
  form("/people/{id}/end", member_facts, [](const Asked& asked) { return send_end(asked, false); }, "End a person's work in the organisation", "EndWork");
  page("/people/{id}/roles/{role}/end", Verb::Write, member_facts, [](const Asked& asked) { return end_page(asked, true, Form({}), 200); }, "End a role");
  form("/people/{id}/roles/{role}/end", member_facts, [](const Asked& asked) { return send_end(asked, true); }, "End a role", "EndRole");
  page("/people/{id}/roles/{role}/delegate", Verb::Write, member_facts, [](const Asked& asked) { return delegate_page(asked, Form({}), 200); }, "Delegate a role for an absence");
  form("/people/{id}/roles/{role}/delegate", member_facts, send_delegate, "Delegate a role for an absence", "Delegation");
  pages.sections.push_back({81, "People", Url("/people"), "Who works for your organisation, in which roles and until when; invitations and absences.",
                            [](const access::Standing& standing) { return desk::holds(standing, Role::Administrator); }});
}

}  // namespace rightplace::people
