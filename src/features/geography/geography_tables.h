#pragma once
// Within the feature: the files inside the program, as rows of cells that point into them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

namespace rightplace::geography {

// Rows of one of our own files after its header. The files are ours and well-formed (a test reads them all), so this is
// the plain subset of CSV that they use: commas, cells in quotes without quotes inside, LF.
class OwnRows {
 public:
  explicit OwnRows(std::string_view file);
  bool next();
  std::string_view operator[](std::size_t column) const { return cells_[column]; }
  double number(std::size_t column) const;   // throws on anything else: a fault of the program itself
  Date date(std::size_t column) const;

 private:
  std::string_view file_;
  std::string_view left_;
  std::array<std::string_view, 13> cells_;
};

// For comparing names: lower case, accents and apostrophes dropped, "&" as "and",
// everything else that is not a letter or digit one space.
std::string folded(std::string_view name);

// "SW1A" in upper case to a key that sorts as the text does; none when no outward code has that form.
std::optional<std::uint32_t> outward_key_of(std::string_view text);
std::string outward_text(std::uint32_t key);
// "SW1A 1" in any case: the outward code's key and the digit in the last four bits.
std::optional<std::uint32_t> sector_key_of(std::string_view text);

}  // namespace rightplace::geography
