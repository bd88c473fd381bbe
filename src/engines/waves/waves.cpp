#include "engines/waves/waves.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>

namespace rightplace::waves {
namespace {

constexpr int kMostWaves = 3;
constexpr std::size_t kConsidered = 96;    // of many homes, those that come first by any of the orders
constexpr int kStepsOfWave = 32;           // of the integral that is the expected time

// Chance that a home has not offered some hours after it was asked.
double silent(const Candidate& home, double hours) { return 1 - home.chance * (1 - std::exp(-hours / home.hours)); }

// One home that may be asked: logarithms of `silent` after one, two, three waves.
struct Choice {
  std::uint32_t home = 0;
  int readers = 1;
  std::array<double, kMostWaves> log_silent{};
};

// Better is less: first by how much the wanted chance is missed, then by the people expected to read.
struct Cost {
  double missed = 0, readers = 0;
  bool better_than(const Cost& other) const {
    constexpr double kSame = 1e-12;
    if (std::abs(missed - other.missed) > kSame) return missed < other.missed;
    return readers < other.readers - 1e-9;
  }
};

// The sums of a plan under way: log chance of no offer by the end of each wave, and who reads in each.
struct Sums {
  std::array<double, kMostWaves> log_none{};
  std::array<int, kMostWaves> readers{}, count{};
  void put(const Choice& choice, int wave, int waves, int sign = 1) {
    for (int end = wave; end < waves; ++end) log_none[static_cast<std::size_t>(end)] += sign * choice.log_silent[static_cast<std::size_t>(end - wave)];
    readers[static_cast<std::size_t>(wave)] += sign * choice.readers;
    count[static_cast<std::size_t>(wave)] += sign;
  }
  Cost cost(const Aim& aim) const {
    Cost out;
    double none = 1;
    for (int wave = 0; wave < aim.waves; ++wave) {
      out.readers += none * readers[static_cast<std::size_t>(wave)];
      none = std::exp(log_none[static_cast<std::size_t>(wave)]);
    }
    out.missed = std::max(0.0, none - (1 - aim.wanted) - 1e-12);
    return out;
  }
};

using Waves = std::vector<int>;   // of each choice its wave, or -1

class Planner {
 public:
  explicit Planner(const Problem& problem) : aim_(problem.aim) {
    const double each = aim_.hours / aim_.waves;
    for (std::uint32_t i = 0; i < problem.candidates.size(); ++i) {
      const auto& home = problem.candidates[i];
      if (!home.may_be_asked || home.chance < aim_.least_chance || home.chance <= 0) continue;
      Choice choice{i, home.readers, {}};
      for (int waves = 1; waves <= aim_.waves; ++waves) choice.log_silent[static_cast<std::size_t>(waves - 1)] = std::log(silent(home, waves * each));
      choices_.push_back(choice);
    }
  }

  std::vector<std::vector<std::uint32_t>> solve(const Limits& limits, bool& exact) {
    exact = choices_.size() <= static_cast<std::size_t>(std::max(0, limits.exact_up_to));
    best_.assign(choices_.size(), -1);
    best_cost_ = Sums{}.cost(aim_);
    if (exact) {
      Waves waves(choices_.size(), -1);
      try_all(0, waves, Sums{});
    } else {
      keep_the_first();
      best_.assign(choices_.size(), -1);
      for (const auto& order : orders()) by_blocks(order);
      exchange();
    }
    std::vector<std::vector<std::uint32_t>> out(static_cast<std::size_t>(aim_.waves));
    for (std::size_t i = 0; i < choices_.size(); ++i)
      if (best_[i] >= 0) out[static_cast<std::size_t>(best_[i])].push_back(choices_[i].home);
    return out;
  }

 private:
  void consider(const Waves& waves, const Sums& sums) {
    const auto cost = sums.cost(aim_);
    if (!cost.better_than(best_cost_)) return;
    best_ = waves;
    best_cost_ = cost;
  }

  void try_all(std::size_t next, Waves& waves, const Sums& sums) {
    if (next == choices_.size()) return consider(waves, sums);
    waves[next] = -1;
    try_all(next + 1, waves, sums);
    for (int wave = 0; wave < aim_.waves; ++wave) {
      if (sums.count[static_cast<std::size_t>(wave)] >= aim_.most_in_wave) continue;
      auto with = sums;
      with.put(choices_[next], wave, aim_.waves);
      waves[next] = wave;
      try_all(next + 1, waves, with);
    }
    waves[next] = -1;
  }

  // By people told for each offer to be hoped for, soon and in the end; and by the chance alone.
  std::vector<std::vector<std::size_t>> orders() const {
    std::vector<std::vector<std::size_t>> all;
    const auto order_by = [&](auto value) {
      std::vector<std::size_t> order(choices_.size());
      std::iota(order.begin(), order.end(), std::size_t{0});
      std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return value(choices_[a]) < value(choices_[b]); });
      all.push_back(std::move(order));
    };
    const auto last = static_cast<std::size_t>(aim_.waves - 1);
    order_by([](const Choice& one) { return one.readers / -one.log_silent[0]; });
    order_by([&](const Choice& one) { return one.readers / -one.log_silent[last]; });
    order_by([&](const Choice& one) { return one.log_silent[last]; });
    return all;
  }

  void keep_the_first() {
    if (choices_.size() <= kConsidered) return;
    std::set<std::size_t> kept;
    for (const auto& order : orders()) kept.insert(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(kConsidered));
    std::vector<Choice> fewer;
    for (const auto index : kept) fewer.push_back(choices_[index]);
    choices_ = std::move(fewer);
  }

  // The first so many of an order in the first wave, the next so many in the second, …: every way to cut it.
  void by_blocks(const std::vector<std::size_t>& order) {
    const auto most = static_cast<std::size_t>(aim_.most_in_wave);
    std::array<std::size_t, kMostWaves> best_counts{};
    bool found = false;
    const auto sums_of = [&](auto&& self, int wave, std::size_t from, Sums sums, std::array<std::size_t, kMostWaves>& counts) -> void {
      if (wave == aim_.waves) {
        const auto cost = sums.cost(aim_);
        if (cost.better_than(best_cost_)) best_cost_ = cost, best_counts = counts, found = true;
        return;
      }
      for (std::size_t count = 0;; ++count) {
        counts[static_cast<std::size_t>(wave)] = count;
        self(self, wave + 1, from + count, sums, counts);
        if (count == most || from + count == order.size()) break;
        sums.put(choices_[order[from + count]], wave, aim_.waves);
      }
    };
    std::array<std::size_t, kMostWaves> counts{};
    sums_of(sums_of, 0, 0, Sums{}, counts);
    if (!found) return;
    best_.assign(choices_.size(), -1);
    std::size_t at = 0;
    for (int wave = 0; wave < aim_.waves; ++wave)
      for (std::size_t i = 0; i < best_counts[static_cast<std::size_t>(wave)]; ++i) best_[order[at++]] = wave;
  }

  // Moves one home, or puts one in another's place, as long as that is better.
  void exchange() {
    for (int rounds = 0; rounds < 40; ++rounds) {
      const auto before = best_cost_;
      auto waves = best_;
      Sums sums;
      for (std::size_t i = 0; i < choices_.size(); ++i)
        if (waves[i] >= 0) sums.put(choices_[i], waves[i], aim_.waves);
      const auto moved = [&](std::size_t i, int to, const Sums& from) {
        auto out = from;
        if (waves[i] >= 0) out.put(choices_[i], waves[i], aim_.waves, -1);
        if (to >= 0) out.put(choices_[i], to, aim_.waves);
        return out;
      };
      const auto fits = [&](const Sums& one) { return std::ranges::all_of(one.count, [&](int count) { return count <= aim_.most_in_wave; }); };
      for (std::size_t i = 0; i < choices_.size(); ++i)
        for (int to = -1; to < aim_.waves; ++to) {
          if (to == waves[i]) continue;
          const auto with = moved(i, to, sums);
          if (fits(with) && with.cost(aim_).better_than(best_cost_)) best_ = waves, best_[i] = to, best_cost_ = with.cost(aim_);
        }
      for (std::size_t i = 0; i < choices_.size(); ++i) {
        if (waves[i] < 0) continue;
        for (std::size_t j = 0; j < choices_.size(); ++j) {
          if (waves[j] == waves[i] || (waves[j] >= 0 && j < i)) continue;
          const auto first = moved(i, waves[j], sums);
          auto with = first;
          if (waves[j] >= 0) with.put(choices_[j], waves[j], aim_.waves, -1);
          with.put(choices_[j], waves[i], aim_.waves);
          if (with.cost(aim_).better_than(best_cost_)) best_ = waves, std::swap(best_[i], best_[j]), best_cost_ = with.cost(aim_);
        }
      }
      if (!best_cost_.better_than(before)) return;
    }
  }

  Aim aim_;
  std::vector<Choice> choices_;
  Waves best_;
  Cost best_cost_;
};

Done in_range(const Problem& problem) {
  const auto& aim = problem.aim;
  if (aim.waves < 1 || aim.waves > kMostWaves) return fail(ErrorKind::Invalid, fmt::format("The waves are 1 to {}", kMostWaves));
  if (!(aim.hours > 0) || !(aim.hours < 24 * 366)) return fail(ErrorKind::Invalid, "The time until the deadline is above nothing and below a year");
  if (!(aim.wanted >= 0) || !(aim.wanted < 1)) return fail(ErrorKind::Invalid, "The wanted chance is at least 0 and below 1: no plan is certain");
  if (aim.most_in_wave < 1 || aim.most_in_wave > 40) return fail(ErrorKind::Invalid, "A wave holds 1 to 40 homes");
  for (std::size_t i = 0; i < problem.candidates.size(); ++i) {
    const auto& home = problem.candidates[i];
    if (!(home.chance >= 0) || !(home.chance < 1)) return fail(ErrorKind::Invalid, fmt::format("The chance of home {} is at least 0 and below 1", i));
    if (!(home.hours > 0) || home.readers < 1) return fail(ErrorKind::Invalid, fmt::format("Home {} takes some time to answer, and somebody there reads the question", i));
  }
  return {};
}

Problem swung(const Problem& problem, double by) {
  auto out = problem;
  for (auto& home : out.candidates) home.chance = std::min(0.99, home.chance * by);
  return out;
}

std::vector<std::vector<std::uint32_t>> homes_of(const Plan& plan) {
  std::vector<std::vector<std::uint32_t>> waves;
  for (const auto& wave : plan.waves) waves.push_back(wave.homes);
  return waves;
}

}  // namespace

Plan priced(const Problem& problem, const std::vector<std::vector<std::uint32_t>>& waves) {
  const auto& aim = problem.aim;
  const double each = aim.hours / aim.waves;
  const auto none_by = [&](double hours) {   // chance that nobody has offered by then
    double none = 1;
    for (std::size_t wave = 0; wave < waves.size(); ++wave)
      if (const double since = hours - static_cast<double>(wave) * each; since > 0)
        for (const auto home : waves[wave]) none *= silent(problem.candidates[home], since);
    return none;
  };
  Plan plan;
  double none = 1;
  int readers = 0;
  for (std::size_t i = 0; i < waves.size(); ++i) {
    Wave wave{waves[i], none, 0, 0};
    std::ranges::sort(wave.homes);
    int more = 0;
    for (const auto home : wave.homes) more += problem.candidates[home].readers;
    readers += more;
    plan.expected_readers += none * more;
    none = none_by(static_cast<double>(i + 1) * each);
    wave.readers_by_then = readers;
    wave.offer_by_then = 1 - none;
    const double step = each / kStepsOfWave;
    for (int k = 0; k < kStepsOfWave; ++k) plan.expected_hours += step * none_by(static_cast<double>(i) * each + (k + 0.5) * step);
    plan.waves.push_back(std::move(wave));
  }
  plan.chance = 1 - none;
  plan.meets = plan.chance >= aim.wanted - 1e-9;
  return plan;
}

Result<Plan> plan(const Problem& problem, const Limits& limits) {
  RP_CHECK(in_range(problem));
  bool exact = false;
  const auto waves = Planner(problem).solve(limits, exact);
  auto out = priced(problem, waves);
  out.exact = exact;
  return out;
}

Result<Sensitivity> sensitivity(const Problem& problem, const Plan& made) {
  RP_CHECK(in_range(problem));
  const auto lower = swung(problem, 1 - kSwing), higher = swung(problem, 1 + kSwing);
  RP_TRY(best_lower, plan(lower));
  RP_TRY(best_higher, plan(higher));
  return Sensitivity{priced(lower, homes_of(made)), priced(higher, homes_of(made)), std::move(best_lower), std::move(best_higher)};
}

std::vector<std::string> faults_of(const Problem& problem, const Plan& made) {
  std::vector<std::string> faults;
  std::set<std::uint32_t> seen;
  for (const auto& wave : made.waves) {
    if (wave.homes.size() > static_cast<std::size_t>(problem.aim.most_in_wave)) faults.push_back(fmt::format("A wave asks {} homes; at most {} are asked at once", wave.homes.size(), problem.aim.most_in_wave));
    for (const auto home : wave.homes) {
      if (home >= problem.candidates.size()) return {fmt::format("Home {} is none of those given", home)};
      if (!problem.candidates[home].may_be_asked) faults.push_back(fmt::format("Home {} is ruled out and must not be asked", home));
      if (!seen.insert(home).second) faults.push_back(fmt::format("Home {} is asked twice", home));
    }
  }
  const auto again = priced(problem, homes_of(made));
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(a)); };
  if (!same(again.chance, made.chance) || !same(again.expected_readers, made.expected_readers) || !same(again.expected_hours, made.expected_hours) || again.meets != made.meets)
    faults.emplace_back("The figures of the plan are not those of its waves");
  return faults;
}

}  // namespace rightplace::waves
