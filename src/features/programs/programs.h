#pragma once
// Programs of an organisation: a case-management system that sends referrals, a spreadsheet that reads vacancies. Each has
// a token of its own, made by an administrator of the organisation, with one role, some of what that role allows, and an
// end. A token never does more than a person of that role could, and nothing that is allocated to a person by name.

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
};
struct Made {
  TokenId id;
  Personal<std::string> token;    // shown once
};

// What the rows of a role allow a program to do.
std::vector<access::Scope> scopes_of(access::Role role);
std::string scope_code(const access::Scope& scope);                     // "vacancies.read"
std::optional<access::Scope> scope_named(std::string_view code);

// Invalid names each field: a role that the organisation does not have, a scope that the role does not allow, no scope, an
// end that is not after today or more than kLongestDays ahead.
Result<Made> make(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, const Wanted& wanted, Date today, Instant now);
// From today on. NotFound when the organisation has none such that stands.
Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const organisations::OrganisationId& organisation, const TokenId& id, Date today, Instant now);
// Those that stand on the day and those that ended, newest first.
std::vector<Program> programs_of(db::Read& tx, const organisations::OrganisationId& organisation);
// For whom a token stands today; none when it is none or has ended.
std::optional<access::Standing> standing_of(db::Read& tx, std::string_view token, Date today);

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::programs
