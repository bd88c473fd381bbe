#include "features/market/market.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/atlas/atlas.h"
#include "features/imports/imports.h"
#include "features/market/market_figures.h"
#include "features/market/market_clusters.h"
#include "features/market/market_owners.h"
#include "features/market/market_pack.h"
#include "tests/support/desk_stage.h"

namespace rightplace::market {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

homes::RegisterRow home(std::string urn, std::string_view authority, std::optional<int> places, std::string owner, Date registered, homes::Sector sector = homes::Sector::Private) {
  homes::RegisterRow row;
  row.urn = std::move(urn);
  row.name = "Home " + row.urn;
  row.sector = sector;
  row.authority_code = std::string(authority);
  row.region = "North West";
  row.places = places;
  row.owner = std::move(owner);
  row.registered_on = registered;
  return row;
}

// Manchester and Salford in the North West, Leeds in Yorkshire.
constexpr std::string_view kManchester = "E08000003", kSalford = "E08000006", kLeeds = "E08000035";

class Markets : public test::DeskStage {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    open({audit::migrations(), imports::migrations(), homes::migrations(), ownership::migrations(), atlas::migrations(), organisations::migrations(), accounts::migrations(), desk::migrations()});
    leeds = write([&](db::Write& tx) { return *organisations::add(tx, {ActorKind::Operator, "operator"}, Allowed::because("test"), {organisations::Kind::Authority, "Leeds", std::string(kLeeds), "", {Date(2020, 1, 1), {}}}, clock.now()); });
    who = std::make_shared<access::Standing>(access::Standing{"01900000-0000-7000-8000-0000000000aa", leeds, desk->today(), true, {{access::Role::PlacementOfficer, leeds, access::Kind::Authority, {{Date(2020, 1, 1), {}}}}}});
    begin(pages(*desk), [this](const web::Route&, const web::Request&, const web::NamedValues&) {
      web::Admission admission;
      admission.visitor.person_id = who->person;
      admission.visitor.kept = who;
      return admission;
    });
  }
  void list_of(Date day, std::vector<homes::RegisterRow> rows) {
    homes::RegisterList list{.kind = homes::ListKind::ProvidersAndPlaces, .as_at = day, .title = "invented", .has_grades = true, .stated_complete = true, .rows = std::move(rows)};
    for (std::size_t i = 0; i < list.rows.size(); ++i) list.rows[i].line = static_cast<std::int64_t>(i + 2);
    write([&](db::Write& tx) {
      homes::store_list(tx, imports::ImportId("01900000-0000-7000-8000-00000000000" + std::to_string(++imports_)), list, clock.now());
      homes::rebuild_history(tx);
    });
  }
  // 2024: three homes. 2025: one of them closed, two are new, one without a size, one without an owner.
  void two_years() {
    const auto first = home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1)), second = home("SC900002", kSalford, 2, "Alder Care Limited", Date(2021, 5, 1)), gone = home("SC900003", kLeeds, 10, "Cedar Ltd", Date(2012, 5, 1));
    list_of(Date(2024, 1, 31), {first, second, gone});
    list_of(Date(2025, 1, 31), {first, second, home("SC900004", kLeeds, 1, "Dogwood <Homes>", Date(2024, 6, 1)), home("SC900005", kManchester, 6, "Leeds City Council", Date(2024, 7, 1), homes::Sector::LocalAuthority), home("SC900006", kManchester, std::nullopt, "Cedar Ltd", Date(2024, 8, 1))});
  }
  void ownership_table(std::string_view text) {
    const auto path = database->folder.path() / "owners.csv";
    std::ofstream(path) << text;
    imports::Report report;
    ASSERT_TRUE(write([&](db::Write& tx) { return ownership::import_files(tx, imports::ImportId("01900000-0000-7000-8000-0000000000b" + std::to_string(++imports_)), {path.string()}, report); }));
  }
  Market market() {
    return read([](db::Read& tx) { return read_market(tx); });
  }
  web::Response get(std::string path, web::NamedValues query = {}) {
    web::Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return site->handle(request);
  }
  organisations::OrganisationId leeds;
  std::shared_ptr<access::Standing> who;
  int imports_ = 0;
};
RIGHTPLACE_ON_BOTH(Markets);

TEST_P(Markets, TheIndexOfConcentrationIsTheSumOfSquaredSharesOfOwnersWhoAreTheSameButForLtd) {
  two_years();
  const auto m = market();
  // Alder Care 4 + 2, Dogwood 1, Leeds 6: 13 places; (6/13)² + (1/13)² + (6/13)² = 73/169.
  const auto england = concentration_of(m, *m.latest());
  ASSERT_TRUE(england.index);
  EXPECT_NEAR(*england.index, 10'000.0 * 73 / 169, 1e-6);
  EXPECT_EQ(england.homes_without_size, 1);
  // North West: Alder Care 6 of 12 and Leeds' own home 6 of 12.
  EXPECT_NEAR(*concentration_of(m, *m.latest(), geography::Region::NorthWest).index, 5000, 1e-6);
  EXPECT_NEAR(*concentration_of(m, *m.latest(), geography::Region::YorkshireAndTheHumber).index, 10'000, 1e-6);
}

TEST_P(Markets, ARegionWithoutHomesHasNoIndexRatherThanZero) {
  two_years();
  EXPECT_FALSE(concentration_of(market(), *market().latest(), geography::Region::London).index);
  EXPECT_THAT(get("/market/concentration").body, HasSubstr("cannot be said"));
}

TEST_P(Markets, WhereOwnersAreLargelyNotStatedNoIndexIsGiven) {
  list_of(Date(2016, 1, 31), {home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1)), home("SC900002", kManchester, 2, "", Date(2003, 5, 1))});
  const auto c = concentration_of(market(), *market().latest());
  EXPECT_FALSE(c.index);
  EXPECT_EQ(c.places_without_owner, 2);
}

TEST_P(Markets, NewAndClosedHomesAreCountedBetweenTwoCompleteLists) {
  two_years();
  const auto m = market();
  ASSERT_EQ(m.years.size(), 2u);
  EXPECT_FALSE(m.years[0].joined);
  EXPECT_EQ(m.years[1].joined->homes, 3);
  EXPECT_EQ(m.years[1].joined->places, 7);
  EXPECT_EQ(m.years[1].left->homes, 1);
  EXPECT_EQ(m.years[1].left->places, 10);
  EXPECT_EQ(m.years[1].left->homes_unsure, 0);
}

TEST_P(Markets, AHomeThatClosedUnseenBetweenIncompleteListsIsNotCountedIntoOneYear) {
  const auto stays = home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1)), gone = home("SC900003", kLeeds, 10, "Cedar Ltd", Date(2012, 5, 1));
  list_of(Date(2023, 1, 31), {stays, gone});
  homes::RegisterList part{.kind = homes::ListKind::ProvidersAndPlaces, .as_at = Date(2024, 1, 31), .title = "inspected only", .has_grades = true, .stated_complete = false, .rows = {stays}};
  part.rows[0].line = 2;
  write([&](db::Write& tx) { homes::store_list(tx, imports::ImportId("01900000-0000-7000-8000-000000000009"), part, clock.now()); });
  list_of(Date(2025, 1, 31), {stays});
  const auto m = market();
  ASSERT_EQ(m.years.size(), 3u);
  EXPECT_EQ(m.years[1].homes.size(), 2u);
  EXPECT_EQ(m.years[1].left->homes + m.years[1].left->homes_unsure, 0);
  EXPECT_EQ(m.years[2].left->homes, 0);
  EXPECT_EQ(m.years[2].left->homes_unsure, 1);
}

TEST_P(Markets, OneYearsListSaysThatNothingCanBeSaidOfChange) {
  list_of(Date(2025, 1, 31), {home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1))});
  EXPECT_THAT(get("/market").body, AllOf(HasSubstr("cannot be said from one list"), HasSubstr("it cannot be said how many homes opened or closed")));
}

TEST_P(Markets, WithoutAnyListThePagesSaySoInsteadOfShowingZeros) {
  for (const auto* path : {"/market", "/market/concentration", "/market/areas"}) {
    const auto page = get(path);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, AllOf(HasSubstr("nothing can be said of the market"), Not(HasSubstr("<svg class=\"rp-plot"))));
  }
}

TEST_P(Markets, EveryPictureHasItsFileWithTheFiguresOfItsTable) {
  two_years();
  const auto m = market();
  for (const auto& piece : all_pieces(m)) {
    const auto file = get("/market/files/" + piece.about.id);
    EXPECT_EQ(file.status, 200) << piece.about.id;
    const auto figures = figures_of(piece);
    EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(file.body, '\n')), figures.rows.size() + 1) << piece.about.id;
  }
  EXPECT_EQ(get("/market/files/anything-else").status, 404);
}

TEST_P(Markets, AnOwnersPageSaysWhatWouldBeLostAndWhereNobodyElseRunsAHome) {
  two_years();
  const auto page = get("/market/groups/alder care");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("2 homes with 6 registered places in 2 authorities"), HasSubstr("In 1 authority nobody else runs a home"), HasSubstr("Salford")));
  EXPECT_THAT(get("/market/groups/dogwood <homes>").body, AllOf(HasSubstr("Dogwood &lt;Homes&gt;"), Not(HasSubstr("Dogwood <Homes>"))));
  EXPECT_EQ(get("/market/groups/nobody").status, 404);
}

TEST_P(Markets, CompaniesThatATableJoinsCountAsOneOwnerFromTheDayOnThatItSays) {
  two_years();
  const auto path = "/market/groups/alder care";
  EXPECT_THAT(get(path).body, HasSubstr("No table of ownership was imported"));
  EXPECT_THAT(get("/market/concentration").body, HasSubstr("No table of who stands behind the companies was imported"));
  ownership_table("company,parent,from,source\nAlder Care,Alder Holdings,2020-01-01,Companies House\nDogwood <Homes>,Alder Holdings,2024-07-01,\nAlder Holdings,Elm Capital,2024-07-01,accounts\n");
  const auto m = market();
  // On 31 January 2025 Elm Capital has 4 + 2 + 1 of 13 places, Leeds 6: (7/13)² + (6/13)² = 85/169. On 31 January 2024 Alder Holdings has 6 of 16, Cedar 10.
  EXPECT_NEAR(*concentration_of(m, *m.latest()).index, 10'000.0 * 85 / 169, 1e-6);
  EXPECT_EQ(concentration_of(m, *m.latest()).largest, "Elm Capital");
  EXPECT_NEAR(*concentration_of(m, *m.latest(), std::nullopt, Counted::Companies).index, 10'000.0 * 73 / 169, 1e-6);
  EXPECT_EQ(m.years[0].homes[0].group, "alder holdings");
  EXPECT_EQ(get(path).status, 404);
  const auto page = get("/market/groups/elm capital").body;
  EXPECT_THAT(page, AllOf(HasSubstr("3 homes with 7 registered places"), HasSubstr("3 companies stand below it"), HasSubstr("Companies House"), HasSubstr("Dogwood &lt;Homes&gt;"), Not(HasSubstr("Dogwood <Homes>")), HasSubstr("1 July 2024")));
  const auto top = branch_of(m, groups_of(m).front());
  ASSERT_EQ(top.below.size(), 1u);
  EXPECT_EQ(top.below[0].name, "Alder Holdings");
  EXPECT_EQ(top.below[0].own_homes, 0);
  ASSERT_EQ(top.below[0].below.size(), 2u);
  EXPECT_EQ(top.below[0].below[0].name, "Alder Care");
  EXPECT_EQ(top.below[0].below[0].places, 6);
  EXPECT_EQ(std::ranges::count(get("/market/groups/elm capital", {{"file", "companies"}}).body, '\n'), 5);
}

TEST_P(Markets, AHomeWhoseOwnerTheRegisterHidesIsCountedWhereTheTableNamesItsUrn) {
  list_of(Date(2025, 1, 31), {home("SC900001", kManchester, 4, "", Date(2003, 5, 1)), home("SC900002", kManchester, 2, "Alder Care", Date(2003, 5, 1))});
  ownership_table("urn,parent,from\nSC900001,Alder Care Ltd,2020-01-01\n");
  const auto m = market();
  EXPECT_EQ(concentration_of(m, *m.latest()).places_without_owner, 0);
  EXPECT_NEAR(*concentration_of(m, *m.latest()).index, 10'000, 1e-6);
}

TEST_P(Markets, TheMapShowsTheValueOfEveryRegionInThePictureAndInItsTable) {
  two_years();
  const auto page = get("/market/map", {{"show", "places"}}).body;
  EXPECT_THAT(page, AllOf(HasSubstr("<svg class=\"rp-plot__picture\""), HasSubstr(">12</text>"), HasSubstr("<title>North West: 12</title>"), HasSubstr("Most in North West (12), least (0) in 7 of 9"), HasSubstr("<td class=\"govuk-table__cell govuk-table__cell--numeric\">12</td>")));
  EXPECT_LT(page.size(), 150'000u);
  // One home of the three in the North West states no size; of Leeds' one home there is no grade.
  EXPECT_THAT(get("/market/map", {{"show", "homes"}, {"by", "authority"}}).body, AllOf(HasSubstr("<title>Manchester: 3</title>"), HasSubstr("<title>Leeds: 1</title>"), HasSubstr("London, enlarged"), HasSubstr(">Leeds 1</text>")));
  EXPECT_THAT(get("/market/map", {{"show", "good"}, {"by", "authority"}}).body, HasSubstr("<title>Leeds: not known</title>"));
  EXPECT_LT(get("/market/map", {{"show", "homes"}, {"by", "authority"}}).body.size(), 150'000u);
  const auto file = get("/market/map", {{"show", "homes"}, {"by", "authority"}, {"file", "csv"}});
  EXPECT_THAT(file.body, AllOf(HasSubstr("Authority,Homes"), HasSubstr("Manchester,3")));
}

TEST_P(Markets, AMapThatNobodyHasIsTheFirstOneAndWithoutAListThereIsNone) {
  EXPECT_THAT(get("/market/map", {{"show", "nothing"}, {"by", "moon"}}).body, AllOf(HasSubstr("nothing can be said of the market"), Not(HasSubstr("<svg class=\"rp-plot"))));
  two_years();
  EXPECT_EQ(get("/market/map", {{"show", "nothing"}, {"by", "moon"}}).body, get("/market/map").body);
}

TEST(DenseGroups, AreThePointsWithEnoughNeighboursAndThoseBesideThem) {
  std::vector<GridPoint> points;
  for (int i = 0; i < 5; ++i) points.push_back({400'000.0 + 100 * i, 400'000});   // five within a mile
  points.push_back({403'000, 400'000});                                             // beside the last of them
  points.push_back({500'000, 400'000});                                             // alone
  for (int i = 0; i < 4; ++i) points.push_back({300'000.0 + 10 * i, 300'000});    // four are too few
  const auto groups = dense_groups(points, 2 * kMetresPerMile, 5);
  ASSERT_EQ(groups.size(), 1u);
  EXPECT_THAT(groups[0], ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_TRUE(dense_groups({}, 100, 5).empty());
}

TEST_P(Markets, HomesWhosePostcodeTheListHidesAreInNoClusterAndThePageSaysHowMany) {
  std::vector<homes::RegisterRow> rows;
  for (int i = 0; i < 6; ++i) {
    auto row = home("SC90000" + std::to_string(i), kManchester, i < 2 ? 1 : 4, i < 4 ? "Alder Care Ltd" : "Cedar Ltd", Date(2020, 5, 1));
    if (i < 5) row.postcode = Personal<std::string>("M5 3ZZ");
    rows.push_back(row);
  }
  list_of(Date(2025, 1, 31), rows);
  const auto piece = clusters(market());
  EXPECT_THAT(piece.about.says, HasSubstr("5 of 6 homes are known to within 3 miles"));
  const auto figures = figures_of(piece);
  ASSERT_EQ(figures.rows.size(), 1u);
  EXPECT_THAT(figures.rows[0], ElementsAre("1", "Manchester", "5", "14", "2", "1.0", "1.6", "2", "71 %"));
  EXPECT_THAT(figures_of(single_by_region(market())).rows[1], ElementsAre("North West", "2", "6", "33 %", "2", "2"));
  EXPECT_THAT(get("/market/areas").body, AllOf(HasSubstr("Homes that stand close together"), Not(HasSubstr("M5 3"))));
}

TEST_P(Markets, ThePackHoldsEveryFigureWithItsChecksumAndIsTheSameBytesEachTime) {
  two_years();
  const auto m = market();
  const auto pack = pack_of(m, nullptr, {});
  EXPECT_EQ(pack, pack_of(market(), nullptr, {}));
  ASSERT_EQ(pack.back().first, "manifest.json");
  const auto manifest = *json::parse(pack.back().second, "manifest.json");
  EXPECT_EQ(manifest.find("files")->as_array()->size(), pack.size() - 1);
  EXPECT_THAT(pack.back().second, AllOf(HasSubstr("\"2025-01-31\""), HasSubstr("sha256"), HasSubstr("not in this pack")));
  EXPECT_EQ(pack.size(), all_pieces(m).size() + 4);
  const auto of_leeds = pack_of(m, geography::authority_by_code(kLeeds), {{"where", "Where they live", "On a day.", {{"Place", "All"}, {{"Leeds", "c"}}}}});
  const auto rows = [&](const auto& all, std::string_view name) { return std::ranges::count(std::ranges::find(all, name, [](const auto& file) { return file.first; })->second, '\n'); };
  EXPECT_EQ(rows(of_leeds, "by-authority.csv"), 2);
  EXPECT_EQ(rows(of_leeds, "owners.csv"), 2);
  EXPECT_EQ(rows(of_leeds, "children-where.csv"), 2);
  const auto zip = get("/market/pack.zip");
  EXPECT_EQ(zip.status, 200);
  EXPECT_EQ(zip.body, get("/market/pack.zip").body);
  EXPECT_TRUE(zip.body.starts_with("PK"));
  EXPECT_THAT(get("/market").body, HasSubstr("Take the data pack of Leeds away"));
  const auto own = get("/market/pack.zip", {{"authority", std::string(kLeeds)}});
  EXPECT_THAT(own.body, AllOf(HasSubstr("\"of\": \"Leeds\""), Not(HasSubstr("E08000003"))));
  EXPECT_THAT(zip.body, AllOf(HasSubstr("manifest.json"), Not(HasSubstr("SC900001"))));
}

TEST_P(Markets, AListThatIsReadLaterIsSeenAtOnce) {
  list_of(Date(2024, 1, 31), {home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1))});
  EXPECT_THAT(get("/market/areas").body, Not(HasSubstr("31 January 2025")));
  list_of(Date(2025, 1, 31), {home("SC900001", kManchester, 5, "Alder Care Ltd", Date(2003, 5, 1))});
  EXPECT_THAT(get("/market/areas").body, HasSubstr("31 January 2025"));
}

TEST_P(Markets, NoAddressOfTheRegisterIsShown) {
  auto row = home("SC900001", kManchester, 4, "Alder Care Ltd", Date(2003, 5, 1));
  row.address = Personal<std::string>("1 Invented Lane");
  row.postcode = Personal<std::string>("M5 3ZZ");
  list_of(Date(2025, 1, 31), {row});
  for (const auto* path : {"/market", "/market/concentration", "/market/areas", "/market/groups/alder care", "/market/files/authorities"})
    EXPECT_THAT(get(path).body, AllOf(Not(HasSubstr("Invented Lane")), Not(HasSubstr("M5 3")), Not(HasSubstr("SC900001")))) << path;
}

}  // namespace
}  // namespace rightplace::market
