// The hard rules, for one home. Each answers ok, blocked or not known, and says which fact decided.

#include <algorithm>
#include <bit>

#include "engines/suitability/asked.h"

namespace rightplace::suitability {
namespace {

// What is said of a home's rooms over the stay: bit r is room r.
struct Rooms {
  std::uint64_t free = 0;        // free every night
  std::uint64_t maybe = 0;       // free unless a dispute or an old statement says otherwise
  std::uint64_t all = 0;
  bool fresh = false;            // the statement is within its shelf life
};

struct Judged {
  HomeResult& result;
  std::vector<Said>* every = nullptr;
  std::size_t child = 0;

  void say(Rule rule, Answer answer, std::size_t fact = 0) {
    if (answer == Answer::Ok) return;
    if (every) every->push_back({rule, answer, fact, child});
    const auto at = static_cast<std::size_t>(rule);
    if (answer == Answer::Blocked) {
      if (!result.blocked.has(rule)) result.deciding[at] = static_cast<std::uint8_t>(std::min<std::size_t>(fact, 255));
      result.blocked.add(rule);
      result.unknown.remove(rule);
    } else if (!result.blocked.has(rule) && !result.unknown.has(rule)) {
      result.deciding[at] = static_cast<std::uint8_t>(std::min<std::size_t>(fact, 255));
      result.unknown.add(rule);
    }
  }
};

Rooms rooms_of(const Asked& asked, const Supply::Packed& supply, const PackedHome& home) {
  Rooms rooms;
  rooms.fresh = home.rooms_known && home.vacancy_stated_on != kNoDate && home.vacancy_stated_on >= asked.stale_before &&
                home.vacancy_stated_on <= asked.as_at;
  for (std::uint32_t r = home.room_begin; r < home.room_end; ++r) {
    const std::uint64_t bit = 1ull << (r - home.room_begin);
    rooms.all |= bit;
    bool taken = false, disputed = false;
    for (std::uint32_t b = supply.rooms[r].busy_begin; b < supply.rooms[r].busy_end; ++b) {
      const auto& busy = supply.busy[b];
      if (busy.from >= asked.until || busy.until <= asked.from) continue;
      if (busy.kind == BusyKind::InConflict) disputed = true;
      else if (busy.kind != BusyKind::Held || busy.referral != asked.referral_token) taken = true;
    }
    if (!rooms.fresh) rooms.maybe |= bit;
    else if (taken) continue;
    else if (disputed) rooms.maybe |= bit;
    else rooms.free |= bit;
  }
  return rooms;
}

// The most children known to be there on one night of the stay: the first night, or one on which somebody arrives.
int most_residents(const Asked& asked, const Supply::Packed& supply, const PackedHome& home) {
  const auto there_on = [&](std::int32_t night) {
    int count = 0;
    for (std::uint32_t i = home.resident_begin; i < home.resident_end; ++i)
      if (supply.residents[i].from <= night && night < supply.residents[i].until) ++count;
    return count;
  };
  int most = there_on(asked.from);
  for (std::uint32_t i = home.resident_begin; i < home.resident_end; ++i)
    if (const auto night = supply.residents[i].from; night > asked.from && night < asked.until) most = std::max(most, there_on(night));
  return most;
}

// Distinct rooms for all children, child c only in rooms of wanted[c], by augmenting paths; at most 8 children.
bool place_from(std::size_t child, const std::vector<std::uint64_t>& wanted, std::uint64_t& tried, std::array<int, 64>& holder) {
  for (std::uint64_t left = wanted[child] & ~tried; left != 0; left = wanted[child] & ~tried) {
    const auto room = static_cast<std::size_t>(std::countr_zero(left));
    tried |= 1ull << room;
    if (holder[room] < 0 || place_from(static_cast<std::size_t>(holder[room]), wanted, tried, holder)) {
      holder[room] = static_cast<int>(child);
      return true;
    }
  }
  return false;
}

bool rooms_for_all(const std::vector<std::uint64_t>& wanted, std::array<int, 64>& holder) {
  if (wanted.size() == 1) {
    if (wanted[0] == 0) return false;
    holder[static_cast<std::size_t>(std::countr_zero(wanted[0]))] = 0;
    return true;
  }
  holder.fill(-1);
  for (std::size_t child = 0; child < wanted.size(); ++child) {
    std::uint64_t tried = 0;
    if (!place_from(child, wanted, tried, holder)) return false;
  }
  return true;
}

void vacancy(const Asked& asked, const Supply::Packed& supply, const PackedHome& home, const Rooms& rooms, Judged& judged) {
  const int wanted = static_cast<int>(asked.children.size());
  int cap = 64;
  std::size_t cap_fact = kNoRoomFree;
  if (rooms.fresh && home.may_take >= 0) cap = home.may_take, cap_fact = kStaffing;
  // Where all who were ever told of would fit together, nobody needs to be counted night by night.
  const int told_of = static_cast<int>(home.resident_end - home.resident_begin);
  if (home.places != 0 && home.residents_known && told_of + wanted > home.places)
    if (const int left = home.places - most_residents(asked, supply, home); left < cap) cap = left, cap_fact = kFull;
  if (home.places != 0 && home.places < cap) cap = home.places, cap_fact = kFull;
  if (wanted == 1 && rooms.free != 0 && cap >= 1) return;
  const int free = std::min(std::popcount(rooms.free), cap);
  const int possible = rooms.all == 0 ? cap : std::min(std::popcount(rooms.free | rooms.maybe), cap);
  const std::size_t open_question = rooms.all == 0 ? kNoRooms : rooms.fresh ? kDisputed : kStale;
  const std::size_t block = cap < 64 && cap <= std::popcount(rooms.free | rooms.maybe) ? cap_fact : std::size_t{kNoRoomFree};
  if (free < 1) judged.say(Rule::Vacancy, possible < 1 ? Answer::Blocked : Answer::Unknown, possible < 1 ? block : open_question);
  if (wanted > 1 && free < wanted)
    judged.say(Rule::Siblings, possible < wanted ? Answer::Blocked : Answer::Unknown, possible < wanted ? block : open_question);
}

void adaptations(const Asked& asked, const Supply::Packed& supply, const PackedHome& home, const Rooms& rooms, Judged& judged,
                 std::uint64_t& usable_by_first) {
  const bool closed = judged.result.blocked.has(Rule::Vacancy) || judged.result.blocked.has(Rule::Siblings);
  const std::uint64_t sure = closed ? rooms.all : rooms.free;
  const std::uint64_t possible = closed ? rooms.all : rooms.free | rooms.maybe;
  usable_by_first = rooms.free;
  bool asks_of_room = false;
  for (std::size_t c = 0; c < asked.children.size(); ++c) {
    const auto wanted = asked.children[c].home_adaptations;
    judged.child = c;
    if (!wanted.empty() && !home.adaptations.covers(wanted))
      judged.say(Rule::Adaptations, home.adaptations_known ? Answer::Blocked : Answer::Unknown, kOfHome);
    asks_of_room |= !asked.children[c].room_adaptations.empty();
  }
  if (!asks_of_room) return;
  std::vector<std::uint64_t> certain, thinkable;
  for (const auto& child : asked.children) {
    std::uint64_t fits = 0, may_fit = 0;
    for (std::uint32_t r = home.room_begin; r < home.room_end; ++r) {
      const auto& room = supply.rooms[r];
      const std::uint64_t bit = 1ull << (r - home.room_begin);
      if (child.room_adaptations.empty() || (room.adaptations_known && room.adaptations.covers(child.room_adaptations))) fits |= bit, may_fit |= bit;
      else if (!room.adaptations_known) may_fit |= bit;
    }
    certain.push_back(fits & sure);
    thinkable.push_back(may_fit & possible);
  }
  usable_by_first = certain[0] & rooms.free;
  std::array<int, 64> holder;
  if (rooms_for_all(certain, holder)) return;
  if (!home.rooms_known || rooms_for_all(thinkable, holder)) judged.say(Rule::Adaptations, Answer::Unknown, kOfRoom);
  else judged.say(Rule::Adaptations, Answer::Blocked, kOfRoom);
}

void ages_and_sex(const AskedChild& child, const PackedHome& home, std::size_t c, Judged& judged) {
  const bool from_known = home.age_from != kNotKnown, to_known = home.age_to != kNotKnown;
  if ((from_known && child.age_high < home.age_from) || (to_known && child.age_low > home.age_to)) judged.say(Rule::Age, Answer::Blocked, c);
  else if (!from_known || !to_known || child.age_low < home.age_from || child.age_high > home.age_to) judged.say(Rule::Age, Answer::Unknown, c);
  else if (child.age_at_end > home.age_to) judged.result.flags.add(Flag::OutgrowsAgeRange);
  if (home.accepts == kNotKnown) judged.say(Rule::Sex, Answer::Unknown, c);
  else if (home.accepts != static_cast<std::uint8_t>(Accepts::Any)) {
    const auto wanted = home.accepts == static_cast<std::uint8_t>(Accepts::Boys) ? Sex::Male : Sex::Female;
    if (child.sex == kNotKnown) judged.say(Rule::Sex, Answer::Unknown, c);
    else if (child.sex != static_cast<std::uint8_t>(wanted)) judged.say(Rule::Sex, Answer::Blocked, c);
  }
}

void needs(const AskedChild& child, const PackedHome& home, Judged& judged) {
  // First all needs at once, without branches: nearly always every one is met. (A level not known is 255, above all.)
  std::uint8_t any = 0;
  for (std::size_t k = 0; k < kNeedLanes; ++k) {
    const std::uint8_t low = child.need_low[k], high = child.need_high[k], from = home.takes_from[k], to = home.takes_to[k];
    const std::uint8_t outside = static_cast<std::uint8_t>((low < from) | (high > to) | ((to == kNotKnown) & (high != 0)));
    any = static_cast<std::uint8_t>(any | outside);
  }
  if (any == 0) return;
  for (std::size_t k = 0; k < kNeedCount; ++k) {
    const auto low = child.need_low[k], high = child.need_high[k];
    const auto from = home.takes_from[k], to = home.takes_to[k];
    if (to == kNotKnown) {
      if (high < from) judged.say(Rule::NeedLevel, Answer::Blocked, k);
      else if (high > 0 || low < from) judged.say(Rule::NeedLevel, Answer::Unknown, k);
    } else if (high < from || low > to) {
      judged.say(Rule::NeedLevel, Answer::Blocked, k);
    } else if (low < from || high > to) {
      judged.say(Rule::NeedLevel, Answer::Unknown, k);
    }
  }
}

void company(const Asked& asked, const AskedChild& child, const Supply::Packed& supply, const PackedHome& home, Judged& judged) {
  const bool alone = home.places != 0 && home.places == asked.children.size();   // nobody else can live there
  const bool wants_solo = child.companions == Companions::Solo;
  if (!home.residents_known) {
    if (alone) return;
    if (wants_solo) judged.say(Rule::Solo, home.takes_solo == 0 && home.places != 0 ? Answer::Blocked : Answer::Unknown, kNobodyInParticular);
    if (child.has_conflicts) judged.say(Rule::NamedConflict, Answer::Unknown, kNobodyInParticular);
    if (!child.may_endanger.empty() || !child.may_be_endangered_by.empty()) judged.say(Rule::CriticalPair, Answer::Unknown, kNobodyInParticular);
    return;
  }
  bool somebody = false;
  for (std::uint32_t i = home.resident_begin; i < home.resident_end; ++i) {
    const auto& resident = supply.residents[i];
    if (resident.from >= asked.until || resident.until <= asked.from) continue;
    const std::size_t fact = i - home.resident_begin;
    if (wants_solo) judged.say(Rule::Solo, Answer::Blocked, fact);
    somebody = true;
    for (const auto token : child.child->conflicts)
      if (token != 0 && token == resident.token) judged.say(Rule::NamedConflict, Answer::Blocked, fact);
    if (!(child.endangers & resident.vulnerable.present).empty() || !(child.endangered_by & resident.poses.present).empty())
      judged.say(Rule::CriticalPair, Answer::Blocked, fact);
    else if (!(child.may_endanger & (resident.vulnerable.present | resident.vulnerable.unknown)).empty() ||
             !(child.may_be_endangered_by & (resident.poses.present | resident.poses.unknown)).empty())
      judged.say(Rule::CriticalPair, Answer::Unknown, fact);
  }
  if (wants_solo && !somebody && !alone && home.takes_solo != 1)
    judged.say(Rule::Solo, home.takes_solo == 0 && home.places != 0 ? Answer::Blocked : Answer::Unknown, kNobodyInParticular);
}

void zones(const AskedChild& child, const PackedHome& home, Judged& judged) {
  const auto& all = child.child->exclusion_zones;
  for (std::size_t z = 0; z < all.size(); ++z) {
    if (!(all[z].radius_miles > 0)) continue;   // lifted
    if (!home.located) {
      judged.say(Rule::ExclusionZone, Answer::Unknown, z);
      continue;
    }
    const auto miles = miles_to(home, {all[z].centre, 0});
    if (miles.high <= all[z].radius_miles) judged.say(Rule::ExclusionZone, Answer::Blocked, z);
    else if (miles.low <= all[z].radius_miles) judged.say(Rule::ExclusionZone, Answer::Unknown, z);
  }
}

void contract(const Asked& asked, const Supply::Packed& supply, const PackedHome& home, Judged& judged) {
  const auto& referral = asked.problem->referral;
  if (referral.authority != 0 && home.operated_by == referral.authority) return;
  if (referral.may_buy_spot && home.sells_spot == 1) return;
  for (std::uint32_t i = home.contract_begin; i < home.contract_end; ++i)
    for (const auto usable : referral.contracts)
      if (usable == supply.contracts[i]) return;
  const bool open_question = !home.contracts_known || (referral.may_buy_spot && home.sells_spot == kNotKnown);
  judged.say(Rule::Contract, open_question ? Answer::Unknown : Answer::Blocked);
}

void flags(const Asked& asked, const PackedHome& home, HomeResult& result) {
  if (home.grade == static_cast<std::uint8_t>(Grade::Inadequate)) result.flags.add(Flag::Inadequate);
  if (home.places == 1) result.flags.add(Flag::SingleChildHome);
  if (home.compliance_notice) result.flags.add(Flag::ComplianceNotice);
  if (home.fragile_provider) result.flags.add(Flag::FragileProvider);
  const auto& referral = asked.problem->referral;
  if (home.authority == 0 || referral.authority == 0 || home.authority == referral.authority) return;
  const bool adjoining = std::find(referral.adjoining.begin(), referral.adjoining.end(), home.authority) != referral.adjoining.end();
  result.flags.add(adjoining ? Flag::OutOfArea : Flag::AtADistance);
}

// Of the rooms that would do for the first child, the one that stays free longest.
void choose_room(const Asked& asked, const Supply::Packed& supply, const PackedHome& home, std::uint64_t usable, HomeResult& result) {
  std::int32_t best = kNoDate;
  for (; usable != 0; usable &= usable - 1) {
    const auto r = static_cast<std::uint32_t>(std::countr_zero(usable));
    std::int32_t end = kNoEnd;
    for (std::uint32_t b = supply.rooms[home.room_begin + r].busy_begin; b < supply.rooms[home.room_begin + r].busy_end; ++b)
      if (const auto& busy = supply.busy[b];
          busy.from >= asked.until && (busy.kind != BusyKind::Held || busy.referral != asked.referral_token))
        end = std::min(end, busy.from);
    if (end > best) best = end, result.room = static_cast<std::int8_t>(r);
  }
  if (result.room < 0 || best == kNoEnd) return;
  result.free_until = Date{best};
  if (!asked.problem->referral.planned_until) result.flags.add(Flag::FreeOnlyUntil);
}

}  // namespace

HomeResult judge(const Asked& asked, const Supply::Packed& supply, std::size_t index, std::vector<Said>* every) {
  const auto& home = supply.homes[index];
  HomeResult result;
  result.home = static_cast<std::uint32_t>(index);
  Judged judged{result, every};
  if (home.registration != Registration::Registered) judged.say(Rule::Registered, Answer::Blocked);
  if (home.restricted && home.restricted_until > asked.from) judged.say(Rule::Restriction, Answer::Blocked);
  if (home.type == HomeType::Secure ? !asked.secure_open
                                    : home.type == HomeType::ShortBreak && asked.problem->referral.purpose != Purpose::ShortBreak)
    judged.say(Rule::Type, Answer::Blocked);
  const auto rooms = rooms_of(asked, supply, home);
  vacancy(asked, supply, home, rooms, judged);
  std::uint64_t usable = 0;
  adaptations(asked, supply, home, rooms, judged, usable);
  for (std::size_t c = 0; c < asked.children.size(); ++c) {
    const auto& child = asked.children[c];
    judged.child = c;
    ages_and_sex(child, home, c, judged);
    needs(child, home, judged);
    company(asked, child, supply, home, judged);
    zones(child, home, judged);
  }
  judged.child = 0;
  contract(asked, supply, home, judged);
  flags(asked, home, result);
  choose_room(asked, supply, home, usable, result);
  result.verdict = !result.blocked.empty()   ? Verdict::NotSuitable
                   : !result.unknown.empty() ? Verdict::NeedsChecking
                                             : Verdict::Suitable;
  return result;
}

}  // namespace rightplace::suitability
