#include "features/homes/homes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "features/homes/home_history.h"
#include "features/homes/register_totals.h"
#include "tests/support/databases.h"

namespace rightplace::homes {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const imports::ImportId kFirst{"01900000-0000-7000-8000-000000000001"};
const imports::ImportId kSecond{"01900000-0000-7000-8000-000000000002"};

RegisterRow home(std::string urn, int places = 4) {
  RegisterRow row;
  row.urn = std::move(urn);
  row.sector = Sector::Private;
  row.status = Status::Active;
  row.authority_code = "E08000003";
  row.region = "North West";
  row.places = places;
  return row;
}

RegisterList list_of(Date as_at, std::vector<RegisterRow> rows) {
  RegisterList list{.kind = ListKind::Providers, .as_at = as_at, .title = "invented", .has_grades = false, .stated_complete = true, .rows = std::move(rows)};
  for (std::size_t i = 0; i < list.rows.size(); ++i) list.rows[i].line = static_cast<std::int64_t>(i + 2);
  return list;
}

std::vector<std::string> urns(const std::vector<Home>& homes) {
  std::vector<std::string> out;
  for (const auto& h : homes) out.push_back(h.urn);
  return out;
}

class HomesStore : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) database = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), migrations()});
  }
  void keep(const imports::ImportId& id, const RegisterList& list) {
    (*database)->write([&](db::Write& tx) {
      store_list(tx, id, list, test::kMondayMorning);
      rebuild_history(tx);
    });
  }
  std::vector<Home> at(Date day, const HomeFilter& filter = {}) {
    return (*database)->read([&](db::Read& tx) { return homes_as_at(tx, day, filter); });
  }
  std::unique_ptr<test::TestDatabase> database;
};

TEST_P(HomesStore, EveryFactOfARowComesBackAsItWasStored) {
  auto row = home("2500001", 3);
  row.name = "Alder House";
  row.address = Personal<std::string>("1 Long Lane\nAldertown");
  row.postcode = Personal<std::string>("ZZ9 9ZZ");
  row.constituency = "Aldertown North";
  row.registered_on = Date(2019, 5, 1);
  row.owner = "Alder Care (invented) Ltd";
  row.linked_school_urn = "100001";
  row.short_break_only = false;
  row.multi_building = true;
  row.needs = std::vector<Need>{Need::MentalHealth, Need::Learning};
  row.conditions = "No more than three children.";
  row.inspections = {{.kind = InspectionKind::Full, .inspected_on = Date(2023, 6, 1), .published_on = Date(2023, 7, 1), .event_number = "10001",
                      .overall = Grade::Good, .protection = Grade::Good, .leadership = Grade::RequiresImprovement, .outcomes = {}, .interim_outcome = {}}};
  keep(kFirst, list_of(Date(2024, 3, 31), {row}));
  const auto homes = at(Date(2024, 3, 31));
  ASSERT_EQ(homes.size(), 1u);
  const auto& h = homes[0];
  EXPECT_EQ(h.name, "Alder House");
  EXPECT_EQ(h.address.reveal(), "1 Long Lane\nAldertown");
  EXPECT_EQ(h.postcode.reveal(), "ZZ9 9ZZ");
  EXPECT_EQ(h.provision_type, ProvisionType::ChildrensHome);
  EXPECT_EQ(h.sector, Sector::Private);
  EXPECT_EQ(h.places, 3);
  EXPECT_EQ(h.constituency_on, Date(2024, 3, 31));
  EXPECT_EQ(h.owner_group, "alder care invented");
  EXPECT_EQ(h.short_break_only, false);
  EXPECT_EQ(h.multi_building, true);
  EXPECT_EQ(h.needs, (std::vector<Need>{Need::MentalHealth, Need::Learning}));
  EXPECT_EQ(h.conditions, "No more than three children.");
  EXPECT_EQ(h.opened_on, Date(2019, 5, 1));
  EXPECT_EQ(h.grade, Grade::Good);
  EXPECT_EQ(h.grade_on, Date(2023, 6, 1));
  const auto inspections = (*database)->read([&](db::Read& tx) { return inspections_of(tx, "2500001"); });
  EXPECT_EQ(inspections, row.inspections);
}

TEST_P(HomesStore, TheSameListTwiceChangesNothing) {
  const auto list = list_of(Date(2024, 3, 31), {home("2500001"), home("2500002")});
  keep(kFirst, list);
  auto turned = list;
  std::ranges::reverse(turned.rows);
  turned.title = "another name";
  (*database)->write([&](db::Write& tx) {
    EXPECT_TRUE(store_list(tx, kSecond, turned, test::kMondayMorning).already_there);
    EXPECT_EQ(tx.integer("SELECT count(*) FROM register_rows"), 2);
  });
}

TEST_P(HomesStore, AnImportTakenBackLeavesTheHistoryOfTheOthers) {
  keep(kFirst, list_of(Date(2023, 3, 31), {home("2500001")}));
  keep(kSecond, list_of(Date(2024, 3, 31), {home("2500002")}));
  EXPECT_THAT(urns(at(Date(2024, 3, 31))), ElementsAre("2500002"));
  (*database)->write([&](db::Write& tx) {
    remove_lists(tx, kSecond);
    rebuild_history(tx);
  });
  EXPECT_THAT(urns(at(Date(2024, 3, 31))), ElementsAre("2500001"));
}

TEST_P(HomesStore, OtherKindsOfProvisionAreShownOnlyWhenAskedFor) {
  auto school = home("2500003");
  school.provision_type = ProvisionType::BoardingSchool;
  keep(kFirst, list_of(Date(2024, 3, 31), {home("2500001"), school}));
  EXPECT_THAT(urns(at(Date(2024, 3, 31))), ElementsAre("2500001"));
  EXPECT_THAT(urns(at(Date(2024, 3, 31), {.types = {ProvisionType::BoardingSchool}, .authority_code = {}, .urn = {}})), ElementsAre("2500003"));
}
TEST_P(HomesStore, AHomeIsReadThroughTimeWithWhatChangedAndWhenItClosed) {
  auto first = home("2500001"), second = home("2500001", 6);
  first.name = "Alder House";
  second.name = "Birch House";
  keep(kFirst, list_of(Date(2022, 3, 31), {first, home("2500002")}));
  keep(kSecond, list_of(Date(2023, 3, 31), {second, home("2500002")}));
  keep(imports::ImportId{"01900000-0000-7000-8000-000000000003"}, list_of(Date(2024, 3, 31), {home("2500002")}));
  const auto versions = (*database)->read([&](db::Read& tx) { return versions_of(tx, "2500001"); });
  ASSERT_EQ(versions.size(), 2u);
  EXPECT_EQ(versions[0].facts.name, "Alder House");
  EXPECT_EQ(versions[1].facts.name, "Birch House");
  EXPECT_EQ(versions[1].facts.places, 6);
  EXPECT_EQ(versions[0].until_on, versions[1].from_on);
  EXPECT_TRUE(versions[1].facts.closed_by);
  EXPECT_TRUE((*database)->read([&](db::Read& tx) { return versions_of(tx, "2500003"); }).empty());
}

TEST_P(HomesStore, AHomeThatCameToAnotherOwnerOrKindIsAConversion) {
  auto first = home("2500001"), second = home("2500001"), third = home("2500001"), same = home("2500002"), renamed = home("2500002");
  first.owner = "Alder Care Ltd";
  second.owner = third.owner = "Birch Care Ltd";
  third.provision_type = ProvisionType::SchoolAsHome;
  same.owner = "Cedar Care Ltd";
  renamed.owner = "Cedar Care Limited";
  keep(kFirst, list_of(Date(2022, 3, 31), {first, same}));
  keep(kSecond, list_of(Date(2023, 3, 31), {second, renamed}));
  keep(imports::ImportId{"01900000-0000-7000-8000-000000000003"}, list_of(Date(2024, 3, 31), {third, renamed}));
  const auto found = (*database)->read([&](db::Read& tx) { return conversions_until(tx, Date(2026, 1, 1)); });
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].owner_before, "Alder Care Ltd");
  EXPECT_EQ(found[0].group_after, "birch care");
  EXPECT_EQ(found[0].on, Date(2023, 3, 31));
  EXPECT_EQ(found[1].type_after, ProvisionType::SchoolAsHome);
  EXPECT_EQ((*database)->read([&](db::Read& tx) { return conversions_until(tx, Date(2023, 12, 1)); }).size(), 1u);
}

TEST_P(HomesStore, TheGradeIsTheLatestOneGivenOnOrBeforeTheDay) {
  auto row = home("2500001");
  const auto inspected = [](Date on, std::optional<Grade> grade) {
    return Inspection{.kind = InspectionKind::Full, .inspected_on = on, .published_on = {}, .event_number = {}, .overall = grade, .protection = {}, .leadership = {},
                      .outcomes = {}, .interim_outcome = {}};
  };
  row.inspections = {inspected(Date(2022, 6, 1), Grade::Good), inspected(Date(2023, 6, 1), Grade::NotJudged), inspected(Date(2023, 9, 1), Grade::Inadequate)};
  row.registered_on = Date(2020, 1, 1);
  keep(kFirst, list_of(Date(2024, 3, 31), {row}));
  EXPECT_EQ(at(Date(2021, 1, 1)).at(0).grade, std::nullopt);
  EXPECT_EQ(at(Date(2023, 8, 1)).at(0).grade, Grade::Good);
  EXPECT_EQ(at(Date(2023, 8, 1)).at(0).grade_on, Date(2022, 6, 1));
  EXPECT_EQ(at(Date(2024, 3, 31)).at(0).grade, Grade::Inadequate);
}
RIGHTPLACE_ON_BOTH(HomesStore);

}  // namespace
}  // namespace rightplace::homes
