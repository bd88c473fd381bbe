#pragma once
// Reading a policy's form, without judging what it says. Private to the engine.

#include "engines/suitability/policy.h"

namespace rightplace::suitability {

// Faults are appended with their paths; what could not be read keeps its default.
Policy read_form(const json::Value& value, std::vector<FieldError>& faults);

}  // namespace rightplace::suitability
