#pragma once
// What a page of one home is made from, and the words that the pages share.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/desk/desk.h"
#include "features/homes/homes.h"
#include "features/organisations/organisations.h"
#include "features/placements/placements.h"
#include "features/supply/supply.h"

namespace rightplace::supplying {

struct View {
  homes::Home home;
  supply::HomeSupply supply;
  std::vector<placements::Placement> placed;     // who lives there or will
  std::vector<supply::Occupation> occupations;   // the same, in the same order
  std::optional<organisations::OrganisationId> provider;   // whose the home is today, and since when
  Date provider_since;
  bool is_blocked() const { return supply::is_blocked(home.status, supply.notices); }
  // Fees that this provider's people or its imports stated: those of an earlier provider are nobody's to read.
  const supply::Stated<std::vector<supply::Fee>>* fees() const;
  std::string name() const { return home.name.value_or("Home " + home.urn); }
};
// None when the register shows no such home open today.
std::optional<View> view_of(db::Read& tx, const desk::Desk& desk, std::string_view urn);
std::vector<supply::Occupation> occupations_of(db::Read& tx, std::string_view urn, Date today);

// URNs for which the person's organisation acts, by those of their roles that stand today; sorted.
std::vector<std::string> own_homes(const access::Standing& standing);
access::Facts facts_of(access::Record record, std::string_view urn);
// Facts of a page about a home; nothing for a home that is not in the register today. With `own`: nor for another's home.
using FactsOf = std::function<Result<access::Facts>(db::Read&, const web::Exchange&, const access::Standing&)>;
FactsOf any_home();
FactsOf own_home();
// Of the home's fees, which belong to its provider: nobody else's, not even a group's above or below it.
FactsOf own_fees();
access::Facts facts_of_fees(const View& view);
access::Facts facts_of(const View& view, const placements::Placement& placement);
// Whether this person reads the placement on this page. It is entered in the child's ledger and written down first: what
// cannot be entered is not shown.
bool reads_placement(const desk::Asked& asked, const View& view, const placements::Placement& placement);

supply::When when(const desk::Asked& asked);
// "Sam Alder", "an import" or "a program".
std::string said_by(db::Read& tx, const desk::Desk& desk, std::string_view person);

std::string stay_words(const Stay& nights);        // from 2 March 2026 until 9 March 2026; from 2 March 2026, with no end stated
std::string weekday(Date day);                     // Monday

web::Url home_url(std::string_view urn);           // /our-homes/{urn}
web::Url places_url(std::string_view urn);
std::vector<web::Link> crumbs(const View* view);

// The calendar as one look at it: rooms × days.
struct Free {
  int rooms = 0, free = 0, held = 0, occupied = 0, out_of_use = 0, unknown = 0;
};
Free on(const View& view, Date night);
std::vector<std::string> rooms_of(const View& view);

}  // namespace rightplace::supplying
