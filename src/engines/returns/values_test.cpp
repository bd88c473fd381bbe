#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engines/returns/values.h"

namespace rightplace::returns {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Date kToday(2026, 3, 2);

const CodeBook& book() {
  static const CodeBook kBook({{"SEX", "1", "Male", 0, 2024, "s"}, {"SEX", "M", "Male", 2025, 9999, "s"}, {"MISSING", "M", "Missing", 0, 9999, "s"}});
  return kBook;
}

std::vector<std::string> read(Table table, int year, std::vector<std::string_view> cells, RowFault* fault = nullptr) {
  RowReader reader(spec_of(table), year, book(), kToday);
  const auto row = reader.read(cells);
  if (row) return {row->begin(), row->end()};
  if (fault) *fault = row.error();
  return {};
}

RowFault fault_of(Table table, int year, std::vector<std::string_view> cells) {
  RowFault fault{-1, ""};
  EXPECT_TRUE(read(table, year, std::move(cells), &fault).empty());
  return fault;
}

TEST(ReturnValues, ARowIsKeptInUpperCaseWithIsoDates) {
  EXPECT_THAT(read(Table::Missing, 2026, {"a77", "12/03/2012", "m", "1/4/2025", ""}), ElementsAre("A77", "2012-03-12", "M", "2025-04-01", ""));
}

TEST(ReturnValues, ThirtiethFebruaryIsNotADateAndTheReasonDoesNotEchoIt) {
  const auto fault = fault_of(Table::Missing, 2026, {"77", "30/02/2012", "M", "01/04/2025", ""});
  EXPECT_EQ(fault.column, 1);
  EXPECT_THAT(fault.reason, HasSubstr("is not a date"));
  EXPECT_THAT(fault.reason, testing::Not(HasSubstr("30/02")));
}

TEST(ReturnValues, ACodeOfAnotherYearIsRefusedWithItsYears) {
  EXPECT_FALSE(read(Table::Header, 2024, {"77", "1"}).empty());
  const auto fault = fault_of(Table::Header, 2025, {"77", "1"});
  EXPECT_EQ(fault.column, 1);
  EXPECT_THAT(fault.reason, HasSubstr("up to 2024"));
  EXPECT_THAT(fault_of(Table::Header, 2025, {"77", "Q"}).reason, HasSubstr("is not a code of the year 2025"));
}

TEST(ReturnValues, ASpellThatEndsBeforeItBeginsIsRefused) {
  EXPECT_EQ(fault_of(Table::Missing, 2026, {"77", "", "M", "02/04/2025", "01/04/2025"}).reason, "is before MIS_START");
  EXPECT_FALSE(read(Table::Missing, 2026, {"77", "", "M", "02/04/2025", "02/04/2025"}).empty());
}

TEST(ReturnValues, WhatHasHappenedDoesNotLieInTheFutureButAnExpectedDayMay) {
  EXPECT_THAT(fault_of(Table::Missing, 2026, {"77", "", "M", "03/03/2026", ""}).reason, HasSubstr("future"));
  EXPECT_FALSE(read(Table::Uasc, 2025, {"77", "M", "12/03/2012", "12/03/2030"}).empty());
}

TEST(ReturnValues, ARowWithoutItsChildOrItsFirstDayIsRefused) {
  EXPECT_EQ(fault_of(Table::Missing, 2026, {" ", "", "M", "03/03/2025", ""}).column, 0);
  EXPECT_EQ(fault_of(Table::Missing, 2026, {"77", "", "M", "", ""}).column, 3);
}

TEST(ReturnValues, AScoreOutsideItsRangeIsRefused) {
  EXPECT_FALSE(read(Table::Oc2, 2025, {"77", "", "40"}).empty());
  EXPECT_THAT(fault_of(Table::Oc2, 2025, {"77", "", "41"}).reason, HasSubstr("from 0 to 40"));
}

TEST(ReturnValues, DoubtfulValuesAreKeptAndCounted) {
  RowReader reader(spec_of(Table::Episodes), 2025, book(), kToday);
  const std::vector<std::string_view> cells = {"77", "01/04/2024", "", "", "", "", "", "02/06/2025", "", "", "EG19 7TT", "C2515YT", "12"};
  ASSERT_TRUE(reader.read(cells));
  EXPECT_THAT(reader.remarks(), ElementsAre("Episodes, DEC: 1 value after the end of the collection year; kept.",
                                            "Episodes, PL_POST: 1 value not of the form of a postcode; kept.",
                                            "Episodes, URN: 1 value not of the form of an Ofsted number; kept."));
}

TEST(ReturnValues, ANumberWrittenByASpreadsheetIsReadAsTheCodeItMeans) {
  const CodeBook flags({{"MOTHER", "1", "Mother", 0, 9999, "s"}});
  RowReader reader(spec_of(Table::Header), 2025, flags, kToday);
  const auto row = reader.read(std::vector<std::string_view>{"77", "", "", "", "", "1.0"});
  ASSERT_TRUE(row);
  EXPECT_EQ((*row)[5], "1");
}

TEST(ReturnValues, PupilNumbersOfstedNumbersAndPostcodesAreToldByTheirForm) {
  for (const auto* upn : {"UN3", "X06805040829A", "L086819786126"}) EXPECT_TRUE(is_upn(upn)) << upn;
  for (const auto* upn : {"UN7", "S074885779408", "I072272729588", "K06014812931", "E07295962325C1556", ""}) EXPECT_FALSE(is_upn(upn)) << upn;
  for (const auto* urn : {"SC123456", "1234567", "XXXXXXX"}) EXPECT_TRUE(is_urn(urn)) << urn;
  for (const auto* urn : {"SC12345", "12345678", "XXXXXX"}) EXPECT_FALSE(is_urn(urn)) << urn;
  for (const auto* postcode : {"SW1A 1AA", "M11AA", "B35 6JL"}) EXPECT_TRUE(is_postcode(postcode)) << postcode;
  for (const auto* postcode : {"SW1A", "1AA SW1", "C251YTT", ""}) EXPECT_FALSE(is_postcode(postcode)) << postcode;
}

Result<Recognised> recognised(std::vector<std::string_view> headers) { return recognise(headers); }

TEST(ReturnTables, ATableIsRecognisedByItsHeadersInAnyOrder) {
  const auto found = recognised({"review_code", "REVIEW", " DOB", "CHILD"});
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(found->table, Table::Reviews);
  EXPECT_THAT(found->positions, ElementsAre(3, 2, 1, 0));
}

TEST(ReturnTables, EveryTableIsRecognisedByItsOwnColumns) {
  for (const auto& spec : all_tables()) {
    std::vector<std::string_view> headers;
    for (const auto& column : spec.columns)
      if (column.in_csv) headers.push_back(column.name);
    const auto found = recognised(headers);
    ASSERT_TRUE(found) << found.error().detail;
    EXPECT_EQ(found->table, spec.table);
  }
}

TEST(ReturnTables, AnExtraColumnIsNamedAndAMissingOneToo) {
  const auto extra = recognised({"CHILD", "DOB", "REVIEW", "REVIEW_CODE", "TEST_COLUMN"});
  ASSERT_TRUE(extra);
  EXPECT_THAT(extra->extra, ElementsAre("TEST_COLUMN"));
  const auto missing = recognised({"CHILD", "DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "DEC", "REC", "REASON_PLACE_CHANGE", "HOME_POST"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().detail, "lacks the columns PL_POST and URN of Episodes");
}

TEST(ReturnTables, AColumnTwiceAndAForeignTableAreRefused) {
  EXPECT_EQ(recognised({"CHILD", "DOB", "REVIEW", "REVIEW_CODE", "dob"}).error().detail, "has the column DOB twice");
  EXPECT_THAT(recognised({"URN", "Local authority", "Places"}).error().detail, HasSubstr("is not a table of the SSDA903 return"));
}

}  // namespace
}  // namespace rightplace::returns
