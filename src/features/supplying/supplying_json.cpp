#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/supplying/supplying_frame.h"
#include "features/supplying/supplying_changes.h"
#include "features/supplying/supplying_pages.h"
#include "features/supplying/supplying_statement.h"

namespace rightplace::supplying {
namespace {

// What a program may read and state of an own home; fees are a record of their own, residents are no part of this.
constexpr supply::Subject kOpen[] = {supply::Subject::Purpose, supply::Subject::Rooms, supply::Subject::Calendar, supply::Subject::Staffing, supply::Subject::Team, supply::Subject::Area, supply::Subject::Services};


std::optional<supply::Version> version_that_stands(db::Read& tx, std::string_view urn, supply::Subject subject) {
  const auto all = supply::history(tx, urn, subject);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

json::Object version_json(const supply::Version& version) { return {{"version", version.version}, {"stated_at", version.at.iso()}, {"said_again", version.renewed}}; }

bool is_own(const desk::Asked& asked) {
  const auto own = own_homes(asked.standing);
  return std::ranges::find(own, asked.value("urn")) != own.end();
}

// {"version": …, "tables": {…}}, stated anew.
web::Response state_anew(const desk::Asked& asked, supply::Subject subject) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto shown = fields.required_integer("version", 0);
  const auto* tables = fields.value("tables");
  if (!tables) fields.fault("tables", "is missing");
  fields.refuse_others();
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The statement cannot be read", std::move(faults)});
  const auto said = supply::statement_from_json(subject, *tables, when(asked).at);
  if (!said) return desk::answer_problem(asked, said.error());
  const auto urn = std::string(asked.value("urn"));
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    RP_TRY(version, supply::state(tx, asked.actor(), asked.allowed(), urn, *said, shown, when(asked)));
    return json::Value(version_json(version));
  });
}

}  // namespace

web::Response supply_json(const desk::Asked& asked) {
  const auto view = load(asked);
  if (!view) return desk::answer_problem(asked, access::missing());
  json::Array statements;
  asked.desk.database.read([&](db::Read& tx) {
    for (const auto subject : kOpen) {
      const auto said = supply::standing(view->supply, subject);
      const auto version = version_that_stands(tx, view->home.urn, subject);
      if (!said || !version) continue;
      auto one = version_json(*version);
      one.set("subject", supply::kSubjects.code(subject));
      one.set("tables", supply::to_json(*said));
      statements.emplace_back(std::move(one));
    }
  });
  const auto matters = schedule_1(view->home, view->supply);
  json::Array missing;
  for (const auto& matter : matters)
    if (!matter.missing.empty()) missing.emplace_back(json::Object{{"paragraph", matter.paragraph}, {"matter", matter.matter}, {"missing", matter.missing}});
  return desk::answer_json(json::Object{{"urn", view->home.urn}, {"complete_percent", percent(matters)}, {"missing", std::move(missing)}, {"statements", std::move(statements)}});
}

web::Response send_supply_json(const desk::Asked& asked) {
  const auto subject = supply::kSubjects.parse(asked.value("subject"));
  // The calendar and the rooms are changed one by one, and by whoever may write vacancies.
  if (!subject || std::ranges::find(kOpen, *subject) == std::end(kOpen) || *subject == supply::Subject::Calendar || *subject == supply::Subject::Rooms) return desk::answer_problem(asked, access::missing());
  return state_anew(asked, *subject);
}

web::Response send_fees_json(const desk::Asked& asked) { return state_anew(asked, supply::Subject::Fees); }
web::Response send_residents_json(const desk::Asked& asked) { return state_anew(asked, supply::Subject::Residents); }

web::Response places_json(const desk::Asked& asked) {
  const auto& query = asked.exchange.request;
  const auto from = query.query_value("from").empty() ? std::optional(asked.today()) : parse_iso_date(query.query_value("from"));
  const auto days = query.query_value("days").empty() ? std::optional(std::int64_t{35}) : parse_integer(query.query_value("days"));
  if (!from || std::abs(*from - asked.today()) > 3'650) return desk::answer_problem(asked, {ErrorKind::Invalid, "\"from\" must be a day such as 2026-03-02, within ten years", {{"from", "is no such day"}}});
  if (!days || *days < 1 || *days > 400) return desk::answer_problem(asked, {ErrorKind::Invalid, "\"days\" must be a whole number from 1 to 400", {{"days", "is not from 1 to 400"}}});
  const auto view = load(asked);
  if (!view) return desk::answer_problem(asked, access::missing());
  const bool own = is_own(asked);
  const auto end = from->plus_days(static_cast<int>(*days));
  const bool known = supply::counts_as_known(view->supply, asked.today());
  auto calendars = supply::room_calendars(view->supply, view->occupations, *from);
  if (!own && (!known || view->is_blocked())) supply::nothing_is_free(calendars);
  json::Array rooms, notices;
  for (const auto& notice : view->supply.notices)
    notices.emplace_back(json::Object{{"kind", supply::kNoticeKinds.code(notice.kind)}, {"served_on", notice.served_on}, {"until", notice.until ? json::Value(*notice.until) : json::Value(nullptr)}});
  for (const auto& calendar : calendars) {
    json::Array times;
    for (const auto& time : calendar.times) {
      if (time.nights.from >= end) break;
      json::Object one{{"state", supply::kRoomStates.code(time.state)}, {"from", time.nights.from}, {"until", time.nights.until && *time.nights.until < end ? json::Value(*time.nights.until) : json::Value(end)}};
      if (own && !time.held_for.empty()) one.set("held_for", time.held_for);
      times.emplace_back(std::move(one));
    }
    rooms.emplace_back(json::Object{{"room", calendar.room}, {"times", std::move(times)}});
  }
  const auto& calendar = view->supply.calendar;
  json::Object all{{"urn", view->home.urn},
                   {"from", *from},
                   {"until", end},
                   {"stated_at", calendar ? json::Value(calendar->at.iso()) : json::Value(nullptr)},
                   {"counts_as_known", known},
                   {"status", homes::kStatuses.code(view->home.status)},
                   {"blocked", view->is_blocked()},
                   {"notices", std::move(notices)},
                   {"may_take", calendar && calendar->value.may_take ? json::Value(*calendar->value.may_take) : json::Value(nullptr)},
                   {"rooms", std::move(rooms)}};
  if (own) {
    all.set("version", calendar ? calendar->version : 0);
    json::Array holds;
    for (const auto& hold : view->supply.holds)
      holds.emplace_back(json::Object{{"version", hold.version}, {"room", hold.room}, {"held_for", hold.held_for}, {"from", hold.nights.from}, {"until", hold.nights.until ? json::Value(*hold.nights.until) : json::Value(nullptr)}, {"held_until", hold.held_until.iso()}});
    all.set("holds", std::move(holds));
  }
  return desk::answer_json(std::move(all));
}

web::Response send_places_json(const desk::Asked& asked) {
  const auto body = desk::json_body(asked);
  if (!body) return desk::answer_problem(asked, body.error());
  std::vector<FieldError> faults;
  json::Fields fields(&*body, "", faults);
  const auto what = fields.required_text("change");
  const auto shown = fields.integer("version", 0).value_or(0);
  const bool renews = what == "still_right", releases = what == "release", limits = what == "may_take";
  const auto kind = kChangeKinds.parse(what);
  if (!renews && !releases && !limits && !kind && faults.empty()) fields.fault("change", "is none of free, taken, out_of_use, in_use, hold, release, may_take and still_right");
  Change change;
  std::optional<int> may_take;
  if (limits) {
    const auto* value = fields.value("may_take");
    if (!value) fields.fault("may_take", "is missing: a number, or null when the rooms decide");
    else if (!value->is_null()) may_take = static_cast<int>(fields.required_integer("may_take", 0, 200));
  }
  if (kind) {
    change.kind = *kind;
    change.room = fields.required_text("room");
    change.nights = {fields.required_date("from"), fields.date("until")};
    if (change.nights.until && *change.nights.until <= change.nights.from) fields.fault("until", "is not after from");
    if (std::abs(change.nights.from - asked.today()) > 3'650 || (change.nights.until && *change.nights.until - asked.today() > 3'650)) fields.fault("from", "is not within ten years");
    if (*kind == ChangeKind::OutOfUse) change.reason = fields.required_text("reason");
    if (*kind == ChangeKind::Hold) {
      change.held_for = fields.required_text("held_for");
      change.held_until = fields.required_date("held_until");
    }
  }
  fields.refuse_others();
  if (!faults.empty()) return desk::answer_problem(asked, {ErrorKind::Invalid, "The change cannot be read", std::move(faults)});
  const auto urn = std::string(asked.value("urn"));
  return desk::carry_out_json(asked, [&](db::Write& tx) -> Result<json::Value> {
    if (renews) {
      RP_CHECK(supply::renew(tx, asked.actor(), asked.allowed(), urn, supply::Subject::Calendar, shown, when(asked)));
    } else if (releases) {
      RP_CHECK(supply::release_hold(tx, asked.actor(), asked.allowed(), urn, shown, when(asked)));
    } else if (limits) {
      RP_CHECK(say_may_take(tx, asked, urn, may_take, shown));
    } else {
      RP_CHECK(carry_out(tx, asked, urn, change, shown));
    }
    const auto stands = version_that_stands(tx, urn, supply::Subject::Calendar);
    return json::Value(json::Object{{"version", stands ? stands->version : 0}});
  });
}

std::vector<desk::Shape> shapes() {
  std::vector<desk::Shape> all{
      {"HomeSupply", R"json({"type":"object","required":["urn","complete_percent","missing","statements"],"additionalProperties":false,"properties":{
        "urn":{"type":"string"},"complete_percent":{"type":"integer","minimum":0,"maximum":100},
        "missing":{"type":"array","items":{"type":"object","required":["paragraph","matter","missing"],"additionalProperties":false,"properties":{"paragraph":{"type":"integer"},"matter":{"type":"string"},"missing":{"type":"string"}}}},
        "statements":{"type":"array","items":{"type":"object","required":["version","stated_at","said_again","subject","tables"],"additionalProperties":false,"properties":{
          "version":{"type":"integer"},"stated_at":{"type":"string"},"said_again":{"type":"boolean"},"subject":{"enum":["purpose","rooms","calendar","staffing","team","location","services"]},"tables":{"type":"object"}}}}}})json"},
      {"SupplyStatement", R"json({"type":"object","required":["version","tables"],"additionalProperties":false,"properties":{"version":{"type":"integer","minimum":0},"tables":{"type":"object"}}})json"},
      {"SupplyVersion", R"json({"type":"object","required":["version","stated_at","said_again"],"additionalProperties":false,"properties":{"version":{"type":"integer"},"stated_at":{"type":"string"},"said_again":{"type":"boolean"}}})json"},
      {"HomePlaces", R"json({"type":"object","required":["urn","from","until","stated_at","counts_as_known","status","blocked","notices","may_take","rooms"],"additionalProperties":false,"properties":{
        "urn":{"type":"string"},"from":{"type":"string","format":"date"},"until":{"type":"string","format":"date"},"stated_at":{"type":["string","null"]},"counts_as_known":{"type":"boolean"},"status":{"enum":["active","suspended"]},"blocked":{"type":"boolean","description":"No new child may be placed"},
        "notices":{"type":"array","items":{"type":"object","required":["kind","served_on","until"],"additionalProperties":false,"properties":{"kind":{"enum":["restriction","suspension","cancellation","compliance"]},"served_on":{"type":"string","format":"date"},"until":{"type":["string","null"],"format":"date"}}}},
        "may_take":{"type":["integer","null"]},
        "rooms":{"type":"array","items":{"type":"object","required":["room","times"],"additionalProperties":false,"properties":{"room":{"type":"string"},
          "times":{"type":"array","items":{"type":"object","required":["state","from","until"],"additionalProperties":false,"properties":{"state":{"enum":["free","occupied","held","out_of_use","unknown"]},"from":{"type":"string","format":"date"},"until":{"type":"string","format":"date"},"held_for":{"type":"string"}}}}}}},
        "version":{"type":"integer"},
        "holds":{"type":"array","items":{"type":"object","required":["version","room","held_for","from","until","held_until"],"additionalProperties":false,"properties":{"version":{"type":"integer"},"room":{"type":"string"},"held_for":{"type":"string"},"from":{"type":"string","format":"date"},"until":{"type":["string","null"]},"held_until":{"type":"string"}}}}}})json"},
      {"PlacesChange", R"json({"type":"object","required":["change"],"additionalProperties":false,"properties":{"change":{"enum":["free","taken","out_of_use","in_use","hold","release","may_take","still_right"]},"may_take":{"type":["integer","null"],"minimum":0,"maximum":200},"version":{"type":"integer","minimum":0},"room":{"type":"string"},
        "from":{"type":"string","format":"date"},"until":{"type":["string","null"],"format":"date"},"reason":{"type":"string"},"held_for":{"type":"string"},"held_until":{"type":"string","format":"date"}}})json"},
      {"PlacesVersion", R"json({"type":"object","required":["version"],"additionalProperties":false,"properties":{"version":{"type":"integer"}}})json"},
  };
  for (auto& shape : program_shapes()) all.push_back(shape);
  return all;
}

}  // namespace rightplace::supplying
