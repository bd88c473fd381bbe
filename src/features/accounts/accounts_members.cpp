#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/accounts/accounts.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kMembers = R"sql(
  SELECT m.id, m.person_id, m.from_on, m.until_on, CASE WHEN p.password_hash IS NULL THEN 0 ELSE 1 END, m.organisation_id
  FROM memberships m
  JOIN people p ON p.id = m.person_id
  WHERE m.organisation_id = $1
    AND ($2 = '' OR m.id = $2)
    AND ($2 <> '' OR m.until_on IS NULL OR m.until_on > $3)
    AND p.closed_at IS NULL
)sql";
constexpr std::string_view kRoles = R"sql(
  SELECT r.id, r.membership_id, r.role, r.from_on, r.until_on
  FROM membership_roles r
  JOIN memberships m ON m.id = r.membership_id
  WHERE m.organisation_id = $1
  ORDER BY r.from_on, r.id
)sql";
constexpr std::string_view kDelegations = R"sql(
  SELECT d.id, d.role_id, r.role, r.membership_id, d.membership_id, d.from_on, d.until_on
  FROM role_delegations d
  JOIN membership_roles r ON r.id = d.role_id
  JOIN memberships m ON m.id = r.membership_id
  WHERE m.organisation_id = $1
    AND d.until_on > $2
    AND d.until_on > d.from_on
  ORDER BY d.from_on, d.id
)sql";
constexpr std::string_view kOrganisationOf = "SELECT organisation_id FROM memberships WHERE id = $1";
constexpr std::string_view kMembershipOfPerson = R"sql(
  SELECT id FROM memberships
  WHERE person_id = $1
    AND organisation_id = $2
    AND from_on <= $3 AND (until_on IS NULL OR until_on > $3)
  ORDER BY id
)sql";
constexpr std::string_view kDelegation = R"sql(
  SELECT r.membership_id FROM role_delegations d JOIN membership_roles r ON r.id = d.role_id WHERE d.id = $1
)sql";
constexpr std::string_view kEndDelegation = R"sql(
  UPDATE role_delegations
  SET until_on = CASE WHEN from_on > $2 THEN from_on ELSE $2 END
  WHERE id = $1 AND until_on > $2
)sql";

std::vector<Member> listed(db::Read& tx, const vault::Vault& vault, const OrganisationId& organisation, std::string_view only, Date today) {
  std::vector<Member> members;
  tx.each(kMembers, {organisation, only, today}, [&](const db::Row& row) {
    members.push_back({row.id<MembershipTag>(0), row.id<PersonTag>(1), {}, row.id<organisations::OrganisationTag>(5), {row.date(2), row.maybe_date(3)}, row.flag(4), {}, {}});
  });
  std::map<MembershipId, Member*> by_id;
  for (auto& member : members) {
    if (auto contact = contact_of(tx, vault, member.person)) member.contact = std::move(*contact);
    by_id[member.id] = &member;
  }
  tx.each(kRoles, {organisation}, [&](const db::Row& row) {
    const auto found = by_id.find(row.id<MembershipTag>(1));
    const auto role = access::kRoles.parse(row.text(2));
    if (found != by_id.end() && role) found->second->roles.push_back({row.id<RoleTag>(0), *role, {row.date(3), row.maybe_date(4)}});
  });
  tx.each(kDelegations, {organisation, today}, [&](const db::Row& row) {
    const auto role = access::kRoles.parse(row.text(2));
    if (!role) return;
    const Delegation delegation{row.id<DelegationTag>(0), row.id<RoleTag>(1), *role, row.id<MembershipTag>(3), row.id<MembershipTag>(4), {row.date(5), row.date(6)}};
    for (const auto& id : {delegation.absent, delegation.held_by})
      if (const auto found = by_id.find(id); found != by_id.end()) found->second->delegations.push_back(delegation);
  });
  std::ranges::sort(members, [](const Member& a, const Member& b) { return std::tie(a.contact.name.reveal(), a.id) < std::tie(b.contact.name.reveal(), b.id); });
  return members;
}

}  // namespace

std::vector<Member> members_of(db::Read& tx, const vault::Vault& vault, const OrganisationId& organisation, Date today) {
  return listed(tx, vault, organisation, "", today);
}

Result<Member> load_member(db::Read& tx, const vault::Vault& vault, const MembershipId& id, Date today) {
  const auto organisation = tx.first(kOrganisationOf, {id}, [](const db::Row& row) { return row.id<organisations::OrganisationTag>(0); });
  if (!organisation) return fail(access::missing());
  auto found = listed(tx, vault, *organisation, id.text(), today);
  if (found.empty()) return fail(access::missing());
  return std::move(found.front());
}

std::optional<MembershipId> membership_of(db::Read& tx, const PersonId& person, const OrganisationId& organisation, Date today) {
  return tx.first(kMembershipOfPerson, {person, organisation, today}, [](const db::Row& row) { return row.id<MembershipTag>(0); });
}

std::vector<PersonId> holders_of(db::Read& tx, const OrganisationId& organisation, Role role, Date today) {
  std::vector<PersonId> found;
  tx.each("SELECT DISTINCT person_id FROM memberships WHERE organisation_id = $1 ORDER BY person_id", {organisation}, [&](const db::Row& row) { found.push_back(row.id<PersonTag>(0)); });
  std::erase_if(found, [&](const PersonId& person) {
    const auto standing = standing_of(tx, person, organisation, today, true);
    return std::ranges::none_of(standing.grants, [&](const access::Grant& grant) {
      return grant.role == role && std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(today); });
    });
  });
  return found;
}

Result<OrganisationId> organisation_of_delegation(db::Read& tx, const DelegationId& id) {
  const auto membership = tx.first(kDelegation, {id}, [](const db::Row& row) { return row.id<MembershipTag>(0); });
  if (!membership) return fail(access::missing());
  return *tx.first(kOrganisationOf, {*membership}, [](const db::Row& row) { return row.id<organisations::OrganisationTag>(0); });
}

Done end_delegation(db::Write& tx, const Actor& actor, const Allowed& allowed, const DelegationId& id, Date until, Instant now) {
  if (tx.run(kEndDelegation, {id, until}) == 0) return fail(access::missing());
  RP_TRY(organisation, organisation_of_delegation(tx, id));
  audit::record(tx, actor, allowed, "role.delegation_ended", {"delegation", id.text()}, now, {{"organisation", organisation.text()}, {"until_on", until.iso()}});
  return {};
}

}  // namespace rightplace::accounts
