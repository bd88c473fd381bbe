#pragma once
// What the market's pages are counted from: homes open on the days of the published lists. Within the feature.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "features/geography/geography.h"
#include "features/homes/homes.h"
#include "features/ownership/ownership.h"

namespace rightplace::market {

enum class Runner { Authority, Private, Voluntary, Other, NotStated };
inline constexpr auto kRunners = enum_names<Runner>({{Runner::Authority, "local_authority", "Local authority"},
                                                     {Runner::Private, "private", "Private"},
                                                     {Runner::Voluntary, "voluntary", "Voluntary"},
                                                     {Runner::Other, "other", "Other public body"},
                                                     {Runner::NotStated, "not_stated", "Not stated"}});
Runner runner_of(std::optional<homes::Sector> sector);

// One home open on a day. No address is in it, and no place nearer than a postcode's sector.
struct Open {
  std::string urn;
  Runner runner = Runner::NotStated;
  std::optional<int> places;
  const geography::Authority* authority = nullptr;   // none: outside England
  std::string owner, company;                        // as the list names it, and its key; empty: the list does not say
  std::string group;                                 // key of who stands at the top on that day; the company where no table says more
  std::optional<Grade> grade;
  std::optional<GridPoint> at;                       // in the latest year only; none: not known at all
  double within_metres = 0;                          // of it nine postcodes of ten lie so near
  std::optional<int> opened_from, opened_by;         // years between which it was registered; not known before or after
};

// The last list of a calendar year.
struct Year {
  Date day;
  std::vector<Open> homes;                           // by URN
  std::optional<std::int64_t> official_homes, official_places;   // Ofsted's own totals, where they are of this day
  // Since the year before it (none: the first). A day is known of a home where a list states it, or where it lies between two
  // lists of these two days; others came or went in an earlier year as likely as in this one.
  struct Flow {
    std::int64_t homes = 0;      // of the year, as far as is known
    std::int64_t places = 0;
    std::int64_t homes_unsure = 0;   // it cannot be told in which year
  };
  std::optional<Flow> joined, left;
};

struct Market {
  std::vector<Year> years;                           // oldest first
  bool invented = false;                             // of a demonstration: never compared with real totals
  ownership::Owners owners;                          // of the tables that were imported; empty: none was
  const Year* latest() const { return years.empty() ? nullptr : &years.back(); }
};

// One or two queries for each year: ten real years take about a second.
Market read_market(db::Read& tx);

void invent(Market& market);   // says that it is a demonstration's

// Keeps the last that was read until a list or a table of ownership comes or goes. Used from many threads; whoever comes while it is made waits for it.
class Keeper {
 public:
  std::shared_ptr<const Market> at(db::Read& tx);

 private:
  std::mutex mutex_;
  std::string key_;
  std::shared_ptr<const Market> held_;
};

}  // namespace rightplace::market
