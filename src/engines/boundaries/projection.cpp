// The transformations of "A guide to coordinate systems in Great Britain" (Ordnance Survey, v3.6): WGS 84 to Airy 1830 by seven
// parameters (section 6.6), then the transverse Mercator projection of the National Grid (annexe C).

#include <cmath>
#include <numbers>

#include "engines/boundaries/boundaries.h"

namespace rightplace::boundaries {
namespace {

constexpr double kRadians = std::numbers::pi / 180;

struct Ellipsoid {
  double a, b;
  double eccentricity2() const { return 1 - b * b / (a * a); }
};
constexpr Ellipsoid kWgs84{6'378'137.000, 6'356'752.3141}, kAiry{6'377'563.396, 6'356'256.909};

struct Angles {
  double longitude, latitude;
};

Angles to_airy(Angles given) {
  const double e2 = kWgs84.eccentricity2(), s = std::sin(given.latitude), c = std::cos(given.latitude), v = kWgs84.a / std::sqrt(1 - e2 * s * s);
  const double x = v * c * std::cos(given.longitude), y = v * c * std::sin(given.longitude), z = (1 - e2) * v * s;
  constexpr double kSecond = kRadians / 3600;
  constexpr double tx = -446.448, ty = 125.157, tz = -542.060, rx = -0.1502 * kSecond, ry = -0.2470 * kSecond, rz = -0.8421 * kSecond, scale = 1 + 20.4894e-6;
  const double x2 = tx + scale * x - rz * y + ry * z, y2 = ty + rz * x + scale * y - rx * z, z2 = tz - ry * x + rx * y + scale * z;
  const double f2 = kAiry.eccentricity2(), p = std::hypot(x2, y2);
  double latitude = std::atan2(z2, p * (1 - f2));
  for (int i = 0; i < 5; ++i) {
    const double w = kAiry.a / std::sqrt(1 - f2 * std::sin(latitude) * std::sin(latitude));
    latitude = std::atan2(z2 + f2 * w * std::sin(latitude), p);
  }
  return {std::atan2(y2, x2), latitude};
}

GridPoint projected(Angles at) {
  constexpr double f0 = 0.9996012717, phi0 = 49 * kRadians, lambda0 = -2 * kRadians, e0 = 400'000, n0 = -100'000;
  const double e2 = kAiry.eccentricity2(), n = (kAiry.a - kAiry.b) / (kAiry.a + kAiry.b), phi = at.latitude;
  const double s = std::sin(phi), c = std::cos(phi), t = std::tan(phi), t2 = t * t;
  const double v = kAiry.a * f0 / std::sqrt(1 - e2 * s * s), rho = kAiry.a * f0 * (1 - e2) / std::pow(1 - e2 * s * s, 1.5), eta2 = v / rho - 1;
  const double d = phi - phi0, sum = phi + phi0;
  const double m = kAiry.b * f0 * ((1 + n + 1.25 * n * n + 1.25 * n * n * n) * d - (3 * n + 3 * n * n + 2.625 * n * n * n) * std::sin(d) * std::cos(sum) +
                                   (1.875 * n * n + 1.875 * n * n * n) * std::sin(2 * d) * std::cos(2 * sum) - 35.0 / 24 * n * n * n * std::sin(3 * d) * std::cos(3 * sum));
  const double i = m + n0, ii = v / 2 * s * c, iii = v / 24 * s * c * c * c * (5 - t2 + 9 * eta2), iiia = v / 720 * s * std::pow(c, 5) * (61 - 58 * t2 + t2 * t2);
  const double iv = v * c, five = v / 6 * c * c * c * (v / rho - t2), vi = v / 120 * std::pow(c, 5) * (5 - 18 * t2 + t2 * t2 + 14 * eta2 - 58 * t2 * eta2);
  const double l = at.longitude - lambda0, l2 = l * l;
  return {e0 + l * (iv + l2 * (five + l2 * vi)), i + l2 * (ii + l2 * (iii + l2 * iiia))};
}

}  // namespace

std::optional<GridPoint> on_the_grid(double longitude, double latitude) {
  if (!(longitude >= -12 && longitude <= 6 && latitude >= 48 && latitude <= 62)) return std::nullopt;
  return projected(to_airy({longitude * kRadians, latitude * kRadians}));
}

}  // namespace rightplace::boundaries
