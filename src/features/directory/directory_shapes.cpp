// What the API answers, for the API document and the tests that hold answers against it.

#include "features/directory/directory_pages.h"

namespace rightplace::directory {
namespace {

constexpr std::string_view kFree = R"json({"description": "Free places tonight as the home states them; null: not stated, stated too long ago to count, or no new child may be placed. Absent when the reader may not know.",
  "oneOf": [{"type": "null"}, {"type": "object", "required": ["places", "in_doubt", "stated_on"], "additionalProperties": false, "properties": {
    "places": {"type": "integer", "minimum": 0},
    "in_doubt": {"type": "integer", "minimum": 0, "description": "Rooms stated free in which a child is said to live, or can only live"},
    "stated_on": {"type": "string", "format": "date"}}}]})json";

constexpr std::string_view kNotices = R"json({"type": "array", "description": "In force today", "items": {"type": "object", "required": ["kind", "served_on"], "additionalProperties": false, "properties": {
  "kind": {"type": "string", "enum": ["restriction", "suspension", "cancellation", "compliance"]},
  "served_on": {"type": "string", "format": "date"}}}})json";

constexpr std::string_view kAuthority = R"json({"oneOf": [{"type": "null"}, {"type": "object", "required": ["code", "name"], "additionalProperties": false, "properties": {
  "code": {"type": "string", "description": "ONS code"}, "name": {"type": "string"}}}]})json";

constexpr std::string_view kHomeSummary = R"json({"type": "object",
  "required": ["urn", "name", "kind", "sector", "status", "blocked", "places", "authority", "region", "provider", "grade", "notices", "not_stated"], "additionalProperties": false, "properties": {
  "urn": {"type": "string"},
  "name": {"type": ["string", "null"], "description": "null: withheld by Ofsted"},
  "kind": {"type": "string"},
  "sector": {"type": ["string", "null"]},
  "status": {"type": "string", "enum": ["active", "suspended"]},
  "blocked": {"type": "boolean", "description": "No new child may be placed: suspended, or a restriction, suspension or cancellation is in force"},
  "places": {"type": ["integer", "null"], "description": "Registered places: not vacancies"},
  "authority": {"$ref": "#/components/schemas/HomeAuthority"},
  "region": {"type": ["string", "null"]},
  "provider": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["id", "name"], "additionalProperties": false, "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}]},
  "grade": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["code", "words", "inspected_on"], "additionalProperties": false, "properties": {
    "code": {"type": "string"}, "words": {"type": "string"}, "inspected_on": {"type": "string", "format": "date"}}}]},
  "miles": {"type": "number", "description": "From `near`; absent when none was asked for or the place is not known"},
  "free": {"$ref": "#/components/schemas/FreePlaces"},
  "notices": {"$ref": "#/components/schemas/NoticesInForce"},
  "not_stated": {"type": "array", "description": "What was asked and the home does not state", "items": {"type": "string"}}}})json";

constexpr std::string_view kHomeList = R"json({"type": "object", "required": ["items", "next", "total", "stated"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/HomeSummary"}},
  "next": {"type": ["string", "null"]},
  "total": {"type": "integer"},
  "stated": {"type": "integer", "description": "Of them: state all that was asked. They come first"}}})json";

constexpr std::string_view kHome = R"json({"type": "object",
  "required": ["urn", "name", "open", "kind", "sector", "status", "blocked", "places", "authority", "owner", "provider_id", "notices", "inspections", "changes", "purpose"], "additionalProperties": false, "properties": {
  "urn": {"type": "string"},
  "name": {"type": ["string", "null"], "description": "null: withheld by Ofsted"},
  "open": {"type": "boolean"},
  "kind": {"type": "string"},
  "sector": {"type": ["string", "null"]},
  "status": {"type": "string"},
  "blocked": {"type": "boolean", "description": "No new child may be placed: suspended, or a restriction, suspension or cancellation is in force"},
  "places": {"type": ["integer", "null"]},
  "authority": {"$ref": "#/components/schemas/HomeAuthority"},
  "owner": {"type": ["string", "null"]},
  "provider_id": {"type": ["string", "null"]},
  "address": {"type": ["string", "null"], "description": "Only for whoever may know it; null: the register has none"},
  "free": {"$ref": "#/components/schemas/FreePlaces"},
  "notices": {"$ref": "#/components/schemas/NoticesInForce"},
  "inspections": {"type": "array", "description": "Oldest first", "items": {"type": "object", "required": ["kind", "inspected_on", "overall", "words", "help_and_protection", "leaders_and_managers", "interim_outcome"], "additionalProperties": false, "properties": {
    "kind": {"type": "string"}, "inspected_on": {"type": "string", "format": "date"}, "overall": {"type": ["string", "null"]},
    "words": {"type": ["string", "null"], "description": "The overall grade as it was called on that day"},
    "help_and_protection": {"type": ["string", "null"]}, "leaders_and_managers": {"type": ["string", "null"]}, "interim_outcome": {"type": ["string", "null"]}}}},
  "changes": {"type": "array", "description": "In the register, newest first", "items": {"type": "object", "required": ["when", "what"], "additionalProperties": false, "properties": {"when": {"type": "string"}, "what": {"type": "string"}}}},
  "purpose": {"oneOf": [{"type": "null"}, {"type": "object", "required": ["stated_on", "age_from", "age_to", "accepts", "needs"], "additionalProperties": false, "properties": {
    "stated_on": {"type": "string", "format": "date"}, "age_from": {"type": ["integer", "null"]}, "age_to": {"type": ["integer", "null"]}, "accepts": {"type": ["string", "null"]},
    "needs": {"type": "array", "items": {"type": "object", "required": ["need", "takes_from", "takes_to", "can_do"], "additionalProperties": false, "properties": {
      "need": {"type": "string"}, "takes_from": {"type": ["string", "null"]}, "takes_to": {"type": ["string", "null"]}, "can_do": {"type": ["string", "null"]}}}}}}]}}})json";

constexpr std::string_view kProviderSummary = R"json({"type": "object", "required": ["id", "name", "sector", "homes", "places", "places_not_stated", "authorities"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "name": {"type": "string"}, "sector": {"type": ["string", "null"], "description": "null: several, or not stated"},
  "homes": {"type": "integer", "description": "Children's homes"}, "places": {"type": "integer", "description": "Registered in those homes whose places are stated"},
  "places_not_stated": {"type": "integer", "description": "Homes whose places are not stated"}, "authorities": {"type": "integer", "description": "Authorities in which it has homes"}}})json";

constexpr std::string_view kProviderList = R"json({"type": "object", "required": ["items", "next", "total"], "additionalProperties": false, "properties": {
  "items": {"type": "array", "items": {"$ref": "#/components/schemas/ProviderSummary"}}, "next": {"type": ["string", "null"]}, "total": {"type": "integer"}}})json";

constexpr std::string_view kProvider = R"json({"type": "object", "required": ["id", "name", "sector", "homes", "places", "places_not_stated", "authorities", "registrations", "conversions"], "additionalProperties": false, "properties": {
  "id": {"type": "string"}, "name": {"type": "string"}, "sector": {"type": ["string", "null"]}, "homes": {"type": "integer"}, "places": {"type": "integer"},
  "places_not_stated": {"type": "integer"}, "authorities": {"type": "integer"},
  "registrations": {"type": "array", "items": {"$ref": "#/components/schemas/HomeSummary"}},
  "conversions": {"type": "array", "description": "Homes that came, went or became another kind; newest first", "items": {"type": "object", "required": ["urn", "on", "words"], "additionalProperties": false, "properties": {
    "urn": {"type": "string"}, "on": {"type": "string", "format": "date"}, "words": {"type": "string"}}}}}})json";

}  // namespace

std::vector<desk::Shape> shapes() {
  return {{"FreePlaces", kFree}, {"NoticesInForce", kNotices}, {"HomeAuthority", kAuthority}, {"HomeSummary", kHomeSummary}, {"HomeList", kHomeList}, {"Home", kHome}, {"ProviderSummary", kProviderSummary}, {"ProviderList", kProviderList}, {"Provider", kProvider}};
}

}  // namespace rightplace::directory
