#pragma once
// What the engine answers: for every home a verdict with every reason, and for those not blocked a score that is the
// exact sum of its contributions. Everything is numbers; words come from explain().

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engines/suitability/problem.h"

namespace rightplace::suitability {

inline constexpr const char* kEngineVersion = "1";

// A score that facts not known leave between two values, in millionths. Low equals high when all is known.
struct Span {
  std::int32_t low = 0;
  std::int32_t high = 0;
  constexpr bool known() const { return low == high; }
  constexpr bool operator==(const Span&) const = default;
};

using Spans = std::array<Span, kCriterionCount>;

struct HomeResult {
  std::uint32_t home = 0;                // index in the supply
  Verdict verdict = Verdict::NotSuitable;
  Set<Rule> blocked;                     // every rule that blocks, not only the first
  Set<Rule> unknown;                     // every rule that cannot be answered
  std::array<std::uint8_t, kRuleCount> deciding{};   // index of the fact that decided: need, room, resident, zone, child
  Set<Flag> flags;
  // Of homes that are not blocked (zero otherwise):
  Span score;
  std::int32_t known_share = 0;          // weight of the criteria that are fully known, millionths
  double miles_low = 0, miles_high = 0;  // to the first place that matters (home, where given); 0 and 0 when none is
  std::int8_t room = -1;                 // a room that is free throughout, for the first child; -1 not known
  std::optional<Date> free_until;        // first night on which that room is not free; unset: no end known
};

enum class Outcome : std::uint8_t { Optimal, Stopped };   // Stopped: told to stop; the solution is not to be used as whole

struct Solution {
  Outcome outcome = Outcome::Optimal;
  std::vector<HomeResult> homes;         // one for each home of the supply, in its order
  // Ranked: could be right first, then needs checking; within each by lower bound, less missing, nearer, URN.
  std::vector<std::uint32_t> ranked;         // homes that are not secure
  std::vector<std::uint32_t> ranked_secure;  // secure homes; empty unless the child meets the gate. Never mixed with the others.
  std::vector<Spans> values;             // u of each home in `ranked`, then of each in `ranked_secure`, same order
};

struct Limits {
  std::function<bool()> should_stop;     // asked every few hundred homes; empty: never
};

// Deterministic; permuting the homes changes nothing but indices. Cost: under 1 ms for 4,000 homes.
// Invalid when check_problem finds fault.
Result<Solution> solve(const Problem& problem, const Limits& limits = {});

// Contributions w·u of one criterion in millionths, rounded to nearest: their sum is the score, exactly.
constexpr std::int32_t contribution(std::int32_t weight, std::int32_t value) {
  return static_cast<std::int32_t>((static_cast<std::int64_t>(weight) * value + kWhole / 2) / kWhole);
}

// u of one home on every criterion, whatever its verdict.
Spans values_of(const Problem& problem, std::size_t home);
// The whole answer for one home, as solve() gives it (score filled in even where blocked).
HomeResult judge_one(const Problem& problem, std::size_t home);

// What is wrong with a solution, as sentences; empty when nothing is. Shares no code with solve().
std::vector<std::string> check(const Problem& problem, const Solution& solution);

}  // namespace rightplace::suitability
