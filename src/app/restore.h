#pragma once
// `rightplace restore`: a new store from a backup.

#include <vector>

#include "features/services.h"

namespace rightplace::app {

std::vector<Command> restore_commands();

}  // namespace rightplace::app
