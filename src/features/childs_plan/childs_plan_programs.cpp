// The same for programs: what is told, what was said, what came of it. Giving access is for people: no program does it.

#include "features/caseload/caseload.h"
#include "features/childs_plan/childs_plan_parts.h"

namespace rightplace::childs_plan {
namespace {

json::Array answers_json(const std::vector<concerned::Answer>& answers) {
  json::Array items;
  for (const auto& one : answers) {
    json::Array replies;
    for (const auto& reply : one.replies) replies.push_back(json::Object{{"words", reply.words.reveal()}, {"on", reply.on}});
    items.push_back(json::Object{{"id", one.id.text()}, {"question", concerned::kQuestions.code(one.question)}, {"words", one.words.reveal()}, {"for_home", one.for_home}, {"on", one.on}, {"replies", std::move(replies)}});
  }
  return items;
}

web::Response plan_json(const Asked& asked) {
  const auto tie = tie_of(asked);
  if (!tie) return desk::answer_problem(asked, tie.error());
  if (const auto entered = enter(asked, *tie, {"name", "home", "people", "placements", "said"}); !entered) return desk::answer_problem(asked, entered.error());
  return desk::answer_json(asked.desk.database.read([&](db::Read& tx) {
    const auto lives = lives_of(tx, asked.desk.vault, tie->child, asked.today());
    json::Array helpers;
    if (tie->shows(concerned::Part::People))
      for (const auto& one : helpers_of(tx, asked.desk.vault, tie->child, asked.today()))
        if (!one.name.empty()) helpers.push_back(json::Object{{"part", one.part}, {"name", one.name}, {"email", one.email}});
    const bool shows_home = lives && tie->shows(concerned::Part::Home);
    return json::Object{{"called", called(tx, asked.desk.vault, tie->child).reveal()},
                        {"home_name", shows_home ? json::Value(lives->name) : json::Value(nullptr)},
                        {"home_area", shows_home ? json::Value(lives->area) : json::Value(nullptr)},
                        {"from_on", lives ? json::Value(lives->placement.stay.from) : json::Value(nullptr)},
                        {"planned_until", lives && lives->placement.planned_until && tie->shows(concerned::Part::Length) ? json::Value(*lives->placement.planned_until) : json::Value(nullptr)},
                        {"helpers", std::move(helpers)},
                        {"answers", answers_json(concerned::answers_of(tx, asked.desk.vault, tie->child))}};
  }));
}

// Names nobody: whoever wants to know of whom it is opens it, and that is written down.
web::Response plans_json(const Asked& asked) {
  json::Array items;
  for (const auto& tie : ties_of(asked, false)) items.push_back(json::Object{{"tie", tie.id.text()}});
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

Result<access::Facts> facts_of_child(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) { return caseload::facts_of(tx, exchange.value("id"), standing.today); }

web::Response voice_json(const Asked& asked) {
  const children::ChildId child(asked.facts.child);
  if (const auto entered = asked.desk.database.write([&](db::Write& tx) {
        return disclosures::record(tx, asked.actor(), asked.allowed(), {child, disclosures::Tier::Identity, {"said"}, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now());
      }); !entered)
    return desk::answer_problem(asked, entered.error());
  return desk::answer_json(desk::listed(answers_json(asked.desk.database.read([&](db::Read& tx) { return concerned::answers_of(tx, asked.desk.vault, child); })), std::nullopt));
}

struct Replying {
  concerned::AnswerId answer;
  std::string words;
};
web::Response reply_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return Replying{concerned::AnswerId(fields.required_text("answer")), fields.required_text("words")}; }, [&](db::Write& tx, const Replying& one) -> Result<json::Value> {
    RP_CHECK(concerned::reply(tx, asked.desk.vault, asked.actor(), asked.allowed(), children::ChildId(asked.facts.child), one.answer, one.words, asked.today(), asked.now()));
    return json::Value(json::Object{{"answer", one.answer.text()}});
  });
}

struct Saying {
  std::optional<concerned::Question> question;
  std::string words;
  bool for_home = false;
};
web::Response answer_json(const Asked& asked) {
  const auto tie = tie_of(asked);
  if (!tie) return desk::answer_problem(asked, tie.error());
  return desk::changed_by(asked, [](json::Fields& fields) {
    Saying said{concerned::kQuestions.parse(fields.required_text("question")), fields.required_text("words"), fields.boolean("for_home").value_or(false)};
    if (!said.question) fields.fault("question", "must be good, worry or hope");
    return said;
  }, [&](db::Write& tx, const Saying& said) -> Result<json::Value> {
    RP_TRY(id, concerned::answer(tx, asked.desk.vault, asked.actor(), asked.allowed(), tie->child, *said.question, said.words, said.for_home, asked.today(), asked.now()));
    return json::Value(json::Object{{"answer", id.text()}});
  });
}

constexpr std::string_view kAnswer = R"json({
  "type": "object", "title": "What a child said", "required": ["id", "question", "words", "for_home", "on", "replies"],
  "properties": {"id": {"type": "string"}, "question": {"type": "string", "enum": ["good", "worry", "hope"]}, "words": {"type": "string"}, "for_home": {"type": "boolean", "description": "The child wants the home to read it"},
    "on": {"type": "string", "format": "date"}, "replies": {"type": "array", "items": {"type": "object", "required": ["words", "on"], "properties": {"words": {"type": "string"}, "on": {"type": "string", "format": "date"}}}}}
})json";
constexpr std::string_view kAnswers = R"json({"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/ChildsAnswer"}}, "next": {"type": ["string", "null"]}}})json";
constexpr std::string_view kPlan = R"json({
  "type": "object", "title": "What is told of a child's plan", "required": ["called", "home_name", "home_area", "from_on", "planned_until", "helpers", "answers"],
  "properties": {"called": {"type": "string"}, "home_name": {"type": ["string", "null"]}, "home_area": {"type": ["string", "null"]}, "from_on": {"type": ["string", "null"], "format": "date"}, "planned_until": {"type": ["string", "null"], "format": "date"},
    "helpers": {"type": "array", "items": {"type": "object", "required": ["part", "name", "email"], "properties": {"part": {"type": "string"}, "name": {"type": "string"}, "email": {"type": "string"}}}},
    "answers": {"type": "array", "items": {"$ref": "#/components/schemas/ChildsAnswer"}}}
})json";
constexpr std::string_view kPlans = R"json({"type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"type": "object", "required": ["tie"], "properties": {"tie": {"type": "string"}}}}, "next": {"type": ["string", "null"]}}})json";
constexpr std::string_view kReply = R"json({"type": "object", "required": ["answer", "words"], "properties": {"answer": {"type": "string"}, "words": {"type": "string"}}})json";
constexpr std::string_view kNewAnswer = R"json({"type": "object", "required": ["question", "words"], "properties": {"question": {"type": "string", "enum": ["good", "worry", "hope"]}, "words": {"type": "string"}, "for_home": {"type": "boolean"}}})json";
constexpr std::string_view kKept = R"json({"type": "object", "required": ["answer"], "properties": {"answer": {"type": "string"}}})json";

}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.shapes.insert(pages.shapes.end(), {{"ChildsAnswer", kAnswer}, {"ChildsAnswers", kAnswers}, {"ChildsPlan", kPlan}, {"ChildsPlans", kPlans}, {"ChildsReply", kReply}, {"ChildsNewAnswer", kNewAnswer}, {"ChildsAnswerKept", kKept}});
  pages.pages.push_back({.pattern = "/api/v1/plans", .record = Record::ChildsPlan, .facts = facts_of_mine, .handler = plans_json, .summary = "The own plan, or the plans of those for whom one speaks", .response_type = "ChildsPlans"});
  pages.pages.push_back({.pattern = "/api/v1/plans/{tie}", .record = Record::ChildsPlan, .facts = facts_of_plan, .handler = plan_json, .summary = "What is told of a child's plan", .response_type = "ChildsPlan"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/api/v1/plans/{tie}/answers", .record = Record::ChildsPlan, .verb = Verb::Answer, .facts = facts_of_plan, .handler = answer_json, .summary = "What the child says to one of three questions", .request_type = "ChildsNewAnswer", .response_type = "ChildsAnswerKept"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/voice", .record = Record::ChildCase, .facts = facts_of_child, .handler = voice_json, .summary = "What the child said and what came of it, the newest first", .response_type = "ChildsAnswers"});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/api/v1/children/{id}/voice/reply", .record = Record::ChildCase, .verb = Verb::Write, .facts = facts_of_child, .handler = reply_json, .summary = "Tell the child what came of what it said", .request_type = "ChildsReply", .response_type = "ChildsAnswerKept"});
}

}  // namespace rightplace::childs_plan
