// Importing postcodes through the commands that people type, on both databases, and the file that comes of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "features/geography/geography.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::geography {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kLeeds = "postcode,easting,northing,lad25cd\nLS11AA,430000,433000,E08000035\nLS1 1AB,430010,433010,E08000035\n";
constexpr std::string_view kLeedsMoved = "postcode,easting,northing,lad25cd\nLS1 1AA,430100,433100,E08000035\nLS1 1AB,430010,433010,E08000035\n";
constexpr std::string_view kYork = "postcode,easting,northing,lad25cd\nYO1 7AA,460300,451900,E06000014\n";

class ImportedPostcodes : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations()});
  }

  std::string file(std::string_view name, std::string_view text) {
    const auto path = database->folder.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  // Exit code and everything that was said; an error reads "error: …".
  struct Outcome {
    int code = 0;
    std::string said;
  };
  Outcome type(std::vector<std::string> words) {
    database->clock.set(Instant{database->clock.now().ms + 60'000});   // the last import is the latest
    auto all = commands();
    for (auto& command : imports::commands({import_kind()})) all.push_back(command);
    std::vector<const cli::Spec*> specs;
    for (const auto& command : all) specs.push_back(&command.spec);
    const auto parsed = cli::parse(specs, words, "test");
    if (!parsed) return {2, "error: " + parsed.error().detail};
    const auto command = std::ranges::find(all, parsed->spec, [](const Command& c) { return &c.spec; });
    char* bytes = nullptr;
    std::size_t size = 0;
    std::FILE* out = open_memstream(&bytes, &size);
    Outcome outcome;
    {
      cli::Console console(out, out);
      auto services = database->services();
      const auto code = command->need == StoreNeed::None ? command->run_alone(*parsed->arguments, console)
                                                         : command->run(*parsed->arguments, console, services);
      std::fflush(out);
      outcome = code ? Outcome{static_cast<int>(*code), std::string(bytes, size)} : Outcome{2, "error: " + code.error().detail};
    }
    std::fclose(out);
    std::free(bytes);
    return outcome;
  }
  Outcome import(std::string_view name, std::string_view text) { return type({"import", "postcodes", file(name, text)}); }

  std::optional<PostcodePlace> find(std::string_view text) {
    const auto imported = Postcodes::open(database->folder.path());
    return imported ? imported->find(*Postcode::parse(text)) : std::nullopt;
  }
  std::filesystem::path stored() { return database->folder.path() / "postcodes.bin"; }

  std::unique_ptr<test::TestDatabase> database;
};
RIGHTPLACE_ON_BOTH(ImportedPostcodes);

TEST_P(ImportedPostcodes, ACsvWithNamedColumnsIsReadAndFound) {
  const auto outcome = import("leeds.csv", kLeeds);
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.said, HasSubstr("2 rows read: 2 new or changed, 0 as they were, 0 rejected."));
  EXPECT_THAT(outcome.said, HasSubstr("postcode in postcode, position in easting and northing, authority in lad25cd"));
  const auto place = find("ls1 1aa");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->point, (GridPoint{430'000, 433'000}));
  EXPECT_EQ(authority_by_code(place->authority)->name, "Leeds");
  EXPECT_FALSE(place->ended);
  EXPECT_FALSE(find("LS1 1AC"));
  EXPECT_FALSE(find("YO1 7AA"));
}

TEST_P(ImportedPostcodes, AnEarlierDirectoryOfTheONSIsReadByTheMeaningOfItsColumns) {
  const auto outcome = import("ONSPD_AUG_2018_UK.csv",
                              "pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,osward,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,ctry\n"
                              "\"NN1 1AA\",\"NN1  1AA\",\"NN1 1AA\",\"198001\",\"\",\"E10000021\",\"E07000154\",\"E05009043\",\"0\",475000,260500,1,\"E18000002\",\"E92000001\"\n"
                              "\"NN1 1AB\",\"NN1  1AB\",\"NN1 1AB\",\"198001\",\"201206\",\"E10000021\",\"E07000154\",\"E05009043\",\"0\",475010,260510,1,\"E18000002\",\"E92000001\"\n"
                              "\"CF101AA\",\"CF10 1AA\",\"CF10 1AA\",\"198001\",\"\",\"W99999999\",\"W06000015\",\"W05000864\",\"0\",318300,176200,1,\"W11000029\",\"W92000004\"\n"
                              "\"BT1 1AA\",\"BT1  1AA\",\"BT1 1AA\",\"198001\",\"\",\"N99999999\",\"N09000003\",\"N08000303\",\"0\",333900,374200,1,\"ZB001\",\"N92000002\"\n"
                              "\"JE2 3AB\",\"JE2  3AB\",\"JE2 3AB\",\"198001\",\"\",\"L99999999\",\"L99999999\",\"L99999999\",\"0\",,,9,\"L99999999\",\"L93000001\"\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.said, AllOf(HasSubstr("ONS Postcode Directory (CSV), 5 rows; postcode in pcds, position in oseast1m and osnrth1m, authority in oslaua, "
                                            "end of use in doterm"),
                                  HasSubstr("5 rows read: 3 new or changed"), HasSubstr("1 postcode of Northern Ireland was left out"),
                                  HasSubstr("1 row has no position and was left out"), HasSubstr("0 rejected")));
  EXPECT_EQ(find("NN1 1AA")->authority, "E06000062");   // Northampton, now West Northamptonshire
  EXPECT_FALSE(find("NN1 1AA")->ended);
  EXPECT_TRUE(find("NN1 1AB")->ended);
  EXPECT_EQ(find("CF10 1AA")->authority, "W06000015");
  EXPECT_FALSE(find("BT1 1AA"));
}

TEST_P(ImportedPostcodes, TheDirectoryOf2025WithItsNewColumnNamesIsRead) {
  const auto outcome = import("ONSPD_NOV_2025_UK.csv",
                              "pcd7,pcd8,pcds,dointr,doterm,cty25cd,ced25cd,lad25cd,wd25cd,usrtypind,east1m,north1m,gridind,ctry25cd\n"
                              "S1 1AA,S1   1AA,S1 1AA,198001,,E11000003,E99999999,E08000039,E05010876,0,435300,387400,1,E92000001\n");
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_THAT(outcome.said, HasSubstr("position in east1m and north1m, authority in lad25cd, end of use in doterm"));
  EXPECT_EQ(authority_by_code(find("S1 1AA")->authority)->name, "Sheffield");
}

TEST_P(ImportedPostcodes, CodePointOpenHasNoHeaderAndMayBeAFolder) {
  file("codepo_gb/Data/CSV/ls.csv", "\"LS1 1AA\",10,430000,433000,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000035\",\"E05011397\"\n"
                                    "\"LS1 1ZZ\",90,0,0,\"E92000001\",\"E19000001\",\"E18000002\",\"\",\"E08000035\",\"E05011397\"\n");
  file("codepo_gb/Data/CSV/nn.csv", "\"NN1 1AA\",10,475000,260500,\"E92000001\",\"\",\"\",\"E10000021\",\"E07000154\",\"E05009043\"\n");
  const auto outcome = type({"import", "postcodes", (database->folder.path() / "codepo_gb").string()});
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_THAT(outcome.said, AllOf(HasSubstr("ls.csv: Code-Point Open"), HasSubstr("nn.csv: Code-Point Open"), HasSubstr("3 rows read: 2 new"),
                                  HasSubstr("1 row has no position")));
  EXPECT_TRUE(find("LS1 1AA"));
  EXPECT_EQ(find("NN1 1AA")->authority, "E06000062");
}

TEST_P(ImportedPostcodes, AGzipFileIsRead) {
  using namespace std::string_view_literals;
  const auto outcome = import("leeds.csv.gz",
                              "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x2B\xC8\x2F\x2E\x49\xCE\x4F\x49\xD5\x49\x4D\x2C\x2E\xC9\xCC\x4B\xD7\xC9\xCB\x2F\x2A\xC9"
                              "\x00\x31\x72\x12\x53\x8C\x4C\x93\x53\xB8\x7C\x82\x0D\x0D\x1D\x1D\x75\x4C\x8C\x0D\x80\x00\x48\x81\x68\x1D\x57\x03\x0B\x10\xD7"
                              "\xD8\x94\x0B\x00\x8B\xA1\x6E\x29\x41\x00\x00\x00"sv);
  EXPECT_EQ(outcome.code, 0) << outcome.said;
  EXPECT_TRUE(find("LS1 1AA"));
}

TEST_P(ImportedPostcodes, SeveralFilesMakeOneSet) {
  const auto outcome = type({"import", "postcodes", file("a.csv", kLeeds), file("b.csv", kYork)});
  EXPECT_THAT(outcome.said, HasSubstr("3 rows read: 3 new"));
  EXPECT_TRUE(find("LS1 1AA"));
  EXPECT_TRUE(find("YO1 7AA"));
}

TEST_P(ImportedPostcodes, ABadRowIsRejectedWithPlaceAndReasonAndTheRestStands) {
  const auto outcome = import("mixed.csv", "postcode,easting,northing,lad25cd\n"
                                           "LS1 1AA,430000,433000,E08000035\n"
                                           "V28 5OY,430000,433000,E08000035\n"
                                           "LS1 1AB,east,433000,E08000035\n"
                                           "LS1 1AD,430000,9999999,E08000035\n"
                                           "LS1 1AE,430000,433000,E99999999\n");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.said, AllOf(HasSubstr("5 rows read: 1 new or changed, 0 as they were, 4 rejected."),
                                  HasSubstr("mixed.csv, line 3, postcode: \"V28 5OY\" is not a postcode: the letter O"),
                                  HasSubstr("mixed.csv, line 4, easting: \"east\" is not metres east"),
                                  HasSubstr("mixed.csv, line 5, northing: \"9999999\" is not metres north"),
                                  HasSubstr("mixed.csv, line 6, lad25cd: \"E99999999\" is not the code")));
  EXPECT_TRUE(find("LS1 1AA"));
}

TEST_P(ImportedPostcodes, StrictKeepsNothingWhenARowIsRejected) {
  const auto outcome = type({"import", "postcodes", "--strict", file("mixed.csv", std::string(kLeeds) + "V28 5OY,1,1,E08000035\n")});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_FALSE(std::filesystem::exists(stored()));
}

TEST_P(ImportedPostcodes, ADryRunKeepsNothing) {
  const auto outcome = type({"import", "postcodes", "--dry-run", file("leeds.csv", kLeeds)});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.said, HasSubstr("2 new or changed"));
  EXPECT_FALSE(std::filesystem::exists(stored()));
  EXPECT_FALSE(std::filesystem::exists(database->folder.path() / "postcodes.new.bin"));
}

TEST_P(ImportedPostcodes, TheSameFileTwiceChangesNothing) {
  import("leeds.csv", kLeeds);
  const auto before = *formats::read_file(stored());
  const auto outcome = import("leeds.csv", kLeeds);
  EXPECT_THAT(outcome.said, AllOf(HasSubstr("0 new or changed, 2 as they were"), HasSubstr("Nothing new")));
  EXPECT_EQ(*formats::read_file(stored()), before);
}

TEST_P(ImportedPostcodes, AFileThatCannotBeReadLeavesThePostcodesAsTheyWere) {
  import("leeds.csv", kLeeds);
  const auto before = *formats::read_file(stored());
  using namespace std::string_view_literals;
  const std::pair<const char*, std::string_view> faults[] = {
      {"empty.csv", ""sv},
      {"binary.csv", "\x7F" "ELF\x02\x01\x01\x00\x00\x00"sv},
      {"other.csv", "urn,name\nSC1,x\nSC2,y\n"sv},
      {"header_only.csv", "postcode,easting,northing\n"sv},
      {"unclosed.csv", "postcode,easting,northing\nLS1 1AA,430000,433000\n\"LS1 1AB,430000,433000\n"sv},
      {"cut.csv.gz", "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x2B\xC8\x2F\x2E\x49\xCE"sv},
      {"all_bad.csv", "postcode,easting,northing\nnowhere,1,2\n"sv},
  };
  for (const auto& [name, text] : faults) {
    const auto outcome = import(name, text);
    EXPECT_EQ(outcome.code, 2) << name;
    EXPECT_THAT(outcome.said, AllOf(HasSubstr("error: "), HasSubstr(name))) << name;
    EXPECT_EQ(*formats::read_file(stored()), before) << name;
  }
  EXPECT_EQ(type({"import", "postcodes", "/nowhere/at/all.csv"}).code, 2);
  EXPECT_TRUE(find("LS1 1AA"));
}

TEST_P(ImportedPostcodes, UndoBringsThePreviousOnesBack) {
  import("leeds.csv", kLeeds);
  const auto outcome = import("moved.csv", kLeedsMoved);
  EXPECT_THAT(outcome.said, HasSubstr("1 new or changed, 1 as they were"));
  EXPECT_EQ(find("LS1 1AA")->point.easting, 430'100);
  EXPECT_EQ(type({"import", "undo"}).code, 0);
  EXPECT_EQ(find("LS1 1AA")->point.easting, 430'000);
  EXPECT_EQ(type({"import", "undo"}).code, 0);
  EXPECT_FALSE(find("LS1 1AA"));
  EXPECT_FALSE(std::filesystem::exists(stored()));
}

TEST_P(ImportedPostcodes, OnlyOnePreviousSetIsKeptAndUndoSaysSo) {
  import("leeds.csv", kLeeds);
  import("moved.csv", kLeedsMoved);
  import("york.csv", kYork);
  EXPECT_EQ(type({"import", "undo"}).code, 0);
  EXPECT_EQ(find("LS1 1AA")->point.easting, 430'100);
  const auto outcome = type({"import", "undo"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.said, HasSubstr("Only one earlier set of postcodes is kept"));
  EXPECT_EQ(find("LS1 1AA")->point.easting, 430'100);
}

TEST_P(ImportedPostcodes, ASmallerSetTakesThePlaceOfTheEarlierWithAWarning) {
  import("leeds.csv", kLeeds);
  EXPECT_THAT(import("york.csv", kYork).said, HasSubstr("2 postcodes imported before are not in what was read"));
  EXPECT_FALSE(find("LS1 1AA"));
  EXPECT_TRUE(find("YO1 7AA"));
}

TEST_P(ImportedPostcodes, ASetThatOnlyLeavesSomeOutIsAChange) {
  import("leeds.csv", kLeeds);
  const auto outcome = import("fewer.csv", "postcode,easting,northing,lad25cd\nLS1 1AA,430000,433000,E08000035\n");
  EXPECT_THAT(outcome.said, AllOf(HasSubstr("1 as they were"), HasSubstr("1 postcode imported before is not in what was read"), HasSubstr("Kept.")));
  EXPECT_TRUE(find("LS1 1AA"));
  EXPECT_FALSE(find("LS1 1AB"));
}

TEST_P(ImportedPostcodes, OfARepeatedPostcodeTheOneInUseIsTaken) {
  const auto outcome = import("twice.csv", "pcds,oseast1m,osnrth1m,oslaua,doterm\n"
                                           "LS1 1AA,430000,433000,E08000035,\n"
                                           "LS1 1AA,431111,434111,E08000035,199906\n");
  EXPECT_THAT(outcome.said, HasSubstr("1 row repeats a postcode"));
  EXPECT_EQ(find("LS1 1AA")->point.easting, 430'000);
  EXPECT_FALSE(find("LS1 1AA")->ended);
}

TEST_P(ImportedPostcodes, WithoutAuthoritiesEachIsGivenThatOfItsSector) {
  const auto outcome = import("bare.csv", "Postcode,Easting,Northing\nLS1 1AA,430000,433000\n");
  EXPECT_THAT(outcome.said, HasSubstr("The file does not name authorities"));
  EXPECT_EQ(authority_by_code(find("LS1 1AA")->authority)->name, "Leeds");
}

TEST_P(ImportedPostcodes, ADamagedFileIsNoticedAndNeverAnswers) {
  import("leeds.csv", kLeeds);
  EXPECT_TRUE(Postcodes::open(database->folder.path())->is_whole());
  const auto whole = *formats::read_file(stored());

  auto bytes = whole;
  bytes.back() = static_cast<char>(bytes.back() ^ 0x10);   // in a record
  ASSERT_TRUE(formats::write_file(stored(), bytes));
  const auto damaged = Postcodes::open(database->folder.path());
  ASSERT_TRUE(damaged);
  EXPECT_FALSE(damaged->is_whole());
  EXPECT_THROW(damaged->find(*Postcode::parse("LS1 1AA")), std::runtime_error);

  for (const std::size_t at : {std::size_t{3}, std::size_t{9}, std::size_t{30}, std::size_t{115}}) {   // in its head
    bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    ASSERT_TRUE(formats::write_file(stored(), bytes));
    const auto opened = Postcodes::open(database->folder.path());
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().kind, ErrorKind::Invalid);
    EXPECT_THAT(opened.error().detail, HasSubstr("import the postcodes again"));
  }
  for (const auto length : {std::size_t{0}, std::size_t{50}, whole.size() - 8}) {
    ASSERT_TRUE(formats::write_file(stored(), whole.substr(0, length)));
    EXPECT_FALSE(Postcodes::open(database->folder.path())) << length;
  }
}

TEST_P(ImportedPostcodes, WithoutAnImportOpeningSaysWhatToDo) {
  const auto none = Postcodes::open(database->folder.path());
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, ErrorKind::NotFound);
  EXPECT_THAT(none.error().detail, HasSubstr("rightplace import postcodes FILE"));
}

TEST_P(ImportedPostcodes, AreLocatedExactlyOrElseByTheirSector) {
  import("leeds.csv", kLeeds);
  const auto imported = *Postcodes::open(database->folder.path());
  const auto exact = *locate(*Postcode::parse("LS1 1AA"), &imported);
  EXPECT_EQ(exact.precision, Precision::Postcode);
  EXPECT_EQ(exact.radius_metres, 0);
  EXPECT_EQ(exact.label, "postcode LS1 1AA");
  EXPECT_EQ(exact.authority, "E08000035");
  EXPECT_EQ(locate(*Postcode::parse("LS1 1XX"), &imported)->precision, Precision::Sector);
  EXPECT_EQ(locate(*Postcode::parse("LS1 1AA"), nullptr)->precision, Precision::Sector);
  const auto nowhere = locate(*Postcode::parse("BT1 1AA"), &imported);
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().kind, ErrorKind::NotFound);
}

TEST_P(ImportedPostcodes, TheCommandSaysWhereAndHowPrecisely) {
  import("leeds.csv", kLeeds);
  const auto store = database->folder.path().string();
  EXPECT_THAT(type({"postcode", "ls1 1aa", "--store", store}).said,
              AllOf(HasSubstr("Postcode LS1 1AA"), HasSubstr("Leeds (E08000035), Yorkshire and The Humber"), HasSubstr("exact"), Not(HasSubstr("mostly"))));
  EXPECT_THAT(type({"postcode", "LS1 1", "--store", store}).said, AllOf(HasSubstr("Postcode sector LS1 1"), HasSubstr("approximate")));
  EXPECT_THAT(type({"postcode", "ls1", "--store", store}).said, AllOf(HasSubstr("Outward code LS1"), HasSubstr("mostly Leeds")));
  EXPECT_THAT(type({"postcode", "CF10", "--store", store}).said, HasSubstr("Wales, outside England"));
  EXPECT_THAT(type({"postcode", "LS1 1AA", "--json", "--store", store}).said,
              AllOf(HasSubstr("\"precision\": \"postcode\""), HasSubstr("\"easting\": 430000"), HasSubstr("\"authority\": \"Leeds\"")));
  EXPECT_THAT(type({"postcode", "LS1 1AA", "--store", store + "/none"}).said,
              AllOf(HasSubstr("Postcode sector LS1 1"), HasSubstr("No postcodes were imported")));
  EXPECT_EQ(type({"postcode", "ZZ99", "--store", store}).code, 2);
  EXPECT_THAT(type({"postcode", "hello", "--store", store}).said, HasSubstr("is not a postcode, a postcode sector or an outward code"));
}

TEST_P(ImportedPostcodes, ImportsAreListedWithTheirFile) {
  import("leeds.csv", kLeeds);
  EXPECT_THAT(type({"imports"}).said, AllOf(HasSubstr("postcodes"), HasSubstr("leeds.csv")));
}

}  // namespace
}  // namespace rightplace::geography
