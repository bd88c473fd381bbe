#pragma once
// How long a text is for the one who wrote it.

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace rightplace {

// Unicode characters of a UTF-8 text: "Zoë" has three, though it has four bytes. Linear in its length.
inline std::size_t letters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

}  // namespace rightplace
