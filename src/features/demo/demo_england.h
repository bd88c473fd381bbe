#pragma once
// The invented England as plain values, before anything is written to a store. Indices point into the vectors of
// England; nobody in it exists, and no home stands where a real one does: a home is placed at an outward code's centre.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/care.h"
#include "base/date.h"
#include "base/money.h"
#include "base/stay.h"
#include "features/demo/demo_ground.h"
#include "features/demo/demo_scenario.h"

namespace rightplace::demo {

inline constexpr std::size_t kNeedCount = kNeeds.rows.size();
inline constexpr std::size_t kRiskToChildCount = kRisksToChild.rows.size();
inline constexpr std::size_t kRiskToOthersCount = kRisksToOthers.rows.size();
using Needs = std::array<NeedLevel, kNeedCount>;
constexpr NeedLevel level_of(const Needs& needs, Need need) { return needs[static_cast<std::size_t>(need)]; }

enum class Provision : std::uint8_t { Home, Secure, School };
enum class Sector : std::uint8_t { Private, Authority, Voluntary };

struct Owner {
  std::string name;   // "Alder Vale Care (invented) Ltd", or the authority's own name
  Sector sector = Sector::Private;
  int homes = 0;      // open at the census
};

struct Inspection {
  Date on;
  bool full = true;   // otherwise an interim visit without a grade
  Grade grade = Grade::NotJudged;
};

struct NoticeFact {
  std::string_view kind;   // restriction, suspension, cancellation, compliance
  Date from;
  std::optional<Date> until;
};

// What a home says it can do, and what is known of how it does it.
struct Offer {
  HomeType type = HomeType::LongTerm;
  int age_from = 8, age_to = 17;
  HomeSex sex = HomeSex::Mixed;
  Needs accepts{};                 // highest level
  bool solo = false;               // can care for one child alone
  bool siblings = false;
  bool emergencies = false;        // admits on the same day
  bool step_free = false;
  std::uint8_t refuses_risks = 0;  // bits of RiskToOthers
  std::string_view therapy_model;  // empty: none named
  int therapist_hours = 0;         // a week
  bool therapy_measured = false;
  std::array<double, 4> staff{};   // on duty in the morning, day, evening and night
  std::optional<int> manager_months;   // in post; nothing: no manager in post
  std::optional<double> turnover, agency, qualified, trained;   // shares; nothing: not stated
  bool reflective_supervision = false;
  std::array<std::optional<bool>, 3> services;   // education, health, CAMHS confirmed in the area
  std::array<int, 4> area_risks{};      // 0 none to 4 severe: sexual exploitation, criminal exploitation, drugs, missing
  Date stated_on;                  // version of the statement of purpose
};

enum class RoomState : std::uint8_t { Taken, Free, FreeLater, OutOfUse, NotStated };

struct Room {
  bool step_free = false;
  bool en_suite = false;
  RoomState state = RoomState::NotStated;
  Date free_from;                  // of Free and FreeLater
  std::optional<Date> stated_on;   // when the home last said so
  bool held = false;               // an offer holds it
};

struct Access {
  int authority = 0;
  Route route = Route::Spot;
  Date from;
};

struct Home {
  std::string urn;      // SC9nnnnn: a range not in use
  std::string name;
  Provision provision = Provision::Home;
  Sector sector = Sector::Private;
  int owner = 0;
  int authority = 0;
  int outward = 0;
  int places = 0;
  Date opened;
  std::optional<Date> closed;
  double quality = 0;   // unseen; mean 0, deviation 1
  std::vector<Inspection> inspections;   // by date
  std::vector<NoticeFact> notices;
  Offer offer;
  std::vector<Room> rooms;
  std::array<std::int64_t, 5> weekly_pence{};   // asked on the spot, by need level
  std::vector<Access> access;
  bool open_on(Date day) const { return opened <= day && (!closed || day < *closed); }
};

// One spell of one child in one room.
struct HomeStay {
  int child = -1;
  int home = 0;
  int room = 0;
  Stay stay;
  std::string_view reason;   // of the change, X1 only; empty: open, or left care
  Route route = Route::Spot;
  std::int64_t weekly_pence = 0;
  std::optional<Date> planned_until;
};

// One episode of the return. Place and provider as the year's code sets have them.
struct Episode {
  Date from;
  std::optional<Date> until;
  std::string_view rne;      // S, P, T
  std::string_view legal;
  std::string_view cin;
  std::string_view place;
  std::string_view provider;
  std::string_view rec;      // empty: open
  std::string_view reason;   // of the change of placement
  int home = -1;             // of Englands's homes; -1: not a home
  int outward = -1;          // where it is; -1: not in this country's outward codes
};

struct Child {
  int authority = 0;
  int outward = 0;           // the family home
  Sex sex = Sex::Male;
  Date born;
  std::string_view ethnicity;
  bool unaccompanied = false;
  std::uint32_t first_episode = 0;   // into England::episodes
  std::uint32_t episodes = 0;
  std::optional<std::uint32_t> profile;   // into England::profiles; only of children who lived in homes or wait
};

// Needs and risks, for those for whom a home is or was looked for.
struct Profile {
  Needs needs{};
  std::uint8_t to_child = 0;    // bits of RiskToChild
  std::uint8_t to_others = 0;   // bits of RiskToOthers
  std::uint8_t grave_to_child = 0, grave_to_others = 0;   // of those, the critical ones
};

enum class Urgency : std::uint8_t { SameDay, WithinFiveDays, Planned };

struct Referral {
  std::string reference;
  std::vector<int> children;       // one, or a sibling group to stay together
  Date made_on;
  Date needed_on;
  Urgency urgency = Urgency::Planned;
  std::string_view kind;           // planned, same_day, siblings, solo, secure, disability, unaccompanied, step_down, distance
  std::optional<Date> planned_until;
  HomeType purpose = HomeType::LongTerm;
  bool solo = false;
  bool step_free = false;
  bool secure_order = false;
  bool away_is_safer = false;
  std::vector<std::pair<int, int>> avoid;   // outward code, miles
  std::optional<int> school;       // outward code
  bool exceptional = false;        // made so that nothing in the country should fit
};

struct England {
  Scenario scenario;
  double scale = 1;
  std::uint64_t seed = 0;
  Ground ground;
  std::vector<Owner> owners;
  std::vector<Home> homes;
  std::vector<HomeStay> stays;      // ordered by first night
  std::vector<Child> children;
  std::vector<Episode> episodes;    // those of one child stand together, in order
  std::vector<Profile> profiles;
  std::vector<Referral> referrals;
};

// The same seed, year and scale give the same England on every machine. About 2 seconds and 250 MB for the nation.
// `scale` from 0.01 to 1.
England invent(Year year, std::uint64_t seed, double scale, Ground ground);

}  // namespace rightplace::demo
