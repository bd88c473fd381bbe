#include <algorithm>
#include <set>

#include "features/ownership/ownership.h"

namespace rightplace::ownership {

Owners::Owners(std::vector<Link> in_order) {
  for (auto& link : in_order) add(std::move(link));
}

void Owners::add(Link later) {
  if (!later.of_home) names_[later.owned] = later.owned_name;
  names_[later.parent] = later.parent_name;
  auto& said = (later.of_home ? homes_ : companies_)[later.owned];
  std::erase_if(said, [&](const Link& before) { return before.from == later.from; });
  said.push_back(std::move(later));
}

bool Owners::says(const Link& link) const {
  const auto& all = link.of_home ? homes_ : companies_;
  const auto at = all.find(link.owned);
  return at != all.end() && std::ranges::find(at->second, link) != at->second.end();
}

// The last word that holds on the day.
const Link* Owners::in_force(const ByOwned& said, std::string_view owned, Date day) const {
  const auto at = said.find(owned);
  if (at == said.end()) return nullptr;
  const auto last = std::ranges::find_if(at->second.rbegin(), at->second.rend(), [&](const Link& link) { return link.holds_on(day); });
  return last == at->second.rend() ? nullptr : &*last;
}
const Link* Owners::of_company(std::string_view key, Date day) const { return in_force(companies_, key, day); }
const Link* Owners::of_home(std::string_view urn, Date day) const { return in_force(homes_, urn, day); }

std::vector<std::string> Owners::path(std::string_view urn, std::string_view company, Date day) const {
  const auto* own = of_home(urn, day);
  std::vector<std::string> up{own ? own->parent : std::string(company)};
  if (up.front().empty()) return {};
  // No table with a circle is taken in, but two imports of which one was taken back might still make one.
  while (const auto* link = of_company(up.back(), day)) {
    if (std::ranges::find(up, link->parent) != up.end()) break;
    up.push_back(link->parent);
  }
  std::ranges::reverse(up);
  return up;
}

std::string_view Owners::name_of(std::string_view key) const {
  const auto at = names_.find(key);
  return at == names_.end() ? std::string_view() : std::string_view(at->second);
}

std::optional<Date> Owners::circle(std::string_view owned, std::string_view parent, Date from, std::optional<Date> until) const {
  if (owned == parent) return from;
  if (!companies_.contains(parent)) return std::nullopt;
  // Who stands above whom changes on first and last days only.
  std::set<Date> days{from};
  for (const auto& [key, said] : companies_)
    for (const auto& link : said)
      for (const auto day : {link.from, link.until.value_or(link.from)})
        if (day > from && (!until || day < *until)) days.insert(day);
  for (const auto day : days) {
    std::set<std::string_view> seen;
    for (auto at = parent; seen.insert(at).second;) {
      const auto* link = of_company(at, day);
      if (!link) break;
      if (link->parent == owned) return day;
      at = link->parent;
    }
  }
  return std::nullopt;
}

}  // namespace rightplace::ownership
