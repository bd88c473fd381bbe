#pragma once
// What is known of England at three dates, as numbers with their sources. A scenario is one column: years are never
// mixed, and what no source gives stands under `assumed` in docs/demo.md, not here.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/date.h"
#include "base/enum_names.h"
#include "base/money.h"

namespace rightplace::demo {

enum class Year : std::uint8_t { Y2012, Y2016, Y2024 };
inline constexpr auto kYears = enum_names<Year>({{Year::Y2012, "2012", "31 March 2012"}, {Year::Y2016, "2016", "31 March 2016"}, {Year::Y2024, "2024", "31 March 2024"}});

// The nine regions in the order of the tables: NW, WM, SE, EM, YH, East, SW, NE, London.
inline constexpr std::size_t kRegionCount = 9;
inline constexpr std::array<std::string_view, kRegionCount> kRegionCodes = {"E12000002", "E12000005", "E12000008", "E12000004", "E12000003",
                                                                          "E12000006", "E12000009", "E12000001", "E12000007"};

inline constexpr std::size_t kSizeBands = 8;   // 1, 2, 3, 4, 5, 6, 7-9, 10 and more places
inline constexpr std::size_t kReasons = 12;
inline constexpr std::array<std::string_view, kReasons> kReasonCodes = {"CARPL", "OTHER", "CREQB", "PLACE", "CREQO", "CHILD",
                                                                        "CLOSE", "LAREQ", "STAND", "ALLEG", "APPRR", "CUSTOD"};

struct Stock {
  int homes = 0;
  int places = 0;
};

// Where children in homes live against where they come from and whose home it is, as whole children in England.
struct Residents {
  int inside_own = 0, inside_private = 0, inside_voluntary = 0;
  int outside_other_authority = 0, outside_private = 0, outside_voluntary = 0;
  double far_of_inside = 0;    // share further than 20 miles
  double far_of_outside = 0;
  int total() const { return inside() + outside(); }
  int inside() const { return inside_own + inside_private + inside_voluntary; }
  int outside() const { return outside_other_authority + outside_private + outside_voluntary; }
};

struct Scenario {
  Year year;
  Date census;                                   // 31 March
  Stock homes, secure, schools;                  // as registered
  std::array<int, 5> homes_in_march;             // children's homes on the five 31 Marches, the last is the census
  std::array<double, kSizeBands> sizes;          // per cent of children's homes
  std::array<double, 3> sectors;                 // per cent of children's homes: private, authority, voluntary
  std::array<double, 3> mean_size;               // places, same order
  std::array<double, kRegionCount> homes_by_region;   // per cent
  std::array<double, kRegionCount> places_by_region;  // per cent
  std::array<double, 4> grades;                  // per cent of the homes judged: outstanding … inadequate
  double private_owners_per_home = 0;            // private owners ÷ private homes
  double single_home_owners = 0;                 // share of private owners with one home only
  std::array<double, 5> largest_owners;          // their shares of private homes
  int looked_after = 0;
  Residents residents;
  double homes_empty = 0;                        // share of homes with nobody in them
  double stay_shape = 0, stay_scale_days = 0;    // Weibull of spells that ended
  double stay_stretch = 1;                       // of the drawn lengths: young homes and closures cut some short
  std::array<double, kReasons> reasons;          // per cent of the changes from a home
  double moved_on_share = 0;                     // share of ended spells followed by another placement at once
  std::array<double, 5> ages;                    // per cent in homes: under 10, 10-11, 12-13, 14-15, 16-17
  double boys = 0;                               // share of the children in homes
  double abuse_in_homes = 0;                     // share whose need code is abuse or neglect
  double special_education = 0;                  // share with special educational needs
  double white = 0, mixed = 0, black = 0, asian = 0;   // of all looked after
  double unaccompanied = 0;                      // of all looked after
  int started_in_year = 0;                       // children starting to be looked after in the year to the census
  std::int64_t mean_weekly_pence = 0;            // what a place costs, mean over placements
  bool mean_is_of_low_need = false;              // the source is of children with lower needs only
};

const Scenario& scenario(Year year);

}  // namespace rightplace::demo
