#include "features/demo/demo_people.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include "features/demo/demo_parts.h"
#include "features/geography/geography.h"

namespace rightplace::demo {
namespace {

using access::Role;
using organisations::Kind;

constexpr std::size_t kGroups = 20;          // largest owners that work here, beside the authorities' own homes
constexpr std::size_t kGroupsThatWait = 2;   // claims to homes that nobody has checked yet, of the smallest of these

constexpr auto kGivenNames = std::to_array<std::string_view>({"Sam", "Robin", "Kit", "Ash", "Jo", "Ali", "Noor", "Remi", "Toni", "Sasha", "Max", "Charlie", "Dara", "Emre", "Frankie", "Jules", "Kim", "Lou", "Micah", "Nico"});
constexpr auto kFamilyNames = std::to_array<std::string_view>({"Alder", "Larch", "Plover", "Teal", "Rowan", "Siskin", "Whinchat", "Medlar", "Dunlin", "Spindle", "Heron", "Linnet", "Osier", "Redstart", "Juniper", "Curlew", "Hornbeam", "Dipper", "Sallow", "Wigeon", "Mulberry"});

// The authority for whose children most places are looked for, among those with homes of their own where there are any.
int busiest_authority(const England& england, const std::vector<int>& not_these) {
  std::vector<int> referrals(england.ground.authorities.size()), own(referrals.size());
  for (const auto& referral : england.referrals) ++referrals[static_cast<std::size_t>(england.children[static_cast<std::size_t>(referral.children.front())].authority)];
  for (const auto& home : england.homes)
    if (home.sector == Sector::Authority && !home.closed) ++own[static_cast<std::size_t>(home.authority)];
  int best = -1;
  const auto rank = [&](int a) { return std::tuple(own[static_cast<std::size_t>(a)] >= 2, referrals[static_cast<std::size_t>(a)], own[static_cast<std::size_t>(a)]); };
  for (int a = 0; a < static_cast<int>(referrals.size()); ++a) {
    const bool passed_over = std::ranges::any_of(not_these, [&](int b) { return england.ground.authorities[static_cast<std::size_t>(b)].region == england.ground.authorities[static_cast<std::size_t>(a)].region; });
    if (!passed_over && (best < 0 || rank(a) > rank(best))) best = a;
  }
  return best;
}

// Everything of one England while it is put together.
struct Maker {
  const England& england;
  Date begin;   // since when everybody works here
  People out = {};
  std::vector<std::size_t> authorities = {};             // body of each authority of the ground
  std::vector<std::optional<std::size_t>> groups = {};   // body of each owner; none: does not work here

  std::size_t body(Kind kind, std::string name, std::string number = {}) {
    out.bodies.push_back({kind, std::move(name), std::move(number), {begin, {}}});
    return out.bodies.size() - 1;
  }

  void add_authorities() {
    for (const auto& authority : england.ground.authorities) authorities.push_back(body(Kind::Authority, authority.name, authority.code));
  }

  // Of three regions, the first that of north. In each one authority left a year ago and one joined then.
  std::vector<std::size_t> add_consortia(int north) {
    std::vector<int> regions{england.ground.authorities[static_cast<std::size_t>(north)].region};
    std::vector<int> by_homes(kRegionCount), order(kRegionCount);
    for (const auto& home : england.homes) ++by_homes[static_cast<std::size_t>(england.ground.authorities[static_cast<std::size_t>(home.authority)].region)];
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](int a, int b) { return by_homes[static_cast<std::size_t>(a)] > by_homes[static_cast<std::size_t>(b)]; });
    for (const int region : order)
      if (regions.size() < 3 && region != regions.front()) regions.push_back(region);
    std::vector<std::size_t> bodies;
    const Date change = england.scenario.census.plus_years(-1);
    for (const int region : regions) {
      std::vector<std::size_t> members;
      std::string name;
      for (std::size_t a = 0; a < england.ground.authorities.size(); ++a) {
        const auto& authority = england.ground.authorities[a];
        if (authority.region != region) continue;
        name = geography::kRegions.label(geography::authority_by_code(authority.code)->region);
        if (static_cast<int>(a) != north) members.push_back(authorities[a]);
      }
      const auto consortium = body(Kind::Consortium, name + " Care Cooperative (invented)");
      bodies.push_back(consortium);
      if (region == regions.front()) out.ties.push_back({authorities[static_cast<std::size_t>(north)], consortium, {begin, {}}});
      for (std::size_t m = 0; m < members.size(); ++m) {
        if (m + 1 == members.size() && m > 1) out.ties.push_back({members[m], consortium, {change, {}}});
        else if (m + 2 == members.size() && m > 1) out.ties.push_back({members[m], consortium, {begin, change}});
        else out.ties.push_back({members[m], consortium, {begin, {}}});
      }
    }
    return bodies;
  }

  // The owners with most open homes and every authority's own homes; the owners in that order.
  std::vector<int> add_groups() {
    groups.resize(england.owners.size());
    std::vector<int> open(england.owners.size()), order(england.owners.size());
    for (const auto& home : england.homes) open[static_cast<std::size_t>(home.owner)] += !home.closed;
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](int a, int b) { return open[static_cast<std::size_t>(a)] > open[static_cast<std::size_t>(b)]; });
    std::vector<int> largest;
    for (const int o : order) {
      const auto i = static_cast<std::size_t>(o);
      if (open[i] == 0 || groups[i]) continue;
      const bool own = england.owners[i].sector == Sector::Authority;
      if (!own && largest.size() == kGroups) continue;
      groups[i] = body(Kind::ProviderGroup, england.owners[i].name);
      if (!own) largest.push_back(o);
    }
    for (const auto& home : england.homes) {
      const auto group = groups[static_cast<std::size_t>(home.owner)];
      if (!home.closed && group) out.homes.push_back({*group, home.urn, home.opened, true});
    }
    std::size_t waiting = 0;
    if (largest.size() > 2)
      for (auto& home : out.homes)
        if (home.body == *groups[static_cast<std::size_t>(largest.back())] && waiting < kGroupsThatWait) home.proved = false, ++waiting;
    return largest;
  }

  // The homes of a group as bodies of their own, for those who work in them.
  std::vector<std::size_t> add_homes_of(int owner) {
    std::vector<std::size_t> bodies;
    for (const auto& home : england.homes) {
      if (home.closed || home.owner != owner) continue;
      bodies.push_back(body(Kind::Home, home.name, home.urn));
      out.ties.push_back({bodies.back(), *groups[static_cast<std::size_t>(owner)], {begin, {}}});
    }
    return bodies;
  }

  void worker(std::string email, std::vector<Duty> duties) {
    const auto n = out.workers.size();
    out.workers.push_back({fmt::format("{} {}", kGivenNames[n % kGivenNames.size()], kFamilyNames[n % kFamilyNames.size()]), std::move(email), std::move(duties)});
  }
};

std::optional<int> own_homes_of(const England& england, int authority) {
  for (const auto& home : england.homes)
    if (!home.closed && home.sector == Sector::Authority && home.authority == authority) return home.owner;
  return std::nullopt;
}

}  // namespace

People people_of(const England& england) {
  Maker maker{.england = england, .begin = england.scenario.census.plus_years(-5)};
  const int north = busiest_authority(england, {}), south = busiest_authority(england, {north});
  maker.add_authorities();
  const auto consortia = maker.add_consortia(north);
  const auto largest = maker.add_groups();
  const auto ofsted = maker.body(Kind::Ofsted, "Ofsted"), department = maker.body(Kind::Department, "Department for Education"),
             police = maker.body(Kind::Police, "Police of the North (invented)"), health = maker.body(Kind::Health, "Integrated Care Board of the North (invented)"),
             visitors = maker.body(Kind::Visitor, "Independent Visitors (invented)"), advocacy = maker.body(Kind::Advocacy, "Voices of Children (invented)"),
             platform = maker.body(Kind::Platform, "Rightplace");
  const auto n = maker.authorities[static_cast<std::size_t>(north)];
  const auto worker = [&](std::string email, std::vector<Duty> duties) { maker.worker(std::move(email), std::move(duties)); };
  worker("placement.officer@north.example", {{n, Role::PlacementOfficer}});
  worker("social.worker@north.example", {{n, Role::SocialWorker}});
  worker("team.manager@north.example", {{n, Role::TeamManager}});
  worker("nominated.officer@north.example", {{n, Role::NominatedOfficer}});
  worker("reviewing.officer@north.example", {{n, Role::ReviewingOfficer}});
  worker("area.contact@north.example", {{n, Role::AreaContact}});
  worker("head.of.service@north.example", {{n, Role::HeadOfService}});
  worker("personal.adviser@north.example", {{n, Role::PersonalAdviser}});
  worker("administrator@north.example", {{n, Role::Administrator}});
  worker("auditor@north.example", {{n, Role::Auditor}});
  if (south >= 0) {
    const auto s = maker.authorities[static_cast<std::size_t>(south)];
    worker("placement.officer@south.example", {{s, Role::PlacementOfficer}});
    worker("area.contact@south.example", {{s, Role::AreaContact}});
    worker("administrator@south.example", {{s, Role::Administrator}});
  }
  worker("analyst@cooperative.example", {{consortia.front(), Role::ConsortiumAnalyst}});
  if (!largest.empty()) {
    const auto provider = *maker.groups[static_cast<std::size_t>(largest.front())];
    const auto homes = maker.add_homes_of(largest.front());
    worker("responsible.individual@provider.example", {{provider, Role::ResponsibleIndividual}});
    worker("referrals.manager@provider.example", {{provider, Role::ReferralsManager}});
    worker("administrator@provider.example", {{provider, Role::Administrator}});
    // One manager of two homes: who signs in says for which.
    std::vector<Duty> two{{homes.front(), Role::RegisteredManager}};
    if (homes.size() > 1) two.push_back({homes[1], Role::RegisteredManager});
    worker("registered.manager@home.example", std::move(two));
    worker("staff@home.example", {{homes.front(), Role::HomeStaff}});
  }
  if (largest.size() > 1) worker("referrals.manager@other-provider.example", {{*maker.groups[static_cast<std::size_t>(largest[1])], Role::ReferralsManager}});
  if (const auto own = own_homes_of(england, north)) {
    const auto homes = maker.add_homes_of(*own);
    worker("responsible.individual@north-homes.example", {{*maker.groups[static_cast<std::size_t>(*own)], Role::ResponsibleIndividual}});
    worker("registered.manager@north-homes.example", {{homes.front(), Role::RegisteredManager}});
  }
  worker("young.person@north.example", {{n, Role::YoungPerson}});
  worker("parent@north.example", {{n, Role::Parent}});
  worker("advocate@voices.example", {{advocacy, Role::Advocate}});
  worker("visitor@visitors.example", {{visitors, Role::IndependentVisitor}});
  worker("inspector@ofsted.example", {{ofsted, Role::Inspector}});
  worker("analyst@ofsted.example", {{ofsted, Role::OfstedAnalyst}});
  worker("analyst@education.example", {{department, Role::DepartmentAnalyst}});
  worker("contact@police.example", {{police, Role::PoliceContact}});
  worker("contact@health.example", {{health, Role::HealthContact}});
  worker("administrator@rightplace.example", {{platform, Role::ServiceAdministrator}});
  return std::move(maker.out);
}

}  // namespace rightplace::demo
