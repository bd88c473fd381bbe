#include "features/atlas/atlas.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "base/json.h"
#include "base/text.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::atlas {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::size_t present() {
  return static_cast<std::size_t>(std::ranges::count_if(geography::authorities(), [](const auto& authority) { return !authority.until; }));
}
const boundaries::Area& of(const Areas& areas, std::string_view code) { return *std::ranges::find(areas, code, &boundaries::Area::code); }
boundaries::Corner corner(GridPoint point) { return {static_cast<std::int32_t>(point.easting), static_cast<std::int32_t>(point.northing)}; }

TEST(Cells, EveryPresentAuthorityHasAPieceOfLandAndNearlyEveryCentreOfASectorLiesInItsAuthority) {
  const auto areas = cells_of_england(1'000);
  EXPECT_THAT(areas, SizeIs(present()));
  int inside = 0, all = 0;
  for (const auto& outward : geography::all_outward_codes())
    for (char digit = '0'; digit <= '9'; ++digit)
      if (const auto sector = geography::sector(fmt::format("{} {}", outward.text, digit)); sector && geography::authority_by_code(sector->authority)) {
        ++all;
        inside += boundaries::contains(of(areas, geography::authority_by_code(sector->authority)->code), corner(sector->point));
      }
  EXPECT_GT(inside, all * 97 / 100) << inside << " of " << all;
}

TEST(Cells, ASheetOfEnglandIsSmallHasAllRegionsAndDrawsLondonLarger) {
  const auto sheets = sheets_of(cells_of_england(1'000), cells_of_england(250, geography::Region::London), "cells");
  EXPECT_THAT(sheets.regions->outlines, SizeIs(9));
  EXPECT_THAT(sheets.authorities->outlines, SizeIs(present()));
  std::size_t bytes = sheets.authorities->frame.size();
  int london = 0;
  for (const auto& outline : sheets.authorities->outlines) bytes += outline.path.size() + outline.inset.size(), london += !outline.inset.empty();
  EXPECT_LT(bytes, 90'000u);
  EXPECT_EQ(london, 33);
  // Truro lies left of and below London, Carlisle above both.
  const auto& cornwall = *sheets.authorities->outline("E06000052");
  const auto& cumberland = *sheets.authorities->outline("E06000063");
  const auto& camden = *sheets.authorities->outline("E09000007");
  EXPECT_LT(cornwall.x, camden.x);
  EXPECT_GT(cornwall.y, camden.y);
  EXPECT_LT(cumberland.y, camden.y);
  for (const auto& outline : sheets.authorities->outlines) EXPECT_TRUE(outline.x >= outline.left && outline.x <= outline.right && outline.y >= outline.top && outline.y <= outline.bottom) << outline.name;
}

// ---- Strangers' files. A small England: each authority a square around its centre.

std::string square(GridPoint at, double half) {
  return fmt::format("[[[{0},{1}],[{2},{1}],[{2},{3}],[{0},{3}],[{0},{1}]]]", at.easting - half, at.northing - half, at.easting + half, at.northing + half);
}
std::string small_england(std::string_view without = "", std::string_view more = "") {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (const auto& authority : geography::authorities())
    if (!authority.until && authority.code != without)
      out += fmt::format(R"({{"type":"Feature","properties":{{"CTYUA25CD":"{}","name":"x"}},"geometry":{{"type":"Polygon","coordinates":{}}}}},)", authority.code, square(authority.centre, 400));
  out += more;
  if (out.back() == ',') out.pop_back();
  return out + "]}";
}
std::string detail(std::string_view text) {
  const auto read = read_boundaries(text, "map.json");
  return read ? "" : read.error().detail;
}

TEST(Boundaries, GeoJsonInMetresIsReadByWhateverPropertyHoldsTheCode) {
  const auto read = read_boundaries(small_england("", R"({"type":"Feature","properties":{"code":"W06000001"},"geometry":null},{"type":"Feature","properties":{"code":"E10000009"},"geometry":null})"), "map.json");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_THAT(read->areas, SizeIs(present()));
  EXPECT_THAT(read->remarks, Contains(HasSubstr("1 shape was left out: they name no upper-tier authority")));
  const auto& leeds = of(read->areas, "E08000035");
  EXPECT_TRUE(boundaries::contains(leeds, corner(geography::authority_by_code("E08000035")->centre)));
  EXPECT_GT(boundaries::size_of(leeds.rings[0]), 0);
}

TEST(Boundaries, AFileWithoutAnAuthorityIsRefusedAndNamesIt) {
  EXPECT_THAT(detail(small_england("E08000035")), AllOf(HasSubstr("map.json: 1 of"), HasSubstr("has no outline in it: Leeds")));
  EXPECT_THAT(detail(R"({"type":"FeatureCollection","features":[]})"), HasSubstr("have no outline in it"));
}

TEST(Boundaries, TwoShapesOfOneAuthorityAreRefused) {
  EXPECT_THAT(detail(small_england("", R"({"type":"Feature","properties":{"code":"E08000035"},"geometry":{"type":"Polygon","coordinates":[[[400000,400000],[401000,400000],[401000,401000]]]}})")), HasSubstr("E08000035: the authority stands twice"));
}

// A shape of one authority inside a file that is otherwise fine.
std::string feature(std::string_view geometry) {
  return detail(fmt::format(R"({{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"E08000035"}},"geometry":{}}}]}})", geometry));
}

TEST(Boundaries, HostileGeoJsonIsRefusedWithTheFeatureAndTheReason) {
  EXPECT_THAT(detail("{"), HasSubstr("map.json"));
  EXPECT_THAT(detail("[1,2]"), HasSubstr("neither TopoJSON"));
  EXPECT_THAT(detail(R"({"type":"FeatureCollection"})"), HasSubstr("\"features\" is missing"));
  EXPECT_THAT(detail(R"({"type":"FeatureCollection","features":[7,"x",null,[]]})"), HasSubstr("have no outline"));
  EXPECT_THAT(feature("null"), HasSubstr("feature 1 (E08000035): it has no geometry"));
  EXPECT_THAT(feature(R"({"type":"Point","coordinates":[1,2]})"), HasSubstr("its type is \"Point\""));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":5})"), HasSubstr("\"coordinates\" is a number"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[5]})"), HasSubstr("ring 1: the ring is a number"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[1]]]})"), HasSubstr("position 1 is not two numbers"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[["a","b"]]]})"), HasSubstr("position 1 is not two numbers"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[1e308,1e308]]]})"), HasSubstr("outside the National Grid"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[-1e308,52]]]})"), HasSubstr("outside the National Grid"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[1e999,52]]]})"), HasSubstr("map.json"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[52.1,-1.2]]]})"), HasSubstr("longitude first"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[]]})"), HasSubstr("no outline"));
  EXPECT_THAT(feature(R"({"type":"Polygon","coordinates":[[[-1,52],[-1,52],[-1,52],[-1,52]]]})"), HasSubstr("no outline"));
  EXPECT_THAT(feature(std::string(100'000, '[')), HasSubstr("map.json"));
  EXPECT_THAT(feature(R"({"type":"MultiPolygon","coordinates":)" + std::string(60, '[') + std::string(60, ']') + "}"), HasSubstr("map.json"));
}

std::string topology(std::string_view arcs, std::string_view rings, std::string_view transform = "") {
  return fmt::format(R"({{"type":"Topology",{}"arcs":{},"objects":{{"utla":{{"type":"GeometryCollection","geometries":[{{"type":"Polygon","arcs":{},"id":"E08000035"}}]}}}}}})", transform, arcs, rings);
}

TEST(Boundaries, HostileTopoJsonIsRefusedWithThePlaceAndTheReason) {
  const std::string_view fine = "[[[-1.5,53.7],[-1.4,53.7],[-1.4,53.8],[-1.5,53.7]]]";
  EXPECT_THAT(detail(topology(fine, "[[0]]")), AllOf(HasSubstr("have no outline"), testing::Not(HasSubstr("Leeds"))));
  EXPECT_THAT(detail(topology(fine, "[[1]]")), HasSubstr("object utla, geometry 1 (E08000035): there is no arc 1: the file has 1"));
  EXPECT_THAT(detail(topology(fine, "[[-2]]")), HasSubstr("there is no arc -2"));
  EXPECT_THAT(detail(topology(fine, "[[-9223372036854775808]]")), HasSubstr("there is no arc"));
  EXPECT_THAT(detail(topology(fine, "[[0.5]]")), HasSubstr("an arc's number is a number"));
  EXPECT_THAT(detail(topology(fine, "[0]")), HasSubstr("the ring is a number"));
  EXPECT_THAT(detail(topology("[[[1e308,1]]]", "[[0]]", R"("transform":{"scale":[1e308,1e308],"translate":[0,0]},)")), HasSubstr("arc 0"));
  EXPECT_THAT(detail(topology("[[[1e308,1],[-1e308,1]]]", "[[0]]", R"("transform":{"scale":[1,1],"translate":[0,0]},)")), HasSubstr("arc 0"));
  EXPECT_THAT(detail(topology(fine, "[[0]]", R"("transform":{"scale":[1]},)")), HasSubstr("\"scale\" is not two numbers"));
  EXPECT_THAT(detail(R"({"type":"Topology","arcs":[]})"), HasSubstr("\"objects\" is missing"));
  EXPECT_THAT(detail(R"({"type":"Topology","objects":{}})"), HasSubstr("\"arcs\" is missing"));
  std::string deep = "null";
  for (int i = 0; i < 15; ++i) deep = R"({"type":"GeometryCollection","geometries":[)" + deep + "]}";
  EXPECT_THAT(detail(R"({"type":"Topology","arcs":[],"objects":{"x":)" + deep + "}}"), HasSubstr("too deeply"));
}

TEST(Boundaries, AnArcNamedAMillionTimesIsRefusedInsteadOfFillingMemory) {
  std::string arc = "[[", ring = "[[0";
  for (int i = 0; i < 1'000; ++i) arc += fmt::format("{}[{},53.7]", i ? "," : "", -1.5 + i * 0.0001);
  for (int i = 0; i < 100'000; ++i) ring += ",0";
  EXPECT_THAT(detail(topology(arc + "]]", ring + "]]")), HasSubstr("more than 5,000,000 corners"));
}

TEST(Boundaries, QuantisedArcsAreStepsAndNegativeOnesRunBackwards) {
  // Two steps of the same square, read whole only when both are understood.
  std::string geometries;
  for (const auto& authority : geography::authorities())
    if (!authority.until) geometries += fmt::format(R"({}{{"type":"Polygon","arcs":[[0,-2]],"properties":{{"c":"{}"}}}})", geometries.empty() ? "" : ",", authority.code);
  const auto read = read_boundaries(fmt::format(R"({{"type":"Topology","transform":{{"scale":[10,10],"translate":[400000,300000]}},"arcs":[[[0,0],[100,0],[0,100]],[[0,0],[0,100],[100,0]]],"objects":{{"u":{{"type":"GeometryCollection","geometries":[{}]}}}}}})", geometries), "map.json");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_DOUBLE_EQ(boundaries::size_of(read->areas[0].rings[0]), 1e6);
}

TEST(Boundaries, RealOutlinesAreReadAndTheCellsAgreeWithThemOnNearlyAllOfEngland) {
  const char* folder = std::getenv("RIGHTPLACE_REAL_DATA");
  if (!folder || !*folder) GTEST_SKIP() << "set RIGHTPLACE_REAL_DATA to a folder with boundaries/";
  const auto path = std::filesystem::path(folder) / "boundaries";
  for (const auto* name : {"england_utla_regions_2025.topo.json", "england_utla_regions_2025_small.topo.json", "england_utla_2014_2025_history.topo.json"}) {
    const auto read = read_boundaries(*formats::read_file(path / name), name);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_THAT(read->areas, SizeIs(present()));
    const auto sheets = sheets_of(read->areas, read->areas, "real");
    std::size_t bytes = sheets.authorities->frame.size();
    for (const auto& outline : sheets.authorities->outlines) bytes += outline.path.size() + outline.inset.size();
    EXPECT_LT(bytes, 110'000u) << name;
  }
  const auto regions = read_boundaries(*formats::read_file(path / "england_regions.geojson"), "england_regions.geojson");
  EXPECT_THAT(regions ? "" : regions.error().detail, HasSubstr("153 of 153 authorities have no outline"));
  // Points on a net: in the same authority by both, or in the sea by both.
  const auto real = read_boundaries(*formats::read_file(path / "england_utla_regions_2025.topo.json"), "x")->areas, cells = cells_of_england(1'000);
  const auto whose = [](const Areas& areas, boundaries::Corner at) -> std::string {
    for (const auto& area : areas)
      if (boundaries::contains(area, at)) return area.code;
    return "";
  };
  int land = 0, same = 0, sea_as_land = 0;
  for (std::int32_t east = 84'000; east < 660'000; east += 6'000)
    for (std::int32_t north = 8'000; north < 660'000; north += 6'000) {
      const auto a = whose(real, {east, north}), b = whose(cells, {east, north});
      if (a.empty()) sea_as_land += !b.empty();
      else ++land, same += a == b;
    }
  std::cout << same << " of " << land << " alike, " << sea_as_land << " of sea or Wales or Scotland drawn as England\n";
  EXPECT_GT(same, land * 88 / 100);
  EXPECT_LT(sea_as_land, land * 8 / 100);
}

class Atlas : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), migrations()});
  }
  std::string import(int number, std::string_view text) {
    const auto path = database->folder.path() / "map.json";
    std::ofstream(path) << text;
    report = {};
    const auto done = (*database)->write([&](db::Write& tx) { return import_file(tx, imports::ImportId("01900000-0000-7000-8000-00000000000" + std::to_string(number)), path.string(), report); });
    return done ? "" : done.error().detail;
  }
  std::string basis() {
    return (*database)->read([&](db::Read& tx) { return keeper.at(tx); })->authorities->basis;
  }
  std::unique_ptr<test::TestDatabase> database;
  imports::Report report;
  Keeper keeper;
};
RIGHTPLACE_ON_BOTH(Atlas);

TEST_P(Atlas, ImportedOutlinesTakeThePlaceOfCellsAtOnceAndTakingThemBackBringsTheCellsBack) {
  EXPECT_THAT(basis(), HasSubstr("Not exact boundaries"));
  EXPECT_EQ(import(1, small_england()), "");
  EXPECT_EQ(report.kept, static_cast<std::int64_t>(present()));
  EXPECT_THAT(basis(), HasSubstr("imported"));
  const auto sheets = (*database)->read([&](db::Read& tx) { return keeper.at(tx); });
  EXPECT_THAT(sheets->authorities->outline("E08000035")->path, HasSubstr("z"));
  EXPECT_EQ(import(2, small_england()), "");
  EXPECT_EQ(report.kept, 0);
  const FixedClock clock{test::kMondayMorning};
  Services services{**database, clock, database->folder.path()};
  for (const auto* id : {"01900000-0000-7000-8000-000000000001", "01900000-0000-7000-8000-000000000002"})
    ASSERT_TRUE((*database)->write([&](db::Write& tx) { return import_kind().undo(tx, services, imports::ImportId(id)); }));
  EXPECT_THAT(basis(), HasSubstr("Not exact boundaries"));
}

TEST_P(Atlas, ABadFileChangesNothing) {
  EXPECT_THAT(import(1, small_england("E08000035")), HasSubstr("Leeds"));
  EXPECT_THAT(basis(), HasSubstr("Not exact boundaries"));
}

}  // namespace
}  // namespace rightplace::atlas
