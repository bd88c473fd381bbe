#include "formats/workbook.h"

#include <fmt/format.h>

namespace rightplace::formats {

Result<TableFile> read_workbook(const std::filesystem::path& file, TableVisitor&, const TableLimits&) {
  return fail(ErrorKind::Invalid, fmt::format("{} is a workbook or another zip archive, which this version does not read; save it as CSV", file.string()));
}

Result<TableFile> read_workbook(std::string_view, std::string_view source, TableVisitor&, const TableLimits&) {
  return fail(ErrorKind::Invalid, fmt::format("{} is a workbook or another zip archive, which this version does not read; save it as CSV", source));
}

}  // namespace rightplace::formats
