// links: rp_returns
// Whatever the file, it is refused in words or read; rows that are kept are in normal form, and written in either form
// and read again they are the same.
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "engines/returns/values.h"
#include "features/returns/returns_export.h"
#include "features/returns/returns_source.h"
#include "features/returns/returns_xml.h"
#include "fuzz/expect.h"

using namespace rightplace;
using namespace rightplace::returns;

namespace {

constexpr Date kToday(2026, 11, 21);

TableRows kept(const RawTable& raw, int year) {
  RowReader reader(raw.spec(), year, codes(), kToday);
  TableRows out{raw.table(), {}};
  std::vector<std::string_view> cells(raw.spec().columns.size());
  for (std::size_t row = 0; row < raw.rows(); ++row) {
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i] = raw.cell(row, i);
    const auto read = reader.read(cells);
    if (!read) {
      RP_EXPECT(!read.error().reason.empty());
      RP_EXPECT(read.error().column >= 0 && static_cast<std::size_t>(read.error().column) < cells.size());
      continue;
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      RP_EXPECT(is_utf8((*read)[i]));
      if (is_date(raw.spec().columns[i].kind) && !(*read)[i].empty()) RP_EXPECT(parse_iso_date((*read)[i]).has_value());
    }
    out.rows.emplace_back(read->begin(), read->end());
  }
  return out;
}

void check_csv(const RawTable& raw, int year) {
  auto rows = kept(raw, year);
  if (rows.table == Table::Header)
    for (auto& row : rows.rows) row[static_cast<std::size_t>(column_of(Table::Header, "UASC"))].clear();   // not in the CSV form
  std::vector<std::string> notes;
  const auto again = read_csv_table(csv_of(rows), "again", notes);
  RP_EXPECT(again.has_value());
  RP_EXPECT(kept(*again, year).rows == rows.rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const int year = 2015 + data[0] % 15;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<std::string> notes;
  if (const auto table = read_csv_table(bytes, "input", notes)) check_csv(*table, year);
  else RP_EXPECT(!table.error().detail.empty());
  if (const auto set = read_xml_return(bytes, "input")) {
    std::vector<TableRows> tables;
    for (const auto& raw : set->tables) {
      check_csv(raw, year);
      tables.push_back(kept(raw, year));
    }
    RP_EXPECT(read_xml_return(write_xml(tables).text, "again").has_value());
  } else {
    RP_EXPECT(!set.error().detail.empty());
  }
  return 0;
}
