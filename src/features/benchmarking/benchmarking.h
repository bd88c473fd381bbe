#pragma once
// How an authority compares with others: a small set of measures from published national files, each by the same formula and of the same
// year for all, with intervals, beside its statistical neighbours. Figures are prompts, not verdicts: no league table is shown, and where
// the numbers are too few to say, that is what is said.
//
// The files are imported, none is shipped: the department's looked-after statistics and population, the ministry's spending by line (RO3),
// and the department's statistical neighbours. Contains public sector information licensed under the Open Government Licence v3.0.

#include <span>
#include <vector>

#include "features/desk/desk.h"
#include "features/imports/imports.h"

namespace rightplace::benchmarking {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // import benchmarks
imports::Kind import_kind();
desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::benchmarking
