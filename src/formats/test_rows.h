#pragma once
// For the tests of this box: everything that a reader delivers, kept.

#include <string>
#include <vector>

#include "formats/table.h"

namespace rightplace::formats {

using Cells = std::vector<std::string>;

struct RowsRead : TableVisitor {
  Result<TableFile> file = fail(ErrorKind::Invalid, "not read");
  std::vector<std::string> sheets;
  std::vector<Cells> cells;
  std::vector<std::uint64_t> lines;

  bool sheet(std::string_view name) override {
    sheets.emplace_back(name);
    return true;
  }
  Done row(const TableRow& row) override {
    cells.emplace_back(row.cells.begin(), row.cells.end());
    lines.push_back(row.line);
    return {};
  }
  std::string detail() const { return file ? "" : file.error().detail; }
};

inline RowsRead rows_of(std::string_view bytes, const TableLimits& limits = {}, std::string_view source = "test.csv") {
  RowsRead rows;
  rows.file = read_table(bytes, source, rows, limits);
  return rows;
}

}  // namespace rightplace::formats
