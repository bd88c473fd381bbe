#pragma once
// Outlines of areas on the National Grid, for maps: cells around points when nobody has boundaries, outlines of strangers' files
// made small, areas joined into larger ones. Neighbours keep one and the same line between them, however much it is simplified.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"

namespace rightplace::boundaries {

// Whole metres, so that the same corner in two outlines is the same.
struct Corner {
  std::int32_t east = 0, north = 0;
  auto operator<=>(const Corner&) const = default;
};
// Closed by itself: the last corner joins the first. The area lies to the left: outer rings run anticlockwise, holes clockwise.
using Ring = std::vector<Corner>;
struct Area {
  std::string code;
  std::vector<Ring> rings;
};

double size_of(const Ring& ring);        // square metres; negative for a hole
bool contains(const Area& area, Corner point);
// A point well inside, for a label: as far from the outline as can be found.
Corner label_of(const Area& area);

// Land is what lies within `reach` of the nearest seed, and what such land encloses. It belongs to that seed's area.
inline constexpr std::size_t kForeign = SIZE_MAX;   // land of nobody here: it ends the cells beside it, and is not drawn
struct Seed {
  Corner at;
  double reach = 0;                      // metres
  std::size_t area = kForeign;           // into the codes
};
// One area for each code that has land, made of squares of `step` metres. Cost: the squares of the box around all seeds.
std::vector<Area> cells(std::span<const Seed> seeds, std::span<const std::string> codes, std::int32_t step);

// Areas put together under the code that `to` gives them; empty: left out. Lines between areas of one code go.
std::vector<Area> joined(std::span<const Area> areas, const std::function<std::string(std::string_view)>& to);

// No corner moves, and none that is left out lay farther than `tolerance` metres from the line that stays. Islands and holes below
// `least` square metres go; of each area its largest ring stays, whatever its size. Larger areas come first.
std::vector<Area> simplified(std::span<const Area> areas, double tolerance, double least);

// Degrees of longitude and latitude (WGS 84, as GPS and GeoJSON have them) on the National Grid, within some 5 metres in Great
// Britain. Nothing outside 12 W to 6 E, 48 to 62 N.
std::optional<GridPoint> on_the_grid(double longitude, double latitude);

}  // namespace rightplace::boundaries
