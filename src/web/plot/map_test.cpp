#include "web/plot/map.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include <cmath>

namespace rightplace::web::plot {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::shared_ptr<const Sheet> sheet(int areas = 7) {
  auto out = std::make_shared<Sheet>();
  out->height = 700, out->west = 0, out->north = 700'000, out->scale = 0.001, out->basis = "Squares.";
  for (int i = 0; i < areas; ++i) {
    const double x = 100.0 * i;
    out->outlines.push_back({.key = std::string(1, static_cast<char>('a' + i)), .name = "Area " + std::string(1, static_cast<char>('A' + i)), .path = fmt::format("M{:.0f} 0l90 0 0 90 -90 0z", x), .inset = {}, .x = x + 45, .y = 45, .left = x, .top = 0, .right = x + 90, .bottom = 90});
  }
  return out;
}
const About kAbout{"m", "Homes by area", "Most in A."};

TEST(Map, AnAreaWithoutAValueIsSaidToBeNotKnownAndZeroIsAStepOfItsOwn) {
  const Map map{.sheet = sheet(), .of = "Area", .measure = "Homes", .worths = {{"a", 5}, {"b", 0}, {"c", std::nullopt}}};
  const auto page = picture(kAbout, map).markup();
  EXPECT_THAT(page, AllOf(HasSubstr("<title>Area A: 5</title>"), HasSubstr("<title>Area B: 0</title>"), HasSubstr("<title>Area C: not known</title>"), HasSubstr(">not known</text>"), HasSubstr(">0</text>")));
  EXPECT_THAT(figures_of(map).rows, ElementsAre(ElementsAre("Area A", "5"), ElementsAre("Area B", "0"), ElementsAre("Area C", "not known")));
}

TEST(Map, TheKeyNamesTheRangeOfEveryStepAndEqualValuesStandInOneStep) {
  const Map map{.sheet = sheet(), .of = "Area", .measure = "Homes", .worths = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 4}, {"e", 9}, {"f", 20}, {"g", 35}}};
  const auto page = picture(kAbout, map).markup();
  EXPECT_THAT(page, AllOf(HasSubstr(">1</text>"), HasSubstr(">35</text>")));
  const auto fill_of = [&](std::string_view name) {
    const auto at = page.find(name);
    const auto from = page.rfind("fill=\"", at);
    return page.substr(from, page.find('"', from + 6) - from);
  };
  EXPECT_EQ(fill_of("Area A: 1<"), fill_of("Area C: 1<"));
  EXPECT_NE(fill_of("Area C: 1<"), fill_of("Area D: 4<"));
  EXPECT_NE(fill_of("Area F: 20<"), fill_of("Area G: 35<"));
}

TEST(Map, ValuesAreWrittenIntoFewLargeAreasAndTheOwnOneIsNamed) {
  Map map{.sheet = sheet(), .of = "Area", .measure = "Homes", .worths = {{"a", 1'234}}, .labels = true};
  EXPECT_THAT(picture(kAbout, map).markup(), AllOf(HasSubstr(">1,234</text>"), HasSubstr(">Area A</text>")));
  map.labels = false;
  EXPECT_THAT(picture(kAbout, map).markup(), Not(HasSubstr(">Area A</text>")));
  map.own = "a";
  EXPECT_THAT(picture(kAbout, map).markup(), HasSubstr(">Area A 1,234</text>"));
}

TEST(Map, NamesThatStrangersChoseAreEscaped) {
  auto named = std::make_shared<Sheet>(*sheet(1));
  named->outlines[0].name = "<script>x</script>";
  const Map map{.sheet = named, .of = "Area", .measure = "<b>", .worths = {{"a", 3}}, .labels = true};
  EXPECT_THAT(picture(kAbout, map).markup(), AllOf(Not(HasSubstr("<script>")), Not(HasSubstr("<b>")), HasSubstr("&lt;script&gt;")));
  const Marks marks{.sheet = named, .head = {"On the map", "Home"}, .marks = {{"<i>", "<script>", 50'000, 650'000}}};
  EXPECT_THAT(picture(kAbout, marks).markup(), AllOf(Not(HasSubstr("<script>")), Not(HasSubstr("<i>"))));
}

TEST(Marks, StandWhereTheyAreInOrderAndWithARingWhereThePlaceIsKnownToAnAreaOnly) {
  const Marks marks{.sheet = sheet(), .head = {"On the map", "Place", "Miles"}, .marks = {{"1", "West home", 100'000, 500'000, 0, Mark::Look::Number, {"3"}}, {"2", "East home", 300'000, 500'000, 5'000, Mark::Look::Number, {"9"}}, {"School", "School", 200'000, 450'000, 0, Mark::Look::Diamond, {"0"}}}, .close = false};
  const auto page = picture(kAbout, marks).markup();
  EXPECT_THAT(page, AllOf(HasSubstr("cx=\"100.0\" cy=\"200.0\""), HasSubstr("cx=\"300.0\" cy=\"200.0\""), HasSubstr("r=\"5.0\""), HasSubstr(">School</text>"), HasSubstr("miles</text>")));
  EXPECT_THAT(figures_of(marks).rows[1], ElementsAre("2", "East home", "9"));
}

TEST(Marks, OfOnePlaceStandBesideEachOtherSoThatEachCanBeRead) {
  Marks marks{.sheet = sheet(), .head = {"On the map", "Place"}, .marks = {}};
  for (int i = 1; i <= 30; ++i) marks.marks.push_back({std::to_string(i), "Home", 145'000, 655'000});
  const auto page = picture(kAbout, marks).markup();
  std::vector<std::pair<double, double>> at;
  for (auto from = page.find("<circle cx=\""); from != std::string::npos; from = page.find("<circle cx=\"", from + 1)) at.emplace_back(std::stod(page.substr(from + 12)), std::stod(page.substr(page.find("cy=\"", from) + 4)));
  ASSERT_EQ(at.size(), 30u);
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(std::hypot(at[i].first - at[j].first, at[i].second - at[j].second), 24);
}

TEST(Marks, OnlyTheCountryAroundThemIsDrawnAndNeverLessThanFortyMiles) {
  Marks marks{.sheet = sheet(), .head = {"On the map", "Place"}, .marks = {{"1", "Home", 145'000, 655'000}}};
  const auto near = picture(kAbout, marks).markup();
  EXPECT_THAT(near, AllOf(HasSubstr("Area B"), Not(HasSubstr("Area F"))));
  // 64 km across 760 units: a mile is about 19 of them.
  EXPECT_THAT(near, HasSubstr("10 miles</text>"));
  marks.marks.push_back({"2", "Far home", 545'000, 655'000});
  EXPECT_THAT(picture(kAbout, marks).markup(), HasSubstr("Area F"));
  marks.marks.clear();
  EXPECT_THAT(picture(kAbout, marks).markup(), HasSubstr("Area F"));
}

}  // namespace
}  // namespace rightplace::web::plot
