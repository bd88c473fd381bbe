#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/returns/returns.h"

namespace rightplace::returns {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string table_name(Table table) { return table == Table::Header ? "return_headers" : fmt::format("return_{}", kTables.code(table)); }

constexpr std::string_view kCurrent = R"sql(
  SELECT id, version
  FROM v_return_tables_current
  WHERE authority_code = $1 AND year = $2 AND kind = $3
)sql";

constexpr std::string_view kAllOfAuthorities = R"sql(
  SELECT authority_code, year, kind, id, row_count, label
  FROM v_return_tables_current
  ORDER BY year, kind
)sql";

constexpr std::string_view kWithPlainRows = R"sql(
  SELECT t.id, t.kind
  FROM return_tables t
  WHERE t.row_count > 0 AND NOT EXISTS (SELECT 1 FROM return_blocks b WHERE b.table_id = t.id)
  ORDER BY t.id
  LIMIT $1
)sql";

constexpr std::size_t kRowsOfBlock = 64;

std::string block_purpose(std::string_view table, std::int64_t block) { return fmt::format("return_blocks.rows/{}/{}", table, block); }

// Each cell with its length before it, so that no cell can be taken for two.
std::string packed(std::span<const std::vector<std::string>> rows) {
  std::string text;
  for (const auto& row : rows)
    for (const auto& cell : row) fmt::format_to(std::back_inserter(text), "{}:{}", cell.size(), cell);
  return text;
}

void unpack(std::string_view text, std::size_t width, Rows& rows) {
  std::vector<std::string> row;
  while (!text.empty()) {
    const auto colon = text.find(':');
    const auto size = colon == std::string_view::npos ? std::nullopt : parse_integer(text.substr(0, colon));
    if (!size || *size < 0 || colon + 1 + static_cast<std::size_t>(*size) > text.size()) throw db::DatabaseError("sealed rows of a return are not what was sealed");
    row.emplace_back(text.substr(colon + 1, static_cast<std::size_t>(*size)));
    text.remove_prefix(colon + 1 + static_cast<std::size_t>(*size));
    if (row.size() == width) rows.push_back(std::exchange(row, {}));
  }
}

std::string columns_of(const TableSpec& spec) {
  std::string list;
  for (const auto& column : spec.columns) list += (list.empty() ? "" : ", ") + lower(column.name);
  return list;
}

// As they stood before they were sealed.
Rows plain_rows(db::Read& tx, Table table, std::string_view id) {
  const auto& spec = spec_of(table);
  Rows rows;
  tx.each(fmt::format("SELECT {} FROM {} WHERE table_id = $1 ORDER BY row_no", columns_of(spec), table_name(table)), {id}, [&](const db::Row& row) {
    auto& cells = rows.emplace_back();
    cells.reserve(spec.columns.size());
    for (std::size_t i = 0; i < spec.columns.size(); ++i) cells.push_back(row.string(static_cast<int>(i)));
  });
  return rows;
}

Rows load_rows(db::Read& tx, const vault::Vault& vault, Table table, std::string_view id) {
  const auto width = spec_of(table).columns.size();
  Rows rows;
  tx.each("SELECT block_no, rows_sealed FROM return_blocks WHERE table_id = $1 ORDER BY block_no", {id}, [&](const db::Row& row) {
    const auto text = vault.open(block_purpose(id, row.integer(0)), row.text(1));
    if (!text) throw db::DatabaseError("rows of a return do not open: the key beside the store is another, or the row was changed");
    unpack(text->reveal(), width, rows);
  });
  return rows;
}

Stored compare(const Rows& before, const Rows& now) {
  std::multiset<std::vector<std::string>> known(before.begin(), before.end());
  Stored out;
  for (const auto& row : now) {
    const auto found = known.find(row);
    if (found == known.end()) {
      ++out.changed;
      continue;
    }
    known.erase(found);
    ++out.unchanged;
  }
  out.gone = static_cast<std::int64_t>(known.size());
  out.changed += out.gone;
  return out;
}

void insert_rows(db::Write& tx, const vault::Vault& vault, Table table, const std::string& id, std::span<const std::vector<std::string>> rows) {
  const auto width = spec_of(table).columns.size();
  if (std::ranges::any_of(rows, [&](const auto& row) { return row.size() != width; })) throw db::DatabaseError(fmt::format("a row of {} does not have the columns of its table", kTables.label(table)));
  auto inserter = tx.inserter("return_blocks", {"table_id", "block_no", "rows_sealed"});
  for (std::int64_t number = 1; !rows.empty(); ++number) {
    const auto block = rows.first(std::min(rows.size(), kRowsOfBlock));
    const auto sealed = vault.seal(block_purpose(id, number), packed(block));
    inserter->add({id, number, sealed});
    rows = rows.subspan(block.size());
  }
  inserter->finish();
}

bool same_authority(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto* known = geography::authority_by_code(a);
  return known && known == geography::authority_by_code(b);
}


}  // namespace

Stored store_table(db::Write& tx, const vault::Vault& vault, const imports::ImportId& import, std::string_view authority_code, int year, const TableRows& rows,
                   std::optional<std::string_view> label) {
  struct Current {
    std::string id;
    std::int64_t version;
  };
  const auto kind = kTables.code(rows.table);
  const auto current = tx.first(kCurrent, {authority_code, year, kind}, [](const db::Row& row) { return Current{row.string(0), row.integer(1)}; });
  const auto before = current ? load_rows(tx, vault, rows.table, current->id) : Rows{};
  if (current && before == rows.rows) return {0, static_cast<std::int64_t>(rows.rows.size()), 0};
  auto stored = compare(before, rows.rows);
  if (!current && rows.rows.empty()) stored.changed = 1;                // an empty table is a statement too
  if (current && stored.changed == 0) stored.changed = 1;               // only the order is another
  const auto id = new_uuid(Instant{0});
  tx.run("INSERT INTO return_tables (id, import_id, authority_code, year, kind, version, label, row_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
         {id, import, authority_code, year, kind, current ? current->version + 1 : 1, label, rows.rows.size()});
  insert_rows(tx, vault, rows.table, id, rows.rows);
  return stored;
}

std::vector<TableState> tables_of(db::Read& tx, std::string_view authority_code) {
  std::vector<TableState> out;
  tx.each(kAllOfAuthorities, {}, [&](const db::Row& row) {
    const auto table = kTables.parse(row.text(2));
    if (!table || !same_authority(row.text(0), authority_code)) return;
    out.push_back({row.string(0), static_cast<int>(row.integer(1)), *table, row.string(3), row.integer(4), row.maybe_string(5)});
  });
  std::ranges::sort(out, {}, [](const TableState& s) { return std::pair(s.year, s.table); });
  return out;
}

TableRows load_table(db::Read& tx, const vault::Vault& vault, const TableState& state) { return {state.table, load_rows(tx, vault, state.table, state.id)}; }

std::vector<ChildTimeline> timelines(db::Read& tx, const vault::Vault& vault, std::string_view authority_code) {
  std::vector<YearEpisode> rows;
  std::vector<int> years;
  std::map<children::ChildId, children::ChildId> merged;
  tx.each("SELECT id, merged_into FROM children WHERE merged_into IS NOT NULL", {}, [&](const db::Row& row) { merged.emplace(row.string(0), row.string(1)); });
  // By code and own id: the record that stands for the child.
  std::map<std::string, std::map<std::string, children::ChildId, std::less<>>, std::less<>> known;
  const auto links_of = [&](const std::string& code) -> const auto& {
    const auto [found, is_new] = known.try_emplace(code);
    if (is_new) {
      found->second = children::links_of(tx, vault, code);
      for (auto& [own_id, child] : found->second)
        if (const auto into = merged.find(child); into != merged.end()) child = into->second;
    }
    return found->second;
  };
  for (const auto& state : tables_of(tx, authority_code)) {
    if (state.table != Table::Episodes) continue;
    years.push_back(state.year);
    const auto& links = links_of(state.authority_code);
    for (auto& row : load_rows(tx, vault, Table::Episodes, state.id)) {
      const auto child = links.find(row[0]);
      if (child == links.end()) continue;
      auto& out = rows.emplace_back();
      out.child = child->second.text();
      out.year = state.year;
      auto& e = out.episode;
      const auto cell = [&](std::string_view name) -> std::string& { return row[static_cast<std::size_t>(column_of(Table::Episodes, name))]; };
      e.decom = parse_iso_date(cell("DECOM")).value();
      e.dec = parse_iso_date(cell("DEC"));
      e.rne = cell("RNE");
      e.ls = cell("LS");
      e.cin = cell("CIN");
      e.place = cell("PLACE");
      e.place_provider = cell("PLACE_PROVIDER");
      e.rec = cell("REC");
      e.reason = cell("REASON_PLACE_CHANGE");
      e.home_post = cell("HOME_POST");
      e.pl_post = cell("PL_POST");
      e.urn = cell("URN");
    }
  }
  std::vector<ChildTimeline> out;
  for (auto& timeline : join_years(std::move(rows), std::move(years))) {
    children::ChildId child(timeline.child);
    out.push_back({std::move(child), std::move(timeline)});
  }
  return out;
}

std::vector<std::string_view> plain_tables() {
  static const auto kNames = [] {
    std::vector<std::string> names;
    for (const auto& spec : all_tables()) names.push_back(table_name(spec.table));
    return names;
  }();
  return {kNames.begin(), kNames.end()};
}

bool has_plain(db::Read& tx) { return tx.exists(kWithPlainRows, {1}); }

std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most) {
  struct Version {
    std::string id, kind;
  };
  std::int64_t sealed = 0;
  // Version by version: one has some thousand rows at most, and opens whole or not at all.
  while (sealed < most) {
    const auto next = tx.first(kWithPlainRows, {1}, [](const db::Row& row) { return Version{row.string(0), row.string(1)}; });
    if (!next) break;
    const auto table = kTables.parse(next->kind);
    if (!table) throw db::DatabaseError(fmt::format("return_tables has a table of an unknown kind, {}", shown(next->kind)));
    const auto rows = plain_rows(tx, *table, next->id);
    if (rows.empty()) throw db::DatabaseError(fmt::format("the rows of the return's table {} are missing", next->id));
    insert_rows(tx, vault, *table, next->id, rows);
    tx.run(fmt::format("DELETE FROM {} WHERE table_id = $1", table_name(*table)), {next->id});
    sealed += std::ssize(rows);
  }
  return sealed;
}

}  // namespace rightplace::returns
