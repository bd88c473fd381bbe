#pragma once
// Single facts that somebody could change, and the smallest changes that would open a blocked home or lift an open one.

#include <optional>
#include <string>
#include <vector>

#include "engines/suitability/explain.h"

namespace rightplace::suitability {

// One fact each. What `index`, `second` and `value` mean stands beside.
enum class ChangeKind : std::uint8_t {
  GiveUpBusy,        // room index: the hold or closure `second` of it
  TakeMore,          // the home takes `value` children now
  StartLater,        // the placement starts on day `value`
  LowerAgeFrom, RaiseAgeTo,          // to `value`
  TakeBothSexes,
  LowerNeedFrom, RaiseNeedTo,        // need index, level `value`
  KeepToOneChild,
  AdaptRoom,         // room index, adaptation `second`
  AdaptHome,         // adaptation index
  LiftZone,          // child index, zone `second`
  LiftConflict,      // child index, conflict `second`
  AgreeContract,
  // Facts that raise the score of an open home, or answer what is not known of it.
  StateVacancy,      // the home says today that what its rooms show is so; where it named no rooms, that enough are free
  RaiseCanDo,        // need index, level `value`
  AddFeature, AddService, AddCulture,   // index
  RaiseMitigation,   // percent `value`
  ConfirmSchool, OfferEducation,
  RaiseStaff,        // time band index, `value` on duty
  AppointManager, LowerTurnover, LowerAgency, RaiseQualified,   // percent `value`
  TrainTeam, SuperviseReflectively, NameTherapy, RaiseClinician /* minutes `value` */, SuperviseTherapy, MeasureTherapy,
  ServePurpose
};

struct Change {
  ChangeKind kind;
  int index = 0;
  int second = 0;
  std::int32_t value = 0;
  bool operator==(const Change&) const = default;
};

// The facts with the change made.
void apply(const Change& change, const Problem& problem, HomeFacts& home, Referral& referral);
Changer changer(const Change& change);
std::string sentence(const Change& change, const Problem& problem, std::size_t home);

// Every change that could help to open a blocked home; none where nobody can change the fact.
std::vector<Change> opening_changes(const Problem& problem, std::size_t home);

// The verdict of the home with the changes made, by running the rules again.
HomeResult judge_with(const Problem& problem, std::size_t home, const std::vector<Change>& changes);

struct Opening {
  std::vector<Change> changes;   // the fewest facts whose change opens the home (to "needs checking" at least); empty when none do
  Set<Rule> stuck;               // rules that nobody's change can open
  bool possible() const { return !changes.empty(); }
};

// Of a blocked home. Looks for sets of up to six changes; exact: no smaller set of opening_changes() opens the home.
Opening smallest_opening(const Problem& problem, std::size_t home);

// Of an open home outside the best n of its list: the one fact whose smallest change brings it in. A fact that is only
// not known counts as the smallest step; others by the part of their range that they move.
std::optional<Change> smallest_lift(const Problem& problem, const Solution& solution, std::size_t home, std::size_t n);

struct NearMiss {
  std::uint32_t home;
  Opening opening;
  Span score;                    // if it were open
};

// Blocked homes that could be opened: fewest rules first, then the best score; at most n. Homes that are closed for
// good (registration, type) are not looked at.
std::vector<NearMiss> near_misses(const Problem& problem, const Solution& solution, std::size_t n);

}  // namespace rightplace::suitability
