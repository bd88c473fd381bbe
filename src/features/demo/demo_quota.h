#pragma once
// Shares made into whole numbers, so that what is calibrated comes out at any scale, not only on average.

#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"

namespace rightplace::demo {

// `total` things in proportion to the weights: each gets its share rounded down or up (largest remainders, earlier
// first among equals), and they add up. All zero weights share equally.
std::vector<int> apportion(int total, std::span<const double> weights);

// `total` indices of the weights in those proportions, shuffled.
std::vector<int> deck(int total, std::span<const double> weights, Random& random);

// Picks indices in proportion to fixed weights in constant time (Vose's alias method).
class Alias {
 public:
  Alias() = default;
  explicit Alias(std::span<const double> weights);
  std::size_t pick(Random& random) const;
  bool empty() const { return keep_.empty(); }

 private:
  std::vector<double> keep_;
  std::vector<std::uint32_t> other_;
};

}  // namespace rightplace::demo
