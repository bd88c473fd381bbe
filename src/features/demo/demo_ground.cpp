#include "features/demo/demo_ground.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"
#include "embedded/demo_data.h"
#include "features/geography/geography.h"

namespace rightplace::demo {
namespace {

// Rows of our own file: scenario, authority code, children, looked after, homes by sector (private, authority, voluntary).
struct AuthorityRow {
  std::string_view code;
  double looked_after = 0;
  std::array<double, 3> homes{};
};

Result<std::vector<AuthorityRow>> rows_of(Year year) {
  std::vector<AuthorityRow> rows;
  const auto lines = split(embedded::demo_data("authorities.csv"), '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty()) continue;
    const auto cells = split(lines[i], ',');
    if (cells.size() != 7) return fail(ErrorKind::Invalid, fmt::format("data/demo/authorities.csv, line {}: 7 cells are expected", i + 1));
    if (cells[0] != kYears.code(year)) continue;
    AuthorityRow row{.code = cells[1]};
    std::array<double, 4> numbers{};
    for (std::size_t k = 0; k < 4; ++k) {
      const auto number = parse_number(cells[k + 3]);
      if (!number) return fail(ErrorKind::Invalid, fmt::format("data/demo/authorities.csv, line {}: {} is not a number", i + 1, cells[k + 3]));
      numbers[k] = *number;
    }
    row.looked_after = numbers[0];
    row.homes = {numbers[1], numbers[2], numbers[3]};
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

Result<Ground> ground_of(Year year) {
  const Date census = scenario(year).census;
  RP_TRY(rows, rows_of(year));
  Ground ground;
  std::map<const geography::Authority*, int> index;
  for (const auto& row : rows) {
    const auto* authority = geography::authority_by_code(row.code);
    if (!authority || !authority->exists_on(census))
      return fail(ErrorKind::Invalid, fmt::format("data/demo/authorities.csv names {}, which was no authority on {}", row.code, census.words()));
    const auto region = std::find(kRegionCodes.begin(), kRegionCodes.end(), geography::kRegions.code(authority->region));
    index[authority] = static_cast<int>(ground.authorities.size());
    ground.authorities.push_back({.code = std::string(row.code),
                                  .name = std::string(authority->name),
                                  .region = static_cast<int>(region - kRegionCodes.begin()),
                                  .centre = authority->centre,
                                  .looked_after = row.looked_after,
                                  .homes = row.homes,
                                  .outwards = {}});
  }
  for (const auto& code : geography::all_outward_codes()) {
    const auto location = geography::outward_code(code.text);
    const auto* today = location ? geography::authority_by_code(location->authority) : nullptr;
    if (!today) continue;   // Wales, Scotland
    // Of the authorities that stood there on the day, the nearest.
    const GroundAuthority* nearest = nullptr;
    for (const auto* then : geography::standing_for(*today, census)) {
      const auto found = index.find(then);
      if (found == index.end()) continue;
      const auto& candidate = ground.authorities[static_cast<std::size_t>(found->second)];
      if (!nearest || metres_between(candidate.centre, location->point) < metres_between(nearest->centre, location->point)) nearest = &candidate;
    }
    if (!nearest) continue;
    const int a = static_cast<int>(nearest - ground.authorities.data());
    ground.authorities[static_cast<std::size_t>(a)].outwards.push_back(static_cast<int>(ground.outwards.size()));
    ground.outwards.push_back({.code = std::string(code.text), .centre = location->point, .postcodes = static_cast<double>(code.postcodes), .authority = a});
  }
  // An authority without an outward code of its own (City of London shares all of its) takes the one nearest its centre.
  for (std::size_t a = 0; a < ground.authorities.size(); ++a) {
    auto& authority = ground.authorities[a];
    if (!authority.outwards.empty()) continue;
    const auto nearest = std::min_element(ground.outwards.begin(), ground.outwards.end(), [&](const auto& x, const auto& y) {
      return metres_between(x.centre, authority.centre) < metres_between(y.centre, authority.centre);
    });
    authority.outwards.push_back(static_cast<int>(nearest - ground.outwards.begin()));
  }
  return ground;
}

}  // namespace rightplace::demo
