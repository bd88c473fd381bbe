#include "features/ownership/ownership.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/databases.h"

namespace rightplace::ownership {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Link of(std::string owned, std::string parent, Date from, std::optional<Date> until = {}) {
  return {.of_home = false, .owned = owned, .owned_name = owned, .parent = parent, .parent_name = parent, .from = from, .until = until, .source = ""};
}
constexpr Date kDay(2025, 3, 31);

TEST(Owners, TheOneAtTheTopIsFoundThroughAHoldingBetween) {
  const Owners owners({of("alder care", "alder holdings", Date(2019, 1, 1)), of("alder holdings", "elm capital", Date(2022, 6, 1))});
  EXPECT_THAT(owners.path("SC900001", "alder care", kDay), ElementsAre("elm capital", "alder holdings", "alder care"));
  EXPECT_THAT(owners.path("SC900001", "alder care", Date(2020, 3, 31)), ElementsAre("alder holdings", "alder care"));
  EXPECT_THAT(owners.path("SC900001", "alder care", Date(2018, 12, 31)), ElementsAre("alder care"));
}

TEST(Owners, ACompanyCountsUnderItsFormerParentUntilTheDayItWasSold) {
  const Owners owners({of("alder care", "elm capital", Date(2019, 1, 1), Date(2024, 5, 1)), of("alder care", "oak group", Date(2024, 5, 1))});
  EXPECT_THAT(owners.path("", "alder care", Date(2024, 4, 30)), ElementsAre("elm capital", "alder care"));
  EXPECT_THAT(owners.path("", "alder care", Date(2024, 5, 1)), ElementsAre("oak group", "alder care"));
}

TEST(Owners, ARowOfOneHomeCountsBeforeThatOfItsCompany) {
  auto home = of("SC900001", "oak group", Date(2020, 1, 1));
  home.of_home = true;
  const Owners owners({of("alder care", "elm capital", Date(2019, 1, 1)), home});
  EXPECT_THAT(owners.path("SC900001", "alder care", kDay), ElementsAre("oak group"));
  EXPECT_THAT(owners.path("SC900002", "alder care", kDay), ElementsAre("elm capital", "alder care"));
}

TEST(Owners, WhereNeitherTheRegisterNorTheTableNamesAnOwnerThereIsNone) {
  EXPECT_THAT(Owners().path("SC900001", "", kDay), IsEmpty());
  EXPECT_THAT(Owners().path("SC900001", "alder care", kDay), ElementsAre("alder care"));
}

TEST(Owners, TheLaterTableTakesThePlaceOfTheEarlierWhereBothBeginOnOneDay) {
  const Owners owners({of("alder care", "elm capital", Date(2019, 1, 1)), of("alder care", "elm capital", Date(2019, 1, 1), Date(2023, 1, 1))});
  EXPECT_THAT(owners.path("", "alder care", Date(2022, 1, 1)), ElementsAre("elm capital", "alder care"));
  EXPECT_THAT(owners.path("", "alder care", kDay), ElementsAre("alder care"));
}

TEST(Owners, ACircleThatWouldCloseOnlyLaterIsSeenWithTheDayOnWhichItCloses) {
  const Owners owners({of("elm capital", "oak group", Date(2015, 1, 1), Date(2018, 1, 1)), of("elm capital", "alder care", Date(2021, 1, 1))});
  EXPECT_EQ(owners.circle("alder care", "elm capital", Date(2016, 1, 1), Date(2020, 1, 1)), std::nullopt);
  EXPECT_EQ(owners.circle("alder care", "elm capital", Date(2016, 1, 1), std::nullopt), Date(2021, 1, 1));
  EXPECT_EQ(owners.circle("alder care", "alder care", Date(2016, 1, 1), std::nullopt), Date(2016, 1, 1));
}

class OwnershipTables : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), homes::migrations(), migrations()});
  }
  std::string file(std::string_view name, std::string_view text) {
    const auto path = database->folder.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  // What the import answers; what it reports stands in `report`.
  std::string import(std::vector<std::string> files) {
    report = {};
    const imports::ImportId id("01900000-0000-7000-8000-00000000000" + std::to_string(++imports_));
    const auto done = (*database)->write([&](db::Write& tx) { return import_files(tx, id, files, report); });
    return done ? "" : done.error().detail;
  }
  std::string import(std::string_view text) { return import(std::vector{file("owners.csv", text)}); }
  Owners owners() { return (*database)->read([](db::Read& tx) { return read_owners(tx); }); }
  std::string version() { return (*database)->read([](db::Read& tx) { return version_of(tx); }); }
  void undo(int number) {
    const FixedClock clock{test::kMondayMorning};
    Services services{**database, clock, database->folder.path()};
    ASSERT_TRUE((*database)->write([&](db::Write& tx) { return import_kind().undo(tx, services, imports::ImportId("01900000-0000-7000-8000-00000000000" + std::to_string(number))); }));
  }
  std::unique_ptr<test::TestDatabase> database;
  imports::Report report;
  int imports_ = 0;
};
RIGHTPLACE_ON_BOTH(OwnershipTables);

TEST_P(OwnershipTables, ATableIsReadWhateverTheOrderOfItsColumnsAndTheSpellingOfItsNames) {
  EXPECT_EQ(import("Since,Parent group,Company,Source,Remarks\n01/02/2019,Élm Capital LLP,\"Alder Care, Ltd.\",Companies House,x\n2022-06-01,Oak,ALDER CARE TWO LIMITED,,\n"), "");
  EXPECT_EQ(report.kept, 2);
  EXPECT_THAT(report.remarks, Contains(HasSubstr("the column \"Remarks\" was not read")));
  const auto read = owners();
  EXPECT_THAT(read.path("", homes::owner_group_of("Alder Care Limited"), kDay), ElementsAre(homes::owner_group_of("Élm Capital LLP"), "alder care"));
  EXPECT_EQ(read.name_of(homes::owner_group_of("Élm Capital")), "Élm Capital LLP");
  EXPECT_EQ(read.of_company("alder care", kDay)->source, "Companies House");
}

TEST_P(OwnershipTables, EveryRowThatCannotBeIsRejectedWithItsLineAndTheReasonAndTheRestStands) {
  EXPECT_EQ(import("company,urn,parent,from,until\n"
                   "Alder Care,,Elm,2019-01-01,\n"
                   ",,Elm,2019-01-01,\n"
                   "Birch Care,,,2019-01-01,\n"
                   "Birch Care,,Elm,yesterday,\n"
                   "Birch Care,,Elm,,\n"
                   "Birch Care,,Elm,2019-01-01,2018-01-01\n"
                   ",SC12,Elm,2019-01-01,\n"
                   "...,,Elm,2019-01-01,\n"
                   "Alder Care Ltd,,Oak,2020-01-01,\n"
                   "Elm,,Alder Care,2021-01-01,\n"
                   "Oak,,Oak Ltd,2021-01-01,\n"
                   ",sc900001,Oak,2021-01-01,\n"),
            "");
  EXPECT_EQ(report.kept, 2);
  std::vector<std::string> said;
  for (const auto& row : report.rejected) said.push_back(std::to_string(row.line) + " " + row.column + " " + row.reason);
  EXPECT_THAT(said, ElementsAre(HasSubstr("3 company is missing"), HasSubstr("4 parent is missing"), HasSubstr("5 from is not a date"), HasSubstr("6 from is missing"), HasSubstr("7 until is not after the first day, 1 January 2019"),
                                HasSubstr("8 urn is not the number of a home"), HasSubstr("9 company is no name"), HasSubstr("10 from overlaps line 2 of owners.csv, which says the parent is Elm"),
                                HasSubstr("11 parent belongs to Elm itself on 1 January 2021"), HasSubstr("12 parent is the company itself")));
  EXPECT_THAT(owners().path("SC900001", "", kDay), ElementsAre("oak"));
}

TEST_P(OwnershipTables, AFileThatIsNoTableOfOwnershipIsRefusedWholeAndSaysWhatIsWanted) {
  EXPECT_THAT(import("company,from\nAlder,2019-01-01\n"), AllOf(HasSubstr("owners.csv, line 1"), HasSubstr("no column \"parent\"")));
  EXPECT_THAT(import("parent,from\nAlder,2019-01-01\n"), HasSubstr("neither a column \"company\" nor a column \"urn\""));
  EXPECT_THAT(import("company,owner,parent,from\n"), HasSubstr("two columns say the company"));
  EXPECT_THAT(import(""), HasSubstr("owners.csv"));
  EXPECT_TRUE(owners().empty());
}

TEST_P(OwnershipTables, TheSameTableTwiceChangesNothingAndTakingItBackBringsTheEarlierBack) {
  EXPECT_EQ(import("company,parent,from\nAlder Care,Elm,2019-01-01\n"), "");
  EXPECT_EQ(import("company,parent,from\nAlder Care,Elm,2019-01-01\n"), "");
  EXPECT_EQ(report.kept, 0);
  EXPECT_EQ(report.unchanged, 1);
  const auto before = version();
  EXPECT_EQ(import("company,parent,from\nAlder Care,Oak,2019-01-01\n"), "");
  EXPECT_THAT(owners().path("", "alder care", kDay), ElementsAre("oak", "alder care"));
  EXPECT_NE(version(), before);
  undo(3);
  EXPECT_THAT(owners().path("", "alder care", kDay), ElementsAre("elm", "alder care"));
  EXPECT_EQ(version(), before);
}

TEST_P(OwnershipTables, ANameThatNoHomeOfTheRegisterHasIsPointedOut) {
  homes::RegisterRow row;
  row.urn = "SC900001", row.name = "Home", row.authority_code = "E08000003", row.region = "North West", row.places = 3, row.owner = "Alder Care Ltd", row.registered_on = Date(2015, 1, 1), row.line = 2;
  (*database)->write([&](db::Write& tx) -> Done {
    homes::store_list(tx, imports::ImportId("01900000-0000-7000-8000-0000000000aa"), {.kind = homes::ListKind::ProvidersAndPlaces, .as_at = kDay, .title = "invented", .has_grades = true, .stated_complete = true, .rows = {row}}, test::kMondayMorning);
    homes::rebuild_history(tx);
    return {};
  });
  EXPECT_EQ(import("company,parent,from\nAlder Care,Elm Holdings,2019-01-01\nElm Holdings,Oak,2019-01-01\nAlber Care,Elm Holdings,2019-01-01\n"), "");
  EXPECT_THAT(report.remarks, ElementsAre(AllOf(HasSubstr("1 company or URN here has no home in the latest list (31 March 2025)"), HasSubstr("Alber Care. Check"))));
}

}  // namespace
}  // namespace rightplace::ownership
