#pragma once
// Statements on their way into tables. A statement is a set of rows of a few tables; its fingerprint is of these rows.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "db/database.h"
#include "features/supply/supply.h"

namespace rightplace::supply {

using Cell = std::variant<std::monostate, std::int64_t, std::string>;
struct TableRow {
  std::size_t table = 0;               // of kTables in supply_rows.cpp
  std::vector<Cell> cells;
};

// A statement that is to be kept, under its number.
struct Kept {
  std::int64_t number = 0;
  std::string_view urn;
  Subject subject = Subject::Purpose;
  Instant at;
  std::string fingerprint;
  std::vector<TableRow> rows;
};
// What a file of supply calls the table: "rooms" for supply_rooms.
std::string_view file_table_of(std::size_t table);
Kept kept(std::string_view urn, const Statement& statement, Instant at);
std::vector<Kept> kept(std::span<const HomeSupply> homes);

// The rows of statements whose heads are there already.
void insert_rows(db::Write& tx, std::span<const Kept> statements);
// The rows of what an import brought.
void remove_rows(db::Write& tx, const imports::ImportId& import_id);

// The statement with a room's new name in it: in effect at once, with the age and the author of what it says as they were. Nothing
// but names of rooms may differ from what stands. Audited.
Done state_with_its_age(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Statement& statement, Instant said_at, std::string_view said_by, When when);

// What a form that changes the statement must carry: told apart even when an import was taken back and numbers come again.
std::int64_t version_of(std::int64_t number, Instant at);

}  // namespace rightplace::supply
