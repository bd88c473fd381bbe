#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/geography/geography.h"

namespace rightplace::geography {
namespace {

using ::testing::HasSubstr;

std::string parsed(std::string_view text) {
  const auto postcode = Postcode::parse(text);
  return postcode ? postcode->text() : "refused: " + postcode.error().detail;
}

// ---- Postcodes

TEST(Postcodes, AreReadInAnyCaseAndSpacing) {
  for (const auto* text : {"SW1A 1AA", "sw1a1aa", "  Sw1a   1aA ", "SW1A1AA", "\tsw1a 1aa\n"}) EXPECT_EQ(parsed(text), "SW1A 1AA") << text;
  EXPECT_EQ(parsed("W1A 0AX"), "W1A 0AX");
  EXPECT_EQ(parsed("GIR 0AA"), "GIR 0AA");
  EXPECT_EQ(parsed("m1 1ae"), "M1 1AE");
  EXPECT_EQ(parsed("B338TH"), "B33 8TH");
  EXPECT_EQ(parsed("dn551pt"), "DN55 1PT");
  EXPECT_EQ(parsed("EC1A 1BB"), "EC1A 1BB");
}

TEST(Postcodes, AreSplitIntoOutwardCodeAndSector) {
  const auto postcode = *Postcode::parse("ec1a1bb");
  EXPECT_EQ(postcode.outward(), "EC1A");
  EXPECT_EQ(postcode.sector(), "EC1A 1");
}

TEST(Postcodes, ThatAreWrongAreRefusedInWords) {
  EXPECT_THAT(parsed(""), HasSubstr("there is nothing in it"));
  EXPECT_THAT(parsed("SW1A"), HasSubstr("too short"));
  EXPECT_THAT(parsed("SW1A 1AAA"), HasSubstr("too long"));
  EXPECT_THAT(parsed("SW1A-1AA"), HasSubstr("only letters, digits and a space"));
  EXPECT_THAT(parsed("SW1A AA1"), HasSubstr("a digit and two letters"));
  EXPECT_THAT(parsed("SW1 A1AA"), HasSubstr("before the last three"));
  EXPECT_THAT(parsed("SW 1A 1AA"), HasSubstr("before the last three"));
  EXPECT_THAT(parsed("SW1A 1AA, London"), HasSubstr("only letters, digits"));
  EXPECT_THAT(parsed("12 3AB"), HasSubstr("no first half has the form 12"));
  EXPECT_THAT(parsed("Q1 1AA"), HasSubstr("no first half has the form Q1"));
  EXPECT_THAT(parsed("V28 5OY"), HasSubstr("the letter O does not occur"));
  EXPECT_THAT(parsed("GIR 1AA"), HasSubstr("GIR has only 0AA"));
  EXPECT_THAT(parsed("S\xC3\xA9" "1 1AA"), HasSubstr("only letters"));
  EXPECT_THAT(parsed("REDACTED"), HasSubstr("is not a postcode"));
}

TEST(Postcodes, SortAsTheirTextDoes) {
  const char* sorted[] = {"AL1 1AA", "AL1 1AB", "AL10 0AA", "AL2 1AA", "B1 1AA", "BA1 1AA", "E1 0AA", "E1W 1AA"};
  for (std::size_t i = 1; i < std::size(sorted); ++i)
    EXPECT_LT(Postcode::parse(sorted[i - 1])->key(), Postcode::parse(sorted[i])->key()) << sorted[i];
}

// ---- Locations

TEST(Locations, AnOutwardCodeSaysWhereItIsAndHowPrecise) {
  const auto found = outward_code("sw1a");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->precision, Precision::OutwardCode);
  EXPECT_EQ(found->label, "outward code SW1A");
  EXPECT_EQ(found->authority, "E09000033");
  EXPECT_NEAR(found->point.easting, 530'000, 500);
  EXPECT_GT(found->radius_metres, 100);
  EXPECT_LT(found->radius_metres, 2'000);
  EXPECT_EQ(country_of_outward_code("SW1A"), "England");
}

TEST(Places, EveryOutwardCodeOfTheListIsFoundAndHoldsPostcodes) {
  const auto codes = all_outward_codes();
  EXPECT_GT(codes.size(), 2'900u);
  for (const auto& code : codes) {
    EXPECT_TRUE(outward_code(code.text)) << code.text;
    EXPECT_GT(code.postcodes, 0) << code.text;
  }
  EXPECT_TRUE(std::ranges::is_sorted(codes, {}, &OutwardCode::text));
}

TEST(Locations, AnOutwardCodeOutsideEnglandHasNoAuthority) {
  const auto found = outward_code("CF10");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->authority, "");
  EXPECT_EQ(country_of_outward_code("CF10"), "Wales");
  EXPECT_EQ(country_of_outward_code("EH1"), "Scotland");
}

TEST(Locations, NorthernIrelandAndInventedCodesAreNotThere) {
  for (const auto* text : {"BT1", "ZZ9", "AB99Z", "", "1", "SW1A 1"}) EXPECT_FALSE(outward_code(text)) << text;
  for (const auto* text : {"SW1A", "SW1A1", "SW1A  ", "BT1 1", "", " 1"}) EXPECT_FALSE(sector(text)) << text;
}

TEST(Locations, ASectorSaysWhereItIsAndHowPrecise) {
  const auto found = sector("ls1 1");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->label, "postcode sector LS1 1");
  EXPECT_EQ(found->precision, Precision::Sector);
  EXPECT_EQ(authority_by_code(found->authority)->name, "Leeds");
  EXPECT_LT(found->radius_metres, 2'000);
  EXPECT_LT(metres_between(found->point, {429'900, 433'400}), 1'000);   // Leeds railway station
}

TEST(Locations, APostcodeIsApproximatedByItsSectorOrElseItsOutwardCode) {
  EXPECT_EQ(approximate(*Postcode::parse("LS1 1ZZ"))->precision, Precision::Sector);
  EXPECT_EQ(approximate(*Postcode::parse("CF10 1AA"))->precision, Precision::OutwardCode);
  EXPECT_FALSE(approximate(*Postcode::parse("BT1 1AA")));
}

TEST(Constituencies, AreFoundByNameAndYear) {
  const auto before = constituency("Daventry", ConstituencySet::From2010);
  ASSERT_TRUE(before);
  EXPECT_EQ(before->precision, Precision::Constituency);
  EXPECT_EQ(before->label, "constituency of Daventry");
  EXPECT_FALSE(constituency("Rother Valley East", ConstituencySet::From2010));
  EXPECT_TRUE(constituency("City of Durham", ConstituencySet::From2010));
  EXPECT_TRUE(constituency("Durham, City Of", ConstituencySet::From2024));
  EXPECT_TRUE(constituency("ROCHESTER & STROOD", ConstituencySet::From2010));
  EXPECT_FALSE(constituency("", ConstituencySet::From2010));
}

TEST(Constituencies, TheNewOnesCountFromTheElectionOf2024) {
  EXPECT_EQ(constituencies_on(Date{2024, 3, 31}), ConstituencySet::From2010);
  EXPECT_EQ(constituencies_on(Date{2025, 3, 31}), ConstituencySet::From2024);
}

TEST(Constituencies, WithAnAuthorityOnlyThePartInItIsMeant) {
  const auto whole = constituency("Aldershot", ConstituencySet::From2024);
  const auto part = constituency("Aldershot", ConstituencySet::From2024, authority_named("Surrey"));
  ASSERT_TRUE(whole && part);
  EXPECT_EQ(whole->authority, "E10000014");
  EXPECT_EQ(part->authority, "E10000030");
  EXPECT_EQ(part->label, "constituency of Aldershot, the part in Surrey");
  EXPECT_NE(part->point, whole->point);
  // An authority with no part in it: the whole.
  EXPECT_EQ(constituency("Aldershot", ConstituencySet::From2024, authority_named("Leeds"))->point, whole->point);
}

// ---- Distances

TEST(Distances, AreTheReturnsMilesToOneDecimal) {
  // round(sqrt(dE^2 + dN^2) / 1000 / 1.6093, 1)
  EXPECT_DOUBLE_EQ(return_miles({530'000, 180'000}, {530'000, 180'000}), 0.0);
  EXPECT_DOUBLE_EQ(return_miles({530'000, 180'000}, {533'000, 184'000}), 3.1);      // 5 km
  EXPECT_DOUBLE_EQ(return_miles({0, 0}, {16'093, 0}), 10.0);
  EXPECT_DOUBLE_EQ(return_miles({530'000, 180'000}, {430'000, 434'000}), 169.6);    // 272.976 km
}

TEST(Distances, OfImpreciseLocationsAreIntervalsAroundTheMiddle) {
  Location home{.point = {500'000, 200'000}, .radius_metres = 1'609.3};
  Location child{.point = {516'093, 200'000}, .radius_metres = 2 * 1'609.3};
  const auto apart = distance(home, child);
  EXPECT_NEAR(apart.least, 7, 1e-9);
  EXPECT_NEAR(apart.middle, 10, 1e-9);
  EXPECT_NEAR(apart.most, 13, 1e-9);
  child.radius_metres = 40'000;
  EXPECT_EQ(distance(home, child).least, 0);
}

}  // namespace
}  // namespace rightplace::geography
