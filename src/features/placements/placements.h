#pragma once
// Where children live as the work goes on. An authority's record is a claim; the home's manager confirms it; it ends
// with a reason. The yearly return (features/returns) is derived from these records, never the other way about.
//
// Occupancy belongs to the home's calendar: `clashes` finds two children in one room on one night, and a room so
// claimed twice is unknown to the search until somebody says which is right.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/enum_names.h"
#include "base/money.h"
#include "base/stay.h"
#include "features/children/children.h"

namespace rightplace::placements {

std::span<const db::Migration> migrations();

struct PlacementTag;
using PlacementId = Id<PlacementTag>;

enum class State { Claimed, Confirmed, Ended, Withdrawn };
inline constexpr auto kStates = enum_names<State>({{State::Claimed, "claimed", "Claimed by the authority"},
                                                   {State::Confirmed, "confirmed", "Confirmed by the home"},
                                                   {State::Ended, "ended", "Ended"},
                                                   {State::Withdrawn, "withdrawn", "Recorded in error"}});

enum class Route { Spot, Framework, Block, Dps, Own };
inline constexpr auto kRoutes = enum_names<Route>({{Route::Spot, "spot", "Spot purchase"},
                                                   {Route::Framework, "framework", "Framework"},
                                                   {Route::Block, "block", "Block contract"},
                                                   {Route::Dps, "dps", "Dynamic purchasing system"},
                                                   {Route::Own, "own", "The authority's own home"}});

enum class EndKind { Planned, Unplanned, Other };
inline constexpr auto kEndKinds = enum_names<EndKind>({{EndKind::Planned, "planned", "Planned"},
                                                       {EndKind::Unplanned, "unplanned", "Unplanned"},
                                                       {EndKind::Other, "other", "Neither (counted as still going well)"}});

struct Placement {
  PlacementId id;
  children::ChildId child;
  std::string authority_code;
  std::string urn;
  std::optional<std::string> room;
  Stay stay;                             // until: the day of leaving, only when it has ended
  std::optional<Date> planned_until;
  State state = State::Claimed;
  Route route = Route::Spot;
  std::optional<WeeklyRate> rate;
  std::string place_code = "K2";         // kind of place in the return
  std::optional<std::string> end_reason;
  std::optional<EndKind> end_kind;       // of end_reason, by rules/ending_reasons.toml
  std::optional<std::string> referral_id;
};

// Why a placement may end: rules/ending_reasons.toml, with its source.
struct EndingReason {
  std::string code;
  std::string label;
  EndKind kind = EndKind::Other;
  int from_year = 0;                     // first return year in which it is used; 0: always
  std::optional<int> to_year;
};
Result<std::vector<EndingReason>> read_ending_reasons(std::string_view toml, std::string_view source);
const std::vector<EndingReason>& ending_reasons();   // those that came with the program
// How a reason counts; nothing for an unknown code.
std::optional<EndKind> end_kind_of(std::string_view code);

// An authority records a placement. Invalid when planned_until is before the first night; NotFound for an unknown child.
Result<Placement> claim(db::Write& tx, const Actor& actor, const Allowed& allowed, Placement placement, Instant now);
// The home's manager confirms it, and says the room. Conflict unless it is claimed.
Done confirm(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::optional<std::string> room, Instant now);
// The room of a placement that stands, claimed or confirmed. Conflict when it has ended or was recorded in error.
Done put_in_room(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view room, Instant now);
// The home calls a room otherwise from now on: every placement there that has not ended by today follows. Answers how many.
std::int64_t rename_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view room, std::string_view name, Date today, Instant now);
// Conflict unless it stands; Invalid for an unknown reason or a day before the first night.
Done end(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, Date left_on, std::string_view reason, Instant now);
// Recorded in error: kept, and counted nowhere.
Done withdraw(db::Write& tx, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view reason, Instant now);
// The days of a placement as they are known to be, with what stood before kept (placements_corrections.cpp).
struct Days {
  Stay stay;                             // until: exactly where it has ended
  std::optional<Date> planned_until;
  bool operator==(const Days&) const = default;
};
struct Correction {
  Days was, is;
  Personal<std::string> because;
  std::string by;
  Instant at;
};
// Invalid names the day that cannot be: the last before the first, or nights on which the child lived elsewhere. Conflict when
// the days are no longer `shown`, which the person was shown.
Done correct_days(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PlacementId& id, const Days& shown, const Days& right,
                  std::string_view because, Instant now);
// The newest first.
std::vector<Correction> corrections_of(db::Read& tx, const vault::Vault& vault, const PlacementId& id);

// The end was entered in error: the placement stands again as before it, and what was recorded is kept (placements_reopenings.cpp).
struct Reopening {
  Date was_left_on;
  std::string was_reason;                // code
  Personal<std::string> because;
  std::string by;
  Instant at;
};
// Conflict unless it has ended, and where the child lives elsewhere or another child in that room since. Invalid without a reason.
Done reopen(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const PlacementId& id, std::string_view because, Instant now);
// The newest first.
std::vector<Reopening> reopenings_of(db::Read& tx, const vault::Vault& vault, const PlacementId& id);

// Many at once as they are (demo, imports), without an audit event each. Ids that are empty are made. end_kind is
// worked out from end_reason.
Done insert_all(db::Write& tx, std::span<const Placement> placements, Instant now, std::string_view import_id = {});

Result<Placement> load(db::Read& tx, const PlacementId& id);
// Those of one child (under whatever record) and of one authority, by first night. Withdrawn ones are left out.
std::vector<Placement> of_child(db::Read& tx, const children::ChildId& child);
std::vector<Placement> of_authority(db::Read& tx, std::string_view authority_code);
// Who sleeps there on a night, claimed ones too. Children under the record that stands.
std::vector<Placement> occupants(db::Read& tx, std::string_view urn, Date night);
// The same for every home at once: one query.
std::map<std::string, std::vector<Placement>, std::less<>> occupants_of_all(db::Read& tx, Date night);
// Who sleeps there that night, or will later.
std::vector<Placement> there_from(db::Read& tx, std::string_view urn, Date night);
// Of every home: placements whose first night comes after this one.
std::vector<Placement> beginning_after(db::Read& tx, Date night);

// Two placements that cannot both be true on some night: one room twice, or one child twice.
struct Clash {
  enum class Kind { Room, Child };
  Kind kind = Kind::Room;
  PlacementId first;
  PlacementId second;
  Date from;   // the first night on which both say so
};
std::vector<Clash> clashes(std::span<const Placement> placements);

}  // namespace rightplace::placements
