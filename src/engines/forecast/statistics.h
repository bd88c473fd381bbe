#pragma once
// What the histories say in numbers: days lived in each state and what ended them, by quarter of a year counted
// backwards from the origin; and who came into care.

#include <array>
#include <vector>

#include "engines/forecast/histories.h"

namespace rightplace::forecast {

// Time in the present kind of place, in days: rates may differ between these bands (tested, see rates.h).
inline constexpr std::size_t kDurations = 4;
inline constexpr std::array<std::int32_t, kDurations> kDurationStarts{0, 91, 365, 1'095};
std::size_t duration_band(std::int32_t days);
std::size_t age_band(int years);   // 16 and more: the last

inline constexpr double kQuarter = 91.3125;   // days

// Ages at which children come into care: the first four weeks, the rest of the first year, then each year of age.
inline constexpr std::size_t kEntryAges = 19;

template <class T>
using ByState = std::array<std::array<std::array<T, kDurations>, kBands>, kMostGroups>;   // [group][band][duration]

struct Quarter {
  ByState<double> days{};
  ByState<double> leaving{};
  ByState<double> moving{};
  std::vector<double> entries;     // by authority
  std::vector<double> watched;     // days on which newcomers of this authority would have been seen
  std::array<double, 12> watched_in{};   // the same of all authorities, by calendar month
};

struct Statistics {
  std::size_t groups = 0;
  std::vector<Quarter> quarters;                        // [0] is the latest
  std::vector<ByState<double>> authority_days;          // by authority, all time
  std::vector<double> authority_leaving, authority_moving;
  std::array<std::array<std::array<double, kMostGroups>, kBands>, kMostGroups> moves_to{};   // [from][band][to]
  std::array<double, kEntryAges> entry_ages{};
  std::array<std::array<double, kMostGroups>, kBands> entry_groups{};
  std::array<std::array<double, kMostNeeds>, kBands> entry_needs{};
  std::array<double, 12> month_entries{}, month_watched{};   // by calendar month, all years
  std::vector<std::array<double, 2>> calendar;               // entries and days watched, by month since the first window
  std::int32_t first_month = 0;                              // months since 1970 of calendar[0]
  std::int32_t first_day = 0;                                // first day watched
  double first_year_entries = 0, later_entries = 0, later_days = 0;
  double total_days = 0, total_leaving = 0, total_moving = 0, total_entries = 0;
};

// `entries_from`: newcomers before that day are not counted (a closed cohort is gathered, not entered).
Statistics statistics_of(const Problem& problem, const Histories& histories, std::int32_t entries_from);

std::int32_t month_number(std::int32_t day);   // months since January 1970

}  // namespace rightplace::forecast
