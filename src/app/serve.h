#pragma once
// `rightplace serve`: the service over HTTP, until it is told to stop.

#include <vector>

#include "features/services.h"

namespace rightplace::app {

std::vector<Command> serve_commands();

}  // namespace rightplace::app
