#pragma once
// The workbook readers behind read_table. Inside formats only.

#include <filesystem>
#include <string_view>

#include "formats/table.h"

namespace rightplace::formats {

// ODS and XLSX, told apart by what the zip archive holds.
Result<TableFile> read_workbook(const std::filesystem::path& file, TableVisitor& visitor, const TableLimits& limits);
Result<TableFile> read_workbook(std::string_view bytes, std::string_view source, TableVisitor& visitor, const TableLimits& limits);

}  // namespace rightplace::formats
