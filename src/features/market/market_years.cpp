#include "features/market/market_years.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "embedded/market_totals.h"

namespace rightplace::market {
namespace {

constexpr std::string_view kDays = "SELECT DISTINCT as_at FROM register_lists WHERE kind IN ('providers', 'providers_and_places', 'authority') ORDER BY as_at";

struct Official {
  std::int64_t homes = 0, places = 0;
};

// on,provision_type,providers,places: of what a child can be placed in as a home.
std::map<Date, Official> official_totals() {
  std::map<Date, Official> out;
  for (const auto line : split(embedded::market_totals("register_totals.csv"), '\n')) {
    const auto cells = split(trim(line), ',');
    if (cells.size() < 4 || (cells[1] != "childrens_home" && cells[1] != "secure_childrens_home" && cells[1] != "school_as_childrens_home")) continue;
    const auto day = parse_iso_date(cells[0]);
    if (!day) continue;
    auto& total = out[*day];
    total.homes += parse_integer(cells[2]).value_or(0);
    total.places += parse_integer(cells[3]).value_or(0);
  }
  return out;
}

Open open_of(const homes::Home& home, const ownership::Owners& owners, Date day) {
  Open out;
  out.urn = home.urn;
  out.runner = runner_of(home.sector);
  out.places = home.places;
  out.authority = geography::authority_by_code(home.authority_code);
  out.owner = home.owner;
  out.company = home.owner_group;
  const auto path = owners.path(home.urn, home.owner_group, day);
  if (!path.empty()) {
    out.group = path.front();
    if (out.owner.empty()) out.owner = std::string(owners.name_of(path.back()));
  }
  out.grade = home.grade;
  if (home.opened_on) out.opened_from = out.opened_by = home.opened_on->year();
  else {
    if (home.opened_after) out.opened_from = home.opened_after->year();
    if (home.opened_by) out.opened_by = home.opened_by->year();
  }
  return out;
}

// Of the homes that are in `now` and not in `other`: on a known day or surely after `since`, or not.
template <class Exact, class Least>
Year::Flow flow_of(const std::vector<homes::Home>& now, const std::vector<homes::Home>& other, Date since, Exact exact, Least least) {
  Year::Flow flow;
  for (const auto& home : now) {
    const auto at = std::ranges::lower_bound(other, home.urn, {}, &homes::Home::urn);
    if (at != other.end() && at->urn == home.urn) continue;
    const bool known = exact(home) || (least(home) && *least(home) >= since);
    (known ? flow.homes : flow.homes_unsure) += 1;
    if (known) flow.places += home.places.value_or(0);
  }
  return flow;
}

}  // namespace

Runner runner_of(std::optional<homes::Sector> sector) {
  if (!sector) return Runner::NotStated;
  switch (*sector) {
    case homes::Sector::LocalAuthority: return Runner::Authority;
    case homes::Sector::Private: return Runner::Private;
    case homes::Sector::Voluntary: return Runner::Voluntary;
    default: return Runner::Other;
  }
}

Market read_market(db::Read& tx) {
  std::vector<Date> days;
  tx.each(kDays, {}, [&](const db::Row& row) {
    const auto day = row.date(0);
    if (!days.empty() && days.back().year() == day.year()) days.back() = day;
    else days.push_back(day);
  });
  const auto totals = official_totals();
  Market market;
  market.owners = ownership::read_owners(tx);
  std::vector<homes::Home> before;
  for (const auto day : days) {
    auto homes = homes::homes_as_at(tx, day);
    std::ranges::sort(homes, {}, &homes::Home::urn);
    auto& year = market.years.emplace_back();
    year.day = day;
    for (const auto& home : homes) year.homes.push_back(open_of(home, market.owners, day));
    if (const auto total = totals.find(day); total != totals.end()) year.official_homes = total->second.homes, year.official_places = total->second.places;
    if (market.years.size() > 1) {
      const auto since = market.years[market.years.size() - 2].day;
      year.joined = flow_of(homes, before, since, [](const homes::Home& h) { return h.opened_on.has_value(); }, [](const homes::Home& h) { return h.opened_after; });
      year.left = flow_of(before, homes, since, [](const homes::Home& h) { return h.closed_on.has_value(); }, [](const homes::Home& h) { return h.closed_after; });
    }
    before = std::move(homes);
  }
  if (!market.years.empty())
    for (std::size_t i = 0; i < before.size(); ++i)
      if (const auto place = homes::locate(before[i], nullptr)) market.years.back().homes[i].at = place->point, market.years.back().homes[i].within_metres = place->radius_metres;
  return market;
}

void invent(Market& market) {
  market.invented = true;
  for (auto& year : market.years) year.official_homes.reset(), year.official_places.reset();
}

std::shared_ptr<const Market> Keeper::at(db::Read& tx) {
  const auto key = tx.first("SELECT COUNT(*), MAX(id) FROM register_lists", {}, [](const db::Row& row) { return fmt::format("{} {}", row.integer(0), row.maybe_string(1).value_or("")); }).value_or("");
  const auto all = key + " " + ownership::version_of(tx);
  const std::scoped_lock lock(mutex_);
  if (!held_ || all != key_) {
    held_ = std::make_shared<const Market>(read_market(tx));
    key_ = all;
  }
  return held_;
}

}  // namespace rightplace::market
