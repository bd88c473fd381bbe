#include "features/returns/returns_checks.h"
#include "features/returns/returns_export.h"
#include "features/returns/returns_import.h"

namespace rightplace::returns {

std::vector<Command> commands() { return {import_command(), export_command(), check_command()}; }

}  // namespace rightplace::returns
