#pragma once
// The directory: homes and their providers, found and shown to everybody who works here. Who may read free places, an address
// or who lives in a home is decided for each (features/access); what is not known is said.

#include "features/desk/desk.h"

namespace rightplace::directory {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::directory
