#pragma once
// Short references that people say and type: R-7K3M9Q. new_reference (base/id.h) makes them.

#include <algorithm>
#include <string_view>

namespace rightplace {

// Of the form of such a reference, with this letter. Whether there is such a record is another question.
inline bool is_reference(std::string_view text, char kind) {
  return text.size() == 8 && text[0] == kind && text[1] == '-' &&
         std::ranges::all_of(text.substr(2), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace rightplace
