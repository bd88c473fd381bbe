#include "base/london.h"
#include "base/text.h"
#include "features/answering/answering_parts.h"
#include "features/desk/desk.h"
#include "web/problem.h"

namespace rightplace::answering {
namespace {

using json::Object;
using json::Value;

Object row_json(const Row& row, Instant at) {
  const bool live = asking::is_live(row.ask.state);
  return {{"id", row.ask.id.text()}, {"reference", row.ask.reference}, {"home", row.ask.urn}, {"authority", row.authority_name}, {"state", asking::kStates.code(row.ask.state)},
          {"asked_at", row.ask.asked_at.iso()}, {"answer_by", row.ask.answer_by.iso()}, {"late", live && at > row.ask.answer_by}, {"version", row.ask.version},
          {"needed_on", row.needed_on ? Value(*row.needed_on) : Value(nullptr)}, {"urgency", live ? Value(referrals::kUrgencies.code(row.urgency)) : Value(nullptr)}, {"messages_to_read", row.questions}};
}

web::Response list_json(const Asked& asked) {
  const auto list = list_of(asked);
  const auto at = asked.desk.days.now();
  json::Array items;
  for (const auto* part : {&list.to_answer, &list.answered, &list.ended})
    for (const auto& row : *part) items.emplace_back(row_json(row, at));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

web::Response ask_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  json::Array fits;
  for (const auto& fit : view->fits)
    fits.emplace_back(Object{{"rule", fit.rule}, {"answer", fit.answer == Fit::Answer::Fits ? "fits" : fit.answer == Fit::Answer::DoesNotFit ? "does_not_fit" : "not_known"}, {"question", fit.note}});
  const bool live = asking::is_live(view->ask.state);
  return desk::answer_json(Object{{"id", view->ask.id.text()}, {"reference", view->ask.reference}, {"home", view->ask.urn}, {"authority", view->authority_name}, {"state", asking::kStates.code(view->ask.state)},
                                  {"tier", asking::kTiers.code(view->ask.tier)}, {"asked_at", view->ask.asked_at.iso()}, {"answer_by", view->ask.answer_by.iso()}, {"version", view->ask.version},
                                  {"child", released_json(view->facts)},
                                  {"name", view->who ? Value(view->who->name) : Value(nullptr)}, {"born", view->who ? Value(view->who->born) : Value(nullptr)},
                                  {"fits", std::move(fits)}, {"offer", offer_json(view->offer)}, {"messages", live ? thread_json(view->messages) : json::Array{}},
                                  {"placement_state", view->placement ? Value(placements::kStates.code(view->placement->state)) : Value(nullptr)}});
}

Value state_now(db::Read& tx, const Asked& asked) {
  const auto ask = asking::load(tx, asking::AskId(asked.facts.id));
  if (!ask) return nullptr;
  return Object{{"id", ask->id.text()}, {"state", asking::kStates.code(ask->state)}, {"version", ask->version}};
}

// Makes the change once, and answers what the ask is then.
template <class Read, class Change>
web::Response changed(const Asked& asked, Read read, Change change) {
  return desk::changed_by(asked, read, [&](db::Write& tx, const auto& value) -> Result<Value> {
    RP_CHECK(change(tx, value));
    return state_now(tx, asked);
  });
}

struct Answer {
  std::int64_t version = 0;
  std::string reason, words;
  asking::OfferTerms terms;
};

Answer read_offer(json::Fields& fields) {
  Answer answer;
  answer.version = fields.required_integer("version", 0);
  answer.terms.room = fields.text("room");
  answer.terms.available_from = fields.required_date("available_from");
  answer.terms.stands_until = moment_of(fields, "stands_until").value_or(Instant{});
  answer.terms.conditions = fields.text("conditions").value_or("");
  for (const auto& item : fields.array("lines")) {
    const auto* what = item.find("what");
    const auto* every = item.find("every");
    const auto* pence = item.find("pence");
    const auto code = every && every->as_string() ? asking::kEvery.parse(*every->as_string()) : std::nullopt;
    if (!what || !what->as_string() || !code || !pence || !pence->as_integer()) fields.fault("lines", "needs what (a text), every (week or once) and pence (a whole number) in each line");
    else answer.terms.lines.push_back({*what->as_string(), *code, Pence{*pence->as_integer()}});
  }
  return answer;
}

web::Response offer_by_program(const Asked& asked) {
  return changed(asked, read_offer, [&](db::Write& tx, const Answer& answer) { return offer_place(tx, asked, answer.version, answer.terms); });
}
web::Response decline_by_program(const Asked& asked) {
  return changed(asked, [](json::Fields& fields) { return Answer{.version = fields.required_integer("version", 0), .reason = fields.required_text("reason"), .words = fields.text("words").value_or(""), .terms = {}}; },
                 [&](db::Write& tx, const Answer& answer) { return decline_ask(tx, asked, answer.version, answer.reason, answer.words); });
}
web::Response take_back_by_program(const Asked& asked) {
  return changed(asked, [](json::Fields& fields) { return Answer{.version = fields.required_integer("version", 0), .reason = {}, .words = fields.required_text("words"), .terms = {}}; },
                 [&](db::Write& tx, const Answer& answer) { return take_back_offer(tx, asked, answer.version, answer.words); });
}
web::Response write_by_program(const Asked& asked) {
  return changed(asked, [](json::Fields& fields) { return Answer{.version = 0, .reason = {}, .words = fields.required_text("words"), .terms = {}}; },
                 [&](db::Write& tx, const Answer& answer) { return write_to_authority(tx, asked, answer.words); });
}

constexpr std::string_view kAskedHome = R"json({"type": "object", "required": ["id", "reference", "home", "authority", "state", "asked_at", "answer_by", "late", "version", "needed_on", "urgency", "messages_to_read"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "reference": {"type": "string"}, "home": {"type": "string", "description": "URN"}, "authority": {"type": "string"},
  "state": {"type": "string", "enum": ["asked", "offered", "declined", "withdrawn", "chosen", "not_chosen"]},
  "asked_at": {"type": "string", "format": "date-time"}, "answer_by": {"type": "string", "format": "date-time"}, "late": {"type": "boolean", "description": "The time to answer has passed"},
  "version": {"type": "integer", "description": "To be sent with every answer"}, "needed_on": {"type": ["string", "null"], "format": "date"}, "urgency": {"type": ["string", "null"]},
  "messages_to_read": {"type": "integer"}}})json";
constexpr std::string_view kAskedHomes = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/AskedHome"}}, "next": {"type": ["string", "null"]}}})json";
constexpr std::string_view kReleased = R"json({"type": "array", "description": "Exactly what was released, fact by fact", "items": {"type": "object", "required": ["fact", "label", "says"], "additionalProperties": false, "properties": {
  "fact": {"type": "string"}, "label": {"type": "string"}, "says": {"type": "array", "items": {"type": "string"}}}}})json";
constexpr std::string_view kThread = R"json({"type": "array", "items": {"type": "object", "required": ["side", "words", "written_at"], "additionalProperties": false, "properties": {
  "side": {"type": "string", "enum": ["authority", "home"]}, "words": {"type": "string"}, "written_at": {"type": "string", "format": "date-time"}}}})json";
constexpr std::string_view kOffer = R"json({"oneOf": [{"type": "null"}, {"type": "object", "required": ["room", "available_from", "stands_until", "conditions", "weekly_pence", "lines"], "additionalProperties": false, "properties": {
  "room": {"type": ["string", "null"]}, "available_from": {"type": "string", "format": "date"}, "stands_until": {"type": "string", "format": "date-time"}, "conditions": {"type": "string"},
  "weekly_pence": {"type": "integer"}, "lines": {"type": "array", "items": {"$ref": "#/components/schemas/PriceLine"}}}}]})json";
constexpr std::string_view kPriceLine = R"json({"type": "object", "required": ["what", "every", "pence"], "additionalProperties": false, "properties": {
  "what": {"type": "string"}, "every": {"type": "string", "enum": ["week", "once"]}, "pence": {"type": "integer", "minimum": 0}}})json";
constexpr std::string_view kAskToHome = R"json({"type": "object", "required": ["id", "reference", "home", "authority", "state", "tier", "asked_at", "answer_by", "version", "child", "name", "born", "fits", "offer", "messages", "placement_state"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "reference": {"type": "string"}, "home": {"type": "string"}, "authority": {"type": "string"}, "state": {"type": "string"},
  "tier": {"type": "string", "enum": ["referral_summary", "pen_picture", "full_file"]}, "asked_at": {"type": "string", "format": "date-time"}, "answer_by": {"type": "string", "format": "date-time"},
  "version": {"type": "integer"}, "child": {"$ref": "#/components/schemas/ReleasedFacts"}, "name": {"type": ["string", "null"], "description": "Only in the full file"}, "born": {"type": ["string", "null"]},
  "fits": {"type": "array", "description": "Against what the home states", "items": {"type": "object", "required": ["rule", "answer", "question"], "additionalProperties": false, "properties": {
    "rule": {"type": "string"}, "answer": {"type": "string", "enum": ["fits", "does_not_fit", "not_known"]}, "question": {"type": "string"}}}},
  "offer": {"$ref": "#/components/schemas/PlaceOffer"}, "messages": {"$ref": "#/components/schemas/AskThread"}, "placement_state": {"type": ["string", "null"]}}})json";
constexpr std::string_view kNewOffer = R"json({"type": "object", "required": ["version", "available_from", "stands_until", "lines"], "additionalProperties": false, "properties": {
  "version": {"type": "integer"}, "room": {"type": "string", "description": "One of the home's rooms; it is held until the offer ends"}, "available_from": {"type": "string", "format": "date"},
  "stands_until": {"type": "string", "format": "date-time"}, "conditions": {"type": "string", "maxLength": 2000}, "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/PriceLine"}}}})json";
constexpr std::string_view kDecline = R"json({"type": "object", "required": ["version", "reason"], "additionalProperties": false, "properties": {
  "version": {"type": "integer"}, "reason": {"type": "string", "description": "A code of rules/decline_reasons.toml"}, "words": {"type": "string", "maxLength": 2000}}})json";
constexpr std::string_view kTakeBack = R"json({"type": "object", "required": ["version", "words"], "additionalProperties": false, "properties": {"version": {"type": "integer"}, "words": {"type": "string", "maxLength": 2000}}})json";
constexpr std::string_view kMessage = R"json({"type": "object", "required": ["words"], "additionalProperties": false, "properties": {"words": {"type": "string", "maxLength": 4000}}})json";
constexpr std::string_view kState = R"json({"type": "object", "required": ["id", "state", "version"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "state": {"type": "string"}, "version": {"type": "integer"}}})json";

}  // namespace

Value offer_json(const std::optional<asking::Offer>& offer) {
  if (!offer) return nullptr;
  json::Array lines;
  for (const auto& line : offer->terms.lines) lines.emplace_back(Object{{"what", line.what}, {"every", asking::kEvery.code(line.every)}, {"pence", line.amount.value}});
  return Object{{"room", offer->terms.room}, {"available_from", offer->terms.available_from}, {"stands_until", offer->terms.stands_until.iso()}, {"conditions", offer->terms.conditions},
                {"weekly_pence", asking::weekly_total(offer->terms.lines).per_week.value}, {"lines", std::move(lines)}};
}

std::optional<Instant> moment_of(json::Fields& fields, std::string_view name) {
  const auto text = fields.required_text(name);
  // 2026-03-02T17:00:00Z, to the minute at least.
  const auto day = parse_iso_date(text.substr(0, 10));
  const auto part = [&](std::size_t at) { return text.size() >= at + 2 ? parse_integer(text.substr(at, 2)) : std::nullopt; };
  const auto hour = part(11), minute = part(14);
  const bool fine = day && hour && minute && text.size() >= 17 && text[10] == 'T' && text[13] == ':' && text.ends_with('Z') && *hour >= 0 && *hour < 24 && *minute >= 0 && *minute < 60;
  if (!fine) {
    if (!text.empty()) fields.fault(name, "is no moment such as 2026-03-02T17:00:00Z");
    return std::nullopt;
  }
  return Instant{(std::int64_t{day->days()} * 24 + *hour) * 3'600'000 + *minute * 60'000};
}

void add_programs(desk::Pages& pages, const FactsOf& facts) {
  using access::Record;
  using access::Verb;
  using web::Method;
  auto list = pages.pages.front().facts;   // of /asked
  pages.pages.push_back({.pattern = "/api/v1/asked", .record = Record::ReferralSummary, .facts = list, .handler = list_json, .summary = "What authorities ask of one's own homes, the soonest deadline first", .response_type = "AskedHomes"});
  pages.pages.push_back({.pattern = "/api/v1/asked/{id}", .record = Record::ReferralSummary, .facts = facts, .handler = ask_json, .summary = "What one home is asked, as far as it was released", .response_type = "AskToHome"});
  const auto change = [&](std::string_view pattern, std::function<web::Response(const Asked&)> handler, std::string_view summary, std::string_view type) {
    pages.pages.push_back({.method = Method::Post, .pattern = pattern, .record = Record::ReferralSummary, .verb = Verb::Answer, .facts = facts, .handler = std::move(handler), .summary = summary, .request_type = type, .response_type = "AskState"});
  };
  change("/api/v1/asked/{id}/offer", offer_by_program, "Offer a place and hold its room", "NewOffer");
  change("/api/v1/asked/{id}/decline", decline_by_program, "Decline with a reason", "Decline");
  change("/api/v1/asked/{id}/take-back", take_back_by_program, "Take an offer back", "TakeBack");
  change("/api/v1/asked/{id}/messages", write_by_program, "Write to the authority", "AskMessage");
  pages.shapes = {{"AskedHome", kAskedHome}, {"AskedHomes", kAskedHomes}, {"ReleasedFacts", kReleased}, {"AskThread", kThread}, {"PlaceOffer", kOffer}, {"PriceLine", kPriceLine}, {"AskToHome", kAskToHome},
                  {"NewOffer", kNewOffer}, {"Decline", kDecline}, {"TakeBack", kTakeBack}, {"AskMessage", kMessage}, {"AskState", kState}};
}

}  // namespace rightplace::answering
