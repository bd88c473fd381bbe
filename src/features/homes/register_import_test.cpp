#include "features/homes/register_import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "features/homes/register_totals.h"
#include "tests/support/databases.h"

namespace rightplace::homes {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const imports::ImportId kImport{"01900000-0000-7000-8000-000000000001"};
const imports::ImportId kAnother{"01900000-0000-7000-8000-000000000002"};

class RegisterImport : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), migrations()});
  }
  imports::Report read(const std::vector<std::string>& files, const imports::ImportId& id = kImport, ReadOptions options = {}) {
    imports::Report report;
    const auto done = (*database)->write([&](db::Write& tx) -> Done {
      report = {};
      return import_files(tx, id, files, options, test::kMondayMorning, report);
    });
    if (!done) ADD_FAILURE() << done.error().detail;
    return report;
  }
  std::vector<Home> at(Date day) {
    return (*database)->read([&](db::Read& tx) { return homes_as_at(tx, day); });
  }
  std::string file(std::string_view name, std::string_view text) {
    const auto path = database->folder.path() / name;
    std::ofstream(path) << text;
    return path.string();
  }
  std::unique_ptr<test::TestDatabase> database;
};

TEST_P(RegisterImport, TheSameFileTwiceChangesNothing) {
  const auto path = file("provider_at_march_2019.csv", "URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\n2500002,Children's home,Leeds,3\n");
  EXPECT_EQ(read({path}).kept, 2);
  const auto again = read({path}, kAnother);
  EXPECT_EQ(again.kept, 0);
  EXPECT_EQ(again.unchanged, 2);
}

TEST_P(RegisterImport, AHomeWhoseRowIsRejectedDoesNotCountAsClosed) {
  const auto head = std::string("URN,Provision type,Local authority,Places\n");
  const auto before = file("provider_at_march_2008.csv", head + "2500001,Children's home,Leeds,4\n2500002,Children's home,Leeds,3\n2500003,Children's home,Leeds,3\n");
  const auto after = file("provider_at_march_2009.csv", head + "2500001,Children's home,Leeds,four\n2500002,Children's home,Leeds,3\n");
  read({before});
  const auto report = read({after}, kAnother);
  EXPECT_EQ(report.rejected_count, 1);
  EXPECT_THAT(report.remarks, Contains(HasSubstr("1 rejected row names a provider; no home counts as closed")));
  std::vector<std::string> open;
  for (const auto& home : at(Date(2009, 3, 31))) open.push_back(home.urn);
  EXPECT_THAT(open, ::testing::ElementsAre("2500001", "2500002"));   // the third is missing from the list, and has closed
}

TEST_P(RegisterImport, AListClosesNoHomeWhileARowDoesNotSayWhichProviderItIs) {
  const auto head = std::string("URN,Provision type,Local authority,Places\n");
  const auto before = file("provider_at_march_2008.csv", head + "2500001,Children's home,Leeds,4\n2500002,Children's home,Leeds,3\n");
  const auto after = file("provider_at_march_2009.csv", head + "25000O1,Children's home,Leeds,4\n2500002,Children's home,Leeds,3\n");
  const auto corrected = file("corrected_march_2009.csv", head + "2500003,Children's home,Leeds,4\n2500002,Children's home,Leeds,3\n");
  read({before});
  EXPECT_THAT(read({after}, kAnother).remarks, Contains(HasSubstr("closes no home until they are corrected")));
  EXPECT_EQ(at(Date(2009, 3, 31)).size(), 2u);
  read({corrected}, imports::ImportId{"01900000-0000-7000-8000-000000000003"});
  std::vector<std::string> open;
  for (const auto& home : at(Date(2009, 3, 31))) open.push_back(home.urn);
  EXPECT_THAT(open, ::testing::UnorderedElementsAre("2500002", "2500003"));
}

TEST_P(RegisterImport, AListOfADayToComeIsRefused) {
  const auto path = file("provider_at_march_2031.csv", "URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\n");
  imports::Report report;
  const auto done = (*database)->write([&](db::Write& tx) {
    return import_files(tx, kImport, {path}, {.as_at = {}, .today = Date(2026, 3, 2)}, test::kMondayMorning, report);
  });
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().detail, HasSubstr("31 March 2031, which is still to come"));
}

TEST_P(RegisterImport, AFileThatIsBrokenLeavesTheStoreAsItWas) {
  const auto good = file("provider_at_march_2019.csv", "URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\n");
  const auto broken = file("provider_at_march_2020.csv", "URN,Provision type,Local authority,Places\n2500002,\"Children's home,Leeds,4\n");
  imports::Report report;
  const auto done = (*database)->write([&](db::Write& tx) { return import_files(tx, kImport, {good, broken}, {}, test::kMondayMorning, report); });
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().detail, HasSubstr("provider_at_march_2020.csv"));
  (*database)->read([](db::Read& tx) { EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM register_lists"), 0); });
}

TEST_P(RegisterImport, AListFarBelowTheTotalSaysSo) {
  const auto report = read({file("provider_at_march_2019.csv", "URN,Provision type,Local authority,Places\n2500001,Children's home,Leeds,4\n")});
  EXPECT_THAT(report.remarks, Contains(HasSubstr("31 March 2019: 1 home with 4 places; the official total is 2,304 homes")));
  EXPECT_THAT(report.remarks, Contains(HasSubstr("closes no home")));
}

TEST_P(RegisterImport, TotalsOfCompleteListsAreTheOfficialOnesByTypeHomesAndPlaces) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  const auto folder = test::real_data() / "ofsted";
  // Out of order on purpose: neither the order nor the lists between them may matter.
  std::vector<std::string> files;
  for (const auto* name : {"provider_at_march_2025.csv", "joiners_leavers_19.csv", "provider_at_march_2018.csv", "provider_at_march_2021.csv", "provider_at_march_2023.csv",
                           "joiners_leavers_22.csv", "2025_leavers_joiners.csv", "provider_at_march_2018_part2.csv"})
    files.push_back((folder / name).string());
  const auto report = read(files);
  EXPECT_LE(report.rejected_count, 1);
  for (const auto day : {Date(2018, 3, 31), Date(2021, 3, 31), Date(2025, 3, 31)}) {
    std::map<ProvisionType, std::pair<int, int>> totals;
    for (const auto& home : at(day)) {
      ++totals[home.provision_type].first;
      totals[home.provision_type].second += home.places.value_or(0);
    }
    for (const auto type : {ProvisionType::ChildrensHome, ProvisionType::SecureChildrensHome, ProvisionType::SchoolAsHome}) {
      const auto official = official_total(day, type);
      ASSERT_TRUE(official);
      EXPECT_EQ(totals[type].first, official->providers) << day.iso() << ' ' << kProvisionTypes.label(type);
      EXPECT_EQ(totals[type].second, official->places) << day.iso() << ' ' << kProvisionTypes.label(type);
    }
  }
  EXPECT_THAT(report.remarks, Contains(HasSubstr("31 March 2023: 2,890 homes")));
  EXPECT_THAT(report.remarks, Contains(HasSubstr("It holds inspected homes only")));
}
RIGHTPLACE_ON_BOTH(RegisterImport);

class RealLists : public ::testing::TestWithParam<std::string> {};

TEST_P(RealLists, AreReadWithAlmostNoRowRejected) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  imports::Report report;
  const auto lists = read_register(test::real_data() / "ofsted" / GetParam(), {}, report);
  ASSERT_TRUE(lists) << lists.error().detail;
  ASSERT_FALSE(lists->empty());
  EXPECT_LE(report.rejected_count, 1);
  for (const auto& list : *lists)
    for (const auto& row : list.rows) {
      if (!is_home(row.provision_type)) continue;
      EXPECT_FALSE(row.authority_code.empty()) << row.urn;
      if (!row.constituency.empty()) {
        EXPECT_TRUE(geography::constituency(row.constituency, geography::constituencies_on(list.as_at))) << row.constituency;
      }
    }
}
INSTANTIATE_TEST_SUITE_P(Ofsted, RealLists,
                         ::testing::Values("providers_at_sept_14.csv", "provider_at_march_2015.csv", "provider_at_march_2016.csv", "provider_at_march_2018.csv",
                                           "provider_at_march_2018_part2.csv", "provider_at_march_2019.csv", "provider_at_march_2020.csv",
                                           "provider_at_march_2021.csv", "provider_at_march_2023.csv", "provider_at_march_2024.csv", "provider_at_march_2025.csv",
                                           "joiners_leavers_17.csv", "joiners_leavers_18.csv", "joiners_leavers_19.csv", "joiners_leavers_20.csv",
                                           "joiners_leavers_21.csv", "joiners_leavers_22.csv", "joiners_leavers_23.csv", "2025_leavers_joiners.csv"),
                         [](const auto& parameter) {
                           std::string name = parameter.param.substr(0, parameter.param.find('.'));
                           return name;
                         });

TEST(RealWorkbook, ItsProviderListIsTheSameListAsTheCsv) {
  RIGHTPLACE_NEEDS_REAL_DATA();
  test::TestDatabase database(db::Dialect::Sqlite, {audit::migrations(), imports::migrations(), migrations()});
  const auto folder = test::real_data() / "ofsted";
  imports::Report report;
  const auto done = database->write([&](db::Write& tx) -> Done {
    RP_CHECK(import_files(tx, kImport, {(folder / "provider_at_march_2025.csv").string(), (folder / "2025_leavers_joiners.csv").string()}, {}, test::kMondayMorning, report));
    report = {};
    return import_files(tx, kAnother, {(folder / "ofsted_csc_underlying_2025.ods").string()}, {}, test::kMondayMorning, report);
  });
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(report.unchanged, 5'600 + 1'529);
  EXPECT_EQ(report.kept, 5'600 + 4'921);
}

}  // namespace
}  // namespace rightplace::homes
