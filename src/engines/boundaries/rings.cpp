#include "engines/boundaries/rings.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace rightplace::boundaries {
namespace {

// How far to the left `on` leads, coming from `from` through `at`: -pi (back) to pi.
double turn(Corner from, Corner at, Corner on) {
  const double ax = at.east - from.east, ay = at.north - from.north, bx = on.east - at.east, by = on.north - at.north;
  return std::atan2(ax * by - ay * bx, ax * bx + ay * by);
}

}  // namespace

std::vector<Ring> rings_of(std::vector<Edge> edges) {
  std::map<Corner, std::vector<Corner>> on;
  std::ranges::sort(edges);
  for (const auto& [from, to] : edges) on[from].push_back(to);
  std::vector<Ring> out;
  for (auto& [start, first] : on)
    while (!first.empty()) {
      Ring ring{start};
      auto at = first.back();
      first.pop_back();
      while (at != start) {
        auto& ways = on.at(at);
        if (ways.empty()) break;
        const auto next = std::ranges::max_element(ways, {}, [&](Corner way) { return turn(ring.back(), at, way); });
        const auto to = *next;
        ways.erase(next);
        ring.push_back(at);
        at = to;
      }
      if (ring.size() >= 3) out.push_back(std::move(ring));
    }
  return out;
}

std::vector<Area> joined(std::span<const Area> areas, const std::function<std::string(std::string_view)>& to) {
  std::map<std::string, std::map<Edge, int>> by_code;
  for (const auto& area : areas) {
    const auto code = to(area.code);
    if (code.empty()) continue;
    auto& edges = by_code[code];
    for (const auto& ring : area.rings)
      for (std::size_t i = 0; i < ring.size(); ++i) {
        const Edge edge{ring[i], ring[(i + 1) % ring.size()]};
        const auto back = edges.find({edge.second, edge.first});
        if (back == edges.end()) ++edges[edge];
        else if (--back->second == 0) edges.erase(back);
      }
  }
  std::vector<Area> out;
  for (const auto& [code, counted] : by_code) {
    std::vector<Edge> edges;
    for (const auto& [edge, times] : counted) edges.insert(edges.end(), static_cast<std::size_t>(times), edge);
    out.push_back({code, rings_of(std::move(edges))});
  }
  return out;
}

double size_of(const Ring& ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& a = ring[i];
    const auto& b = ring[(i + 1) % ring.size()];
    twice += static_cast<double>(a.east) * b.north - static_cast<double>(b.east) * a.north;
  }
  return twice / 2;
}

bool contains(const Area& area, Corner point) {
  bool inside = false;
  for (const auto& ring : area.rings)
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const auto& a = ring[i];
      const auto& b = ring[(i + 1) % ring.size()];
      if ((a.north > point.north) == (b.north > point.north)) continue;
      const double crossing = a.east + static_cast<double>(point.north - a.north) * (b.east - a.east) / static_cast<double>(b.north - a.north);
      if (point.east < crossing) inside = !inside;
    }
  return inside;
}

// ---- Simplification: each line between two junctions is simplified by itself, always in the same direction.

namespace {

double distance2(Corner p, Corner a, Corner b) {
  const double dx = b.east - a.east, dy = b.north - a.north, px = p.east - a.east, py = p.north - a.north;
  const double length2 = dx * dx + dy * dy, t = length2 > 0 ? std::clamp((px * dx + py * dy) / length2, 0.0, 1.0) : 0;
  const double x = px - t * dx, y = py - t * dy;
  return x * x + y * y;
}

// Douglas and Peucker, without recursion: a line of a million corners is no deeper than one of ten.
Ring thinned(const Ring& line, double tolerance) {
  std::vector<char> stays(line.size(), 0);
  stays.front() = stays.back() = 1;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    double most = tolerance * tolerance;
    std::size_t at = 0;
    for (auto i = from + 1; i < to; ++i)
      if (const double d = distance2(line[i], line[from], line[to]); d > most) most = d, at = i;
    if (at == 0) continue;
    stays[at] = 1;
    open.emplace_back(from, at);
    open.emplace_back(at, to);
  }
  Ring out;
  for (std::size_t i = 0; i < line.size(); ++i)
    if (stays[i]) out.push_back(line[i]);
  return out;
}

Ring thinned_either_way(Ring line, double tolerance) {
  const bool turned = std::ranges::lexicographical_compare(Ring(line.rbegin(), line.rend()), line);
  if (turned) std::ranges::reverse(line);
  auto out = thinned(line, tolerance);
  if (turned) std::ranges::reverse(out);
  return out;
}

// Corners where lines part: those that have not exactly two neighbours in all outlines together.
class Junctions {
 public:
  explicit Junctions(std::span<const Area> areas) {
    for (const auto& area : areas)
      for (const auto& ring : area.rings)
        for (std::size_t i = 0; i < ring.size(); ++i) {
          const auto& next = ring[(i + 1) % ring.size()];
          meet(ring[i], next);
          meet(next, ring[i]);
        }
  }
  bool at(Corner corner) const { return met_.at(corner).count != 2; }

 private:
  struct Met {
    Corner a, b;
    int count = 0;   // up to 3
  };
  void meet(Corner corner, Corner neighbour) {
    auto& met = met_[corner];
    if ((met.count > 0 && met.a == neighbour) || (met.count > 1 && met.b == neighbour) || met.count > 2) return;
    (met.count == 0 ? met.a : met.b) = neighbour;
    ++met.count;
  }
  std::map<Corner, Met> met_;
};

// Where a ring is cut: its junctions, or two corners that both sides find.
std::vector<std::size_t> cuts_of(const Ring& ring, const Junctions& junctions) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < ring.size(); ++i)
    if (junctions.at(ring[i])) cuts.push_back(i);
  if (!cuts.empty()) return cuts;
  const auto first = std::ranges::min_element(ring);
  const auto farther = [&](const Corner& a, const Corner& b) {
    const auto square = [&](const Corner& c) { return static_cast<double>(c.east - first->east) * (c.east - first->east) + static_cast<double>(c.north - first->north) * (c.north - first->north); };
    return square(a) != square(b) ? square(a) < square(b) : a < b;
  };
  const auto last = std::max_element(ring.begin(), ring.end(), farther);
  cuts = {static_cast<std::size_t>(first - ring.begin()), static_cast<std::size_t>(last - ring.begin())};
  std::ranges::sort(cuts);
  return cuts;
}

Ring simplified(const Ring& ring, const Junctions& junctions, double tolerance) {
  const auto cuts = cuts_of(ring, junctions);
  Ring out;
  for (std::size_t c = 0; c < cuts.size(); ++c) {
    Ring line;
    const auto end = c + 1 < cuts.size() ? cuts[c + 1] : cuts[0] + ring.size();
    for (auto i = cuts[c]; i <= end; ++i) line.push_back(ring[i % ring.size()]);
    const auto thin = thinned_either_way(std::move(line), tolerance);
    out.insert(out.end(), thin.begin(), thin.end() - 1);
  }
  return out;
}

}  // namespace

std::vector<Area> simplified(std::span<const Area> areas, double tolerance, double least) {
  const Junctions junctions(areas);
  std::vector<std::pair<double, Area>> sized;
  for (const auto& area : areas) {
    Area out{area.code, {}};
    const auto largest = std::ranges::max_element(area.rings, {}, [](const Ring& ring) { return std::abs(size_of(ring)); });
    for (auto ring = area.rings.begin(); ring != area.rings.end(); ++ring) {
      if (std::abs(size_of(*ring)) < least && ring != largest) continue;
      auto thin = simplified(*ring, junctions, tolerance);
      if (thin.size() >= 3 && size_of(thin) != 0) out.rings.push_back(std::move(thin));
      else if (ring == largest) out.rings.push_back(*ring);
    }
    if (largest != area.rings.end()) sized.emplace_back(std::abs(size_of(*largest)), std::move(out));
  }
  std::ranges::stable_sort(sized, std::ranges::greater{}, [](const auto& each) { return each.first; });
  std::vector<Area> out;
  for (auto& [size, area] : sized) out.push_back(std::move(area));
  return out;
}

Corner label_of(const Area& area) {
  if (area.rings.empty()) return {};
  const auto& largest = *std::ranges::max_element(area.rings, {}, [](const Ring& ring) { return std::abs(size_of(ring)); });
  const auto [west, east] = std::ranges::minmax(largest, {}, &Corner::east);
  const auto [south, north] = std::ranges::minmax(largest, {}, &Corner::north);
  double width = (east.east - west.east) / 2.0, height = (north.north - south.north) / 2.0, x = west.east + width, y = south.north + height, best = -1;
  Corner found = largest.front();
  // A net of points, then finer ones around the best.
  for (int round = 0; round < 4; ++round) {
    constexpr int kSteps = 8;
    const double middle_x = x, middle_y = y;
    for (int i = -kSteps; i <= kSteps; ++i)
      for (int j = -kSteps; j <= kSteps; ++j) {
        const Corner point{static_cast<std::int32_t>(std::lround(middle_x + width * i / kSteps)), static_cast<std::int32_t>(std::lround(middle_y + height * j / kSteps))};
        if (!contains(area, point)) continue;
        double nearest = 1e300;
        for (const auto& ring : area.rings)
          for (std::size_t k = 0; k < ring.size() && nearest > best; ++k) nearest = std::min(nearest, distance2(point, ring[k], ring[(k + 1) % ring.size()]));
        if (nearest > best) best = nearest, found = point, x = point.east, y = point.north;
      }
    width /= kSteps / 2.0;
    height /= kSteps / 2.0;
  }
  return found;
}

}  // namespace rightplace::boundaries
