// rightplace import boundaries, and the map that stands.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/text.h"
#include "features/atlas/atlas.h"
#include "formats/file.h"

namespace rightplace::atlas {
namespace {

constexpr std::uint64_t kMostBytes = 64u << 20;
// What is kept of imported outlines: far finer than any picture here.
constexpr double kKeptMetres = 100, kKeptIsland = 100'000;
constexpr std::int32_t kCell = 1'000, kCellInLondon = 250;

constexpr std::string_view kStanding = R"sql(
  SELECT code, outline
  FROM boundary_areas
  WHERE import_id = (SELECT MAX(import_id) FROM boundary_areas)
  ORDER BY code
)sql";

std::string outline_text(const boundaries::Area& area) {
  std::string out;
  for (const auto& ring : area.rings) {
    for (const auto& corner : ring) out += fmt::format("{},{} ", corner.east, corner.north);
    out.back() = ';';
  }
  return out;
}

// Of our own writing.
boundaries::Area area_of(std::string code, std::string_view text) {
  boundaries::Area out{std::move(code), {{}}};
  const auto* at = text.data();
  const auto* end = at + text.size();
  while (at < end) {
    boundaries::Corner corner;
    at = std::from_chars(at, end, corner.east).ptr + 1;
    if (at >= end) break;
    at = std::from_chars(at, end, corner.north).ptr;
    out.rings.back().push_back(corner);
    if (at < end && *at == ';') out.rings.emplace_back();
    ++at;
  }
  out.rings.pop_back();
  return out;
}

Result<ExitCode> import_boundaries(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const auto file = arguments.text("FILE").value_or("");
  return imports::run(arguments, console, services, "boundaries", {file}, [&](db::Write& tx, const imports::ImportId& id, imports::Report& report) { return import_file(tx, id, file, report); });
}

std::string version_of(db::Read& tx) {
  return tx.first("SELECT MAX(import_id) FROM boundary_areas", {}, [](const db::Row& row) { return row.string(0); }).value_or("");
}

}  // namespace

Done import_file(db::Write& tx, const imports::ImportId& id, const std::string& file, imports::Report& report) {
  const auto name = std::filesystem::path(file).filename().string();
  auto bytes = formats::read_file(file, kMostBytes);
  if (!bytes && bytes.error().kind == ErrorKind::Invalid) return fail(ErrorKind::Invalid, bytes.error().detail + "; of the sets of the Office for National Statistics take a generalised one (BGC, BSC or BUC)");
  if (!bytes) return fail(bytes.error());
  RP_TRY(read, read_boundaries(*bytes, name));
  const auto kept = boundaries::simplified(read.areas, kKeptMetres, kKeptIsland);
  std::map<std::string, std::string> before;
  tx.each(kStanding, {}, [&](const db::Row& row) { before[row.string(0)] = row.string(1); });
  report.read = read.shapes;
  report.remarks = std::move(read.remarks);
  report.recognised.push_back(fmt::format("{}: outlines of {} authorities", name, kept.size()));
  for (const auto& area : kept) {
    const auto text = outline_text(area);
    const auto at = before.find(area.code);
    ++(at != before.end() && at->second == text ? report.unchanged : report.kept);
    tx.run("INSERT INTO boundary_areas (import_id, code, outline) VALUES ($1, $2, $3)", {id, area.code, text});
  }
  return {};
}

std::vector<Command> commands() {
  Command import{.spec = {.name = "import boundaries",
                          .summary = "Read the outlines of England's authorities, for maps",
                          .options = {{"FILE", "", "TopoJSON or GeoJSON with an ONS code in each shape, in degrees (WGS 84) or metres on the National Grid", cli::Takes::One, true}},
                          .help = "Without it maps are drawn of cells around the centre points of postcode sectors. Every present upper-tier authority needs an outline (ONS: \"Counties "
                                  "and Unitary Authorities\"); other shapes are left out. Outlines are made small and put in the place of those before; `rightplace import undo` brings "
                                  "those back."},
                 .need = StoreNeed::CreateIfMissing,
                 .run = import_boundaries};
  for (auto& option : imports::common_options()) import.spec.options.push_back(option);
  return {import};
}

imports::Kind import_kind() {
  return {"boundaries", [](db::Write& tx, Services&, const imports::ImportId& id) -> Done {
            tx.run("DELETE FROM boundary_areas WHERE import_id = $1", {id});
            return {};
          }};
}

std::shared_ptr<const Sheets> Keeper::at(db::Read& tx) {
  const auto key = version_of(tx);
  const std::scoped_lock lock(mutex_);
  if (held_ && key == key_) return held_;
  auto areas = tx.list(kStanding, {}, [](const db::Row& row) { return area_of(row.string(0), row.text(1)); });
  if (!areas.empty()) {
    held_ = std::make_shared<const Sheets>(sheets_of(areas, areas, "Outlines as they were imported, simplified for this picture."));
  } else {
    // They are the same in every store and for ever.
    static const auto kCells = std::make_shared<const Sheets>(sheets_of(cells_of_england(kCell), cells_of_england(kCellInLondon, geography::Region::London), "Not exact boundaries: land is given to the authority of the nearest centre of a postcode sector."));
    held_ = kCells;
  }
  key_ = key;
  return held_;
}

}  // namespace rightplace::atlas
