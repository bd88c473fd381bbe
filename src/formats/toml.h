#pragma once
// TOML 1.0 into our JSON values (dates become ISO text): policies and rules are written in TOML.

#include <filesystem>
#include <string_view>

#include "base/json.h"

namespace rightplace::formats {

// The error names the source, line and column.
Result<json::Value> parse_toml(std::string_view text, std::string_view source);

}  // namespace rightplace::formats
