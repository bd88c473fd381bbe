#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "base/london.h"
#include "base/text.h"
#include "features/documents/documents.h"
#include "features/portability/portability.h"
#include "formats/file.h"

namespace rightplace::portability {
namespace {

namespace fs = std::filesystem;

Result<organisations::Organisation> organisation_called(db::Read& tx, const std::string& name, Date today) {
  std::vector<organisations::Organisation> found;
  for (auto& one : organisations::all_on(tx, today))
    if (iequals(one.details.name, squeeze(name)) || one.id.text() == name) found.push_back(std::move(one));
  if (found.empty()) return fail(ErrorKind::NotFound, fmt::format("No organisation that works here today is called {}", shown(name)));
  if (found.size() == 1) return std::move(found.front());
  std::vector<std::string> ids;
  for (const auto& one : found) ids.push_back(fmt::format("{} ({})", one.id.text(), organisations::kKinds.label(one.details.kind)));
  return fail(ErrorKind::Conflict, fmt::format("Several organisations are called {}: name the number of one: {}", shown(name), join_words(ids)));
}

Done write_private(const fs::path& file, std::string_view text) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (!error) fs::permissions(file.parent_path(), fs::perms::owner_all, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made: {}", file.parent_path().string(), error.message()));
  RP_CHECK(formats::write_file(file, text));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be closed to others: {}", file.string(), error.message()));
  return {};
}

constexpr std::int64_t kEventsAtOnce = 1'000;
constexpr std::string_view kEvents = R"sql(
  SELECT e.sequence, e.id, e.at, e.actor_kind, e.actor_id, e.action, e.subject_kind, e.subject_id, e.grounds, e.detail, e.previous_hash, e.hash
  FROM audit_organisations o
  JOIN audit_events e ON e.sequence = o.sequence
  WHERE o.organisation_id = $1 AND o.sequence > $2 AND o.sequence <= $3
  ORDER BY o.sequence
  LIMIT $4
)sql";

std::string line_of(const db::Row& row) {
  const auto detail = json::parse(row.text(9), "audit");
  return json::Value(json::Object{{"sequence", row.integer(0)}, {"id", row.text(1)}, {"at", row.instant(2).iso()}, {"actor_kind", row.text(3)}, {"actor_id", row.text(4)},
                                  {"action", row.text(5)}, {"subject_kind", row.text(6)}, {"subject_id", row.text(7)}, {"grounds", row.text(8)},
                                  {"detail", detail ? *detail : json::Value(nullptr)}, {"previous_hash", row.text(10)}, {"hash", row.text(11)}}).dump() + "\n";
}

// Events are never changed, so that they may be read after the export was written down.
Done write_events(db::Database& database, const OrganisationId& organisation, std::int64_t until, const fs::path& file) {
  RP_CHECK(write_private(file, ""));
  std::ofstream out(file, std::ios::binary | std::ios::app);
  for (std::int64_t last = 0;;) {
    std::int64_t rows = 0;
    std::string lines;
    database.read([&](db::Read& tx) {
      tx.each(kEvents, {organisation, last, until, kEventsAtOnce}, [&](const db::Row& row) {
        ++rows;
        last = row.integer(0);
        lines += line_of(row);
      });
    });
    out << lines << std::flush;
    if (!out) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written to its end: is the disk full? Empty the folder and export again", file.string()));
    if (rows < kEventsAtOnce) return {};
  }
}

// In clear, as the organisation takes it away: piece by piece.
Done write_document(const Store& store, const documents::DocumentId& id, const fs::path& file) {
  RP_TRY(sealed, store.database.read([&](db::Read& tx) { return documents::open(tx, store.vault, store.folder, id); }));
  RP_CHECK(write_private(file, ""));
  std::ofstream out(file, std::ios::binary | std::ios::app);
  for (;;) {
    RP_TRY(piece, sealed.next());
    if (piece.empty()) return {};
    out << piece << std::flush;
    if (!out) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written to its end: is the disk full? Empty the folder and export again", file.string()));
  }
}

Result<ExitCode> run_export(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(vault, vault::Vault::open(services.folder, false));
  const auto today = london_date(services.clock.now());
  const fs::path to = arguments.text("--to").value_or("");
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error)) return fail(ErrorKind::Conflict, fmt::format("{} is not empty: name a new folder", to.string()));
  Request request{.today = today, .now = SystemClock().now()};
  RP_TRY(taken, services.database.write([&](db::Write& tx) -> Result<Taken> {
    RP_TRY(organisation, organisation_called(tx, arguments.text("NAME").value_or(""), today));
    request.organisation = organisation.id;
    request.people.clear();
    for (const auto& email : arguments.all("--for")) {
      const auto person = accounts::person_with_email(tx, vault, Personal(email));
      if (!person) return fail(ErrorKind::NotFound, fmt::format("--for {}: nobody has an account with this e-mail address", shown(email)));
      request.people.push_back(*person);
    }
    return take(tx, vault, operator_of_this_machine(), request);
  }));
  RP_CHECK(write_out({services.database, vault, services.folder}, taken, request, to));
  std::vector<std::vector<std::string>> rows;
  for (const auto& file : taken.files) rows.push_back({file.name, grouped(file.rows), file.grounds});
  console.print(cli::table({{"File"}, {"Records", cli::Align::Right}, {"Because", cli::Align::Left, 60}}, rows, console.width()));
  for (const auto& left : taken.left_out) {
    const auto why = access::kRefusals.parse(left.why);
    console.line(fmt::format("Left out of {}: {} ({}).", left.file, plural(left.rows, "record", "records"), why ? access::kRefusals.label(*why) : left.why));
  }
  console.line(fmt::format("Written to {} with a manifest. It may name children: keep it as you keep their files.", to.string()));
  return ExitCode::Fine;
}

}  // namespace

Done write_out(const Store& store, const Taken& taken, const Request& request, const fs::path& to) {
  std::error_code error;
  if (fs::exists(to, error) && !fs::is_empty(to, error)) return fail(ErrorKind::Conflict, fmt::format("{} is not empty: name a new folder", to.string()));
  json::Array files, left_out, people;
  for (const auto& file : taken.files) {
    const auto written = file.events_until > 0        ? write_events(store.database, request.organisation, file.events_until, to / file.name)
                         : !file.document.empty() ? write_document(store, documents::DocumentId(file.document), to / file.name)
                                                  : write_private(to / file.name, file.text);
    RP_CHECK(written);
    RP_TRY(sum, vault::sha256_hex_of_file(to / file.name));
    files.push_back(json::Object{{"file", file.name}, {"records", file.rows}, {"sha256", sum}, {"because", file.grounds}});
  }
  for (const auto& left : taken.left_out) left_out.push_back(json::Object{{"file", left.file}, {"records", left.rows}, {"why", left.why}});
  for (const auto& person : request.people) people.push_back(person.text());
  const json::Object manifest{{"format", "rightplace export 1"}, {"organisation", request.organisation.text()}, {"asked_by", std::move(people)}, {"as_of", request.today},
                              {"taken_at", request.now.iso()}, {"audit_head", audit::to_json(taken.head)}, {"files", std::move(files)}, {"left_out", std::move(left_out)}};
  return write_private(to / "manifest.json", json::Value(manifest).pretty());
}

std::vector<Command> commands() {
  return {Command{.spec = {.name = "export organisation", .summary = "Write everything an organisation may take away of its own, decided for the people who ask for it",
                           .options = {{"NAME", "NAME", "The organisation, as it is called here, or its number", cli::Takes::One, true},
                                       {"--for", "EMAIL", "Somebody of the organisation who asks for it; may be repeated. What none of them may take away is left out", cli::Takes::Many, true},
                                       {"--to", "DIR", "A new or empty folder", cli::Takes::One, true}}},
                  .run = run_export}};
}

}  // namespace rightplace::portability
