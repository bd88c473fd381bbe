#pragma once
// A change of one room's calendar, as a form or a program asks for it: read once, carried out once.

#include "base/json.h"
#include "features/supplying/supplying_view.h"

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
// A Conflict, with who it was.
Error named(db::Read& tx, const desk::Asked& asked, std::string_view urn, supply::Subject subject, Error error);

}  // namespace rightplace::supplying
