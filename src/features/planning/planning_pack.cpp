// Figures of an authority's children that may be published: counted from its own returns, then made safe (engines/disclosure).

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/figures/figures.h"
#include "features/planning/planning_pages.h"
#include "web/govuk/notices.h"

namespace rightplace::planning {
namespace {

using web::Html;
using web::html;
using web::Url;

constexpr double kFarMiles = 20;
constexpr std::string_view kSuppressed = "c";
constexpr std::string_view kTitle = "Figures that may be published";

std::vector<std::string> bands() {
  std::vector<std::string> out;
  for (std::size_t band = 0; band < forecast::kBands; ++band) out.push_back(forecast::band_name(band));
  return out;
}

std::size_t band_of(int age) {
  std::size_t band = forecast::kBands - 1;
  while (band > 0 && age < forecast::kBandStarts[band]) --band;
  return band;
}

disclosure::Counts none_of(std::size_t rows, std::size_t columns) { return disclosure::Counts(rows, std::vector<std::int64_t>(columns, 0)); }

std::size_t where_of(const returns::Episode& episode, const geography::Authority& authority, const geography::Postcodes* postcodes) {
  const auto place = returns::derive_place(episode.home_post, episode.pl_post, authority, postcodes);
  if (place.pl_location.empty() || !place.pl_distance || *place.pl_distance == returns::kDistanceNotKnown) return 4;
  return (place.pl_location == "IN" ? 0u : 2u) + (*place.pl_distance > kFarMiles ? 1u : 0u);
}

}  // namespace

std::vector<Placed> placed_on(const returns::FolderRead& read, const Grouping& grouping, Date day) {
  const std::map<std::string_view, Date> births(read.births.begin(), read.births.end());
  std::vector<Placed> out;
  for (const auto& timeline : read.timelines) {
    const auto born = births.find(timeline.child);
    if (born == births.end() || born->second.plus_years(18) <= day) continue;
    Placed placed;
    auto group = static_cast<std::uint32_t>(grouping.groups.size() - 1);
    for (const auto& episode : timeline.episodes) {
      if (std::ranges::find(grouping.temporary, episode.place) == grouping.temporary.end()) group = grouping.group_of(episode.place);
      if (episode.decom > day || (episode.dec && *episode.dec <= day)) continue;
      if (!placed.episode || placed.episode->decom < episode.decom) placed = {age_on(born->second, day), group, &episode};
    }
    if (placed.episode) out.push_back(placed);
  }
  return out;
}

std::vector<PackTable> pack_of(const returns::FolderRead& read, const Grouping& grouping, const geography::Authority& authority, const geography::Postcodes* postcodes) {
  const auto day = returns::last_day_of(read.years.back());
  const auto placed = placed_on(read, grouping, day);
  std::vector<std::string> kinds;
  for (const auto& group : grouping.groups) kinds.push_back(group.label);
  const std::vector<std::string> wheres{"In the authority, up to 20 miles from home", "In the authority, over 20 miles from home", "Outside it, up to 20 miles from home", "Outside it, over 20 miles from home", "Not known"};
  PackTable by_age{"age", "Children in care by age and kind of place", fmt::format("On {}.", day.words()), "Kind of place", kinds, bands(), none_of(kinds.size(), forecast::kBands)};
  PackTable by_distance{"distance", "Children in care by kind of place and distance from home", fmt::format("On {}. Miles are those of the yearly return, in a straight line between postcodes.", day.words()), "Kind of place", kinds, wheres, none_of(kinds.size(), wheres.size())};
  for (const auto& one : placed) {
    ++by_age.counts[one.group][band_of(one.age)];
    ++by_distance.counts[one.group][where_of(*one.episode, authority, postcodes)];
  }
  PackTable entered{"entered", "Children who came into care, by year and age", "Each time that care began in a year to 31 March, by the child’s age on that day.", "Year to", {}, bands(), none_of(read.years.size(), forecast::kBands)};
  const std::map<std::string_view, Date> births(read.births.begin(), read.births.end());
  for (std::size_t y = 0; y < read.years.size(); ++y) {
    const auto first = returns::first_day_of(read.years[y]), last = returns::last_day_of(read.years[y]);
    entered.rows.push_back(last.words());
    for (const auto& timeline : read.timelines)
      for (const auto& episode : timeline.episodes)
        if (const auto born = births.find(timeline.child); episode.rne == "S" && episode.decom >= first && episode.decom <= last && born != births.end() && born->second <= episode.decom) ++entered.counts[y][band_of(age_on(born->second, episode.decom))];
  }
  return {std::move(by_age), std::move(by_distance), std::move(entered)};
}

web::plot::Figures published(const PackTable& table) {
  web::plot::Figures out{{table.corner}, {}};
  out.head.insert(out.head.end(), table.columns.begin(), table.columns.end());
  out.head.emplace_back("All");
  const auto safe = disclosure::protect(table.counts);
  if (safe.refused) return out;
  const auto words = [](const std::optional<std::int64_t>& count) { return count ? grouped(*count) : std::string(kSuppressed); };
  const auto add = [&](std::string name, const std::vector<std::optional<std::int64_t>>& cells, const std::optional<std::int64_t>& all) {
    auto& row = out.rows.emplace_back(std::vector<std::string>{std::move(name)});
    for (const auto& cell : cells) row.push_back(words(cell));
    row.push_back(words(all));
  };
  for (std::size_t r = 0; r < table.rows.size(); ++r) add(table.rows[r], safe.cells[r], safe.row_totals[r]);
  add("All", safe.column_totals, safe.total);
  return out;
}

namespace {

// Counted anew each time: it costs one reading of the returns.
Result<std::vector<PackTable>> pack_now(const desk::Asked& asked, const Own& own) {
  const auto* authority = geography::authority_by_code(own.code);
  if (!authority || own.mark.empty()) return fail(ErrorKind::Invalid, "No return on children looked after of your authority was read yet, so there are no figures.");
  RP_TRY(read, asked.desk.database.read([&](db::Read& tx) { return stored_returns(tx, asked.desk.vault, own.code); }));
  const auto postcodes = geography::Postcodes::open(asked.desk.folder);
  return pack_of(read, standard(), *authority, postcodes ? &*postcodes : nullptr);
}

web::Response pack_page(const desk::Asked& asked) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  const web::PageFrame frame{.title = std::string(kTitle), .breadcrumbs = {{"How many children will be in care", Url("/forecast")}}, .wide = true};
  auto content = html(R"(<h1 class="govuk-heading-l">{}</h1>)", kTitle);
  const auto pack = pack_now(asked, own);
  if (!pack) return desk::show(asked, frame, content + html(R"(<p class="govuk-body">{}</p>)", pack.error().detail));
  content += html(R"(<p class="govuk-body-l">Counted from the returns of {}. Numbers from 1 to 5 are suppressed and shown as “c”, all others are rounded to the nearest 5.</p><p class="govuk-body">Where the totals would still tell a suppressed number, others beside it are suppressed too. So whoever knows every total exactly still finds at least five possible numbers behind each “c”. Rounded numbers need not add up.</p>)", own.name);
  for (const auto& table : *pack) {
    const auto figures = published(table);
    content += figures.rows.empty() ? html(R"(<h2 class="govuk-heading-m">{}</h2>{})", table.title, web::govuk::warning_text({.text = "This table cannot be published: whatever is left out, its totals would tell a small number."}))
                                    : web::plot::table({table.id, table.title, table.says, Url("/forecast/pack/files").segment(table.id)}, figures);
  }
  return desk::show(asked, frame, content);
}

web::Response pack_file(const desk::Asked& asked) {
  const auto own = asked.desk.database.read([&](db::Read& tx) { return own_of(tx, asked.standing); });
  const auto pack = pack_now(asked, own);
  if (!pack) return web::plain(409, pack.error().detail);
  const auto shown = published(*std::ranges::find(*pack, asked.value("id"), &PackTable::id));
  if (shown.rows.empty()) return web::plain(409, "This table cannot be published: whatever is left out, its totals would tell a small number.");
  return figures::file(asked, shown, fmt::format("figures-{}", asked.value("id")), std::ranges::find(*pack, asked.value("id"), &PackTable::id)->title);
}

Result<access::Facts> of_a_table(db::Read&, const web::Exchange& exchange, const access::Standing& standing) {
  const auto id = exchange.value("id");
  if (id != "age" && id != "distance" && id != "entered") return fail(access::missing());
  access::Facts facts;
  facts.owner = standing.acting_for;
  facts.id = "pack/" + std::string(id);
  return facts;
}

}  // namespace

void add_pack(desk::Pages& pages) {
  pages.pages.push_back({.pattern = "/forecast/pack", .record = access::Record::Figures, .facts = desk::own_organisation(), .handler = pack_page, .summary = "Figures of the own authority's children that may be published: small numbers suppressed, the others rounded"});
  pages.pages.push_back({.pattern = "/forecast/pack/files/{id}", .record = access::Record::Figures, .verb = access::Verb::Export, .facts = of_a_table, .handler = pack_file, .summary = "One table that may be published, as a file", .query = {figures::as_what()}});
}

}  // namespace rightplace::planning
