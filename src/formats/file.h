#pragma once
// Whole small files.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rightplace::formats {

// NotFound when there is no such file, Invalid when it is a folder or larger than `most_bytes`.
Result<std::string> read_file(const std::filesystem::path& file, std::uint64_t most_bytes = 64u << 20);
// Written beside and renamed: the file is whole or as it was.
Done write_file(const std::filesystem::path& file, std::string_view bytes);

}  // namespace rightplace::formats
