// Each check against cases with known answers, and over a whole synthetic return.

#include "features/returns/returns_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "features/returns/returns_source.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::returns {
namespace {

using testing::HasSubstr;
using Rows = std::set<std::size_t>;

// "lac2025_26" is the collection year 2026.
int year_of(const json::Value& ruleset) { return static_cast<int>(*parse_integer("20" + ruleset.as_string()->substr(8))); }

std::string text_of(const json::Value* value) {
  if (!value || value->is_null()) return "";
  if (const auto* text = value->as_string()) return *text;
  return value->dump();
}

std::optional<Table> table_named(std::string_view label) {
  for (const auto& row : kTables.rows)
    if (row.label == label) return row.value;
  return std::nullopt;
}

// Columns of no real table, by which a few cases mean these.
const std::map<std::string_view, std::string_view> kOtherNames = {{"DEC", "DATE_EPISODE_CEASED"}, {"PLACE", "PLACEMENT"}};

std::vector<RawTable> tables_in(const json::Value& vector) {
  std::vector<RawTable> out;
  for (const auto& [name, rows] : *vector.find("tables")->as_object()) {
    const auto table = table_named(name);
    if (!table) continue;
    RawTable raw(*table, name);
    std::uint64_t line = 1;
    for (const auto& row : *rows.as_array()) {
      std::vector<std::string> values;
      for (const auto& column : raw.spec().columns) {
        const auto other = kOtherNames.find(column.name);
        const auto* value = row.find(column.name);
        values.push_back(text_of(value || other == kOtherNames.end() ? value : row.find(other->second)));
      }
      raw.add_row(++line, std::vector<std::string_view>(values.begin(), values.end()));
    }
    out.push_back(std::move(raw));
  }
  return out;
}

std::map<std::string, Rows> found_in(const std::vector<RawTable>& all, int year, std::span<const Check> made = checks()) {
  ReturnTables tables{.year = year};
  for (const auto& raw : all) tables.tables[static_cast<std::size_t>(raw.table())] = &raw;
  std::map<std::string, Rows> out;
  for (const auto& check : made) out[check.code];
  for (const auto& finding : check_return(tables, made, codes())) out[std::string(finding.code)].insert(finding.row);
  return out;
}

Rows rows_of(const json::Value* value) {
  Rows rows;
  if (const auto* list = value ? value->as_array() : nullptr)
    for (const auto& row : *list) rows.insert(static_cast<std::size_t>(*row.as_integer()));
  return rows;
}

// A file's cells are never "" beside missing, and always in upper case: cases that tell these apart say nothing here.
bool could_stand_in_a_file(const json::Value& row) {
  for (const auto& [column, value] : *row.as_object())
    if (const auto* text = value.as_string(); text && (text->empty() || upper(*text) != *text)) return false;
  return true;
}

const Check* check_made(std::string_view code, int year) {
  for (const auto& check : checks())
    if (check.code == code && check.made_in(year)) return &check;
  return nullptr;
}

TEST(ReturnChecks, EveryCheckHasAFunctionAndEveryFunctionACheck) {
  std::set<std::string_view> written;
  for (const auto& check : checks()) written.insert(check.code);
  const auto known = checks_known();
  EXPECT_EQ(written, std::set<std::string_view>(known.begin(), known.end()));
}

TEST(ReturnChecks, ACheckOfAColumnThatItsTableDoesNotHaveIsRefused) {
  const auto read = read_checks("code,table,fields,from_year,to_year,figures,message,source\n355,Episodes,DOB,,,,m,s\n", "checks.csv");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("checks.csv, line 2: DOB is not a column of Episodes"));
}

TEST(ReturnChecks, AgreeWithTheCasesOfKnownAnswers) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto file = formats::read_file(test::real_data().parent_path() / "conformance" / "ssda903" / "vectors.jsonl");
  ASSERT_TRUE(file) << file.error().detail;
  int cases = 0;
  for (const auto line : split(*file, '\n')) {
    if (line.empty()) continue;
    const auto vector = json::parse(line, "vectors.jsonl");
    ASSERT_TRUE(vector);
    const auto& rule = *vector->find("rule")->as_string();
    const auto& active = *vector->find("active_in")->as_array();
    if (active.empty()) continue;
    const auto year = year_of(active.front());
    const auto* check = check_made(rule, year);
    if (!check) continue;
    ++cases;
    const auto label = kTables.label(check->table);
    Rows expected = rows_of(vector->find("expected")->find(label));
    // A case may lie in a year of its own, long before its check was made.
    Check alone = *check;
    alone.from_year = 0;
    const auto end = parse_british_date(text_of(vector->find("metadata")->find("collection_end")));
    auto actual = found_in(tables_in(*vector), end ? reporting_year_ending(*end) : year, {&alone, 1})[rule];
    const auto* given = vector->find("tables")->find(label);
    for (std::size_t row = 0; given && row < given->as_array()->size(); ++row)
      if (!could_stand_in_a_file((*given->as_array())[row])) expected.erase(row), actual.erase(row);
    EXPECT_EQ(actual, expected) << "check " << rule << " in " << year;
  }
  EXPECT_GE(cases, 25);
}

class SyntheticReturn : public ::testing::TestWithParam<int> {};

TEST_P(SyntheticReturn, HasTheFindingsThatAreKnown) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto folder = test::real_data().parent_path() / "conformance" / "ssda903" / "synth_1k";
  const auto sources = read_sources(folder / "this");
  ASSERT_TRUE(sources) << sources.error().detail;
  const auto text = formats::read_file(folder / ("expected_" + std::to_string(GetParam()) + ".json"));
  ASSERT_TRUE(text);
  const auto known = json::parse(*text, "expected");
  ASSERT_TRUE(known);
  const auto found = found_in(sources->sets.front().tables, GetParam());
  int compared = 0;
  for (const auto& [rule, rows] : found) {
    const auto* check = check_made(rule, GetParam());
    const auto* expected = known->find("expected")->find(rule);
    if (!check || !expected) continue;
    ++compared;
    EXPECT_EQ(rows, rows_of(expected->find(kTables.label(check->table)))) << "check " << rule;
  }
  EXPECT_GE(compared, 20);
}

INSTANTIATE_TEST_SUITE_P(Years, SyntheticReturn, ::testing::Values(2026, 2027));

}  // namespace
}  // namespace rightplace::returns
