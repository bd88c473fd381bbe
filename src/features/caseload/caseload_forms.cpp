#include <fmt/format.h>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/caseload/caseload_parts.h"
#include "web/field.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Form;
namespace field = web::field;
using web::Html;
using web::html;
using web::Url;

web::Response form_page(const Asked& asked, const Form& form, std::string_view title, std::string_view intro, const field::Whole& whole, const std::vector<web::Link>& crumbs) {
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{}</p>{}</div></div>)",
                            web::error_summary(form), title, intro, field::whole(whole));
  return desk::show(asked, {.title = std::string(title), .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

Html together(const std::vector<Html>& fields) {
  Html all;
  for (const auto& one : fields) all += one;
  return all;
}

// ---- The name and numbers.

children::Identity typed_identity(const Form& form) {
  const auto text = [&](std::string_view name) { return Personal(form.typed(name)); };
  return {text("given_names"), text("family_name"), text("known_as"), text("upn"), text("nhs_number")};
}

std::vector<Html> identity_fields(const Form& form, const children::Identity& kept) {
  const auto of = [](const std::optional<Personal<std::string>>& one) { return one ? one->reveal() : std::string(); };
  const auto text = [&](std::string name, std::string label, std::string hint, std::string value, field::Width width) {
    return field::input(form, {.name = std::move(name), .label = std::move(label), .hint = std::move(hint), .value = std::move(value), .autocomplete = "off", .width = width});
  };
  return {text("given_names", "Given names", "As on the birth certificate or passport", kept.given_names.reveal(), field::Width::TwoThirds),
          text("family_name", "Family name", "", kept.family_name.reveal(), field::Width::TwoThirds),
          text("known_as", "The name the child goes by (if it is another)", "Everybody who may know the child sees this name", of(kept.known_as), field::Width::TwoThirds),
          text("upn", "Unique pupil number (if known)", "A letter and twelve digits", of(kept.upn), field::Width::Of20),
          text("nhs_number", "NHS number (if known)", "Ten digits", of(kept.nhs_number), field::Width::Of20)};
}

Url page_of(const children::ChildId& child) { return Url("/children").segment(child.text()); }

web::Response identity_page(const Asked& asked, const Form& form) {
  const children::ChildId child(asked.facts.child);
  const auto kept = asked.desk.database.read([&](db::Read& tx) { return children::identity_of(tx, asked.desk.vault, child); });
  if (auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"name", "numbers"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto name = shown_name_of(kept);
  return form_page(asked, form, "The child's name and numbers", "They are kept sealed, and every view of them is written down.",
                   {.action = page_of(child).segment("identity"), .tokens = desk::tokens(asked, kept ? kept->version : 0),
                    .fields = together(identity_fields(form, kept ? kept->identity : children::Identity{})), .submit = "Keep", .cancel = page_of(child)},
                   {{"Children", Url("/children")}, {name, page_of(child)}});
}

web::Response send_identity(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const children::ChildId child(asked.facts.child);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_CHECK(children::set_identity(tx, asked.desk.vault, asked.actor(), asked.allowed(), child, typed_identity(form), version.value_or(0), asked.now()));
        return page_of(child);
      }))
    return *done;
  return identity_page(asked, form);
}

// ---- A child who is new here.

web::Response add_page(const Asked& asked, const Form& form) {
  auto fields = identity_fields(form, {});
  const std::vector<Html> more{
      field::date(form, {.name = "born_on", .legend = "When was the child born?", .hint = "For example, 27 3 2012"}),
      field::radios(form, {.name = "sex", .legend = "Sex", .choices = {{"female", "Female"}, {"male", "Male"}, {"unknown", "Not known"}}}),
      field::input(form, {.name = "local_id", .label = "Your authority's own id of the child", .hint = "As in your case system and in the yearly return", .autocomplete = "off", .width = field::Width::Of20}),
      field::date(form, {.name = "from_on", .legend = "Since when is your authority responsible?", .hint = "The day on which the child came into care"})};
  fields.insert(fields.begin() + 3, more.begin(), more.end());
  return form_page(asked, form, "Add a child", "Your authority becomes the one responsible, and you the child's social worker.",
                   {.action = Url("/children/add"), .tokens = desk::tokens(asked), .fields = together(fields), .submit = "Add the child", .cancel = Url("/children")}, {{"Children", Url("/children")}});
}

// Whether another child of the authority has the same name and day of birth.
bool is_there_already(db::Read& tx, const vault::Vault& vault, std::string_view authority, const children::Identity& identity, Date born) {
  for (const auto& id : children::with_name(tx, vault, Personal(identity.given_names.reveal() + " " + identity.family_name.reveal()))) {
    const auto child = children::load(tx, id);
    const auto care = children::case_of(tx, id);
    if (child && care && care->authority_code == authority && child->facts.born_on && child->facts.born_on->reveal() == born) return true;
  }
  return false;
}

// Whose the child becomes: one's own as a social worker, else the absent worker's for whom one stands in.
std::string worker_of(const Asked& asked) {
  auto facts = asked.facts;
  for (const auto& person : access::stands_for(asked.standing)) {
    facts.people = {person};
    if (asked.may(facts, access::Verb::Write)) return person;
  }
  return asked.standing.person;
}

web::Response send_add(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  if (const auto checked = children::checked(typed_identity(form)); !checked)
    for (const auto& fault : checked.error().fields) form.fault(fault.field, fault.detail);
  const auto born = form.date("born_on", "date on which the child was born", true);
  const auto sex = form.one_of("sex", {"female", "male", "unknown"}, "Choose the child's sex, or that it is not known");
  const auto local_id = form.required("local_id", "Enter your authority's own id of the child", 40);
  const auto from = form.date("from_on", "date on which the child came into care", true);
  if (born && (*born > asked.today() || age_on(*born, asked.today()) > 20)) form.fault("born_on", "Enter a day of birth of somebody who may be in care: not after today, and at most 20 years ago");
  if (from && (*from > asked.today() || (born && *from < *born))) form.fault("from_on", "Enter a day between the child's birth and today");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_TRY(organisation, organisations::load(tx, asked.standing.acting_for));
        const auto& authority = organisation.details.authority_code;
        if (children::find(tx, authority, local_id)) return fail(ErrorKind::Invalid, "The id is in use", {{"local_id", "Your authority uses this id for another child already. Check it, or ask whoever keeps the list of children"}});
        if (is_there_already(tx, asked.desk.vault, authority, typed_identity(form), *born))
          return fail(ErrorKind::Invalid, "The child is here", {{"given_names", "A child of your authority with this name and day of birth is recorded already. Ask your manager to allocate the child to you"}});
        children::Facts facts;
        facts.sex = children::kSexes.parse(sex);
        facts.born_on = Personal(*born);
        RP_TRY(child, children::add(tx, facts, asked.now()));
        RP_CHECK(children::link(tx, child, {authority, Personal(local_id), *from}));
        RP_CHECK(children::open_case(tx, asked.actor(), asked.allowed(), child, authority, *from, asked.now()));
        RP_CHECK(children::set_identity(tx, asked.desk.vault, asked.actor(), asked.allowed(), child, typed_identity(form), 0, asked.now()));
        RP_CHECK(children::allocate(tx, asked.actor(), asked.allowed(), {child, worker_of(asked), children::Part::Worker, {asked.today(), {}}}, asked.now()));
        return page_of(child);
      }))
    return *done;
  return add_page(asked, form);
}

// ---- Who works with the child.

access::Role role_of(children::Part part) {
  switch (part) {
    case children::Part::Worker: return access::Role::SocialWorker;
    case children::Part::Manager: return access::Role::TeamManager;
    case children::Part::ReviewingOfficer: return access::Role::ReviewingOfficer;
  }
  return access::Role::SocialWorker;
}

web::Response people_page(const Asked& asked, const Form& form) {
  const children::ChildId child(asked.facts.child);
  std::vector<field::Choice> parts;
  for (const auto& part : children::kParts.rows) parts.push_back({std::string(part.code), std::string(part.label)});
  const std::vector<Html> fields{
      field::radios(form, {.name = "part", .legend = "As what?", .choices = parts}),
      field::input(form, {.name = "email", .label = "E-mail address of the person", .hint = "With which they sign in here, for your authority", .type = "email", .autocomplete = "off", .width = field::Width::TwoThirds}),
      field::date(form, {.name = "from_on", .legend = "From which day?", .hint = "Today or later", .value = asked.today()})};
  return form_page(asked, form, "Who works with the child", "Whoever had the part until then no longer sees the child from that day.",
                   {.action = page_of(child).segment("people"), .tokens = desk::tokens(asked), .fields = together(fields), .submit = "Allocate", .cancel = page_of(child)},
                   {{"Children", Url("/children")}, {"The child", page_of(child)}});
}

web::Response send_people(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const children::ChildId child(asked.facts.child);
  std::vector<std::string> codes;
  for (const auto& part : children::kParts.rows) codes.emplace_back(part.code);
  const auto part = children::kParts.parse(form.one_of("part", codes, "Choose as what the person works with the child"));
  const auto email = form.required("email", "Enter the e-mail address of the person", 254);
  const auto from = form.date("from_on", "first day", true);
  if (from && *from < asked.today()) form.fault("from_on", "Enter today or a later day: what was is not changed");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        // The same words whether the address is unknown or the person has another part.
        const auto nobody = fail(ErrorKind::Invalid, "Nobody", {{"email", fmt::format("Nobody with this address is {} in your authority that day", lower(access::kRoles.label(role_of(*part))))}});
        const auto person = accounts::person_with_email(tx, asked.desk.vault, Personal(email));
        if (!person || !desk::holds(accounts::standing_of(tx, *person, asked.standing.acting_for, *from, true), role_of(*part))) return nobody;
        RP_CHECK(children::allocate(tx, asked.actor(), asked.allowed(), {child, person->text(), *part, {*from, {}}}, asked.now()));
        // Whoever hands the child over may not see it any more.
        const auto still = facts_of(tx, child.text(), asked.today());
        return still && asked.may(*still, access::Verb::Read) ? page_of(child) : Url("/children");
      }))
    return *done;
  return people_page(asked, form);
}

}  // namespace

void add_forms(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  const auto form = [&](std::string_view pattern, Record record, auto facts, web::Response (*page)(const Asked&, const Form&), web::Response (*send)(const Asked&), std::string_view summary, std::string_view name) {
    pages.pages.push_back({.pattern = pattern, .record = record, .verb = Verb::Write, .facts = facts, .handler = [page](const Asked& asked) { return page(asked, Form({})); }, .summary = summary});
    pages.pages.push_back({.method = web::Method::Post, .pattern = pattern, .record = record, .verb = Verb::Write, .facts = facts, .handler = send, .summary = summary, .request_type = name});
  };
  form("/children/add", Record::ChildIdentity, facts_of_list, add_page, send_add, "Add a child for whom the own authority is responsible", "child form");
  form("/children/{id}/identity", Record::ChildIdentity, facts_of_address, identity_page, send_identity, "Write a child's name and numbers", "identity form");
  form("/children/{id}/people", Record::ChildCase, facts_of_address, people_page, send_people, "Say who works with a child", "allocation form");
}

}  // namespace rightplace::caseload
