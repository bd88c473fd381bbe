#pragma once
// Small questions about text. ASCII case only: the field's codes and headers are ASCII.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rightplace {

std::string_view trim(std::string_view text);              // white space at both ends, non-breaking space too
std::string lower(std::string_view text);
std::string upper(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
bool contains(std::string_view text, std::string_view part);
bool icontains(std::string_view text, std::string_view part);
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
// White space of every kind folded to one space, ends trimmed.
std::string squeeze(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char mark);
std::string join(const std::vector<std::string>& parts, std::string_view between);
std::string capitalised(std::string_view text);   // its first letter, where that is an ASCII one
// "a", "a and b", "a, b and c"
std::string join_words(const std::vector<std::string>& parts);
std::string plural(std::int64_t count, std::string_view one, std::string_view many);   // "1 home", "2 homes"
std::string grouped(std::int64_t value);                                               // 1,234,567

// Whole text or nothing: no sign unless negative, no spaces, no trailing text.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<double> parse_number(std::string_view text);

bool is_utf8(std::string_view text);
std::string from_windows_1252(std::string_view bytes);   // to UTF-8; the five undefined bytes become U+FFFD
// At most `most` bytes (and "…" when there is more), never cut in the middle of a character, with control characters
// shown as spaces and broken ones as U+FFFD: safe to show.
std::string shown(std::string_view text, std::size_t most = 60);

// Edits (insert, delete, replace, swap of neighbours) between two short texts; above `most` returns most + 1.
int edit_distance(std::string_view a, std::string_view b, int most);

}  // namespace rightplace
