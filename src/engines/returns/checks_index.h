#pragma once
// A return made ready for its checks: upper case, dates read once, each child's rows in order. Within the engine.

#include "engines/returns/checks.h"

namespace rightplace::returns {

// A date cell: empty, a date, or something else.
struct DateCell {
  bool given = false;
  std::optional<Date> date;
  bool bad() const { return given && !date; }
};

struct IndexedTable {
  const TableSpec* spec = nullptr;
  std::size_t rows = 0;
  std::string_view text(std::size_t row, int column) const { return cells[row * spec->columns.size() + static_cast<std::size_t>(column)]; }
  std::string upper_text;                    // cells point into it, so that a table stays where it was made
  std::vector<std::string_view> cells;
};

struct EpisodeView {
  std::size_t row = 0;
  std::string_view child, rne, ls, cin, place, provider, rec, reason, home_post, pl_post, urn;
  DateCell decom, dec;
};

struct Index {
  Index(const ReturnTables& tables, const CodeBook& codes);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  int year;
  const CodeBook& codes;
  const IndexedTable* of(Table table) const { return tables_[static_cast<std::size_t>(table)].spec ? &tables_[static_cast<std::size_t>(table)] : nullptr; }

  std::vector<EpisodeView> episodes;         // in the order of the file
  // By child, then first day (those without one last), then the file's order; those with neither child nor day too.
  std::vector<const EpisodeView*> in_order;

 private:
  std::array<IndexedTable, kTableCount> tables_;
};

DateCell strict_date(std::string_view text);

}  // namespace rightplace::returns
