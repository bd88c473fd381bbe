#pragma once
// The data pack: every figure of the market as files that a second run makes the same, byte for byte. Within the feature.

#include <string>
#include <utility>
#include <vector>

#include "features/flows/flows.h"
#include "features/market/market_figures.h"

namespace rightplace::market {

// Name and bytes; the last is manifest.json, which names the lists, the parameters and each file with its checksum. `only`: figures
// of one authority beside the national ones. `children`: tables that may be published of where children live.
std::vector<std::pair<std::string, std::string>> pack_of(const Market& market, const geography::Authority* only, const std::vector<flows::Publishable>& children);

}  // namespace rightplace::market
