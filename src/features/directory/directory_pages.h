#pragma once
// The pages of the feature, one by one.

#include <set>

#include "features/desk/desk.h"
#include "features/directory/directory_filters.h"
#include "features/directory/directory_search.h"

namespace rightplace::directory {

// Whose free places this person may read. Reading them is written down.
struct Sight {
  bool everybody = false;
  std::set<std::string, std::less<>> own;   // URNs
  bool sees(std::string_view urn) const { return everybody || own.contains(urn); }
};
Sight sight_of(const desk::Asked& asked);
// The same for the homes of one page: of the own ones that are on it, each is written down; what could not be is not seen.
Sight written_down(const desk::Asked& asked, Sight sight, const Snapshot& snapshot, const std::vector<Hit>& rows);

// Whether the person works here, and so may measure how far a home is from a place. Children and parents may not: they could
// find a home whose address is kept from them.
bool may_measure(const access::Standing& standing);
// What this person may ask: wishes about free places only of whoever may read everybody's, about miles of whoever may measure.
Wanted allowed_wish(const desk::Asked& asked, const Sight& sight);

web::Response homes_page(const desk::Asked& asked, const Snapshot& snapshot);
web::Response homes_json(const desk::Asked& asked, const Snapshot& snapshot);
web::Response homes_csv(const desk::Asked& asked, const Snapshot& snapshot);
web::Response home_page(const desk::Asked& asked, const Snapshot& snapshot);
web::Response home_json(const desk::Asked& asked, const Snapshot& snapshot);
web::Response providers_page(const desk::Asked& asked, const Snapshot& snapshot);
web::Response providers_json(const desk::Asked& asked, const Snapshot& snapshot);
web::Response provider_page(const desk::Asked& asked, const Snapshot& snapshot);
web::Response provider_json(const desk::Asked& asked, const Snapshot& snapshot);

// A home in a list of the API.
json::Object summary_of(const Snapshot& snapshot, const Hit& hit, bool shows_places);

std::vector<desk::Shape> shapes();

}  // namespace rightplace::directory
