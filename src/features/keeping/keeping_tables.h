#pragma once
// Within the feature: what the store's database consists of.

#include <string>
#include <vector>

#include "db/database.h"

namespace rightplace::keeping {

struct Column {
  std::string table, column;
};
std::vector<Column> columns_of(db::Read& tx);   // of its tables, by name

}  // namespace rightplace::keeping
