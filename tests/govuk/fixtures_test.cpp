// Every component against the fixtures that govuk-frontend ships for its own templates. docs/develop/govuk-fixtures.md is made
// here and compared: RIGHTPLACE_RENEW=1 writes it anew.

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "tests/govuk/normal.h"
#include "tests/govuk/render.h"

namespace rightplace::web::govuk {
namespace {

namespace fs = std::filesystem;

// What we do not draw, and why.
const std::map<std::string, std::string> kNotOurs = {
    {"accordion", "reasons are never folded away; details and tabs do the rest"},
    {"cookie-banner", "only cookies that the service cannot do without"},
    {"exit-this-page", "for services used in danger at home; ours are used at work, children's pages come with their own record"},
    {"feedback", "belongs to GOV.UK"},
    {"footer", "carries the crest; ours is in web/layout.cpp"},
    {"generic-header", "ours is in web/layout.cpp"},
    {"header", "carries the crown; ours is in web/layout.cpp"},
    {"language-navigation", "the service is in English: it is for England"}};

// Fixtures whose options we have and that we do not compare.
const std::map<std::string, std::string> kSkipped = {
    {"checkboxes: with falsy values", "an empty item takes a number there; a list of ours has none"},
    {"radios: with falsy items", "an empty item takes a number there; a list of ours has none"},
    {"task-list: with empty values", "an empty item takes a number there; a list of ours has none"},
    {"panel: interruption, no actions items", "draws an empty box where no action is"},
    {"date-input: with values, name prefix and custom names", "parts have names of their own; ours are day, month and year, which Form::date reads"}};

std::string contents(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Tally {
  int fixtures = 0, compared = 0;
  std::vector<std::pair<std::string, std::string>> skipped;
};

std::map<std::string, Tally> all_tallies() {
  std::map<std::string, Tally> tallies;
  for (const auto& folder : fs::directory_iterator(RIGHTPLACE_GOVUK_COMPONENTS)) {
    const auto file = folder.path() / "fixtures.json";
    if (!fs::exists(file)) continue;
    const auto name = folder.path().filename().string();
    auto& tally = tallies[name];
    const auto document = json::parse(contents(file), file.string()).value();
    const auto* fixtures = document.find("fixtures")->as_array();
    tally.fixtures = static_cast<int>(fixtures->size());
    const auto draw = renderers().find(name);
    if (draw == renderers().end()) continue;
    for (const auto& fixture : *fixtures) {
      const auto title = *fixture.find("name")->as_string();
      std::set<std::string> unread;
      const Options options(fixture.find("options"), "", unread);
      const auto ours = draw->second(options);
      if (const auto known = kSkipped.find(name + ": " + title); known != kSkipped.end()) {
        tally.skipped.emplace_back(title, known->second);
      } else if (!unread.empty()) {
        tally.skipped.emplace_back(title, "our struct does not have " + join(std::vector<std::string>(unread.begin(), unread.end()), ", "));
      } else {
        ++tally.compared;
        EXPECT_EQ(normal(ours.markup()), normal(*fixture.find("html")->as_string())) << name << ": " << title;
      }
    }
  }
  return tallies;
}

std::string document_of(const std::map<std::string, Tally>& tallies) {
  int fixtures = 0, compared = 0;
  std::string table, skipped, not_ours;
  for (const auto& [name, tally] : tallies) {
    if (!renderers().contains(name)) {
      not_ours += fmt::format("| {} | {} |\n", name, kNotOurs.contains(name) ? kNotOurs.at(name) : "?");
      continue;
    }
    fixtures += tally.fixtures;
    compared += tally.compared;
    table += fmt::format("| {} | {} | {} |\n", name, tally.fixtures, tally.compared);
    for (const auto& [title, why] : tally.skipped) skipped += fmt::format("| {} | {} | {} |\n", name, title, why);
  }
  return fmt::format("# Our components against the official fixtures\n\nMade by `tests/govuk`; not written by hand. Of {} fixtures of {} components, {} are compared, {} are not.\n\n"
                     "## Compared\n\n| component | fixtures | compared |\n|---|---:|---:|\n{}\n## Not compared\n\n| component | fixture | why |\n|---|---|---|\n{}\n"
                     "## Components that we do not have\n\n| component | why |\n|---|---|\n{}",
                     fixtures, renderers().size(), compared, fixtures - compared, table, skipped, not_ours);
}

TEST(GovukFixtures, EveryComponentDrawsWhatGovUkDraws) {
  const auto tallies = all_tallies();
  ASSERT_GT(tallies.size(), 30u);
  for (const auto& [name, draw] : renderers()) EXPECT_TRUE(tallies.contains(name)) << name << " has no fixtures";
  for (const auto& [name, tally] : tallies)
    EXPECT_NE(renderers().contains(name), kNotOurs.contains(name)) << name << " is neither drawn nor listed as not ours, or both";
  const auto path = fs::path(RIGHTPLACE_SOURCE_DIR) / "docs/develop/govuk-fixtures.md";
  const auto document = document_of(tallies);
  if (std::getenv("RIGHTPLACE_RENEW")) std::ofstream(path) << document;
  EXPECT_EQ(contents(path), document) << "the page of fixtures is old: RIGHTPLACE_RENEW=1 renews it";
}

TEST(NormalMarkup, FoldsWhatNoBrowserShowsAndNothingElse) {
  EXPECT_EQ(normal("<p>\n  a  b\n</p>"), normal("<p>a b</p>"));
  EXPECT_EQ(normal("<div>\n  <a  href=\"/x\" >\n a</a>\n</div>"), normal("<div><a href=\"/x\">a</a></div>"));
  EXPECT_NE(normal("<p>a<span> b</span></p>"), normal("<p>a<span>b</span></p>"));
  EXPECT_NE(normal("<p title=\"a  b\">x</p>"), normal("<p title=\"a b\">x</p>"));
  EXPECT_NE(normal("<textarea> a</textarea>"), normal("<textarea>a</textarea>"));
  EXPECT_NE(normal("<p>a</p>"), normal("<p>b</p>"));
  EXPECT_NE(normal("<input a=\"1\">"), normal("<input>"));
}

TEST(Components, RefuseAnAttributeThatCouldRunOrLead) {
  for (const auto* name : {"onclick", "href", "style", "a b", "formaction", "x\"y", ""}) EXPECT_THROW(hint({.text = "x", .attributes = {{name, "1"}}}), std::logic_error) << name;
}

TEST(Components, EscapeTextAndValues) {
  const auto markup = input({.name = "n\"", .label = {.text = "<b>"}, .value = "\"><script>"}).markup();
  EXPECT_THAT(markup, testing::HasSubstr("&lt;b&gt;"));
  EXPECT_THAT(markup, testing::HasSubstr("value=\"&quot;&gt;&lt;script&gt;\""));
  EXPECT_THAT(markup, testing::Not(testing::HasSubstr("<script>")));
}

}  // namespace
}  // namespace rightplace::web::govuk
