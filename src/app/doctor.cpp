#include "app/doctor.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/features.h"
#include "base/json.h"
#include "base/text.h"
#include "features/geography/geography.h"

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

Result<ExitCode> doctor(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  using Check = Finding (*)(Services&);
  constexpr Check kChecks[] = {database_answers, database_is_whole, references_hold, schema_is_current, disk_has_room, imports_stand, postcodes_are_whole};
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
