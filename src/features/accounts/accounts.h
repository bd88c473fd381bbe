#pragma once
// People, how they sign in, and on whose behalf they act.
//
// Name and e-mail are sealed with the store's key; an address is looked up by its keyed hash. Everybody signs in with a
// password and a one-time code of six digits: there is no account without the second factor. Whoever gets it wrong is
// told the same in every case, after the same work. Moments are real ones, of a clock that is never the demo's; days are
// days of work, of the store's clock.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/personal.h"
#include "base/stay.h"
#include "features/access/access.h"
#include "features/audit/audit.h"
#include "features/organisations/organisations.h"
#include "features/services.h"
#include "vault/vault.h"

namespace rightplace::accounts {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // admin create

using access::Role;
using organisations::OrganisationId;

struct PersonTag;
using PersonId = Id<PersonTag>;
struct MembershipTag;
using MembershipId = Id<MembershipTag>;
struct RoleTag;
using RoleId = Id<RoleTag>;
struct SessionTag;
using SessionId = Id<SessionTag>;

// ---- Rules (accounts_rules.cpp).

// At least 12 characters and at most 128, none of the commonest passwords however decorated, no repetition, no run along
// the keyboard, not made of the own e-mail address. Invalid with a sentence that says what to do.
Done check_password(const Personal<std::string>& password, std::string_view email);
// How long after the last failure nobody may try again: nothing up to `free` failures, then a minute, doubling up to an hour.
std::int64_t wait_ms(std::int64_t failures, std::int64_t free);
inline constexpr std::int64_t kFreeForAccount = 5, kFreeForAddress = 20;
inline constexpr std::int64_t kIdleMs = 30 * 60'000, kLongestSessionMs = 12 * 3'600'000, kCodeLastsMs = 7 * 86'400'000LL;   // policy, not law

// ---- People.

struct Contact {
  Personal<std::string> name;
  Personal<std::string> email;
};
// Conflict when the address has an account, Invalid when it is none.
Result<PersonId> add_person(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Contact& contact, Instant now);
Result<Contact> contact_of(db::Read& tx, const vault::Vault& vault, const PersonId& id);
std::optional<PersonId> person_with_email(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& email);

// A one-time code to set the account up, or to get it back: any older code ends. Give it to nobody but the person.
Result<Personal<std::string>> issue_code(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person, Instant now);

struct SetUp {
  PersonId person;
  Contact contact;
  Personal<std::string> totp_secret;   // base32, to be typed into an authenticator
};
// What the holder of a code is to set up. NotFound when the code is none, used, replaced or too old.
Result<SetUp> set_up_of(db::Read& tx, const vault::Vault& vault, std::string_view code, Instant now);
// Sets password and second factor, uses the code up and ends every session of the person. Invalid names the field
// (password, totp). The password is hashed outside the transaction.
Done finish_set_up(db::Database& database, const vault::Vault& vault, std::string_view code, const Personal<std::string>& password,
                   std::string_view totp, Instant now);

// ---- People who are ready at once: for a store of invented people, and for nothing else. Only features/demo calls these.

// Sets password (its hash) and second factor without the person. Conflict when the account was set up before.
Done make_ready(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                const std::string& password_hash, const Personal<std::string>& totp_secret, Instant now);
struct ReadyCode {
  Personal<std::string> totp;        // that signs in next; a code that served is passed over
  int good_in_seconds = 0;           // 0: at once; more when the next two have served
  int good_for_seconds = 0;          // from now
  bool password_fits = false;        // false: the person has set another one meanwhile. Costs one Argon2id hash
};
// NotFound when the account is not set up or was closed.
Result<ReadyCode> ready_code(db::Read& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& password, Instant now);

// ---- Sessions.

struct Session {
  SessionId id;
  PersonId person;
  OrganisationId organisation;   // empty: member of none on the day of signing in
  Instant started_at, last_seen_at;
};
struct Started {
  Personal<std::string> token;   // for the cookie; only its hash is kept
  Session session;
};
struct Credentials {
  Personal<std::string> email, password, totp;
};
// Forbidden, always in the same words, when anything does not fit; Unavailable while the account or the network address must
// wait. Each attempt counts as failed before it is looked at, so that many at once gain nothing. Costs one Argon2id hash.
Result<Started> sign_in(db::Database& database, const vault::Vault& vault, const Credentials& credentials, std::string_view address, Date today, Instant now);
// None when there is no such session, it has ended, was idle too long or is too old, or the account is closed.
std::optional<Session> session_of(db::Read& tx, std::string_view token, Instant now);
void seen(db::Write& tx, const SessionId& id, Instant now);
void sign_out(db::Write& tx, const Session& session, Instant now);
std::int64_t sign_out_everywhere(db::Write& tx, const PersonId& person, Instant now);   // how many sessions ended
std::vector<Session> sessions_of(db::Read& tx, const PersonId& person, Instant now);     // that stand, newest first

// ---- Memberships, roles, delegation (accounts_roles.cpp).

Result<MembershipId> add_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const PersonId& person,
                                    const OrganisationId& organisation, const Stay& stay, Instant now);
// Invalid when organisations of this kind have no such role.
Result<RoleId> add_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& membership, Role role, const Stay& stay, Instant now);
// Invalid without an end, or when the other is no member of the same organisation, or is the person themselves.
Done delegate(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& role, const MembershipId& to, const Stay& stay, Instant now);
// From `until` on. NotFound when there is none that lasts so long.
Done end_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& id, Date until, Instant now);
Done end_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& id, Date until, Instant now);

// Those that stand on the day, by name.
std::vector<organisations::Organisation> organisations_of(db::Read& tx, const PersonId& person, Date today);
// What features/access decides on, with everything that each grant rests on.
access::Standing standing_of(db::Read& tx, const PersonId& person, const OrganisationId& acting_for, Date today, bool two_factors);

}  // namespace rightplace::accounts
