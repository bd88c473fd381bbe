#pragma once
// The table of what the demo is held to, for people and for machines.

#include <span>
#include <string>

#include "base/json.h"
#include "features/demo/demo_quantities.h"

namespace rightplace::demo {

// One value as the table shows it: counts and money whole, the rest to one decimal.
std::string shown_value(const Measured& row, double value);
json::Value report_as_json(const England& england, std::span<const Measured> rows);
// "## 31 March 2024" and its two tables in Markdown, for docs/demo.md.
std::string report_as_markdown(const England& england, std::span<const Measured> rows);

}  // namespace rightplace::demo
