// The end of care, a restricted record, and a day of birth put right.

#include <fmt/format.h>

#include "features/caseload/caseload_parts.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

using web::Form;
using web::Html;
using web::html;
using web::Url;
namespace field = web::field;

children::ChildId child_of(const Asked& asked) { return children::ChildId(asked.facts.child); }
std::vector<web::Link> crumbs_of(const Asked& asked) { return {{"Children", Url("/children")}, {"The child", page_of(child_of(asked))}}; }

// A change of this child, and back to the child's page.
using Change = std::function<Done(db::Write&)>;
std::optional<web::Response> carried_out(const Asked& asked, Form& form, const Change& change) {
  return desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
    RP_CHECK(change(tx));
    return page_of(child_of(asked));
  });
}

// ---- A day of birth or sex that was written down wrongly.

web::Response correct_page(const Asked& asked, const Form& form) {
  const auto child = child_of(asked);
  std::int64_t version = 0;
  const auto known = asked.desk.database.read([&](db::Read& tx) {
    version = children::corrections_version(tx, child);
    return children::load(tx, asked.desk.vault, child);
  });
  if (!known) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"born_on", "sex"}, purpose_of(asked), asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto& facts = known->facts;
  const std::vector<Html> fields{
      field::date(form, {.name = "born_on", .legend = "When was the child born?", .hint = "For example, 27 3 2012", .value = facts.born_on ? std::optional(facts.born_on->reveal()) : std::nullopt}),
      field::radios(form, {.name = "sex", .legend = "Sex", .choices = {{"female", "Female"}, {"male", "Male"}, {"unknown", "Not known"}}, .value = facts.sex ? std::string(children::kSexes.code(*facts.sex)) : std::string()}),
      field::textarea(form, {.name = "because", .label = "How do you know what is right?", .hint = "For example: birth certificate seen on 3 May", .rows = 3, .longest = 500})};
  return form_page(asked, form, "Put the day of birth or sex right", html("What you write stands, whatever later returns say. What stood before is kept."),
                   {.action = page_of(child).segment("correct"), .tokens = desk::tokens(asked, version), .fields = together(fields), .submit = "Put right", .cancel = page_of(child)}, crumbs_of(asked));
}

web::Response send_correct(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto born = form.date("born_on", "date on which the child was born", true);
  const auto sex = children::kSexes.parse(form.one_of("sex", {"female", "male", "unknown"}, "Choose the child's sex, or that it is not known"));
  const auto because = form.required("because", "Enter how you know what is right", 500);
  const auto version = form.integer("version", 0, 1'000'000'000, "This page is too old. Open it again");
  if (auto done = carried_out(asked, form, [&](db::Write& tx) { return correct(tx, asked, {born, sex, because, *version}); })) return *done;
  return correct_page(asked, form);
}

// ---- Care has ended.

web::Response end_page(const Asked& asked, const Form& form) {
  const auto care = asked.desk.database.read([&](db::Read& tx) { return children::case_of(tx, child_of(asked)); });
  const auto began = care ? fmt::format("Care began on {}. ", care->stay.from.words()) : std::string();
  return form_page(asked, form, "Record that care has ended", html("{}From that day on those who look for places no longer see the child's record; those who work with the child do. Placements are ended apart from this.", began),
                   {.action = page_of(child_of(asked)).segment("end"), .tokens = desk::tokens(asked), .fields = field::date(form, {.name = "until_on", .legend = "On which day did care end?", .hint = "For example, 27 3 2026"}), .submit = "Record the end", .cancel = page_of(child_of(asked)), .warning = true},
                   crumbs_of(asked));
}

web::Response send_end(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto until = form.date("until_on", "day on which care ended", true);
  if (auto done = carried_out(asked, form, [&](db::Write& tx) { return end_care(tx, asked, until); })) return *done;
  return end_page(asked, form);
}

// ---- Restricted.

web::Response restrict_page(const Asked& asked, const Form& form) {
  return form_page(asked, form, "Restrict this record",
                   html("From now on only those to whom the child is allocated see this record, in lists and searches too. Those who look for places do not, and nobody can open it in an emergency. Ask your duty team to know whom to ring. A team manager who works with the child can lift it."),
                   {.action = page_of(child_of(asked)).segment("restrict"), .tokens = desk::tokens(asked),
                    .fields = field::textarea(form, {.name = "because", .label = "Why?", .hint = "Name nobody. For example: a relative of the child works for the authority", .rows = 3, .longest = 500}), .submit = "Restrict the record", .cancel = page_of(child_of(asked)), .warning = true},
                   crumbs_of(asked));
}

web::Response send_restrict(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto because = form.required("because", "Enter why only those who work with the child may see the record", 500);
  if (auto done = carried_out(asked, form, [&](db::Write& tx) { return restrict(tx, asked, because); })) return *done;
  return restrict_page(asked, form);
}

web::Response lift_page(const Asked& asked, const Form& form) {
  const auto because = asked.desk.database.read([&](db::Read& tx) { return children::why_restricted(tx, asked.desk.vault, child_of(asked)); });
  const Html why = because ? html("It was restricted because: {}. ", because->reveal()) : Html{};
  return form_page(asked, form, "Lift the restriction", html("{}Everybody in your authority who looks for places, or approves them, will see the record again.", why),
                   {.action = page_of(child_of(asked)).segment("lift-restriction"), .tokens = desk::tokens(asked), .fields = {}, .submit = "Lift the restriction", .cancel = page_of(child_of(asked)), .warning = true}, crumbs_of(asked));
}

web::Response send_lift(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  if (auto done = carried_out(asked, form, [&](db::Write& tx) { return lift_restriction(tx, asked); })) return *done;
  return lift_page(asked, form);
}

}  // namespace

void add_care(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  const auto form = [&](std::string_view pattern, Record record, Verb verb, web::Response (*page)(const Asked&, const Form&), web::Response (*send)(const Asked&), std::string_view summary, std::string_view name) {
    pages.pages.push_back({.pattern = pattern, .record = record, .verb = verb, .facts = facts_of_address, .handler = [page](const Asked& asked) { return page(asked, Form({})); }, .summary = summary});
    pages.pages.push_back({.method = web::Method::Post, .pattern = pattern, .record = record, .verb = verb, .facts = facts_of_address, .handler = send, .summary = summary, .request_type = name});
  };
  form("/children/{id}/correct", Record::ChildIdentity, Verb::Write, correct_page, send_correct, "Put a child's day of birth or sex right", "correction form");
  form("/children/{id}/end", Record::ChildCase, Verb::Write, end_page, send_end, "Record that a child's care has ended", "end of care form");
  form("/children/{id}/restrict", Record::ChildCase, Verb::Write, restrict_page, send_restrict, "Show a record only to those who work with the child", "restriction form");
  form("/children/{id}/lift-restriction", Record::ChildCase, Verb::Approve, lift_page, send_lift, "Lift the restriction of a record", "lifting form");
}

}  // namespace rightplace::caseload
