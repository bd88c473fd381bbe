#pragma once
// One provider as a row of a list: what is the same for everybody is made once, the rest for each person.

#include "features/directory/directory_search.h"
#include "features/directory/directory_snapshot.h"

namespace rightplace::directory {

void render_fixed_parts(Entry& entry, const Register& reg);

// Appends <li>…</li>. `from`: from where the miles count, in words; `shows_places`: this person may read this home's places.
void append_row(web::Html& out, const Snapshot& snapshot, const Hit& hit, std::string_view from, bool shows_places);

// "about 12 miles", and how well the place is known where that is worse than a postcode sector.
std::string miles_words(double miles, const std::optional<geography::Location>& home);

}  // namespace rightplace::directory
