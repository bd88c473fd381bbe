#include <fmt/format.h>

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

children::Identity typed_identity(const Form& form) {
  const auto text = [&](std::string_view name) { return Personal(form.typed(name)); };
  return {text("given_names"), text("family_name"), text("known_as"), text("upn"), text("nhs_number")};
}

}  // namespace

web::Response form_page(const Asked& asked, const Form& form, std::string_view title, const Html& intro, const field::Whole& whole, const std::vector<web::Link>& crumbs) {
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{}</p>{}</div></div>)",
                            web::error_summary(form), title, intro, field::whole(whole));
  return desk::show(asked, {.title = std::string(title), .breadcrumbs = crumbs, .has_errors = !form.fine()}, content, form.fine() ? 200 : desk::shown_again(form));
}

Html together(const std::vector<Html>& fields) {
  Html all;
  for (const auto& one : fields) all += one;
  return all;
}

Url page_of(const children::ChildId& child) { return Url("/children").segment(child.text()); }

namespace {

// ---- The name and numbers.

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

web::Response identity_page(const Asked& asked, const Form& form) {
  const children::ChildId child(asked.facts.child);
  const auto kept = asked.desk.database.read([&](db::Read& tx) { return children::identity_of(tx, asked.desk.vault, child); });
  if (auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"name", "numbers"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto name = shown_name_of(kept);
  return form_page(asked, form, "The child's name and numbers", html("They are kept sealed, and every view of them is written down."),
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
      field::input(form, {.name = "local_id", .label = "Your authority's own id of the child", .hint = "As in your case system and in the yearly return. If a record with this id and day of birth is here and the child is not in care, that record goes on: its past homes stay with the child", .autocomplete = "off", .width = field::Width::Of20}),
      field::date(form, {.name = "from_on", .legend = "Since when is your authority responsible?", .hint = "The day on which the child came into care, or came back"})};
  fields.insert(fields.begin() + 3, more.begin(), more.end());
  return form_page(asked, form, "Add a child", html("Your authority becomes the one responsible, and you the child's social worker. A child who came with the yearly return and is in care is here already: ask a team manager to allocate the child to you."),
                   {.action = Url("/children/add"), .tokens = desk::tokens(asked), .fields = together(fields), .submit = "Add the child", .cancel = Url("/children")}, {{"Children", Url("/children")}});
}

web::Response send_add(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  NewChild typed{typed_identity(form), form.date("born_on", "date on which the child was born", true), children::kSexes.parse(form.typed("sex")), form.typed("local_id"),
                 form.date("from_on", "date on which the child came into care", true)};
  for (const auto& fault : faults_of(typed, asked.today()))
    if (form.fault_of(fault.field).empty()) form.fault(fault.field, fault.detail);
  std::optional<Refused> refused;
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_TRY(added, add_child(tx, asked, typed, refused));
        return page_of(added.child);
      }))
    return *done;
  if (auto noted = note_refused(asked, refused); !noted) return web::problem(asked.exchange.request, asked.exchange.visitor, noted.error());
  return add_page(asked, form);
}

// ---- Who works with the child.

web::Response people_page(const Asked& asked, const Form& form) {
  const children::ChildId child(asked.facts.child);
  std::vector<field::Choice> parts;
  for (const auto& part : children::kParts.rows) parts.push_back({std::string(part.code), std::string(part.label)});
  const bool approves = asked.exchange.request.path.ends_with("/allocate");
  std::int64_t version = 0;
  std::string own_id;
  asked.desk.database.read([&](db::Read& tx) {
    version = children::allocations_version(tx, child);
    if (const auto care = children::case_of(tx, child)) own_id = local_id_of(tx, asked.desk.vault, child, care->authority_code);
  });
  if (auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Outline, {"local_id"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const Html of = own_id.empty() ? Html{} : html("This is the child with your own id {}. ", own_id);
  const std::vector<Html> fields{
      field::radios(form, {.name = "part", .legend = "As what?", .choices = parts, .value = approves ? "worker" : ""}),
      field::input(form, {.name = "email", .label = "E-mail address of the person", .hint = "With which they sign in here, for your authority", .type = "email", .autocomplete = "off", .width = field::Width::TwoThirds}),
      field::date(form, {.name = "from_on", .legend = "From which day?", .hint = "Today or later", .value = asked.today()})};
  return form_page(asked, form, "Who works with the child", html("{}Whoever had the part until then no longer sees the child from that day.", of),
                   {.action = page_of(child).segment(approves ? "allocate" : "people"), .tokens = desk::tokens(asked, version), .fields = together(fields), .submit = "Allocate", .cancel = approves ? Url("/children/waiting") : page_of(child)},
                   {{"Children", Url("/children")}, approves ? web::Link{"Children without a social worker", Url("/children/waiting")} : web::Link{"The child", page_of(child)}});
}

web::Response send_people(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  std::vector<std::string> codes;
  for (const auto& part : children::kParts.rows) codes.emplace_back(part.code);
  const auto part = children::kParts.parse(form.one_of("part", codes, "Choose as what the person works with the child"));
  const auto email = form.required("email", "Enter the e-mail address of the person", 254);
  const auto from = form.date("from_on", "first day", true);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_CHECK(allocate(tx, asked, {*part, email, from, *version}));
        // Whoever hands the child over, or allocates it, may not see it any more.
        auto still = facts_of(tx, asked.facts.child, asked.today());
        if (still) still->record = access::Record::ChildIdentity;
        const bool approves = asked.exchange.request.path.ends_with("/allocate");
        return still && asked.may(*still, access::Verb::Read) ? page_of(children::ChildId(asked.facts.child)) : approves ? Url("/children/waiting") : Url("/children");
      }))
    return *done;
  return people_page(asked, form);
}

}  // namespace

void add_forms(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  const auto form = [&](std::string_view pattern, Record record, auto facts, web::Response (*page)(const Asked&, const Form&), web::Response (*send)(const Asked&), std::string_view summary, std::string_view name, Verb verb = Verb::Write) {
    pages.pages.push_back({.pattern = pattern, .record = record, .verb = verb, .facts = facts, .handler = [page](const Asked& asked) { return page(asked, Form({})); }, .summary = summary});
    pages.pages.push_back({.method = web::Method::Post, .pattern = pattern, .record = record, .verb = verb, .facts = facts, .handler = send, .summary = summary, .request_type = name});
  };
  form("/children/add", Record::ChildIdentity, facts_of_list, add_page, send_add, "Add a child for whom the own authority is responsible", "child form");
  form("/children/{id}/identity", Record::ChildIdentity, facts_of_address, identity_page, send_identity, "Write a child's name and numbers", "identity form");
  form("/children/{id}/people", Record::ChildCase, facts_of_address, people_page, send_people, "Say who works with a child", "allocation form");
  form("/children/{id}/allocate", Record::ChildCase, facts_of_address, people_page, send_people, "Allocate a child of the own authority", "allocation form", Verb::Approve);
}

}  // namespace rightplace::caseload
