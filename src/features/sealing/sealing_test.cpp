#include "features/sealing/sealing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "features/children/children.h"
#include "features/placements/placements.h"
#include "features/returns/returns.h"
#include "tests/support/databases.h"

namespace rightplace::sealing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What an earlier version wrote: three children, one of them merged, corrected and restricted, and a return of two of them.
constexpr std::string_view kEarlier = R"sql(
  INSERT INTO children (id, sex, born_on, birth_month, ethnicity, unaccompanied, recorded_at) VALUES ('c-1', 'female', '2011-04-30', '2011-04', 'WBRI', 0, 1);
  INSERT INTO children (id, born_on, birth_month, recorded_at) VALUES ('c-2', '2012-08-17', '2012-08', 1);
  INSERT INTO children (id, merged_into, recorded_at) VALUES ('c-3', 'c-1', 1);
  INSERT INTO child_links (authority_code, local_id, child_id, from_on) VALUES ('E09000033', 'OWN-77-KEPT', 'c-1', '2024-05-01');
  INSERT INTO child_links (authority_code, local_id, child_id) VALUES ('E09000033', 'OWN-78-KEPT', 'c-2');
  INSERT INTO child_links (authority_code, local_id, child_id) VALUES ('E10000017', 'OWN-79-KEPT', 'c-3');
  INSERT INTO child_merges (id, kept_id, merged_id, reason, actor_id, at) VALUES ('m-1', 'c-1', 'c-3', 'the school says they are one', 'kim', 1);
  INSERT INTO child_corrections (id, child_id, field, value, was, reason, actor_id, at) VALUES ('k-1', 'c-1', 'born_on', '2011-04-30', '2010-03-29', 'birth certificate seen', 'kim', 1);
  INSERT INTO child_cases (id, child_id, authority_code, from_on, restricted, restricted_because, recorded_at) VALUES ('a-1', 'c-1', 'E09000033', '2024-05-01', 1, 'her uncle works here', 1);
  INSERT INTO return_tables (id, import_id, authority_code, year, kind, version, row_count) VALUES ('t-1', 'i-1', 'E09000033', 2025, 'header', 1, 2);
  INSERT INTO return_headers (table_id, row_no, child, sex, dob, ethnic, upn) VALUES ('t-1', 1, 'OWN-77-KEPT', 'F', '2011-04-30', 'WBRI', 'UN5');
  INSERT INTO return_headers (table_id, row_no, child, sex, dob) VALUES ('t-1', 2, 'OWN-78-KEPT', 'M', '2012-08-17');
  INSERT INTO return_tables (id, import_id, authority_code, year, kind, version, row_count) VALUES ('t-2', 'i-1', 'E09000033', 2025, 'episodes', 1, 1);
  INSERT INTO return_episodes (table_id, row_no, child, decom, rne, ls, cin, place, home_post) VALUES ('t-2', 1, 'OWN-77-KEPT', '2024-05-01', 'S', 'C2', 'N1', 'K2', 'QQ1A 1AA');
  INSERT INTO return_tables (id, import_id, authority_code, year, kind, version, row_count) VALUES ('t-3', 'i-1', 'E09000033', 2025, 'missing', 1, 0);
)sql";
constexpr std::string_view kNowhere[] = {"2011-04-30", "2012-08-17", "2010-03-29", "OWN-77-KEPT", "OWN-78-KEPT", "OWN-79-KEPT", "her uncle works here", "birth certificate seen", "the school says they are one", "QQ1A 1AA"};

class Sealing : public test::OnBothDatabases {
 protected:
  test::TestDatabase db{GetParam(), {audit::migrations(), imports::migrations(), children::migrations(), placements::migrations(), returns::migrations(), migrations()}};
  vault::Vault vault = vault::Vault::with_key("0123456789abcdef0123456789abcdef");
  std::vector<Step> steps{{"children", children::has_plain, children::seal_plain, {"children", "child_links", "child_cases", "child_corrections", "child_merges"}},
                          {"returns", returns::has_plain, returns::seal_plain, returns::plain_tables()}};
  std::vector<std::string> said;

  void SetUp() override {
    OnBothDatabases::SetUp();
    if (!IsSkipped()) db->write([](db::Write& tx) { tx.script(kEarlier); });
  }
  Result<std::int64_t> carry(std::int64_t batch = 1) {
    return carry_over(*db, steps, [&]() -> Result<vault::Vault> { return vault; }, db.clock, [&](std::string_view words) { said.emplace_back(words); }, batch);
  }
  // The rest of every table, as a program without the key would read it.
  std::vector<std::string> found_in_tables() {
    std::string all;
    db->read([&](db::Read& tx) {
      for (const auto* table : {"children", "child_links", "child_own_ids", "child_merges", "child_corrections", "child_cases", "return_headers", "return_episodes", "return_blocks"})
        tx.each(GetParam() == db::Dialect::Sqlite ? all_columns(tx, table) : std::string("SELECT t::text FROM ") + table + " t", {}, [&](const db::Row& row) { all += row.string(0) + "\n"; });
    });
    std::vector<std::string> found;
    for (const auto text : kNowhere)
      if (all.find(text) != std::string::npos) found.emplace_back(text);
    return found;
  }
  static std::string all_columns(db::Read& tx, std::string_view table) {
    std::string sql;
    tx.each("SELECT name FROM pragma_table_info($1)", {table}, [&](const db::Row& row) { sql += (sql.empty() ? "SELECT " : " || '|' || ") + std::string("COALESCE(") + row.string(0) + ", '')"; });
    return sql + " FROM " + std::string(table);
  }
  std::vector<std::string> found_in_files() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(db.folder.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(in), {}};
      for (const auto text : kNowhere)
        if (bytes.find(text) != std::string::npos) found.emplace_back(text);
    }
    return found;
  }
  void everything_opens() {
    db->read([&](db::Read& tx) {
      const auto child = children::find(tx, vault, "E09000033", "OWN-77-KEPT");
      ASSERT_TRUE(child);
      EXPECT_EQ(child->text(), "c-1");
      const auto facts = children::load(tx, vault, *child)->facts;
      EXPECT_EQ(facts.born_on->reveal(), Date(2011, 4, 30));
      EXPECT_EQ(facts.sex, children::Sex::Female);
      EXPECT_EQ(facts.ethnicity, "WBRI");
      EXPECT_EQ(facts.unaccompanied, false);
      EXPECT_FALSE(facts.mother);
      EXPECT_EQ(children::load(tx, vault, children::ChildId("c-2"))->facts.birth_month->reveal(), "2012-08");
      EXPECT_EQ(children::find(tx, vault, "E10000017", "OWN-79-KEPT"), child);
      EXPECT_EQ(children::own_ids_of(tx, vault, *child).size(), 2u);
      EXPECT_TRUE(children::case_of(tx, *child)->restricted);
      EXPECT_EQ(children::why_restricted(tx, vault, *child)->reveal(), "her uncle works here");
      const auto corrections = children::corrections_of(tx, vault, *child);
      ASSERT_EQ(corrections.size(), 1u);
      EXPECT_EQ(corrections[0].was->reveal(), "2010-03-29");
      EXPECT_EQ(corrections[0].reason.reveal(), "birth certificate seen");
      const auto tables = returns::tables_of(tx, "E09000033");
      ASSERT_EQ(tables.size(), 3u);
      EXPECT_EQ(returns::load_table(tx, vault, tables[0]).rows, (std::vector<std::vector<std::string>>{{"OWN-77-KEPT", "F", "2011-04-30", "WBRI", "UN5", "", "", ""}, {"OWN-78-KEPT", "M", "2012-08-17", "", "", "", "", ""}}));
      const auto timelines = returns::timelines(tx, vault, "E09000033");
      ASSERT_EQ(timelines.size(), 1u);
      EXPECT_EQ(timelines[0].child.text(), "c-1");
      EXPECT_EQ(timelines[0].timeline.episodes.at(0).home_post, "QQ1A 1AA");
    });
  }
};
RIGHTPLACE_ON_BOTH(Sealing);

TEST_P(Sealing, WhatStoodPlainIsSealedEmptiedAndOpensAsItWas) {
  ASSERT_EQ(found_in_tables().size(), std::size(kNowhere));
  const auto sealed = carry();
  ASSERT_TRUE(sealed) << sealed.error().detail;
  EXPECT_GT(*sealed, 0);
  EXPECT_THAT(found_in_tables(), IsEmpty());
  everything_opens();
}

TEST_P(Sealing, NoOldPageOfTheFileKeepsIt) {
  if (GetParam() != db::Dialect::Sqlite) GTEST_SKIP() << "the files of PostgreSQL are the server's";
  EXPECT_EQ(found_in_files().empty(), false);
  ASSERT_TRUE(carry(2000));
  EXPECT_THAT(found_in_files(), IsEmpty());
}

// The program is killed after the nth batch, whichever it is, and started again.
int batches_left = 0;
template <std::int64_t (*seal)(db::Write&, const vault::Vault&, std::int64_t)>
std::int64_t until_killed(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  if (batches_left-- == 0) throw std::runtime_error("killed");
  return seal(tx, vault, most);
}

TEST_P(Sealing, WhateverEndsItHalfwayTheNextCommandGoesOn) {
  const auto whole = steps;
  for (int after = 0; after < 14; ++after) {
    steps[0].seal = until_killed<children::seal_plain>;
    steps[1].seal = until_killed<returns::seal_plain>;
    batches_left = 1;
    try {
      carry();
    } catch (const std::runtime_error&) {
    }
    // Every row is sealed or plain, and none is both.
    db->read([](db::Read& tx) {
      EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM child_links") + tx.integer("SELECT COUNT(*) FROM child_own_ids"), 3);
      EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM children WHERE born_on IS NOT NULL") + tx.integer("SELECT COUNT(*) FROM children WHERE facts_sealed IS NOT NULL"), 2);
      EXPECT_EQ(tx.integer("SELECT COUNT(*) FROM return_headers") / 2 + tx.integer("SELECT COUNT(*) FROM return_blocks WHERE table_id = 't-1'"), 1);
    });
  }
  steps = whole;
  ASSERT_TRUE(carry());
  EXPECT_THAT(found_in_tables(), IsEmpty());
  everything_opens();
}

TEST_P(Sealing, IsDoneOnceAndAsksForTheKeyOnlyWhereSomethingStandsPlain) {
  ASSERT_TRUE(carry());
  said.clear();
  const auto again = carry_over(*db, steps, []() -> Result<vault::Vault> { return fail(ErrorKind::Unavailable, "no key"); }, db.clock, [&](std::string_view words) { said.emplace_back(words); });
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, 0);
  EXPECT_THAT(said, IsEmpty());
}

TEST_P(Sealing, WithoutTheKeyNothingIsTouchedAndTheReasonIsSaid) {
  const auto refused = carry_over(*db, steps, []() -> Result<vault::Vault> { return fail(ErrorKind::Unavailable, "The key is missing: put it back"); }, db.clock, [](std::string_view) {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "The key is missing: put it back");
  EXPECT_EQ(found_in_tables().size(), std::size(kNowhere));
}

TEST_P(Sealing, WithAnotherKeyNothingReadsAsEmpty) {
  ASSERT_TRUE(carry());
  const auto another = vault::Vault::with_key("another key of thirty-two bytes.");
  db->read([&](db::Read& tx) {
    EXPECT_THROW(children::load(tx, another, children::ChildId("c-1")), db::DatabaseError);
    EXPECT_THROW(children::own_ids_of(tx, another, children::ChildId("c-1")), db::DatabaseError);
    EXPECT_THROW(returns::timelines(tx, another, "E09000033"), db::DatabaseError);
  });
}

}  // namespace
}  // namespace rightplace::sealing
