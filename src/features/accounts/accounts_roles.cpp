#include <fmt/format.h>

#include <algorithm>

#include "features/accounts/accounts.h"

namespace rightplace::accounts {
namespace {

constexpr std::string_view kInsertMembership = R"sql(
  INSERT INTO memberships (id, person_id, organisation_id, from_on, until_on, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql";
constexpr std::string_view kPersonIsThere = "SELECT id FROM people WHERE id = $1 AND closed_at IS NULL";
constexpr std::string_view kMembership = "SELECT person_id, organisation_id FROM memberships WHERE id = $1";
constexpr std::string_view kInsertRole = R"sql(
  INSERT INTO membership_roles (id, membership_id, role, from_on, until_on, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql";
constexpr std::string_view kMembershipOfRole = "SELECT membership_id FROM membership_roles WHERE id = $1";
constexpr std::string_view kInsertDelegation = R"sql(
  INSERT INTO role_delegations (id, role_id, membership_id, from_on, until_on, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql";
constexpr std::string_view kHeldAlready = R"sql(
  SELECT id FROM role_delegations
  WHERE role_id = $1
    AND membership_id = $2
    AND from_on < $4 AND until_on > $3 AND until_on > from_on
)sql";
constexpr std::string_view kEndMembership = R"sql(
  UPDATE memberships
  SET until_on = CASE WHEN from_on > $2 THEN from_on ELSE $2 END
  WHERE id = $1 AND (until_on IS NULL OR until_on > $2)
)sql";
constexpr std::string_view kEndRole = R"sql(
  UPDATE membership_roles
  SET until_on = CASE WHEN from_on > $2 THEN from_on ELSE $2 END
  WHERE id = $1 AND (until_on IS NULL OR until_on > $2)
)sql";

constexpr std::string_view kOrganisations = R"sql(
  SELECT DISTINCT m.organisation_id
  FROM memberships m
  WHERE m.person_id = $1
    AND m.from_on <= $2 AND (m.until_on IS NULL OR m.until_on > $2)
)sql";

// Own roles: the membership and the role.
constexpr std::string_view kOwnRoles = R"sql(
  SELECT r.role, m.from_on, m.until_on, r.from_on, r.until_on
  FROM memberships m
  JOIN membership_roles r ON r.membership_id = m.id
  WHERE m.person_id = $1
    AND m.organisation_id = $2
  ORDER BY r.id
)sql";
// Roles held for others: the own membership, the delegation, and the membership and role of the one absent, whose account
// must stand, and who they are.
constexpr std::string_view kDelegatedRoles = R"sql(
  SELECT r.role, m.from_on, m.until_on, d.from_on, d.until_on, a.from_on, a.until_on, r.from_on, r.until_on, a.person_id
  FROM memberships m
  JOIN role_delegations d ON d.membership_id = m.id
  JOIN membership_roles r ON r.id = d.role_id
  JOIN memberships a ON a.id = r.membership_id
  JOIN people p ON p.id = a.person_id
  WHERE m.person_id = $1
    AND m.organisation_id = $2
    AND a.organisation_id = $2
    AND p.closed_at IS NULL
  ORDER BY d.id
)sql";

struct Member {
  PersonId person;
  OrganisationId organisation;
};
Result<Member> member_of(db::Read& tx, const MembershipId& id) {
  auto member = tx.first(kMembership, {id}, [](const db::Row& row) {
    return Member{row.id<PersonTag>(0), row.id<organisations::OrganisationTag>(1)};
  });
  if (!member) return fail(access::missing());
  return std::move(*member);
}

// Who looks after an organisation's people gives nobody's role to themselves: a second pair of eyes stands between an
// administrator and a child's record.
bool is_self(const Actor& actor, const PersonId& person) { return actor.kind == ActorKind::Person && actor.id == person.text(); }

Done check_stay(const Stay& stay) {
  if (stay.until && *stay.until <= stay.from) return fail(ErrorKind::Invalid, "Enter an end that is after the first day", {{"until_on", "Enter a later day"}});
  return {};
}

}  // namespace

Result<MembershipId> add_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const PersonId& person,
                                    const OrganisationId& organisation, const Stay& stay, Instant now) {
  RP_CHECK(check_stay(stay));
  RP_CHECK(organisations::load(tx, organisation));
  if (!tx.exists(kPersonIsThere, {person})) return fail(access::missing());
  const MembershipId id(new_uuid(now));
  tx.run(kInsertMembership, {id, person, organisation, stay.from, stay.until, now});
  audit::record(tx, actor, allowed, "membership.added", {"person", person.text()}, now, {{"organisation", organisation.text()}});
  return id;
}

Result<RoleId> add_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& membership, Role role, const Stay& stay, Instant now) {
  RP_CHECK(check_stay(stay));
  RP_TRY(member, member_of(tx, membership));
  RP_TRY(organisation, organisations::load(tx, member.organisation));
  if (!access::fits(role, organisation.details.kind))
    return fail(ErrorKind::Invalid, fmt::format("An organisation of the kind \"{}\" has no role \"{}\"", organisations::kKinds.label(organisation.details.kind),
                                                access::kRoles.label(role)));
  if (is_self(actor, member.person)) {
    constexpr auto kSelf = "Somebody else must give you a role: ask another administrator of your organisation";
    return fail(ErrorKind::Invalid, kSelf, {{"role", kSelf}});
  }
  const RoleId id(new_uuid(now));
  tx.run(kInsertRole, {id, membership, access::kRoles.code(role), stay.from, stay.until, now});
  audit::record(tx, actor, allowed, "role.added", {"person", member.person.text()}, now,
                {{"organisation", member.organisation.text()}, {"role", access::kRoles.code(role)}});
  return id;
}

Done delegate(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& role, const MembershipId& to, const Stay& stay, Instant now) {
  if (!stay.until) return fail(ErrorKind::Invalid, "Enter the day on which the absence ends", {{"until_on", "Enter a day"}});
  RP_CHECK(check_stay(stay));
  const auto absent_id = tx.first(kMembershipOfRole, {role}, [](const db::Row& row) { return row.id<MembershipTag>(0); });
  if (!absent_id) return fail(access::missing());
  RP_TRY(absent, member_of(tx, *absent_id));
  RP_TRY(other, member_of(tx, to));
  if (absent.organisation != other.organisation || absent.person == other.person)
    return fail(ErrorKind::Invalid, "A role is delegated to somebody else in the same organisation");
  if (is_self(actor, other.person)) {
    constexpr auto kSelf = "Somebody else must arrange that you hold a role: the colleague who is away, or another administrator";
    return fail(ErrorKind::Invalid, kSelf, {{"to", kSelf}});
  }
  if (tx.exists(kHeldAlready, {role, to, stay.from, *stay.until}))
    return fail(ErrorKind::Invalid, "This colleague holds the role on some of these days already", {{"from_on", "This colleague holds the role on some of these days already: choose other days"}});
  tx.run(kInsertDelegation, {new_uuid(now), role, to, stay.from, stay.until, now});
  audit::record(tx, actor, allowed, "role.delegated", {"person", absent.person.text()}, now,
                {{"organisation", absent.organisation.text()}, {"to", other.person.text()}, {"until_on", stay.until->iso()}});
  return {};
}

Done end_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& id, Date until, Instant now) {
  RP_TRY(member, member_of(tx, id));
  if (tx.run(kEndMembership, {id, until}) == 0) return fail(ErrorKind::NotFound, fmt::format("The membership has ended before {} already", until.words()));
  audit::record(tx, actor, allowed, "membership.ended", {"person", member.person.text()}, now, {{"organisation", member.organisation.text()}, {"until_on", until.iso()}});
  return {};
}

Done end_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& id, Date until, Instant now) {
  if (tx.run(kEndRole, {id, until}) == 0) return fail(ErrorKind::NotFound, fmt::format("There is no such role that lasts until {}", until.words()));
  const auto membership = tx.first(kMembershipOfRole, {id}, [](const db::Row& row) { return row.id<MembershipTag>(0); });
  RP_TRY(member, member_of(tx, *membership));
  audit::record(tx, actor, allowed, "role.ended", {"role", id.text()}, now, {{"organisation", member.organisation.text()}, {"person", member.person.text()}, {"until_on", until.iso()}});
  return {};
}

std::vector<organisations::Organisation> organisations_of(db::Read& tx, const PersonId& person, Date today) {
  const auto ids = tx.list(kOrganisations, {person, today}, [](const db::Row& row) { return row.id<organisations::OrganisationTag>(0); });
  std::vector<organisations::Organisation> found;
  for (const auto& id : ids)
    if (auto one = organisations::load(tx, id); one && one->details.stay.covers_night(today)) found.push_back(std::move(*one));
  std::ranges::sort(found, [](const auto& a, const auto& b) { return std::tie(a.details.name, a.id) < std::tie(b.details.name, b.id); });
  return found;
}

access::Standing standing_of(db::Read& tx, const PersonId& person, const OrganisationId& acting_for, Date today, bool two_factors) {
  access::Standing standing{person.text(), acting_for, today, two_factors, {}};
  const auto organisation = organisations::load(tx, acting_for);
  if (!organisation || !tx.exists(kPersonIsThere, {person})) return standing;
  const auto kind = organisation->details.kind;
  const auto add = [&](const db::Row& row, int stays, bool delegated) {
    const auto role = access::kRoles.parse(row.text(0));
    if (!role) return;   // a role of a later version gives nothing here
    access::Grant grant{*role, acting_for, kind, {organisation->details.stay}, delegated, {}, {}, delegated ? row.string(9) : std::string()};
    for (int i = 0; i < stays; ++i) grant.within.push_back({row.date(1 + 2 * i), row.maybe_date(2 + 2 * i)});
    standing.grants.push_back(std::move(grant));
  };
  tx.each(kOwnRoles, {person, acting_for}, [&](const db::Row& row) { add(row, 2, false); });
  tx.each(kDelegatedRoles, {person, acting_for}, [&](const db::Row& row) { add(row, 4, true); });
  if (standing.grants.empty()) return standing;
  const auto members = kind == organisations::Kind::Consortium ? organisations::members_of(tx, acting_for, today) : std::vector<OrganisationId>{};
  const auto homes = organisations::homes_of(tx, acting_for, today);
  for (auto& grant : standing.grants) {
    grant.members = members;
    grant.homes = homes;
  }
  return standing;
}

}  // namespace rightplace::accounts
