#pragma once
// Reads Ofsted's lists of providers out of strangers' tables, by meaning: whatever the year, the order of the columns,
// their spelling or the file's kind. Says what it recognised, and rejects a row with its place and cause.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/homes/homes.h"
#include "features/imports/imports.h"

namespace rightplace::homes {

struct ReadOptions {
  std::optional<Date> as_at;           // for files that do not say what day they describe
  std::optional<Date> today;           // no list describes a later day
};

// One list per sheet that is one; sheets that only add to others (addresses, conditions) are joined to them by URN.
// What was recognised, remarked and rejected goes to `report`. An error when the file is broken, holds no list, names a
// column twice, or does not say what day it describes.
Result<std::vector<RegisterList>> read_register(const std::filesystem::path& file, const ReadOptions& options, imports::Report& report);
// The same from memory; `name` is what the file is called.
Result<std::vector<RegisterList>> read_register(std::string_view bytes, std::string_view name, const ReadOptions& options, imports::Report& report);

}  // namespace rightplace::homes
