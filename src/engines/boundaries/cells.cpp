// Cells around points: a net of squares, each given to the nearest seed.

#include <algorithm>
#include <cmath>
#include <map>

#include "engines/boundaries/rings.h"

namespace rightplace::boundaries {
namespace {

constexpr std::int32_t kBucket = 5'000;

// Seeds by squares of five kilometres.
class Nearest {
 public:
  explicit Nearest(std::span<const Seed> seeds) : seeds_(seeds) {
    for (const auto& seed : seeds) west_ = std::min(west_, seed.at.east), south_ = std::min(south_, seed.at.north), east_ = std::max(east_, seed.at.east), north_ = std::max(north_, seed.at.north);
    columns_ = (east_ - west_) / kBucket + 1;
    rows_ = (north_ - south_) / kBucket + 1;
    buckets_.resize(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_));
    for (std::size_t i = 0; i < seeds.size(); ++i) bucket((seeds[i].at.east - west_) / kBucket, (seeds[i].at.north - south_) / kBucket)->push_back(i);
  }

  // The nearest within `most` metres; of two as near, the one that was given first.
  std::optional<std::size_t> to(Corner point, double most) const {
    const auto column = floor_bucket(point.east - west_), row = floor_bucket(point.north - south_);
    double best = most * most;
    std::optional<std::size_t> found;
    for (int round = 0; round <= std::max(columns_, rows_) + 1; ++round) {
      // Whatever lies outside the squares looked at so far is at least this far away.
      const double away = static_cast<double>(round - 1) * kBucket;
      if (round > 0 && away > 0 && away * away > best) break;
      for (int r = row - round; r <= row + round; ++r)
        for (int c = column - round; c <= column + round; c += (r == row - round || r == row + round) ? 1 : std::max(1, 2 * round))
          for (const auto* all = bucket(c, r); all && !all->empty(); all = nullptr)
            for (const auto i : *all) {
              const double x = seeds_[i].at.east - point.east, y = seeds_[i].at.north - point.north, d = x * x + y * y;
              if (d < best || (d == best && found && i < *found)) best = d, found = i;
            }
    }
    return found;
  }

  std::int32_t west_ = INT32_MAX, south_ = INT32_MAX, east_ = INT32_MIN, north_ = INT32_MIN;

 private:
  static int floor_bucket(std::int32_t metres) { return static_cast<int>(std::floor(static_cast<double>(metres) / kBucket)); }
  std::vector<std::size_t>* bucket(int column, int row) { return const_cast<std::vector<std::size_t>*>(std::as_const(*this).bucket(column, row)); }
  const std::vector<std::size_t>* bucket(int column, int row) const {
    if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return nullptr;
    return &buckets_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column)];
  }
  std::span<const Seed> seeds_;
  std::int32_t columns_ = 0, rows_ = 0;
  std::vector<std::vector<std::size_t>> buckets_;
};

constexpr std::size_t kSea = SIZE_MAX - 1, kOpenSea = SIZE_MAX - 2;

struct Net {
  std::int32_t west = 0, south = 0, step = 0;
  int columns = 0, rows = 0;
  std::vector<std::size_t> owner;
  std::size_t& at(int column, int row) { return owner[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column)]; }
  std::size_t around(int column, int row) { return column < 0 || row < 0 || column >= columns || row >= rows ? kOpenSea : at(column, row); }
  Corner corner(int column, int row) const { return {west + column * step, south + row * step}; }
  Corner middle(int column, int row) const { return {west + column * step + step / 2, south + row * step + step / 2}; }
};

// Sea that no way leads to from outside is land: moors without a postcode.
void fill(Net& net, const Nearest& nearest, std::span<const Seed> seeds) {
  std::vector<std::pair<int, int>> open;
  const auto reach = [&](int column, int row) {
    if (net.around(column, row) != kSea || column < 0) return;
    net.at(column, row) = kOpenSea;
    open.emplace_back(column, row);
  };
  for (int c = 0; c < net.columns; ++c) reach(c, 0), reach(c, net.rows - 1);
  for (int r = 0; r < net.rows; ++r) reach(0, r), reach(net.columns - 1, r);
  while (!open.empty()) {
    const auto [c, r] = open.back();
    open.pop_back();
    reach(c - 1, r), reach(c + 1, r), reach(c, r - 1), reach(c, r + 1);
  }
  for (int r = 0; r < net.rows; ++r)
    for (int c = 0; c < net.columns; ++c)
      if (net.at(c, r) == kSea)
        if (const auto seed = nearest.to(net.middle(c, r), 1e6)) net.at(c, r) = seeds[*seed].area;
}

}  // namespace

std::vector<Area> cells(std::span<const Seed> seeds, std::span<const std::string> codes, std::int32_t step) {
  if (seeds.empty() || step <= 0) return {};
  const Nearest nearest(seeds);
  const double farthest = std::ranges::max(seeds, {}, &Seed::reach).reach;
  const auto margin = static_cast<std::int32_t>(farthest) + 2 * step;
  Net net{nearest.west_ - margin, nearest.south_ - margin, step, 0, 0, {}};
  net.columns = (nearest.east_ - net.west + margin) / step + 1;
  net.rows = (nearest.north_ - net.south + margin) / step + 1;
  net.owner.assign(static_cast<std::size_t>(net.columns) * static_cast<std::size_t>(net.rows), kSea);
  for (int r = 0; r < net.rows; ++r)
    for (int c = 0; c < net.columns; ++c) {
      const auto middle = net.middle(c, r);
      const auto seed = nearest.to(middle, farthest);
      if (seed && std::hypot(seeds[*seed].at.east - middle.east, seeds[*seed].at.north - middle.north) <= seeds[*seed].reach) net.at(c, r) = seeds[*seed].area;
    }
  fill(net, nearest, seeds);
  std::vector<std::vector<Edge>> edges(codes.size());
  for (int r = 0; r < net.rows; ++r)
    for (int c = 0; c < net.columns; ++c) {
      const auto owner = net.at(c, r);
      if (owner >= codes.size()) continue;
      const auto a = net.corner(c, r), b = net.corner(c + 1, r), d = net.corner(c + 1, r + 1), e = net.corner(c, r + 1);
      if (net.around(c, r - 1) != owner) edges[owner].emplace_back(a, b);
      if (net.around(c + 1, r) != owner) edges[owner].emplace_back(b, d);
      if (net.around(c, r + 1) != owner) edges[owner].emplace_back(d, e);
      if (net.around(c - 1, r) != owner) edges[owner].emplace_back(e, a);
    }
  std::vector<Area> out;
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (!edges[i].empty()) out.push_back({codes[i], rings_of(std::move(edges[i]))});
  return out;
}

}  // namespace rightplace::boundaries
