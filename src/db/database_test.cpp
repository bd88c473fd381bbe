#include "db/database.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "tests/support/databases.h"

namespace rightplace::db {
namespace {

using ::testing::ElementsAre;

class Databases : public test::OnBothDatabases {
 protected:
  static void make_people(Database& database) {
    database.write([](Write& tx) {
      tx.script(translated("CREATE TABLE homes (urn TEXT PRIMARY KEY, places {{integer}} NOT NULL CHECK (places >= 0), fee {{real}}, "
                           "opened_on {{date}}) {{strict}}",
                           tx.dialect()));
    });
  }
  static std::vector<std::string> urns(Database& database) {
    return database.read([](Read& tx) {
      return tx.list("SELECT urn FROM homes ORDER BY urn", {}, [](const Row& row) { return row.string(0); });
    });
  }
};

TEST_P(Databases, KeepEveryKindOfValueAsItWasGiven) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  database->write([](Write& tx) {
    tx.run("INSERT INTO homes (urn, places, fee, opened_on) VALUES ($1, $2, $3, $4)",
           {"SC1 é'\"\\", std::int64_t{1} << 40, 0.1, Date(2024, 2, 29)});
    tx.run("INSERT INTO homes (urn, places, fee, opened_on) VALUES ($1, $2, $3, $4)", {"SC2", 0, nullptr, std::optional<Date>{}});
  });
  database->read([](Read& tx) {
    tx.each("SELECT urn, places, fee, opened_on FROM homes ORDER BY urn LIMIT 1", {}, [](const Row& row) {
      EXPECT_EQ(row.text(0), "SC1 é'\"\\");
      EXPECT_EQ(row.integer(1), std::int64_t{1} << 40);
      EXPECT_DOUBLE_EQ(row.real(2), 0.1);
      EXPECT_EQ(row.date(3), Date(2024, 2, 29));
    });
    tx.each("SELECT fee, opened_on FROM homes WHERE urn = $1", {"SC2"}, [](const Row& row) {
      EXPECT_TRUE(row.is_null(0));
      EXPECT_EQ(row.maybe_date(1), std::nullopt);
    });
  });
}

TEST_P(Databases, UseParametersInAnyOrderAndMoreThanOnce) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  database->write([](Write& tx) {
    tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"A", 3});
    EXPECT_EQ(tx.run("UPDATE homes SET places = $2 + $2 WHERE urn = $1", {"A", 5}), 1);
    EXPECT_EQ(tx.integer("SELECT places FROM homes WHERE places = $1 AND urn = $2", {10, "A"}), 10);
  });
}

TEST_P(Databases, AnErrorRollsBackAndAValueCommits) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  const auto refused = database->write([](Write& tx) -> Done {
    tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"A", 1});
    return fail(ErrorKind::Conflict, "no");
  });
  EXPECT_FALSE(refused);
  EXPECT_THROW(database->write([](Write& tx) {
    tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"B", 1});
    throw std::logic_error("a bug");
  }),
               std::logic_error);
  EXPECT_TRUE(urns(*database).empty());
  const auto kept = database->write([](Write& tx) -> Result<int> {
    tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"C", 1});
    return 7;
  });
  EXPECT_EQ(kept.value(), 7);
  EXPECT_THAT(urns(*database), ElementsAre("C"));
}

TEST_P(Databases, ARowTheSchemaRefusesIsAConstraintViolation) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  EXPECT_THROW(database->write([](Write& tx) { tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"A", -1}); }), ConstraintViolation);
}

TEST_P(Databases, AMissingParameterIsAnErrorAndNotNull) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  EXPECT_THROW(database->read([](Read& tx) { tx.integer("SELECT places FROM homes WHERE urn = $1 AND places = $2", {"A"}); }), DatabaseError);
}

TEST_P(Databases, ManyRowsGoInAtOnce) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  database->write([](Write& tx) {
    auto rows = tx.inserter("homes", {"urn", "places", "fee"});
    for (int i = 0; i < 5000; ++i) rows->add({"U\t\\" + std::to_string(i), i, i % 2 ? Param(1.5) : Param(nullptr)});
    rows->finish();
    EXPECT_EQ(tx.integer("SELECT count(*) FROM homes WHERE fee IS NULL"), 2500);
    EXPECT_TRUE(tx.exists("SELECT 1 FROM homes WHERE urn = $1", {"U\t\\4999"}));
  });
}

TEST_P(Databases, NoIncrementOfConcurrentWritersIsLost) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  database->write([](Write& tx) { tx.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"A", 0}); });
  constexpr int kEach = 25;
  std::atomic<int> acknowledged = 0;
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w)
    writers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) {
        try {
          database->write([](Write& tx) {
            const auto places = tx.integer("SELECT places FROM homes WHERE urn = $1", {"A"});
            tx.run("UPDATE homes SET places = $1 WHERE urn = $2", {places + 1, "A"});
          });
          ++acknowledged;
        } catch (const Unavailable&) {
          // Said so, and nothing was written.
        }
      }
    });
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(database->read([](Read& tx) { return tx.integer("SELECT places FROM homes WHERE urn = $1", {"A"}); }), acknowledged);
}

TEST_P(Databases, AReadSeesOneMomentEvenWhileSomebodyWrites) {
  test::TestDatabase database(GetParam());
  make_people(*database);
  database->read([&](Read& tx) {
    EXPECT_EQ(tx.integer("SELECT count(*) FROM homes"), 0);
    database->write([](Write& other) { other.run("INSERT INTO homes (urn, places) VALUES ($1, $2)", {"A", 1}); });
    EXPECT_EQ(tx.integer("SELECT count(*) FROM homes"), 0);
  });
  EXPECT_EQ(database->read([](Read& tx) { return tx.integer("SELECT count(*) FROM homes"); }), 1);
}

TEST_P(Databases, MigrationsRunOnceAndAChangedOneIsRefused) {
  test::TestDatabase database(GetParam());
  const Migration first{"homes", 1, "001_homes.sql", "CREATE TABLE homes (urn TEXT PRIMARY KEY, closed {{bool}}) {{strict}};"};
  const Migration second{"homes", 2, "002_places.sql",
                         "-- @sqlite\nALTER TABLE homes ADD COLUMN places INTEGER;\n-- @end\n"
                         "-- @postgres\nALTER TABLE homes ADD COLUMN places BIGINT;\n-- @end\n"};
  const std::vector<Migration> both = {first, second};
  EXPECT_EQ(migrate(*database, std::span(both).first(1), database.clock), 1);
  EXPECT_THAT(pending(*database, both), ElementsAre("homes/002_places.sql"));
  EXPECT_EQ(migrate(*database, both, database.clock), 1);
  EXPECT_EQ(migrate(*database, both, database.clock), 0);
  const Migration changed{"homes", 1, "001_homes.sql", "CREATE TABLE homes (urn TEXT);"};
  EXPECT_THROW(migrate(*database, std::span(&changed, 1), database.clock), DatabaseError);
}

TEST_P(Databases, WhatANewerProgramMigratedIsSaidToAnOlderOne) {
  test::TestDatabase database(GetParam(), {});
  const Migration both[] = {{"test", 1, "001_a.sql", "CREATE TABLE newer_a (a {{integer}} NOT NULL)"}, {"test", 2, "002_b.sql", "CREATE TABLE newer_b (a {{integer}} NOT NULL)"}};
  migrate(*database, both, database.clock);
  EXPECT_THAT(unknown(*database, both), ::testing::IsEmpty());
  EXPECT_THAT(unknown(*database, std::span(both).first(1)), ::testing::ElementsAre("test/002_b.sql"));
}

TEST_P(Databases, AMigrationThatFailsLeavesNothing) {
  test::TestDatabase database(GetParam());
  const Migration broken{"homes", 1, "001_homes.sql", "CREATE TABLE homes (urn TEXT); CREATE TABLE nonsense ("};
  EXPECT_THROW(migrate(*database, std::span(&broken, 1), database.clock), DatabaseError);
  EXPECT_THROW(urns(*database), DatabaseError);
}

RIGHTPLACE_ON_BOTH(Databases);

TEST(Databases, AFileThatIsNoDatabaseIsSaidToBeNone) {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "rightplace.sqlite");
  EXPECT_THROW(open_sqlite(folder.path() / "rightplace.sqlite"), Unavailable);
}

}  // namespace
}  // namespace rightplace::db
