#pragma once
// The files of a zip archive that a person sends instead of many files, whole in memory and bounded.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rightplace::formats {

struct PackedFile {
  std::string name;    // with its folders, as the archive has it: never a path to write to
  std::string bytes;
};
struct PackedLimits {
  std::size_t most_files = 300;
  std::uint64_t most_bytes = 128u << 20;   // unpacked, of all files together
};

// By its first bytes, whatever it is called.
bool is_zip(std::string_view bytes);

// In the archive's order, without folders and what systems put beside files (__MACOSX, hidden files). Invalid says what to do: damaged,
// a password on it, more files or bytes than may be, or a workbook or document, which are archives too.
Result<std::vector<PackedFile>> packed_files(std::string_view bytes, std::string_view source, const PackedLimits& limits = {});

}  // namespace rightplace::formats
