#pragma once
// The bodies on whose behalf people work here, what belongs to what and since when, and which registered homes a
// provider group has proved to be its own.
//
// Being the host (area) authority of a child is a relation of a record, never a kind of organisation. Everything is
// dated, half-open: a body that has left a consortium is no longer a member on the day of leaving. A claim to a home
// gives nothing until somebody else has checked the proof.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/id.h"
#include "base/result.h"
#include "base/stay.h"
#include "db/migrate.h"
#include "features/audit/audit.h"
#include "features/services.h"

namespace rightplace::organisations {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // organisations list, join, leave, end

enum class Kind { Authority, Consortium, ProviderGroup, Home, Ofsted, Department, Police, Health, Visitor, Advocacy, Platform };
inline constexpr auto kKinds = enum_names<Kind>({{Kind::Authority, "authority", "Local authority"},
                                                 {Kind::Consortium, "consortium", "Regional consortium or care cooperative"},
                                                 {Kind::ProviderGroup, "provider_group", "Provider of homes"},
                                                 {Kind::Home, "home", "Home"},
                                                 {Kind::Ofsted, "ofsted", "Ofsted"},
                                                 {Kind::Department, "department", "Department for Education"},
                                                 {Kind::Police, "police", "Police"},
                                                 {Kind::Health, "health", "Health service"},
                                                 {Kind::Visitor, "visitor", "Independent visitor to homes"},
                                                 {Kind::Advocacy, "advocacy", "Advocacy service for children"},
                                                 {Kind::Platform, "platform", "Operator of this service"}});

struct OrganisationTag;
using OrganisationId = Id<OrganisationTag>;
struct ClaimTag;
using ClaimId = Id<ClaimTag>;

struct Details {
  Kind kind = Kind::Authority;
  std::string name;
  std::string authority_code = {};   // any ONS code that the authority has or had; the latest is kept. Authorities only
  std::string urn = {};              // homes only
  Stay stay;                         // days on which it works here
};
struct Organisation {
  OrganisationId id;
  Details details;
};

// ---- Rules (organisations_rules.cpp): values in, values out.

// Whether a body of one kind can belong to one of another: authority to consortium, home or provider group to provider group.
bool may_belong(Kind member, Kind into);
// Names every field that is missing or out of place; the details with name and codes normalised.
Result<Details> checked(Details details);

// ---- Actions. Each is audited. Invalid names the fields; Conflict and NotFound say what stands in the way.

Result<OrganisationId> add(db::Write& tx, const Actor& actor, const Allowed& allowed, const Details& details, Instant now);
// Its last day of work is the day before `until`; a day before it began is Invalid.
Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& id, Date until, Instant now);

// Conflict when the two are tied in that time already, when a home or a provider group would belong to two at once, or when
// an organisation would come to belong to itself.
Done join(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& member, const OrganisationId& into,
          const Stay& stay, Instant now);
// NotFound when it does not belong on the day before `until` or later.
Done leave(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& member, const OrganisationId& into,
           Date until, Instant now);

// How a provider group proves that a home is its own.
enum class Proof { Certificate, RegisterContact, Ofsted };
inline constexpr auto kProofs = enum_names<Proof>({{Proof::Certificate, "certificate", "The certificate of registration was seen"},
                                                   {Proof::RegisterContact, "register_contact", "The contact in the register confirmed it"},
                                                   {Proof::Ofsted, "ofsted", "Ofsted confirmed it"}});

struct Claim {
  ClaimId id;
  OrganisationId organisation;
  std::string urn;
  std::string claimed_by;
  std::optional<Proof> proof;   // none: waits to be checked
  std::optional<Date> from_on, until_on;
  std::optional<Instant> ended_at = {};    // when it was ended or refused
  std::string refused_because = {};        // in the words of whoever checked it
};

// NotFound when the register does not show the home open on `today`; Conflict when this provider claims it already.
Result<ClaimId> claim_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const OrganisationId& provider,
                           std::string_view urn, Date today, Instant now);
// Forbidden when the one who claims would check it too; Conflict when the home is another provider's in that time. Where the
// home works here as an organisation of its own, it belongs to the provider from then on, and to no other.
Done prove_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& claim, Proof proof, Date from_on, Instant now);
// Ends what was proved, from `until` on: sold, or closed. The home's own organisation leaves the provider that day. Conflict
// when nobody has checked the claim yet.
Done end_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& claim, Date until, Instant now);

// Invalid without a reason that the provider can act on; Conflict when it was checked already.
Done refuse_home(db::Write& tx, const Actor& actor, const Allowed& allowed, const ClaimId& claim, std::string_view because, Instant now);

// ---- Questions. Each is one or two queries; `day` is a day of work, and who has ended by then is not found.

Result<Organisation> load(db::Read& tx, const OrganisationId& id);
// By kind and name. No kind: every kind.
std::vector<Organisation> all_on(db::Read& tx, Date day, std::optional<Kind> kind = std::nullopt);
// By name (in any case) or id, of those that work here on the day. Conflict lists those of the same name with their ids;
// NotFound when there is none.
Result<Organisation> the_one_called(db::Read& tx, std::string_view name_or_id, Date day, std::optional<Kind> kind = std::nullopt);
std::optional<OrganisationId> authority_with_code(db::Read& tx, std::string_view ons_code);
// Directly: the authorities of a consortium, the homes and groups of a group.
std::vector<OrganisationId> members_of(db::Read& tx, const OrganisationId& into, Date day);
// The organisation and everything that belongs to it on that day, at any depth.
std::vector<OrganisationId> with_all_below(db::Read& tx, const OrganisationId& id, Date day);
// URNs, sorted. Of a provider group: what it or a group below it has proved. Of a home: its own, when the group that it
// belongs to (at any depth) has proved it. Of others: none.
std::vector<std::string> homes_of(db::Read& tx, const OrganisationId& id, Date day);
// The provider group that has proved the home to be its own.
std::optional<OrganisationId> provider_of(db::Read& tx, std::string_view urn, Date day);
// One end of a tie, with its days; ended ones too, by name.
struct Tie {
  OrganisationId other;
  std::string name;
  Stay stay;
};
std::vector<Tie> ties_into(db::Read& tx, const OrganisationId& into);      // who belongs to it
std::vector<Tie> ties_from(db::Read& tx, const OrganisationId& member);    // what it belongs to
// Of one provider: proved, waiting, ended and refused ones; by URN, the newest first.
std::vector<Claim> claims_of(db::Read& tx, const OrganisationId& provider);
// NotFound when it was ended or refused, or never was.
Result<Claim> load_claim(db::Read& tx, const ClaimId& id);
// To one home: proved and waiting, by whichever provider.
std::vector<Claim> claims_to(db::Read& tx, std::string_view urn);
// Claims that nobody has checked yet, oldest first.
std::vector<Claim> claims_waiting(db::Read& tx);

}  // namespace rightplace::organisations
