#include <gtest/gtest.h>

#include "base/json.h"
#include "base/random.h"

namespace rightplace::json {
namespace {

TEST(JsonNumbers, ReadBackAsTheyWereWritten) {
  Random random(7);
  for (int i = 0; i < 2000; ++i) {
    const double number = random.normal(0, 1e6);
    const auto again = parse(Value(number).dump(), "test");
    ASSERT_TRUE(again) << again.error().detail;
    EXPECT_EQ(again->as_number(), number);
  }
}

TEST(JsonNumbers, AreTheNearestFractions) {
  EXPECT_EQ(parse("0.07", "test")->as_number(), 0.07);
  EXPECT_EQ(parse("[458024.29442296125]", "test")->as_array()->at(0).as_number(), 458024.29442296125);
  EXPECT_EQ(parse("18446744073709551615", "test")->as_number(), 18446744073709551615.0);
  EXPECT_EQ(*parse("-9223372036854775808", "test")->as_integer(), INT64_MIN);
}

TEST(JsonNumbers, TheLastOfTwoEqualNamesCountsInThePlaceOfTheFirst) {
  EXPECT_EQ(parse(R"({"a":1,"b":3,"a":2})", "test")->dump(), R"({"a":2,"b":3})");
}

}  // namespace
}  // namespace rightplace::json
