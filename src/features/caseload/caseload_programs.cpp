#include "base/text.h"
#include "features/caseload/caseload_parts.h"
#include "web/problem.h"

namespace rightplace::caseload {
namespace {

json::Value optional_date(const std::optional<Date>& date) { return date ? json::Value(*date) : json::Value(nullptr); }
json::Value optional_text(const std::optional<Personal<std::string>>& text) { return text ? json::Value(text->reveal()) : json::Value(nullptr); }

json::Object row_as_json(const Listed& row) {
  return {{"id", row.child.text()},
          {"name", row.name.reveal().empty() ? json::Value(nullptr) : json::Value(row.name.reveal())},
          {"local_id", row.local_id},
          {"born_on", row.born_on ? json::Value(row.born_on->reveal()) : json::Value(nullptr)},
          {"home", row.lives ? json::Value(row.lives->urn) : json::Value(nullptr)},
          {"home_name", row.home_name},
          {"lives_there_since", row.lives ? json::Value(row.lives->stay.from) : json::Value(nullptr)},
          {"where", row.distance},
          {"restricted", row.restricted},
          {"care_ended", row.ended}};
}

web::Response rows_as_json(const Asked& asked, const Wanted& wanted) {
  const auto list = list_of(asked, wanted);
  if (!list) return desk::answer_problem(asked, list.error());
  json::Array items;
  for (const auto& row : list->rows) items.push_back(row_as_json(row));
  std::optional<web::Url> next;
  if (!list->next.empty()) {
    const auto list_of_all = wanted.everybody ? web::Url("/api/v1/children").with("show", "everybody") : web::Url("/api/v1/children");
    next = (wanted.search ? web::Url("/api/v1/children/search") : list_of_all).with("after", list->next);
  }
  return desk::answer_json(desk::listed(std::move(items), next));
}

json::Array people_of(const View& view) {
  json::Array people;
  for (const auto& one : view.people) people.push_back(json::Object{{"part", children::kParts.code(one.part)}, {"name", one.name}, {"from_on", one.stay.from}});
  return people;
}

json::Array lived_of(const View& view) {
  json::Array lived;
  for (const auto& one : view.placements)
    lived.push_back(json::Object{{"home", one.placement.urn}, {"home_name", one.home_name}, {"from_on", one.placement.stay.from}, {"until_on", optional_date(one.placement.stay.until)},
                                 {"state", placements::kStates.code(one.placement.state)}, {"end_reason", one.placement.end_reason}, {"where", one.distance}});
  return lived;
}

web::Response people_as_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  return desk::answer_json(json::Object{{"people_version", view->people_version}, {"items", people_of(*view)}, {"next", nullptr}});
}

web::Response placements_as_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  return desk::answer_json(json::Object{{"lives_in", view->lives ? json::Value(view->placements[*view->lives].placement.urn) : json::Value(nullptr)}, {"items", lived_of(*view)}, {"next", nullptr}});
}

web::Response child_as_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  const auto& facts = view->child.facts;
  json::Object out{{"id", view->child.id.text()},
                   {"given_names", view->identity ? json::Value(view->identity->identity.given_names.reveal()) : json::Value(nullptr)},
                   {"family_name", view->identity ? json::Value(view->identity->identity.family_name.reveal()) : json::Value(nullptr)},
                   {"known_as", view->identity ? optional_text(view->identity->identity.known_as) : json::Value(nullptr)},
                   {"born_on", facts.born_on ? json::Value(facts.born_on->reveal()) : json::Value(nullptr)},
                   {"sex", facts.sex ? json::Value(children::kSexes.code(*facts.sex)) : json::Value(nullptr)},
                   {"local_id", view->local_id},
                   {"authority", view->authority},
                   {"in_care_since", view->care ? json::Value(view->care->stay.from) : json::Value(nullptr)},
                   {"care_ended_on", view->care ? optional_date(view->care->stay.until) : json::Value(nullptr)},
                   {"restricted", view->care && view->care->restricted},
                   {"lives_in", view->lives ? json::Value(view->placements[*view->lives].placement.urn) : json::Value(nullptr)},
                   {"people", people_of(*view)},
                   {"placements", lived_of(*view)},
                   {"identity_version", view->identity ? json::Value(view->identity->version) : json::Value(0)},
                   {"people_version", view->people_version},
                   {"facts_version", view->facts_version}};
  if (view->shows_case) {
    out.set("ethnicity", facts.ethnicity ? json::Value(*facts.ethnicity) : json::Value(nullptr));
    out.set("upn", view->identity ? optional_text(view->identity->identity.upn) : json::Value(nullptr));
    out.set("nhs_number", view->identity ? optional_text(view->identity->identity.nhs_number) : json::Value(nullptr));
  }
  return desk::answer_json(std::move(out));
}

web::Response seen_as_json(const Asked& asked) {
  const auto seen = seen_of(asked);
  if (!seen) return desk::answer_problem(asked, seen.error());
  json::Array items;
  for (const auto& one : *seen)
    items.push_back(json::Object{{"on", one.day}, {"last_at", one.last.iso()}, {"times", one.times}, {"who", one.who}, {"organisation", one.organisation},
                                 {"tier", disclosures::kTiers.code(one.entry.tier)}, {"facts", one.entry.facts}, {"purpose", disclosures::kPurposes.code(one.entry.purpose)}, {"grounds", one.entry.grounds}});
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

web::Response find_as_json(const Asked& asked) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto text = fields.required_text("search");
  fields.refuse_others();
  if (faults.empty() && (trim(text).empty() || text.size() > 200)) fields.fault("search", "Send what to search for, at most 200 characters");
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "Nothing can be searched for: see the fields", faults});
  return rows_as_json(asked, {.everybody = true, .search = Personal(text), .after = std::string(asked.exchange.request.query_value("after"))});
}

constexpr std::string_view kChildRow = R"json({
  "type": "object", "title": "A child in a list", "required": ["id", "name", "local_id", "born_on", "home", "home_name", "lives_there_since", "where", "restricted", "care_ended"],
  "properties": {"id": {"type": "string"}, "name": {"type": ["string", "null"]}, "local_id": {"type": "string"}, "born_on": {"type": ["string", "null"], "format": "date"},
    "home": {"type": ["string", "null"], "description": "URN"}, "home_name": {"type": "string"}, "lives_there_since": {"type": ["string", "null"], "format": "date"},
    "where": {"type": "string"}, "restricted": {"type": "boolean"}, "care_ended": {"type": "boolean"}}
})json";
constexpr std::string_view kChildRows = R"json({
  "type": "object", "required": ["items", "next"],
  "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/ChildRow"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kChildPerson = R"json({
  "type": "object", "title": "Somebody who works with a child", "required": ["part", "name", "from_on"], "properties": {"part": {"type": "string"}, "name": {"type": "string"}, "from_on": {"type": "string", "format": "date"}}
})json";
constexpr std::string_view kChildPlacement = R"json({
  "type": "object", "title": "A home in which a child has lived", "required": ["home", "home_name", "from_on", "until_on", "state", "end_reason", "where"],
  "properties": {"home": {"type": "string"}, "home_name": {"type": "string"}, "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"}, "state": {"type": "string"},
    "end_reason": {"type": ["string", "null"]}, "where": {"type": "string"}}
})json";
constexpr std::string_view kChildPeople = R"json({
  "type": "object", "required": ["people_version", "items", "next"], "properties": {"people_version": {"type": "integer"}, "items": {"type": "array", "items": {"$ref": "#/components/schemas/ChildPerson"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kChildPlacements = R"json({
  "type": "object", "required": ["lives_in", "items", "next"],
  "properties": {"lives_in": {"type": ["string", "null"], "description": "URN of the home in which the child sleeps tonight"}, "items": {"type": "array", "items": {"$ref": "#/components/schemas/ChildPlacement"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kChild = R"json({
  "type": "object", "title": "A child", "required": ["id", "given_names", "family_name", "known_as", "born_on", "sex", "local_id", "authority", "in_care_since", "care_ended_on", "restricted", "lives_in", "people", "placements",
    "identity_version", "people_version", "facts_version"],
  "properties": {"id": {"type": "string"}, "given_names": {"type": ["string", "null"]}, "family_name": {"type": ["string", "null"]}, "known_as": {"type": ["string", "null"]},
    "born_on": {"type": ["string", "null"], "format": "date"}, "sex": {"type": ["string", "null"]}, "local_id": {"type": "string"}, "authority": {"type": "string"},
    "in_care_since": {"type": ["string", "null"], "format": "date"}, "care_ended_on": {"type": ["string", "null"], "format": "date"}, "restricted": {"type": "boolean"},
    "lives_in": {"type": ["string", "null"], "description": "URN of the home in which the child sleeps tonight"},
    "people": {"type": "array", "items": {"$ref": "#/components/schemas/ChildPerson"}}, "placements": {"type": "array", "items": {"$ref": "#/components/schemas/ChildPlacement"}},
    "identity_version": {"type": "integer"}, "people_version": {"type": "integer"}, "facts_version": {"type": "integer"},
    "ethnicity": {"type": ["string", "null"]}, "upn": {"type": ["string", "null"]}, "nhs_number": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kChildSeen = R"json({
  "type": "object", "required": ["items", "next"],
  "properties": {"next": {"type": ["string", "null"]}, "items": {"type": "array", "items": {"type": "object", "required": ["on", "last_at", "times", "who", "organisation", "tier", "facts", "purpose", "grounds"],
    "properties": {"on": {"type": "string", "format": "date"}, "last_at": {"type": "string", "format": "date-time"}, "times": {"type": "integer"}, "who": {"type": "string"}, "organisation": {"type": "string"},
      "tier": {"type": "string"}, "facts": {"type": "string"}, "purpose": {"type": "string"}, "grounds": {"type": "string"}}}}}
})json";
constexpr std::string_view kChildSearch = R"json({
  "type": "object", "required": ["search"], "properties": {"search": {"type": "string", "maxLength": 200, "description": "A whole name, a day of birth, the own id or a number"}}
})json";
}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.shapes.insert(pages.shapes.end(), {{"ChildRow", kChildRow}, {"ChildRows", kChildRows}, {"ChildPerson", kChildPerson}, {"ChildPlacement", kChildPlacement}, {"ChildPeople", kChildPeople}, {"ChildPlacements", kChildPlacements}, {"Child", kChild}, {"ChildSeen", kChildSeen}, {"ChildSearch", kChildSearch}});
  pages.pages.push_back({.pattern = "/api/v1/children", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_list,
                         .handler = [](const Asked& asked) {
                           return rows_as_json(asked, {.everybody = asked.exchange.request.query_value("show") == "everybody", .search = {}, .after = std::string(asked.exchange.request.query_value("after"))});
                         },
                         .summary = "The children that may be seen: where each lives and since when", .response_type = "ChildRows",
                         .query = {{"show", "\"everybody\": also those who do not live in a home"}, {"after", "As next has it: the 25 children after those"}}});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/api/v1/children/search", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_list, .handler = find_as_json,
                         .summary = "Find own children by whole name, day of birth, own id or number", .request_type = "ChildSearch", .response_type = "ChildRows",
                         .query = {{"after", "As next has it: the 25 children after those; send the same body again"}}});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_address, .handler = child_as_json,
                         .summary = "One child: where they live, who is responsible, the homes they have lived in", .response_type = "Child"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/people", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_address, .handler = people_as_json,
                         .summary = "Who works with a child today", .response_type = "ChildPeople"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/placements", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_address, .handler = placements_as_json,
                         .summary = "The homes in which a child has lived, the newest first", .response_type = "ChildPlacements"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/seen-by", .record = Record::ChildCase, .verb = Verb::Read, .facts = facts_of_address, .handler = seen_as_json,
                         .summary = "Who has been shown how much of a child, when and why", .response_type = "ChildSeen"});
}

}  // namespace rightplace::caseload
