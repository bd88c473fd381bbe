#include "features/flows/flows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "features/accounts/accounts.h"
#include "features/atlas/atlas.h"
#include "features/flows/flows_count.h"
#include "features/homes/homes.h"
#include "features/organisations/organisations.h"
#include "features/placements/placements.h"
#include "tests/support/desk_stage.h"

namespace rightplace::flows {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const geography::Authority* of(std::string_view code) { return geography::authority_by_code(code); }
constexpr std::string_view kLeeds = "E08000035", kBradford = "E08000032", kHull = "E06000010", kManchester = "E08000003", kCamden = "E09000007";
constexpr Date kDay(2025, 3, 31);

Placed child(std::string_view by, std::string_view at, std::optional<double> miles, std::uint32_t kind = 1) {
  return {.kind = kind, .in_a_home = true, .by = of(by), .at = at.empty() ? nullptr : of(at), .miles = miles};
}
std::vector<Placed> times(int count, const Placed& one) { return std::vector<Placed>(static_cast<std::size_t>(count), one); }
std::vector<Placed> together(std::initializer_list<std::vector<Placed>> all) {
  std::vector<Placed> out;
  for (const auto& each : all) out.insert(out.end(), each.begin(), each.end());
  return out;
}

TEST(Counting, InsideOrOutsideAndTwentyMilesAreFourNumbersAndWhatIsNotKnownIsAFifth) {
  const auto table = by_distance({child(kLeeds, kLeeds, 20.0), child(kLeeds, kLeeds, 20.1), child(kLeeds, kBradford, 3), child(kLeeds, kManchester, 40), child(kLeeds, kManchester, std::nullopt), child(kLeeds, "", 2)}, kDay);
  EXPECT_THAT(table.counts[1], ElementsAre(1, 1, 1, 1, 2));
  const auto figures = as_they_are(table);
  EXPECT_THAT(figures.rows.back(), ElementsAre("All", "1", "1", "1", "1", "2", "6"));
}

TEST(Counting, TwentyMilesAreSureOnlyWhereTheyHoldWhereverBothPostcodesLie) {
  auto near = child(kLeeds, kLeeds, 10), far = near, open = near, unknown = near;
  near.distance = {5, 10, 20};
  far.distance = {20.1, 25, 30};
  open.distance = {15, 19, 23};
  EXPECT_THAT(how_sure({near, far, open, unknown}, kDay).counts[1], ElementsAre(1, 1, 1, 1));
}

TEST(Counting, EveryChildStandsInOneRowOfWhereTheyLive) {
  auto abroad = child(kLeeds, "", std::nullopt);
  abroad.outside_england = true;
  const auto table = destinations({child(kLeeds, kLeeds, 1), child(kLeeds, kBradford, 9), child(kLeeds, kHull, 50), child(kLeeds, kManchester, 40), abroad, child(kLeeds, "", {})}, *of(kLeeds), kDay);
  std::vector<std::string> found;
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    if (table.counts[r][1] == 1) found.push_back(table.rows[r]);
  EXPECT_THAT(found, ElementsAre("In the authority", "In an adjoining authority", "Elsewhere in Yorkshire and The Humber", "North West", "Outside England", "Not known"));
}

TEST(Counting, TheMatrixOfRegionsAddsUpToAllChildrenInHomes) {
  auto fostered = child(kLeeds, kLeeds, 1, 0);
  fostered.in_a_home = false;
  const auto table = between_regions(together({times(30, child(kLeeds, kLeeds, 1)), times(20, child(kLeeds, kManchester, 40)), times(40, child(kCamden, kManchester, 160)), times(7, child(kCamden, "", {})), {fostered}}), kDay);
  std::int64_t all = 0;
  for (const auto& row : table.counts)
    for (const auto count : row) all += count;
  EXPECT_EQ(all, 97);
  EXPECT_EQ(table.counts[static_cast<std::size_t>(geography::Region::London)][static_cast<std::size_t>(geography::Region::NorthWest)], 40);
}

TEST(Counting, WhatARegionSendsOutAndTakesInFollowsFromThePublishedMatrixAlone) {
  const auto table = between_regions(together({times(30, child(kLeeds, kLeeds, 1)), times(21, child(kLeeds, kManchester, 40)), times(42, child(kCamden, kManchester, 160)), times(50, child(kManchester, kManchester, 3))}), kDay);
  const auto net = net_of_regions(table);
  const auto row = [&](geography::Region region) { return net.rows[static_cast<std::size_t>(region)]; };
  EXPECT_THAT(row(geography::Region::London), ElementsAre("London", "about 40", "about 0", "sends out about 40 more"));
  EXPECT_THAT(row(geography::Region::NorthWest), ElementsAre("North West", "about 0", "about 65", "takes in about 65 more"));
}

TEST(Counting, AMatrixThatCannotBeKeptSafeGivesNoNetEither) {
  const auto table = between_regions(together({times(300, child(kLeeds, kLeeds, 1)), times(3, child(kLeeds, kManchester, 40)), times(100, child(kManchester, kManchester, 3))}), kDay);
  EXPECT_TRUE(to_publish(table).rows.empty());
  EXPECT_TRUE(net_of_regions(table).rows.empty());
}

TEST(Counting, ASmallNumberIsNeitherShownNorToldByTheNet) {
  const auto table = between_regions(together({times(300, child(kLeeds, kLeeds, 1)), times(3, child(kLeeds, kManchester, 40)), times(4, child(kCamden, kManchester, 160)), times(100, child(kManchester, kManchester, 3)), times(31, child(kManchester, kLeeds, 40)), times(24, child(kCamden, kLeeds, 190)), times(56, child(kCamden, kCamden, 2)), times(17, child(kManchester, kCamden, 170))}), kDay);
  ASSERT_FALSE(to_publish(table).rows.empty());
  for (const auto& row : to_publish(table).rows)
    for (std::size_t i = 1; i < row.size(); ++i) EXPECT_THAT(row[i], AllOf(Not("1"), Not("2"), Not("3"), Not("4"))) << row[0];
  const auto net = net_of_regions(table);
  // What follows is worked out of rounded numbers only: 24 + 4 is 28, and 85 - 55 is about 30.
  EXPECT_THAT(net.rows[static_cast<std::size_t>(geography::Region::London)][1], testing::AnyOf("c", "about 25", "about 30"));
}

class Flows : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), homes::migrations(), atlas::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations()});
    const auto body = [&](organisations::Kind kind, std::string name, std::string code) {
      return write([&](db::Write& tx) { return *organisations::add(tx, {ActorKind::Operator, "operator"}, Allowed::because("test"), {kind, name, code, "", {Date(2020, 1, 1), {}}}, clock.now()); });
    };
    leeds = body(organisations::Kind::Authority, "Leeds", std::string(kLeeds));
    bradford = body(organisations::Kind::Authority, "Bradford", std::string(kBradford));
    ofsted = body(organisations::Kind::Ofsted, "Ofsted", "");
    white_rose = body(organisations::Kind::Consortium, "White Rose", "");
    as(access::Role::NominatedOfficer, leeds, access::Kind::Authority);
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who->person;
      admission.visitor.kept = who;
      return admission;
    });
  }
  void as(access::Role role, const organisations::OrganisationId& body, access::Kind kind, std::vector<organisations::OrganisationId> members = {}) {
    access::Grant grant{role, body, kind, {{Date(2020, 1, 1), {}}}};
    grant.members = std::move(members);
    who = std::make_shared<access::Standing>(access::Standing{"01900000-0000-7000-8000-0000000000aa", body, desk->today(), true, {grant}});
  }
  struct Row {
    int children;
    std::string_view postcode;
    std::string_view place = "K2", legal = "C2", ended = "";
  };
  // Children whose home is LS1.
  void a_return(std::string_view authority, int year, std::vector<Row> rows) {
    returns::TableRows table{.table = returns::Table::Episodes, .rows = {}};
    const auto width = returns::spec_of(returns::Table::Episodes).columns.size();
    int number = 0;
    for (const auto& row : rows)
      for (int i = 0; i < row.children; ++i) {
        auto& cells = table.rows.emplace_back(width);
        const auto set = [&](std::string_view column, std::string_view value) { cells[static_cast<std::size_t>(returns::column_of(returns::Table::Episodes, column))] = value; };
        set("CHILD", "K" + std::to_string(++number)), set("DECOM", "2024-05-01"), set("RNE", "S"), set("LS", row.legal), set("CIN", "N1"), set("PLACE", row.place), set("DEC", row.ended), set("HOME_POST", "LS1 4AP"), set("PL_POST", row.postcode);
      }
    write([&](db::Write& tx) { return returns::store_table(tx, desk->vault, imports::ImportId("01900000-0000-7000-8000-0000000000" + std::to_string(10 + ++imports_)), authority, year, table, std::nullopt); });
  }
  web::Response get(std::string path) {
    web::Request request;
    request.path = std::move(path);
    return site->handle(request);
  }
  organisations::OrganisationId leeds, bradford, ofsted, white_rose;
  std::shared_ptr<access::Standing> who;
  int imports_ = 0;
};
RIGHTPLACE_ON_BOTH(Flows);

TEST_P(Flows, AnAuthoritySeesItsChildrenInTrueNumbersAndTakesAwayOnlyWhatMayBePublished) {
  a_return(kLeeds, 2025, {{30, "LS1 4AP"}, {41, "LS1 4AP", "U5"}, {3, "BD1 1HU"}, {14, "BD1 1HU", "U5"}, {12, "M2 5DB"}, {17, "M2 5DB", "U5"}, {22, "HU1 2AA"}, {13, "HU1 2AA", "U5"}});
  const auto page = get("/flows").body;
  EXPECT_THAT(page, AllOf(HasSubstr("152 children were in care on 31 March 2025"), HasSubstr("53 in 100 live outside the authority"), HasSubstr("42 in 100"), HasSubstr(">3</td>"), HasSubstr("<title>Bradford: 17</title>"), HasSubstr("cannot be said from its own return")));
  const auto file = get("/flows/files/authorities");
  EXPECT_EQ(file.status, 200);
  EXPECT_THAT(file.body, AllOf(HasSubstr("Bradford,c,"), Not(HasSubstr(",3,")), Not(HasSubstr(",12,")), Not(HasSubstr(",41,"))));
  EXPECT_EQ(get("/flows/files/anything").status, 404);
}

TEST_P(Flows, ATableThatCannotBePublishedHasNoFileAndThePageSaysWhy) {
  a_return(kLeeds, 2025, {{30, "LS1 4AP"}, {3, "M2 5DB"}});
  EXPECT_EQ(get("/flows/files/distance").status, 409);
  EXPECT_THAT(get("/flows").body, AllOf(HasSubstr("It cannot be published, so there is no file"), Not(HasSubstr("href=\"/flows/files/distance\""))));
}

TEST_P(Flows, RespiteCareAndEndedEpisodesAreNotCounted) {
  a_return(kLeeds, 2025, {{10, "LS1 4AP"}, {4, "M2 5DB", "K2", "V4"}, {5, "M2 5DB", "K2", "C2", "2025-01-01"}});
  EXPECT_THAT(get("/flows").body, HasSubstr("10 children were in care"));
}

TEST_P(Flows, WithoutAReturnThePageSaysThatItCannotBeSaid) {
  EXPECT_THAT(get("/flows").body, AllOf(HasSubstr("it cannot be said where its children live"), Not(HasSubstr("<table"))));
  EXPECT_EQ(get("/flows/files/distance").status, 409);
  as(access::Role::OfstedAnalyst, ofsted, access::Kind::Ofsted);
  EXPECT_THAT(get("/flows").body, HasSubstr("stands in this service"));
}

TEST_P(Flows, AnotherAuthoritysChildrenAreNeverAmongTheOwn) {
  a_return(kBradford, 2025, {{30, "BD1 1HU"}});
  EXPECT_THAT(get("/flows").body, HasSubstr("No return on children looked after (SSDA903) of Leeds was read yet"));
}

TEST_P(Flows, AnAnalystSeesAllReturnsTogetherWithoutSmallNumbersAndWhoseAreMissing) {
  a_return(kLeeds, 2025, {{30, "LS1 4AP"}, {3, "M2 5DB"}});
  a_return(kBradford, 2025, {{20, "BD1 1HU"}, {14, "M2 5DB"}});
  as(access::Role::OfstedAnalyst, ofsted, access::Kind::Ofsted);
  const auto page = get("/flows").body;
  EXPECT_THAT(page, AllOf(HasSubstr("2 of 153 authorities"), HasSubstr("Authorities whose return is not here"), HasSubstr("takes in about"), Not(HasSubstr(">3</td>")), Not(HasSubstr(">17</td>")), Not(HasSubstr("true numbers"))));
  EXPECT_THAT(get("/flows/files/regions").body, AllOf(HasSubstr("Yorkshire and The Humber,"), HasSubstr("North West")));
  EXPECT_THAT(get("/flows/files/net").body, HasSubstr("North West,"));
}

TEST_P(Flows, AConsortiumSeesTheReturnsOfItsAuthoritiesOnly) {
  a_return(kLeeds, 2025, {{30, "LS1 4AP"}});
  a_return(kManchester, 2025, {{70, "M2 5DB"}});
  as(access::Role::ConsortiumAnalyst, white_rose, access::Kind::Consortium, {leeds, bradford});
  EXPECT_THAT(get("/flows").body, AllOf(HasSubstr("1 of 2 authorities"), HasSubstr(">30</td>"), Not(HasSubstr(">70</td>")), Not(HasSubstr(">100</td>"))));
}

TEST_P(Flows, WhoMayNotSeeFiguresFindsNoSuchPage) {
  a_return(kLeeds, 2025, {{30, "LS1 4AP"}});
  as(access::Role::SocialWorker, leeds, access::Kind::Authority);
  EXPECT_EQ(get("/flows").status, 404);
  EXPECT_EQ(get("/flows/files/distance").status, 404);
}

}  // namespace
}  // namespace rightplace::flows
