#include "db/migrate.h"

#include <fmt/format.h>

#include <array>
#include <map>
#include <set>

#include "base/random.h"
#include "base/text.h"

namespace rightplace::db {
namespace {

constexpr std::string_view kTable = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    feature TEXT NOT NULL,
    number {{integer}} NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at {{instant}} NOT NULL,
    PRIMARY KEY (feature, number)
  ) {{strict}}
)sql";

struct TypeWord {
  std::string_view word;
  std::string_view sqlite;
  std::string_view postgres;
};
constexpr std::array<TypeWord, 9> kTypeWords = {{{"{{id}}", "TEXT", "TEXT"},
                                                 {"{{date}}", "TEXT", "TEXT"},
                                                 {"{{instant}}", "INTEGER", "BIGINT"},
                                                 {"{{pence}}", "INTEGER", "BIGINT"},
                                                 {"{{bool}}", "INTEGER", "BIGINT"},
                                                 {"{{json}}", "TEXT", "TEXT"},
                                                 {"{{integer}}", "INTEGER", "BIGINT"},
                                                 {"{{real}}", "REAL", "DOUBLE PRECISION"},
                                                 {"{{strict}}", "STRICT", ""}}};

std::string checksum(std::string_view sql) { return fmt::format("{:016x}", hash64(sql)); }

std::map<std::pair<std::string, int>, std::string> applied(Read& tx) {
  std::map<std::pair<std::string, int>, std::string> rows;
  tx.each("SELECT feature, number, checksum FROM schema_migrations", {},
          [&](const Row& row) { rows[{row.string(0), static_cast<int>(row.integer(1))}] = row.string(2); });
  return rows;
}

void prepare(Database& database) {
  database.write([&](Write& tx) { tx.script(translated(kTable, tx.dialect())); });
}

}  // namespace

std::string translated(std::string_view sql, Dialect dialect) {
  std::string kept;
  bool wanted = true;
  for (const auto line : split(sql, '\n')) {
    const auto mark = trim(line);
    if (mark == "-- @sqlite") wanted = dialect == Dialect::Sqlite;
    else if (mark == "-- @postgres") wanted = dialect == Dialect::Postgres;
    else if (mark == "-- @end") wanted = true;
    else if (wanted) kept.append(line).append("\n");
  }
  for (const auto& type : kTypeWords) kept = replace_all(kept, type.word, dialect == Dialect::Sqlite ? type.sqlite : type.postgres);
  return kept;
}

int migrate(Database& database, std::span<const Migration> migrations, const Clock& clock) {
  prepare(database);
  const auto before = database.read([](Read& tx) { return applied(tx); });
  int ran = 0;
  for (const auto& migration : migrations) {
    const auto found = before.find({std::string(migration.feature), migration.number});
    if (found != before.end()) {
      if (found->second != checksum(migration.sql))
        throw DatabaseError(fmt::format("migration {}/{} was changed after it ran here; restore the file and write a new one",
                                        migration.feature, migration.name));
      continue;
    }
    database.write([&](Write& tx) {
      // Two programs may start at once: the second finds the row and does nothing.
      if (tx.exists("SELECT 1 FROM schema_migrations WHERE feature = $1 AND number = $2", {migration.feature, migration.number})) return;
      tx.script(translated(migration.sql, tx.dialect()));
      if (migration.step) migration.step(tx);
      tx.run("INSERT INTO schema_migrations (feature, number, name, checksum, applied_at) VALUES ($1, $2, $3, $4, $5)",
             {migration.feature, migration.number, migration.name, checksum(migration.sql), clock.now()});
    });
    ++ran;
  }
  return ran;
}

std::vector<std::string> pending(Database& database, std::span<const Migration> migrations) {
  prepare(database);
  const auto done = database.read([](Read& tx) { return applied(tx); });
  std::vector<std::string> names;
  for (const auto& migration : migrations)
    if (!done.contains({std::string(migration.feature), migration.number}))
      names.push_back(fmt::format("{}/{}", migration.feature, migration.name));
  return names;
}

std::vector<std::string> unknown(Database& database, std::span<const Migration> migrations) {
  prepare(database);
  std::set<std::pair<std::string, int>> known;
  for (const auto& migration : migrations) known.emplace(std::string(migration.feature), migration.number);
  return database.read([&](Read& tx) {
    std::vector<std::string> names;
    tx.each("SELECT feature, number, name FROM schema_migrations ORDER BY feature, number", {}, [&](const Row& row) {
      if (!known.contains({row.string(0), static_cast<int>(row.integer(1))})) names.push_back(row.string(0) + "/" + row.string(2));
    });
    return names;
  });
}

}  // namespace rightplace::db
