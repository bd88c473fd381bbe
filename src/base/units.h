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

// Like the miles below in the order of operations that the 903 validator uses, so that no last digit differs.
inline double metres_between(GridPoint a, GridPoint b) {
  const double east = a.easting - b.easting, north = a.northing - b.northing;
  return std::sqrt(east * east + north * north);
}

// The return's own factor (SSDA903 PL_DISTANCE, as the 903 validator computes it): a mile is 1.6093 km.
inline constexpr double kMetresPerMile = 1609.3;

inline double miles_between(GridPoint a, GridPoint b) { return metres_between(a, b) / 1000.0 / 1.6093; }

// To one decimal as the return computes it: pandas' round, which takes the tenfold value to the nearest whole number,
// halves to even. 0.25 -> 0.2, 0.35 -> 0.4 (Python's own round looks at the exact binary value and says 0.3).
inline double to_one_decimal(double miles) { return std::nearbyint(miles * 10.0) / 10.0; }

}  // namespace rightplace
