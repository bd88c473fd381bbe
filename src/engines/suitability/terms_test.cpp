#include "engines/suitability/terms.h"

#include <gtest/gtest.h>

#include "base/care.h"

namespace rightplace::suitability {
namespace {

// The engine's words are the shared ones, in the same order, so that a value converts by its number.
template <class Ours, class Shared>
void expect_the_same(const Ours& ours, const Shared& shared) {
  ASSERT_EQ(ours.rows.size(), shared.rows.size());
  for (std::size_t i = 0; i < ours.rows.size(); ++i) {
    EXPECT_EQ(ours.rows[i].code, shared.rows[i].code);
    EXPECT_EQ(static_cast<std::size_t>(ours.rows[i].value), i);
    EXPECT_EQ(static_cast<std::size_t>(shared.rows[i].value), i);
  }
}

TEST(Terms, AreTheSharedWordsInTheSharedOrder) {
  expect_the_same(kNeeds, rightplace::kNeeds);
  expect_the_same(kLevels, rightplace::kNeedLevels);
  expect_the_same(kVulnerabilities, rightplace::kRisksToChild);
  expect_the_same(kDangers, rightplace::kRisksToOthers);
  expect_the_same(kPurposes, rightplace::kPurposes);
  expect_the_same(kAdaptations, rightplace::kAdaptations);
  expect_the_same(kWishes, rightplace::kWishes);
  expect_the_same(kServices, rightplace::kServices);
  expect_the_same(kCultures, rightplace::kCultures);
  expect_the_same(kTimeBands, rightplace::kPartsOfDay);
}

}  // namespace
}  // namespace rightplace::suitability
