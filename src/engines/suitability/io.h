#pragma once
// Problems and solutions as JSON, both ways. What is written reads back the same. docs/suitability.md describes the form;
// a fact that is not known is left out. Errors list every fault with its path.

#include "base/json.h"
#include "engines/suitability/solution.h"

namespace rightplace::suitability {

json::Value to_json(const HomeFacts& home);
json::Value to_json(const Referral& referral);
json::Value to_json(const Problem& problem);

// The policy may be left out: then it is the default.
Result<Problem> read_problem(const json::Value& value);

// Homes by URN, scores in millionths, rules and criteria by code.
json::Value to_json(const Problem& problem, const Solution& solution);
Result<Solution> read_solution(const Problem& problem, const json::Value& value);

}  // namespace rightplace::suitability
