#include "app/docs.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "app/config.h"
#include "app/features.h"
#include "app/openapi.h"
#include "app/permissions.h"
#include "base/text.h"

namespace rightplace::app {
namespace {

// "  urn TEXT NOT NULL,  -- [none; for good; no] purpose" -> its parts.
struct ColumnLine {
  std::string column;
  std::string category, retention, subject_access, purpose;
};

bool is_column_definition(std::string_view line) {
  static constexpr std::string_view kNotColumns[] = {"PRIMARY KEY", "UNIQUE", "CHECK", "FOREIGN KEY", ")", "--", "CONSTRAINT", "REFERENCES", "OR ", "AND ", "'"};
  if (line.empty()) return false;
  for (const auto other : kNotColumns)
    if (line.starts_with(other)) return false;
  return line.front() >= 'a' && line.front() <= 'z';
}

ColumnLine column_line(std::string_view definition, std::string_view where) {
  ColumnLine out;
  out.column = std::string(definition.substr(0, definition.find_first_of(" ,(")));
  const auto mark = definition.find("-- [");
  const auto end = mark == std::string_view::npos ? mark : definition.find(']', mark);
  if (end == std::string_view::npos)
    throw std::runtime_error(fmt::format("{}: column {} has no comment; write `-- [category; retention; in subject access] purpose` beside it", where, out.column));
  const auto parts = split(definition.substr(mark + 4, end - mark - 4), ';');
  if (parts.size() != 3)
    throw std::runtime_error(fmt::format("{}: the comment of column {} should have three parts between [ and ]", where, out.column));
  out.category = std::string(trim(parts[0]));
  out.retention = std::string(trim(parts[1]));
  out.subject_access = std::string(trim(parts[2]));
  out.purpose = std::string(trim(definition.substr(end + 1)));
  const bool known = out.category == "none" || out.category == "personal" || out.category == "special" || out.category == "offence";
  if (!known || (out.subject_access != "yes" && out.subject_access != "no") || out.purpose.empty() || out.retention.empty())
    throw std::runtime_error(fmt::format("{}: the comment of column {} should read [none|personal|special|offence; retention; yes|no] purpose", where, out.column));
  return out;
}

std::string inventory_of(const db::Migration& migration) {
  std::string out;
  std::string table;
  const auto row = [&](std::string_view definition) {
    const auto where = fmt::format("{}/{}", migration.feature, migration.name);
    const auto line = column_line(definition, where);
    out += fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", migration.feature, table, line.column, line.category, line.retention, line.subject_access, line.purpose);
  };
  for (const auto raw : split(migration.sql, '\n')) {
    const auto line = trim(raw);
    if (line.starts_with("CREATE TABLE ")) {
      const auto rest = line.substr(13);
      // "IF NOT EXISTS": a table that SQLite makes anew for a changed CHECK; its columns stand where it was first made.
      table = rest.starts_with("IF NOT EXISTS ") ? std::string() : std::string(trim(rest.substr(0, rest.find('('))));
    } else if (line.starts_with("ALTER TABLE ") && contains(line, " ADD COLUMN ")) {
      const auto rest = line.substr(12);
      table = std::string(rest.substr(0, rest.find(' ')));
      row(line.substr(line.find(" ADD COLUMN ") + 12));
      table.clear();
    } else if (line.starts_with(")")) {
      table.clear();
    } else if (!table.empty() && is_column_definition(line)) {
      row(line);
    }
  }
  return out;
}

// "-- empty: children.born_on return_headers.*": columns of an earlier migration that hold nothing any more.
std::vector<std::pair<std::string, std::string>> emptied_columns() {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& migration : migrations())
    for (const auto raw : split(migration.sql, '\n')) {
      const auto line = trim(raw);
      if (!line.starts_with("-- empty: ")) continue;
      for (const auto name : split(line.substr(10), ' ')) {
        const auto dot = name.find('.');
        if (dot == std::string_view::npos) throw std::runtime_error(fmt::format("{}/{}: `-- empty:` names columns as table.column", migration.feature, migration.name));
        all.emplace_back(name.substr(0, dot), name.substr(dot + 1));
      }
    }
  return all;
}

}  // namespace

std::string options_document(const std::vector<Command>& commands) {
  const std::string out =
      "# Commands and options\n\nMade by `rightplace docs options`; do not edit.\n\n"
      "Exit codes: 0 fine, 1 a fault of the program, 2 the input, 3 something is unavailable, 4 checked and found wanting.\n";
  std::vector<const cli::Spec*> specs;
  for (const auto& command : commands) specs.push_back(&command.spec);
  return out + cli::options_markdown(specs) + "\n## rightplace.toml\n\n" + config_as_markdown();
}

std::string data_inventory_document() {
  std::string out = "feature\ttable\tcolumn\tcategory\tretention\tsubject_access\tpurpose\n";
  std::string all;
  for (const auto& migration : migrations()) all += inventory_of(migration);
  const auto emptied = emptied_columns();
  for (const auto line : split(all, '\n')) {
    if (line.empty()) continue;
    const auto cells = split(line, '\t');
    const bool empty = std::ranges::any_of(emptied, [&](const auto& one) { return one.first == cells[1] && (one.second == "*" || one.second == cells[2]); });
    const auto before = line.substr(0, line.size() - cells.back().size());
    out += fmt::format("{}{}{}\n", before, empty ? "empty since it is sealed elsewhere; was: " : "", cells.back());
  }
  return out;
}

std::vector<Command> docs_commands() {
  return {Command{.spec = {.name = "docs options", .summary = "Print docs/options.md: every command and option", .options = {}},
                  .need = StoreNeed::None,
                  .run_alone = [](const cli::Arguments&, cli::Console& console) -> Result<ExitCode> {
                    console.print(options_document(commands()));
                    return ExitCode::Fine;
                  }},
          Command{.spec = {.name = "docs data-inventory", .summary = "Print docs/data-inventory.tsv: every column that is kept, and why", .options = {}},
                  .need = StoreNeed::None,
                  .run_alone = [](const cli::Arguments&, cli::Console& console) -> Result<ExitCode> {
                    console.print(data_inventory_document());
                    return ExitCode::Fine;
                  }},
          Command{.spec = {.name = "docs openapi", .summary = "Print docs/api/openapi.json: the API of this program", .options = {}},
                  .need = StoreNeed::None,
                  .run_alone = [](const cli::Arguments&, cli::Console& console) -> Result<ExitCode> {
                    console.print(openapi(pages_for_documents()).pretty());
                    return ExitCode::Fine;
                  }},
          Command{.spec = {.name = "docs permissions", .summary = "Print docs/permissions.md: which role may use which page", .options = {}},
                  .need = StoreNeed::None,
                  .run_alone = [](const cli::Arguments&, cli::Console& console) -> Result<ExitCode> {
                    console.print(permissions_document(pages_for_documents()));
                    return ExitCode::Fine;
                  }}};
}

}  // namespace rightplace::app
