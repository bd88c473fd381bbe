#include "features/homes/homes.h"

namespace rightplace::homes {

std::optional<geography::Location> locate(const Home& home, const geography::Postcodes* imported) {
  if (!home.postcode.reveal().empty())
    if (const auto postcode = geography::Postcode::parse(home.postcode.reveal()))
      if (auto place = geography::locate(*postcode, imported)) return *place;
  const auto* authority = geography::authority_by_code(home.authority_code);
  if (!home.constituency.empty() && home.constituency_on) {
    const auto set = geography::constituencies_on(*home.constituency_on);
    if (auto place = geography::constituency(home.constituency, set, authority)) return place;
  }
  if (authority) return geography::location_of(*authority);
  return std::nullopt;
}

}  // namespace rightplace::homes
