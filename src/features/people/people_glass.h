#pragma once
// Within the feature: a child's record opened in an emergency.

#include <vector>

#include "base/enum_names.h"
#include "features/children/children.h"
#include "features/people/people.h"

namespace rightplace::people {

struct GlassTag;
using GlassId = Id<GlassTag>;

enum class Danger { Missing, Harm, Medical, Police, Other };
inline constexpr auto kDangers = enum_names<Danger>({{Danger::Missing, "missing", "The child is missing"},
                                                     {Danger::Harm, "harm", "The child is or may be harmed now"},
                                                     {Danger::Medical, "medical", "A doctor or hospital must know something now"},
                                                     {Danger::Police, "police", "The police must know something now"},
                                                     {Danger::Other, "other", "Another danger"}});
inline constexpr std::int64_t kGlassLastsMs = 3'600'000;   // policy, not law

struct Broken {
  GlassId id;
  accounts::PersonId person;
  organisations::OrganisationId organisation;
  children::ChildId child;
  Danger danger = Danger::Other;
  Personal<std::string> reason;
  Instant opened_at, until_at;
  std::optional<Instant> seen_at;
  std::optional<accounts::PersonId> seen_by;
  Personal<std::string> seen_words;
};

// Of the authority's own child: what access decides on. NotFound when the authority has no child of this number in care.
Result<access::Facts> child_facts(db::Read& tx, const organisations::OrganisationId& authority, const children::ChildId& child, Date today);

// Of an alert that the address names: the authority's.
std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)> alert_facts(const desk::Desk& desk);

// Keeps the reason sealed, audits, and sends a letter to each nominated officer of the authority but the one who asks (or, where
// it has none today, to each head of service, or else each administrator). A letter that cannot be put holds nothing up: it
// stands in the audit as glass.not_told. `granted` is the permission for this child's record.
Result<GlassId> break_glass(db::Write& tx, const vault::Vault& vault, const access::Standing& standing, const access::Granted& granted, const children::ChildId& child,
                            Danger danger, const Personal<std::string>& reason, Instant now);
// That it was asked for and not given, for the authority's auditor; the child only where it is the authority's own.
void note_refused(db::Write& tx, const access::Standing& standing, const std::optional<children::ChildId>& own_child, Danger danger, Instant now);
Result<Broken> load_broken(db::Read& tx, const vault::Vault& vault, const GlassId& id);
std::vector<Broken> broken_in(db::Read& tx, const vault::Vault& vault, const organisations::OrganisationId& authority);   // newest first
// Conflict when somebody has looked at it already; Forbidden for whoever broke it.
Done acknowledge(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const GlassId& id, const Personal<std::string>& words, Instant now);

}  // namespace rightplace::people
