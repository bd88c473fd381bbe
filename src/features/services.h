#pragma once
// What a feature may be handed. A feature copies out what it needs; nothing here owns the world.

#include <filesystem>
#include <functional>
#include <vector>

#include "base/clock.h"
#include "cli/command.h"
#include "cli/console.h"
#include "db/database.h"

namespace rightplace {

// An opened store: `folder` holds configuration, key file, uploads, reference data and, by default, the database.
struct Services {
  db::Database& database;
  const Clock& clock;
  std::filesystem::path folder;
};

enum class StoreNeed { None, Existing, CreateIfMissing };

// 0 fine, 1 internal, 2 input, 3 unavailable, 4 checked and found wanting.
enum class ExitCode { Fine = 0, Internal = 1, Input = 2, Unavailable = 3, Wanting = 4 };

// A command of a feature. `run_alone` serves commands that need no store.
struct Command {
  cli::Spec spec;
  StoreNeed need = StoreNeed::Existing;
  std::function<Result<ExitCode>(const cli::Arguments&, cli::Console&, Services&)> run = {};
  std::function<Result<ExitCode>(const cli::Arguments&, cli::Console&)> run_alone = {};
  // Of a command that needs a store: when it can do without (run_alone).
  std::function<bool(const cli::Arguments&)> alone_when = {};
};

}  // namespace rightplace
