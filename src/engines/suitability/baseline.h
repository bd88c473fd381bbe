#pragma once
// The search that others run, for comparison only: a home is a hit when *some* room is free on each night and *some*
// room has each adaptation, whichever rooms those are. It returns homes in which no single room would do.

#include "engines/suitability/problem.h"

namespace rightplace::suitability {

struct BaselineReport {
  std::int32_t hits = 0;              // homes whose rooms pass the rule
  std::int32_t false_positives = 0;   // of them, homes in which no one room meets all of it (for every child at once)
};

// Looks at rooms only, of homes whose vacancy statement is fresh: nothing else is compared.
BaselineReport some_room_has_each(const Problem& problem);

}  // namespace rightplace::suitability
