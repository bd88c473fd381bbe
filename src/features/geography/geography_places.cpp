#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "features/geography/geography.h"
#include "features/geography/geography_tables.h"

namespace rightplace::geography {
namespace {

struct Area {
  GridPoint point;
  double radius_metres = 0;
  std::string_view authority;
  std::string_view country;
};

Location located(const Area& area, Precision precision, std::string label) {
  return {area.point, area.radius_metres, precision, std::move(label), std::string(area.authority)};
}

const std::unordered_map<std::uint32_t, Area>& outward_codes() {
  static const auto kAreas = [] {
    std::unordered_map<std::uint32_t, Area> areas;
    for (OwnRows row("outward_codes.csv"); row.next();)
      areas[outward_key_of(row[0]).value()] = {{row.number(1), row.number(2)}, row.number(3), row[5], row[7]};
    return areas;
  }();
  return kAreas;
}

const std::unordered_map<std::uint32_t, Area>& sectors() {
  static const auto kAreas = [] {
    std::unordered_map<std::uint32_t, Area> areas;
    areas.reserve(12'000);
    for (OwnRows row("postcode_sectors.csv"); row.next();)
      areas[sector_key_of(row[0]).value()] = {{row.number(1), row.number(2)}, row.number(3), row[5], "England"};
    return areas;
  }();
  return kAreas;
}

// The whole first, then its parts by authority.
struct Constituency {
  std::string_view name;
  std::vector<Area> areas;
};

// Words of a name in their order of the alphabet: "Durham, City of" is "City of Durham".
std::string constituency_key(std::string_view name) {
  const auto text = folded(name);
  auto words = split(text, ' ');
  std::erase_if(words, [](std::string_view word) { return word == "the" || word == "of" || word == "and" || word == "constituency"; });
  std::ranges::sort(words);
  std::string key;
  for (const auto word : words) key.append(word).append(" ");
  return key;
}

using Constituencies = std::unordered_map<std::string, Constituency>;

Constituencies constituencies_in(std::string_view file) {
  Constituencies found;
  for (OwnRows row(file); row.next();) {
    auto& constituency = found[constituency_key(row[1])];
    if (row[2].empty()) constituency.name = row[1];
    constituency.areas.push_back({{row.number(3), row.number(4)}, row.number(5), row[2], "England"});
  }
  // A whole has no authority of its own; the largest part's, which stands first, is the likeliest.
  for (auto& [key, constituency] : found)
    if (constituency.areas.size() > 1) constituency.areas[0].authority = constituency.areas[1].authority;
  return found;
}

const Constituencies& constituencies(ConstituencySet set) {
  static const auto kFrom2010 = constituencies_in("constituencies_2010.csv");
  static const auto kFrom2024 = constituencies_in("constituencies_2024.csv");
  return set == ConstituencySet::From2010 ? kFrom2010 : kFrom2024;
}

}  // namespace

Location location_of(const Authority& authority) {
  return {authority.centre, authority.radius_metres, Precision::Authority, fmt::format("centre of {}", authority.name),
          std::string(authority.code)};
}

std::optional<Location> outward_code(std::string_view text) {
  const auto key = outward_key_of(upper(trim(text)));
  const auto found = key ? outward_codes().find(*key) : outward_codes().end();
  if (found == outward_codes().end()) return std::nullopt;
  return located(found->second, Precision::OutwardCode, fmt::format("outward code {}", outward_text(*key)));
}

std::span<const OutwardCode> all_outward_codes() {
  static const auto kCodes = [] {
    std::vector<OutwardCode> codes;
    for (OwnRows row("outward_codes.csv"); row.next();) codes.push_back({row[0], static_cast<int>(row.number(4))});
    return codes;
  }();
  return kCodes;
}

std::string_view country_of_outward_code(std::string_view text) {
  const auto key = outward_key_of(upper(trim(text)));
  const auto found = key ? outward_codes().find(*key) : outward_codes().end();
  return found == outward_codes().end() ? std::string_view{} : found->second.country;
}

std::optional<Location> sector(std::string_view text) {
  const auto key = sector_key_of(text);
  const auto found = key ? sectors().find(*key) : sectors().end();
  if (found == sectors().end()) return std::nullopt;
  return located(found->second, Precision::Sector, fmt::format("postcode sector {} {}", outward_text(*key >> 4), *key & 15u));
}

std::optional<Location> approximate(const Postcode& postcode) {
  if (auto found = sector(postcode.sector())) return found;
  return outward_code(postcode.outward());
}

ConstituencySet constituencies_on(Date day) {
  // The boundaries came with the dissolution of 30 May 2024 and the election of 4 July 2024.
  return day < Date{2024, 5, 30} ? ConstituencySet::From2010 : ConstituencySet::From2024;
}

std::optional<Location> constituency(std::string_view name, ConstituencySet set, const Authority* part) {
  const auto& all = constituencies(set);
  const auto found = all.find(constituency_key(name));
  if (found == all.end()) return std::nullopt;
  const auto& [full_name, areas] = found->second;
  if (part)
    for (std::size_t i = 1; i < areas.size(); ++i)
      if (authority_by_code(areas[i].authority) == part)
        return located(areas[i], Precision::Constituency,
                       areas.size() == 2 ? fmt::format("constituency of {}", full_name)
                                         : fmt::format("constituency of {}, the part in {}", full_name, part->name));
  return located(areas[0], Precision::Constituency, fmt::format("constituency of {}", full_name));
}

double return_miles(GridPoint a, GridPoint b) { return to_one_decimal(miles_between(a, b)); }

Distance distance(const Location& a, const Location& b) {
  const auto middle = miles_between(a.point, b.point);
  const auto doubt = (a.radius_metres + b.radius_metres) / kMetresPerMile;
  return {std::max(0.0, middle - doubt), middle, middle + doubt};
}

}  // namespace rightplace::geography
