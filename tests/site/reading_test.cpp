// The pages of the demo England's child as they are rendered: words, grade and sentences of the whole page, not of its parts.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <regex>

#include "features/childs_plan/reading.h"
#include "tests/site/every_role.h"
#include "tests/site/markup.h"

namespace rightplace::test {
namespace {

constexpr double kGradeOfNine = 4.5;

// What the page says in its own words: what a person wrote stands in quotations.
std::string words_of(std::string page) {
  const auto begin = page.find("<main");
  page = page.substr(begin, page.find("</main>") - begin);
  page = std::regex_replace(page, std::regex("<blockquote[^]*?</blockquote>"), "");
  page = std::regex_replace(page, std::regex("</(p|h1|h2|h3|li|dt|dd|td|th|label|legend|button)>"), "\n");
  return std::regex_replace(page, std::regex("<[^>]*>"), "");
}

TEST_F(EveryRole, IsAChildWhoReadsPagesOfNineYears) {
  int pages = 0;
  for_each([&](const SignIn& as, Browser& browser) {
    if (!as.email.starts_with("young.person@")) return;
    const auto first = browser.get("/plans");
    ASSERT_EQ(first.status, 200);
    std::set<std::string> seen{first.path};
    std::vector<std::string> all{first.path};
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto page = browser.get(all[i]);
      ASSERT_EQ(page.status, 200) << all[i];
      const auto text = words_of(page.body);
      const auto reading = childs_plan::read(text);
      EXPECT_GT(reading.words, 10u) << all[i];
      EXPECT_LE(reading.grade(), kGradeOfNine) << all[i] << ":\n" << text;
      ++pages;
      for (const auto& link : links_of(page.body))
        if (link.starts_with("/plans/") && seen.insert(link).second) all.push_back(link);
    }
  });
  EXPECT_GE(pages, 9) << "the child's pages were not found";
}

}  // namespace
}  // namespace rightplace::test
