// What the store says of all homes on a day, and the same after some of them said something new.

#include <algorithm>
#include <unordered_map>

#include "base/london.h"
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

// What is worked out of the home at this place, for a child who needs it on the day of the ground.
suitability::HomeFacts facts_at(const Ground& ground, std::size_t i) {
  auto facts = facts_of((*ground.homes)[i], ground.locations[i], ground.stated[i].get(), ground.lodgers[i].get(), ground.as_at);
  if (ground.stated[i]) set_day(*ground.stated[i], ground.lodgers[i].get(), ground.as_at, ground.as_at, facts);
  return facts;
}
std::shared_ptr<const HomeCard> card_at(const Ground& ground, std::size_t i) {
  return std::make_shared<const HomeCard>(card_of((*ground.homes)[i], ground.locations[i], ground.stated[i].get()));
}
void make_room(Ground& ground) {
  const auto count = ground.homes->size();
  ground.locations.reserve(count);
  ground.stated.resize(count);
  ground.lodgers.resize(count);
  ground.same_until.resize(count);
}

void count_vacancies(Ground& ground) {
  ground.vacancies_stated = 0;
  ground.vacancies_from = ground.vacancies_to = std::nullopt;
  for (const auto& stated : ground.stated) {
    if (!stated || !stated->calendar) continue;
    const auto day = london_date(stated->calendar->at);
    ++ground.vacancies_stated;
    ground.vacancies_from = std::min(ground.vacancies_from.value_or(day), day);
    ground.vacancies_to = std::max(ground.vacancies_to.value_or(day), day);
  }
}

void work_out_all(Ground& ground) {
  std::vector<suitability::HomeFacts> facts;
  Cards::All cards;
  facts.reserve(ground.homes->size());
  cards.reserve(ground.homes->size());
  for (std::size_t i = 0; i < ground.homes->size(); ++i) {
    facts.push_back(facts_at(ground, i));
    cards.push_back(card_at(ground, i));
    ground.same_until[i] = same_until(ground.stated[i].get(), ground.as_at);
  }
  auto supply = suitability::Supply::make(std::move(facts));
  ground.fault = supply ? std::nullopt : std::optional(std::move(supply).error());
  ground.supply = supply ? *std::move(supply) : nullptr;
  ground.cards = Cards(std::move(cards));
  ground.market = std::make_shared<const Market>(market_of(ground));
  count_vacancies(ground);
}

bool is_otherwise(const Ground& ground, std::size_t i, Date needed_on) { return ground.stated[i] && (needed_on < ground.as_at || needed_on >= ground.same_until[i]); }

}  // namespace

Result<std::shared_ptr<const suitability::Supply>> Days::of(const Ground& ground, Date needed_on) {
  std::shared_ptr<const Kept> before;
  {
    const std::scoped_lock lock(mutex_);
    if (const auto found = kept_.find(needed_on); found != kept_.end()) before = found->second;
    used_[needed_on] = ++uses_;
  }
  std::vector<suitability::Supply::Changed> changed;
  for (std::size_t i = 0; i < ground.stated.size(); ++i) {
    const bool same = before && before->stated[i] == ground.stated[i] && before->lodgers[i] == ground.lodgers[i];
    if (same || (!before && !is_otherwise(ground, i, needed_on))) continue;
    auto& one = changed.emplace_back(suitability::Supply::Changed{static_cast<std::uint32_t>(i), ground.supply->home(i)});
    if (is_otherwise(ground, i, needed_on)) set_day(*ground.stated[i], ground.lodgers[i].get(), ground.as_at, needed_on, one.facts);
  }
  if (before && changed.empty()) return before->supply;
  RP_TRY(supply, (before ? before->supply : ground.supply)->with(std::move(changed)));
  const std::scoped_lock lock(mutex_);
  kept_[needed_on] = std::make_shared<const Kept>(Kept{supply, ground.stated, ground.lodgers});
  if (kept_.size() > kMostKept) {
    const auto oldest = std::ranges::min_element(kept_, {}, [&](const auto& one) { return used_[one.first]; });
    used_.erase(oldest->first);
    kept_.erase(oldest);
  }
  return supply;
}

Cards::Cards(All all) {
  std::vector<std::uint32_t> rules_out;
  rules_out.reserve(all.size());
  for (const auto& card : all) {
    std::uint32_t bits = 0;
    for (const auto risk : card->declines) bits |= 1u << static_cast<unsigned>(risk);
    if (card->takes_siblings == false) bits |= kSiblings;
    if (card->takes_emergency == false) bits |= kEmergency;
    rules_out.push_back(bits);
  }
  all_ = std::make_shared<const All>(std::move(all));
  rules_out_ = std::make_shared<const std::vector<std::uint32_t>>(std::move(rules_out));
}

Ground load_ground(db::Read& tx, Date as_at, Date today, const geography::Postcodes* postcodes) {
  Ground ground{.as_at = as_at, .today = today, .homes = std::make_shared<const std::vector<homes::Home>>(homes::homes_as_at(tx, as_at)), .locations = {}, .stated = {}, .lodgers = {}, .supply = {}, .fault = {}, .same_until = {}, .market = {}, .days = std::make_shared<Days>(), .cards = {}, .register_on = homes::latest_list_on(tx)};
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
  work_out_all(ground);
  return ground;
}

Ground load_ground_of(db::Read& tx, std::string_view urn, Date as_at, Date today, const geography::Postcodes* postcodes) {
  homes::HomeFilter filter;
  filter.urn = std::string(urn);
  Ground ground{.as_at = as_at, .today = today, .homes = std::make_shared<const std::vector<homes::Home>>(homes::homes_as_at(tx, as_at, filter)), .locations = {}, .stated = {}, .lodgers = {}, .supply = {}, .fault = {}, .same_until = {}, .market = {}, .days = std::make_shared<Days>(), .cards = {}, .register_on = homes::latest_list_on(tx)};
  make_room(ground);
  for (const auto& home : *ground.homes) ground.locations.push_back(homes::locate(home, postcodes));
  const std::vector<std::string> urns{std::string(urn)};
  return renewed(tx, ground, urns);   // with everything worked out: `ground` has no supply yet
}

Ground renewed(db::Read& tx, const Ground& before, std::span<const std::string> urns) {
  auto after = before;
  std::vector<std::size_t> changed;
  for (const auto& urn : urns) {
    const auto found = std::ranges::find(*before.homes, urn, &homes::Home::urn);
    if (found == before.homes->end()) continue;
    const auto i = static_cast<std::size_t>(found - before.homes->begin());
    after.stated[i] = std::make_shared<const supply::HomeSupply>(supply::supply_of(tx, urn, before.as_at));
    std::vector<Lodger> there;
    for (const auto& placement : placements::there_from(tx, urn, before.as_at))
      if (placement.stay.from <= before.as_at || before.as_at >= before.today) there.push_back(lodger_of(placement, before.as_at, before.today));
    after.lodgers[i] = std::make_shared<const std::vector<Lodger>>(std::move(there));
    changed.push_back(i);
  }
  if (!before.supply) {   // something was out of its range, and may have been put right
    work_out_all(after);
    return after;
  }
  std::vector<suitability::Supply::Changed> facts;
  auto cards = before.cards.all();
  for (const auto i : changed) {
    facts.push_back({static_cast<std::uint32_t>(i), facts_at(after, i)});
    cards[i] = card_at(after, i);
    after.same_until[i] = same_until(after.stated[i].get(), after.as_at);
  }
  auto supply = before.supply->with(std::move(facts));
  after.fault = supply ? std::nullopt : std::optional(std::move(supply).error());
  after.supply = supply ? *std::move(supply) : nullptr;
  after.cards = Cards(std::move(cards));
  after.market = std::make_shared<const Market>(after.supply ? renewed(*before.market, after, changed) : *before.market);
  count_vacancies(after);
  return after;
}

}  // namespace rightplace::matching
