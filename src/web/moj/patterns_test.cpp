#include "web/moj/patterns.h"

#include <gmock/gmock.h>

namespace rightplace::web {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Query kQuery(Url("/homes"), {{"area", "Leeds"}, {"area", "York"}, {"empty", " "}, {"sort", "-places"}, {"page", "3"}});

TEST(Queries, KeepTheRestWhenOnePartChanges) {
  EXPECT_EQ(kQuery.url().text(), "/homes?area=Leeds&area=York&sort=-places&page=3");
  EXPECT_EQ(kQuery.with("sort", "name").text(), "/homes?area=Leeds&area=York&sort=name");
  EXPECT_EQ(kQuery.without("area", "York").text(), "/homes?area=Leeds&sort=-places");
  EXPECT_EQ(kQuery.without("area").text(), "/homes?sort=-places");
  EXPECT_EQ(kQuery.without_page().text(), "/homes?area=Leeds&area=York&sort=-places");
}

TEST(Queries, APageThatIsNoNumberIsTheFirst) {
  EXPECT_EQ(kQuery.page(), 3);
  for (const auto* page : {"0", "-1", "x", "1.5", "99999999999999999999"}) EXPECT_EQ(Query(Url("/homes"), {{"page", page}}).page(), 1) << page;
}

TEST(Queries, SortOnlyByColumnsThatThereAre) {
  EXPECT_EQ(sort_of(kQuery, {"name", "places"}, {"name"}).column, "places");
  EXPECT_TRUE(sort_of(kQuery, {"name", "places"}, {"name"}).falling);
  EXPECT_EQ(sort_of(Query(Url("/homes"), {{"sort", "1; DROP TABLE homes"}}), {"name"}, {"name"}).column, "name");
}

TEST(Queries, HiddenFieldsAreText) { EXPECT_EQ(Query(Url("/h"), {{"sort", "\"><b>"}, {"q", "x"}}).hidden({"sort"}).markup(), R"(<input type="hidden" name="sort" value="&quot;&gt;&lt;b&gt;">)"); }

TEST(Patterns, AFilterIsSentByItsButtonOnlyAndEachChipTakesOneValueAway) {
  const auto group = moj::chosen(kQuery, "Area", "area", [](const std::string& value) { return value + " <area>"; });
  const auto markup = moj::filter({.action = Url("/homes"), .fields = html("<i></i>"), .chosen = {group}, .kept = kQuery.hidden({"sort"})}).markup();
  EXPECT_THAT(markup, HasSubstr(R"(<form method="get" action="/homes")"));
  EXPECT_THAT(markup, HasSubstr(R"(href="/homes?area=York&amp;sort=-places"><span class="govuk-visually-hidden">Remove this filter: </span>Leeds &lt;area&gt;</a>)"));
  EXPECT_THAT(markup, HasSubstr("Clear filters"));
  EXPECT_THAT(markup, HasSubstr(R"(name="sort" value="-places")"));
  EXPECT_THAT(markup, Not(HasSubstr("data-module=\"moj")));
  EXPECT_THAT(moj::filter({.action = Url("/homes"), .fields = html("<i></i>")}).markup(), Not(HasSubstr("Selected filters")));
}

TEST(Patterns, AHeadThatSortsLeadsTheOtherWayRoundAndSaysWhichWayItIs) {
  const auto places = moj::sorting(kQuery, {"places", true}, "Places", "places", true);
  EXPECT_THAT(places.content.markup(), HasSubstr(R"(href="/homes?area=Leeds&amp;area=York&amp;sort=places")"));
  EXPECT_THAT(places.attributes, ElementsAre(testing::Pair("aria-sort", "descending")));
  EXPECT_EQ(places.format, "numeric");
  const auto rising = moj::sorting(kQuery, {"places", false}, "Places", "places");
  EXPECT_THAT(rising.content.markup(), HasSubstr("sort=-places"));
  EXPECT_THAT(moj::sorting(kQuery, {"places", true}, "Name", "name").attributes, ElementsAre(testing::Pair("aria-sort", "none")));
}

TEST(Patterns, WhatIsShownIsSaidInWords) {
  EXPECT_THAT(moj::showing(51, 100, 1234, "home", "homes").markup(), HasSubstr("Showing <strong>51</strong> to <strong>100</strong> of <strong>1,234</strong> homes"));
  EXPECT_THAT(moj::showing(1, 1, 1, "home", "homes").markup(), HasSubstr("<strong>1</strong> home<"));
  EXPECT_THAT(moj::showing(0, 0, 0, "home", "homes").markup(), HasSubstr("No homes"));
}

TEST(Patterns, NamesOnATimelineAndInAnIdentityBarAreText) {
  EXPECT_THAT(moj::timeline({.items = {{.title = "<b>", .byline = "<i>", .date = "<u>", .datetime = "2026-03-02"}}}).markup(), Not(testing::AnyOf(HasSubstr("<b>"), HasSubstr("<i>"), HasSubstr("<u>"))));
  EXPECT_THAT(moj::identity_bar({.title = "<b>", .facts = {{"<i>", "<u>"}}}).markup(), Not(testing::AnyOf(HasSubstr("<b>"), HasSubstr("<i>"), HasSubstr("<u>"))));
}

TEST(Patterns, ThePageThatOneIsOnIsSaidToScreenReaders) {
  EXPECT_THAT(moj::side_navigation("Parts", {{"Home", {{"Profile", Url("/a"), true}, {"Places", Url("/b")}}}}).markup(), HasSubstr(R"(<a href="/a" aria-current="page">Profile</a>)"));
  EXPECT_THAT(moj::sub_navigation("Parts", {{"Profile", Url("/a"), true}}).markup(), HasSubstr(R"(aria-current="page")"));
}

}  // namespace
}  // namespace rightplace::web
