#include "features/homes/register_totals.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/text.h"
#include "embedded/homes_data.h"

namespace rightplace::homes {
namespace {

std::vector<OfficialTotal> read_totals() {
  std::vector<OfficialTotal> totals;
  int number = 0;
  for (const auto line : split(embedded::homes_data("register_totals.csv"), '\n')) {
    if (++number == 1 || trim(line).empty()) continue;
    const auto cells = split(trim(line), ',');
    const auto on = parse_iso_date(cells.at(0));
    const auto type = kProvisionTypes.parse(cells.at(1));
    const auto providers = parse_integer(cells.at(2));
    if (!on || !type || !providers) throw std::logic_error(fmt::format("data/register_totals.csv, line {}: cannot be read", number));
    std::optional<int> places;
    if (const auto value = parse_integer(cells.at(3))) places = static_cast<int>(*value);
    totals.push_back({*on, *type, static_cast<int>(*providers), places});
  }
  std::ranges::sort(totals, {}, [](const OfficialTotal& total) { return std::pair(total.on, total.type); });
  return totals;
}

}  // namespace

std::span<const OfficialTotal> official_totals() {
  static const auto totals = read_totals();
  return totals;
}

std::optional<OfficialTotal> official_total(Date on, ProvisionType type) {
  for (const auto& total : official_totals())
    if (total.on == on && total.type == type) return total;
  return std::nullopt;
}

std::optional<double> official_homes_on(Date day) {
  std::map<Date, double> homes;
  for (const auto& total : official_totals())
    if (is_home(total.type)) homes[total.on] += total.providers;
  const auto after = homes.lower_bound(day);
  if (after == homes.end()) return homes.empty() ? std::nullopt : std::optional(homes.rbegin()->second);
  if (after->first == day) return after->second;
  if (after == homes.begin()) return std::nullopt;
  const auto before = std::prev(after);
  const double share = static_cast<double>(day - before->first) / static_cast<double>(after->first - before->first);
  return before->second + share * (after->second - before->second);
}

}  // namespace rightplace::homes
