#pragma once
// What an earlier version wrote plain about children is sealed with the store's key: by the first command that opens the store
// after the upgrade, before it does anything else, since migrations run without the key.
//
// In batches, each one transaction in which the sealed text is written and the plain one emptied: whatever ends the program
// in between, every row is one or the other, and the next command goes on. At the end the database is written anew, so that
// no old page keeps what was there.

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/migrate.h"
#include "vault/vault.h"

namespace rightplace::sealing {

std::span<const db::Migration> migrations();

// One feature's own. Names are for good: a step that is done is never asked again.
struct Step {
  std::string_view name;                                                             // "children"
  bool (*has_plain)(db::Read&) = nullptr;
  std::int64_t (*seal)(db::Write&, const vault::Vault&, std::int64_t most) = nullptr;   // 0: nothing is left
  std::vector<std::string_view> emptied = {};                                        // tables in which it deletes or empties
};

inline constexpr std::int64_t kRowsOfBatch = 2000;

// How many rows were sealed now. `key` is asked for only where something stands plain; `say` hears a sentence when there is
// much to do, and when the rest of an old page could not be cleared yet, which is tried again the next time.
Result<std::int64_t> carry_over(db::Database& database, std::span<const Step> steps, const std::function<Result<vault::Vault>()>& key, const Clock& clock,
                                const std::function<void(std::string_view)>& say, std::int64_t rows_of_batch = kRowsOfBatch);

}  // namespace rightplace::sealing
