#pragma once
// What the engine is asked: a referral (a child, or brothers and sisters together), a snapshot of homes, a policy and
// the day on which it is asked. Ids and numbers only: no names. Every fact of a home may be unknown (an empty
// optional), and unknown is never treated as yes.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "base/units.h"
#include "engines/suitability/policy.h"
#include "engines/suitability/terms.h"

namespace rightplace::suitability {

// A place, and how far from it the truth may lie: 0 for a full postcode; the radius of the sector, outward code,
// constituency or authority when only that is known. Distances between two of them are intervals.
struct Location {
  GridPoint point;
  double within_miles = 0;
};

// Present and not-known risks; what is in neither set is known to be absent.
template <class E>
struct RiskFacts {
  Set<E> present;
  Set<E> unknown;
  bool operator==(const RiskFacts&) const = default;
};

// A stretch of nights in which a room is not simply free. Half-open; no end: without end.
struct Busy {
  Date from;
  std::optional<Date> until;
  BusyKind kind = BusyKind::Occupied;
  std::uint64_t referral = 0;   // Held: which referral it is held for (hash64 of its id); a hold never blocks its own referral
};

struct Room {
  std::vector<Busy> busy;                          // in any order; nights outside are free
  std::optional<Set<Adaptation>> adaptations;      // of kRoomAdaptations; empty optional: not known
};

// A child who lives there, without identity. `token` is a number of the caller's making, by which a named conflict
// refers to this child; 0 where none does.
struct Resident {
  std::uint64_t token = 0;
  std::optional<int> age;                          // completed years on the needed date
  std::optional<Sex> sex;
  std::optional<RiskFacts<Danger>> poses;
  std::optional<RiskFacts<Vulnerability>> vulnerable;
  Date from;
  std::optional<Date> until;                       // the day of leaving, when one is known
};

// An earlier result, for shrinkage: `mean_permille` of `cases` cases.
struct Record {
  int cases = 0;
  int mean_permille = 0;                           // 0 worst, 1000 best (for endings: the share that ended unplanned)
};

// All that is known of one home.
struct HomeFacts {
  std::string urn;                                 // unique in the snapshot
  HomeType type = HomeType::ChildrensHome;
  Registration registration = Registration::Registered;
  bool restricted = false;                         // a notice under s22B is in force …
  std::optional<Date> restricted_until;            // … until this day, when one is fixed
  bool compliance_notice = false;
  bool fragile_provider = false;
  std::optional<Grade> grade;
  std::optional<int> places;                       // registered
  std::optional<WeeklyRate> fee;                   // a separate axis; never in the score

  std::uint16_t authority = 0;                     // the area it stands in, Department for Education number; 0 unknown
  std::uint16_t operated_by = 0;                   // authority that runs it; 0 none
  std::optional<Location> location;

  // Statement of purpose, with any condition of registration already taken into it (E6).
  std::optional<int> age_from, age_to;             // completed years, both included
  std::optional<Accepts> accepts;
  std::array<std::optional<Level>, kNeedCount> takes_from{}, takes_to{};   // range accepted; from unknown counts as none
  std::array<std::optional<Level>, kNeedCount> can_do{};                   // level shown by staffing, training and record
  std::optional<bool> takes_solo;                  // would keep the home to one child
  std::optional<Set<Purpose>> purposes;

  // Vacancy. No statement date, or one older than the policy's shelf life: rooms count as not known.
  std::optional<Date> vacancy_stated_on;
  std::vector<Room> rooms;                         // empty: not known
  std::optional<int> may_take;                     // children it can take now, for staffing or the mix; unset: as rooms allow
  std::optional<std::vector<Resident>> residents;  // unset: not known; empty: nobody lives there
  std::optional<Set<Adaptation>> adaptations;      // of the whole home

  // Contracts it can be bought on (numbers of the caller's making), and whether it sells outside them.
  std::optional<std::vector<std::uint32_t>> contracts;
  std::optional<bool> sells_spot;

  // For the criteria.
  std::optional<Set<Wish>> features;
  std::array<std::optional<int>, kVulnerabilityCount> area_vulnerability{};   // 0 none … 3 high
  std::array<std::optional<int>, kDangerCount> area_danger{};                 // what a child's risk would meet there, 0 … 3
  std::optional<int> mitigation_percent;                                      // 0 … 100, of every risk of the area
  std::optional<bool> education_on_site;
  std::optional<bool> school_place_confirmed;                                 // for this referral
  std::optional<Set<Service>> services;
  std::optional<Set<Culture>> culture;
  std::array<std::optional<int>, kTimeBandCount> staff_on_duty{};
  std::optional<bool> manager_in_post;
  std::optional<int> manager_months;
  std::optional<int> turnover_percent;             // of staff, a year
  std::optional<int> agency_percent;               // of shifts
  std::optional<int> qualified_percent;            // of care staff, Level 3 or within its time
  std::optional<bool> team_training;               // the whole team, in one method
  std::optional<bool> reflective_supervision;
  std::optional<bool> therapy_model_named;
  std::optional<int> clinician_minutes;            // a week for each child
  std::optional<bool> therapy_supervised;
  std::optional<bool> therapy_outcomes_measured;
  std::optional<Record> progress;                  // earlier children's, from their starting point
  std::optional<Record> unplanned_endings;
};

// An immutable snapshot, shared by readers; replaced when a vacancy changes. Cost of making: about 1 µs a home.
class Supply {
 public:
  // Invalid when a URN is empty or comes twice, or a figure is out of its range; every fault is listed.
  static Result<std::shared_ptr<const Supply>> make(std::vector<HomeFacts> homes);
  // The same homes in the same order, some of them with other facts (the URN stays) and, where given, with these fees in place
  // of all that are in the facts. What is as before is shared: some 0.2 ms for 4,000 homes, nothing where only fees differ.
  struct Changed {
    std::uint32_t home = 0;
    HomeFacts facts;
  };
  using Fees = std::vector<std::optional<WeeklyRate>>;   // beside the homes
  Result<std::shared_ptr<const Supply>> with(std::vector<Changed> changed, std::shared_ptr<const Fees> fees = nullptr) const;
  ~Supply();
  Supply(const Supply&) = delete;
  Supply& operator=(const Supply&) = delete;

  std::size_t size() const { return facts_->size(); }
  const HomeFacts& home(std::size_t index) const { return *(*facts_)[index]; }   // what it costs is said by fee()
  const std::optional<WeeklyRate>& fee(std::size_t index) const { return fees_ ? (*fees_)[index] : home(index).fee; }
  std::vector<HomeFacts> homes() const;            // copied, with their fees
  std::optional<std::size_t> find(std::string_view urn) const;

  struct Packed;                                   // the same facts laid out for the loop over homes (packed.h)
  const Packed& packed() const { return *packed_; }

 private:
  Supply();
  using Facts = std::vector<std::shared_ptr<const HomeFacts>>;
  std::shared_ptr<const Facts> facts_;
  std::shared_ptr<const Fees> fees_;
  std::shared_ptr<const std::vector<std::uint32_t>> by_urn_;
  std::shared_ptr<const Packed> packed_;
  std::size_t left_over_ = 0;                      // homes whose earlier rooms and residents still stand in packed_
};

struct MatteringPlace {
  PlaceKind kind = PlaceKind::Home;
  Location where;
  double weight = 1;                               // > 0, in proportion to the others
  std::optional<AwayReason> away;                  // set: being away from it is in the child's interest
};

struct ExclusionZone {
  GridPoint centre;
  double radius_miles = 0;
};

// For the fairness report only: no rule and no criterion reads these.
struct Background {
  std::string ethnic_group;                        // the caller's groups; empty: not recorded
  std::optional<bool> disabled;
  std::optional<bool> unaccompanied;               // unaccompanied asylum-seeking child
};

struct Child {
  Date born_from, born_to;                         // the same day, or the first and last day of what is known
  std::optional<Sex> sex;                          // U in the return: not known
  std::array<std::optional<Level>, kNeedCount> needs{};   // unset: not assessed
  RiskFacts<Danger> poses;
  RiskFacts<Vulnerability> vulnerable;
  Companions companions = Companions::NoPreference;
  Set<Adaptation> adaptations;
  std::vector<ExclusionZone> exclusion_zones;
  std::vector<std::uint64_t> conflicts;            // tokens of children they must not live with; never 0
  std::vector<MatteringPlace> places;
  Set<Wish> wishes;
  std::vector<std::string> wanted_homes, unwanted_homes;   // URNs
  Set<Service> services;
  Set<Culture> culture;
  Set<TimeBand> risk_times;
  Background background;
};

// The gate to a secure home: Children Act 1989 s25, Children (Secure Accommodation) Regulations 1991.
struct SecureGate {
  std::optional<Date> order_from, order_until;     // an order of the court; until: last day
  bool seventy_two_hours = false;                  // the power without a court is available and asked for
  bool minister_approved_under_13 = false;
  bool accommodated_16_plus = false;               // 16 or over under s20(5): may not be kept secure
};

struct Referral {
  std::string id;                                  // seeds the robustness draws
  std::vector<Child> children;                     // one, or brothers and sisters to live together
  std::uint16_t authority = 0;                     // that looks after the child
  std::vector<std::uint16_t> adjoining;            // its neighbours, for the flags of approval
  Date needed_on;
  std::optional<Date> planned_until;               // the day of leaving; unset: the policy's horizon
  Purpose purpose = Purpose::LongTerm;
  std::vector<std::uint32_t> contracts;            // that this authority may use
  bool may_buy_spot = true;
  SecureGate secure;
};

struct Problem {
  std::shared_ptr<const Supply> supply;
  Referral referral;
  Policy policy;
  Date as_at;                                      // the day on which facts are judged fresh or stale
};

// What would make a problem meaningless (no child, an end before the start, born after needed …), all at once.
Done check_problem(const Problem& problem);

}  // namespace rightplace::suitability
