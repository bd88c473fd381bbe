// Every authority, region and constituency name that Ofsted and the Department for Education print is understood.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/text.h"
#include "features/geography/geography.h"
#include "formats/table.h"
#include "tests/support/databases.h"

namespace rightplace::geography {
namespace {

// Distinct values of some columns of a list whose header stands somewhere in its first rows.
class Values : public formats::TableVisitor {
 public:
  explicit Values(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  Done row(const formats::TableRow& row) override {
    if (at_.empty()) {
      std::map<std::string, std::size_t> found;
      for (std::size_t i = 0; i < row.cells.size(); ++i)
        for (const auto& column : columns_)
          if (iequals(squeeze(row.cells[i]), column)) found.emplace(column, i);
      if (found.contains(columns_.front())) at_ = found;
      return {};
    }
    std::vector<std::string> values;
    for (const auto& column : columns_) {
      const auto where = at_.find(column);
      values.push_back(where == at_.end() ? "" : squeeze(row.cell(where->second)));
    }
    ++seen[values];
    return {};
  }

  std::map<std::vector<std::string>, int> seen;

 private:
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t> at_;
};

std::map<std::vector<std::string>, int> values_of(const std::filesystem::path& file, std::vector<std::string> columns) {
  Values values(std::move(columns));
  const auto read = formats::read_table(file, values);
  EXPECT_TRUE(read) << (read ? "" : read.error().detail);
  return values.seen;
}

// Lists of the provider level, with the day they describe.
std::vector<std::pair<std::filesystem::path, Date>> provider_lists() {
  std::vector<std::pair<std::filesystem::path, Date>> found;
  for (const auto& entry : std::filesystem::directory_iterator(test::real_data() / "ofsted")) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("provider_at_march_")) continue;
    found.emplace_back(entry.path(), Date{std::stoi(name.substr(18, 4)), 3, 31});
  }
  return found;
}

TEST(RealNames, EveryAuthorityInOfstedsListsIsFound) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  // Agencies and supported accommodation run from Wales, and rows without an authority.
  const std::vector<std::string> outside = {"", "Cardiff", "Conwy", "Newport", "Wrexham"};
  int found = 0;
  for (const auto& [file, day] : provider_lists())
    for (const auto& [row, count] : values_of(file, {"Local authority"})) {
      if (std::ranges::find(outside, row[0]) != outside.end()) continue;
      const auto* authority = authority_named(row[0], day);
      ASSERT_NE(authority, nullptr) << file.filename() << ": " << row[0];
      // A list of 31 March may already print the authority of the next day.
      EXPECT_TRUE(authority->exists_on(day) || authority->exists_on(day.plus_days(1))) << file.filename() << ": " << row[0];
      ++found;
    }
  EXPECT_GT(found, 1'300);
  for (const auto& [row, count] : values_of(test::real_data() / "ofsted" / "providers_at_sept_14.csv", {"LA", "GOR"})) {
    EXPECT_NE(authority_named(row[0], Date{2014, 9, 30}), nullptr) << row[0];
    EXPECT_EQ(regions_named(row[1]).size(), 1u) << row[1];
  }
}

TEST(RealNames, EveryRegionInOfstedsListsIsTheAuthoritysOwn) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  int checked = 0;
  for (const auto& [file, day] : provider_lists())
    for (const auto& [row, count] : values_of(file, {"Local authority", "Ofsted Region", "Government Office Region", "Region"})) {
      const auto* authority = authority_named(row[0], day);
      if (!authority) continue;
      // One home of Lancashire is printed with Yorkshire's region in 2025.
      if (authority->name == "Lancashire" && day.year() == 2025 && contains(row[2], "Yorkshire")) continue;
      for (std::size_t i = 1; i < row.size(); ++i) {
        if (row[i].empty()) continue;
        const auto regions = regions_named(row[i]);
        EXPECT_NE(std::ranges::find(regions, authority->region), regions.end()) << file.filename() << ": " << row[0] << ", " << row[i];
        ++checked;
      }
    }
  EXPECT_GT(checked, 1'500);
}

TEST(RealNames, EveryConstituencyInOfstedsListsIsFoundWithItsPart) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  int found = 0;
  int in_part = 0;
  for (const auto& [file, day] : provider_lists())
    for (const auto& [row, count] : values_of(file, {"Local authority", "Parliamentary constituency"})) {
      const auto* authority = authority_named(row[0], day);
      if (row[1].empty() || !authority) continue;
      const auto where = constituency(row[1], constituencies_on(day), authority);
      ASSERT_TRUE(where) << file.filename() << ": " << row[1];
      ++found;
      in_part += authority_by_code(where->authority) == authority;
    }
  EXPECT_GT(found, 4'000);
  // A few homes stand in a constituency that has no postcodes in the authority printed with it, and a list may still
  // print the authority of before a change.
  EXPECT_GT(in_part, found * 9 / 10);
}

TEST(RealNames, EveryCodeAndNumberOfTheDepartmentsIsFound) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  for (const auto& [row, count] : values_of(test::real_data() / "geography" / "la_codes_seen_in_dfe_data.csv", {"num", "ons", "names"})) {
    const auto* by_number = authority_by_dfe_number(parse_integer(row[0]).value_or(0));
    ASSERT_NE(by_number, nullptr) << row[0] << " " << row[2];
    if (!row[1].empty()) {
      EXPECT_NE(authority_by_code(row[1]), nullptr) << row[1] << " " << row[2];
    }
    for (const auto spelling : split(row[2], '|'))
      EXPECT_NE(authority_named(spelling), nullptr) << spelling;
  }
}

TEST(RealNames, EveryStatisticalNeighbourIsFound) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  int found = 0;
  for (const auto& [row, count] : values_of(test::real_data() / "geography" / "d2i_la_lookup.csv",
                                            {"local_authority_ons_name", "la_code", "la_code_new", "ofsted_ilacs_scrape_la_name", "region_name"})) {
    const auto* authority = authority_by_code(row[2]);
    if (!authority) continue;
    EXPECT_EQ(authority_by_dfe_number(parse_integer(row[1]).value_or(0)), authority) << row[0];
    EXPECT_NE(authority_named(row[0]), nullptr) << row[0];
    ++found;
  }
  EXPECT_GT(found, 140);
}

}  // namespace
}  // namespace rightplace::geography
