#pragma once
// A group from the top to its companies, as the table of ownership joins them. Within the feature.

#include "features/market/market_figures.h"

namespace rightplace::market {

struct Branch {
  std::string key, name;
  std::int64_t homes = 0, places = 0, places_not_stated = 0;   // with all that stands below
  std::int64_t own_homes = 0;                                  // those that it runs itself
  std::vector<Branch> below;                                   // most places first
};
Branch branch_of(const Market& market, const Group& group);
web::Html tree(const Market& market, const Group& group);        // group, companies, homes and places
Piece companies_of(const Market& market, const Group& group);    // the same with since when and from where it is known

}  // namespace rightplace::market
