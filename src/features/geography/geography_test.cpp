#include "features/geography/geography.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace rightplace::geography {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Date kToday{2026, 3, 2};

const Authority& named(std::string_view name, Date day = kToday) {
  const auto* found = authority_named(name, day);
  if (!found) throw std::runtime_error("no authority " + std::string(name));
  return *found;
}

std::vector<std::string_view> names(const std::vector<const Authority*>& list) {
  std::vector<std::string_view> out;
  for (const auto* a : list) out.push_back(a->name);
  return out;
}

// ---- Authorities

TEST(Authorities, EnglandHas153Today) { EXPECT_EQ(authorities_on(kToday).size(), 153u); }

TEST(Authorities, EnglandHad152FromApril2009UntilApril2019And151UntilApril2021) {
  EXPECT_EQ(authorities_on(Date{2009, 4, 1}).size(), 152u);
  EXPECT_EQ(authorities_on(Date{2019, 3, 31}).size(), 152u);
  EXPECT_EQ(authorities_on(Date{2019, 4, 1}).size(), 151u);
  EXPECT_EQ(authorities_on(Date{2021, 4, 1}).size(), 152u);
  EXPECT_EQ(authorities_on(Date{2023, 4, 1}).size(), 153u);
}

TEST(Authorities, TypesAndRegionsHaveTheirOfficialNumbers) {
  std::map<AuthorityType, int> types;
  std::map<Region, int> regions;
  std::int64_t children = 0;
  for (const auto* a : authorities_on(kToday)) {
    ++types[a->type];
    ++regions[a->region];
    EXPECT_TRUE(a->children_2024.has_value()) << a->name;
    children += a->children_2024.value_or(0);
    EXPECT_EQ(a->type == AuthorityType::London, a->london_part != LondonPart::None) << a->name;
  }
  EXPECT_EQ(types[AuthorityType::County], 21);
  EXPECT_EQ(types[AuthorityType::Metropolitan], 36);
  EXPECT_EQ(types[AuthorityType::London], 33);
  EXPECT_EQ(types[AuthorityType::Unitary], 63);
  EXPECT_EQ(regions[Region::London], 33);
  EXPECT_EQ(regions[Region::NorthWest], 24);
  EXPECT_EQ(regions[Region::NorthEast], 12);
  EXPECT_GT(children, 12'000'000);
  EXPECT_LT(children, 12'500'000);
}

TEST(Authorities, TheCodeOfADayIsTheOneThatWasInUseThen) {
  const auto& gateshead = *authority_by_code("E08000037");
  EXPECT_EQ(code_on(gateshead, Date(2013, 3, 31)), "E08000020");
  EXPECT_EQ(code_on(gateshead, Date(2013, 4, 1)), "E08000037");
  const auto& northumberland = *authority_by_code("E06000057");
  EXPECT_EQ(code_on(northumberland, Date(2012, 3, 31)), "E06000048");
}

TEST(Authorities, AnOldCodeFindsTheSameAuthorityUnderItsNewCode) {
  EXPECT_EQ(authority_by_code("E08000016")->code, "E08000038");   // Barnsley
  EXPECT_EQ(authority_by_code("E08000019")->code, "E08000039");   // Sheffield
  EXPECT_EQ(authority_by_code("E10000023")->code, "E06000065");   // North Yorkshire
  EXPECT_EQ(authority_by_code("E06000048")->code, "E06000057");   // Northumberland 2009-2013
  EXPECT_EQ(authority_by_code("E10000022")->code, "E06000057");   // Northumberland before 2009
  EXPECT_EQ(authority_by_code("E08000020")->name, "Gateshead");
}

TEST(Authorities, AFormerAuthorityStaysItself) {
  const auto* cumbria = authority_by_code("E10000006");
  ASSERT_NE(cumbria, nullptr);
  EXPECT_EQ(cumbria->name, "Cumbria");
  EXPECT_EQ(cumbria->dfe_number, 909);
  EXPECT_TRUE(cumbria->exists_on(Date{2023, 3, 31}));
  EXPECT_FALSE(cumbria->exists_on(Date{2023, 4, 1}));
}

TEST(Authorities, NoCodeFindsNothingByAccident) {
  EXPECT_EQ(authority_by_code("E07000008"), nullptr);   // Cambridge, a district
  EXPECT_EQ(authority_by_code("W06000015"), nullptr);   // Cardiff
  EXPECT_EQ(authority_by_code(""), nullptr);
}

TEST(Authorities, EveryDfENumberFindsItsOwnAuthority) {
  for (const auto& a : authorities()) EXPECT_EQ(authority_by_dfe_number(a.dfe_number), &a) << a.name;
  EXPECT_EQ(authority_by_dfe_number(999), nullptr);
}

TEST(AuthorityNames, EverySpellingFindsTheAuthority) {
  const std::pair<const char*, const char*> spellings[] = {
      {"Durham", "E06000047"},
      {"County Durham", "E06000047"},
      {"DURHAM COUNTY COUNCIL", "E06000047"},
      {"Herefordshire", "E06000019"},
      {"Herefordshire, County of", "E06000019"},
      {"Bristol", "E06000023"},
      {"Bristol, City of", "E06000023"},
      {"Bristol City Council", "E06000023"},
      {"Kingston upon Hull, City of", "E06000010"},
      {"Kingston Upon Hull City of", "E06000010"},
      {"Hull", "E06000010"},
      {"St. Helens", "E08000013"},
      {"St Helens", "E08000013"},
      {"Telford & Wrekin", "E06000020"},
      {"Bath & NE Somerset", "E06000022"},
      {"Bournemouth, Christchurch & Poole", "E06000058"},
      {"London Borough of Hammersmith & Fulham", "E09000013"},
      {"Royal Borough of Kensington and Chelsea", "E09000020"},
      {"City of London", "E09000001"},
      {"City of Westminster", "E09000033"},
      {"Westminster", "E09000033"},
      {"Derby, City of", "E06000015"},
      {"Medway Towns", "E06000035"},
      {"West Berkshire (Newbury)", "E06000037"},
      {"Southend on Sea", "E06000033"},
      {"Stockton on Tees", "E06000004"},
      {"Bedford Borough", "E06000055"},
      {"Newcastle", "E08000021"},
      {"  north   yorkshire ", "E06000065"},
      {"Isles of Scilly", "E06000053"},
  };
  for (const auto& [spelling, code] : spellings) {
    const auto* found = authority_named(spelling);
    ASSERT_NE(found, nullptr) << spelling;
    EXPECT_EQ(found->code, code) << spelling;
  }
}

TEST(AuthorityNames, EachAuthorityIsFoundByItsOwnNameOnADayOfItsLife) {
  for (const auto& a : authorities()) EXPECT_EQ(authority_named(a.name, a.from), &a) << a.name;
}

TEST(AuthorityNames, DorsetIsTheCountyBeforeApril2019AndTheUnitaryAfter) {
  EXPECT_EQ(named("Dorset", Date{2019, 3, 31}).code, "E10000009");
  EXPECT_EQ(named("Dorset", Date{2019, 4, 1}).code, "E06000059");
  EXPECT_EQ(authority_named("Dorset")->code, "E06000059");
}

TEST(AuthorityNames, ARegionAWelshPlaceOrNothingIsNoAuthority) {
  for (const auto* name : {"London", "South East", "Cardiff", "Wrexham", "", "REDACTED", "City Council"})
    EXPECT_EQ(authority_named(name), nullptr) << name;
}

TEST(AuthorityNames, FindAcceptsCodeNumberOrNameAndSuggestsTheNearest) {
  EXPECT_EQ((*find_authority("e10000014"))->name, "Hampshire");
  EXPECT_EQ((*find_authority("850"))->name, "Hampshire");
  EXPECT_EQ((*find_authority("hampshire"))->name, "Hampshire");
  const auto missing = find_authority("Hampshyre");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::NotFound);
  EXPECT_THAT(missing.error().detail, HasSubstr("Did you mean Hampshire?"));
}

TEST(Successors, NorthamptonshireWasSplitAndBournemouthMerged) {
  const auto split = successors_of("E10000021");
  ASSERT_EQ(split.size(), 2u);
  EXPECT_EQ(split[0].code, "E06000061");
  EXPECT_EQ(split[1].code, "E06000062");
  EXPECT_EQ(split[0].kind, SuccessionKind::Split);
  EXPECT_EQ(split[0].on, (Date{2021, 4, 1}));
  EXPECT_NEAR(split[0].share + split[1].share, 1.0, 1e-9);
  const auto merged = successors_of("E06000028");
  ASSERT_EQ(merged.size(), 1u);
  EXPECT_EQ(merged[0].kind, SuccessionKind::Merged);
  EXPECT_EQ(merged[0].code, "E06000058");
  EXPECT_EQ(successors_of("E10000002").at(0).kind, SuccessionKind::Recoded);
  EXPECT_THAT(successors_of("E10000014"), IsEmpty());
}

TEST(Successors, OnAnyDayAnAuthorityIsStoodForByThoseThatExisted) {
  EXPECT_THAT(names(standing_for(named("Cumbria", Date{2020, 1, 1}), kToday)), ElementsAre("Cumberland", "Westmorland and Furness"));
  EXPECT_THAT(names(standing_for(named("Cumberland"), Date{2020, 1, 1})), ElementsAre("Cumbria"));
  EXPECT_THAT(names(standing_for(named("Kent"), Date{2020, 1, 1})), ElementsAre("Kent"));
}

// ---- Adjoining

bool adjoin(std::string_view a, std::string_view b, Date day = kToday) { return adjoins(named(a, day), named(b, day), day); }

TEST(Adjoining, IsTheSameBothWaysRoundAndNeverWithOneself) {
  for (const auto& a : authorities()) {
    EXPECT_FALSE(adjoins(a, a, kToday));
    for (const auto& b : authorities()) EXPECT_EQ(adjoins(a, b, kToday), adjoins(b, a, kToday)) << a.name << ", " << b.name;
  }
}

TEST(Adjoining, EveryDecisionNamesTwoAuthoritiesOnceADayAndGivesItsReason) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& d : adjacency()) {
    EXPECT_LT(d.a->code, d.b->code);
    EXPECT_TRUE(seen.emplace(d.a->code, d.b->code).second) << d.a->name << ", " << d.b->name;
    EXPECT_FALSE(d.reason.empty());
    EXPECT_EQ(d.adjoins, d.basis == "line" || d.basis == "water" || d.basis == "successors") << d.a->name << ", " << d.b->name;
    EXPECT_TRUE(d.a->exists_on(d.from) && d.b->exists_on(d.from)) << d.a->name << ", " << d.b->name;
  }
}

TEST(Adjoining, TodayThereAre386Pairs) {
  int lines = 0;
  int waters = 0;
  for (const auto& d : adjacency()) {
    if (!d.adjoins || d.until) continue;
    lines += d.basis == "line";
    waters += d.basis == "water";
  }
  EXPECT_EQ(lines, 362);
  EXPECT_EQ(waters, 24);
}

TEST(Adjoining, AuthoritiesThatFaceEachOtherAcrossARiverAdjoin) {
  const std::pair<const char*, const char*> pairs[] = {
      {"Westminster", "Lambeth"},          {"Westminster", "Wandsworth"},          {"Newham", "Greenwich"},
      {"Tower Hamlets", "Southwark"},      {"Tower Hamlets", "Greenwich"},         {"Tower Hamlets", "Lewisham"},
      {"Kensington and Chelsea", "Wandsworth"}, {"Hammersmith and Fulham", "Wandsworth"},
      {"Hammersmith and Fulham", "Richmond upon Thames"}, {"City of London", "Southwark"}, {"City of London", "Lambeth"},
      {"Hounslow", "Richmond upon Thames"}, {"Barking and Dagenham", "Greenwich"}, {"Barking and Dagenham", "Bexley"},
      {"Havering", "Bexley"},              {"North Tyneside", "South Tyneside"},   {"Newcastle upon Tyne", "Gateshead"},
      {"Newcastle upon Tyne", "South Tyneside"}, {"Thurrock", "Kent"},             {"Thurrock", "Bexley"},
      {"Thurrock", "Medway"},              {"Medway", "Essex"},                    {"Liverpool", "Wirral"},
      {"Sefton", "Wirral"},                {"Plymouth", "Cornwall"},               {"East Riding of Yorkshire", "North Lincolnshire"},
      {"Redcar and Cleveland", "Stockton-on-Tees"}, {"Redcar and Cleveland", "Hartlepool"},
      {"Southampton", "Hampshire"},        {"Portsmouth", "Hampshire"},
  };
  for (const auto& [a, b] : pairs) EXPECT_TRUE(adjoin(a, b)) << a << ", " << b;
}

TEST(Adjoining, AuthoritiesWithAnotherOrTheSeaBetweenDoNotAdjoin) {
  const std::pair<const char*, const char*> pairs[] = {
      {"Camden", "Lambeth"},        {"Croydon", "Southwark"},      {"Southwark", "Westminster"},   {"Dudley", "Walsall"},
      {"Portsmouth", "Isle of Wight"}, {"Hampshire", "Isle of Wight"}, {"Cornwall", "Isles of Scilly"}, {"Essex", "Kent"},
      {"Kingston upon Hull", "North Lincolnshire"}, {"East Riding of Yorkshire", "North East Lincolnshire"},
      {"Southend-on-Sea", "Medway"}, {"Islington", "Tower Hamlets"}, {"Merton", "Surrey"},         {"Kent", "Northumberland"},
  };
  for (const auto& [a, b] : pairs) EXPECT_FALSE(adjoin(a, b)) << a << ", " << b;
}

TEST(Adjoining, IslandsHaveNoNeighbours) {
  EXPECT_THAT(adjoining(named("Isle of Wight"), kToday), IsEmpty());
  EXPECT_THAT(adjoining(named("Isles of Scilly"), kToday), IsEmpty());
}

TEST(Adjoining, EveryOtherAuthorityHasNeighbours) {
  for (const auto* a : authorities_on(kToday))
    EXPECT_EQ(adjoining(*a, kToday).empty(), a->name == "Isle of Wight" || a->name == "Isles of Scilly") << a->name;
}

TEST(Adjoining, RutlandAdjoinsExactlyItsNeighbours) {
  EXPECT_THAT(names(adjoining(named("Rutland"), kToday)), ElementsAre("Leicestershire", "Lincolnshire", "North Northamptonshire"));
  EXPECT_THAT(names(adjoining(named("Rutland"), Date{2020, 1, 1})), ElementsAre("Leicestershire", "Lincolnshire", "Northamptonshire"));
}

TEST(Adjoining, AFormerAuthorityAdjoinedWhatItsSuccessorsAdjoin) {
  const Date day{2018, 6, 1};
  EXPECT_TRUE(adjoin("Cumbria", "Northumberland", day));
  EXPECT_TRUE(adjoin("Cumbria", "Lancashire", day));
  EXPECT_TRUE(adjoin("Northamptonshire", "Milton Keynes", day));
  EXPECT_TRUE(adjoin("Bournemouth", "Poole", day));
  EXPECT_TRUE(adjoin("Dorset", "Poole", day));
  EXPECT_TRUE(adjoin("Dorset", "Devon", day));
  EXPECT_FALSE(adjoin("Bournemouth", "Hampshire", day));
  EXPECT_FALSE(adjoin("Poole", "Wiltshire", day));
}

TEST(AtADistance, MeansNeitherOwnNorAdjoining) {
  const auto& kent = named("Kent");
  EXPECT_FALSE(is_at_a_distance(kent, kent, kToday));
  EXPECT_FALSE(is_at_a_distance(kent, named("Medway"), kToday));
  EXPECT_TRUE(is_at_a_distance(kent, named("Essex"), kToday));
  EXPECT_TRUE(is_at_a_distance(named("Camden"), named("Lambeth"), kToday));
}

TEST(AtADistance, AHomeRecordedUnderAFormerAuthorityIsDistantUnlessEverySuccessorIsNear) {
  const auto& northamptonshire = named("Northamptonshire", Date{2020, 1, 1});
  EXPECT_FALSE(is_at_a_distance(named("North Northamptonshire"), northamptonshire, kToday));
  EXPECT_FALSE(is_at_a_distance(named("Milton Keynes"), northamptonshire, kToday));
  EXPECT_TRUE(is_at_a_distance(named("Rutland"), northamptonshire, kToday));   // the West is distant
}

// ---- Regions

TEST(Regions, AreFoundAsOfstedAndTheGovernmentWriteThem) {
  EXPECT_THAT(regions_named("North East, Yorkshire and the Humber"), ElementsAre(Region::NorthEast, Region::YorkshireAndTheHumber));
  EXPECT_THAT(regions_named("Yorkshire and The Humber"), ElementsAre(Region::YorkshireAndTheHumber));
  EXPECT_THAT(regions_named("yorkshire & the humber"), ElementsAre(Region::YorkshireAndTheHumber));
  EXPECT_THAT(regions_named("East of England"), ElementsAre(Region::EastOfEngland));
  EXPECT_THAT(regions_named("London"), ElementsAre(Region::London));
  EXPECT_THAT(regions_named("E12000004"), ElementsAre(Region::EastMidlands));
  EXPECT_THAT(regions_named("Wales"), IsEmpty());
  EXPECT_THAT(regions_named(""), IsEmpty());
  for (const auto& row : kRegions.rows) EXPECT_THAT(regions_named(row.label), ElementsAre(row.value));
  EXPECT_EQ(ofsted_region(Region::NorthEast), "North East, Yorkshire and the Humber");
  EXPECT_EQ(ofsted_region(Region::SouthWest), "South West");
}

}  // namespace
}  // namespace rightplace::geography
