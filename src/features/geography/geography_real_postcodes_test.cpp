// The real postcode directory against the points that the program carries.

#include <gtest/gtest.h>

#include <map>

#include "features/geography/geography_import.h"
#include "features/geography/geography_tables.h"
#include "tests/support/databases.h"

namespace rightplace::geography {
namespace {

struct Sum {
  double easting = 0;
  double northing = 0;
  int count = 0;
  std::map<std::uint16_t, int> authorities;
};

// Read once for all tests of this file.
const Result<ReadPostcodes>& england() {
  static const auto kRead = read_postcodes({test::real_data() / "postcodes" / "postcodes_england.csv.gz"}, [](std::uint64_t) {});
  return kRead;
}

TEST(RealPostcodes, TheWholeDirectoryOfEnglandIsReadAndAgreesWithSectorsAndAuthorities) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto& read = england();
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->set.entries.size(), 2'264'892u);
  EXPECT_EQ(read->report.rejected_count, 0);
  EXPECT_EQ(read->set.authorities.size(), 153u);

  std::map<std::uint32_t, Sum> sectors;
  std::map<std::uint16_t, Sum> authorities;
  for (const auto& [outward, record] : read->set.entries) {
    for (auto* sum : {&sectors[outward << 4 | record.inward() / 676u], &authorities[record.authority()]}) {
      sum->easting += record.easting();
      sum->northing += record.northing();
      ++sum->count;
      ++sum->authorities[record.authority()];
    }
  }
  EXPECT_EQ(sectors.size(), 10'060u);
  int near = 0;
  int close = 0;
  for (const auto& [key, sum] : sectors) {
    const auto text = outward_text(key >> 4) + " " + std::to_string(key & 15u);
    const auto carried = sector(text);
    ASSERT_TRUE(carried) << text;
    const auto apart = metres_between(carried->point, {sum.easting / sum.count, sum.northing / sum.count});
    near += apart < 50;
    close += apart < 1'000;
    // The authority carried has the most postcodes.
    int most = 0;
    int carried_has = 0;
    for (const auto& [authority, count] : sum.authorities) {
      most = std::max(most, count);
      if (read->set.authorities[authority] == carried->authority) carried_has = count;
    }
    EXPECT_EQ(carried_has, most) << text;
  }
  // The points carried leave outliers aside (post office boxes under a sector of another town), so not quite all.
  EXPECT_GT(near, 8'900);
  EXPECT_GT(close, 9'900);

  for (const auto& [number, sum] : authorities) {
    const auto* authority = authority_by_code(read->set.authorities[number]);
    ASSERT_NE(authority, nullptr);
    EXPECT_LT(metres_between(authority->centre, {sum.easting / sum.count, sum.northing / sum.count}), 1) << authority->name;
  }
}

TEST(RealPostcodes, NinePostcodesOfTenLieWithinTheRadiusOfTheirSector) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto& read = england();
  ASSERT_TRUE(read) << read.error().detail;
  std::uint32_t last = 0;
  std::optional<Location> area;
  std::map<std::uint32_t, std::pair<int, int>> inside;   // by sector: within the radius, all
  for (const auto& [outward, record] : read->set.entries) {
    const auto key = outward << 4 | record.inward() / 676u;
    auto& [within, all] = inside[key];
    if (key != last || !area) area = sector(outward_text(outward) + " " + std::to_string(record.inward() / 676u));
    last = key;
    within += metres_between(area->point, {static_cast<double>(record.easting()), static_cast<double>(record.northing())}) <= area->radius_metres;
    ++all;
  }
  for (const auto& [key, counts] : inside)
    EXPECT_GE(counts.first, static_cast<int>(0.9 * (counts.second - 1)) + 1) << outward_text(key >> 4) << " " << (key & 15u);
}

}  // namespace
}  // namespace rightplace::geography
