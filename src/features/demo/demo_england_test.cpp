#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "features/demo/demo_quantities.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr std::uint64_t kSeed = 2026;
constexpr double kSmall = 0.05;

const England& small(Year year) {
  static const std::array<England, 3> all = {invent(Year::Y2012, kSeed, kSmall, ground_of(Year::Y2012).value()),
                                             invent(Year::Y2016, kSeed, kSmall, ground_of(Year::Y2016).value()),
                                             invent(Year::Y2024, kSeed, kSmall, ground_of(Year::Y2024).value())};
  return all[static_cast<std::size_t>(year)];
}

class EveryYear : public ::testing::TestWithParam<Year> {};
INSTANTIATE_TEST_SUITE_P(Demo, EveryYear, ::testing::Values(Year::Y2012, Year::Y2016, Year::Y2024),
                         [](const auto& param) { return "In" + std::string(kYears.code(param.param)); });

TEST(Quota, SharesAddUpAndDifferFromTheirWeightByLessThanOne) {
  const std::array<double, 4> weights = {17, 63, 19.4, 0.6};
  const auto counts = apportion(98, weights);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), 0), 98);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_LT(std::abs(counts[i] - 98 * weights[i] / 100), 1.0);
}

TEST(Quota, TheAliasTablePicksInProportion) {
  const std::array<double, 3> weights = {1, 0, 3};
  const Alias alias(weights);
  Random random(1);
  std::array<int, 3> counts{};
  for (int i = 0; i < 20'000; ++i) ++counts[alias.pick(random)];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[0] / 20'000.0, 0.25, 0.02);
}

TEST_P(EveryYear, TheGroundHoldsTheAuthoritiesOfThatDay) {
  const auto& ground = small(GetParam()).ground;
  EXPECT_EQ(ground.authorities.size(), GetParam() == Year::Y2024 ? 153u : 152u);
  EXPECT_GT(ground.outwards.size(), 2'000u);
  for (const auto& authority : ground.authorities) EXPECT_FALSE(authority.outwards.empty()) << authority.name;
  const auto has = [&](std::string_view code) { return std::ranges::count(ground.authorities, code, &GroundAuthority::code) == 1; };
  EXPECT_EQ(has("E10000006"), GetParam() != Year::Y2024) << "Cumbria";
  EXPECT_EQ(has("E06000063"), GetParam() == Year::Y2024) << "Cumberland";
  EXPECT_EQ(has("E06000048"), GetParam() == Year::Y2012) << "Northumberland's code before April 2013";
}

TEST_P(EveryYear, EveryCalibratedQuantityIsWithinItsTolerance) {
  const auto& england = small(GetParam());
  for (const auto& row : measure(england)) {
    if (row.use == Use::Compared) continue;
    EXPECT_TRUE(row.holds(england.scale)) << fmt::format("{}: {} wanted within {}, {} found", row.code, row.wanted(england.scale), row.allowed(england.scale), row.demo_value);
  }
}

TEST_P(EveryYear, NoRoomHoldsTwoChildrenAndNoChildSleepsInTwoRooms) {
  const auto& england = small(GetParam());
  std::map<std::pair<int, int>, std::vector<Stay>> rooms;
  std::map<int, std::vector<Stay>> children;
  for (const auto& stay : england.stays) {
    ASSERT_GE(stay.child, 0);
    rooms[{stay.home, stay.room}].push_back(stay.stay);
    children[stay.child].push_back(stay.stay);
    const auto& home = england.homes[static_cast<std::size_t>(stay.home)];
    EXPECT_LT(stay.room, home.places);
    EXPECT_GE(stay.stay.from, home.opened);
    if (home.closed) {
      ASSERT_TRUE(stay.stay.until) << "nobody lives in a closed home";
      EXPECT_LE(*stay.stay.until, *home.closed);
    }
    EXPECT_TRUE(!stay.stay.until || stay.stay.from < *stay.stay.until);
  }
  const auto disjoint = [](std::vector<Stay>& stays) {
    std::ranges::sort(stays, {}, &Stay::from);
    for (std::size_t i = 1; i < stays.size(); ++i)
      if (stays[i - 1].overlaps(stays[i])) return false;
    return true;
  };
  for (auto& [room, stays] : rooms) EXPECT_TRUE(disjoint(stays)) << england.homes[static_cast<std::size_t>(room.first)].urn << " room " << room.second;
  for (auto& [child, stays] : children) EXPECT_TRUE(disjoint(stays)) << "child " << child;
}

TEST_P(EveryYear, EpisodesOfAChildFollowEachOtherWithoutGapAndEndAtEighteen) {
  const auto& england = small(GetParam());
  for (const auto& child : england.children) {
    ASSERT_GT(child.episodes, 0u);
    for (std::uint32_t k = 0; k < child.episodes; ++k) {
      const auto& episode = england.episodes[child.first_episode + k];
      EXPECT_EQ(episode.rne == "S", k == 0);
      EXPECT_GE(episode.from, child.born);
      EXPECT_LE(episode.from, england.scenario.census);
      EXPECT_EQ(episode.rec.empty(), !episode.until.has_value());
      if (episode.until) {
        EXPECT_LT(episode.from, *episode.until);
        EXPECT_LE(*episode.until, child.born.plus_years(18));
      }
      const bool last = k + 1 == child.episodes;
      EXPECT_EQ(episode.rec == "X1", !last);
      if (!last) {
        EXPECT_EQ(*episode.until, england.episodes[child.first_episode + k + 1].from);
      }
    }
  }
}

TEST_P(EveryYear, NoIdentifierCanBeARealHomesAndNoOwnerTakenForAReal) {
  const auto& england = small(GetParam());
  std::set<std::string> urns;
  for (const auto& home : england.homes) {
    EXPECT_THAT(home.urn, ::testing::MatchesRegex("SC9[0-9][0-9][0-9][0-9][0-9]"));
    EXPECT_TRUE(urns.insert(home.urn).second);
  }
  for (const auto& owner : england.owners) EXPECT_THAT(owner.name, ::testing::HasSubstr("(invented"));
}

TEST_P(EveryYear, EveryKindOfReferralIsOpenAndNobodyIsAskedForTwice) {
  const auto& england = small(GetParam());
  std::set<std::string_view> kinds;
  std::set<int> asked;
  for (const auto& referral : england.referrals) {
    kinds.insert(referral.kind);
    EXPECT_LE(referral.made_on, england.scenario.census);
    EXPECT_GE(referral.needed_on, england.scenario.census);
    for (const int child : referral.children) {
      EXPECT_TRUE(asked.insert(child).second);
      EXPECT_TRUE(england.children[static_cast<std::size_t>(child)].profile);
    }
  }
  EXPECT_EQ(kinds.size(), 11u);
  EXPECT_GE(england.referrals.size(), 55u);
}

TEST(Demo, TheSameSeedInventsTheSameEnglandAndAnotherSeedAnother) {
  const auto one = invent(Year::Y2024, 7, 0.02, ground_of(Year::Y2024).value());
  const auto two = invent(Year::Y2024, 7, 0.02, ground_of(Year::Y2024).value());
  const auto other = invent(Year::Y2024, 8, 0.02, ground_of(Year::Y2024).value());
  const auto days = [](const England& e) {
    std::vector<int> all;
    for (const auto& stay : e.stays) all.insert(all.end(), {stay.child, stay.home, stay.room, stay.stay.from.days(), static_cast<int>(stay.weekly_pence)});
    for (const auto& episode : e.episodes) all.push_back(episode.from.days());
    return all;
  };
  EXPECT_EQ(days(one), days(two));
  EXPECT_NE(days(one), days(other));
}

}  // namespace
}  // namespace rightplace::demo
