#pragma once
// How far the ranking depends on the weights and on what is not known: stochastic multicriteria acceptability analysis
// (Lahdelma and Salminen 2001).

#include "engines/suitability/solution.h"

namespace rightplace::suitability {

// Of one ranked home: in how many draws it came first, and in how many among the best `top`, of the homes with the same
// verdict in the same list (those that could be right, those that need checking; secure homes apart).
struct Acceptability {
  std::uint32_t home = 0;
  std::int32_t first = 0;
  std::int32_t among_top = 0;
};

struct Robustness {
  Outcome outcome = Outcome::Optimal;
  int draws = 0;
  int top = 0;
  std::vector<Acceptability> homes;   // parallel to ranked, then ranked_secure

  // A share of draws in millionths.
  std::int32_t share(std::int32_t count) const {
    return draws == 0 ? 0 : static_cast<std::int32_t>(std::int64_t{count} * kWhole / draws);
  }
};

// Weights are drawn from a Dirichlet distribution centred on the policy, facts not known evenly within their intervals;
// both afresh in every draw, seeded by the referral's id alone. Whole numbers of 1/32767 inside: the same on every
// machine. A share of draws has a standard error of at most 1.6 % at 1,000 draws. Under 20 ms for 4,000 homes.
Robustness robustness(const Problem& problem, const Solution& solution, const Limits& limits = {});

}  // namespace rightplace::suitability
