#pragma once
// A change of one room's calendar, as a form or a program asks for it: read once, carried out once.

#include "base/json.h"
#include "features/supplying/supplying_view.h"
#include "web/form.h"

namespace rightplace::supplying {

enum class ChangeKind : std::uint8_t { Free, Taken, OutOfUse, InUse, Hold };
inline constexpr auto kChangeKinds = enum_names<ChangeKind>({{ChangeKind::Free, "free", "It is free"},
                                                            {ChangeKind::Taken, "taken", "It is no longer free"},
                                                            {ChangeKind::OutOfUse, "out_of_use", "It is out of use"},
                                                            {ChangeKind::InUse, "in_use", "It is in use again"},
                                                            {ChangeKind::Hold, "hold", "It is held for a referral"}});
struct Change {
  ChangeKind kind = ChangeKind::Free;
  std::string room;
  Stay nights;
  std::string reason;              // OutOfUse
  std::string held_for;            // Hold
  std::optional<Date> held_until;  // Hold: until the end of this day
};
// `shown`: the version of the calendar that the person saw; a hold needs none.
Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const Change& change, std::int64_t shown);
// How many children the home can take now; none: as rooms allow.
Done say_may_take(db::Write& tx, const desk::Asked& asked, std::string_view urn, std::optional<int> children, std::int64_t shown);

enum class RoomChangeKind : std::uint8_t { Add, Change, Remove };
inline constexpr auto kRoomChangeKinds = enum_names<RoomChangeKind>({{RoomChangeKind::Add, "add", "Add"}, {RoomChangeKind::Change, "change", "Change"}, {RoomChangeKind::Remove, "remove", "Remove"}});
struct RoomChange {
  RoomChangeKind kind = RoomChangeKind::Add;
  std::string was;                 // Change, Remove: its name until now
  supply::Room room;               // Add, Change
};
// `shown`: the version of the rooms that the person saw.
Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const RoomChange& change, std::int64_t shown);

// The room of a placement, said by the home's manager; a claimed placement is confirmed with it.
struct PlacementRoom {
  placements::PlacementId placement;
  std::string room;
  std::string stood;               // the room that the person saw; empty: none
};
// NotFound unless the person may write the placement; Conflict when it is in another room by now.
Done carry_out(db::Write& tx, const desk::Asked& asked, std::string_view urn, const PlacementRoom& change);

// The version that a form carries; a fault in the form when it carries none.
std::int64_t shown_version(web::Form& form);
// A Conflict, with who it was.
Error named(db::Read& tx, const desk::Asked& asked, std::string_view urn, supply::Subject subject, Error error);

}  // namespace rightplace::supplying
