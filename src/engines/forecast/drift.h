#pragma once
// A level that wanders: counts by quarter against what constant rates would expect, followed by a Gamma filter.
// The level does a random walk (its yearly deviation is learnt), and single quarters may be off by a shock (learnt too).
// Draws carry the doubt about the level, about how it wanders, and the wandering to come: without it, intervals are
// those of a world that never changes.

#include <span>
#include <vector>

#include "base/random.h"

namespace rightplace::forecast {

struct Period {
  double count = 0;
  double expected = 0;   // at level 1; 0 where nothing was observed
};

class Drift {
 public:
  // Oldest first. `prior_weight`: how many expected events the prior level of 1 is worth.
  Drift(std::span<const Period> periods, double prior_weight);

  double level() const { return level_; }                  // posterior mean
  double score() const { return score_; }                  // log probability of the periods, one step ahead each
  double yearly_deviation() const { return yearly_; }      // posterior mean of the random walk's deviation over a year
  // One future: the level of each of `quarters` quarters to come, shocks included.
  void draw(Random& random, std::span<double> quarters) const;
  double draw_level(Random& random) const;                 // today's level alone

 private:
  struct Hypothesis {
    double walk = 0;    // standard deviation of a quarter's step
    double shock = 0;   // standard deviation of a quarter's own disturbance
    double shape = 0, rate = 0;
    double weight = 0;
  };
  std::vector<Hypothesis> hypotheses_;
  std::vector<double> weights_;
  double level_ = 1;
  double score_ = 0;
  double yearly_ = 0;
};

// log of the negative binomial: Poisson counts whose mean is Gamma(shape, shape / mean).
double log_negative_binomial(double count, double mean, double shape);

}  // namespace rightplace::forecast
