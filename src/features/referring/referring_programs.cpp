// A referral is written by programs as by people: begun, part by part, sent, changed, discarded.

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/finding/finding.h"
#include "features/referring/referring_approving.h"

namespace rightplace::referring {
namespace {

using json::Array;
using json::Object;
using json::Value;

const Question* find_question(const Task& task, std::string_view name) {
  const auto found = std::ranges::find(task.questions, name, &Question::name);
  return found == task.questions.end() ? nullptr : &*found;
}

// Answers under their questions' names: a text, or a list where several may be chosen; days as 2026-03-10.
Object answers_json(const Form& form, const Task& task) {
  Object out;
  for (const auto& question : task.questions) {
    if (question.kind == Kind::Many) {
      const auto all = form.all(question.name);
      if (!all.empty()) out.set(question.name, Array(all.begin(), all.end()));
    } else if (question.kind == Kind::Day) {
      auto copy = form;
      if (const auto day = copy.date(question.name, "day", false)) out.set(question.name, *day);
    } else if (const auto typed = form.typed(question.name); !typed.empty()) {
      out.set(question.name, typed);
    }
  }
  return out;
}

Object draft_json(const Draft& draft) {
  Array parts;
  for (const auto& task : tasks()) {
    const auto written = draft.written.find(task.code);
    const bool is_written = written != draft.written.end();
    parts.emplace_back(Object{{"part", task.code}, {"finished", is_written ? written->second.finished : draft.changes != nullptr}, {"written", is_written}, {"version", is_written ? written->second.version : 0}, {"answers", answers_json(answers_of(draft, task), task)}});
  }
  return {{"reference", draft.reference}, {"child", draft.child.text()}, {"changes_a_sent_referral", draft.changes != nullptr}, {"version", draft.version()}, {"parts", std::move(parts)}};
}

Result<Draft> open_draft(db::Read& tx, const Asked& asked, std::string_view reference) {
  auto draft = find_draft(tx, asked.desk.vault, reference);
  if (!draft) return fail(access::missing());
  if (draft->is_closed()) return fail(ErrorKind::Conflict, draft->discarded_at ? "This referral was discarded, so nothing is written in it" : "This referral was sent. To change it, begin a change of it first");
  return std::move(*draft);
}

web::Response one_draft(const Asked& asked) {
  const auto it = asked.desk.database.read([&](db::Read& tx) -> Result<Checked> {
    RP_TRY(draft, open_draft(tx, asked, asked.facts.id));
    return std::move(*checked(tx, asked, draft.reference));
  });
  if (!it) return desk::answer_problem(asked, it.error());
  const bool tells = !it->finds.empty();
  if (auto entered = enter(asked, it->draft.child, tells ? disclosures::Tier::Identity : disclosures::Tier::Needs, tells ? std::vector<std::string>{"referral_whole", "name_in_text"} : std::vector<std::string>{"referral_whole"}); !entered)
    return desk::answer_problem(asked, entered.error());
  auto out = draft_json(it->draft);
  Array finds;
  for (const auto& find : it->finds) finds.emplace_back(Object{{"key", find.key}, {"part", find.task}, {"kind", find.hint.kind}, {"text", find.hint.text}});
  out.set("may_tell_who", std::move(finds));
  out.set("document", it->document.empty() ? Value(nullptr) : Value(it->document));
  return desk::answer_json(std::move(out));
}

web::Response list_drafts(const Asked& asked) {
  struct Row {
    Draft draft;
    Allowed allowed;
  };
  const auto rows = asked.desk.database.read([&](db::Read& tx) {
    std::vector<Row> all;
    const auto body = organisations::load(tx, asked.standing.acting_for);
    if (!body || body->details.authority_code.empty()) return all;
    for (auto& draft : drafts_of(tx, asked.desk.vault, body->details.authority_code)) {
      auto facts = facts_of(tx, draft, asked.today());
      facts.record = access::Record::PenPicture;
      if (const auto granted = asked.may(facts, access::Verb::Write)) all.push_back({std::move(draft), granted->allowed});
    }
    return all;
  });
  const auto entered = asked.desk.database.write([&](db::Write& tx) -> Done {
    for (const auto& row : rows) RP_CHECK(disclosures::record(tx, asked.actor(), row.allowed, {row.draft.child, disclosures::Tier::Outline, {"referral_begun"}, disclosures::Purpose::Placing, asked.standing.acting_for.text()}, asked.now()));
    return {};
  });
  if (!entered) return desk::answer_problem(asked, entered.error());
  Array items;
  for (const auto& row : rows)
    items.emplace_back(Object{{"reference", row.draft.reference}, {"child", row.draft.child.text()}, {"changes_a_sent_referral", row.draft.changes != nullptr}, {"last_written_at", row.draft.touched_at->iso()},
                              {"finished_parts", std::ranges::count_if(row.draft.written, [](const auto& one) { return one.second.finished; })}});
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

web::Response begin_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields&) { return true; }, [&](db::Write& tx, bool) -> Result<Value> {
    RP_TRY(reference, begin(tx, asked.desk.vault, asked.actor(), asked.allowed(), children::ChildId(asked.facts.child), asked.now()));
    return Object{{"reference", std::move(reference)}};
  });
}

struct Part {
  std::int64_t version = 0;
  bool finished = false;
  web::NamedValues answers;
};

// What is said of each question, as a form would send it.
void read_answers(const Task& task, json::Fields& fields, web::NamedValues& answers) {
  const auto* value = fields.value("answers");
  const auto* all = value ? value->as_object() : nullptr;
  if (!all) return fields.fault("answers", "is an object: the name of a question, and its answer");
  for (const auto& [name, said] : *all) {
    const auto* question = find_question(task, name);
    const auto wrong = [&](std::string words) { fields.fault("answers", fmt::format("{}: {}", name, words)); };
    if (!question) {
      wrong("this part has no such question");
    } else if (question->kind == Kind::Many) {
      if (!said.as_array()) { wrong("is a list"); continue; }
      for (const auto& one : *said.as_array())
        if (one.as_string()) answers.emplace_back(name, *one.as_string());
        else wrong("is a list of texts");
    } else if (!said.as_string()) {
      wrong("is a text");
    } else if (question->kind == Kind::Day) {
      const auto day = parse_iso_date(*said.as_string());
      if (!day) { wrong("is a day such as 2026-03-10"); continue; }
      answers.emplace_back(name + "-day", std::to_string(day->day()));
      answers.emplace_back(name + "-month", std::to_string(day->month()));
      answers.emplace_back(name + "-year", std::to_string(day->year()));
    } else {
      answers.emplace_back(name, *said.as_string());
    }
  }
}

web::Response part_json(const Asked& asked) {
  const auto* task = find_task(asked.value("task"));
  if (!task) return desk::answer_problem(asked, access::missing());
  return desk::changed_by(asked, [&](json::Fields& fields) {
    Part part;
    part.version = fields.required_integer("version", 0);
    const auto finished = fields.boolean("finished");
    if (!finished) fields.fault("finished", "is missing");
    part.finished = finished.value_or(false);
    part.answers = {{"finished", part.finished ? "yes" : "no"}};
    read_answers(*task, fields, part.answers);
    return part;
  }, [&](db::Write& tx, const Part& part) -> Result<Value> {
    RP_TRY(draft, open_draft(tx, asked, asked.facts.id));
    Form form(part.answers);
    check_task(tx, asked.desk.vault, draft, *task, form, part.finished, asked.today());
    if (!form.fine()) return fail(ErrorKind::Invalid, "The answers cannot be kept as they are", form.faults());
    RP_CHECK(write_task(tx, asked, draft, *task, form, part.finished, part.version));
    return Object{{"reference", draft.reference}, {"part", task->code}, {"version", part.version + 1}};
  });
}

web::Response send_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Consent consent{fields.required_integer("version", 0), fields.text("document").value_or(""), {}};
    for (const auto& one : fields.array("tells_nobody"))
      if (one.as_string()) consent.fine.push_back(*one.as_string());
      else fields.fault("tells_nobody", "is a list of keys");
    return consent;
  }, [&](db::Write& tx, const Consent& consent) -> Result<Value> {
    RP_TRY(draft, open_draft(tx, asked, asked.facts.id));
    const auto it = checked(tx, asked, draft.reference);
    RP_TRY(outcome, send_or_ask(tx, asked, *it, consent));
    return Object{{"reference", draft.reference}, {"state", kOutcomes.code(outcome)}};
  });
}

web::Response discard_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields&) { return true; }, [&](db::Write& tx, bool) -> Result<Value> {
    RP_TRY(draft, open_draft(tx, asked, asked.facts.id));
    RP_CHECK(discard(tx, asked, draft));
    return Object{{"reference", draft.reference}};
  });
}

web::Response change_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields&) { return true; }, [&](db::Write& tx, bool) -> Result<Value> {
    RP_CHECK(begin_change(tx, asked));
    return Object{{"reference", asked.facts.id}};
  });
}

Result<access::Facts> facts_of_referral(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return finding::facts_of(tx, exchange.value("reference"), standing.today); }
Result<access::Facts> facts_of_own(db::Read&, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.responsible = standing.acting_for;
  facts.people = {standing.person};
  facts.id = standing.acting_for.text();
  return facts;
}

constexpr std::string_view kNamed = R"json({"type": "object", "required": ["reference"], "additionalProperties": false, "properties": {"reference": {"type": "string"}}})json";
constexpr std::string_view kAnswers = R"json({"type": "object", "description": "The name of a question and its answer: a text, a list of texts where several may be chosen, a day as 2026-03-10",
  "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}})json";
constexpr std::string_view kDraft = R"json({"type": "object", "required": ["reference", "child", "changes_a_sent_referral", "version", "parts", "may_tell_who", "document"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "child": {"type": "string"}, "changes_a_sent_referral": {"type": "boolean"}, "version": {"type": "integer", "description": "To be sent with it"},
  "parts": {"type": "array", "items": {"type": "object", "required": ["part", "finished", "written", "version", "answers"], "additionalProperties": false, "properties": {
    "part": {"type": "string"}, "finished": {"type": "boolean"}, "written": {"type": "boolean"}, "version": {"type": "integer"}, "answers": {"$ref": "#/components/schemas/ReferralAnswers"}}}},
  "may_tell_who": {"type": "array", "description": "Words in free text that may tell who the child is", "items": {"type": "object", "required": ["key", "part", "kind", "text"], "additionalProperties": false, "properties": {
    "key": {"type": "string"}, "part": {"type": "string"}, "kind": {"type": "string"}, "text": {"type": "string"}}}},
  "document": {"type": ["string", "null"], "description": "Of a referral that was sent and is changed: to be sent with it"}}})json";
constexpr std::string_view kDrafts = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {"next": {"type": ["string", "null"]},
  "items": {"type": "array", "items": {"type": "object", "required": ["reference", "child", "changes_a_sent_referral", "last_written_at", "finished_parts"], "additionalProperties": false, "properties": {
    "reference": {"type": "string"}, "child": {"type": "string"}, "changes_a_sent_referral": {"type": "boolean"}, "last_written_at": {"type": "string", "format": "date-time"}, "finished_parts": {"type": "integer"}}}}}})json";
constexpr std::string_view kPart = R"json({"type": "object", "required": ["version", "finished", "answers"], "additionalProperties": false, "properties": {
  "version": {"type": "integer", "description": "Of the part as it was read; 0: it was not written yet"}, "finished": {"type": "boolean"}, "answers": {"$ref": "#/components/schemas/ReferralAnswers"}}})json";
constexpr std::string_view kPartKept = R"json({"type": "object", "required": ["reference", "part", "version"], "additionalProperties": false, "properties": {"reference": {"type": "string"}, "part": {"type": "string"}, "version": {"type": "integer"}}})json";
constexpr std::string_view kSending = R"json({"type": "object", "required": ["version"], "additionalProperties": false, "properties": {
  "version": {"type": "integer"}, "document": {"type": "string"}, "tells_nobody": {"type": "array", "items": {"type": "string"}, "description": "Keys of may_tell_who that somebody looked at"}}})json";

constexpr std::string_view kSent = R"json({"type": "object", "required": ["reference", "state"], "additionalProperties": false, "properties": {"reference": {"type": "string"}, "state": {"type": "string", "enum": ["sent", "to_approve"]}}})json";

}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  const auto add = [&](Method method, std::string_view pattern, auto facts, web::Response (*handler)(const Asked&), std::string_view summary, std::string_view body, std::string_view answer) {
    pages.pages.push_back({.method = method, .pattern = pattern, .record = Record::PenPicture, .verb = Verb::Write, .facts = facts, .handler = handler, .summary = summary, .request_type = body, .response_type = answer});
  };
  add(Method::Get, "/api/v1/referral-drafts", facts_of_own, list_drafts, "Referrals that are being written", "", "ReferralDraftList");
  add(Method::Post, "/api/v1/children/{id}/referrals", facts_of_child, begin_json, "Begin a referral for a child, or go on with the one that was begun", "Nothing", "ReferralBegun");
  add(Method::Get, "/api/v1/referral-drafts/{reference}", facts_of_draft, one_draft, "A referral that is being written, part by part", "", "ReferralDraft");
  add(Method::Post, "/api/v1/referral-drafts/{reference}/parts/{task}", facts_of_draft, part_json, "Write one part of a referral", "ReferralPart", "ReferralPartKept");
  add(Method::Post, "/api/v1/referral-drafts/{reference}/send", facts_of_draft, send_json, "Send a referral, or the changes of one that was sent", "ReferralSending", "ReferralSent");
  add(Method::Post, "/api/v1/referral-drafts/{reference}/discard", facts_of_draft, discard_json, "Discard a referral that was never sent, or changes that were not", "Nothing", "ReferralBegun");
  add(Method::Post, "/api/v1/referrals/{reference}/change", facts_of_referral, change_json, "Begin to change a referral that was sent", "Nothing", "ReferralBegun");
  for (const auto& [name, schema] : {std::pair("ReferralBegun", kNamed), {"ReferralAnswers", kAnswers}, {"ReferralDraft", kDraft}, {"ReferralDraftList", kDrafts}, {"ReferralPart", kPart}, {"ReferralPartKept", kPartKept}, {"ReferralSending", kSending}, {"ReferralSent", kSent}})
    pages.shapes.push_back({name, schema});
}

}  // namespace rightplace::referring
