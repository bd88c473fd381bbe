#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace rightplace {
namespace {

// The first values were computed apart from this code, from the authors' published algorithm.
TEST(Randomness, TheFirstValuesAreTheSameEverywhere) {
  Random random(1);
  EXPECT_EQ(random.next(), 0xcfc5d07f6f03c29bULL);
  EXPECT_EQ(random.next(), 0xbf424132963fe08dULL);
  EXPECT_EQ(random.next(), 0x19a37d5757aaf520ULL);
  EXPECT_EQ(Random(1).fork("homes", 3).next(), 0x50415a98c9470b37ULL);
}

TEST(Randomness, HashesAreFnv1a) {
  EXPECT_EQ(hash64(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(hash64("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(hash64("foobar"), 0x85944171f73967e8ULL);
}

TEST(Randomness, AForkDoesNotDependOnWhatWasDrawnBefore) {
  Random drawn(7);
  drawn.next();
  EXPECT_EQ(drawn.fork("a").next(), Random(7).fork("a").next());
  EXPECT_NE(Random(7).fork("a").next(), Random(7).fork("b").next());
  EXPECT_NE(Random(7).fork("a", 1).next(), Random(7).fork("a", 2).next());
}

// Mean and variance of many draws lie within five standard errors of those of the distribution (seed 20261121).
void expect_moments(const char* name, const std::function<double(Random&)>& draw, double mean, double variance, double kurtosis = 9) {
  constexpr int kDraws = 200'000;
  Random random(20261121);
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draw(random) - mean;
    sum += value;
    squares += value * value;
  }
  EXPECT_NEAR(sum / kDraws, 0, 5 * std::sqrt(variance / kDraws)) << name;
  EXPECT_NEAR(squares / kDraws, variance, 5 * variance * std::sqrt((kurtosis - 1) / kDraws)) << name;
}

TEST(Randomness, TheDistributionsHaveTheirMeansAndVariances) {
  expect_moments("uniform", [](Random& r) { return r.uniform(); }, 0.5, 1.0 / 12, 1.8);
  expect_moments("uniform 2 to 5", [](Random& r) { return r.uniform(2, 5); }, 3.5, 9.0 / 12, 1.8);
  expect_moments("integer", [](Random& r) { return static_cast<double>(r.integer(-2, 3)); }, 0.5, 35.0 / 12, 1.8);
  expect_moments("chance", [](Random& r) { return r.chance(0.3) ? 1.0 : 0.0; }, 0.3, 0.21, 2);
  expect_moments("normal", [](Random& r) { return r.normal(10, 3); }, 10, 9, 3);
  expect_moments("exponential", [](Random& r) { return r.exponential(4); }, 4, 16, 9);
  expect_moments("gamma 2.5", [](Random& r) { return r.gamma(2.5, 2); }, 5, 10, 6);
  expect_moments("gamma 0.5", [](Random& r) { return r.gamma(0.5, 2); }, 1, 2, 15);
  expect_moments("beta", [](Random& r) { return r.beta(2, 3); }, 0.4, 0.04, 3);
  const double g1 = std::tgamma(1.5), g2 = std::tgamma(2.0);
  expect_moments("weibull", [](Random& r) { return r.weibull(2, 3); }, 3 * g1, 9 * (g2 - g1 * g1), 4);
  expect_moments("poisson 3", [](Random& r) { return static_cast<double>(r.poisson(3)); }, 3, 3, 4);
  expect_moments("poisson 100", [](Random& r) { return static_cast<double>(r.poisson(100)); }, 100, 100, 4);
  expect_moments("binomial", [](Random& r) { return static_cast<double>(r.binomial(12, 0.25)); }, 3, 2.25, 4);
}

TEST(Randomness, WholeNumbersReachBothEndsAndNoFurther) {
  Random random(5);
  std::vector<int> seen(6);
  for (int i = 0; i < 6000; ++i) ++seen.at(static_cast<std::size_t>(random.integer(-2, 3) + 2));
  for (const int count : seen) EXPECT_NEAR(count, 1000, 150);
  EXPECT_EQ(random.integer(4, 4), 4);
  for (int i = 0; i < 100; ++i) {
    (void)random.integer(INT64_MIN, INT64_MAX);
    EXPECT_GE(random.integer(INT64_MAX - 1, INT64_MAX), INT64_MAX - 1);
    EXPECT_LE(random.integer(INT64_MIN, INT64_MIN + 1), INT64_MIN + 1);
    EXPECT_GE(random.integer(-2, INT64_MAX), -2);
  }
}

TEST(Randomness, TheUpperEndOfARangeIsNeverReached) {
  Random random(5);
  const double high = std::nextafter(1.0, 2.0);
  for (int i = 0; i < 1000; ++i) EXPECT_LT(random.uniform(1.0, high), high);
}

TEST(Randomness, ImpossibleAndCertainAreExact) {
  Random random(5);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(random.chance(0));
    EXPECT_TRUE(random.chance(1));
  }
  EXPECT_EQ(random.poisson(0), 0);
  EXPECT_EQ(random.binomial(0, 0.5), 0);
}

TEST(Randomness, WeightsDecideHowOftenSomethingIsPicked) {
  Random random(5);
  const std::vector<double> weights = {1, 0, 3};
  std::vector<int> seen(3);
  for (int i = 0; i < 8000; ++i) ++seen[random.pick(weights)];
  EXPECT_NEAR(seen[0], 2000, 200);
  EXPECT_EQ(seen[1], 0);
}

TEST(Randomness, AShuffleKeepsEveryItem) {
  Random random(5);
  std::vector<int> items(100);
  for (int i = 0; i < 100; ++i) items[static_cast<std::size_t>(i)] = i;
  auto shuffled = items;
  random.shuffle(shuffled);
  EXPECT_NE(shuffled, items);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, items);
}

}  // namespace
}  // namespace rightplace
