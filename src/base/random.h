#pragma once
// Random numbers that are the same on every machine, compiler and library: xoshiro256++ (Blackman and Vigna 2019),
// seeded by splitmix64, with our own distributions. Not for secrets.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace rightplace {

class Random {
 public:
  explicit Random(std::uint64_t seed);
  // A stream of its own for a named part, so that adding a draw in one part moves no other.
  Random fork(std::string_view part, std::uint64_t number = 0) const;

  std::uint64_t next();
  double uniform();                                        // [0, 1)
  double uniform(double low, double high);                 // [low, high)
  std::int64_t integer(std::int64_t low, std::int64_t high);   // both ends included; unbiased
  bool chance(double probability);
  double normal();                                         // mean 0, standard deviation 1
  double normal(double mean, double deviation);
  double exponential(double mean);
  double gamma(double shape, double scale);                // shape > 0 (Marsaglia and Tsang 2000)
  double beta(double a, double b);
  double weibull(double shape, double scale);
  std::int64_t poisson(double mean);
  std::int64_t binomial(std::int64_t n, double p);
  std::size_t pick(std::span<const double> weights);       // index, in proportion to the weights; sum > 0

  template <class T>
  const T& of(std::span<const T> items) {
    return items[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(items.size()) - 1))];
  }
  template <class Range>
  void shuffle(Range& items) {
    for (std::size_t i = items.size(); i > 1; --i)
      std::swap(items[i - 1], items[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(i) - 1))]);
  }

 private:
  std::uint64_t seed_;
  std::array<std::uint64_t, 4> state_;
};

// FNV-1a, 64 bits: for seeds and cache keys, never for security.
std::uint64_t hash64(std::string_view text, std::uint64_t start = 0xcbf29ce484222325ULL);

}  // namespace rightplace
