#pragma once
// Strangers' tables, one row at a time: CSV (plain or gzip), ODS and XLSX, recognised by content, never by name.
// Memory does not grow with the file. Text arrives as UTF-8 whatever the file was written in (UTF-8 with or without a
// byte-order mark, UTF-16 of either order with a mark, otherwise Windows-1252, decided cell by cell). CSV is RFC 4180
// with any line end; tabs, semicolons or bars may stand for commas. In a workbook all sheets are read in their order, hidden ones too.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rightplace::formats {

// Cells are valid only during the call. Numbers and dates of workbooks arrive as a person would write them in a CSV:
// 1234, 0.5, 2025-03-31, 2025-03-31 09:30:00, TRUE. Trailing empty cells are dropped, and rows with nothing in any cell are
// not delivered: `line` tells where a row stood.
struct TableRow {
  std::uint64_t line = 0;   // 1-based: the physical line where the row starts (CSV), the row's number (workbooks)
  std::span<const std::string_view> cells;
  std::string_view cell(std::size_t column) const { return column < cells.size() ? cells[column] : std::string_view{}; }
};

class TableVisitor {
 public:
  virtual ~TableVisitor() = default;
  // A new sheet begins. CSV has one, named "". Return false to skip its rows.
  virtual bool sheet(std::string_view /*name*/) { return true; }
  // An error ends the reading and is returned as it is.
  virtual Done row(const TableRow& row) = 0;
};

struct TableLimits {
  std::size_t longest_cell = 1 << 20;      // bytes
  std::size_t longest_row = 4 << 20;       // bytes; a 2 GB line is refused here, not held
  std::size_t most_columns = 16'384;
  std::uint64_t most_bytes = 4ULL << 30;   // after decompression; per part of a workbook
};

struct TableFile {
  std::string kind;       // "CSV", "gzip CSV", "ODS", "XLSX"
  std::string encoding;   // "UTF-8", "Windows-1252", "UTF-16"
  std::uint64_t rows = 0;   // delivered
};

// Errors name the file, the line and the cause: empty file, binary file, truncated archive, unclosed quote, …
// A file that breaks before its end is an error, even when rows were delivered before: the caller keeps nothing.
Result<TableFile> read_table(const std::filesystem::path& file, TableVisitor& visitor, const TableLimits& limits = {});
// The same from memory, as `source` in messages.
Result<TableFile> read_table(std::string_view bytes, std::string_view source, TableVisitor& visitor, const TableLimits& limits = {});

}  // namespace rightplace::formats
