#pragma once
// What an import will do, worked out before the store is touched. Within the feature.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/geography/geography.h"
#include "features/returns/returns.h"
#include "features/returns/returns_source.h"

namespace rightplace::returns {

struct PlannedYear {
  int year = 0;
  std::string authority_code;   // in use at the end of that year
  SourceSet set;
};

struct Plan {
  std::vector<PlannedYear> years;   // in order
  std::vector<std::string> files;
  std::vector<std::string> notes;
};

inline constexpr std::string_view kSayYear = "Say which year it is with --year (2025 is the year to 31 March 2025).";
// Each set with the collection year it is of, told from labels and dates. Invalid when two are of the same year; `advice` says what
// to do where a year cannot be told.
Result<std::vector<std::pair<int, SourceSet>>> settle_years(std::vector<SourceSet> sets, std::vector<std::string>& notes, std::string_view advice = kSayYear);

// Reads the files and settles years and authority. `year` settles one set of files, and chooses among several.
Result<Plan> plan_import(const std::filesystem::path& path, std::string_view authority, std::optional<int> year);
// The plan's years with the authority's code of each, from sets whose years are settled.
Result<Plan> plan_of(Plan plan, std::vector<std::pair<int, SourceSet>> years, std::string_view authority);
enum class OwnIds { Shown, LeftOut };   // of children, where a rejected row is told
Done import_plan(db::Write& tx, const vault::Vault& vault, const imports::ImportId& id, const Plan& plan, Instant now, imports::Report& report, OwnIds ids = OwnIds::Shown);

Command import_command();

}  // namespace rightplace::returns
