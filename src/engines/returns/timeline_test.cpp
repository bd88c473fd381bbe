#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "engines/returns/timeline.h"

namespace rightplace::returns {

void PrintTo(RemarkKind kind, std::ostream* out) { *out << in_words(kind); }

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Said {
  std::string child = "77";
  int year = 2024;
  Date decom;
  std::optional<Date> dec = {};
  std::string rec = {};
  std::string rne = "P";
  std::string place = "K2";
};

YearEpisode row(Said said) {
  YearEpisode out{said.child, said.year, {}};
  out.episode.decom = said.decom;
  out.episode.dec = said.dec;
  out.episode.rec = said.rec;
  out.episode.rne = said.rne;
  out.episode.place = said.place;
  return out;
}

std::vector<RemarkKind> kinds(const Timeline& timeline) {
  std::vector<RemarkKind> out;
  for (const auto& remark : timeline.remarks) out.push_back(remark.kind);
  return out;
}

TEST(Timelines, AnEpisodeOpenInOneReturnAndClosedInTheNextIsOne) {
  const auto all = join_years({row({.year = 2024, .decom = Date(2023, 9, 1)}),
                               row({.year = 2025, .decom = Date(2023, 9, 1), .dec = Date(2024, 6, 1), .rec = "E4A"})},
                              {2024, 2025});
  ASSERT_EQ(all.size(), 1u);
  ASSERT_EQ(all[0].episodes.size(), 1u);
  EXPECT_EQ(all[0].episodes[0].dec, Date(2024, 6, 1));
  EXPECT_EQ(all[0].episodes[0].first_year, 2024);
  EXPECT_EQ(all[0].episodes[0].last_year, 2025);
  EXPECT_THAT(all[0].remarks, IsEmpty());
}

TEST(Timelines, YearsMayComeInAnyOrder) {
  const auto closed = row({.year = 2025, .decom = Date(2023, 9, 1), .dec = Date(2024, 6, 1), .rec = "E4A"});
  const auto all = join_years({closed, row({.year = 2024, .decom = Date(2023, 9, 1)})}, {2025, 2024});
  EXPECT_EQ(all[0].episodes[0].dec, Date(2024, 6, 1));
}

TEST(Timelines, EachEpisodeThatFollowsOnTheSameDayIsWithoutRemark) {
  const auto all = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 6, 1), .rec = "X1"}), row({.decom = Date(2023, 6, 1)})}, {2024});
  EXPECT_EQ(all[0].episodes.size(), 2u);
  EXPECT_THAT(all[0].remarks, IsEmpty());
}

TEST(Timelines, OverlapsAndGapsAreListed) {
  const auto overlap = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 6, 2), .rec = "X1"}), row({.decom = Date(2023, 6, 1)})}, {2024});
  EXPECT_THAT(kinds(overlap[0]), ElementsAre(RemarkKind::Overlap));
  const auto gap = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 6, 1), .rec = "X1"}), row({.decom = Date(2023, 6, 2)})}, {2024});
  EXPECT_THAT(kinds(gap[0]), ElementsAre(RemarkKind::Gap));
}

TEST(Timelines, AChildWhoLeftCareAndCameBackHasNoGap) {
  const auto all = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 6, 1), .rec = "E4A"}), row({.decom = Date(2023, 9, 2), .rne = "S"})}, {2024});
  EXPECT_THAT(all[0].remarks, IsEmpty());
}

TEST(Timelines, AnOpenEpisodeThatTheNextReturnForgetsIsListedOnlyWhenThereIsOne) {
  const std::vector<YearEpisode> rows = {row({.year = 2024, .decom = Date(2023, 9, 1)})};
  EXPECT_THAT(join_years(rows, {2024})[0].remarks, IsEmpty());
  EXPECT_THAT(kinds(join_years(rows, {2024, 2025})[0]), ElementsAre(RemarkKind::NotContinued));
}

TEST(Timelines, X1WithNothingAfterItIsListed) {
  const auto all = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 6, 1), .rec = "X1"})}, {2024});
  EXPECT_THAT(kinds(all[0]), ElementsAre(RemarkKind::NoNext));
}

TEST(Timelines, ALaterReturnThatTellsAnotherBeginningStandsAndIsListed) {
  const auto all = join_years({row({.year = 2024, .decom = Date(2023, 9, 1), .place = "K2"}), row({.year = 2025, .decom = Date(2023, 9, 1), .place = "U4"})},
                              {2024, 2025});
  ASSERT_EQ(all[0].episodes.size(), 1u);
  EXPECT_EQ(all[0].episodes[0].place, "U4");
  EXPECT_THAT(kinds(all[0]), ElementsAre(RemarkKind::Changed));
}

TEST(Timelines, TwoRowsOfOneReturnAreNeverOneEpisode) {
  const auto all = join_years({row({.decom = Date(2023, 5, 1), .dec = Date(2023, 5, 1), .rec = "X1"}), row({.decom = Date(2023, 5, 1)})}, {2024});
  EXPECT_EQ(all[0].episodes.size(), 2u);
}

TEST(Timelines, ChildrenAreKeptApartAndInOrder) {
  const auto all = join_years({row({.child = "9", .decom = Date(2023, 5, 1)}), row({.child = "10", .decom = Date(2023, 5, 1)})}, {2024});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].child, "10");
}

}  // namespace
}  // namespace rightplace::returns
