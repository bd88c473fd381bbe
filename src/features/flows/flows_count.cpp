#include "features/flows/flows_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.h"

namespace rightplace::flows {
namespace {

constexpr std::string_view kSuppressed = "c";

const planning::Grouping& groups() {
  static const planning::Grouping kKept = planning::grouping("standard").value();   // a file inside the program
  return kKept;
}
// Three kinds, coarser than the forecast's: with five hardly a table of one authority could be published.
enum Kind : std::uint32_t { kFoster, kHomes, kOther, kKinds };
std::vector<std::string> kind_names() { return {"Foster care", "Children’s homes, secure and other residential care", "Other, with parents among them"}; }
Kind kind_of(std::string_view place) {
  const auto& name = groups().groups[groups().group_of(place)].name;
  return name == "foster" ? kFoster : name == "residential" || name == "secure" ? kHomes : kOther;
}

disclosure::Counts none_of(std::size_t rows, std::size_t columns) { return disclosure::Counts(rows, std::vector<std::int64_t>(columns, 0)); }

std::vector<std::string> regions() {
  std::vector<std::string> out;
  for (const auto& row : geography::kRegions.rows) out.emplace_back(row.label);
  return out;
}

std::optional<geography::Location> located(const std::string& text, const geography::Postcodes* postcodes) {
  const auto postcode = geography::Postcode::parse(text);
  if (!postcode) return std::nullopt;
  auto place = geography::locate(*postcode, postcodes);
  return place ? std::optional(std::move(*place)) : std::nullopt;
}

template <class Words>
web::plot::Figures figures(const Table& table, Words add_rows) {
  web::plot::Figures out{{table.corner}, {}};
  out.head.insert(out.head.end(), table.columns.begin(), table.columns.end());
  out.head.emplace_back("All");
  add_rows(out);
  return out;
}

}  // namespace

std::optional<int> latest_year(const std::vector<returns::TableState>& states) {
  std::optional<int> out;
  for (const auto& state : states)
    if (state.table == returns::Table::Episodes && (!out || state.year > *out)) out = state.year;
  return out;
}

std::vector<Placed> placed_in(db::Read& tx, const vault::Vault& vault, const geography::Authority& authority, int year, const geography::Postcodes* postcodes) {
  const auto at = [](std::string_view name) { return static_cast<std::size_t>(returns::column_of(returns::Table::Episodes, name)); };
  const auto child = at("CHILD"), decom = at("DECOM"), dec = at("DEC"), ls = at("LS"), place = at("PLACE"), home_post = at("HOME_POST"), pl_post = at("PL_POST");
  // Of a child with two open rows the later one counts.
  std::map<std::string, std::vector<std::string>> open;
  for (const auto& state : returns::tables_of(tx, authority.code)) {
    if (state.table != returns::Table::Episodes || state.year != year) continue;
    for (auto& row : returns::load_table(tx, vault, state).rows) {
      if (!row[dec].empty() || row[ls] == "V3" || row[ls] == "V4") continue;
      auto& kept = open[row[child]];
      if (kept.empty() || kept[decom] <= row[decom]) kept = std::move(row);
    }
  }
  std::vector<Placed> out;
  for (const auto& [id, row] : open) {
    Placed one{.kind = kind_of(row[place]), .in_a_home = row[place] == "K1" || row[place] == "K2", .by = &authority};
    const auto derived = returns::derive_place(row[home_post], row[pl_post], authority, postcodes);
    one.at = geography::authority_by_code(derived.pl_la);
    one.outside_england = !one.at && !derived.pl_la.empty();
    if (derived.pl_distance && *derived.pl_distance != returns::kDistanceNotKnown) one.miles = derived.pl_distance;
    const auto home = located(row[home_post], postcodes), lives = located(row[pl_post], postcodes);
    if (home && lives && one.miles) one.distance = geography::distance(*home, *lives);
    out.push_back(one);
  }
  return out;
}

web::plot::Figures as_they_are(const Table& table) {
  return figures(table, [&](web::plot::Figures& out) {
    std::vector<std::int64_t> all(table.columns.size() + 1, 0);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
      auto& row = out.rows.emplace_back(std::vector<std::string>{table.rows[r]});
      std::int64_t sum = 0;
      for (std::size_t c = 0; c < table.columns.size(); ++c) row.push_back(grouped(table.counts[r][c])), sum += table.counts[r][c], all[c] += table.counts[r][c];
      row.push_back(grouped(sum));
      all.back() += sum;
    }
    auto& last = out.rows.emplace_back(std::vector<std::string>{"All"});
    for (const auto sum : all) last.push_back(grouped(sum));
  });
}

web::plot::Figures to_publish(const Table& table) {
  return figures(table, [&](web::plot::Figures& out) {
    const auto safe = disclosure::protect(table.counts);
    if (safe.refused) return;
    const auto add = [&](std::string name, const auto& cells, const std::optional<std::int64_t>& sum) {
      auto& row = out.rows.emplace_back(std::vector<std::string>{std::move(name)});
      const auto cell = [&](const std::optional<std::int64_t>& count) { row.push_back(count ? grouped(*count) : std::string(kSuppressed)); };
      for (const auto& count : cells) cell(count);
      cell(sum);
    };
    for (std::size_t r = 0; r < table.rows.size(); ++r) add(table.rows[r], safe.cells[r], safe.row_totals[r]);
    add("All", safe.column_totals, safe.total);
  });
}

Table by_distance(const std::vector<Placed>& placed, Date day) {
  Table out{"distance", "Inside or outside the authority, and how far from home", fmt::format("On {}. Miles as the yearly return works them out: in a straight line from the child’s home postcode to the placement’s.", day.words()), "Kind of place", kind_names(),
            {"Inside, up to 20 miles", "Inside, over 20 miles", "Outside, up to 20 miles", "Outside, over 20 miles", "Not known"}, none_of(kKinds, 5)};
  for (const auto& one : placed) {
    const bool inside = one.at == one.by;
    const std::size_t column = !one.miles || (!one.at && !one.outside_england) ? 4u : (inside ? 0u : 2u) + (*one.miles > kFarMiles ? 1u : 0u);
    ++out.counts[one.kind][column];
  }
  return out;
}

Table how_sure(const std::vector<Placed>& placed, Date day) {
  Table out{"sure", "How sure the 20 miles are", fmt::format("On {}. A postcode that is known to its sector only may lie anywhere in it. Within or over 20 miles is said here only where it holds wherever both postcodes lie; importing postcodes makes it exact.", day.words()), "Kind of place", kind_names(),
            {"Surely up to 20 miles", "Surely over 20 miles", "Cannot be told", "Not known"}, none_of(kKinds, 4)};
  for (const auto& one : placed) {
    const std::size_t column = !one.distance ? 3u : one.distance->most <= kFarMiles ? 0u : one.distance->least > kFarMiles ? 1u : 2u;
    ++out.counts[one.kind][column];
  }
  return out;
}

Table destinations(const std::vector<Placed>& placed, const geography::Authority& own, Date day) {
  std::vector<std::string> rows{"In the authority", "In an adjoining authority", fmt::format("Elsewhere in {}", geography::kRegions.label(own.region))};
  std::map<geography::Region, std::size_t> row_of;
  for (const auto& region : geography::kRegions.rows)
    if (region.value != own.region) row_of[region.value] = rows.size(), rows.emplace_back(region.label);
  const auto outside = rows.size(), unknown = rows.size() + 1;
  rows.emplace_back("Outside England");
  rows.emplace_back("Not known");
  Table out{"where", "Where they live", fmt::format("On {}, by the placement’s postcode. An adjoining authority may lie in another region; its children stand in its row only.", day.words()), "Place", rows, kind_names(), none_of(rows.size(), kKinds)};
  for (const auto& one : placed) {
    const auto row = one.outside_england ? outside : !one.at ? unknown : one.at == &own ? std::size_t{0} : geography::adjoins(own, *one.at, day) ? std::size_t{1} : one.at->region == own.region ? std::size_t{2} : row_of.at(one.at->region);
    ++out.counts[row][one.kind];
  }
  return out;
}

Table hosts(const std::vector<Placed>& placed, Date day) {
  std::map<std::string, std::vector<std::int64_t>> by_name;
  for (const auto& one : placed) {
    if (!one.at) continue;
    auto& counts = by_name.try_emplace(std::string(one.at->name), std::vector<std::int64_t>(2, 0)).first->second;
    ++counts[one.in_a_home ? 0 : 1];
  }
  Table out{"authorities", "Authorities where they live", fmt::format("On {}.", day.words()), "Authority", {}, {"In children’s homes", "Elsewhere"}, {}};
  for (auto& [name, counts] : by_name) out.rows.push_back(name), out.counts.push_back(std::move(counts));
  return out;
}

Table between_regions(const std::vector<Placed>& placed, Date day) {
  auto columns = regions();
  columns.emplace_back("Outside England");
  columns.emplace_back("Not known");
  Table out{"regions", "Children in homes: from which region to which", fmt::format("On {}. A row is the region of the authority that is responsible, a column the region where the child lives; children’s homes and secure homes.", day.words()), "Responsible authority in", regions(), columns, none_of(9, columns.size())};
  for (const auto& one : placed)
    if (one.in_a_home) ++out.counts[static_cast<std::size_t>(one.by->region)][one.at ? static_cast<std::size_t>(one.at->region) : one.outside_england ? 9u : 10u];
  return out;
}

web::plot::Figures net_of_regions(const Table& between) {
  web::plot::Figures out{{"Region", "Its children elsewhere", "Others’ children there", "In all"}, {}};
  const auto safe = disclosure::protect(between.counts);
  if (safe.refused) return out;
  const auto unknown = between.columns.size() - 1;
  for (std::size_t r = 0; r < between.rows.size(); ++r) {
    const auto& within = safe.cells[r][r];
    // Where the number of those not known is suppressed, all of them may live elsewhere.
    const bool most = !safe.cells[r][unknown];
    std::optional<std::int64_t> away, from_elsewhere;
    if (within && safe.row_totals[r]) away = std::max<std::int64_t>(0, *safe.row_totals[r] - *within - safe.cells[r][unknown].value_or(0));
    if (within && safe.column_totals[r]) from_elsewhere = std::max<std::int64_t>(0, *safe.column_totals[r] - *within);
    const auto words = [](const std::optional<std::int64_t>& count) { return count ? "about " + grouped(*count) : std::string(kSuppressed); };
    std::string net = "cannot be said";
    // Each of the four numbers may be two off.
    if (away && from_elsewhere) {
      const auto more = *away - *from_elsewhere;
      if (more <= -10) net = fmt::format("takes in {}about {} more", most ? "at least " : "", grouped(-more));
      else if (!most) net = more >= 10 ? fmt::format("sends out about {} more", grouped(more)) : std::string("about as many out as in");
    }
    out.rows.push_back({between.rows[r], (most && away ? "up to " : "") + words(away), words(from_elsewhere), net});
  }
  return out;
}

}  // namespace rightplace::flows
