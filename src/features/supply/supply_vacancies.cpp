#include <algorithm>
#include <stdexcept>

#include "base/london.h"
#include "embedded/supply_rules.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"
#include "formats/toml.h"

namespace rightplace::supply {
namespace {

int days_of(std::string_view file, std::string_view section, std::string_view key) {
  const auto rules = formats::parse_toml(embedded::supply_rules(file), file);
  const auto* found = rules ? rules->find(section) : nullptr;
  const auto* value = found ? found->find(key) : nullptr;
  if (!value || !value->as_integer()) throw std::logic_error("rules: " + std::string(file) + " has no " + std::string(section) + "." + std::string(key));
  return static_cast<int>(*value->as_integer());
}

}  // namespace

int vacancies_last_days() {
  static const int days = days_of("default.toml", "shelf_life", "vacancy_days");
  return days;
}
int longest_hold_days() {
  static const int days = days_of("holds.toml", "hold", "longest_days");
  return days;
}

bool too_old(Instant stated_at, Date today) { return today - london_date(stated_at) > vacancies_last_days(); }
bool counts_as_known(const HomeSupply& home, Date today) { return home.calendar && !too_old(home.calendar->at, today); }

bool is_blocked(homes::Status status, const std::vector<Notice>& notices) {
  return status == homes::Status::Suspended || std::ranges::any_of(notices, [](const Notice& notice) { return notice.kind != NoticeKind::Compliance; });
}

std::string_view notice_meaning(NoticeKind kind) {
  switch (kind) {
    case NoticeKind::Restriction:
      return "Only children who lived here when it was served, and have lived here since, may live here. No other child may be placed (Care Standards Act 2000, section 22B).";
    case NoticeKind::Suspension: return "The registration is suspended. No child may be placed here while it lasts (Care Standards Act 2000, section 20B).";
    case NoticeKind::Cancellation: return "Ofsted is cancelling the registration. No child may be placed here (Care Standards Act 2000, sections 14 and 20).";
    case NoticeKind::Compliance:
      return "Ofsted has told the home what it must put right, and by when. It does not by itself stop a placement (Care Standards Act 2000, section 22A).";
  }
  return {};
}

Occupation occupation_of(const placements::Placement& placement, Date day) {
  auto until = placement.stay.until ? placement.stay.until : placement.planned_until;
  if (until && *until <= day) until.reset();
  return {placement.room.value_or(""), {placement.stay.from, until}};
}

Vacancies vacancies_on(const HomeSupply& home, std::span<const Occupation> placements, Date night) {
  Vacancies found;
  if (!home.calendar) return found;
  found.stated_on = london_date(home.calendar->at);
  found.known = counts_as_known(home, night);
  int contradicted = 0;   // the room is named by both sides
  for (const auto& room : room_calendars(home, placements, night)) {
    if (room.times.front().state == RoomState::Free) ++found.free;
    if (room.times.front().state != RoomState::Unknown) continue;
    const auto said = room_night(home, placements, room.room, night);
    const bool named = std::ranges::any_of(said.reasons, [](const Reason& one) { return one.says == Says::LivesThere || one.says == Says::Placed; });
    if (named) ++contradicted;
    else ++found.free;   // stated free; which of these rooms a child has taken is not said
  }
  const auto over = std::min(found.free, without_a_room(home, placements, night));
  found.free -= over;
  found.in_doubt = contradicted + over;
  found.free = std::min(found.free, home.calendar->value.may_take.value_or(found.free));
  return found;
}

}  // namespace rightplace::supply
