#pragma once
// What was carried out already, so that it is not carried out again. Inside desk only.

#include <functional>
#include <string>

#include "features/desk/desk.h"

namespace rightplace::desk {

// Runs `change` in one transaction, or answers what it answered when the same person sent the same mark and body to the
// same address. Conflict with the field "version" when the body is another.
Result<std::string> once(const Desk& desk, const web::Exchange& exchange, std::string_view mark,
                         const std::function<Result<std::string>(db::Write&)>& change);

}  // namespace rightplace::desk
