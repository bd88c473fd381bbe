// A map of England by region or authority.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/market/market_pages.h"
#include "features/organisations/organisations.h"
#include "web/govuk/choices.h"
#include "web/plot/map.h"

namespace rightplace::market {
namespace {

using web::Html;
using web::html;
using web::Url;

struct Counted {
  std::int64_t homes = 0, places = 0, sized = 0, judged = 0, good = 0, poor = 0, private_homes = 0, children = 0;
  std::map<std::string_view, std::int64_t> of_owners;   // places

  void add(const Open& home) {
    ++homes;
    if (home.places) places += *home.places, ++sized;
    if (home.grade && *home.grade != Grade::NotJudged) {
      ++judged;
      good += home.grade == Grade::Good || home.grade == Grade::Outstanding;
      poor += home.grade == Grade::RequiresImprovement || home.grade == Grade::Inadequate;
    }
    private_homes += home.runner == Runner::Private;
    if (home.places && !home.group.empty()) of_owners[home.group] += *home.places;
  }
};
std::optional<double> share(std::int64_t part, std::int64_t of) { return of > 0 ? std::optional(100.0 * static_cast<double>(part) / static_cast<double>(of)) : std::nullopt; }
std::string tenth_words(double value) { return fmt::format("{:.1f}", value); }

struct Measure {
  std::string_view code, label, says;
  web::plot::Words words;
  std::optional<double> (*value)(const Counted&);
};
constexpr std::array<Measure, 7> kMeasures{{
    {"homes", "Homes", "Children’s homes open on the day of the list.", web::plot::count_words, [](const Counted& c) { return std::optional(static_cast<double>(c.homes)); }},
    {"places", "Registered places", "Registered places are not free places.", web::plot::count_words, [](const Counted& c) { return c.homes > 0 && c.sized == 0 ? std::nullopt : std::optional(static_cast<double>(c.places)); }},
    {"per-child", "Places for 10,000 children", "Registered places for 10,000 children aged 0 to 17 who live there (mid-2024). Many places for few children: an area that takes in children from elsewhere.", tenth_words,
     [](const Counted& c) { return c.children > 0 ? std::optional(1e4 * static_cast<double>(c.places) / static_cast<double>(c.children)) : std::nullopt; }},
    {"good", "Good or outstanding", "Share of the homes that have a grade, by their latest full inspection. Where there are few homes one of them moves the share by much.", web::plot::share_words, [](const Counted& c) { return share(c.good, c.judged); }},
    {"poor", "Less than good", "Share of the homes that have a grade which require improvement or are inadequate, by their latest full inspection.", web::plot::share_words, [](const Counted& c) { return share(c.poor, c.judged); }},
    {"private", "Run privately", "Share of the homes.", web::plot::share_words, [](const Counted& c) { return share(c.private_homes, c.homes); }},
    {"largest", "Places of the largest owner", "Share of the registered places whose owner is known that the largest owner there has: what would be missing if it failed.", web::plot::share_words,
     [](const Counted& c) -> std::optional<double> {
       std::int64_t all = 0, most = 0;
       for (const auto& [owner, places] : c.of_owners) all += places, most = std::max(most, places);
       return share(most, all);
     }},
}};

struct Chosen {
  const Measure* measure = kMeasures.data();
  bool by_region = true;
};
// What is not understood is as if it were not asked.
Chosen chosen_of(const web::NamedValues& query) {
  Chosen out;
  for (const auto& [name, value] : query) {
    if (name == "show")
      if (const auto at = std::ranges::find(kMeasures, value, &Measure::code); at != kMeasures.end()) out.measure = &*at;
    if (name == "by") out.by_region = value != "authority";
  }
  return out;
}
Url address(const Chosen& chosen) { return Url("/market/map").with("show", chosen.measure->code).with("by", chosen.by_region ? "region" : "authority"); }

std::map<std::string, Counted> counted(const Market& market, bool by_region) {
  std::map<std::string, Counted> out;
  const auto key_of = [&](const geography::Authority& authority) { return std::string(by_region ? geography::kRegions.code(authority.region) : authority.code); };
  for (const auto& authority : geography::authorities())
    if (!authority.until) out[key_of(authority)].children += authority.children_2024.value_or(0);
  for (const auto& home : market.latest()->homes)
    if (home.authority) out[key_of(*home.authority)].add(home);
  return out;
}

web::plot::Map map_of(const Market& market, const Chosen& chosen, const atlas::Sheets& sheets) {
  const auto by = counted(market, chosen.by_region);
  web::plot::Map map{.sheet = chosen.by_region ? sheets.regions : sheets.authorities, .of = chosen.by_region ? "Region" : "Authority", .measure = std::string(chosen.measure->label), .worths = {}, .words = chosen.measure->words, .labels = chosen.by_region};
  const auto add = [&](std::string key) {
    const auto at = by.find(key);
    map.worths.push_back({std::move(key), at == by.end() ? std::nullopt : chosen.measure->value(at->second)});
  };
  if (chosen.by_region) {
    for (const auto& row : geography::kRegions.rows) add(std::string(row.code));
  } else {
    std::vector<const geography::Authority*> present;
    for (const auto& authority : geography::authorities())
      if (!authority.until) present.push_back(&authority);
    std::ranges::sort(present, {}, &geography::Authority::name);
    for (const auto* authority : present) add(std::string(authority->code));
  }
  return map;
}

std::string most_and_least(const web::plot::Map& map) {
  const web::plot::Worth *most = nullptr, *least = nullptr;
  for (const auto& worth : map.worths) {
    if (!worth.value) continue;
    if (!most || *worth.value > *most->value) most = &worth;
    if (!least || *worth.value < *least->value) least = &worth;
  }
  const auto name = [&](const web::plot::Worth& worth) {
    const auto* at = map.sheet->outline(worth.key);
    return at ? at->name : worth.key;
  };
  if (!most) return "Nothing of this is known.";
  if (map.words(*most->value) == map.words(*least->value)) return fmt::format("{} everywhere where it is known.", map.words(*most->value));
  const auto lowest = std::ranges::count_if(map.worths, [&](const auto& worth) { return worth.value == least->value; });
  return fmt::format("Most in {} ({}), {}.", name(*most), map.words(*most->value), lowest > 1 ? fmt::format("least ({}) in {} of {}", map.words(*least->value), lowest, map.worths.size()) : fmt::format("least in {} ({})", name(*least), map.words(*least->value)));
}

Html question(const Chosen& chosen) {
  std::vector<web::govuk::Option> measures;
  for (const auto& measure : kMeasures) measures.push_back({std::string(measure.code), std::string(measure.label)});
  const auto fields = web::govuk::select({.id = "show", .name = "show", .label = {.text = "Show"}, .items = std::move(measures), .value = std::string(chosen.measure->code)}) +
                      web::govuk::select({.id = "by", .name = "by", .label = {.text = "By"}, .items = {{"region", "Region"}, {"authority", "Authority"}}, .value = chosen.by_region ? "region" : "authority"});
  return html(R"(<form method="get" action="/market/map" novalidate class="rp-line-form rp-no-print">{}<button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button">Show the map</button></form>)", fields);
}

web::Response map_page(const desk::Asked& asked, Keeper& keeper, atlas::Keeper& maps) {
  const auto market = market_of(asked, keeper);
  const auto chosen = chosen_of(asked.exchange.request.query);
  const std::string title = "Map of children’s homes";
  auto content = head_of(*market, Part::Map, title);
  if (!market->latest()) return desk::show(asked, {.title = title, .wide = true}, content);
  const auto [sheets, own] = asked.desk.database.read([&](db::Read& tx) {
    const auto body = organisations::load(tx, asked.standing.acting_for);
    return std::pair(maps.at(tx), body ? body->details.authority_code : std::string());
  });
  auto map = map_of(*market, chosen, *sheets);
  if (asks(asked, "file", "csv")) return file_of(asked, web::plot::figures_of(map), fmt::format("{}-by-{}", chosen.measure->code, chosen.by_region ? "region" : "authority"));
  if (const auto* authority = geography::authority_by_code(own); authority && !chosen.by_region) map.own = std::string(authority->code);
  const web::plot::About about{"map", fmt::format("{} by {}", chosen.measure->label, chosen.by_region ? "region" : "authority"), fmt::format("{} {}", most_and_least(map), chosen.measure->says), address(chosen).with("file", "csv")};
  return desk::show(asked, {.title = title, .wide = true}, content + question(chosen) + web::plot::picture(about, map));
}

}  // namespace

web::plot::Figures measures_of(const Market& market, bool by_region) {
  web::plot::Figures out{{"Code", by_region ? "Region" : "Authority"}, {}};
  for (const auto& measure : kMeasures) out.head.emplace_back(measure.label);
  for (const auto& [code, counts] : counted(market, by_region)) {
    const auto* authority = by_region ? nullptr : geography::authority_by_code(code);
    const auto region = by_region ? geography::kRegions.parse(code) : std::nullopt;
    auto& row = out.rows.emplace_back(std::vector<std::string>{code, authority ? std::string(authority->name) : region ? std::string(geography::kRegions.label(*region)) : code});
    for (const auto& measure : kMeasures) {
      const auto value = measure.value(counts);
      row.push_back(value ? measure.words(*value) : "not known");
    }
  }
  return out;
}

void add_map(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  const auto maps = std::make_shared<atlas::Keeper>();
  pages.pages.push_back({.pattern = "/market/map", .facts = the_market, .handler = [keeper, maps](const desk::Asked& asked) { return map_page(asked, *keeper, *maps); }, .summary = "Homes, places, grades and owners on a map of England",
                         .noted = [](const web::Exchange& exchange) {
                           const auto chosen = chosen_of(exchange.request.query);
                           return json::Object{{"show", chosen.measure->code}, {"by", chosen.by_region ? "region" : "authority"}};
                         },
                         .query = {{"show", "homes, places, per-child, good, poor, private or largest"}, {"by", "region or authority"}, {"file", "csv: the figures as a file"}}});
}

}  // namespace rightplace::market
