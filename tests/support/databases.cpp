#include "tests/support/databases.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace rightplace::test {
namespace {

std::string postgres_address() {
  const char* address = std::getenv("RIGHTPLACE_TEST_POSTGRES");
  return address ? address : "";
}

std::string unused_name() {
  static std::atomic<int> number = 0;
  return fmt::format("t{}_{}", getpid(), ++number);
}

}  // namespace

TemporaryFolder::TemporaryFolder() : path_(std::filesystem::temp_directory_path() / ("rightplace-" + unused_name())) {
  std::filesystem::create_directories(path_);
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestDatabase::TestDatabase(db::Dialect dialect, std::initializer_list<std::span<const db::Migration>> features) {
  if (dialect == db::Dialect::Sqlite) {
    database_ = db::open_sqlite(folder.path() / "test.sqlite");
  } else if (postgres_address().empty()) {
    return;   // the fixture skips its test; a database made with the fixture must not fail before that
  } else {
    schema_ = unused_name();
    auto admin = db::open_postgres(postgres_address());
    admin->write([&](db::Write& tx) { tx.script("CREATE SCHEMA " + schema_); });
    database_ = db::open_postgres(fmt::format("{} options='-c search_path={}'", postgres_address(), schema_));
  }
  for (const auto& migrations : features) db::migrate(*database_, migrations, clock);
}

TestDatabase::~TestDatabase() {
  database_.reset();
  if (schema_.empty()) return;
  db::open_postgres(postgres_address())->write([&](db::Write& tx) { tx.script("DROP SCHEMA " + schema_ + " CASCADE"); });
}

void OnBothDatabases::SetUp() {
  if (GetParam() == db::Dialect::Postgres && postgres_address().empty())
    GTEST_SKIP() << "skipped: no PostgreSQL (RIGHTPLACE_TEST_POSTGRES is not set)";
}

std::string dialect_name(const ::testing::TestParamInfo<db::Dialect>& info) {
  return info.param == db::Dialect::Sqlite ? "Sqlite" : "Postgres";
}

std::filesystem::path real_data() {
  const char* folder = std::getenv("RIGHTPLACE_REAL_DATA");
  return folder && std::filesystem::is_directory(folder) ? folder : std::filesystem::path{};
}

}  // namespace rightplace::test
