#pragma once
// Two JSON values that say the same: real numbers may differ in their last bits, as json::parse says.

#include <algorithm>
#include <cmath>

#include "base/json.h"

namespace rightplace::fuzz {

inline bool same(const json::Value& a, const json::Value& b) {
  if (const auto x = a.as_number(), y = b.as_number(); x && y) return std::abs(*x - *y) <= 1e-15 * std::max(std::abs(*x), std::abs(*y)) + 1e-300;
  if (const auto *x = a.as_array(), *y = b.as_array(); x && y) return std::equal(x->begin(), x->end(), y->begin(), y->end(), same);
  if (const auto *x = a.as_object(), *y = b.as_object(); x && y)
    return std::equal(x->begin(), x->end(), y->begin(), y->end(), [](const auto& m, const auto& n) { return m.first == n.first && same(m.second, n.second); });
  return a == b;
}

}  // namespace rightplace::fuzz
