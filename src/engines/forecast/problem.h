#pragma once
// How many children, in what kind of place, when: the question as plain numbers. No names of people, no clock, no
// database. Days are counted as base/date.h counts them (0 = 1 January 1970); intervals of days are half-open.

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/money.h"

namespace rightplace::forecast {

inline constexpr std::size_t kMostGroups = 8;
inline constexpr std::size_t kMostNeeds = 16;
// Rates are constant within a band of age: 0, 1-4, 5-9, 10-15, 16-17. Birthdays between them are kept to the day.
inline constexpr std::size_t kBands = 5;
inline constexpr std::array<int, kBands + 1> kBandStarts{0, 1, 5, 10, 16, 18};
std::string band_name(std::size_t band);   // "under 1", "1 to 4", …, "16 and 17"

// A day that never comes: the end of a spell that is still open.
inline constexpr std::int32_t kOpen = std::numeric_limits<std::int32_t>::max();

struct Child {
  std::int32_t born = 0;
  std::uint32_t authority = 0;
  std::uint32_t need = 0;
};

// One stay in one kind of place. A child's spells may come in any order.
struct Spell {
  std::uint32_t child = 0;
  std::uint32_t group = 0;
  std::int32_t from = 0;
  std::int32_t until = kOpen;
  bool starts_care = false;        // the record says that care began here (not a move)
  bool ends_care = false;          // the record says that care ended at `until` (not a move)
};

// The days for which one authority's return was read: outside them nothing is known about comings and goings.
struct Window {
  std::uint32_t authority = 0;
  std::int32_t from = 0;
  std::int32_t until = 0;
};

struct Authority {
  std::string code;
  std::uint32_t region = 0;
};

// What a week in a kind of place costs, and how sure that is.
struct Price {
  WeeklyRate weekly;
  double spread = 0.0;            // standard deviation of the true mean price, as a share of it
  double growth_a_year = 0.0;     // 0.03: three per cent a year, in steps of a month
  double growth_spread = 0.0;     // standard deviation of that growth
};

// One thing that is done differently from a day on. Bands and groups that are not named are not touched.
struct Change {
  enum class Kind { Entries, Leaving, Moving, Redirect, Places, Price };
  static constexpr std::uint32_t kAny = std::numeric_limits<std::uint32_t>::max();
  Kind kind = Kind::Entries;
  std::int32_t from = 0;
  std::uint32_t group = kAny;      // Redirect: where the children would have gone; Places, Price: of which kind
  std::uint32_t to_group = kAny;   // Redirect: where this share of them goes instead
  std::uint32_t band = kAny;
  double value = 1.0;              // factor (Entries, Leaving, Moving, Price), share (Redirect), places more (Places)
};

enum class Newcomers { Judge, Expected, None };   // Judge: from the data; None: the data follow one closed cohort

struct Problem {
  std::vector<std::string> groups;      // at most kMostGroups; what a place is: "foster", "residential", …
  std::vector<std::string> needs;       // at most kMostNeeds
  std::vector<std::string> regions;
  std::vector<Authority> authorities;
  std::vector<Child> children;
  std::vector<Spell> spells;
  std::vector<Window> windows;
  std::vector<Price> prices;            // one for each group, or none: then no cost is forecast
  std::vector<double> places;           // one for each group (0: not limited), or none
  std::vector<Change> changes;          // the scenario; empty: as things are
  Newcomers newcomers = Newcomers::Judge;
  std::int32_t origin = 0;              // the last day that is known; the forecast begins the day after
  int months = 12;                      // 1 to 120
};

struct Limits {
  int runs = 1'000;                     // 1 to 100,000
  std::uint64_t seed = 1;
  unsigned threads = 0;                 // 0: as many as the machine has; the answer is the same for any number
};

}  // namespace rightplace::forecast
