#pragma once
// The API document (OpenAPI 3.1), made of the same rows as the routes.

#include <vector>

#include "base/json.h"
#include "features/desk/desk.h"

namespace rightplace::app {

// Throws std::logic_error when a row names a shape that is not there, a shape is no JSON, or two have one name: a bug.
json::Value openapi(const std::vector<desk::Pages>& features);

// Pages without a database behind them: for documents that are made of the rows. Asking the database throws.
std::vector<desk::Pages> pages_for_documents();

}  // namespace rightplace::app
