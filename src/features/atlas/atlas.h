#pragma once
// The map of England: outlines of its authorities and regions for web/plot/map.h. As long as nobody brought boundaries they are
// cells around the centre points of postcode sectors that come with the program, joined by authority: right about what lies where
// and beside what, rough at the coast. `rightplace import boundaries FILE` reads real ones (TopoJSON, GeoJSON).

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"
#include "engines/boundaries/boundaries.h"
#include "features/geography/geography.h"
#include "features/imports/imports.h"
#include "web/plot/map.h"

namespace rightplace::atlas {

std::span<const db::Migration> migrations();

// Outlines have the authority's code, or the region's ONS code, as key.
struct Sheets {
  std::shared_ptr<const web::plot::Sheet> authorities, regions;
};
// Of the boundaries that stand. Made once (about 0.2 s) and kept until boundaries come or go. Used from many threads.
class Keeper {
 public:
  std::shared_ptr<const Sheets> at(db::Read& tx);

 private:
  std::mutex mutex_;
  std::string key_;
  std::shared_ptr<const Sheets> held_;
};

// One area for each present authority, or for those of one region, by its code.
using Areas = std::vector<boundaries::Area>;
Areas cells_of_england(std::int32_t step_metres, std::optional<geography::Region> only = std::nullopt);
// Outlines of all present authorities from TopoJSON or GeoJSON, in degrees (WGS 84) or metres on the National Grid; found by their
// codes, whatever the property is called. Shapes of regions, other countries and former authorities are left out, and said.
struct ReadBoundaries {
  Areas areas;
  std::vector<std::string> remarks;
  std::int64_t shapes = 0;
};
Result<ReadBoundaries> read_boundaries(std::string_view bytes, std::string_view source);
// London is drawn again, larger, from the `finer` ones.
Sheets sheets_of(const Areas& areas, const Areas& finer, std::string basis);

Done import_file(db::Write& tx, const imports::ImportId& id, const std::string& file, imports::Report& report);
std::vector<Command> commands();   // import boundaries
imports::Kind import_kind();

}  // namespace rightplace::atlas
