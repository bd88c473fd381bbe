#include <fmt/format.h>
#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <regex>
#include <set>

#include "base/enum_names.h"
#include "base/id.h"
#include "base/money.h"
#include "base/personal.h"
#include "base/units.h"

namespace rightplace {
namespace {

// A person's value cannot be printed, compared or taken for what it holds: such code does not compile.
template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(Streamable<std::string> && !Streamable<Personal<std::string>>);
static_assert(fmt::is_formattable<std::string>::value && !fmt::is_formattable<Personal<std::string>>::value);
static_assert(!std::equality_comparable<Personal<std::string>>);
static_assert(!std::convertible_to<Personal<std::string>, std::string> && !std::convertible_to<std::string, Personal<std::string>>);

// Ids of different kinds do not compare, nor does text become an id by itself.
struct ChildTag;
struct HomeTag;
static_assert(std::equality_comparable<Id<ChildTag>> && !std::equality_comparable_with<Id<ChildTag>, Id<HomeTag>>);
static_assert(!std::convertible_to<std::string, Id<ChildTag>>);
// Money is never a floating-point number.
static_assert(!std::convertible_to<double, Pence> && !std::convertible_to<Pence, double>);

TEST(Money, AWeeklyRateIsRoundedToThePennyOnce) {
  EXPECT_EQ(cost_of({{700'00}}, 1).value, 100'00);
  EXPECT_EQ(cost_of({{5'000'00}}, 3).value, 214'286);    // £2,142.857…
  EXPECT_EQ(cost_of({{5'000'00}}, 7).value, 500'000);
  EXPECT_EQ(cost_of({{5'000'00}}, 0).value, 0);
  EXPECT_EQ(cost_of({{-5'000'00}}, 3).value, -214'286);
  for (std::int64_t pence = -50; pence <= 50; ++pence)
    for (std::int64_t nights = 0; nights < 20; ++nights)
      EXPECT_EQ(cost_of({{pence}}, nights).value, std::llround(static_cast<double>(pence * nights) / 7.0));
}

TEST(Money, PoundsAreWrittenWithPenceOnlyWhereThereAreAny) {
  EXPECT_EQ(pounds({123'456}), "£1,234.56");
  EXPECT_EQ(pounds({123'400}), "£1,234");
  EXPECT_EQ(pounds({-5}), "-£0.05");
  EXPECT_EQ(pounds({0}), "£0");
}

TEST(Units, MilesAreThoseOfTheReturn) {
  // 3 km east and 4 km north: 5 km / 1.6093
  EXPECT_DOUBLE_EQ(miles_between({400'000, 300'000}, {403'000, 304'000}), 5.0 / 1.6093);
  EXPECT_EQ(to_one_decimal(miles_between({400'000, 300'000}, {403'000, 304'000})), 3.1);
  EXPECT_EQ(miles_between({1, 2}, {1, 2}), 0);
}

// What pandas' round(decimals=1) answers for the same numbers.
TEST(Units, OneDecimalIsRoundedAsTheReturnDoes) {
  EXPECT_EQ(to_one_decimal(0.05), 0.0);
  EXPECT_EQ(to_one_decimal(0.15), 0.2);
  EXPECT_EQ(to_one_decimal(0.25), 0.2);
  EXPECT_EQ(to_one_decimal(0.35), 0.4);
  EXPECT_EQ(to_one_decimal(2.5), 2.5);
  EXPECT_EQ(to_one_decimal(12.349999), 12.3);
  EXPECT_EQ(to_one_decimal(999.9), 999.9);
}

TEST(Ids, AreVersion7AndSortByTheirMoment) {
  const std::regex form("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  Random random(3);
  std::string before;
  for (std::int64_t ms = 1'772'442'000'000; ms < 1'772'442'001'000; ms += 10) {
    const auto id = new_uuid(Instant{ms}, random);
    EXPECT_TRUE(std::regex_match(id, form)) << id;
    EXPECT_GT(id, before);
    before = id;
  }
  EXPECT_TRUE(std::regex_match(new_uuid(Instant{0}), form));
  EXPECT_NE(new_uuid(Instant{0}), new_uuid(Instant{0}));
}

TEST(Ids, OfTheDemoAreTheSameForTheSameSeed) {
  Random a(3), b(3);
  EXPECT_EQ(new_uuid(Instant{1}, a), new_uuid(Instant{1}, b));
}

TEST(Ids, ReferencesCannotSpellAWord) {
  Random random(3);
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const auto reference = new_reference('R', random);
    ASSERT_EQ(reference.size(), 8u);
    EXPECT_EQ(reference.substr(0, 2), "R-");
    EXPECT_EQ(reference.substr(2).find_first_of("AEIOUL"), std::string::npos) << reference;
    seen.insert(reference);
  }
  EXPECT_GT(seen.size(), 1990u);
}

enum class Colour { Red, Green };
constexpr auto kColours = enum_names<Colour>({{Colour::Red, "red", "Red"}, {Colour::Green, "green", "Green"}});

TEST(EnumNames, CodesAndLabelsGoBothWays) {
  EXPECT_EQ(kColours.code(Colour::Green), "green");
  EXPECT_EQ(kColours.label(Colour::Red), "Red");
  EXPECT_EQ(kColours.parse("red"), Colour::Red);
  EXPECT_EQ(kColours.parse("Red"), std::nullopt);
}

}  // namespace
}  // namespace rightplace
