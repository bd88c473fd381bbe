#include "base/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::json {
namespace {

using ::testing::HasSubstr;

std::string refusal(std::string_view text) {
  const auto value = parse(text, "referral.json");
  return value ? "accepted: " + value->dump() : value.error().detail;
}

TEST(Json, MembersKeepTheirOrderAndValuesTheirKind) {
  const std::string text = R"({"z":1,"a":[true,false,null,-2.5,"é\n\"\\\u0001"],"m":{}})";
  const auto value = parse(text, "x");
  ASSERT_TRUE(value) << value.error().detail;
  EXPECT_EQ(value->dump(), text);
  EXPECT_EQ(parse(value->pretty(), "x")->dump(), text);
  EXPECT_EQ(*value->find("z")->as_integer(), 1);
  EXPECT_EQ(value->find("nothing"), nullptr);
}

TEST(Json, PrettyIsIndentedByTwo) { EXPECT_EQ(Value(Object{{"a", Array{1, 2}}, {"b", Object{}}}).pretty(), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {}\n}\n"); }

TEST(Json, AnErrorNamesSourceLineAndColumn) {
  EXPECT_THAT(refusal("{\"a\": 1,\n \"b\": }"), HasSubstr("referral.json: line 2, column"));
  EXPECT_THAT(refusal("{} x"), HasSubstr("referral.json: line 1, column 4"));
  EXPECT_THAT(refusal(""), HasSubstr("referral.json: line 1"));
  for (const auto text : {"{'a':1}", "[1,]", "{\"a\":1,}", "nul", "[01]", "\"\t\"", "[NaN]", "// x\n1", "\"\xE9\"", "[1e400]"})
    EXPECT_THAT(refusal(text), HasSubstr("referral.json: ")) << text;
}

TEST(Json, EndlessNestingIsRefused) {
  EXPECT_THAT(refusal(std::string(100'000, '[')), HasSubstr("line 1"));
  EXPECT_TRUE(parse(std::string(60, '[') + std::string(60, ']'), "x"));
}

TEST(Json, AByteOrderMarkIsAccepted) { EXPECT_EQ(parse("\xEF\xBB\xBF[1]", "x")->dump(), "[1]"); }

TEST(Json, ManyMembersAreReadInTheirOrder) {
  std::string text = "{";
  for (int i = 0; i < 50'000; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  text.back() = '}';
  const auto value = parse(text, "x");
  ASSERT_TRUE(value);
  EXPECT_EQ(value->as_object()->size(), 50'000u);
  EXPECT_EQ(value->as_object()->begin()[49'999].first, "k49999");
}

TEST(JsonFields, EveryFaultIsCollectedWithItsPath) {
  const auto value = parse(R"({"child":{"born_on":"2026-02-30","age":"ten","sex":3,"wishes":{},"extra":1},"n":7})", "x");
  std::vector<FieldError> faults;
  Fields top(&*value, "referral", faults);
  auto child = top.object("child");
  EXPECT_EQ(child.date("born_on"), std::nullopt);
  EXPECT_EQ(child.integer("age"), std::nullopt);
  EXPECT_EQ(child.text("sex"), std::nullopt);
  EXPECT_TRUE(child.array("wishes").empty());
  EXPECT_EQ(child.required_text("name"), "");
  child.refuse_others();
  EXPECT_EQ(top.integer("n", 0, 5), std::nullopt);
  std::vector<std::string> seen;
  for (const auto& fault : faults) seen.push_back(fault.field + " " + fault.detail);
  EXPECT_THAT(seen, ::testing::ElementsAre("referral.child.born_on should be a date such as 2026-03-02, and is \"2026-02-30\"", "referral.child.age should be a whole number, and is a string",
                                           "referral.child.sex should be a string, and is a number", "referral.child.wishes should be a list, and is an object", "referral.child.name is missing",
                                           "referral.child.extra is not known here; check its spelling", "referral.n should be from 0 to 5, and is 7"));
}

TEST(JsonFields, NullAndMissingAreTheSame) {
  const auto value = parse(R"({"a":null})", "x");
  std::vector<FieldError> faults;
  Fields fields(&*value, "", faults);
  EXPECT_FALSE(fields.has("a"));
  EXPECT_EQ(fields.text("a"), std::nullopt);
  EXPECT_EQ(fields.number("b"), std::nullopt);
  fields.refuse_others();
  EXPECT_TRUE(faults.empty());
}

}  // namespace
}  // namespace rightplace::json
