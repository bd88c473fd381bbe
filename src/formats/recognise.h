#pragma once
// What a file is, by its first bytes. Inside formats only.

#include <string>
#include <string_view>

namespace rightplace::formats {

enum class Content { Empty, Text, Utf16Little, Utf16Big, Gzip, Zip, Foreign };

struct Recognised {
  Content content = Content::Text;
  std::string advice;   // Foreign: what it looks like and what to do, after the file's name
};

// `first`: the beginning of the file, at best 64 KiB of it.
Recognised recognise(std::string_view first);
// ',' unless tabs are more (Excel's "Unicode text" is a CSV with tabs) or more lines agree in their number of ';' or '|'.
char separator_of(std::string_view first);

}  // namespace rightplace::formats
