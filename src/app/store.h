#pragma once
// A store is a folder: configuration, key file, uploads, reference data and, by default, the database.

#include <filesystem>
#include <memory>

#include "features/services.h"

namespace rightplace::app {

struct Store {
  std::unique_ptr<db::Database> database;
  std::filesystem::path folder;
};

// NotFound when the folder holds no store and `need` does not allow making one. Brings the schema up to date.
Result<Store> open_store(const std::filesystem::path& folder, StoreNeed need, const Clock& clock);

}  // namespace rightplace::app
