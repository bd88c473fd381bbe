#include "base/working_days.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace rightplace {
namespace {

WorkingDays of_england() {
  std::ifstream file(std::string(RIGHTPLACE_SOURCE_DIR) + "/data/bank_holidays.csv");
  std::ostringstream text;
  text << file.rdbuf();
  return *WorkingDays::read(text.str(), "data/bank_holidays.csv");
}

TEST(WorkingDays, TheFirstAfterAFridayIsMonday) {
  EXPECT_EQ(*of_england().after(Date(2026, 3, 6), 1), Date(2026, 3, 9));
  EXPECT_EQ(*of_england().after(Date(2026, 3, 6), 5), Date(2026, 3, 13));
}

TEST(WorkingDays, EasterChristmasAndTheSubstituteOfBoxingDayAreNone) {
  EXPECT_EQ(*of_england().after(Date(2026, 4, 2), 1), Date(2026, 4, 7));      // Maundy Thursday
  EXPECT_EQ(*of_england().after(Date(2026, 12, 24), 1), Date(2026, 12, 29));  // Boxing Day 2026 is a Saturday
  EXPECT_FALSE(*of_england().is_working_day(Date(2022, 9, 19)));
}

TEST(WorkingDays, BeyondTheYearsThatAreKnownIsAnErrorAndNotAGuess) {
  const auto days = of_england();
  EXPECT_TRUE(days.is_working_day(days.covered_until().plus_days(-1)));
  const auto beyond = days.after(days.covered_until().plus_days(-1), 5);
  ASSERT_FALSE(beyond);
  EXPECT_NE(beyond.error().detail.find("bank_holidays.csv"), std::string::npos);
  EXPECT_FALSE(days.is_working_day(Date(1999, 5, 4)));
}

TEST(WorkingDays, ALineThatIsNoDayIsNamed) {
  const auto read = WorkingDays::read("day,name\n2026-01-01,New Year\nChristmas\n", "a file");
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().detail.find("line 3"), std::string::npos);
}

}  // namespace
}  // namespace rightplace
