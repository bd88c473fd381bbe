// Homes: how many, how large, in which region, sector and ownership; which opened and closed in the five years before.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr int kWindowYears = 5;
constexpr double kYearlyClosures = 0.06;   // of the homes open: assumed, see docs/demo.md

// As many sizes as homes, in the bands' shares, adding up to exactly `places`.
std::vector<int> sizes_of(int homes, int places, std::span<const double> bands, Random& random) {
  std::vector<int> sizes;
  const auto counts = apportion(homes, bands);
  for (std::size_t band = 0; band < counts.size(); ++band) {
    const std::array<double, 3> seven_to_nine = {0.5, 0.33, 0.17};
    const auto within = apportion(counts[band], seven_to_nine);
    for (int i = 0; i < counts[band]; ++i) {
      if (band < 6) sizes.push_back(static_cast<int>(band) + 1);
      else if (band == 6) sizes.push_back(i < within[0] ? 7 : i < within[0] + within[1] ? 8 : 9);
      else sizes.push_back(10 + static_cast<int>(std::min(14.0, random.exponential(2.5))));
    }
  }
  int left = places - std::accumulate(sizes.begin(), sizes.end(), 0);
  // First move sizes inside the two open bands, then whole bands, one place at a time.
  for (int pass = 0; left != 0 && pass < 400; ++pass) {
    const int step = left > 0 ? 1 : -1;
    for (auto& size : sizes) {
      if (left == 0) break;
      const int moved = size + step;
      const bool open_band = (size >= 7 && size <= 9 && moved >= 7 && moved <= 9) || (size >= 10 && moved >= 10 && moved <= 26);
      if (pass < 2 ? (open_band && random.chance(0.35)) : (moved >= 1 && moved <= 26 && random.chance(0.03))) {
        size = moved;
        left -= step;
      }
    }
  }
  return sizes;
}

// A home drawn to an authority: by real numbers of homes of that sector there, with a little for those that had none.
int authority_for(const England& england, int region, Sector sector, Random& random) {
  std::vector<double> weights;
  std::vector<int> which;
  for (std::size_t a = 0; a < england.ground.authorities.size(); ++a) {
    const auto& authority = england.ground.authorities[a];
    if (authority.region != region || authority.outwards.empty()) continue;
    weights.push_back(authority.homes[static_cast<std::size_t>(sector)] + 0.002 * authority.looked_after);
    which.push_back(static_cast<int>(a));
  }
  return which[random.pick(weights)];
}

int outward_for(const England& england, int authority, Random& random) {
  const auto& outwards = england.ground.authorities[static_cast<std::size_t>(authority)].outwards;
  std::vector<double> weights;
  weights.reserve(outwards.size());
  for (const int o : outwards) weights.push_back(std::sqrt(england.ground.outwards[static_cast<std::size_t>(o)].postcodes));
  return outwards[random.pick(weights)];
}

// Gives the sizes to the homes so that sectors and regions have their mean sizes: homes are ordered by a shift for the
// sector and one for the region plus chance, the shifts are moved until the means fit, and the sizes are dealt in order.
void deal_sizes(std::vector<Home>& homes, const std::vector<int>& regions, std::vector<int> sizes, const Scenario& s, Random& random) {
  std::sort(sizes.begin(), sizes.end());
  const auto n = homes.size();
  std::vector<double> noise(n);
  for (auto& x : noise) x = random.normal();
  std::array<double, 3> by_sector{};
  std::array<double, kRegionCount> by_region{};
  const double mean = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), 0)) / static_cast<double>(n);
  double share_sum = 0, home_sum = 0;
  for (std::size_t r = 0; r < kRegionCount; ++r) {
    share_sum += s.places_by_region[r];
    home_sum += s.homes_by_region[r];
  }
  std::vector<std::size_t> order(n);
  for (int round = 0; round < 80; ++round) {
    std::vector<double> key(n);
    for (std::size_t i = 0; i < n; ++i)
      key[i] = noise[i] + by_sector[static_cast<std::size_t>(homes[i].sector)] + by_region[static_cast<std::size_t>(regions[i])];
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; });
    std::array<double, 3> sum{}, count{};
    std::array<double, kRegionCount> region_sum{}, region_count{};
    for (std::size_t i = 0; i < n; ++i) {
      homes[order[i]].places = sizes[i];
      const auto sector = static_cast<std::size_t>(homes[order[i]].sector);
      const auto region = static_cast<std::size_t>(regions[order[i]]);
      sum[sector] += sizes[i];
      ++count[sector];
      region_sum[region] += sizes[i];
      ++region_count[region];
    }
    for (std::size_t k = 0; k < 3; ++k)
      if (count[k] > 0) by_sector[k] += 0.25 * (s.mean_size[k] - sum[k] / count[k]);
    for (std::size_t r = 0; r < kRegionCount; ++r)
      if (region_count[r] > 0) {
        const double wanted = mean * (s.places_by_region[r] / share_sum) / (s.homes_by_region[r] / home_sum);
        by_region[r] += 0.25 * (wanted - region_sum[r] / region_count[r]);
      }
  }
}

void open_and_close(England& england, Random& random) {
  const auto& s = england.scenario;
  const auto census_homes = england.homes.size();
  const Date start = s.census.plus_years(-kWindowYears);
  std::array<int, kWindowYears> closing{}, opening{};
  for (int y = 0; y < kWindowYears; ++y) {
    const int now = scaled(england, s.homes_in_march[static_cast<std::size_t>(y)]);
    // Before the first of the five Marches nothing is known: as many opened as closed.
    const int before = y == 0 ? now : scaled(england, s.homes_in_march[static_cast<std::size_t>(y) - 1]);
    closing[static_cast<std::size_t>(y)] = static_cast<int>(std::lround(kYearlyClosures * before));
    opening[static_cast<std::size_t>(y)] = std::max(0, now - before + closing[static_cast<std::size_t>(y)]);
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < census_homes; ++i)
    if (england.homes[i].provision == Provision::Home) order.push_back(i);
  random.shuffle(order);
  // Small homes are the young ones.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return england.homes[a].places + (a % 7) < england.homes[b].places + (b % 7);
  });
  std::size_t next = 0;
  for (int y = 0; y < kWindowYears; ++y)
    for (int k = 0; k < opening[static_cast<std::size_t>(y)] && next < order.size(); ++k, ++next)
      england.homes[order[next]].opened = start.plus_days(365 * y + 1 + static_cast<int>(random.integer(0, 363)));
  for (; next < order.size(); ++next)
    england.homes[order[next]].opened = start.plus_days(-1 - static_cast<int>(std::min(7000.0, random.exponential(2600))));
  for (std::size_t i = 0; i < census_homes; ++i)
    if (england.homes[i].provision != Provision::Home)
      england.homes[i].opened = start.plus_days(-400 - static_cast<int>(random.integer(0, 6000)));
  // Homes that closed look like one that stands, a little smaller.
  for (int y = 0; y < kWindowYears; ++y)
    for (int k = 0; k < closing[static_cast<std::size_t>(y)]; ++k) {
      const auto like = order[static_cast<std::size_t>(random.integer(0, static_cast<std::int64_t>(order.size()) - 1))];
      Home home = england.homes[like];
      home.places = std::max(1, home.places - static_cast<int>(random.integer(0, 1)));
      home.closed = start.plus_days(365 * y + 1 + static_cast<int>(random.integer(0, 363)));
      home.opened = std::min(start, *home.closed).plus_days(-60 - static_cast<int>(std::min(6000.0, random.exponential(1800))));
      home.outward = outward_for(england, home.authority, random);
      home.quality = random.normal(-0.4, 1);
      england.homes.push_back(std::move(home));
    }
}

// Groups of private homes: the five largest, owners with one home, and the rest between them; all but the largest near
// each other.
void invent_owners(England& england, Random& random) {
  const auto& s = england.scenario;
  std::vector<int> homes_of;   // private owners' sizes
  std::vector<int> ours;
  for (std::size_t i = 0; i < england.homes.size(); ++i)
    if (england.homes[i].sector == Sector::Private && england.homes[i].provision == Provision::Home && !england.homes[i].closed) ours.push_back(static_cast<int>(i));
  const int homes = static_cast<int>(ours.size());
  const int owners = std::max(1, static_cast<int>(std::lround(homes * s.private_owners_per_home)));
  int left = homes;
  for (const double share : s.largest_owners) {
    const int size = std::min(left, std::max(1, static_cast<int>(std::lround(homes * share))));
    if (size > 0) homes_of.push_back(size);
    left -= size;
  }
  const int singles = std::min(left, static_cast<int>(std::lround(owners * s.single_home_owners)));
  const int between = std::max(0, std::min((left - singles) / 2, owners - singles - static_cast<int>(homes_of.size())));
  const int cap = homes_of.empty() ? left : std::max(8, homes_of.back() - 1);
  std::vector<int> middle(static_cast<std::size_t>(between), 2);
  left -= singles + 2 * between;
  // The rich get richer, within the cap.
  for (int guard = 0; left > 0 && between > 0 && guard < 50 * homes; ++guard) {
    std::size_t i = static_cast<std::size_t>(random.integer(0, between - 1));
    const std::size_t j = static_cast<std::size_t>(random.integer(0, between - 1));
    if (random.chance(0.6) && middle[j] > middle[i]) i = j;
    if (middle[i] >= cap) continue;
    ++middle[i];
    --left;
  }
  homes_of.insert(homes_of.end(), middle.begin(), middle.end());
  homes_of.insert(homes_of.end(), static_cast<std::size_t>(singles + left), 1);

  std::vector<char> taken(england.homes.size(), 0);
  random.shuffle(ours);
  for (std::size_t o = 0; o < homes_of.size(); ++o) {
    const int owner = static_cast<int>(england.owners.size());
    england.owners.push_back({.name = {}, .sector = Sector::Private, .homes = homes_of[o]});
    std::erase_if(ours, [&](int h) { return taken[static_cast<std::size_t>(h)]; });
    if (ours.empty()) break;
    std::vector<int> chosen;
    if (o < s.largest_owners.size()) {
      chosen.assign(ours.begin(), ours.begin() + std::min<std::ptrdiff_t>(homes_of[o], std::ssize(ours)));
    } else {
      const int first = ours.front();
      chosen = ours;
      const auto count = std::min<std::ptrdiff_t>(homes_of[o], std::ssize(chosen));
      const int centre = england.homes[static_cast<std::size_t>(first)].outward;
      std::partial_sort(chosen.begin(), chosen.begin() + count, chosen.end(), [&](int a, int b) {
        const double da = england.ground.miles(centre, england.homes[static_cast<std::size_t>(a)].outward);
        const double db = england.ground.miles(centre, england.homes[static_cast<std::size_t>(b)].outward);
        return da != db ? da < db : a < b;
      });
      chosen.resize(static_cast<std::size_t>(count));
    }
    for (const int h : chosen) {
      england.homes[static_cast<std::size_t>(h)].owner = owner;
      taken[static_cast<std::size_t>(h)] = 1;
    }
    random.shuffle(ours);
  }
  // Everybody else: an authority owns its homes; voluntary bodies have about three homes each; schools one.
  std::vector<int> of_authority(england.ground.authorities.size(), -1);
  int voluntary = -1, voluntary_left = 0;
  const int private_owners = static_cast<int>(england.owners.size());
  for (auto& home : england.homes) {
    if (home.sector == Sector::Authority) {
      auto& owner = of_authority[static_cast<std::size_t>(home.authority)];
      if (owner < 0) {
        owner = static_cast<int>(england.owners.size());
        england.owners.push_back({.name = england.ground.authorities[static_cast<std::size_t>(home.authority)].name, .sector = Sector::Authority});
      }
      home.owner = owner;
      if (!home.closed) ++england.owners[static_cast<std::size_t>(owner)].homes;
    } else if (home.sector == Sector::Voluntary) {
      if (voluntary_left == 0) {
        voluntary = static_cast<int>(england.owners.size());
        voluntary_left = 1 + static_cast<int>(random.integer(0, 4));
        england.owners.push_back({.name = {}, .sector = Sector::Voluntary});
      }
      home.owner = voluntary;
      if (!home.closed) ++england.owners[static_cast<std::size_t>(voluntary)].homes;
      --voluntary_left;
    } else if (home.closed || home.provision == Provision::School) {
      if (home.provision == Provision::School) {
        home.owner = static_cast<int>(england.owners.size());
        england.owners.push_back({.name = {}, .sector = Sector::Private, .homes = 1});
      } else {
        home.owner = static_cast<int>(random.integer(0, private_owners - 1));
      }
    }
  }
}

}  // namespace

int scaled(const England& england, int count) { return std::max(1, static_cast<int>(std::lround(count * england.scale))); }

void invent_market(England& england, const Random& seed) {
  auto random = seed.fork("market");
  const auto& s = england.scenario;
  const int homes = scaled(england, s.homes.homes);
  const auto regions = deck(homes, s.homes_by_region, random);
  const auto sectors = deck(homes, s.sectors, random);
  const auto sizes = sizes_of(homes, std::max(homes, scaled(england, s.homes.places)), s.sizes, random);
  for (int i = 0; i < homes; ++i) {
    Home home;
    home.sector = static_cast<Sector>(sectors[static_cast<std::size_t>(i)]);
    england.homes.push_back(home);
  }
  deal_sizes(england.homes, regions, sizes, s, random);
  const auto place = [&](Home& home, int region) {
    home.authority = authority_for(england, region, home.sector, random);
    home.outward = outward_for(england, home.authority, random);
    home.quality = random.normal();
  };
  for (int i = 0; i < homes; ++i) place(england.homes[static_cast<std::size_t>(i)], regions[static_cast<std::size_t>(i)]);

  const auto others = [&](Provision provision, Stock stock, double authority_owned, double voluntary) {
    const int n = scaled(england, stock.homes);
    const int places = std::max(n, scaled(england, stock.places));
    std::vector<double> weights(static_cast<std::size_t>(n));
    for (auto& w : weights) w = random.uniform(0.4, 1.8);
    const auto each = apportion(places, weights);
    const std::array<double, 3> sector_weights = {1.0 - authority_owned - voluntary, authority_owned, voluntary};
    const auto whose = deck(n, sector_weights, random);
    const auto where = deck(n, s.homes_by_region, random);
    for (int i = 0; i < n; ++i) {
      Home home;
      home.provision = provision;
      home.sector = static_cast<Sector>(whose[static_cast<std::size_t>(i)]);
      home.places = std::max(1, each[static_cast<std::size_t>(i)]);
      place(home, where[static_cast<std::size_t>(i)]);
      england.homes.push_back(home);
    }
  };
  others(Provision::Secure, s.secure, 15.0 / 16.0, 1.0 / 16.0);
  others(Provision::School, s.schools, 0.15, 0.25);
  open_and_close(england, random);
  invent_owners(england, random);
}

}  // namespace rightplace::demo
