#pragma once
// Both real databases for the tests: SQLite in a temporary folder always, PostgreSQL where the environment variable
// RIGHTPLACE_TEST_POSTGRES holds an address (./test starts one). Each test gets an empty database of its own.

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.h"
#include "db/database.h"
#include "db/migrate.h"
#include "features/services.h"

namespace rightplace::test {

// A folder that goes away with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline constexpr Instant kMondayMorning{1'772'442'000'000};   // Monday 2 March 2026, 09:00 UTC

// An empty database of one dialect, with the migrations given, in the order given.
class TestDatabase {
 public:
  TestDatabase(db::Dialect dialect, std::initializer_list<std::span<const db::Migration>> features = {});
  ~TestDatabase();
  db::Database& operator*() { return *database_; }
  db::Database* operator->() { return database_.get(); }
  Services services() { return {*database_, clock, folder.path()}; }

  TemporaryFolder folder;
  FixedClock clock{kMondayMorning};

 private:
  std::unique_ptr<db::Database> database_;
  std::string schema_;
};

// `class Homes : public OnBothDatabases {}; TEST_P(Homes, …)` with RIGHTPLACE_ON_BOTH(Homes);
// PostgreSQL is skipped in words when there is none.
class OnBothDatabases : public ::testing::TestWithParam<db::Dialect> {
 protected:
  void SetUp() override;
};
std::string dialect_name(const ::testing::TestParamInfo<db::Dialect>& info);

// The folder of real data (RIGHTPLACE_REAL_DATA), or empty.
std::filesystem::path real_data();
// Skips the test with "skipped: no real data" when there is none.
#define RIGHTPLACE_NEEDS_REAL_DATA() \
  if (::rightplace::test::real_data().empty()) GTEST_SKIP() << "skipped: no real data"

#define RIGHTPLACE_ON_BOTH(Fixture)                                                                            \
  INSTANTIATE_TEST_SUITE_P(Both, Fixture, ::testing::Values(::rightplace::db::Dialect::Sqlite,                 \
                                                            ::rightplace::db::Dialect::Postgres),              \
                           ::rightplace::test::dialect_name)

}  // namespace rightplace::test
