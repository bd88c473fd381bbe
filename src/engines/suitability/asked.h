#pragma once
// A referral and a policy made ready for the loop over homes: everything that does not depend on the home is worked out
// once. Private to the engine.

#include "engines/suitability/packed.h"
#include "engines/suitability/solution.h"

namespace rightplace::suitability {

// A concerning pair that touches the child: 2 it poses (runs) the risk, 1 it may, 0 it does not.
struct AskedPair {
  RiskPair pair;
  int poses, runs;
};

// A need that counts: the least and the most of its part of needs fit, by what the home can do; the last for not known.
struct AskedNeed {
  std::size_t need;
  bool maybe_none;                                     // not assessed: it may turn out to be no need
  std::array<std::int32_t, 6> low, high;
};

struct AskedChild {
  std::uint8_t age_low, age_high, age_at_end;          // completed years; at_end: the oldest it could be on the last night
  std::uint8_t sex;                                    // kNotKnown
  alignas(16) std::array<std::uint8_t, kNeedLanes> need_low, need_high;
  std::vector<AskedNeed> needs;                        // those not known to be none
  bool therapy_applies, therapy_may_apply;
  Companions companions;
  Set<Adaptation> room_adaptations, home_adaptations;
  // Critical: residents with one of these are (or may be) a block.
  Set<Vulnerability> endangers, may_endanger;
  Set<Danger> endangered_by, may_be_endangered_by;
  std::vector<AskedPair> concerning;
  bool has_conflicts;
  const Child* child;
  const MatteringPlace* school;                        // where continuity is wanted; may be null
  double place_weight;                                 // sum of the weights of its places
  int wish_count;
};

struct Asked {
  const Problem* problem;
  const Policy* policy;
  std::int32_t from, until;                            // the nights asked for, half-open
  std::int32_t stale_before;                           // statements before this day are not known
  std::int32_t as_at;
  bool secure_open;                                    // the gate to secure homes is met
  std::uint64_t referral_token;                        // hash64 of the referral's id
  std::vector<AskedChild> children;
  std::vector<std::uint8_t> named;                     // by home: bit 0 wanted, bit 1 unwanted by any child; empty when none is named
  const MatteringPlace* first_place;                   // for the distance shown; may be null
};

Asked prepare(const Problem& problem);

struct Miles {
  double low = 0, high = 0;
};
Miles miles_to(const PackedHome& home, const Location& place);

// The deciding fact of Vacancy and Siblings.
enum VacancyFact : std::size_t { kNoRoomFree, kStale, kNoRooms, kDisputed, kStaffing, kFull };
// … and of Adaptations: of the whole home, or of the rooms.
enum AdaptationFact : std::size_t { kOfHome, kOfRoom };
inline constexpr std::size_t kNobodyInParticular = 255;   // the deciding fact is not one resident

// One answer other than ok: which fact gave it, for which child.
struct Said {
  Rule rule;
  Answer answer;
  std::size_t fact;
  std::size_t child;
};

// Hard rules and flags. `every` receives all answers other than ok, a rule perhaps more than once.
HomeResult judge(const Asked& asked, const Supply::Packed& supply, std::size_t home, std::vector<Said>* every = nullptr);
// u on every criterion, of the home at `at` of what was packed; `index` is its place in the problem's supply.
Spans value(const Asked& asked, const Supply::Packed& packed, std::size_t at, std::size_t index);
void fill_score(const Asked& asked, const PackedHome& home, const Spans& values, HomeResult& result);
// One number for the order of the list, lower first: verdict, lower bound, what is missing, distance. URN breaks ties.
std::uint64_t order_of(const HomeResult& result, bool located);

}  // namespace rightplace::suitability
