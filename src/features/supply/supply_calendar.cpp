#include <algorithm>
#include <set>

#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

bool covers(const Stay& nights, Date night) { return nights.covers_night(night); }
Stay nights_of(const Resident& resident, Date night) { return {resident.from.value_or(night), resident.until}; }

bool stated_free(const Calendar& calendar, std::string_view room, Date night) {
  return std::ranges::any_of(calendar.free, [&](const FreeTime& f) { return f.room == room && covers(f.nights, night); });
}
bool out_of_use(const Calendar& calendar, std::string_view room, Date night) {
  return std::ranges::any_of(calendar.out_of_use, [&](const OutOfUse& o) { return o.room == room && covers(o.nights, night); });
}
bool lived_in(const HomeSupply& home, std::string_view room, std::span<const Occupation> placements, Date night) {
  return std::ranges::any_of(placements, [&](const Occupation& o) { return o.room == room && covers(o.nights, night); }) ||
         (home.residents && std::ranges::any_of(home.residents->value, [&](const Resident& r) { return r.room == room && covers(nights_of(r, night), night); }));
}

// The rooms of which the home speaks.
std::set<std::string, std::less<>> rooms_of(const HomeSupply& home) {
  std::set<std::string, std::less<>> rooms;
  if (home.rooms)
    for (const auto& room : home.rooms->value) rooms.insert(room.room);
  if (home.calendar) {
    for (const auto& free : home.calendar->value.free) rooms.insert(free.room);
    for (const auto& out : home.calendar->value.out_of_use) rooms.insert(out.room);
  }
  return rooms;
}

// What is true of one room on one night, as far as the room is named.
RoomTime on_night(const HomeSupply& home, std::string_view room, std::span<const Occupation> placements, Date night) {
  if (!home.calendar) return {};
  const auto& calendar = home.calendar->value;
  if (out_of_use(calendar, room, night)) return {.state = RoomState::OutOfUse, .nights = {}, .held_for = {}};
  if (!stated_free(calendar, room, night)) return {.state = RoomState::Occupied, .nights = {}, .held_for = {}};
  if (lived_in(home, room, placements, night)) return {.state = RoomState::Unknown, .nights = {}, .held_for = {}};
  for (const auto& hold : home.holds)
    if (hold.room == room && covers(hold.nights, night)) return {.state = RoomState::Held, .nights = {}, .held_for = hold.held_for};
  return {.state = RoomState::Free, .nights = {}, .held_for = {}};
}

using Names = std::set<std::string, std::less<>>;

// Whether nobody can say in which room the child of this list lives. Where the home has not named its rooms, every name is one.
bool nowhere(const HomeSupply& home, const Names& rooms, std::string_view room) { return room.empty() || (home.rooms && !rooms.contains(room)); }

// The children of one list for whom no room is left when every room that is neither free nor out of use, nor named by the
// list, has taken one.
class LeftOver {
 public:
  LeftOver(const HomeSupply& home, const Names& rooms, Date night) : home_(home), rooms_(rooms), night_(night) {}
  void take(std::string_view room) {
    if (nowhere(home_, rooms_, room)) ++nowhere_;
    else named_.insert(room);
  }
  int count() const {
    if (nowhere_ == 0) return 0;
    const auto& calendar = home_.calendar->value;
    const auto has_space = std::ranges::count_if(rooms_, [&](const std::string& room) { return !named_.contains(room) && !stated_free(calendar, room, night_) && !out_of_use(calendar, room, night_); });
    return std::max(0, nowhere_ - static_cast<int>(has_space));
  }

 private:
  const HomeSupply& home_;
  const Names& rooms_;
  Date night_;
  std::set<std::string_view> named_;
  int nowhere_ = 0;
};

// An authority and the home may speak of the same child, so that the two lists are not added up.
int without_a_room(const HomeSupply& home, const Names& rooms, std::span<const Occupation> placements, Date night) {
  if (!home.calendar) return 0;
  LeftOver placed(home, rooms, night), living(home, rooms, night);
  for (const auto& one : placements)
    if (covers(one.nights, night)) placed.take(one.room);
  if (home.residents)
    for (const auto& one : home.residents->value)
      if (covers(nights_of(one, night), night)) living.take(one.room ? std::string_view(*one.room) : std::string_view());
  return std::max(placed.count(), living.count());
}

bool somebody_without_a_room(const HomeSupply& home, const Names& rooms, std::span<const Occupation> placements) {
  return std::ranges::any_of(placements, [&](const Occupation& one) { return nowhere(home, rooms, one.room); }) ||
         (home.residents && std::ranges::any_of(home.residents->value, [&](const Resident& one) { return nowhere(home, rooms, one.room.value_or("")); }));
}

}  // namespace

int without_a_room(const HomeSupply& home, std::span<const Occupation> placements, Date night) { return without_a_room(home, rooms_of(home), placements, night); }

std::vector<RoomCalendar> room_calendars(const HomeSupply& home, std::span<const Occupation> placements, Date from) {
  auto rooms = rooms_of(home);
  const bool doubts = somebody_without_a_room(home, rooms, placements);
  const auto of_the_home = doubts ? rooms : Names{};
  // A day on which something may change for a room; between two of them nothing does.
  std::set<Date> turns{from};
  const auto turn = [&](const Stay& nights) {
    if (nights.from > from) turns.insert(nights.from);
    if (nights.until && *nights.until > from) turns.insert(*nights.until);
  };
  if (home.calendar) {
    for (const auto& free : home.calendar->value.free) turn(free.nights);
    for (const auto& out : home.calendar->value.out_of_use) turn(out.nights);
  }
  if (home.residents)
    for (const auto& resident : home.residents->value) {
      if (resident.room) rooms.insert(*resident.room);
      turn(nights_of(resident, from));
    }
  for (const auto& hold : home.holds) turn(hold.nights);
  for (const auto& placement : placements) {
    if (!placement.room.empty()) rooms.insert(placement.room);
    turn(placement.nights);
  }
  std::set<Date> doubtful;   // of the turns
  if (doubts)
    for (const auto day : turns)
      if (without_a_room(home, of_the_home, placements, day) > 0) doubtful.insert(day);

  std::vector<RoomCalendar> calendars;
  for (const auto& room : rooms) {
    RoomCalendar calendar{.room = room, .times = {}};
    for (const auto day : turns) {
      auto time = on_night(home, room, placements, day);
      if (time.state == RoomState::Free && doubtful.contains(day)) time.state = RoomState::Unknown;
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

void nothing_is_free(std::vector<RoomCalendar>& calendars) {
  for (auto& calendar : calendars) {
    std::vector<RoomTime> times;
    for (auto& time : calendar.times) {
      if (time.state == RoomState::Free) time.state = RoomState::Unknown;
      if (!times.empty() && times.back().state == RoomState::Unknown && time.state == RoomState::Unknown) times.back().nights.until = time.nights.until;
      else times.push_back(std::move(time));
    }
    calendar.times = std::move(times);
  }
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
  const auto over = without_a_room(home, placements, night);
  if (free && !out && over > 0) {
    say(Says::MoreChildren, {night, std::nullopt}, {}, static_cast<std::size_t>(over));
    if (all.state == RoomState::Free) all.state = RoomState::Unknown;
  }
  std::size_t living = 0, placed = 0;
  if (home.residents)
    for (std::size_t i = 0; i < home.residents->value.size(); ++i) {
      const auto& one = home.residents->value[i];
      const auto nights = nights_of(one, night);
      if (one.room == room && covers(nights, night)) ++living, say(Says::LivesThere, nights, {}, i);
    }
  for (std::size_t i = 0; i < placements.size(); ++i)
    if (placements[i].room == room && covers(placements[i].nights, night)) ++placed, say(Says::Placed, placements[i].nights, {}, i);
  bool held = false;
  for (std::size_t i = 0; i < home.holds.size(); ++i)
    if (home.holds[i].room == room && covers(home.holds[i].nights, night)) held = true, say(Says::Held, home.holds[i].nights, home.holds[i].held_for, i);
  all.contradicts = ((free || out || held) && (living > 0 || placed > 0)) || living > 1 || placed > 1 || (held && home.calendar && !free) || (free && !out && over > 0);
  return all;
}

}  // namespace rightplace::supply
