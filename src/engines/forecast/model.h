#pragma once
// The fitted model: posteriors of every rate, pooled so that small counts borrow strength, and worlds drawn from them.
//
// Rates of leaving and of moving are products of a kind of place, an age band and (only where that predicts a held-out
// year better) the time already spent there; each cell is Gamma around that product, as far from it as the data have
// shown cells to be. So a state in which no end was ever seen has the end rate of its like, never zero.

#include <array>
#include <vector>

#include "engines/forecast/drift.h"
#include "engines/forecast/statistics.h"

namespace rightplace::forecast {

// The rates of one future: one draw of everything that is not known for sure.
struct World {
  ByState<double> leaving{}, moving{};                                              // per day, at level 1
  std::array<std::array<std::array<double, kMostGroups>, kBands>, kMostGroups> to{};   // cumulative shares
  std::vector<double> authority_leaving, authority_moving;                          // factors
  std::vector<double> leaving_level, moving_level, entry_level;                     // by quarter to come
  std::vector<double> authority_entries;                                            // per day, at level 1
  std::array<double, 12> season{};                                                  // factor by calendar month, mean 1
  std::array<double, kEntryAges> entry_ages{};                                      // cumulative shares
  std::array<std::array<double, kMostGroups>, kBands> entry_groups{};               // cumulative shares
  std::array<std::array<double, kMostNeeds>, kBands> entry_needs{};                 // cumulative shares
};

// A rate whose Gamma posterior is Gamma(shape, 1 / rate).
struct Posterior {
  double shape = 1, rate = 1;
  double mean() const { return shape / rate; }
};

class Model {
 public:
  Model(const Problem& problem, const Histories& histories);

  World draw(Random& random, std::size_t quarters) const;
  // Every rate at its posterior mean, levels constant: the Markov case of the closed form.
  World mean_world(std::size_t quarters) const;
  const Learnt& learnt() const { return learnt_; }
  const std::vector<Finding>& findings() const { return findings_; }
  bool uses_durations() const { return leaving_.durations_kept || moving_.durations_kept; }

 private:
  struct Risk {
    std::array<std::array<Posterior, kBands>, kMostGroups> cells{};
    std::array<std::array<double, kBands>, kMostGroups> days{};      // lived, weighted by duration factor
    std::array<double, kDurations> duration{1, 1, 1, 1};
    bool durations_kept = false;
    double duration_gain = 0;
    std::vector<Posterior> authorities;                              // factors
    std::vector<Drift> drift;                                        // one; a vector so that Risk can be made empty
  };
  enum class Which { Leaving, Moving };
  Risk fit(const Statistics& s, Which which) const;
  void fit_entries(const Problem& problem, const Histories& histories, const Statistics& s);
  void draw_risk(const Risk& risk, Random* random, ByState<double>& rates, std::vector<double>& authorities,
                 std::vector<double>& levels, std::size_t quarters) const;

  void add_trend(std::vector<double>& levels) const;

  std::size_t groups_ = 0;
  std::size_t needs_ = 0;
  Risk leaving_, moving_;
  std::array<std::array<std::array<double, kMostGroups>, kBands>, kMostGroups> to_{};   // Dirichlet weights
  std::vector<Posterior> entries_;
  std::vector<Drift> entry_drift_;
  double entry_trend_ = 0;                                           // per quarter, log; halves every year
  std::array<double, 12> season_{};
  std::array<double, kEntryAges> entry_ages_{};                      // Dirichlet weights
  std::array<std::array<double, kMostGroups>, kBands> entry_groups_{};
  std::array<std::array<double, kMostNeeds>, kBands> entry_needs_{};
  Learnt learnt_;
  std::vector<Finding> findings_;
};

}  // namespace rightplace::forecast
