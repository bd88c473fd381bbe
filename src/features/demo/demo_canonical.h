#pragma once
// A store as one text that is the same whenever its content is: for comparing two stores, byte for byte.

#include <functional>
#include <string>
#include <string_view>

#include "db/database.h"

namespace rightplace::demo {

// Every table in the order of its name, its columns in the order of theirs, every row a line, rows sorted as text.
// Identities (UUIDs) are replaced by what the row they stand for says, without identities, so that two stores made
// alike are alike here. The record of migrations is left out. Memory: about twice the text; for demo stores.
void canonical_export(db::Read& tx, const std::function<void(std::string_view)>& write);

}  // namespace rightplace::demo
