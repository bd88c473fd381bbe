#include "web/assets.h"

#include <fmt/format.h>

#include <map>
#include <stdexcept>
#include <string>

#include "base/text.h"
#include "embedded/asset_files.h"

namespace rightplace::web {
namespace {

struct Asset {
  std::string_view bytes, packed, type;
  std::string file;   // name with hash
  std::string etag;
};

struct Table {
  std::map<std::string, Asset, std::less<>> by_name;
  std::map<std::string, const Asset*, std::less<>> by_file;
  std::map<std::string, std::string, std::less<>> versions;   // of packages
};

const Table& table() {
  static const Table made = [] {
    Table all;
    for (const auto line : split(embedded::asset_files("manifest.txt"), '\n')) {
      const auto words = split(line, ' ');
      if (words.size() != 3) continue;
      if (words[0] == "package") {
        all.versions.emplace(words[1], words[2]);
        continue;
      }
      const std::string name(words[0]), hash(words[1]);
      const auto dot = name.rfind('.');
      Asset asset{embedded::asset_files(name), embedded::asset_files(name + ".gz"), words[2], name.substr(0, dot) + "-" + hash + name.substr(dot), "\"" + hash + "\""};
      const auto& kept = all.by_name.emplace(name, std::move(asset)).first->second;
      all.by_file.emplace(kept.file, &kept);
    }
    return all;
  }();
  return made;
}

bool takes_gzip(const Request& request) {
  for (const auto part : split(request.header("accept-encoding").value_or(""), ',')) {
    const auto coding = split(part, ';');
    if (!iequals(trim(coding[0]), "gzip")) continue;
    const auto weight = coding.size() < 2 ? std::string("q=1") : lower(trim(coding[1]));
    return !weight.starts_with("q=") || parse_number(weight.substr(2)).value_or(0) > 0;
  }
  return false;
}

bool names(std::string_view if_none_match, std::string_view etag) {
  for (auto one : split(if_none_match, ',')) {
    one = trim(one);
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag || one == "*") return true;
  }
  return false;
}

Response answer(const Exchange& exchange) {
  const auto found = table().by_file.find(exchange.value("file"));
  if (found == table().by_file.end()) return plain(404, "There is no such file; load the page again.");
  const auto& asset = *found->second;
  // Fonts are packed already.
  const bool packed = asset.packed.size() < asset.bytes.size() && takes_gzip(exchange.request);
  Response response;
  response.header("Content-Type", asset.type.starts_with("text/") ? std::string(asset.type) + "; charset=utf-8" : std::string(asset.type))
      .header("Cache-Control", std::string(cache_control(Caching::Immutable)))
      .header("Vary", "Accept-Encoding")
      .header("ETag", asset.etag);
  if (names(exchange.request.header("if-none-match").value_or(""), asset.etag)) {
    response.status = 304;
    return response;
  }
  if (packed) response.header("Content-Encoding", "gzip");
  response.body = packed ? asset.packed : asset.bytes;
  return response;
}

}  // namespace

Url asset_url(std::string_view name) {
  const auto found = table().by_name.find(name);
  if (found == table().by_name.end()) throw std::logic_error(fmt::format("{} is not an asset: cmake/Assets.cmake lists them", name));
  return Url("/assets").segment(found->second.file);
}

std::string_view asset_text(std::string_view name) {
  const auto found = table().by_name.find(name);
  if (found == table().by_name.end()) throw std::logic_error(fmt::format("{} is not an asset: cmake/Assets.cmake lists them", name));
  return found->second.bytes;
}

std::vector<Route> asset_routes() {
  return {{Method::Get, "/assets/{file}", Access::everyone(), answer, "Styles, script and fonts of the pages"}};
}

std::vector<AssetLicence> asset_licences() {
  static const auto made = [] {
    struct Kept {
      std::string what, package;
      std::string_view licence, file;
    };
    std::vector<Kept> kept = {{"GOV.UK Frontend", "govuk-frontend", "MIT", "govuk-frontend.txt"},
                              {"Ministry of Justice Frontend", "@ministryofjustice/frontend", "MIT", "moj-frontend.txt"},
                              {"Atkinson Hyperlegible Next (typeface)", "@fontsource/atkinson-hyperlegible-next", "SIL Open Font License 1.1", "OFL.txt"}};
    for (auto& one : kept) one.what += " " + table().versions.at(one.package);
    return kept;
  }();
  std::vector<AssetLicence> all;
  for (const auto& one : made) all.push_back({one.what, one.licence, embedded::asset_files(one.file)});
  return all;
}

}  // namespace rightplace::web
