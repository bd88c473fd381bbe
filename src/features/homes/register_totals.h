#pragma once
// Ofsted's own totals of providers and places on each 31 March (data/register_totals.csv), to judge lists by.

#include <optional>
#include <span>

#include "features/homes/homes.h"

namespace rightplace::homes {

struct OfficialTotal {
  Date on;
  ProvisionType type = ProvisionType::ChildrensHome;
  int providers = 0;
  std::optional<int> places;           // none: not collected for this type
};

// In order of date, then type.
std::span<const OfficialTotal> official_totals();
std::optional<OfficialTotal> official_total(Date on, ProvisionType type);

// Homes of the three kinds on any day: straight line between two 31 Marches, the last known total after the last.
// None before the first.
std::optional<double> official_homes_on(Date day);

}  // namespace rightplace::homes
