#pragma once
// The pages of signing in, of one's own account, of organisations and their people.

#include "features/desk/desk.h"

namespace rightplace::people {

desk::Pages pages(const desk::Desk& desk);

}  // namespace rightplace::people
