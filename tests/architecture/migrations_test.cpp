// Both databases end with the same tables and columns; tests/migrations/schema.txt is the newcomer's map of them.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "app/features.h"
#include "base/text.h"
#include "tests/support/databases.h"

namespace rightplace {
namespace {

std::vector<std::string> columns_of(db::Database& database) {
  const auto sqlite = R"sql(
    SELECT m.name || '.' || p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'
  )sql";
  const auto postgres = "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()";
  auto columns = database.read([&](db::Read& tx) {
    return tx.list(tx.dialect() == db::Dialect::Sqlite ? sqlite : postgres, {}, [](const db::Row& row) { return row.string(0); });
  });
  std::ranges::sort(columns);
  return columns;
}

std::string schema_text(const std::vector<std::string>& columns) {
  std::string out, table;
  for (const auto& column : columns) {
    const auto dot = column.find('.');
    if (column.substr(0, dot) != table) {
      table = column.substr(0, dot);
      out += table + "\n";
    }
    out += "  " + column.substr(dot + 1) + "\n";
  }
  return out;
}

class Migrations : public test::OnBothDatabases {};

TEST_P(Migrations, EndInTheSchemaThatIsWrittenDown) {
  const auto steps = app::migrations();
  test::TestDatabase database(GetParam(), {steps});
  const auto file = std::string(RIGHTPLACE_SOURCE_DIR) + "/tests/migrations/schema.txt";
  const auto schema = schema_text(columns_of(*database));
  if (std::getenv("RIGHTPLACE_RENEW")) std::ofstream(file) << schema;
  std::ifstream in(file);
  const std::string written((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(written, schema) << "renew it: RIGHTPLACE_RENEW=1 build/dev/tests/architecture/architecture_tests --gtest_filter='*Migrations*Sqlite'";
}

TEST_P(Migrations, RunTwiceChangeNothing) {
  const auto steps = app::migrations();
  test::TestDatabase database(GetParam(), {steps});
  EXPECT_EQ(db::migrate(*database, steps, database.clock), 0);
}

RIGHTPLACE_ON_BOTH(Migrations);

TEST(Migrations, AreNumberedFromOneWithoutGapsInEachFeature) {
  std::map<std::string, int> last;
  for (const auto& migration : app::migrations()) {
    auto& number = last[std::string(migration.feature)];
    EXPECT_EQ(migration.number, number + 1) << migration.feature << "/" << migration.name;
    number = migration.number;
  }
}

}  // namespace
}  // namespace rightplace
