#pragma once
// What was deleted or overwritten, gone from the files too.

#include <span>
#include <string_view>

#include "db/database.h"

namespace rightplace::db {

// SQLite: the whole database is written anew without the remains of earlier rows, and its log is emptied. PostgreSQL: these
// tables are. Needs as much room again as is written; others wait meanwhile. Unavailable while somebody else keeps it open
// for longer than a lock is waited for.
void reclaim(Database& database, std::span<const std::string_view> tables);

// What each kind of database does for it. Inside db only.
class Reclaiming {
 public:
  virtual ~Reclaiming() = default;
  virtual void reclaim(std::span<const std::string_view> tables) = 0;
};

}  // namespace rightplace::db
