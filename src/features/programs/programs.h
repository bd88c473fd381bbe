#pragma once
// Programs of an organisation: a case-management system that sends referrals, a spreadsheet that reads vacancies. Each has
// a token of its own, made by an administrator of the organisation, with one role, some of what that role allows, and an
// end. A token never does more than a person of that role could; nothing for which a person stands by name (what is allocated
// to them or concerns them, a broken glass looked at); and it gives nobody access: no roles, no tokens. What names a child
// it opens only when whoever made it held the role themselves.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "features/desk/desk.h"

namespace rightplace::programs {

std::span<const db::Migration> migrations();

struct TokenTag;
using TokenId = Id<TokenTag>;

inline constexpr int kLongestDays = 366;   // policy, not law

struct Wanted {
  std::string name;
  access::Role role = access::Role::PlacementOfficer;
  std::vector<access::Scope> scopes;
  Date until;                     // first day on which it opens nothing more
};
struct Program {
  TokenId id;
  organisations::OrganisationId organisation;
  Wanted wanted;
  Date from;
  Instant made_at;
  std::string made_by;            // the person
};
struct Made {
  TokenId id;
  Personal<std::string> token;    // shown once
};

// What the rows of a role allow a program to do.
std::vector<access::Scope> scopes_of(access::Role role);
// And of these what this person may give to one: records of a child only in a role of their own.
std::vector<access::Scope> scopes_to_give(access::Role role, const access::Standing& maker);
std::string scope_code(const access::Scope& scope);                     // "vacancies.read"
std::optional<access::Scope> scope_named(std::string_view code);

// For the organisation for which the maker acts. Invalid names each field: a role that the organisation does not have, a scope
// that the role does not allow or the maker cannot give, no scope, an end that is not after today or more than kLongestDays ahead.
Result<Made> make(db::Write& tx, const Actor& actor, const Allowed& allowed, const access::Standing& maker, const Wanted& wanted, Instant now);
// From today on. NotFound when the organisation has none such that stands.
Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, const TokenId& id, Date today, Instant now);
// What the token may do today of what it was given: a child's records only as long as its maker holds the role themselves.
std::vector<access::Scope> in_force(db::Read& tx, const Program& program, Date today);
// Those that stand on the day and those that ended, newest first.
std::vector<Program> programs_of(db::Read& tx, const organisations::OrganisationId& organisation);
// For whom a token stands today; none when it is none or has ended. Scopes that are not in_force
// are left out.
std::optional<access::Standing> standing_of(db::Read& tx, std::string_view token, Date today);

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::programs
