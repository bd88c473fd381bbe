#include "features/homes/register_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "features/homes/register_words.h"
#include "tests/support/databases.h"

namespace rightplace::homes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Read {
  std::vector<RegisterList> lists;
  imports::Report report;
  std::string error;
};
Read read(std::string_view csv, std::string_view name = "provider_at_march_2019.csv", ReadOptions options = {}) {
  Read out;
  auto lists = read_register(csv, name, options, out.report);
  if (lists) out.lists = std::move(*lists);
  else out.error = lists.error().detail;
  return out;
}
const RegisterRow& only_row(const Read& read) {
  EXPECT_EQ(read.error, "");
  if (read.lists.empty() || read.lists[0].rows.size() != 1) throw std::logic_error("not one row: " + read.error);
  return read.lists[0].rows[0];
}
std::string only_reason(const Read& read) { return read.report.rejected.size() == 1 ? read.report.rejected[0].reason : "not one rejected row"; }

constexpr std::string_view kHead = "URN,Provision type,Local authority,Sector,Places,Registration date\n";
std::string with_head(std::string_view row) { return std::string(kHead) + std::string(row); }

// ---- Headers by meaning

TEST(RegisterHeader, IsFoundBelowTitleRowsAndItsDayIsTakenFromThem) {
  const auto got = read("Children's social care data in England 2023 - Provider level as at 31 March 2023,,,\n"
                        "\"This worksheet contains one table, this table begins in cell A4.\",,,\n,,,\n"
                        "Web link,URN,Provision type,Local authority\nlink,2500001,Children's home,Leeds\n",
                        "list.csv");
  EXPECT_EQ(only_row(got).urn, "2500001");
  EXPECT_EQ(got.lists[0].as_at, Date(2023, 3, 31));
  EXPECT_THAT(got.report.recognised, Contains(HasSubstr("header in line 4")));
  EXPECT_THAT(got.report.recognised, Contains(HasSubstr("URN ← \"URN\" (B)")));
  EXPECT_THAT(got.report.recognised, Contains(HasSubstr("Ignored: \"Web link\" (A)")));
}

TEST(RegisterHeader, MeansTheSameWithLineBreaksOtherCaseOtherOrderAndSlipsOfThePen) {
  const auto got = read("\"\nLATEST  Overall experiences\nand progress of children and young people\",Locl Authorty,\"Short-break-only children’s home\",urn,"
                        "\"\nLatest full inspection date\",PROVISION TYPE,Organisation which owns the provider\n"
                        "Good,Leeds,Y,SC037454,01/02/2019,Children’s  Homes,Alder Care\n");
  const auto& row = only_row(got);
  EXPECT_EQ(row.urn, "SC037454");
  EXPECT_EQ(row.authority_code, "E08000035");
  EXPECT_EQ(row.short_break_only, true);
  EXPECT_EQ(row.owner, "Alder Care");
  ASSERT_THAT(row.inspections, SizeIs(1));
  EXPECT_EQ(row.inspections[0].overall, Grade::Good);
  EXPECT_THAT(got.report.recognised, Contains(HasSubstr("authority ← \"Locl Authorty\" (B), by its likeness")));
}

TEST(RegisterWords, ReadADayWrittenInNumbersInAFilesName) {
  for (const auto* name : {"Provider_31.03.18.csv", "providers 31-03-2018.csv", "20180331_providers.csv", "Mar18 providers.csv", "providers 31March2018 v2.csv"})
    EXPECT_EQ(day_in_file_name(name), Date(2018, 3, 31)) << name;
}

TEST(RegisterWords, ReadGradesThatCarryTheirCode) {
  EXPECT_EQ(grade_named("4 - Inadequate"), Grade::Inadequate);
  EXPECT_EQ(grade_named("Good (2)"), Grade::Good);
  EXPECT_EQ(grade_named("3.0"), Grade::RequiresImprovement);
  EXPECT_EQ(grade_named("1 - Inadequate"), std::nullopt);
  EXPECT_EQ(grade_named("1 0"), std::nullopt);
  EXPECT_EQ(grade_named("5.0"), std::nullopt);
}

TEST(RegisterWords, ReadDatesOfTheLastCenturyAndOtherSpellings) {
  EXPECT_EQ(date_named("13/02/99"), Date(1999, 2, 13));
  EXPECT_EQ(date_named("13/02/03"), Date(2003, 2, 13));
  for (const auto* text : {"2019/03/31", "20190331", "Sun 31 Mar 2019", "Sunday, 31 March 2019"}) EXPECT_EQ(date_named(text), Date(2019, 3, 31)) << text;
  EXPECT_EQ(date_named("20190230"), std::nullopt);
}

TEST(RegisterWords, TakeASpreadsheetsErrorForNoValue) {
  for (const auto* text : {"#N/A", "#REF!", "#NAME?", "#DIV/0!"}) EXPECT_EQ(value_of_cell(text), std::nullopt) << text;
  EXPECT_NE(value_of_cell("#1 House"), std::nullopt);
}

TEST(RegisterRows, DoNotTakeFootnotesForProviders) {
  const auto got = read("URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\nNotes\n1. Data as at 31 March 2019.\nTotal,1\nNote,,,see below\n");
  EXPECT_EQ(only_row(got).urn, "2500001");
  EXPECT_EQ(got.report.rejected_count, 0);
}

TEST(RegisterRows, DoNotTakeAHomeWithoutItsNumberForAFootnote) {
  const auto got = read("URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\n,Children's home,Leeds\n");
  EXPECT_EQ(got.report.rejected_count, 1);
}

TEST(RegisterHeader, TellsPreviousFromLatest) {
  const auto got = read("URN,Provision type,Local authority,Latest full inspection date,Overall experiences and progress of children and young people,"
                        "Previous full inspection event date,Previous overall experiences and progress of children and young people\n"
                        "2500001,Children's home,Leeds,05/02/2019,Good,06/03/2018,Inadequate\n");
  const auto& row = only_row(got);
  ASSERT_THAT(row.inspections, SizeIs(2));
  EXPECT_EQ(row.inspections[0].overall, Grade::Good);
  EXPECT_EQ(row.inspections[1].inspected_on, Date(2018, 3, 6));
  EXPECT_EQ(row.inspections[1].overall, Grade::Inadequate);
}

TEST(RegisterHeader, TwoColumnsOfOneMeaningAreRefusedWithBothPlaces) {
  EXPECT_EQ(read("URN,Provision type,Local authority,Places,Registered places\n").error,
            "provider_at_march_2019.csv, line 1: two columns mean the same (places): \"Places\" (D) and \"Registered places\" (E). Remove or rename one of them.");
  EXPECT_THAT(read("URN,URN,Provision type,Local authority\n").error, HasSubstr("two columns mean the same (URN)"));
}

TEST(RegisterHeader, OfTwoStatusesTheOneAtTheEndCounts) {
  const auto got = read("URN,Provision type,Local authority,Leaver status,First effective date (that the provider closed),"
                        "Registration status (as at 31 March 2023),Registration status (as at 1 April 2022)\n"
                        "2500001,Children's home,Leeds,Leaver,05/06/2022,Resigned,Active\n",
                        "leavers.csv");
  EXPECT_EQ(only_row(got).status, Status::Resigned);
  EXPECT_EQ(only_row(got).closed_on, Date(2022, 6, 5));
  EXPECT_EQ(got.lists[0].as_at, Date(2023, 3, 31));
  EXPECT_EQ(got.lists[0].kind, ListKind::JoinersAndLeavers);
}

TEST(RegisterHeader, EveryHeaderEverSeenHasOneMeaning) {
  const std::map<std::string, Concept> expected = {{"Max/Estimated Places", Concept::Places},
                                                   {"GOR", Concept::Region},
                                                   {"LA", Concept::Authority},
                                                   {"Reg Status", Concept::Status},
                                                   {"Linked ED URN", Concept::LinkedSchoolUrn},
                                                   {"Inspection ID", Concept::EventNumber},
                                                   {"The safety of children and young people", Concept::Protection},
                                                   {"How well children and young people are helped and protected", Concept::Protection},
                                                   {"Short breaks only children's home", Concept::ShortBreakOnly},
                                                   {"Multi Building Children's Home", Concept::MultiBuilding},
                                                   {"Organisation", Concept::Owner},
                                                   {"Top company (as listed on Companies' House)", Concept::TopCompany},
                                                   {"top_company", Concept::TopCompany},
                                                   {"Present impairment", Concept::NeedAlcohol},
                                                   {"Latest overall Effectiveness grade from last full inspection", Concept::Overall},
                                                   {"First effective date (that the provider became resigned)", Concept::ResignedOn},
                                                   {"Cancelled or resigned date", Concept::ClosedOn},
                                                   {"Resigned/closed date", Concept::ClosedOn},
                                                   {"Previous effectiveness of leaders and managers", Concept::PreviousLeadership},
                                                   {"Linked school overall effectiveness", Concept::Ignored},
                                                   {"Postcode Area", Concept::Ignored},
                                                   {"Favourite colour", Concept::None}};
  for (const auto& [header, concept_] : expected) EXPECT_EQ(meaning_of_header(header).concept_, concept_) << header;
}

// ---- The day

TEST(RegisterDay, IsReadFromFileNamesOfEveryYear) {
  EXPECT_EQ(day_in_file_name("provider_at_march_2019.csv"), Date(2019, 3, 31));
  EXPECT_EQ(day_in_file_name("providers_at_sept_14.csv"), Date(2014, 9, 30));
  EXPECT_EQ(day_in_file_name("joiners_leavers_17.csv"), Date(2017, 3, 31));
  EXPECT_EQ(day_in_file_name("2025_leavers_joiners.csv"), Date(2025, 3, 31));
  EXPECT_EQ(day_in_file_name("Provider_level_at_31_Mar_2022.csv"), Date(2022, 3, 31));
  EXPECT_EQ(day_in_file_name("homes 2024-25.csv"), Date(2025, 3, 31));
  EXPECT_EQ(day_in_file_name("homes-2026-05.csv"), Date(2026, 5, 31));
  EXPECT_EQ(day_in_file_name("homes 2026-05-17.csv"), Date(2026, 5, 17));
  EXPECT_EQ(day_in_file_name("homes.csv"), std::nullopt);
}

TEST(RegisterDay, IsAskedForWhenNothingSaysIt) {
  EXPECT_EQ(read(with_head("2500001,Children's home,Leeds,Private,4,\n"), "homes.csv").error,
            "homes.csv: neither its title nor its name says what day it describes. Give the day with --as-at, for example --as-at 2025-03-31.");
  EXPECT_EQ(read(with_head("2500001,Children's home,Leeds,Private,4,\n"), "homes.csv", {.as_at = Date(2020, 1, 1)}).lists.at(0).as_at, Date(2020, 1, 1));
}

TEST(RegisterDay, IsRefusedWhenManyDatesOfTheListAreLater) {
  std::string csv(kHead);
  for (int i = 0; i < 50; ++i) csv += std::to_string(2'500'000 + i) + ",Children's home,Leeds,Private,4,01/06/2023\n";
  EXPECT_THAT(read(csv, "list_march_2019.csv").error, HasSubstr("50 of its dates are later, up to 1 June 2023. Give the right day with --as-at."));
}

TEST(RegisterDay, ATitleThatContradictsTheOptionIsRefused) {
  EXPECT_THAT(read("Providers as at 31 March 2023,,\nURN,Provision type,Local authority\n", "a.csv", {.as_at = Date(2022, 3, 31)}).error,
              HasSubstr("its title says 31 March 2023, but --as-at says 31 March 2022"));
}

// ---- Values

TEST(RegisterValues, AllWordsOfTypesAreUnderstood) {
  for (const auto* text : {"Children's Home", "Children's home", "Childrens Home", "Children’s homes", "CHILDREN'S HOME"})
    EXPECT_EQ(provision_type_named(text), ProvisionType::ChildrensHome) << text;
  for (const auto* text : {"Residential special school (>295 days/year)", "Residential special school (registered as a children's home)"})
    EXPECT_EQ(provision_type_named(text), ProvisionType::SchoolAsHome) << text;
  EXPECT_EQ(provision_type_named("Secure children’s home"), ProvisionType::SecureChildrensHome);
  EXPECT_EQ(provision_type_named("Children's Home", "Secure Unit"), ProvisionType::SecureChildrensHome);
  EXPECT_EQ(provision_type_named("Residential Special School"), ProvisionType::ResidentialSpecialSchool);
  EXPECT_EQ(provision_type_named("Supported Accomodation"), ProvisionType::SupportedAccommodation);
  EXPECT_EQ(provision_type_named("Lighthouse"), std::nullopt);
}

TEST(RegisterValues, GradesOfEveryYearAndTheirCodesAreUnderstood) {
  for (const auto* text : {"Satisfactory", "Adequate", "Requires Improvement", "Requires improvement to be good", "3"})
    EXPECT_EQ(grade_named(text), Grade::RequiresImprovement) << text;
  EXPECT_EQ(grade_named("1"), Grade::Outstanding);
  EXPECT_EQ(grade_named("Inadequate"), Grade::Inadequate);
  EXPECT_EQ(grade_named("Not yet inspected"), Grade::NotJudged);
  EXPECT_EQ(grade_named("Excellent"), std::nullopt);
}

TEST(RegisterValues, DatesInEveryShapeAreReadAndImpossibleOnesRefused) {
  for (const auto* text : {"31/03/2019", "2019-03-31", "31-Mar-19", "31 March 2019", "31.03.2019", "31/3/19", "2019-03-31T00:00:00", "43555"})
    EXPECT_EQ(date_named(text), Date(2019, 3, 31)) << text;
  EXPECT_EQ(date_named("30/02/2019"), std::nullopt);
}

TEST(RegisterValues, UrnsAreWrittenOneWay) {
  EXPECT_EQ(normalised_urn("sc 37454"), "SC037454");
  EXPECT_EQ(normalised_urn(" 2500001 "), "2500001");
  EXPECT_EQ(normalised_urn("12345678"), std::nullopt);
  EXPECT_EQ(normalised_urn("SC1234567"), std::nullopt);
  EXPECT_EQ(normalised_urn("ARN00001"), std::nullopt);
  EXPECT_EQ(normalised_urn("0000000"), std::nullopt);
}

TEST(RegisterValues, WhatIsRedactedIsNotKnown) {
  const auto got = read("URN,Provision type,Local authority,Name,Address 1,Town,Postcode\n2500001,Children's home,Leeds,REDACTED,REDACTED,REDACTED,REDACTED\n");
  EXPECT_EQ(only_row(got).name, std::nullopt);
  EXPECT_EQ(only_row(got).address.reveal(), "");
  EXPECT_EQ(only_row(got).postcode.reveal(), "");
}

TEST(RegisterValues, AFlagWhoseColumnIsThereAndEmptySaysNo) {
  const auto got = read("URN,Provision type,Local authority,Short-break-only children's home\n2500001,Children's home,Leeds, \n");
  EXPECT_EQ(only_row(got).short_break_only, false);
  EXPECT_EQ(only_row(got).multi_building, std::nullopt);
}

TEST(RegisterValues, AFormerAuthorityIsValidInItsTime) {
  EXPECT_EQ(only_row(read(with_head("2500001,Children's home,Northamptonshire,Private,4,\n"))).authority_code, "E10000021");
}

TEST(RegisterValues, ARegionThatContradictsTheAuthorityIsRemarked) {
  const auto got = read("URN,Provision type,Local authority,Government Office Region\n2500001,Children's home,Lancashire,Yorkshire and The Humber\n");
  EXPECT_THAT(got.report.remarks, ElementsAre(HasSubstr("stands beside Lancashire, which lies in North West")));
  EXPECT_EQ(only_row(got).authority_code, "E10000017");
}

// ---- Rows that are rejected, with place and cause

TEST(RegisterRows, AreRejectedOneByOneWithLineColumnValueAndReason) {
  const auto got = read(with_head("2500001,Children's home,Leeds,Private,4,\n"
                                  "ABC,Children's home,Leeds,Private,4,\n"
                                  "2500003,Lighthouse,Leeds,Private,4,\n"
                                  "2500004,Children's home,Narnia,Private,4,\n"
                                  "2500005,Children's home,Leeds,Private,-3,\n"
                                  "2500006,Children's home,Leeds,Private,4,30/02/2018\n"
                                  "2500007,Children's home,Leeds,Private,4,01/01/2030\n"
                                  "2500008,Children's home,Leeds,Piracy,4,\n"));
  ASSERT_THAT(got.lists, SizeIs(1));
  EXPECT_THAT(got.lists[0].rows, SizeIs(1));
  ASSERT_EQ(got.report.rejected_count, 7);
  const auto& rejected = got.report.rejected;
  EXPECT_EQ(rejected[0].line, 3u);
  EXPECT_EQ(rejected[0].column, "URN");
  EXPECT_EQ(rejected[0].value, "ABC");
  EXPECT_THAT(rejected[0].reason, HasSubstr("is not a URN"));
  EXPECT_THAT(rejected[1].reason, HasSubstr("no type of provision that is known"));
  EXPECT_THAT(rejected[2].reason, HasSubstr("no upper-tier local authority"));
  EXPECT_THAT(rejected[3].reason, HasSubstr("between 0 and"));
  EXPECT_THAT(rejected[4].reason, HasSubstr("not a date that exists"));
  EXPECT_THAT(rejected[5].reason, HasSubstr("lies after 31 March 2019"));
  EXPECT_EQ(rejected[6].column, "Sector");
}

TEST(RegisterRows, AUrnTwiceWithOtherContentIsRejectedAndWithTheSameContentReadOnce) {
  const auto other = read(with_head("2500001,Children's home,Leeds,Private,4,\n2500001,Children's home,Leeds,Private,5,\n"));
  EXPECT_THAT(only_reason(other), HasSubstr("stands in line 2 too, with other content"));
  const auto same = read(with_head("2500001,Children's home,Leeds,Private,4,\n2500001,Children's home,Leeds,Private,4,\n"));
  EXPECT_EQ(same.report.rejected_count, 0);
  EXPECT_THAT(same.lists.at(0).rows, SizeIs(1));
}

TEST(RegisterRows, NotesBelowATableAreNotRows) {
  const auto got = read(with_head("2500001,Children's home,Leeds,Private,4,\n,,,,,\nSource: Ofsted,,,,,\n"));
  EXPECT_EQ(got.report.rejected_count, 0);
  EXPECT_THAT(got.lists.at(0).rows, SizeIs(1));
}

TEST(RegisterRows, APostcodeThatIsWrongIsNeverRepeatedInMessages) {
  const auto got = read("URN,Provision type,Local authority,Postcode\nBAD,Children's home,Leeds,ZZ9 9ZZ\n");
  for (const auto& row : got.report.rejected) EXPECT_THAT(row.value + row.reason, ::testing::Not(HasSubstr("ZZ9")));
}

// ---- Whole files

TEST(RegisterFile, WithoutProvidersIsRefusedInWords) {
  EXPECT_EQ(read("Child,Sex\n1,F\n", "header.csv").error,
            "header.csv: it holds no list of providers: no row among the first 15 has a column of URNs beside others that are known.");
}

TEST(RegisterFile, OfTheOfficialTotalsIsNamedAndNotRead) {
  const auto got = read("Children's social care data - National number of children’s social care providers and places as at 31 March,,\nDate,Data type,All\n", "t.csv");
  EXPECT_EQ(got.error, "");
  EXPECT_THAT(got.lists, IsEmpty());
  EXPECT_THAT(got.report.recognised, ElementsAre(HasSubstr("which this program carries itself")));
}

TEST(RegisterFile, WithNeedsConditionsAndAddressesIsTheListForAuthorities) {
  const auto got = read("Local Authority,URN,Provider Type,Provider Subtype,Sector,Setting Name,Registration Date,Registration Status,Deregistration Date,Placement Code,"
                        "Setting address line 1,Setting address town,Setting Address Postcode,Owner ID,Owner name,Number of registered places,"
                        "Emotional and behavioural difficulties,Mental disorders,Learning difficulty,Multi building CH,Conditions,"
                        "Interim inspection start date,Interim inspection overall effectiveness\n"
                        "Leeds,2500001,Children's home,,Private,Alder House,05/05/2018,Active,-,K2,1 Long Lane,Aldertown,LS1 1UR,77,Alder Care Ltd,4,Y,-,1,N,"
                        "No more than four children.,06/06/2019,Declined in effectiveness\n",
                        "list.csv", {.as_at = Date(2020, 1, 31)});
  const auto& row = only_row(got);
  EXPECT_EQ(got.lists[0].kind, ListKind::Authority);
  EXPECT_EQ(row.name, "Alder House");
  EXPECT_EQ(row.address.reveal(), "1 Long Lane\nAldertown");
  EXPECT_EQ(row.postcode.reveal(), "LS1 1UR");
  EXPECT_EQ(row.needs, (std::vector<Need>{Need::EmotionalBehavioural, Need::Learning}));
  EXPECT_EQ(row.conditions, "No more than four children.");
  EXPECT_EQ(row.closed_on, std::nullopt);
  ASSERT_THAT(row.inspections, SizeIs(1));
  EXPECT_EQ(row.inspections[0].interim_outcome, InterimOutcome::Declined);
}

TEST(RegisterFile, ThatBreaksBeforeItsEndIsRefused) { EXPECT_NE(read(with_head("2500001,\"Children's home,Leeds\n")).error, ""); }

TEST(RegisterFile, HasEveryLayoutOfLocalAuthorityListsRecognised) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  // Invented rows that mostly cannot be kept: it is the sheets and their columns that must be recognised.
  const auto folder = test::real_data() / "ssda903" / "validator_fake_provider_lists";
  const std::map<std::string, std::string> sheets = {{"scp_fake.xlsx", "sheet Providers closed in 2022-23: list for local authorities"},
                                                     {"ch_fake.xlsx", "sheet Registration Conditions: adds to the other sheets"},
                                                     {"combined_scp_ch_fake.xlsx", "need: alcohol ← \"Present impairment\""},
                                                     {"scpch_assisted.xlsx", "sheet SA Providers"},
                                                     {"scp_ch_2025_fake.xlsx", "top company ← \"top_company\""}};
  for (const auto& [name, expected] : sheets) {
    imports::Report report;
    const auto lists = read_register(folder / name, {.as_at = Date(2026, 1, 31)}, report);
    ASSERT_TRUE(lists) << name << ": " << lists.error().detail;
    EXPECT_THAT(report.recognised, Contains(HasSubstr(expected))) << name;
  }
}

}  // namespace
}  // namespace rightplace::homes
