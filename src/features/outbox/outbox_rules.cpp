#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "embedded/mail.h"
#include "features/outbox/outbox_letters.h"

namespace rightplace::outbox {

std::int64_t wait_ms(std::int64_t attempts) {
  constexpr std::int64_t kMinute = 60'000, kLongest = 4 * 60 * kMinute;
  return attempts > 8 ? kLongest : std::min(kLongest, kMinute << std::max<std::int64_t>(0, attempts - 1));
}

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || text.size() > 254) return false;
  const auto host = text.substr(at + 1);
  const auto fine_before = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  };
  const auto fine_in_host = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  return std::ranges::all_of(text.substr(0, at), fine_before) && std::ranges::all_of(host, fine_in_host) && contains(host, ".") && !contains(text, "..") &&
         host.front() != '.' && host.back() != '.' && host.front() != '-' && text.front() != '.' && text[at - 1] != '.';
}

LetterText letter_text(Letter letter) {
  const auto whole = embedded::mail(std::string(kLetters.code(letter)) + ".txt");
  constexpr std::string_view kSubject = "Subject: ";
  const auto end = whole.find("\n\n");
  if (!whole.starts_with(kSubject) || end == std::string_view::npos) throw std::logic_error("data/mail: a letter begins with its subject and an empty line");
  return {std::string(whole.substr(kSubject.size(), end - kSubject.size())), std::string(whole.substr(end + 2))};
}

std::set<std::string> holes_of(std::string_view text) {
  std::set<std::string> names;
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) throw std::logic_error("data/mail: a hole is not closed");
    names.emplace(text.substr(open + 1, close - open - 1));
  }
  return names;
}

std::string filled(std::string_view text, const std::map<std::string, std::string>& fillings) {
  std::string out;
  for (;;) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const auto close = text.find('}', open);
    out += fillings.at(std::string(text.substr(open + 1, close - open - 1)));
    text.remove_prefix(close + 1);
  }
}

}  // namespace rightplace::outbox
