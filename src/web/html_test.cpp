#include "web/html.h"

#include <gmock/gmock.h>

namespace rightplace::web {
namespace {

template <class... Values>
constexpr bool refused(std::string_view markup) {
  // The same scan that stops the compiler, at run time.
  try {
    std::size_t count = 0;
    std::array<detail::Hole, sizeof...(Values) + 1> holes{};
    detail::scan(markup, [&](std::size_t at, detail::Place place) {
      if (count == sizeof...(Values)) throw "more {} than values";
      holes[count++] = {static_cast<std::uint32_t>(at), place};
    });
    std::size_t i = 0;
    return count != sizeof...(Values) || !(detail::fits<Values>(holes[i++].place) && ... && true);
  } catch (const char*) {
    return true;
  }
}

TEST(Html, EscapesTextBecauseItIsText) {
  EXPECT_EQ(html(R"(<p class="{}">{}</p>)", std::string("a\"b"), "<script>&'").markup(), R"(<p class="a&quot;b">&lt;script&gt;&amp;&#39;</p>)");
}

TEST(Html, TakesMarkupAndNumbersAsTheyAre) {
  EXPECT_EQ(html("<td>{}</td>{}", 12, html("<b>{}</b>", "x")).markup(), "<td>12</td><b>x</b>");
  EXPECT_EQ(html("<ul>{}</ul>", std::vector<Html>{html("<li>1</li>"), html("<li>2</li>")}).markup(), "<ul><li>1</li><li>2</li></ul>");
}

TEST(Html, DoubledBracesAreBraces) { EXPECT_EQ(html("<p>{{{}}}</p>", "x").markup(), "<p>{x}</p>"); }

TEST(Html, OnlyAUrlGoesIntoALink) {
  EXPECT_EQ(html(R"(<a href="{}">x</a>)", Url("/homes").segment("SC1/2").with("q", "a&b")).markup(), R"(<a href="/homes/SC1%2F2?q=a%26b">x</a>)");
  EXPECT_TRUE(refused<std::string>(R"(<a href="{}">x</a>)"));
  EXPECT_TRUE(refused<std::string>(R"(<form ACTION="/x{}">)"));
}

TEST(Html, RefusesAValueWhereItCouldBecomeCode) {
  EXPECT_TRUE(refused<std::string>("<script>{}</script>"));
  EXPECT_TRUE(refused<std::string>("<style>{}</style>"));
  EXPECT_TRUE(refused<std::string>(R"(<p onclick="{}">x</p>)"));
  EXPECT_TRUE(refused<std::string>(R"(<p style="{}">x</p>)"));
  EXPECT_TRUE(refused<std::string>("<p class={}>x</p>"));
  EXPECT_TRUE(refused<std::string>("<{}>x</p>"));
  EXPECT_TRUE(refused<std::string>("<p {}>x</p>"));
  EXPECT_TRUE(refused<std::string>("<!-- {} -->"));
}

TEST(Html, RefusesMarkupThatEndsInTheMiddle) {
  EXPECT_TRUE(refused<>("<p"));
  EXPECT_TRUE(refused<>(R"(<p class="a)"));
  EXPECT_TRUE(refused<>("<!-- x"));
  EXPECT_TRUE(refused<>("<script>x"));
  EXPECT_FALSE(refused<>("<script>if (a < b) {{ x() }}</script><p>y</p>"));
}

TEST(Html, RefusesTheWrongNumberOfValues) {
  EXPECT_TRUE(refused<std::string>("<p>x</p>"));
  EXPECT_TRUE((refused<std::string>("<p>{}{}</p>")));
}

TEST(Html, MarkupMayNotStandInAnAttribute) { EXPECT_TRUE(refused<Html>(R"(<p title="{}">x</p>)")); }

TEST(Html, AValueAfterAScriptIsTextAgain) {
  EXPECT_EQ(html("<script>x</script><p>{}</p>", "<").markup(), "<script>x</script><p>&lt;</p>");
}

}  // namespace
}  // namespace rightplace::web
