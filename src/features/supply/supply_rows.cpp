#include <algorithm>
#include <concepts>

#include "base/fingerprint.h"
#include "features/supply/supply_rows.h"

namespace rightplace::supply {
namespace {

enum TableIndex : std::size_t {
  Purposes, PurposeNeeds, Rooms, Calendars, RoomTimes, Residents, StaffingTable, Teams, Locations, LocationRisks, Services, Fees, ContractTerms,
  ContractsTable, Outcomes, PurposeTexts, kTableCount
};

// Columns beyond the first `from_the_start` came later: where they say nothing the fingerprint is as it was without them, so
// that a file read again is known again.
struct TableShape {
  std::string_view name;
  std::initializer_list<std::string_view> columns;
  std::size_t from_the_start = 99;
};
const std::initializer_list<std::string_view> kPurposeColumns = {
    "statement", "home_type", "age_from", "age_to", "accepts", "declines", "takes_solo", "takes_siblings", "takes_emergency", "purposes", "adaptations",
    "features", "cultures", "education_on_site", "therapy_model", "clinician_minutes", "therapy_supervised", "therapy_outcomes_measured"};
const std::initializer_list<std::string_view> kPurposeNeedColumns = {"statement", "need", "takes_from", "takes_to", "can_do"};
const std::initializer_list<std::string_view> kRoomColumns = {"statement", "room", "adaptations"};
const std::initializer_list<std::string_view> kCalendarColumns = {"statement", "may_take"};
const std::initializer_list<std::string_view> kRoomTimeColumns = {"statement", "room", "state", "from_on", "until_on", "reason"};
const std::initializer_list<std::string_view> kPurposeTextColumns = {"statement", "matter", "words"};
const std::initializer_list<std::string_view> kResidentColumns = {"statement", "token", "room", "from_on", "until_on", "birth_month", "sex",
                                                                      "poses", "poses_unknown", "vulnerable", "vulnerable_unknown"};
const std::initializer_list<std::string_view> kStaffingColumns = {"statement", "part_of_day", "on_duty"};
const std::initializer_list<std::string_view> kTeamColumns = {"statement", "manager_in_post", "manager_since_on", "turnover_percent", "agency_percent",
                                                                  "qualified_percent", "whole_team_training", "reflective_supervision"};
const std::initializer_list<std::string_view> kLocationColumns = {"statement", "assessed_on", "mitigation_percent"};
const std::initializer_list<std::string_view> kLocationRiskColumns = {"statement", "kind", "risk", "level"};
const std::initializer_list<std::string_view> kServiceColumns = {"statement", "service", "confirmed_on"};
const std::initializer_list<std::string_view> kFeeColumns = {"statement", "route", "need_level", "weekly_pence"};
const std::initializer_list<std::string_view> kContractTermColumns = {"statement", "sells_spot"};
const std::initializer_list<std::string_view> kContractColumns = {"statement", "authority_code", "route", "from_on", "until_on", "reference"};
const std::initializer_list<std::string_view> kOutcomeColumns = {"statement", "kind", "cases", "successes"};

// In the order of TableIndex.
const TableShape kTables[kTableCount] = {
    {"supply_purposes", kPurposeColumns},       {"supply_purpose_needs", kPurposeNeedColumns}, {"supply_rooms", kRoomColumns},
    {"supply_calendars", kCalendarColumns},     {"supply_room_times", kRoomTimeColumns, 4},       {"supply_residents", kResidentColumns},
    {"supply_staffing", kStaffingColumns},      {"supply_teams", kTeamColumns},                {"supply_locations", kLocationColumns},
    {"supply_location_risks", kLocationRiskColumns}, {"supply_services", kServiceColumns},     {"supply_fees", kFeeColumns},
    {"supply_contract_terms", kContractTermColumns}, {"supply_contracts", kContractColumns},   {"supply_outcomes", kOutcomeColumns},
    {"supply_purpose_texts", kPurposeTextColumns}};

Cell cell(std::string_view text) { return std::string(text); }
Cell cell(int number) { return std::int64_t{number}; }
template <std::same_as<bool> B>   // a literal text must not become a flag
Cell cell(B flag) { return std::int64_t{flag}; }
Cell cell(Date date) { return date.iso(); }
template <class T>
Cell cell(const std::optional<T>& value) {
  if (!value) return {};
  return cell(*value);
}
template <class E, std::size_t N>
Cell code(const EnumNames<E, N>& names, const std::optional<E>& value) {
  if (!value) return {};
  return std::string(names.code(*value));
}
template <class E, std::size_t N>
Cell codes(const EnumNames<E, N>& names, const std::vector<E>& values) {
  std::string text;
  for (const auto value : values) text += (text.empty() ? "" : " ") + std::string(names.code(value));
  return text;
}
template <class E, std::size_t N>
Cell codes(const EnumNames<E, N>& names, const std::optional<std::vector<E>>& values) {
  if (!values) return {};
  return codes(names, *values);
}

std::vector<TableRow> rows_of(const StatementOfPurpose& p) {
  std::vector<TableRow> rows;
  rows.push_back({Purposes, {code(kHomeTypes, p.home_type), cell(p.age_from), cell(p.age_to), code(kHomeSexes, p.accepts), codes(kRisksToOthers, p.declines),
                             cell(p.takes_solo), cell(p.takes_siblings), cell(p.takes_emergency), codes(kPurposes, p.purposes),
                             codes(kAdaptations, p.adaptations), codes(kWishes, p.features), codes(kCultures, p.cultures), cell(p.education_on_site),
                             cell(p.therapy_model), cell(p.clinician_minutes), cell(p.therapy_supervised), cell(p.therapy_outcomes_measured)}});
  for (const auto& need : p.needs)
    rows.push_back({PurposeNeeds, {cell(kNeeds.code(need.need)), code(kNeedLevels, need.takes_from), code(kNeedLevels, need.takes_to), code(kNeedLevels, need.can_do)}});
  for (const auto& told : p.told) rows.push_back({PurposeTexts, {cell(kMatters.code(told.matter)), cell(told.words)}});
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Room>& rooms) {
  std::vector<TableRow> rows;
  for (const auto& room : rooms) rows.push_back({Rooms, {cell(room.room), codes(kAdaptations, room.adaptations)}});
  return rows;
}
std::vector<TableRow> rows_of(const Calendar& calendar) {
  std::vector<TableRow> rows{{Calendars, {cell(calendar.may_take)}}};
  for (const auto& free : calendar.free) rows.push_back({RoomTimes, {cell(free.room), cell("free"), cell(free.nights.from), cell(free.nights.until), Cell{}}});
  for (const auto& out : calendar.out_of_use) rows.push_back({RoomTimes, {cell(out.room), cell("out_of_use"), cell(out.nights.from), cell(out.nights.until),
                                                                                           out.reason.empty() ? Cell{} : cell(out.reason)}});
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Resident>& residents) {
  std::vector<TableRow> rows;
  for (const auto& r : residents) {
    const auto& month = r.birth_month.reveal();
    rows.push_back({Residents, {cell(r.token), cell(r.room), cell(r.from), cell(r.until), month ? cell(month->iso().substr(0, 7)) : Cell{}, code(kSexes, r.sex),
                                codes(kRisksToOthers, r.poses), codes(kRisksToOthers, r.poses_unknown), codes(kRisksToChild, r.vulnerable),
                                codes(kRisksToChild, r.vulnerable_unknown)}});
  }
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Staffing>& staffing) {
  std::vector<TableRow> rows;
  for (const auto& s : staffing) rows.push_back({StaffingTable, {cell(kPartsOfDay.code(s.part_of_day)), cell(s.on_duty)}});
  return rows;
}
std::vector<TableRow> rows_of(const Team& t) {
  return {{Teams, {cell(t.manager_in_post), cell(t.manager_since), cell(t.turnover_percent), cell(t.agency_percent), cell(t.qualified_percent),
                   cell(t.whole_team_training), cell(t.reflective_supervision)}}};
}
std::vector<TableRow> rows_of(const Area& area) {
  std::vector<TableRow> rows{{Locations, {cell(area.assessed_on), cell(area.mitigation_percent)}}};
  for (const auto& risk : area.to_child) rows.push_back({LocationRisks, {cell("to_child"), cell(kRisksToChild.code(risk.risk)), cell(risk.level)}});
  for (const auto& risk : area.to_others) rows.push_back({LocationRisks, {cell("to_others"), cell(kRisksToOthers.code(risk.risk)), cell(risk.level)}});
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<ConfirmedService>& services) {
  std::vector<TableRow> rows;
  for (const auto& s : services) rows.push_back({Services, {cell(kServices.code(s.service)), cell(s.confirmed_on)}});
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Fee>& fees) {
  std::vector<TableRow> rows;
  for (const auto& fee : fees) rows.push_back({Fees, {cell(kRoutes.code(fee.route)), cell(kNeedLevels.code(fee.need_level)), Cell(fee.rate.per_week.value)}});
  return rows;
}
std::vector<TableRow> rows_of(const Contracts& contracts) {
  std::vector<TableRow> rows{{ContractTerms, {cell(contracts.sells_spot)}}};
  for (const auto& a : contracts.access)
    rows.push_back({ContractsTable, {cell(a.authority_code), cell(kRoutes.code(a.route)), cell(a.from), cell(a.until), cell(a.reference)}});
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Outcome>& outcomes) {
  std::vector<TableRow> rows;
  for (const auto& o : outcomes) rows.push_back({Outcomes, {cell(kOutcomeKinds.code(o.kind)), cell(o.cases), cell(o.successes)}});
  return rows;
}

std::string fingerprint_of(const std::vector<TableRow>& rows) {
  // The order of the rows is not part of what is said.
  std::vector<std::string> prints;
  for (const auto& row : rows) {
    Fingerprint print;
    print.add(static_cast<std::int64_t>(row.table));
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const auto& c = row.cells[i];
      if (const auto* whole = std::get_if<std::int64_t>(&c)) print.add("i").add(*whole);
      else if (const auto* text = std::get_if<std::string>(&c)) print.add("t").add(*text);
      else if (i < kTables[row.table].from_the_start) print.add("null");
    }
    prints.push_back(print.text());
  }
  std::ranges::sort(prints);
  Fingerprint print;
  for (const auto& one : prints) print.add(one);
  return print.text();
}

Kept kept_of(std::string_view urn, Subject subject, Instant at, std::vector<TableRow> rows) {
  auto fingerprint = fingerprint_of(rows);
  return {.number = 0, .urn = urn, .subject = subject, .at = at, .fingerprint = std::move(fingerprint), .rows = std::move(rows)};
}

db::Param param(const Cell& c) {
  if (const auto* whole = std::get_if<std::int64_t>(&c)) return *whole;
  if (const auto* text = std::get_if<std::string>(&c)) return *text;
  return nullptr;
}

}  // namespace

std::string_view file_table_of(std::size_t table) {
  switch (table) {
    case Purposes: return "purposes";
    case PurposeNeeds: return "needs";
    case PurposeTexts: return "texts";
    case StaffingTable: return "staffing";
    case Teams: return "team";
    case ContractsTable: return "contracts";
    default: return kTables[table].name.substr(std::string_view("supply_").size());
  }
}

Kept kept(std::string_view urn, const Statement& statement, Instant at) {
  return kept_of(urn, subject_of(statement), at, std::visit([](const auto& value) { return rows_of(value); }, statement));
}

std::vector<Kept> kept(std::span<const HomeSupply> homes) {
  std::vector<Kept> all;
  for (const auto& home : homes) {
    const auto add = [&](Subject subject, const auto& stated) {
      if (stated) all.push_back(kept_of(home.urn, subject, stated->at, rows_of(stated->value)));
    };
    add(Subject::Purpose, home.purpose);
    add(Subject::Rooms, home.rooms);
    add(Subject::Calendar, home.calendar);
    add(Subject::Residents, home.residents);
    add(Subject::Staffing, home.staffing);
    add(Subject::Team, home.team);
    add(Subject::Area, home.area);
    add(Subject::Services, home.services);
    add(Subject::Fees, home.fees);
    add(Subject::Contracts, home.contracts);
    add(Subject::Outcomes, home.outcomes);
  }
  return all;
}

void insert_rows(db::Write& tx, std::span<const Kept> statements) {
  for (std::size_t table = 0; table < kTableCount; ++table) {
    const auto here = [&](const TableRow& row) { return row.table == table; };
    if (std::ranges::none_of(statements, [&](const Kept& one) { return std::ranges::any_of(one.rows, here); })) continue;
    auto inserter = tx.inserter(kTables[table].name, kTables[table].columns);
    std::vector<db::Param> params;
    for (const auto& statement : statements)
      for (const auto& row : statement.rows) {
        if (row.table != table) continue;
        params.clear();
        params.push_back(statement.number);
        for (const auto& c : row.cells) params.push_back(param(c));
        inserter->add_row(params);
      }
    inserter->finish();
  }
}

void remove_rows(db::Write& tx, const imports::ImportId& import_id) {
  for (const auto& table : kTables)
    tx.run("DELETE FROM " + std::string(table.name) + " WHERE statement IN (SELECT number FROM supply_statements WHERE import_id = $1)", {import_id});
}

std::int64_t version_of(std::int64_t number, Instant at) {
  return static_cast<std::int64_t>(Fingerprint().add(number).add(at.ms).value().first >> 11) + 1;   // 53 bits: whole in every reader of JSON
}

}  // namespace rightplace::supply
