#include "features/market/market_pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/json.h"
#include "base/text.h"
#include "features/demo/demo.h"
#include "features/market/market_clusters.h"
#include "features/market/market_pages.h"
#include "formats/csv_writer.h"
#include "formats/file.h"
#include "formats/zip_writer.h"
#include "vault/sealed_file.h"

namespace rightplace::market {
namespace {

using web::html;
using web::Url;
using web::plot::Figures;

std::string csv_text(const Figures& figures) {
  formats::CsvWriter csv("\r\n", formats::Formulas::AsTexts);
  csv.row(std::vector<std::string_view>(figures.head.begin(), figures.head.end()));
  for (const auto& row : figures.rows) csv.row(std::vector<std::string_view>(row.begin(), row.end()));
  return csv.take();
}

std::string checksum(std::string_view bytes) {
  vault::Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

Figures owners_of(const Market& market, const geography::Authority* only) {
  Figures out{{"Owner", "Homes", "Registered places", "Homes of which the size is not stated", "Authorities"}, {}};
  for (const auto& group : groups_of(market)) {
    if (!only) {
      out.rows.push_back({group.name, grouped(group.homes), grouped(group.places), grouped(group.places_not_stated), grouped(static_cast<std::int64_t>(group.areas.size()))});
      continue;
    }
    const auto here = group.areas.find(only);
    if (here != group.areas.end()) out.rows.push_back({group.name, grouped(here->second.first), grouped(here->second.second), "", grouped(static_cast<std::int64_t>(group.areas.size()))});
  }
  return out;
}

struct File {
  std::string name, says;
  Figures figures;
};

std::vector<File> files_of(const Market& market, const geography::Authority* only, const std::vector<flows::Publishable>& children) {
  std::vector<File> out;
  if (market.latest()) {
    auto by_authority = measures_of(market, false);
    if (only) std::erase_if(by_authority.rows, [&](const auto& row) { return row[0] != only->code; });
    out.push_back({"by-authority.csv", "Homes, places, grades and owners by authority, on the day of the latest list.", std::move(by_authority)});
    out.push_back({"by-region.csv", "The same by region.", measures_of(market, true)});
    out.push_back({"owners.csv", fmt::format("Owners {}, most places in England first. {}", only ? fmt::format("with homes in {}; homes and places there", only->name) : std::string("in England"), owners_in_words(market)), owners_of(market, only)});
    for (const auto& piece : all_pieces(market)) out.push_back({piece.about.id + ".csv", piece.about.title + ". " + piece.about.says, figures_of(piece)});
  }
  for (const auto& table : children) out.push_back({"children-" + table.id + ".csv", table.title + ". " + table.says + " Numbers from 1 to 5 are suppressed (c), others rounded to the nearest 5.", table.figures});
  return out;
}

Result<ExitCode> write_pack(const cli::Arguments& arguments, cli::Console& console, Services& services) {
  const geography::Authority* only = nullptr;
  if (const auto text = arguments.text("--authority")) {
    RP_TRY(found, geography::find_authority(*text));
    only = found;
  }
  const std::filesystem::path folder(arguments.text("--out").value_or("market-pack"));
  const auto vault = vault::Vault::open(services.folder, false);   // without a key there is nothing sealed, so no return either
  const auto files = services.database.read([&](db::Read& tx) {
    auto market = read_market(tx);
    if (demo::census_of(tx)) invent(market);
    return pack_of(market, only, vault ? flows::to_publish(tx, *vault, services.folder, only) : std::vector<flows::Publishable>());
  });
  if (files.size() == 1) return fail(ErrorKind::NotFound, "This store holds no list of the register and no return, so there is nothing to put into a pack. Read lists with: rightplace import register FILE");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail(ErrorKind::Unavailable, fmt::format("The folder {} cannot be made: {}", folder.string(), error.message()));
  for (const auto& [name, bytes] : files) RP_CHECK(formats::write_file(folder / name, bytes));
  console.line(fmt::format("{} written into {}; manifest.json says what each is and its checksum.", plural(static_cast<std::int64_t>(files.size()), "file", "files"), folder.string()));
  return ExitCode::Fine;
}

web::Response pack_file(const desk::Asked& asked, Keeper& keeper) {
  const auto market = market_of(asked, keeper);
  const auto* only = geography::authority_by_code(asked.exchange.request.query_value("authority"));   // no such one: the national pack
  web::Response response;
  response.header("Content-Type", "application/zip").header("Content-Disposition", fmt::format("attachment; filename=\"market-pack{}.zip\"", only ? "-" + std::string(only->code) : std::string())).header("Cache-Control", "no-store");
  response.body = formats::stored_zip(pack_of(*market, only, {}));
  return response;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> pack_of(const Market& market, const geography::Authority* only, const std::vector<flows::Publishable>& children) {
  std::vector<std::pair<std::string, std::string>> out;
  json::Array listed, lists;
  for (const auto& file : files_of(market, only, children)) {
    auto text = csv_text(file.figures);
    listed.push_back(json::Object{{"name", file.name}, {"says", file.says}, {"rows", static_cast<std::int64_t>(file.figures.rows.size())}, {"sha256", checksum(text)}});
    out.emplace_back(file.name, std::move(text));
  }
  for (const auto& year : market.years) lists.push_back(json::Object{{"as_at", year.day}, {"homes", static_cast<std::int64_t>(year.homes.size())}});
  const json::Object manifest{{"format", "rightplace-market-pack-1"},
                              {"of", only ? std::string(only->name) : std::string("England")},
                              {"invented", market.invented},
                              {"register_lists", std::move(lists)},
                              {"ownership", owners_in_words(market)},
                              {"clusters", json::Object{{"neighbour_miles", kNeighbourMiles}, {"least_homes", static_cast<std::int64_t>(kLeastNeighbours)}, {"known_within_miles", kKnownWithinMiles}}},
                              {"children", children.empty() ? "not in this pack" : "suppressed up to 5, others rounded to 5, further cells suppressed until five numbers are possible for each"},
                              {"seeds", "none: nothing in it is drawn by lot, and the same lists give the same bytes"},
                              {"licence", "Counted from Ofsted’s lists: contains public sector information licensed under the Open Government Licence v3.0"},
                              {"files", std::move(listed)}};
  out.emplace_back("manifest.json", json::Value(manifest).pretty());
  return out;
}

void add_pack(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  pages.pages.push_back({.pattern = "/market/pack.zip", .facts = the_market, .handler = [keeper](const desk::Asked& asked) { return pack_file(asked, *keeper); }, .summary = "Every figure of the market in one archive, with a manifest; the same lists give the same bytes",
                         .noted = [](const web::Exchange& exchange) {
                           const auto* only = geography::authority_by_code(exchange.request.query_value("authority"));
                           return only ? json::Object{{"authority", only->code}} : json::Object{};
                         },
                         .query = {{"authority", "ONS code of one authority: its row and owners beside the national figures"}}});
}

std::vector<Command> commands() {
  return {Command{.spec = {.name = "market pack",
                           .summary = "Write the data pack of the market: every figure as a file, with a manifest",
                           .options = {{"--out", "DIR", "The folder to write into (default: market-pack)"}, {"--authority", "CODE", "With the figures of one authority: ONS code, DfE number or name"}},
                           .help = "Counted from the register's lists and the table of ownership; where returns on children looked after stand here, also where children live, as it may be "
                                   "published. A second run over the same store writes the same bytes."},
                  .need = StoreNeed::Existing,
                  .run = write_pack}};
}

}  // namespace rightplace::market
