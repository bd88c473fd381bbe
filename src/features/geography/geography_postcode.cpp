#include <fmt/format.h>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/geography/geography_tables.h"

namespace rightplace::geography {
namespace {

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Six bits a character, the first uppermost, so that keys sort as the text does.
std::uint32_t code_of(char c) { return is_digit(c) ? static_cast<std::uint32_t>(c - '0' + 1) : static_cast<std::uint32_t>(c - 'A' + 11); }
char char_of(std::uint32_t code) { return static_cast<char>(code <= 10 ? '0' + code - 1 : 'A' + code - 11); }

// Upper case, white space at the ends gone and inside folded to one space.
std::string tidy(std::string_view text) { return upper(squeeze(text)); }

}  // namespace

// A9, A99, A9A, AA9, AA99, AA9A; GIR, and NPT (Newport, ended), which the directory still lists.
std::optional<std::uint32_t> outward_key_of(std::string_view text) {
  const auto n = text.size();
  if (n < 2 || n > 4) return std::nullopt;
  if (text != "GIR" && text != "NPT") {
    if (!is_letter(text[0]) || std::string_view("QVX").find(text[0]) != std::string_view::npos) return std::nullopt;
    const std::size_t letters = is_letter(text[1]) ? 2 : 1;
    if (letters == 2 && std::string_view("IJZ").find(text[1]) != std::string_view::npos) return std::nullopt;
    if (n <= letters || !is_digit(text[letters])) return std::nullopt;
    if (n == letters + 2 && !is_digit(text[n - 1]) && !is_letter(text[n - 1])) return std::nullopt;
    if (n > letters + 2) return std::nullopt;
  }
  std::uint32_t key = 0;
  for (std::size_t i = 0; i < 4; ++i) key = key << 6 | (i < n ? code_of(text[i]) : 0u);
  return key;
}

std::string outward_text(std::uint32_t key) {
  std::string text;
  for (int shift = 18; shift >= 0; shift -= 6)
    if (const auto code = key >> shift & 63u) text += char_of(code);
  return text;
}

std::optional<std::uint32_t> sector_key_of(std::string_view text) {
  const auto wanted = tidy(text);
  if (wanted.size() < 4 || wanted[wanted.size() - 2] != ' ' || !is_digit(wanted.back())) return std::nullopt;
  const auto outward = outward_key_of(std::string_view(wanted).substr(0, wanted.size() - 2));
  if (!outward) return std::nullopt;
  return *outward << 4 | static_cast<std::uint32_t>(wanted.back() - '0');
}

std::optional<Postcode> Postcode::read(std::string_view text, std::string& why) {
  const auto refuse = [&](std::string reason) {
    why = std::move(reason);
    return std::optional<Postcode>{};
  };
  char held[8];
  std::size_t n = 0;
  std::size_t gap = 0;   // letters and digits before the only space inside
  bool gaps_differ = false;
  bool space = false;
  for (char c : trim(text)) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == ' ' || c == '\t') {
      space = true;
      continue;
    }
    if (!is_letter(c) && !is_digit(c)) return refuse("it may hold only letters, digits and a space");
    if (space && n > 0) {
      gaps_differ = gap != 0;
      gap = n;
    }
    space = false;
    if (n == sizeof held) return refuse("it is too long; the longest have seven letters and digits");
    held[n++] = c;
  }
  if (n == 0) return refuse("there is nothing in it; give one such as SW1A 1AA");
  if (n < 5) return refuse("it is too short; a whole postcode is needed, such as SW1A 1AA");
  if (n > 7) return refuse("it is too long; the longest have seven letters and digits");
  const std::string_view outward(held, n - 3);
  const std::string_view inward(held + n - 3, 3);
  if (gaps_differ || (gap != 0 && gap != n - 3)) return refuse("the only space must stand before the last three characters");
  if (!is_digit(inward[0]) || !is_letter(inward[1]) || !is_letter(inward[2]))
    return refuse("the last three characters must be a digit and two letters, such as 1AA");
  for (const char c : inward.substr(1))
    if (std::string_view("CIKMOV").find(c) != std::string_view::npos)
      return refuse(fmt::format("the letter {} does not occur in the second half of a postcode", c));
  const auto key = outward_key_of(outward);
  if (!key) return refuse(fmt::format("no first half has the form {}; one or two letters, then a district such as 1, 12 or 1A", outward));
  if (outward == "GIR" && inward != "0AA") return refuse("GIR has only 0AA");
  Postcode postcode;
  postcode.outward_ = *key;
  postcode.inward_ = static_cast<std::uint16_t>((inward[0] - '0') * 676 + (inward[1] - 'A') * 26 + (inward[2] - 'A'));
  return postcode;
}

Result<Postcode> Postcode::parse(std::string_view text) {
  std::string why;
  if (auto postcode = read(text, why)) return *postcode;
  return fail(ErrorKind::Invalid, fmt::format("'{}' is not a postcode: {}", shown(text, 20), why));
}

std::string Postcode::outward() const { return outward_text(outward_); }
std::string Postcode::sector() const { return fmt::format("{} {}", outward(), inward_ / 676); }
std::string Postcode::text() const {
  return fmt::format("{} {}{}{}", outward(), inward_ / 676, static_cast<char>('A' + inward_ / 26 % 26),
                     static_cast<char>('A' + inward_ % 26));
}

}  // namespace rightplace::geography
