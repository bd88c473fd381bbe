// Every role of the demo England walks through every page that it can reach: every link leads somewhere, every page is
// sound, and every form bears hostile, huge, empty and impossible values in every field.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <set>

#include "base/text.h"
#include "tests/site/every_role.h"
#include "tests/site/markup.h"

namespace rightplace::test {
namespace {

constexpr int kOfEachRoute = 3;   // pages of one route that one role visits

std::string path_of(const std::string& link) { return link.substr(0, link.find('?')); }

std::string pattern_of(const std::string& link) {
  const auto path = web::percent_decoded(path_of(link), false).value_or("");
  const auto match = site().router().find(web::Method::Get, path);
  return match.route ? std::string(match.route->pattern) : "";
}

bool leaves(const std::string& action) { return action.starts_with("/sign-out") || action.starts_with("/lock"); }

// Visits pages breadth first from the first page.
void walk(Browser& browser, const std::function<void(const std::string& link, const Browser::Page&)>& each) {
  std::map<std::string, int> visits;
  std::set<std::string> seen{"/"};
  std::deque<std::string> waiting{"/"};
  while (!waiting.empty()) {
    const auto link = waiting.front();
    waiting.pop_front();
    const auto page = browser.get(link);
    each(link, page);
    if (!page.type.starts_with("text/html")) continue;
    for (const auto& next : links_of(page.body)) {
      if (leaves(next) || !seen.insert(next).second) continue;
      if (++visits[pattern_of(next)] <= kOfEachRoute) waiting.push_back(next);
    }
  }
}

TEST_F(EveryRole, FindsThatEveryLinkLeadsSomewhereAndEveryPageIsSound) {
  std::set<std::string> patterns;
  for_each([&](const SignIn&, Browser& browser) {
    int pages = 0;
    walk(browser, [&](const std::string& link, const Browser::Page& page) {
      ++pages;
      patterns.insert(pattern_of(link));
      EXPECT_EQ(page.status, 200) << link;
      if (!page.type.starts_with("text/html")) return;
      for (const auto& fault : faults_of(page.body)) ADD_FAILURE() << link << ": " << fault;
    });
    EXPECT_GT(pages, 3) << "this role can reach hardly anything";
  });
  std::string all;
  for (const auto& pattern : patterns) all += " " + pattern;
  RecordProperty("patterns", all);
}

TEST_F(EveryRole, CannotBreakAFormWithAnyValue) {
  const std::vector<std::string> hostile = {"", "<script>rp()</script>'\"><b>", std::string(20'000, 'x'), "-1", "99999999999999999999", "2026-02-30", "\xF0\x9F\x8F\xA0\xE2\x80\xAE",
                                            "1; DROP TABLE people; --", "019390b0-0000-7000-8000-000000000000", "../../etc/passwd", " \t\r\n ", "NaN"};
  for_each([&](const SignIn& as, Browser& browser) {
    std::map<std::string, std::vector<PageForm>> forms;   // by where they are sent, one of each
    std::map<std::string, std::string> found_on;
    walk(browser, [&](const std::string& link, const Browser::Page& page) {
      for (auto& form : forms_of(page.body)) {
        const auto target = form.method == "post" ? std::string(1, 'P') + path_of(form.action) : "G" + path_of(form.action);
        const auto match = site().router().find(form.method == "post" ? web::Method::Post : web::Method::Get, path_of(form.action));
        const auto key = match.route ? std::string(1, target[0]) + std::string(match.route->pattern) : target;
        if (leaves(form.action) || found_on.contains(key)) continue;
        EXPECT_TRUE(match.route) << link << " has a form to " << form.action << ", which is no route";
        found_on[key] = link;
        forms[key].push_back(form);
      }
    });
    int sent = 0;
    for (auto& [key, list] : forms)
      for (auto& form : list)
        for (std::size_t i = 0; i < form.fields.size(); ++i)
          for (const auto& value : hostile) {
            SCOPED_TRACE(fmt::format("{}: {} = {}", key, form.fields[i].name, value.substr(0, 40)));
            const bool posts = form.method == "post";
            web::NamedValues fields;
            for (std::size_t j = 0; j < form.fields.size(); ++j) {
              const auto& name = form.fields[j].name;
              // A mark serves one sending: with that of the page every sending but the first would stop there.
              fields.emplace_back(name, i == j ? value : name == web::kOnceField ? fmt::format("{}-{}-a-mark-of-its-own", as.role.size(), ++sent) + as.email : form.fields[j].value);
            }
            std::string query;
            for (const auto& [name, text] : fields) query += (query.empty() ? "?" : "&") + web::percent_encoded(name) + "=" + web::percent_encoded(text);
            const auto page = posts ? browser.post(form.action, fields) : browser.get(path_of(form.action) + query);
            EXPECT_THAT(page.status, ::testing::AnyOf(200, 303, 400, 403, 404, 409, 413, 414, 422, 429));
            EXPECT_EQ(page.body.find("<script>rp()"), std::string::npos) << "markup";
            if (page.type.starts_with("text/html"))
              for (const auto& fault : faults_of(page.body)) ADD_FAILURE() << fault;
            // What was carried out made the version that the form carries an old one.
            if (posts && (page.status == 200 || page.status == 303 || page.status == 409))
              for (auto& fresh : forms_of(browser.get(found_on[key]).body))
                if (fresh.action == form.action && fresh.fields.size() == form.fields.size()) {
                  form = fresh;
                  break;
                }
          }
  });
}

TEST_F(EveryRole, ClicksTwiceAndNothingIsDoneTwice) {
  std::set<std::string> carried_out;
  for_each([&](const SignIn&, Browser& browser) {
    std::set<std::string> tried;
    walk(browser, [&](const std::string& link, const Browser::Page& page) {
      for (const auto& form : forms_of(page.body)) {
        const auto match = site().router().find(web::Method::Post, path_of(form.action));
        if (form.method != "post" || leaves(form.action) || !match.route || form.action.starts_with("/choose-organisation") || !tried.insert(std::string(match.route->pattern)).second) continue;
        SCOPED_TRACE(link + " " + form.action);
        web::NamedValues fields;
        std::set<std::string> chosen;
        // Of radios the first; words where there are none.
        for (const auto& field : form.fields)
          if (!field.is_choice || chosen.insert(field.name).second) fields.emplace_back(field.name, field.value.empty() && !field.is_choice && !field.is_ours ? "Written by whoever clicks twice" : field.value);
        const auto before = site().rows();
        const auto first = browser.post(form.action, fields);
        if (first.status != 200 || first.path == path_of(form.action) || site().rows() == before) continue;   // nothing was carried out
        carried_out.insert(std::string(match.route->pattern));
        const auto rows = site().rows();
        const auto second = browser.post(form.action, fields);
        EXPECT_EQ(second.status, 200);
        EXPECT_EQ(second.path, first.path) << "the second click leads elsewhere than the first";
        EXPECT_EQ(site().rows(), rows) << "done twice";
      }
    });
  });
  std::string all;
  for (const auto& pattern : carried_out) all += " " + pattern;
  RecordProperty("patterns", all);
  EXPECT_GE(carried_out.size(), 8u) << "too few forms were carried out to say anything:" << all;
}

}  // namespace
}  // namespace rightplace::test
