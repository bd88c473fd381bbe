#include <fmt/format.h>

#include <filesystem>

#include "features/keeping/keeping.h"
#include "features/keeping/keeping_tables.h"

namespace rightplace::keeping {
namespace {

constexpr std::string_view kSqliteColumns = R"sql(
  SELECT m.name, c.name
  FROM sqlite_master m JOIN pragma_table_info(m.name) c
  WHERE m.type = 'table'
  ORDER BY m.name, c.name
)sql";
constexpr std::string_view kPostgresColumns = R"sql(
  SELECT c.table_name, c.column_name
  FROM information_schema.columns c
  JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
  ORDER BY c.table_name, c.column_name
)sql";

}  // namespace

std::vector<Column> columns_of(db::Read& tx) {
  return tx.list(tx.dialect() == db::Dialect::Sqlite ? kSqliteColumns : kPostgresColumns, {}, [](const db::Row& row) { return Column{row.string(0), row.string(1)}; });
}

std::optional<std::string> something_sealed(db::Read& tx) {
  for (const auto& [table, column] : columns_of(tx))
    if (column.ends_with("_sealed") && tx.exists(fmt::format("SELECT 1 FROM {} WHERE {} IS NOT NULL LIMIT 1", table, column))) return table + "." + column;
  return std::nullopt;
}

Result<vault::Vault> vault_of(Services& services) {
  const auto file = services.folder / "key";
  if (std::filesystem::exists(file)) return vault::Vault::open(services.folder, false);
  if (const auto sealed = services.database.read(something_sealed))
    return fail(ErrorKind::Unavailable, fmt::format("{} is missing, and {} was sealed with it: put the key back from where you keep it (docs/operate/backup.md). No other key opens what is there",
                                                    file.string(), *sealed));
  return vault::Vault::open(services.folder, true);
}

}  // namespace rightplace::keeping
