#pragma once
// The disclosure ledger: for each child, who saw how much of what, when and why. Data protection law gives the child that
// answer (UK GDPR article 15(1)(c)); the work needs it to see that identity goes only to those who need it. Every entry
// has an audit event, so that the ledger can be proven from the chain.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/enum_names.h"
#include "features/audit/audit.h"
#include "features/children/children.h"

namespace rightplace::disclosures {

std::span<const db::Migration> migrations();

enum class Tier { Outline, Needs, Identity, File };
inline constexpr auto kTiers = enum_names<Tier>({{Tier::Outline, "outline", "Outline without a name"},
                                                 {Tier::Needs, "needs", "Needs without a name"},
                                                 {Tier::Identity, "identity", "Name and identity"},
                                                 {Tier::File, "file", "The whole file"}});

enum class Purpose { Placing, Care, Oversight, Inspection, Safeguarding, SubjectAccess, Administration };
inline constexpr auto kPurposes = enum_names<Purpose>({{Purpose::Placing, "placing", "Finding a place"},
                                                       {Purpose::Care, "care", "Caring for the child"},
                                                       {Purpose::Oversight, "oversight", "Oversight"},
                                                       {Purpose::Inspection, "inspection", "Inspection"},
                                                       {Purpose::Safeguarding, "safeguarding", "Keeping the child safe"},
                                                       {Purpose::SubjectAccess, "subject_access", "The child's own request"},
                                                       {Purpose::Administration, "administration", "Administration"}});

// What is about to be shown.
struct Shown {
  children::ChildId child;
  Tier tier = Tier::Outline;
  std::vector<std::string> facts;   // their names, never their values: "name", "born_on", "home_address"
  Purpose purpose = Purpose::Placing;
  std::string organisation;         // for whom the reader acts; empty: for none
};

struct Entry {
  std::string id;
  Instant at;
  children::ChildId child;          // as it was then; it may have been merged since
  std::string actor_kind, actor_id, organisation;
  Tier tier = Tier::Outline;
  std::string facts;                // "born_on, name"
  Purpose purpose = Purpose::Placing;
  std::string grounds;
  std::int64_t event_sequence = 0;
};

// Enters it, with its audit event "child.disclosed", in the transaction that comes before the answer: what cannot be
// entered must not be shown. NotFound when there is no such child; Invalid when no fact is named or a name is not one.
Done record(db::Write& tx, const Actor& actor, const Allowed& allowed, const Shown& shown, Instant at);

// Everything shown of a child, under all records that stand for them, newest first.
std::vector<Entry> of_child(db::Read& tx, const children::ChildId& child);

// Where the ledger and the audit do not say the same, in whole sentences; empty when they agree. Reads both.
std::vector<std::string> differences(db::Read& tx);

std::vector<Command> commands();   // disclosures

}  // namespace rightplace::disclosures
