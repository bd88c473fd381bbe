// A place tonight: the duty desk asks for what a search needs and the law wants before a child moves, and nothing more.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referring/referring_parts.h"
#include "web/govuk/tables.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
using web::html;

constexpr std::size_t kLongestNotes = 1500;

const Question& question_of(std::string_view task, std::string_view name) { return *std::ranges::find(find_task(task)->questions, name, &Question::name); }

template <class Names>
std::vector<field::Choice> choices_of(const Names& names) {
  std::vector<field::Choice> all;
  for (const auto& row : names.rows)
    if (row.code != "other") all.push_back({std::string(row.code), capitalised(row.label)});
  return all;
}

// The answers of the short form as the parts of a referral ask for them.
Form in_parts(const Form& form, Date today) {
  web::NamedValues answers;
  const auto say = [&](std::string name, std::string value) {
    if (!value.empty()) answers.emplace_back(std::move(name), std::move(value));
  };
  for (const auto& code : form.all("needs")) say("need-" + code, "high");
  for (const auto& code : form.all("risks_to_child")) say("risk-child-" + code, "present");
  for (const auto& code : form.all("risks_to_others")) say("risk-others-" + code, "present");
  if (!form.typed("home-where").empty()) say("place-1-kind", "home");
  say("place-1-where", form.typed("home-where"));
  for (const auto* part : {"where", "miles", "reason"}) say(fmt::format("zone-1-{}", part), form.typed(fmt::format("zone-{}", part)));
  for (const auto* name : {"asked", "not_asked_because", "status", "notes"}) say(name, form.typed(name));
  say("count", form.typed("count"));
  say("together", form.typed("together"));
  say("needed_on-day", std::to_string(today.day()));
  say("needed_on-month", std::to_string(today.month()));
  say("needed_on-year", std::to_string(today.year()));
  say("urgency", "same_day");
  say("purpose", "crisis");
  say("residential", "Preferred");
  return Form(std::move(answers));
}

// Where the fault of a part stands on the short form.
std::string field_of_fault(std::string name) {
  if (name == "place-1-where" || name == "place-1-kind") return "home-where";
  if (name.starts_with("zone-1-")) return "zone-" + name.substr(7);
  return name;
}

// What the short form itself must have.
void check(Form& form) {
  const auto known = [&](std::string_view name, const std::vector<field::Choice>& choices) {
    for (const auto& value : form.all(name))
      if (std::ranges::find(choices, value, &field::Choice::value) == choices.end()) form.fault(name, "Choose from the list");
  };
  known("needs", choices_of(kNeeds));
  known("risks_to_child", choices_of(kRisksToChild));
  known("risks_to_others", choices_of(kRisksToOthers));
  if (form.typed("looked_through") != "yes") form.fault("looked_through", "Look through both lists of risks, tick what is known, and then tick this");
  form.one_of("asked", {"yes", "no"}, "Say whether the child was asked");
  const auto& statuses = question_of("law", "status").choices;
  if (std::ranges::find(statuses, form.typed("status"), &field::Choice::value) == statuses.end()) form.fault("status", "Choose the legal status");
  form.integer("count", 0, 20, "Enter how many brothers and sisters need a place with the child; 0 if none");
  form.optional_text("notes", kLongestNotes);
}

std::vector<Hint> hints_of(const Form& form, const Known& known) {
  std::vector<Hint> all;
  for (const auto* name : {"notes", "not_asked_because"})
    for (auto& hint : identity_in(form.typed(name), known)) all.push_back(std::move(hint));
  return all;
}

std::string key_of(const Asked& asked, const Hint& hint) { return asked.desk.vault.token("referral_today.find", asked.facts.child + "\n" + hint.kind + "\n" + hint.text); }

// A referral of the child that is open already: another would ask the same homes twice.
std::vector<std::string> open_already(db::Read& tx, const Asked& asked, std::string_view authority_code) {
  std::vector<std::string> all;
  for (const auto& line : referrals::lines_of_authority(tx, authority_code))
    if (line.status == referrals::Status::Open && !line.child_id.empty() && children::current(tx, children::ChildId(line.child_id)).text() == asked.facts.child) all.push_back(line.reference);
  return all;
}

web::Response shown(const Asked& asked, const Form& form) {
  struct Here {
    std::vector<std::string> open;
    std::vector<Hint> hints;
  };
  const auto here = asked.desk.database.read([&](db::Read& tx) {
    const auto care = children::case_of(tx, children::ChildId(asked.facts.child));
    return Here{care ? open_already(tx, asked, care->authority_code) : std::vector<std::string>{}, form.sent() ? hints_of(form, known_of(tx, asked.desk.vault, children::ChildId(asked.facts.child))) : std::vector<Hint>{}};
  });
  if (auto entered = enter(asked, children::ChildId(asked.facts.child), here.hints.empty() ? disclosures::Tier::Outline : disclosures::Tier::Identity, here.hints.empty() ? std::vector<std::string>{"referral_today"} : std::vector<std::string>{"referral_today", "name_in_text"}); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  Html open;
  for (const auto& reference : here.open) open += html(R"(<div class="govuk-inset-text">Referral <a class="govuk-link" href="{}">{}</a> is open for this child already. Go on with it, unless this is another need.</div>)", Url("/referrals").segment(reference), reference);
  const auto in_columns = [](const Html& list) { return html(R"(<div class="rp-columns">{}</div>)", list); };
  Html fields = in_columns(field::checkboxes(form, {.name = "risks_to_child", .legend = "What may happen to the child tonight?", .choices = choices_of(kRisksToChild), .hint = "Tick every risk that is known", .small = true})) +
                in_columns(field::checkboxes(form, {.name = "risks_to_others", .legend = "What may the child do to others?", .choices = choices_of(kRisksToOthers), .hint = "Tick every risk that is known", .small = true})) +
                field::tick(form, {.name = "looked_through", .text = "I looked through both lists. No other risk is known", .hint = "Homes rely on it: they take the child tonight"}) +
                in_columns(field::checkboxes(form, {.name = "needs", .legend = "Which needs are high?", .choices = choices_of(kNeeds), .hint = "What you do not tick is not known, and homes will ask", .small = true})) +
                field::input(form, {.name = "home-where", .label = "Where is the child’s own area?", .hint = "A sector such as LA1 4, or LA1: never a whole address. Homes near it come first", .autocomplete = "off", .width = field::Width::Of10}) +
                html(R"(<h2 class="govuk-heading-m">Is there an area to stay out of?</h2>)") +
                field::input(form, {.name = "zone-where", .label = "Around where", .hint = "LA1 4 or LA1. Leave it empty if there is none", .autocomplete = "off", .width = field::Width::Of10}) +
                field::input(form, {.name = "zone-miles", .label = "How many miles round it", .autocomplete = "off", .inputmode = "numeric", .width = field::Width::Of3});
  auto zone = question_of("places", "zone-1-reason");
  fields += field::select(form, {.name = "zone-reason", .label = "Why", .choices = zone.choices, .empty = "Not said"}) +
            html(R"(<h2 class="govuk-heading-m">The child and the law</h2>)") +
            field::radios(form, {.name = "asked", .legend = "Did you ask the child what they wish?", .choices = {{"yes", "Yes"}, {"no", "No"}}, .hint = "Children Act 1989 section 22(4): before the move, as far as it can be done", .inline_ = true}) +
            field::input(form, {.name = "not_asked_because", .label = "Why not", .hint = "Only if the child was not asked", .autocomplete = "off"}) +
            field::select(form, {.name = "status", .label = "Legal status", .choices = question_of("law", "status").choices, .empty = "Choose the legal status"}) +
            field::input(form, {.name = "count", .label = "How many brothers and sisters need a place with the child?", .value = "0", .autocomplete = "off", .inputmode = "numeric", .width = field::Width::Of3}) +
            field::select(form, {.name = "together", .label = "Should they live together?", .choices = question_of("siblings", "together").choices, .hint = "Only if there are any", .empty = "Not said"}) +
            field::textarea(form, {.name = "notes", .label = "What must a home know tonight?", .hint = "Strengths first. No name, no address, no date of birth", .rows = 4, .longest = static_cast<int>(kLongestNotes)});
  for (const auto& hint : here.hints) fields += field::tick(form, {.name = "fine-" + key_of(asked, hint), .text = fmt::format("“{}” ({}) tells nobody who the child is", hint.text, hint.what), .hint = "Take it out, or tick this: homes read it before they may know the name"});
  const auto page = Url("/children").segment(asked.facts.child);
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">A place tonight</h1><p class="govuk-body">For a child who needs a home today. Age and sex come from the child’s record. What is not asked here counts as not known; you can say it afterwards by changing the referral. If there is time until tomorrow, <a class="govuk-link" href="{}">write the whole referral</a>: homes answer it better.</p>{}{}</div></div>)",
                            web::error_summary(form), page.segment("refer"), open, field::whole({.action = page.segment("refer-today"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Send it and find a home now", .cancel = page}));
  return desk::show(asked, {.title = "A place tonight", .breadcrumbs = {{"Referrals", Url("/referrals")}, {"The child", page}}, .has_errors = form.sent() && !form.fine()}, content, form.fine() || !form.sent() ? 200 : desk::shown_again(form));
}

// Written, looked through and sent in one transaction.
Result<std::string> refer_today(db::Write& tx, const Asked& asked, Form& form) {
  const children::ChildId child(asked.facts.child);
  const auto care = children::case_of(tx, child);
  if (!care) return fail(access::missing());
  RP_TRY(known_child, children::load(tx, asked.desk.vault, child));
  if (!known_child.facts.born_on && !known_child.facts.birth_month) return fail(ErrorKind::Invalid, "The child’s day of birth is not written down, so no home can be looked for by age. Write it down in the child’s record first.");
  std::vector<FieldError> left;
  std::vector<Hint> fine;
  for (auto& hint : hints_of(form, known_of(tx, asked.desk.vault, child)))
    if (const auto name = "fine-" + key_of(asked, hint); form.typed(name) != "yes") left.push_back({name, fmt::format("Take “{}” out, or tick that it tells nobody who the child is", hint.text)});
    else fine.push_back(std::move(hint));
  if (!left.empty()) return fail(ErrorKind::Invalid, "The free text tells who the child may be", std::move(left));
  Draft draft;
  draft.reference = add_sent(tx, asked, child, care->authority_code);
  draft.child = child;
  draft.authority_code = care->authority_code;
  auto parts = in_parts(form, asked.today());
  auto made = referral_at_once(tx, asked.desk.vault, draft, parts, asked.today());
  if (!made) {
    auto error = std::move(made).error();
    for (auto& fault : error.fields) fault.field = field_of_fault(std::move(fault.field));
    return fail(std::move(error));
  }
  made->status = referrals::Status::Draft;
  RP_CHECK(referrals::store_referral(tx, asked.desk.vault, std::move(*made), asked.now()));
  audit::record(tx, asked.actor(), asked.allowed(), "referral.begun", {"referral", draft.reference}, asked.now(), {{"form", "today"}});
  for (const auto& hint : fine) audit::record(tx, asked.actor(), asked.allowed(), "referral.find_left", {"referral", draft.reference}, asked.now(), {{"task", "today"}, {"kind", hint.kind}});
  RP_CHECK(referrals::change_status(tx, asked.actor(), asked.allowed(), draft.reference, referrals::Event::Send, asked.now()));
  return draft.reference;
}

web::Response send_today(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  check(form);
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_TRY(reference, refer_today(tx, asked, form));
        auto summary = asked.facts;
        summary.record = access::Record::ReferralSummary;
        const auto page = Url("/referrals").segment(reference);
        return asked.may(summary, access::Verb::Write) ? page.segment("homes") : page;
      }))
    return *done;
  return shown(asked, form);
}

}  // namespace

void add_today(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/children/{id}/refer-today", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = [](const Asked& asked) { return shown(asked, Form({})); }, .summary = "Short form for a child who needs a place tonight"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/children/{id}/refer-today", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = send_today,
                         .summary = "Refer a child for a place tonight; homes can be looked for at once", .request_type = "referral for tonight"});
}

}  // namespace rightplace::referring
