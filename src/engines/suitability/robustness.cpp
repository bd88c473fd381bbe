#include "engines/suitability/robustness.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/random.h"

namespace rightplace::suitability {
namespace {

// Sixteen 16-bit lanes: one vector register or two. Scores are sums of lane products, below 2^31.
static_assert(kCriterionCount == 16);
struct alignas(32) Lanes {
  std::array<std::int16_t, 16> v;
};
struct alignas(32) Uniforms {
  std::array<std::uint16_t, 16> v;   // 0 … 65535
};

constexpr std::int32_t kScale = 32'767;
constexpr int kMostTop = 50;
constexpr std::size_t kRivals = 64;   // of the best homes, tried for dominance

std::int16_t lane_of(std::int32_t millionths) { return static_cast<std::int16_t>((std::int64_t{millionths} * kScale + kWhole / 2) / kWhole); }

#ifdef __SSE2__
inline __m128i load(const void* lanes, std::size_t half) { return _mm_load_si128(static_cast<const __m128i*>(lanes) + half); }

inline std::int32_t sum(__m128i four) {
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(1, 0, 3, 2)));
  return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(2, 3, 0, 1))));
}

inline std::int32_t dot(const Lanes& a, const Lanes& b) {
  return sum(_mm_add_epi32(_mm_madd_epi16(load(&a, 0), load(&b, 0)), _mm_madd_epi16(load(&a, 1), load(&b, 1))));
}

// Weights times (low + width × uniform / 65536), lane by lane.
inline std::int32_t dot_drawn(const Lanes& weights, const Lanes& low, const Lanes& width, const Uniforms& uniform) {
  const auto value = [&](std::size_t half) { return _mm_add_epi16(load(&low, half), _mm_mulhi_epu16(load(&width, half), load(&uniform, half))); };
  return sum(_mm_add_epi32(_mm_madd_epi16(load(&weights, 0), value(0)), _mm_madd_epi16(load(&weights, 1), value(1))));
}
#else   // the same whole numbers
inline std::int32_t dot(const Lanes& a, const Lanes& b) {
  std::int32_t total = 0;
  for (std::size_t k = 0; k < 16; ++k) total += std::int32_t{a.v[k]} * std::int32_t{b.v[k]};
  return total;
}

inline std::int32_t dot_drawn(const Lanes& weights, const Lanes& low, const Lanes& width, const Uniforms& uniform) {
  std::int32_t total = 0;
  for (std::size_t k = 0; k < 16; ++k)
    total += weights.v[k] * (low.v[k] + static_cast<std::int32_t>(static_cast<std::uint32_t>(width.v[k]) * uniform.v[k] >> 16));
  return total;
}
#endif

inline bool at_least(const Lanes& a, const Lanes& b) {
  int fewer = 0;
  for (std::size_t k = 0; k < 16; ++k) fewer |= a.v[k] < b.v[k];
  return fewer == 0;
}

std::vector<Lanes> draw_weights(const Policy& policy, Random random) {
  std::vector<Lanes> draws(static_cast<std::size_t>(policy.smaa_draws));
  std::array<double, kCriterionCount> gammas;
  for (auto& weights : draws) {
    double sum = 0;
    for (std::size_t k = 0; k < kCriterionCount; ++k) {
      gammas[k] = policy.weights[k] == 0 ? 0 : random.gamma(policy.smaa_concentration * policy.weights[k] / kWhole, 1);
      sum += gammas[k];
    }
    for (std::size_t k = 0; k < kCriterionCount; ++k)
      weights.v[k] = static_cast<std::int16_t>(sum > 0 ? std::lround(gammas[k] / sum * kScale) : lane_of(policy.weights[k]));
  }
  return draws;
}

// A pool of random rows. In one draw every home takes another row, so within a draw all numbers are independent.
std::vector<Uniforms> draw_pool(std::size_t homes, Random random) {
  std::vector<Uniforms> pool(std::bit_ceil(std::max<std::size_t>(homes, 1024)));
  for (auto& row : pool)
    for (std::size_t k = 0; k < 16; k += 4) {
      const auto bits = random.next();
      for (std::size_t i = 0; i < 4; ++i) row.v[k + i] = static_cast<std::uint16_t>(bits >> (16 * i));
    }
  return pool;
}

struct Candidate {
  std::uint32_t at;         // in the ranked list
  std::uint32_t row;        // first row of the pool: the home's place in the order of URNs
  bool known;
};

// Homes of one list with one verdict, in ranked order.
struct Group {
  std::vector<Lanes> low, width;
  std::vector<Candidate> candidates;
};

Group make_group(const Problem& problem, const std::vector<std::uint32_t>& ranked, const Spans* values, std::size_t begin, std::size_t end, int top) {
  std::vector<std::uint32_t> by_urn(end - begin), row(end - begin);
  std::iota(by_urn.begin(), by_urn.end(), 0u);
  std::sort(by_urn.begin(), by_urn.end(), [&](auto a, auto b) { return problem.supply->home(ranked[begin + a]).urn < problem.supply->home(ranked[begin + b]).urn; });
  for (std::uint32_t i = 0; i < by_urn.size(); ++i) row[by_urn[i]] = i;
  Group group;
  for (std::size_t at = begin; at < end; ++at) {
    Lanes low{}, high{}, width{};
    bool known = true;
    for (std::size_t k = 0; k < kCriterionCount; ++k) {
      low.v[k] = lane_of(values[at][k].low);
      high.v[k] = lane_of(values[at][k].high);
      width.v[k] = static_cast<std::int16_t>(high.v[k] - low.v[k]);
      known &= width.v[k] == 0;
    }
    // A home with `top` better-placed homes that are at least as good on every criterion, whatever the draw, is never among the best.
    int dominated = 0;
    for (std::size_t rival = 0; rival < std::min(kRivals, group.low.size()) && dominated < top; ++rival) dominated += at_least(group.low[rival], high);
    if (dominated >= top) continue;
    group.low.push_back(low);
    group.width.push_back(width);
    group.candidates.push_back({static_cast<std::uint32_t>(at), row[at - begin], known});
  }
  return group;
}

// The best of one draw, best first; at equal scores the better-ranked home.
struct Best {
  int most;
  int count = 0;
  std::array<std::int32_t, kMostTop> score;
  std::array<std::uint32_t, kMostTop> who;
  std::int32_t threshold() const { return count < most ? -1 : score[static_cast<std::size_t>(most - 1)]; }
  void offer(std::int32_t points, std::uint32_t home) {
    int at = count < most ? count++ : most - 1;
    for (; at > 0 && score[static_cast<std::size_t>(at - 1)] < points; --at) {
      score[static_cast<std::size_t>(at)] = score[static_cast<std::size_t>(at - 1)];
      who[static_cast<std::size_t>(at)] = who[static_cast<std::size_t>(at - 1)];
    }
    score[static_cast<std::size_t>(at)] = points;
    who[static_cast<std::size_t>(at)] = home;
  }
};

void one_draw(const Group& group, const Lanes& weights, const std::vector<Uniforms>& pool, std::size_t shift, Best& best) {
  const auto mask = pool.size() - 1;
  auto threshold = best.threshold();
  for (std::size_t i = 0; i < group.candidates.size(); ++i) {
    const auto& candidate = group.candidates[i];
    const auto points = candidate.known ? dot(weights, group.low[i]) : dot_drawn(weights, group.low[i], group.width[i], pool[(candidate.row + shift) & mask]);
    if (points > threshold) {
      best.offer(points, static_cast<std::uint32_t>(i));
      threshold = best.threshold();
    }
  }
}

}  // namespace

Robustness robustness(const Problem& problem, const Solution& solution, const Limits& limits) {
  Robustness result;
  const auto& policy = problem.policy;
  result.draws = policy.smaa_draws;
  result.top = std::min(policy.smaa_top, kMostTop);
  const Random seed(hash64(problem.referral.id));
  const auto weights = draw_weights(policy, seed.fork("weights"));
  const Spans* values = solution.values.data();
  for (const auto* ranked : {&solution.ranked, &solution.ranked_secure}) {
    const auto first = result.homes.size();
    for (const auto home : *ranked) result.homes.push_back({home, 0, 0});
    for (std::size_t begin = 0; begin < ranked->size();) {
      const auto verdict = solution.homes[(*ranked)[begin]].verdict;
      auto end = begin;
      while (end < ranked->size() && solution.homes[(*ranked)[end]].verdict == verdict) ++end;
      const auto group = make_group(problem, *ranked, values, begin, end, result.top);
      const auto pool = draw_pool(end - begin, seed.fork("facts"));
      for (std::size_t draw = 0; draw < weights.size(); ++draw) {
        if (draw % 16 == 0 && limits.should_stop && limits.should_stop()) {
          result.outcome = Outcome::Stopped;
          return result;
        }
        Best best{.most = result.top, .score = {}, .who = {}};
        one_draw(group, weights[draw], pool, draw * 40'503, best);
        for (int i = 0; i < best.count; ++i) {
          auto& home = result.homes[first + group.candidates[best.who[static_cast<std::size_t>(i)]].at];
          home.first += i == 0;
          ++home.among_top;
        }
      }
      begin = end;
    }
    values += ranked->size();
  }
  return result;
}

}  // namespace rightplace::suitability
