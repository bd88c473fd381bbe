#include "engines/forecast/drift.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rightplace::forecast {
namespace {

constexpr std::array kWalks{0.0, 0.02, 0.04, 0.07, 0.11, 0.17, 0.26};
constexpr std::array kShocks{0.0, 0.08, 0.16, 0.30};
// Before seeing anything: a quarter's step of 10 per cent and a quarter's shock of 12 per cent are ordinary.
constexpr double kOrdinaryWalk = 0.10;
constexpr double kOrdinaryShock = 0.12;

double half_normal(double x, double scale) { return -0.5 * x * x / (scale * scale); }

}  // namespace

double log_negative_binomial(double count, double mean, double shape) {
  if (mean <= 0) return count > 0 ? -1e9 : 0.0;
  return std::lgamma(shape + count) - std::lgamma(shape) - std::lgamma(count + 1) + shape * std::log(shape / (shape + mean)) +
         count * std::log(mean / (shape + mean));
}

Drift::Drift(std::span<const Period> periods, double prior_weight) {
  double best = -1e300;
  std::vector<double> scores;
  for (const double walk : kWalks) {
    for (const double shock : kShocks) {
      Hypothesis h{walk, shock, prior_weight, prior_weight, 0};
      double score = 0;
      for (const auto& p : periods) {
        const double spread = 1.0 / h.shape + walk * walk;
        const double mean = h.shape / h.rate;
        h.shape = 1.0 / spread;
        h.rate = h.shape / mean;
        if (p.expected <= 0) continue;
        // Shock and level together, matched in mean and variance by one Gamma.
        const double joint = spread + shock * shock * (1 + spread);
        score += log_negative_binomial(p.count, mean * p.expected, 1.0 / joint);
        // A shock makes the quarter say less about the level: its weight is that of fewer events.
        const double discount = 1.0 / (1.0 + mean * p.expected * shock * shock);
        h.shape += p.count * discount;
        h.rate += p.expected * discount;
      }
      const double prior = half_normal(walk, kOrdinaryWalk) + half_normal(shock, kOrdinaryShock);
      scores.push_back(score);
      h.weight = score + prior;
      best = std::max(best, h.weight);
      hypotheses_.push_back(h);
    }
  }
  double total = 0, prior_total = 0, likelihood = 0;
  for (auto& h : hypotheses_) total += h.weight = std::exp(h.weight - best);
  const double best_score = *std::max_element(scores.begin(), scores.end());
  level_ = 0;
  for (std::size_t i = 0; i < hypotheses_.size(); ++i) {
    auto& h = hypotheses_[i];
    h.weight /= total;
    weights_.push_back(h.weight);
    level_ += h.weight * h.shape / h.rate;
    yearly_ += h.weight * 2.0 * h.walk;   // four quarters: twice the step
    const double prior = std::exp(half_normal(h.walk, kOrdinaryWalk) + half_normal(h.shock, kOrdinaryShock));
    prior_total += prior;
    likelihood += prior * std::exp(scores[i] - best_score);
  }
  score_ = std::log(likelihood / prior_total) + best_score;
}

double Drift::draw_level(Random& random) const {
  const auto& h = hypotheses_[random.pick(weights_)];
  return random.gamma(h.shape, 1.0 / h.rate);
}

void Drift::draw(Random& random, std::span<double> quarters) const {
  const auto& h = hypotheses_[random.pick(weights_)];
  double level = random.gamma(h.shape, 1.0 / h.rate);
  for (auto& q : quarters) {
    if (h.walk > 0) level *= std::exp(random.normal(-0.5 * h.walk * h.walk, h.walk));
    q = level;
    if (h.shock > 0) {
      const double shape = 1.0 / (h.shock * h.shock);
      q *= random.gamma(shape, 1.0 / shape);
    }
  }
}

}  // namespace rightplace::forecast
