#pragma once
// The invented England written into a store, the way real things come there: through the faces of the other features.

#include <functional>
#include <optional>
#include <string_view>

#include "db/database.h"
#include "features/demo/demo_england.h"
#include "vault/vault.h"

namespace rightplace::demo {

// What is going on, and how much of the whole is done, 0 to 100.
using Step = std::function<void(int percent)>;

// Conflict, in words, unless the store is empty.
Done refuse_unless_empty(db::Read& tx);

// One transaction: everything or nothing. Conflict when the store already holds homes, children, placements, referrals
// or statements, or an invented England.
Done store_england(db::Database& database, const vault::Vault& vault, const England& england, Instant now, const Step& step);

}  // namespace rightplace::demo
