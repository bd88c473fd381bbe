#pragma once
// Within the feature: the parts of writing an England into a store.

#include <string>
#include <vector>

#include "db/database.h"
#include "features/children/children.h"
#include "features/demo/demo_england.h"

namespace rightplace::demo {

std::string room_name(int room);
std::string local_id(std::size_t child);                   // 9000001: the authorities' own ids of invented children
std::string postcode_at(std::string_view outward);
// Why a child left care on that day: the code of the return.
std::string_view left_by(const England& england, const Child& child, Date day);
// Children who are kept as records: those of the returns that are stored, and those who lived in homes.
std::vector<bool> children_kept(const England& england);

// Those whose returns of five years are stored: one of each region, all of a small England. Others have the last year.
std::vector<int> authorities_with_five_years(const England& england);

void store_supply(db::Write& tx, const England& england);
void store_returns(db::Write& tx, const vault::Vault& vault, const England& england, Instant now);
Done store_referrals(db::Write& tx, const vault::Vault& vault, const England& england, const std::vector<children::ChildId>& ids, Instant now);

}  // namespace rightplace::demo
