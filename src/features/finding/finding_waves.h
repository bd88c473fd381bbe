#pragma once
// A proposal whom to ask first, made of the search and the stated model.

#include "features/finding/finding_parts.h"
#include "features/pacing/pacing.h"

namespace rightplace::finding {

struct Proposed {
  std::string urn, name;
  waves::Candidate candidate;
  std::vector<std::string> because;
};
struct Proposal {
  waves::Problem problem;                      // its candidates are `homes`, in their order
  std::vector<Proposed> homes;                 // ranked first to last
  waves::Plan plan;
  waves::Sensitivity swing;
};
// Of those with these URNs; of none: of all that the search leaves. Who is asked already or has declined this child is left out.
Result<Proposal> proposal_of(db::Read& tx, const Searched& searched, const Providers& providers, const std::vector<asking::Ask>& asks, std::span<const std::string> urns, Instant at);
// What is due of the plan that stands; nothing when none stands, or the referral is past asking.
std::optional<pacing::Due> due_now(db::Read& tx, const View& view, Instant at);
// Of the rows of a list, by reference: the wave whose time has come.
std::map<std::string, int, std::less<>> waves_due(db::Read& tx, const List& list, Instant at);
web::Html due_part(const pacing::Due& due, std::string_view reference, Instant at);
// How many were asked beside the plan.
web::Html against_plan(const pacing::Plan& plan, const std::vector<asking::Ask>& asks);

void add_waves(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);

}  // namespace rightplace::finding
