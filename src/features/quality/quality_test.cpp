#include "features/quality/quality.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::quality {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::Not;
using ::testing::SizeIs;

constexpr Date kMonday{2026, 3, 2};

std::vector<Topic> open_of(const referrals::Referral& referral, const std::vector<Question>& all) {
  std::vector<Topic> topics;
  for (const auto& gap : quality_of(referral, kMonday, all).gaps) topics.push_back(gap.topic);
  return topics;
}
referrals::Referral with_missing(Date evidence) {
  referrals::Referral referral;
  referral.standard = json::Object{{"Risks", json::Object{{"riskMissing", "Risk Present"}}}};
  referral.risks_to_child = {{RiskToChild::Missing, referrals::RiskLevel::High, evidence}};
  return referral;
}

TEST(Quality, EveryTopicIsAskedOnce) {
  EXPECT_THAT(questions(), SizeIs(kTopics.rows.size()));
  const auto quality = quality_of({}, kMonday);
  EXPECT_EQ(quality.of, kTopics.rows.size());
  EXPECT_EQ(quality.said + quality.gaps.size(), quality.of);
  EXPECT_THAT(quality.gaps, Contains(Field(&Gap::topic, Topic::Wishes)));
}

TEST(Quality, HowOldEvidenceMayBeIsARuleAndNotAHabit) {
  auto rules = questions();
  EXPECT_THAT(open_of(with_missing(kMonday.plus_days(-100)), rules), Not(Contains(Topic::RisksToChild)));
  for (auto& one : rules)
    if (one.topic == Topic::RisksToChild) one.evidence_days = 99;
  EXPECT_THAT(open_of(with_missing(kMonday.plus_days(-100)), rules), Contains(Topic::RisksToChild));
  EXPECT_THAT(open_of(with_missing(kMonday.plus_days(-99)), rules), Not(Contains(Topic::RisksToChild)));
}

TEST(Quality, RulesWithAnUnknownTopicOrWithoutDaysAreRefused) {
  const std::string head = "version = \"1\"\nsource = \"x\"\n";
  EXPECT_FALSE(read_questions(head + "[[question]]\ncode = \"shoes\"\nlabel = \"L\"\nwhy = \"W\"\n", "x.toml"));
  EXPECT_FALSE(read_questions(head + "[[question]]\ncode = \"risks_to_child\"\nlabel = \"L\"\nwhy = \"W\"\n", "x.toml"));
  EXPECT_TRUE(read_questions(head + "[[question]]\ncode = \"school\"\nlabel = \"L\"\nwhy = \"W\"\n", "x.toml"));
}

}  // namespace
}  // namespace rightplace::quality
