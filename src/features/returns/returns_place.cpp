// What the return says of a placement without being told: distance, authority and location.

#include "base/text.h"
#include "features/returns/returns.h"

namespace rightplace::returns {
namespace {

using geography::Location;

struct Known {
  Location location;
  std::string authority;   // ONS code in England, else WAL, SCO, NIR or NUK
  bool in_england = false;
};

bool outside_the_kingdom(std::string_view outward) { return outward.starts_with("JE") || outward.starts_with("GY") || outward.starts_with("IM"); }

std::string elsewhere(const Location& location, std::string_view outward) {
  if (location.authority.starts_with('W')) return "WAL";
  if (location.authority.starts_with('S')) return "SCO";
  if (location.authority.starts_with('N')) return "NIR";
  const auto country = geography::country_of_outward_code(outward);
  return country == "Wales" ? "WAL" : country == "Scotland" ? "SCO" : "";
}

std::optional<Known> known(const geography::Postcode& postcode, const geography::Postcodes* imported) {
  auto location = geography::locate(postcode, imported);
  if (!location) return std::nullopt;
  const bool in_england = location->authority.starts_with("E");
  auto authority = in_england ? location->authority : elsewhere(*location, postcode.outward());
  return Known{*location, std::move(authority), in_england};
}

bool same_authority(std::string_view code, const geography::Authority& authority) { return geography::authority_by_code(code) == &authority; }

}  // namespace

DerivedPlace derive_place(std::string_view home_post, std::string_view pl_post, const geography::Authority& responsible, const geography::Postcodes* imported) {
  DerivedPlace out;
  const auto postcode = geography::Postcode::parse(pl_post);
  if (!postcode) return out;
  const auto outward = postcode->outward();
  if (outside_the_kingdom(outward)) out.pl_la = "NUK";
  else if (outward.starts_with("BT")) out.pl_la = "NIR";
  const auto placement = known(*postcode, imported);
  if (out.pl_la.empty() && placement) out.pl_la = placement->authority;
  if (!out.pl_la.empty()) out.pl_location = same_authority(out.pl_la, responsible) ? "IN" : "OUT";
  const auto home_postcode = geography::Postcode::parse(home_post);
  const auto home = home_postcode ? known(*home_postcode, imported) : std::nullopt;
  if (!home || !home->in_england) {
    out.pl_distance = kDistanceNotKnown;
    return out;
  }
  if (!placement) return out;
  out.pl_distance = geography::return_miles(home->location.point, placement->location.point);
  out.exact = home->location.precision == geography::Precision::Postcode && placement->location.precision == geography::Precision::Postcode;
  return out;
}

}  // namespace rightplace::returns
