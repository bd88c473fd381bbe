#pragma once
// The spells of a problem made sound: in order, without overlaps, inside life, cut at the origin. What had to be
// mended is listed with its effect.

#include <vector>

#include "engines/forecast/solution.h"

namespace rightplace::forecast {

// An unbroken time in one kind of place.
struct Sojourn {
  std::uint32_t child = 0;
  std::uint32_t group = 0;
  std::int32_t from = 0;
  std::int32_t until = 0;                          // kOpen: still there at the close of the origin
  enum class End { Open, Moved, Left, Adult } end = End::Open;
  bool starts_care = false;                        // the child came into care here, as the data show it
};

struct Histories {
  std::int32_t origin = 0;
  std::vector<Sojourn> sojourns;                   // by child, then by day
  std::vector<Window> windows;                     // cut at the origin, by authority and day, without overlaps
  std::vector<std::vector<Window>> by_authority;
  std::vector<Finding> findings;

  bool observed(std::uint32_t authority, std::int32_t day) const;
};

// Spells that begin after `origin` are unknown, ends after it too: the record as it could have been on that evening.
// Spells that are beyond use (end before start, before birth, after the eighteenth birthday) are left out and listed.
Histories histories_until(const Problem& problem, std::int32_t origin);

// The day of the n-th birthday; for 29 February in common years 1 March (Family Law Reform Act 1969 s9).
std::int32_t birthday(std::int32_t born, int years);

// A departure within these days before the eighteenth birthday is the birthday, recorded early.
inline constexpr std::int32_t kAdultSlack = 14;

}  // namespace rightplace::forecast
