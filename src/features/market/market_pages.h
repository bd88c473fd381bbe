#pragma once
// What the market's pages have in common. Within the feature.

#include <memory>

#include "features/atlas/atlas.h"
#include "features/desk/desk.h"
#include "features/market/market_figures.h"

namespace rightplace::market {

enum class Part { Overview, Owners, Areas, Map };

// What is counted of the lists; of an invented England nothing is compared with real totals.
std::shared_ptr<const Market> market_of(const desk::Asked& asked, Keeper& keeper);
Result<access::Facts> the_market(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing);
// Heading, parts of the market, and what all of it is counted from.
web::Html head_of(const Market& market, Part part, std::string_view title);
web::Response file_of(const desk::Asked& asked, const web::plot::Figures& figures, std::string_view name);
bool asks(const desk::Asked& asked, std::string_view name, std::string_view value);

// Every measure of the map, by region or by authority.
web::plot::Figures measures_of(const Market& market, bool by_region);
void add_map(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);
void add_pack(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper);

}  // namespace rightplace::market
