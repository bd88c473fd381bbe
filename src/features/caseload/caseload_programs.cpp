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
  if (!wanted.search && wanted.page < list->pages) next = (wanted.everybody ? web::Url("/api/v1/children").with("show", "everybody") : web::Url("/api/v1/children")).with("page", std::to_string(wanted.page + 1));
  return desk::answer_json(desk::listed(std::move(items), next));
}

web::Response child_as_json(const Asked& asked) {
  const auto view = view_of(asked);
  if (!view) return desk::answer_problem(asked, view.error());
  const auto& facts = view->child.facts;
  json::Array people, lived;
  for (const auto& one : view->people) people.push_back(json::Object{{"part", children::kParts.code(one.part)}, {"name", one.name}, {"from_on", one.stay.from}});
  for (const auto& one : view->placements)
    lived.push_back(json::Object{{"home", one.placement.urn}, {"home_name", one.home_name}, {"from_on", one.placement.stay.from}, {"until_on", optional_date(one.placement.stay.until)},
                                 {"state", placements::kStates.code(one.placement.state)}, {"end_reason", one.placement.end_reason}, {"where", one.distance}});
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
                   {"restricted", view->care && view->care->restricted_because.has_value()},
                   {"people", std::move(people)},
                   {"placements", std::move(lived)}};
  if (view->shows_case) {
    out.set("ethnicity", facts.ethnicity ? json::Value(*facts.ethnicity) : json::Value(nullptr));
    out.set("upn", view->identity ? optional_text(view->identity->identity.upn) : json::Value(nullptr));
    out.set("nhs_number", view->identity ? optional_text(view->identity->identity.nhs_number) : json::Value(nullptr));
    out.set("identity_version", view->identity ? json::Value(view->identity->version) : json::Value(0));
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
  const auto* text = body->find("search") ? body->find("search")->as_string() : nullptr;
  if (!text || trim(*text).empty() || text->size() > 200) return desk::answer_problem(asked, {ErrorKind::Invalid, "Nothing to search for", {{"search", "Send what to search for, at most 200 characters"}}});
  return rows_as_json(asked, {.everybody = true, .search = Personal(*text)});
}

web::Response write_identity(const Asked& asked) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  const auto text = [&](std::string_view name) {
    const auto* value = body->find(name);
    return Personal(value && value->as_string() ? *value->as_string() : std::string());
  };
  const auto* version = body->find("version");
  if (!version || !version->as_integer()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The version is missing", {{"version", "Send identity_version as it was read: 0 where nothing was written down"}}});
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    RP_CHECK(children::set_identity(tx, asked.desk.vault, asked.actor(), asked.allowed(), children::ChildId(asked.facts.child),
                                    {text("given_names"), text("family_name"), text("known_as"), text("upn"), text("nhs_number")}, *version->as_integer(), asked.now()));
    return json::Value(json::Object{{"version", *version->as_integer() + 1}});
  });
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
constexpr std::string_view kChild = R"json({
  "type": "object", "title": "A child", "required": ["id", "given_names", "family_name", "known_as", "born_on", "sex", "local_id", "authority", "in_care_since", "care_ended_on", "restricted", "people", "placements"],
  "properties": {"id": {"type": "string"}, "given_names": {"type": ["string", "null"]}, "family_name": {"type": ["string", "null"]}, "known_as": {"type": ["string", "null"]},
    "born_on": {"type": ["string", "null"], "format": "date"}, "sex": {"type": ["string", "null"]}, "local_id": {"type": "string"}, "authority": {"type": "string"},
    "in_care_since": {"type": ["string", "null"], "format": "date"}, "care_ended_on": {"type": ["string", "null"], "format": "date"}, "restricted": {"type": "boolean"},
    "people": {"type": "array", "items": {"type": "object", "properties": {"part": {"type": "string"}, "name": {"type": "string"}, "from_on": {"type": "string", "format": "date"}}}},
    "placements": {"type": "array", "items": {"type": "object", "properties": {"home": {"type": "string"}, "home_name": {"type": "string"}, "from_on": {"type": "string", "format": "date"},
      "until_on": {"type": ["string", "null"], "format": "date"}, "state": {"type": "string"}, "end_reason": {"type": ["string", "null"]}, "where": {"type": "string"}}}},
    "ethnicity": {"type": ["string", "null"]}, "upn": {"type": ["string", "null"]}, "nhs_number": {"type": ["string", "null"]}, "identity_version": {"type": "integer"}}
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
constexpr std::string_view kChildIdentity = R"json({
  "type": "object", "required": ["given_names", "family_name", "version"],
  "properties": {"given_names": {"type": "string"}, "family_name": {"type": "string"}, "known_as": {"type": "string"}, "upn": {"type": "string"}, "nhs_number": {"type": "string"}, "version": {"type": "integer"}}
})json";
constexpr std::string_view kChildIdentityKept = R"json({"type": "object", "required": ["version"], "properties": {"version": {"type": "integer"}}})json";

}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.shapes.insert(pages.shapes.end(), {{"ChildRow", kChildRow}, {"ChildRows", kChildRows}, {"Child", kChild}, {"ChildSeen", kChildSeen}, {"ChildSearch", kChildSearch},
                                           {"ChildIdentity", kChildIdentity}, {"ChildIdentityKept", kChildIdentityKept}});
  pages.pages.push_back({.pattern = "/api/v1/children", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_list,
                         .handler = [](const Asked& asked) {
                           const auto page = parse_integer(asked.exchange.request.query_value("page")).value_or(1);
                           return rows_as_json(asked, {.everybody = asked.exchange.request.query_value("show") == "everybody", .search = {}, .page = static_cast<std::size_t>(std::max<std::int64_t>(page, 1))});
                         },
                         .summary = "The children that may be seen: where each lives and since when", .response_type = "ChildRows",
                         .query = {{"show", "\"everybody\": also those who do not live in a home"}, {"page", "25 children a page, from 1", "integer"}}});
  pages.pages.push_back({.method = web::Method::Post, .pattern = "/api/v1/children/search", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_list, .handler = find_as_json,
                         .summary = "Find own children by whole name, day of birth, own id or number", .request_type = "ChildSearch", .response_type = "ChildRows"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}", .record = Record::ChildIdentity, .verb = Verb::Read, .facts = facts_of_address, .handler = child_as_json,
                         .summary = "One child: where they live, who is responsible, the homes they have lived in", .response_type = "Child"});
  pages.pages.push_back({.method = web::Method::Put, .pattern = "/api/v1/children/{id}/identity", .record = Record::ChildIdentity, .verb = Verb::Write, .facts = facts_of_address, .handler = write_identity,
                         .summary = "Write a child's name and numbers", .request_type = "ChildIdentity", .response_type = "ChildIdentityKept"});
  pages.pages.push_back({.pattern = "/api/v1/children/{id}/seen-by", .record = Record::ChildCase, .verb = Verb::Read, .facts = facts_of_address, .handler = seen_as_json,
                         .summary = "Who has been shown how much of a child, when and why", .response_type = "ChildSeen"});
}

}  // namespace rightplace::caseload
