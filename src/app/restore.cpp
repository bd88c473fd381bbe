#include "app/restore.h"

#include <fmt/format.h>

#include "app/config.h"
#include "app/features.h"
#include "app/store.h"
#include "features/keeping/keeping.h"

namespace rightplace::app {
namespace {

Done put_back(const std::filesystem::path& from, const keeping::Manifest& manifest, const std::filesystem::path& folder, const Clock& clock) {
  RP_TRY(config, load_config(folder));
  const auto& address = config.database.reveal();
  if (manifest.database == "sqlite" && !address.empty())
    return fail(ErrorKind::Invalid, "The backup is of a SQLite database, and the new store names PostgreSQL: restore it without");
  if (manifest.database == "postgres" && address.empty())
    return fail(ErrorKind::Invalid, fmt::format("The backup is of a PostgreSQL database: put the address of a new, empty one into {} (database = \"…\")",
                                                (folder / "rightplace.toml").string()));
  if (manifest.database == "postgres") {
    const auto steps = migrations();
    const auto database = db::open_postgres(address);
    RP_CHECK(keeping::restore_tables(from, manifest, *database, steps, clock));
  }
  return keeping::restore_files(from, manifest, folder);
}

Result<ExitCode> restore(const cli::Arguments& arguments, cli::Console& console) {
  const std::filesystem::path from = arguments.text("--from").value_or("");
  const std::filesystem::path folder = arguments.text("--store").value_or("");
  const SystemClock clock;
  RP_TRY(manifest, keeping::checked_backup(from));
  RP_CHECK(put_back(from, manifest, folder, clock));
  RP_TRY(store, open_store(folder, StoreNeed::Existing, clock));
  const auto found = store.database->read([&, &kept = manifest](db::Read& tx) { return audit::verify(tx, kept.head); });
  if (!found.whole()) {
    console.line(fmt::format("The store was restored, but its audit is not whole: {}. Use another backup.", found.breaks.front().words));
    return ExitCode::Wanting;
  }
  console.line(fmt::format("Restored to {} as it was at {}: {} events of the audit, an unbroken chain that ends in the backup's head.", folder.string(),
                           manifest.taken_at.iso(), found.events));
  if (manifest.store_has_key && !manifest.holds_key)
    console.line(fmt::format("The key is not in the backup: put it back as {} (chmod 600).", (folder / "key").string()));
  console.line("Configuration (rightplace.toml) is not part of a backup: write it again where there was one.");
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> restore_commands() {
  return {Command{.spec = {.name = "restore", .summary = "Make a new store from a backup, and prove its audit against the backup's head",
                           .options = {{"--from", "DIR", "The backup", cli::Takes::One, true},
                                       {"--store", "NEWDIR", "The folder of the new store; for PostgreSQL with a rightplace.toml that names an empty database",
                                        cli::Takes::One, true}}},
                  .need = StoreNeed::None,
                  .run_alone = restore}};
}

}  // namespace rightplace::app
