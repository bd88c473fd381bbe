#include "features/figures/figures.h"
#include "features/market/market.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/market/market_figures.h"
#include "features/market/market_owners.h"
#include "features/market/market_pages.h"
#include "features/organisations/organisations.h"
#include "web/govuk/tables.h"
#include "web/moj/patterns.h"

namespace rightplace::market {

using web::Html;
using web::html;
using web::Url;
using web::plot::Figures;

Html html_of(const Piece& piece) {
  if (const auto* table = std::get_if<Figures>(&piece.shown)) return web::plot::table(piece.about, *table);
  return std::visit([&](const auto& shown) -> Html {
    if constexpr (std::same_as<std::decay_t<decltype(shown)>, Figures>) return {};
    else return web::plot::picture(piece.about, shown);
  }, piece.shown);
}

namespace {

Html tabs(Part part) {
  return web::moj::sub_navigation("The market", {{"Homes and places", Url("/market"), part == Part::Overview}, {"Map", Url("/market/map"), part == Part::Map}, {"Who owns them", Url("/market/concentration"), part == Part::Owners}, {"Where they are", Url("/market/areas"), part == Part::Areas}});
}

Html basis(const Market& market) {
  if (market.years.empty())
    return html(R"(<p class="govuk-body">No list of the register was read yet, so nothing can be said of the market. Whoever runs this service reads Ofsted’s lists with <code>rightplace import register</code>.</p>)");
  const auto& last = market.years.back();
  const auto since = market.years.size() == 1 ? html(R"(<p class="govuk-body">Only one year’s list was read. How the market changed, who came and who left cannot be said from one list.</p>)") : Html();
  return html(R"(<p class="govuk-body">Children’s homes, secure children’s homes and schools registered as homes, counted from Ofsted’s published lists: {}, the latest of {}. Nothing here is about free places or about children.</p>{})",
              plural(static_cast<std::int64_t>(market.years.size()), "year", "years"), last.day.words(), since);
}

web::Response shown(const desk::Asked& asked, const Market& market, Part part, std::string title, const std::vector<Piece>& pieces, const Html& more = {}) {
  auto content = head_of(market, part, title);
  for (const auto& piece : pieces) content += html_of(piece);
  return desk::show(asked, {.title = std::move(title), .wide = true}, content + more);
}

Html take_away(const desk::Asked& asked, const Market& market) {
  if (!market.latest()) return {};
  const auto body = asked.desk.database.read([&](db::Read& tx) { return organisations::load(tx, asked.standing.acting_for); });
  const auto* own = body ? geography::authority_by_code(body->details.authority_code) : nullptr;
  const auto of_own = own ? html(R"(<p class="govuk-body"><a class="govuk-link" href="{}">Take the data pack of {} away (ZIP)</a>: its own row and the owners who have homes there, beside the national figures.</p>)", Url("/market/pack.zip").with("authority", own->code), own->name) : Html();
  return html(R"(<h2 class="govuk-heading-m">All figures at once</h2><p class="govuk-body"><a class="govuk-link" href="{}">Take the data pack away (ZIP)</a>: every figure of the market’s pages, national, by region and by authority, as CSV files with a manifest. The same lists give the same bytes.</p>{}<p class="govuk-body">Where children live is not in it.</p>)", Url("/market/pack.zip"), of_own);
}

Html groups_list(const Market& market) {
  const auto* year = market.latest();
  if (!year) return {};
  const auto groups = groups_of(market);
  std::int64_t all = 0;
  for (const auto& home : year->homes) all += home.places.value_or(0);
  if (groups.empty()) return html(R"(<h2 class="govuk-heading-m">Owners with the most places</h2><p class="govuk-body">The latest list names no owners.</p>)");
  web::govuk::Table table{.caption = "Owners with the most places", .caption_classes = "govuk-table__caption--m", .head = {"Owner", web::govuk::Cell("Homes").number(), web::govuk::Cell("Registered places").number(), web::govuk::Cell("Share of all places").number(), web::govuk::Cell("Authorities").number()}, .first_cell_is_header = true};
  for (std::size_t i = 0; i < std::min<std::size_t>(groups.size(), 25); ++i) {
    const auto& group = groups[i];
    table.rows.push_back({html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/market/groups").segment(group.key), group.name), web::govuk::Cell(group.homes).number(), web::govuk::Cell(grouped(group.places)).number(),
                          web::govuk::Cell(all > 0 ? fmt::format("{:.1f} %", 100.0 * static_cast<double>(group.places) / static_cast<double>(all)) : std::string("not known")).number(), web::govuk::Cell(group.areas.size()).number()});
  }
  return web::govuk::scrolling(web::govuk::table(table), "Owners with the most places") + html(R"(<p class="govuk-body">{} own homes. Follow one to see its companies, and what would be lost if all its homes closed.</p>)", plural(static_cast<std::int64_t>(groups.size()), "owner", "owners"));
}

const Group* group_of(const std::vector<Group>& groups, std::string_view key) {
  const auto at = std::ranges::find(groups, key, &Group::key);
  return at == groups.end() ? nullptr : &*at;
}

web::Response group_page(const desk::Asked& asked, const Market& market) {
  const auto groups = groups_of(market);
  const auto& group = *group_of(groups, asked.value("key"));
  const auto pieces = of_group(market, group);
  const auto companies = companies_of(market, group);
  if (asks(asked, "file", "csv")) return file_of(asked, figures_of(pieces.front()), "owner");
  if (asks(asked, "file", "companies")) return file_of(asked, figures_of(companies), "owner-companies");
  Html content = html(R"(<h1 class="govuk-heading-l">{}</h1><p class="govuk-body">{} with {} on {}. {}</p>)", group.name, capitalised(plural(group.homes, "home", "homes")), plural(group.places, "registered place", "registered places"), market.latest()->day.words(), owners_in_words(market));
  content += tree(market, group) + html_of(companies);
  for (const auto& piece : pieces) content += html_of(piece);
  return desk::show(asked, {.title = group.name, .breadcrumbs = {{"The market", Url("/market")}, {"Who owns them", Url("/market/concentration")}}, .wide = true}, content);
}

}  // namespace

std::shared_ptr<const Market> market_of(const desk::Asked& asked, Keeper& keeper) {
  auto kept = asked.desk.database.read([&](db::Read& tx) { return keeper.at(tx); });
  if (asked.desk.banner.empty()) return kept;
  auto market = std::make_shared<Market>(*kept);
  invent(*market);
  return market;
}

Html head_of(const Market& market, Part part, std::string_view title) { return html(R"(<h1 class="govuk-heading-l">{}</h1>)", title) + tabs(part) + basis(market); }

bool asks(const desk::Asked& asked, std::string_view name, std::string_view value) {
  return std::ranges::find(asked.exchange.request.query, std::pair(std::string(name), std::string(value))) != asked.exchange.request.query.end();
}

web::Response file_of(const desk::Asked& asked, const Figures& shown, std::string_view name) { return figures::file(asked, shown, fmt::format("market-{}", name), fmt::format("Market: {}", name)); }

Result<access::Facts> the_market(db::Read&, const web::Exchange&, const access::Standing&) {
  access::Facts facts;
  facts.id = "market";
  return facts;
}

desk::Pages pages(const desk::Desk&) {
  const auto keeper = std::make_shared<Keeper>();
  const auto page = [keeper](Part part, std::string title, std::vector<Piece> (*pieces)(const Market&)) {
    return [=](const desk::Asked& asked) {
      const auto market = market_of(asked, *keeper);
      return shown(asked, *market, part, title, pieces(*market), part == Part::Owners ? groups_list(*market) : part == Part::Overview ? take_away(asked, *market) : Html());
    };
  };
  const auto known_file = [keeper](db::Read& tx, const web::Exchange& exchange, const access::Standing&) -> Result<access::Facts> {
    const auto market = keeper->at(tx);
    const auto pieces = all_pieces(*market);
    const auto id = exchange.value("id");
    if (std::ranges::none_of(pieces, [&](const Piece& piece) { return piece.about.id == id; })) return fail(access::missing());
    access::Facts facts;
    facts.id = "market/" + std::string(id);
    return facts;
  };
  const auto known_group = [keeper](db::Read& tx, const web::Exchange& exchange, const access::Standing&) -> Result<access::Facts> {
    const auto market = keeper->at(tx);
    if (const auto groups = groups_of(*market); !group_of(groups, exchange.value("key"))) return fail(access::missing());
    access::Facts facts;
    facts.id = "market/groups/" + std::string(exchange.value("key"));
    return facts;
  };
  desk::Pages all;
  all.pages.push_back({.pattern = "/market", .facts = the_market, .handler = page(Part::Overview, "The market of children’s homes", overview), .summary = "Homes, places, sizes, grades, comings and goings by year"});
  all.pages.push_back({.pattern = "/market/concentration", .facts = the_market, .handler = page(Part::Owners, "Who owns children’s homes", concentration), .summary = "How concentrated the ownership of homes is, by region, and the largest owners"});
  all.pages.push_back({.pattern = "/market/areas", .facts = the_market, .handler = page(Part::Areas, "Where children’s homes are", areas), .summary = "Homes and places by region and authority"});
  all.pages.push_back({.pattern = "/market/groups/{key}", .facts = known_group, .handler = [keeper](const desk::Asked& asked) { return group_page(asked, *market_of(asked, *keeper)); }, .summary = "What would be lost if all homes of one owner closed",
                       .noted = [](const web::Exchange& exchange) { return exchange.request.query.empty() ? json::Object{} : json::Object{{"file", "csv"}}; }, .query = {{"file", "csv: what it has in each authority as a file; companies: its companies"}}});
  all.pages.push_back({.pattern = "/market/files/{id}", .facts = known_file, .handler = [keeper](const desk::Asked& asked) {
                         const auto pieces = all_pieces(*market_of(asked, *keeper));
                         const auto id = asked.value("id");
                         return file_of(asked, figures_of(*std::ranges::find_if(pieces, [&](const Piece& piece) { return piece.about.id == id; })), id);
                       }, .summary = "The figures of one picture of the market as a file"});
  add_map(all, keeper);
  add_pack(all, keeper);
  all.sections.push_back({60, "Market", Url("/market"), "How many homes and places there are, who owns them, how that changed and where one owner is too large.", [](const access::Standing& standing) {
                            using enum access::Role;
                            return std::ranges::none_of(std::array{YoungPerson, Parent, Advocate}, [&](access::Role role) { return desk::holds(standing, role); });
                          }});
  return all;
}

}  // namespace rightplace::market
