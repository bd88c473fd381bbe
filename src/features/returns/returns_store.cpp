#include <fmt/format.h>

#include <algorithm>
#include <set>

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

// Children under the record that stands.
constexpr std::string_view kEpisodes = R"sql(
  SELECT c.current_id, e.decom, e.rne, e.ls, e.cin, e.place, e.place_provider, e.dec, e.rec, e.reason_place_change,
         e.home_post, e.pl_post, e.urn
  FROM return_episodes e
  JOIN child_links l ON l.authority_code = $2 AND l.local_id = e.child
  JOIN v_child_identities c ON c.child_id = l.child_id
  WHERE e.table_id = $1
  ORDER BY e.row_no
)sql";

std::string columns_of(const TableSpec& spec) {
  std::string list;
  for (const auto& column : spec.columns) list += (list.empty() ? "" : ", ") + lower(column.name);
  return list;
}

Rows load_rows(db::Read& tx, Table table, std::string_view id) {
  const auto& spec = spec_of(table);
  Rows rows;
  tx.each(fmt::format("SELECT {} FROM {} WHERE table_id = $1 ORDER BY row_no", columns_of(spec), table_name(table)), {id}, [&](const db::Row& row) {
    auto& cells = rows.emplace_back();
    cells.reserve(spec.columns.size());
    for (std::size_t i = 0; i < spec.columns.size(); ++i) cells.push_back(row.string(static_cast<int>(i)));
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

void insert_rows(db::Write& tx, const TableSpec& spec, const std::string& id, const Rows& rows) {
  std::vector<std::string> names = {"table_id", "row_no"};
  for (const auto& column : spec.columns) names.push_back(lower(column.name));
  const std::vector<std::string_view> columns(names.begin(), names.end());
  auto inserter = tx.inserter_of(table_name(spec.table), columns);
  std::vector<db::Param> params;
  std::int64_t number = 0;
  for (const auto& row : rows) {
    params.clear();
    params.emplace_back(id);
    params.emplace_back(++number);
    for (const auto& cell : row) params.push_back(cell.empty() ? db::Param(nullptr) : db::Param(cell));
    inserter->add_row(params);
  }
  inserter->finish();
}

bool same_authority(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto* known = geography::authority_by_code(a);
  return known && known == geography::authority_by_code(b);
}


}  // namespace

Stored store_table(db::Write& tx, const imports::ImportId& import, std::string_view authority_code, int year, const TableRows& rows,
                   std::optional<std::string_view> label) {
  struct Current {
    std::string id;
    std::int64_t version;
  };
  const auto kind = kTables.code(rows.table);
  const auto current = tx.first(kCurrent, {authority_code, year, kind}, [](const db::Row& row) { return Current{row.string(0), row.integer(1)}; });
  const auto before = current ? load_rows(tx, rows.table, current->id) : Rows{};
  if (current && before == rows.rows) return {0, static_cast<std::int64_t>(rows.rows.size()), 0};
  auto stored = compare(before, rows.rows);
  if (!current && rows.rows.empty()) stored.changed = 1;                // an empty table is a statement too
  if (current && stored.changed == 0) stored.changed = 1;               // only the order is another
  const auto id = new_uuid(Instant{0});
  tx.run("INSERT INTO return_tables (id, import_id, authority_code, year, kind, version, label, row_count) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
         {id, import, authority_code, year, kind, current ? current->version + 1 : 1, label, rows.rows.size()});
  insert_rows(tx, spec_of(rows.table), id, rows.rows);
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

TableRows load_table(db::Read& tx, const TableState& state) { return {state.table, load_rows(tx, state.table, state.id)}; }

std::vector<ChildTimeline> timelines(db::Read& tx, std::string_view authority_code) {
  std::vector<YearEpisode> rows;
  std::vector<int> years;
  for (const auto& state : tables_of(tx, authority_code)) {
    if (state.table != Table::Episodes) continue;
    years.push_back(state.year);
    tx.each(kEpisodes, {state.id, state.authority_code}, [&](const db::Row& row) {
      auto& out = rows.emplace_back();
      out.child = row.string(0);
      out.year = state.year;
      auto& e = out.episode;
      e.decom = row.date(1);
      e.rne = row.string(2);
      e.ls = row.string(3);
      e.cin = row.string(4);
      e.place = row.string(5);
      e.place_provider = row.string(6);
      e.dec = row.maybe_date(7);
      e.rec = row.string(8);
      e.reason = row.string(9);
      e.home_post = row.string(10);
      e.pl_post = row.string(11);
      e.urn = row.string(12);
    });
  }
  std::vector<ChildTimeline> out;
  for (auto& timeline : join_years(std::move(rows), std::move(years))) {
    children::ChildId child(timeline.child);
    out.push_back({std::move(child), std::move(timeline)});
  }
  return out;
}

}  // namespace rightplace::returns
