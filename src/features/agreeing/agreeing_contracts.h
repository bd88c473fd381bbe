#pragma once
// Within the feature: under which contract a place is bought. The home states its contracts; an agreement names one of them, and what
// speaks against it is said before anybody agrees.

#include "features/agreeing/agreeing_parts.h"
#include "features/supply/supply.h"

namespace rightplace::agreeing {

struct Contract {
  supply::ContractAccess access;
  std::string words;                   // "Framework FW-7, since 9 June 2023": route, reference and first day tell a contract apart
  std::vector<supply::Fee> fees;       // that the home states for this way of buying
};
struct Buying {
  bool stated = false;                 // the home has said under which contracts it sells
  std::vector<Contract> contracts;     // with this authority, the latest first
  const Contract* named(std::string_view words) const;
};
Buying buying_of(db::Read& tx, const Chosen& chosen, const Asked& asked);

// Why nothing is bought under it for a stay that begins on `night`; empty: it is in force.
std::string out_of_force(const Contract& contract, Date night);
// How the price of a week differs from every fee that the home states for it; empty: it does not, or no fee is stated.
std::string price_differs(const Contract& contract, const std::vector<asking::PriceLine>& lines);

// Invalid names bought_under, or more where a price that differs is not explained.
Done checked(const Buying& buying, const agreements::Terms& terms);
// What speaks against the contract that an agreement names, for those who read it; empty: nothing.
web::Html contract_part(const Buying& buying, const agreements::Terms& terms, bool prices, Date today);

// The question of the form, and what was answered: the words of the agreement. Empty: a spot purchase.
web::Html bought_field(const web::Form& form, const Buying& buying, const agreements::Terms& before, Date night);
std::string typed_bought(web::Form& form, const Buying& buying);

}  // namespace rightplace::agreeing
