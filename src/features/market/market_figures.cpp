#include "features/market/market_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "features/market/market_clusters.h"

namespace rightplace::market {
namespace {

using web::Url;
using web::plot::Bars;
using web::plot::Figures;
using web::plot::Heat;
using web::plot::Line;
using web::plot::Lines;

web::plot::About about(std::string id, std::string title, std::string says) {
  auto file = Url("/market/files").segment(id);
  return {std::move(id), std::move(title), std::move(says), std::move(file)};
}

std::string year_name(const Year& year) { return std::to_string(year.day.year()); }

// Every year from the first to the last, those without a list too: they are not known.
std::vector<std::string> years_of(const Market& market) {
  std::vector<std::string> out;
  for (int year = market.years.front().day.year(); year <= market.years.back().day.year(); ++year) out.push_back(std::to_string(year));
  return out;
}

template <class Value>
std::vector<std::optional<double>> by_year(const Market& market, Value value) {
  const int first = market.years.front().day.year();
  std::vector<std::optional<double>> out(static_cast<std::size_t>(market.years.back().day.year() - first + 1));
  for (const auto& year : market.years) out[static_cast<std::size_t>(year.day.year() - first)] = value(year);
  return out;
}

struct Sum {
  std::int64_t homes = 0, places = 0, with_places = 0;
  void add(const Open& home) {
    ++homes;
    if (!home.places) return;
    places += *home.places;
    ++with_places;
  }
  std::optional<double> size() const { return with_places ? std::optional(static_cast<double>(places) / static_cast<double>(with_places)) : std::nullopt; }
};

template <class Which>
Sum sum_of(const Year& year, Which which) {
  Sum sum;
  for (const auto& home : year.homes)
    if (which(home)) sum.add(home);
  return sum;
}
Sum sum_of(const Year& year) {
  return sum_of(year, [](const Open&) { return true; });
}

std::string size_words(double value) { return fmt::format("{:.1f}", value); }

// "In 2014 1,953 and in 2025 4,009"; one year: "In 2025 4,009".
std::string from_to(const Market& market, std::int64_t (*value)(const Sum&)) {
  const auto& first = market.years.front();
  const auto& last = market.years.back();
  const auto now = fmt::format("{} on {}", grouped(value(sum_of(last))), last.day.words());
  return market.years.size() == 1 ? now : fmt::format("{} on {}, {}", grouped(value(sum_of(first))), first.day.words(), now);
}

Piece runners(const Market& market, bool places) {
  Lines lines{.along = "Last list of the year", .at = years_of(market)};
  for (const auto& row : kRunners.rows) {
    bool any = false;
    Line line{std::string(row.label), by_year(market, [&](const Year& year) {
      const auto sum = sum_of(year, [&](const Open& home) { return home.runner == row.value; });
      any |= sum.homes > 0;
      return static_cast<double>(places ? sum.places : sum.homes);
    })};
    if (any) lines.lines.push_back(std::move(line));
  }
  if (places) return {about("places-by-sector", "Registered places by who runs the home", from_to(market, [](const Sum& s) { return s.places; }) + ". Registered places are not free places."), std::move(lines)};
  return {about("homes-by-sector", "Homes by who runs them", from_to(market, [](const Sum& s) { return s.homes; }) + "."), std::move(lines)};
}

Piece sizes(const Market& market) {
  Lines lines{.along = "Last list of the year", .at = years_of(market), .words = size_words};
  const auto of = [&](Runner runner) { return by_year(market, [runner](const Year& year) { return sum_of(year, [runner](const Open& h) { return h.runner == runner; }).size(); }); };
  const auto now = sum_of(market.years.back()).size();
  lines.lines = {{"All homes", by_year(market, [](const Year& year) { return sum_of(year).size(); })}, {"Local authority", of(Runner::Authority)}, {"Private", of(Runner::Private)}};
  return {about("mean-size", "Places in a home, on average", now ? fmt::format("A home has {:.1f} registered places on average.", *now) : std::string("No list states how many places homes have.")), std::move(lines)};
}

constexpr std::array<std::string_view, 7> kSizes{"1 place", "2", "3", "4", "5", "6 and more", "Not stated"};
std::size_t size_band(const Open& home) { return home.places ? static_cast<std::size_t>(std::clamp(*home.places, 1, 6) - 1) : 6; }

Piece size_by_opening(const Market& market) {
  struct Band {
    std::string_view name;
    int from, until;
  };
  static constexpr std::array<Band, 6> kBands{{{"Before 2005", 0, 2005}, {"2005 to 2009", 2005, 2010}, {"2010 to 2014", 2010, 2015}, {"2015 to 2019", 2015, 2020}, {"2020 to 2024", 2020, 2025}, {"2025 and later", 2025, 9999}}};
  Heat heat{.corner = "Registered", .columns = {kSizes.begin(), kSizes.end()}};
  const auto& year = market.years.back();
  std::optional<double> oldest, newest;
  const auto row_of = [&](std::string name, auto which) {
    std::array<std::int64_t, kSizes.size()> counts{};
    for (const auto& home : year.homes)
      if (which(home)) ++counts[size_band(home)];
    heat.rows.push_back({std::move(name), {}});
    for (const auto count : counts) heat.rows.back().values.push_back(static_cast<double>(count));
  };
  for (const auto& band : kBands) {
    const auto which = [&](const Open& home) { return home.opened_from && home.opened_by && *home.opened_from >= band.from && *home.opened_by < band.until; };
    const auto sum = sum_of(year, which);
    if (sum.homes == 0) continue;
    row_of(std::string(band.name), which);
    if (const auto size = sum.size()) {
      if (!oldest) oldest = size;
      newest = size;
    }
  }
  const auto first = market.years.front().day.year();
  const auto in_no_band = [&](const Open& home) {
    return !home.opened_from || !home.opened_by || std::ranges::none_of(kBands, [&](const Band& band) { return *home.opened_from >= band.from && *home.opened_by < band.until; });
  };
  const auto before_lists = [&](const Open& home) { return in_no_band(home) && !home.opened_from && home.opened_by && *home.opened_by <= first; };
  if (sum_of(year, before_lists).homes > 0) row_of(fmt::format("{} or before, not known when", first), before_lists);
  row_of("Not known when", [&](const Open& home) { return in_no_band(home) && !before_lists(home); });
  const auto single = sum_of(year, [](const Open& home) { return home.places == 1; }).homes;
  return {about("size-by-opening", "Homes by size and when they were registered",
                fmt::format("{} open on {} {} for one child. {}Why a home is for one child stands in no published list: only its own statement of purpose says so.", plural(single, "home", "homes"), year.day.words(), single == 1 ? "is" : "are",
                            oldest && newest && heat.rows.size() > 2 ? fmt::format("The oldest have {:.1f} places on average, the newest {:.1f}. ", *oldest, *newest) : std::string())),
          std::move(heat)};
}

Piece grades(const Market& market) {
  Heat heat{.corner = "Last list of the year", .words = web::plot::share_words};
  for (const auto& row : kGrades.rows)
    if (row.value != Grade::NotJudged) heat.columns.emplace_back(row.value == Grade::RequiresImprovement ? "Requires improvement" : std::string(row.label));
  heat.columns.emplace_back("No grade yet");
  for (const auto& year : market.years) {
    std::array<std::int64_t, 5> counts{};
    for (const auto& home : year.homes) {
      const auto at = home.grade && *home.grade != Grade::NotJudged ? static_cast<std::size_t>(*home.grade) : std::size_t{4};
      ++counts[at];
    }
    auto& row = heat.rows.emplace_back();
    row.name = year_name(year);
    for (const auto count : counts) row.values.push_back(year.homes.empty() ? std::nullopt : std::optional(100.0 * static_cast<double>(count) / static_cast<double>(year.homes.size())));
  }
  return {about("grades", "How homes are judged", "Share of the homes open on the day, by their latest full inspection until then. Good and outstanding homes are not inspected every year, so a share changes later than the homes do."), std::move(heat)};
}

Piece flows(const Market& market) {
  Figures table{{"Until", "New homes", "New places", "New, year not known", "Closed homes", "Closed places", "Closed, year not known"}, {}};
  for (const auto& year : market.years) {
    if (!year.joined) continue;
    table.rows.push_back({year.day.words(), grouped(year.joined->homes), grouped(year.joined->places), grouped(year.joined->homes_unsure), grouped(year.left->homes), grouped(year.left->places), grouped(year.left->homes_unsure)});
  }
  if (table.rows.empty()) return {about("joiners-leavers", "New and closed homes", "Only one year's list was read, so it cannot be said how many homes opened or closed."), std::move(table)};
  return {about("joiners-leavers", "New and closed homes", "Since the list before. A home that is only missing from an incomplete list has not closed; it counts as closed when a complete list comes without it, and then the year is often not known. Such homes stand apart. The lists of joiners and leavers give the exact days."), std::move(table)};
}

Piece against_totals(const Market& market) {
  Figures table{{"List of", "Homes", "Ofsted’s own total", "Places", "Ofsted’s own total", "Size not stated"}, {}};
  for (const auto& year : market.years) {
    const auto sum = sum_of(year);
    const auto words = [](std::optional<std::int64_t> value) { return value ? grouped(*value) : std::string("none of that day"); };
    table.rows.push_back({year.day.words(), grouped(sum.homes), words(year.official_homes), grouped(sum.places), words(year.official_places), grouped(sum.homes - sum.with_places)});
  }
  return {about("coverage", "What is counted, beside Ofsted’s own totals", "Some years’ lists hold inspected homes only. Homes that a later list dates back are counted in the earlier year too; the rest of the difference is missing here."), std::move(table)};
}

std::string per_10_000(std::int64_t count, const geography::Authority& authority) {
  return authority.children_2024 && *authority.children_2024 > 0 ? fmt::format("{:.1f}", 10'000.0 * static_cast<double>(count) / static_cast<double>(*authority.children_2024)) : std::string("not known");
}

}  // namespace

Figures figures_of(const Piece& piece) {
  return std::visit([](const auto& shown) -> Figures {
    if constexpr (std::same_as<std::decay_t<decltype(shown)>, Figures>) return shown;
    else return web::plot::figures_of(shown);
  }, piece.shown);
}

std::vector<Group> groups_of(const Market& market) {
  if (!market.latest()) return {};
  const auto& year = *market.latest();
  std::map<std::string_view, std::pair<Group, std::map<std::string_view, int>>> by_key;
  for (const auto& home : year.homes) {
    if (home.group.empty()) continue;
    auto& [group, names] = by_key[home.group];
    group.key = home.group;
    ++group.homes;
    if (home.places) group.places += *home.places;
    else ++group.places_not_stated;
    ++names[home.owner];
    auto& [homes, places] = group.areas[home.authority];
    ++homes;
    places += home.places.value_or(0);
  }
  std::vector<Group> out;
  for (auto& [key, value] : by_key) {
    auto& [group, names] = value;
    const auto said = market.owners.name_of(key);
    group.name = !said.empty() ? said : std::ranges::max_element(names, {}, [](const auto& each) { return each.second; })->first;
    out.push_back(std::move(group));
  }
  std::ranges::stable_sort(out, std::ranges::greater{}, &Group::places);
  return out;
}

Concentration concentration_of(const Market& market, const Year& year, std::optional<geography::Region> region, Counted counted) {
  Concentration out;
  std::map<std::string_view, std::pair<std::int64_t, std::string_view>> owners;
  for (const auto& home : year.homes) {
    if (region && (!home.authority || home.authority->region != *region)) continue;
    if (!home.places) {
      ++out.homes_without_size;
      continue;
    }
    const auto& owner = counted == Counted::Groups ? home.group : home.company;
    if (owner.empty()) {
      out.places_without_owner += *home.places;
      continue;
    }
    auto& [places, name] = owners[owner];
    places += *home.places;
    const auto said = market.owners.name_of(owner);
    name = said.empty() ? std::string_view(home.owner) : said;
    out.places += *home.places;
  }
  if (out.places == 0 || out.places_without_owner * 9 > out.places) return out;
  double index = 0;
  for (const auto& [key, owner] : owners) {
    const double share = 100.0 * static_cast<double>(owner.first) / static_cast<double>(out.places);
    index += share * share;
    if (share > out.largest_share) out.largest_share = share, out.largest = owner.second;
  }
  out.index = index;
  return out;
}

std::string owners_in_words(const Market& market) {
  if (market.owners.empty())
    return "An owner is a company as the register names it. No table of who stands behind the companies was imported, so companies that belong together count apart, and places are held in fewer hands than it seems.";
  return "Companies that belong together count as one owner, as an imported table of ownership says of that day; a company that the table does not name stands for itself.";
}

std::string_view concentration_words(double index) { return index >= 2000 ? "highly concentrated" : index >= 1000 ? "concentrated" : "not concentrated"; }

std::vector<Piece> overview(const Market& market) {
  if (market.years.empty()) return {};
  return {runners(market, false), runners(market, true), sizes(market), size_by_opening(market), single_by_year(market), grades(market), flows(market), against_totals(market)};
}

std::vector<Piece> concentration(const Market& market) {
  if (market.years.empty()) return {};
  const auto& year = market.years.back();
  std::vector<Piece> out;
  Bars bars{.of = "Region", .measure = "Index of Herfindahl and Hirschman", .bars = {}};
  Figures table{{"Region", "Index", "In words", "Index by companies alone", "Places counted", "Owner not stated (places)", "Size not stated (homes)", "Largest share", "Largest"}, {}};
  const auto add = [&](std::string name, std::optional<geography::Region> region) {
    const auto c = concentration_of(market, year, region), alone = concentration_of(market, year, region, Counted::Companies);
    bars.bars.push_back({name, c.index});
    table.rows.push_back({std::move(name), c.index ? grouped(std::llround(*c.index)) : "cannot be said", c.index ? std::string(concentration_words(*c.index)) : "", alone.index ? grouped(std::llround(*alone.index)) : "cannot be said", grouped(c.places), grouped(c.places_without_owner), grouped(c.homes_without_size),
                          c.index ? fmt::format("{:.0f} %", c.largest_share) : "", c.index ? c.largest : ""});
  };
  add("England", std::nullopt);
  for (const auto& row : geography::kRegions.rows) add(std::string(row.label), row.value);
  out.push_back({about("concentration", "Concentration by region", "Owners’ shares of registered places in per cent, squared and added up: 10,000 means that one owner has all, below 1,000 that places are spread over many. " + owners_in_words(market)), std::move(bars)});
  out.push_back({about("concentration-detail", "What the index rests on", "Where the owner of more than a tenth of the places is not stated, no index is given."), std::move(table)});
  Lines lines{.along = "Last list of the year", .at = years_of(market)};
  lines.lines.push_back({market.owners.empty() ? "England" : "By groups", by_year(market, [&](const Year& each) { return concentration_of(market, each).index; })});
  if (!market.owners.empty()) lines.lines.push_back({"By companies", by_year(market, [&](const Year& each) { return concentration_of(market, each, std::nullopt, Counted::Companies).index; })});
  out.push_back({about("concentration-years", "Concentration in England by year", "Lists before 2018 name no owners."), std::move(lines)});
  return out;
}

std::vector<Piece> areas(const Market& market) {
  if (market.years.empty()) return {};
  const auto& year = market.years.back();
  std::map<const geography::Authority*, std::array<Sum, 3>> by;   // all, the authority's own, judged good or better
  std::map<geography::Region, Sum> regions;
  for (const auto& home : year.homes) {
    auto& sums = by[home.authority];
    sums[0].add(home);
    if (home.runner == Runner::Authority) sums[1].add(home);
    if (home.grade == Grade::Good || home.grade == Grade::Outstanding) sums[2].add(home);
    if (home.authority) regions[home.authority->region].add(home);
  }
  Bars bars{.of = "Region", .measure = "Registered places for 10,000 children who live there", .bars = {}, .words = size_words};
  Figures table{{"Authority", "Region", "Homes", "Places", "Places for 10,000 children", "Of the authority itself", "Good or outstanding"}, {}};
  std::map<geography::Region, std::int64_t> children;
  std::vector<const geography::Authority*> present;
  for (const auto& authority : geography::authorities()) {
    if (authority.until) continue;
    present.push_back(&authority);
    children[authority.region] += authority.children_2024.value_or(0);
  }
  for (const auto& row : geography::kRegions.rows) {
    const auto all = children[row.value];
    bars.bars.push_back({std::string(row.label), all > 0 ? std::optional(10'000.0 * static_cast<double>(regions[row.value].places) / static_cast<double>(all)) : std::nullopt});
  }
  std::ranges::sort(present, {}, &geography::Authority::name);
  int without = 0;
  for (const auto* authority : present) {
    const auto& sums = by[authority];
    without += sums[0].homes == 0;
    table.rows.push_back({std::string(authority->name), std::string(geography::kRegions.label(authority->region)), grouped(sums[0].homes), grouped(sums[0].places), per_10_000(sums[0].places, *authority), grouped(sums[1].homes), grouped(sums[2].homes)});
  }
  for (const auto& [authority, sums] : by)
    if (!authority || authority->until) table.rows.push_back({authority ? std::string(authority->name) + " (former)" : "Not stated, or outside England", authority ? std::string(geography::kRegions.label(authority->region)) : "", grouped(sums[0].homes), grouped(sums[0].places), "", grouped(sums[1].homes), grouped(sums[2].homes)});
  std::vector<Piece> out;
  out.push_back({about("places-by-region", "Places by region, for the children who live there", "Registered places for 10,000 children aged 0 to 17 (mid-2024). A region with many places takes in children from elsewhere; which ones, only the authorities’ own returns say."), std::move(bars)});
  out.push_back(single_by_region(market));
  out.push_back(clusters(market));
  out.push_back({about("authorities", "Homes and places by authority", fmt::format("{} of {} authorities {} no children’s home on {}.", without, present.size(), without == 1 ? "has" : "have", year.day.words())), std::move(table)});
  return out;
}

std::vector<Piece> of_group(const Market& market, const Group& group) {
  const auto& year = market.years.back();
  std::map<const geography::Authority*, Sum> all;
  for (const auto& home : year.homes) all[home.authority].add(home);
  Figures table{{"Authority", "Its homes", "All homes there", "Its places", "All places there", "Share of the places"}, {}};
  std::vector<std::pair<const geography::Authority*, std::pair<std::int64_t, std::int64_t>>> rows(group.areas.begin(), group.areas.end());
  std::ranges::stable_sort(rows, std::ranges::greater{}, [](const auto& each) { return each.second.second; });
  int whole = 0;
  for (const auto& [authority, own] : rows) {
    const auto& there = all[authority];
    whole += own.first == there.homes;
    table.rows.push_back({authority ? std::string(authority->name) : "Not stated, or outside England", grouped(own.first), grouped(there.homes), grouped(own.second), grouped(there.places),
                          there.places > 0 ? fmt::format("{:.0f} %", 100.0 * static_cast<double>(own.second) / static_cast<double>(there.places)) : "not known"});
  }
  const auto lost = fmt::format("{} with {} in {}{}.", plural(group.homes, "home", "homes"), plural(group.places, "registered place", "registered places"), plural(static_cast<std::int64_t>(group.areas.size()), "authority", "authorities"),
                                group.places_not_stated > 0 ? fmt::format("; {} not state their size", group.places_not_stated == 1 ? "1 home does" : fmt::format("{} homes do", group.places_not_stated)) : std::string());
  return {{web::plot::About{"group-areas", "If all its homes closed", lost + (whole ? fmt::format(" In {} nobody else runs a home.", plural(whole, "authority", "authorities")) : std::string()) + " Who lives in them is not in the register: each authority sees its own children there.", Url("/market/groups").segment(group.key).with("file", "csv")}, std::move(table)}};
}

std::vector<Piece> all_pieces(const Market& market) {
  auto out = overview(market);
  for (auto* more : {&concentration, &areas})
    for (auto& piece : (*more)(market)) out.push_back(std::move(piece));
  return out;
}

}  // namespace rightplace::market
