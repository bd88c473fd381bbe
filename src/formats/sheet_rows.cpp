#include "formats/sheet_rows.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rightplace::formats {
namespace {

// The last row of Excel and LibreOffice.
constexpr std::uint64_t kLastRow = 1'048'576;

}  // namespace

tl::unexpected<Error> SheetRows::broken(std::uint64_t row, std::string_view cause) const {
  return fail(ErrorKind::Invalid, fmt::format("{}: sheet \"{}\", row {}: {}", source_, shown(sheet_), row, cause));
}

bool SheetRows::begin_sheet(std::string_view name) {
  sheet_ = name;
  sheet_bytes_ = 0;
  return visitor_.sheet(name);
}

Done SheetRows::put(std::uint64_t row, std::uint64_t column, std::uint64_t times, std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > limits_.longest_cell) return broken(row, fmt::format("the cell in column {} is longer than {} bytes", column + 1, limits_.longest_cell));
  if (column >= limits_.most_columns || times > limits_.most_columns - column) return broken(row, fmt::format("this row has more than {} columns", limits_.most_columns));
  row_bytes_ += (text.size() + 1) * times;
  if (row_bytes_ > limits_.longest_row) return broken(row, fmt::format("this row is longer than {} bytes", limits_.longest_row));
  const Place place{text_.size(), text.size()};
  text_ += text;
  places_.resize(column);
  places_.resize(column + times, place);
  return {};
}

Done SheetRows::deliver(std::uint64_t row, std::uint64_t times) {
  if (places_.empty()) return {};
  if (row > kLastRow || times > kLastRow + 1 - row)
    return broken(row, fmt::format("there is text beyond row {}, the last that a workbook may have; the file is broken", kLastRow));
  cells_.clear();
  for (const auto& place : places_) cells_.push_back(std::string_view(text_).substr(place.begin, place.size));
  for (; times > 0; --times, ++row) {
    sheet_bytes_ += row_bytes_ + cells_.size();
    if (sheet_bytes_ > limits_.most_bytes) return broken(row, fmt::format("this sheet holds more than {} bytes, the most that is accepted", limits_.most_bytes));
    ++rows_;
    RP_CHECK(visitor_.row(TableRow{row, cells_}));
  }
  places_.clear();
  text_.clear();
  row_bytes_ = 0;
  return {};
}

}  // namespace rightplace::formats
