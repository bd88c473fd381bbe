#include "features/demo/demo_report.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"

namespace rightplace::demo {
namespace {

// The national tables of the three years, at the seed that the page names.
TEST(DemoReport, ThePageShowsWhatTheProgramMeasures) {
  std::ifstream in(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/demo.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  for (const auto& year : kYears.rows) {
    const auto england = invent(year.value, 2026, 1, ground_of(year.value).value());
    const auto rows = measure(england);
    EXPECT_TRUE(contains(page, report_as_markdown(england, rows))) << "renew it: build/dev/rightplace demo report --scenario " << year.code << " --markdown";
    for (const auto& row : rows)
      EXPECT_TRUE(row.use == Use::Compared || row.holds(1)) << year.code << " " << row.code << ": " << row.wanted(1) << " wanted, " << row.demo_value << " found";
  }
}

TEST(DemoReport, AValueOutsideItsToleranceDoesNotHold) {
  Measured share{.code = "x", .what = "", .unit = "%", .source = "", .source_value = 40, .tolerance = 2, .demo_value = 42.5};
  EXPECT_FALSE(share.holds(1));
  EXPECT_TRUE(share.holds(0.05)) << "a small demo has more room";
  share.demo_value = 60;
  EXPECT_FALSE(share.holds(0.05));
  Measured count{.code = "y", .what = "", .unit = "homes", .source = "", .source_value = 1000, .tolerance = 0, .is_count = true, .demo_value = 100};
  EXPECT_TRUE(count.holds(0.1));
  EXPECT_FALSE(count.holds(1));
}

}  // namespace
}  // namespace rightplace::demo
