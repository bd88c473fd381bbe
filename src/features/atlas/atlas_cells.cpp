// Cells around the centre points of postcode sectors.

#include <fmt/format.h>

#include <algorithm>

#include "features/atlas/atlas.h"

namespace rightplace::atlas {
namespace {

using boundaries::Corner;
using boundaries::Seed;

// How far from a sector's centre land is taken to go: nine of ten of its postcodes lie within its radius. Tried against the real
// outlines; the tests hold it to them.
constexpr double kLeastReach = 2'500, kMostReach = 20'000, kReachOfRadius = 1.5;

Corner corner_of(const geography::Location& location) { return {static_cast<std::int32_t>(location.point.easting), static_cast<std::int32_t>(location.point.northing)}; }

// Of a part of the country only what lies beside it.
void keep_around(std::vector<Seed>& seeds) {
  Corner least{INT32_MAX, INT32_MAX}, most{INT32_MIN, INT32_MIN};
  for (const auto& seed : seeds)
    if (seed.area != boundaries::kForeign) least = {std::min(least.east, seed.at.east), std::min(least.north, seed.at.north)}, most = {std::max(most.east, seed.at.east), std::max(most.north, seed.at.north)};
  constexpr std::int32_t kBeside = 15'000;
  std::erase_if(seeds, [&](const Seed& seed) { return seed.at.east < least.east - kBeside || seed.at.east > most.east + kBeside || seed.at.north < least.north - kBeside || seed.at.north > most.north + kBeside; });
}

}  // namespace

Areas cells_of_england(std::int32_t step_metres, std::optional<geography::Region> only) {
  std::vector<std::string> codes;
  for (const auto& authority : geography::authorities())
    if (!authority.until && (!only || authority.region == *only)) codes.emplace_back(authority.code);
  std::vector<Seed> seeds;
  for (const auto& outward : geography::all_outward_codes()) {
    const auto around = geography::outward_code(outward.text);
    if (!around) continue;
    if (geography::country_of_outward_code(outward.text) != "England") {
      // Only what lies beside England ends it.
      if (around->point.northing < 680'000) seeds.push_back({corner_of(*around), std::clamp(around->radius_metres, kLeastReach, kMostReach), boundaries::kForeign});
      continue;
    }
    for (char digit = '0'; digit <= '9'; ++digit) {
      const auto sector = geography::sector(fmt::format("{} {}", outward.text, digit));
      if (!sector) continue;
      const auto* authority = geography::authority_by_code(sector->authority);
      const auto at = authority ? std::ranges::find(codes, authority->code) : codes.end();
      seeds.push_back({corner_of(*sector), std::clamp(sector->radius_metres * kReachOfRadius, kLeastReach, kMostReach), at == codes.end() ? boundaries::kForeign : static_cast<std::size_t>(at - codes.begin())});
    }
  }
  if (only) keep_around(seeds);
  return boundaries::cells(seeds, codes, step_metres);
}

}  // namespace rightplace::atlas
