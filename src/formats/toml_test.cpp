#include "formats/toml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::formats {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
  const auto parsed = parse_toml(text, "policy.toml");
  return parsed ? "accepted: " + parsed->dump() : parsed.error().detail;
}

TEST(Toml, BecomesJsonInTheOrderWritten) {
  const auto parsed = parse_toml(R"(
version = 2
from = 2026-04-01
at = 2026-04-01T09:30:00Z
clock = 09:30:00
name = "Default"
weights = {travel = 0.25, school = 1}
on = true
[zeta]
b = [1, "two", [3]]
[alpha]
a = 1
[[rules]]
id = "x"
[[rules]]
id = "y"
)", "policy.toml");
  ASSERT_TRUE(parsed) << parsed.error().detail;
  EXPECT_EQ(parsed->dump(),
            R"({"version":2,"from":"2026-04-01","at":"2026-04-01T09:30:00Z","clock":"09:30:00","name":"Default",)"
            R"("weights":{"travel":0.25,"school":1},"on":true,"zeta":{"b":[1,"two",[3]]},"alpha":{"a":1},"rules":[{"id":"x"},{"id":"y"}]})");
}

TEST(Toml, AnErrorNamesSourceLineAndColumn) {
  EXPECT_THAT(refusal("a = 1\nb = = 2\n"), HasSubstr("policy.toml: line 2, column 5: this is not TOML"));
  EXPECT_THAT(refusal("a = 1\na = 2\n"), HasSubstr("policy.toml: line 2"));
  EXPECT_THAT(refusal("a = 2026-02-30\n"), HasSubstr("policy.toml: line 1"));
  EXPECT_THAT(refusal("a = \"open\n"), HasSubstr("policy.toml: line 1"));
  EXPECT_THAT(refusal("x = 1\ny = nan\n"), HasSubstr("policy.toml: line 2, column 5: inf and nan are not accepted"));
  EXPECT_EQ(refusal("a = '\xE9'"), "policy.toml is not UTF-8; save it as UTF-8");
}

TEST(Toml, EndlessNestingIsRefused) {
  EXPECT_THAT(refusal("a = " + std::string(100'000, '[')), HasSubstr("policy.toml: line 1"));
  EXPECT_THAT(refusal("a = " + std::string(70, '[') + std::string(70, ']')), HasSubstr("nested more than 64 deep"));
  std::string dotted = "a";
  for (int i = 0; i < 200; ++i) dotted += ".a";
  EXPECT_THAT(refusal(dotted + " = 1"), HasSubstr("nested more than 64 deep"));
}

TEST(Toml, AnEmptyFileIsAnEmptyObject) { EXPECT_EQ(parse_toml("", "x")->dump(), "{}"); }

}  // namespace
}  // namespace rightplace::formats
