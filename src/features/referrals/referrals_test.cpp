#include "features/referrals/referrals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "features/referrals/referrals_example_test.h"
#include "tests/support/databases.h"

namespace rightplace::referrals {
namespace {

using ::testing::HasSubstr;

Referral made(const json::Value& value) {
  std::vector<FieldError> warnings;
  auto referral = read_referral(value, "test.json", warnings);
  EXPECT_TRUE(referral) << referral.error().detail;
  return std::move(*referral);
}

TEST(ReferralRules, AWithdrawnReferralStaysWithdrawn) {
  for (const auto& row : kEvents.rows) EXPECT_FALSE(next_status(Status::Withdrawn, row.value)) << row.code;
  EXPECT_FALSE(may_become(Status::Withdrawn, Status::Open));
}

TEST(ReferralRules, APlacementThatFallsThroughReopensItsReferral) {
  EXPECT_EQ(next_status(Status::Placed, Event::Reopen), Status::Open);
  EXPECT_TRUE(may_become(Status::Draft, Status::Closed));
  const auto refused = next_status(Status::Draft, Event::Place);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "A referral that is draft cannot be placed.");
}

TEST(ReferralRules, AnAgeIsAYearOfPossibleBirthdays) {
  const auto [first, last] = made(least_referral()).born_between();   // 14 on 10 March 2026
  EXPECT_EQ(age_on(first, Date(2026, 3, 10)), 14);
  EXPECT_EQ(age_on(last, Date(2026, 3, 10)), 14);
  EXPECT_EQ(age_on(first.plus_days(-1), Date(2026, 3, 10)), 15);
  EXPECT_EQ(age_on(last.plus_days(1), Date(2026, 3, 10)), 13);
}

TEST(ReferralRules, PoundsOfTheStandardBecomePenceHere) { EXPECT_EQ(made(fullest_referral()).weekly_cost(), Pence{520'000}); }

TEST(ReferralRules, UrgencyIsAsStatedOrAsNeededBySays) {
  EXPECT_EQ(made(fullest_referral()).how_urgent(), Urgency::Within5Days);
  auto value = least_referral();
  (*value.as_object())["PlacementAvailability"].as_object()->set("neededBy", "Today");
  EXPECT_EQ(made(value).how_urgent(), Urgency::SameDay);
}

class Referrals : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (IsSkipped()) return;
    store.emplace(GetParam(), std::initializer_list<std::span<const db::Migration>>{audit::migrations(), imports::migrations(), referrals::migrations()});
    vault = vault::Vault::open(store->folder.path(), true).value();   // that taking an import back opens too
  }
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  db::Database& database() { return **store; }

  Result<StoreOutcome> keep(const json::Value& value, const std::optional<imports::ImportId>& import = std::nullopt) {
    return database().write([&](db::Write& tx) { return store_referral(tx, vault, made(value), store->clock.now(), import); });
  }
  Result<Referral> find(std::string_view reference) {
    return database().read([&](db::Read& tx) { return find_referral(tx, vault, reference); });
  }
  Result<Status> change(std::string_view reference, Event event) {
    return database().write([&](db::Write& tx) { return change_status(tx, {ActorKind::Operator, "tester"}, Allowed::because("test"), reference, event, store->clock.now()); });
  }
  imports::ImportId import(std::string_view id) {
    const imports::ImportId made{std::string(id)};
    return made;
  }
  Done take_back(const imports::ImportId& id) {
    auto services = store->services();
    return database().write([&](db::Write& tx) { return import_kind().undo(tx, services, id); });
  }
  std::size_t count() {
    return database().read([&](db::Read& tx) { return list_referrals(tx, vault, false).size(); });
  }

  std::optional<test::TestDatabase> store;
};
RIGHTPLACE_ON_BOTH(Referrals);

TEST_P(Referrals, WhatWasStoredIsFoundByItsReferenceWithEveryField) {
  ASSERT_TRUE(keep(fullest_referral()));
  const auto found = find("r-7k3m9q");
  ASSERT_TRUE(found) << found.error().detail;
  EXPECT_EQ(as_json(*found).dump(), fullest_referral().dump());
}

TEST_P(Referrals, TheSameFileTwiceChangesNothing) {
  const auto first = keep(least_referral());
  ASSERT_TRUE(first);
  EXPECT_EQ(first->kept, Kept::New);
  const auto second = keep(least_referral());
  ASSERT_TRUE(second);
  EXPECT_EQ(second->kept, Kept::Unchanged);
  EXPECT_EQ(second->reference, first->reference);
  EXPECT_EQ(count(), 1u);
}

TEST_P(Referrals, NeedsAndRisksCanBeCounted) {
  ASSERT_TRUE(keep(fullest_referral()));
  database().read([](db::Read& tx) {
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM referral_needs"), 3);
    // Five are present by the standard; two of them have a level.
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM referral_risks"), 5);
    EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM referral_risks WHERE level IS NOT NULL"), 2);
  });
}

TEST_P(Referrals, AnotherChildCannotTakeOverAReference) {
  ASSERT_TRUE(keep(fullest_referral()));
  auto other = fullest_referral();
  (*other.as_object())["PlacementAvailability"].as_object()->set("childId", 99);
  const auto refused = keep(other);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("R-7K3M9Q is about another child"));
}

TEST_P(Referrals, APlacedReferralStaysPlacedWhenTheSameFileComesAgain) {
  ASSERT_TRUE(keep(fullest_referral()));
  ASSERT_EQ(change("R-7K3M9Q", Event::Place), Status::Placed);
  ASSERT_TRUE(keep(fullest_referral()));
  EXPECT_EQ(find("R-7K3M9Q")->status, Status::Placed);
  EXPECT_EQ(database().read([&](db::Read& tx) { return list_referrals(tx, vault, true).size(); }), 0u);
}

TEST_P(Referrals, AWithdrawnReferralIsNotReopenedByAFile) {
  ASSERT_TRUE(keep(fullest_referral()));
  ASSERT_TRUE(change("R-7K3M9Q", Event::Withdraw));
  auto again = fullest_referral();
  (*again.as_object())["rightplace"].as_object()->set("earlier_placements", 4);
  const auto refused = keep(again);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("is withdrawn and cannot become open again"));
}

TEST_P(Referrals, EveryChangeIsWrittenDown) {
  ASSERT_TRUE(keep(fullest_referral()));
  ASSERT_TRUE(change("R-7K3M9Q", Event::Withdraw));
  EXPECT_TRUE(database().read([](db::Read& tx) { return tx.exists("SELECT 1 FROM audit_events WHERE action = 'referral.withdrawn' AND grounds = 'test'"); }));
}

TEST_P(Referrals, TakingAnImportBackLeavesWhatWasThereBefore) {
  ASSERT_TRUE(keep(fullest_referral(), import("a")));
  auto later = fullest_referral();
  (*later.as_object())["rightplace"].as_object()->set("earlier_placements", 4);
  ASSERT_TRUE(keep(later, import("b")));
  ASSERT_TRUE(keep(least_referral(5000), import("b")));
  ASSERT_EQ(find("R-7K3M9Q")->earlier_placements, 4);
  ASSERT_TRUE(take_back(import("b")));
  EXPECT_EQ(find("R-7K3M9Q")->earlier_placements, 3);
  EXPECT_EQ(count(), 1u);
}

TEST_P(Referrals, AnImportThatWasActedUponIsNotTakenBack) {
  ASSERT_TRUE(keep(fullest_referral(), import("a")));
  ASSERT_TRUE(change("R-7K3M9Q", Event::Place));
  const auto refused = take_back(import("a"));
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().detail, HasSubstr("R-7K3M9Q has been acted upon"));
}

TEST_P(Referrals, AReferralThatIsNotThereIsNotFound) {
  const auto missing = find("R-000000");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().kind, ErrorKind::NotFound);
}

TEST_P(Referrals, TheListIsInTheOrderOfTheDayNeeded) {
  ASSERT_TRUE(keep(least_referral(1, "2026-05-01")));
  ASSERT_TRUE(keep(least_referral(2, "2026-04-01")));
  const auto list = database().read([&](db::Read& tx) { return list_referrals(tx, vault, true); });
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].child_local_id(), "2");
}

TEST_P(Referrals, StandSealedAndDoNotOpenWithAnotherKey) {
  const auto kept = keep(least_referral());
  ASSERT_TRUE(kept);
  const auto own_id = find(kept->reference)->child_local_id();
  ASSERT_FALSE(own_id.empty());
  database().read([&](db::Read& tx) {
    tx.each("SELECT d.content, d.content_sealed, r.child_local_id, COALESCE(r.born_in, ''), r.search_token FROM referrals r JOIN referral_documents d ON d.id = r.document_id", {}, [&](const db::Row& row) {
      EXPECT_EQ(row.text(0), "{}");
      EXPECT_EQ(row.text(1).find("referralDate"), std::string_view::npos);
      EXPECT_EQ(row.text(2), "");
      EXPECT_EQ(row.text(3), "");
      EXPECT_EQ(row.text(4).find(own_id), std::string_view::npos);
    });
    EXPECT_THROW((void)find_referral(tx, vault::Vault::with_key("another key of thirty-two bytes."), kept->reference), db::DatabaseError);
  });
}

TEST_P(Referrals, ThatAnEarlierVersionKeptPlainAreSealedAndStayTheSameReferral) {
  const auto kept = keep(least_referral());
  ASSERT_TRUE(kept);
  const auto before = find(kept->reference);
  ASSERT_TRUE(before);
  database().write([&](db::Write& tx) {
    tx.run("UPDATE referral_documents SET content = $1, content_sealed = NULL", {as_json(*before).dump()});
    tx.run("UPDATE referrals SET child_local_id = $1, born_in = '2011-04', search_token = NULL", {before->child_local_id()});
  });
  EXPECT_TRUE(database().read([](db::Read& tx) { return has_plain(tx); }));
  while (database().write([&](db::Write& tx) { return seal_plain(tx, vault, 1); }) > 0) {
  }
  EXPECT_FALSE(database().read([](db::Read& tx) { return has_plain(tx); }));
  EXPECT_EQ(as_json(*find(kept->reference)).dump(), as_json(*before).dump());
  EXPECT_EQ(keep(least_referral())->kept, Kept::Unchanged);   // found again by authority, child and day
}

}  // namespace
}  // namespace rightplace::referrals
