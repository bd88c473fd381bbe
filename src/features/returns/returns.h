#pragma once
// The children looked after return (SSDA903), which every English authority makes once a year under section 83 of the
// Children Act 1989: read from its CSV set or XML, kept version by version, joined over the years, and written again.
//
// No names are in it, but own ids, days of birth, pupil numbers and postcodes: its rows are sealed with the store's key, and
// whatever reads or writes them takes the vault. A later import of the same authority, year and table replaces the earlier one; taking the import
// back brings the earlier one back. Years are named by the year in which they end (2025: 1 April 2024 to 31 March 2025).

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/returns/codes.h"
#include "engines/returns/tables.h"
#include "engines/returns/timeline.h"
#include "features/children/children.h"
#include "features/geography/geography.h"
#include "features/imports/imports.h"

namespace rightplace::returns {

std::span<const db::Migration> migrations();
std::vector<Command> commands();   // import return, export return, check return
// `used_in`: columns of other features that show work with a child, besides placements; such children stay ("referrals.child_id").
imports::Kind undo_kind(std::vector<std::string_view> used_in = {});

// data/ssda903_codes.csv. The error names line and cause.
Result<CodeBook> read_codes(std::string_view csv, std::string_view source);
const CodeBook& codes();   // those that came with the program

// A table's rows in normal form (engines/returns/values.h), cells in the order of its columns.
struct TableRows {
  Table table = Table::Header;
  std::vector<std::vector<std::string>> rows;
};

// What came of storing a table: rows that were not in the version before it, and those that were.
struct Stored {
  std::int64_t changed = 0;
  std::int64_t unchanged = 0;
  std::int64_t gone = 0;       // of the changed: rows that stood before and are in the table no more
};
// Keeps a new version, unless it is row for row what stands already.
Stored store_table(db::Write& tx, const vault::Vault& vault, const imports::ImportId& import, std::string_view authority_code, int year, const TableRows& rows,
                   std::optional<std::string_view> label);

// The authority's records of children made, linked and brought up to date from the latest headers that stand.
Done derive_children(db::Write& tx, const vault::Vault& vault, std::string_view authority_code, Instant now, const imports::ImportId& import);

// The cases of the authority's children, from the timelines of all years that stand: care goes on for a child whose last
// episode is open at the end of the latest return, and ended otherwise.
children::CasesSaid derive_care(db::Write& tx, const vault::Vault& vault, std::string_view authority_code, Instant now, const imports::ImportId& import);

struct TableState {
  std::string authority_code;
  int year = 0;
  Table table = Table::Header;
  std::string id;
  std::int64_t rows = 0;
  std::optional<std::string> label;
};
// What stands, by year and table; an authority that was recoded is found under all its codes.
std::vector<TableState> tables_of(db::Read& tx, std::string_view authority_code);
TableRows load_table(db::Read& tx, const vault::Vault& vault, const TableState& state);

// A folder (or file) of returns read without a store: one authority's files, joined over their years. Rows that say
// nothing are left out and counted. The same faults as an import: Invalid for files that are not what they say, for years
// that cannot be told or stand twice.
struct FolderRead {
  std::vector<int> years;                                    // collection years with episodes, in order
  std::vector<std::pair<std::string, Date>> births;          // by child; the latest header's word
  std::vector<Timeline> timelines;                           // by child
  std::vector<std::string> notes;                            // whole sentences
  std::int64_t rejected = 0;                                 // rows left out
  std::vector<std::string> rejections;                       // the first twenty: file, line, column, reason
};
Result<FolderRead> read_return_folder(const std::filesystem::path& path);

// ---- Files that a person hands in on a page (returns_handed_in.cpp): read whole first, kept later or never.

struct HandedFile {
  std::string name;    // with its folders, where it came out of an archive: "2024-25/episodes.csv"; says the year
  std::string bytes;
};
struct FileFault {
  std::string file;
  std::string what;    // a whole sentence with what to do
};
struct Plan;           // within the feature
struct HandedIn {
  std::vector<FileFault> faults;        // while there is one nothing may be kept
  std::shared_ptr<const Plan> plan;     // null where there are no years to keep
  struct Part {
    int year = 0;
    Table table = Table::Header;
    std::string file;
    std::int64_t rows = 0;
  };
  std::vector<Part> parts;              // by year and table
  // What the department's checks found; its figures are of rows.
  struct Check {
    int year = 0;
    std::string code, message, columns;
    std::vector<std::pair<std::string, std::uint64_t>> where;   // file and line, at most `kMostPlaces`
    std::int64_t rows = 0;
  };
  std::vector<Check> checks;
};
inline constexpr std::size_t kMostPlaces = 1'000;
HandedIn read_handed_in(const std::vector<HandedFile>& files, std::string_view authority_code);
// What `import return` does, with its entry among the imports and in the audit. Told without the children's own ids. Conflict when
// nothing in it is new.
Result<imports::Report> keep_handed_in(db::Write& tx, const vault::Vault& vault, const Actor& actor, const Allowed& allowed, const HandedIn& handed, Instant now);

// One timeline per child of the authority, over all years that stand, by child. Children merged into one have one
// timeline. Cost: one query; five years of an authority in well under a second (docs/performance.md).
struct ChildTimeline {
  children::ChildId child;
  Timeline timeline;   // its `child` is the id's text
};
std::vector<ChildTimeline> timelines(db::Read& tx, const vault::Vault& vault, std::string_view authority_code);

// What stood plain before rows were sealed.
bool has_plain(db::Read& tx);
std::vector<std::string_view> plain_tables();
// Seals whole tables until `most` rows are done, and deletes what stood plain, in one transaction; 0: nothing is left.
std::int64_t seal_plain(db::Write& tx, const vault::Vault& vault, std::int64_t most);

// What the return works out of an episode's two postcodes.
inline constexpr double kDistanceNotKnown = 999.9;
struct DerivedPlace {
  std::optional<double> pl_distance;   // miles to one decimal; 999.9: the home is outside England or not known
  std::string pl_la;                   // ONS code of the authority, or WAL, SCO, NIR, NUK (outside the United Kingdom); empty: not known
  std::string pl_location;             // IN the responsible authority, or OUT; empty: not known
  bool exact = false;                  // both postcodes are placed exactly, not by sector or outward code
};
// `imported` may be null: then postcodes are placed by sector or outward code, and the distance is an estimate.
DerivedPlace derive_place(std::string_view home_post, std::string_view pl_post, const geography::Authority& responsible,
                          const geography::Postcodes* imported);

}  // namespace rightplace::returns
