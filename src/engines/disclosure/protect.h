#pragma once
// Disclosure control of a table of counts: before it is published, what is 1 to 5 is suppressed, everything else rounded to the
// nearest 5, and as many further cells suppressed as it takes that nobody can work a suppressed cell out again.
//
// The promise: whoever knows every published total exactly (from another table of the same children, say), that a suppressed
// cell is not 0, and how numbers are rounded, is still left with at least `kLeastChoices` possible values for every suppressed
// cell. Whether that holds is worked out exactly, as flows through the table, and not assumed. A table that cannot be kept safe
// so is not published at all.
//
// Totals of rows and columns are suppressed only for what they are, so that the same total in two tables is treated alike.

#include <cstdint>
#include <optional>
#include <vector>

namespace rightplace::disclosure {

inline constexpr std::int64_t kSuppressUpTo = 5, kRoundTo = 5;
inline constexpr int kLeastChoices = 5;   // no fewer than "1 to 5" says

using Counts = std::vector<std::vector<std::int64_t>>;   // rows of equal length, none negative

// Nothing: suppressed. Numbers are rounded; 0 is 0.
struct Published {
  bool refused = false;             // it cannot be kept safe: publish nothing of it
  std::vector<std::vector<std::optional<std::int64_t>>> cells;
  std::vector<std::optional<std::int64_t>> row_totals, column_totals;
  std::optional<std::int64_t> total;
};
Published protect(const Counts& counts);

std::int64_t rounded(std::int64_t count);   // to the nearest 5; 2.5 does not occur

// What one cell may be.
struct Bounds {
  std::int64_t least = 0, most = 0;
};
// What a reader of the published table knows of it who knows the totals that are not suppressed.
struct Known {
  std::vector<std::vector<Bounds>> cells;
  std::vector<Bounds> rows, columns;
  Bounds all;
};
// Whether numbers within these bounds add up. Exact. Cost: a flow over rows and columns.
bool possible(const Known& known);

}  // namespace rightplace::disclosure
