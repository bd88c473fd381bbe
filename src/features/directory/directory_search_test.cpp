#include <gmock/gmock.h>

#include "features/directory/directory_home.h"
#include "tests/support/directory_england.h"

namespace rightplace::directory {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Search : public Directory {};

TEST_P(Search, WithoutAWishEveryOpenHomeIsThereByNameAndNothingElse) {
  EXPECT_THAT(urns({}), ElementsAre("SC900001", "SC900004", "SC900002", "SC900003")) << "the school is no home, Fir House has closed, the withheld name comes last";
}

TEST_P(Search, AHomeIsFoundByNameNumberAuthorityOwnerAndMistypedWords) {
  EXPECT_THAT(urns({{"q", "ALDER house"}}), ElementsAre("SC900001"));
  EXPECT_THAT(urns({{"q", "SC900002"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"q", "900002"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"q", "salford"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"q", "City of Leeds"}}), UnorderedElementsAre("SC900003", "SC900004"));
  EXPECT_THAT(urns({{"q", "cedar homes"}}), UnorderedElementsAre("SC900003", "SC900004"));
  EXPECT_THAT(urns({{"q", "brich lodge"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"q", "zzzzzz"}}), IsEmpty());
}

TEST_P(Search, TheExactNameComesBeforeABeginning) { EXPECT_EQ(urns({{"q", "alder"}}).at(0), "SC900001"); }

TEST_P(Search, AnOutwardCodeOrAPostcodeOrdersByMilesAndAPostcodeIsKeptNoFinerThanItsSector) {
  EXPECT_THAT(urns({{"q", "m5"}}).at(0), "SC900001");
  EXPECT_THAT(urns({{"q", "LS1"}}).at(3), "SC900001") << "Manchester is farther from Leeds than Salford's home is not";
  const auto wanted = wanted_of({{"q", "m5 3aa"}});
  EXPECT_EQ(wanted.near_text, "M5 3");
  EXPECT_EQ(address_of(web::Url("/homes"), wanted).text(), "/homes?q=M5%203");
}

TEST_P(Search, WhatIsNotStatedIsKeptBehindAndMarkedAndLeftOutOnlyWhenAsked) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {{Need::Autism, NeedLevel::Low, NeedLevel::High, {}}}, 3, 1, kToday));
  states(statement("SC900002", 8, 12, HomeSex::Boys, {{Need::Autism, {}, NeedLevel::None, {}}}, 2, 0, kToday));
  EXPECT_THAT(urns({{"age", "14"}}), ElementsAre("SC900001", "SC900004", "SC900003"));
  const auto found = search({{"age", "14"}, {"sex", "female"}});
  EXPECT_EQ(found.stated, 1u);
  EXPECT_EQ(found.total, 3u);
  EXPECT_EQ(found.rows[0].unstated, 0);
  EXPECT_EQ(found.rows[1].unstated, 1u << static_cast<unsigned>(Unstated::Age) | 1u << static_cast<unsigned>(Unstated::Sex));
  EXPECT_THAT(urns({{"age", "14"}, {"stated", "only"}}), ElementsAre("SC900001"));
  EXPECT_THAT(urns({{"sex", "male"}, {"stated", "only"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"need", "autism"}}), ElementsAre("SC900001", "SC900004", "SC900003")) << "the one that states it does not take autism is out";
  EXPECT_THAT(urns({{"need", "autism"}, {"need", "trauma"}, {"stated", "only"}}), IsEmpty());
}

TEST_P(Search, AFreePlaceCountsOnlyWhileItsStatementIsFresh) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday.plus_days(-5)));
  states(statement("SC900002", 11, 17, HomeSex::Girls, {}, 3, 0, kToday));
  EXPECT_THAT(urns({{"free", "7"}, {"stated", "only"}}), ElementsAre("SC900001"));
  EXPECT_THAT(urns({{"free", "4"}, {"stated", "only"}}), IsEmpty());
  EXPECT_THAT(urns({{"free", "4"}}), ElementsAre("SC900001", "SC900004", "SC900003")) << "the one that says today that nothing is free is out";
}

TEST_P(Search, AStatementThatIsTooOldToCountIsNotKnownHoweverManyDaysAreAsked) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday.plus_days(-supply::vacancies_last_days() - 1)));
  EXPECT_THAT(urns({{"free", "90"}, {"stated", "only"}}), IsEmpty());
  EXPECT_THAT(urns({{"free", "90"}}), ::testing::Contains("SC900001")) << "not known is not hidden";
}

TEST_P(Search, AHomeThatMayTakeNoNewChildHasNoFreePlace) {
  for (const auto kind : {supply::NoticeKind::Compliance, supply::NoticeKind::Restriction, supply::NoticeKind::Suspension, supply::NoticeKind::Cancellation}) {
    auto home = statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 1, kToday);
    home.notices = {{"SC900001", kind, kToday.plus_days(-static_cast<int>(kind)), kToday.plus_days(1), noon_of(kToday)}};
    states(home);
    const auto found = urns({{"free", "7"}, {"stated", "only"}});
    EXPECT_EQ(found.size(), kind == supply::NoticeKind::Compliance ? 1u : 0u) << supply::kNoticeKinds.label(kind);
    EXPECT_EQ(urns({{"sort", "statement"}}).at(0), "SC900001") << "it is not hidden";
  }
}

TEST_P(Search, ARoomStatedFreeInWhichAPlacedChildSleepsIsInDoubtAndNotFree) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 1, 1, kToday));
  (*database)->write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = *children::add(tx, {}, clock.now());
    placement.authority_code = "E08000003";
    placement.urn = "SC900001";
    placement.room = "1";
    placement.stay = {kToday.plus_days(-3), {}};
    ASSERT_TRUE(placements::insert_all(tx, std::span(&placement, 1), clock.now()));
  });
  const auto found = search({{"free", "7"}});
  const auto& stated = snapshot->stated[found.rows.at(0).home];
  EXPECT_EQ(snapshot->reg->homes[found.rows[0].home].urn, "SC900001");
  EXPECT_EQ(stated.places.free, 0);
  EXPECT_EQ(stated.places.in_doubt, 1);
  EXPECT_NE(found.rows[0].unstated, 0) << "in doubt is not stated, and not hidden";
}

TEST_P(Search, APlacedChildOfWhomNobodySaysTheRoomTakesAFreePlace) {
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 2, 2, kToday));
  (*database)->write([&](db::Write& tx) {
    placements::Placement placement;
    placement.child = *children::add(tx, {}, clock.now());
    placement.authority_code = "E08000003";
    placement.urn = "SC900001";
    placement.stay = {kToday.plus_days(-3), {}};
    ASSERT_TRUE(placements::insert_all(tx, std::span(&placement, 1), clock.now()));
  });
  const auto found = search({{"free", "7"}});
  const auto& stated = snapshot->stated[found.rows.at(0).home];
  EXPECT_EQ(stated.places.free, 1);
  EXPECT_EQ(stated.places.in_doubt, 1);
  const auto known = (*database)->read([&](db::Read& tx) { return read_home(tx, "SC900001", kToday); });
  EXPECT_EQ(known.places.free, 1) << "the home's own page says what the list says";
}

TEST_P(Search, PlacesGradesSectorsKindsAndAreasNarrow) {
  EXPECT_THAT(urns({{"places_from", "4"}}), ElementsAre("SC900001", "SC900004"));
  EXPECT_THAT(urns({{"places_to", "3"}}), ElementsAre("SC900002", "SC900003"));
  EXPECT_THAT(urns({{"grade", "outstanding"}}), ElementsAre("SC900002"));
  EXPECT_THAT(urns({{"grade", "good"}}), IsEmpty()) << "the grade of today counts, not an older one";
  EXPECT_THAT(urns({{"grade", "none"}}), ElementsAre("SC900004", "SC900003"));
  EXPECT_THAT(urns({{"sector", "voluntary"}}), IsEmpty());
  EXPECT_THAT(urns({{"kind", "boarding_school"}}), ElementsAre("SC900005"));
  EXPECT_THAT(urns({{"area", "E08000035"}}), ElementsAre("SC900004", "SC900003"));
  EXPECT_THAT(urns({{"area", "E12000002"}}), ElementsAre("SC900001", "SC900002"));
}

TEST_P(Search, MilesThatMayOrMayNotBeWithinThoseAskedForAreMarked) {
  const auto found = search({{"near", "M5"}, {"within", "5"}});
  EXPECT_EQ(snapshot->reg->homes[found.rows.at(0).home].urn, "SC900001");
  EXPECT_EQ(found.rows[0].unstated, 0);
  for (const auto& hit : found.rows) EXPECT_NE(snapshot->reg->homes[hit.home].urn, "SC900004") << "Leeds is beyond any doubt";
}

TEST_P(Search, OrdersAreWhatTheySay) {
  states(statement("SC900002", 11, 17, HomeSex::Girls, {}, 3, 1, kToday.plus_days(-6)));
  states(statement("SC900003", 11, 17, HomeSex::Girls, {}, 3, 2, kToday.plus_days(-2)));
  states(statement("SC900001", 11, 17, HomeSex::Girls, {}, 3, 0, kToday));
  EXPECT_THAT(urns({{"sort", "places"}}), ElementsAre("SC900004", "SC900001", "SC900003", "SC900002"));
  EXPECT_THAT(urns({{"sort", "statement"}}), ElementsAre("SC900003", "SC900002", "SC900001", "SC900004"));
}

TEST_P(Search, AWishThatIsNotUnderstoodIsNamedAndNotAsked) {
  const auto wanted = wanted_of({{"age", "99"}, {"near", "Nowhere"}, {"kind", "castle"}, {"page", "-1"}, {"q", "\U0001F3E0"}, {"area", "' OR 1=1 --"}, {"within", "5"}});
  EXPECT_THAT(wanted.faults, SizeIs(7));
  EXPECT_FALSE(wanted.any_filter() && !wanted.within);
  EXPECT_EQ(wanted.page, 1u);
}

TEST_P(Search, AWishGoesIntoAnAddressAndComesBack) {
  const web::NamedValues query{{"q", "alder & co"}, {"area", "E08000003"}, {"near", "M5"}, {"within", "10"}, {"kind", "childrens_home"}, {"sector", "private"}, {"grade", "good"}, {"grade", "none"}, {"need", "autism"},
                               {"age", "9"}, {"sex", "male"}, {"places_from", "2"}, {"places_to", "6"}, {"free", "28"}, {"stated", "only"}, {"sort", "name"}, {"page", "3"}};
  const auto address = address_of(web::Url("/homes"), wanted_of(query)).text();
  const auto again = web::parse_form(address.substr(address.find('?') + 1));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, query);
  for (const auto& choice : choices_of(wanted_of(query))) EXPECT_LT(address_of(web::Url("/homes"), choice.without).text().size(), address.size()) << choice.words;
}

RIGHTPLACE_ON_BOTH(Search);

}  // namespace
}  // namespace rightplace::directory
