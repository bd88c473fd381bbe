#pragma once
// One possible future, child by child: from event to event, never from day to day. Rates are constant between
// birthdays that matter, ends of duration bands and days on which something changes; between these the time to the
// next event is drawn at once. Every child has a random stream of its own, so that a change in one life moves no other.

#include <cstdint>
#include <vector>

#include "engines/forecast/model.h"

namespace rightplace::forecast {

// Where each number of one run stands: blocks of months, one after another.
class Layout {
 public:
  Layout(const Problem& problem, std::vector<Date> month_ends);

  struct Row {
    Measure measure = Measure::InCare;
    Part part;
  };
  const std::vector<Row>& rows() const { return rows_; }
  std::size_t row(Measure measure, Part part = {}) const;   // rows().size() when there is none
  std::size_t months() const { return month_ends_.size(); }
  const std::vector<Date>& month_ends() const { return month_ends_; }

 private:
  std::vector<Date> month_ends_;
  std::vector<Row> rows_;
};

// The ends of the months of a forecast: the origin's day in each later month, or the last day of the month where the
// origin is the last day of its own.
std::vector<Date> month_ends_after(Date origin, int months);

// Everything that is the same for every run. Immutable; runs may go on in any number of threads.
class Simulation {
 public:
  Simulation(const Problem& problem, const Histories& histories, const Model& model, const Layout& layout, std::uint64_t seed);

  std::size_t in_care() const { return residents_.size(); }
  std::size_t quarters() const { return quarters_; }
  // Fills out[row * months + month] for this run. `mean_rates`: with every rate at its posterior mean.
  void run(std::uint64_t number, std::int64_t* out, bool mean_rates = false) const;

 private:
  struct Resident {
    std::int32_t born = 0;
    std::uint32_t authority = 0;
    std::uint32_t need = 0;
    std::uint32_t group = 0;
    std::int32_t lived = 0;       // days in this kind of place at the close of the origin
    std::uint32_t child = 0;
    std::size_t band = 0;
    double band_end = 0;          // the instants at which birthdays begin, in days after the close of the origin
    double adult = 0;
  };
  Resident resident(const Sojourn& sojourn) const;
  // What the scenario does between two of its days.
  struct Regime {
    double from = 0;
    std::array<std::array<double, kBands>, kMostGroups> leaving{}, moving{}, entering{};
    std::array<std::array<std::array<double, kMostGroups>, kMostGroups>, kBands> redirect{};   // [band][would go][goes instead]: share
  };
  friend class OneRun;

  const Problem& problem_;
  const Model& model_;
  const Layout& layout_;
  std::uint64_t seed_;
  std::int32_t origin_;
  std::size_t quarters_;
  std::vector<Resident> residents_;
  std::vector<std::int32_t> end_;            // days after the origin, by month
  std::vector<std::uint16_t> month_of_;      // by day after the origin
  std::vector<Regime> regimes_;
  bool rates_change_ = false;
  bool redirects_ = false;
  bool durations_ = false;
};

}  // namespace rightplace::forecast
