#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/programs/programs.h"

namespace rightplace::programs {
namespace {

using desk::Asked;
using web::Form;
using web::Html;
using web::html;
using web::Url;

constexpr std::string_view kProgram = R"json({
  "type": "object", "title": "A program of the organisation", "required": ["id", "name", "role", "scopes", "from", "until", "stands"],
  "properties": {
    "id": {"type": "string"}, "name": {"type": "string"}, "role": {"type": "string"},
    "scopes": {"type": "array", "items": {"type": "string"}},
    "from": {"type": "string", "format": "date"}, "until": {"type": "string", "format": "date"}, "stands": {"type": "boolean"}
  }
})json";
constexpr std::string_view kProgramList = R"json({
  "type": "object", "required": ["items", "next"],
  "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Program"}}, "next": {"type": ["string", "null"]}}
})json";
organisations::OrganisationId own(const Asked& asked) { return asked.standing.acting_for; }

// The roles that an organisation of this kind has.
std::vector<access::Role> roles_of(organisations::Kind kind) {
  std::vector<access::Role> roles;
  for (const auto& row : access::kRoles.rows)
    if (access::fits(row.value, kind) && !scopes_of(row.value).empty()) roles.push_back(row.value);
  return roles;
}

std::string words_of(const access::Scope& scope) {
  return fmt::format("{}: {}", access::kVerbs.label(scope.verb), lower(access::kRecords.label(scope.record)));
}

json::Object json_of(const Program& program, Date today) {
  json::Array scopes;
  for (const auto& scope : program.wanted.scopes) scopes.emplace_back(scope_code(scope));
  return {{"id", program.id.text()}, {"name", program.wanted.name}, {"role", access::kRoles.code(program.wanted.role)}, {"scopes", std::move(scopes)},
          {"from", program.from}, {"until", program.wanted.until}, {"stands", program.wanted.until > today}};
}

struct Shown {
  Program program;
  std::vector<access::Scope> in_force;
  std::string maker;
};

// What the token has lost since it was made, and why, in the words of whoever must do something about it.
Html lost(const Shown& shown) {
  const auto& wanted = shown.program.wanted;
  if (shown.in_force.size() == wanted.scopes.size()) return {};
  const auto is_lost = [&](const access::Scope& scope) { return std::ranges::find(shown.in_force, scope) == shown.in_force.end(); };
  const bool by_maker = std::ranges::any_of(wanted.scopes, [&](const access::Scope& scope) { return is_lost(scope) && access::of_a_child(scope.record); });
  const auto why = by_maker ? fmt::format("{} made it and is not {} any more. Somebody who is makes a new token; end this one.", shown.maker, lower(access::kRoles.label(wanted.role)))
                            : std::string("What is struck out is given to no program any more.");
  return html(R"(<p class="govuk-body-s govuk-!-margin-bottom-0"><strong class="govuk-tag govuk-tag--red">{}</strong><br>{}</p>)", shown.in_force.empty() ? "Powerless" : by_maker ? "Reads no child" : "May less than it was given", why);
}

Html row_of(const Asked& asked, const Shown& shown) {
  const auto& program = shown.program;
  std::vector<Html> scopes;
  for (const auto& scope : program.wanted.scopes) {
    const bool stands = std::ranges::find(shown.in_force, scope) != shown.in_force.end();
    scopes.push_back(stands ? html("<li>{}</li>", words_of(scope)) : html(R"(<li><s>{}</s><span class="govuk-visually-hidden"> (not any more)</span></li>)", words_of(scope)));
  }
  const bool stands = program.wanted.until > asked.today();
  const auto end = stands && asked.may(asked.facts, access::Verb::Write)
                       ? html(R"(<form method="post" action="{}">{}<button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" type="submit">End<span class="govuk-visually-hidden"> the token of {}</span></button></form>)",
                              Url("/programs").segment(program.id.text()).segment("end"), desk::tokens(asked), program.wanted.name)
                       : Html{};
  return html(R"(<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{}</th><td class="govuk-table__cell">{}</td><td class="govuk-table__cell"><ul class="govuk-list govuk-!-margin-bottom-0">{}</ul></td><td class="govuk-table__cell">{} {}{}</td><td class="govuk-table__cell">{}</td></tr>)",
              program.wanted.name, access::kRoles.label(program.wanted.role), scopes, stands ? "Until" : "Ended on", program.wanted.until.words(), stands ? lost(shown) : Html{}, end);
}

web::Response list_page(const Asked& asked) {
  const auto all = asked.desk.database.read([&](db::Read& tx) {
    std::vector<Shown> shown;
    for (auto& program : programs_of(tx, own(asked))) {
      auto scopes = in_force(tx, program, asked.today());
      auto maker = desk::name_of_actor(tx, asked.desk.vault, "person", program.made_by);
      shown.push_back({std::move(program), std::move(scopes), std::move(maker)});
    }
    return shown;
  });
  std::vector<Html> rows;
  for (const auto& one : all) rows.push_back(row_of(asked, one));
  const auto table = rows.empty()
                         ? html(R"(<p class="govuk-body">No program uses the service for you yet.</p>)")
                         : html(R"(<table class="govuk-table"><caption class="govuk-table__caption govuk-visually-hidden">Programs</caption><thead class="govuk-table__head"><tr class="govuk-table__row"><th scope="col" class="govuk-table__header">Program</th><th scope="col" class="govuk-table__header">Works as</th><th scope="col" class="govuk-table__header">May</th><th scope="col" class="govuk-table__header">Token</th><th scope="col" class="govuk-table__header"><span class="govuk-visually-hidden">End it</span></th></tr></thead><tbody class="govuk-table__body">{}</tbody></table>)", rows);
  const auto content = html(R"(<h1 class="govuk-heading-l">Programs</h1><p class="govuk-body">Programs of your organisation that use the service: a case-management system, a spreadsheet of vacancies. Each has a token of its own, which does no more than you choose. <a class="govuk-link" href="{}">What programs can do</a></p><p class="govuk-body"><a class="govuk-button" role="button" href="{}">Give a program a token</a></p>{})",
                            Url("/api/v1/openapi.json"), Url("/programs/new"), table);
  return desk::show(asked, {.title = "Programs"}, content);
}

Html scopes_choice(const Asked& asked, const Form& form, access::Role role) {
  std::vector<Html> boxes;
  const auto chosen = form.all("scopes");
  std::size_t number = 0;
  const auto gives = scopes_to_give(role, asked.standing);
  for (const auto& scope : gives) {
    const auto code = scope_code(scope);
    const auto id = number++ == 0 ? std::string("scopes") : fmt::format("scopes-{}", number);
    boxes.push_back(std::ranges::find(chosen, code) != chosen.end()
                        ? html(R"(<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{}" name="scopes" type="checkbox" value="{}" checked><label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div>)", id, code, id, words_of(scope))
                        : html(R"(<div class="govuk-checkboxes__item"><input class="govuk-checkboxes__input" id="{}" name="scopes" type="checkbox" value="{}"><label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div>)", id, code, id, words_of(scope)));
  }
  const auto more = gives.size() < scopes_of(role).size()
                        ? html(R"(<div class="govuk-hint">What names a child is not in this list: only an administrator who is a {} too gives it to a program.</div>)", lower(access::kRoles.label(role)))
                        : Html{};
  return html(R"(<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">What may it do?</legend>{}<div class="govuk-checkboxes" data-module="govuk-checkboxes">{}</div></fieldset>)", more, boxes);
}

Html fault_words(const Form& form, const std::string& name) {
  const auto fault = form.fault_of(name);
  return fault.empty() ? Html{} : html(R"(<p id="{}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> {}</p>)", name, fault);
}

// The first page asks for the role, the second for the rest: what it may do depends on it.
web::Response role_page(const Asked& asked, organisations::Kind kind) {
  std::vector<Html> links;
  for (const auto role : roles_of(kind))
    links.push_back(html(R"(<li><a class="govuk-link" href="{}">{}</a></li>)", Url("/programs/new").with("role", access::kRoles.code(role)), access::kRoles.label(role)));
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">As whom does the program work?</h1><p class="govuk-body">It can never do more than a person in this role, nothing for which a person must be named, and it gives nobody access.</p><ul class="govuk-list govuk-list--spaced">{}</ul></div></div>)", links);
  return desk::show(asked, {.title = "As whom does the program work?", .breadcrumbs = {{"Programs", Url("/programs")}}}, content);
}

web::Response new_page(const Asked& asked, const Form& form, int status) {
  const auto organisation = asked.desk.database.read([&](db::Read& tx) { return organisations::load(tx, own(asked)); });
  if (!organisation) return desk::answer_problem(asked, organisation.error());
  const auto kind = organisation->details.kind;
  const auto role = access::kRoles.parse(asked.exchange.request.query_value("role"));
  if (!role || !access::fits(*role, kind)) return role_page(asked, kind);
  const auto text = [&](const std::string& name, const std::string& label, const std::string& hint, const std::string& width, const std::string& mode) {
    return html(R"(<div class="govuk-form-group {}"><label class="govuk-label" for="{}">{}</label><div id="{}-hint" class="govuk-hint">{}</div>{}<input class="govuk-input {}" id="{}" name="{}" type="text" inputmode="{}" value="{}" aria-describedby="{}-hint {}"></div>)",
                form.fault_of(name).empty() ? "" : "govuk-form-group--error", name, label, name, hint, fault_words(form, name), width, name, name, mode, form.typed(name), name,
                form.fault_of(name).empty() ? std::string() : name + "-error");
  };
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Give a program a token</h1><p class="govuk-body">It works as: {}</p><form method="post" action="{}" novalidate>{}{}<div class="govuk-form-group {}">{}{}</div>{}<button class="govuk-button" type="submit">Make the token</button></form></div></div>)",
                            web::error_summary(form), access::kRoles.label(*role), Url("/programs/new").with("role", access::kRoles.code(*role)), desk::tokens(asked),
                            text("name", "What is the program?", "In your words, such as \"Case-management system\"", "govuk-!-width-two-thirds", "text"),
                            form.fault_of("scopes").empty() ? "" : "govuk-form-group--error", fault_words(form, "scopes"), scopes_choice(asked, form, *role),
                            text("days", "For how many days?", "At most 366. Afterwards make a new one", "govuk-input--width-3", "numeric"));
  return desk::show(asked, {.title = "Give a program a token", .breadcrumbs = {{"Programs", Url("/programs")}}, .has_errors = !form.fine()}, content, status);
}

std::vector<access::Scope> scopes_typed(Form& form) {
  std::vector<access::Scope> scopes;
  for (const auto& code : form.all("scopes")) {
    if (const auto scope = scope_named(code)) scopes.push_back(*scope);
    else form.fault("scopes", "Choose from the list what the program may do");
  }
  return scopes;
}

// The token cannot be shown on the page that a repeated sending leads to, so it is answered here and kept nowhere.
web::Response send_new(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  Wanted wanted;
  wanted.name = form.required("name", "Enter what the program is", 100);
  wanted.scopes = scopes_typed(form);
  const auto days = form.integer("days", 1, kLongestDays, "Enter a number of days from 1 to 366");
  const auto role = access::kRoles.parse(asked.exchange.request.query_value("role"));
  if (!role) form.fault("", "Choose as whom the program works");
  if (!form.fine()) return new_page(asked, form, 422);
  wanted.role = *role;
  wanted.until = asked.today().plus_days(static_cast<int>(*days));
  std::optional<Made> made;
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_TRY(fresh, make(tx, asked.actor(), asked.allowed(), asked.standing, wanted, asked.now()));
    made = std::move(fresh);
    return Url("/programs");
  });
  if (!done) return new_page(asked, form, desk::shown_again(form));
  if (!made) return *done;
  const auto content = html(R"(<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">The token of {}</h1><div class="govuk-warning-text"><span class="govuk-warning-text__icon" aria-hidden="true">!</span><strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">Warning</span>Copy it now: it is shown this once, and nobody can find it again.</strong></div><p class="govuk-body"><code>{}</code></p><p class="govuk-body">The program sends it with each request: <code>Authorization: Bearer …</code></p><p class="govuk-body"><a class="govuk-link" href="{}">Back to the programs</a></p></div></div>)",
                            wanted.name, made->token.reveal(), Url("/programs"));
  return desk::show(asked, {.title = "The token of " + wanted.name}, content);
}

web::Response send_end(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(end(tx, asked.actor(), asked.allowed(), own(asked), TokenId(std::string(asked.value("id"))), asked.today(), asked.now()));
    return Url("/programs");
  });
  return done ? *done : list_page(asked);
}

web::Response list_json(const Asked& asked) {
  json::Array items;
  for (const auto& program : asked.desk.database.read([&](db::Read& tx) { return programs_of(tx, own(asked)); })) items.push_back(json_of(program, asked.today()));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

}  // namespace

desk::Pages pages(const desk::Desk&) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto own_facts = desk::own_organisation();
  desk::Pages all;
  all.pages = {
      {.pattern = "/programs", .record = Record::People, .verb = Verb::Read, .facts = own_facts, .handler = list_page, .summary = "Programs of one's organisation"},
      {.pattern = "/programs/new", .record = Record::People, .verb = Verb::Write, .facts = own_facts,
       .handler = [](const Asked& asked) { return new_page(asked, Form({}), 200); }, .summary = "Give a program a token"},
      {.method = Method::Post, .pattern = "/programs/new", .record = Record::People, .verb = Verb::Write, .facts = own_facts, .handler = send_new,
       .summary = "Give a program a token", .request_type = "NewProgram"},
      {.method = Method::Post, .pattern = "/programs/{id}/end", .record = Record::People, .verb = Verb::Write, .facts = own_facts, .handler = send_end,
       .summary = "End the token of a program"},
      {.pattern = "/api/v1/programs", .record = Record::People, .verb = Verb::Read, .facts = own_facts, .handler = list_json,
       .summary = "Programs of one's organisation; tokens are given and ended by people only", .response_type = "ProgramList"}};
  all.sections = {{90, "Programs", Url("/programs"), "Let your own systems use the service, each with a token that does no more than you choose.",
                   [](const access::Standing& standing) { return desk::holds(standing, access::Role::Administrator); }}};
  all.shapes = {{"Program", kProgram}, {"ProgramList", kProgramList}};
  return all;
}

}  // namespace rightplace::programs
