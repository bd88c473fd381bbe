// One program, `rightplace`: finds the command, opens the store it needs, runs it, and turns what went wrong into words
// and an exit code. Everything else lives below.

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <exception>

#include "app/features.h"
#include "app/store.h"
#include "base/clock.h"
#include "base/london.h"
#include "base/text.h"
#include "cli/console.h"
#include "features/demo/demo.h"
#include "features/keeping/keeping.h"

namespace rightplace::app {
namespace {

constexpr std::string_view kVersion = RIGHTPLACE_VERSION;

// The one table from kind of error to exit code.
ExitCode exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Invalid:
    case ErrorKind::NotFound:
    case ErrorKind::Forbidden:
    case ErrorKind::Conflict: return ExitCode::Input;
    case ErrorKind::Unavailable: return ExitCode::Unavailable;
  }
  return ExitCode::Internal;
}

ExitCode say(cli::Console& console, const Error& error) {
  console.note("rightplace: " + error.detail);
  for (const auto& field : error.fields) console.note(fmt::format("  {}: {}", field.field, field.detail));
  return exit_code(error.kind);
}

Result<ExitCode> run(cli::Console& console, const std::vector<std::string>& words) {
  const auto all = commands();
  std::vector<const cli::Spec*> specs;
  for (const auto& command : all) specs.push_back(&command.spec);
  RP_TRY(parsed, cli::parse(specs, words, kVersion));
  if (!parsed.spec) {
    console.print(parsed.text);
    return ExitCode::Fine;
  }
  const auto command = std::ranges::find(all, parsed.spec, [](const Command& c) { return &c.spec; });
  const bool alone = command->need == StoreNeed::None || (command->alone_when && command->alone_when(*parsed.arguments));
  if (alone) return command->run_alone(*parsed.arguments, console);
  const SystemClock clock;
  RP_TRY(store, open_store(parsed.arguments->text("--store").value_or("store"), command->need, clock));
  // In a store of invented children today is the day for which they were invented.
  const auto census = store.database->read([](db::Read& tx) { return demo::census_of(tx); });
  const FixedClock then(Instant{london_midnight(census.value_or(Date())).ms + 12 * 3'600'000});
  Services services{*store.database, census ? static_cast<const Clock&>(then) : clock, store.folder};
  RP_TRY(sealed, sealing::carry_over(*store.database, sealing_steps(), [&] { return keeping::vault_of(services); }, clock, [&](std::string_view said) { console.note(std::string(said)); }));
  if (sealed > 0) console.note(fmt::format("Sealed: {}.", plural(sealed, "row", "rows")));
  return command->run(*parsed.arguments, console, services);
}

ExitCode guarded(cli::Console& console, const std::vector<std::string>& words) {
  try {
    auto outcome = run(console, words);
    return outcome ? *outcome : say(console, outcome.error());
  } catch (const db::Unavailable& error) {
    return say(console, {ErrorKind::Unavailable, error.what(), {}});
  } catch (const std::exception& error) {
    console.note(fmt::format("rightplace: this is a fault of the program, and nothing was kept: {}", error.what()));
    return ExitCode::Internal;
  }
}

}  // namespace
}  // namespace rightplace::app

int main(int count, char** words) {
  using namespace rightplace;
  std::signal(SIGPIPE, SIG_DFL);   // `rightplace homes | head` ends quietly
  cli::Console console(stdout, stderr);
  const auto code = app::guarded(console, std::vector<std::string>(words + 1, words + count));
  return std::fflush(stdout) == 0 ? static_cast<int>(code) : static_cast<int>(ExitCode::Unavailable);
}
