#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/date.h"
#include "base/text.h"
#include "formats/test_rows.h"
#include "tests/support/databases.h"
#include "tests/support/zipped.h"

namespace rightplace::formats {
namespace {

using test::ods_of;
using test::zipped;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string document(std::string_view sheets) {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" xmlns:text=\"x\" xmlns:calcext=\"c\" xmlns:draw=\"d\">"
      "<office:automatic-styles/><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document-content>",
      sheets);
}
std::string sheet(std::string_view rows, std::string_view name = "Homes") {
  return fmt::format("<table:table table:name=\"{}\">{}</table:table>", name, rows);
}
std::string row(std::string_view cells) { return fmt::format("<table:table-row>{}</table:table-row>", cells); }
std::string cell(std::string_view text) { return fmt::format("<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>", text); }

RowsRead rows_of_ods(std::string_view sheets, const TableLimits& limits = {}) { return rows_of(ods_of(document(sheets)), limits, "homes.ods"); }
// The text of one cell with these attributes and this content.
std::string value(std::string_view attributes, std::string_view content = "<text:p>shown</text:p>") {
  const auto read = rows_of_ods(sheet(row(fmt::format("<table:table-cell {}>{}</table:table-cell>", attributes, content))));
  if (!read.file) return read.detail();
  return read.cells.empty() ? "" : read.cells.at(0).at(0);
}

TEST(Ods, SheetsArriveInOrderHiddenOnesToo) {
  const auto read = rows_of_ods(sheet(row(cell("a") + cell("b")), "First") +
                                "<table:table table:name=\"Hidden\" table:display=\"false\">" + row(cell("c")) + "</table:table>");
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_EQ(read.file->kind, "ODS");
  EXPECT_EQ(read.file->rows, 2u);
  EXPECT_THAT(read.sheets, ElementsAre("First", "Hidden"));
  EXPECT_THAT(read.cells, ElementsAre(Cells{"a", "b"}, Cells{"c"}));
}

TEST(Ods, ASheetThatIsNotWantedIsSkipped) {
  struct Second : RowsRead {
    bool sheet(std::string_view name) override { return name == "Second"; }
  } rows;
  const auto bytes = ods_of(document(sheet(row(cell("a")), "First") + sheet(row(cell("b")), "Second") + sheet(row(cell("c")), "Third")));
  ASSERT_TRUE(read_table(bytes, "x.ods", rows));
  EXPECT_THAT(rows.cells, ElementsAre(Cells{"b"}));
}

TEST(Ods, ValuesAreWrittenAsAPersonWould) {
  EXPECT_EQ(value(R"(office:value-type="float" office:value="1234.0")"), "1234");
  EXPECT_EQ(value(R"(office:value-type="percentage" office:value="0.25")"), "0.25");
  EXPECT_EQ(value(R"(office:value-type="currency" office:value="4999.9900000000002")"), "4999.99");
  EXPECT_EQ(value(R"(office:value-type="date" office:date-value="2025-03-31T00:00:00")"), "2025-03-31");
  EXPECT_EQ(value(R"(office:value-type="date" office:date-value="2025-03-31")"), "2025-03-31");
  EXPECT_EQ(value(R"(office:value-type="date" office:date-value="2025-03-31T09:30:00.5")"), "2025-03-31 09:30:00");
  EXPECT_EQ(value(R"(office:value-type="time" office:time-value="PT09H30M00S")"), "09:30:00");
  EXPECT_EQ(value(R"(office:value-type="boolean" office:boolean-value="true")"), "TRUE");
  EXPECT_EQ(value(R"(office:value-type="string" calcext:value-type="error" calcext:value="9")"), "shown");
  EXPECT_EQ(value(R"(calcext:value-type="string" office:value-type="float" office:value="7")"), "7");
  EXPECT_EQ(value(R"(office:value-type="string" office:string-value="kept")", ""), "kept");
  EXPECT_EQ(value(R"(office:value-type="float")"), "shown");
}

TEST(Ods, TextHasItsParagraphsSpacesAndLinks) {
  EXPECT_EQ(value("", "<text:p>one</text:p><text:p/><text:p>three</text:p>"), "one\n\nthree");
  EXPECT_EQ(value("", "<text:p> a<text:s text:c=\"3\"/>b<text:tab/>c<text:line-break/>d \n e </text:p>"), "a   b\tc\nd e");
  EXPECT_EQ(value("", "<text:p>see <text:a>the <text:span>page</text:span></text:a> &amp; more</text:p>"), "see the page & more");
  EXPECT_EQ(value("", "<office:annotation><text:p>a note</text:p></office:annotation><text:p>real</text:p><draw:frame><text:p>drawn</text:p></draw:frame>"), "real");
}

TEST(Ods, RepeatedAndCoveredCellsKeepTheirColumns) {
  const auto read = rows_of_ods(sheet(row("<table:table-cell table:number-columns-repeated=\"2\"/>" + cell("c") + "<table:covered-table-cell table:number-columns-repeated=\"2\"><text:p>unseen</text:p></table:covered-table-cell>"
                                          "<table:table-cell table:number-columns-repeated=\"2\"><text:p>r</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16377\"/>")));
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"", "", "c", "", "", "r", "r"}));
}

TEST(Ods, RepeatedRowsKeepTheirNumbersAndHugeEmptyRepeatsCostNothing) {
  const auto read = rows_of_ods(sheet(row(cell("a")) + "<table:table-row table:number-rows-repeated=\"2\">" + cell("b") + "</table:table-row>" +
                                      "<table:table-row table:number-rows-repeated=\"1000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>" +
                                      "<table:table-row-group>" + row(cell("c")) + "</table:table-row-group>" +
                                      "<table:table-row table:number-rows-repeated=\"1047572\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>"));
  ASSERT_TRUE(read.file) << read.detail();
  EXPECT_THAT(read.cells, ElementsAre(Cells{"a"}, Cells{"b"}, Cells{"b"}, Cells{"c"}));
  EXPECT_THAT(read.lines, ElementsAre(1u, 2u, 3u, 1004u));
}

TEST(Ods, SheetsInsideCellsAndOldVersionsAreLeftOut) {
  const auto read = rows_of_ods("<table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>" +
                                sheet(row("<table:table-cell>" + sheet(row(cell("inner"))) + "<text:p>outer</text:p></table:table-cell>") +
                                      "<table:shapes><draw:frame>" + sheet(row(cell("drawn"))) + "</draw:frame></table:shapes>"));
  EXPECT_THAT(read.cells, ElementsAre(Cells{"outer"}));
}

struct Hostile {
  const char* name;
  std::string bytes;
  const char* message;
};
class HostileOds : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileOds, IsRefusedInWords) {
  TableLimits limits;
  limits.most_bytes = 5'000'000;
  const auto read = rows_of(GetParam().bytes, limits, "homes.ods");
  ASSERT_FALSE(read.file);
  EXPECT_THAT(read.detail(), HasSubstr(GetParam().message));
  EXPECT_THAT(read.detail(), ::testing::StartsWith("homes.ods"));
}

const std::string kGood = ods_of(document(sheet(row(cell("a")))));
const std::string kText = "<text:p>x</text:p>";
const Hostile kHostile[] = {
    {"BreaksOff", kGood.substr(0, kGood.size() / 2), "is a zip archive that is damaged or breaks off"},
    {"Doctype", ods_of("<!DOCTYPE x [<!ENTITY a 'b'>]>" + document(sheet(row(cell("&a;"))))), "(content.xml): line 1: this XML has a document type"},
    {"XmlThatBreaksOff", ods_of(document(sheet(row(cell("a")))).substr(0, 400)), "this XML breaks off before its end"},
    {"NoSpreadsheet", ods_of("<office:document-content xmlns:office=\"o\"/>"), "is an OpenDocument file without a spreadsheet"},
    {"ATextDocument", zipped({{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<a/>"}}), "is an OpenDocument file, but not a spreadsheet"},
    {"NoContent", zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}}), "has no part content.xml"},
    {"APassword", zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"META-INF/manifest.xml", "<m><manifest:encryption-data/></m>"}, {"content.xml", "\x01\x02"}}), "is protected by a password"},
    {"ABomb", ods_of(document(sheet(row(cell(std::string(8'000'000, ' ')))))), "holds more than 5000000 bytes"},
    {"ARepeatedColumnWithText", ods_of(document(sheet(row("<table:table-cell table:number-columns-repeated=\"1000000\">" + kText + "</table:table-cell>")))), "sheet \"Homes\", row 1: this row has more than 16384 columns"},
    {"ARepeatedRowWithText", ods_of(document(sheet("<table:table-row table:number-rows-repeated=\"900000000\">" + cell("a") + "</table:table-row>"))), "row 1: there is text beyond row 1048576"},
    {"RepeatsOfRepeats", ods_of(document(sheet("<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell table:number-columns-repeated=\"16000\">" + kText + "</table:table-cell></table:table-row>"))), "this sheet holds more than 5000000 bytes"},
    {"ARepeatThatIsNoNumber", ods_of(document(sheet(row("<table:table-cell table:number-columns-repeated=\"-1\"/>")))), "row 1: a repeat of \"-1\" makes no sense"},
    {"ABillionSpaces", ods_of(document(sheet(row("<table:table-cell><text:p><text:s text:c=\"999999999\"/></text:p></table:table-cell>")))), "row 1: the cell in column 1 is longer than"},
    {"ALongCell", ods_of(document(sheet(row(cell(std::string(2'000'000, 'x')))))), "row 1: the cell in column 1 is longer than 1048576 bytes"},
    {"AZipOfOtherThings", zipped({{"homes.csv", "a,b\n"}}), "is a zip archive without a workbook in it; unpack it and name one of its files (it holds homes.csv)"},
    {"AnEmptyZip", std::string("PK\5\6", 4) + std::string(18, '\0'), "is an empty zip archive"},
};
INSTANTIATE_TEST_SUITE_P(All, HostileOds, ::testing::ValuesIn(kHostile), [](const auto& param) { return std::string(param.param.name); });

TEST(Ods, APartWhoseBytesWereChangedIsRefused) {
  auto bytes = ods_of(document(sheet(row(cell("the word")))), true);
  bytes.replace(bytes.find("the word"), 8, "the Word");
  const auto read = rows_of(bytes, {}, "homes.ods");
  EXPECT_THAT(read.detail(), HasSubstr("homes.ods (content.xml) is damaged or breaks off (CRC error)"));
}

// Ofsted's workbook and the CSV of the same table say the same, cell by cell; only dates are written another way.
TEST(Ods, TheRegisterOf2025IsTheSameAsWorkbookAndAsCsv) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  struct Provider : RowsRead {
    bool sheet(std::string_view name) override { return name.empty() || name == "Provider_level_at_31_Mar_2025"; }
  } workbook, csv;
  const auto ods = read_table(test::real_data() / "ofsted/ofsted_csc_underlying_2025.ods", workbook);
  ASSERT_TRUE(ods) << ods.error().detail;
  ASSERT_TRUE(read_table(test::real_data() / "ofsted/provider_at_march_2025.csv", csv));
  ASSERT_EQ(workbook.cells.size(), 5604u);
  ASSERT_EQ(csv.cells.size(), 5604u);
  std::size_t differences = 0;
  for (std::size_t i = 0; i < csv.cells.size(); ++i) {
    const auto &a = workbook.cells[i], &b = csv.cells[i];
    for (std::size_t column = 0; column < std::max(a.size(), b.size()); ++column) {
      const std::string left = column < a.size() ? a[column] : "", right = column < b.size() ? b[column] : "";
      const auto date = parse_british_date(right);
      if (squeeze(left) == squeeze(right) || (date && date->iso() == left)) continue;
      if (++differences < 10) ADD_FAILURE() << "row " << i << " column " << column << ": " << left << " | " << right;
    }
  }
  EXPECT_EQ(differences, 0u);
}

}  // namespace
}  // namespace rightplace::formats
