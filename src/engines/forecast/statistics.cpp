#include "engines/forecast/statistics.h"

#include <algorithm>
#include <cmath>

#include "base/date.h"

namespace rightplace::forecast {

std::size_t duration_band(std::int32_t days) {
  std::size_t band = kDurations - 1;
  while (band > 0 && days < kDurationStarts[band]) --band;
  return band;
}

std::size_t age_band(int years) {
  std::size_t band = kBands - 1;
  while (band > 0 && years < kBandStarts[band]) --band;
  return band;
}

std::int32_t month_number(std::int32_t day) {
  const auto ymd = Date(day).ymd();
  return (static_cast<int>(ymd.year()) - 1970) * 12 + static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
}

namespace {

std::size_t entry_age_bin(std::int32_t age_days, int years) {
  if (years == 0) return age_days < 28 ? 0 : 1;
  return static_cast<std::size_t>(std::min(years, 17)) + 1;
}

class Counter {
 public:
  Counter(const Problem& problem, const Histories& histories, std::int32_t entries_from)
      : problem_(problem), histories_(histories), end_(histories.origin + 1), entries_from_(entries_from) {
    out_.groups = problem.groups.size();
    first_ = end_;
    for (const auto& w : histories.windows) first_ = std::min(first_, w.from);
    out_.first_day = first_;
    const auto authorities = problem.authorities.size();
    out_.quarters.resize(static_cast<std::size_t>(std::ceil((end_ - first_) / kQuarter)));
    for (auto& q : out_.quarters) {
      q.entries.assign(authorities, 0);
      q.watched.assign(authorities, 0);
    }
    out_.authority_days.resize(authorities);
    out_.authority_leaving.assign(authorities, 0);
    out_.authority_moving.assign(authorities, 0);
    if (end_ > first_) {
      out_.first_month = month_number(first_);
      out_.calendar.resize(static_cast<std::size_t>(month_number(end_ - 1) - out_.first_month + 1));
    }
  }

  Statistics run() {
    watch();
    for (std::size_t i = 0; i < histories_.sojourns.size(); ++i) {
      const auto& s = histories_.sojourns[i];
      const bool last = i + 1 == histories_.sojourns.size() || histories_.sojourns[i + 1].child != s.child;
      live(s);
      ended(s, last ? nullptr : &histories_.sojourns[i + 1]);
      if (s.starts_care) entered(s);
    }
    return std::move(out_);
  }

 private:
  std::size_t quarter_of(std::int32_t day) const {
    const auto q = static_cast<std::size_t>((end_ - 1 - day) / kQuarter);
    return std::min(q, out_.quarters.size() - 1);
  }
  // The first day after the quarter that `day` is in.
  std::int32_t quarter_end(std::size_t quarter) const {
    return end_ - static_cast<std::int32_t>(std::ceil(static_cast<double>(quarter) * kQuarter));
  }
  std::size_t calendar_of(std::int32_t day) const { return static_cast<std::size_t>(month_number(day) - out_.first_month); }

  void watch() {
    for (const auto& w : histories_.windows) {
      auto day = std::max(w.from, entries_from_);
      while (day < w.until) {
        const auto q = quarter_of(day);
        const auto month = month_number(day);
        const auto month_end = Date(1970 + month / 12, static_cast<unsigned>(month % 12) + 1, 1).plus_months(1).days();
        const auto next = std::min({w.until, std::max(quarter_end(q), day + 1), month_end});
        const double days = next - day;
        out_.quarters[q].watched[w.authority] += days;
        out_.quarters[q].watched_in[static_cast<std::size_t>(month % 12)] += days;
        out_.calendar[calendar_of(day)][1] += days;
        out_.month_watched[static_cast<std::size_t>(month % 12)] += days;
        day = next;
      }
    }
  }

  void live(const Sojourn& s) {
    const auto& child = problem_.children[s.child];
    if (child.authority >= histories_.by_authority.size()) return;
    for (const auto& w : histories_.by_authority[child.authority]) {
      auto day = std::max(s.from, w.from);
      const auto until = std::min(s.until, w.until);
      if (day >= until) continue;
      auto band = age_band(age_on(Date(child.born), Date(day)));
      auto duration = duration_band(day - s.from);
      while (day < until) {
        const auto band_end = birthday(child.born, kBandStarts[band + 1]);
        const auto duration_end = duration + 1 < kDurations ? s.from + kDurationStarts[duration + 1] : kOpen;
        const auto q = quarter_of(day);
        auto next = std::min({until, duration_end, std::max(quarter_end(q), day + 1)});
        if (band_end > day) next = std::min(next, band_end);
        const double days = next - day;
        out_.quarters[q].days[s.group][band][duration] += days;
        out_.authority_days[child.authority][s.group][band][duration] += days;
        out_.total_days += days;
        if (next == band_end && band + 1 < kBands) ++band;
        if (next == duration_end) ++duration;
        day = next;
      }
    }
  }

  void ended(const Sojourn& s, const Sojourn* next) {
    if (s.end != Sojourn::End::Moved && s.end != Sojourn::End::Left) return;
    const auto& child = problem_.children[s.child];
    const auto day = s.until - 1;   // the last night there
    if (!histories_.observed(child.authority, day)) return;
    const auto band = age_band(age_on(Date(child.born), Date(day)));
    const auto duration = duration_band(day - s.from);
    auto& quarter = out_.quarters[quarter_of(day)];
    if (s.end == Sojourn::End::Left) {
      quarter.leaving[s.group][band][duration] += 1;
      out_.authority_leaving[child.authority] += 1;
      out_.total_leaving += 1;
    } else if (next != nullptr) {
      quarter.moving[s.group][band][duration] += 1;
      out_.authority_moving[child.authority] += 1;
      out_.total_moving += 1;
      out_.moves_to[s.group][band][next->group] += 1;
    }
  }

  void entered(const Sojourn& s) {
    const auto& child = problem_.children[s.child];
    if (!histories_.observed(child.authority, s.from)) return;
    if (s.from < first_ + 365) {
      out_.first_year_entries += 1;
    } else {
      out_.later_entries += 1;
    }
    if (s.from < entries_from_) return;
    out_.quarters[quarter_of(s.from)].entries[child.authority] += 1;
    out_.calendar[calendar_of(s.from)][0] += 1;
    out_.month_entries[static_cast<std::size_t>(month_number(s.from) % 12)] += 1;
    out_.total_entries += 1;
    const int years = age_on(Date(child.born), Date(s.from));
    const auto band = age_band(years);
    out_.entry_ages[entry_age_bin(s.from - child.born, years)] += 1;
    out_.entry_groups[band][s.group] += 1;
    out_.entry_needs[band][child.need] += 1;
  }

  const Problem& problem_;
  const Histories& histories_;
  std::int32_t end_;
  std::int32_t entries_from_;
  std::int32_t first_ = 0;
  Statistics out_;
};

}  // namespace

Statistics statistics_of(const Problem& problem, const Histories& histories, std::int32_t entries_from) {
  Counter counter(problem, histories, entries_from);
  auto out = counter.run();
  out.later_days = std::max(0, histories.origin + 1 - (out.first_day + 365));
  return out;
}

}  // namespace rightplace::forecast
