#include "features/supplying/supplying_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/london.h"
#include "base/text.h"
#include "features/disclosures/disclosures.h"

namespace rightplace::supplying {
namespace {

std::optional<homes::Home> open_home(db::Read& tx, std::string_view urn, Date today) {
  if (urn.empty() || urn.size() > 12) return std::nullopt;
  auto found = homes::homes_as_at(tx, today, {.types = {}, .authority_code = {}, .urn = std::string(urn)});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

}  // namespace

std::vector<supply::Occupation> occupations_of(db::Read& tx, std::string_view urn, Date today) {
  std::vector<supply::Occupation> all;
  for (const auto& placement : placements::there_from(tx, urn, today)) all.push_back(supply::occupation_of(placement, today));
  return all;
}

std::optional<View> view_of(db::Read& tx, const desk::Desk& desk, std::string_view urn) {
  const auto today = desk.today();
  auto home = open_home(tx, urn, today);
  if (!home) return std::nullopt;
  View view{std::move(*home), supply::supply_of(tx, urn, today, desk.days.now()), placements::there_from(tx, urn, today), {}, organisations::provider_of(tx, urn, today), {}};
  for (const auto& placement : view.placed) view.occupations.push_back(supply::occupation_of(placement, today));
  if (view.provider)
    for (const auto& claim : organisations::claims_of(tx, *view.provider))
      if (claim.urn == urn && claim.proof && claim.from_on && *claim.from_on <= today && (!claim.until_on || today < *claim.until_on)) view.provider_since = *claim.from_on;
  return view;
}

const supply::Stated<std::vector<supply::Fee>>* View::fees() const {
  return supply.fees && provider && london_date(supply.fees->at) >= provider_since ? &*supply.fees : nullptr;
}

std::vector<std::string> own_homes(const access::Standing& standing) {
  std::set<std::string> urns;
  for (const auto& grant : standing.grants) {
    if (grant.organisation != standing.acting_for || grant.within.empty()) continue;
    if (std::ranges::all_of(grant.within, [&](const Stay& stay) { return stay.covers_night(standing.today); })) urns.insert(grant.homes.begin(), grant.homes.end());
  }
  return {urns.begin(), urns.end()};
}

access::Facts facts_of(access::Record record, std::string_view urn) {
  access::Facts facts;
  facts.record = record;
  facts.urn = std::string(urn);
  return facts;
}

FactsOf any_home() {
  return [](db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) -> Result<access::Facts> {
    if (!open_home(tx, exchange.value("urn"), standing.today)) return fail(access::missing());
    return facts_of(access::Record::Vacancies, exchange.value("urn"));
  };
}

FactsOf own_home() {
  return [](db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) -> Result<access::Facts> {
    const auto own = own_homes(standing);
    if (std::ranges::find(own, exchange.value("urn")) == own.end()) return fail(access::missing());
    return any_home()(tx, exchange, standing);
  };
}

FactsOf own_fees() {
  return [](db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) -> Result<access::Facts> {
    RP_TRY(facts, own_home()(tx, exchange, standing));
    if (const auto provider = organisations::provider_of(tx, exchange.value("urn"), standing.today)) facts.owner = *provider;
    return facts;
  };
}

access::Facts facts_of_fees(const View& view) {
  auto facts = facts_of(access::Record::Price, view.home.urn);
  if (view.provider) facts.owner = *view.provider;
  return facts;
}

access::Facts facts_of(const View& view, const placements::Placement& placement) {
  auto facts = facts_of(access::Record::Placement, view.home.urn);
  facts.child = placement.child.text();
  facts.id = placement.id.text();
  return facts;
}

bool reads_placement(const desk::Asked& asked, const View& view, const placements::Placement& placement) {
  const auto facts = facts_of(view, placement);
  const auto granted = asked.may(facts, access::Verb::Read);
  if (!granted) return false;
  const auto entered = asked.desk.database.write([&](db::Write& tx) {
    return disclosures::record(tx, asked.actor(), granted->allowed, {placement.child, disclosures::Tier::Outline, {"authority", "nights", "room"}, disclosures::Purpose::Care, asked.standing.acting_for.text()}, asked.now());
  });
  return entered && asked.also_reads(facts);
}

supply::When when(const desk::Asked& asked) { return {asked.desk.days.now(), asked.now()}; }

std::string said_by(db::Read& tx, const desk::Desk& desk, std::string_view person) {
  if (person.empty()) return "an import";
  const auto contact = accounts::contact_of(tx, desk.vault, accounts::PersonId(std::string(person)));
  return contact ? contact->name.reveal() : "a program";
}

std::string stay_words(const Stay& nights) {
  return nights.until ? fmt::format("from {} until {}", nights.from.words(), nights.until->words()) : fmt::format("from {}, with no end stated", nights.from.words());
}

std::string weekday(Date day) {
  constexpr std::string_view kDays[] = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return std::string(kDays[((day.days() + 3) % 7 + 7) % 7]);   // 1 January 1970 was a Thursday
}

web::Url home_url(std::string_view urn) { return web::Url("/our-homes").segment(urn); }
web::Url places_url(std::string_view urn) { return home_url(urn).segment("places"); }
std::vector<web::Link> crumbs(const View* view) {
  std::vector<web::Link> links{{"Our homes", web::Url("/our-homes")}};
  if (view) links.push_back({view->name(), home_url(view->home.urn)});
  return links;
}

std::vector<std::string> rooms_of(const View& view) {
  std::vector<std::string> names;
  if (view.supply.rooms)
    for (const auto& room : view.supply.rooms->value) names.push_back(room.room);
  return names;
}

Free on(const View& view, Date night) {
  Free all;
  for (const auto& calendar : supply::room_calendars(view.supply, view.occupations, night)) {
    if (calendar.room.empty()) continue;
    ++all.rooms;
    switch (calendar.times.front().state) {
      case supply::RoomState::Free: ++all.free; break;
      case supply::RoomState::Held: ++all.held; break;
      case supply::RoomState::Occupied: ++all.occupied; break;
      case supply::RoomState::OutOfUse: ++all.out_of_use; break;
      case supply::RoomState::Unknown: ++all.unknown; break;
    }
  }
  return all;
}

}  // namespace rightplace::supplying
