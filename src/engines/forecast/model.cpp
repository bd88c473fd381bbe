#include "engines/forecast/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/text.h"

namespace rightplace::forecast {
namespace {

// Where nothing at all is known, an end in two years is ordinary; worth one event.
constexpr double kOrdinaryDays = 730.0;
constexpr double kLevelWeight = 4.0;       // events that the prior of a level is worth
constexpr double kDurationGain = 2.0;      // log score a held-out year must gain before durations are kept

// How many events the common mean is worth to each cell: the grid value that makes the cells' counts most likely.
double pool_strength(std::span<const Period> cells) {
  static constexpr std::array kGrid{2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 512.0};
  double best = kGrid[2], best_score = -1e300;
  for (const double strength : kGrid) {
    double score = -0.5 * std::pow(std::log(strength / 16.0) / 1.5, 2);
    for (const auto& c : cells)
      if (c.expected > 0) score += log_negative_binomial(c.count, c.expected, strength);
    if (score > best_score) {
      best_score = score;
      best = strength;
    }
  }
  return best;
}

template <class Weights>
void draw_shares(const Weights& weights, std::size_t n, Random* random, Weights& cumulative) {
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double w = weights[i] <= 0 ? 0 : random != nullptr ? random->gamma(weights[i], 1.0) : weights[i];
    cumulative[i] = total += w;
  }
  for (std::size_t i = 0; i < n; ++i) cumulative[i] = total > 0 ? cumulative[i] / total : 1.0;
}

constexpr double kSeasonGain = 2.0;        // the same for a season
constexpr double kTrendGain = 1.5;         // and for a trend
constexpr double kTrendKept = 0.84;        // of a trend is left each quarter: half after a year
constexpr double kOrdinaryTrend = 0.03;    // a quarter, logarithm

using Months = std::array<double, 12>;

// How much more or less often children come in each calendar month; held towards even.
Months season_of(const Months& entries, const Months& watched) {
  constexpr double kHold = 12.0;
  double n = 0, days = 0;
  for (std::size_t m = 0; m < 12; ++m) {
    n += entries[m];
    days += watched[m];
  }
  Months season;
  season.fill(1);
  if (n <= 0 || days <= 0) return season;
  double weighted = 0;
  for (std::size_t m = 0; m < 12; ++m) {
    season[m] = (entries[m] + kHold) / (watched[m] * n / days + kHold);
    weighted += season[m] / 12.0;
  }
  for (auto& f : season) f /= weighted;
  return season;
}

// What the season of the earlier years gains over none in telling the months of the latest year apart.
double season_gain(const Statistics& s) {
  if (s.calendar.size() < 36) return 0;
  Months entries{}, watched{};
  const auto month = [&](std::size_t i) { return static_cast<std::size_t>((s.first_month + static_cast<std::int32_t>(i)) % 12); };
  for (std::size_t i = 0; i + 12 < s.calendar.size(); ++i) {
    entries[month(i)] += s.calendar[i][0];
    watched[month(i)] += s.calendar[i][1];
  }
  const auto season = season_of(entries, watched);
  double n = 0, days = 0, seasonal_days = 0, score = 0;
  for (std::size_t i = s.calendar.size() - 12; i < s.calendar.size(); ++i) {
    n += s.calendar[i][0];
    days += s.calendar[i][1];
    seasonal_days += s.calendar[i][1] * season[month(i)];
    score += s.calendar[i][0] * std::log(season[month(i)]);
  }
  return days > 0 && seasonal_days > 0 ? score - n * std::log(seasonal_days / days) : 0;
}

// The slope of the logarithm of the level by quarter, held towards none.
double slope_of(std::span<const Period> periods) {
  double w = 0, wt = 0, wy = 0, wtt = 0, wty = 0;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    if (periods[i].expected <= 0) continue;
    const double t = static_cast<double>(i), y = std::log((periods[i].count + 0.5) / (periods[i].expected + 0.5)), weight = periods[i].count + 0.5;
    w += weight;
    wt += weight * t;
    wy += weight * y;
    wtt += weight * t * t;
    wty += weight * t * y;
  }
  const double spread = w > 0 ? wtt - wt * wt / w : 0;
  return spread > 0 ? (wty - wt * wy / w) / (spread + 1.0 / (kOrdinaryTrend * kOrdinaryTrend)) : 0;
}

std::vector<Period> tilted(std::vector<Period> periods, double slope, std::size_t last) {
  for (std::size_t i = 0; i < periods.size(); ++i)
    periods[i].expected *= std::exp(slope * (static_cast<double>(i) - static_cast<double>(last)));
  return periods;
}

// What a trend gains in foretelling the year ahead, over every origin that has two years before it and one after.
double trend_gain(const std::vector<Period>& periods) {
  constexpr std::size_t kBefore = 8, kAhead = 4;
  constexpr double kShape = 40.0;   // a year's entries are off by some 15 per cent in any case
  double gain = 0;
  for (std::size_t origin = kBefore; origin + kAhead <= periods.size(); ++origin) {
    const std::vector<Period> early(periods.begin(), periods.begin() + static_cast<std::ptrdiff_t>(origin));
    const double slope = slope_of(early);
    const double plain = Drift(early, 0.5).level();
    const double level = Drift(tilted(early, slope, origin - 1), 0.5).level();
    double count = 0, expected = 0, with_trend = 0, sum = 0, step = slope;
    for (std::size_t i = 0; i < kAhead; ++i) {
      const auto& p = periods[origin + i];
      sum += step;
      step *= kTrendKept;
      count += p.count;
      expected += p.expected * plain;
      with_trend += p.expected * level * std::exp(sum);
    }
    // The origins overlap: four of them say what one does.
    gain += (log_negative_binomial(count, with_trend, kShape) - log_negative_binomial(count, expected, kShape)) / kAhead;
  }
  return gain;
}

// Main effects of kind of place, band and duration on a rate, each held towards 1.
struct Effects {
  double overall = 0;
  std::array<double, kMostGroups> group{};
  std::array<double, kBands> band{};
  std::array<double, kDurations> duration{};
  double at(std::size_t g, std::size_t b, std::size_t d) const { return overall * group[g] * band[b] * duration[d]; }
};

Effects main_effects(const ByState<double>& days, const ByState<double>& events, std::size_t groups, bool with_duration) {
  constexpr double kHold = 2.0, kHoldDuration = 6.0;
  Effects e;
  e.group.fill(1);
  e.band.fill(1);
  e.duration.fill(1);
  double n = 0, lived = 0;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t b = 0; b < kBands; ++b)
      for (std::size_t d = 0; d < kDurations; ++d) {
        n += events[g][b][d];
        lived += days[g][b][d];
      }
  e.overall = (n + 1) / (lived + kOrdinaryDays);
  for (int round = 0; round < 20; ++round) {
    std::array<double, kMostGroups> group_n{}, group_e{};
    std::array<double, kBands> band_n{}, band_e{};
    std::array<double, kDurations> duration_n{}, duration_e{};
    const auto tally = [&](auto& counts, auto& expected, auto index, const auto& effect) {
      counts.fill(0);
      expected.fill(0);
      for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t b = 0; b < kBands; ++b)
          for (std::size_t d = 0; d < kDurations; ++d) {
            const auto i = index(g, b, d);
            counts[i] += events[g][b][d];
            expected[i] += days[g][b][d] * e.at(g, b, d) / effect[i];
          }
    };
    tally(group_n, group_e, [](auto g, auto, auto) { return g; }, e.group);
    for (std::size_t g = 0; g < groups; ++g) e.group[g] = (group_n[g] + kHold) / (group_e[g] + kHold);
    tally(band_n, band_e, [](auto, auto b, auto) { return b; }, e.band);
    for (std::size_t b = 0; b < kBands; ++b) e.band[b] = (band_n[b] + kHold) / (band_e[b] + kHold);
    if (with_duration) {
      tally(duration_n, duration_e, [](auto, auto, auto d) { return d; }, e.duration);
      for (std::size_t d = 0; d < kDurations; ++d) e.duration[d] = (duration_n[d] + kHoldDuration) / (duration_e[d] + kHoldDuration);
    }
  }
  return e;
}

void add(ByState<double>& to, const ByState<double>& from) {
  for (std::size_t g = 0; g < kMostGroups; ++g)
    for (std::size_t b = 0; b < kBands; ++b)
      for (std::size_t d = 0; d < kDurations; ++d) to[g][b][d] += from[g][b][d];
}

// Log score of the latest year under the earlier years' effects, its total taken as known: only the profile is judged.
double held_out_score(const ByState<double>& days, const ByState<double>& events, std::size_t groups, const Effects& e) {
  double n = 0, expected = 0, score = 0;
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t b = 0; b < kBands; ++b)
      for (std::size_t d = 0; d < kDurations; ++d) {
        n += events[g][b][d];
        expected += days[g][b][d] * e.at(g, b, d);
        if (events[g][b][d] > 0) score += events[g][b][d] * std::log(e.at(g, b, d));
      }
  return expected > 0 ? score - n * std::log(expected) : 0;
}

}  // namespace

Model::Risk Model::fit(const Statistics& s, Which which) const {
  const auto events_of = [&](const Quarter& q) -> const ByState<double>& { return which == Which::Leaving ? q.leaving : q.moving; };
  ByState<double> days{}, events{}, early_days{}, early_events{}, late_days{}, late_events{};
  for (std::size_t t = 0; t < s.quarters.size(); ++t) {
    const auto& q = s.quarters[t];
    add(days, q.days);
    add(events, events_of(q));
    add(t < 4 ? late_days : early_days, q.days);
    add(t < 4 ? late_events : early_events, events_of(q));
  }
  Risk risk;
  if (s.quarters.size() >= 8) {
    const auto without = main_effects(early_days, early_events, groups_, false);
    const auto with = main_effects(early_days, early_events, groups_, true);
    risk.duration_gain =
        held_out_score(late_days, late_events, groups_, with) - held_out_score(late_days, late_events, groups_, without);
    risk.durations_kept = risk.duration_gain > kDurationGain;
  }
  const auto effects = main_effects(days, events, groups_, risk.durations_kept);
  risk.duration = effects.duration;

  std::vector<Period> cells;
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b) {
      Period cell;
      for (std::size_t d = 0; d < kDurations; ++d) {
        risk.days[g][b] += days[g][b][d] * effects.duration[d];
        cell.count += events[g][b][d];
        cell.expected += days[g][b][d] * effects.at(g, b, d);
      }
      cells.push_back(cell);
    }
  const double strength = pool_strength(cells);
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b) {
      const double mean = effects.overall * effects.group[g] * effects.band[b];
      risk.cells[g][b] = {strength + cells[g * kBands + b].count, strength / mean + risk.days[g][b]};
    }

  const auto expected_of = [&](const ByState<double>& lived) {
    double expected = 0;
    for (std::size_t g = 0; g < groups_; ++g)
      for (std::size_t b = 0; b < kBands; ++b)
        for (std::size_t d = 0; d < kDurations; ++d) expected += lived[g][b][d] * risk.cells[g][b].mean() * risk.duration[d];
    return expected;
  };
  std::vector<Period> authorities;
  for (std::size_t u = 0; u < s.authority_days.size(); ++u)
    authorities.push_back({which == Which::Leaving ? s.authority_leaving[u] : s.authority_moving[u], expected_of(s.authority_days[u])});
  const double authority_strength = pool_strength(authorities);
  for (const auto& a : authorities) {
    if (authorities.size() == 1) {
      risk.authorities.push_back({1e9, 1e9});   // its own level says it all
    } else {
      risk.authorities.push_back({authority_strength + a.count, authority_strength + a.expected});
    }
  }
  std::vector<Period> periods;
  for (auto q = s.quarters.rbegin(); q != s.quarters.rend(); ++q) {
    Period p{0, expected_of(q->days)};
    for (const auto& bands : events_of(*q))
      for (const auto& durations : bands)
        for (const double n : durations) p.count += n;
    periods.push_back(p);
  }
  risk.drift.emplace_back(periods, kLevelWeight);
  return risk;
}

void Model::fit_entries(const Problem& problem, const Histories& histories, const Statistics& s) {
  const auto authorities = problem.authorities.size();
  double watched = 0;
  for (const auto& q : s.quarters) watched += std::accumulate(q.watched.begin(), q.watched.end(), 0.0);
  season_.fill(1);
  const bool none = problem.newcomers == Newcomers::None && s.total_entries == 0;
  if (watched <= 0 || none) {
    entries_.assign(authorities, {1, 1e12});
    entry_drift_.emplace_back(std::span<const Period>{}, 1e6);
  } else {
    const double mean = (s.total_entries + 0.5) / watched;
    std::vector<Period> cells(authorities);
    std::vector<double> days(authorities, 0);
    for (const auto& q : s.quarters)
      for (std::size_t u = 0; u < authorities; ++u) {
        cells[u].count += q.entries[u];
        cells[u].expected += q.watched[u] * mean;
        days[u] += q.watched[u];
      }
    const double strength = pool_strength(cells);
    for (std::size_t u = 0; u < authorities; ++u) {
      if (authorities == 1) {
        entries_.push_back({1e9, 1e9 / mean});
      } else {
        entries_.push_back({strength + cells[u].count, strength / mean + days[u]});
      }
    }
    learnt_.season_gain = season_gain(s);
    learnt_.season_kept = learnt_.season_gain > kSeasonGain;
    if (learnt_.season_kept) season_ = season_of(s.month_entries, s.month_watched);
    std::vector<Period> periods;
    for (auto q = s.quarters.rbegin(); q != s.quarters.rend(); ++q) {
      Period p;
      for (std::size_t u = 0; u < authorities; ++u) {
        p.count += q->entries[u];
        p.expected += q->watched[u] * entries_[u].mean();
      }
      double seasonal = 0, days_in = 0;
      for (std::size_t m = 0; m < 12; ++m) {
        seasonal += q->watched_in[m] * season_[m];
        days_in += q->watched_in[m];
      }
      if (days_in > 0) p.expected *= seasonal / days_in;
      periods.push_back(p);
    }
    learnt_.trend_gain = trend_gain(periods);
    learnt_.trend_kept = learnt_.trend_gain > kTrendGain;
    if (learnt_.trend_kept) entry_trend_ = slope_of(periods);
    entry_drift_.emplace_back(tilted(periods, entry_trend_, periods.size() - 1), 0.5);
  }

  // Ages: the share of each band by weight one, spread evenly over its years.
  static constexpr double kAgePrior = 5.0;
  for (std::size_t i = 0; i < kEntryAges; ++i) entry_ages_[i] = s.entry_ages[i] + kAgePrior / kEntryAges;
  std::array<double, kMostGroups> all_groups{};
  std::array<double, kMostNeeds> all_needs{};
  double entered = 0;
  for (std::size_t b = 0; b < kBands; ++b) {
    for (std::size_t g = 0; g < groups_; ++g) all_groups[g] += s.entry_groups[b][g];
    for (std::size_t n = 0; n < needs_; ++n) all_needs[n] += s.entry_needs[b][n];
    for (std::size_t g = 0; g < groups_; ++g) entered += s.entry_groups[b][g];
  }
  // Where nobody has been seen to enter, they are taken to enter where children live.
  std::array<double, kMostGroups> lived{};
  std::array<double, kMostNeeds> living{};
  for (const auto& q : s.quarters)
    for (std::size_t g = 0; g < groups_; ++g)
      for (const auto& durations : q.days[g])
        for (const double d : durations) lived[g] += d;
  for (const auto& sojourn : histories.sojourns) living[problem.children[sojourn.child].need] += 1;
  const double all_lived = std::accumulate(lived.begin(), lived.end(), 0.0);
  const double all_living = std::accumulate(living.begin(), living.end(), 0.0);
  for (std::size_t b = 0; b < kBands; ++b) {
    for (std::size_t g = 0; g < groups_; ++g) {
      const double share = (all_groups[g] + 2.0 * (all_lived > 0 ? lived[g] / all_lived : 1.0 / static_cast<double>(groups_))) / (entered + 2.0);
      entry_groups_[b][g] = s.entry_groups[b][g] + 4.0 * share + 1e-6;
    }
    for (std::size_t n = 0; n < needs_; ++n) {
      const double share = (all_needs[n] + 2.0 * (all_living > 0 ? living[n] / all_living : 1.0 / static_cast<double>(needs_))) / (entered + 2.0);
      entry_needs_[b][n] = s.entry_needs[b][n] + 4.0 * share + 1e-6;
    }
  }
}

Model::Model(const Problem& problem, const Histories& histories) : groups_(problem.groups.size()), needs_(problem.needs.size()) {
  auto s = statistics_of(problem, histories, std::numeric_limits<std::int32_t>::min());

  // A closed cohort: after the first year hardly anybody comes in, although children go on living there.
  const double year = 365.25;
  const double later_a_year = s.later_days > 0 ? s.later_entries / s.later_days * year : 0;
  const bool judged = s.later_days >= 180 && s.first_year_entries >= 10 && later_a_year < 0.2 * s.first_year_entries;
  learnt_.closed_cohort = problem.newcomers == Newcomers::None || (problem.newcomers == Newcomers::Judge && judged);
  if (learnt_.closed_cohort) {
    findings_.push_back({"closed_cohort", static_cast<std::int64_t>(s.later_entries),
                         fmt::format("The returns follow one group of children: {} came into care in their first year, {} in all the time after. "
                                     "The forecast is of how this group shrinks, with newcomers at the later pace only; it says nothing of how "
                                     "many children an authority will look after.",
                                     static_cast<std::int64_t>(s.first_year_entries), static_cast<std::int64_t>(s.later_entries)),
                         true});
    s = statistics_of(problem, histories, s.first_day + 365);
  }
  leaving_ = fit(s, Which::Leaving);
  moving_ = fit(s, Which::Moving);

  // Where movers go: pooled over ages and starting points, a state nobody left included.
  std::array<double, kMostGroups> all{};
  std::array<std::array<double, kMostGroups>, kMostGroups> by_group{};
  std::array<double, kMostGroups> lived{};
  double moves = 0, all_lived = 0;
  for (std::size_t g = 0; g < groups_; ++g) {
    for (std::size_t b = 0; b < kBands; ++b) {
      lived[g] += leaving_.days[g][b];
      for (std::size_t h = 0; h < groups_; ++h) {
        all[h] += s.moves_to[g][b][h];
        by_group[g][h] += s.moves_to[g][b][h];
        moves += s.moves_to[g][b][h];
      }
    }
    all_lived += lived[g];
  }
  for (std::size_t g = 0; g < groups_; ++g) {
    double elsewhere = 0, here = 0;
    for (std::size_t h = 0; h < groups_; ++h)
      if (h != g) {
        elsewhere += all[h] + 1.0 * (all_lived > 0 ? lived[h] / all_lived : 1.0) + 0.05;
        here += by_group[g][h];
      }
    for (std::size_t h = 0; h < groups_; ++h) {
      if (h == g) continue;
      const double share = (all[h] + 1.0 * (all_lived > 0 ? lived[h] / all_lived : 1.0) + 0.05) / elsewhere;
      const double from_here = (by_group[g][h] + 6.0 * share) / (here + 6.0);
      for (std::size_t b = 0; b < kBands; ++b) to_[g][b][h] = s.moves_to[g][b][h] + 8.0 * from_here + 1e-6;
    }
  }
  fit_entries(problem, histories, s);

  learnt_.child_years = s.total_days / year;
  learnt_.entries = static_cast<std::int64_t>(s.total_entries);
  learnt_.leavings = static_cast<std::int64_t>(s.total_leaving);
  learnt_.moves = static_cast<std::int64_t>(s.total_moving);
  learnt_.duration_kept = uses_durations();
  learnt_.duration_gain = std::max(leaving_.duration_gain, moving_.duration_gain);
  learnt_.drift_a_year_entries = entry_drift_.front().yearly_deviation();
  learnt_.drift_a_year_leaving = leaving_.drift.front().yearly_deviation();
  for (const auto& e : entries_) learnt_.entries_a_year += e.mean() * year * entry_drift_.front().level();

  if (s.total_days <= 0)
    findings_.push_back({"no_history", 1, "No day in care lies inside the returns, so every rate is a guess of the model. Do not use this forecast.",
                         true});
  if (s.first_day > histories.origin - 700)
    findings_.push_back({"one_year", 1,
                         "The returns cover less than two years, so no change between years can be seen: trends and drifts in the intervals are "
                         "the model's prior, not the authority's experience.",
                         true});
  for (std::size_t g = 0; g < groups_; ++g) {
    double n = 0;
    for (const auto& q : s.quarters)
      for (std::size_t b = 0; b < kBands; ++b)
        for (std::size_t d = 0; d < kDurations; ++d) n += q.leaving[g][b][d] + q.moving[g][b][d];
    const double days = std::accumulate(leaving_.days[g].begin(), leaving_.days[g].end(), 0.0);
    if (days <= 0) {
      findings_.push_back({"empty_state", 1,
                           fmt::format("No child was ever seen in \"{}\". Its rates are those of all other places together, and its forecast "
                                       "rests on them.",
                                       problem.groups[g])});
    } else if (n == 0) {
      findings_.push_back({"no_end_seen", 1,
                           fmt::format("No stay in \"{}\" was seen to end. It was given the ends of its like, so that it does not trap children.",
                                       problem.groups[g])});
    }
  }
}

void Model::draw_risk(const Risk& risk, Random* random, ByState<double>& rates, std::vector<double>& authorities,
                      std::vector<double>& levels, std::size_t quarters) const {
  std::array<std::array<double, kBands>, kMostGroups> cells{};
  double expected = 0, drawn = 0;
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b) {
      const auto& p = risk.cells[g][b];
      cells[g][b] = random != nullptr ? random->gamma(p.shape, 1.0 / p.rate) : p.mean();
      expected += p.mean() * risk.days[g][b];
      drawn += cells[g][b] * risk.days[g][b];
    }
  // The cells say how rates differ, the level how high they are: its doubt must not be counted twice.
  const double scale = drawn > 0 ? expected / drawn : 1.0;
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b)
      for (std::size_t d = 0; d < kDurations; ++d) rates[g][b][d] = cells[g][b] * scale * risk.duration[d];
  authorities.clear();
  for (const auto& a : risk.authorities) authorities.push_back(random != nullptr ? random->gamma(a.shape, 1.0 / a.rate) : a.mean());
  levels.assign(quarters, risk.drift.front().level());
  if (random != nullptr) risk.drift.front().draw(*random, levels);
}

void Model::add_trend(std::vector<double>& levels) const {
  double sum = 0, step = entry_trend_;
  for (auto& level : levels) {
    sum += step;
    step *= kTrendKept;
    level *= std::exp(sum);
  }
}

World Model::draw(Random& random, std::size_t quarters) const {
  World w;
  draw_risk(leaving_, &random, w.leaving, w.authority_leaving, w.leaving_level, quarters);
  draw_risk(moving_, &random, w.moving, w.authority_moving, w.moving_level, quarters);
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b) draw_shares(to_[g][b], groups_, &random, w.to[g][b]);
  for (const auto& e : entries_) w.authority_entries.push_back(random.gamma(e.shape, 1.0 / e.rate));
  w.entry_level.assign(quarters, 1);
  entry_drift_.front().draw(random, w.entry_level);
  add_trend(w.entry_level);
  w.season = season_;
  draw_shares(entry_ages_, kEntryAges, &random, w.entry_ages);
  for (std::size_t b = 0; b < kBands; ++b) {
    draw_shares(entry_groups_[b], groups_, &random, w.entry_groups[b]);
    draw_shares(entry_needs_[b], needs_, &random, w.entry_needs[b]);
  }
  return w;
}

World Model::mean_world(std::size_t quarters) const {
  World w;
  draw_risk(leaving_, nullptr, w.leaving, w.authority_leaving, w.leaving_level, quarters);
  draw_risk(moving_, nullptr, w.moving, w.authority_moving, w.moving_level, quarters);
  for (std::size_t g = 0; g < groups_; ++g)
    for (std::size_t b = 0; b < kBands; ++b) draw_shares(to_[g][b], groups_, nullptr, w.to[g][b]);
  for (const auto& e : entries_) w.authority_entries.push_back(e.mean());
  w.entry_level.assign(quarters, entry_drift_.front().level());
  add_trend(w.entry_level);
  w.season = season_;
  draw_shares(entry_ages_, kEntryAges, nullptr, w.entry_ages);
  for (std::size_t b = 0; b < kBands; ++b) {
    draw_shares(entry_groups_[b], groups_, nullptr, w.entry_groups[b]);
    draw_shares(entry_needs_[b], needs_, nullptr, w.entry_needs[b]);
  }
  return w;
}

}  // namespace rightplace::forecast
