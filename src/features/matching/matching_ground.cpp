// What the store says of all homes on a day, and the same after some of them said something new.

#include <algorithm>
#include <unordered_map>

#include "features/matching/matching_facts.h"
#include "features/placements/placements.h"

namespace rightplace::matching {
namespace {

// Looking back, how a stay ended was not known before it did.
Lodger lodger_of(placements::Placement placement, Date as_at, Date today) {
  if (as_at < today) placement.stay.until.reset();
  return {placement.child.text(), supply::occupation_of(placement, as_at)};
}

std::map<std::string, std::vector<Lodger>, std::less<>> load_lodgers(db::Read& tx, Date as_at, Date today) {
  std::map<std::string, std::vector<Lodger>, std::less<>> lodgers;
  for (const auto& [urn, list] : placements::occupants_of_all(tx, as_at))
    for (const auto& placement : list) lodgers[urn].push_back(lodger_of(placement, as_at, today));
  if (as_at < today) return lodgers;   // what began later was not known then
  for (const auto& placement : placements::beginning_after(tx, as_at)) lodgers[placement.urn].push_back(lodger_of(placement, as_at, today));
  return lodgers;
}

// What is worked out of the home at this place.
void work_out(Ground& ground, std::size_t i) {
  const auto& home = (*ground.homes)[i];
  ground.facts[i] = std::make_shared<const suitability::HomeFacts>(facts_of(home, ground.locations[i], ground.stated[i].get(), ground.lodgers[i].get(), ground.as_at));
  ground.cards[i] = std::make_shared<const HomeCard>(card_of(home, ground.locations[i], ground.stated[i].get()));
}
void make_room(Ground& ground) {
  const auto count = ground.homes->size();
  ground.locations.reserve(count);
  ground.stated.resize(count);
  ground.lodgers.resize(count);
  ground.facts.resize(count);
  ground.cards.resize(count);
}

}  // namespace

Ground load_ground(db::Read& tx, Date as_at, Date today, const geography::Postcodes* postcodes) {
  Ground ground{.as_at = as_at, .today = today, .homes = std::make_shared<const std::vector<homes::Home>>(homes::homes_as_at(tx, as_at)), .locations = {}, .stated = {}, .lodgers = {}, .facts = {}, .cards = {}, .register_on = homes::latest_list_on(tx)};
  const auto count = ground.homes->size();
  make_room(ground);
  std::unordered_map<std::string_view, std::size_t> by_urn;
  for (std::size_t i = 0; i < count; ++i) {
    by_urn.emplace((*ground.homes)[i].urn, i);
    ground.locations.push_back(homes::locate((*ground.homes)[i], postcodes));
  }
  for (auto& home : supply::supply_as_at(tx, as_at))
    if (const auto found = by_urn.find(home.urn); found != by_urn.end()) ground.stated[found->second] = std::make_shared<const supply::HomeSupply>(std::move(home));
  for (auto& [urn, list] : load_lodgers(tx, as_at, today))
    if (const auto found = by_urn.find(urn); found != by_urn.end()) ground.lodgers[found->second] = std::make_shared<const std::vector<Lodger>>(std::move(list));
  for (std::size_t i = 0; i < count; ++i) work_out(ground, i);
  return ground;
}

Ground load_ground_of(db::Read& tx, std::string_view urn, Date as_at, Date today, const geography::Postcodes* postcodes) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  Ground ground{.as_at = as_at, .today = today, .homes = std::make_shared<const std::vector<homes::Home>>(homes::homes_as_at(tx, as_at, filter)), .locations = {}, .stated = {}, .lodgers = {}, .facts = {}, .cards = {}, .register_on = homes::latest_list_on(tx)};
  make_room(ground);
  for (const auto& home : *ground.homes) ground.locations.push_back(homes::locate(home, postcodes));
  const std::vector<std::string> urns{std::string(urn)};
  return renewed(tx, ground, urns);
}

Ground renewed(db::Read& tx, const Ground& before, std::span<const std::string> urns) {
  auto after = before;
  for (const auto& urn : urns) {
    const auto found = std::ranges::find(*before.homes, urn, &homes::Home::urn);
    if (found == before.homes->end()) continue;
    const auto i = static_cast<std::size_t>(found - before.homes->begin());
    after.stated[i] = std::make_shared<const supply::HomeSupply>(supply::supply_of(tx, urn, before.as_at));
    std::vector<Lodger> there;
    for (const auto& placement : placements::there_from(tx, urn, before.as_at))
      if (placement.stay.from <= before.as_at || before.as_at >= before.today) there.push_back(lodger_of(placement, before.as_at, before.today));
    after.lodgers[i] = std::make_shared<const std::vector<Lodger>>(std::move(there));
    work_out(after, i);
  }
  return after;
}

}  // namespace rightplace::matching
