#pragma once
// Own children: whose they are, where they live, who works with them, and who has been shown what of them.
//
// Every name that is shown is first entered in the disclosure ledger; what cannot be entered is not shown. A name never
// stands in an address: searches are sent in the body.

#include "features/desk/desk.h"
#include "features/placements/placements.h"

namespace rightplace::caseload {

desk::Pages pages(const desk::Desk& desk);

// What decides who may see a child today: `record` is left to the caller. NotFound, as for every missing record, when there
// is no such child. `child` and `id` are those of the record that stands.
Result<access::Facts> facts_of(db::Read& tx, std::string_view child, Date today);

// "in the area of Leeds itself", "in Bradford, which adjoins Leeds", "at a distance: in Kent, which does not adjoin Leeds".
// By adjoining authorities, never by miles (SI 2010/959 regulation 11). `host` is the code of the home's authority.
std::string distance_in_words(std::string_view responsible, std::string_view host, Date day);

}  // namespace rightplace::caseload
