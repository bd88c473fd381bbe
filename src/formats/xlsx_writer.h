#pragma once
// A workbook of tables (XLSX), for people who go on working with figures. libxlsxwriter stays in xlsx_writer.cpp.
//
// "1,234" becomes the number 1234 and "12 %" a percentage, so that they can be added up; everything else is text, and nothing is ever a
// formula. The same content gives the same workbook.

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace rightplace::formats {

struct Sheet {
  std::string name;                              // cut to what a workbook takes; once in it
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;    // the first cell of each names the row
};

// `folder` takes a file for as long as it is written. Unavailable when the disk refuses.
Result<std::string> write_xlsx(std::string_view title, std::span<const Sheet> sheets, const std::filesystem::path& folder);

}  // namespace rightplace::formats
