#include "engines/forecast/solve.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>

#include "engines/forecast/simulate.h"

namespace rightplace::forecast {
namespace {

Done check(const Problem& p, const Limits& limits) {
  const auto wrong = [](std::string detail) { return fail(ErrorKind::Invalid, std::move(detail)); };
  if (p.groups.empty() || p.groups.size() > kMostGroups)
    return wrong(fmt::format("groups: give 1 to {} kinds of place, not {}.", kMostGroups, p.groups.size()));
  if (p.needs.empty() || p.needs.size() > kMostNeeds)
    return wrong(fmt::format("needs: give 1 to {} groups of need, not {}.", kMostNeeds, p.needs.size()));
  if (p.authorities.empty()) return wrong("authorities: there is none. Give at least one.");
  if (p.months < 1 || p.months > 120) return wrong(fmt::format("months: give 1 to 120, not {}.", p.months));
  if (limits.runs < 1 || limits.runs > 100'000) return wrong(fmt::format("runs: give 1 to 100,000, not {}.", limits.runs));
  if (!p.prices.empty() && p.prices.size() != p.groups.size())
    return wrong(fmt::format("prices: there are {} for {} groups. Give one for each group, or none.", p.prices.size(), p.groups.size()));
  if (!p.places.empty() && p.places.size() != p.groups.size())
    return wrong(fmt::format("places: there are {} for {} groups. Give one for each group, or none.", p.places.size(), p.groups.size()));
  if (p.origin < -36'500 || p.origin > 100'000) return wrong("origin: this is not a day between 1870 and 2243.");
  for (std::size_t i = 0; i < p.authorities.size(); ++i)
    if (p.authorities[i].region >= std::max<std::size_t>(1, p.regions.size()))
      return wrong(fmt::format("authorities[{}].region: there is no region {}.", i, p.authorities[i].region));
  for (std::size_t i = 0; i < p.children.size(); ++i) {
    const auto& c = p.children[i];
    if (c.authority >= p.authorities.size()) return wrong(fmt::format("children[{}].authority: there is no authority {}.", i, c.authority));
    if (c.need >= p.needs.size()) return wrong(fmt::format("children[{}].need: there is no need {}.", i, c.need));
    if (c.born < -80'000 || c.born > 120'000) return wrong(fmt::format("children[{}].born: {} is not a day of birth.", i, c.born));
  }
  for (std::size_t i = 0; i < p.spells.size(); ++i) {
    const auto& s = p.spells[i];
    if (s.child >= p.children.size()) return wrong(fmt::format("spells[{}].child: there is no child {}.", i, s.child));
    if (s.group >= p.groups.size()) return wrong(fmt::format("spells[{}].group: there is no group {}.", i, s.group));
  }
  for (std::size_t i = 0; i < p.windows.size(); ++i)
    if (p.windows[i].authority >= p.authorities.size())
      return wrong(fmt::format("windows[{}].authority: there is no authority {}.", i, p.windows[i].authority));
  for (std::size_t i = 0; i < p.changes.size(); ++i) {
    const auto& c = p.changes[i];
    const bool needs_group = c.kind == Change::Kind::Redirect || c.kind == Change::Kind::Places;
    if ((c.group != Change::kAny && c.group >= p.groups.size()) || (needs_group && c.group == Change::kAny))
      return wrong(fmt::format("changes[{}].group: name one of the {} kinds of place.", i, p.groups.size()));
    if (c.kind == Change::Kind::Redirect && c.to_group >= p.groups.size())
      return wrong(fmt::format("changes[{}].to_group: name one of the {} kinds of place.", i, p.groups.size()));
    if (c.band != Change::kAny && c.band >= kBands) return wrong(fmt::format("changes[{}].band: there are {} bands.", i, kBands));
    const double most = c.kind == Change::Kind::Redirect ? 1.0 : c.kind == Change::Kind::Places ? 1e6 : 100.0;
    const double least = c.kind == Change::Kind::Places ? -1e6 : 0.0;
    if (!(c.value >= least && c.value <= most))
      return wrong(fmt::format("changes[{}].value: give a number from {} to {}, not {}.", i, least, most, c.value));
  }
  return {};
}

template <class Work>
void in_threads(unsigned threads, std::size_t items, Work work) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, items));
  if (threads <= 1) {
    for (std::size_t i = 0; i < items; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> pool;
  for (unsigned t = 0; t < threads; ++t)
    pool.emplace_back([&] {
      for (std::size_t i = next++; i < items; i = next++) work(i);
    });
}

// Quantiles for every row and month. Eight neighbours at a time: a run's numbers stand together in memory.
std::vector<Series> summed_up(const Runs& runs, const std::vector<std::int64_t>* less, unsigned threads) {
  const auto months = runs.month_ends.size();
  const auto columns = runs.rows.size() * months;
  std::vector<Series> series(runs.rows.size());
  for (std::size_t r = 0; r < series.size(); ++r) series[r] = {runs.rows[r].measure, runs.rows[r].part, std::vector<Range>(months)};
  constexpr std::size_t kTogether = 8;
  in_threads(threads, (columns + kTogether - 1) / kTogether, [&](std::size_t block) {
    std::array<std::vector<std::int64_t>, kTogether> values;
    const auto first = block * kTogether;
    const auto count = std::min(kTogether, columns - first);
    for (std::size_t k = 0; k < count; ++k) values[k].resize(runs.runs);
    for (std::size_t run = 0; run < runs.runs; ++run) {
      const auto at = run * columns + first;
      for (std::size_t k = 0; k < count; ++k) values[k][run] = runs.values[at + k] - (less != nullptr ? (*less)[at + k] : 0);
    }
    for (std::size_t k = 0; k < count; ++k) series[(first + k) / months].months[(first + k) % months] = range_of(values[k]);
  });
  return series;
}

Solution solution_of(const Simulated& s, const Limits& limits) {
  Solution out;
  out.month_ends = s.runs.month_ends;
  out.series = summed_up(s.runs, nullptr, limits.threads);
  out.findings = s.findings;
  out.learnt = s.learnt;
  out.in_care_at_origin = s.in_care_at_origin;
  out.runs = limits.runs;
  out.seed = limits.seed;
  return out;
}

}  // namespace

Range range_of(std::vector<std::int64_t>& values) {
  Range r;
  if (values.empty()) return r;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const auto low = *least, width = *most - *least;
  // Counts lie close together: counting sorts them in one pass.
  if (width < 4'096) {
    std::vector<std::uint32_t> seen(static_cast<std::size_t>(width) + 1, 0);
    for (const auto v : values) ++seen[static_cast<std::size_t>(v - low)];
    std::size_t at = 0;
    for (std::size_t i = 0; i < seen.size(); ++i)
      for (std::uint32_t n = 0; n < seen[i]; ++n) values[at++] = low + static_cast<std::int64_t>(i);
  } else {
    std::sort(values.begin(), values.end());
  }
  std::int64_t sum = 0;
  for (const auto v : values) sum += v;
  r.mean = static_cast<double>(sum) / static_cast<double>(values.size());
  // The value with at least that share of the runs at or below it.
  const auto quantile = [&](double share) {
    const auto i = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size()) - 1e-9));
    return static_cast<double>(values[std::min(values.size() - 1, i > 0 ? i - 1 : 0)]);
  };
  r.median = quantile(0.5);
  r.low50 = quantile(0.25);
  r.high50 = quantile(0.75);
  r.low80 = quantile(0.1);
  r.high80 = quantile(0.9);
  r.low95 = quantile(0.025);
  r.high95 = quantile(0.975);
  return r;
}

const Series* Solution::find(Measure measure, Part part) const {
  for (const auto& s : series)
    if (s.measure == measure && s.part == part) return &s;
  return nullptr;
}

std::size_t Runs::row(Measure measure, Part part) const {
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].measure == measure && rows[i].part == part) return i;
  return rows.size();
}

std::vector<std::int64_t> Runs::of(std::size_t row, std::size_t month) const {
  std::vector<std::int64_t> out(runs);
  for (std::size_t r = 0; r < runs; ++r) out[r] = at(r, row, month);
  return out;
}

Result<Simulated> simulate(const Problem& problem, const Limits& limits, bool mean_rates) {
  RP_CHECK(check(problem, limits));
  auto histories = histories_until(problem, problem.origin);
  const Model model(problem, histories);
  const Layout layout(problem, month_ends_after(Date(problem.origin), problem.months));
  const Simulation simulation(problem, histories, model, layout, limits.seed);

  Simulated out;
  out.findings = std::move(histories.findings);
  out.findings.insert(out.findings.end(), model.findings().begin(), model.findings().end());
  out.learnt = model.learnt();
  out.in_care_at_origin = static_cast<std::int64_t>(simulation.in_care());
  out.runs.month_ends = layout.month_ends();
  for (const auto& row : layout.rows()) out.runs.rows.push_back({row.measure, row.part});
  out.runs.runs = static_cast<std::size_t>(limits.runs);
  const auto size = out.runs.rows.size() * layout.months();
  out.runs.values.resize(out.runs.runs * size);
  in_threads(limits.threads, out.runs.runs, [&](std::size_t run) { simulation.run(run, out.runs.values.data() + run * size, mean_rates); });
  return out;
}

Result<Solution> solve(const Problem& problem, const Limits& limits) {
  RP_TRY(simulated, simulate(problem, limits));
  return solution_of(simulated, limits);
}

Result<Comparison> compare(const Problem& problem, const Limits& limits) {
  auto plain = problem;
  plain.changes.clear();
  RP_TRY(as_is, simulate(plain, limits));
  RP_TRY(changed, simulate(problem, limits));
  Comparison out;
  out.difference = summed_up(changed.runs, &as_is.runs.values, limits.threads);
  out.as_is = solution_of(as_is, limits);
  out.with_changes = solution_of(changed, limits);
  return out;
}

}  // namespace rightplace::forecast
