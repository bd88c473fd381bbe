// Outlines as paths of SVG.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "features/atlas/atlas.h"

namespace rightplace::atlas {
namespace {

using boundaries::Area;
using boundaries::Corner;
using web::plot::Sheet;

constexpr double kPicture = 640, kTall = 690, kMargin = 8, kInset = 224;
constexpr double kSeen = 0.9;            // units below which nobody sees a difference
constexpr double kSmallest = 2.5;        // square units of an island worth drawing

struct Drawing {
  double west = 0, north = 0, scale = 1, left = 0, top = 0;
  double x(double easting) const { return left + (easting - west) * scale; }
  double y(double northing) const { return top + (north - northing) * scale; }
};

void number(std::string& out, int tenths, bool first) {
  if (tenths >= 0 && !first) out += ' ';
  if (tenths % 10 == 0) out += fmt::format("{}", tenths / 10);
  else out += fmt::format("{}{}.{}", tenths < 0 ? "-" : "", std::abs(tenths) / 10, std::abs(tenths) % 10);
}

std::string path_of(const Area& area, const Drawing& at) {
  std::string out;
  for (const auto& ring : area.rings) {
    int x = 0, y = 0;
    std::string drawn;
    for (const auto& corner : ring) {
      const auto to_x = static_cast<int>(std::lround(at.x(corner.east) * 10)), to_y = static_cast<int>(std::lround(at.y(corner.north) * 10));
      if (!drawn.empty() && to_x == x && to_y == y) continue;
      if (drawn.empty()) drawn = "M";
      else if (drawn.back() != 'l' && drawn.find('l') == std::string::npos) drawn += 'l';
      number(drawn, to_x - x, drawn.back() == 'M' || drawn.back() == 'l');
      number(drawn, to_y - y, false);
      x = to_x, y = to_y;
    }
    out += drawn + "z";
  }
  return out;
}

struct Box {
  std::int32_t west = INT32_MAX, south = INT32_MAX, east = INT32_MIN, north = INT32_MIN;
  explicit Box(std::span<const Area> areas) {
    for (const auto& area : areas)
      for (const auto& ring : area.rings)
        for (const auto& [e, n] : ring) west = std::min(west, e), east = std::max(east, e), south = std::min(south, n), north = std::max(north, n);
  }
  double width() const { return east - west; }
  double height() const { return north - south; }
};

std::string region_of(std::string_view code) {
  const auto* authority = geography::authority_by_code(code);
  return authority ? std::string(geography::kRegions.code(authority->region)) : std::string();
}
bool in_london(std::string_view code) {
  const auto* authority = geography::authority_by_code(code);
  return authority && authority->region == geography::Region::London;
}

Sheet::Outline outline_of(const Area& area, std::string name, const Drawing& drawing) {
  Sheet::Outline out{.key = area.code, .name = std::move(name), .path = path_of(area, drawing), .inset = {}};
  const auto label = boundaries::label_of(area);
  out.x = drawing.x(label.east), out.y = drawing.y(label.north);
  const Box box{std::span(&area, 1)};
  out.left = drawing.x(box.west), out.right = drawing.x(box.east), out.top = drawing.y(box.north), out.bottom = drawing.y(box.south);
  return out;
}

std::string paths_of(const Areas& areas, const Drawing& drawing) {
  std::string out;
  for (const auto& area : areas) out += path_of(area, drawing);
  return out;
}

}  // namespace

Sheets sheets_of(const Areas& areas, const Areas& finer, std::string basis) {
  const Box box{areas};
  Drawing main{static_cast<double>(box.west), static_cast<double>(box.north), std::min(kPicture / box.width(), kTall / box.height()), kMargin, kMargin};
  const auto thin = boundaries::simplified(areas, kSeen / main.scale, kSmallest / (main.scale * main.scale));
  const auto regions = boundaries::joined(thin, region_of);

  auto of_regions = std::make_shared<Sheet>();
  // The upper left corner of the sheet, not of the land.
  of_regions->west = main.west - kMargin / main.scale, of_regions->north = main.north + kMargin / main.scale, of_regions->scale = main.scale;
  of_regions->height = box.height() * main.scale + 2 * kMargin;
  of_regions->basis = std::move(basis);
  auto of_authorities = std::make_shared<Sheet>(*of_regions);
  for (const auto& region : regions) {
    const auto named = geography::kRegions.parse(region.code);
    of_regions->outlines.push_back(outline_of(region, named ? std::string(geography::kRegions.label(*named)) : region.code, main));
  }
  for (const auto& area : thin) {
    const auto* authority = geography::authority_by_code(area.code);
    of_authorities->outlines.push_back(outline_of(area, authority ? std::string(authority->name) : area.code, main));
  }
  of_authorities->frame = paths_of(regions, main);

  Areas london;
  std::ranges::copy_if(finer, std::back_inserter(london), [](const Area& area) { return in_london(area.code); });
  if (!london.empty()) {
    const Box part{london};
    auto& inset = of_authorities->inset;
    inset.name = "London, enlarged";
    inset.scale = (kInset - 10) / part.width();
    inset.width = kInset, inset.height = part.height() * inset.scale + 10;
    inset.x = 760 - kInset - 4, inset.y = 60;
    const Drawing enlarged{static_cast<double>(part.west), static_cast<double>(part.north), inset.scale, inset.x + 5, inset.y + 5};
    inset.west = part.west - 5 / inset.scale, inset.north = part.north + 5 / inset.scale;
    for (const auto& area : boundaries::simplified(london, kSeen / inset.scale, kSmallest / (inset.scale * inset.scale))) {
      const auto at = std::ranges::find(of_authorities->outlines, area.code, &Sheet::Outline::key);
      if (at != of_authorities->outlines.end()) at->inset = path_of(area, enlarged);
    }
  }
  return {std::move(of_authorities), std::move(of_regions)};
}

}  // namespace rightplace::atlas
