#include "base/text.h"
#include "features/oversight/oversight_parts.h"

namespace rightplace::oversight {
namespace {

json::Value event_as_json(const audit::Event& event, const std::string& who) {
  const auto detail = json::parse(event.detail, "detail");
  return json::Object{{"sequence", event.sequence}, {"at", event.at.iso()}, {"who", who}, {"actor_kind", event.actor_kind}, {"actor", event.actor_id}, {"words", event_words(event)}, {"action", event.action},
                      {"record", event.subject_kind}, {"id", event.subject_id}, {"grounds", event.grounds}, {"detail", detail ? *detail : json::Value(nullptr)}, {"previous_hash", event.previous_hash}, {"hash", event.hash}};
}

web::Response events(const Asked& asked) {
  web::Form form(asked.exchange.request.query);
  const auto wanted = wanted_of(asked.exchange.request, form);
  if (!form.fine()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The search cannot be read: see the fields", form.faults()});
  json::Array items;
  std::optional<web::Url> next;
  asked.desk.database.read([&](db::Read& tx) {
    auto found = own_events(tx, asked.standing.acting_for, wanted, kEventsOfPage + 1);
    if (std::ssize(found) > kEventsOfPage) {
      found.pop_back();
      next = address_of(web::Url("/api/v1/audit/events"), wanted).with("before", std::to_string(found.back().sequence));
    }
    Names names(tx, asked.desk.vault);
    for (const auto& event : found) items.push_back(event_as_json(event, names.of(event.actor_kind, event.actor_id)));
  });
  return desk::answer_json(desk::listed(std::move(items), next));
}

web::Response head(const Asked& asked) {
  return asked.desk.database.read([](db::Read& tx) {
    auto out = audit::to_json(audit::head(tx));
    const auto last = last_verified(tx);
    out.set("last_verified_at", last ? json::Value(last->at.iso()) : json::Value(nullptr));
    out.set("was_whole", last ? json::Value(last->whole) : json::Value(nullptr));
    return desk::answer_json(std::move(out));
  });
}

web::Response opened(const Asked& asked) {
  const auto lists = asked.desk.database.read([&](db::Read& tx) { return opened_of(tx, asked.standing.acting_for, asked.now()); });
  const auto as_json = [](const std::vector<Opened>& list) {
    json::Array items;
    for (const auto& one : list) items.push_back(json::Object{{"id", one.id}, {"times", one.times}, {"others", one.others}, {"last_at", one.last.iso()}, {"unusual", one.unusual}});
    return items;
  };
  return desk::answer_json(json::Object{{"days", kOpenedDays}, {"records", as_json(lists.records)}, {"people", as_json(lists.people)}});
}

constexpr std::string_view kEvent = R"json({
  "type": "object", "title": "An event of the audit", "required": ["sequence", "at", "who", "actor_kind", "actor", "words", "action", "record", "id", "grounds", "detail", "previous_hash", "hash"],
  "properties": {"sequence": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}, "who": {"type": "string"}, "actor_kind": {"type": "string"}, "actor": {"type": "string"}, "words": {"type": "string"},
    "action": {"type": "string"}, "record": {"type": "string"}, "id": {"type": "string"}, "grounds": {"type": "string"}, "detail": {}, "previous_hash": {"type": "string"}, "hash": {"type": "string"}}
})json";
constexpr std::string_view kEvents = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/AuditEvent"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kHead = R"json({
  "type": "object", "title": "The last event of the chain, and when the chain was last verified", "required": ["chain", "sequence", "hash", "at", "at_ms", "last_verified_at", "was_whole"],
  "properties": {"chain": {"type": "string"}, "sequence": {"type": "integer"}, "hash": {"type": "string"}, "at": {"type": "string"}, "at_ms": {"type": "integer"}, "last_verified_at": {"type": ["string", "null"]}, "was_whole": {"type": ["boolean", "null"]}}
})json";
constexpr std::string_view kOpened = R"json({
  "type": "object", "required": ["id", "times", "others", "last_at", "unusual"],
  "properties": {"id": {"type": "string"}, "times": {"type": "integer"}, "others": {"type": "integer"}, "last_at": {"type": "string", "format": "date-time"}, "unusual": {"type": "boolean"}}
})json";
constexpr std::string_view kOpenedLists = R"json({
  "type": "object", "required": ["days", "records", "people"],
  "properties": {"days": {"type": "integer"}, "records": {"type": "array", "items": {"$ref": "#/components/schemas/OpenedOften"}}, "people": {"type": "array", "items": {"$ref": "#/components/schemas/OpenedOften"}}}
})json";

}  // namespace

void add_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  pages.shapes.insert(pages.shapes.end(), {{"AuditEvent", kEvent}, {"AuditEvents", kEvents}, {"AuditHead", kHead}, {"OpenedOften", kOpened}, {"OpenedOftenLists", kOpenedLists}});
  pages.pages.push_back({.pattern = "/api/v1/audit/events", .record = Record::AuditTrail, .verb = Verb::Read, .facts = desk::own_organisation(), .handler = events, .summary = "What was done for the own organisation and to its records",
                         .response_type = "AuditEvents",
                         .query = {{"person", "Id of who acted"}, {"happened", "read, refused, export or changed"}, {"record", "Kind of record"}, {"id", "Id of the record"}, {"from", "First day in London"}, {"to", "Last day in London"}, {"before", "Number of an event: those before it", "integer"}}});
  pages.pages.push_back({.pattern = "/api/v1/audit/head", .record = Record::AuditTrail, .verb = Verb::Export, .facts = desk::own_organisation(), .handler = head, .summary = "The last event of the chain, to be kept elsewhere", .response_type = "AuditHead"});
  pages.pages.push_back({.pattern = "/api/v1/audit/opened", .record = Record::AuditTrail, .verb = Verb::Read, .facts = desk::own_organisation(), .handler = opened, .summary = "Which children's records were opened unusually often, and by whom", .response_type = "OpenedOftenLists"});
}

}  // namespace rightplace::oversight
