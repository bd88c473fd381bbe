#pragma once
// People, how they sign in, and on whose behalf they act.
//
// Name and e-mail are sealed with the store's key; an address is looked up by its keyed hash. Everybody signs in with a
// password and a one-time code of six digits: there is no account without the second factor. Whoever gets it wrong is
// told the same in every case, after the same work. Moments are real ones, of a clock that is never the demo's; days are
// days of work, of the store's clock.

#include <filesystem>
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
std::vector<Command> commands();   // admin create, accounts breached import

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
struct DelegationTag;
using DelegationId = Id<DelegationTag>;

// ---- Passwords that leaked somewhere (accounts_breached.cpp): SHA-1 hashes in STORE/breached.sha1, which an operator brings.

class Breached {
 public:
  explicit Breached(const std::filesystem::path& store);   // without a list it holds nothing
  bool holds(const Personal<std::string>& password) const;   // some thirty reads of the file

 private:
  std::filesystem::path file_;
};
// A file of hashes in order ("SHA1:COUNT" a line), or a folder of ranges (files named by five digits, lines with the other
// 35); takes the place of the list before. How many; Invalid names file and line, and the list before stays.
Result<std::int64_t> import_breached(const std::filesystem::path& store, const std::filesystem::path& source);

// ---- Rules (accounts_rules.cpp).

// At least 12 characters and at most 128, none of the commonest passwords however decorated, no repetition, no run along
// the keyboard, not made of the own e-mail address. Invalid with a sentence that says what to do.
Done check_password(const Personal<std::string>& password, std::string_view email);
// And not in the list of those that leaked.
Done check_password(const Personal<std::string>& password, std::string_view email, const Breached& breached);
// How long after the last failure nobody may try again: nothing up to `free` failures, then a minute, doubling up to an hour.
std::int64_t wait_ms(std::int64_t failures, std::int64_t free);
inline constexpr std::int64_t kFreeForAccount = 5, kFreeForAddress = 20;
inline constexpr std::int64_t kLockMs = 10 * 60'000, kIdleMs = 30 * 60'000, kLongestSessionMs = 12 * 3'600'000, kCodeLastsMs = 7 * 86'400'000LL, kRecoveryLastsMs = 3'600'000;   // policy, not law

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
// Sets password and second factor, uses the code up, ends every session of the person, and a letter says so. Invalid names
// the field (password, totp). The password is hashed outside the transaction.
Done finish_set_up(db::Database& database, const vault::Vault& vault, const Breached& breached, std::string_view code, const Personal<std::string>& password,
                   std::string_view totp, Instant now);

// ---- Invitations (accounts_invitations.cpp). Letters go through the outbox, in the same transaction.

struct Invitation {
  Contact contact;
  OrganisationId organisation;
  std::vector<Role> roles;
  Stay stay;
};
// A new person gets a link to set the account up; somebody who has an account keeps it, name and all, and is told that
// something waits. Invalid names the fields: name, email, roles, until_on.
Result<MembershipId> invite(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const Invitation& invitation, Instant now);
// To whoever never used the first one or lost the authenticator: any older code ends, the account stands until it is used.
// Invalid when the account is set up and the person works for another organisation too: it is not this one's to replace.
Done send_set_up_link(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                      const OrganisationId& organisation, Date today, Instant now);
// To the account's own address: that its sign-in was changed.
Done tell_of_change(db::Write& tx, const vault::Vault& vault, const PersonId& person, Date today, Instant now);

// ---- Corrections (accounts_corrections.cpp).

bool is_set_up(db::Read& tx, const PersonId& person);
// A membership of another organisation that has not ended by today, or is to come.
bool works_elsewhere(db::Read& tx, const PersonId& person, const OrganisationId& organisation, Date today);
// By the administrator of `organisation`, of somebody who works nowhere else (otherwise Invalid: only they themselves). The
// address only while the account is not set up, or whoever changes it could take the account over. Invalid names the field.
Done correct_contact(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PersonId& person,
                     const OrganisationId& organisation, const Contact& contact, Date today, Instant now);
Done change_own_name(db::Write& tx, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& name, Instant now);
// With the password and the second factor; a letter goes to the address before. Invalid names the field: email, password, totp.
Done change_own_email(db::Database& database, const vault::Vault& vault, const PersonId& person, const Personal<std::string>& email,
                      const Personal<std::string>& password, std::string_view totp, std::string_view address, Date today, Instant now);
// Nobody signs in with it again: sessions, codes and links end, and with it all that was delegated by or to the person. What
// they did stays. Invalid for oneself, and when they work for another organisation too: end their work here instead.
Done close_account(db::Write& tx, const Actor& actor, const Allowed& allowed, const PersonId& person, const OrganisationId& organisation, Date today, Instant now);

// ---- A forgotten password (accounts_recovery.cpp).

// Sends a link when the address has an account that was set up. Nobody learns whether: Unavailable only while the network
// address must wait; an account gets three letters, then fewer and fewer.
Done request_recovery(db::Database& database, const vault::Vault& vault, const Personal<std::string>& email, std::string_view address, Instant now);
// NotFound when the link is none, used, replaced or older than an hour.
Result<PersonId> recovery_of(db::Read& tx, std::string_view code, Instant now);
// Sets the password of whoever holds the link and the second factor, and ends every session. Invalid names the field.
Done finish_recovery(db::Database& database, const vault::Vault& vault, const Breached& breached, std::string_view code, const Personal<std::string>& password,
                     std::string_view totp, std::string_view address, Date today, Instant now);

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
  OrganisationId organisation;   // empty: member of none on the day of signing in, or of several and has not chosen yet
  Instant started_at, last_seen_at;
  std::optional<Instant> locked_at;   // by hand
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

// NotFound when it is another person's, or has ended.
Done end_session(db::Write& tx, const PersonId& person, const SessionId& id, Instant now);
// NotFound when the person is no member of it today.
Done choose_organisation(db::Write& tx, const Session& session, const OrganisationId& organisation, Date today, Instant now);
// The other sessions end, and a letter says so. Invalid names the field: old_password, password.
Done change_password(db::Database& database, const vault::Vault& vault, const Breached& breached, const Session& session, const Personal<std::string>& old_password,
                     const Personal<std::string>& new_password, std::string_view address, Date today, Instant now);

// For computers that several people use. A session is locked by hand, or by itself after kLockMs without use; until it is
// reopened it may do nothing but that and end.
void lock(db::Write& tx, const Session& session, Instant now);
bool is_locked(const Session& session, Instant now);
// With the password or the code of this moment. Forbidden when it is neither; counts as an attempt to sign in.
Done reopen(db::Database& database, const vault::Vault& vault, const Session& session, const Personal<std::string>& password_or_code,
            std::string_view address, Instant now);

// ---- Memberships, roles, delegation (accounts_roles.cpp, accounts_members.cpp).

Result<MembershipId> add_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const PersonId& person,
                                    const OrganisationId& organisation, const Stay& stay, Instant now);
// Invalid when organisations of this kind have no such role, and when a person would give it to themselves: somebody else must.
Result<RoleId> add_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& membership, Role role, const Stay& stay, Instant now);
// Invalid without an end, when the other is no member of the same organisation or is the person themselves, and when whoever
// arranges it would hold the role. A role held for somebody absent is not the holder's, and cannot be delegated on.
Done delegate(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& role, const MembershipId& to, const Stay& stay, Instant now);
// From `until` on. NotFound when there is none that lasts so long.
Done end_membership(db::Write& tx, const Actor& actor, const Allowed& allowed, const MembershipId& id, Date until, Instant now);
Done end_role(db::Write& tx, const Actor& actor, const Allowed& allowed, const RoleId& id, Date until, Instant now);

Done end_delegation(db::Write& tx, const Actor& actor, const Allowed& allowed, const DelegationId& id, Date until, Instant now);

struct HeldRole {
  RoleId id;
  Role role = Role::HomeStaff;
  Stay stay;
};
struct Delegation {
  DelegationId id;
  RoleId role_id;
  Role role = Role::HomeStaff;
  MembershipId absent, held_by;
  Stay stay;
};
struct Member {
  MembershipId id;
  PersonId person;
  Contact contact;
  OrganisationId organisation;
  Stay stay;
  bool is_set_up = false;
  std::vector<HeldRole> roles;            // ended and coming ones too, by first day
  std::vector<Delegation> delegations;    // away from this person or to them; none that has ended
};
// Whose membership has not ended, by name. Three queries and two openings of sealed text a person.
std::vector<Member> members_of(db::Read& tx, const vault::Vault& vault, const OrganisationId& organisation, Date today);
Result<Member> load_member(db::Read& tx, const vault::Vault& vault, const MembershipId& id, Date today);
std::optional<MembershipId> membership_of(db::Read& tx, const PersonId& person, const OrganisationId& organisation, Date today);
// Who holds the role today, by delegation too.
std::vector<PersonId> holders_of(db::Read& tx, const OrganisationId& organisation, Role role, Date today);
Result<OrganisationId> organisation_of_delegation(db::Read& tx, const DelegationId& id);

// Those that stand on the day, by name.
std::vector<organisations::Organisation> organisations_of(db::Read& tx, const PersonId& person, Date today);
// What features/access decides on, with everything that each grant rests on.
access::Standing standing_of(db::Read& tx, const PersonId& person, const OrganisationId& acting_for, Date today, bool two_factors);

}  // namespace rightplace::accounts
