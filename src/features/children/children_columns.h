#pragma once
// Facts as columns, for the store of this feature only.

#include "db/database.h"
#include "features/children/children.h"

namespace rightplace::children {

// Facts as they are bound; borrowed text lives as long as the Facts.
struct Columns {
  explicit Columns(const Facts& facts);
  std::optional<std::string_view> sex;
  std::optional<Date> born_on;
  std::optional<std::string> birth_month;
  std::optional<std::string_view> ethnicity;
  std::optional<bool> unaccompanied;
  std::optional<bool> mother;
  std::optional<Date> first_child_born_on;
};

// sex, born_on, birth_month, ethnicity, unaccompanied, mother, first_child_born_on, from column `first` on.
Facts facts_of(const db::Row& row, int first);

std::optional<std::string> field_of(const Facts& facts, std::string_view field);
Done set_field(Facts& facts, std::string_view field, const std::optional<std::string>& value);
Done check(const Facts& facts);

}  // namespace rightplace::children
