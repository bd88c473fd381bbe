#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/cell_text.h"
#include "formats/test_rows.h"
#include "tests/support/databases.h"
#include "tests/support/zipped.h"

namespace rightplace::formats {
namespace {

using test::zipped;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kRels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

struct Workbook {
  std::vector<std::pair<std::string, std::string>> sheets;   // name, rows
  std::string strings = {};
  std::string styles = {};
  std::string properties = {};
  test::ZipParts more = {};

  std::string bytes() const {
    std::string names, relations;
    test::ZipParts parts = {{"[Content_Types].xml", "<Types/>"},
                            {"_rels/.rels", fmt::format("<Relationships><Relationship Id=\"rId1\" Type=\"{}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>", kRels)}};
    for (std::size_t i = 0; i < sheets.size(); ++i) {
      names += fmt::format("<sheet name=\"{}\" sheetId=\"{}\" r:id=\"rId{}\"/>", sheets[i].first, 90 - i, i);
      // Parts are named against the order of the tabs.
      const auto part = fmt::format("sheet{}.xml", 9 - i);
      relations += fmt::format("<Relationship Id=\"rId{}\" Type=\"{}/worksheet\" Target=\"{}worksheets/{}\"/>", i, kRels, i == 0 ? "" : "/xl/", part);
      parts.emplace_back("xl/worksheets/" + part, "<worksheet><sheetData>" + sheets[i].second + "</sheetData></worksheet>");
    }
    if (!strings.empty()) {
      relations += fmt::format("<Relationship Id=\"s\" Type=\"{}/sharedStrings\" Target=\"sharedStrings.xml\"/>", kRels);
      parts.emplace_back("xl/sharedStrings.xml", "<sst>" + strings + "</sst>");
    }
    if (!styles.empty()) {
      relations += fmt::format("<Relationship Id=\"st\" Type=\"{}/styles\" Target=\"styles.xml\"/>", kRels);
      parts.emplace_back("xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>");
    }
    parts.emplace_back("xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>");
    parts.emplace_back("xl/workbook.xml", "<workbook xmlns:r=\"r\"><workbookPr " + properties + "/><sheets>" + names + "</sheets></workbook>");
    parts.insert(parts.end(), more.begin(), more.end());
    return zipped(parts);
  }
};

RowsRead rows_of_workbook(const Workbook& workbook, const TableLimits& limits = {}) { return rows_of(workbook.bytes(), limits, "homes.xlsx"); }
RowsRead rows_of_sheet(std::string rows) { return rows_of_workbook({.sheets = {{"Homes", std::move(rows)}}}); }

TEST(Xlsx, SheetsArriveInTheOrderOfTheirTabs) {
  const auto read = rows_of_workbook({.sheets = {{"First", "<row><c><v>1</v></c></row>"}, {"Second", "<row><c><v>2</v></c></row>"}}});
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_EQ(read.file->kind, "XLSX");
  EXPECT_THAT(read.sheets, ElementsAre("First", "Second"));
  EXPECT_THAT(read.cells, ElementsAre(Cells{"1"}, Cells{"2"}));
}

TEST(Xlsx, SharedAndInlineTextsAreTheirVisibleText) {
  const auto read = rows_of_workbook(
      {.sheets = {{"Homes", "<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><r><t>in</t></r><r><t>line</t></r></is></c><c t=\"str\"><f>A1</f><v>formula</v></c></row>"}},
       .strings = "<si><t>plain &amp; short</t></si><si><r><t>rich </t></r><r><t xml:space=\"preserve\">text_x000D_\nnext</t></r><rPh><t>said so</t></rPh></si>"});
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"rich text\nnext", "plain & short", "inline", "formula"}));
}

TEST(Xlsx, SparseRowsAndCellsKeepTheirPlaces) {
  const auto read = rows_of_sheet("<row r=\"3\"><c r=\"B3\"><v>1</v></c><c><v>2</v></c><c r=\"AA3\"><v>3</v></c></row><row><c><v>4</v></c></row><row r=\"9\"><c r=\"A9\" s=\"1\"/></row>");
  ASSERT_TRUE(read.file) << read.detail();
  Cells wide(27);
  wide[1] = "1", wide[2] = "2", wide[26] = "3";
  EXPECT_THAT(read.cells, ElementsAre(wide, Cells{"4"}));
  EXPECT_THAT(read.lines, ElementsAre(3u, 4u));
}

TEST(Xlsx, NumbersBooleansErrorsAndIsoDatesAreWrittenAsAPersonWould) {
  const auto read = rows_of_sheet("<row><c><v>1234.0</v></c><c><v>4.0999999999999996</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"d\"><v>2025-03-31T00:00:00Z</v></c><c><v>1.5E-4</v></c></row>");
  EXPECT_THAT(read.cells, ElementsAre(Cells{"1234", "4.1", "TRUE", "FALSE", "#N/A", "2025-03-31", "0.00015"}));
}

const std::string kStyles = R"(<numFmts><numFmt numFmtId="164" formatCode="dd\ mmm\ yyyy"/><numFmt numFmtId="165" formatCode="#,##0 &quot;days&quot;"/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/><xf numFmtId="20"/></cellXfs>)";
const std::string kDates = R"(<row><c s="0"><v>45747</v></c><c s="1"><v>45747</v></c><c s="2"><v>45747</v></c><c s="3"><v>45747</v></c><c s="4"><v>45747.395833333336</v></c><c s="5"><v>0.39583333333333331</v></c><c s="4"><v>45747</v></c></row>)";

TEST(Xlsx, DatesAreKnownByTheFormatOfTheirCell) {
  const auto read = rows_of_workbook({.sheets = {{"Homes", kDates}}, .styles = kStyles});
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"45747", "2025-03-31", "2025-03-31", "45747", "2025-03-31 09:30:00", "09:30:00", "2025-03-31"}));
}

TEST(Xlsx, TheOldMacintoshCalendarBeginsIn1904) {
  const auto read = rows_of_workbook({.sheets = {{"Homes", "<row><c s=\"1\"><v>44285</v></c></row>"}}, .styles = kStyles, .properties = "date1904=\"1\""});
  EXPECT_THAT(read.cells, ElementsAre(Cells{"2025-03-31"}));
}

TEST(Xlsx, FormatsAreTakenApartAsSpreadsheetsDo) {
  using enum NumberKind;
  const std::vector<std::pair<const char*, NumberKind>> formats = {
      {"General", Number}, {"0.00", Number}, {"#,##0;[Red]-#,##0", Number}, {"\"day\" 0", Number}, {"0\\d", Number}, {"_-£* #,##0.00_-", Number}, {"0.00E+00", Number},
      {"dd/mm/yyyy", Date}, {"[$-809]d mmmm yyyy;@", Date}, {"mmm-yy", Date}, {"yyyy", Date}, {"hh:mm", Time}, {"mm:ss", Time}, {"h:mm AM/PM", Time}, {"[h]:mm:ss", Elapsed}, {"[mm]:ss", Elapsed},
      {"dd/mm/yyyy hh:mm", DateTime}, {"m/d/yy h:mm", DateTime}};
  for (const auto& [format, kind] : formats) EXPECT_EQ(kind_of_format(format), kind) << format;
}

TEST(Xlsx, SerialDaysFollowTheCalendarOfTheWorkbook) {
  using enum NumberKind;
  EXPECT_EQ(serial_text(1, Date, Epoch::Of1900), "1900-01-01");
  EXPECT_EQ(serial_text(59, Date, Epoch::Of1900), "1900-02-28");
  EXPECT_EQ(serial_text(60, Date, Epoch::Of1900), "60");   // 29 February 1900 never was
  EXPECT_EQ(serial_text(61, Date, Epoch::Of1900), "1900-03-01");
  EXPECT_EQ(serial_text(0, Date, Epoch::Of1904), "1904-01-01");
  EXPECT_EQ(serial_text(45747.999999, DateTime, Epoch::Of1900), "2025-04-01");
  EXPECT_EQ(serial_text(1.5, Elapsed, Epoch::Of1900), "36:00:00");
  EXPECT_EQ(serial_text(-3, Date, Epoch::Of1900), "-3");
  EXPECT_EQ(serial_text(1e12, Date, Epoch::Of1900), "1000000000000");
}

TEST(Xlsx, NumbersHaveFifteenDigits) {
  EXPECT_EQ(number_text("0.30000000000000004"), "0.3");
  EXPECT_EQ(number_text("1E+3"), "1000");
  EXPECT_EQ(number_text("-0.0"), "0");
  EXPECT_EQ(number_text("123456789012345"), "123456789012345");
  EXPECT_EQ(number_text("1e20"), "100000000000000000000");
  EXPECT_EQ(number_text("1234567.125"), "1234567.125");
  EXPECT_EQ(number_text("0.000012"), "0.000012");
  EXPECT_EQ(number_text("99999.9999999999"), "99999.9999999999");
  EXPECT_EQ(number_text("007"), "7");
  EXPECT_EQ(number_text("n/a"), "n/a");
}

struct Hostile {
  const char* name;
  std::string bytes;
  const char* message;
};
class HostileXlsx : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileXlsx, IsRefusedInWords) {
  TableLimits limits;
  limits.most_bytes = 5'000'000;
  const auto read = rows_of(GetParam().bytes, limits, "homes.xlsx");
  ASSERT_FALSE(read.file);
  EXPECT_THAT(read.detail(), HasSubstr(GetParam().message));
  EXPECT_THAT(read.detail(), ::testing::StartsWith("homes.xlsx"));
}

std::string with_rows(std::string rows) { return Workbook{.sheets = {{"Homes", std::move(rows)}}}.bytes(); }
const Hostile kHostile[] = {
    {"ADoctype", zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<!DOCTYPE workbook [<!ENTITY x 'y'>]><workbook/>"}}), "(xl/workbook.xml): line 1: this XML has a document type"},
    {"ABomb", with_rows("<row>" + std::string(8'000'000, ' ') + "</row>"), "(sheet \"Homes\") holds more than 5000000 bytes"},
    {"ATextThatDoesNotExist", with_rows("<row r=\"2\"><c t=\"s\"><v>5</v></c></row>"), "sheet \"Homes\", row 2: the cell in column 1 points at text 5, which does not exist"},
    {"ANegativeText", with_rows("<row><c t=\"s\"><v>-1</v></c></row>"), "points at text -1"},
    {"RowsOutOfOrder", with_rows("<row r=\"5\"/><row r=\"5\"/>"), "row 5: a row numbered \"5\" follows this one"},
    {"CellsOutOfOrder", with_rows("<row><c r=\"B1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>"), "the cell \"A1\" stands in the wrong place"},
    {"AColumnFarAway", with_rows("<row><c r=\"ZZZZZZZZZZ1\"><v>1</v></c></row>"), "this row has more than 16384 columns"},
    {"ARowFarAway", with_rows("<row r=\"99999999999\"><c><v>1</v></c></row>"), "there is text beyond row 1048576"},
    {"ALongCell", with_rows("<row><c t=\"str\"><v>" + std::string(2'000'000, 'x') + "</v></c></row>"), "row 1: the cell in column 1 is longer than 1048576 bytes"},
    {"AMissingSheet", zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.xml", "<workbook><sheets><sheet name=\"A\" id=\"1\"/></sheets></workbook>"}}), "the sheet \"A\" has no part"},
    {"ABinaryWorkbook", zipped({{"[Content_Types].xml", "<Types/>"}, {"xl/workbook.bin", "x"}}), "looks like a binary Excel workbook (.xlsb)"},
    {"AWordDocument", zipped({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<x/>"}}), "looks like a Word document"},
};
INSTANTIATE_TEST_SUITE_P(All, HostileXlsx, ::testing::ValuesIn(kHostile), [](const auto& param) { return std::string(param.param.name); });

TEST(Xlsx, TheInventedProviderListsOfThe903ValidatorAreRead) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  RowsRead rows;
  rows.file = read_table(test::real_data() / "ssda903/validator_fake_provider_lists/ch_fake.xlsx", rows);
  ASSERT_TRUE(rows.file) << rows.detail();
  EXPECT_THAT(rows.sheets, ElementsAre("Provider information", "Registration Conditions"));
  ASSERT_EQ(rows.cells.size(), 4u);
  EXPECT_EQ(rows.cells[0][7], "Registration Date");
  EXPECT_EQ(rows.cells[1][7], "2023-12-01");
}

}  // namespace
}  // namespace rightplace::formats
