#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "db/copy.h"
#include "features/keeping/keeping_manifest.h"
#include "formats/file.h"
#include "vault/vault.h"

namespace rightplace::keeping {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMigrations = R"sql(
  SELECT feature, number
  FROM schema_migrations
  ORDER BY feature, number
)sql";

// On the disk, not only written: a backup that a power cut takes away is none.
Done sync(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (!done) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be brought to the disk", path.string()));
  return {};
}

Done make_empty_folder(const fs::path& to) {
  std::error_code error;
  if (fs::exists(to, error) && (!fs::is_directory(to, error) || !fs::is_empty(to, error)))
    return fail(ErrorKind::Conflict, fmt::format("{} is not empty: name a new folder for each backup", to.string()));
  fs::create_directories(to, error);
  if (!error) fs::permissions(to, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", to.string(), error.message()));
  return {};
}

bool lies_within(const fs::path& inner, const fs::path& outer) {
  const auto a = fs::weakly_canonical(inner), b = fs::weakly_canonical(outer);
  return std::mismatch(b.begin(), b.end(), a.begin(), a.end()).first == b.end();
}

// The database is copied by itself; configuration may hold a password; the key is asked for; letters written to files hold
// addresses and one-time codes, and have left; what is just being sent is no document yet.
bool is_kept_apart(const fs::path& name) {
  const auto text = name.string();
  return text == "rightplace.toml" || text == "key" || text.starts_with("key.") || text.starts_with("rightplace.sqlite") || text.starts_with("outbox/") || text.starts_with("spool/") ||
         text.starts_with("documents/incoming/");
}

std::vector<fs::path> other_files(const fs::path& store) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    const auto name = fs::relative(entry.path(), store);
    if (entry.is_regular_file() && !entry.is_symlink() && !is_kept_apart(name)) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Done put_copy(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (!error) fs::copy_file(from, to, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be copied to {}: {}", from.string(), to.string(), error.message()));
  return sync(to);
}

Result<KeptFile> kept_file(const fs::path& backup, const fs::path& name) {
  RP_CHECK(sync(backup / name));
  RP_TRY(sum, vault::sha256_hex_of_file(backup / name));
  return KeptFile{name.string(), static_cast<std::int64_t>(fs::file_size(backup / name)), sum};
}

void enter(Services& services, const Manifest& manifest) {
  services.database.write([&](db::Write& tx) {
    audit::record(tx, operator_of_this_machine(), Allowed::because("operator of this machine"), "backup.taken", {"store", "store"}, services.clock.now(),
                  {{"head_sequence", manifest.head.sequence}, {"head_hash", manifest.head.hash}, {"key_included", manifest.holds_key}});
  });
}

}  // namespace

Result<Manifest> back_up(Services& services, const fs::path& to, Key key) {
  if (lies_within(to, services.folder)) return fail(ErrorKind::Invalid, "A backup cannot lie inside its own store: name another folder, on another disk");
  RP_CHECK(make_empty_folder(to));
  fs::create_directories(to / "database");
  Manifest manifest;
  manifest.taken_at = services.clock.now();
  manifest.database = services.database.dialect() == db::Dialect::Sqlite ? "sqlite" : "postgres";
  const auto names = db::copy_out(services.database, to / "database", [&](db::Read& tx) {
    manifest.head = audit::head(tx);
    manifest.migrations = tx.list(kMigrations, {}, [](const db::Row& row) { return RanMigration{row.string(0), row.integer(1)}; });
  });
  for (const auto& name : names) {
    manifest.database_files.push_back("database/" + name);
    RP_TRY(kept, kept_file(to, "database/" + name));
    manifest.files.push_back(kept);
  }
  auto others = other_files(services.folder);
  manifest.store_has_key = fs::exists(services.folder / "key");
  manifest.holds_key = manifest.store_has_key && key == Key::Included;
  if (manifest.holds_key) others.emplace_back("key");
  for (const auto& name : others) {
    // A document that was removed since the database was copied: its row there has a key, and nothing to open.
    if (name.string().starts_with("documents/") && !fs::exists(services.folder / name)) continue;
    RP_CHECK(put_copy(services.folder / name, to / "files" / name));
    RP_TRY(kept, kept_file(to, "files" / name));
    manifest.files.push_back(kept);
  }
  RP_CHECK(formats::write_file(to / kManifestName, json::Value(to_json(manifest)).pretty()));
  RP_CHECK(sync(to / kManifestName));
  RP_CHECK(sync(to));
  enter(services, manifest);
  return manifest;
}

Result<Manifest> checked_backup(const fs::path& from) {
  const auto file = from / kManifestName;
  if (!fs::exists(file))
    return fail(ErrorKind::NotFound, fmt::format("{} holds no whole backup: {} is missing. It is written last; take another one", from.string(), kManifestName));
  RP_TRY(text, formats::read_file(file));
  RP_TRY(value, json::parse(text, file.string()));
  RP_TRY(manifest, manifest_from_json(value, file.string()));
  for (const auto& kept : manifest.files) {
    const auto path = from / kept.name;
    if (!fs::is_regular_file(path)) return fail(ErrorKind::Invalid, fmt::format("{} is missing from the backup: use another one", path.string()));
    RP_TRY(sum, vault::sha256_hex_of_file(path));
    if (sum != kept.sha256) return fail(ErrorKind::Invalid, fmt::format("{} is not as it was when the backup was taken: use another one", path.string()));
  }
  for (const auto& name : manifest.database_files)
    if (std::ranges::none_of(manifest.files, [&](const KeptFile& kept) { return kept.name == name; }))
      return fail(ErrorKind::Invalid, fmt::format("{} has no checksum for {}", file.string(), name));
  return manifest;
}

Done restore_files(const fs::path& from, const Manifest& manifest, const fs::path& store) {
  std::error_code error;
  if (fs::exists(store / "rightplace.sqlite") || fs::exists(store / "key"))
    return fail(ErrorKind::Conflict, fmt::format("{} holds a store already: restore into a new folder", store.string()));
  fs::create_directories(store, error);
  if (!error) fs::permissions(store, fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", store.string(), error.message()));
  for (const auto& kept : manifest.files) {
    if (!kept.name.starts_with("files/")) continue;
    const auto target = store / kept.name.substr(6);
    if (fs::exists(target)) return fail(ErrorKind::Conflict, fmt::format("{} is there already: restore into a new folder", target.string()));
    RP_CHECK(put_copy(from / kept.name, target));
  }
  // The database comes last and whole: a restore that was broken off leaves no store.
  if (manifest.database != "sqlite") return {};
  RP_CHECK(put_copy(from / manifest.database_files.at(0), store / "restoring"));
  fs::rename(store / "restoring", store / "rightplace.sqlite", error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be put in place: {}", (store / "rightplace.sqlite").string(), error.message()));
  return sync(store);
}

Done restore_tables(const fs::path& from, const Manifest& manifest, db::Database& database, std::span<const db::Migration> known, const Clock& clock) {
  const bool empty = database.read([](db::Read& tx) {
    return !tx.exists("SELECT 1 FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace");
  });
  if (!empty) return fail(ErrorKind::Conflict, "The PostgreSQL database is not empty: make a new one for the restore");
  std::vector<db::Migration> steps;
  for (const auto& step : known)
    if (std::ranges::any_of(manifest.migrations, [&](const RanMigration& ran) { return ran.feature == step.feature && ran.number == step.number; }))
      steps.push_back(step);
  if (steps.size() != manifest.migrations.size())
    return fail(ErrorKind::Invalid, "The backup was taken by a newer program: restore it with that one");
  db::migrate(database, steps, clock);
  db::copy_in(database, from, manifest.database_files);
  return {};
}

std::optional<Instant> last_backup(db::Read& tx) {
  const auto found = audit::search(tx, {.action = "backup.taken", .most = 1});
  if (found.empty()) return std::nullopt;
  return found.front().at;
}

namespace {

Result<ExitCode> run_backup(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto to = arguments.text("--to").value_or("");
  RP_TRY(manifest, back_up(services, to, arguments.has("--with-key") ? Key::Included : Key::LeftOut));
  RP_TRY(again, checked_backup(to));
  std::int64_t bytes = 0;
  for (const auto& kept : again.files) bytes += kept.bytes;
  console.line(fmt::format("{} files, {:.1f} MB in {}, read back and found as written.", again.files.size(), static_cast<double>(bytes) / 1e6, to));
  console.line(fmt::format("The audit stood at event {} ({}).", manifest.head.sequence, manifest.head.hash));
  if (manifest.holds_key) console.line("The store's key is in it: whoever has this folder can read what is sealed.");
  else if (manifest.store_has_key) console.line("The store's key is not in it: keep STORE/key elsewhere, or what is sealed stays sealed for good.");
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  return {Command{.spec = {.name = "backup", .summary = "Copy the whole store to a new folder while others work, with checksums and the audit's head",
                           .options = {{"--to", "DIR", "A new or empty folder, on another disk", cli::Takes::One, true},
                                       {"--with-key", "", "Put the store's key into the backup too", cli::Takes::Nothing}}},
                  .run = run_backup}};
}

}  // namespace rightplace::keeping
