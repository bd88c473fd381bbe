#include "features/notifying/notifying_parts.h"
#include "web/query.h"

namespace rightplace::notifying {
namespace {

json::Value date_of(const std::optional<Date>& date) { return date ? json::Value(*date) : json::Value(nullptr); }

json::Object as_json(const Row& row) {
  const auto& one = row.notice;
  const auto* rule = notices::rule_of(one.rule);
  return {{"id", one.id.text()},
          {"event", notices::kEvents.code(one.event)},
          {"happens_on", one.happens_on},
          {"to", notices::kRecipients.code(one.to)},
          {"law", rule ? json::Value(rule->law) : json::Value(nullptr)},
          {"due_on", one.due_on},
          {"made_on", one.made_on},
          {"reach", row.reach == notices::Reach::Here ? "here" : "by_hand"},
          {"state", notices::kStates.code(one.state())},
          {"read_on", date_of(one.read_on)},
          {"confirmed_on", date_of(one.acknowledged_on)},
          {"given_on", date_of(one.sent_on)},
          {"given_how", one.sent_how ? json::Value(notices::kHows.code(*one.sent_how)) : json::Value(nullptr)},
          {"placement", one.placement.text()},
          {"child_name", row.content.child.reveal().empty() ? json::Value(nullptr) : json::Value(row.content.child.reveal())},
          {"born_on", row.content.born_on ? json::Value(row.content.born_on->reveal()) : json::Value(nullptr)},
          {"home", one.urn},
          {"home_name", row.content.home},
          {"responsible_authority", row.content.authority},
          {"area_authority", row.area.empty() ? json::Value(nullptr) : json::Value(row.area)},
          {"social_worker", row.content.worker.reveal().empty() ? json::Value(nullptr) : json::Value(row.content.worker.reveal())},
          {"planned_until", date_of(row.content.planned_until)},
          {"why_here", row.content.why_here},
          {"end_reason", row.content.end_reason}};
}

web::Response list_json(const Asked& asked, Side side) {
  const auto query = web::Query::of(web::Url("/"), asked.exchange.request);
  const Wanted wanted{query.asks("show", "all"), static_cast<std::size_t>(query.page())};
  const auto list = list_of(asked, side, wanted);
  if (!list) return desk::answer_problem(asked, list.error());
  json::Array items;
  for (const auto& row : list->rows) items.push_back(as_json(row));
  std::optional<web::Url> next;
  if (list->page < list->pages) {
    auto address = side == Side::Area ? web::Url("/api/v1/area-children") : web::Url("/api/v1/notices");
    if (wanted.all) address = address.with("show", "all");
    next = address.with("page", std::to_string(list->page + 1));
  }
  return desk::answer_json(desk::listed(std::move(items), next));
}

web::Response one_json(const Asked& asked, Side side) {
  const auto row = row_of(asked, side);
  return row ? desk::answer_json(as_json(*row)) : desk::answer_problem(asked, row.error());
}

web::Response placement_json(const Asked& asked) {
  const auto rows = of_placement(asked);
  if (!rows) return desk::answer_problem(asked, rows.error());
  json::Array items;
  for (const auto& row : *rows) items.push_back(as_json(row));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

json::Value changed(const Asked& asked, notices::State state) { return json::Object{{"id", asked.facts.id}, {"state", notices::kStates.code(state)}}; }

web::Response acknowledge_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields&) { return 0; }, [&](db::Write& tx, int) -> Result<json::Value> {
    RP_CHECK(notices::acknowledge(tx, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), asked.today(), asked.now()));
    return changed(asked, notices::State::Acknowledged);
  });
}

web::Response sent_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) {
    Given given{fields.required_date("given_on"), notices::kHows.parse(fields.required_text("how"))};
    if (!given.how) fields.fault("how", "must be letter, secure_email, in_person or telephone_and_letter");
    return given;
  }, [&](db::Write& tx, const Given& given) -> Result<json::Value> {
    RP_CHECK(notices::record_sent(tx, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), *given.on, *given.how, asked.today(), asked.now()));
    return changed(asked, notices::State::Sent);
  });
}

web::Response withhold_json(const Asked& asked) {
  return desk::changed_by(asked, [](json::Fields& fields) { return fields.required_text("because"); }, [&](db::Write& tx, const std::string& because) -> Result<json::Value> {
    RP_CHECK(notices::withhold(tx, asked.desk.vault, asked.actor(), asked.allowed(), notices::NoticeId(asked.facts.id), because, asked.now()));
    return changed(asked, notices::State::Withheld);
  });
}

constexpr std::string_view kNotice = R"json({
  "type": "object", "title": "A notice that follows from a placement",
  "required": ["id", "event", "happens_on", "to", "law", "due_on", "made_on", "reach", "state", "read_on", "confirmed_on", "given_on", "given_how", "placement", "child_name", "born_on", "home", "home_name", "responsible_authority", "area_authority", "social_worker", "planned_until", "why_here", "end_reason"],
  "properties": {"id": {"type": "string"}, "event": {"type": "string", "enum": ["start", "end"]}, "happens_on": {"type": "string", "format": "date"}, "to": {"type": "string"}, "law": {"type": ["string", "null"]},
    "due_on": {"type": "string", "format": "date", "description": "Last day on which it may be given"}, "made_on": {"type": "string", "format": "date"}, "reach": {"type": "string", "enum": ["here", "by_hand"], "description": "by_hand: nobody here can read it"},
    "state": {"type": "string", "enum": ["owed", "read", "acknowledged", "sent", "withheld", "taken_back"]}, "read_on": {"type": ["string", "null"], "format": "date"}, "confirmed_on": {"type": ["string", "null"], "format": "date"},
    "given_on": {"type": ["string", "null"], "format": "date"}, "given_how": {"type": ["string", "null"]}, "placement": {"type": "string"}, "child_name": {"type": ["string", "null"]}, "born_on": {"type": ["string", "null"], "format": "date"},
    "home": {"type": "string", "description": "URN"}, "home_name": {"type": "string"}, "responsible_authority": {"type": "string"}, "area_authority": {"type": ["string", "null"]}, "social_worker": {"type": ["string", "null"]},
    "planned_until": {"type": ["string", "null"], "format": "date"}, "why_here": {"type": "string"}, "end_reason": {"type": "string"}}
})json";
constexpr std::string_view kNotices = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kNoticeChanged = R"json({"type": "object", "required": ["id", "state"], "properties": {"id": {"type": "string"}, "state": {"type": "string"}}})json";
constexpr std::string_view kNoticeConfirmation = R"json({"type": "object", "properties": {}, "additionalProperties": false})json";
constexpr std::string_view kNoticeGiven = R"json({"type": "object", "required": ["given_on", "how"], "properties": {"given_on": {"type": "string", "format": "date"}, "how": {"type": "string", "enum": ["letter", "secure_email", "in_person", "telephone_and_letter"]}}})json";
constexpr std::string_view kNoticeWithheld = R"json({"type": "object", "required": ["because"], "properties": {"because": {"type": "string", "maxLength": 1000}}})json";

}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.shapes.insert(pages.shapes.end(), {{"Notice", kNotice}, {"Notices", kNotices}, {"NoticeChanged", kNoticeChanged}, {"NoticeConfirmation", kNoticeConfirmation}, {"NoticeGiven", kNoticeGiven}, {"NoticeWithheld", kNoticeWithheld}});
  const std::vector<desk::QueryValue> query{{"show", "all: those too about which nothing is left to do"}, {"page", "Page of 25, from 1", "integer"}};
  pages.pages.push_back({.pattern = "/api/v1/area-children", .record = Record::Notice, .facts = facts_of_area, .handler = [](const Asked& asked) { return list_json(asked, Side::Area); }, .summary = "Notices of children placed in the own area, those that wait first", .response_type = "Notices", .query = query});
  pages.pages.push_back({.pattern = "/api/v1/area-children/{id}", .record = Record::Notice, .facts = facts_of_area_notice, .handler = [](const Asked& asked) { return one_json(asked, Side::Area); }, .summary = "One notice to the authority of the area; reading it counts", .response_type = "Notice"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/area-children/{id}/acknowledge", .record = Record::Notice, .verb = Verb::Answer, .facts = facts_of_area_notice, .handler = acknowledge_json, .summary = "Confirm that a notice was received", .request_type = "NoticeConfirmation", .response_type = "NoticeChanged"});
  pages.pages.push_back({.pattern = "/api/v1/notices", .record = Record::Notice, .facts = facts_of_owed, .handler = [](const Asked& asked) { return list_json(asked, Side::Owed); }, .summary = "Notices that the own authority owes, those that reached nobody first", .response_type = "Notices", .query = query});
  pages.pages.push_back({.pattern = "/api/v1/notices/{id}", .record = Record::Notice, .facts = facts_of_owed_notice, .handler = [](const Asked& asked) { return one_json(asked, Side::Owed); }, .summary = "One notice that the own authority owes", .response_type = "Notice"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/notices/{id}/sent", .record = Record::Notice, .verb = Verb::Write, .facts = facts_of_owed_notice, .handler = sent_json, .summary = "Record that a notice was given by hand", .request_type = "NoticeGiven", .response_type = "NoticeChanged"});
  pages.pages.push_back({.method = Method::Post, .pattern = "/api/v1/notices/{id}/withhold", .record = Record::Notice, .verb = Verb::Write, .facts = facts_of_owed_notice, .handler = withhold_json, .summary = "Withhold a notice, to spare the child significant harm", .request_type = "NoticeWithheld", .response_type = "NoticeChanged"});
  pages.pages.push_back({.pattern = "/api/v1/placements/{id}/notices", .record = Record::Notice, .facts = facts_of_placement, .handler = placement_json, .summary = "Who is told of a placement", .response_type = "Notices"});
}

desk::Pages pages(const desk::Desk&) {
  desk::Pages all;
  add_area(all);
  add_owed(all);
  add_programs(all);
  return all;
}

}  // namespace rightplace::notifying
