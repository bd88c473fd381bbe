// The changes of pages, as JSON.

#include "base/text.h"
#include "features/caseload/caseload_parts.h"

namespace rightplace::caseload {
namespace {

// The body's fields as `read` takes them; every fault of them at once, and no member that nobody knows.
template <class Read>
auto body_of(const Asked& asked, Read&& read) -> Result<decltype(read(std::declval<json::Fields&>()))> {
  RP_TRY(body, desk::json_body(asked));
  std::vector<FieldError> faults;
  json::Fields fields(&body, "", faults);
  auto out = read(fields);
  fields.refuse_others();
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The request cannot be read as it stands: see the fields", std::move(faults));
  return out;
}

std::optional<Personal<std::string>> personal(std::optional<std::string> text) { return text ? std::optional(Personal(std::move(*text))) : std::nullopt; }

// What the change answers, once for each key.
template <class Body, class Change>
web::Response changed(const Asked& asked, const Result<Body>& body, Change&& change) {
  if (!body) return desk::answer_problem(asked, body.error());
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> { return change(tx, *body); });
}

web::Response add(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields& fields) {
    NewChild child{{Personal(fields.required_text("given_names")), Personal(fields.required_text("family_name")), personal(fields.text("known_as")), personal(fields.text("upn")), personal(fields.text("nhs_number"))},
                   fields.date("born_on"), {}, fields.required_text("local_id"), fields.date("from_on")};
    if (const auto sex = fields.text("sex")) child.sex = children::kSexes.parse(*sex);
    return child;
  });
  std::optional<Refused> refused;
  const auto answer = changed(asked, body, [&](db::Write& tx, const NewChild& child) -> Result<json::Value> {
    RP_TRY(added, add_child(tx, asked, child, refused));
    return json::Value(json::Object{{"id", added.child.text()}, {"adopted", added.adopted}});
  });
  if (auto noted = note_refused(asked, refused); !noted) return desk::answer_problem(asked, noted.error());
  return answer;
}

// A part left out stays as it is; null takes it away.
std::optional<Personal<std::string>> or_kept(json::Fields& fields, const json::Value& body, std::string_view name, const std::optional<Personal<std::string>>& kept) {
  auto text = fields.text(name);
  return body.find(name) ? personal(std::move(text)) : kept;
}

web::Response write_identity(const Asked& asked) {
  const children::ChildId child(asked.facts.child);
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    const auto kept = children::identity_of(tx, asked.desk.vault, child);
    const auto before = kept ? kept->identity : children::Identity{};
    std::vector<FieldError> faults;
    json::Fields fields(&*body, "", faults);
    children::Identity wanted{Personal(fields.required_text("given_names")), Personal(fields.required_text("family_name")), or_kept(fields, *body, "known_as", before.known_as), or_kept(fields, *body, "upn", before.upn),
                              or_kept(fields, *body, "nhs_number", before.nhs_number)};
    const auto version = fields.required_integer("version", 0);
    fields.refuse_others();
    if (!faults.empty()) return fail(ErrorKind::Invalid, "The name and numbers cannot be read as they stand: see the fields", std::move(faults));
    RP_CHECK(children::set_identity(tx, asked.desk.vault, asked.actor(), asked.allowed(), child, wanted, version, asked.now()));
    return json::Value(json::Object{{"version", version + 1}});
  });
}

web::Response allocate_one(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields& fields) {
    const auto code = fields.required_text("part");
    const auto part = children::kParts.parse(code);
    if (!part && !code.empty()) fields.fault("part", "should be worker, manager or reviewing_officer");
    return Allocating{part.value_or(children::Part::Worker), fields.required_text("email"), fields.date("from_on"), fields.required_integer("version", 0)};
  });
  return changed(asked, body, [&](db::Write& tx, const Allocating& wanted) -> Result<json::Value> {
    RP_CHECK(allocate(tx, asked, wanted));
    return json::Value(json::Object{{"version", children::allocations_version(tx, children::ChildId(asked.facts.child))}});
  });
}

web::Response correct_one(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields& fields) {
    Correcting wanted{fields.date("born_on"), {}, fields.required_text("because"), fields.required_integer("version", 0)};
    if (const auto sex = fields.text("sex")) wanted.sex = children::kSexes.parse(*sex);
    return wanted;
  });
  return changed(asked, body, [&](db::Write& tx, const Correcting& wanted) -> Result<json::Value> {
    RP_CHECK(correct(tx, asked, wanted));
    return json::Value(json::Object{{"version", children::corrections_version(tx, children::ChildId(asked.facts.child))}});
  });
}

json::Value state_of(db::Read& tx, const Asked& asked) {
  const auto care = children::case_of(tx, children::ChildId(asked.facts.child));
  return json::Object{{"in_care_since", care ? std::optional(care->stay.from) : std::nullopt},
                      {"care_ended_on", care ? care->stay.until : std::nullopt},
                      {"restricted", care && care->restricted}};
}

web::Response end_one(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields& fields) { return fields.date("until_on"); });
  return changed(asked, body, [&](db::Write& tx, const std::optional<Date>& until) -> Result<json::Value> {
    RP_CHECK(end_care(tx, asked, until));
    return state_of(tx, asked);
  });
}

web::Response restrict_one(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields& fields) { return fields.required_text("because"); });
  return changed(asked, body, [&](db::Write& tx, const std::string& because) -> Result<json::Value> {
    RP_CHECK(restrict(tx, asked, because));
    return state_of(tx, asked);
  });
}

web::Response lift_one(const Asked& asked) {
  const auto body = body_of(asked, [](json::Fields&) { return true; });
  return changed(asked, body, [&](db::Write& tx, bool) -> Result<json::Value> {
    RP_CHECK(lift_restriction(tx, asked));
    return state_of(tx, asked);
  });
}

constexpr std::string_view kNewChild = R"json({
  "type": "object", "title": "A child who is new here", "required": ["given_names", "family_name", "born_on", "sex", "local_id", "from_on"], "additionalProperties": false,
  "properties": {"given_names": {"type": "string"}, "family_name": {"type": "string"}, "known_as": {"type": ["string", "null"]}, "upn": {"type": ["string", "null"]}, "nhs_number": {"type": ["string", "null"]},
    "born_on": {"type": "string", "format": "date"}, "sex": {"enum": ["female", "male", "unknown"]}, "local_id": {"type": "string", "maxLength": 40}, "from_on": {"type": "string", "format": "date", "description": "Since when the authority is responsible"}}
})json";
constexpr std::string_view kAdded = R"json({
  "type": "object", "required": ["id", "adopted"], "properties": {"id": {"type": "string"}, "adopted": {"type": "boolean", "description": "A record that was here, and not in care, goes on"}}
})json";
constexpr std::string_view kIdentity = R"json({
  "type": "object", "required": ["given_names", "family_name", "version"], "additionalProperties": false,
  "properties": {"given_names": {"type": "string"}, "family_name": {"type": "string"}, "known_as": {"type": ["string", "null"], "description": "Left out: as it is; null: none"}, "upn": {"type": ["string", "null"]},
    "nhs_number": {"type": ["string", "null"]}, "version": {"type": "integer", "description": "identity_version as it was read; 0 where nothing was written down"}}
})json";
constexpr std::string_view kVersion = R"json({"type": "object", "required": ["version"], "properties": {"version": {"type": "integer"}}})json";
constexpr std::string_view kAllocation = R"json({
  "type": "object", "required": ["part", "email", "from_on", "version"], "additionalProperties": false,
  "properties": {"part": {"enum": ["worker", "manager", "reviewing_officer"]}, "email": {"type": "string", "description": "Of somebody who holds that role in the authority that day"}, "from_on": {"type": "string", "format": "date"},
    "version": {"type": "integer", "description": "people_version as it was read; 0 for a child to whom nobody was ever allocated"}}
})json";
constexpr std::string_view kCorrection = R"json({
  "type": "object", "required": ["born_on", "sex", "because", "version"], "additionalProperties": false,
  "properties": {"born_on": {"type": "string", "format": "date"}, "sex": {"enum": ["female", "male", "unknown"]}, "because": {"type": "string", "maxLength": 500}, "version": {"type": "integer", "description": "facts_version as it was read"}}
})json";
constexpr std::string_view kEnd = R"json({"type": "object", "required": ["until_on"], "additionalProperties": false, "properties": {"until_on": {"type": "string", "format": "date"}}})json";
constexpr std::string_view kRestriction = R"json({"type": "object", "required": ["because"], "additionalProperties": false, "properties": {"because": {"type": "string", "maxLength": 500}}})json";
constexpr std::string_view kNothing = R"json({"type": "object", "additionalProperties": false, "properties": {}})json";
constexpr std::string_view kCare = R"json({
  "type": "object", "required": ["in_care_since", "care_ended_on", "restricted"],
  "properties": {"in_care_since": {"type": ["string", "null"], "format": "date"}, "care_ended_on": {"type": ["string", "null"], "format": "date"}, "restricted": {"type": "boolean"}}
})json";

}  // namespace

void add_changes_by_programs(desk::Pages& pages) {
  using access::Record;
  using access::Verb;
  using web::Method;
  pages.shapes.insert(pages.shapes.end(), {{"NewChild", kNewChild}, {"ChildAdded", kAdded}, {"ChildIdentity", kIdentity}, {"ChildVersion", kVersion}, {"ChildAllocation", kAllocation}, {"ChildCorrection", kCorrection},
                                           {"EndOfCare", kEnd}, {"ChildRestriction", kRestriction}, {"Nothing", kNothing}, {"ChildCare", kCare}});
  const auto change = [&](Method method, std::string_view pattern, Record record, Verb verb, web::Response (*handler)(const Asked&), std::string_view summary, std::string_view request, std::string_view response) {
    const bool named = pattern.find("{id}") != std::string_view::npos;
    pages.pages.push_back({.method = method, .pattern = pattern, .record = record, .verb = verb, .facts = named ? facts_of_address : facts_of_list, .handler = handler, .summary = summary, .request_type = request, .response_type = response});
  };
  change(Method::Post, "/api/v1/children", Record::ChildIdentity, Verb::Write, add, "Add a child for whom the own authority is responsible", "NewChild", "ChildAdded");
  change(Method::Put, "/api/v1/children/{id}/identity", Record::ChildIdentity, Verb::Write, write_identity, "Write a child's name and numbers", "ChildIdentity", "ChildVersion");
  change(Method::Post, "/api/v1/children/{id}/people", Record::ChildCase, Verb::Write, allocate_one, "Say who works with a child", "ChildAllocation", "ChildVersion");
  change(Method::Post, "/api/v1/children/{id}/allocate", Record::ChildCase, Verb::Approve, allocate_one, "Allocate a child of the own authority", "ChildAllocation", "ChildVersion");
  change(Method::Post, "/api/v1/children/{id}/correct", Record::ChildIdentity, Verb::Write, correct_one, "Put a child's day of birth or sex right", "ChildCorrection", "ChildVersion");
  change(Method::Post, "/api/v1/children/{id}/end", Record::ChildCase, Verb::Write, end_one, "Record that a child's care has ended", "EndOfCare", "ChildCare");
  change(Method::Post, "/api/v1/children/{id}/restrict", Record::ChildCase, Verb::Write, restrict_one, "Show a record only to those who work with the child", "ChildRestriction", "ChildCare");
  change(Method::Post, "/api/v1/children/{id}/lift-restriction", Record::ChildCase, Verb::Approve, lift_one, "Lift the restriction of a record", "Nothing", "ChildCare");
}

}  // namespace rightplace::caseload
