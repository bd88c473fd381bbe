#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "base/fingerprint.h"
#include "base/text.h"
#include "base/worked_out.h"
#include "features/atlas/atlas.h"
#include "features/figures/figures.h"
#include "features/flows/flows.h"
#include "features/flows/flows_count.h"
#include "features/organisations/organisations.h"
#include "web/govuk/notices.h"
#include "web/plot/map.h"

namespace rightplace::flows {
namespace {

using web::Html;
using web::html;
using web::Url;

constexpr std::string_view kTitle = "Where children in care live";
constexpr std::chrono::milliseconds kPatience{2'500};
constexpr std::array<std::string_view, 6> kTables{"distance", "sure", "where", "authorities", "regions", "net"};

// Who looks at what: an authority at its own children, a consortium at those of its authorities, analysts at all returns together.
struct Whose {
  const geography::Authority* own = nullptr;
  std::optional<std::vector<std::string>> members = {};   // codes of a consortium's authorities; none: all authorities
  bool true_numbers = false;         // of the own children, for those who answer for them
};
Whose whose(db::Read& tx, const access::Standing& standing) {
  const auto body = organisations::load(tx, standing.acting_for);
  Whose out;
  if (body && body->details.kind == organisations::Kind::Authority) out.own = geography::authority_by_code(body->details.authority_code);
  if (body && body->details.kind == organisations::Kind::Consortium) {
    out.members.emplace();
    for (const auto& grant : standing.grants)
      for (const auto& member : grant.members)
        if (const auto each = organisations::load(tx, member); each && !each->details.authority_code.empty()) out.members->push_back(each->details.authority_code);
    std::ranges::sort(*out.members);
  }
  out.true_numbers = out.own && (desk::holds(standing, access::Role::NominatedOfficer) || desk::holds(standing, access::Role::HeadOfService));
  return out;
}

// One of the consortium's authorities: the figures are of all of them. None: the consortium itself, which opens nothing.
organisations::OrganisationId a_member(const access::Standing& standing) {
  for (const auto& grant : standing.grants)
    if (!grant.members.empty()) return grant.members.front();
  return standing.acting_for;
}

Result<access::Facts> facts_of(db::Read& tx, const web::Exchange&, const access::Standing& standing) {
  access::Facts facts;
  facts.id = "flows";
  if (const auto body = organisations::load(tx, standing.acting_for); body && body->details.kind == organisations::Kind::Authority) facts.owner = standing.acting_for;
  else if (body && body->details.kind == organisations::Kind::Consortium) facts.owner = a_member(standing);
  return facts;
}
Result<access::Facts> facts_of_a_table(db::Read& tx, const web::Exchange& exchange, const access::Standing& standing) {
  const auto id = exchange.value("id");
  if (std::ranges::find(kTables, id) == kTables.end()) return fail(access::missing());
  RP_TRY(facts, facts_of(tx, exchange, standing));
  facts.id += "/" + std::string(id);
  return facts;
}

struct Counted {
  std::vector<Placed> placed;
  std::optional<Date> day;                 // none: no return of anybody stands
  std::vector<std::string> missing;        // authorities of England without a return of that year
  std::size_t authorities = 0;
};

Counted count_own(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& folder, const geography::Authority& own) {
  Counted out;
  const auto year = latest_year(returns::tables_of(tx, own.code));
  if (!year) return out;
  const auto postcodes = geography::Postcodes::open(folder);
  out.placed = placed_in(tx, vault, own, *year, postcodes ? &*postcodes : nullptr);
  out.day = returns::last_day_of(*year);
  out.authorities = 1;
  return out;
}

bool counts(const Whose& who, const geography::Authority& authority) { return !who.members || std::ranges::find(*who.members, authority.code) != who.members->end(); }

// The year that most authorities have; who has another one is not mixed in.
std::optional<int> common_year(db::Read& tx, const Whose& who, std::string& mark) {
  std::map<int, int> have;
  Fingerprint print;
  for (const auto& authority : geography::authorities()) {
    if (!counts(who, authority)) continue;
    const auto states = returns::tables_of(tx, authority.code);
    print.add(authority.code);
    for (const auto& state : states) print.add(state.id);
    if (const auto year = latest_year(states)) ++have[*year];
  }
  mark = print.text();
  if (have.empty()) return std::nullopt;
  return std::ranges::max_element(have, [](const auto& a, const auto& b) { return std::pair(a.second, a.first) < std::pair(b.second, b.first); })->first;
}

Counted count_all(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& folder, const Whose& who, int year) {
  Counted out;
  const auto postcodes = geography::Postcodes::open(folder);
  out.day = returns::last_day_of(year);
  for (const auto& authority : geography::authorities()) {
    if (!authority.exists_on(*out.day) || !counts(who, authority)) continue;
    const auto states = returns::tables_of(tx, authority.code);
    if (std::ranges::none_of(states, [&](const auto& state) { return state.year == year && state.table == returns::Table::Episodes; })) {
      out.missing.emplace_back(authority.name);
      continue;
    }
    ++out.authorities;
    auto placed = placed_in(tx, vault, authority, year, postcodes ? &*postcodes : nullptr);
    out.placed.insert(out.placed.end(), placed.begin(), placed.end());
  }
  return out;
}

using All = WorkedOut<Counted>;

// Nothing: it is still being counted.
std::shared_ptr<const Counted> counted(const desk::Asked& asked, const Whose& who, All& all) {
  if (who.own) return std::make_shared<const Counted>(asked.desk.database.read([&](db::Read& tx) { return count_own(tx, asked.desk.vault, asked.desk.folder, *who.own); }));
  std::string mark;
  const auto year = asked.desk.database.read([&](db::Read& tx) { return common_year(tx, who, mark); });
  if (!year) return std::make_shared<const Counted>();
  return all.ask(mark, [&desk = asked.desk, who, year] { return desk.database.read([&](db::Read& tx) { return count_all(tx, desk.vault, desk.folder, who, *year); }); }, kPatience);
}

std::vector<Table> tables_of(const Counted& counted, const Whose& who) {
  if (who.own) return {by_distance(counted.placed, *counted.day), how_sure(counted.placed, *counted.day), destinations(counted.placed, *who.own, *counted.day), hosts(counted.placed, *counted.day)};
  return {by_distance(counted.placed, *counted.day), how_sure(counted.placed, *counted.day), between_regions(counted.placed, *counted.day)};
}

Url file_of(std::string_view id) { return Url("/flows/files").segment(id); }

Html shown(const Table& table, bool true_numbers) {
  const auto figures = true_numbers ? as_they_are(table) : to_publish(table);
  if (figures.rows.empty()) return html(R"(<h2 class="govuk-heading-m">{}</h2>{})", table.title, web::govuk::warning_text({.text = "This table cannot be shown: whatever is left out, its totals would tell a small number."}));
  const bool to_take_away = !true_numbers || !to_publish(table).rows.empty();
  return web::plot::table({table.id, table.title, table.says + (to_take_away ? "" : " It cannot be published, so there is no file: whatever is left out, its totals would tell a small number."), to_take_away ? std::optional(file_of(table.id)) : std::nullopt}, figures);
}

// The share of all in two columns of four.
std::string share_words(const Table& distance, std::size_t first, std::size_t second) {
  std::int64_t part = 0, all = 0;
  for (const auto& row : distance.counts) part += row[first] + row[second], all += row[0] + row[1] + row[2] + row[3];
  return all > 0 ? fmt::format("{:.0f} in 100", 100.0 * static_cast<double>(part) / static_cast<double>(all)) : std::string("an unknown share");
}

Html map_of(const desk::Asked& asked, const Whose& who, const Counted& counted, atlas::Keeper& maps) {
  const auto sheets = asked.desk.database.read([&](db::Read& tx) { return maps.at(tx); });
  std::map<std::string, double> by_code;
  for (const auto& one : counted.placed)
    if (one.at) ++by_code[std::string(one.at->code)];
  web::plot::Map map{.sheet = sheets->authorities, .of = "Authority", .measure = "Own children who live there", .worths = {}, .own = std::string(who.own->code)};
  for (const auto& outline : sheets->authorities->outlines) {
    const auto at = by_code.find(outline.key);
    map.worths.push_back({outline.key, at == by_code.end() ? 0 : at->second});
  }
  std::ranges::stable_sort(map.worths, std::ranges::greater{}, [](const web::plot::Worth& worth) { return worth.value.value_or(0); });
  return web::plot::picture({"map", "Where they live, on a map", fmt::format("Children of {} by the authority in which they live, in true numbers: for use within the authority only.", who.own->name)}, map);
}

Html heat_of(const Table& between) {
  const auto safe = disclosure::protect(between.counts);
  if (safe.refused) return shown(between, false);
  web::plot::Heat heat{.corner = between.corner, .columns = between.columns, .rows = {}, .missing = "c", .missing_means = "suppressed: 1 to 5 children, or a number that would tell such a one."};
  for (std::size_t r = 0; r < between.rows.size(); ++r) {
    auto& row = heat.rows.emplace_back();
    row.name = between.rows[r];
    for (const auto& cell : safe.cells[r]) row.values.push_back(cell ? std::optional(static_cast<double>(*cell)) : std::nullopt);
  }
  return web::plot::picture({between.id, between.title, between.says, file_of(between.id)}, heat);
}

Html of_all(const Counted& counted, const std::vector<Table>& tables) {
  Html out = html(R"(<p class="govuk-body-l">Counted from the returns of {} of {} authorities for the year to {}. Numbers from 1 to 5 are suppressed and shown as “c”, all others are rounded to the nearest 5; further numbers are suppressed where totals would tell one.</p>)", counted.authorities, counted.authorities + counted.missing.size(), counted.day->words());
  if (!counted.missing.empty()) out += web::govuk::details({.summary = "Authorities whose return is not here", .text = html(R"(<p class="govuk-body">Their children are missing in every number below, so what a region sends out is too low wherever one of them belongs to it: {}.</p>)", join_words(counted.missing))});
  const auto& between = tables.back();
  out += heat_of(between);
  const auto net = net_of_regions(between);
  if (!net.rows.empty()) out += web::plot::table({"net", "Regions that send out, regions that take in", "Of the same table and of nothing beside it, so that nothing more can be worked out. “About”: each number may be a few off.", file_of("net")}, net);
  for (std::size_t i = 0; i + 1 < tables.size(); ++i) out += shown(tables[i], false);
  return out;
}

Html of_own(const desk::Asked& asked, const Whose& who, const Counted& counted, const std::vector<Table>& tables, atlas::Keeper& maps) {
  Html out;
  if (who.true_numbers) {
    out = html(R"(<p class="govuk-body-l">{} in care on {}, without respite care. Of those of whom it is known, {} live outside the authority and {} more than 20 miles from home.</p><p class="govuk-body">These are true numbers, for use within the authority only. Each file holds numbers that may be published: 1 to 5 suppressed, the others rounded to the nearest 5.</p>)",
               plural(static_cast<std::int64_t>(counted.placed.size()), "child was", "children were"), counted.day->words(), share_words(tables[0], 2, 3), share_words(tables[0], 1, 3));
  } else {
    out = html(R"(<p class="govuk-body-l">Counted from the authority’s own return. Numbers from 1 to 5 are suppressed and shown as “c”, all others are rounded to the nearest 5.</p>)");
  }
  out += html(R"(<p class="govuk-body">Which children of other authorities live here stands in their returns, not in this one: whether {} takes in more children than it sends out cannot be said from its own return. Those of whom it was told stand among the children placed in the area.</p>)", who.own->name);
  for (const auto& table : tables) {
    out += shown(table, who.true_numbers);
    if (table.id == "where" && who.true_numbers) out += map_of(asked, who, counted, maps);
  }
  return out;
}

web::Response page(const desk::Asked& asked, All& all, atlas::Keeper& maps) {
  const auto who = asked.desk.database.read([&](db::Read& tx) { return whose(tx, asked.standing); });
  const web::PageFrame frame{.title = std::string(kTitle), .wide = true};
  auto content = html(R"(<h1 class="govuk-heading-l">{}</h1>)", kTitle);
  const auto found = counted(asked, who, all);
  if (!found) return desk::show(asked, frame, content + html(R"(<p class="govuk-body-l">The returns are being counted. This takes some seconds.</p><p class="govuk-body"><a class="govuk-link" href="{}">Look again</a></p>)", Url("/flows")));
  if (!found->day) {
    const auto own = who.own ? html(R"(<p class="govuk-body">No return on children looked after (SSDA903) of {} was read yet, so it cannot be said where its children live. <a class="govuk-link" href="{}">Hand in returns</a>.</p>)", who.own->name, Url("/forecast/returns"))
                             : html(R"(<p class="govuk-body">No return on children looked after (SSDA903) stands in this service, so it cannot be said where children live.</p>)");
    return desk::show(asked, frame, content + own);
  }
  const auto tables = tables_of(*found, who);
  return desk::show(asked, frame, content + (who.own ? of_own(asked, who, *found, tables, maps) : of_all(*found, tables)));
}

// Always what may be published.
web::Response file(const desk::Asked& asked, All& all) {
  const auto who = asked.desk.database.read([&](db::Read& tx) { return whose(tx, asked.standing); });
  const auto found = counted(asked, who, all);
  if (!found) return web::plain(503, "The returns are being counted. Ask again in some seconds.");
  if (!found->day) return web::plain(409, "No return on children looked after was read yet, so there are no figures.");
  const auto tables = tables_of(*found, who);
  const auto id = asked.value("id");
  const auto at = std::ranges::find(tables, id == "net" ? std::string_view("regions") : id, &Table::id);
  if (at == tables.end()) return web::plain(404, "There is no such table of these children.");
  const auto table = id == "net" ? net_of_regions(*at) : to_publish(*at);
  if (table.rows.empty()) return web::plain(409, "This table cannot be published: whatever is left out, its totals would tell a small number.");
  return figures::file(asked, table, fmt::format("where-children-live-{}", id), at->title);
}

}  // namespace

std::vector<Publishable> to_publish(db::Read& tx, const vault::Vault& vault, const std::filesystem::path& folder, const geography::Authority* only) {
  Whose who;
  who.own = only;
  Counted found;
  if (only) {
    found = count_own(tx, vault, folder, *only);
  } else {
    std::string mark;
    if (const auto year = common_year(tx, who, mark)) found = count_all(tx, vault, folder, who, *year);
  }
  std::vector<Publishable> out;
  if (!found.day) return out;
  for (const auto& table : tables_of(found, who))
    if (auto figures = to_publish(table); !figures.rows.empty()) out.push_back({table.id, table.title, table.says + (only ? std::string() : fmt::format(" Returns of {} of {} authorities.", found.authorities, found.authorities + found.missing.size())), std::move(figures)});
  return out;
}

desk::Pages pages(const desk::Desk&) {
  const auto all = std::make_shared<All>();
  const auto maps = std::make_shared<atlas::Keeper>();
  desk::Pages out;
  out.pages.push_back({.pattern = "/flows", .record = access::Record::Figures, .facts = facts_of, .handler = [all, maps](const desk::Asked& asked) { return page(asked, *all, *maps); }, .summary = "Where children in care live: inside or outside the authority, how far from home, from which region to which"});
  out.pages.push_back({.pattern = "/flows/files/{id}", .record = access::Record::Figures, .verb = access::Verb::Export, .facts = facts_of_a_table, .handler = [all](const desk::Asked& asked) { return file(asked, *all); }, .summary = "One table of where children live as a file that may be published", .query = {figures::as_what()}});
  out.sections.push_back({62, "Where children live", Url("/flows"), "How many children live outside the authority and far from home, and between which regions they move.", [](const access::Standing& standing) {
                            using enum access::Role;
                            return std::ranges::any_of(std::array{NominatedOfficer, HeadOfService, OfstedAnalyst, DepartmentAnalyst}, [&](access::Role role) { return desk::holds(standing, role); });
                          }});
  return out;
}

}  // namespace rightplace::flows
