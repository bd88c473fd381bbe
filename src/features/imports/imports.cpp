#include "features/imports/imports.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace rightplace::imports {
namespace {

constexpr std::size_t kMostRejectedPrinted = 20;

constexpr std::string_view kInsert = R"sql(
  INSERT INTO imports (id, kind, at, actor_id, files, report)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

constexpr std::string_view kLast = R"sql(
  SELECT id, kind, at, files
  FROM imports
  WHERE undone_at IS NULL
  ORDER BY id DESC
  LIMIT 1
)sql";

constexpr std::string_view kAll = R"sql(
  SELECT id, kind, at, actor_id, files, report, undone_at
  FROM imports
  ORDER BY id
)sql";

json::Object counts(const Report& report) {
  return {{"rows_read", report.read}, {"rows_kept", report.kept}, {"rows_unchanged", report.unchanged}, {"rows_rejected", report.rejected_count}};
}

json::Value as_json(const Report& report, bool kept) {
  json::Object out = counts(report);
  out.set("committed", kept);
  json::Array recognised(report.recognised.begin(), report.recognised.end());
  json::Array remarks(report.remarks.begin(), report.remarks.end());
  out.set("recognised", std::move(recognised));
  out.set("remarks", std::move(remarks));
  json::Array rejected;
  for (const auto& row : report.rejected)
    rejected.push_back(json::Object{{"file", row.file}, {"line", static_cast<std::int64_t>(row.line)}, {"column", row.column}, {"value", row.value}, {"reason", row.reason}});
  out.set("rejected", std::move(rejected));
  return out;
}

std::string in_words(const RejectedRow& row) {
  std::string text = fmt::format("{}, line {}", row.file, row.line);
  if (!row.column.empty()) text += fmt::format(", {}", row.column);
  if (!row.value.empty()) text += fmt::format(": \"{}\"", shown(row.value));
  return text + " " + row.reason;
}

void print(cli::Console& console, const Report& report, std::string_view outcome) {
  for (const auto& line : report.recognised) console.line(line);
  console.line(fmt::format("{} read: {} new or changed, {} as they were, {} rejected.", plural(report.read, "row", "rows"), grouped(report.kept),
                           grouped(report.unchanged), grouped(report.rejected_count)));
  for (std::size_t i = 0; i < std::min(report.rejected.size(), kMostRejectedPrinted); ++i)
    console.line("  rejected: " + in_words(report.rejected[i]));
  if (report.rejected_count > static_cast<std::int64_t>(kMostRejectedPrinted))
    console.line(fmt::format("  and {} more; --json lists them.", grouped(report.rejected_count - static_cast<std::int64_t>(kMostRejectedPrinted))));
  for (const auto& remark : report.remarks) console.line(cli::wrapped("Note: " + remark, console.width(), 2));
  console.line(outcome);
}

std::vector<std::string> file_names(std::string_view stored) {
  const auto files = json::parse(stored, "imports.files").value_or(json::Value{});
  std::vector<std::string> names;
  if (const auto* list = files.as_array())
    for (const auto& file : *list) names.push_back(*file.as_string());
  return names;
}

Result<ExitCode> undo_last(cli::Console& console, Services& services, const std::vector<Kind>& kinds) {
  const auto actor = operator_of_this_machine();
  std::string said;
  const auto done = services.database.write([&](db::Write& tx) -> Done {
    struct Last {
      ImportId id;
      std::string kind;
      std::string files;
    };
    const auto last = tx.first(kLast, {}, [](const db::Row& row) { return Last{row.id<ImportTag>(0), row.string(1), row.string(3)}; });
    if (!last) return fail(ErrorKind::NotFound, "There is no import to take back.");
    const auto kind = std::ranges::find(kinds, last->kind, [](const Kind& k) { return std::string(k.name); });
    if (kind == kinds.end()) return fail(ErrorKind::Conflict, fmt::format("The last import is of a kind that cannot be taken back: {}.", last->kind));
    RP_CHECK(kind->undo(tx, services, last->id));
    const auto now = services.clock.now();
    tx.run("UPDATE imports SET undone_at = $1 WHERE id = $2", {now, last->id});
    audit::record(tx, actor, Allowed::because("operator of this machine"), "import.undone", {"import", last->id.text()}, now, {{"kind", last->kind}});
    said = fmt::format("Took back the last import ({}: {}).", last->kind, join(file_names(last->files), ", "));
    return {};
  });
  if (!done) return fail(done.error());
  console.line(said);
  return ExitCode::Fine;
}

Result<ExitCode> show_all(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  json::Array items;
  std::vector<std::vector<std::string>> rows;
  services.database.read([&](db::Read& tx) {
    tx.each(kAll, {}, [&](const db::Row& row) {
      const auto report = json::parse(row.text(5), "imports.report").value_or(json::Value{});
      const auto* kept = report.find("rows_kept");
      const auto names = file_names(row.text(4));
      items.push_back(json::Object{{"id", row.string(0)}, {"kind", row.string(1)}, {"at", row.instant(2).iso()}, {"by", row.string(3)}, {"files", json::Array(names.begin(), names.end())},
                                   {"report", report}, {"undone_at", row.is_null(6) ? json::Value{} : json::Value(row.instant(6).iso())}});
      rows.push_back({row.instant(2).iso().substr(0, 16), row.string(1), join(names, ", "), kept ? kept->dump() : "", row.is_null(6) ? "stands" : "taken back"});
    });
  });
  if (arguments.has("--json")) console.print(json::Value(std::move(items)).pretty());
  else if (rows.empty()) console.line("Nothing has been imported into this store.");
  else console.print(cli::table({{"When (UTC)"}, {"Kind"}, {"Files", cli::Align::Left, 60}, {"Rows kept", cli::Align::Right}, {"State"}}, rows, console.width()));
  return ExitCode::Fine;
}

}  // namespace

void Report::reject(RejectedRow row) {
  ++rejected_count;
  row.value = shown(row.value, 80);
  if (rejected.size() < kMostRejectedListed) rejected.push_back(std::move(row));
}

std::vector<cli::Option> common_options() {
  return {{"--dry-run", "", "Show what would be read and keep nothing", cli::Takes::Nothing},
          {"--strict", "", "Keep nothing when a row is rejected (exit code 2)", cli::Takes::Nothing},
          {"--json", "", "Print the report as JSON", cli::Takes::Nothing}};
}

Result<ExitCode> run(const cli::Arguments& arguments, cli::Console& console, Services& services, std::string_view kind,
                     const std::vector<std::string>& files, const std::function<Done(db::Write&, const ImportId&, Report&)>& work,
                     const std::function<Done()>& after_commit) {
  enum class Outcome { Kept, DryRun, Strict, Nothing };
  const auto actor = operator_of_this_machine();
  Report report;
  Outcome outcome = Outcome::Nothing;
  const auto worked = services.database.write([&](db::Write& tx) -> Done {
    report = {};
    outcome = Outcome::Nothing;
    const auto now = services.clock.now();
    const ImportId id(new_uuid(now));
    RP_CHECK(work(tx, id, report));
    outcome = arguments.has("--dry-run")                               ? Outcome::DryRun
              : arguments.has("--strict") && report.rejected_count > 0 ? Outcome::Strict
              : report.kept == 0                                       ? Outcome::Nothing
                                                                       : Outcome::Kept;
    if (outcome != Outcome::Kept) return fail(ErrorKind::Conflict, "");   // rolls back
    json::Array names(files.begin(), files.end());
    tx.run(kInsert, {id, kind, now, actor.id, json::Value(std::move(names)).dump(), json::Value(counts(report)).dump()});
    audit::record(tx, actor, Allowed::because("operator of this machine"), "import.kept", {"import", id.text()}, now, counts(report));
    return {};
  });
  if (!worked && (outcome == Outcome::Nothing || outcome == Outcome::Kept) && !worked.error().detail.empty()) return fail(worked.error());
  if (outcome == Outcome::Kept && after_commit) RP_CHECK(after_commit());
  // A file of which nothing can be read is as good as refused, whatever its rows are called.
  const bool none_right = report.rejected_count > 0 && report.kept == 0 && report.unchanged == 0;
  const auto said = outcome == Outcome::Kept     ? "Kept."
                    : outcome == Outcome::DryRun ? "Dry run: nothing was kept."
                    : outcome == Outcome::Strict ? "Nothing was kept, because rows were rejected and --strict was given."
                    : none_right              ? "Nothing was kept, because every row was rejected."
                                              : "Nothing new: the store is as it was.";
  if (arguments.has("--json")) console.print(as_json(report, outcome == Outcome::Kept).pretty());
  else print(console, report, said);
  const bool wanting = none_right || (arguments.has("--strict") && report.rejected_count > 0);
  return wanting ? ExitCode::Input : ExitCode::Fine;
}

std::vector<Command> commands(std::vector<Kind> kinds) {
  auto shared = std::make_shared<std::vector<Kind>>(std::move(kinds));
  return {Command{.spec = {.name = "import undo", .summary = "Take the last import back", .options = {}},
                  .need = StoreNeed::Existing,
                  .run = [shared](const cli::Arguments&, cli::Console& console, Services& services) { return undo_last(console, services, *shared); }},
          Command{.spec = {.name = "imports", .summary = "List what was imported, when and by whom",
                           .options = {{"--json", "", "Print as JSON", cli::Takes::Nothing}}},
                  .need = StoreNeed::Existing,
                  .run = show_all}};
}

}  // namespace rightplace::imports
