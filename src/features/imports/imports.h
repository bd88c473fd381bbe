#pragma once
// Reading strangers' files into the store, the same way for every kind: a file fault refuses everything and changes
// nothing; a row fault rejects the row, says where and why, and the rest stands; --dry-run shows and keeps nothing;
// --strict keeps nothing when a row was rejected; `rightplace import undo` takes the last import back.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/id.h"
#include "features/audit/audit.h"
#include "features/services.h"

namespace rightplace::imports {

std::span<const db::Migration> migrations();

struct ImportTag;
using ImportId = Id<ImportTag>;

struct RejectedRow {
  std::string file;
  std::uint64_t line = 0;
  std::string column;
  std::string value;    // shown shortened; empty where the value is about a person
  std::string reason;   // "is not a date; write it as 31/03/2025"
};

// What an import has to say. Counts are of rows.
struct Report {
  std::vector<std::string> recognised;   // "provider_at_march_2019.csv: provider list as at 31 March 2019, header in line 2, …"
  std::vector<std::string> remarks;      // warnings and explanations, whole sentences
  std::int64_t read = 0;
  std::int64_t kept = 0;                 // new or changed
  std::int64_t unchanged = 0;            // already there as they are
  std::int64_t rejected_count = 0;
  std::vector<RejectedRow> rejected;     // the first kMostRejectedListed

  void reject(RejectedRow row);
};
inline constexpr std::size_t kMostRejectedListed = 10'000;

// Options that every import has: --dry-run, --strict, --json.
std::vector<cli::Option> common_options();

// Runs `work` in one write transaction with a fresh import id, prints the report (with --json as one object) and
// returns the exit code: Input when every row was rejected, or a row with --strict. An error of `work`, --dry-run, or --strict with rejected rows rolls everything back. An import
// that kept nothing leaves no trace and is not what `undo` takes back. `after_commit` runs only when it was kept (files).
Result<ExitCode> run(const cli::Arguments& arguments, cli::Console& console, Services& services, std::string_view kind,
                     const std::vector<std::string>& files, const std::function<Done(db::Write&, const ImportId&, Report&)>& work,
                     const std::function<Done()>& after_commit = {});

// How one kind of import is taken back: delete its rows and work out again what is current.
struct Kind {
  std::string_view name;
  std::function<Done(db::Write&, Services&, const ImportId&)> undo;
};

std::vector<Command> commands(std::vector<Kind> kinds);   // import undo, imports

}  // namespace rightplace::imports
