#include <algorithm>

#include "engines/suitability/asked.h"

namespace rightplace::suitability {
namespace {

struct Key {
  std::uint64_t order;   // lower first: verdict, lower bound, what is missing, distance
  std::uint32_t home;
  std::uint32_t at;      // in `open`
};

// Puts at each place what stood at comes_from[place], cycle by cycle, without a second copy of the whole.
void rearrange(std::vector<Spans>& values, std::vector<std::uint32_t>& comes_from) {
  for (std::uint32_t start = 0; start < comes_from.size(); ++start) {
    if (comes_from[start] == start) continue;
    const auto held = values[start];
    auto place = start;
    for (auto from = comes_from[place]; from != start; from = comes_from[place]) {
      values[place] = values[from];
      comes_from[place] = place;
      place = from;
    }
    values[place] = held;
    comes_from[place] = place;
  }
}

}  // namespace

// Verdict (1 bit), lower bound from above (20), missing weight (20), thousandths of a mile (23).
std::uint64_t order_of(const HomeResult& result, bool located) {
  const auto verdict = static_cast<std::uint64_t>(result.verdict == Verdict::NeedsChecking);
  const auto lost = static_cast<std::uint64_t>(kWhole - result.score.low);
  const auto missing = static_cast<std::uint64_t>(kWhole - result.known_share);
  constexpr std::uint64_t kFarthest = (1u << 23) - 1;
  const auto miles = located ? static_cast<std::uint64_t>(std::min(result.miles_high * 1000.0, static_cast<double>(kFarthest))) : kFarthest;
  return verdict << 63 | lost << 43 | missing << 23 | miles;
}

Result<Solution> solve(const Problem& problem, const Limits& limits) {
  RP_CHECK(check_problem(problem));
  const auto asked = prepare(problem);
  const auto& supply = problem.supply->packed();
  const auto count = supply.homes.size();
  Solution solution;
  solution.homes.reserve(count);
  std::vector<Key> open, secure;
  std::vector<std::uint32_t> comes_from;
  solution.values.reserve(count);   // first in the order of the supply, below put into that of the rankings
  for (std::size_t home = 0; home < count; ++home) {
    if (home % 256 == 0 && limits.should_stop && limits.should_stop()) {
      solution.outcome = Outcome::Stopped;
      return solution;
    }
    auto result = judge(asked, supply, home);
    if (result.verdict != Verdict::NotSuitable) {
      solution.values.push_back(value(asked, supply, home, home));
      fill_score(asked, supply.homes[home], solution.values.back(), result);
      auto& list = supply.homes[home].type == HomeType::Secure ? secure : open;
      list.push_back({order_of(result, supply.homes[home].located), static_cast<std::uint32_t>(home), static_cast<std::uint32_t>(solution.values.size() - 1)});
    }
    solution.homes.push_back(result);
  }
  const auto sort = [&](std::vector<Key>& keys, std::vector<std::uint32_t>& ranked) {
    std::sort(keys.begin(), keys.end(), [&](const Key& a, const Key& b) {
      if (a.order != b.order) return a.order < b.order;
      return problem.supply->home(a.home).urn < problem.supply->home(b.home).urn;
    });
    ranked.reserve(keys.size());
    for (const auto& key : keys) {
      ranked.push_back(key.home);
      comes_from.push_back(key.at);
    }
  };
  comes_from.reserve(solution.values.size());
  sort(open, solution.ranked);
  sort(secure, solution.ranked_secure);
  rearrange(solution.values, comes_from);
  return solution;
}

Spans values_of(const Problem& problem, std::size_t home) { return value(prepare(problem), problem.supply->packed(), home, home); }

HomeResult judge_one(const Problem& problem, std::size_t home) {
  const auto asked = prepare(problem);
  const auto& supply = problem.supply->packed();
  auto result = judge(asked, supply, home);
  fill_score(asked, supply.homes[home], value(asked, supply, home, home), result);
  return result;
}

}  // namespace rightplace::suitability
