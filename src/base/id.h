#pragma once
// Ids are UUIDv7 text (RFC 9562 §5.7): made in the application, the same in both databases, sortable by creation.
// Ids of different kinds do not compare. People see short references (R-7K3M9Q), never ids.

#include <compare>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/random.h"

namespace rightplace {

template <class Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

// 36 characters. Random bits come from the operating system.
std::string new_uuid(Instant now);
// The same with random bits from a seeded source: for the demo, whose ids must not vary.
std::string new_uuid(Instant now, Random& random);

// Six characters of Crockford's alphabet without vowels (no word can appear), after a letter: R-7K3M9Q.
std::string new_reference(char kind, Random& random);

}  // namespace rightplace
