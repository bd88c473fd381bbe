#pragma once
// Styles, script and fonts of the pages, inside the program. An address holds the hash of its content, so a browser may keep
// what it got for ever, and a new version of the program has new addresses.

#include <string_view>
#include <vector>

#include "web/html.h"
#include "web/router.h"

namespace rightplace::web {

// asset_url("rightplace.css"). Throws std::logic_error for a name that is no asset: a bug, found by the first page.
Url asset_url(std::string_view name);
std::string_view asset_text(std::string_view name);   // its bytes, for a document that carries its styles with it

// GET /assets/{file}, for everyone; packed with gzip for whoever takes it.
std::vector<Route> asset_routes();

// What is embedded of others' work, and the terms it came under, to be shown to everybody.
struct AssetLicence {
  std::string_view what;      // "GOV.UK Frontend 6.6.0"
  std::string_view licence;   // "MIT"
  std::string_view text;
};
std::vector<AssetLicence> asset_licences();

}  // namespace rightplace::web
