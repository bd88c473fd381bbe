#include "web/govuk/wayfinding.h"

#include <gmock/gmock.h>

#include <regex>

namespace rightplace::web::govuk {
namespace {

// "1 [2] 3 … 9", from the markup.
std::string pages(int current, int last) {
  const auto markup = pagination(Url("/homes").with("q", "a"), current, last).markup();
  static const std::regex item(R"re(govuk-pagination__item( govuk-pagination__item--(current|ellipsis))?">(<a[^>]*>([0-9]+)</a>)?)re");
  std::string out;
  for (std::sregex_iterator at(markup.begin(), markup.end(), item), end; at != end; ++at) {
    if (!out.empty()) out += ' ';
    out += (*at)[2] == "ellipsis" ? "…" : (*at)[2] == "current" ? "[" + (*at)[4].str() + "]" : (*at)[4].str();
  }
  return out;
}

TEST(Pagination, ShowsTheEndsAndTheNeighboursAndNeverAGapOfOne) {
  EXPECT_EQ(pages(1, 1), "");
  EXPECT_EQ(pages(1, 2), "[1] 2");
  EXPECT_EQ(pages(1, 9), "[1] 2 … 9");
  EXPECT_EQ(pages(4, 9), "1 2 3 [4] 5 … 9");
  EXPECT_EQ(pages(5, 9), "1 … 4 [5] 6 … 9");
  EXPECT_EQ(pages(6, 9), "1 … 5 [6] 7 8 9");
  EXPECT_EQ(pages(9, 9), "1 … 8 [9]");
}

TEST(Pagination, KeepsTheRestOfTheAddress) { EXPECT_THAT(pagination(Url("/homes").with("q", "a"), 2, 3).markup(), testing::HasSubstr("/homes?q=a&amp;page=3")); }

}  // namespace
}  // namespace rightplace::web::govuk
