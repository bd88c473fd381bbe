#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/imports/imports.h"
#include "features/placements/placements.h"
#include "tests/support/databases.h"

namespace rightplace::placements {
namespace {

const Actor kActor{ActorKind::Operator, "sam"};
const Allowed kAllowed = Allowed::because("test");
constexpr Date kFirstNight(2026, 3, 2);

class Placements : public test::OnBothDatabases {
 protected:
  test::TestDatabase db{GetParam(), {audit::migrations(), imports::migrations(), children::migrations(), migrations()}};
  Instant now = db.clock.now();

  children::ChildId given_child() {
    return *db->write([&](db::Write& tx) { return children::add(tx, {}, now); });
  }
  Placement draft() {
    Placement p;
    p.child = given_child();
    p.authority_code = "E06000001";
    p.urn = "2512345";
    p.stay.from = kFirstNight;
    p.rate = WeeklyRate{Pence{512'300}};
    return p;
  }
  Result<Placement> claimed(const Placement& p) {
    return db->write([&](db::Write& tx) { return claim(tx, kActor, kAllowed, p, now); });
  }
  Done write(const std::function<Done(db::Write&)>& action) { return db->write(action); }
  Placement loaded(const PlacementId& id) { return *db->read([&](db::Read& tx) { return load(tx, id); }); }
  std::size_t living_there(Date night) {
    return db->read([&](db::Read& tx) { return occupants(tx, "2512345", night).size(); });
  }
};

TEST_P(Placements, AClaimIsConfirmedWithItsRoomAndEndsWithItsReason) {
  const auto placement = claimed(draft());
  ASSERT_TRUE(placement);
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(confirm(tx, kActor, kAllowed, placement->id, "2", now));
    return end(tx, kActor, kAllowed, placement->id, Date(2026, 5, 1), "CREQB", now);
  }));
  const auto ended = loaded(placement->id);
  EXPECT_EQ(ended.state, State::Ended);
  EXPECT_EQ(ended.room, "2");
  EXPECT_EQ(ended.stay, (Stay{kFirstNight, Date(2026, 5, 1)}));
  EXPECT_EQ(ended.end_kind, EndKind::Unplanned);
  EXPECT_EQ(ended.rate, WeeklyRate{Pence{512'300}});
}

TEST_P(Placements, AChildSleepsThereFromTheFirstNightUntilTheDayOfLeaving) {
  const auto placement = claimed(draft());
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, Date(2026, 3, 4), "CARPL", now); }));
  EXPECT_EQ(living_there(Date(2026, 3, 1)), 0u);
  EXPECT_EQ(living_there(Date(2026, 3, 2)), 1u);
  EXPECT_EQ(living_there(Date(2026, 3, 3)), 1u);
  EXPECT_EQ(living_there(Date(2026, 3, 4)), 0u);
}

TEST_P(Placements, WhoComesLaterIsThereFromTodayOnAndWhoHasLeftIsNot) {
  const auto there = [&](std::string_view urn, Date night) { return db->read([&](db::Read& tx) { return there_from(tx, urn, night).size(); }); };
  const auto placement = claimed(draft());
  EXPECT_EQ(there("2512345", Date(2026, 3, 1)), 1u);   // comes tomorrow
  EXPECT_EQ(there("another", Date(2026, 3, 1)), 0u);
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, Date(2026, 3, 4), "CARPL", now); }));
  EXPECT_EQ(there("2512345", Date(2026, 3, 3)), 1u);
  EXPECT_EQ(there("2512345", Date(2026, 3, 4)), 0u);
}

TEST_P(Placements, OneRecordedInErrorIsKeptAndCountedNowhere) {
  const auto placement = claimed(draft());
  ASSERT_TRUE(write([&](db::Write& tx) { return withdraw(tx, kActor, kAllowed, placement->id, "wrong home", now); }));
  EXPECT_EQ(living_there(kFirstNight), 0u);
  db->read([&](db::Read& tx) {
    EXPECT_TRUE(of_authority(tx, "E06000001").empty());
    EXPECT_FALSE(tx.exists("SELECT 1 FROM v_placements_current"));
  });
  EXPECT_EQ(loaded(placement->id).state, State::Withdrawn);
}

TEST_P(Placements, AnEndedPlacementCannotEndAgainNorBeConfirmed) {
  const auto placement = claimed(draft());
  const auto end_it = [&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, Date(2026, 3, 4), "CARPL", now); };
  ASSERT_TRUE(write(end_it));
  EXPECT_EQ(write(end_it).error().kind, ErrorKind::Conflict);
  EXPECT_EQ(write([&](db::Write& tx) { return confirm(tx, kActor, kAllowed, placement->id, {}, now); }).error().kind, ErrorKind::Conflict);
}

TEST_P(Placements, ADayOfLeavingBeforeTheFirstNightAndAnUnknownReasonAreRefused) {
  const auto placement = claimed(draft());
  EXPECT_EQ(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, Date(2026, 3, 1), "CARPL", now); }).error().kind, ErrorKind::Invalid);
  EXPECT_EQ(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, Date(2026, 3, 9), "TIRED", now); }).error().kind, ErrorKind::Invalid);
  EXPECT_EQ(loaded(placement->id).state, State::Claimed);
}

TEST_P(Placements, AMergedChildsPlacementsAreFoundUnderTheRecordThatStands) {
  const auto placement = claimed(draft());
  const auto kept = given_child();
  ASSERT_TRUE(write([&](db::Write& tx) { return children::merge_children(tx, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), kActor, kAllowed, kept, placement->child, "Entered twice", now); }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(of_child(tx, kept).size(), 1u);
    EXPECT_EQ(of_child(tx, placement->child).front().child, kept);
    EXPECT_EQ(occupants_of_all(tx, kFirstNight).at("2512345").front().child, kept);
  });
}

TEST_P(Placements, EveryChangeIsAudited) {
  const auto placement = claimed(draft());
  ASSERT_TRUE(write([&](db::Write& tx) -> Done {
    RP_CHECK(confirm(tx, kActor, kAllowed, placement->id, {}, now));
    return end(tx, kActor, kAllowed, placement->id, kFirstNight, "OTHER", now);
  }));
  db->read([&](db::Read& tx) {
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM audit_events WHERE subject_kind = 'placement' AND subject_id = $1", {placement->id}), 3);
  });
}

RIGHTPLACE_ON_BOTH(Placements);

Placement stay_in(std::string id, std::string child, std::string room, Stay stay) {
  Placement p;
  p.id = PlacementId(std::move(id));
  p.child = children::ChildId(std::move(child));
  p.urn = "2512345";
  p.room = std::move(room);
  p.stay = stay;
  return p;
}

TEST(PlacementRules, AChildLeavingAndAChildArrivingInOneRoomOnOneDayDoNotClash) {
  const std::vector<Placement> all = {stay_in("a", "x", "1", {kFirstNight, Date(2026, 3, 9)}), stay_in("b", "y", "1", {Date(2026, 3, 9), {}})};
  EXPECT_TRUE(clashes(all).empty());
}

TEST(PlacementRules, TwoChildrenInOneRoomAndOneChildInTwoRoomsClash) {
  const std::vector<Placement> all = {stay_in("a", "x", "1", {kFirstNight, {}}), stay_in("b", "y", "1", {Date(2026, 3, 9), {}}),
                                      stay_in("c", "x", "2", {Date(2026, 3, 4), {}})};
  const auto found = clashes(all);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].kind, Clash::Kind::Room);
  EXPECT_EQ(found[0].from, Date(2026, 3, 9));
  EXPECT_EQ(found[1].kind, Clash::Kind::Child);
  EXPECT_EQ(found[1].second.text(), "c");
}

TEST(PlacementRules, APlannedChangeAndAnUnplannedOneAreToldApartByTheRulesFile) {
  EXPECT_EQ(end_kind_of("CARPL"), EndKind::Planned);
  EXPECT_EQ(end_kind_of("CREQB"), EndKind::Unplanned);
  EXPECT_EQ(end_kind_of("CUSTOD"), EndKind::Other);
  EXPECT_EQ(end_kind_of("E4B"), EndKind::Other);
  EXPECT_EQ(end_kind_of("TIRED"), std::nullopt);
}

TEST(PlacementRules, ARulesFileWithAReasonTwiceIsRefused) {
  const auto read = read_ending_reasons("version='1'\nsource='s'\n[[reason]]\ncode='A'\nlabel='a'\nkind='planned'\n[[reason]]\ncode='A'\nlabel='a'\nkind='other'\n", "x.toml");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().detail, testing::HasSubstr("stands twice"));
}

TEST_P(Placements, DaysEnteredInErrorArePutRightAndWhatStoodBeforeIsKept) {
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  const auto placement = claimed(draft());
  ASSERT_TRUE(placement);
  auto at = now;
  const auto right = [&](const Days& shown, const Days& days, std::string_view because = "The home's register says so") {
    return write([&](db::Write& tx) { return correct_days(tx, vault, kActor, kAllowed, placement->id, shown, days, because, Instant{++at.ms}); });
  };
  const Days was{{kFirstNight, {}}, {}}, is{{kFirstNight.plus_days(-3), {}}, kFirstNight.plus_days(90)};
  EXPECT_FALSE(right(was, was)) << "nothing was changed";
  EXPECT_FALSE(right(was, is, " ")) << "without a reason";
  EXPECT_FALSE(right(was, {{kFirstNight, kFirstNight.plus_days(9)}, {}})) << "it has not ended";
  EXPECT_FALSE(right(was, {{kFirstNight, {}}, kFirstNight.plus_days(-1)})) << "a plan before the first night";
  ASSERT_TRUE(right(was, is));
  EXPECT_EQ(loaded(placement->id).stay, is.stay);
  const auto late = right(was, is);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().kind, ErrorKind::Conflict) << "somebody was first";
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, kFirstNight.plus_days(20), "CARPL", now); }));
  const Days ended{{is.stay.from, kFirstNight.plus_days(20)}, is.planned_until}, earlier{{is.stay.from, kFirstNight.plus_days(10)}, is.planned_until};
  EXPECT_FALSE(right(ended, {{is.stay.from, is.stay.from.plus_days(-1)}, {}})) << "the last day before the first";
  ASSERT_TRUE(right(ended, earlier));
  db->read([&](db::Read& tx) {
    const auto all = corrections_of(tx, vault, placement->id);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_TRUE(all[0].was == ended && all[0].is == earlier);
    EXPECT_TRUE(all[1].was == was && all[1].is == is);
    EXPECT_EQ(all[1].because.reveal(), "The home's register says so");
    EXPECT_FALSE(tx.exists("SELECT 1 FROM placement_corrections WHERE because_sealed LIKE '%register%'"));
  });
}

TEST_P(Placements, DaysAreNotPutRightToNightsWhichTheChildSpentElsewhere) {
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  const auto first = claimed(draft());
  ASSERT_TRUE(first);
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, first->id, kFirstNight.plus_days(20), "CARPL", now); }));
  auto next = draft();
  next.child = first->child;
  next.urn = "2599999";
  next.stay.from = kFirstNight.plus_days(20);
  const auto second = claimed(next);
  ASSERT_TRUE(second);
  const auto done = write([&](db::Write& tx) {
    return correct_days(tx, vault, kActor, kAllowed, second->id, {next.stay, {}}, {{kFirstNight.plus_days(10), {}}, {}}, "The register says so", now);
  });
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().detail.find("another home"), std::string::npos);
}

TEST_P(Placements, AnEndEnteredInErrorIsTakenBackAndWhatWasEnteredIsKept) {
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  const auto placement = claimed(draft());
  ASSERT_TRUE(placement);
  const auto again = [&](std::string_view because) { return write([&](db::Write& tx) { return reopen(tx, vault, kActor, kAllowed, placement->id, because, now); }); };
  EXPECT_FALSE(again("She never left")) << "it has not ended";
  ASSERT_TRUE(write([&](db::Write& tx) { return confirm(tx, kActor, kAllowed, placement->id, "Blue room", now); }));
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, placement->id, kFirstNight.plus_days(20), "CREQB", now); }));
  EXPECT_FALSE(again(" ")) << "without a reason";
  ASSERT_TRUE(again("The home rang: another child had left"));
  const auto stands = loaded(placement->id);
  EXPECT_EQ(stands.state, State::Confirmed);
  EXPECT_FALSE(stands.stay.until || stands.end_reason || stands.end_kind);
  EXPECT_FALSE(again("Sent twice")) << "there is no end any more";
  db->read([&](db::Read& tx) {
    const auto all = reopenings_of(tx, vault, placement->id);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].was_left_on, kFirstNight.plus_days(20));
    EXPECT_EQ(all[0].was_reason, "CREQB");
    EXPECT_EQ(all[0].because.reveal(), "The home rang: another child had left");
    EXPECT_FALSE(tx.exists("SELECT 1 FROM placement_reopenings WHERE because_sealed LIKE '%rang%'"));
  });
}

TEST_P(Placements, AnEndIsNotTakenBackWhileTheChildLivesElsewhereOrAnotherInTheRoom) {
  const auto vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  auto first = draft();
  first.room = "Blue room";
  const auto ended = claimed(first);
  ASSERT_TRUE(ended);
  ASSERT_TRUE(write([&](db::Write& tx) { return end(tx, kActor, kAllowed, ended->id, kFirstNight.plus_days(20), "CARPL", now); }));
  const auto refused = [&] {
    const auto done = write([&](db::Write& tx) { return reopen(tx, vault, kActor, kAllowed, ended->id, "The register says so", now); });
    return done ? std::string("taken back") : done.error().detail;
  };
  auto elsewhere = draft();
  elsewhere.child = first.child;
  elsewhere.urn = "2599999";
  elsewhere.stay.from = kFirstNight.plus_days(20);
  const auto second = claimed(elsewhere);
  ASSERT_TRUE(second);
  EXPECT_THAT(refused(), testing::HasSubstr("living in another home"));
  ASSERT_TRUE(write([&](db::Write& tx) { return withdraw(tx, kActor, kAllowed, second->id, "Never was", now); }));
  auto other = draft();
  other.room = "Blue room";
  other.stay.from = kFirstNight.plus_days(30);
  const auto third = claimed(other);
  ASSERT_TRUE(third);
  EXPECT_THAT(refused(), testing::HasSubstr("another child is recorded in the room"));
  ASSERT_TRUE(write([&](db::Write& tx) { return withdraw(tx, kActor, kAllowed, third->id, "Never was", now); }));
  EXPECT_EQ(refused(), "taken back");
}

}  // namespace
}  // namespace rightplace::placements
