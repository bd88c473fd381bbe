#include "features/demo/demo_canonical.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/fingerprint.h"

namespace rightplace::demo {
namespace {

constexpr std::string_view kSqliteColumns = R"sql(
  SELECT m.name, c.name
  FROM sqlite_master m JOIN pragma_table_info(m.name) c
  WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
  ORDER BY m.name, c.name
)sql";
constexpr std::string_view kPostgresColumns = R"sql(
  SELECT c.table_name, c.column_name
  FROM information_schema.columns c
  JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
  WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
  ORDER BY c.table_name COLLATE "C", c.column_name COLLATE "C"
)sql";

struct TableOf {
  std::string name;
  std::vector<std::string> columns;
};

std::vector<TableOf> tables_of(db::Read& tx) {
  std::vector<TableOf> tables;
  tx.each(tx.dialect() == db::Dialect::Sqlite ? kSqliteColumns : kPostgresColumns, {}, [&](const db::Row& row) {
    if (tables.empty() || tables.back().name != row.text(0)) tables.push_back({row.string(0), {}});
    tables.back().columns.push_back(row.string(1));
  });
  std::erase_if(tables, [](const TableOf& t) { return t.name.find("migration") != std::string::npos; });
  return tables;
}

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text, std::size_t at) {
  if (at + 36 > text.size()) return false;
  for (std::size_t i = 0; i < 36; ++i) {
    const char c = text[at + i];
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

// The text with each identity replaced by what `name` says of it.
std::string without_identities(std::string_view text, const std::function<std::string(std::string_view)>& name) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_uuid(text, i)) {
      out += name(text.substr(i, 36));
      i += 36;
    } else {
      out += text[i++];
    }
  }
  return out;
}

// What is drawn anew each time and stands for nothing else: sealed texts, keyed hashes and salted ones, links of the audit.
bool drawn_by_chance(std::string_view column) {
  static constexpr std::string_view kDrawn[] = {"password_hash", "email_token", "subject_token", "search_token", "token_hash", "code_hash", "hash", "previous_hash"};
  return column.ends_with("_sealed") || std::ranges::find(kDrawn, column) != std::end(kDrawn);
}

std::string cell_text(const db::Row& row, int column) {
  if (row.is_null(column)) return "\\N";
  std::string out;
  for (const char c : row.text(column)) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '\t') out += "\\t";
    else out += c;
  }
  return out;
}

}  // namespace

void canonical_export(db::Read& tx, const std::function<void(std::string_view)>& write) {
  const auto tables = tables_of(tx);
  const auto each_row = [&](const TableOf& table, const std::function<void(std::string_view id, std::string line)>& use) {
    std::string list;
    int id_column = -1;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      list += (i ? ", " : "") + table.columns[i];
      if (table.columns[i] == "id") id_column = static_cast<int>(i);
    }
    tx.each(fmt::format("SELECT {} FROM {}", list, table.name), {}, [&](const db::Row& row) {
      std::string line;
      for (std::size_t i = 0; i < table.columns.size(); ++i) line += (i ? "\t" : "") + (drawn_by_chance(table.columns[i]) ? "#" : cell_text(row, static_cast<int>(i)));
      use(id_column >= 0 ? row.text(id_column) : std::string_view{}, std::move(line));
    });
  };
  // What each identity stands for: the print of its own row with identities blanked, and of the rows that point to it.
  std::unordered_map<std::string, std::string> names;
  const auto blank = [](std::string_view) { return std::string("#"); };
  for (const auto& table : tables)
    each_row(table, [&](std::string_view id, std::string line) {
      if (!id.empty()) names.emplace(std::string(id), Fingerprint().add(table.name).add(without_identities(line, blank)).text());
    });
  // Alike rows (two children born on one day) are told apart by what points to them: rows of other tables, in print order.
  std::unordered_map<std::string, std::vector<std::string>> pointing;
  for (const auto& table : tables)
    each_row(table, [&](std::string_view id, std::string line) {
      std::vector<std::string> ids;
      const auto print = Fingerprint().add(table.name).add(without_identities(line, [&](std::string_view other) {
        if (other != id) ids.emplace_back(other);
        return std::string("#");
      })).text();
      for (const auto& other : ids)
        if (names.contains(other)) pointing[other].push_back(print);
    });
  for (auto& [id, prints] : pointing) {
    std::ranges::sort(prints);
    Fingerprint print;
    print.add(names[id]);
    for (const auto& one : prints) print.add(one);
    names[id] = print.text();
  }
  for (const auto& table : tables) {
    std::vector<std::string> lines;
    each_row(table, [&](std::string_view, std::string line) {
      lines.push_back(without_identities(line, [&](std::string_view id) {
        const auto found = names.find(std::string(id));
        return found == names.end() ? std::string("#") : "#" + found->second;
      }));
    });
    std::ranges::sort(lines);
    std::string head = "# " + table.name;
    for (const auto& column : table.columns) head += "\t" + column;
    write(head + "\n");
    for (const auto& line : lines) write(line + "\n");
  }
}

}  // namespace rightplace::demo
