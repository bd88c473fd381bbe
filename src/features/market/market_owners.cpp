#include "features/market/market_owners.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::market {
namespace {

using web::Html;
using web::html;
using web::Url;
using web::plot::Figures;

// The register's spellings of companies, the most used first.
class Spellings {
 public:
  explicit Spellings(const Market& market) : market_(market) {
    for (const auto& home : market.latest()->homes)
      if (!home.company.empty()) ++used_[home.company][home.owner];
  }
  std::string of(const std::string& key) const {
    if (const auto said = market_.owners.name_of(key); !said.empty()) return std::string(said);
    const auto at = used_.find(key);
    if (at == used_.end()) return key;
    return std::string(std::ranges::max_element(at->second, {}, [](const auto& each) { return each.second; })->first);
  }

 private:
  const Market& market_;
  std::map<std::string_view, std::map<std::string_view, int>> used_;
};

void count(Branch& branch, const Open& home) {
  ++branch.homes;
  if (home.places) branch.places += *home.places;
  else ++branch.places_not_stated;
}

void sort(Branch& branch) {
  for (auto& each : branch.below) sort(each);
  std::ranges::sort(branch.below, [](const Branch& a, const Branch& b) { return a.places != b.places ? a.places > b.places : a.name < b.name; });
}

std::string size_words(const Branch& branch) {
  return fmt::format("{}, {}{}", plural(branch.homes, "home", "homes"), plural(branch.places, "place", "places"),
                     branch.places_not_stated ? fmt::format(" ({} not stated)", plural(branch.places_not_stated, "size", "sizes")) : std::string());
}

Html drawn(const Branch& branch) {
  Html below;
  for (const auto& each : branch.below) below += drawn(each);
  const auto name = branch.own_homes ? html(R"(<a class="govuk-link" href="{}">{}</a>)", Url("/homes").with("q", branch.name), branch.name) : Html::text(branch.name);
  return html(R"(<li><strong>{}</strong>: {}{}</li>)", name, size_words(branch), below.empty() ? Html() : html(R"(<ul class="govuk-list govuk-list--bullet">{}</ul>)", below));
}

void rows(const Market& market, Date day, const Branch& branch, const std::string& above, Figures& table) {
  const auto* link = above.empty() ? nullptr : market.owners.of_company(branch.key, day);
  table.rows.push_back({branch.name, above.empty() ? "stands at the top" : above, above.empty() ? "" : link ? link->from.words() : "not stated", link ? link->source : "", grouped(branch.own_homes), grouped(branch.homes), grouped(branch.places)});
  for (const auto& each : branch.below) rows(market, day, each, branch.name, table);
}

}  // namespace

Branch branch_of(const Market& market, const Group& group) {
  const Spellings spellings(market);
  Branch top{.key = group.key, .name = group.name, .below = {}};
  for (const auto& home : market.latest()->homes) {
    if (home.group != group.key) continue;
    count(top, home);
    auto* at = &top;
    const auto path = market.owners.path(home.urn, home.company, market.latest()->day);
    for (std::size_t i = 1; i < path.size(); ++i) {
      auto next = std::ranges::find(at->below, path[i], &Branch::key);
      if (next == at->below.end()) next = at->below.insert(next, {.key = path[i], .name = spellings.of(path[i]), .below = {}});
      count(*next, home);
      at = &*next;
    }
    ++at->own_homes;
  }
  sort(top);
  return top;
}

Html tree(const Market& market, const Group& group) {
  const auto top = branch_of(market, group);
  if (top.below.empty()) return {};
  return html(R"(<h2 class="govuk-heading-m">The group and its companies</h2><ul class="govuk-list govuk-list--bullet">{}</ul>)", drawn(top));
}

Piece companies_of(const Market& market, const Group& group) {
  Figures table{{"Company", "Belongs to", "Since", "Known from", "Homes of its own", "Homes with those below", "Places"}, {}};
  const auto day = market.latest()->day;
  rows(market, day, branch_of(market, group), "", table);
  const auto companies = static_cast<std::int64_t>(table.rows.size()) - 1;
  const auto says = companies > 0            ? fmt::format("{} below it, as the imported table of ownership says for {}.", capitalised(plural(companies, "company stands", "companies stand")), day.words())
                    : market.owners.empty() ? std::string("No table of ownership was imported, so other companies of the same people, if there are any, are not known here.")
                                            : std::string("The imported table of ownership names no company below it.");
  return {web::plot::About{"group-companies", "Its companies", says, Url("/market/groups").segment(group.key).with("file", "companies")}, std::move(table)};
}

}  // namespace rightplace::market
