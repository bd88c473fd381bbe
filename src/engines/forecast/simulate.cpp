#include "engines/forecast/simulate.h"

#include <algorithm>
#include <cmath>

namespace rightplace::forecast {
namespace {

constexpr double kNever = 1e18;

// A level that is constant within quarters: its integral, and the day on which the integral reaches a value.
class Clock {
 public:
  void set(const std::vector<double>& level) {
    level_ = level;
    sum_.assign(level.size() + 1, 0);
    for (std::size_t q = 0; q < level.size(); ++q) sum_[q + 1] = sum_[q] + level[q] * kQuarter;
  }
  double at(double day) const {
    const auto q = std::min(static_cast<std::size_t>(day * (1.0 / kQuarter)), level_.size() - 1);
    return sum_[q] + level_[q] * (day - static_cast<double>(q) * kQuarter);
  }
  // The day, not before `after`, on which at(day) == value.
  double when(double value, double after) const {
    auto q = std::min(static_cast<std::size_t>(after * (1.0 / kQuarter)), level_.size() - 1);
    while (q + 1 < level_.size() && sum_[q + 1] < value) ++q;
    return level_[q] > 0 ? std::max(after, static_cast<double>(q) * kQuarter + (value - sum_[q]) / level_[q]) : kNever;
  }

 private:
  std::vector<double> level_, sum_;
};

template <class Cumulative>
std::size_t pick(const Cumulative& cumulative, std::size_t n, double u) {
  std::size_t i = 0;
  while (i + 1 < n && u >= cumulative[i]) ++i;
  return i;
}

}  // namespace

// The working space of one run.
class OneRun {
 public:
  OneRun(const Simulation& s, std::uint64_t number, std::int64_t* out, bool mean_rates)
      : s_(s), out_(out), groups_(s.problem_.groups.size()), months_(s.end_.size()), horizon_(s.end_.back()) {
    const Random root = Random(s.seed_).fork("forecast", number);
    lives_ = root.fork("lives").next();
    arrivals_ = root.fork("arrivals");
    prices_ = root.fork("prices");
    auto rates = root.fork("rates");
    world_ = mean_rates ? s.model_.mean_world(s.quarters_) : s.model_.draw(rates, s.quarters_);
    mean_rates_ = mean_rates;
    leaving_.set(world_.leaving_level);
    moving_.set(world_.moving_level);
    entering_.set(world_.entry_level);
    by_age_.assign((months_ + 1) * groups_ * kBands, 0);
    by_need_.assign((months_ + 1) * groups_ * s.problem_.needs.size(), 0);
    by_authority_.assign(s.problem_.authorities.size() > 1 ? (months_ + 1) * s.problem_.authorities.size() * groups_ : 0, 0);
    part_nights_.assign((months_ + 1) * groups_, 0);
    for (auto* flow : {&entered_, &arrived_, &left_, &adult_}) flow->assign((months_ + 1) * groups_, 0);
  }

  void go() {
    for (const auto& r : s_.residents_) {
      const Life life{r.born, r.authority, r.need, r.group, r.band, 0.0, -static_cast<double>(r.lived), r.band_end, r.adult};
      Random random(lives_ + (static_cast<std::uint64_t>(r.child) + 1) * 0x9e3779b97f4a7c15ULL);
      live(life, random);
    }
    for (std::size_t u = 0; u < s_.problem_.authorities.size(); ++u) newcomers(static_cast<std::uint32_t>(u));
    sum_up();
  }

 private:
  struct Life {
    std::int32_t born;
    std::uint32_t authority, need, group;
    std::size_t band;
    double now;        // days after the close of the origin
    double since;      // in this kind of place
    double band_end;   // the instant at which a birthday begins
    double adult;
    bool invented = false;
  };

  std::size_t month_of(std::int32_t day) const { return day > horizon_ ? months_ : s_.month_of_[static_cast<std::size_t>(day)]; }
  // An event within a day counts as of that day; what was there at the close of the origin, as of the first day.
  static std::int32_t day_of(double t) { return std::max(1, static_cast<std::int32_t>(std::ceil(t))); }
  double birthday_at(const Life& life, int years) const {
    return (life.invented ? invented_birthday(life.born, years) : birthday(life.born, years)) - s_.origin_ - 1;
  }
  // Children who do not exist have birthdays to within a day of the calendar's.
  static std::int32_t invented_birthday(std::int32_t born, int years) { return born + (years * 1'461 + 2) / 4; }

  void count_age(std::int32_t day, std::uint32_t group, std::size_t band, int sign) {
    by_age_[month_of(day) * groups_ * kBands + group * kBands + band] += sign;
  }
  void count(const Life& life, std::int32_t day, std::size_t band, int sign) {
    const auto m = month_of(day);
    by_age_[m * groups_ * kBands + life.group * kBands + band] += sign;
    by_need_[(m * s_.problem_.needs.size() + life.need) * groups_ + life.group] += sign;
    if (!by_authority_.empty()) by_authority_[(m * s_.problem_.authorities.size() + life.authority) * groups_ + life.group] += sign;
    if (m < months_) part_nights_[m * groups_ + life.group] += sign * (s_.end_[m] - day + 1);
  }
  void flow(std::vector<std::int32_t>& flows, double t, std::uint32_t group) { ++flows[month_of(day_of(t)) * groups_ + group]; }

  const Simulation::Regime& regime_at(double t) const {
    std::size_t i = s_.regimes_.size() - 1;
    while (i > 0 && s_.regimes_[i].from > t) --i;
    return s_.regimes_[i];
  }
  double next_change(double t) const {
    if (!s_.rates_change_) return kNever;
    for (const auto& r : s_.regimes_)
      if (r.from > t) return r.from;
    return kNever;
  }
  std::uint32_t redirected(std::uint32_t group, std::size_t band, double t, Random& random) const {
    double u = random.uniform();   // drawn in any case, so that a scenario moves no other draw
    if (!s_.redirects_) return group;
    const auto& shares = regime_at(t).redirect[band][group];
    for (std::uint32_t h = 0; h < groups_; ++h)
      if ((u -= shares[h]) < 0) return h;
    return group;
  }

  void live(Life life, Random& random) {
    const double adult = life.adult;
    std::size_t band = life.band;
    double band_end = life.band_end;
    if (adult <= life.now) {
      ++adult_[month_of(day_of(life.now)) * groups_ + life.group];   // tomorrow is the birthday
      return;
    }
    count(life, day_of(life.now), band, 1);

    // What is left until the next leaving and the next move, in units of their own hazards.
    double leave = random.exponential(1.0), move = random.exponential(1.0);
    std::size_t duration = s_.durations_ ? duration_band(static_cast<std::int32_t>(life.now - life.since)) : 0;
    const auto end_of_duration = [&] {
      return s_.durations_ && duration + 1 < kDurations ? life.since + kDurationStarts[duration + 1] : kNever;
    };
    double duration_end = end_of_duration();
    for (;;) {
      const double until = std::min({band_end, duration_end, static_cast<double>(horizon_), next_change(life.now)});
      double leaving = world_.leaving[life.group][band][duration] * world_.authority_leaving[life.authority];
      double moving = groups_ > 1 ? world_.moving[life.group][band][duration] * world_.authority_moving[life.authority] : 0;
      if (s_.rates_change_) {
        const auto& regime = regime_at(life.now);
        leaving *= regime.leaving[life.group][band];
        moving *= regime.moving[life.group][band];
      }
      const double l0 = leaving_.at(life.now), m0 = moving_.at(life.now);
      const double l = leaving * (leaving_.at(until) - l0), m = moving * (moving_.at(until) - m0);
      if (l < leave && m < move) {
        leave -= l;
        move -= m;
        life.now = until;
        if (until >= horizon_) return;
        if (until >= duration_end) {
          ++duration;
          duration_end = end_of_duration();
        }
        if (until < band_end) continue;
        const auto day = static_cast<std::int32_t>(band_end) + 1;   // the birthday itself
        if (band_end >= adult) {
          count(life, day, band, -1);
          if (day <= horizon_) ++adult_[month_of(day) * groups_ + life.group];
          return;
        }
        count_age(day, life.group, band, -1);
        count_age(day, life.group, ++band, 1);
        band_end = band + 1 < kBands ? birthday_at(life, kBandStarts[band + 1]) : adult;
        continue;
      }
      const double leaves_at = l < leave ? kNever : leaving_.when(l0 + leave / leaving, life.now);
      const double moves_at = m < move ? kNever : moving_.when(m0 + move / moving, life.now);
      if (leaves_at <= moves_at) {
        count(life, day_of(leaves_at), band, -1);
        flow(left_, leaves_at, life.group);
        return;
      }
      leave -= leaving * (leaving_.at(moves_at) - l0);
      const auto to = static_cast<std::uint32_t>(pick(world_.to[life.group][band], groups_, random.uniform()));
      const auto goes = redirected(to, band, moves_at, random);
      life.now = moves_at;
      if (goes != life.group) {
        count(life, day_of(moves_at), band, -1);
        life.group = goes;
        count(life, day_of(moves_at), band, 1);
        flow(arrived_, moves_at, goes);
        life.since = moves_at;
        duration = 0;
        duration_end = end_of_duration();
      }
      move = random.exponential(1.0);
    }
  }

  void newcomers(std::uint32_t authority) {
    Random random = arrivals_.fork("authority", authority);
    Random more = arrivals_.fork("more", authority);
    std::uint64_t number = 0;
    std::int32_t start = 0;
    for (std::size_t m = 0; m < months_; ++m) {
      const auto end = s_.end_[m];
      const auto calendar = static_cast<std::size_t>(month_number(s_.origin_ + (start + end + 1) / 2) % 12);
      const double mean = world_.authority_entries[authority] * world_.season[calendar] * (entering_.at(end) - entering_.at(start));
      const auto usual = random.poisson(mean);
      for (std::int64_t i = 0; i < usual; ++i) newcomer(authority, random.uniform(start, end), number++, false);
      // More than usual: a second stream, so that those of the first stay who they are.
      double most = 1;
      for (const auto& regime : s_.regimes_)
        for (const auto& bands : regime.entering)
          for (const double factor : bands) most = std::max(most, factor);
      if (most > 1) {
        const auto extra = more.poisson(mean * (most - 1));
        for (std::int64_t i = 0; i < extra; ++i)
          newcomer(authority, more.uniform(start, end), (1ULL << 32) + number + static_cast<std::uint64_t>(i), true, most - 1);
      }
      start = end;
    }
  }

  void newcomer(std::uint32_t authority, double t, std::uint64_t number, bool extra, double room = 1) {
    Random random(lives_ ^ (authority + 1) * 0xd6e8feb86659fd93ULL ^ (number + 1) * 0xa0761d6478bd642fULL);
    const auto age_bin = pick(world_.entry_ages, kEntryAges, random.uniform());
    const double from = age_bin == 0 ? 0 : age_bin == 1 ? 28 : 365.25 * static_cast<double>(age_bin - 1);
    const double to = age_bin == 0 ? 28 : age_bin == 1 ? 365.25 : from + 365.25;
    const auto day = day_of(t);
    const auto born = s_.origin_ + day - static_cast<std::int32_t>(random.uniform(from, to));
    const auto band = age_band(age_bin < 2 ? 0 : static_cast<int>(age_bin) - 1);
    auto group = static_cast<std::uint32_t>(pick(world_.entry_groups[band], groups_, random.uniform()));
    const auto need = static_cast<std::uint32_t>(pick(world_.entry_needs[band], s_.problem_.needs.size(), random.uniform()));
    const double kept = random.uniform();
    const double factor = regime_at(t).entering[group][band];
    if (extra ? kept * room >= factor - 1 : kept >= factor) return;
    group = redirected(group, band, t, random);
    Life life{born, authority, need, group, band, t, t, 0, 0, true};
    life.adult = birthday_at(life, 18);
    life.band_end = band + 1 < kBands ? birthday_at(life, kBandStarts[band + 1]) : life.adult;
    if (life.adult <= t) return;
    // Drawn at the very end of a band: older already.
    while (life.band_end <= t) {
      ++life.band;
      life.band_end = life.band + 1 < kBands ? birthday_at(life, kBandStarts[life.band + 1]) : life.adult;
    }
    flow(entered_, t, group);
    flow(arrived_, t, group);
    live(life, random);
  }

  void sum_up();

  const Simulation& s_;
  std::int64_t* out_;
  std::size_t groups_;
  std::size_t months_;
  std::int32_t horizon_;
  World world_;
  bool mean_rates_ = false;
  std::uint64_t lives_ = 0;
  Random arrivals_{0}, prices_{0};
  Clock leaving_, moving_, entering_;
  // Changes by month, one month more than there are: what comes after the horizon.
  std::vector<std::int32_t> by_age_, by_need_, by_authority_, part_nights_, entered_, arrived_, left_, adult_;
};

void OneRun::sum_up() {
  const auto& problem = s_.problem_;
  const auto needs = problem.needs.size(), authorities = problem.authorities.size();
  const auto running = [&](std::vector<std::int32_t>& changes, std::size_t width) {
    for (std::size_t i = width; i < months_ * width; ++i) changes[i] += changes[i - width];
  };
  running(by_age_, groups_ * kBands);
  running(by_need_, groups_ * needs);
  if (!by_authority_.empty()) running(by_authority_, groups_ * authorities);

  std::vector<double> rate(groups_), growth(groups_);
  for (std::size_t g = 0; g < problem.prices.size(); ++g) {
    const auto& p = problem.prices[g];
    const double deviation = prices_.normal(), trend = prices_.normal();
    rate[g] = mean_rates_ ? 1.0 : std::exp(p.spread * deviation - 0.5 * p.spread * p.spread);
    growth[g] = p.growth_a_year + (mean_rates_ ? 0.0 : p.growth_spread * trend);
  }

  for (const auto& row : s_.layout_.rows()) {
    const auto at = static_cast<std::size_t>(&row - s_.layout_.rows().data()) * months_;
    const auto& p = row.part;
    const auto each_group = [&](auto&& value) {
      std::int64_t sum = 0;
      for (std::size_t g = 0; g < groups_; ++g)
        if (p.group == Part::kAll || p.group == g) sum += value(g);
      return sum;
    };
    for (std::size_t m = 0; m < months_; ++m) {
      const auto nights_of = [&](std::size_t g) {
        std::int64_t before = 0;
        if (m > 0)
          for (std::size_t b = 0; b < kBands; ++b) before += by_age_[((m - 1) * groups_ + g) * kBands + b];
        return before * (s_.end_[m] - (m > 0 ? s_.end_[m - 1] : 0)) + part_nights_[m * groups_ + g];
      };
      const auto in_group = [&](std::size_t g) {
        std::int64_t sum = 0;
        for (std::size_t b = 0; b < kBands; ++b)
          if (p.band == Part::kAll || p.band == b) sum += by_age_[(m * groups_ + g) * kBands + b];
        return sum;
      };
      std::int64_t value = 0;
      switch (row.measure) {
        case Measure::InCare:
          if (p.need != Part::kAll) {
            value = each_group([&](std::size_t g) { return std::int64_t{by_need_[(m * needs + p.need) * groups_ + g]}; });
          } else if (p.authority != Part::kAll || p.region != Part::kAll) {
            for (std::size_t u = 0; u < authorities; ++u) {
              if (p.authority != Part::kAll && p.authority != u) continue;
              if (p.region != Part::kAll && p.region != problem.authorities[u].region) continue;
              value += each_group([&](std::size_t g) {
                return by_authority_.empty() ? in_group(g) : std::int64_t{by_authority_[(m * authorities + u) * groups_ + g]};
              });
            }
          } else {
            value = each_group(in_group);
          }
          break;
        case Measure::Entered: value = each_group([&](std::size_t g) { return std::int64_t{entered_[m * groups_ + g]}; }); break;
        case Measure::Arrived: value = each_group([&](std::size_t g) { return std::int64_t{arrived_[m * groups_ + g]}; }); break;
        case Measure::Left: value = each_group([&](std::size_t g) { return std::int64_t{left_[m * groups_ + g]}; }); break;
        case Measure::TurnedAdult: value = each_group([&](std::size_t g) { return std::int64_t{adult_[m * groups_ + g]}; }); break;
        case Measure::Nights: value = each_group(nights_of); break;
        case Measure::Cost:
          value = each_group([&](std::size_t g) {
            double factor = rate[g] * std::pow(1 + growth[g], static_cast<double>(s_.end_[m]) / 365.25);
            const double month_start = m > 0 ? s_.end_[m - 1] : 0;
            for (const auto& c : problem.changes)
              if (c.kind == Change::Kind::Price && (c.group == Change::kAny || c.group == g) && c.from - s_.origin_ - 1 <= month_start)
                factor *= c.value;
            const auto weekly = static_cast<std::int64_t>(std::llround(static_cast<double>(problem.prices[g].weekly.per_week.value) * factor));
            return cost_of(WeeklyRate{Pence{weekly}}, nights_of(g)).value;
          });
          break;
        case Measure::Short:
        case Measure::Void: {
          double places = problem.places[p.group];
          for (const auto& c : problem.changes)
            if (c.kind == Change::Kind::Places && c.group == p.group && c.from - s_.origin_ <= s_.end_[m]) places += c.value;
          const auto free = static_cast<std::int64_t>(places) - in_group(p.group);
          value = row.measure == Measure::Short ? std::max<std::int64_t>(0, -free) : std::max<std::int64_t>(0, free);
          break;
        }
      }
      out_[at + m] = value;
    }
  }
}

Simulation::Simulation(const Problem& problem, const Histories& histories, const Model& model, const Layout& layout, std::uint64_t seed)
    : problem_(problem), model_(model), layout_(layout), seed_(seed), origin_(histories.origin), durations_(model.uses_durations()) {
  for (const auto end : layout.month_ends()) end_.push_back(end.days() - origin_);
  quarters_ = static_cast<std::size_t>(std::ceil(end_.back() / kQuarter)) + 1;
  month_of_.resize(static_cast<std::size_t>(end_.back()) + 1);
  for (std::size_t day = 0, m = 0; day < month_of_.size(); ++day) {
    if (static_cast<std::int32_t>(day) > end_[m]) ++m;
    month_of_[day] = static_cast<std::uint16_t>(m);
  }
  for (const auto& s : histories.sojourns)
    if (s.end == Sojourn::End::Open)
      residents_.push_back(resident(s));

  std::vector<double> days{0};
  for (const auto& c : problem.changes)
    if (c.kind != Change::Kind::Places && c.kind != Change::Kind::Price) days.push_back(std::max(0, c.from - origin_ - 1));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  for (const double from : days) {
    Regime regime;
    regime.from = from;
    for (auto* table : {&regime.leaving, &regime.moving, &regime.entering})
      for (auto& bands : *table) bands.fill(1);
    for (const auto& c : problem.changes) {
      if (c.from - origin_ - 1 > from) continue;
      for (std::size_t g = 0; g < problem.groups.size(); ++g)
        for (std::size_t b = 0; b < kBands; ++b) {
          if ((c.group != Change::kAny && c.group != g) || (c.band != Change::kAny && c.band != b)) continue;
          if (c.kind == Change::Kind::Leaving) regime.leaving[g][b] *= c.value;
          if (c.kind == Change::Kind::Moving) regime.moving[g][b] *= c.value;
          if (c.kind == Change::Kind::Entries) regime.entering[g][b] *= c.value;
          if (c.kind == Change::Kind::Redirect && c.to_group != g) regime.redirect[b][g][c.to_group] += c.value;
        }
      redirects_ |= c.kind == Change::Kind::Redirect;
      rates_change_ |= c.kind == Change::Kind::Leaving || c.kind == Change::Kind::Moving;
    }
    regimes_.push_back(regime);
  }
}

Simulation::Resident Simulation::resident(const Sojourn& s) const {
  const auto& child = problem_.children[s.child];
  const auto starts = [&](int years) { return static_cast<double>(birthday(child.born, years) - origin_ - 1); };
  Resident r{child.born, child.authority, child.need, s.group, origin_ + 1 - s.from, s.child};
  r.adult = starts(18);
  r.band_end = r.adult;
  for (r.band = kBands - 1; r.band > 0; --r.band) {
    const double start = starts(kBandStarts[r.band]);
    if (start <= 0) break;
    r.band_end = start;
  }
  return r;
}

void Simulation::run(std::uint64_t number, std::int64_t* out, bool mean_rates) const { OneRun(*this, number, out, mean_rates).go(); }

}  // namespace rightplace::forecast
