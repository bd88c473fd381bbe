#pragma once
// What can be generated of the documentation is generated here, and compared in the tests.

#include <string>
#include <vector>

#include "features/services.h"

namespace rightplace::app {

// Every command that needs a store takes --store.
void add_store_option(std::vector<Command>& commands);

// `rightplace docs NAME`: options (docs/options.md), data-inventory (docs/data-inventory.tsv), schema (tests/migrations/schema.txt).
Command docs_command(const std::vector<Command>& commands);

std::string options_document(const std::vector<Command>& commands);
// From the comments of the migrations: feature, table, column, category, retention, subject access, purpose.
// Throws std::runtime_error naming the first column without a comment.
std::string data_inventory_document();

}  // namespace rightplace::app
