#pragma once
// Homes that stand close together, and homes for one child. Within the feature.

#include "features/market/market_figures.h"

namespace rightplace::market {

inline constexpr double kNeighbourMiles = 2, kKnownWithinMiles = 3;
inline constexpr std::size_t kLeastNeighbours = 5;   // with itself

// Groups of points in which each has at least `least` within `metres` (itself among them), with those beside such a point; largest
// first. A point that is near two groups belongs to the first. Cost: the neighbours of each point.
std::vector<std::vector<std::size_t>> dense_groups(const std::vector<GridPoint>& points, double metres, std::size_t least);

Piece clusters(const Market& market);
Piece single_by_year(const Market& market);
Piece single_by_region(const Market& market);

}  // namespace rightplace::market
