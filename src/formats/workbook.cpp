#include "formats/workbook.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/workbook_readers.h"

namespace rightplace::formats {
namespace {

constexpr std::string_view kOpenDocument = "application/vnd.oasis.opendocument.";

tl::unexpected<Error> refused(const Zip& zip, std::string_view cause) { return fail(ErrorKind::Invalid, fmt::format("{} {}", zip.source(), cause)); }

Result<TableFile> read_by_content(const Zip& zip, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(mimetype, zip.small_part("mimetype"));
  const auto type = trim(mimetype);
  if (type.starts_with(kOpenDocument) && !type.starts_with("application/vnd.oasis.opendocument.spreadsheet"))
    return refused(zip, "is an OpenDocument file, but not a spreadsheet; save the table as ODS, XLSX or CSV");
  if (type.starts_with(kOpenDocument) || (zip.has("content.xml") && zip.has("META-INF/manifest.xml"))) return read_ods(zip, visitor, limits);
  if (zip.has("[Content_Types].xml")) {
    if (zip.has("xl/workbook.xml")) return read_xlsx(zip, visitor, limits);
    if (zip.has("xl/workbook.bin")) return refused(zip, "looks like a binary Excel workbook (.xlsb); save it as .xlsx or CSV");
    if (zip.has("word/document.xml")) return refused(zip, "looks like a Word document; save the table as CSV, ODS or XLSX");
    if (zip.has("ppt/presentation.xml")) return refused(zip, "looks like a PowerPoint presentation; save the table as CSV, ODS or XLSX");
    return read_xlsx(zip, visitor, limits);   // a workbook may name its parts otherwise
  }
  std::vector<std::string> names;
  for (const auto& name : zip.names(3)) names.push_back(shown(name));
  if (names.empty()) return refused(zip, "is an empty zip archive");
  return refused(zip, fmt::format("is a zip archive without a workbook in it; unpack it and name one of its files (it holds {})", join_words(names)));
}

}  // namespace

Result<TableFile> read_workbook(const std::filesystem::path& file, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(zip, Zip::open(file));
  return read_by_content(zip, visitor, limits);
}

Result<TableFile> read_workbook(std::string_view bytes, std::string_view source, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(zip, Zip::open(bytes, source));
  return read_by_content(zip, visitor, limits);
}

}  // namespace rightplace::formats
