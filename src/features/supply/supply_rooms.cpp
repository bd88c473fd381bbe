#include <fmt/format.h>

#include <algorithm>

#include "base/london.h"
#include "base/text.h"
#include "features/placements/placements.h"
#include "features/supply/supply_rows.h"

namespace rightplace::supply {
namespace {

constexpr std::string_view kRenameHolds = "UPDATE supply_holds SET room = $3 WHERE urn = $1 AND room = $2 AND released_at IS NULL AND held_until > $4";

std::vector<Room> rooms_of(const HomeSupply& home) { return home.rooms ? home.rooms->value : std::vector<Room>{}; }

Result<std::vector<Room>::iterator> found(std::vector<Room>& rooms, std::string_view name) {
  const auto room = std::ranges::find(rooms, name, &Room::room);
  if (room == rooms.end()) return fail(ErrorKind::Conflict, fmt::format("The home has no room called {} any more. Look at its rooms again", rightplace::shown(name)));
  return room;
}

bool taken(const std::vector<Room>& rooms, std::string_view name, std::string_view but) {
  return std::ranges::any_of(rooms, [&](const Room& room) { return room.room != but && iequals(room.room, name); });
}

// Whether a child of whom nobody says the room can be in this one: without it there would be a room too few.
bool might_hold_somebody(const HomeSupply& home, const std::vector<Room>& left, std::string_view name, std::span<const Occupation> placements, Date today) {
  auto without = home;
  without.rooms->value = left;
  if (without.calendar) without.calendar->value = with_removed(without.calendar->value, name);
  const auto now = without_a_room(home, placements, today), then = without_a_room(without, placements, today);
  const bool free = room_night(home, placements, name, today).state == RoomState::Unknown;
  return then > now || (now > 0 && free);
}

}  // namespace

Done add_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, const Room& room, std::int64_t shown, When when) {
  const auto home = supply_of(tx, urn, london_date(when.at), when.at);
  auto rooms = rooms_of(home);
  if (taken(rooms, room.room, "")) return fail(ErrorKind::Invalid, "There is a room of this name already", {{"room", fmt::format("There is a room called {} already. Choose another name", room.room)}});
  rooms.push_back(room);
  RP_CHECK(state(tx, actor, allowed, urn, rooms, shown, when));
  return {};
}

Done change_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view name, const Room& room, std::int64_t shown, When when) {
  const auto today = london_date(when.at);
  const auto home = supply_of(tx, urn, today, when.at);
  auto rooms = rooms_of(home);
  RP_TRY(there, found(rooms, name));
  if (taken(rooms, room.room, name)) return fail(ErrorKind::Invalid, "There is a room of this name already", {{"room", fmt::format("There is a room called {} already. Choose another name", room.room)}});
  *there = room;
  RP_CHECK(state(tx, actor, allowed, urn, rooms, shown, when));
  if (room.room == name) return {};
  if (home.calendar) RP_CHECK(state_with_its_age(tx, actor, allowed, urn, with_renamed(home.calendar->value, name, room.room), home.calendar->at, home.calendar->by, when));
  if (home.residents) {
    auto residents = home.residents->value;
    for (auto& resident : residents)
      if (resident.room == name) resident.room = room.room;
    RP_CHECK(state_with_its_age(tx, actor, allowed, urn, residents, home.residents->at, home.residents->by, when));
  }
  tx.run(kRenameHolds, {urn, name, room.room, when.at});
  placements::rename_room(tx, actor, allowed, urn, name, room.room, today, when.now);
  return {};
}

Done remove_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view name, std::span<const Occupation> placements, std::int64_t shown, When when) {
  const auto today = london_date(when.at);
  const auto home = supply_of(tx, urn, today, when.at);
  auto rooms = rooms_of(home);
  RP_TRY(there, found(rooms, name));
  const auto still = [&](const Stay& nights) { return !nights.until || *nights.until > today; };
  const bool lived_in = home.residents && std::ranges::any_of(home.residents->value, [&](const Resident& r) { return r.room == name && still({r.from.value_or(today), r.until}); });
  const bool placed = std::ranges::any_of(placements, [&](const Occupation& o) { return o.room == name && still(o.nights); });
  if (lived_in || placed) return fail(ErrorKind::Conflict, fmt::format("A child lives in {} or is to come. The room can go when nobody is said to live there", name));
  if (std::ranges::any_of(home.holds, [&](const Hold& hold) { return hold.room == name; })) return fail(ErrorKind::Conflict, fmt::format("{} is held for a child. Release the hold first", name));
  rooms.erase(there);
  if (might_hold_somebody(home, rooms, name, placements, today))
    return fail(ErrorKind::Conflict, fmt::format("A child lives in the home of whom nobody has said the room, and it may be {}. Say first in which room the child lives", name));
  RP_CHECK(state(tx, actor, allowed, urn, rooms, shown, when));
  if (home.calendar) RP_CHECK(state_with_its_age(tx, actor, allowed, urn, with_removed(home.calendar->value, name), home.calendar->at, home.calendar->by, when));
  return {};
}

Done take_room(db::Write& tx, const Actor& actor, const Allowed& allowed, std::string_view urn, std::string_view room, Stay nights, When when) {
  const auto home = supply_of(tx, urn, london_date(when.at), when.at);
  if (!home.calendar) return {};
  return state_with_its_age(tx, actor, allowed, urn, with_taken(home.calendar->value, room, nights), home.calendar->at, home.calendar->by, when);
}

}  // namespace rightplace::supply
