#pragma once
// Homes that do not work here are asked by letter: where each is written to, who said so, and what the letter says.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

struct Outside {
  std::string urn, name;
  std::optional<linking::Address> known;       // that this authority used before
  std::string said_by;                         // its person's name
};
Outside outside_of(db::Read& tx, const Asked& asked, std::string urn, std::string name);

std::string email_field(std::string_view urn);
// The address of each and how it is known. A home without an address is left out.
web::Html address_fields(const web::Form& form, const std::vector<Outside>& homes);
web::Html address_again_fields(const web::Form& form, const Outside& home);   // of one, without the words around
std::vector<Letter> typed_letters(web::Form& form, const std::vector<Outside>& homes);
web::Html kept_addresses(const web::Form& form, const std::vector<Outside>& homes);
bool is_left_out(const web::Form& form, const std::vector<Outside>& homes, std::string_view urn);
// To which address the letters go, and what they say.
web::Html letters_part(db::Read& tx, const Asked& asked, const std::vector<Outside>& homes, const std::vector<Letter>& letters, Instant answer_by);
// Keeps the address as said, and writes there for the first time.
Done write_first(db::Write& tx, const Asked& asked, const asking::AskId& ask, const Letter& letter);

}  // namespace rightplace::finding
