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

std::string refusal(std::string_view text, std::string_view why) {
  return fmt::format("'{}' is not a postcode: {}", shown(text, 20), why);
}

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

Result<Postcode> Postcode::parse(std::string_view text) {
  const auto wanted = tidy(text);
  std::string packed;
  for (const char c : wanted)
    if (c != ' ') packed += c;
  const auto refuse = [&](std::string_view why) { return fail(ErrorKind::Invalid, refusal(text, why)); };
  if (packed.empty()) return fail(ErrorKind::Invalid, "There is no postcode; give one such as SW1A 1AA");
  for (const char c : packed)
    if (!is_letter(c) && !is_digit(c)) return refuse("it may hold only letters, digits and a space");
  if (packed.size() < 5) return refuse("it is too short; a whole postcode is needed, such as SW1A 1AA");
  if (packed.size() > 7) return refuse("it is too long; the longest have seven letters and digits");
  const auto inward = std::string_view(packed).substr(packed.size() - 3);
  const auto outward = std::string_view(packed).substr(0, packed.size() - 3);
  if (const auto space = wanted.find(' '); space != std::string::npos && space != outward.size())
    return refuse("the space must stand before the last three characters");
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

std::string Postcode::outward() const { return outward_text(outward_); }
std::string Postcode::sector() const { return fmt::format("{} {}", outward(), inward_ / 676); }
std::string Postcode::text() const {
  return fmt::format("{} {}{}{}", outward(), inward_ / 676, static_cast<char>('A' + inward_ / 26 % 26),
                     static_cast<char>('A' + inward_ % 26));
}

}  // namespace rightplace::geography
