#include "formats/recognise.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"

namespace rightplace::formats {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view bytes;
  std::string_view advice;
};

constexpr auto kSignatures = std::to_array<Signature>({
    {"%PDF-"sv, "looks like a PDF; ask for the data as CSV, ODS or XLSX"sv},
    {"\x89PNG\r\n"sv, "looks like a picture (PNG); ask for the data as CSV, ODS or XLSX"sv},
    {"\xFF\xD8\xFF"sv, "looks like a picture (JPEG); ask for the data as CSV, ODS or XLSX"sv},
    {"GIF8"sv, "looks like a picture (GIF); ask for the data as CSV, ODS or XLSX"sv},
    {"{\\rtf"sv, "looks like a word processor's document (RTF); ask for the data as CSV, ODS or XLSX"sv},
    {"BZh"sv, "looks like a bzip2 archive; unpack it first"sv},
    {"\xFD\x37zXZ\0"sv, "looks like an xz archive; unpack it first"sv},
    {"\x28\xB5\x2F\xFD"sv, "looks like a Zstandard archive; unpack it first"sv},
    {"7z\xBC\xAF\x27\x1C"sv, "looks like a 7z archive; unpack it first"sv},
    {"Rar!"sv, "looks like a RAR archive; unpack it first"sv},
    {"SQLite format 3\0"sv, "looks like an SQLite database; export the table as CSV"sv},
    {"PAR1"sv, "looks like a Parquet file; export it as CSV"sv},
    {"\x7F" "ELF"sv, "looks like a program; name a CSV, ODS or XLSX file"sv},
});

// "EncryptedPackage", as the folder of an OLE2 file spells it.
constexpr auto kEncrypted = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;

Recognised foreign(std::string_view advice) { return {Content::Foreign, std::string(advice)}; }

bool starts_like_json(std::string_view text) {
  if (!text.starts_with('{') && !text.starts_with('[')) return false;
  const auto next = trim(text.substr(1));
  if (next.empty()) return false;
  return text.front() == '{' ? next.front() == '"' || next.front() == '}' : contains("{[\"]-0123456789", next.substr(0, 1));
}

Recognised recognise_text(std::string_view first) {
  const auto text = trim(first);
  if (text.starts_with("<?xml") && icontains(text.substr(0, 600), "<html")) return foreign("looks like a web page (HTML); save the table as CSV, ODS or XLSX");
  if (text.starts_with("<?xml")) return foreign("looks like XML; save the table as CSV, ODS or XLSX");
  const auto start = lower(text.substr(0, 20));
  if (start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<table") || start.starts_with("<head"))
    return foreign("looks like a web page (HTML): perhaps the page about the file was saved and not the file; save the table as CSV, ODS or XLSX");
  if (start.size() > 1 && start[0] == '<' && (start[1] == '!' || (start[1] >= 'a' && start[1] <= 'z')))
    return foreign("looks like XML or HTML; save the table as CSV, ODS or XLSX");
  if (starts_like_json(text)) return foreign("looks like JSON; name a CSV, ODS or XLSX file");
  return {Content::Text, {}};
}

// UTF-16 of English text has a NUL in every other byte.
bool looks_like_utf16(std::string_view first) {
  const auto part = first.substr(0, 1000);
  const auto nuls = static_cast<std::size_t>(std::ranges::count(part, '\0'));
  if (nuls * 3 < part.size()) return false;
  std::size_t odd = 0;
  for (std::size_t i = 1; i < part.size(); i += 2) odd += part[i] == '\0';
  return odd == nuls || odd == 0;
}

// Bytes that no text has. A form feed, a vertical tab and DOS's end mark do occur.
bool looks_binary(std::string_view first) {
  const auto strange = std::ranges::count_if(first, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' && c != '\x1A';
  });
  return static_cast<std::size_t>(strange) * 50 > first.size();
}

}  // namespace

Recognised recognise(std::string_view first) {
  if (first.empty()) return {Content::Empty, {}};
  if (first.starts_with("\x1F\x8B"sv)) return {Content::Gzip, {}};
  if (first.starts_with("PK\x03\x04"sv) || first.starts_with("PK\x05\x06"sv)) return {Content::Zip, {}};
  if (first.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) {
    if (contains(first, kEncrypted)) return foreign("looks like a workbook protected by a password; save it as XLSX or CSV without one");
    return foreign("looks like an old Excel workbook (.xls), or one protected by a password; save it as .xlsx or CSV without a password");
  }
  for (const auto& signature : kSignatures)
    if (first.starts_with(signature.bytes)) return foreign(signature.advice);
  if (first.starts_with("\xFF\xFE"sv)) return {Content::Utf16Little, {}};
  if (first.starts_with("\xFE\xFF"sv)) return {Content::Utf16Big, {}};
  if (contains(first, "\0"sv)) {
    if (looks_like_utf16(first)) return foreign("looks like UTF-16 without a byte-order mark; save it as CSV in UTF-8");
    return foreign("is a binary file (it holds NUL bytes); name a CSV, ODS or XLSX file");
  }
  if (looks_binary(first)) return foreign("is a binary file; name a CSV, ODS or XLSX file");
  return recognise_text(first.starts_with("\xEF\xBB\xBF") ? first.substr(3) : first);
}

char separator_of(std::string_view first) {
  if (std::ranges::count(first, '\t') > std::ranges::count(first, ',')) return '\t';
  // The mark of which most lines have the same number. Commas stand first: cells may hold lists with semicolons in them.
  constexpr auto kMarks = std::to_array<char>({',', ';', '|'});
  constexpr int kMostLines = 100;
  std::array<std::map<int, int>, kMarks.size()> lines;   // how many lines have so many of each mark
  std::array<int, kMarks.size()> here = {};
  bool quoted = false;
  int seen = 0;
  const auto end_line = [&] {
    for (std::size_t i = 0; i < kMarks.size(); ++i) ++lines[i][std::exchange(here[i], 0)];
    ++seen;
  };
  for (const char c : first) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') end_line();
    if (seen == kMostLines) break;
    for (std::size_t i = 0; i < kMarks.size(); ++i) here[i] += c == kMarks[i];
  }
  if (seen == 0) end_line();
  char best = ',';
  int most = 0;
  for (std::size_t i = 0; i < kMarks.size(); ++i)
    for (const auto& [marks, count] : lines[i])
      if (marks > 0 && count > most) {
        most = count;
        best = kMarks[i];
      }
  return best;
}

}  // namespace rightplace::formats
