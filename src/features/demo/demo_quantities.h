#pragma once
// What the demo is held to. Each row is one quantity of one scenario: what the source says, how near the demo must come
// (calibrated) or how far it is off (compared: kept out of the calibration), and what the demo has. docs/demo.md, the
// command and the tests are made from these rows.

#include <functional>
#include <string>
#include <vector>

#include "features/demo/demo_england.h"

namespace rightplace::demo {

enum class Use : std::uint8_t { Calibrated, Compared };
inline constexpr auto kUses = enum_names<Use>({{Use::Calibrated, "calibrated", "Calibrated"}, {Use::Compared, "compared", "Kept out, compared"}});

struct Measured {
  std::string code;         // homes_by_region.north_west
  std::string what;         // "Homes in the North West"
  std::string unit;         // "homes", "%", "places", "days", "pounds a week"
  std::string source;       // S1, Ofsted, DfE …, with its date
  Use use = Use::Calibrated;
  double source_value = 0;  // of the whole country; counts are scaled to the demo's scale before they are compared
  double tolerance = 0;     // in the unit; of counts a share of the source value
  bool is_count = false;
  double demo_value = 0;    // at the demo's scale
  // The value that the source gives at the demo's scale.
  double wanted(double scale) const { return is_count ? source_value * scale : source_value; }
  // Small demos are held to the same values with the room that their size needs.
  double allowed(double scale) const;
  bool holds(double scale) const;
};

std::vector<Measured> measure(const England& england);

}  // namespace rightplace::demo
