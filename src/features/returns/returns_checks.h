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

// Files of one table in one year are checked as one, as they are imported as one. Findings' rows are rows of `tables`.
struct CheckedYear {
  int year = 0;
  std::vector<RawTable> tables;
  std::vector<Finding> findings;
  const RawTable& of(Table table) const;
};
struct PlannedYear;
CheckedYear checked(const PlannedYear& planned);
const Check& check_of(std::string_view code, int year);

Command check_command();

}  // namespace rightplace::returns
