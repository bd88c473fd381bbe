#pragma once
// Children as the work needs them: facts without a name, the authorities' own ids for them, and the putting right of
// what was recorded twice or wrongly.
//
// A record never disappears: one merged into another points to it, and every question about a child is asked of the
// record that stands (v_child_identities). What a person put right stands over what a return says.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/id.h"
#include "base/personal.h"
#include "base/result.h"
#include "db/migrate.h"
#include "features/audit/audit.h"

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

// Makes a record. Facts that contradict themselves (a month that is not that of the day of birth) are Invalid.
Result<ChildId> add(db::Write& tx, const Facts& facts, Instant now, std::string_view import_id = {});
// The same for many at once (demo, large imports): one statement prepared, ids in the order of `all`.
Result<std::vector<ChildId>> add_all(db::Write& tx, std::span<const Facts> all, Instant now, std::string_view import_id = {});

// Gives the child an authority's id. Conflict when the authority uses that id for another child.
Done link(db::Write& tx, const ChildId& child, const LocalId& id, std::string_view import_id = {});
// Many at once whose ids are known to be free (a taken id is a fault of the database).
struct NewLink {
  ChildId child;
  LocalId id;
};
Done link_all(db::Write& tx, std::span<const NewLink> links, std::string_view import_id = {});
// The record that stands for an authority's id; nothing when the id is not known.
std::optional<ChildId> find(db::Read& tx, std::string_view authority_code, std::string_view local_id);
// All of an authority's ids at once, each with the record that was linked (not yet resolved by merges).
std::map<std::string, ChildId, std::less<>> links_of(db::Read& tx, std::string_view authority_code);

// The record that stands for this one: itself, unless it was merged.
ChildId current(db::Read& tx, const ChildId& id);
// NotFound when there is no such record. A merged record is answered with the one that stands.
Result<Child> load(db::Read& tx, const ChildId& id);
// Every record that stands, ordered by id: for bulk work.
std::vector<Child> load_all(db::Read& tx);

// What a source now says. Corrections made by people stay on top. True when something changed.
Result<bool> set_facts(db::Write& tx, const ChildId& id, const Facts& facts);

// Puts one fact right. `field` is a column's name (sex, born_on, …), `value` its text as stored (dates ISO, flags 0 or
// 1), nothing: not known. Invalid when the value does not fit the field.
Done correct(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& id, std::string_view field,
             std::optional<std::string> value, std::string_view reason, Instant now);

// From now on `kept` stands for `merged` too. Conflict when they already stand for one another; nothing is deleted, so
// that unmerge_children gives back both as they were.
Done merge_children(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& kept, const ChildId& merged,
                    std::string_view reason, Instant now);
// Takes back the last standing merge of this record. NotFound when it is not merged.
Done unmerge_children(db::Write& tx, const Actor& actor, const Allowed& allowed, const ChildId& merged, Instant now);

// Takes back what an import made, for its undo: its links, then those of its records to which nothing else points.
// `used_in` names the columns outside this feature that may ("placements.child_id"): records found there stay.
void forget_import(db::Write& tx, std::string_view import_id, std::span<const std::string_view> used_in = {});

}  // namespace rightplace::children
