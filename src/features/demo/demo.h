#pragma once
// A synthetic England for trying, training and testing: homes, owners, authorities, children with five years of history,
// placements and open referrals, calibrated to published figures of one of three dates and placed on the real geography
// at outward codes. Nobody and no home in it exists; identifiers are of ranges that real ones do not use (docs/demo.md).
//
// A demo store is marked, and its today is its census day.

#include <optional>
#include <span>
#include <vector>

#include "db/migrate.h"
#include "features/services.h"

namespace rightplace::demo {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // demo create, demo report, demo sign-ins, export canonical

// The census day of a demo store; nothing in any other store. One row is read.
std::optional<Date> census_of(db::Read& tx);

}  // namespace rightplace::demo
