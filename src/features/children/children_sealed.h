#pragma once
// How this feature seals, in one place: every sealed text is bound to its column and record.

#include <optional>
#include <string>
#include <string_view>

#include "features/children/children.h"

namespace rightplace::children {

// "children.facts/01935…"
std::string purpose(std::string_view column, std::string_view record);
// Throws DatabaseError where it does not open: another key, or a changed row.
Personal<std::string> opened(const vault::Vault& vault, std::string_view purpose, std::string_view sealed);

// Nothing: nothing is known. Facts are sealed as one text, so that not even which of them are known stands plain.
std::optional<std::string> sealed_facts(const vault::Vault& vault, const ChildId& child, const Facts& facts);
Facts opened_facts(const vault::Vault& vault, const ChildId& child, std::optional<std::string_view> sealed);

std::string own_id_token(const vault::Vault& vault, std::string_view authority_code, std::string_view own_id);
std::string own_id_purpose(std::string_view authority_code, const ChildId& child);

}  // namespace rightplace::children
