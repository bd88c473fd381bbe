#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/children/children.h"
#include "features/imports/imports.h"
#include "tests/support/databases.h"

namespace rightplace::children {
namespace {

const Actor kActor{ActorKind::Operator, "sam"};
const Allowed kAllowed = Allowed::because("test");

class Children : public test::OnBothDatabases {
 protected:
  test::TestDatabase db{GetParam(), {audit::migrations(), imports::migrations(), migrations()}};
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  Instant now = db.clock.now();

  ChildId given(Facts facts = {}) {
    return *db->write([&](db::Write& tx) { return add(tx, vault, facts, now); });
  }
  Done write(const std::function<Done(db::Write&)>& action) { return db->write(action); }
  Child loaded(const ChildId& id) { return *db->read([&](db::Read& tx) { return load(tx, vault, id); }); }
};

Facts girl() {
  Facts facts;
  facts.sex = Sex::Female;
  facts.born_on = Personal(Date(2011, 4, 30));
  facts.ethnicity = "WBRI";
  return facts;
}

TEST_P(Children, AChildIsLoadedAsItWasAddedWithTheMonthOfItsBirth) {
  const auto child = loaded(given(girl()));
  EXPECT_TRUE(same(child.facts, girl()));
  EXPECT_EQ(child.facts.birth_month->reveal(), "2011-04");
}

TEST_P(Children, AMonthThatIsNotThatOfTheDayOfBirthIsRefused) {
  auto facts = girl();
  facts.birth_month = Personal(std::string("2011-05"));
  const auto added = db->write([&](db::Write& tx) { return add(tx, vault, facts, now); });
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().kind, ErrorKind::Invalid);
}

TEST_P(Children, TheSameIdInTwoAuthoritiesMeansTwoChildren) {
  const auto one = given();
  const auto two = given();
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(link(tx, vault, one, {"E06000001", Personal(std::string("77")), {}}));
    return link(tx, vault, two, {"E06000002", Personal(std::string("77")), {}});
  }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(find(tx, vault, "E06000001", "77"), one);
    EXPECT_EQ(find(tx, vault, "E06000002", "77"), two);
    EXPECT_EQ(find(tx, vault, "E06000003", "77"), std::nullopt);
  });
}

TEST_P(Children, AnIdThatAnAuthorityAlreadyUsesForAnotherChildIsAConflict) {
  const auto one = given();
  const auto two = given();
  const LocalId id{"E06000001", Personal(std::string("77")), {}};
  const auto done = write([&](db::Write& tx) -> Done {
    RP_CHECK(link(tx, vault, one, id));
    RP_CHECK(link(tx, vault, one, id));
    return link(tx, vault, two, id);
  });
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::Conflict);
}

TEST_P(Children, AMergedRecordIsAnsweredWithTheOneThatStandsAndMergingIsTakenBack) {
  const auto kept = given(girl());
  const auto twice = given();
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(link(tx, vault, twice, {"E06000001", Personal(std::string("77")), {}}));
    return merge_children(tx, vault, kActor, kAllowed, kept, twice, "Entered twice", now);
  }));
  EXPECT_EQ(loaded(twice).id, kept);
  db->read([&](db::Read& tx) {
    EXPECT_EQ(find(tx, vault, "E06000001", "77"), kept);
    EXPECT_EQ(load_all(tx, vault).size(), 1u);
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM audit_events WHERE action = 'child.merged'"), 1);
  });
  ASSERT_TRUE(write([&](db::Write& tx) { return unmerge_children(tx, kActor, kAllowed, twice, now); }));
  EXPECT_EQ(loaded(twice).id, twice);
  db->read([&](db::Read& tx) {
    EXPECT_EQ(find(tx, vault, "E06000001", "77"), twice);
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM audit_events WHERE action = 'child.merge_taken_back'"), 1);
  });
}

TEST_P(Children, MergesInAChainAllLeadToTheLastRecordAndTheMiddleOneCanBeTakenBack) {
  const auto a = given();
  const auto b = given();
  const auto c = given();
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(merge_children(tx, vault, kActor, kAllowed, b, a, "Entered twice", now));
    return merge_children(tx, vault, kActor, kAllowed, c, b, "Entered twice", now);
  }));
  EXPECT_EQ(loaded(a).id, c);
  ASSERT_TRUE(write([&](db::Write& tx) { return unmerge_children(tx, kActor, kAllowed, b, now); }));
  EXPECT_EQ(loaded(a).id, b);
  EXPECT_EQ(loaded(c).id, c);
}

TEST_P(Children, ARecordCannotBeMergedWithItself) {
  const auto a = given();
  const auto b = given();
  ASSERT_TRUE(write([&](db::Write& tx) { return merge_children(tx, vault, kActor, kAllowed, a, b, "Entered twice", now); }));
  for (const auto& [kept, merged] : {std::pair(a, a), std::pair(a, b), std::pair(b, a)}) {
    const auto done = write([&](db::Write& tx) { return merge_children(tx, vault, kActor, kAllowed, kept, merged, "", now); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::Conflict);
  }
}

TEST_P(Children, WhatAPersonPutRightStandsOverWhatAReturnSays) {
  const auto id = given(girl());
  ASSERT_TRUE(write([&](db::Write& tx) { return correct(tx, vault, kActor, kAllowed, id, "born_on", "2011-03-30", "Birth certificate", now); }));
  const auto changed = db->write([&](db::Write& tx) { return set_facts(tx, vault, id, girl()); });
  ASSERT_TRUE(changed);
  EXPECT_FALSE(*changed);
  EXPECT_EQ(loaded(id).facts.born_on->reveal(), Date(2011, 3, 30));
  EXPECT_EQ(loaded(id).facts.birth_month->reveal(), "2011-03");
}

TEST_P(Children, ACorrectionThatDoesNotFitItsFieldIsRefused) {
  const auto id = given(girl());
  for (const auto& [field, value] : {std::pair("sex", "boy"), std::pair("born_on", "2011-02-30"), std::pair("mother", "yes"), std::pair("name", "x")}) {
    const auto done = write([&, f = field, v = value](db::Write& tx) { return correct(tx, vault, kActor, kAllowed, id, f, v, "", now); });
    ASSERT_FALSE(done) << field;
    EXPECT_EQ(done.error().kind, ErrorKind::Invalid);
  }
}

TEST_P(Children, TakingAnImportBackKeepsTheRecordsThatOthersWorkedWith) {
  const std::string import = "i1";
  ChildId plain, corrected;
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    const std::vector<Facts> facts(2);
    RP_TRY(ids, add_all(tx, vault, facts, now, import));
    plain = ids[0];
    corrected = ids[1];
    const std::vector<NewLink> links = {{plain, {"E06000001", Personal(std::string("1")), {}}}, {corrected, {"E06000001", Personal(std::string("2")), {}}}};
    RP_CHECK(link_all(tx, vault, links, import));
    RP_CHECK(correct(tx, vault, kActor, kAllowed, corrected, "sex", "male", "Seen", now));
    forget_import(tx, import);
    return {};
  }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(load(tx, vault, plain).error().kind, ErrorKind::NotFound);
    EXPECT_TRUE(load(tx, vault, corrected));
    EXPECT_EQ(find(tx, vault, "E06000001", "1"), std::nullopt);
    EXPECT_EQ(find(tx, vault, "E06000001", "2"), corrected) << "the next import must find it again, not make it twice";
  });
}

constexpr std::string_view kGateshead = "E08000037", kGatesheadBefore = "E08000020";

TEST_P(Children, TheAuthoritysOwnIdIsFoundUnderEveryCodeItHadAndInCapitals) {
  const auto old = given(), now_here = given(), stranger = given();
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(link(tx, vault, old, {std::string(kGatesheadBefore), Personal(std::string("AB7")), {}}));
    RP_CHECK(link(tx, vault, now_here, {std::string(kGateshead), Personal(std::string("8")), {}}));
    return link(tx, vault, stranger, {"E06000002", Personal(std::string("9")), {}});
  }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(find_own(tx, vault, kGateshead, " ab7 "), old);
    EXPECT_EQ(find_own(tx, vault, kGatesheadBefore, "8"), now_here);
    EXPECT_EQ(find_own(tx, vault, kGateshead, "9"), std::nullopt);
  });
  EXPECT_EQ(codes_of(kGatesheadBefore), (std::vector<std::string>{std::string(kGatesheadBefore), std::string(kGateshead)}));
}

TEST_P(Children, CasesThatReturnsOpenFollowThemButNeverOverWhatPeopleRecorded) {
  const auto stays = given(), leaves = given(), entered = given(), ended = given();
  const auto derive = [&](std::vector<CareSaid> said) { return db->write([&](db::Write& tx) { return derive_cases(tx, kGateshead, said, now, "i1"); }); };
  ASSERT_TRUE(write([&](db::Write& tx) { return open_case(tx, kActor, kAllowed, entered, "E06000002", Date(2024, 5, 1), now); }));
  const Stay open{Date(2023, 1, 1), {}};
  const auto first = derive({{stays, open}, {leaves, open}, {entered, open}, {ended, open}});
  EXPECT_EQ(first.open, 3);
  EXPECT_EQ(first.left, 1);
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(end_case(tx, kActor, kAllowed, ended, Date(2025, 2, 1), now));
    return restrict_case(tx, vault, kActor, kAllowed, stays, "A relative works here", now);
  }));
  const auto second = derive({{stays, {Date(2023, 1, 1), Date(2025, 3, 1)}}, {leaves, {Date(2023, 1, 1), Date(2025, 1, 9)}}, {entered, open}, {ended, open}});
  EXPECT_EQ(second.ended, 2);
  EXPECT_EQ(second.left, 2);
  db->read([&](db::Read& tx) {
    EXPECT_EQ(case_of(tx, stays)->stay.until, Date(2025, 3, 1));
    EXPECT_EQ(why_restricted(tx, vault, stays)->reveal(), "A relative works here");
    EXPECT_EQ(case_of(tx, leaves)->stay.until, Date(2025, 1, 9));
    EXPECT_EQ(case_of(tx, entered)->authority_code, "E06000002");
    EXPECT_EQ(case_of(tx, ended)->stay.until, Date(2025, 2, 1));
    EXPECT_EQ(cases_of_authority(tx, kGatesheadBefore).size(), 3u);
  });
  derive({});
  db->read([&](db::Read& tx) {
    EXPECT_FALSE(case_of(tx, leaves));
    EXPECT_TRUE(case_of(tx, stays)) << "somebody restricted it, so it stays";
  });
}

TEST_P(Children, WhoHasASocialWorkerIsKnownByDayAndEveryAllocationIsCounted) {
  const auto child = given();
  ASSERT_TRUE(write([&](db::Write& tx) { return allocate(tx, kActor, kAllowed, {child, "kim", Part::Manager, {Date(2026, 1, 1), {}}}, now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return allocate(tx, kActor, kAllowed, {child, "sam", Part::Worker, {Date(2026, 2, 1), Date(2026, 3, 1)}}, now); }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(with_worker(tx, Date(2026, 1, 15)).size(), 0u);
    EXPECT_EQ(with_worker(tx, Date(2026, 2, 15)), std::set<ChildId>{child});
    EXPECT_EQ(with_worker(tx, Date(2026, 3, 1)).size(), 0u);
    EXPECT_EQ(allocations_version(tx, child), 2);
  });
}

RIGHTPLACE_ON_BOTH(Children);

}  // namespace
}  // namespace rightplace::children
