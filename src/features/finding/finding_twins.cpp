// For programs, what people see beside each other: homes compared, choices that wait for a second signature.

#include <fmt/format.h>

#include <algorithm>

#include "features/finding/finding_homes.h"

namespace rightplace::finding {
namespace {

namespace engine = suitability;
using json::Array;
using json::Object;

constexpr std::size_t kMostCompared = 4;

Array texts(const std::vector<std::string>& all) {
  Array out;
  for (const auto& one : all) out.emplace_back(one);
  return out;
}

Object compared(const Searched& searched, std::uint32_t home, Date today) {
  const auto& card = searched.snapshot.cards[home];
  const auto why = matching::explain_home(searched.answer, home);
  std::vector<std::string> against, to_ask;
  for (const auto& reason : why.reasons) {
    auto& list = reason.answer == engine::Answer::Blocked ? against : to_ask;
    const auto& words = reason.answer == engine::Answer::Blocked ? reason.sentence : reason.question;
    if (std::ranges::find(list, words) == list.end()) list.push_back(words);
  }
  if (const auto refused = searched.answer.refused.find(home); refused != searched.answer.refused.end()) against.insert(against.end(), refused->second.begin(), refused->second.end());
  Array points;
  for (const auto& part : why.contributions)
    if (part.weight > 0) points.emplace_back(Object{{"criterion", engine::info(part.criterion).code}, {"low", part.value.low}, {"high", part.value.high}});
  const bool ranked = why.result.verdict != engine::Verdict::NotSuitable;
  const auto& fee = searched.snapshot.supply->fee(home);
  Object out{{"urn", card.urn}, {"name", card.name}, {"authority", card.authority_name}, {"verdict", engine::kVerdicts.code(why.result.verdict)}};
  out.set("score", nullptr);
  if (ranked) out.set("score", Object{{"low", why.result.score.low}, {"high", why.result.score.high}});
  out.set("distance", distance_words(searched, home));
  out.set("room", room_words(searched, home, today));
  out.set("grade", grade_words(searched, home));
  out.set("weekly_pence", nullptr);
  if (fee) out.set("weekly_pence", fee->per_week.value);
  out.set("against", texts(against));
  out.set("to_ask", texts(to_ask));
  out.set("children_there", texts(effect_words(searched, home)));
  out.set("values", std::move(points));
  return out;
}

web::Response compare_json(const Asked& asked, Keeper& keeper) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return desk::answer_problem(asked, access::missing());
  const auto searched = asked.desk.database.read([&](db::Read& tx) { return keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today()); });
  if (!searched) return desk::answer_problem(asked, searched.error());
  if (const auto entered = enter(asked, (*searched)->referral); !entered) return desk::answer_problem(asked, entered.error());
  std::vector<std::uint32_t> homes;
  std::vector<FieldError> faults;
  for (const auto& [name, value] : asked.exchange.request.query) {
    if (name != "home") continue;
    const auto home = (*searched)->find(value);
    if (!home) faults.push_back({"home", "names no home that is open today"});
    else if (std::ranges::find(homes, *home) == homes.end()) homes.push_back(*home);
  }
  if (homes.size() > kMostCompared) faults.push_back({"home", "names more than four homes"});
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "These homes cannot be compared", faults});
  Array all;
  for (const auto home : homes) all.emplace_back(compared(**searched, home, asked.today()));
  return desk::answer_json(Object{{"reference", asked.facts.id}, {"homes", std::move(all)}});
}

Object decision_json(db::Read& tx, const Asked& asked, const asking::Decision& decision) {
  const auto ask = asking::load(tx, decision.ask);
  return {{"id", decision.id.text()}, {"reference", decision.reference}, {"ask", decision.ask.text()}, {"home", ask ? ask->urn : std::string()}, {"chosen_by", desk::name_of_actor(tx, asked.desk.vault, "person", decision.signatures.decided_by)},
          {"chosen_at", decision.decided_at.iso()}, {"why", decision.why}, {"overrides", texts(decision.signatures.overrides)}, {"override_why", decision.signatures.override_why}};
}

web::Response to_sign_json(const Asked& asked) {
  auto items = asked.desk.database.read([&](db::Read& tx) {
    Array found;
    for (const auto& decision : asking::decisions_by(tx, asked.standing.acting_for)) {
      if (decision.state != asking::DecisionState::Proposed) continue;
      auto facts = facts_of(tx, decision.reference, asked.today());
      if (!facts) continue;
      facts->record = access::Record::Placement;
      if (asked.may(*facts, access::Verb::Approve)) found.emplace_back(decision_json(tx, asked, decision));
    }
    return found;
  });
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

constexpr std::string_view kCompared = R"json({"type": "object", "required": ["reference", "homes"], "additionalProperties": false, "properties": {"reference": {"type": "string"}, "homes": {"type": "array", "items": {"type": "object",
  "required": ["urn", "name", "authority", "verdict", "score", "distance", "room", "grade", "weekly_pence", "against", "to_ask", "children_there", "values"], "additionalProperties": false, "properties": {
  "urn": {"type": "string"}, "name": {"type": "string"}, "authority": {"type": "string"}, "verdict": {"type": "string", "enum": ["suitable", "needs_checking", "not_suitable"]}, "score": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/MatchScore"}]},
  "distance": {"type": "string"}, "room": {"type": "string"}, "grade": {"type": "string"}, "weekly_pence": {"type": ["integer", "null"]}, "against": {"type": "array", "items": {"type": "string"}}, "to_ask": {"type": "array", "items": {"type": "string"}},
  "children_there": {"type": "array", "items": {"type": "string"}}, "values": {"type": "array", "items": {"type": "object", "required": ["criterion", "low", "high"], "additionalProperties": false, "properties": {"criterion": {"type": "string"}, "low": {"type": "integer"}, "high": {"type": "integer"}}}}}}}}})json";
constexpr std::string_view kToSign = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {"next": {"type": ["string", "null"]}, "items": {"type": "array", "items": {"type": "object",
  "required": ["id", "reference", "ask", "home", "chosen_by", "chosen_at", "why", "overrides", "override_why"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "reference": {"type": "string"}, "ask": {"type": "string"}, "home": {"type": "string", "description": "URN"},
  "chosen_by": {"type": "string"}, "chosen_at": {"type": "string", "format": "date-time"}, "why": {"type": "string"}, "overrides": {"type": "array", "items": {"type": "string"}}, "override_why": {"type": "string"}}}}}})json";

}  // namespace

void add_twins(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  using access::Record;
  using access::Verb;
  pages.pages.push_back({.pattern = "/api/v1/referrals/{reference}/compare", .record = Record::ReferralSummary, .verb = Verb::Write, .facts = facts_of_address, .handler = [keeper](const Asked& asked) { return compare_json(asked, *keeper); },
                         .summary = "Up to four homes beside each other for one child", .response_type = "HomesCompared", .query = {{"home", "URN; may come several times"}}});
  pages.pages.push_back({.pattern = "/api/v1/to-sign", .record = Record::Placement, .verb = Verb::Approve, .facts = facts_of_list, .handler = to_sign_json, .summary = "Choices of a home that wait for the signature of a second person", .response_type = "ChoicesToSign"});
  pages.shapes.push_back({"HomesCompared", kCompared});
  pages.shapes.push_back({"ChoicesToSign", kToSign});
}

}  // namespace rightplace::finding
