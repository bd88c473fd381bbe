// Brothers and sisters are referred together: a referral of each, which name one another.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/referring/referring_parts.h"
#include "web/problem.h"

namespace rightplace::referring {
namespace {

namespace field = web::field;
using web::html;

constexpr int kMost = 4;   // beside the child: as many as the part of a referral holds

std::string name_of(int i) { return fmt::format("own-{}", i); }

web::Response shown(const Asked& asked, const Form& form) {
  const children::ChildId child(asked.facts.child);
  if (auto entered = enter(asked, child, disclosures::Tier::Outline, {"referral_together"}); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto page = Url("/children").segment(asked.facts.child);
  Html fields;
  for (int i = 1; i <= kMost; ++i)
    fields += field::input(form, {.name = name_of(i), .label = i == 1 ? "Brother or sister: your authority’s own id" : fmt::format("Brother or sister {}: your authority’s own id", i), .hint = i == 1 ? "Never a name. Each must be a child whom you may refer" : "", .autocomplete = "off", .width = field::Width::Of20});
  const auto& together = *std::ranges::find(find_task("siblings")->questions, "together", &Question::name);
  fields += field::radios(form, {.name = "together", .legend = "Should they live together?", .choices = together.choices, .hint = "What they want counts: ask each of them (Children Act 1989 sections 22(4) and 22C(8)(c))"});
  const auto content = html(R"({}<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds"><h1 class="govuk-heading-l">Refer brothers and sisters together</h1><p class="govuk-body">A referral is begun for each of them, or the one that was begun goes on. Each names the others, so that homes are looked for that take them all, and you see who could go where if they must be parted. The rest of each referral you write for each child, because their needs differ.</p>{}</div></div>)",
                            web::error_summary(form), field::whole({.action = page.segment("refer-together"), .tokens = desk::tokens(asked), .fields = fields, .submit = "Begin their referrals", .cancel = page}));
  return desk::show(asked, {.title = "Refer brothers and sisters together", .breadcrumbs = {{"Referrals", Url("/referrals")}, {"The child", page}}, .has_errors = form.sent() && !form.fine()}, content, form.fine() || !form.sent() ? 200 : desk::shown_again(form));
}

struct Member {
  children::ChildId child;
  std::string reference;
  children::Facts facts;
};

// The brother or sister whom an own id names, if the reader may refer that child too. One answer for all who may not: whether the
// id is somebody's tells nobody anything.
Result<children::ChildId> named(db::Read& tx, const Asked& asked, std::string_view authority_code, const std::string& own, const std::string& name) {
  const auto unknown = [&] { return fail(ErrorKind::Invalid, "See the field", {{name, "You have no child with this id whom you may refer"}}); };
  const auto child = children::find_own(tx, asked.desk.vault, authority_code, own);
  if (!child) return unknown();
  if (*child == children::ChildId(asked.facts.child)) return fail(ErrorKind::Invalid, "See the field", {{name, "This is the child from whose page you came"}});
  Draft draft;
  draft.child = *child;
  draft.authority_code = std::string(authority_code);
  auto facts = facts_of(tx, draft, asked.today());
  facts.record = access::Record::PenPicture;
  if (!asked.may(facts, access::Verb::Write)) return unknown();
  return *child;
}

// What the part "brothers and sisters" of one says: the others, each by age, sex and their own referral.
web::NamedValues answers_about(const std::vector<Member>& all, const Member& one, std::string_view together, Date today) {
  web::NamedValues answers{{"finished", "yes"}, {"count", std::to_string(all.size() - 1)}, {"together", std::string(together)}};
  int i = 0;
  for (const auto& other : all) {
    if (other.child == one.child) continue;
    const auto name = [&, number = ++i](std::string_view part) { return fmt::format("sibling-{}-{}", number, part); };
    if (other.facts.sex == children::Sex::Female) answers.emplace_back(name("sex"), "female");
    if (other.facts.sex == children::Sex::Male) answers.emplace_back(name("sex"), "male");
    if (other.facts.born_on) answers.emplace_back(name("age"), std::to_string(std::clamp(age_on(other.facts.born_on->reveal(), today), 0, 17)));
    answers.emplace_back(name("reference"), other.reference);
  }
  return answers;
}

Result<std::string> begin_together(db::Write& tx, const Asked& asked, const std::vector<std::pair<std::string, std::string>>& own_ids, std::string_view together) {
  const children::ChildId child(asked.facts.child);
  const auto care = children::case_of(tx, child);
  if (!care) return fail(access::missing());
  std::vector<Member> all;
  const auto add = [&](const children::ChildId& id) -> Done {
    if (std::ranges::find(all, id, &Member::child) != all.end()) return {};
    RP_TRY(reference, begin(tx, asked.desk.vault, asked.actor(), asked.allowed(), id, asked.now()));
    RP_TRY(known, children::load(tx, asked.desk.vault, id));
    all.push_back({id, std::move(reference), known.facts});
    return {};
  };
  RP_CHECK(add(child));
  for (const auto& [name, own] : own_ids) {
    RP_TRY(other, named(tx, asked, care->authority_code, own, name));
    if (auto added = add(other); !added) return fail(ErrorKind::Invalid, "See the field", {{name, added.error().detail}});
  }
  if (all.size() < 2) return fail(ErrorKind::Invalid, "See the field", {{name_of(1), "Enter the own id of at least one brother or sister"}});
  const auto& task = *find_task("siblings");
  for (const auto& one : all) {
    const auto draft = find_draft(tx, asked.desk.vault, one.reference);
    if (!draft) return fail(access::missing());
    const auto written = draft->written.find(task.code);
    Form form(answers_about(all, one, together, asked.today()));
    check_task(tx, asked.desk.vault, *draft, task, form, true, asked.today());
    if (!form.fine()) return fail(ErrorKind::Invalid, form.faults().front().detail);
    RP_CHECK(write_task(tx, asked, *draft, task, form, true, written == draft->written.end() ? 0 : written->second.version));
  }
  audit::record(tx, asked.actor(), asked.allowed(), "referral.begun_together", {"referral", all.front().reference}, asked.now(), {{"children", all.size()}});
  return all.front().reference;
}

std::vector<std::pair<std::string, std::string>> own_ids_of(const Form& form) {
  std::vector<std::pair<std::string, std::string>> all;
  for (int i = 1; i <= kMost; ++i)
    if (auto own = form.typed(name_of(i)); !own.empty()) all.emplace_back(name_of(i), std::move(own));
  return all;
}

web::Response send_together(const Asked& asked) {
  auto form = Form::of(asked.exchange.request);
  const auto together = form.one_of("together", {"required", "preferred", "apart"}, "Say whether they should live together");
  if (auto done = desk::carry_out(asked, form, [&](db::Write& tx) -> Result<Url> {
        RP_TRY(reference, begin_together(tx, asked, own_ids_of(form), together));
        return page_of(reference);
      }))
    return *done;
  return shown(asked, form);
}

web::Response together_json(const Asked& asked) {
  struct Said {
    std::vector<std::pair<std::string, std::string>> own_ids;
    std::string together;
  };
  return desk::changed_by(asked, [](json::Fields& fields) {
    Said said{{}, fields.required_text("together")};
    if (!referrals::kTogether.parse(said.together)) fields.fault("together", "is required, preferred or apart");
    for (const auto& one : fields.array("own_ids"))
      if (one.as_string() && said.own_ids.size() < static_cast<std::size_t>(kMost)) said.own_ids.emplace_back("own_ids", *one.as_string());
      else fields.fault("own_ids", fmt::format("is a list of at most {} own ids", kMost));
    return said;
  }, [&](db::Write& tx, const Said& said) -> Result<json::Value> {
    RP_TRY(reference, begin_together(tx, asked, said.own_ids, said.together));
    return json::Object{{"reference", std::move(reference)}};
  });
}

constexpr std::string_view kNew = R"json({"type": "object", "required": ["own_ids", "together"], "additionalProperties": false, "properties": {
  "own_ids": {"type": "array", "minItems": 1, "maxItems": 4, "items": {"type": "string"}, "description": "Of the brothers and sisters, as the authority numbers them"}, "together": {"type": "string", "enum": ["required", "preferred", "apart"]}}})json";

}  // namespace

void add_siblings(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/children/{id}/refer-together", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = [](const Asked& asked) { return shown(asked, Form({})); }, .summary = "Form that begins referrals of brothers and sisters together"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/children/{id}/refer-together", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = send_together,
                         .summary = "Begin referrals of brothers and sisters, which name one another", .request_type = "referrals together"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/api/v1/children/{id}/referrals-together", .record = Record::PenPicture, .verb = Verb::Write, .facts = facts_of_child, .handler = together_json,
                         .summary = "Begin referrals of brothers and sisters, which name one another", .request_type = "NewReferralsTogether", .response_type = "ReferralBegun"});
  pages.shapes.push_back({"NewReferralsTogether", kNew});
}

}  // namespace rightplace::referring
