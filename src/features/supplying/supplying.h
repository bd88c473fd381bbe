#pragma once
// A provider's own pages: what its homes say of themselves, when that grows old, what is missing by law, and the calendar of
// places. Placing authorities read the calendar, without names and references.

#include "features/desk/desk.h"

namespace rightplace::supplying {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::supplying
