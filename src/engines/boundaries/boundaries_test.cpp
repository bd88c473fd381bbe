#include "engines/boundaries/boundaries.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace rightplace::boundaries {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

const std::vector<std::string> kTwo{"A", "B"};

const Area* area(const std::vector<Area>& all, std::string_view code) {
  const auto at = std::ranges::find(all, code, &Area::code);
  return at == all.end() ? nullptr : &*at;
}
double size(const Area& a) {
  double all = 0;
  for (const auto& ring : a.rings) all += size_of(ring);
  return all;
}
// Every edge of two neighbours that is not coast stands in both, once in each direction.
std::map<std::pair<Corner, Corner>, int> edges(const std::vector<Area>& all) {
  std::map<std::pair<Corner, Corner>, int> out;
  for (const auto& a : all)
    for (const auto& ring : a.rings)
      for (std::size_t i = 0; i < ring.size(); ++i) ++out[{ring[i], ring[(i + 1) % ring.size()]}];
  return out;
}

TEST(Cells, EachSquareOfLandGoesToTheNearestPointAndTheSeaToNobody) {
  const std::vector<Seed> seeds{{{0, 0}, 8'000, 0}, {{20'000, 0}, 8'000, 1}};
  const auto all = cells(seeds, kTwo, 1'000);
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_TRUE(contains(*area(all, "A"), {-7'500, 500}));
  EXPECT_FALSE(contains(*area(all, "A"), {-8'500, 500}));
  EXPECT_FALSE(contains(*area(all, "A"), {10'000, 500}));
  EXPECT_TRUE(contains(*area(all, "B"), {13'500, 500}));
  EXPECT_NEAR(size(all[0]), 3.14159 * 8'000 * 8'000, 1e7);
}

TEST(Cells, NeighboursMeetInOneLineAndForeignLandEndsThem) {
  const std::vector<Seed> seeds{{{0, 0}, 9'000, 0}, {{10'000, 0}, 9'000, 1}, {{20'000, 0}, 9'000, kForeign}};
  const auto all = cells(seeds, kTwo, 1'000);
  EXPECT_TRUE(contains(*area(all, "A"), {4'500, 500}));
  EXPECT_TRUE(contains(*area(all, "B"), {5'500, 500}));
  EXPECT_FALSE(contains(*area(all, "B"), {16'500, 500}));
  const auto lines = edges(all);
  EXPECT_GT(std::ranges::count_if(lines, [&](const auto& each) { return lines.contains({each.first.second, each.first.first}); }), 20);
}

TEST(Cells, LandWithoutAPointInsideLandIsFilledFromItsNearestPoint) {
  std::vector<Seed> seeds;
  for (int i = 0; i < 24; ++i) seeds.push_back({{static_cast<std::int32_t>(12'000 * std::cos(i * 0.2618)), static_cast<std::int32_t>(12'000 * std::sin(i * 0.2618))}, 3'000, i < 12 ? std::size_t{0} : std::size_t{1}});
  const auto all = cells(seeds, kTwo, 1'000);
  EXPECT_TRUE(contains(*area(all, "A"), {500, 3'500}));
  EXPECT_TRUE(contains(*area(all, "B"), {500, -3'500}));
  EXPECT_THAT(all[0].rings, SizeIs(1));
}

TEST(Cells, AnAreaInsideAnotherIsAHoleInIt) {
  const std::vector<Seed> seeds{{{0, 0}, 30'000, 0}, {{10'000, 10'000}, 500, 0}, {{10'000, -10'000}, 500, 0}, {{-10'000, 10'000}, 500, 0}, {{-10'000, -10'000}, 500, 0}};
  std::vector<Seed> inner = seeds;
  inner[0] = {{0, 0}, 30'000, 1};
  for (auto& seed : inner)
    if (seed.area == 0) seed.reach = 30'000;
  for (const auto at : {Corner{10'000, 0}, Corner{-10'000, 0}, Corner{0, 10'000}, Corner{0, -10'000}}) inner.push_back({at, 30'000, 0});
  const auto all = cells(inner, kTwo, 1'000);
  ASSERT_THAT(area(all, "A")->rings, SizeIs(2));
  EXPECT_FALSE(contains(*area(all, "A"), {500, 500}));
  EXPECT_TRUE(contains(*area(all, "B"), {500, 500}));
  EXPECT_THAT(cells({}, kTwo, 1'000), IsEmpty());
}

// Two fields side by side with a crooked line between them, and an island in the first.
std::vector<Area> fields() {
  Ring left{{0, 0}, {1'000, 0}}, right{{2'000, 0}, {2'000, 1'000}, {1'000, 1'000}};
  for (int i = 1; i < 10; ++i) left.push_back({1'000 + (i % 2 ? 30 : -30), i * 100});
  left.push_back({1'000, 1'000});
  left.push_back({0, 1'000});
  for (int i = 9; i > 0; --i) right.push_back({1'000 + (i % 2 ? 30 : -30), i * 100});
  right.push_back({1'000, 0});
  return {{"left", {left}}, {"right", {right}}};
}

TEST(Simplifying, ALineBetweenTwoAreasIsSimplifiedAlikeForBoth) {
  const auto thin = simplified(fields(), 100, 0);
  EXPECT_THAT(area(thin, "left")->rings[0], UnorderedElementsAre(Corner{0, 0}, Corner{1'000, 0}, Corner{1'000, 1'000}, Corner{0, 1'000}));
  EXPECT_THAT(area(thin, "right")->rings[0], UnorderedElementsAre(Corner{2'000, 0}, Corner{1'000, 0}, Corner{1'000, 1'000}, Corner{2'000, 1'000}));
  EXPECT_DOUBLE_EQ(size(thin[0]) + size(thin[1]), 2e6);
  // A line that is thinned a little only is still one line.
  const auto lines = edges(simplified(fields(), 45, 0));
  int shared = 0;
  for (const auto& [edge, times] : lines) shared += lines.contains({edge.second, edge.first});
  EXPECT_GE(shared, 2);
}

TEST(Simplifying, NoCornerThatWentLayFartherAwayThanSaid) {
  Ring coast;
  for (int i = 0; i < 720; ++i) coast.push_back({static_cast<std::int32_t>((50'000 + 800 * (i % 7)) * std::cos(i * 0.0087266)), static_cast<std::int32_t>((50'000 + 800 * (i % 7)) * std::sin(i * 0.0087266))});
  const std::vector<Area> all{{"A", {coast}}};
  for (const double tolerance : {500.0, 2'000.0, 6'000.0}) {
    const auto thin = simplified(all, tolerance, 0)[0].rings[0];
    EXPECT_LT(thin.size(), coast.size());
    for (const auto& corner : coast) {
      double nearest = 1e300;
      for (std::size_t i = 0; i < thin.size(); ++i) {
        const auto &a = thin[i], &b = thin[(i + 1) % thin.size()];
        const double dx = b.east - a.east, dy = b.north - a.north, t = std::clamp(((corner.east - a.east) * dx + (corner.north - a.north) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        nearest = std::min(nearest, std::hypot(corner.east - a.east - t * dx, corner.north - a.north - t * dy));
      }
      EXPECT_LE(nearest, tolerance + 1);
    }
  }
}

TEST(Simplifying, SmallIslandsGoButNoAreaVanishes) {
  const Ring large{{0, 0}, {10'000, 0}, {10'000, 10'000}, {0, 10'000}}, small{{20'000, 0}, {20'100, 0}, {20'100, 100}, {20'000, 100}};
  const auto thin = simplified(std::vector<Area>{{"S", {small}}, {"L", {large, small}}}, 1'000, 1e6);
  EXPECT_THAT(area(thin, "L")->rings, SizeIs(1));
  ASSERT_THAT(area(thin, "S")->rings, SizeIs(1));
  EXPECT_DOUBLE_EQ(size(*area(thin, "S")), 10'000);
  EXPECT_EQ(thin.front().code, "L");
}

TEST(Joining, TheLineBetweenAreasOfOneCodeGoesAndTheRestStays) {
  const auto both = joined(fields(), [](std::string_view) { return std::string("both"); });
  ASSERT_THAT(both, SizeIs(1));
  ASSERT_THAT(both[0].rings, SizeIs(1));
  EXPECT_DOUBLE_EQ(size(both[0]), 2e6);
  EXPECT_FALSE(std::ranges::any_of(both[0].rings[0], [](Corner c) { return c.north > 0 && c.north < 1'000; }));
  EXPECT_THAT(joined(fields(), [](std::string_view code) { return code == "left" ? std::string("x") : std::string(); }), SizeIs(1));
}

// Three fields, of which two meet on the straight edge of the third: the corner there is none of its own turns.
TEST(Joining, FieldsThatWereSimplifiedStillMeetInEveryCorner) {
  const std::vector<Area> three{{"a", {{{0, 0}, {1'000, 0}, {1'000, 1'000}, {0, 1'000}}}}, {"b", {{{1'000, 0}, {2'000, 0}, {2'000, 1'000}, {1'000, 1'000}}}}, {"c", {{{0, 1'000}, {1'000, 1'000}, {2'000, 1'000}, {2'000, 2'000}, {0, 2'000}}}}};
  const auto one = joined(simplified(three, 100, 0), [](std::string_view) { return std::string("all"); });
  ASSERT_THAT(one[0].rings, SizeIs(1));
  EXPECT_DOUBLE_EQ(size(one[0]), 4e6);
}

TEST(Labels, AreInsideTheAreaAndAwayFromItsEdge) {
  // A horseshoe, whose middle lies outside it.
  const Area shoe{"U", {{{0, 0}, {9'000, 0}, {9'000, 9'000}, {7'000, 9'000}, {7'000, 2'000}, {2'000, 2'000}, {2'000, 9'000}, {0, 9'000}}}};
  const auto label = label_of(shoe);
  EXPECT_TRUE(contains(shoe, label));
  EXPECT_TRUE(contains(shoe, {label.east - 800, label.north}) && contains(shoe, {label.east + 800, label.north}));
}

TEST(Grid, LongitudeAndLatitudeComeOutWhereTheNationalGridHasThem) {
  // Big Ben.
  const auto near = [](std::optional<GridPoint> got, double easting, double northing) { return got && std::hypot(got->easting - easting, got->northing - northing) < 6; };
  EXPECT_TRUE(near(on_the_grid(-0.124625, 51.500729), 530'268, 179'641)) << on_the_grid(-0.124625, 51.500729)->easting << " " << on_the_grid(-0.124625, 51.500729)->northing;
  // The worked example of the Ordnance Survey's guide (Caister water tower): 52°39'28.8282"N 1°42'57.8663"E.
  EXPECT_TRUE(near(on_the_grid(1.716073973, 52.658007833), 651'409.8, 313'177.3)) << on_the_grid(1.716073973, 52.658007833)->easting << " " << on_the_grid(1.716073973, 52.658007833)->northing;
  EXPECT_FALSE(on_the_grid(-0.1, 1e308));
  EXPECT_FALSE(on_the_grid(std::nan(""), 52));
  EXPECT_FALSE(on_the_grid(530'268, 179'641));
}

}  // namespace
}  // namespace rightplace::boundaries
