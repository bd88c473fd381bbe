#include <fmt/format.h>

#include <algorithm>
#include <concepts>
#include <unordered_set>
#include <variant>

#include "base/fingerprint.h"
#include "base/london.h"
#include "base/text.h"
#include "db/database.h"
#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

// ---- Values on their way into tables. A statement is a set of rows of a few tables; its fingerprint is of these rows.

using Cell = std::variant<std::monostate, std::int64_t, std::string>;

enum Table : std::size_t {
  Purposes, PurposeNeeds, Rooms, Calendars, RoomTimes, Residents, StaffingTable, Teams, Locations, LocationRisks, Services, Fees, ContractTerms,
  ContractsTable, Outcomes, kTableCount
};
struct TableRow {
  Table table;
  std::vector<Cell> cells;
};

struct TableShape {
  std::string_view name;
  std::initializer_list<std::string_view> columns;
};
const std::initializer_list<std::string_view> kPurposeColumns = {
    "statement", "home_type", "age_from", "age_to", "accepts", "declines", "takes_solo", "takes_siblings", "takes_emergency", "purposes", "adaptations",
    "features", "cultures", "education_on_site", "therapy_model", "clinician_minutes", "therapy_supervised", "therapy_outcomes_measured"};
const std::initializer_list<std::string_view> kPurposeNeedColumns = {"statement", "need", "takes_from", "takes_to", "can_do"};
const std::initializer_list<std::string_view> kRoomColumns = {"statement", "room", "adaptations"};
const std::initializer_list<std::string_view> kCalendarColumns = {"statement", "may_take"};
const std::initializer_list<std::string_view> kRoomTimeColumns = {"statement", "room", "state", "from_on", "until_on"};
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

// In the order of Table.
const TableShape kTables[kTableCount] = {
    {"supply_purposes", kPurposeColumns},       {"supply_purpose_needs", kPurposeNeedColumns}, {"supply_rooms", kRoomColumns},
    {"supply_calendars", kCalendarColumns},     {"supply_room_times", kRoomTimeColumns},       {"supply_residents", kResidentColumns},
    {"supply_staffing", kStaffingColumns},      {"supply_teams", kTeamColumns},                {"supply_locations", kLocationColumns},
    {"supply_location_risks", kLocationRiskColumns}, {"supply_services", kServiceColumns},     {"supply_fees", kFeeColumns},
    {"supply_contract_terms", kContractTermColumns}, {"supply_contracts", kContractColumns},   {"supply_outcomes", kOutcomeColumns}};

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
  return rows;
}
std::vector<TableRow> rows_of(const std::vector<Room>& rooms) {
  std::vector<TableRow> rows;
  for (const auto& room : rooms) rows.push_back({Rooms, {cell(room.room), codes(kAdaptations, room.adaptations)}});
  return rows;
}
std::vector<TableRow> rows_of(const Calendar& calendar) {
  std::vector<TableRow> rows{{Calendars, {cell(calendar.may_take)}}};
  for (const auto& free : calendar.free) rows.push_back({RoomTimes, {cell(free.room), cell("free"), cell(free.nights.from), cell(free.nights.until)}});
  for (const auto& out : calendar.out_of_use) rows.push_back({RoomTimes, {cell(out.room), cell("out_of_use"), cell(out.nights.from), cell(out.nights.until)}});
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

struct Statement {
  std::int64_t number = 0;
  std::string_view urn;
  std::string_view subject;
  Instant at;
  std::string fingerprint;
  std::vector<TableRow> rows;
};

template <class T>
void add_statement(std::vector<Statement>& all, const HomeSupply& home, std::string_view subject, const std::optional<Stated<T>>& stated) {
  if (!stated) return;
  Statement statement{.number = 0, .urn = home.urn, .subject = subject, .at = stated->at, .fingerprint = {}, .rows = rows_of(stated->value)};
  // The order of the rows is not part of what is said.
  std::vector<std::string> prints;
  for (const auto& row : statement.rows) {
    Fingerprint print;
    print.add(static_cast<std::int64_t>(row.table));
    for (const auto& c : row.cells) {
      if (const auto* whole = std::get_if<std::int64_t>(&c)) print.add("i").add(*whole);
      else if (const auto* text = std::get_if<std::string>(&c)) print.add("t").add(*text);
      else print.add("null");
    }
    prints.push_back(print.text());
  }
  std::ranges::sort(prints);
  Fingerprint print;
  for (const auto& one : prints) print.add(one);
  statement.fingerprint = print.text();
  all.push_back(std::move(statement));
}

std::vector<Statement> statements_of(std::span<const HomeSupply> homes) {
  std::vector<Statement> all;
  for (const auto& home : homes) {
    add_statement(all, home, "purpose", home.purpose);
    add_statement(all, home, "rooms", home.rooms);
    add_statement(all, home, "calendar", home.calendar);
    add_statement(all, home, "residents", home.residents);
    add_statement(all, home, "staffing", home.staffing);
    add_statement(all, home, "team", home.team);
    add_statement(all, home, "location", home.area);
    add_statement(all, home, "services", home.services);
    add_statement(all, home, "fees", home.fees);
    add_statement(all, home, "contracts", home.contracts);
    add_statement(all, home, "outcomes", home.outcomes);
  }
  return all;
}

std::string key_of(std::string_view urn, std::string_view subject, Instant at, std::string_view fingerprint) {
  return fmt::format("{} {} {} {}", urn, subject, at.ms, fingerprint);
}

db::Param param(const Cell& c) {
  if (const auto* whole = std::get_if<std::int64_t>(&c)) return *whole;
  if (const auto* text = std::get_if<std::string>(&c)) return *text;
  return nullptr;
}

void insert_rows(db::Write& tx, const std::vector<Statement>& statements) {
  for (std::size_t table = 0; table < kTableCount; ++table) {
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

Saved save_statements(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id) {
  Saved saved;
  auto statements = statements_of(homes);
  std::unordered_set<std::string> there;
  tx.each("SELECT urn, subject, stated_at, fingerprint FROM supply_statements", {},
          [&](const db::Row& row) { there.insert(key_of(row.text(0), row.text(1), row.instant(2), row.text(3))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_statements");
  std::erase_if(statements, [&](Statement& statement) {
    if (!there.insert(key_of(statement.urn, statement.subject, statement.at, statement.fingerprint)).second) {
      ++saved.unchanged;
      return true;
    }
    statement.number = ++number;
    ++saved.kept;
    return false;
  });
  auto heads = tx.inserter("supply_statements", {"number", "import_id", "urn", "subject", "stated_at", "fingerprint"});
  for (const auto& s : statements) heads->add({s.number, import_id, s.urn, s.subject, s.at, s.fingerprint});
  heads->finish();
  insert_rows(tx, statements);
  return saved;
}

void save_notices(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id, Saved& saved) {
  std::unordered_set<std::string> there;
  const auto key = [](std::string_view urn, std::string_view kind, Date served, const std::optional<Date>& until, Instant at) {
    return std::string(urn) + " " + std::string(kind) + " " + served.iso() + " " + (until ? until->iso() : "") + " " + std::to_string(at.ms);
  };
  tx.each("SELECT urn, kind, served_on, until_on, stated_at FROM supply_notices", {},
          [&](const db::Row& row) { there.insert(key(row.text(0), row.text(1), row.date(2), row.maybe_date(3), row.instant(4))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_notices");
  auto inserter = tx.inserter("supply_notices", {"number", "import_id", "urn", "kind", "served_on", "until_on", "stated_at"});
  for (const auto& home : homes)
    for (const auto& n : home.notices) {
      if (!there.insert(key(n.urn, kNoticeKinds.code(n.kind), n.served_on, n.until, n.stated_at)).second) {
        ++saved.unchanged;
        continue;
      }
      inserter->add({++number, import_id, n.urn, kNoticeKinds.code(n.kind), n.served_on, n.until, n.stated_at});
      ++saved.kept;
    }
  inserter->finish();
}

void save_holds(db::Write& tx, std::span<const HomeSupply> homes, db::Param import_id, Saved& saved) {
  std::unordered_set<std::string> there;
  const auto key = [](std::string_view urn, std::string_view room, Date from, std::string_view held_for, Instant until) {
    return std::string(urn) + "\n" + std::string(room) + "\n" + from.iso() + "\n" + std::string(held_for) + "\n" + std::to_string(until.ms);
  };
  tx.each("SELECT urn, room, from_on, held_for, held_until FROM supply_holds", {},
          [&](const db::Row& row) { there.insert(key(row.text(0), row.text(1), row.date(2), row.text(3), row.instant(4))); });
  auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_holds");
  auto inserter = tx.inserter("supply_holds", {"number", "import_id", "urn", "room", "from_on", "until_on", "held_for", "held_at", "held_until"});
  for (const auto& home : homes)
    for (const auto& h : home.holds) {
      if (!there.insert(key(h.urn, h.room, h.nights.from, h.held_for, h.held_until)).second) {
        ++saved.unchanged;
        continue;
      }
      inserter->add({++number, import_id, h.urn, h.room, h.nights.from, h.nights.until, h.held_for, h.held_at, h.held_until});
      ++saved.kept;
    }
  inserter->finish();
}

}  // namespace

Saved save_all(db::Write& tx, std::span<const HomeSupply> homes, std::string_view import_id) {
  const db::Param import_param = import_id.empty() ? db::Param(nullptr) : db::Param(import_id);
  auto saved = save_statements(tx, homes, import_param);
  save_notices(tx, homes, import_param, saved);
  save_holds(tx, homes, import_param, saved);
  return saved;
}

void remove_import(db::Write& tx, const imports::ImportId& import_id) {
  for (const auto& table : kTables)
    tx.run("DELETE FROM " + std::string(table.name) + " WHERE statement IN (SELECT number FROM supply_statements WHERE import_id = $1)", {import_id});
  for (const auto* table : {"supply_statements", "supply_notices", "supply_holds"})
    tx.run("DELETE FROM " + std::string(table) + " WHERE import_id = $1", {import_id});
}

}  // namespace rightplace::supply
