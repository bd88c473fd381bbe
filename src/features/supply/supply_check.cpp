#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "features/supply/supply.h"

namespace rightplace::supply {
namespace {

constexpr std::size_t kLongestRoom = 60, kLongestReason = 200, kMostRooms = 200, kMostTimes = 1000;

class Faults {
 public:
  void add(std::string field, std::string detail) { faults_.push_back({std::move(field), std::move(detail)}); }
  void whole(const std::optional<int>& value, int low, int high, std::string field, std::string_view what) {
    if (value && (*value < low || *value > high)) add(std::move(field), fmt::format("{} must be a whole number from {} to {}", what, low, high));
  }
  // Names and words go onto pages and into files: no control characters.
  void text(const std::string& words, std::size_t longest, const std::string& field, std::string_view what) {
    if (words.size() > longest) add(field, fmt::format("{} must be {} characters or fewer", what, longest));
    else if (!is_utf8(words) || std::ranges::any_of(words, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; }))
      add(field, fmt::format("{} holds characters that cannot be shown", what));
  }
  template <class Items, class Key>
  void once(const Items& items, Key key, const std::string& field, std::string_view what) {
    std::set<decltype(key(*items.begin()))> seen;
    for (const auto& item : items)
      if (!seen.insert(key(item)).second) return add(field, fmt::format("{} must be stated only once", what));
  }
  void stay(const Stay& nights, const std::string& field) {
    if (nights.until && *nights.until <= nights.from) add(field, "The last day must be after the first");
  }
  Done done() && {
    if (faults_.empty()) return {};
    auto detail = faults_.front().detail;
    return fail(ErrorKind::Invalid, std::move(detail), std::move(faults_));
  }

 private:
  std::vector<FieldError> faults_;
};

void check(Faults& faults, const StatementOfPurpose& p) {
  faults.whole(p.age_from, 0, 21, "age_from", "The youngest age");
  faults.whole(p.age_to, 0, 21, "age_to", "The oldest age");
  if (p.age_from && p.age_to && *p.age_to < *p.age_from) faults.add("age_to", "The oldest age must not be below the youngest");
  faults.once(p.needs, [](const NeedOffer& n) { return n.need; }, "needs", "A need");
  for (const auto& n : p.needs)
    if (n.takes_from && n.takes_to && *n.takes_to < *n.takes_from)
      faults.add("takes_to_" + std::string(kNeeds.code(n.need)), fmt::format("{}: the highest level must not be below the lowest", kNeeds.label(n.need)));
  faults.whole(p.clinician_minutes, 0, 10'080, "clinician_minutes", "A clinician's minutes a week");
  if (p.therapy_model) faults.text(*p.therapy_model, 200, "therapy_model", "The name of the model");
  faults.once(p.told, [](const Told& t) { return t.matter; }, "told", "A matter");
  for (const auto& t : p.told) {
    faults.text(t.words, kLongestWords, std::string(kMatters.code(t.matter)), kMatters.label(t.matter));
    if (trim(t.words).empty()) faults.add(std::string(kMatters.code(t.matter)), fmt::format("{} must not be empty where it is stated", kMatters.label(t.matter)));
  }
}
void check_room_name(Faults& faults, const std::string& room, const std::string& field) {
  if (trim(room).empty()) faults.add(field, "Enter a name for the room, such as Blue or 2");
  faults.text(room, kLongestRoom, field, "The room's name");
}
void check(Faults& faults, const std::vector<Room>& rooms) {
  if (rooms.size() > kMostRooms) faults.add("room", fmt::format("A home has {} rooms or fewer", kMostRooms));
  for (const auto& room : rooms) check_room_name(faults, room.room, "room");
  faults.once(rooms, [](const Room& r) { return lower(r.room); }, "room", "A room's name");
}
void check(Faults& faults, const Calendar& calendar) {
  faults.whole(calendar.may_take, 0, 200, "may_take", "The number of children");
  if (calendar.free.size() + calendar.out_of_use.size() > kMostTimes) faults.add("room", "There are too many times; join those that meet");
  for (const auto& free : calendar.free) {
    check_room_name(faults, free.room, "room");
    faults.stay(free.nights, "until");
    for (const auto& other : calendar.free)
      if (&other != &free && other.room == free.room && other.nights.overlaps(free.nights)) return faults.add("from", fmt::format("{} is stated free twice on one night", free.room));
  }
  for (const auto& out : calendar.out_of_use) {
    check_room_name(faults, out.room, "room");
    faults.stay(out.nights, "until");
    faults.text(out.reason, kLongestReason, "reason", "The reason");
  }
  faults.once(calendar.out_of_use, [](const OutOfUse& o) { return std::pair(o.room, o.nights.from); }, "from", "A room out of use from one day");
}
void check(Faults& faults, const std::vector<Resident>& residents) {
  faults.once(residents, [](const Resident& r) { return r.token; }, "token", "A child's mark");
  for (const auto& r : residents) {
    if (r.token.empty()) faults.add("token", "Give each child a mark of the home's own");
    faults.text(r.token, 40, "token", "A child's mark");
    if (r.from && r.until && *r.until <= *r.from) faults.add("until", "The day of leaving must be after the first night");
  }
}
void check(Faults& faults, const std::vector<Staffing>& staffing) {
  faults.once(staffing, [](const Staffing& s) { return s.part_of_day; }, "on_duty", "A part of the day");
  for (const auto& s : staffing)
    faults.whole(s.on_duty, 0, 500, "on_duty_" + std::string(kPartsOfDay.code(s.part_of_day)), "The number of staff on duty");
}
void check(Faults& faults, const Team& t) {
  faults.whole(t.turnover_percent, 0, 1'000, "turnover_percent", "Turnover");
  faults.whole(t.agency_percent, 0, 100, "agency_percent", "Agency shifts");
  faults.whole(t.qualified_percent, 0, 100, "qualified_percent", "Qualified staff");
}
void check(Faults& faults, const Area& area) {
  faults.whole(area.mitigation_percent, 0, 100, "mitigation_percent", "How far the home lessens the risks");
  faults.once(area.to_child, [](const RiskToChildThere& r) { return r.risk; }, "risk", "A risk");
  faults.once(area.to_others, [](const RiskToOthersThere& r) { return r.risk; }, "risk", "A risk");
  for (const auto& r : area.to_child) faults.whole(r.level, 0, 3, "to_child_" + std::string(kRisksToChild.code(r.risk)), "A level");
  for (const auto& r : area.to_others) faults.whole(r.level, 0, 3, "to_others_" + std::string(kRisksToOthers.code(r.risk)), "A level");
}
void check(Faults& faults, const std::vector<ConfirmedService>& services) {
  faults.once(services, [](const ConfirmedService& s) { return s.service; }, "service", "A service");
}
void check(Faults& faults, const std::vector<Fee>& fees) {
  faults.once(fees, [](const Fee& f) { return std::pair(f.route, f.need_level); }, "fee", "A fee of one route and level");
  for (const auto& f : fees)
    if (f.rate.per_week.value < 0 || f.rate.per_week.value > 100'000'000) faults.add("fee", "A fee must be from £0 to £1,000,000 a week");
}
void check(Faults& faults, const Contracts& contracts) {
  faults.once(contracts.access, [](const ContractAccess& a) { return std::tuple(a.authority_code, a.route, a.from, a.reference); }, "authority", "A contract");
  for (const auto& a : contracts.access) {
    faults.stay({a.from, a.until}, "until");
    faults.text(a.reference, 200, "reference", "The reference");
  }
}
void check(Faults& faults, const std::vector<Outcome>& outcomes) {
  faults.once(outcomes, [](const Outcome& o) { return o.kind; }, "outcome", "An outcome");
  for (const auto& o : outcomes) {
    faults.whole(o.cases, 0, 10'000, "cases", "The number of cases");
    if (o.successes < 0 || o.successes > o.cases) faults.add("successes", "There cannot be more successes than cases");
  }
}

}  // namespace

Done check(const Statement& statement) {
  Faults faults;
  std::visit([&](const auto& value) { check(faults, value); }, statement);
  return std::move(faults).done();
}

}  // namespace rightplace::supply
