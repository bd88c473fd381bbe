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

RoomNight room_night(const HomeSupply& home, std::span<const Occupation> placements, std::string_view room, Date night) {
  RoomNight all{.state = on_night(home, room, placements, night).state};
  const auto say = [&](Says says, const Stay& nights, std::string detail = {}, std::size_t which = 0) { all.reasons.push_back({says, nights, std::move(detail), which}); };
  bool free = false, out = false;
  if (!home.calendar) say(Says::NothingStated, {night, std::nullopt});
  else {
    for (const auto& one : home.calendar->value.out_of_use)
      if (one.room == room && covers(one.nights, night)) out = true, say(Says::OutOfUse, one.nights, one.reason);
    for (const auto& one : home.calendar->value.free)
      if (one.room == room && covers(one.nights, night)) free = true, say(Says::Free, one.nights);
    if (!out && !free) say(Says::NotFree, {night, std::nullopt});
  }
  std::size_t living = 0, placed = 0;
  if (home.residents)
    for (std::size_t i = 0; i < home.residents->value.size(); ++i) {
      const auto& one = home.residents->value[i];
      const Stay nights{one.from.value_or(night), one.until};
      if (one.room == room && covers(nights, night)) ++living, say(Says::LivesThere, nights, {}, i);
    }
  for (std::size_t i = 0; i < placements.size(); ++i)
    if (placements[i].room == room && covers(placements[i].nights, night)) ++placed, say(Says::Placed, placements[i].nights, {}, i);
  bool held = false;
  for (std::size_t i = 0; i < home.holds.size(); ++i)
    if (home.holds[i].room == room && covers(home.holds[i].nights, night)) held = true, say(Says::Held, home.holds[i].nights, home.holds[i].held_for, i);
  all.contradicts = ((free || out || held) && (living > 0 || placed > 0)) || living > 1 || placed > 1 || (held && home.calendar && !free);
  return all;
}

}  // namespace rightplace::supply
