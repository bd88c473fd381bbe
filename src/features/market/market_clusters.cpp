#include "features/market/market_clusters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "base/text.h"

namespace rightplace::market {
namespace {

using web::Url;
using web::plot::Figures;

constexpr double kMile = kMetresPerMile;

web::plot::About about(std::string id, std::string title, std::string says) {
  auto file = Url("/market/files").segment(id);
  return {std::move(id), std::move(title), std::move(says), std::move(file)};
}

std::string percent(std::int64_t part, std::int64_t of) { return of > 0 ? fmt::format("{:.0f} %", 100.0 * static_cast<double>(part) / static_cast<double>(of)) : std::string("not known"); }

}  // namespace

std::vector<std::vector<std::size_t>> dense_groups(const std::vector<GridPoint>& points, double metres, std::size_t least) {
  std::map<std::pair<int, int>, std::vector<std::size_t>> squares;
  const auto square = [&](const GridPoint& point) { return std::pair(static_cast<int>(std::floor(point.easting / metres)), static_cast<int>(std::floor(point.northing / metres))); };
  for (std::size_t i = 0; i < points.size(); ++i) squares[square(points[i])].push_back(i);
  const auto neighbours = [&](std::size_t i) {
    std::vector<std::size_t> out;
    const auto [column, row] = square(points[i]);
    for (int c = column - 1; c <= column + 1; ++c)
      for (int r = row - 1; r <= row + 1; ++r)
        if (const auto at = squares.find({c, r}); at != squares.end())
          for (const auto other : at->second)
            if (metres_between(points[i], points[other]) <= metres) out.push_back(other);
    return out;
  };
  std::vector<std::vector<std::size_t>> groups;
  std::vector<char> taken(points.size(), 0);
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (taken[i] || neighbours(i).size() < least) continue;
    std::vector<std::size_t> group{i}, open{i};
    taken[i] = 1;
    while (!open.empty()) {
      const auto near = neighbours(open.back());
      open.pop_back();
      if (near.size() < least) continue;   // at the edge: belongs to it and leads no further
      for (const auto other : near)
        if (!taken[other]) taken[other] = 1, group.push_back(other), open.push_back(other);
    }
    std::ranges::sort(group);
    groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(groups, std::ranges::greater{}, &std::vector<std::size_t>::size);
  return groups;
}

Piece clusters(const Market& market) {
  const auto& year = *market.latest();
  std::vector<const Open*> known;
  std::vector<GridPoint> points;
  for (const auto& home : year.homes)
    if (home.at && home.within_metres <= kKnownWithinMiles * kMile) known.push_back(&home), points.push_back(*home.at);
  Figures table{{"Cluster", "Authorities", "Homes", "Places", "For one child", "Within (miles of their middle)", "Homes for a square mile", "Owners", "Largest owner’s share of the places"}, {}};
  for (const auto& group : dense_groups(points, kNeighbourMiles * kMile, kLeastNeighbours)) {
    std::map<std::string_view, int> authorities;
    std::map<std::string_view, std::int64_t> owners;
    std::int64_t places = 0, single = 0, owned = 0;
    GridPoint middle;
    for (const auto i : group) {
      const auto& home = *known[i];
      ++authorities[home.authority ? home.authority->name : "Outside England"];
      places += home.places.value_or(0);
      single += home.places == 1;
      if (!home.group.empty()) owners[home.group] += home.places.value_or(0), owned += home.places.value_or(0);
      middle.easting += points[i].easting / static_cast<double>(group.size());
      middle.northing += points[i].northing / static_cast<double>(group.size());
    }
    double far = kMile;   // a mile at the least: homes of one sector are drawn on one point
    for (const auto i : group) far = std::max(far, metres_between(middle, points[i]));
    std::vector<std::pair<int, std::string>> names;
    for (const auto& [name, count] : authorities) names.emplace_back(-count, name);
    std::ranges::sort(names);
    std::vector<std::string> some;
    for (const auto& [count, name] : names) some.push_back(name);
    const auto largest = owners.empty() ? 0 : std::ranges::max_element(owners, {}, [](const auto& each) { return each.second; })->second;
    const double miles = far / kMile;
    table.rows.push_back({std::to_string(table.rows.size() + 1), join_words(some), grouped(static_cast<std::int64_t>(group.size())), grouped(places), grouped(single), fmt::format("{:.1f}", miles),
                          fmt::format("{:.1f}", static_cast<double>(group.size()) / (std::numbers::pi * miles * miles)), grouped(static_cast<std::int64_t>(owners.size())), percent(largest, owned)});
  }
  const auto says = fmt::format("A cluster: homes that each have at least {} homes within {:.0f} miles, themselves counted, and those beside them; distances are between the middles of postcode sectors or, where the published list hides postcodes, of small constituencies, so that homes of one constituency lie on one point. {} of {} homes are known to within {:.0f} miles; the others cannot be counted.",
                                kLeastNeighbours, kNeighbourMiles, grouped(static_cast<std::int64_t>(known.size())), grouped(static_cast<std::int64_t>(year.homes.size())), kKnownWithinMiles);
  return {about("clusters", "Homes that stand close together", says + (table.rows.empty() ? " There is no cluster among them." : "")), std::move(table)};
}

Piece single_by_year(const Market& market) {
  web::plot::Lines lines{.along = "Last list of the year", .at = {}, .lines = {{"All", {}}, {"Private", {}}}};
  int before = 0;
  for (const auto& year : market.years) {
    // Years without a list are not known.
    for (int gap = before + 1; before && gap < year.day.year(); ++gap) {
      lines.at.push_back(std::to_string(gap));
      for (auto& line : lines.lines) line.values.emplace_back();
    }
    before = year.day.year();
    lines.at.push_back(std::to_string(before));
    std::int64_t all = 0, own = 0;
    bool any = false;
    for (const auto& home : year.homes) any |= home.places.has_value(), all += home.places == 1, own += home.places == 1 && home.runner == Runner::Private;
    lines.lines[0].values.push_back(any ? std::optional(static_cast<double>(all)) : std::nullopt);
    lines.lines[1].values.push_back(any ? std::optional(static_cast<double>(own)) : std::nullopt);
  }
  return {about("single-years", "Homes for one child", "Homes registered for one place. The register does not say why: a home for one child by design and one that no larger home would fit look the same in it. A home’s own statement of purpose says so, where the provider keeps it here."), std::move(lines)};
}

Piece single_by_region(const Market& market) {
  const auto& year = *market.latest();
  Figures table{{"Region", "Homes for one child", "All homes", "Share", "Registered in the last five years", "Run privately"}, {}};
  const auto add = [&](std::string name, auto which) {
    std::int64_t single = 0, all = 0, fresh = 0, own = 0;
    for (const auto& home : year.homes) {
      if (!which(home)) continue;
      ++all;
      if (home.places != 1) continue;
      ++single;
      fresh += home.opened_from && *home.opened_from >= year.day.year() - 5;
      own += home.runner == Runner::Private;
    }
    table.rows.push_back({std::move(name), grouped(single), grouped(all), all > 0 ? percent(single, all) : "none", grouped(fresh), grouped(own)});
  };
  for (const auto& row : geography::kRegions.rows) add(std::string(row.label), [&](const Open& home) { return home.authority && home.authority->region == row.value; });
  add("England", [](const Open&) { return true; });
  return {about("single-regions", "Homes for one child by region", "On the day of the latest list. Of a home whose registration date no list states it is not known whether it is new; it is not counted as new."), std::move(table)};
}

}  // namespace rightplace::market
