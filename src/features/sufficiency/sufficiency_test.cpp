#include "features/sufficiency/sufficiency.h"

#include "features/sufficiency/sufficiency_figures.h"
#include "tests/support/placing_stage.h"

namespace rightplace::sufficiency {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Searched child(std::size_t band, std::vector<Need> needs, std::int64_t could, std::int64_t near, bool open = true) {
  Searched out;
  out.age_band = band;
  out.needs = std::move(needs);
  out.could = could;
  out.could_near = near;
  out.open = open;
  return out;
}

TEST(Sufficiency, AgesFallIntoTheirBands) {
  for (const auto& [age, band] : {std::pair{0, 0u}, {9, 0u}, {10, 1u}, {12, 1u}, {13, 2u}, {15, 2u}, {16, 3u}, {17, 3u}}) EXPECT_EQ(age_band_of(age), band) << age;
  EXPECT_EQ(age_band_name(0), "Under 10");
  EXPECT_EQ(age_band_name(3), "16 and 17");
}

TEST(Sufficiency, AChildWithTwoNeedsStandsInTwoRowsAndOnceInAll) {
  Gathered g;
  g.searched = {child(2, {Need::Autism, Need::Trauma}, 4, 1), child(2, {Need::Autism}, 0, 0), child(0, {}, 10, 10)};
  const auto heats = heats_of(g);
  const auto& children = heats[0].second;
  ASSERT_EQ(children.rows.size(), 4u);
  EXPECT_EQ(children.rows[0].name, "All children");
  EXPECT_THAT(children.rows[0].values, ElementsAre(std::optional(1.0), std::nullopt, std::optional(2.0), std::nullopt));
  EXPECT_EQ(children.rows[1].name, "Autism");
  EXPECT_THAT(children.rows[1].values, ElementsAre(std::nullopt, std::nullopt, std::optional(2.0), std::nullopt));
  EXPECT_EQ(heats[1].second.rows[1].values[2], std::optional(2.0));   // the middle of 0 and 4
  EXPECT_EQ(heats[2].second.rows[1].values[2], std::optional(1.0));   // one of them has no home
  EXPECT_EQ(heats[3].second.rows[0].values[0], std::optional(0.0));
}

TEST(Sufficiency, WithoutChildrenACellHasNoValueRatherThanZero) {
  Gathered g;
  g.searched = {child(2, {Need::Autism}, 0, 0)};
  for (const auto& [about, heat] : heats_of(g)) EXPECT_FALSE(heat.rows[0].values[0]) << about.id;
}

TEST(Sufficiency, OpenReferralsAreToldApartFromThoseOfTheYear) {
  Gathered g;
  g.searched = {child(2, {}, 0, 0), child(2, {}, 3, 0, false), child(1, {}, 0, 0, false)};
  g.searched[2].to_check = 5;
  EXPECT_EQ(totals_of(g, true).children, 1);
  const auto all = totals_of(g, false);
  EXPECT_EQ(all.children, 3);
  EXPECT_EQ(all.without, 2);
  EXPECT_EQ(all.without_near, 3);
  EXPECT_EQ(all.only_after_checking, 1);
  EXPECT_EQ(all.median_could, std::optional(0.0));
}

TEST(Sufficiency, OnlyChildrenWithoutAnyHomeCountForWhatWouldHelp) {
  Gathered g;
  g.searched = {child(2, {}, 0, 0), child(2, {}, 3, 3)};
  g.searched[0].only[suitability::Rule::Vacancy] = 4;
  g.searched[1].only[suitability::Rule::Vacancy] = 9;
  g.searched[0].only[suitability::Rule::Age] = 1;
  const auto table = one_change_table(g);
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_THAT(table.rows[0][0], HasSubstr("Vacancy"));
  EXPECT_EQ(table.rows[0][1], "1");
  EXPECT_EQ(table.rows[0][2], "4.0");
}

class Sufficient : public test::PlacingStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    set_up();
    serve({pages(*desk)});
    as("head");
  }
  // Asked again, as a person would, until it is worked out.
  std::string worked_out(const std::string& path) {
    auto response = get(path);
    while (response.body.find("being searched") != std::string::npos) response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    return response.body;
  }
  Gathered now() {
    return *read([&](db::Read& tx) { return gather(tx, desk->vault, desk->folder, "E10000017", kMonday); });
  }
};
RIGHTPLACE_ON_BOTH(Sufficient);

TEST_P(Sufficient, HomesCountByTheSameVerdictsAsOnTheReferralsOwnPage) {
  const auto found = now();
  ASSERT_EQ(found.searched.size(), 1u);
  const auto answer = read([&](db::Read& tx) {
    const auto referral = *referrals::find_referral(tx, desk->vault, kReference);
    const auto snapshot = *matching::load_snapshot(tx, {kMonday, *referral.needed_on, kMonday}, matching::buyer_of(referral), nullptr);
    const auto done = *matching::answer(snapshot, *matching::asked_of(referral, {}, snapshot, nullptr), *matching::load_policy(""), referral, {.top = 0, .near_misses = 0, .robust = false});
    return std::pair(done.suitable, done.needs_checking);
  });
  EXPECT_EQ(found.searched[0].could, answer.first);
  EXPECT_EQ(found.searched[0].to_check, answer.second);
  EXPECT_GT(found.searched[0].could, 0);
}

TEST_P(Sufficient, AHomeThatStopsTakingGirlsIsMissingAtOnce) {
  const auto before = now().searched[0].could;
  worked_out("/sufficiency");
  write([&](db::Write& tx) {
    const auto stated = supply::supply_of(tx, kAlder, kMonday, clock.now());
    auto purpose = stated.purpose->value;
    purpose.accepts = HomeSex::Boys;
    EXPECT_TRUE(supply::state(tx, kOperator, kTest, kAlder, purpose, stated.purpose->version, {clock.now(), clock.now()}));
  });
  EXPECT_EQ(now().searched[0].could, before - 1);
  EXPECT_THAT(worked_out("/sufficiency/files/homes"), HasSubstr("All children,–,–," + std::to_string(before - 1) + ",–"));
}

TEST_P(Sufficient, WithoutReferralsItSaysThatThisIsNotTheSameAsNoNeed) {
  write([&](db::Write& tx) { EXPECT_TRUE(referrals::change_status(tx, kOperator, kTest, kReference, referrals::Event::Withdraw, clock.now())); });
  EXPECT_THAT(worked_out("/sufficiency"), AllOf(HasSubstr("not the same as no need"), Not(HasSubstr("rp-heat"))));
}

TEST_P(Sufficient, NeitherTheReferralNorTheChildIsNamed) {
  const auto page = worked_out("/sufficiency");
  EXPECT_THAT(page, AllOf(HasSubstr("Children for whom a home was looked for"), Not(HasSubstr(kReference)), Not(HasSubstr("4711")), Not(HasSubstr("drums"))));
}

TEST_P(Sufficient, AnotherAuthoritysReferralsAreNotInIt) {
  const auto kents = read([&](db::Read& tx) { return gather(tx, desk->vault, desk->folder, "E10000016", kMonday); });
  ASSERT_TRUE(kents);
  EXPECT_TRUE(kents->searched.empty());
  as("officer");
  EXPECT_EQ(get("/sufficiency").status, 404);
}

}  // namespace
}  // namespace rightplace::sufficiency
