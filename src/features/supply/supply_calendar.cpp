#include <algorithm>
#include <set>

#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

bool covers(const Stay& nights, Date night) { return nights.covers_night(night); }

// What is true of one room on one night.
RoomTime on_night(const HomeSupply& home, std::string_view room, std::span<const Occupation> placements, Date night) {
  if (!home.calendar) return {};
  const auto& calendar = home.calendar->value;
  for (const auto& out : calendar.out_of_use)
    if (out.room == room && covers(out.nights, night)) return {.state = RoomState::OutOfUse, .nights = {}, .held_for = {}};
  const bool stated_free = std::ranges::any_of(calendar.free, [&](const FreeTime& f) { return f.room == room && covers(f.nights, night); });
  const bool placed = std::ranges::any_of(placements, [&](const Occupation& o) { return o.room == room && covers(o.nights, night); });
  const bool lived_in = home.residents && std::ranges::any_of(home.residents->value, [&](const Resident& r) {
                          return r.room == room && covers({r.from.value_or(night), r.until}, night);
                        });
  if (stated_free && (placed || lived_in)) return {.state = RoomState::Unknown, .nights = {}, .held_for = {}};
  if (!stated_free) return {.state = RoomState::Occupied, .nights = {}, .held_for = {}};
  for (const auto& hold : home.holds)
    if (hold.room == room && covers(hold.nights, night)) return {.state = RoomState::Held, .nights = {}, .held_for = hold.held_for};
  return {.state = RoomState::Free, .nights = {}, .held_for = {}};
}

}  // namespace

std::vector<RoomCalendar> room_calendars(const HomeSupply& home, std::span<const Occupation> placements, Date from) {
  std::set<std::string> rooms;
  // A day on which something may change for a room; between two of them nothing does.
  std::set<Date> turns{from};
  const auto turn = [&](const Stay& nights) {
    if (nights.from > from) turns.insert(nights.from);
    if (nights.until && *nights.until > from) turns.insert(*nights.until);
  };
  if (home.rooms)
    for (const auto& room : home.rooms->value) rooms.insert(room.room);
  if (home.calendar) {
    for (const auto& free : home.calendar->value.free) {
      rooms.insert(free.room);
      turn(free.nights);
    }
    for (const auto& out : home.calendar->value.out_of_use) {
      rooms.insert(out.room);
      turn(out.nights);
    }
  }
  if (home.residents)
    for (const auto& resident : home.residents->value) {
      if (!resident.room) continue;
      rooms.insert(*resident.room);
      turn({resident.from.value_or(from), resident.until});
    }
  for (const auto& hold : home.holds) turn(hold.nights);
  for (const auto& placement : placements) {
    rooms.insert(placement.room);
    turn(placement.nights);
  }

  std::vector<RoomCalendar> calendars;
  for (const auto& room : rooms) {
    RoomCalendar calendar{.room = room, .times = {}};
    for (const auto day : turns) {
      auto time = on_night(home, room, placements, day);
      time.nights = {day, std::nullopt};
      auto& times = calendar.times;
      if (!times.empty() && times.back().state == time.state && times.back().held_for == time.held_for) continue;
      if (!times.empty()) times.back().nights.until = day;
      times.push_back(std::move(time));
    }
    calendars.push_back(std::move(calendar));
  }
  return calendars;
}

}  // namespace rightplace::supply
