#include <fmt/format.h>

#include <cstdio>

#include "base/london.h"
#include "base/text.h"
#include "features/demo/demo.h"
#include "features/demo/demo_canonical.h"
#include "features/demo/demo_england.h"
#include "features/demo/demo_quantities.h"
#include "features/demo/demo_people.h"
#include "features/demo/demo_report.h"
#include "features/demo/demo_store.h"
#include "features/keeping/keeping.h"

namespace rightplace::demo {
namespace {

constexpr cli::Option kSeedOption{"--seed", "N", "Number from which everything is drawn: the same seed gives the same England (default 2026)"};
constexpr cli::Option kScenarioOption{"--scenario", "YEAR", "2012, 2016 or 2024: England on 31 March of that year (default 2024)"};
constexpr cli::Option kScaleOption{"--scale", "F", "Size against the whole country, 0.01 to 1 (default 1)"};

struct Wanted {
  Year year = Year::Y2024;
  std::uint64_t seed = 2026;
  double scale = 1;
};

Result<Wanted> wanted(const cli::Arguments& arguments) {
  Wanted w;
  if (const auto text = arguments.text("--scenario")) {
    const auto year = kYears.parse(*text);
    if (!year) return fail(ErrorKind::Invalid, fmt::format("--scenario {}: there is no such scenario; choose 2012, 2016 or 2024", shown(*text)));
    w.year = *year;
  }
  RP_TRY(seed, arguments.integer("--seed", 0, 1'000'000'000'000));
  if (seed) w.seed = static_cast<std::uint64_t>(*seed);
  RP_TRY(scale, arguments.number("--scale", 0.01, 1));
  w.scale = scale.value_or(1);
  return w;
}

Result<ExitCode> report(const cli::Arguments& arguments, cli::Console& console) {
  RP_TRY(w, wanted(arguments));
  RP_TRY(ground, ground_of(w.year));
  const auto england = invent(w.year, w.seed, w.scale, std::move(ground));
  const auto rows = measure(england);
  bool all_hold = true;
  for (const auto& row : rows) all_hold = all_hold && (row.use == Use::Compared || row.holds(w.scale));
  if (arguments.has("--json")) {
    console.print(report_as_json(england, rows).pretty());
  } else if (arguments.has("--markdown")) {
    console.print(report_as_markdown(england, rows));
  } else {
    const std::vector<cli::Column> columns = {{"Quantity", cli::Align::Left, 48}, {"Unit"}, {"Source says", cli::Align::Right}, {"Allowed", cli::Align::Right}, {"Demo has", cli::Align::Right}, {""}, {"Source", cli::Align::Left, 44}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& row : rows)
      lines.push_back({row.what, row.unit, shown_value(row, row.wanted(w.scale)), fmt::format("{:.1f}", row.allowed(w.scale)), shown_value(row, row.demo_value),
                       row.use == Use::Compared ? "compared" : row.holds(w.scale) ? "holds" : "IS OFF", row.source});
    console.print(cli::table(columns, lines, console.width()));
  }
  return all_hold ? ExitCode::Fine : ExitCode::Wanting;
}

// Everything was recorded by the census day: in the store that is today.
Instant noon_of(Date day) { return {london_midnight(day).ms + 12 * 3'600'000}; }

Result<ExitCode> create(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_TRY(w, wanted(arguments));
  RP_CHECK(services.database.read([](db::Read& tx) { return refuse_unless_empty(tx); }));
  RP_TRY(vault, keeping::vault_of(services));
  RP_TRY(ground, ground_of(w.year));
  const auto england = invent(w.year, w.seed, w.scale, std::move(ground));
  {
    cli::Progress progress(console, "Writing the invented England", 100);
    RP_CHECK(store_england(services.database, vault, england, noon_of(england.scenario.census), [&](int percent) { progress.at(static_cast<std::uint64_t>(percent)); }));
  }
  std::int64_t homes = 0, places = 0, living = 0, looked_after = 0;
  for (const auto& home : england.homes)
    if (!home.closed) ++homes, places += home.places;
  for (const auto& stay : england.stays) living += !stay.stay.until;
  for (const auto& child : england.children) looked_after += !england.episodes[child.first_episode + child.episodes - 1].until;
  console.line(fmt::format("An invented England of {} (seed {}, scale {:g}): {} with {}, {} looked after, {} of them in homes, {}.",
                           england.scenario.census.words(), w.seed, w.scale, plural(homes, "home", "homes"), plural(places, "place", "places"),
                           plural(looked_after, "child", "children"), grouped(living), plural(std::ssize(england.referrals), "open referral", "open referrals")));
  console.line(fmt::format("Nobody in it exists. In this store today is {}.", england.scenario.census.words()));
  return ExitCode::Fine;
}

// The codes are of the real moment: an authenticator knows no other.
Result<ExitCode> show_sign_ins(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  RP_CHECK(services.database.read([](db::Read& tx) { return refuse_unless_demo(tx); }));
  RP_TRY(vault, vault::Vault::open(services.folder, false));
  RP_TRY(all, services.database.read([&](db::Read& tx) { return sign_ins(tx, vault, SystemClock().now()); }));
  if (arguments.has("--json")) {
    json::Array rows;
    for (const auto& one : all)
      rows.push_back(json::Object{{"role", one.role}, {"organisation", one.organisation}, {"email", one.email},
                                  {"password", one.as_made ? json::Value(kPassword) : json::Value(nullptr)}, {"code", one.code},
                                  {"good_in_seconds", one.good_in_seconds}, {"good_for_seconds", one.good_for_seconds}});
    console.print(json::Value(std::move(rows)).pretty());
    return ExitCode::Fine;
  }
  const std::vector<cli::Column> columns = {{"Role", cli::Align::Left, 30}, {"Organisation", cli::Align::Left, 34}, {"E-mail address"}, {"Code"}};
  std::vector<std::vector<std::string>> lines;
  int shortest = 90;
  for (const auto& one : all) {
    const auto note = !one.as_made ? " (password changed)" : one.good_in_seconds > 0 ? fmt::format(" (in {} s)", one.good_in_seconds) : "";
    lines.push_back({one.role, one.organisation, one.email, one.code + note});
    if (one.good_in_seconds == 0) shortest = std::min(shortest, one.good_for_seconds);
  }
  console.print(cli::table(columns, lines, console.width()));
  console.line(fmt::format("Everybody's password: {}. The codes are good for {}, each once; this command shows the next ones.", kPassword, plural(shortest, "second", "seconds")));
  return ExitCode::Fine;
}

// Written as it comes, so that a file is whole or its error is said.
Result<ExitCode> export_canonical(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto to = arguments.text("--to");
  std::FILE* file = to ? std::fopen(to->c_str(), "wb") : nullptr;
  if (to && !file) return fail(ErrorKind::Invalid, fmt::format("{} cannot be written; check the folder and its permissions.", shown(*to, 200)));
  bool whole = true;
  services.database.read([&](db::Read& tx) {
    canonical_export(tx, [&](std::string_view text) {
      if (file) whole = whole && std::fwrite(text.data(), 1, text.size(), file) == text.size();
      else console.print(text);
    });
  });
  if (file) whole = std::fclose(file) == 0 && whole;
  if (!whole) return fail(ErrorKind::Unavailable, fmt::format("{} could not be written to its end; is the disk full?", shown(*to, 200)));
  return ExitCode::Fine;
}

}  // namespace

std::vector<Command> commands() {
  std::vector<Command> all;
  Command make;
  make.spec = {.name = "demo create",
               .summary = "Fill an empty store with an invented England, calibrated to published figures",
               .options = {kSeedOption, kScenarioOption, kScaleOption},
               .help = "Homes, owners, children with five years of history, placements and open referrals on the real geography; nobody in it exists.\nA store that holds anything is refused. docs/use/demo.md says more."};
  make.need = StoreNeed::CreateIfMissing;
  make.run = create;
  all.push_back(std::move(make));
  Command command;
  command.spec = {.name = "demo report",
                  .summary = "Hold the invented England against the published figures it was made from",
                  .options = {kScenarioOption, kSeedOption, kScaleOption, {"--json", "", "One array of objects instead of a table", cli::Takes::Nothing}, {"--markdown", "", "The tables of docs/demo.md", cli::Takes::Nothing}},
                  .help = "Invents the England of the seed again, without a store, and measures it. Exit code 4 when a calibrated quantity is outside its tolerance."};
  command.need = StoreNeed::None;
  command.run_alone = report;
  all.push_back(std::move(command));
  Command signing_in;
  signing_in.spec = {.name = "demo sign-ins",
                     .summary = "Show how to sign in to a demo store in every role, with the one-time codes of this moment",
                     .options = {{"--json", "", "One array of objects instead of a table", cli::Takes::Nothing}},
                     .help = "Works only on a store that `demo create` made; the people are invented."};
  signing_in.run = show_sign_ins;
  all.push_back(std::move(signing_in));
  Command canonical;
  canonical.spec = {.name = "export canonical",
                    .summary = "Write everything in the store as one text that is the same for equal stores",
                    .options = {{"--to", "FILE", "Where to (default: the terminal)"}},
                    .help = "Tables, columns and rows in a fixed order, identities replaced by what they stand for: two stores with the same content give the same bytes, in either database."};
  canonical.run = export_canonical;
  all.push_back(std::move(canonical));
  return all;
}

}  // namespace rightplace::demo
