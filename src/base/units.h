#pragma once
// Places on the National Grid and the miles between them.

#include <cmath>

namespace rightplace {

// Metres east and north on the British National Grid (OSGB36).
struct GridPoint {
  double easting = 0;
  double northing = 0;
  constexpr bool operator==(const GridPoint&) const = default;
};

inline double metres_between(GridPoint a, GridPoint b) { return std::hypot(a.easting - b.easting, a.northing - b.northing); }

// The return's own factor (SSDA903 PL_DISTANCE, as the 903 validator computes it): a mile is 1.6093 km.
inline constexpr double kMetresPerMile = 1609.3;

inline double miles_between(GridPoint a, GridPoint b) { return metres_between(a, b) / kMetresPerMile; }

// To one decimal, halves to even, as the return computes it.
inline double to_one_decimal(double miles) { return std::nearbyint(miles * 10.0) / 10.0; }

}  // namespace rightplace
