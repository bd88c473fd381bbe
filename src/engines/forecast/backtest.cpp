#include "engines/forecast/backtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/random.h"
#include "base/text.h"
#include "engines/forecast/simulate.h"

namespace rightplace::forecast {
namespace {

using Cells = std::array<std::array<double, kBands>, kMostGroups>;

// Who was in care at the close of a day, as the whole record now tells it.
struct Roll {
  std::map<std::uint32_t, std::uint32_t> group_of;   // by child
};

Roll roll_on(const Histories& whole, std::int32_t day) {
  Roll roll;
  for (const auto& s : whole.sojourns)
    if (s.from <= day && day < s.until) roll.group_of[s.child] = s.group;
  return roll;
}

Cells cells_of(const Problem& problem, const Roll& roll, std::int32_t day) {
  Cells cells{};
  for (const auto& [child, group] : roll.group_of) {
    const int years = age_on(Date(problem.children[child].born), Date(day));
    if (years < 18) cells[group][age_band(years)] += 1;
  }
  return cells;
}

double sum(const Cells& cells) {
  double total = 0;
  for (const auto& bands : cells)
    for (const double n : bands) total += n;
  return total;
}

// The share of those in care a year before, and not yet eighteen now, who are still there.
double retention(const Problem& problem, const Roll& before, const Roll& now, std::int32_t day) {
  double of = 0, kept = 0;
  for (const auto& [child, group] : before.group_of) {
    if (age_on(Date(problem.children[child].born), Date(day)) >= 18) continue;
    of += 1;
    kept += now.group_of.contains(child) ? 1 : 0;
  }
  return of > 0 ? kept / of : 1.0;
}

Score point_score(const Cells& forecast, const Cells& actual, std::size_t groups) {
  double error = 0;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t b = 0; b < kBands; ++b) error += std::abs(forecast[g][b] - actual[g][b]);
  const double cells = static_cast<double>(groups * kBands);
  return {sum(actual) > 0 ? error / sum(actual) : 0, error / cells, error / cells};
}

Score mean_of(const std::vector<OriginScore>& origins, Score OriginScore::* which) {
  Score m;
  for (const auto& o : origins) {
    m.weighted_error += (o.*which).weighted_error;
    m.mean_error += (o.*which).mean_error;
    m.crps += (o.*which).crps;
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, origins.size()));
  return {m.weighted_error / n, m.mean_error / n, m.crps / n};
}

std::string verdict_of(const Backtest& b) {
  if (b.origins.empty()) return "There is no year that could be held out, so nothing says how good this forecast is.";
  struct Rival {
    const char* name;
    const Score& score;
  };
  std::vector<std::string> better;
  for (const auto& r : {Rival{"the last value", b.last_value}, Rival{"the last trend", b.last_trend},
                        Rival{"exact ageing with last year's retention", b.retention}}) {
    if (r.score.crps < b.ours.crps) better.emplace_back(r.name);
  }
  if (better.empty())
    return fmt::format("Over {} held-out years the model beat the last value, the last trend and last year's retention (score {:.2f} against "
                       "{:.2f}, {:.2f} and {:.2f}; smaller is better).",
                       b.origins.size(), b.ours.crps, b.last_value.crps, b.last_trend.crps, b.retention.crps);
  return fmt::format("The model does not beat {} on these returns (score {:.2f}; smaller is better). Use the simpler forecast, or none.", join_words(better),
                     b.ours.crps);
}

}  // namespace

double crps_of(std::vector<std::int64_t>& runs, double actual) {
  std::sort(runs.begin(), runs.end());
  const auto n = static_cast<double>(runs.size());
  double away = 0, apart = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    away += std::abs(static_cast<double>(runs[i]) - actual);
    apart += static_cast<double>(runs[i]) * (2.0 * static_cast<double>(i) + 1.0 - n);
  }
  return away / n - apart / (n * n);
}

Result<Backtest> backtest(const Problem& problem, const std::vector<Date>& origins, const Limits& limits) {
  Backtest out;
  const auto groups = problem.groups.size();
  const auto whole = histories_until(problem, problem.origin);
  int inside50 = 0, inside80 = 0, inside95 = 0, judged = 0;
  for (const auto origin : origins) {
    auto cut = problem;
    cut.origin = origin.days();
    cut.months = 12;
    cut.changes.clear();
    const auto ends = month_ends_after(origin, cut.months);
    if (ends.back().days() > problem.origin) continue;
    RP_TRY(simulated, simulate(cut, limits));
    const auto& runs = simulated.runs;

    OriginScore o;
    o.origin = origin;
    o.judged_on = ends.back();
    const auto before = roll_on(whole, origin.plus_months(-12).days()), now = roll_on(whole, origin.days());
    const auto actual = cells_of(problem, roll_on(whole, ends.back().days()), ends.back().days());
    o.actual = static_cast<std::int64_t>(sum(actual));

    double error = 0, crps = 0;
    for (std::uint32_t g = 0; g < groups; ++g)
      for (std::uint32_t b = 0; b < kBands; ++b) {
        auto values = runs.of(runs.row(Measure::InCare, {.group = g, .band = b}), 11);
        crps += crps_of(values, actual[g][b]);
        error += std::abs(range_of(values).median - actual[g][b]);
      }
    const double cells = static_cast<double>(groups * kBands);
    o.ours = {o.actual > 0 ? error / static_cast<double>(o.actual) : 0, error / cells, crps / cells};
    auto total = runs.of(runs.row(Measure::InCare), 11);
    o.forecast = range_of(total).median;
    for (std::size_t m = 0; m < 12; ++m) {
      const auto there = cells_of(problem, roll_on(whole, ends[m].days()), ends[m].days());
      for (std::uint32_t g = 0; g <= groups; ++g) {
        double n = 0;
        for (std::size_t h = 0; h < groups; ++h)
          if (g == groups || g == h)
            for (const double band : there[h]) n += band;
        auto values = runs.of(runs.row(Measure::InCare, {.group = g < groups ? g : Part::kAll}), m);
        const auto r = range_of(values);
        o.inside50 += r.low50 <= n && n <= r.high50;
        o.inside80 += r.low80 <= n && n <= r.high80;
        o.inside95 += r.low95 <= n && n <= r.high95;
        ++o.cells;
      }
    }

    const auto last = cells_of(problem, now, origin.days());
    o.last_value = point_score(last, actual, groups);
    const auto earlier = cells_of(problem, before, origin.plus_months(-12).days());
    Cells trend{};
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t b = 0; b < kBands; ++b) trend[g][b] = std::max(0.0, 2 * last[g][b] - earlier[g][b]);
    o.last_trend = point_score(trend, actual, groups);

    const double kept = retention(problem, before, now, origin.days());
    Cells aged{};
    for (const auto& [child, group] : now.group_of) {
      const int years = age_on(Date(problem.children[child].born), ends.back());
      if (years < 18) aged[group][age_band(years)] += 1;
    }
    Cells expected{};
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t b = 0; b < kBands; ++b) expected[g][b] = aged[g][b] * kept;
    o.retention = point_score(expected, actual, groups);
    Random random = Random(limits.seed).fork("retention", static_cast<std::uint64_t>(origin.days()));
    double spread_crps = 0;
    for (std::size_t g = 0; g < groups; ++g)
      for (std::size_t b = 0; b < kBands; ++b) {
        std::vector<std::int64_t> values(1'000);
        for (auto& v : values) v = random.binomial(static_cast<std::int64_t>(aged[g][b]), kept);
        spread_crps += crps_of(values, actual[g][b]);
      }
    o.retention.crps = spread_crps / cells;

    inside50 += o.inside50;
    inside80 += o.inside80;
    inside95 += o.inside95;
    judged += o.cells;
    out.origins.push_back(o);
  }
  out.ours = mean_of(out.origins, &OriginScore::ours);
  out.last_value = mean_of(out.origins, &OriginScore::last_value);
  out.last_trend = mean_of(out.origins, &OriginScore::last_trend);
  out.retention = mean_of(out.origins, &OriginScore::retention);
  if (judged > 0) {
    out.share_inside50 = static_cast<double>(inside50) / judged;
    out.share_inside80 = static_cast<double>(inside80) / judged;
    out.share_inside95 = static_cast<double>(inside95) / judged;
  }
  out.verdict = verdict_of(out);
  out.beats_all = !out.origins.empty() && out.ours.crps <= std::min({out.last_value.crps, out.last_trend.crps, out.retention.crps});
  return out;
}

}  // namespace rightplace::forecast
