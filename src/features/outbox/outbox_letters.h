#pragma once
// The fixed texts and their holes. Inside outbox only.

#include <map>
#include <set>

#include "features/outbox/outbox.h"

namespace rightplace::outbox {

inline constexpr std::string_view kHoles[] = {"link", "day", "organisation"};

struct LetterText {
  std::string subject;
  std::string text;
};
// Of data/mail. A file that does not begin with "Subject: " and an empty line is a bug and throws.
LetterText letter_text(Letter letter);
// Names of the holes, as they stand: `{name}`.
std::set<std::string> holes_of(std::string_view text);
// Every hole filled. What is filled in is never read for holes again.
std::string filled(std::string_view text, const std::map<std::string, std::string>& fillings);

}  // namespace rightplace::outbox
