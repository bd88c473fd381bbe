#pragma once
// Children as the work needs them: facts without a name, the authorities' own ids for them, and the putting right of
// what was recorded twice or wrongly.
//
// A record never disappears: one merged into another points to it, and every question about a child is asked of the
// record that stands (v_child_identities). What a person put right stands over what a return says.

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/id.h"
#include "base/personal.h"
#include "base/result.h"
#include "base/stay.h"
#include "db/migrate.h"
#include "features/audit/audit.h"
#include "features/services.h"
#include "vault/vault.h"

namespace rightplace::children {

std::span<const db::Migration> migrations();

struct ChildTag;
using ChildId = Id<ChildTag>;

enum class Sex { Female, Male, Unknown };
inline constexpr auto kSexes = enum_names<Sex>({{Sex::Female, "female", "Female"}, {Sex::Male, "male", "Male"}, {Sex::Unknown, "unknown", "Not known"}});

// What is known of a child; nothing: not stated.
struct Facts {
  std::optional<Sex> sex;
  std::optional<Personal<Date>> born_on;
  std::optional<Personal<std::string>> birth_month;   // "2011-04"; follows from born_on where that is known
  std::optional<std::string> ethnicity;               // code of the return: WBRI
  std::optional<bool> unaccompanied;
  std::optional<bool> mother;
  std::optional<Personal<Date>> first_child_born_on;
};
bool same(const Facts& a, const Facts& b);

struct Child {
  ChildId id;
  Facts facts;
};

// The authority's own id of a child, unique within that authority only.
struct LocalId {
  std::string authority_code;   // as it was at that time: E06…, E08…, E09…, E10…
  Personal<std::string> local_id;
  std::optional<Date> from;     // first day on which it is known to be used
};

// Facts and own ids are sealed with the store's key, and so is why a record is restricted or was put right: whatever reads or
// writes them takes the vault. What does not open (another key, a changed row) is a DatabaseError, never an empty answer.

// Makes a record. Facts that contradict themselves (a month that is not that of the day of birth) are Invalid.
Result<ChildId> add(db::Write& tx, const vault::Vault& vault, const Facts& facts, Instant now, std::string_view import_id = {});
// The same for many at once (demo, large imports): one statement prepared, ids in the order of `all`.
Result<std::vector<ChildId>> add_all(db::Write& tx, const vault::Vault& vault, std::span<const Facts> all, Instant now, std::string_view import_id = {});
// A record of which nothing is known yet.
struct NothingKnown {};
Result<ChildId> add(db::Write& tx, NothingKnown, Instant now);

// Gives the child an authority's id. Conflict when the authority uses that id for another child.
Done link(db::Write& tx, const vault::Vault& vault, const ChildId& child, const LocalId& id, std::string_view import_id = {});
// Many at once whose ids are known to be free (a taken id is a fault of the database).
struct NewLink {
  ChildId child;
  LocalId id;
};
Done link_all(db::Write& tx, const vault::Vault& vault, std::span<const NewLink> links, std::string_view import_id = {});
// The record that stands for an authority's id; nothing when the id is not known.
std::optional<ChildId> find(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, std::string_view local_id);
// The same under every code that the authority has or had, as typed or in capitals, which is how returns have it.
std::optional<ChildId> find_own(db::Read& tx, const vault::Vault& vault, std::string_view authority_code, std::string_view local_id);
// Every ONS code of that body, the oldest first: a change of code does not change whose child it is. The code itself where
// it is none of an authority.
std::vector<std::string> codes_of(std::string_view authority_code);
// All of an authority's ids at once, each with the record that was linked (not yet resolved by merges).
std::map<std::string, ChildId, std::less<>> links_of(db::Read& tx, const vault::Vault& vault, std::string_view authority_code);
// Every id that authorities use for the child, the newest first.
std::vector<LocalId> own_ids_of(db::Read& tx, const vault::Vault& vault, const ChildId& child);

// The record that stands for this one: itself, unless it was merged.
ChildId current(db::Read& tx, const ChildId& id);
// NotFound when there is no such record. A merged record is answered with the one that stands.
Result<Child> load(db::Read& tx, const vault::Vault& vault, const ChildId& id);
// The same of the record alone, for those who need not know what is in it.
Result<ChildId> standing(db::Read& tx, const ChildId& id);
// Every record that stands, ordered by id: for bulk work.
std::vector<Child> load_all(db::Read& tx, const vault::Vault& vault);

// What a source now says. Corrections made by people stay on top. True when something changed.
Result<bool> set_facts(db::Write& tx, const vault::Vault& vault, const ChildId& id, const Facts& facts);

// Puts one fact right. `field` is a column's name (sex, born_on, …), `value` its text as stored (dates ISO, flags 0 or
// 1), nothing: not known. Invalid when the value does not fit the field.
Done correct(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& id, std::string_view field,
             std::optional<std::string> value, std::string_view reason, Instant now);
// What people put right, the newest first; those of records merged into this one too.
struct Correction {
  std::string field;
  std::optional<Personal<std::string>> value, was;   // as stored; nothing: not known
  Personal<std::string> reason;
  std::string by;
  Instant at;
};
std::vector<Correction> corrections_of(db::Read& tx, const vault::Vault& vault, const ChildId& child);
// How many times the child's facts were put right: a version, so that of two people the second is told.
std::int64_t corrections_version(db::Read& tx, const ChildId& child);

// From now on `kept` stands for `merged` too. Conflict when they already stand for one another; nothing is deleted, so
// that unmerge_children gives back both as they were.
Done merge_children(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& kept, const ChildId& merged,
                    std::string_view reason, Instant now);
// Records that this one stands for, the newest merge first.
struct Merged {
  ChildId merged;
  Personal<std::string> reason;
  std::string by;
  Instant at;
};
std::vector<Merged> merges_of(db::Read& tx, const vault::Vault& vault, const ChildId& child);
// Takes back the last standing merge of this record. NotFound when it is not merged.
Done unmerge_children(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& merged, Instant now);

// Takes back what an import made, for its undo: those of its records with which nobody has worked since, and their links.
// `used_in` names the columns outside this feature that show such work ("placements.child_id"): records found there stay,
// with the authority's id, so that the next import finds them again.
void forget_import(db::Write& tx, std::string_view import_id, std::span<const std::string_view> used_in = {});

// ---- Who a child is (children_identity.cpp). Sealed by the store's key; found by whole words only, through keyed hashes.

struct Identity {
  Personal<std::string> given_names, family_name;
  std::optional<Personal<std::string>> known_as, upn, nhs_number;
};
struct KeptIdentity {
  Identity identity;
  std::int64_t version = 0;
  std::string changed_by;
  Instant changed_at;
};
// "Robin Siskin": the name that the child goes by, and the family's.
Personal<std::string> shown_name(const Identity& identity);
// Trimmed, numbers without spaces. Invalid names each field: a name missing or too long, a number that cannot be one.
Result<Identity> checked(Identity identity);
// Words of a name as they are compared: lower case, without accents and apostrophes, parted at spaces and hyphens.
std::vector<std::string> words_of(const Personal<std::string>& name);

// Writes it, audited without a value. `shown_version`: what the person was shown, 0 for none; Conflict when it is another.
Done set_identity(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child,
                  const Identity& identity, std::int64_t shown_version, Instant now);
struct NewIdentity {
  ChildId child;
  Identity identity;
};
// Many at once whose children have none (demo, imports), without an audit event each.
Done insert_identities(db::Write& tx, const vault::Vault& vault, const Actor& actor, std::span<const NewIdentity> all, Instant now);
// Nothing: nobody has written it down. Throws when it does not open: another key, or a changed row.
std::optional<KeptIdentity> identity_of(db::Read& tx, const vault::Vault& vault, const ChildId& child);
// Children who stand, among whose words of names is every word of `text`; who have this number. Nobody for an empty text.
std::vector<ChildId> with_name(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& text);
std::vector<ChildId> with_number(db::Read& tx, const vault::Vault& vault, const Personal<std::string>& upn_or_nhs_number);

// ---- Whose child it is and who works with it (children_cases.cpp).

struct Case {
  ChildId child;                     // the record that stands
  std::string authority_code;
  Stay stay;
  bool restricted = false;           // seen only by those to whom the child is allocated
};
// Conflict when the child's care is recorded for that time already.
Done open_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view authority_code, Date from, Instant now);
// NotFound when no case is open; Invalid for a day before it began.
Done end_case(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& child, Date until, Instant now);
// Seen only by those to whom the child is allocated, until it is lifted with an empty reason. NotFound when no case is open.
Done restrict_case(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const ChildId& child, std::string_view because, Instant now);
// Why the case of case_of is restricted, in people's words; nothing: it is not.
std::optional<Personal<std::string>> why_restricted(db::Read& tx, const vault::Vault& vault, const ChildId& child);
struct NewCase {
  Case of;
  std::optional<Personal<std::string>> restricted_because = {};
};
Done insert_cases(db::Write& tx, const vault::Vault& vault, std::span<const NewCase> all, Instant now);   // many at once, not audited: demo, imports
// The latest of a child; nothing: no authority is known to be responsible.
std::optional<Case> case_of(db::Read& tx, const ChildId& child);
// By child: each authority's latest. Ended ones too.
std::vector<Case> cases_of_authority(db::Read& tx, std::string_view authority_code);   // under any code of it

// What an authority's returns say: since when the child was last in its care, and until when; no end: it goes on.
struct CareSaid {
  ChildId child;                     // the record that stands
  Stay stay;
};
struct CasesSaid {
  std::int64_t open = 0, ended = 0;  // of those said, by what stands now
  std::int64_t changed = 0;          // opened, ended or moved now
  std::int64_t left = 0;             // people, or another authority, say otherwise of that time: theirs stands
};
// Opens the cases that are said, and brings those up to date that returns opened before. A case of which the returns no
// longer speak is taken away, unless somebody has worked with the child since; restrictions stay. Not audited one by one.
CasesSaid derive_cases(db::Write& tx, std::string_view authority_code, std::span<const CareSaid> said, Instant now, std::string_view import_id);

enum class Part { Worker, Manager, ReviewingOfficer };
inline constexpr auto kParts = enum_names<Part>({{Part::Worker, "worker", "Social worker"},
                                                 {Part::Manager, "manager", "Team manager"},
                                                 {Part::ReviewingOfficer, "reviewing_officer", "Independent reviewing officer"}});
struct Allocation {
  ChildId child;
  std::string person;
  Part part = Part::Worker;
  Stay stay;
};
// A child has one worker, one manager and one reviewing officer at a time: whoever had the part ends the day this begins.
Done allocate(db::Write& tx, const Actor& actor, const Allowed& allowed, const Allocation& allocation, Instant now);
// By first day; ended ones too.
std::vector<Allocation> allocations_of(db::Read& tx, const ChildId& child);
std::vector<ChildId> allocated_to(db::Read& tx, std::string_view person, Date day);
// How many times somebody was allocated to the child: a version, so that of two people the second is told.
std::int64_t allocations_version(db::Read& tx, const ChildId& child);
// Children who have a social worker that day.
std::set<ChildId> with_worker(db::Read& tx, Date day);

// ---- What stood plain before it was sealed (children_sealed.cpp).

bool has_plain(db::Read& tx);
// Seals at most so many rows and empties what stood plain, in one transaction; 0: nothing is left.
std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most);

std::vector<Command> commands();   // child restrict, child end-care, child correct

}  // namespace rightplace::children
