#pragma once
// The pages of notices: for the duty desk of an area, the children whom other authorities placed there; for the authority that
// places, who is owed a notice, who has read it, and what has to be given by hand.

#include "features/desk/desk.h"

namespace rightplace::notifying {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::notifying
