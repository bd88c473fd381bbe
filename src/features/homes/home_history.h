#pragma once
// The history of homes as one pure function of everything the lists say: the same answer in whatever order they came.

#include <string>
#include <vector>

#include "db/database.h"
#include "features/homes/homes.h"

namespace rightplace::homes {

// A stored list without its rows.
struct ListHead {
  ListKind kind = ListKind::Providers;
  Date as_at;
  std::string fingerprint;
  bool has_grades = false;
  std::optional<bool> stated_complete;
};
struct Observations {
  ListHead list;
  std::vector<RegisterRow> rows;
  std::vector<UnreadRow> unread = {};
};

struct Spell {
  std::string urn;
  Date from_on;
  std::optional<Date> until_on;
  std::optional<Date> opened_on, opened_after, opened_by;
  std::optional<Date> closed_on, closed_after, closed_by;
  Date last_seen_on;
};

struct Version {
  std::string urn;
  Date from_on;
  std::optional<Date> until_on;
  Date spell_from_on;
  RegisterRow facts;                   // inspections, joined, closed_on and the like are not part of a version
  std::optional<Date> constituency_on;
};

struct SeenHome {
  std::string urn;
  Date first_seen_on;
  Date last_seen_on;
};

struct UrnInspection {
  std::string urn;
  Inspection inspection;
};

// By URN and date.
struct History {
  std::vector<SeenHome> homes;
  std::vector<Spell> spells;
  std::vector<Version> versions;
  std::vector<UrnInspection> inspections;
};

History history_of(std::vector<Observations> lists);

// Whether a day's lists together show every home, so that one which is missing has closed.
enum class Coverage { Complete, InspectedOnly, FarBelowTotal, UnknownRows, StatedPart, NoHomes };
struct DayCoverage {
  Date day;
  Coverage coverage = Coverage::NoHomes;
  std::int64_t homes = 0;              // children's homes, secure homes and schools registered as homes on the day
  std::int64_t places = 0;             // of those, where the list says
  std::int64_t unknown_rows = 0;       // of its fullest list: rejected, and it cannot be told which provider they are
  std::optional<double> official;      // homes by the official totals, straight line between two 31 Marches
};
// One per day that has a list of who is registered, in order.
std::vector<DayCoverage> coverage_of(const std::vector<Observations>& lists);

// Everything stored, and the derived tables written anew.
std::vector<Observations> all_observations(db::Read& tx);
void write_history(db::Write& tx, const History& history);

// A list with fewer than this share of the official total of its day closes nothing.
inline constexpr double kLeastShareOfTotal = 0.97;

}  // namespace rightplace::homes
