#include "db/database.h"

#include <fmt/format.h>

#include "db/copy.h"
#include "db/reclaim.h"

namespace rightplace::db {

Date Row::date(int column) const {
  const auto date = parse_iso_date(text(column));
  if (!date) throw DatabaseError(fmt::format("column {} should hold a date and holds \"{}\"", column, text(column)));
  return *date;
}

std::vector<std::string> copy_out(Database& database, const std::filesystem::path& folder, const std::function<void(Read&)>& look) {
  return dynamic_cast<Copying&>(database).copy_out(folder, look);
}
void copy_in(Database& database, const std::filesystem::path& folder, std::span<const std::string> files) {
  dynamic_cast<Copying&>(database).copy_in(folder, files);
}

void reclaim(Database& database, std::span<const std::string_view> tables) { dynamic_cast<Reclaiming&>(database).reclaim(tables); }

std::int64_t Read::integer(std::string_view sql, Params params) {
  return first(sql, params, [](const Row& row) { return row.integer(0); }).value_or(0);
}

bool Read::exists(std::string_view sql, Params params) {
  return first(sql, params, [](const Row&) { return true; }).value_or(false);
}

}  // namespace rightplace::db
