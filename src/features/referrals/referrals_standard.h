#pragma once
// The Placements Data Standard v2 as a table: its 41 fields in six entities, under its own names.

#include <span>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace rightplace::referrals {

enum class StandardType { Integer, Text, Boolean, Categorical, Date };
struct StandardField {
  std::string_view entity;
  std::string_view name;
  StandardType type;
  bool required = false;   // lower cardinality 1
  bool many = false;       // upper cardinality *: a list
  std::span<const std::string_view> options = {};
};
std::span<const StandardField> standard_fields();
std::span<const std::string_view> standard_entities();   // in the standard's order

// The entities of `referral` (an object), checked. Before a placement is agreed there is no ActualPlacement, and of
// QualityAssurance only what was known at referral is required; with ActualPlacement everything is.
json::Object read_standard(json::Fields& referral, std::vector<FieldError>& faults);

}  // namespace rightplace::referrals
