#include "base/date.h"

#include <gtest/gtest.h>

#include "base/london.h"
#include "base/stay.h"

namespace rightplace {
namespace {

TEST(Dates, EveryDayIsWrittenAndReadBack) {
  for (Date day{1800, 1, 1}; day < Date(2299, 12, 31); day = day.plus_days(37)) {
    EXPECT_EQ(parse_iso_date(day.iso()), day);
    EXPECT_EQ(parse_british_date(day.british()), day);
    EXPECT_EQ(parse_any_date(day.words()), day);
  }
  EXPECT_EQ(Date(2026, 3, 2).iso(), "2026-03-02");
  EXPECT_EQ(Date(2026, 3, 2).british(), "02/03/2026");
  EXPECT_EQ(Date(2026, 3, 2).words(), "2 March 2026");
}

TEST(Dates, DaysThatDoNotExistAreRefused) {
  for (const auto text : {"2026-02-30", "2025-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1799-12-31", "2300-01-01", "2026-3-2", "2026-03-02 ", "20260302", ""})
    EXPECT_EQ(parse_iso_date(text), std::nullopt) << text;
  for (const auto text : {"30/02/2026", "00/00/0000", "31/04/2026", "2/3/26", "02/03/2026x", "2/3", "//", "-1/03/2026", "1/2/3/2026"})
    EXPECT_EQ(parse_british_date(text), std::nullopt) << text;
  EXPECT_EQ(parse_iso_date("2024-02-29"), Date(2024, 2, 29));
  EXPECT_EQ(parse_british_date("2/3/2026"), Date(2026, 3, 2));
}

TEST(Dates, TheFieldsOwnLayoutsAreRead) {
  const Date day{2026, 3, 2};
  for (const auto text : {"2026-03-02", "2026-03-02T00:00:00", "2026-03-02 09:30:00", "02/03/2026", "2/3/2026", "02/03/2026 00:00:00", "02-03-2026", "2 Mar 2026", "02-Mar-26",
                          "2-March-2026", " 2 MARCH 2026 ", "46083"})
    EXPECT_EQ(parse_any_date(text), day) << text;
  for (const auto text : {"", "March 2026", "2 Foo 2026", "30 February 2026", "30-Feb-26", "123", "n/a", "2026", "02/03/26", "- -", "2026-02-30T00:00:00"})
    EXPECT_EQ(parse_any_date(text), std::nullopt) << text;
  EXPECT_EQ(parse_any_date("02-Mar-69"), Date(2069, 3, 2));
  EXPECT_EQ(parse_any_date("02-Mar-70"), Date(1970, 3, 2));
}

TEST(Dates, MonthsAreClampedToTheirEnd) {
  EXPECT_EQ(Date(2026, 1, 31).plus_months(1), Date(2026, 2, 28));
  EXPECT_EQ(Date(2024, 1, 31).plus_months(1), Date(2024, 2, 29));
  EXPECT_EQ(Date(2024, 2, 29).plus_years(1), Date(2025, 2, 28));
  EXPECT_EQ(Date(2026, 1, 15).plus_months(-1), Date(2025, 12, 15));
  EXPECT_EQ(Date(2026, 12, 31).plus_months(14), Date(2028, 2, 29));
}

TEST(Dates, AChildOfTheLeapDayIsOlderOnTheFirstOfMarch) {
  const Date born{2012, 2, 29};
  EXPECT_EQ(age_on(born, {2025, 2, 28}), 12);
  EXPECT_EQ(age_on(born, {2025, 3, 1}), 13);
  EXPECT_EQ(age_on(born, {2024, 2, 29}), 12);
  EXPECT_EQ(age_on({2010, 6, 15}, {2026, 6, 14}), 15);
  EXPECT_EQ(age_on({2010, 6, 15}, {2026, 6, 15}), 16);
}

TEST(Dates, TheReportingYearEndsOnThe31stOfMarch) {
  EXPECT_EQ(reporting_year_ending({2025, 3, 31}), 2025);
  EXPECT_EQ(reporting_year_ending({2025, 4, 1}), 2026);
}

TEST(Dates, MomentsAreWrittenInUtcBeforeTheEpochToo) {
  EXPECT_EQ(Instant{0}.iso(), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(Instant{-1}.iso(), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(Instant{1'772'443'800'123}.iso(), "2026-03-02T09:30:00.123Z");
}

TEST(London, SummerTimeBeginsAndEndsAtOneUtc) {
  const std::int64_t spring = 1'774'746'000'000, autumn = 1'792'890'000'000;   // 29 March and 25 October 2026, 01:00 UTC
  EXPECT_FALSE(is_summer_time({spring - 1}));
  EXPECT_TRUE(is_summer_time({spring}));
  EXPECT_TRUE(is_summer_time({autumn - 1}));
  EXPECT_FALSE(is_summer_time({autumn}));
}

TEST(London, ADayBeginsAtItsOwnMidnight) {
  EXPECT_EQ(london_midnight({2026, 3, 29}).iso(), "2026-03-29T00:00:00.000Z");
  EXPECT_EQ(london_midnight({2026, 3, 30}).iso(), "2026-03-29T23:00:00.000Z");
  EXPECT_EQ(london_midnight({2026, 10, 25}).iso(), "2026-10-24T23:00:00.000Z");
  EXPECT_EQ(london_midnight({2026, 10, 26}).iso(), "2026-10-26T00:00:00.000Z");
  for (Date day{1996, 1, 1}; day < Date(2050, 1, 1); day = day.plus_days(1)) {
    const auto first = london_midnight(day);
    ASSERT_EQ(london_date(first), day);
    ASSERT_EQ(london_date({first.ms - 1}), day.plus_days(-1));
  }
}

TEST(Stays, LeavingAndArrivingOnOneDayDoNotClash) {
  const Stay first{{2026, 3, 2}, Date{2026, 3, 9}}, second{{2026, 3, 9}, std::nullopt};
  EXPECT_FALSE(first.overlaps(second));
  EXPECT_FALSE(second.overlaps(first));
  EXPECT_TRUE(first.overlaps({{2026, 3, 8}, std::nullopt}));
  EXPECT_TRUE(second.overlaps({{2027, 1, 1}, std::nullopt}));
  EXPECT_TRUE(first.covers_night({2026, 3, 8}));
  EXPECT_FALSE(first.covers_night({2026, 3, 9}));
  EXPECT_FALSE(first.covers_night({2026, 3, 1}));
}

TEST(Stays, NightsAreCountedUpToTheDayOfLeavingOrTheDayAsked) {
  const Stay closed{{2026, 3, 2}, Date{2026, 3, 9}}, open{{2026, 3, 2}, std::nullopt};
  EXPECT_EQ(closed.nights({2030, 1, 1}), 7);
  EXPECT_EQ(open.nights({2026, 3, 5}), 3);
  EXPECT_EQ(open.nights({2026, 3, 2}), 0);
  EXPECT_EQ(open.nights({2026, 2, 1}), 0);
}

TEST(London, ATimeReadsAsPeopleSayItInSummerAndInWinter) {
  const auto winter = london_midnight(Date(2026, 3, 2)), summer = london_midnight(Date(2026, 7, 1));
  constexpr std::int64_t minute = 60'000;
  EXPECT_EQ(london_time(winter), "midnight");
  EXPECT_EQ(london_time(Instant{winter.ms + 5 * minute}), "12:05am");
  EXPECT_EQ(london_time(Instant{winter.ms + (9 * 60 + 5) * minute}), "9:05am");
  EXPECT_EQ(london_time(Instant{winter.ms + 720 * minute}), "midday");
  EXPECT_EQ(london_time(Instant{summer.ms + 16 * 60 * minute}), "4pm");
  EXPECT_EQ(london_time(Instant{summer.ms + (23 * 60 + 59) * minute}), "11:59pm");
}

}  // namespace
}  // namespace rightplace
