#pragma once
// The checks that came with the program, and the command that makes them. Within the feature.

#include <string_view>
#include <vector>

#include "engines/returns/checks.h"
#include "features/returns/returns.h"

namespace rightplace::returns {

// rules/ssda903_checks.csv. The error names line and cause.
Result<std::vector<Check>> read_checks(std::string_view csv, std::string_view source);
const std::vector<Check>& checks();

Command check_command();

}  // namespace rightplace::returns
