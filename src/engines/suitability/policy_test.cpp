#include "engines/suitability/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engines/suitability/rules.h"
#include "formats/toml.h"

namespace rightplace::suitability {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::string& file) {
  std::ifstream in(std::string(RIGHTPLACE_SOURCE_DIR) + "/" + file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

json::Value good() { return to_json(Policy{}); }

// The findings of one severity, as "code path".
std::vector<std::string> found(const json::Value& policy, Severity severity = Severity::Error) {
  std::vector<std::string> findings;
  for (const auto& finding : lint(policy)) {
    EXPECT_EQ(finding.detail.back(), '.') << finding.detail;
    EXPECT_FALSE(finding.source.empty());
    if (finding.severity == severity) findings.push_back(finding.code + " " + finding.path);
  }
  return findings;
}

json::Value with(std::string_view table, std::string_view key, json::Value value) {
  auto policy = good();
  auto& into = *policy.as_object();
  if (table.empty()) into.set(key, std::move(value));
  else into[table].as_object()->set(key, std::move(value));
  return policy;
}

TEST(SuitabilityPolicy, TheDefaultFileIsTheDefault) {
  const auto parsed = formats::parse_toml(text_of("rules/policies/default.toml"), "default.toml");
  ASSERT_TRUE(parsed) << parsed.error().detail;
  const auto policy = read_policy(*parsed);
  ASSERT_TRUE(policy) << policy.error().detail;
  EXPECT_TRUE(*policy == Policy{}) << to_json(*policy).pretty();
  EXPECT_TRUE(lint(*parsed).empty());
}

TEST(SuitabilityPolicy, ReadsBackAsItWasWritten) {
  const auto policy = read_policy(good());
  ASSERT_TRUE(policy) << policy.error().detail;
  EXPECT_TRUE(*policy == Policy{});
}

TEST(SuitabilityPolicy, RefusesAWeightForWhatSaysNothingOfQuality) {
  for (const auto* key : {"size", "places", "sector", "price", "weekly_fee", "plan_was_fostering", "degree", "private_owner"})
    EXPECT_THAT(found(with("weights", key, 0.1)), ::testing::Contains(std::string("forbidden-weight weights.") + key));
}

TEST(SuitabilityPolicy, RefusesAFixedRadiusAndABanByGrade) {
  EXPECT_THAT(found(with("", "hard_radius_miles", 20)), ::testing::ElementsAre("hard-radius hard_radius_miles"));
  EXPECT_THAT(found(with("closeness", "max_miles", 20)), ::testing::ElementsAre("hard-radius closeness.max_miles"));
  EXPECT_THAT(found(with("", "minimum_grade", "good")), ::testing::ElementsAre("grade-ban minimum_grade"));
  EXPECT_THAT(found(with("grade", "requires_improvement", 0.2)), ::testing::ElementsAre("grade-ban grade.requires_improvement"));
  EXPECT_THAT(found(with("grade", "inadequate", 0.0)), ::testing::ElementsAre("grade-ban grade.inadequate"));
}

TEST(SuitabilityPolicy, RefusesARadiusInDisguise) {
  auto policy = with("closeness", "near_full_miles", 19.9);
  policy.as_object()->operator[]("closeness").as_object()->set("near_zero_miles", 20.1);
  EXPECT_THAT(found(policy), ::testing::Contains("hard-radius closeness.near_zero_miles"));
}

TEST(SuitabilityPolicy, RefusesWeightsThatDoNotSumToOne) {
  EXPECT_THAT(found(with("weights", "grade", 0.02)), ::testing::ElementsAre("weights-sum weights"));
  auto policy = good();
  policy.as_object()->operator[]("weights").as_object()->erase("grade");
  EXPECT_THAT(found(policy), ::testing::Contains("form weights.grade"));
}

TEST(SuitabilityPolicy, RefusesKeysItDoesNotKnowAndFiguresOutOfRange) {
  EXPECT_THAT(found(with("horizon", "nigths", 90)), ::testing::ElementsAre("unknown-key horizon.nigths"));
  EXPECT_THAT(found(with("horizon", "nights", 0)), ::testing::ElementsAre("form horizon.nights"));
  EXPECT_THAT(found(with("needs_fit", "deficit_per_level", 1.5)), ::testing::ElementsAre("form needs_fit.deficit_per_level"));
}

TEST(SuitabilityPolicy, WarnsOfWhatDeservesASecondLook) {
  EXPECT_THAT(found(with("compatibility", "critical_pairs", json::Array{}), Severity::Warning), ::testing::ElementsAre("no-critical-pairs compatibility.critical_pairs"));
  EXPECT_THAT(found(with("shelf_life", "vacancy_days", 60), Severity::Warning), ::testing::ElementsAre("old-vacancies shelf_life.vacancy_days"));
  EXPECT_TRUE(read_policy(with("shelf_life", "vacancy_days", 60)));
}

TEST(SuitabilityPolicy, ARefusalNamesTheRuleAndItsSource) {
  const auto refused = read_policy(with("weights", "sector", 0.1));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("sector may carry no weight"));
  EXPECT_THAT(refused.error().detail, HasSubstr("F15"));
}

TEST(SuitabilityPolicy, SurvivesWhatIsNoPolicyAtAll) {
  for (const auto* text : {"null", "[]", "3", "{}", R"({"weights":[]})", R"({"weights":{"size":{}}})"}) EXPECT_FALSE(found(*json::parse(text, "x")).empty()) << text;
}

TEST(SuitabilityDocument, CarriesTheTablesOfRulesAndCriteria) {
  const auto document = text_of("docs/suitability.md");
  EXPECT_THAT(document, HasSubstr(rules_table()));
  EXPECT_THAT(document, HasSubstr(criteria_table()));
}

}  // namespace
}  // namespace rightplace::suitability
