#pragma once
// Within the feature: the facts of one home that depend neither on who asks nor for when.

#include "features/matching/matching.h"

namespace rightplace::matching {

// `stated` and `lodgers` may be null: nothing, nobody.
suitability::HomeFacts facts_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated, const std::vector<Lodger>* lodgers, Date as_at);
HomeCard card_of(const homes::Home& home, const std::optional<geography::Location>& location, const supply::HomeSupply* stated);

}  // namespace rightplace::matching
