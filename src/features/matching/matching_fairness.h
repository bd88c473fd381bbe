#pragma once
// Within the feature: commands over all open referrals.

#include <vector>

#include "features/services.h"

namespace rightplace::matching {

std::vector<Command> fairness_commands();   // fairness, compare-search

}  // namespace rightplace::matching
