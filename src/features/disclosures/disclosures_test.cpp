#include "features/disclosures/disclosures.h"

#include <gmock/gmock.h>

#include "features/imports/imports.h"
#include "tests/support/databases.h"

namespace rightplace::disclosures {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Actor kManager{ActorKind::Person, "manager-1"};
const Allowed kAllowed = Allowed::because("the home was asked for a place");

class Disclosures : public test::OnBothDatabases {
 protected:
  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped())
      store = std::make_unique<test::TestDatabase>(GetParam(), std::initializer_list{audit::migrations(), imports::migrations(), children::migrations(), migrations()});
  }
  db::Database& database() { return **store; }
  children::ChildId child() {
    return database().write([](db::Write& tx) { return children::add(tx, {}, test::kMondayMorning); }).value();
  }
  Done show(const children::ChildId& child, Tier tier = Tier::Identity, std::vector<std::string> facts = {"name", "born_on"}) {
    return database().write([&](db::Write& tx) {
      return record(tx, kManager, kAllowed, {.child = child, .tier = tier, .facts = std::move(facts), .organisation = "home-1"}, test::kMondayMorning);
    });
  }
  std::vector<Entry> ledger(const children::ChildId& child) {
    return database().read([&](db::Read& tx) { return of_child(tx, child); });
  }
  std::unique_ptr<test::TestDatabase> store;
};

TEST_P(Disclosures, TheLedgerSaysWhoSawHowMuchOfWhatWhenAndWhy) {
  const auto girl = child();
  const auto other = child();
  ASSERT_TRUE(show(girl));
  ASSERT_TRUE(show(other, Tier::Outline, {"age"}));
  const auto entries = ledger(girl);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].actor_id, "manager-1");
  EXPECT_EQ(entries[0].organisation, "home-1");
  EXPECT_EQ(entries[0].tier, Tier::Identity);
  EXPECT_EQ(entries[0].facts, "born_on, name");
  EXPECT_EQ(entries[0].purpose, Purpose::Placing);
  EXPECT_EQ(entries[0].grounds, "the home was asked for a place");
  EXPECT_EQ(entries[0].at, test::kMondayMorning);
}

TEST_P(Disclosures, WhatWasShownOfAMergedRecordIsFoundUnderTheOneThatStands) {
  const auto kept = child();
  const auto merged = child();
  ASSERT_TRUE(show(merged));
  ASSERT_TRUE(database().write([&](db::Write& tx) {
    return children::merge_children(tx, vault::Vault::with_key("0123456789abcdef0123456789abcdef"), kManager, kAllowed, kept, merged, "the same child", test::kMondayMorning);
  }));
  EXPECT_EQ(ledger(kept).size(), 1u);
  EXPECT_EQ(ledger(merged).size(), 1u);
}

TEST_P(Disclosures, NothingIsEnteredOfAChildWhoIsNotThereOrWithoutSayingWhat) {
  EXPECT_EQ(show(children::ChildId("nobody")).error().kind, ErrorKind::NotFound);
  const auto girl = child();
  EXPECT_EQ(show(girl, Tier::Needs, {}).error().kind, ErrorKind::Invalid);
  EXPECT_EQ(show(girl, Tier::Needs, {"Ada Invented"}).error().kind, ErrorKind::Invalid);
  EXPECT_THAT(ledger(girl), IsEmpty());
}

TEST_P(Disclosures, AnEntryIsNeverChangedOrRemoved) {
  const auto girl = child();
  ASSERT_TRUE(show(girl));
  for (const auto* sql : {"UPDATE disclosures SET actor_id = 'nobody'", "DELETE FROM disclosures"})
    EXPECT_THROW(database().write([&](db::Write& tx) { tx.script(sql); }), db::DatabaseError) << sql;
  EXPECT_EQ(ledger(girl).size(), 1u);
}

TEST_P(Disclosures, TheLedgerIsProvenByTheAudit) {
  const auto girl = child();
  ASSERT_TRUE(show(girl));
  ASSERT_TRUE(show(girl, Tier::File, {"file"}));
  const auto found = [&] { return database().read([](db::Read& tx) { return differences(tx); }); };
  EXPECT_THAT(found(), IsEmpty());
  database().write([&](db::Write& tx) {
    const bool postgres = tx.dialect() == db::Dialect::Postgres;
    tx.script(postgres ? "DROP TRIGGER disclosures_refuse_change ON disclosures" : "DROP TRIGGER disclosures_refuse_change; DROP TRIGGER disclosures_refuse_removal");
    tx.script("DELETE FROM disclosures WHERE tier = 'file'; UPDATE disclosures SET tier = 'outline'");
  });
  const auto id = ledger(girl).at(0).id;
  EXPECT_THAT(found(), ElementsAre("Disclosure " + id + " is not what event 1 of the audit says", "Event 2 of the audit is a disclosure that the ledger lacks"));
}

RIGHTPLACE_ON_BOTH(Disclosures);

}  // namespace
}  // namespace rightplace::disclosures
