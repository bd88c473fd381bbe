#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/children/children.h"

namespace rightplace::children {
namespace {

constexpr std::size_t kLongestName = 100;

// Base letters of U+00C0 to U+017F: names are found whether or not the accents were typed.
constexpr std::string_view kBase =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts" "aaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kBase.size() == 0x180 - 0xC0);

bool is_name(std::string_view name) { return name.size() <= kLongestName && is_utf8(name) && std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 127; }); }

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '-') out += c;
  return upper(out);
}

bool digits(std::string_view text) { return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }); }

// Ten digits, the last a check of modulus 11 (NHS Data Dictionary).
bool is_nhs_number(std::string_view text) {
  if (text.size() != 10 || !digits(text)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) sum += (text[i] - '0') * static_cast<int>(10 - i);
  const int check = (11 - sum % 11) % 11;
  return check == text[9] - '0';
}

// A check letter, then twelve digits, of which the last may be a letter (a temporary number); DfE, Unique pupil numbers.
bool is_upn(std::string_view text) {
  constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRTUVWXYZ";
  if (text.size() != 13 || !digits(text.substr(1, 11))) return false;
  const auto last = kLetters.find(text[12]);
  const bool ends_well = digits(text.substr(12)) || last != std::string_view::npos;
  if (!ends_well) return false;
  std::size_t sum = 0;
  for (std::size_t i = 1; i < 13; ++i) sum += (i + 1) * (i == 12 && last != std::string_view::npos ? last : static_cast<std::size_t>(text[i] - '0'));
  return kLetters[sum % kLetters.size()] == text[0];
}

}  // namespace

Personal<std::string> shown_name(const Identity& identity) {
  const auto& first = identity.known_as ? identity.known_as->reveal() : identity.given_names.reveal();
  return Personal(first + " " + identity.family_name.reveal());
}

Result<Identity> checked(Identity identity) {
  std::vector<FieldError> faults;
  const auto name = [&](std::string_view field, Personal<std::string>& value, std::string_view missing) {
    value = Personal(squeeze(value.reveal()));
    if (value.reveal().empty()) faults.push_back({std::string(field), std::string(missing)});
    else if (!is_name(value.reveal())) faults.push_back({std::string(field), "Enter a name of at most 100 letters"});
  };
  const auto drop_empty = [](std::optional<Personal<std::string>>& value) {
    if (value && trim(value->reveal()).empty()) value.reset();
  };
  name("given_names", identity.given_names, "Enter the child's given names");
  name("family_name", identity.family_name, "Enter the child's family name");
  drop_empty(identity.known_as);
  drop_empty(identity.upn);
  drop_empty(identity.nhs_number);
  if (identity.known_as) name("known_as", *identity.known_as, "");
  if (identity.upn) {
    identity.upn = Personal(without_spaces(identity.upn->reveal()));
    if (!is_upn(identity.upn->reveal())) faults.push_back({"upn", "Enter a unique pupil number as the school gives it: a letter and twelve digits. One character seems to be wrong"});
  }
  if (identity.nhs_number) {
    identity.nhs_number = Personal(without_spaces(identity.nhs_number->reveal()));
    if (!is_nhs_number(identity.nhs_number->reveal())) faults.push_back({"nhs_number", "Enter an NHS number of ten digits. One digit seems to be wrong"});
  }
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The identity cannot be kept as written: see the fields", std::move(faults));
  return identity;
}

std::vector<std::string> words_of(const Personal<std::string>& name) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  const auto text = lower(name.reveal());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0xC3 && c <= 0xC5 && i + 1 < text.size()) {
      const std::size_t code = (c & 0x1Fu) << 6 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu);
      if (code >= 0xC0 && code < 0x180) {
        if (kBase[code - 0xC0] != ' ') word += kBase[code - 0xC0];
        ++i;
        continue;
      }
    }
    if (text.compare(i, 3, "\xE2\x80\x99") == 0) i += 2;   // a typographic apostrophe
    else if (c == ' ' || c == '-' || c == '\t' || c == '.' || c == ',') end();
    else if (c != '\'') word += text[i];
  }
  end();
  return words;
}

}  // namespace rightplace::children
