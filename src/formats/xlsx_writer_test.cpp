#include "formats/xlsx_writer.h"

#include <gmock/gmock.h>

#include "formats/table.h"

namespace rightplace::formats {
namespace {

using ::testing::ElementsAre;

struct Seen final : TableVisitor {
  bool sheet(std::string_view name) override {
    rows.push_back({"sheet", std::string(name)});
    return true;
  }
  Done row(const TableRow& row) override {
    auto& cells = rows.emplace_back();
    for (const auto cell : row.cells) cells.emplace_back(cell);
    return {};
  }
  std::vector<std::vector<std::string>> rows;
};

std::filesystem::path folder() { return std::filesystem::temp_directory_path() / "rightplace-xlsx-test"; }

TEST(XlsxWriter, WhatIsWrittenIsReadBackWithNumbersAsNumbersAndNothingAsFormula) {
  const std::vector<Sheet> sheets{{"By age", {"Age", "Children", "Share"}, {{"Under 1", "1,234", "12 %"}, {"=1+1", "c", "=HYPERLINK(\"x\")"}, {"2019-20", "0123", "31 March 2024"}}}, {"by age", {"Only"}, {}}};
  const auto bytes = write_xlsx("Figures", sheets, folder());
  ASSERT_TRUE(bytes) << bytes.error().detail;
  Seen seen;
  ASSERT_TRUE(read_table(*bytes, "figures.xlsx", seen));
  EXPECT_THAT(seen.rows, ElementsAre(ElementsAre("sheet", "By age"), ElementsAre("Age", "Children", "Share"), ElementsAre("Under 1", "1234", "0.12"), ElementsAre("=1+1", "c", "=HYPERLINK(\"x\")"),
                                     ElementsAre("2019-20", "0123", "31 March 2024"), ElementsAre("sheet", "by age 2"), ElementsAre("Only")));
  EXPECT_TRUE(std::filesystem::is_empty(folder()));
}

TEST(XlsxWriter, TheSameContentGivesTheSameBytes) {
  const std::vector<Sheet> sheets{{"A very long name of a sheet: [with] what/may not stand*in it?", {"a"}, {{"b"}}}};
  EXPECT_EQ(write_xlsx("t", sheets, folder()).value(), write_xlsx("t", sheets, folder()).value());
}

TEST(XlsxWriter, ADiskThatRefusesIsSaid) { EXPECT_EQ(write_xlsx("t", std::vector<Sheet>{}, "/proc/nothing").error().kind, ErrorKind::Unavailable); }

}  // namespace
}  // namespace rightplace::formats
