#include "engines/returns/checks_index.h"

#include <algorithm>
#include <tuple>

namespace rightplace::returns {
namespace {

void fill(IndexedTable& out, const RawTable& raw) {
  out.spec = &raw.spec();
  out.rows = raw.rows();
  const auto columns = raw.spec().columns.size();
  std::vector<std::size_t> ends;
  ends.reserve(out.rows * columns);
  for (std::size_t row = 0; row < out.rows; ++row)
    for (std::size_t column = 0; column < columns; ++column) {
      out.upper_text += raw.cell(row, column);
      ends.push_back(out.upper_text.size());
    }
  for (auto& c : out.upper_text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  out.cells.reserve(ends.size());
  std::size_t from = 0;
  for (const auto end : ends) {
    out.cells.push_back(std::string_view(out.upper_text).substr(from, end - from));
    from = end;
  }
}

std::vector<EpisodeView> episodes_of(const IndexedTable& table) {
  const auto at = [](std::string_view name) { return column_of(Table::Episodes, name); };
  const int child = at("CHILD"), rne = at("RNE"), ls = at("LS"), cin = at("CIN"), place = at("PLACE"), provider = at("PLACE_PROVIDER"), rec = at("REC"),
            reason = at("REASON_PLACE_CHANGE"), home = at("HOME_POST"), post = at("PL_POST"), urn = at("URN"), decom = at("DECOM"), dec = at("DEC");
  std::vector<EpisodeView> out;
  out.reserve(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row)
    out.push_back({.row = row,
                   .child = table.text(row, child),
                   .rne = table.text(row, rne),
                   .ls = table.text(row, ls),
                   .cin = table.text(row, cin),
                   .place = table.text(row, place),
                   .provider = table.text(row, provider),
                   .rec = table.text(row, rec),
                   .reason = table.text(row, reason),
                   .home_post = table.text(row, home),
                   .pl_post = table.text(row, post),
                   .urn = table.text(row, urn),
                   .decom = strict_date(table.text(row, decom)),
                   .dec = strict_date(table.text(row, dec))});
  return out;
}

}  // namespace

DateCell strict_date(std::string_view text) { return {!text.empty(), text.empty() ? std::nullopt : parse_british_date(text)}; }

Index::Index(const ReturnTables& tables, const CodeBook& book) : year(tables.year), codes(book) {
  for (std::size_t i = 0; i < kTableCount; ++i)
    if (tables.tables[i]) fill(tables_[i], *tables.tables[i]);
  const auto* table = of(Table::Episodes);
  if (!table) return;
  episodes = episodes_of(*table);
  in_order.reserve(episodes.size());
  for (const auto& e : episodes) in_order.push_back(&e);
  std::ranges::stable_sort(in_order, {}, [](const EpisodeView* e) { return std::tuple(e->child, !e->decom.date, e->decom.date.value_or(Date{})); });
}

}  // namespace rightplace::returns
