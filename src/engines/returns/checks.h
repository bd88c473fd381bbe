#pragma once
// The department's checks of a return, one small pure function each over an indexed return. Which check is made in
// which year, with its words and figures, is data (rules/ssda903_checks.csv).
//
// Checks read the files as they are (dates strict, values in upper case): they find what an import would reject, too.
// No check changes what another sees, and one bad date hides nothing but itself.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/returns/codes.h"
#include "engines/returns/raw.h"

namespace rightplace::returns {

// One check in one span of years.
struct Check {
  std::string code;                       // the department's: "355"
  Table table = Table::Episodes;          // whose rows it points at
  std::vector<std::string> fields;        // columns that it is about
  int from_year = 0;                      // first and last collection year
  int to_year = 9999;
  std::vector<std::string> figures;       // what the function needs: days, codes
  std::string message;
  bool made_in(int year) const { return from_year <= year && year <= to_year; }
};

struct Finding {
  std::string_view code;
  Table table = Table::Episodes;
  std::size_t row = 0;   // 0-based in the table
  auto operator<=>(const Finding&) const = default;
};

// The tables of one year; null where there is none. They outlive the call.
struct ReturnTables {
  int year = 0;
  std::array<const RawTable*, kTableCount> tables = {};
  const RawTable* of(Table table) const { return tables[static_cast<std::size_t>(table)]; }
};

// Findings by check in the order given, then row. A check whose table is missing is not made.
// Cost: linear in the rows after one sort.
std::vector<Finding> check_return(const ReturnTables& tables, std::span<const Check> checks, const CodeBook& codes);

// The codes that there is a function for, sorted.
std::vector<std::string_view> checks_known();

}  // namespace rightplace::returns
