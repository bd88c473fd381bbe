#include "features/demo/demo_england.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "features/demo/demo_parts.h"

namespace rightplace::demo {
namespace {

// A small England is a part of the country, as dense as the whole: fewer authorities have children and homes, never
// fewer than three of a region.
void keep_some_authorities(England& england, Random random) {
  const double share = std::min(1.0, 1.2 * std::sqrt(england.scale));
  auto& authorities = england.ground.authorities;
  for (int region = 0; region < static_cast<int>(kRegionCount); ++region) {
    std::vector<std::size_t> there;
    std::vector<double> key(authorities.size());
    for (std::size_t a = 0; a < authorities.size(); ++a) {
      if (authorities[a].region != region) continue;
      there.push_back(a);
      // The likelier, the more children and homes.
      const double weight = authorities[a].looked_after + 10 * (authorities[a].homes[0] + authorities[a].homes[1]) + 1;
      key[a] = std::pow(random.uniform(), 200 / weight);
    }
    std::sort(there.begin(), there.end(), [&](std::size_t a, std::size_t b) { return key[a] != key[b] ? key[a] > key[b] : a < b; });
    const auto keep = std::max<std::size_t>(3, static_cast<std::size_t>(std::lround(share * static_cast<double>(there.size()))));
    for (std::size_t i = keep; i < there.size(); ++i) {
      authorities[there[i]].looked_after = 0;
      authorities[there[i]].homes = {};
    }
  }
}

}  // namespace

England invent(Year year, std::uint64_t seed, double scale, Ground ground) {
  England england;
  england.scenario = scenario(year);
  england.scale = scale;
  england.seed = seed;
  england.ground = std::move(ground);
  const Random random(seed * 4 + static_cast<std::uint64_t>(year));
  keep_some_authorities(england, random.fork("authorities"));
  invent_market(england, random);
  invent_names(england, random);
  invent_grades(england, random);
  invent_residents(england, random);
  invent_histories(england, random);
  invent_offers(england, random);
  invent_profiles(england, random);
  invent_referrals(england, random);
  return england;
}

}  // namespace rightplace::demo
