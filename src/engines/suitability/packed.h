#pragma once
// The facts of the homes laid out for the loop over homes: one fixed record each, rooms and residents in shared arrays.
// Private to the engine.

#include <limits>
#include <vector>

#include "engines/suitability/problem.h"

namespace rightplace::suitability {

inline constexpr std::uint8_t kNotKnown = 255;
inline constexpr std::size_t kNeedLanes = 16;   // the needs, filled up with nothing to a whole vector register
static_assert(kNeedCount <= kNeedLanes);
inline constexpr std::int32_t kNoEnd = std::numeric_limits<std::int32_t>::max();
inline constexpr std::int32_t kNoDate = std::numeric_limits<std::int32_t>::min();

struct PackedBusy {
  std::int32_t from, until;   // days; kNoEnd
  BusyKind kind;
  std::uint64_t referral;
};

struct PackedRoom {
  std::uint32_t busy_begin, busy_end;
  Set<Adaptation> adaptations;
  bool adaptations_known;
};

struct PackedResident {
  std::uint64_t token;
  std::int32_t from, until;
  RiskFacts<Danger> poses;               // not known at all: everything unknown
  RiskFacts<Vulnerability> vulnerable;
  std::uint8_t age;                      // kNotKnown
};

struct PackedHome {
  HomeType type;
  Registration registration;
  bool restricted, compliance_notice, fragile_provider, located, rooms_known, residents_known, contracts_known;
  bool purposes_known, adaptations_known, features_known, services_known, culture_known;
  std::uint8_t grade, accepts, age_from, age_to, takes_solo, sells_spot;   // kNotKnown where not known
  std::uint16_t authority, operated_by, places;                           // places 0: not known
  std::int32_t restricted_until, vacancy_stated_on, may_take;             // may_take -1: as rooms allow
  std::uint32_t room_begin, room_end, resident_begin, resident_end, contract_begin, contract_end;
  alignas(16) std::array<std::uint8_t, kNeedLanes> takes_from, takes_to;   // level; to: kNotKnown
  GridPoint point;
  double within_miles;
  Set<Adaptation> adaptations;
  // For the criteria.
  Set<Purpose> purposes;
  Set<Wish> features;
  Set<Service> services;
  Set<Culture> culture;
  std::array<std::uint8_t, kNeedCount> can_do;
  std::array<std::uint8_t, kVulnerabilityCount> area_vulnerability;
  std::array<std::uint8_t, kDangerCount> area_danger;
  std::uint8_t mitigation, education_on_site, school_confirmed;
  std::array<std::uint8_t, kTimeBandCount> staff;
  // Criteria that do not depend on the child or only on the policy.
  std::uint8_t manager_in_post, turnover, agency, qualified, team_training, reflective_supervision;
  std::uint8_t therapy_named, therapy_supervised, therapy_measured;
  std::int16_t manager_months;                                            // -1 not known
  std::int32_t clinician_minutes;                                         // -1 not known
  std::int32_t progress_cases, progress_mean, ending_cases, ending_mean;  // cases -1: not known
};

struct Supply::Packed {
  std::vector<PackedHome> homes;
  std::vector<PackedRoom> rooms;
  std::vector<PackedBusy> busy;
  std::vector<PackedResident> residents;
  std::vector<std::uint32_t> contracts;
};

// Adds one home; the facts must be in range.
void pack(const HomeFacts& facts, Supply::Packed& into);

}  // namespace rightplace::suitability
