// Rooms, fees and who lives in an own home, for programs: what the pages do, as JSON.

#include <algorithm>

#include "base/text.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_changes.h"
#include "features/supplying/supplying_pages.h"

namespace rightplace::supplying {
namespace {

json::Object stated_json(std::int64_t version, std::optional<Instant> at) { return {{"version", version}, {"stated_at", at ? json::Value(at->iso()) : json::Value(nullptr)}}; }
json::Value or_null(const std::optional<Date>& day) { return day ? json::Value(*day) : json::Value(nullptr); }

}  // namespace

web::Response send_rooms_json(const desk::Asked& asked) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto what = fields.required_text("change");
  const auto kind = kRoomChangeKinds.parse(what);
  const auto shown = fields.required_integer("version", 0);
  if (!kind && !what.empty()) fields.fault("change", "is none of add, change and remove");
  RoomChange change{kind.value_or(RoomChangeKind::Add), {}, {}};
  if (kind && *kind != RoomChangeKind::Add) change.was = fields.required_text("room");
  if (kind && *kind != RoomChangeKind::Remove) {
    change.room.room = squeeze(fields.required_text("name"));
    if (fields.has("adaptations")) change.room.adaptations.emplace();
    for (const auto& one : fields.array("adaptations")) {
      const auto* code = one.as_string();
      const auto adaptation = code ? kAdaptations.parse(*code) : std::nullopt;
      if (!adaptation || !belongs_to_a_room(*adaptation)) fields.fault("adaptations", "holds what is no adaptation of a room");
      else change.room.adaptations->push_back(*adaptation);
    }
  }
  fields.refuse_others();
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The change cannot be read", std::move(faults)});
  const auto urn = std::string(asked.value("urn"));
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    RP_CHECK(carry_out(tx, asked, urn, change, shown));
    const auto home = supply::supply_of(tx, urn, asked.today(), asked.desk.days.now());
    return json::Value(json::Object{{"version", home.rooms ? home.rooms->version : 0}});
  });
}

web::Response fees_json(const desk::Asked& asked) {
  const auto view = load(asked);
  if (!view) return desk::answer_problem(asked, access::missing());
  const auto* fees = view->fees();
  // An earlier provider's fees are nobody's to read; their version must still be known to replace them.
  auto all = stated_json(view->supply.fees ? view->supply.fees->version : 0, fees ? std::optional(fees->at) : std::nullopt);
  json::Array rows;
  if (fees)
    for (const auto& fee : fees->value) rows.emplace_back(json::Object{{"route", kRoutes.code(fee.route)}, {"need_level", kNeedLevels.code(fee.need_level)}, {"weekly_pence", fee.rate.per_week.value}});
  all.set("urn", view->home.urn);
  all.set("fees", std::move(rows));
  return desk::answer_json(std::move(all));
}

web::Response children_json(const desk::Asked& asked) {
  const auto view = load(asked);
  if (!view) return desk::answer_problem(asked, access::missing());
  json::Array placed;
  for (const auto& placement : view->placed) {
    if (!reads_placement(asked, *view, placement)) continue;
    const auto nights = supply::occupation_of(placement, asked.today()).nights;
    placed.emplace_back(json::Object{{"placement", placement.id.text()}, {"authority_code", placement.authority_code}, {"state", placements::kStates.code(placement.state)}, {"from", nights.from}, {"until", or_null(nights.until)},
                                     {"room", placement.room ? json::Value(*placement.room) : json::Value(nullptr)}});
  }
  const auto& residents = view->supply.residents;
  auto all = stated_json(residents ? residents->version : 0, residents ? std::optional(residents->at) : std::nullopt);
  all.set("urn", view->home.urn);
  all.set("placements", std::move(placed));
  all.set("tables", residents ? json::Value(supply::to_json(residents->value)) : json::Value(json::Object{}));
  return desk::answer_json(std::move(all));
}

web::Response send_placement_room_json(const desk::Asked& asked) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const PlacementRoom change{placements::PlacementId(std::string(asked.value("placement"))), fields.required_text("room"), fields.text("stood").value_or("")};
  fields.refuse_others();
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The room cannot be read", std::move(faults)});
  const auto urn = std::string(asked.value("urn"));
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    RP_CHECK(carry_out(tx, asked, urn, change));
    return json::Value(json::Object{{"placement", change.placement.text()}, {"room", change.room}, {"state", placements::kStates.code(placements::State::Confirmed)}});
  });
}

std::vector<desk::Shape> program_shapes() {
  return {
      {"OwnHomes", R"json({"type":"object","required":["items","next"],"additionalProperties":false,"properties":{"next":{"type":["string","null"]},"items":{"type":"array","items":{"type":"object",
        "required":["urn","name","to_do","blocked","stated_at","counts_as_known","rooms","free","held","out_of_use","not_known","statement_percent"],"additionalProperties":false,"properties":{
          "urn":{"type":"string"},"name":{"type":"string"},"to_do":{"type":"string","description":"What needs doing, as the page says it"},"blocked":{"type":"boolean","description":"No new child may be placed"},"stated_at":{"type":["string","null"]},
          "counts_as_known":{"type":"boolean"},"rooms":{"type":"integer"},"free":{"type":"integer","description":"Today, as the home says it"},"held":{"type":"integer"},"out_of_use":{"type":"integer"},"not_known":{"type":"integer"},
          "statement_percent":{"type":"integer","minimum":0,"maximum":100}}}}}})json"},
      {"RoomsChange", R"json({"type":"object","required":["change","version"],"additionalProperties":false,"properties":{"change":{"enum":["add","change","remove"]},"version":{"type":"integer","minimum":0},
        "room":{"type":"string","description":"Its name until now: change, remove"},"name":{"type":"string","description":"Its name from now on: add, change"},"adaptations":{"type":"array","items":{"type":"string"}}}})json"},
      {"RoomsVersion", R"json({"type":"object","required":["version"],"additionalProperties":false,"properties":{"version":{"type":"integer"}}})json"},
      {"HomeFees", R"json({"type":"object","required":["urn","version","stated_at","fees"],"additionalProperties":false,"properties":{"urn":{"type":"string"},"version":{"type":"integer"},"stated_at":{"type":["string","null"]},
        "fees":{"type":"array","items":{"type":"object","required":["route","need_level","weekly_pence"],"additionalProperties":false,"properties":{"route":{"type":"string"},"need_level":{"type":"string"},"weekly_pence":{"type":"integer","minimum":0}}}}}})json"},
      {"HomeChildren", R"json({"type":"object","required":["urn","version","stated_at","placements","tables"],"additionalProperties":false,"properties":{"urn":{"type":"string"},"version":{"type":"integer"},"stated_at":{"type":["string","null"]},
        "placements":{"type":"array","items":{"type":"object","required":["placement","authority_code","state","from","until","room"],"additionalProperties":false,"properties":{"placement":{"type":"string"},"authority_code":{"type":"string"},
          "state":{"enum":["claimed","confirmed","ended"]},"from":{"type":"string","format":"date"},"until":{"type":["string","null"],"format":"date"},"room":{"type":["string","null"]}}}},
        "tables":{"type":"object","description":"The home's own list, without names: the table residents"}}})json"},
      {"PlacementRoom", R"json({"type":"object","required":["room"],"additionalProperties":false,"properties":{"room":{"type":"string"},"stood":{"type":"string","description":"The room that was read; left out: none"}}})json"},
      {"PlacementRoomSaid", R"json({"type":"object","required":["placement","room","state"],"additionalProperties":false,"properties":{"placement":{"type":"string"},"room":{"type":"string"},"state":{"enum":["confirmed"]}}})json"},
  };
}

}  // namespace rightplace::supplying
