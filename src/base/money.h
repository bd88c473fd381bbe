#pragma once
// Money is whole pence. There is no conversion to or from double.

#include <compare>
#include <cstdint>
#include <string>

namespace rightplace {

struct Pence {
  std::int64_t value = 0;
  constexpr auto operator<=>(const Pence&) const = default;
  friend constexpr Pence operator+(Pence a, Pence b) { return {a.value + b.value}; }
  friend constexpr Pence operator-(Pence a, Pence b) { return {a.value - b.value}; }
};

struct WeeklyRate {
  Pence per_week;
  constexpr auto operator<=>(const WeeklyRate&) const = default;
};

// Nights at a weekly rate, rounded to the nearest penny, halves away from zero. The only place where a rate becomes a sum.
constexpr Pence cost_of(WeeklyRate rate, std::int64_t nights) {
  const std::int64_t sevenths = rate.per_week.value * nights;
  return {(sevenths >= 0 ? sevenths + 3 : sevenths - 3) / 7};
}

std::string pounds(Pence amount);   // £1,234.56; whole pounds without pence: £1,234

}  // namespace rightplace
