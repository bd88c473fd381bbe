#include "features/duties/duties.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::duties {
namespace {

using ::testing::Optional;

const Duty* find(const std::vector<Duty>& all, std::string_view code) {
  for (const auto& one : all)
    if (one.rule->code == code) return &one;
  return nullptr;
}

TEST(Duties, ThePlacementPlanIsDueWithinFiveWorkingDaysAndTheVisitWithinAWeek) {
  const auto all = duties_from(Date(2026, 4, 2), first_rules(), working_days());
  ASSERT_NE(find(all, "placement_plan"), nullptr);
  EXPECT_THAT(find(all, "placement_plan")->by, Optional(Date(2026, 4, 13)));
  EXPECT_TRUE(find(all, "placement_plan")->in_first_days);
  EXPECT_THAT(find(all, "visit")->by, Optional(Date(2026, 4, 9)));
  EXPECT_THAT(find(all, "care_plan")->by, Optional(Date(2026, 4, 20)));
  EXPECT_FALSE(find(all, "care_plan")->in_first_days);
  EXPECT_EQ(all.front().rule->code, "wishes");
}

TEST(Duties, WhatHasNoDayStandsLastAndIsNotLeftOut) {
  const auto all = duties_from(Date(2028, 12, 28), first_rules(), working_days());
  EXPECT_EQ(all.size(), first_rules().size());
  EXPECT_FALSE(all.back().by);
  EXPECT_THAT(find(all, "visit")->by, Optional(Date(2029, 1, 4)));
}

TEST(Duties, ARuleWithoutACountThatTheProgramKnowsIsRefused) {
  const std::string head = "version = \"1\"\nsource = \"x\"\n[[duty]]\ncode = \"a\"\nlabel = \"L\"\nwho = \"W\"\nlaw = \"l\"\nwithin = 5\ncount = ";
  EXPECT_FALSE(read_rules(head + "\"months\"\n", "x.toml"));
  EXPECT_TRUE(read_rules(head + "\"days\"\n", "x.toml"));
}

}  // namespace
}  // namespace rightplace::duties
