#include "app/doctor.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/features.h"
#include "base/json.h"
#include "base/text.h"
#include "features/accounts/accounts.h"
#include "features/audit/audit.h"
#include "features/demo/demo.h"
#include "features/disclosures/disclosures.h"
#include "features/documents/documents.h"
#include "features/geography/geography.h"
#include "features/keeping/keeping.h"
#include "features/outbox/outbox.h"
#include "vault/vault.h"

namespace rightplace::app {
namespace {

struct Finding {
  std::string check;
  bool fine = true;
  std::string words;
};

Finding database_answers(Services& services) {
  return {"database", true, services.database.describe()};
}

Finding database_is_whole(Services& services) {
  if (services.database.dialect() != db::Dialect::Sqlite) return {"integrity", true, "left to PostgreSQL's own checks"};
  const auto answer = services.database.read([](db::Read& tx) {
    return tx.first("PRAGMA quick_check", {}, [](const db::Row& row) { return row.string(0); });
  });
  if (answer == "ok") return {"integrity", true, "the database file is whole"};
  return {"integrity", false, fmt::format("the database file is damaged ({}); restore the last backup", shown(answer.value_or("no answer"), 200))};
}

Finding references_hold(Services& services) {
  if (services.database.dialect() != db::Dialect::Sqlite) return {"references", true, "kept by PostgreSQL"};
  const bool broken = services.database.read([](db::Read& tx) { return tx.exists("PRAGMA foreign_key_check"); });
  return broken ? Finding{"references", false, "a row points to one that is not there; restore the last backup and report this"}
                : Finding{"references", true, "every reference leads somewhere"};
}

Finding schema_is_current(Services& services) {
  const auto steps = migrations();
  const auto waiting = db::pending(services.database, steps);
  if (waiting.empty()) return {"schema", true, fmt::format("{} applied", plural(static_cast<std::int64_t>(steps.size()), "migration", "migrations"))};
  return {"schema", false, "not applied: " + join(waiting, ", ")};
}

Finding documents_are_there(Services& services) {
  const auto missing = services.database.read([&](db::Read& tx) { return documents::without_file(tx, services.folder); });
  if (missing.empty()) return {"documents", true, "every document that stands has its file"};
  return {"documents", false, fmt::format("{} no file ({} first): copy STORE/documents back from a backup", plural(static_cast<std::int64_t>(missing.size()), "document has", "documents have"), missing.front().text())};
}

Finding disk_has_room(Services& services) {
  std::error_code error;
  const auto space = std::filesystem::space(services.folder, error);
  if (error) return {"disk", false, "the free space cannot be read: " + error.message()};
  const auto megabytes = static_cast<std::int64_t>(space.available >> 20);
  return {"disk", megabytes >= 1024, fmt::format("{} MB free{}", grouped(megabytes), megabytes >= 1024 ? "" : "; a gigabyte is the least to work with")};
}

Finding imports_stand(Services& services) {
  const auto count = services.database.read([](db::Read& tx) { return tx.integer("SELECT count(*) FROM imports WHERE undone_at IS NULL"); });
  return {"imports", true, plural(count, "import stands", "imports stand")};
}

Finding postcodes_are_whole(Services& services) {
  const auto postcodes = geography::Postcodes::open(services.folder);
  if (!postcodes && postcodes.error().kind == ErrorKind::NotFound)
    return {"postcodes", true, "none imported: places are known to their sector or outward code"};
  if (!postcodes) return {"postcodes", false, postcodes.error().detail};
  if (!postcodes->is_whole()) return {"postcodes", false, "the file of postcodes is damaged; import them again with `rightplace import postcodes FILE`"};
  return {"postcodes", true, fmt::format("{} imported", plural(static_cast<std::int64_t>(postcodes->size()), "postcode", "postcodes"))};
}

Finding audit_is_whole(Services& services) {
  const auto found = services.database.read([](db::Read& tx) { return audit::verify(tx); });
  if (found.whole()) return {"audit", true, fmt::format("{}, an unbroken chain", plural(found.events, "event", "events"))};
  return {"audit", false, fmt::format("{}; keep this store as it is and see rightplace audit verify", found.breaks.front().words)};
}

Finding disclosures_are_proven(Services& services) {
  const auto found = services.database.read([](db::Read& tx) { return disclosures::differences(tx); });
  if (found.empty()) return {"disclosures", true, "the ledger is what the audit says"};
  return {"disclosures", false, fmt::format("{}{}", found.front(), found.size() > 1 ? fmt::format(", and {} more", found.size() - 1) : "")};
}

Finding backup_is_recent(Services& services) {
  constexpr std::int64_t kDay = 24 * 3'600'000;
  struct Known {
    std::optional<Instant> last;
    std::optional<Instant> first_event;
    bool invented = false;
  };
  const auto known = services.database.read([](db::Read& tx) {
    return Known{keeping::last_backup(tx),
                 tx.first("SELECT at FROM audit_events WHERE sequence = 1", {}, [](const db::Row& row) { return row.instant(0); }),
                 demo::census_of(tx).has_value()};
  });
  const auto now = services.clock.now().ms;
  if (known.last) {
    const auto days = (now - known.last->ms) / kDay;
    const auto words = fmt::format("the last was taken at {}", known.last->iso());
    return days < 2 ? Finding{"backup", true, words} : Finding{"backup", false, words + ": take one each day (rightplace backup --to DIR)"};
  }
  if (known.invented) return {"backup", true, "none was taken; an invented England can be made again"};
  const bool young = !known.first_event || now - known.first_event->ms < 7 * kDay;
  return {"backup", young, "none was taken yet: rightplace backup --to DIR"};
}

Finding letters_leave(Services& services) {
  constexpr std::int64_t kHour = 3'600'000;
  const auto found = services.database.read([](db::Read& tx) { return outbox::backlog(tx); });
  const auto words = fmt::format("{} waiting, {} given up", found.waiting, found.dead);
  if (found.dead > 0) return {"outbox", false, words + ": see rightplace outbox"};
  if (found.oldest && SystemClock().now().ms - found.oldest->ms > kHour)
    return {"outbox", false, fmt::format("{}, the oldest since {}: is the service running, and the mail server?", words, found.oldest->iso())};
  return {"outbox", true, words};
}

Finding folder_is_closed(Services& services) {
  std::error_code error;
  const auto mode = std::filesystem::status(services.folder, error).permissions();
  if (error) return {"folder", false, "its permissions cannot be read: " + error.message()};
  const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  if ((mode & others) == std::filesystem::perms::none) return {"folder", true, "open to its owner only"};
  return {"folder", false, fmt::format("others on this machine may look into the store: chmod 700 {}", services.folder.string())};
}

Finding key_is_kept(Services& services) {
  if (!std::filesystem::exists(services.folder / "key")) {
    const auto sealed = services.database.read(keeping::something_sealed);
    if (!sealed) return {"key", true, "nothing is sealed yet"};
    return {"key", false, fmt::format("the key file is missing, and {} was sealed with it: put it back from where you keep it", *sealed)};
  }
  const auto vault = vault::Vault::open(services.folder, false);
  if (!vault) return {"key", false, vault.error().detail};
  // One sealed row is opened: a key beside the store may be another store's.
  const auto person = services.database.read([](db::Read& tx) { return tx.first("SELECT id FROM people ORDER BY id LIMIT 1", {}, [](const db::Row& row) { return row.id<accounts::PersonTag>(0); }); });
  if (!person) return {"key", true, "readable by its owner only; nobody's name is sealed with it yet"};
  try {
    services.database.read([&](db::Read& tx) { return accounts::contact_of(tx, *vault, *person).has_value(); });
  } catch (const db::DatabaseError&) {
    return {"key", false, "it does not open what is sealed in this store: it is another store's, or the row was changed. Put the right one back"};
  }
  return {"key", true, "readable by its owner only, and opens what is sealed"};
}

Result<ExitCode> doctor(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  using Check = Finding (*)(Services&);
  constexpr Check kChecks[] = {database_answers, database_is_whole, references_hold, schema_is_current, disk_has_room, imports_stand, postcodes_are_whole,
                                  audit_is_whole, disclosures_are_proven, documents_are_there, folder_is_closed, key_is_kept, letters_leave, backup_is_recent};
  bool fine = true;
  json::Array items;
  std::vector<std::vector<std::string>> rows;
  for (const auto check : kChecks) {
    const auto finding = check(services);
    fine = fine && finding.fine;
    items.push_back(json::Object{{"check", finding.check}, {"fine", finding.fine}, {"words", finding.words}});
    rows.push_back({finding.fine ? "fine" : "WRONG", finding.check, finding.words});
  }
  if (arguments.has("--json")) {
    console.print(json::Value(json::Object{{"fine", fine}, {"checks", std::move(items)}}).pretty());
  } else {
    console.print(cli::table({{""}, {"Check"}, {"Finding", cli::Align::Left, 80}}, rows, console.width()));
    console.line(fine ? "All is well." : "Something needs attention.");
  }
  return fine ? ExitCode::Fine : ExitCode::Wanting;
}

}  // namespace

std::vector<Command> doctor_commands() {
  return {Command{.spec = {.name = "doctor", .summary = "Check that this store is whole and fit for work",
                           .options = {{"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .need = StoreNeed::Existing,
                  .run = doctor}};
}

}  // namespace rightplace::app
