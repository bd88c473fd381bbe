#include "formats/table.h"

#include <fmt/format.h>

#include "formats/bytes.h"
#include "formats/csv_reader.h"
#include "formats/recognise.h"
#include "formats/workbook.h"

namespace rightplace::formats {
namespace {

constexpr std::size_t kLook = 64 * 1024;

struct Reading {
  std::string source;
  TableVisitor& visitor;
  const TableLimits& limits;

  tl::unexpected<Error> refused(std::string_view cause) const { return fail(ErrorKind::Invalid, fmt::format("{} {}", source, cause)); }
};

Result<TableFile> read_text(std::unique_ptr<Bytes> bytes, const Reading& reading) {
  RP_TRY(first, beginning(*bytes, kLook));
  const auto separator = separator_of(first);
  if (first.starts_with("\xEF\xBB\xBF")) first.erase(0, 3);
  if (first.empty()) return reading.refused("is empty");
  const auto all = put_back(std::move(first), std::move(bytes));
  return read_csv(*all, reading.source, separator, reading.visitor, reading.limits);
}

Result<TableFile> read_utf16(std::unique_ptr<Bytes> bytes, const Reading& reading, bool big_endian) {
  RP_CHECK(beginning(*bytes, 2));   // the byte-order mark
  auto read = read_text(utf16_bytes(std::move(bytes), reading.source, big_endian), reading);
  if (read) read->encoding = "UTF-16";
  return read;
}

enum class Packed { No, Gzip };

Result<TableFile> read_stream(std::unique_ptr<Bytes> bytes, const Reading& reading, Packed packed = Packed::No) {
  RP_TRY(first, beginning(*bytes, kLook));
  const auto recognised = recognise(first);
  auto all = put_back(std::move(first), std::move(bytes));
  switch (recognised.content) {
    case Content::Empty: return reading.refused(packed == Packed::Gzip ? "is a gzip archive with nothing in it" : "is empty");
    case Content::Foreign: return reading.refused(recognised.advice);
    case Content::Text: return read_text(std::move(all), reading);
    case Content::Utf16Little: return read_utf16(std::move(all), reading, false);
    case Content::Utf16Big: return read_utf16(std::move(all), reading, true);
    case Content::Zip: return reading.refused("is a gzip archive with a workbook or another archive in it; unpack it first");
    case Content::Gzip: break;
  }
  if (packed == Packed::Gzip) return reading.refused("is a gzip archive inside a gzip archive; unpack it first");
  auto read = read_stream(gzip_bytes(std::move(all), reading.source, reading.limits.most_bytes), reading, Packed::Gzip);
  if (read) read->kind = "gzip CSV";
  return read;
}

}  // namespace

Result<TableFile> read_table(const std::filesystem::path& file, TableVisitor& visitor, const TableLimits& limits) {
  RP_TRY(bytes, file_bytes(file));
  RP_TRY(first, beginning(*bytes, 4));
  if (recognise(first).content == Content::Zip) return read_workbook(file, visitor, limits);
  return read_stream(put_back(std::move(first), std::move(bytes)), {file.string(), visitor, limits});
}

Result<TableFile> read_table(std::string_view bytes, std::string_view source, TableVisitor& visitor, const TableLimits& limits) {
  if (recognise(bytes.substr(0, 4)).content == Content::Zip) return read_workbook(bytes, source, visitor, limits);
  return read_stream(memory_bytes(bytes), {std::string(source), visitor, limits});
}

}  // namespace rightplace::formats
