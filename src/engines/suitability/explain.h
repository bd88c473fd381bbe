#pragma once
// The answer for one home in words and sums: why it is blocked or must be checked, what makes up its score, and what
// separates it from the home above.

#include <optional>
#include <string>
#include <vector>

#include "engines/suitability/rules.h"
#include "engines/suitability/solution.h"

namespace rightplace::suitability {

// One fact that blocks or is not known. A rule may have several.
struct Reason {
  Rule rule;
  Answer answer;          // Blocked or Unknown
  std::string sentence;   // "No room is free every night from 2 March 2026 to 29 August 2026."
  std::string question;   // Unknown: what to ask; else empty
  Changer changer;        // who could change the fact
};

struct Contribution {
  Criterion criterion;
  std::int32_t weight = 0;   // millionths
  Span value;                // u
  Span points;               // weight × u; over all criteria they sum exactly to the score
  std::string question;      // what to ask where it is not fully known; else empty
};

struct Explanation {
  HomeResult result;
  std::vector<Reason> reasons;                    // what blocks first, then what is not known, each in the order of the rules
  std::vector<Contribution> contributions;        // in the order of the criteria
  // Of a ranked home that is not the first: the home above, and by criterion this home's points (low) less that one's.
  std::optional<std::uint32_t> above;
  std::array<std::int32_t, kCriterionCount> against_above{};
};

std::vector<Reason> reasons(const Problem& problem, std::size_t home);
Explanation explain(const Problem& problem, const Solution& solution, std::size_t home);

}  // namespace rightplace::suitability
