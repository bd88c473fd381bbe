#pragma once
// Within the feature: what goes some time after a search for a home has ended (rules/ended.toml), and documents with it.

#include "base/json.h"
#include "features/keeping/keeping_tables.h"

namespace rightplace::keeping {

struct EndedRule {
  std::string table, column;
  bool of_link = false;       // the column names a link to an ask, not the ask
  std::int64_t days = 0;
  std::string what;
};
const std::vector<EndedRule>& ended_rules();
Result<std::vector<EndedRule>> read_ended_rules(std::string_view toml, std::string_view source);
// Removes what their rules say, in their order, where the store has the tables; counts into `detail`. How many rows.
std::int64_t forget_ended(db::Write& tx, const std::vector<Column>& columns, Instant now, json::Object& detail);

}  // namespace rightplace::keeping
