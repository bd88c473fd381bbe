#include "features/notices/notices.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace rightplace::notices {
namespace {

const Rule& rule(std::string_view code) { return *rule_of(code); }

TEST(NoticeRules, TheAreaIsToldOnlyWhereTheHomeLiesInAnotherAuthoritysArea) {
  const auto tells_area = [](bool out_of_area) {
    const auto found = rules_for(Event::Start, Date(2026, 3, 2), out_of_area);
    return std::ranges::any_of(found, [](const Rule* one) { return one->to == Recipient::AreaAuthority; });
  };
  EXPECT_TRUE(tells_area(true));
  EXPECT_FALSE(tells_area(false));
}

TEST(NoticeRules, WhatTheAreasNoticeHoldsChangedOn27January2014) {
  const auto of = [](Date day) {
    for (const auto* one : rules_for(Event::Start, day, true))
      if (one->to == Recipient::AreaAuthority) return one->code;
    return std::string("none");
  };
  EXPECT_EQ(of(Date(2014, 1, 26)), "start_area_2011");
  EXPECT_EQ(of(Date(2014, 1, 27)), "start_area");
  EXPECT_EQ(of(Date(2011, 3, 31)), "none");
}

TEST(NoticeRules, EveryRecipientIsToldOncePerEventOnEveryDay) {
  for (const auto event : {Event::Start, Event::End})
    for (const auto day : {Date(2012, 1, 1), Date(2014, 1, 27), Date(2026, 3, 2)}) {
      std::vector<Recipient> to;
      for (const auto* one : rules_for(event, day, true)) to.push_back(one->to);
      std::ranges::sort(to);
      EXPECT_EQ(std::ranges::adjacent_find(to), to.end()) << kEvents.code(event) << " on " << day.iso();
      EXPECT_GE(to.size(), 9u);
    }
}

TEST(NoticeRules, ANoticeIsGivenBeforeTheDayAndInAnEmergencyWithinFiveWorkingDays) {
  EXPECT_EQ(due_on(rule("start_area"), Date(2026, 3, 10), Date(2026, 3, 2)), Date(2026, 3, 9));
  EXPECT_EQ(due_on(rule("start_area"), Date(2026, 3, 6), Date(2026, 3, 6)), Date(2026, 3, 13));    // a Friday
  EXPECT_EQ(due_on(rule("start_area"), Date(2026, 4, 1), Date(2026, 4, 1)), Date(2026, 4, 10));    // over Easter
  EXPECT_EQ(due_on(rule("end_area"), Date(2026, 3, 6), Date(2026, 3, 9)), Date(2026, 3, 20));
}

TEST(NoticeRules, BeyondTheKnownHolidaysTheDayIsNeverLaterThanTheLaws) {
  EXPECT_EQ(due_on(rule("start_area"), Date(2040, 3, 2), Date(2040, 3, 2)), Date(2040, 3, 9));
}

TEST(NoticeRules, OnlyParentsThoseWithAContactOrderAndTheCarerBeforeMayBeKeptFromKnowing) {
  for (const auto& one : rules())
    if (one.may_withhold) { EXPECT_THAT(one.to, ::testing::AnyOf(Recipient::Parents, Recipient::ContactOrder, Recipient::PreviousCarer)) << one.code; }
}

TEST(NoticeRules, ARowThatNamesNobodyIsRefusedWithItsPlace) {
  const auto read = read_rules("version = \"1\"\nsource = \"x\"\n[[notice]]\ncode = \"a\"\nlabel = \"b\"\nevent = \"start\"\nto = \"the_moon\"\nlaw = \"l\"\nfrom_on = \"2011-04-01\"\nworking_days = 5\nholds = \"h\"\n", "a file");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, ::testing::HasSubstr("notice[1].to"));
}

}  // namespace
}  // namespace rightplace::notices
