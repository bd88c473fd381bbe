#include "features/finding/finding_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/atlas/atlas.h"
#include "features/finding/finding_homes.h"
#include "web/plot/map.h"
#include "web/problem.h"

namespace rightplace::finding {
namespace {

using web::Html;
using web::html;
using web::plot::Mark;

constexpr std::size_t kMostHomes = 30;

// Never nearer than the outward code: where a home stands is restricted.
std::optional<geography::Location> district_of(const homes::Home& home) {
  if (const auto postcode = geography::Postcode::parse(home.postcode.reveal()))
    if (auto outward = geography::outward_code(postcode->outward())) return outward;
  auto location = homes::locate(home, nullptr);
  if (location && (location->precision == geography::Precision::Sector || location->precision == geography::Precision::Postcode)) return std::nullopt;
  return location;
}

// A place that matters to the child is drawn by its postcode's sector at the nearest.
std::optional<geography::Location> rough(std::string_view text) {
  if (const auto postcode = geography::Postcode::parse(text)) return geography::approximate(*postcode);
  if (auto sector = geography::sector(text)) return sector;
  return geography::outward_code(text);
}

Mark mark_at(const geography::Location& at, std::string label, std::string name, Mark::Look look) {
  return {.label = std::move(label), .name = std::move(name), .easting = at.point.easting, .northing = at.point.northing, .radius_metres = at.radius_metres, .look = look, .cells = {}};
}

struct Found {
  web::plot::Marks marks;
  std::size_t drawn = 0, nowhere = 0;
};

Found found_of(const Searched& searched, std::shared_ptr<const web::plot::Sheet> sheet) {
  Found out;
  out.marks = {.sheet = std::move(sheet), .head = {"On the map", "What it is", "Authority", "Miles to the places that matter", "Drawn at the middle of"}, .marks = {}};
  const auto& ranked = searched.answer.solution.ranked;
  for (std::size_t i = 0; i < std::min(ranked.size(), kMostHomes); ++i) {
    const auto& home = searched.home(ranked[i]);
    const auto* authority = geography::authority_by_code(home.authority_code);
    const auto at = district_of(home);
    if (!at) {
      ++out.nowhere;
      continue;
    }
    ++out.drawn;
    auto mark = mark_at(*at, std::to_string(i + 1), home.name.value_or("A home whose name is hidden") + ", " + home.urn, Mark::Look::Number);
    mark.cells = {authority ? std::string(authority->name) : home.region, distance_words(searched, ranked[i]), at->label};
    out.marks.marks.push_back(std::move(mark));
  }
  // Places by their role alone: neither address nor name is on the page.
  std::map<referrals::PlaceKind, int> of_kind;
  for (const auto& place : searched.referral.places) {
    const auto at = rough(place.where.text);
    if (!at) continue;
    const auto number = ++of_kind[place.kind];
    auto label = place.kind == referrals::PlaceKind::Home ? std::string("Own home") : place.kind == referrals::PlaceKind::Other ? std::string("Other place") : capitalised(referrals::kPlaceKinds.label(place.kind));
    if (number > 1) label += fmt::format(" {}", number);
    auto mark = mark_at(*at, label, place.away ? "A place to be away from" : "A place to be near", Mark::Look::Diamond);
    mark.cells = {"", "", at->precision == geography::Precision::Sector ? "its postcode’s sector" : "its postcode’s first part"};
    out.marks.marks.push_back(std::move(mark));
  }
  return out;
}

web::Response map_page(const Asked& asked, Keeper& keeper, atlas::Keeper& maps) {
  if (!asked.also_reads(vacancies(asked.facts.id))) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  std::shared_ptr<const atlas::Sheets> sheets;
  const auto searched = asked.desk.database.read([&](db::Read& tx) {
    sheets = maps.at(tx);
    return keeper.search(tx, asked.desk.vault, asked.desk.folder, asked.facts.id, asked.today());
  });
  const auto homes = page_of(asked.facts.id).segment("homes");
  const web::PageFrame frame{.title = "Map of the homes found: " + asked.facts.id, .breadcrumbs = {{"Referrals", web::Url("/referrals")}, {asked.facts.id, page_of(asked.facts.id)}, {"Find a home", homes}}, .wide = true};
  auto content = html(R"(<span class="govuk-caption-l">Referral {}</span><h1 class="govuk-heading-l">The homes found, on a map</h1>)", asked.facts.id);
  if (!searched && searched.error().kind == ErrorKind::NotFound) return web::problem(asked.exchange.request, asked.exchange.visitor, access::missing());
  if (!searched) return desk::show(asked, frame, content + html(R"(<div class="govuk-inset-text">{}</div>)", searched.error().detail));
  if (const auto entered = enter(asked, (*searched)->referral); !entered) return web::problem(asked.exchange.request, asked.exchange.visitor, entered.error());
  const auto found = found_of(**searched, sheets->authorities);
  if (found.drawn == 0) return desk::show(asked, frame, content + html(R"(<p class="govuk-body">No home is left by the rules as things stand, so there is nothing to draw. <a class="govuk-link" href="{}">The list</a> says what could be changed.</p>)", homes));
  const auto ranked = (*searched)->answer.solution.ranked.size();
  std::string says = fmt::format("{} by rank, each at the middle of its postcode district, or of the constituency or authority where the register says no more; nine of ten postcodes there lie within the dashed ring, and homes of one district stand side by side. Places that matter to the child are named by their role only.", ranked > found.drawn ? fmt::format("The first {} of {} homes", found.drawn, grouped(static_cast<std::int64_t>(ranked))) : plural(static_cast<std::int64_t>(found.drawn), "home", "homes"));
  if (found.nowhere > 0) says += fmt::format(" {} cannot be drawn: the register does not say where {}.", plural(static_cast<std::int64_t>(found.nowhere), "home", "homes"), found.nowhere == 1 ? "it is" : "they are");
  content += html(R"(<p class="govuk-body">Filters of the list do not count here, and secure homes are left out. <a class="govuk-link" href="{}">Back to the list</a></p>)", homes);
  return desk::show(asked, frame, content + web::plot::picture({"found", "Where they are", std::move(says)}, found.marks));
}

}  // namespace

void add_map(desk::Pages& pages, const std::shared_ptr<Keeper>& keeper) {
  const auto maps = std::make_shared<atlas::Keeper>();
  pages.pages.push_back({.pattern = "/referrals/{reference}/map", .record = access::Record::ReferralSummary, .verb = access::Verb::Write, .facts = facts_of_address, .handler = [keeper, maps](const Asked& asked) { return map_page(asked, *keeper, *maps); }, .summary = "The homes found for a child on a map, with the places that matter by their role"});
}

}  // namespace rightplace::finding
