#pragma once
// Children where they are on the last day of a return's year, and tables of them. Within the feature.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/disclosure/protect.h"
#include "features/geography/geography.h"
#include "features/planning/planning.h"
#include "features/returns/returns.h"
#include "web/plot/plot.h"

namespace rightplace::flows {

// One child in care at the end of 31 March, without respite care (legal status V3, V4), which national figures leave out too.
struct Placed {
  std::uint32_t kind = 0;                             // 0 foster care, 1 homes and other residential care, 2 other
  bool in_a_home = false;                             // children's home, secure or not
  const geography::Authority* by = nullptr;           // who is responsible
  const geography::Authority* at = nullptr;           // where the child lives; none: outside England or not known
  bool outside_england = false;
  std::optional<double> miles;                        // as the return works it out; none: not known
  std::optional<geography::Distance> distance;        // with what the places' precision leaves open
};

// Returns of one authority that stand, by their latest year.
std::optional<int> latest_year(const std::vector<returns::TableState>& states);
std::vector<Placed> placed_in(db::Read& tx, const vault::Vault& vault, const geography::Authority& authority, int year, const geography::Postcodes* postcodes);

// A table of counts as they are.
struct Table {
  std::string id, title, says, corner;
  std::vector<std::string> rows, columns;
  disclosure::Counts counts;
};
web::plot::Figures as_they_are(const Table& table);
// Small numbers suppressed, the others rounded; no rows where it cannot be kept safe.
web::plot::Figures to_publish(const Table& table);

inline constexpr double kFarMiles = 20;
Table by_distance(const std::vector<Placed>& placed, Date day);     // inside or outside the authority, up to or over 20 miles; by kind of place
Table how_sure(const std::vector<Placed>& placed, Date day);        // the same limit by what is known of the places
Table destinations(const std::vector<Placed>& placed, const geography::Authority& own, Date day);
Table hosts(const std::vector<Placed>& placed, Date day);           // authorities where they live, by name
Table between_regions(const std::vector<Placed>& placed, Date day); // of children in homes
// What the published matrix says of each region, and nothing beyond it: its own children outside it, others' in it.
web::plot::Figures net_of_regions(const Table& between);

}  // namespace rightplace::flows
