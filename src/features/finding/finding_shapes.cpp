#include "features/finding/finding_shapes.h"

namespace rightplace::finding {
namespace {

constexpr std::string_view kProgress = R"json({"type": "object", "required": ["step", "asked", "answered", "offers", "declined", "next_deadline"], "additionalProperties": false, "properties": {
  "step": {"type": "string", "enum": ["draft", "search", "wait", "read_offers", "sign", "place", "placed", "ended"], "description": "What is next"}, "asked": {"type": "integer"}, "answered": {"type": "integer"},
  "offers": {"type": "integer"}, "declined": {"type": "integer"}, "next_deadline": {"type": ["string", "null"], "format": "date-time"}}})json";
constexpr std::string_view kLine = R"json({"type": "object", "required": ["reference", "status", "urgency", "referred_on", "needed_on", "progress"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "status": {"type": "string"}, "urgency": {"type": "string"}, "referred_on": {"type": "string", "format": "date"}, "needed_on": {"type": ["string", "null"], "format": "date"},
  "progress": {"$ref": "#/components/schemas/ReferralProgress"}}})json";
constexpr std::string_view kList = R"json({"type": "object", "required": ["items", "next", "total", "hidden"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/ReferralLine"}}, "next": {"type": ["string", "null"]}, "total": {"type": "integer"}, "hidden": {"type": "integer", "description": "Of those that may be seen: left out by the filters"}}})json";
constexpr std::string_view kView = R"json({"type": "object", "required": ["reference", "status", "urgency", "referred_on", "needed_on", "progress", "facts", "not_said", "decision", "placement"], "additionalProperties": false, "properties": {
  "reference": {"type": "string"}, "status": {"type": "string"}, "urgency": {"type": "string"}, "referred_on": {"type": "string", "format": "date"}, "needed_on": {"type": ["string", "null"], "format": "date"},
  "progress": {"$ref": "#/components/schemas/ReferralProgress"}, "facts": {"$ref": "#/components/schemas/ReleasedFacts"}, "not_said": {"type": "array", "description": "Questions that providers will ask", "items": {"type": "string"}},
  "decision": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["id", "ask", "state", "why", "overrides", "override_why"], "additionalProperties": false, "properties": {
    "id": {"type": "string"}, "ask": {"type": "string"}, "state": {"type": "string", "enum": ["proposed", "decided", "refused", "undone"]}, "why": {"type": "string"}, "overrides": {"type": "array", "items": {"type": "string"}}, "override_why": {"type": "string"}}}]},
  "placement": {"type": ["string", "null"]}}})json";
constexpr std::string_view kScore = R"json({"type": "object", "description": "Millionths, from what is known to what is possible", "required": ["low", "high"], "additionalProperties": false, "properties": {"low": {"type": "integer"}, "high": {"type": "integer"}}})json";
constexpr std::string_view kHomes = R"json({"type": "object", "required": ["items", "next", "suitable", "needs_checking", "not_suitable", "ruled_out_by", "near_misses", "remarks", "policy"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/HomeFound"}}, "next": {"type": ["string", "null"]}, "suitable": {"type": "integer"}, "needs_checking": {"type": "integer"}, "not_suitable": {"type": "integer"},
  "ruled_out_by": {"type": "array", "items": {"type": "object", "required": ["rule", "homes"], "additionalProperties": false, "properties": {"rule": {"type": "string"}, "homes": {"type": "integer"}}}},
  "near_misses": {"type": "array", "items": {"type": "object", "required": ["urn", "name", "changes"], "additionalProperties": false, "properties": {"urn": {"type": "string"}, "name": {"type": "string"}, "changes": {"type": "array", "items": {"type": "string"}}}}},
  "remarks": {"type": "array", "items": {"type": "string"}}, "policy": {"type": "string"}}})json";
constexpr std::string_view kHome = R"json({"type": "object", "required": ["urn", "name", "rank", "secure", "verdict", "score", "distance", "room", "grade", "weekly_pence", "can_be_asked", "for", "against", "to_ask", "flags"], "additionalProperties": false, "properties": {
  "urn": {"type": "string"}, "name": {"type": "string"}, "rank": {"type": "integer", "description": "In its list; secure homes are ranked apart"}, "secure": {"type": "boolean"}, "verdict": {"type": "string", "enum": ["suitable", "needs_checking"]},
  "score": {"$ref": "#/components/schemas/MatchScore"}, "distance": {"type": "string"}, "room": {"type": "string"}, "grade": {"type": "string"}, "weekly_pence": {"type": ["integer", "null"]}, "can_be_asked": {"type": "boolean"},
  "for": {"type": "array", "items": {"type": "string"}}, "against": {"type": "array", "items": {"type": "string"}}, "to_ask": {"type": "array", "items": {"type": "string"}}, "flags": {"type": "array", "items": {"type": "string"}}}})json";
constexpr std::string_view kExplained = R"json({"type": "object", "required": ["urn", "name", "verdict", "score", "distance", "room", "can_be_asked", "rules", "points", "children_there", "smallest_change"], "additionalProperties": false, "properties": {
  "urn": {"type": "string"}, "name": {"type": "string"}, "verdict": {"type": "string", "enum": ["suitable", "needs_checking", "not_suitable"]}, "score": {"$ref": "#/components/schemas/MatchScore"}, "distance": {"type": "string"}, "room": {"type": "string"}, "can_be_asked": {"type": "boolean"},
  "rules": {"type": "array", "items": {"type": "object", "required": ["rule", "answer", "facts", "says", "source"], "additionalProperties": false, "properties": {"rule": {"type": "string"}, "answer": {"type": "string", "enum": ["for", "against", "not_known"]}, "facts": {"type": "array", "items": {"type": "string"}}, "says": {"type": "string"}, "source": {"type": "string"}}}},
  "points": {"type": "array", "items": {"type": "object", "required": ["criterion", "weight", "low", "high", "question"], "additionalProperties": false, "properties": {"criterion": {"type": "string"}, "weight": {"type": "integer"}, "low": {"type": "integer"}, "high": {"type": "integer"}, "question": {"type": "string"}}}},
  "children_there": {"type": "array", "items": {"type": "string"}}, "smallest_change": {"type": "array", "items": {"type": "string"}}}})json";
constexpr std::string_view kAsk = R"json({"type": "object", "required": ["id", "home", "wave", "tier", "state", "asked_at", "answer_by", "answered_at", "decline_reason", "decline_words", "version", "offer"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "home": {"type": "string"}, "wave": {"type": "integer"}, "tier": {"type": "string"}, "state": {"type": "string"}, "asked_at": {"type": "string", "format": "date-time"}, "answer_by": {"type": "string", "format": "date-time"},
  "answered_at": {"type": ["string", "null"], "format": "date-time"}, "decline_reason": {"type": ["string", "null"]}, "decline_words": {"type": "string"}, "version": {"type": "integer"}, "offer": {"$ref": "#/components/schemas/PlaceOffer"}}})json";
constexpr std::string_view kAskView = R"json({"type": "object", "required": ["id", "home", "wave", "tier", "state", "asked_at", "answer_by", "answered_at", "decline_reason", "decline_words", "version", "offer", "messages", "by_letter"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "home": {"type": "string"}, "wave": {"type": "integer"}, "tier": {"type": "string"}, "state": {"type": "string"}, "asked_at": {"type": "string", "format": "date-time"}, "answer_by": {"type": "string", "format": "date-time"},
  "answered_at": {"type": ["string", "null"], "format": "date-time"}, "decline_reason": {"type": ["string", "null"]}, "decline_words": {"type": "string"}, "version": {"type": "integer"}, "offer": {"$ref": "#/components/schemas/PlaceOffer"}, "messages": {"$ref": "#/components/schemas/AskThread"},
  "by_letter": {"type": ["object", "null"], "description": "Of a home without an account that was asked by letter", "required": ["sent_at", "delivered", "opened"], "additionalProperties": false, "properties": {"sent_at": {"type": "string", "format": "date-time"}, "delivered": {"type": "boolean", "description": "false: the last letter could not be delivered"}, "opened": {"type": "integer", "description": "how often"}}}}})json";
constexpr std::string_view kAsks = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/AskLine"}}, "next": {"type": ["string", "null"]}}})json";
constexpr std::string_view kNewAsks = R"json({"type": "object", "required": ["homes", "tier", "answer_by"], "additionalProperties": false, "properties": {
  "homes": {"type": "array", "minItems": 1, "items": {"type": "string"}, "description": "URNs; a home that does not work here needs a letter too"},
  "letters": {"type": "array", "description": "Where to write to homes that do not work here; they read the summary only", "items": {"type": "object", "required": ["home", "email", "source"], "additionalProperties": false, "properties": {"home": {"type": "string"}, "email": {"type": "string"}, "source": {"type": "string", "enum": ["told", "contract", "published"]}}}},
  "tier": {"type": "string", "enum": ["referral_summary", "pen_picture"]}, "answer_by": {"type": "string", "format": "date-time"}, "note": {"type": "string", "maxLength": 4000}}})json";
constexpr std::string_view kSent = R"json({"type": "object", "required": ["asks"], "additionalProperties": false, "properties": {"asks": {"type": "array", "items": {"type": "string"}}}})json";
constexpr std::string_view kExtension = R"json({"type": "object", "required": ["version", "answer_by"], "additionalProperties": false, "properties": {"version": {"type": "integer"}, "answer_by": {"type": "string", "format": "date-time"}}})json";
constexpr std::string_view kWithdrawal = R"json({"type": "object", "required": ["version"], "additionalProperties": false, "properties": {"version": {"type": "integer"}}})json";
constexpr std::string_view kRelease = R"json({"type": "object", "required": ["version", "tier"], "additionalProperties": false, "properties": {"version": {"type": "integer"}, "tier": {"type": "string", "enum": ["pen_picture", "full_file"]}}})json";
constexpr std::string_view kChoice = R"json({"type": "object", "required": ["ask", "version", "why"], "additionalProperties": false, "properties": {"ask": {"type": "string"}, "version": {"type": "integer"}, "why": {"type": "string", "maxLength": 4000}, "override_why": {"type": "string", "maxLength": 4000}}})json";
constexpr std::string_view kChosen = R"json({"type": "object", "required": ["decision", "state", "overrides"], "additionalProperties": false, "properties": {"decision": {"type": "string"}, "state": {"type": "string", "enum": ["decided", "proposed"]}, "overrides": {"type": "array", "items": {"type": "string"}}}})json";
constexpr std::string_view kUndone = R"json({"type": "object", "required": ["words"], "additionalProperties": false, "properties": {"words": {"type": "string", "maxLength": 4000}}})json";
constexpr std::string_view kNamed = R"json({"type": "object", "required": ["reference"], "additionalProperties": false, "properties": {"reference": {"type": "string"}}})json";
constexpr std::string_view kSignature = R"json({"type": "object", "required": ["agrees", "words"], "additionalProperties": false, "properties": {"agrees": {"type": "boolean"}, "words": {"type": "string", "maxLength": 4000}}})json";
constexpr std::string_view kSigned = R"json({"type": "object", "required": ["decision", "state"], "additionalProperties": false, "properties": {"decision": {"type": "string"}, "state": {"type": "string", "enum": ["decided", "refused"]}}})json";
constexpr std::string_view kNewPlacement = R"json({"type": "object", "required": ["from", "route"], "additionalProperties": false, "properties": {"from": {"type": "string", "format": "date"}, "planned_until": {"type": "string", "format": "date"}, "route": {"type": "string", "enum": ["spot", "framework", "block", "dps", "own"]},
  "without": {"type": "string", "description": "Why the first night cannot wait for what is missing of agreement and plan (GET /api/v1/referrals/{reference}/plan); needed where something is"}}})json";
constexpr std::string_view kPlacementNamed = R"json({"type": "object", "required": ["placement"], "additionalProperties": false, "properties": {"placement": {"type": "string"}}})json";
constexpr std::string_view kPlacement = R"json({"type": "object", "required": ["id", "home", "room", "from", "left_on", "planned_until", "state", "route", "weekly_pence", "end_reason"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "home": {"type": "string"}, "room": {"type": ["string", "null"]}, "from": {"type": "string", "format": "date"}, "left_on": {"type": ["string", "null"], "format": "date"}, "planned_until": {"type": ["string", "null"], "format": "date"},
  "state": {"type": "string", "enum": ["claimed", "confirmed", "ended", "withdrawn"]}, "route": {"type": "string"}, "weekly_pence": {"type": ["integer", "null"], "description": "Only for whoever may know the price"}, "end_reason": {"type": ["string", "null"]}}})json";
constexpr std::string_view kPlacements = R"json({"type": "object", "required": ["items", "next"], "additionalProperties": false, "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/PlacementView"}}, "next": {"type": ["string", "null"]}}})json";
constexpr std::string_view kEnd = R"json({"type": "object", "required": ["left_on", "reason"], "additionalProperties": false, "properties": {"left_on": {"type": "string", "format": "date"}, "reason": {"type": "string", "description": "A code of rules/ending_reasons.toml"}}})json";

}  // namespace

std::vector<desk::Shape> shapes() {
  return {{"ReferralProgress", kProgress}, {"ReferralLine", kLine}, {"ReferralList", kList}, {"ReferralView", kView}, {"MatchScore", kScore}, {"HomeFound", kHome}, {"HomesFound", kHomes}, {"HomeExplained", kExplained},
          {"AskLine", kAsk}, {"AskView", kAskView}, {"AskList", kAsks}, {"NewAsks", kNewAsks}, {"AsksSent", kSent}, {"AskExtension", kExtension}, {"AskWithdrawal", kWithdrawal}, {"AskRelease", kRelease}, {"NewChoice", kChoice}, {"ChoiceMade", kChosen},
          {"ChoiceUndone", kUndone}, {"ReferralNamed", kNamed}, {"NewSignature", kSignature}, {"ChoiceSigned", kSigned}, {"NewPlacement", kNewPlacement}, {"PlacementNamed", kPlacementNamed}, {"PlacementView", kPlacement}, {"PlacementList", kPlacements}, {"PlacementEnd", kEnd}};
}

}  // namespace rightplace::finding
