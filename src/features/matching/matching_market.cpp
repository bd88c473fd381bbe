#include <algorithm>
#include <array>

#include "features/geography/geography.h"
#include "features/matching/matching_facts.h"

namespace rightplace::matching {
namespace {

void add(const Ground& ground, std::size_t home, Market& market) {
  const auto* stated = ground.stated[home].get();
  const auto at = static_cast<std::uint32_t>(home);
  market.operated_by[home] = ground.supply ? ground.supply->home(home).operated_by : std::uint16_t{0};
  market.sells_spot[home] = !stated || !stated->contracts || stated->contracts->value.sells_spot.value_or(true);
  if (!stated) return;
  if (stated->fees)
    for (const auto& fee : stated->fees->value) market.prices.push_back({at, fee.need_level, fee.route, fee.rate});
  if (stated->contracts)
    for (const auto& access : stated->contracts->value.access)
      market.access.push_back({at, dfe_number(access.authority_code), access.route, access.from, access.until.value_or(kEndOfDays)});
}

}  // namespace

std::uint16_t dfe_number(std::string_view authority_code) {
  const auto* authority = geography::authority_by_code(authority_code);
  return authority ? static_cast<std::uint16_t>(authority->dfe_number) : std::uint16_t{0};
}

bool in_force(const supply::ContractAccess& access, Date day) { return access.from <= day && (!access.until || day < *access.until); }

Market market_of(const Ground& ground) {
  Market market;
  market.sells_spot.resize(ground.stated.size());
  market.operated_by.resize(ground.stated.size());
  for (std::size_t home = 0; home < ground.stated.size(); ++home) add(ground, home, market);
  return market;
}

Market renewed(const Market& before, const Ground& ground, std::span<const std::size_t> changed) {
  auto after = before;
  const auto gone = [&](const auto& row) { return std::ranges::find(changed, row.home) != changed.end(); };
  std::erase_if(after.prices, gone);
  std::erase_if(after.access, gone);
  for (const auto home : changed) add(ground, home, after);
  return after;
}

suitability::Supply::Fees fees_for(const Market& market, const Buyer& buyer, Date needed_on) {
  suitability::Supply::Fees fees(market.operated_by.size());
  const auto authority = dfe_number(buyer.authority_code);
  std::array<bool, kRoutes.rows.size()> wanted{};
  for (const auto& row : kRoutes.rows) wanted[static_cast<std::size_t>(row.value)] = buyer.routes.empty() || std::ranges::find(buyer.routes, row.value) != buyer.routes.end();
  std::vector<std::uint8_t> open(fees.size());   // by home: one bit for each route under a contract of this authority
  for (const auto& access : market.access)
    if (access.authority == authority && access.from <= needed_on && needed_on < access.until) open[access.home] |= static_cast<std::uint8_t>(1u << static_cast<unsigned>(access.route));
  for (const auto& price : market.prices) {
    if (price.level != buyer.level || !wanted[static_cast<std::size_t>(price.route)]) continue;
    const bool may = price.route == Route::Spot  ? market.sells_spot[price.home]
                     : price.route == Route::Own ? authority != 0 && market.operated_by[price.home] == authority
                                                 : (open[price.home] >> static_cast<unsigned>(price.route) & 1u) != 0;
    if (may && (!fees[price.home] || price.rate.per_week < fees[price.home]->per_week)) fees[price.home] = price.rate;
  }
  return fees;
}

}  // namespace rightplace::matching
