// read_table over any bytes: CSV, gzip, UTF-16, zip. What was read, written and read again, is the same; and it does not
// matter where the blocks end.
#include <cstdint>

#include "formats/bytes.h"
#include "formats/csv_reader.h"
#include "formats/csv_writer.h"
#include "formats/recognise.h"
#include "fuzz/rows.h"

using namespace rightplace;

namespace {

struct ByteByByte : formats::Bytes {
  std::string_view left;
  Result<std::size_t> read(char* into, std::size_t most) override {
    if (left.empty() || most == 0) return 0u;
    *into = left.front();
    left.remove_prefix(1);
    return 1u;
  }
};

fuzz::Rows read_again(const fuzz::Rows& rows) {
  formats::CsvWriter writer;
  for (const auto& row : rows.cells) writer.row(std::vector<std::string_view>(row.begin(), row.end()));
  fuzz::Rows again;
  const auto bytes = formats::memory_bytes(writer.text());
  RP_EXPECT(formats::read_csv(*bytes, "again", ',', again, {}));
  return again;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  fuzz::Rows rows;
  const auto read = formats::read_table(input, "input", rows, fuzz::limits());
  if (!read) fuzz::expect_a_sentence(read.error());
  if (!read || read->rows == 0) return 0;
  RP_EXPECT(read->rows == rows.cells.size());
  if (read->kind != "CSV" && read->kind != "gzip CSV") return 0;
  RP_EXPECT(read_again(rows).cells == rows.cells);
  if (read->kind != "CSV" || read->encoding == "UTF-16" || input.starts_with("\xEF\xBB\xBF")) return 0;
  fuzz::Rows slowly;
  ByteByByte bytes;
  bytes.left = input;
  RP_EXPECT(formats::read_csv(bytes, "slowly", formats::separator_of(input.substr(0, 64 << 10)), slowly, fuzz::limits()));
  RP_EXPECT(slowly.cells == rows.cells);
  return 0;
}
