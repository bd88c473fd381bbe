#pragma once
// What follows a decision, whoever's signature made it one.

#include "features/finding/finding_parts.h"

namespace rightplace::finding {

// What decides who may see a placement today.
access::Facts facts_of(db::Read& tx, const placements::Placement& placement, Date today);
// Of the placement that the address names.
Result<access::Facts> facts_of_placement(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
// What was put right in the days of the page's placement, the newest first; empty: nothing.
web::Html days_put_right(const Asked& asked);
void add_days(desk::Pages& pages);
// Ends of the page's placement that were entered in error, as items of a list, the newest first.
std::vector<web::Html> ends_taken_back(db::Read& tx, const Asked& asked);
void add_reopening(desk::Pages& pages);
void add_ruled_out(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_twins(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
// The chosen home and those passed over are told; rooms held by the others are free again.
Done after_decision(db::Write& tx, const Asked& asked, std::string_view reference);
// The second signature, or its refusal; whoever chose is told.
Done sign_decision(db::Write& tx, const Asked& asked, const asking::DecisionId& id, bool agrees, std::string_view words);
// Whether a placement may end for this reason while the child moves to another home: the return's codes for leaving care begin
// with E, a status alone changes where the child stays, and custody is no home.
bool is_of_a_move(std::string_view reason);
// Its end, with the notices that follow from it: nothing else ends a placement.
Done end_placement(db::Write& tx, const Asked& asked, const placements::PlacementId& id, Date left_on, std::string_view reason);

}  // namespace rightplace::finding
