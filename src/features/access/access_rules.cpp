#include <algorithm>

#include "base/text.h"
#include "features/access/access.h"

namespace rightplace::access {
namespace {

bool stands(const Grant& grant, const Standing& standing) {
  return !standing.person.empty() && !grant.organisation.empty() && grant.organisation == standing.acting_for && !grant.within.empty() &&
         std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(standing.today); }) && fits(grant.role, grant.kind);
}

// Empty never equals empty: a record without a responsible authority has nobody responsible.
bool same(const OrganisationId& a, const OrganisationId& b) { return !a.empty() && a == b; }

template <class T>
bool holds(const std::vector<T>& items, const T& item) {
  return std::ranges::find(items, item) != items.end();
}

// The row against one grant: nothing when it allows, else how near it came.
std::optional<Refusal> against(const Row& row, const Standing& standing, const Grant& grant, const Purpose& purpose, const Facts& facts, Verb verb) {
  if ((row.role && *row.role != grant.role) || row.record != facts.record || !(row.verbs >> static_cast<unsigned>(verb) & 1u))
    return Refusal::NoSuchRow;
  if (!related(row.relation, standing, grant, facts)) return Refusal::NotRelated;
  const bool breaks_glass = purpose.aim == Aim::BreakGlass;
  if (row.aim ? *row.aim != purpose.aim : breaks_glass) return Refusal::OtherPurpose;
  if (breaks_glass && grant.delegated) return Refusal::OtherPurpose;
  if (!(row.states >> static_cast<unsigned>(facts.state) & 1u)) return Refusal::OtherState;
  if (needs_two_factors(facts.record) && !standing.two_factors) return Refusal::OneFactorOnly;
  if (breaks_glass && trim(purpose.reason).size() < kLeastReason) return Refusal::NoReasonGiven;
  return std::nullopt;
}

}  // namespace

bool related(Relation relation, const Standing& standing, const Grant& grant, const Facts& facts) {
  switch (relation) {
    case Relation::Anyone: return true;
    case Relation::Allocated: {
      const auto& whose = grant.delegated ? grant.held_for : standing.person;
      if (standing.person.empty() || whose.empty() || !holds(facts.people, whose)) return false;
      // A worker of an authority holds a case only for the authority that is responsible: a case does not follow them
      // to their next employer.
      return grant.kind != Kind::Authority || same(facts.responsible, grant.organisation);
    }
    case Relation::Responsible: return same(facts.responsible, grant.organisation);
    case Relation::Host: return same(facts.host, grant.organisation);
    case Relation::Addressed: return holds(facts.addressed, grant.organisation);
    case Relation::OwnHome: return !facts.urn.empty() && holds(grant.homes, facts.urn);
    case Relation::Consortium: return !facts.owner.empty() && holds(grant.members, facts.owner);
    case Relation::Owner: return same(facts.owner, grant.organisation);
    case Relation::Concerned: return !grant.delegated && !standing.person.empty() && holds(facts.concerned, standing.person);   // nobody stands in for a child
  }
  return false;
}

std::vector<std::string> stands_for(const Standing& standing) {
  std::vector<std::string> people;
  if (!standing.person.empty()) people.push_back(standing.person);
  for (const auto& grant : standing.grants)
    if (grant.delegated && !grant.held_for.empty() && stands(grant, standing) && !holds(people, grant.held_for)) people.push_back(grant.held_for);
  return people;
}

Decision decide(const Standing& standing, const Purpose& purpose, const Facts& facts, Verb verb) {
  if (standing.scopes && !holds(*standing.scopes, Scope{facts.record, verb})) return Refusal::OutOfScope;
  if (standing.scopes && purpose.aim == Aim::BreakGlass) return Refusal::OtherPurpose;   // a program breaks no glass
  auto nearest = Refusal::NobodyToday;
  for (const auto& grant : standing.grants) {
    if (!stands(grant, standing)) continue;
    for (const auto& row : rows()) {
      const auto refusal = against(row, standing, grant, purpose, facts, verb);
      if (!refusal) {
        auto grounds = std::string(kRoles.label(grant.role)) + (grant.delegated ? " (delegated)" : "") + ": " + std::string(row.grounds);
        return Granted{Allowed::because(std::move(grounds)), purpose.aim == Aim::BreakGlass};
      }
      nearest = std::max(nearest, *refusal);
    }
  }
  return nearest;
}

Error missing() { return {ErrorKind::NotFound, "There is nothing here, or it is not for you to see. Check the address", {}}; }

Result<Granted> or_missing(Decision decision) {
  if (auto* granted = std::get_if<Granted>(&decision)) return std::move(*granted);
  return fail(missing());
}

}  // namespace rightplace::access
