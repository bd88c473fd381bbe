#pragma once
// A synthetic England for trying, training and testing: homes, owners, authorities, children with five years of history,
// placements and open referrals, calibrated to published figures of one of three dates and placed on the real geography
// at outward codes. Nobody and no home in it exists; identifiers are of ranges that real ones do not use (docs/demo.md).
//
// A demo store is marked, and its today is its census day.

#include <vector>

#include "features/services.h"

namespace rightplace::demo {

std::vector<Command> commands();   // demo create, demo report

}  // namespace rightplace::demo
