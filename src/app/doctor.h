#pragma once
// `rightplace doctor`: is this machine and this store fit for work? Each check is one line: fine, or what to do.

#include <vector>

#include "features/services.h"

namespace rightplace::app {

std::vector<Command> doctor_commands();

}  // namespace rightplace::app
