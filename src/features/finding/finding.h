#pragma once
// The authority's way from a referral to a placement: what is open and what is next, which homes could be right and why, whom
// to ask and what each is told, the offers side by side, the choice with its reason and second signature, the placement and
// its end.
//
// The search ranks and explains; a named person decides and says why (UK GDPR article 22). What a home sees of a referral is
// said by features/answering and shown here, before it is released, from the same list.

#include "features/desk/desk.h"
#include "features/referrals/referrals.h"

namespace rightplace::finding {

desk::Pages pages(const desk::Desk& desk);

// What decides who may see a referral today; `record` is left to the caller. NotFound, as for every missing record, when there
// is no such referral.
Result<access::Facts> facts_of(db::Read& tx, std::string_view reference, Date today);

}  // namespace rightplace::finding
