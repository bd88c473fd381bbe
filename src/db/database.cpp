#include "db/database.h"

#include <fmt/format.h>

namespace rightplace::db {

Date Row::date(int column) const {
  const auto date = parse_iso_date(text(column));
  if (!date) throw DatabaseError(fmt::format("column {} should hold a date and holds \"{}\"", column, text(column)));
  return *date;
}

std::int64_t Read::integer(std::string_view sql, Params params) {
  return first(sql, params, [](const Row& row) { return row.integer(0); }).value_or(0);
}

bool Read::exists(std::string_view sql, Params params) {
  return first(sql, params, [](const Row&) { return true; }).value_or(false);
}

}  // namespace rightplace::db
