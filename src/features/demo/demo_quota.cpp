#include "features/demo/demo_quota.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace rightplace::demo {

std::vector<int> apportion(int total, std::span<const double> weights) {
  std::vector<int> counts(weights.size(), 0);
  if (weights.empty()) return counts;
  double sum = 0;
  for (const double w : weights) sum += w;
  std::vector<double> remainder(weights.size());
  int left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = sum > 0 ? total * weights[i] / sum : static_cast<double>(total) / static_cast<double>(weights.size());
    counts[i] = static_cast<int>(std::floor(exact + 1e-9));
    remainder[i] = exact - counts[i];
    left -= counts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return remainder[a] > remainder[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++counts[order[i % order.size()]];
  return counts;
}

std::vector<int> deck(int total, std::span<const double> weights, Random& random) {
  const auto counts = apportion(total, weights);
  std::vector<int> cards;
  cards.reserve(static_cast<std::size_t>(total));
  for (std::size_t i = 0; i < counts.size(); ++i) cards.insert(cards.end(), static_cast<std::size_t>(counts[i]), static_cast<int>(i));
  random.shuffle(cards);
  return cards;
}

Alias::Alias(std::span<const double> weights) : keep_(weights.size(), 1.0), other_(weights.size(), 0) {
  double sum = 0;
  for (const double w : weights) sum += w;
  if (sum <= 0) {
    keep_.clear();
    return;
  }
  const auto n = weights.size();
  std::vector<double> level(n);
  std::vector<std::uint32_t> small, large;
  for (std::size_t i = 0; i < n; ++i) {
    level[i] = weights[i] * static_cast<double>(n) / sum;
    (level[i] < 1.0 ? small : large).push_back(static_cast<std::uint32_t>(i));
  }
  while (!small.empty() && !large.empty()) {
    const auto low = small.back();
    const auto high = large.back();
    small.pop_back();
    keep_[low] = level[low];
    other_[low] = high;
    level[high] -= 1.0 - level[low];
    if (level[high] < 1.0) {
      large.pop_back();
      small.push_back(high);
    }
  }
}

std::size_t Alias::pick(Random& random) const {
  const auto i = static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(keep_.size()) - 1));
  return random.uniform() < keep_[i] ? i : other_[i];
}

}  // namespace rightplace::demo
