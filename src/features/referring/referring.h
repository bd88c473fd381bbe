#pragma once
// How a referral is written, checked and sent: a draft of one child, written in parts by all who may, in rows and not in a
// session; everything free looked through for what tells who the child is; and only then a referral for which homes are found
// (features/finding).
//
// What nobody has answered is not known, and never becomes "no known risk" by itself: a draft is no referral until every part
// of it was called finished.

#include "features/children/children.h"
#include "features/desk/desk.h"

namespace rightplace::referring {

std::span<const db::Migration> migrations();
desk::Pages pages(const desk::Desk& desk);

// Begins a draft for the child, or answers the one that stands. Invalid when neither the day nor the month of birth is known:
// no home can be looked for. NotFound when no authority is responsible.
Result<std::string> begin(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const children::ChildId& child, Instant now);

// What stood plain before answers were sealed.
bool has_plain(db::Read& tx);
std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most);

}  // namespace rightplace::referring
