#pragma once
// One demo England for all tests of the whole site, and a browser for each of its sign-ins.

#include <functional>
#include <map>
#include <set>

#include <gmock/gmock.h>

#include "tests/site/demo_site.h"

namespace rightplace::test {

inline DemoSite& site() {
  static DemoSite one(0.02);
  return one;
}

class EveryRole : public ::testing::Test {
 protected:
  static void for_each(const std::function<void(const SignIn&, Browser&)>& each) {
    // A one-time code serves once, so a session serves all tests.
    static std::map<std::string, std::map<std::string, std::string>> sessions;
    std::set<std::string> people;
    for (const auto& as : site().sign_ins()) {
      if (!people.insert(as.email).second) continue;   // somebody with two organisations
      SCOPED_TRACE(as.role + " (" + as.email + ")");
      Browser browser(site());
      if (const auto known = sessions.find(as.email); known != sessions.end()) browser.cookies = known->second;
      else {
        bool in = false;
        for (const auto& fresh : site().sign_ins())
          if (fresh.email == as.email && fresh.organisation == as.organisation) in = browser.sign_in(fresh);
        ASSERT_TRUE(in);
        sessions[as.email] = browser.cookies;
      }
      each(as, browser);
    }
    EXPECT_THAT(site().faults, ::testing::IsEmpty());
    site().faults.clear();
  }
};

}  // namespace rightplace::test
