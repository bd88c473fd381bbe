#pragma once
// A referral: what an authority says when it looks for a home for a child. Its file is the Placements Data Standard v2
// (SocialCareData/placements-standard, effective 18 July 2025), six entities under its own names, and one object
// `rightplace` with what that standard lacks (docs/api/referral.schema.json). It never names the child: a birth month
// instead of a birth date, postcode sectors instead of addresses. The referral is stored as received, sealed; what holds is the
// newest document of a reference that stands, so that an import can be taken back.

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/care.h"
#include "base/date.h"
#include "base/id.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "features/audit/audit.h"
#include "features/imports/imports.h"
#include "features/services.h"
#include "vault/vault.h"

namespace rightplace::referrals {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // import referrals, export referrals, referrals
imports::Kind import_kind();

struct ReferralTag;
using ReferralId = Id<ReferralTag>;

enum class Status { Draft, Open, Placed, Withdrawn, Closed };
inline constexpr auto kStatuses = enum_names<Status>({{Status::Draft, "draft", "Draft"},
                                                      {Status::Open, "open", "Open"},
                                                      {Status::Placed, "placed", "Placed"},
                                                      {Status::Withdrawn, "withdrawn", "Withdrawn"},
                                                      {Status::Closed, "closed", "Closed"}});
enum class Event { Send, Place, Withdraw, Close, Reopen };
inline constexpr auto kEvents = enum_names<Event>({{Event::Send, "send", "sent"},
                                                   {Event::Place, "place", "placed"},
                                                   {Event::Withdraw, "withdraw", "withdrawn"},
                                                   {Event::Close, "close", "closed"},
                                                   {Event::Reopen, "reopen", "reopened"}});
struct Transition {
  Status from;
  Event event;
  Status to;
};
// Every way a referral may change. A placement that falls through before it starts reopens its referral; a withdrawn or
// closed one stays so, and a new need is a new referral.
inline constexpr std::array kTransitions = {Transition{Status::Draft, Event::Send, Status::Open},
                                            Transition{Status::Draft, Event::Withdraw, Status::Withdrawn},
                                            Transition{Status::Open, Event::Place, Status::Placed},
                                            Transition{Status::Open, Event::Withdraw, Status::Withdrawn},
                                            Transition{Status::Open, Event::Close, Status::Closed},
                                            Transition{Status::Placed, Event::Reopen, Status::Open},
                                            Transition{Status::Placed, Event::Close, Status::Closed}};
Result<Status> next_status(Status from, Event event);   // Conflict when there is no such row
bool may_become(Status from, Status to);                // the same, or by one or more rows

enum class Urgency { SameDay, Within5Days, Planned };   // the standard's neededBy
inline constexpr auto kUrgencies = enum_names<Urgency>({{Urgency::SameDay, "same_day", "today"},
                                                        {Urgency::Within5Days, "within_5_days", "in less than 5 days"},
                                                        {Urgency::Planned, "planned", "in more than 5 days"}});

// The standard's livingCompanions.
enum class Companions { Solo, WithOthers, OnlyOlder, OnlyYounger, NoPreference };

enum class RiskLevel { Low, Medium, High };
inline constexpr auto kRiskLevels =
    enum_names<RiskLevel>({{RiskLevel::Low, "low", "low"}, {RiskLevel::Medium, "medium", "medium"}, {RiskLevel::High, "high", "high"}});

struct NeedStated {
  Need need;
  NeedLevel level;
};
template <class Kind>
struct RiskStated {
  Kind risk;
  std::optional<RiskLevel> level;      // not always known
  std::optional<Date> evidence_on;     // the latest evidence
};

// Where something is, as precisely as the referral may say: prefer a sector.
enum class Precision { Postcode, Sector, OutwardCode };
inline constexpr auto kPrecisions = enum_names<Precision>({{Precision::Postcode, "postcode", "postcode"},
                                                           {Precision::Sector, "sector", "postcode sector"},
                                                           {Precision::OutwardCode, "outward_code", "outward code"}});
struct Where {
  Precision precision = Precision::Sector;
  std::string text;   // upper case, one space: "LA1 4YW", "LA1 4", "LA1"
};

enum class PlaceKind { Home, School, Family, Friends, Other };
inline constexpr auto kPlaceKinds = enum_names<PlaceKind>({{PlaceKind::Home, "home", "home"},
                                                           {PlaceKind::School, "school", "school"},
                                                           {PlaceKind::Family, "family", "family"},
                                                           {PlaceKind::Friends, "friends", "friends"},
                                                           {PlaceKind::Other, "other", "another place that matters"}});
// Why being away from a place is in the child's interest (domain factor F8).
enum class AwayReason { Safety, Kin, Specialist, Settled };
inline constexpr auto kAwayReasons = enum_names<AwayReason>({{AwayReason::Safety, "safety", "safety"},
                                                             {AwayReason::Kin, "kin", "to be with kin elsewhere"},
                                                             {AwayReason::Specialist, "specialist", "a specialist service elsewhere"},
                                                             {AwayReason::Settled, "settled", "settled elsewhere"}});
struct PlaceThatMatters {
  PlaceKind kind = PlaceKind::Home;
  Where where;
  std::optional<AwayReason> away;   // none: near is better
  double weight = 1;                // against the other places, above 0 to 10
};
enum class ZoneReason { Exploitation, CriminalNetwork, HarmInFamily, Peers, CourtOrder, Other };
inline constexpr auto kZoneReasons = enum_names<ZoneReason>({{ZoneReason::Exploitation, "exploitation", "exploitation there"},
                                                             {ZoneReason::CriminalNetwork, "criminal_network", "a criminal network there"},
                                                             {ZoneReason::HarmInFamily, "harm_in_family", "harm in the family"},
                                                             {ZoneReason::Peers, "peers", "harmful peers there"},
                                                             {ZoneReason::CourtOrder, "court_order", "a court's order"},
                                                             {ZoneReason::Other, "other", "another reason"}});
// No home within so many miles of a point.
struct ExclusionZone {
  Where where;
  double radius_miles = 0;   // 0.1 to 200
  ZoneReason reason = ZoneReason::Other;
};
// Somebody this child must not live with: one of ours by child id, or a resident of a home as the home lists them.
struct NamedConflict {
  std::string child_id;   // or
  std::string urn;
  std::string resident;
};

enum class Together { Required, Preferred, Apart };
inline constexpr auto kTogether = enum_names<Together>({{Together::Required, "required", "must live together"},
                                                        {Together::Preferred, "preferred", "better together"},
                                                        {Together::Apart, "apart", "better apart"}});
struct Sibling {
  std::string reference;   // their own referral, or empty
  std::optional<Sex> sex;
  std::string born_in;     // or age
  std::optional<int> age;
};

struct Legal {
  std::string status;                           // SSDA903 LS code, or empty
  bool secure_order = false;                    // Children Act 1989 s25
  std::optional<Date> secure_order_until;
  bool seventy_two_hours = false;               // SI 1991/1505 reg 10
  bool secretary_of_state_approval = false;     // needed under 13
};

enum class Schooling { Mainstream, Special, Alternative, InTheHome, None };
inline constexpr auto kSchoolings = enum_names<Schooling>({{Schooling::Mainstream, "mainstream", "a mainstream school"},
                                                           {Schooling::Special, "special", "a special school"},
                                                           {Schooling::Alternative, "alternative", "alternative provision"},
                                                           {Schooling::InTheHome, "in_the_home", "education in the home"},
                                                           {Schooling::None, "none", "no schooling"}});

// For the fairness report only: never an input of the score.
enum class EthnicGroup { White, Mixed, Asian, Black, Other, NotKnown };
inline constexpr auto kEthnicGroups = enum_names<EthnicGroup>({{EthnicGroup::White, "white", "White"},
                                                               {EthnicGroup::Mixed, "mixed", "Mixed"},
                                                               {EthnicGroup::Asian, "asian", "Asian"},
                                                               {EthnicGroup::Black, "black", "Black"},
                                                               {EthnicGroup::Other, "other", "Other"},
                                                               {EthnicGroup::NotKnown, "not_known", "Not known"}});

struct Referral {
  // The six entities of the standard as they came, checked against its definition: PlacementAvailability, … An entity
  // that was absent is absent. All the accessors below read it.
  json::Object standard;

  std::string reference;        // R-7K3M9Q; empty until stored
  Status status = Status::Open;
  std::string authority_code;   // ONS code of the placing authority
  std::string child_id;         // ours, or empty
  std::optional<Sex> sex;
  std::string born_in;          // "2011-04", or empty: then age
  std::optional<int> age;       // on the day needed, 0 to 17
  std::optional<Date> needed_on;      // required of all but drafts
  std::optional<Date> planned_until;  // day of leaving; none: the policy's horizon
  std::optional<Urgency> urgency;     // none: as neededBy says
  std::optional<Purpose> purpose;
  std::vector<NeedStated> needs;      // in the order of Need; a need not listed is not known …
  bool needs_complete = false;        // … unless all were assessed: then it is known to be absent
  std::vector<RiskStated<RiskToChild>> risks_to_child;     // what is known beyond the standard's yes or no
  std::vector<RiskStated<RiskToOthers>> risks_to_others;
  std::vector<PartOfDay> risk_times;
  std::vector<PlaceThatMatters> places;
  std::vector<ExclusionZone> exclusion_zones;
  std::vector<NamedConflict> conflicts;
  std::vector<Wish> wishes;
  std::vector<std::string> wanted_homes, unwanted_homes;   // URNs the child asked for, or asked not to live in
  std::optional<Together> siblings_together;
  std::vector<Sibling> siblings;
  Legal legal;
  std::vector<Route> routes;          // by which the authority may buy; empty: any it has
  std::vector<Adaptation> adaptations;
  std::optional<Schooling> schooling;
  bool ehc_plan = false;
  std::vector<Service> services;      // local services the child needs
  std::vector<Culture> culture;       // culture, faith and language to be kept
  std::optional<int> earlier_placements;
  std::optional<EthnicGroup> ethnic_group;
  std::optional<bool> disabled;
  std::optional<bool> unaccompanied;  // unaccompanied asylum-seeking child
  std::string notes;

  std::string child_local_id() const;   // the standard's childId
  Date referred_on() const;             // the standard's referralDate
  Urgency how_urgent() const;
  Companions companions() const;
  bool has(RiskToChild risk) const;     // the standard's "Risk Present", or its words for another risk
  bool has(RiskToOthers risk) const;
  int sibling_count() const;            // brothers and sisters to place with this child
  // The first and last day on which the child can have been born. Only with born_in or age.
  std::pair<Date, Date> born_between() const;
  std::optional<Pence> weekly_cost() const;    // of the actual placement: the standard counts pounds
};

// Reads one referral. Every fault is in the error's `fields` with its path (rightplace.needed_on). `warnings` receives
// what should be looked at although it is not wrong: free text that may identify somebody.
Result<Referral> read_referral(const json::Value& value, std::string_view source, std::vector<FieldError>& warnings);

enum class Scope { Whole, StandardOnly };
// What the standard has comes out exactly as it came in. read_referral(as_json(r)) gives r.
json::Value as_json(const Referral& referral, Scope scope = Scope::Whole);

// A file holds one referral, a list of them, or one after the other (a line each). The whole file is refused when it is
// not JSON; each item says on which line it begins.
struct FileItem {
  std::uint64_t line = 1;
  json::Value value;
};
Result<std::vector<FileItem>> split_file(std::string_view text, std::string_view source);

// What in a free text may tell who somebody is: "a full postcode", "a date", "a telephone number", "a name (Jayden)".
std::vector<std::string> identity_hints(std::string_view text);

enum class Kept { New, Changed, Unchanged };
struct StoreOutcome {
  Kept kept = Kept::New;
  std::string reference;
};
// Adds the document and works out what holds. A referral without a reference is the one of the same authority, child
// and referral date, or a new one. Conflict when the stored one cannot become what this one says (kTransitions).
Result<StoreOutcome> store_referral(db::Write& tx, const vault::Vault& vault, Referral referral, Instant now, const std::optional<imports::ImportId>& import = std::nullopt);

// By reference or id. NotFound otherwise.
Result<Referral> find_referral(db::Read& tx, const vault::Vault& vault, std::string_view reference_or_id);
// By reference, in order of the day needed. `open_only` leaves out all but open ones.
std::vector<Referral> list_referrals(db::Read& tx, const vault::Vault& vault, bool open_only);

// What lists need, without reading the whole document.
struct Line {
  std::string id, reference;
  std::string document;                // id of the document that holds: another when the referral was changed
  std::string authority_code;
  std::string child_id;                // empty: not known
  Status status = Status::Open;
  Date referred_on;
  std::optional<Date> needed_on;
  Urgency urgency = Urgency::Planned;
};
// Of one authority, whatever their status; the most urgent and soonest needed first.
std::vector<Line> lines_of_authority(db::Read& tx, std::string_view authority_code);
// Of one child, whatever their status; the newest first.
std::vector<Line> lines_of_child(db::Read& tx, std::string_view child_id);
std::optional<Line> line_of(db::Read& tx, std::string_view reference);

// What stood plain before documents were sealed.
bool has_plain(db::Read& tx);
std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most);

Result<Status> change_status(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view reference, Event event, Instant now);

}  // namespace rightplace::referrals
