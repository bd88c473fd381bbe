#pragma once
// A file of rules that gives codes their words: `version` and `source` at its head (and `verified`, where somebody has held it
// against the source), then one table for each code, [[NAME]], with `code`, `label` and what else the reader asks for.

#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace rightplace::formats {

// Calls `each` for every row in the order of the file; what it does not ask `more` for is a fault. Invalid with every fault as
// a field, as "reason[2].label": a code that stands twice too.
Done read_coded_rows(std::string_view toml, std::string_view source, std::string_view name,
                     const std::function<void(std::string code, std::string label, json::Fields& more)>& each);

}  // namespace rightplace::formats
