#include "tests/support/referring_stage.h"

namespace rightplace::referring {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class Today : public ReferringStage {
 protected:
  const Fields least{{"risks_to_child", "missing"}, {"looked_through", "yes"}, {"asked", "yes"}, {"status", "V2"}, {"count", "0"}};
  std::string path() { return "/children/" + child.text() + "/refer-today"; }
  static std::string reference_in(const std::string& address) { return address.size() > 18 ? address.substr(11, 8) : ""; }
};

TEST_P(Today, TheFewestFieldsLeadStraightToHomes) {
  const auto response = post(path(), least);
  ASSERT_EQ(response.status, 303) << response.body;
  const auto reference = reference_in(where(response));
  EXPECT_EQ(where(response), "/referrals/" + reference + "/homes");
  const auto referral = sent(reference);
  EXPECT_EQ(referral.status, referrals::Status::Open);
  EXPECT_EQ(referral.how_urgent(), referrals::Urgency::SameDay);
  EXPECT_EQ(referral.needed_on, kMonday);
  EXPECT_EQ(referral.born_in, "2012-06");
  EXPECT_TRUE(referral.has(RiskToChild::Missing));
  EXPECT_FALSE(referral.needs_complete) << "what was not asked is not known";
  EXPECT_THAT(referral.needs, IsEmpty());
  EXPECT_EQ(events("referral.sent"), 1);
  EXPECT_THAT(page("/referrals/" + reference + "/homes"), HasSubstr("Alder House"));
  EXPECT_THAT(ledger(), Contains(Field(&disclosures::Entry::facts, HasSubstr("needs"))));
}

TEST_P(Today, WhatIsTypedMoreStandsInTheReferral) {
  const auto response = post(path(), both(least, {{"needs", "emotional_behavioural"}, {"risks_to_others", "fire"}, {"home-where", "la1 4"}, {"zone-where", "L8"}, {"zone-miles", "5"}, {"zone-reason", "exploitation"}, {"notes", "Likes dogs."}}));
  ASSERT_EQ(response.status, 303) << response.body;
  const auto referral = sent(reference_in(where(response)));
  ASSERT_THAT(referral.needs, SizeIs(1));
  EXPECT_EQ(referral.needs.front().level, NeedLevel::High);
  EXPECT_TRUE(referral.has(RiskToOthers::Fire));
  ASSERT_THAT(referral.places, SizeIs(1));
  EXPECT_EQ(referral.places.front().where.text, "LA1 4");
  ASSERT_THAT(referral.exclusion_zones, SizeIs(1));
  EXPECT_EQ(referral.notes, "Likes dogs.");
  EXPECT_EQ(referral.legal.status, "V2");
}

TEST_P(Today, NobodyIsSaidToHaveNoKnownRiskBeforeSomebodyLookedThroughTheLists) {
  auto fields = least;
  std::erase_if(fields, [](const auto& field) { return field.first == "looked_through"; });
  const auto response = post(path(), fields);
  EXPECT_EQ(response.status, 422);
  EXPECT_THAT(response.body, HasSubstr("Look through both lists of risks"));
}

TEST_P(Today, FaultsStandAtTheFieldsOfTheShortForm) {
  EXPECT_THAT(post(path(), both(least, {{"home-where", "LA1 4YW"}})).body, AllOf(HasSubstr("may tell a household"), HasSubstr("#home-where")));
  EXPECT_THAT(post(path(), both(least, {{"zone-where", "L8"}})).body, AllOf(HasSubstr("#zone-miles"), HasSubstr("#zone-reason")));
  EXPECT_THAT(post(path(), {{"looked_through", "yes"}, {"asked", "no"}, {"status", "Z9"}, {"count", "many"}}).body, AllOf(HasSubstr("#status"), HasSubstr("#count")));
  EXPECT_THAT(post(path(), {{"looked_through", "yes"}, {"asked", "no"}, {"status", "V2"}, {"count", "0"}}).body, HasSubstr("Say why the child was not asked"));
  EXPECT_THAT(post(path(), both(least, {{"needs", "shoes"}})).body, HasSubstr("Choose from the list"));
  EXPECT_EQ(read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM referral_drafts"); }), 0) << "nothing is begun by what is refused";
}

TEST_P(Today, ANameHoldsItBackUntilItIsTakenOutOrTicked) {
  const auto refused = post(path(), both(least, {{"notes", "Robin likes dogs."}}));
  EXPECT_EQ(refused.status, 422);
  std::smatch key;
  ASSERT_TRUE(std::regex_search(refused.body, key, std::regex(R"(name="(fine-[0-9a-f]+)\")")));
  EXPECT_EQ(post(path(), both(least, {{"notes", "Robin likes dogs."}, {key[1].str(), "yes"}})).status, 303);
  EXPECT_EQ(events("referral.find_left"), 1);
}

TEST_P(Today, PressedTwiceItMakesOneReferral) {
  const auto mark = "one-mark-of-a-page-sent-twice";
  const auto first = post(path(), least, mark);
  EXPECT_EQ(where(post(path(), least, mark)), where(first));
  EXPECT_EQ(events("referral.sent"), 1);
  EXPECT_THAT(page(path()), HasSubstr(reference_in(where(first)))) << "who comes again is told that one is open";
}

TEST_P(Today, TheWorkerIsLedToTheReferralAndOthersMayNot) {
  as("worker");
  const auto response = post(path(), least);
  ASSERT_EQ(response.status, 303) << response.body;
  EXPECT_EQ(where(response), "/referrals/" + reference_in(where(response)));
  for (const std::string who : {"stranger", "head", "manager"}) {
    as(who);
    EXPECT_EQ(get(path()).status, 404) << who;
    EXPECT_EQ(post(path(), least).status, 404) << who;
  }
}

TEST_P(Today, WhatTheLawLeavesHasItsDays) {
  const auto reference = reference_in(where(post(path(), least)));
  EXPECT_THAT(page("/referrals/" + reference), HasSubstr("/first-days"));
  EXPECT_THAT(page("/referrals/" + reference + "/first-days"), AllOf(HasSubstr("placement plan"), HasSubstr("9 March 2026"), HasSubstr("SI 2010/959 reg 9(2)"), HasSubstr("No placement is recorded yet")));
  as_program_of("officer");
  EXPECT_THAT(page("/api/v1/referrals/" + reference + "/first-days"), AllOf(HasSubstr(R"("duty":"placement_plan")"), HasSubstr(R"("by":"2026-03-09")")));
}

RIGHTPLACE_ON_BOTH(Today);

}  // namespace
}  // namespace rightplace::referring
