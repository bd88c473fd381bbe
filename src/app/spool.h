#pragma once
// STORE/spool: bodies that are being received and papers that are being printed. Both may name a child, so what a killed process
// left there goes.

#include <filesystem>
#include <string>

#include "base/result.h"

namespace rightplace::app {

// Made if it is missing; its owner's alone. Unavailable when it cannot be made.
Result<std::string> open_spool(const std::filesystem::path& store);
// Removes what nobody can be at work on any more, another server of this store included. Errors are left for the next time.
void sweep_spool(const std::filesystem::path& store);

}  // namespace rightplace::app
