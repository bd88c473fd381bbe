#pragma once
// Whom to ask first. Each home that is asked learns of the child's needs, so no more are asked at once than it takes: the
// homes are asked in waves, and the next wave only when the one before has brought no offer.
//
// A home has a chance of offering, an expected time to its answer (exponential: it may answer in any hour, an offer may come
// after its wave is over), and a number of people who read of the child when it is asked. The plan reaches the wanted chance
// of an offer by the deadline with the fewest people expected to have read; where no plan reaches it, the one that comes
// nearest. All values are a stated model's, not measured; how much hangs on them is `sensitivity`.
//
// Pure: no clock, no names, the same answer for the same values.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace rightplace::waves {

struct Candidate {
  double chance = 0;        // of an offer, ever, when asked; 0 to 1
  double hours = 24;        // expected until it answers
  int readers = 1;          // people who read of the child when it is asked
  bool may_be_asked = true; // false: ruled out, and never in a plan
};

struct Aim {
  double hours = 72;        // until the deadline; each wave has the same part of it
  int waves = 3;            // 1 to 3
  double wanted = 0.8;      // chance of an offer by the deadline
  int most_in_wave = 12;
  double least_chance = 0.02;   // who is less likely to offer is not worth telling
};

struct Problem {
  std::vector<Candidate> candidates;
  Aim aim;
};

struct Wave {
  std::vector<std::uint32_t> homes;   // indices, ascending
  double needed = 1;                  // chance that it is sent at all
  int readers_by_then = 0;            // of this wave and those before
  double offer_by_then = 0;           // chance of an offer by the end of its time
};

struct Plan {
  std::vector<Wave> waves;            // as many as the aim says; the last ones may be empty
  bool meets = false;                 // the wanted chance is reached
  double chance = 0;                  // of an offer by the deadline
  double expected_readers = 0;
  double expected_hours = 0;          // until an offer, or until the deadline where none comes
  bool exact = false;                 // no plan is better; otherwise none was found
};

// Up to so many homes that may be asked every plan is tried; above, the search is by blocks and exchanges.
struct Limits {
  int exact_up_to = 8;
};

// Invalid names what is out of range.
Result<Plan> plan(const Problem& problem, const Limits& limits = {});

// Any plan, priced: the homes of each wave as given. Also how a plan that a person changed is judged.
Plan priced(const Problem& problem, const std::vector<std::vector<std::uint32_t>>& waves);

// What hangs on the chances, were all of them so much lower or higher: the same plan, and the one that would be best.
struct Sensitivity {
  Plan same_lower, same_higher, best_lower, best_higher;
};
inline constexpr double kSwing = 0.3;
Result<Sensitivity> sensitivity(const Problem& problem, const Plan& plan);

// Where a plan breaks a promise or its figures are not those of its waves; whole sentences, empty when all is well.
std::vector<std::string> faults_of(const Problem& problem, const Plan& plan);

}  // namespace rightplace::waves
