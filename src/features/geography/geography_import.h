#pragma once
// Within the feature: reading files of postcodes, whatever their layout.

#include <filesystem>
#include <functional>
#include <vector>

#include "features/geography/geography_postcode_file.h"
#include "features/imports/imports.h"

namespace rightplace::geography {

struct ReadPostcodes {
  PostcodeSet set;
  imports::Report report;   // without what is new and what is unchanged
};

// Files, or folders of CSV files (Code-Point Open comes as one per postcode area). An error of any file refuses all.
// `progress` is told the rows read so far.
Result<ReadPostcodes> read_postcodes(const std::vector<std::filesystem::path>& files, const std::function<void(std::uint64_t)>& progress);

}  // namespace rightplace::geography
