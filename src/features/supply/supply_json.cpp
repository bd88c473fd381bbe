#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/supply/supply_rows.h"
#include "features/supply/supply_tables.h"

namespace rightplace::supply {
namespace {

// The tables of a document that make one statement together.
std::vector<std::string_view> tables_of(Subject subject) {
  switch (subject) {
    case Subject::Purpose: return {"purposes", "needs", "texts"};
    case Subject::Rooms: return {"rooms"};
    case Subject::Calendar: return {"calendar"};
    case Subject::Residents: return {"residents"};
    case Subject::Staffing: return {"staffing"};
    case Subject::Team: return {"team"};
    case Subject::Area: return {"area"};
    case Subject::Services: return {"services"};
    case Subject::Fees: return {"fees"};
    case Subject::Contracts: return {"contracts"};
    case Subject::Outcomes: return {"outcomes"};
  }
  return {};
}

bool of_the_statement(const Field& field) { return field.name == "urn" || field.name == "stated_at"; }

json::Value value_of(const Field& field, const Cell& cell) {
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return field.kind == FieldKind::Flag ? json::Value(*whole != 0) : json::Value(*whole);
  const auto& text = std::get<std::string>(cell);
  if (field.kind != FieldKind::Codes) return text.empty() && field.name == "therapy_model" ? json::Value("none") : json::Value(text);
  json::Array codes;
  for (const auto code : split(text, ' '))
    if (!code.empty()) codes.emplace_back(code);
  return codes;
}

json::Array area_json(const Area& area) {
  json::Array rows;
  json::Object head;
  if (area.assessed_on) head.set("assessed_on", area.assessed_on->iso());
  if (area.mitigation_percent) head.set("mitigation_percent", *area.mitigation_percent);
  if (!head.empty()) rows.emplace_back(std::move(head));
  for (const auto& r : area.to_child) rows.emplace_back(json::Object{{"kind", "to_child"}, {"risk", kRisksToChild.code(r.risk)}, {"level", r.level}});
  for (const auto& r : area.to_others) rows.emplace_back(json::Object{{"kind", "to_others"}, {"risk", kRisksToOthers.code(r.risk)}, {"level", r.level}});
  return rows;
}

json::Array calendar_json(const Calendar& calendar) {
  json::Array rows;
  if (calendar.may_take) rows.emplace_back(json::Object{{"may_take", *calendar.may_take}});
  const auto add = [&](const std::string& room, std::string_view state, const Stay& nights, const std::string& reason) {
    json::Object row{{"room", room}, {"state", state}, {"from", nights.from}};
    if (nights.until) row.set("until", *nights.until);
    if (!reason.empty()) row.set("reason", reason);
    rows.emplace_back(std::move(row));
  };
  for (const auto& free : calendar.free) add(free.room, "free", free.nights, "");
  for (const auto& out : calendar.out_of_use) add(out.room, "out_of_use", out.nights, out.reason);
  return rows;
}

}  // namespace

json::Object to_json(const Statement& statement) {
  if (const auto* area = std::get_if<Area>(&statement)) return {{"area", area_json(*area)}};
  if (const auto* calendar = std::get_if<Calendar>(&statement)) return {{"calendar", calendar_json(*calendar)}};
  std::vector<std::pair<std::string_view, json::Array>> tables;
  for (const auto name : tables_of(subject_of(statement))) tables.emplace_back(name, json::Array{});
  for (const auto& row : kept("", statement, {}).rows) {
    const auto name = file_table_of(row.table);
    const auto table = std::ranges::find(tables, name, &std::pair<std::string_view, json::Array>::first);
    if (table == tables.end()) continue;
    json::Object object;
    std::size_t i = 0;
    for (const auto& field : table_named(name)->fields) {
      if (of_the_statement(field)) continue;
      const auto& cell = row.cells.at(i++);
      if (!std::holds_alternative<std::monostate>(cell)) object.set(field.name, value_of(field, cell));
    }
    table->second.emplace_back(std::move(object));
  }
  json::Object all;
  for (auto& [name, rows] : tables) all.set(name, std::move(rows));
  return all;
}

Result<Statement> statement_from_json(Subject subject, const json::Value& tables, Instant at) {
  std::vector<FieldError> faults;
  std::vector<TableRows> parts;
  const auto* object = tables.as_object();
  if (!object) return fail(ErrorKind::Invalid, "\"tables\" must be an object with the tables of the statement", {{"tables", "must be an object"}});
  const auto allowed = tables_of(subject);
  for (const auto& [name, value] : *object) {
    const auto* table = std::ranges::find(allowed, name) == allowed.end() ? nullptr : table_named(name);
    const auto* items = value.as_array();
    if (!table || !items || items->size() > 1'000) {
      faults.push_back({"tables." + shown(name), !table ? "is no table of this statement" : "must be an array of at most 1,000 objects"});
      continue;
    }
    TableRows part{table->name, {}};
    for (const auto& item : *items) {
      const auto where = fmt::format("tables.{}[{}]", table->name, part.rows.size());
      const auto* members = item.as_object();
      Row row{part.rows.size() + 1, {}};
      if (!members) faults.push_back({where, "must be an object"});
      else
        for (const auto& [key, said] : *members) {
          const auto* field = table->field(key);
          if (!field || of_the_statement(*field)) {
            faults.push_back({where + "." + shown(key), "is not known"});
            continue;
          }
          if (said.is_null()) continue;
          const auto text = text_of(said);
          auto checked = text ? checked_value(*field, *text) : Result<std::string>(fail(ErrorKind::Invalid, "is of the wrong type"));
          if (checked) row.values.emplace(field->name, std::move(*checked));
          else faults.push_back({where + "." + std::string(field->name), checked.error().detail});
        }
      for (const auto& field : table->fields)
        if (field.required && !of_the_statement(field) && !row.has(field.name) && members && !members->find(field.name)) faults.push_back({where + "." + std::string(field.name), "is missing"});
      part.rows.push_back(std::move(row));
    }
    parts.push_back(std::move(part));
  }
  if (faults.empty() && parts.empty()) faults.push_back({"tables", "holds no table; send the whole statement"});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The statement cannot be kept as it is", std::move(faults));
  auto built = build_home("", at, parts);
  for (const auto& fault : built.faults) faults.push_back({fmt::format("tables.{}[{}].{}", fault.table, fault.line - 1, fault.fault.field), fault.fault.reason});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The statement cannot be kept as it is", std::move(faults));
  if (auto said = standing(built.home, subject)) return std::move(*said);
  // Only empty tables: nobody is on duty, nothing has a price.
  switch (subject) {
    case Subject::Purpose: return StatementOfPurpose{};
    case Subject::Rooms: return std::vector<Room>{};
    case Subject::Calendar: return Calendar{};
    case Subject::Residents: return std::vector<Resident>{};
    case Subject::Staffing: return std::vector<Staffing>{};
    case Subject::Team: return Team{};
    case Subject::Area: return Area{};
    case Subject::Services: return std::vector<ConfirmedService>{};
    case Subject::Fees: return std::vector<Fee>{};
    case Subject::Contracts: return Contracts{};
    case Subject::Outcomes: return std::vector<Outcome>{};
  }
  return fail(ErrorKind::Invalid, "There is no such statement");
}

}  // namespace rightplace::supply
