#pragma once
// Checks a value against the part of JSON Schema 2020-12 that our published schemas use. A keyword it does not know is
// reported, so that no schema says more than is checked.

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rightplace::test {

// Every fault as "path: what"; empty when the value fits.
std::vector<std::string> schema_faults(const json::Value& schema, const json::Value& value);

json::Value read_schema(std::string_view file_in_docs_api);   // throws when it is not JSON

}  // namespace rightplace::test
