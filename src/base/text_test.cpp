#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace {
namespace {

using ::testing::ElementsAre;
using namespace std::string_view_literals;

TEST(Text, WhiteSpaceAtTheEndsIsTrimmedNonBreakingSpaceToo) {
  EXPECT_EQ(trim(" \t\r\n\xC2\xA0 a b\xC2\xA0\n"), "a b");
  EXPECT_EQ(trim(" \xC2\xA0 "), "");
  EXPECT_EQ(trim("é"), "é");
}

TEST(Text, SqueezeFoldsEveryKindOfWhiteSpace) {
  EXPECT_EQ(squeeze("  Latest\n full\xC2\xA0\xC2\xA0inspection\t date "), "Latest full inspection date");
  EXPECT_EQ(squeeze(""), "");
}

TEST(Text, CaseIsAsciiOnly) {
  EXPECT_EQ(lower("ABC É"), "abc É");
  EXPECT_EQ(upper("abc é"), "ABC é");
  EXPECT_TRUE(iequals("URN", "urn"));
  EXPECT_FALSE(iequals("URN", "urns"));
  EXPECT_TRUE(icontains("Setting Name", "NAME"));
  EXPECT_FALSE(icontains("Setting", "Settings"));
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ','), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ','), ElementsAre(""));
}

TEST(Text, ListsReadAsAPersonWouldSayThem) {
  EXPECT_EQ(join_words({}), "");
  EXPECT_EQ(join_words({"a"}), "a");
  EXPECT_EQ(join_words({"a", "b"}), "a and b");
  EXPECT_EQ(join_words({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(join({"a", "b"}, "; "), "a; b");
}

TEST(Text, ReplaceAllDoesNotLookIntoWhatItWrote) {
  EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
  EXPECT_EQ(replace_all("abc", "", "x"), "abc");
}

TEST(Text, NumbersAreGroupedAndCounted) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(-1234), "-1,234");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(grouped(INT64_MIN), "-9,223,372,036,854,775,808");
  EXPECT_EQ(plural(1, "home", "homes"), "1 home");
  EXPECT_EQ(plural(0, "home", "homes"), "0 homes");
  EXPECT_EQ(plural(2500, "home", "homes"), "2,500 homes");
}

TEST(Text, NumbersAreReadWholeOrNotAtAll) {
  EXPECT_EQ(parse_integer("-42"), -42);
  EXPECT_EQ(parse_integer("9223372036854775807"), INT64_MAX);
  for (const auto text : {"", " 1", "1 ", "+1", "1.0", "9223372036854775808", "1,000", "0x1", "-"}) EXPECT_EQ(parse_integer(text), std::nullopt) << text;
  EXPECT_EQ(parse_number("-0.5"), -0.5);
  EXPECT_EQ(parse_number("1e3"), 1000.0);
  for (const auto text : {"", " 1", "1 ", "+1", "nan", "inf", "1e999", "1,5", "."}) EXPECT_EQ(parse_number(text), std::nullopt) << text;
}

TEST(Text, OnlyWellFormedUtf8IsUtf8) {
  EXPECT_TRUE(is_utf8("plain é – 😀 \x7F"));
  EXPECT_FALSE(is_utf8("\xE9"));
  EXPECT_FALSE(is_utf8("\xC3"));                // breaks off
  EXPECT_FALSE(is_utf8("\xC0\xAF"));            // longer than need be
  EXPECT_FALSE(is_utf8("\xE0\x80\xAF"));
  EXPECT_FALSE(is_utf8("\xF0\x80\x80\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));        // half a pair
  EXPECT_FALSE(is_utf8("\xF4\x90\x80\x80"));    // beyond U+10FFFF
  EXPECT_FALSE(is_utf8("\x80"));
}

TEST(Text, Windows1252BecomesUtf8) {
  EXPECT_EQ(from_windows_1252("\x80 \x91x\x92 \x96 caf\xE9 \xA3"), "€ ‘x’ – café £");
  EXPECT_EQ(from_windows_1252("\x81\x8D\x8F\x90\x9D"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  EXPECT_TRUE(is_utf8(from_windows_1252(all)));
}

TEST(Text, WhatIsShownIsShortWholeAndHarmless) {
  EXPECT_EQ(shown("short"), "short");
  EXPECT_EQ(shown("ééé", 4), "éé…");
  EXPECT_EQ(shown("ééé", 5), "éé…");
  EXPECT_EQ(shown("a\x1B[2Jb\nc\0d\x7F\xC2\x9B"sv), "a [2Jb c d  ");
  EXPECT_EQ(shown("\xE9x"), "\uFFFDx");
}

TEST(Text, EditsAreCountedSwapsOfNeighboursAsOne) {
  EXPECT_EQ(edit_distance("register", "register", 3), 0);
  EXPECT_EQ(edit_distance("register", "registre", 3), 1);
  EXPECT_EQ(edit_distance("match", "mach", 3), 1);
  EXPECT_EQ(edit_distance("match", "matches", 3), 2);
  EXPECT_EQ(edit_distance("abc", "xyz", 2), 3);
  EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3);
}

}  // namespace
}  // namespace rightplace
