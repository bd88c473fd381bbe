#include "base/care.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace rightplace {
namespace {

template <class Names>
void expect_distinct_and_found(const Names& names) {
  std::set<std::string> codes;
  for (const auto& row : names.rows) {
    EXPECT_TRUE(codes.emplace(row.code).second) << row.code;
    EXPECT_EQ(names.parse(row.code), row.value);
    EXPECT_FALSE(row.label.empty());
  }
}

TEST(Care, EveryWordHasACodeOfItsOwnAndIsFoundByIt) {
  expect_distinct_and_found(kNeedLevels);
  expect_distinct_and_found(kNeeds);
  expect_distinct_and_found(kRisksToChild);
  expect_distinct_and_found(kRisksToOthers);
  expect_distinct_and_found(kSexes);
  expect_distinct_and_found(kHomeSexes);
  expect_distinct_and_found(kRoutes);
  expect_distinct_and_found(kHomeTypes);
  expect_distinct_and_found(kPartsOfDay);
  expect_distinct_and_found(kGrades);
  expect_distinct_and_found(kPurposes);
  expect_distinct_and_found(kAdaptations);
  expect_distinct_and_found(kWishes);
  expect_distinct_and_found(kServices);
  expect_distinct_and_found(kCultures);
}

TEST(Care, TheThirdGradeIsCalledAsItWasOnTheDayOfTheInspection) {
  EXPECT_EQ(grade_label(Grade::RequiresImprovement, Date(2012, 3, 31)), "Satisfactory");
  EXPECT_EQ(grade_label(Grade::RequiresImprovement, Date(2012, 4, 1)), "Adequate");
  EXPECT_EQ(grade_label(Grade::RequiresImprovement, Date(2015, 4, 1)), "Requires improvement");
  EXPECT_EQ(grade_label(Grade::RequiresImprovement, Date(2017, 4, 1)), "Requires improvement to be good");
  EXPECT_EQ(grade_label(Grade::Good, Date(2010, 1, 1)), "Good");
}

}  // namespace
}  // namespace rightplace
