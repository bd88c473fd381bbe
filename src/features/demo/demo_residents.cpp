// Who lives in homes on the census day: exact shares of near and far, inside and outside the authority, by whose home.
#include <algorithm>
#include <array>
#include <cmath>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"
#include "features/demo/demo_stays.h"

namespace rightplace::demo {
namespace {

constexpr double kFarMiles = 20;

// What is left to deal out: girls and boys, ages.
struct People {
  std::array<int, 2> sexes{};
  std::vector<int> ages;   // by band

  Sex take_sex(HomeSex home, Random& random) {
    auto sex = random.uniform() * (sexes[0] + sexes[1]) < sexes[0] ? Sex::Female : Sex::Male;
    if (home == HomeSex::Girls && sexes[0] > 0) sex = Sex::Female;
    if (home == HomeSex::Boys && sexes[1] > 0) sex = Sex::Male;
    --sexes[static_cast<std::size_t>(sex)];
    return sex;
  }
  int take_age(std::optional<int> beside, Random& random) {
    std::vector<double> weights(ages.size());
    for (std::size_t b = 0; b < ages.size(); ++b)
      weights[b] = ages[b] * (beside && std::abs(*beside - static_cast<int>(b)) > 1 ? 0.3 : 1.0);
    const auto band = random.pick(weights);
    --ages[band];
    return static_cast<int>(band);
  }
};

Date born_in_band(int band, Date census, Random& random) {
  constexpr std::array<int, 5> kYoungest = {6, 10, 12, 14, 16};
  constexpr std::array<int, 5> kYears = {4, 2, 2, 2, 2};
  const auto b = static_cast<std::size_t>(band);
  const int days = static_cast<int>(kYoungest[b] * 365.25 + random.uniform(2, kYears[b] * 365.25 - 2));
  return census.plus_days(-days);
}

struct Waiting {
  std::vector<std::vector<int>> by_authority;   // outward codes of their family homes
  std::vector<double> counts;
  int total = 0;
};

class Placing {
 public:
  Placing(England& england, Random& random) : england_(england), random_(random) {
    for (std::size_t h = 0; h < england.homes.size(); ++h) {
      if (england.homes[h].closed) continue;
      homes_[static_cast<std::size_t>(england.homes[h].sector)].push_back(static_cast<int>(h));
    }
    free_.resize(england.homes.size());
    bands_.resize(england.homes.size());
    for (std::size_t h = 0; h < england.homes.size(); ++h) free_[h] = england.homes[h].closed ? 0 : england.homes[h].places;
    const auto n = england.ground.authorities.size();
    near_.resize(n * n);
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b)
        near_[a * n + b] = miles_between(england.ground.authorities[a].centre, england.ground.authorities[b].centre);
  }

  void keep_empty(double share) {
    std::vector<int> homes;
    for (const auto& list : homes_) homes.insert(homes.end(), list.begin(), list.end());
    const auto wanted = static_cast<std::size_t>(std::lround(share * static_cast<double>(homes.size())));
    random_.shuffle(homes);
    // Small, new and weak homes stand empty more often.
    std::vector<double> key(england_.homes.size());
    for (const int h : homes) {
      const auto& home = england_.homes[static_cast<std::size_t>(h)];
      key[static_cast<std::size_t>(h)] = random_.normal() + 0.25 * home.places + 0.2 * home.quality + (home.provision == Provision::Home ? 0 : 9);
    }
    std::sort(homes.begin(), homes.end(), [&](int a, int b) { return key[static_cast<std::size_t>(a)] < key[static_cast<std::size_t>(b)]; });
    for (std::size_t i = 0; i < wanted; ++i) free_[static_cast<std::size_t>(homes[i])] = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      std::erase_if(homes_[k], [&](int h) { return free_[static_cast<std::size_t>(h)] == 0; });
      first_[k] = homes_[k];
      random_.shuffle(first_[k]);
    }
  }

  // One child of `waiting` into a home of the sector, inside its own authority or not, further than 20 miles or not.
  bool place(Waiting& waiting, People& people, Sector sector, bool inside, bool far) {
    for (int attempt = 0; attempt < 400; ++attempt) {
      const int h = pick_home(static_cast<std::size_t>(sector));
      if (h < 0) return false;
      const auto& home = england_.homes[static_cast<std::size_t>(h)];
      const int authority = inside ? home.authority : pick_authority(waiting, home.authority, far);
      if (authority < 0) continue;
      auto& list = waiting.by_authority[static_cast<std::size_t>(authority)];
      for (int tries = 0; tries < 12 && !list.empty(); ++tries) {
        const auto i = static_cast<std::size_t>(random_.integer(0, std::ssize(list) - 1));
        if ((england_.ground.miles(list[i], home.outward) > kFarMiles) != far) continue;
        settle(h, authority, list[i], people);
        list[i] = list.back();
        list.pop_back();
        waiting.counts[static_cast<std::size_t>(authority)] -= 1;
        --waiting.total;
        return true;
      }
    }
    return false;
  }

  // Somebody for whom no home of the wanted kind had room: any home.
  bool place_anywhere(Waiting& waiting, People& people) {
    for (std::size_t a = 0; a < waiting.by_authority.size(); ++a) {
      auto& list = waiting.by_authority[a];
      if (list.empty()) continue;
      for (std::size_t k = 0; k < 3; ++k) {
        const int h = pick_home(k);
        if (h < 0) continue;
        settle(h, static_cast<int>(a), list.back(), people);
        list.pop_back();
        --waiting.total;
        return true;
      }
      return false;
    }
    return false;
  }

 private:
  int pick_home(std::size_t sector) {
    auto& first = first_[sector];
    if (!first.empty() && random_.chance(0.5)) {
      const auto i = static_cast<std::size_t>(random_.integer(0, std::ssize(first) - 1));
      if (free_[static_cast<std::size_t>(first[i])] > 0) return first[i];
    }
    const auto& list = homes_[sector];
    for (int attempt = 0; attempt < 200 && !list.empty(); ++attempt) {
      const int h = list[static_cast<std::size_t>(random_.integer(0, std::ssize(list) - 1))];
      const auto free = free_[static_cast<std::size_t>(h)];
      if (free > 0 && random_.uniform() < 0.15 + static_cast<double>(free) / england_.homes[static_cast<std::size_t>(h)].places) return h;
    }
    for (const int h : list)
      if (free_[static_cast<std::size_t>(h)] > 0) return h;
    return -1;
  }

  // Another authority with children waiting, the likelier the nearer.
  int pick_authority(const Waiting& waiting, int host, bool far) {
    const auto n = waiting.counts.size();
    weights_.assign(n, 0);
    double sum = 0;
    for (std::size_t a = 0; a < n; ++a) {
      if (static_cast<int>(a) == host || waiting.counts[a] <= 0) continue;
      const double miles = near_[static_cast<std::size_t>(host) * n + a];
      if (!far && miles > 60) continue;
      weights_[a] = waiting.counts[a] * (far ? std::exp(-miles / 38.0) * (miles < 8 ? 0.05 : 1.0) : std::exp(-miles / 12.0));
      sum += weights_[a];
    }
    return sum > 0 ? static_cast<int>(random_.pick(weights_)) : -1;
  }

  void settle(int h, int authority, int outward, People& people) {
    auto& home = england_.homes[static_cast<std::size_t>(h)];
    auto& band = bands_[static_cast<std::size_t>(h)];
    Child child;
    child.authority = authority;
    child.outward = outward;
    child.sex = people.take_sex(home.offer.sex, random_);
    const int age = people.take_age(band, random_);
    if (!band) band = age;
    child.born = born_in_band(age, england_.scenario.census, random_);
    const int room = home.places - free_[static_cast<std::size_t>(h)];
    --free_[static_cast<std::size_t>(h)];
    std::erase(first_[static_cast<std::size_t>(home.sector)], h);
    HomeStay stay;
    stay.child = static_cast<int>(england_.children.size());
    stay.home = h;
    stay.room = room;
    england_.stays.push_back(stay);
    england_.children.push_back(child);
  }

  England& england_;
  Random& random_;
  std::array<std::vector<int>, 3> homes_, first_;
  std::vector<int> free_;
  std::vector<std::optional<int>> bands_;
  std::vector<double> near_, weights_;
};

}  // namespace

void invent_residents(England& england, const Random& seed) {
  auto random = seed.fork("residents");
  const auto& s = england.scenario;
  const auto& r = s.residents;
  // Whom a home takes is settled first, since children come by it.
  for (auto& home : england.homes) {
    const double u = random.uniform();
    home.offer.sex = home.places > 8 ? HomeSex::Mixed : u < 0.14 ? HomeSex::Girls : u < 0.36 ? HomeSex::Boys : HomeSex::Mixed;
    home.rooms.resize(static_cast<std::size_t>(home.places));
  }
  const int total = scaled(england, r.total());
  Waiting waiting;
  waiting.total = total;
  std::vector<double> looked_after;
  for (const auto& a : england.ground.authorities) looked_after.push_back(a.looked_after);
  const auto counts = apportion(total, looked_after);
  waiting.by_authority.resize(counts.size());
  waiting.counts.assign(counts.begin(), counts.end());
  for (std::size_t a = 0; a < counts.size(); ++a) {
    const auto& outwards = england.ground.authorities[a].outwards;
    std::vector<double> weights;
    for (const int o : outwards) weights.push_back(england.ground.outwards[static_cast<std::size_t>(o)].postcodes);
    for (int i = 0; i < counts[a]; ++i) waiting.by_authority[a].push_back(outwards[random.pick(weights)]);
  }
  People people;
  const std::array<double, 2> sex_shares = {1 - s.boys, s.boys};
  const auto sexes = apportion(total, sex_shares);
  people.sexes = {sexes[0], sexes[1]};
  people.ages = apportion(total, s.ages);

  struct Cell {
    Sector sector;
    bool inside, far;
    double weight;
  };
  const auto cell = [](Sector sector, bool inside, int n, double far_share, bool far) {
    return Cell{sector, inside, far, n * (far ? far_share : 1 - far_share)};
  };
  std::vector<Cell> cells;
  for (const bool far : {true, false}) {
    cells.push_back(cell(Sector::Authority, true, r.inside_own, r.far_of_inside, far));
    cells.push_back(cell(Sector::Voluntary, true, r.inside_voluntary, r.far_of_inside, far));
    cells.push_back(cell(Sector::Private, true, r.inside_private, r.far_of_inside, far));
  }
  for (const bool far : {false, true}) {
    cells.push_back(cell(Sector::Authority, false, r.outside_other_authority, r.far_of_outside, far));
    cells.push_back(cell(Sector::Voluntary, false, r.outside_voluntary, r.far_of_outside, far));
    cells.push_back(cell(Sector::Private, false, r.outside_private, r.far_of_outside, far));
  }
  std::vector<double> weights;
  for (const auto& c : cells) weights.push_back(c.weight);
  const auto wanted = apportion(total, weights);
  Placing placing(england, random);
  placing.keep_empty(s.homes_empty);
  for (std::size_t c = 0; c < cells.size(); ++c)
    for (int i = 0; i < wanted[c]; ++i)
      if (!placing.place(waiting, people, cells[c].sector, cells[c].inside, cells[c].far)) break;
  // What could not be had goes to the most like it: outside and far, private first.
  while (waiting.total > 0 && (placing.place(waiting, people, Sector::Private, false, true) || placing.place(waiting, people, Sector::Authority, false, true) ||
                               placing.place_anywhere(waiting, people))) {
  }
  invent_stays(england, seed);
}

}  // namespace rightplace::demo
