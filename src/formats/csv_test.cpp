#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>

#include "formats/csv_reader.h"
#include "formats/csv_writer.h"
#include "formats/test_rows.h"
#include "tests/support/databases.h"

namespace rightplace::formats {
namespace {

using namespace std::string_view_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string gzipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string utf16(std::string_view ascii, bool big_endian) {
  std::string out = big_endian ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    if (big_endian) out += '\0';
    out += c;
    if (!big_endian) out += '\0';
  }
  return out;
}

TEST(CsvReader, TakesSemicolonsAndBarsWhereTheySeparate) {
  const std::vector<Cells> table = {{"Homes, as at 31 March 2018"}, {"urn", "name", "area"}, {"1", "Alder, the", "Leeds"}, {"2", "Beech", "York, North"}};
  EXPECT_EQ(rows_of("Homes, as at 31 March 2018;;\nurn;name;area\n1;Alder, the;Leeds\n2;Beech;York, North\n").cells, table);
  EXPECT_EQ(rows_of("Homes, as at 31 March 2018||\nurn|name|area\n1|Alder, the|Leeds\n2|Beech|York, North\n").cells, table);
}

TEST(CsvReader, RefusesAFileThatBreaksOffWithinItsLastRow) {
  EXPECT_THAT(rows_of("urn,name,area\n1,Alder,Leeds\n2,Bee").detail(), HasSubstr("line 3: the last row has no line end and only 2 of 3 cells"));
  EXPECT_THAT(rows_of("urn,name,area\n1,Alder,Leeds\n2").detail(), HasSubstr("break off here"));
  EXPECT_EQ(rows_of("urn,name,area\n1,Alder,Leeds\n2,Beech,York").detail(), "");
  EXPECT_EQ(rows_of("urn,name,area\n1,Alder,Leeds\n2\n").detail(), "");
}

TEST(CsvReader, LeavesListsWithSemicolonsInACellWhole) {
  const std::vector<Cells> table = {{"urn", "needs"}, {"1", "autism:high;learning:low;trauma:low"}, {"2", "autism:low;health:low"}};
  EXPECT_EQ(rows_of("urn,needs\n1,autism:high;learning:low;trauma:low\n2,autism:low;health:low\n").cells, table);
}

TEST(Csv, QuotedCellsMayHoldCommasQuotesAndLineEnds) {
  const auto read = rows_of("urn,name\n1,\"Oak, Ash \"\"and\"\" Elm\"\n2,\"two\r\nlines\"\n3,x\n");
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"urn", "name"}, Cells{"1", "Oak, Ash \"and\" Elm"}, Cells{"2", "two\r\nlines"}, Cells{"3", "x"}));
  EXPECT_THAT(read.lines, ElementsAre(1u, 2u, 3u, 5u));
  EXPECT_EQ(read.file->kind, "CSV");
  EXPECT_EQ(read.file->encoding, "UTF-8");
  EXPECT_EQ(read.file->rows, 4u);
}

TEST(Csv, EveryKindOfLineEndCountsOnce) {
  for (const auto end : {"\n", "\r", "\r\n"}) {
    const auto read = rows_of("a,b" + std::string(end) + end + "c,\"d" + end + "e\"" + end + "f,g");
    ASSERT_TRUE(read.file) << read.detail();
    EXPECT_EQ(read.cells.size(), 3u);
    EXPECT_THAT(read.lines, ElementsAre(1u, 3u, 5u));
  }
}

TEST(Csv, TrailingEmptyCellsAndRowsWithNothingAreLeftOut) {
  const auto read = rows_of("a,,b,,\n,,\n\n,c\n\"\",\n");
  EXPECT_THAT(read.cells, ElementsAre(Cells{"a", "", "b"}, Cells{"", "c"}));
  EXPECT_THAT(read.lines, ElementsAre(1u, 4u));
}

TEST(Csv, AByteOrderMarkIsNotPartOfTheFirstHeader) {
  EXPECT_THAT(rows_of("\xEF\xBB\xBFurn,la\n1,2\n").cells, ElementsAre(Cells{"urn", "la"}, Cells{"1", "2"}));
}

TEST(Csv, TextThatIsNotUtf8IsWindows1252) {
  const auto read = rows_of("name\nCaf\xE9 \x96 St John\x92s\n\xC2\xA3" "5\n");
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"name"}, Cells{"Café – St John’s"}, Cells{"£5"}));
  EXPECT_EQ(read.file->encoding, "Windows-1252");
}

TEST(Csv, Utf16OfEitherOrderIsRead) {
  for (const bool big_endian : {false, true}) {
    const auto read = rows_of(utf16("urn,name\r\n1,\"a \"\"b\"\"\"\r\n", big_endian));
    ASSERT_TRUE(read.file) << read.detail();
    EXPECT_THAT(read.cells, ElementsAre(Cells{"urn", "name"}, Cells{"1", "a \"b\""}));
    EXPECT_EQ(read.file->encoding, "UTF-16");
  }
  EXPECT_THAT(rows_of("\xFF\xFE\x3D\xD8\x00\xDE,\0\xE9\0\n\0\x00\xD8x\0"sv).cells, ElementsAre(Cells{"\U0001F600", "é"}, Cells{"\uFFFDx"}));
}

TEST(Csv, ExcelsUnicodeTextHasTabs) {
  EXPECT_THAT(rows_of(utf16("urn\tname\r\n1\tOak, the\r\n", false)).cells, ElementsAre(Cells{"urn", "name"}, Cells{"1", "Oak, the"}));
}

TEST(Csv, RowsAreTheSameWhereverTheBufferEnds) {
  std::string text;
  std::vector<Cells> expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string inner(static_cast<std::size_t>(i % 97), 'x');
    text += std::to_string(i) + ",\"" + inner + "\"\"" + (i % 3 ? "\r\n" : "\n") + "\",end\r\n";
    expected.push_back({std::to_string(i), inner + "\"" + (i % 3 ? "\r\n" : "\n"), "end"});
  }
  const auto read = rows_of(text);
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_EQ(read.cells, expected);
  EXPECT_EQ(read.lines.back(), 2u * 19'999 + 1);
}

TEST(Csv, ARowLongerThanTheBufferIsWhole) {
  const std::string longest(1'000'000, 'y');
  const auto read = rows_of("a," + longest + ",\"" + longest + "\"\nb\n");
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"a", longest, longest}, Cells{"b"}));
}

TEST(Csv, GzipIsRecognisedByItsContent) {
  const auto read = rows_of(gzipped("a,b\n1,2\n"));
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
  EXPECT_EQ(read.file->kind, "gzip CSV");
}

TEST(Csv, SeveralGzipMembersAreOneText) {
  EXPECT_THAT(rows_of(gzipped("a,b\n1,") + gzipped("2\n") + std::string(512, '\0')).cells, ElementsAre(Cells{"a", "b"}, Cells{"1", "2"}));
}

struct Hostile {
  const char* name;
  std::string bytes;
  const char* message;
};

class HostileCsv : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileCsv, IsRefusedInWords) {
  TableLimits limits;
  limits.longest_row = 400'000;
  limits.longest_cell = 1000;
  limits.most_columns = 50;
  limits.most_bytes = 1'000'000;
  const auto read = rows_of(GetParam().bytes, limits);
  ASSERT_FALSE(read.file);
  EXPECT_THAT(read.detail(), HasSubstr(GetParam().message));
  EXPECT_THAT(read.detail(), ::testing::StartsWith("test.csv"));
}

const auto kGzip = gzipped("urn,name\n1,Oak\n2,Elm\n");
const Hostile kHostile[] = {
    {"Empty", "", "test.csv is empty"},
    {"OnlyAByteOrderMark", "\xEF\xBB\xBF", "is empty"},
    {"OnlyBlankLines", "\n\r\n,,,\n", "holds no row with anything in it"},
    {"Binary", std::string("a,b\n\0\1\2\3\4\5\6,c", 15), "is a binary file"},
    {"ANulFarInside", [] { std::string text; while (text.size() < 80'000) text += "ab,c\n"; return text + std::string("1,\0\n", 4); }(), "line 16001: there is a NUL byte"},
    {"AQuoteNeverClosed", "a,b\n1,\"x\n2,y\n3,z\n", "line 2: the quote that opens in this line is never closed"},
    {"AQuoteNeverClosedInABigFile", "a\n\"" + std::string(900'000, 'x'), "line 2: the quote that opens in this line is not closed within 400000 bytes"},
    {"TextAfterAQuote", "a\n\"x\ny\" z\n", "line 3: \"z"},
    {"ALineWithoutEnd", "a\nb\n" + std::string(900'000, 'x'), "line 3: this line is longer than 400000 bytes"},
    {"ALongCell", "a\nb," + std::string(2000, 'x') + "\n", "line 2: the cell in column 2 is longer than 1000 bytes"},
    {"ManyColumns", "a\n" + std::string(60, ',') + "\n", "line 2: this row has more than 50 columns"},
    {"ManyBytes", [] { std::string text; while (text.size() < 1'400'000) text += "a,b,c,d\n"; return text; }(), "is larger than 1000000 bytes"},
    {"Utf16WithoutAMark", utf16("urn,name\n1,2\n", false).substr(2), "looks like UTF-16 without a byte-order mark"},
    {"Utf16ThatBreaksOff", utf16("urn,name\n1,2\n", false) + "x", "breaks off in the middle of a character"},
    {"GzipThatBreaksOff", kGzip.substr(0, kGzip.size() - 9), "this gzip archive breaks off before its end"},
    {"GzipThatBreaksOffInItsChecksum", kGzip.substr(0, kGzip.size() - 2), "this gzip archive breaks off before its end"},
    {"GzipWithAWrongChecksum", std::string(kGzip).replace(kGzip.size() - 8, 1, 1, static_cast<char>(kGzip[kGzip.size() - 8] ^ 1)), "is damaged (incorrect data check)"},
    {"GzipAndGarbage", kGzip + "garbage", "something else follows the end of this gzip archive"},
    {"GzipBomb", gzipped(std::string(3'000'000, '\n')), "holds more than 1000000 bytes"},
    {"GzipOfNothing", gzipped(""), "is a gzip archive with nothing in it"},
    {"GzipOfGzip", gzipped(kGzip), "is a gzip archive inside a gzip archive"},
    {"GzipOfPdf", gzipped("%PDF-1.7\nabc"), "looks like a PDF"},
    {"Pdf", "%PDF-1.7\n", "looks like a PDF"},
    {"Png", "\x89PNG\r\n\x1A\n", "looks like a picture (PNG)"},
    {"OldExcel", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(600, '\0'), "looks like an old Excel workbook (.xls)"},
    {"Html", "\n <!DOCTYPE html><html>", "looks like a web page (HTML)"},
    {"Xml", "<?xml version=\"1.0\"?><Message/>", "looks like XML"},
    {"Json", "[\n {\"urn\": 1}]", "looks like JSON"},
};
INSTANTIATE_TEST_SUITE_P(All, HostileCsv, ::testing::ValuesIn(kHostile), [](const auto& param) { return std::string(param.param.name); });

// A source that never ends: two gigabytes of one line would look like this.
struct Endless : Bytes {
  std::string start;
  std::uint64_t given = 0;
  Result<std::size_t> read(char* into, std::size_t most) override {
    std::fill_n(into, most, 'x');
    if (given == 0) std::copy_n(start.begin(), std::min(start.size(), most), into);
    given += most;
    return most;
  }
};

TEST(Csv, AnEndlessLineIsRefusedWithoutHoldingIt) {
  for (const std::string start : {"a,b\n", "a,b\n1,\"quoted "}) {
    Endless bytes;
    bytes.start = start;
    RowsRead rows;
    const auto read = read_csv(bytes, "endless.csv", ',', rows, {});
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().detail, HasSubstr("endless.csv: line 2: "));
    EXPECT_LE(bytes.given, 3 * TableLimits{}.longest_row);
  }
}

TEST(Csv, TheGzippedPostcodesOfEnglandAreReadToTheLast) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  struct Last : TableVisitor {
    std::string postcode;
    Done row(const TableRow& row) override {
      if (row.cells.size() != 5) return fail(ErrorKind::Invalid, "a row without its five cells: " + std::to_string(row.line));
      postcode = row.cell(0);
      return {};
    }
  } last;
  const auto read = read_table(test::real_data() / "postcodes/postcodes_england.csv.gz", last);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->rows, 2'264'893u);   // with the header
  EXPECT_EQ(last.postcode.substr(0, 2), "YO");
}

TEST(Csv, AMissingFileAndAFolderAreSaidToBeSo) {
  RowsRead rows;
  EXPECT_EQ(read_table(std::filesystem::path("/nonexistent/x.csv"), rows).error().kind, ErrorKind::NotFound);
  EXPECT_THAT(read_table(std::filesystem::temp_directory_path(), rows).error().detail, HasSubstr("is a folder"));
}

TEST(Csv, AnErrorOfTheVisitorEndsTheReadingAsItIs) {
  struct Stops : TableVisitor {
    int seen = 0;
    Done row(const TableRow&) override { return ++seen == 2 ? Done(fail(ErrorKind::Conflict, "enough")) : Done(); }
  } stops;
  const auto read = read_table("a\nb\nc\n", "x", stops);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().detail, "enough");
  EXPECT_EQ(stops.seen, 2);
}

TEST(CsvWriter, WhatIsWrittenIsReadBack) {
  CsvWriter writer;
  const std::vector<Cells> table = {{"plain", "with, comma", "with \"quotes\"", "two\nlines", " spaces ", "é"}, {"", "x"}};
  for (const auto& row : table) writer.row(std::vector<std::string_view>(row.begin(), row.end()));
  EXPECT_EQ(rows_of(writer.text()).cells, table);
}

TEST(CsvWriter, WhatASpreadsheetWouldCarryOutIsMadeATextWhereAskedAndNothingElseIs) {
  CsvWriter guarded("\n", Formulas::AsTexts), plain;
  for (auto* writer : {&guarded, &plain}) writer->row({"=1+1", "+SUM(A1)", "-x", "@x", "\t=1", "\uFF1D1+1", "-12.5", "+3", "-", "a=b", "", "=1,2"});
  EXPECT_EQ(guarded.text(), "'=1+1,'+SUM(A1),'-x,'@x,'\t=1,'\uFF1D1+1,-12.5,+3,'-,a=b,,\"'=1,2\"\n");
  EXPECT_EQ(plain.text(), "=1+1,+SUM(A1),-x,@x,\t=1,\uFF1D1+1,-12.5,+3,-,a=b,,\"=1,2\"\n");
}

TEST(CsvWriter, QuotesOnlyWhatMustBeQuoted) {
  CsvWriter writer("\r\n");
  writer.row({"a b", "c,d", "e\"f", "", "g"});
  EXPECT_EQ(writer.take(), "a b,\"c,d\",\"e\"\"f\",,g\r\n");
}

}  // namespace
}  // namespace rightplace::formats
