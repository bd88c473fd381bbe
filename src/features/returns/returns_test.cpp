#include "features/returns/returns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/text.h"
#include "features/placements/placements.h"
#include "features/returns/returns_export.h"
#include "features/returns/returns_import.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::returns {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHeader = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n77,M,12/03/2012,WBRI,UN1,,\n78,F,01/09/2010,BAFR,UN2,,\n";
constexpr std::string_view kEpisodes =
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "77,01/05/2024,S,C2,N1,K2,PR4,01/11/2024,X1,CARPL,SW1A 1AA,M1 1AE,SC123456\n"
    "77,01/11/2024,P,C2,N1,K2,PR4,,,,SW1A 1AA,M1 1AE,SC123457\n"
    "78,02/06/2024,S,V2,N1,U4,PR1,03/02/2025,E4A,,SW1A 1AA,M1 1AE,SC123458\n";
constexpr std::string_view kNextEpisodes =
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "77,01/11/2024,P,C2,N1,K2,PR4,09/01/2026,E4A,,SW1A 1AA,M1 1AE,SC123457\n";

class Returns : public test::OnBothDatabases {
 protected:
  test::TestDatabase db{GetParam(),
                        {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations()}};
  vault::Vault vault = vault::Vault::open(db.folder.path(), true).value();
  fs::path folder = db.folder.path() / "in";

  void SetUp() override {
    OnBothDatabases::SetUp();
    fs::create_directories(folder);
  }

  void put(std::string_view name, std::string_view text) {
    fs::create_directories((folder / name).parent_path());
    ASSERT_TRUE(formats::write_file(folder / name, text));
  }
  Result<imports::Report> import(const fs::path& path, std::optional<int> year = {}, std::string_view authority = "E09000033") {
    const auto plan = plan_import(path, authority, year);
    if (!plan) return fail(plan.error());
    imports::Report report;
    last_import_ = imports::ImportId(new_uuid(db.clock.now()));
    const auto done = db->write([&](db::Write& tx) { return import_plan(tx, vault, last_import_, *plan, db.clock.now(), report); });
    if (!done) return fail(done.error());
    return report;
  }
  void undo() {
    auto services = db.services();
    const auto kind = undo_kind();
    const auto done = db->write([&](db::Write& tx) { return kind.undo(tx, services, last_import_); });
    ASSERT_TRUE(done) << done.error().detail;
  }
  std::vector<WrittenFile> written(int year, Format format = Format::Csv, std::string_view authority = "E09000033") {
    const auto out = db->read([&](db::Read& tx) { return write_return(tx, vault, authority, year, format); });
    EXPECT_TRUE(out) << (out ? "" : out.error().detail);
    return out ? out->files : std::vector<WrittenFile>{};
  }
  std::string written_file(int year, std::string_view name) {
    for (const auto& file : written(year))
      if (file.name == name) return file.bytes;
    return "(not written)";
  }
  std::vector<ChildTimeline> all_timelines() {
    return db->read([&](db::Read& tx) { return timelines(tx, vault, "E09000033"); });
  }
  std::int64_t count(std::string_view sql) {
    return db->read([&](db::Read& tx) { return tx.integer(sql); });
  }
  imports::ImportId last_import_;
};

TEST_P(Returns, ACanonicalReturnIsExportedByteForByte) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->kept, 5);
  EXPECT_THAT(report->rejected, IsEmpty());
  EXPECT_EQ(written(2025).size(), 2u);
  EXPECT_EQ(written_file(2025, "header.csv"), kHeader);
  EXPECT_EQ(written_file(2025, "episodes.csv"), kEpisodes);
}

TEST_P(Returns, TheSameFilesTwiceChangeNothing) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  ASSERT_TRUE(import(folder, 2025));
  const auto again = import(folder, 2025);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kept, 0);
  EXPECT_EQ(again->unchanged, 5);
  EXPECT_EQ(count("SELECT COUNT(*) FROM return_tables"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM children"), 2);
}

TEST_P(Returns, ACorrectedTableReplacesTheEarlierOneAndUndoBringsItBack) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  ASSERT_TRUE(import(folder, 2025));
  const auto corrected = replace_all(kEpisodes, "U4", "U6");
  put("episodes.csv", corrected);
  const auto report = import(folder / "episodes.csv", 2025);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->unchanged, 2);
  EXPECT_EQ(written_file(2025, "episodes.csv"), corrected);
  undo();
  EXPECT_EQ(written_file(2025, "episodes.csv"), kEpisodes);
  EXPECT_EQ(written_file(2025, "header.csv"), kHeader);
}

TEST_P(Returns, RowsThatACorrectionTakesAwayAreSaid) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  const auto first = import(folder, 2025);
  ASSERT_TRUE(first);
  EXPECT_THAT(first->remarks, ::testing::Not(::testing::Contains(HasSubstr("stood before"))));
  put("header.csv", replace_all(kHeader, ",F,", ",2,"));   // a sex that the year does not know
  const auto report = import(folder / "header.csv", 2025);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rejected_count, 1);
  EXPECT_THAT(report->remarks, ::testing::Contains(HasSubstr("1 row that stood before is not in the new table")));
}

TEST_P(Returns, AYearThatHasNotBegunIsRefused) {
  put("header.csv", kHeader);
  const auto report = import(folder, 2030);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().detail, HasSubstr("has not begun"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM return_tables"), 0);
}

TEST_P(Returns, TakingTheFirstImportBackLeavesTheStoreEmpty) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  ASSERT_TRUE(import(folder, 2025));
  undo();
  for (const auto* table : {"return_tables", "return_blocks", "children", "child_own_ids", "child_cases"})
    EXPECT_EQ(count(std::string("SELECT COUNT(*) FROM ") + table), 0) << table;
}

TEST_P(Returns, AChildWhoHasAPlacementSinceIsNotForgottenWithTheImport) {
  put("header.csv", kHeader);
  ASSERT_TRUE(import(folder, 2025));
  const auto placed = db->write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = *children::find(tx, vault, "E09000033", "77");
    placement.authority_code = "E09000033";
    placement.urn = "2512345";
    placement.stay.from = Date(2025, 6, 1);
    return placements::claim(tx, {ActorKind::Operator, "sam"}, Allowed::because("test"), placement, db.clock.now());
  });
  ASSERT_TRUE(placed);
  undo();
  EXPECT_EQ(count("SELECT COUNT(*) FROM children"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM return_blocks"), 0);
}

TEST_P(Returns, SeveralYearsInFoldersAreJoinedIntoOneTimelinePerChild) {
  put("2024-25/episodes.csv", kEpisodes);
  put("2024-25/header.csv", kHeader);
  put("2025-26/episodes.csv", kNextEpisodes);
  const auto report = import(folder);
  ASSERT_TRUE(report) << report.error().detail;
  const auto all = all_timelines();
  ASSERT_EQ(all.size(), 2u);
  std::size_t episodes = 0;
  for (const auto& child : all) {
    episodes += child.timeline.episodes.size();
    EXPECT_THAT(child.timeline.remarks, IsEmpty());
  }
  EXPECT_EQ(episodes, 3u);
}

TEST_P(Returns, FilesNamedByTheYearOfTheirBeginningAreReadAsTheYearThatTheirDatesSay) {
  put("2024/episodes.csv", kEpisodes);
  put("2025-episodes.csv", kNextEpisodes);
  const auto report = import(folder);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_THAT(report->remarks, Contains(HasSubstr("name each year by its beginning")));
  EXPECT_EQ(written_file(2025, "episodes.csv"), kEpisodes);
  EXPECT_EQ(written_file(2026, "episodes.csv"), kNextEpisodes);
}

TEST_P(Returns, AYearWithoutALabelIsDerivedFromTheEpisodesAndSaid) {
  put("episodes.csv", kEpisodes);
  const auto report = import(folder);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_THAT(report->remarks, Contains(HasSubstr("the episodes end in 2024-25")));
  EXPECT_EQ(written_file(2025, "episodes.csv"), kEpisodes);
}

TEST_P(Returns, AYearThatNothingTellsIsRefused) {
  put("header.csv", kHeader);
  const auto report = import(folder);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().detail, HasSubstr("--year"));
}

TEST_P(Returns, AnAuthorityIsTheOneOfThatYear) {
  put("header.csv", replace_all(replace_all(kHeader, ",M,", ",1,"), ",F,", ",2,"));
  ASSERT_TRUE(import(folder, 2021, "Cumbria"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM return_tables WHERE authority_code = 'E10000006'"), 1);
  put("header.csv", kHeader);
  const auto after = import(folder, 2025, "Cumbria");
  ASSERT_FALSE(after);
  EXPECT_THAT(after.error().detail, HasSubstr("ended on 1 April 2023"));
}

TEST_P(Returns, ImpossibleRowsAreRejectedWithPlaceAndCauseAndWithoutTheValue) {
  put("header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n77,1,12/03/2012,WBRI,UN1,,\n78,F,30/02/2010,BAFR,UN2,,\n,F,01/09/2010,BAFR,UN2,,\n79,F,01/09/2010,BAFR,UN2,,\n79,F,02/09/2010,BAFR,UN2,,\n");
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->rejected_count, 4);
  EXPECT_EQ(report->kept, 1);
  EXPECT_EQ(report->rejected[0].column, "SEX");
  EXPECT_EQ(report->rejected[0].line, 2u);
  EXPECT_EQ(report->rejected[0].value, "");
  EXPECT_THAT(report->rejected[0].reason, HasSubstr("(CHILD 77)"));
  EXPECT_EQ(report->rejected[1].column, "DOB");
  EXPECT_EQ(report->rejected[2].column, "CHILD");
  EXPECT_THAT(report->rejected[3].reason, HasSubstr("second row in Header"));
}

TEST_P(Returns, ATableThatTheYearDoesNotCollectIsRejectedRowByRow) {
  put("DoLo.csv", "CHILD,DOB,DOLO_START,DOLO_END\n77,12/03/2012,01/01/2025,\n");
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rejected_count, 1);
  EXPECT_THAT(report->rejected[0].reason, HasSubstr("collected from 2026-27"));
}

TEST_P(Returns, ATableWhoseRowsWereAllRejectedDoesNotReplaceTheOneThatStands) {
  put("header.csv", kHeader);
  ASSERT_TRUE(import(folder, 2025));
  put("header.csv", replace_all(replace_all(kHeader, ",M,", ",1,"), ",F,", ",2,"));
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->rejected_count, 2);
  EXPECT_EQ(report->kept, 0);
  EXPECT_EQ(written_file(2025, "header.csv"), kHeader);
}

TEST_P(Returns, ChildrenAreMadeFromTheLatestHeader) {
  put("2025/header.csv", kHeader);
  put("2025/episodes.csv", kEpisodes);
  put("2026/header.csv", replace_all(kHeader, "BAFR", "NOBT"));
  put("2026/episodes.csv", kNextEpisodes);
  const auto report = import(folder);
  ASSERT_TRUE(report) << report.error().detail;
  db->read([&](db::Read& tx) {
    const auto child = children::find(tx, vault, "E09000033", "78");
    ASSERT_TRUE(child);
    const auto facts = children::load(tx, vault, *child)->facts;
    EXPECT_EQ(facts.ethnicity, "NOBT");
    EXPECT_EQ(facts.sex, children::Sex::Female);
    EXPECT_EQ(facts.born_on->reveal(), Date(2010, 9, 1));
    EXPECT_EQ(facts.unaccompanied, false);
  });
}

TEST_P(Returns, ChildrenOfTheLatestReturnHaveACaseOpenOrEndedAsItsEpisodesSay) {
  put("2025/header.csv", kHeader);
  put("2025/episodes.csv", kEpisodes);
  const auto case_of = [&](std::string_view id) { return db->read([&](db::Read& tx) { return children::case_of(tx, *children::find_own(tx, vault, "E09000033", id)); }); };
  const auto first = import(folder / "2025", 2025);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_THAT(first->remarks, Contains(HasSubstr("1 child is in care and the care of 1 child has ended")));
  EXPECT_EQ(case_of("77")->stay, (Stay{Date(2024, 5, 1), {}}));
  EXPECT_EQ(case_of("78")->stay, (Stay{Date(2024, 6, 2), Date(2025, 2, 3)}));
  put("2026/episodes.csv", kNextEpisodes);
  ASSERT_TRUE(import(folder / "2026", 2026));
  EXPECT_EQ(case_of("77")->stay, (Stay{Date(2024, 5, 1), Date(2026, 1, 9)}));
  undo();
  EXPECT_EQ(case_of("77")->stay, (Stay{Date(2024, 5, 1), {}})) << "the earlier return stands again";
}

TEST_P(Returns, AChildWhomTheNextReturnNoLongerHasIsNotInCareAnyMore) {
  put("2025/episodes.csv", kEpisodes);
  put("2026/episodes.csv", replace_all(std::string(kNextEpisodes), "77,", "79,"));
  ASSERT_TRUE(import(folder));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(children::case_of(tx, *children::find(tx, vault, "E09000033", "77"))->stay, (Stay{Date(2024, 5, 1), Date(2025, 4, 1)}));
  });
}

TEST_P(Returns, AReturnThatWasReadBeforeItsChildrenHadCasesIsReadAgainForThem) {
  put("episodes.csv", kEpisodes);
  ASSERT_TRUE(import(folder, 2025));
  db->write([](db::Write& tx) { tx.run("DELETE FROM child_cases"); });
  const auto again = import(folder, 2025);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->kept, 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM child_cases"), 2);
}

TEST_P(Returns, AChildWhoWasAddedByAPersonIsTheSameInTheReturn) {
  db->write([&](db::Write& tx) {
    const auto child = *children::add(tx, {}, db.clock.now());
    EXPECT_TRUE(children::link(tx, vault, child, {"E09000033", Personal(std::string("77")), {}}));
    EXPECT_TRUE(children::open_case(tx, {ActorKind::Operator, "sam"}, Allowed::because("test"), child, "E09000033", Date(2024, 12, 24), db.clock.now()));
  });
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report);
  EXPECT_THAT(report->remarks, Contains(HasSubstr("what they recorded stands")));
  EXPECT_EQ(count("SELECT COUNT(*) FROM children"), 2);
  db->read([&](db::Read& tx) { EXPECT_EQ(children::case_of(tx, *children::find(tx, vault, "E09000033", "77"))->stay.from, Date(2024, 12, 24)); });
  undo();
  EXPECT_EQ(count("SELECT COUNT(*) FROM children"), 1);
  db->read([&](db::Read& tx) { EXPECT_TRUE(children::find(tx, vault, "E09000033", "77")); });
}

TEST_P(Returns, ExportToXmlAndBackIsTheSameReturn) {
  put("header.csv", kHeader);
  put("episodes.csv", kEpisodes);
  put("reviews.csv", "CHILD,DOB,REVIEW,REVIEW_CODE\n77,12/03/2012,01/06/2024,PN1\n77,12/03/2012,01/12/2024,PN1\n");
  put("uasc.csv", "CHILD,SEX,DOB,DUC\n78,F,01/09/2010,01/09/2028\n");
  put("oc3.csv", "CHILD,DOB,IN_TOUCH,ACTIV,ACCOM\n78,01/09/2010,YES,F1,U1\n");
  ASSERT_TRUE(import(folder, 2025));
  const auto csv = written(2025);
  const auto xml = written(2025, Format::Xml);
  ASSERT_EQ(xml.size(), 1u);
  ASSERT_TRUE(formats::write_file(folder / xml[0].name, xml[0].bytes));
  const auto again = import(folder / xml[0].name, 2025);
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(again->kept, 0);
  EXPECT_THAT(again->rejected, IsEmpty());
}

TEST_P(Returns, MergedChildrenHaveOneTimeline) {
  put("episodes.csv", kEpisodes);
  ASSERT_TRUE(import(folder, 2025));
  const auto done = db->write([&](db::Write& tx) {
    return children::merge_children(tx, vault, {ActorKind::Operator, "sam"}, Allowed::because("test"), *children::find(tx, vault, "E09000033", "77"),
                                    *children::find(tx, vault, "E09000033", "78"), "Entered twice", db.clock.now());
  });
  ASSERT_TRUE(done);
  EXPECT_EQ(all_timelines().size(), 1u);
}

TEST_P(Returns, ARecodedAuthorityIsFoundUnderBothItsCodesAndKnowsItsChildren) {
  const auto old_header = replace_all(replace_all(kHeader, ",M,", ",1,"), ",F,", ",2,");
  put("header.csv", replace_all(old_header, "01/09/2010", "01/09/2000"));
  ASSERT_TRUE(import(folder, 2013, "Gateshead"));
  ASSERT_TRUE(import(folder, 2014, "Gateshead"));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(tables_of(tx, "E08000037").size(), 2u);
    EXPECT_EQ(tables_of(tx, "E08000020").size(), 2u);
    EXPECT_EQ(children::find(tx, vault, "E08000020", "77"), children::find(tx, vault, "E08000037", "77"));
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM children"), 2);
  });
}

struct Hostile {
  std::string name;
  std::string file;
  std::string text;
  std::string says;
};

TEST_P(Returns, AFileThatIsNotWhatItSaysLeavesTheStoreAsItWas) {
  put("good/header.csv", kHeader);
  ASSERT_TRUE(import(folder / "good", 2025));
  const std::vector<Hostile> all = {
      {"empty", "header.csv", "", "empty"},
      {"wrong table", "header.csv", "URN,Local authority,Places\n1,2,3\n", "not a table of the SSDA903 return"},
      {"duplicate header", "header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB,SEX\n1,,,,,,,\n", "SEX twice"},
      {"missing column", "header.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER\n1,,,,,\n", "lacks the column MC_DOB of Header"},
      {"more cells than headers", "header.csv", std::string(kHeader) + "80,F,01/09/2010,BAFR,UN2,,,SURPRISE\n", "more cells"},
      {"unclosed quote", "header.csv", std::string(kHeader) + "\"80,F", ""},
      {"binary", "header.csv", std::string("\x7f" "ELF\x02\x01\x00\x00", 8), ""},
      {"truncated xml", "r.xml", "<EXPSSDA903><CHILD><HEADER><CHILDID>77</CHILDID>", ""},
      {"wrong root", "r.xml", "<Message><CHILD/></Message>", "root is Message"},
      {"xml bomb", "r.xml", "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><EXPSSDA903>&c;</EXPSSDA903>", ""}};
  for (const auto& hostile : all) {
    fs::remove_all(folder / "bad");
    put("bad/" + hostile.file, hostile.text);
    put("bad/a/2026-header.csv", kHeader);
    if (hostile.file == "r.xml") fs::remove_all(folder / "bad/a");
    const auto report = import(folder / "bad", 2025);
    ASSERT_FALSE(report) << hostile.name;
    EXPECT_THAT(report.error().detail, HasSubstr(hostile.says)) << hostile.name;
    EXPECT_EQ(count("SELECT COUNT(*) FROM return_tables"), 1) << hostile.name;
  }
}

TEST_P(Returns, Utf16AndCrLfAndAByteOrderMarkReadAlike) {
  std::string utf16 = "\xFF\xFE";
  for (const char c : kHeader) {
    utf16 += c;
    utf16 += '\0';
  }
  for (const auto& text : {std::string(kHeader), "\xEF\xBB\xBF" + replace_all(kHeader, "\n", "\r\n"), utf16}) {
    put("header.csv", text);
    const auto report = import(folder, 2025);
    ASSERT_TRUE(report) << report.error().detail;
    EXPECT_EQ(written_file(2025, "header.csv"), kHeader);
  }
}

TEST_P(Returns, TwoFilesOfOneTableAreJoinedAndSaid) {
  put("header.csv", kHeader);
  put("header_more.csv", "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n78,F,01/09/2010,BAFR,UN2,,\n79,F,02/09/2010,BAFR,UN3,,\n");
  const auto report = import(folder, 2025);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_EQ(report->kept, 3);
  EXPECT_THAT(report->remarks, Contains(HasSubstr("second file with Header")));
}

TEST_P(Returns, TheFakeReturnsOfTheRealToolsAreReadAndWrittenBack) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto samples = test::real_data() / "ssda903";
  const auto report = import(samples / "validator_fake_data", 2018);
  ASSERT_TRUE(report) << report.error().detail;
  // The table of the fake set has the code XXX, which is of no year; reviews and two newer tables have rows of the future.
  EXPECT_GT(report->kept, 20'000);
  const auto episodes = formats::read_file(samples / "validator_fake_data" / "episodes.csv");
  EXPECT_EQ(written_file(2018, "episodes.csv"), *episodes);
  EXPECT_EQ(written_file(2018, "oc2.csv"), *formats::read_file(samples / "validator_fake_data" / "oc2.csv"));
}

RIGHTPLACE_ON_BOTH(Returns);

TEST(ReturnPlaces, APlacementIsInOrOutOfTheResponsibleAuthorityByItsPostcode) {
  const auto& westminster = *geography::authority_by_code("E09000033");
  const auto in = derive_place("SW1A 1AA", "SW1A 2AA", westminster, nullptr);
  EXPECT_EQ(in.pl_la, "E09000033");
  EXPECT_EQ(in.pl_location, "IN");
  EXPECT_FALSE(in.exact);
  const auto out = derive_place("SW1A 1AA", "M1 1AE", westminster, nullptr);
  EXPECT_EQ(out.pl_la, "E08000003");
  EXPECT_EQ(out.pl_location, "OUT");
  ASSERT_TRUE(out.pl_distance);
  EXPECT_NEAR(*out.pl_distance, 163, 5);
}

TEST(ReturnPlaces, OutsideEnglandACountryStandsForTheAuthority) {
  const auto& westminster = *geography::authority_by_code("E09000033");
  EXPECT_EQ(derive_place("SW1A 1AA", "CF10 1EP", westminster, nullptr).pl_la, "WAL");
  EXPECT_EQ(derive_place("SW1A 1AA", "EH1 1YZ", westminster, nullptr).pl_la, "SCO");
  EXPECT_EQ(derive_place("SW1A 1AA", "BT1 5GS", westminster, nullptr).pl_la, "NIR");
  EXPECT_EQ(derive_place("SW1A 1AA", "JE2 3NN", westminster, nullptr).pl_la, "NUK");
  EXPECT_EQ(derive_place("CF10 1EP", "SW1A 1AA", westminster, nullptr).pl_distance, kDistanceNotKnown);
}

TEST(ReturnPlaces, WithoutAPlacementPostcodeNothingIsMadeUp) {
  const auto none = derive_place("SW1A 1AA", "", *geography::authority_by_code("E09000033"), nullptr);
  EXPECT_EQ(none.pl_distance, std::nullopt);
  EXPECT_EQ(none.pl_la, "");
  EXPECT_EQ(none.pl_location, "");
}

TEST(ReturnYears, ALabelIsAYearOrTwoThatFollow) {
  EXPECT_EQ(year_label("2017-episodes"), (YearLabel{"2017", 2017, false}));
  EXPECT_EQ(year_label("SSDA903_2020_episodes"), (YearLabel{"2020", 2020, false}));
  EXPECT_EQ(year_label("2017-18"), (YearLabel{"2017-18", 2018, true}));
  EXPECT_EQ(year_label("return 2017_2018"), (YearLabel{"2017-2018", 2018, true}));
  EXPECT_EQ(year_label("episodes"), std::nullopt);
  EXPECT_EQ(year_label("SSDA903"), std::nullopt);
}

TEST(ReturnCodes, TheCodeSetsOfEveryColumnCameWithTheProgram) {
  for (const auto& spec : all_tables())
    for (const auto& column : spec.columns) EXPECT_EQ(codes().knows(column.name), column.kind == Kind::Code) << column.name;
  EXPECT_TRUE(codes().find("PLACE", "H5", 2025));
  EXPECT_FALSE(codes().find("PLACE", "H5", 2026));
  EXPECT_TRUE(codes().find("PLACE", "Z12", 2026));
  EXPECT_TRUE(codes().find("SEX", "1", 2024));
  EXPECT_FALSE(codes().find("SEX", "1", 2025));
}

TEST(ReturnCodes, AFileOfCodesWithABadYearIsRefusedWithItsLine) {
  const auto read = read_codes("field,code,label,from_year,to_year,source\nSEX,1,Male,,soon,s\n", "codes.csv");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, HasSubstr("codes.csv, line 2"));
}

}  // namespace
}  // namespace rightplace::returns
