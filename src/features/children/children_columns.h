#pragma once
// Facts field by field, for the store of this feature only.

#include <array>

#include "db/database.h"
#include "features/children/children.h"

namespace rightplace::children {

inline constexpr std::array<std::string_view, 7> kFields = {"sex", "born_on", "birth_month", "ethnicity", "unaccompanied", "mother", "first_child_born_on"};

// From the plain columns of before, in the order of kFields, from column `first` on.
Facts plain_facts_of(const db::Row& row, int first);

std::optional<std::string> field_of(const Facts& facts, std::string_view field);
Done set_field(Facts& facts, std::string_view field, const std::optional<std::string>& value);
// The same of what was kept once: never refused for how it is written.
void read_field(Facts& facts, std::string_view field, const std::string& value);
Done check(const Facts& facts);

}  // namespace rightplace::children
