#pragma once
// The tables of a supply import: their fields, what each may hold, and how rows become statements. One list of fields
// serves the CSV files, the JSON document, its published schema and the page of the handbook.

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "features/supply/supply.h"

namespace rightplace::supply {

enum class FieldKind : std::uint8_t { Urn, Moment, Day, Month, Text, Words, Whole, Flag, Code, Codes, Authority };

struct Field {
  std::string_view name;
  FieldKind kind = FieldKind::Text;
  bool required = false;
  std::string_view meaning = {};
  std::int64_t low = 0, high = 0;                          // Whole
  std::vector<std::string_view> codes = {};                // Code, Codes
};

struct Table {
  std::string_view name;
  std::string_view meaning;
  std::vector<Field> fields;
  bool personal = false;                                   // values are not repeated in messages
  const Field* field(std::string_view name) const;
};
// In the order of the handbook.
const std::vector<Table>& tables();
const Table* table_named(std::string_view name);

// A row whose every value has been checked against its field.
struct Row {
  std::uint64_t line = 0;
  std::map<std::string_view, std::string> values;          // absent: not stated
  bool has(std::string_view name) const { return values.contains(name); }
};
struct RowFault {
  std::string field;
  std::string value;
  std::string reason;
};
// Checks one value; what comes back is written the one way (dates ISO, flags "yes" or "no", codes parted by a space).
Result<std::string> checked_value(const Field& field, std::string_view text);

// A value of a JSON document as a cell would have it: "yes", "12", "a b"; none for what no cell can hold.
std::optional<std::string> text_of(const json::Value& value);

// All rows of one statement: the same table (or tables that belong together), home and moment.
struct TableRows {
  std::string_view table;
  std::vector<Row> rows;
};
// Statements, notices and holds out of rows. Every fault of a statement is given with its row; a statement with a fault
// must not be kept at all, because the rest of it would say something that nobody said.
struct Fault {
  std::string_view table;
  std::uint64_t line = 0;
  RowFault fault;
};
struct Built {
  HomeSupply home;
  std::vector<Fault> faults;
};
Built build_home(std::string_view urn, Instant stated_at, std::span<const TableRows> parts);

// docs/api/supply.schema.json, made from the fields.
json::Value schema();

// "2026-03-02", "2026-03-02T09:30", "2026-03-02T09:30:00Z", "…+01:00". Without a zone it is London's time; a day alone
// is its first moment.
std::optional<Instant> moment_named(std::string_view text);

}  // namespace rightplace::supply
