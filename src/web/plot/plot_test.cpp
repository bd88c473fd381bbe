#include "web/plot/plot.h"

#include <gmock/gmock.h>

namespace rightplace::web::plot {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Plot, ThePictureAndItsTableAreMadeOfTheSameValues) {
  const Band band{.known = {{"31 March 2024", 0, 1200}}, .expected = {{"30 April 2024", 30, 1210, 1180, 1260}}, .axis = "End of month"};
  const auto page = picture({.id = "care", .title = "Children in care", .says = "It rises."}, band).markup();
  EXPECT_THAT(page, AllOf(HasSubstr(">1,260 high<"), HasSubstr(">1,210 expected<"), HasSubstr(">1,180 low<")));
  EXPECT_THAT(figures_of(band).rows, ElementsAre(ElementsAre("31 March 2024", "1,200", "", "", ""), ElementsAre("30 April 2024", "", "1,210", "1,180", "1,260")));
  EXPECT_THAT(page, AllOf(HasSubstr(">1,180</td>"), HasSubstr("<title id=\"care-title\">Children in care</title>"), HasSubstr("<desc id=\"care-says\">It rises.</desc>")));
}

TEST(Plot, AYearIsTwelveTimesAsWideAsAMonth) {
  const Band band{.known = {{"a", 0, 10}, {"b", 360, 10}}, .expected = {{"c", 390, 10, 8, 12}}, .axis = "Day"};
  const auto page = picture({.id = "x", .title = "t", .says = "s"}, band).markup();
  const auto x_of = [&](std::size_t which) {
    std::size_t at = 0;
    for (std::size_t i = 0; i <= which; ++i) at = page.find("<circle cx=\"", at) + 12;
    return std::stod(page.substr(at));
  };
  const auto begin = page.rfind("M", page.find("stroke-dasharray")), end = page.find('L', begin);
  const double from = std::stod(page.substr(begin + 1)), to = std::stod(page.substr(end + 1));
  EXPECT_NEAR((x_of(1) - x_of(0)) / (to - from), 12, 0.2);
}

TEST(Plot, AnAxisThatDoesNotBeginAtZeroSaysSo) {
  EXPECT_THAT(picture({.id = "x", .title = "t", .says = "s"}, Band{.known = {{"a", 0, 900}, {"b", 1, 1000}}, .axis = "Day"}).markup(), HasSubstr("The scale does not begin at 0"));
  EXPECT_THAT(picture({.id = "x", .title = "t", .says = "s"}, Band{.known = {{"a", 0, 9}, {"b", 1, 1000}}, .axis = "Day"}).markup(), Not(HasSubstr("does not begin")));
}

TEST(Plot, NamesThatStrangersChoseAreEscaped) {
  const Bars bars{.of = "Owner", .measure = "Places", .bars = {{"<script>x</script> & Sons", 3}}};
  EXPECT_THAT(picture({.id = "a", .title = "<b>", .says = "x"}, bars).markup(), AllOf(Not(HasSubstr("<script>")), Not(HasSubstr("<b>")), HasSubstr("&amp; Sons")));
}

TEST(Plot, WhatIsNotKnownIsSaidAndIsNeverDrawnAsZero) {
  const Bars bars{.of = "Region", .measure = "Places", .bars = {{"London", std::nullopt}, {"Nowhere", 0}}};
  const auto page = picture({.id = "a", .title = "t", .says = "s"}, bars).markup();
  EXPECT_THAT(page, AllOf(HasSubstr(">not known<"), HasSubstr(">0<")));
  const Lines lines{.along = "Year", .at = {"2016", "2017", "2018"}, .lines = {{"Homes", {10, std::nullopt, 12}}}};
  EXPECT_THAT(figures_of(lines).rows[1], ElementsAre("2017", "not known"));
  // A gap: two beginnings of the line, not one stroke across the year that is not known.
  const auto drawn = picture({.id = "b", .title = "t", .says = "s"}, lines).markup();
  const auto line = drawn.find("stroke=\"#14434b\"");
  const auto from = drawn.rfind("<path d=\"", line);
  EXPECT_EQ(std::ranges::count(drawn.substr(from, line - from), 'M'), 2);
  EXPECT_THAT(picture({.id = "c", .title = "t", .says = "s"}, Lines{.along = "Year", .at = {"2016"}, .lines = {{"Homes", {std::nullopt}}}}).markup(), HasSubstr("Nothing of this is known"));
}

TEST(Plot, LinesDifferByDashAndMarkAndHaveTheirNamesBesideThem) {
  const Lines lines{.along = "Year", .at = {"2016", "2017"}, .lines = {{"Private", {10, 11}}, {"Voluntary", {10, 11}}}};
  const auto page = picture({.id = "a", .title = "t", .says = "s"}, lines).markup();
  EXPECT_THAT(page, AllOf(HasSubstr("stroke-dasharray=\"9 4\""), HasSubstr(">11 Private<"), HasSubstr(">11 Voluntary<"), HasSubstr("<circle"), HasSubstr("<rect")));
}

TEST(Plot, AHeatMapHasItsNumberInEveryCellAndSaysWhyOneIsMissing) {
  const Heat heat{.corner = "Need", .columns = {"0 to 4", "5 to 9"}, .rows = {{"N1", {10, std::nullopt}}}, .missing = "c", .missing_means = "suppressed"};
  const auto page = picture({.id = "a", .title = "t", .says = "s"}, heat).markup();
  EXPECT_THAT(page, AllOf(HasSubstr("rp-heat__5"), HasSubstr(">10</td>"), HasSubstr(">c</td>"), HasSubstr("c suppressed")));
}

TEST(Plot, TicksAreRoundCoverTheValuesAndBeginAtZeroUnlessAllLiesFarAbove) {
  EXPECT_THAT(ticks(0, 10), ElementsAre(0, 5, 10));
  EXPECT_THAT(ticks(3, 97), ElementsAre(0, 50, 100));
  EXPECT_GT(ticks(900, 1000).front(), 0);
  EXPECT_LE(ticks(900, 1000).front(), 900);
  EXPECT_GE(ticks(900, 1000).back(), 1000);
  EXPECT_THAT(ticks(0, 0), Not(::testing::IsEmpty()));
}

}  // namespace
}  // namespace rightplace::web::plot
