#pragma once
// Forward-only migrations. Each runs once, in one transaction, in the order given; what ran is kept with its checksum,
// and a merged file that changed afterwards is refused.
//
// Six and two type words bridge the dialects: {{id}} {{date}} {{instant}} {{pence}} {{bool}} {{json}} {{integer}}
// {{real}}; {{strict}} ends a CREATE TABLE. A line `-- step: NAME` names a function of the feature that runs after the SQL,
// in the same transaction: for what SQL cannot say. Lines between `-- @sqlite` or `-- @postgres` and `-- @end` run on one only.

#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "db/database.h"

namespace rightplace::db {

struct Migration {
  std::string_view feature;
  int number = 0;
  std::string_view name;   // 001_homes.sql
  std::string_view sql;
  void (*step)(Write&) = nullptr;
};

// How many ran. Throws DatabaseError when a recorded one is missing or changed, naming it.
int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock);
// Those that have not run, as "homes/002_places.sql".
std::vector<std::string> pending(Database& database, std::span<const Migration> migrations);

// Those that ran here and are not among these: a newer version of the program made them.
std::vector<std::string> unknown(Database& database, std::span<const Migration> migrations);

std::string translated(std::string_view sql, Dialect dialect);

}  // namespace rightplace::db
