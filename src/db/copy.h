#pragma once
// A whole copy of a database, for backups.

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"

namespace rightplace::db {

// A copy of one moment, taken while others write, in files under `folder` (which exists); `look` sees that same moment.
// Answers the files' names in the order in which copy_in wants them: SQLite: the database as one file, rightplace.sqlite,
// ready to be opened; PostgreSQL: a file for each table, those referred to first. Faults are DatabaseErrors.
std::vector<std::string> copy_out(Database& database, const std::filesystem::path& folder, const std::function<void(Read&)>& look);
// PostgreSQL: fills the tables, which hold nothing but what migrations put there, in one transaction. A SQLite database
// is put back by its file: DatabaseError.
void copy_in(Database& database, const std::filesystem::path& folder, std::span<const std::string> files);

// What each kind of database does for it. Inside db only.
class Copying {
 public:
  virtual ~Copying() = default;
  virtual std::vector<std::string> copy_out(const std::filesystem::path& folder, const std::function<void(Read&)>& look) = 0;
  virtual void copy_in(const std::filesystem::path& folder, std::span<const std::string> files) = 0;
};

}  // namespace rightplace::db
