#pragma once
// Words of one home in a search, as the list, its own page, the comparison and the offers say them.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

struct Ranked {
  std::uint32_t home = 0;
  int rank = 0;
  bool secure = false;
};

web::Html verdict_tag(suitability::Verdict verdict);
std::string distance_words(const Searched& searched, std::uint32_t home);
std::string grade_words(const Searched& searched, std::uint32_t home);
std::string room_words(const Searched& searched, std::uint32_t home, Date today);   // with the age of what was stated
std::string price_of(const Searched& searched, std::uint32_t home);
// What speaks against a choice, by the code that the decision keeps: a rule's label, or what must be looked at.
std::string against_words(std::string_view code);
// Links to what may be done about these changes of a home that is ruled out; empty: nothing from here.
web::Html act_on(const Searched& searched, std::uint32_t home, const std::vector<suitability::Change>& changes);
// What the child would mean for the children there, and they for the child: sentences that name and single out nobody.
std::vector<std::string> effect_words(const Searched& searched, std::uint32_t home);

}  // namespace rightplace::finding
