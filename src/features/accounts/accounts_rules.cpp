#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "features/accounts/accounts.h"

namespace rightplace::accounts {
namespace {

// The words at the heart of the commonest leaked passwords (as published lists have them year after year). With digits and
// signs around or between them they are still the first to be tried, so a password is judged by what is left without these.
constexpr std::array<std::string_view, 60> kCommonWords = {
    "password", "passw0rd", "qwerty", "qwertyuiop", "letmein", "welcome", "admin", "administrator", "login", "master", "monkey", "dragon",
    "football", "baseball", "iloveyou", "princess", "sunshine", "shadow", "superman", "batman", "trustno", "hello", "freedom", "whatever",
    "liverpool", "arsenal", "chelsea", "manchester", "england", "london", "charlie", "jordan", "michael", "jennifer", "ashley", "daniel",
    "summer", "winter", "spring", "autumn", "january", "february", "september", "october", "november", "december", "monday", "friday",
    "secret", "changeme", "default", "temporary", "rightplace", "children", "childrenshome", "council", "ofsted", "asdfgh", "zxcvbn", "abc"};
constexpr std::array<std::string_view, 6> kRuns = {"abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn"};

// Lower case, with the usual signs for letters read as letters.
std::string plain(std::string_view text) {
  auto out = lower(text);
  for (auto& c : out) {
    if (c == '@' || c == '4') c = 'a';
    else if (c == '0') c = 'o';
    else if (c == '3') c = 'e';
    else if (c == '$' || c == '5') c = 's';
    else if (c == '1' || c == '!') c = 'i';
  }
  return out;
}

// What is left of a password once a word, wherever it stands, is taken out.
std::size_t letters_without(std::string text, std::string_view word) {
  text = replace_all(text, word, "");
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }));
}

bool is_common(std::string_view password) {
  for (const auto& form : {lower(password), plain(password)})
    for (const auto word : kCommonWords)
      if (contains(form, word) && letters_without(form, word) < 4) return true;
  return false;
}

// One short block over and over: "abcabcabcabc".
bool repeats(std::string_view text) {
  for (std::size_t block = 1; block <= text.size() / 2; ++block) {
    bool all = true;
    for (std::size_t i = block; all && i < text.size(); ++i) all = text[i] == text[i - block];
    if (all) return true;
  }
  return false;
}

// Two thirds or more of it lie in runs of four or more along the alphabet, the digits or the keyboard, either way.
bool runs(std::string_view password) {
  const auto text = lower(password);
  std::size_t covered = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t longest = 0;
    for (const auto run : kRuns)
      for (std::size_t length = 4; i + length <= text.size(); ++length) {
        const auto part = text.substr(i, length);
        if (!contains(run, part) && !contains(run, std::string(part.rbegin(), part.rend()))) break;
        longest = std::max(longest, length);
      }
    covered += longest;
    i += std::max<std::size_t>(longest, 1);
  }
  return covered * 3 >= text.size() * 2;
}

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

tl::unexpected<Error> refused(std::string words) { return fail(ErrorKind::Invalid, words, {{"password", words}}); }

}  // namespace

Done check_password(const Personal<std::string>& password, std::string_view email) {
  const auto& text = password.reveal();
  if (!is_utf8(text) || characters(text) < 12) return refused("Enter a password of at least 12 characters: three words that do not belong together do well");
  if (text.size() > 128) return refused("Enter a shorter password, at most 128 characters");
  if (std::set<char>(text.begin(), text.end()).size() < 5 || repeats(text)) return refused("Enter a password that does not repeat itself");
  if (runs(text)) return refused("Enter a password that does not follow the alphabet, the digits or the keyboard");
  if (is_common(text)) return refused("Enter a password that is not among the commonest: three words that do not belong together do well");
  const auto name = lower(split(email, '@').front());
  if (name.size() >= 4 && contains(lower(text), name) && text.size() < name.size() + 8) return refused("Enter a password that is not made of your e-mail address");
  return {};
}

Done check_password(const Personal<std::string>& password, std::string_view email, const Breached& breached) {
  RP_CHECK(check_password(password, email));
  if (breached.holds(password)) return refused("Enter another password: this one was among those that leaked from some service, so it is tried first");
  return {};
}

std::int64_t wait_ms(std::int64_t failures, std::int64_t free) {
  if (failures < free) return 0;
  return 60'000LL << std::min<std::int64_t>(failures - free, 6) > 3'600'000 ? 3'600'000 : 60'000LL << std::min<std::int64_t>(failures - free, 6);
}

}  // namespace rightplace::accounts
