#pragma once
// Keeping a store: a backup is a folder with a whole copy of the database at one moment, the store's other files, and a
// manifest with a checksum of each and the head of the audit, so that a restore can prove that it gave everything back.
// The store's key is never in it unless asked: who has both can read what is sealed. Configuration (rightplace.toml) never
// is: it may hold a password. docs/operate/backup.md.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "features/audit/audit.h"
#include "vault/vault.h"

namespace rightplace::keeping {

struct KeptFile {
  std::string name;      // database/rightplace.sqlite, files/postcodes.bin: inside the backup
  std::int64_t bytes = 0;
  std::string sha256;
};
struct RanMigration {
  std::string feature;
  std::int64_t number = 0;
};
struct Manifest {
  Instant taken_at;
  std::string database;                    // "sqlite" or "postgres"
  audit::Head head;                        // of the copy
  std::vector<RanMigration> migrations;    // the copy's schema
  std::vector<std::string> database_files; // in the order in which they go in again
  std::vector<KeptFile> files;
  bool store_has_key = false;
  bool holds_key = false;
};

enum class Key { LeftOut, Included };

// While others work. `to` is made (mode 0700), or is empty: Conflict otherwise, and Invalid inside the store. The manifest is
// written last: a folder without one is no backup. Enters "backup.taken" in the audit afterwards.
Result<Manifest> back_up(Services& services, const std::filesystem::path& to, Key key = Key::LeftOut);

// Reads every byte. NotFound when there is no manifest; Invalid names the first file that is missing or is not what it was.
Result<Manifest> checked_backup(const std::filesystem::path& from);

// Puts files in place: all of them for SQLite, all but the database for PostgreSQL. Conflict when the folder holds a store.
Done restore_files(const std::filesystem::path& from, const Manifest& manifest, const std::filesystem::path& store);
// Fills an empty PostgreSQL database with the schema and rows of the backup. Conflict when it is not empty; Invalid when the
// backup comes from a newer program.
Done restore_tables(const std::filesystem::path& from, const Manifest& manifest, db::Database& database, std::span<const db::Migration> known,
                    const Clock& clock);

// When the last backup was taken, by the audit.
std::optional<Instant> last_backup(db::Read& tx);

std::vector<Command> commands();   // backup

// ---- The store's key (keeping_key.cpp).

// "people.name_sealed": a column that holds something sealed with the store's key; nothing: none does.
std::optional<std::string> something_sealed(db::Read& tx);
// The store's vault. A key is made where nothing is sealed yet; Unavailable where something is and the key is missing, for
// with another key it would never open again.
Result<vault::Vault> vault_of(Services& services);

// ---- What is of use for a while only (keeping_retention.cpp): rules/retention.toml.

struct Retention {
  std::string table, since;   // column of moments
  std::int64_t days = 0;
  std::string what;           // in words
};
const std::vector<Retention>& retention();
Result<std::vector<Retention>> read_retention(std::string_view toml, std::string_view source);
// Removes what is older than its rule says, of the tables that the store has. How many rows; audited as records.forgotten.
std::int64_t forget_old(db::Write& tx, Instant now);

}  // namespace rightplace::keeping
