#pragma once
// What can be generated of the documentation is generated here, and compared in the tests.

#include <string>
#include <vector>

#include "features/services.h"

namespace rightplace::app {

std::vector<Command> docs_commands();   // docs options, docs data-inventory, docs openapi

std::string options_document(const std::vector<Command>& commands);
// From the comments of the migrations: feature, table, column, category, retention, subject access, purpose.
// Throws std::runtime_error naming the first column without a comment.
std::string data_inventory_document();

}  // namespace rightplace::app
