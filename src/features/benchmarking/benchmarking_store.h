#pragma once
// What was imported. Within the feature.

#include "db/database.h"
#include "features/benchmarking/benchmarking_measures.h"
#include "features/imports/imports.h"

namespace rightplace::benchmarking {

// A published file, recognised by its headers, read into counts and neighbours. Invalid when it is none of those known.
struct ReadFile {
  struct Count {
    std::string series, authority;
    int year = 0;
    std::optional<std::int64_t> value;
  };
  struct Neighbour {
    std::string authority, neighbour, closeness;
    int place = 0;
  };
  std::string what;             // "looked-after statistics", for a person
  std::vector<Count> counts;
  std::vector<Neighbour> neighbours;
  std::int64_t rows = 0, others = 0;   // others: of regions, of the country, of what is not measured here
};
Result<ReadFile> read_file(const std::filesystem::path& file, imports::Report& report);
Result<ReadFile> read_text(std::string_view bytes, std::string_view name, imports::Report& report);

void store(db::Write& tx, const imports::ImportId& import, const ReadFile& file, imports::Report& report);
Counts load_counts(db::Read& tx);
std::vector<std::string> neighbours_of(db::Read& tx, std::string_view authority);   // most alike first
std::string mark_of(db::Read& tx);   // tells apart what stands

}  // namespace rightplace::benchmarking
