#pragma once
// Where children in care live, counted from the yearly returns in this store: by distance and by whether it is inside the
// authority, from where to where, and which regions take in more children than they send out.
//
// An authority sees its own children, in true numbers, and takes away numbers that may be published. Analysts of Ofsted and the
// department see all returns that stand here together, and only what may be published (engines/disclosure).

#include "features/desk/desk.h"

namespace rightplace::flows {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::flows
