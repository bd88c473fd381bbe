#pragma once
// Which tables hold the statements about a home. Inside portability only.

#include <span>
#include <string_view>

namespace rightplace::portability {

struct StatementTable {
  std::string_view name;
  std::string_view columns;      // with commas; the test compares them with the schema
  bool by_statement = true;      // belongs to a row of supply_statements; otherwise to a home by its URN
};
std::span<const StatementTable> statement_tables();

}  // namespace rightplace::portability
