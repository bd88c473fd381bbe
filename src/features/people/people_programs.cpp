// The same for programs: people with roles and absences, organisations and what belongs to what, claims to homes, alerts of
// emergency access. What gives people access (inviting, roles, absences) only people do: no token has that scope.

#include <algorithm>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/people/people_glass.h"
#include "features/people/people_parts.h"

namespace rightplace::people {
namespace {

using access::Record;
using access::Verb;
using desk::Asked;
using organisations::ClaimId;
using organisations::OrganisationId;

json::Value optional(const std::optional<Date>& day) { return day ? json::Value(*day) : json::Value(nullptr); }

// ---- People.

json::Object json_of(const accounts::Member& one) {
  json::Array roles, absences;
  for (const auto& held : one.roles)
    roles.push_back(json::Object{{"id", held.id.text()}, {"role", access::kRoles.code(held.role)}, {"from_on", held.stay.from}, {"until_on", optional(held.stay.until)}});
  for (const auto& away : one.delegations)
    absences.push_back(json::Object{{"id", away.id.text()}, {"role", access::kRoles.code(away.role)}, {"of", away.absent.text()}, {"held_by", away.held_by.text()}, {"from_on", away.stay.from}, {"until_on", optional(away.stay.until)}});
  return {{"id", one.id.text()}, {"name", one.contact.name.reveal()}, {"email", one.contact.email.reveal()}, {"from_on", one.stay.from}, {"until_on", optional(one.stay.until)},
          {"is_set_up", one.is_set_up}, {"roles", std::move(roles)}, {"absences", std::move(absences)}};
}

Response people_json(const Asked& asked) {
  json::Array items;
  for (const auto& one : colleagues_of(asked, asked.facts.owner)) items.push_back(json_of(one));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}

Response person_json(const Asked& asked) {
  const auto one = asked.desk.database.read([&](db::Read& tx) { return accounts::load_member(tx, asked.desk.vault, accounts::MembershipId(std::string(asked.value("id"))), asked.today()); });
  return one ? desk::answer_json(json_of(*one)) : desk::answer_problem(asked, one.error());
}

// ---- Organisations.

constexpr std::size_t kPage = 50;

json::Object json_of(const organisations::Organisation& one) {
  const auto& details = one.details;
  const auto number = details.authority_code + details.urn;
  return {{"id", one.id.text()}, {"name", details.name}, {"kind", organisations::kKinds.code(details.kind)}, {"number", number.empty() ? json::Value(nullptr) : json::Value(number)},
          {"from_on", details.stay.from}, {"until_on", optional(details.stay.until)}};
}

json::Array json_of(const std::vector<organisations::Tie>& ties) {
  json::Array items;
  for (const auto& tie : ties) items.push_back(json::Object{{"id", tie.other.text()}, {"name", tie.name}, {"from_on", tie.stay.from}, {"until_on", optional(tie.stay.until)}});
  return items;
}

Response organisations_json(const Asked& asked) {
  const auto& request = asked.exchange.request;
  const auto part = lower(squeeze(request.query_value("name")));
  const auto kind_text = request.query_value("kind");
  const auto kind = organisations::kKinds.parse(kind_text);
  if (!kind_text.empty() && !kind) return desk::answer_problem(asked, {ErrorKind::Invalid, "There is no such kind of organisation", {{"kind", "Send the code of a kind, such as authority or provider_group"}}});
  auto all = asked.desk.database.read([&](db::Read& tx) { return organisations::all_on(tx, asked.today(), kind); });
  std::erase_if(all, [&](const organisations::Organisation& one) { return !contains(lower(one.details.name), part); });
  const auto page = static_cast<std::size_t>(std::clamp<std::int64_t>(parse_integer(request.query_value("page")).value_or(1), 1, 1'000'000));
  json::Array items;
  for (std::size_t i = (page - 1) * kPage; i < std::min(all.size(), page * kPage); ++i) items.push_back(json_of(all[i]));
  auto next = Url("/api/v1/organisations");
  if (!part.empty()) next = next.with("name", part);
  if (kind) next = next.with("kind", organisations::kKinds.code(*kind));
  return desk::answer_json(desk::listed(std::move(items), page * kPage < all.size() ? std::optional(next.with("page", std::to_string(page + 1))) : std::nullopt));
}

Response organisation_json(const Asked& asked) {
  const OrganisationId id(std::string(asked.value("id")));
  return asked.desk.database.read([&](db::Read& tx) -> Response {
    const auto one = organisations::load(tx, id);
    if (!one) return desk::answer_problem(asked, access::missing());
    auto out = json_of(*one);
    out.set("belongs_to", json_of(organisations::ties_from(tx, id)));
    out.set("members", json_of(organisations::ties_into(tx, id)));
    json::Array homes;
    for (const auto& urn : organisations::homes_of(tx, id, asked.today())) homes.emplace_back(urn);
    out.set("homes", std::move(homes));
    return desk::answer_json(std::move(out));
  });
}

// A body of a request, read and held against what is asked for.
template <class Read>
Response with_body(const Asked& asked, std::string_view fault, Read&& read) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  auto change = read(fields);
  fields.refuse_others();
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, std::string(fault), std::move(faults)});
  return desk::carry_out_json(asked, change);
}

json::Value kept(std::string_view id) { return json::Value(json::Object{{"id", id}}); }

Response join_json(const Asked& asked) {
  return with_body(asked, "It cannot join as described: see the fields", [&](json::Fields& fields) {
    const OrganisationId into(fields.required_text("into"));
    const Stay stay{fields.required_date("from_on"), fields.date("until_on")};
    return [&asked, into, stay](db::Write& tx) -> Result<json::Value> {
      RP_CHECK(organisations::join(tx, asked.actor(), asked.allowed(), OrganisationId(std::string(asked.value("id"))), into, stay, asked.now()));
      return kept(asked.value("id"));
    };
  });
}

Response leave_json(const Asked& asked) {
  return with_body(asked, "It cannot leave as described: see the fields", [&](json::Fields& fields) {
    const auto until = fields.required_date("until_on");
    return [&asked, until](db::Write& tx) -> Result<json::Value> {
      RP_CHECK(organisations::leave(tx, asked.actor(), asked.allowed(), OrganisationId(std::string(asked.value("id"))), OrganisationId(std::string(asked.value("into"))), until, asked.now()));
      return kept(asked.value("id"));
    };
  });
}

Response end_json(const Asked& asked) {
  return with_body(asked, "It cannot end as described: see the fields", [&](json::Fields& fields) {
    const auto until = fields.required_date("until_on");
    return [&asked, until](db::Write& tx) -> Result<json::Value> {
      RP_CHECK(organisations::end(tx, asked.actor(), asked.allowed(), OrganisationId(std::string(asked.value("id"))), until, asked.now()));
      return kept(asked.value("id"));
    };
  });
}

// ---- Claims to homes.

json::Object json_of(const organisations::Claim& claim) {
  const auto* state = !claim.refused_because.empty() || (!claim.proof && claim.ended_at) ? "refused" : !claim.proof ? "waiting" : "proved";
  return {{"id", claim.id.text()}, {"provider", claim.organisation.text()}, {"urn", claim.urn}, {"state", state},
          {"proof", claim.proof ? json::Value(organisations::kProofs.code(*claim.proof)) : json::Value(nullptr)}, {"from_on", optional(claim.from_on)}, {"until_on", optional(claim.until_on)},
          {"refused_because", claim.refused_because.empty() ? json::Value(nullptr) : json::Value(claim.refused_because)}};
}

Response claims_json(const std::vector<organisations::Claim>& claims) {
  json::Array items;
  for (const auto& claim : claims) items.push_back(json_of(claim));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}
Response own_claims_json(const Asked& asked) {
  return claims_json(asked.desk.database.read([&](db::Read& tx) { return organisations::claims_of(tx, asked.facts.owner); }));
}
Response waiting_claims_json(const Asked& asked) { return claims_json(asked.desk.database.read(organisations::claims_waiting)); }

Response claim_json(const Asked& asked) {
  return with_body(asked, "The home cannot be claimed as described: see the fields", [&](json::Fields& fields) {
    const auto urn = fields.required_text("urn");
    return [&asked, urn](db::Write& tx) -> Result<json::Value> {
      auto claim = organisations::claim_home(tx, asked.actor(), asked.allowed(), asked.facts.owner, urn, asked.today(), asked.now());
      if (!claim) return fail(ErrorKind::Invalid, "The home cannot be claimed", {{"urn", claim.error().detail}});   // the register is open to everybody
      return kept(claim->text());
    };
  });
}

Response check_json(const Asked& asked) {
  return with_body(asked, "The claim cannot be decided as described: see the fields", [&](json::Fields& fields) {
    const auto proof_text = fields.text("proof");
    const auto proof = proof_text ? organisations::kProofs.parse(*proof_text) : std::nullopt;
    const auto because = fields.text("refused_because");
    const auto from = fields.date("from_on");
    if (proof_text && !proof) fields.fault("proof", "is not the code of a proof: certificate, register_contact or ofsted");
    if (proof_text.has_value() == because.has_value()) fields.fault("proof", "should be there, or else refused_because");
    if (proof && !from) fields.fault("from_on", "should say from which day the home is the provider's");
    return [&asked, proof, because, from](db::Write& tx) -> Result<json::Value> {
      const ClaimId id(std::string(asked.value("id")));
      RP_CHECK(proof ? organisations::prove_home(tx, asked.actor(), asked.allowed(), id, *proof, *from, asked.now())
                     : organisations::refuse_home(tx, asked.actor(), asked.allowed(), id, *because, asked.now()));
      return kept(id.text());
    };
  });
}

Response end_claim_json(const Asked& asked) {
  return with_body(asked, "The claim cannot end as described: see the fields", [&](json::Fields& fields) {
    const auto until = fields.required_date("until_on");
    return [&asked, until](db::Write& tx) -> Result<json::Value> {
      RP_CHECK(organisations::end_home(tx, asked.actor(), asked.allowed(), ClaimId(std::string(asked.value("id"))), until, asked.now()));
      return kept(asked.value("id"));
    };
  });
}

// ---- Alerts of emergency access: to be read. Somebody has to look at each.

json::Object json_of(const Broken& one) {
  return {{"id", one.id.text()}, {"person", one.person.text()}, {"child", one.child.text()}, {"danger", kDangers.code(one.danger)}, {"opened_at", one.opened_at.iso()}, {"until_at", one.until_at.iso()},
          {"seen_at", one.seen_at ? json::Value(one.seen_at->iso()) : json::Value(nullptr)}, {"seen_by", one.seen_by ? json::Value(one.seen_by->text()) : json::Value(nullptr)}};
}
Response alerts_json(const Asked& asked) {
  json::Array items;
  for (const auto& one : asked.desk.database.read([&](db::Read& tx) { return broken_in(tx, asked.desk.vault, asked.facts.owner); })) items.push_back(json_of(one));
  return desk::answer_json(desk::listed(std::move(items), std::nullopt));
}
Response alert_json(const Asked& asked) {
  const auto one = asked.desk.database.read([&](db::Read& tx) { return load_broken(tx, asked.desk.vault, GlassId(std::string(asked.value("id")))); });
  if (!one) return desk::answer_problem(asked, one.error());
  auto out = json_of(*one);
  out.set("reason", one->reason.reveal());
  out.set("seen_words", one->seen_at ? json::Value(one->seen_words.reveal()) : json::Value(nullptr));
  return desk::answer_json(std::move(out));
}

// ---- Shapes.

constexpr std::string_view kMember = R"json({
  "type": "object", "title": "A person of the organisation", "required": ["id", "name", "email", "from_on", "until_on", "is_set_up", "roles", "absences"],
  "properties": {"id": {"type": "string", "description": "Of the person's work in this organisation"}, "name": {"type": "string"}, "email": {"type": "string"},
    "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date", "description": "The first day after it"}, "is_set_up": {"type": "boolean"},
    "roles": {"type": "array", "items": {"type": "object", "required": ["id", "role", "from_on", "until_on"], "properties": {"id": {"type": "string"}, "role": {"type": "string"}, "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"}}}},
    "absences": {"type": "array", "items": {"type": "object", "required": ["id", "role", "of", "held_by", "from_on", "until_on"], "properties": {"id": {"type": "string"}, "role": {"type": "string"}, "of": {"type": "string"}, "held_by": {"type": "string"},
      "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"}}}}}
})json";
constexpr std::string_view kMembers = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kBody = R"json({
  "type": "object", "title": "An organisation that works here", "required": ["id", "name", "kind", "number", "from_on", "until_on"],
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "kind": {"type": "string"}, "number": {"type": ["string", "null"], "description": "ONS code of an authority, URN of a home"},
    "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"},
    "belongs_to": {"type": "array", "items": {"$ref": "#/components/schemas/OrganisationTie"}}, "members": {"type": "array", "items": {"$ref": "#/components/schemas/OrganisationTie"}},
    "homes": {"type": "array", "items": {"type": "string"}, "description": "URNs for which it acts today"}}
})json";
constexpr std::string_view kTie = R"json({
  "type": "object", "required": ["id", "name", "from_on", "until_on"],
  "properties": {"id": {"type": "string"}, "name": {"type": "string"}, "from_on": {"type": "string", "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"}}
})json";
constexpr std::string_view kBodies = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Organisation"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kNewTie = R"json({
  "type": "object", "required": ["into", "from_on"], "properties": {"into": {"type": "string", "description": "Id of the organisation that it comes to belong to"}, "from_on": {"type": "string", "format": "date"}, "until_on": {"type": "string", "format": "date"}}
})json";
constexpr std::string_view kEnd = R"json({"type": "object", "required": ["until_on"], "properties": {"until_on": {"type": "string", "format": "date", "description": "The first day on which it no longer counts"}}})json";
constexpr std::string_view kKept = R"json({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}})json";
constexpr std::string_view kClaim = R"json({
  "type": "object", "title": "A provider's claim to a home", "required": ["id", "provider", "urn", "state", "proof", "from_on", "until_on", "refused_because"],
  "properties": {"id": {"type": "string"}, "provider": {"type": "string"}, "urn": {"type": "string"}, "state": {"enum": ["waiting", "proved", "refused"]}, "proof": {"type": ["string", "null"]},
    "from_on": {"type": ["string", "null"], "format": "date"}, "until_on": {"type": ["string", "null"], "format": "date"}, "refused_because": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kClaims = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/HomeClaim"}}, "next": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kNewClaim = R"json({"type": "object", "required": ["urn"], "properties": {"urn": {"type": "string"}}})json";
constexpr std::string_view kDecision = R"json({
  "type": "object", "description": "Either proof with from_on, or refused_because",
  "properties": {"proof": {"enum": ["certificate", "register_contact", "ofsted"]}, "from_on": {"type": "string", "format": "date"}, "refused_because": {"type": "string", "maxLength": 500}}
})json";
constexpr std::string_view kAlert = R"json({
  "type": "object", "title": "That a child's record was opened in an emergency", "required": ["id", "person", "child", "danger", "opened_at", "until_at", "seen_at", "seen_by"],
  "properties": {"id": {"type": "string"}, "person": {"type": "string"}, "child": {"type": "string"}, "danger": {"type": "string"}, "opened_at": {"type": "string", "format": "date-time"}, "until_at": {"type": "string", "format": "date-time"},
    "seen_at": {"type": ["string", "null"], "format": "date-time"}, "seen_by": {"type": ["string", "null"]}, "reason": {"type": "string"}, "seen_words": {"type": ["string", "null"]}}
})json";
constexpr std::string_view kAlerts = R"json({
  "type": "object", "required": ["items", "next"], "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/EmergencyAlert"}}, "next": {"type": ["string", "null"]}}
})json";

}  // namespace

void add_programs(const desk::Desk& desk, desk::Pages& pages) {
  using web::Method;
  const auto own = desk::own_organisation();
  const std::vector<desk::Page> all = {
      {.pattern = "/api/v1/people", .record = Record::People, .verb = Verb::Read, .facts = own, .handler = people_json, .summary = "The people of the own organisation, with roles and absences", .response_type = "Members"},
      {.pattern = "/api/v1/people/{id}", .record = Record::People, .verb = Verb::Read, .facts = member_facts, .handler = person_json, .summary = "One person of the own organisation", .response_type = "Member"},
      {.pattern = "/api/v1/organisations", .record = Record::Organisation, .verb = Verb::Read, .facts = desk::general(), .handler = organisations_json, .summary = "The organisations that work here today", .response_type = "Organisations",
       .query = {{"name", "Part of the name"}, {"kind", "Code of the kind"}, {"page", "Which fifty, from 1", "integer"}}},
      {.pattern = "/api/v1/organisations/{id}", .record = Record::Organisation, .verb = Verb::Read, .facts = organisation_facts, .handler = organisation_json, .summary = "One organisation, what belongs to it and since when", .response_type = "Organisation"},
      {.method = Method::Post, .pattern = "/api/v1/organisations/{id}/ties", .record = Record::Organisation, .verb = Verb::Write, .facts = organisation_facts, .handler = join_json, .summary = "Say that an organisation belongs to another", .request_type = "NewOrganisationTie", .response_type = "PeopleKept"},
      {.method = Method::Post, .pattern = "/api/v1/organisations/{id}/ties/{into}/end", .record = Record::Organisation, .verb = Verb::Write, .facts = organisation_facts, .handler = leave_json, .summary = "Say that it belongs to the other no longer", .request_type = "EndsOn", .response_type = "PeopleKept"},
      {.method = Method::Post, .pattern = "/api/v1/organisations/{id}/end", .record = Record::Organisation, .verb = Verb::Write, .facts = organisation_facts, .handler = end_json, .summary = "End the work of an organisation here", .request_type = "EndsOn", .response_type = "PeopleKept"},
      {.pattern = "/api/v1/own-homes", .record = Record::HomeClaim, .verb = Verb::Read, .facts = own, .handler = own_claims_json, .summary = "The homes that the own organisation says are its own", .response_type = "HomeClaims"},
      {.method = Method::Post, .pattern = "/api/v1/own-homes", .record = Record::HomeClaim, .verb = Verb::Write, .facts = own, .handler = claim_json, .summary = "Say that a registered home is the own organisation's", .request_type = "NewHomeClaim", .response_type = "PeopleKept"},
      {.pattern = "/api/v1/home-claims", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = desk::general(), .handler = waiting_claims_json, .summary = "Claims to homes that wait to be checked", .response_type = "HomeClaims"},
      {.method = Method::Post, .pattern = "/api/v1/home-claims/{id}", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = claim_facts, .handler = check_json, .summary = "Decide a claim to a home", .request_type = "ClaimDecision", .response_type = "PeopleKept"},
      {.method = Method::Post, .pattern = "/api/v1/home-claims/{id}/end", .record = Record::HomeClaim, .verb = Verb::Approve, .facts = claim_facts, .handler = end_claim_json, .summary = "End a proved claim to a home that was sold or closed", .request_type = "EndsOn", .response_type = "PeopleKept"},
      {.pattern = "/api/v1/emergency-access/alerts", .record = Record::GlassAlert, .verb = Verb::Read, .facts = own, .handler = alerts_json, .summary = "When records of the own authority were opened in an emergency", .response_type = "EmergencyAlerts"},
      {.pattern = "/api/v1/emergency-access/alerts/{id}", .record = Record::GlassAlert, .verb = Verb::Read, .facts = alert_facts(desk), .handler = alert_json, .summary = "Why a record was opened in an emergency", .response_type = "EmergencyAlert"}};
  pages.pages.insert(pages.pages.end(), all.begin(), all.end());
  pages.shapes.insert(pages.shapes.end(), {{"Member", kMember}, {"Members", kMembers}, {"Organisation", kBody}, {"Organisations", kBodies}, {"OrganisationTie", kTie}, {"NewOrganisationTie", kNewTie}, {"EndsOn", kEnd}, {"PeopleKept", kKept},
                                           {"HomeClaim", kClaim}, {"HomeClaims", kClaims}, {"NewHomeClaim", kNewClaim}, {"ClaimDecision", kDecision}, {"EmergencyAlert", kAlert}, {"EmergencyAlerts", kAlerts}});
}

}  // namespace rightplace::people
