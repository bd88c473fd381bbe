#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/reference.h"
#include "base/text.h"
#include "features/supply/supply_rows.h"

namespace rightplace::supply {
namespace {

constexpr std::string_view kInsert = R"sql(
  INSERT INTO supply_holds (number, urn, room, from_on, until_on, held_for, held_at, held_until, held_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";
constexpr std::string_view kOfHome = "SELECT number, room, held_at, held_until, released_at FROM supply_holds WHERE urn = $1";
constexpr std::string_view kRelease = "UPDATE supply_holds SET released_at = $2, released_by = $3 WHERE number = $1 AND released_at IS NULL";

Done check(const Hold& hold, const HomeSupply& home, Instant at) {
  std::vector<FieldError> faults;
  const bool known = home.rooms && std::ranges::find(home.rooms->value, hold.room, &Room::room) != home.rooms->value.end();
  if (!known) faults.push_back({"room", "Choose one of the home's rooms"});
  if (hold.nights.until && *hold.nights.until <= hold.nights.from) faults.push_back({"until", "The room must be held for at least one night"});
  if (hold.nights.from < london_date(at)) faults.push_back({"from", "The first night must not be in the past"});
  if (!is_reference(hold.held_for, 'R')) faults.push_back({"held_for", "Enter the reference of the referral, such as R-7K3M9Q"});
  const auto latest = london_date(at).plus_days(longest_hold_days());
  if (hold.held_until <= at) faults.push_back({"held_until", "The end of the hold must be in the future"});
  else if (hold.held_until > london_midnight(latest.plus_days(1))) faults.push_back({"held_until", fmt::format("A room is held for {} days at most: enter {} or an earlier day", longest_hold_days(), latest.words())});
  if (!faults.empty()) return fail(ErrorKind::Invalid, "The hold cannot be kept as it is", std::move(faults));
  return {};
}

std::string stands_in_the_way(std::string_view room, const RoomTime& time) {
  switch (time.state) {
    case RoomState::Held: return fmt::format("{} is held for {} on {} already. Release that hold first, or choose another room", room, time.held_for, time.nights.from.words());
    case RoomState::Occupied: return fmt::format("{} is not free on {}. Say first from when it is free", room, time.nights.from.words());
    case RoomState::OutOfUse: return fmt::format("{} is out of use on {}. Say first from when it is in use again", room, time.nights.from.words());
    case RoomState::Unknown: return fmt::format("Whether {} is free on {} is not known, because a child is said to live there or in a room that nobody names. Put that right first", room, time.nights.from.words());
    case RoomState::Free: break;
  }
  return {};
}

}  // namespace

Result<std::int64_t> hold(db::Write& tx, const Actor& actor, const Allowed& allowed, Hold hold, std::span<const Occupation> placements, When when) {
  const auto home = supply_of(tx, hold.urn, london_date(when.at), when.at);
  hold.held_for = upper(squeeze(hold.held_for));
  RP_CHECK(check(hold, home, when.at));
  for (const auto& calendar : room_calendars(home, placements, hold.nights.from)) {
    if (calendar.room != hold.room) continue;
    for (const auto& time : calendar.times)
      if (time.state != RoomState::Free && time.nights.overlaps(hold.nights)) return fail(ErrorKind::Conflict, stands_in_the_way(hold.room, time));
  }
  const auto number = tx.integer("SELECT COALESCE(MAX(number), 0) FROM supply_holds") + 1;
  tx.run(kInsert, {number, hold.urn, hold.room, hold.nights.from, hold.nights.until, hold.held_for, when.at, hold.held_until, actor.id});
  audit::record(tx, actor, allowed, "room.held", {"home", hold.urn}, when.now, {{"hold", number}});
  return version_of(number, when.at);
}

Done release_hold(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::int64_t version, When when) {
  struct Found {
    std::int64_t number = 0;
    std::string room;
    Instant until;
    bool released = false;
  };
  std::optional<Found> found;
  tx.each(kOfHome, {urn}, [&](const db::Row& row) {
    if (version_of(row.integer(0), row.instant(2)) == version) found = Found{row.integer(0), row.string(1), row.instant(3), !row.is_null(4)};
  });
  if (!found) return fail(ErrorKind::NotFound, "The home has no such hold");
  if (found->released) return fail(ErrorKind::Conflict, fmt::format("This hold of {} has been released already", found->room));
  if (found->until <= when.at) return fail(ErrorKind::Conflict, fmt::format("This hold of {} has lapsed already", found->room));
  tx.run(kRelease, {found->number, when.at, actor.id});
  audit::record(tx, actor, allowed, "room.released", {"home", urn}, when.now, {{"hold", found->number}});
  return {};
}

}  // namespace rightplace::supply
