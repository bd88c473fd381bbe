#pragma once
// Gathers the cells of one row of a workbook and hands it over, within the limits. Inside formats only.

#include <string>
#include <string_view>
#include <vector>

#include "formats/table.h"

namespace rightplace::formats {

class SheetRows {
 public:
  SheetRows(std::string_view source, TableVisitor& visitor, const TableLimits& limits) : source_(source), visitor_(visitor), limits_(limits) {}

  // False: the visitor does not want this sheet.
  bool begin_sheet(std::string_view name);
  // Cells come from left to right; `column` counts from 0. Empty text is not kept, so that long runs of nothing cost nothing.
  Done put(std::uint64_t row, std::uint64_t column, std::uint64_t times, std::string_view text);
  // Hands the row over `times` times, as `row`, `row` + 1, …, and begins the next. Nothing when it has no cell.
  Done deliver(std::uint64_t row, std::uint64_t times = 1);
  std::uint64_t rows() const { return rows_; }
  tl::unexpected<Error> broken(std::uint64_t row, std::string_view cause) const;

 private:
  struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  std::string source_;
  TableVisitor& visitor_;
  const TableLimits& limits_;
  std::string sheet_;
  std::string text_;
  std::vector<Place> places_;
  std::vector<std::string_view> cells_;
  std::uint64_t row_bytes_ = 0;
  std::uint64_t sheet_bytes_ = 0;
  std::uint64_t rows_ = 0;
};

}  // namespace rightplace::formats
