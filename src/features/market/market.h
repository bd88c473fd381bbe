#pragma once
// The market of children's homes as the register shows it, year by year: who runs homes, where, how large, since when, how
// judged, how concentrated. All of it follows from Ofsted's published lists, so everybody who works here may read it; what the
// lists do not say is said to be unknown, never counted as nothing.

#include <vector>

#include "features/desk/desk.h"
#include "features/services.h"

namespace rightplace::market {

desk::Pages pages(const desk::Desk& desk);
std::vector<Command> commands();   // market pack

}  // namespace rightplace::market
