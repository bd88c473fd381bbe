#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "features/placements/placements.h"
#include "features/supply/supply_tables.h"
#include "formats/file.h"
#include "tests/support/databases.h"

namespace rightplace::supply {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const imports::ImportId kImport{"01900000-0000-7000-8000-000000000001"};
constexpr Date kDay(2026, 3, 1);   // the test clock says 2 March 2026

class SupplyImport : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped())
      database = std::make_unique<test::TestDatabase>(
          GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), homes::migrations(), migrations()});
  }
  std::string file(std::string_view name, std::string_view text) {
    const auto path = database->folder.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }
  std::string read(const std::vector<std::string>& files) {
    const auto done = (*database)->write([&](db::Write& tx) -> Done {
      report = {};
      return import_files(tx, kImport, files, test::kMondayMorning, report);
    });
    return done ? "" : done.error().detail;
  }
  std::vector<HomeSupply> stated() {
    return (*database)->read([&](db::Read& tx) { return supply_as_at(tx, Date(2026, 3, 2)); });
  }
  std::unique_ptr<test::TestDatabase> database;
  imports::Report report;
};

TEST_P(SupplyImport, SeveralCsvTablesMakeTheStatementsOfAHome) {
  ASSERT_EQ(read({file("purposes.csv", "urn,stated_at,home_type,age_from,age_to,accepts,cultures,takes_solo\n2500001,2026-03-01,long_term,11,17,girls,muslim bsl,no\n"),
                  file("2026-03 needs.csv", "urn,stated_at,need,takes_to,can_do\n2500001,2026-03-01,autism,high,medium\n2500001,2026-03-01,learning,low,\n"),
                  file("rooms.csv", "urn,stated_at,room,adaptations\n2500001,2026-03-01,1,hoist\n2500001,2026-03-01,2,\n"),
                  file("calendar.csv", "urn,stated_at,room,state,from,until,may_take\n2500001,2026-03-01T09:30,2,free,2026-03-05,,1\n"),
                  file("fees.csv", "urn,stated_at,route,need_level,weekly_pence\n2500001,2026-03-01,spot,high,512345\n"),
                  file("contracts.csv", "urn,stated_at,authority,route,from,until,reference,sells_spot\n2500001,2026-03-01,Leeds,framework,2025-04-01,,WR-1,yes\n")}),
            "");
  EXPECT_EQ(report.rejected_count, 0);
  const auto homes = stated();
  ASSERT_THAT(homes, SizeIs(1));
  const auto& home = homes[0];
  EXPECT_EQ(home.purpose->value.home_type, HomeType::LongTerm);
  EXPECT_EQ(home.purpose->value.takes_solo, false);
  EXPECT_THAT(home.purpose->value.needs, SizeIs(2));
  EXPECT_EQ(home.rooms->value[0].adaptations, std::vector{Adaptation::Hoist});
  EXPECT_EQ(home.rooms->value[1].adaptations, std::nullopt);
  EXPECT_EQ(home.calendar->value.may_take, 1);
  EXPECT_EQ(home.calendar->value.free[0].nights, (Stay{Date(2026, 3, 5), std::nullopt}));
  EXPECT_EQ(home.fees->value[0].rate.per_week.value, 512'345);
  EXPECT_EQ(home.contracts->value.access[0].authority_code, "E08000035");
  EXPECT_EQ(home.contracts->value.sells_spot, true);
}

TEST_P(SupplyImport, AHoldOfAFileIsForAReferralAndEndsAsEarlyAsOneMadeByHand) {
  const auto holds = [&](std::string held_for, std::string until) {
    report = {};
    return read({file("holds.csv", "urn,stated_at,room,from,until,held_for,held_until\n2500001,2026-03-01,1,2026-03-02,," + held_for + "," + until + "\n")});
  };
  EXPECT_EQ(holds("Kim Alder", "2026-03-04"), "");
  EXPECT_EQ(report.rejected_count, 1);
  EXPECT_EQ(holds("R-7K3M9Q", "2026-04-01"), "");
  EXPECT_EQ(report.rejected_count, 1);
  EXPECT_EQ(holds("R-7K3M9Q", "2026-03-29"), "");
  EXPECT_EQ(report.rejected_count, 0);
  ASSERT_THAT(stated(), SizeIs(1));
  EXPECT_THAT(stated()[0].holds, SizeIs(1));
}

TEST_P(SupplyImport, AJsonDocumentSaysTheSameAsTheCsvFiles) {
  ASSERT_EQ(read({file("rooms.csv", "urn,stated_at,room,adaptations\n2500001,2026-03-01,1,hoist\n")}), "");
  ASSERT_EQ(read({file("supply.json", R"({"format": "rightplace-supply-1", "rooms": [{"urn": "2500001", "stated_at": "2026-03-01", "room": "1", "adaptations": ["hoist"]}]})")}), "");
  EXPECT_EQ(report.kept, 0);
  EXPECT_EQ(report.unchanged, 1);
}

TEST_P(SupplyImport, ARowThatCannotBeRightTakesItsWholeStatementWithIt) {
  ASSERT_EQ(read({file("residents.csv", "urn,stated_at,token,room,poses\n2500001,2026-03-01,a,1,physical\n2500001,2026-03-01,b,2,flying\n2500002,2026-03-01,a,1,none\n")}), "");
  EXPECT_EQ(report.rejected_count, 2);
  EXPECT_EQ(report.rejected[0].line, 3u);
  EXPECT_EQ(report.rejected[0].column, "poses");
  EXPECT_THAT(report.rejected[1].reason, HasSubstr("another row of the same statement was rejected"));
  const auto homes = stated();
  ASSERT_THAT(homes, SizeIs(1));
  EXPECT_EQ(homes[0].urn, "2500002");
  EXPECT_EQ(homes[0].residents->value[0].poses, std::vector<RiskToOthers>{});
}

TEST_P(SupplyImport, FactsOfAChildAreNotRepeatedInMessages) {
  ASSERT_EQ(read({file("residents.csv", "urn,stated_at,token,birth_month\n2500001,2026-03-01,a,May 2011\n")}), "");
  ASSERT_THAT(report.rejected, SizeIs(1));
  EXPECT_EQ(report.rejected[0].value, "");
  EXPECT_THAT(report.rejected[0].reason, Not(HasSubstr("2011-05-")));
}

TEST_P(SupplyImport, NobodyAndNothingFreeCanBeSaid) {
  ASSERT_EQ(read({file("residents.csv", "urn,stated_at,token\n2500001,2026-03-01,\n"), file("calendar.csv", "urn,stated_at,room,state,from\n2500001,2026-03-01,,,\n")}), "");
  EXPECT_EQ(report.rejected_count, 0);
  const auto homes = stated();
  EXPECT_THAT(homes.at(0).residents->value, IsEmpty());
  EXPECT_THAT(homes.at(0).calendar->value.free, IsEmpty());
}

TEST_P(SupplyImport, ContradictionsWithinAStatementAreFaults) {
  ASSERT_EQ(read({file("calendar.csv", "urn,stated_at,room,state,from,until\n"
                                       "2500001,2026-03-01,1,free,2026-03-05,2026-04-05\n2500001,2026-03-01,1,free,2026-04-01,\n"
                                       "2500002,2026-03-01,1,free,2026-03-05,2026-03-05\n2500003,2030-01-01,1,free,2026-03-05,\n"),
                  file("outcomes.csv", "urn,stated_at,kind,cases,successes\n2500001,2026-03-01,progress,3,4\n"),
                  file("purposes.csv", "urn,stated_at,age_from,age_to\n2500001,2026-03-01,15,11\n")}), "");
  std::vector<std::string> reasons;
  for (const auto& row : report.rejected) reasons.push_back(row.reason);
  EXPECT_THAT(reasons, Contains(HasSubstr("overlaps another free time of the same room")));
  EXPECT_THAT(reasons, Contains(HasSubstr("is not after 2026-03-05")));
  EXPECT_THAT(reasons, Contains(HasSubstr("lies in the future")));
  EXPECT_THAT(reasons, Contains(HasSubstr("is more than the 3 cases")));
  EXPECT_THAT(reasons, Contains(HasSubstr("is below age_from (15)")));
  EXPECT_THAT(stated(), IsEmpty());
}

TEST_P(SupplyImport, FilesThatAreNotWhatTheySayAreRefusedWithTheirFault) {
  EXPECT_THAT(read({file("dinners.csv", "a,b\n")}), HasSubstr("its name does not say which table it is"));
  EXPECT_THAT(read({file("rooms.csv", "urn,stated_at,room,colour\n")}), HasSubstr("line 1: \"colour\" is no column of rooms. Its columns are urn, stated_at, room and adaptations."));
  EXPECT_THAT(read({file("rooms.csv", "urn,room\n")}), HasSubstr("the column \"stated_at\" is missing"));
  EXPECT_THAT(read({file("rooms.csv", "urn,stated_at,room,room\n")}), HasSubstr("the column \"room\" stands twice"));
  EXPECT_THAT(read({file("a.json", "{}")}), HasSubstr("its member \"format\" must be \"rightplace-supply-1\""));
  EXPECT_THAT(read({file("a.json", R"({"format": "rightplace-supply-1", "dinners": []})")}), HasSubstr("\"dinners\" is no table"));
  EXPECT_THAT(read({file("a.json", R"({"format": "rightplace-supply-1", "rooms": [{"urn": "2500001", "colour": "red"}]})")}), HasSubstr("has a member \"colour\", which is not known"));
}
RIGHTPLACE_ON_BOTH(SupplyImport);

TEST(SupplyMoments, AreLondonsUnlessTheySayOtherwise) {
  EXPECT_EQ(moment_named("2026-03-02T09:00:00Z"), test::kMondayMorning);
  EXPECT_EQ(moment_named("2026-03-02T09:00"), test::kMondayMorning);
  EXPECT_EQ(moment_named("2026-03-02 10:00:00+01:00"), test::kMondayMorning);
  EXPECT_EQ(moment_named("2026-07-01T10:00")->ms, moment_named("2026-07-01T09:00Z")->ms);
  EXPECT_EQ(moment_named("2026-02-30"), std::nullopt);
  EXPECT_EQ(moment_named("2026-03-02T25:00"), std::nullopt);
  EXPECT_EQ(moment_named("2026-03-02T09:00 noon"), std::nullopt);
}

TEST(SupplySchema, ThePublishedOneIsMadeFromTheFieldsThatAreRead) {
  const auto published = formats::read_file(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/api/supply.schema.json");
  ASSERT_TRUE(published) << published.error().detail;
  // To renew it: run this with RIGHTPLACE_RENEW=1.
  if (std::getenv("RIGHTPLACE_RENEW")) std::ofstream(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/api/supply.schema.json") << schema().pretty();
  EXPECT_EQ(*published, schema().pretty());
}

TEST(SupplySchema, TheHandbookNamesEveryTableAndColumn) {
  const auto page = formats::read_file(std::string(RIGHTPLACE_SOURCE_DIR) + "/docs/use/supply.md");
  ASSERT_TRUE(page) << page.error().detail;
  for (const auto& table : tables()) {
    EXPECT_THAT(*page, HasSubstr("`" + std::string(table.name) + "`"));
    for (const auto& field : table.fields) EXPECT_THAT(*page, HasSubstr("`" + std::string(field.name) + "`")) << table.name;
  }
}

}  // namespace
}  // namespace rightplace::supply
