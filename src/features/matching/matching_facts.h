#pragma once
// Within the feature: the facts of one home, and what the homes cost whom.

#include <mutex>

#include "features/matching/matching.h"

namespace rightplace::matching {

inline constexpr Date kEndOfDays(9999, 12, 31);

// What depends neither on who asks nor for when. `stated` and `lodgers` may be null: nothing, nobody.
suitability::HomeFacts facts_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated, const std::vector<Lodger>* lodgers, Date as_at);
// Instead of what was there for another day: ages of residents, contracts and, of a day that has passed, the rooms.
void set_day(const supply::HomeSupply& stated, const std::vector<Lodger>* lodgers, Date as_at, Date needed_on, suitability::HomeFacts& facts);
// The first day after `as_at` for which set_day would say something else; the end of days: none.
Date same_until(const supply::HomeSupply* stated, Date as_at);
HomeCard card_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated);

// The homes of a ground for children who need a place on other days: worked out when first asked for, and afterwards only for
// homes that stated something since. Used from many threads.
class Days {
 public:
  Result<std::shared_ptr<const suitability::Supply>> of(const Ground& ground, Date needed_on);

 private:
  struct Kept {
    std::shared_ptr<const suitability::Supply> supply;
    std::vector<std::shared_ptr<const supply::HomeSupply>> stated;   // of the ground that it was worked out of
    std::vector<std::shared_ptr<const std::vector<Lodger>>> lodgers;
  };
  static constexpr std::size_t kMostKept = 24;
  std::mutex mutex_;
  std::map<Date, std::shared_ptr<const Kept>> kept_;
  std::map<Date, std::uint64_t> used_;
  std::uint64_t uses_ = 0;
};

// ---- What homes cost whom (matching_market.cpp), laid out to be looked through at once.

std::uint16_t dfe_number(std::string_view authority_code);   // 0: none is known by that code
bool in_force(const supply::ContractAccess& access, Date day);

struct Market {
  struct Price {
    std::uint32_t home;
    NeedLevel level;
    Route route;
    WeeklyRate rate;
  };
  struct Access {
    std::uint32_t home;
    std::uint16_t authority;
    Route route;
    Date from, until;                         // until the end of days: without end
  };
  std::vector<Price> prices;                  // in no order
  std::vector<Access> access;
  std::vector<bool> sells_spot;               // beside the homes: unless it says that it does not
  std::vector<std::uint16_t> operated_by;     // beside them
};
Market market_of(const Ground& ground);
// The same after these homes stated something.
Market renewed(const Market& before, const Ground& ground, std::span<const std::size_t> changed);
// The lowest fee that this buyer could pay at each home: at the child's highest level of need, on a route open to it.
suitability::Supply::Fees fees_for(const Market& market, const Buyer& buyer, Date needed_on);

}  // namespace rightplace::matching
