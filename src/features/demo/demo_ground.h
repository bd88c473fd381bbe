#pragma once
// The real geography that the invented England stands on: authorities of one date and outward codes, no more precise.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/units.h"
#include "features/demo/demo_scenario.h"

namespace rightplace::demo {

struct GroundAuthority {
  std::string code;              // valid on the census day
  std::string name;
  int region = 0;                // of kRegionCodes
  GridPoint centre;
  double looked_after = 0;       // weight: children looked after
  std::array<double, 3> homes{}; // weight: homes by sector, private, authority, voluntary
  std::vector<int> outwards;     // its outward codes
};

struct GroundOutward {
  std::string code;
  GridPoint centre;
  double postcodes = 0;
  int authority = 0;
};

struct Ground {
  std::vector<GroundAuthority> authorities;   // by code
  std::vector<GroundOutward> outwards;        // by code
  double miles(int outward_a, int outward_b) const {
    return miles_between(outwards[static_cast<std::size_t>(outward_a)].centre, outwards[static_cast<std::size_t>(outward_b)].centre);
  }
};

// From the reference geography and data/demo/authorities.csv. An outward code of an authority that did not yet exist
// belongs to the nearest of its predecessors.
Result<Ground> ground_of(Year year);

}  // namespace rightplace::demo
