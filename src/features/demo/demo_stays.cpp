#include "features/demo/demo_stays.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr double kFreeShare = 0.20;         // of the time a room in use stands free: assumed
constexpr double kStayedToTheEnd = 0.08;    // of the rooms of a home that closes, those still lived in: gives 2 % CLOSE
constexpr double kHomeBefore = 0.30;        // stays that follow a stay in another home, where one can be found
constexpr int kDaysBetweenHomes = 10;

class History {
 public:
  History(England& england, Random random) : england_(england), random_(random), s_(england.scenario), start_(s_.census.plus_years(-5)), scale_(s_.stay_scale_days * s_.stay_stretch) {}

  void run() {
    const auto residents = england_.stays.size();
    const double mean = scale_ * std::tgamma(1 + 1 / s_.stay_shape);
    free_days_ = mean * kFreeShare / (1 - kFreeShare);
    // As many rooms were in use as the residents of today need, with the time between two children.
    double rooms = 0;
    for (const auto& home : england_.homes)
      if (!home.closed) rooms += home.places;
    const auto lived_in = static_cast<double>(residents);
    used_ = std::min(1.0, lived_in * kFreeShare / (1 - kFreeShare) / std::max(1.0, rooms - lived_in));
    std::vector<std::vector<int>> by_room;   // per home: index of the resident's stay, or -1
    by_room.resize(england_.homes.size());
    for (std::size_t h = 0; h < england_.homes.size(); ++h) by_room[h].assign(static_cast<std::size_t>(england_.homes[h].places), -1);
    for (std::size_t i = 0; i < residents; ++i) {
      auto& stay = england_.stays[i];
      by_room[static_cast<std::size_t>(stay.home)][static_cast<std::size_t>(stay.room)] = static_cast<int>(i);
      stay.stay.from = began(stay);
      england_.homes[static_cast<std::size_t>(stay.home)].rooms[static_cast<std::size_t>(stay.room)].state = RoomState::Taken;
    }
    for (std::size_t h = 0; h < england_.homes.size(); ++h)
      for (std::size_t room = 0; room < by_room[h].size(); ++room) rewind(static_cast<int>(h), static_cast<int>(room), by_room[h][room]);
    name_children(residents);
    std::stable_sort(england_.stays.begin(), england_.stays.end(), [](const HomeStay& a, const HomeStay& b) { return a.stay.from < b.stay.from; });
  }

 private:
  // How long a spell found open on a given day has lasted: the length-biased spell, seen at a moment spread evenly over it.
  Date began(const HomeStay& stay) {
    const auto& child = england_.children[static_cast<std::size_t>(stay.child)];
    const auto& home = england_.homes[static_cast<std::size_t>(stay.home)];
    const Date earliest = std::max(home.opened.plus_days(2), child.born.plus_years(5));
    Date from = earliest;
    for (int attempt = 0; attempt < 8; ++attempt) {
      const double length = scale_ * std::pow(random_.gamma(1.0 + 1.0 / s_.stay_shape, 1.0), 1.0 / s_.stay_shape);
      from = s_.census.plus_days(-static_cast<int>(random_.uniform() * length));
      if (from >= earliest) return from;
    }
    return earliest.plus_days(static_cast<int>(random_.uniform() * std::max(0, s_.census - earliest)));
  }

  std::string_view reason_in(const Home& home) {
    if (!random_.chance(s_.moved_on_share)) return {};
    std::array<double, kReasons> weights = s_.reasons;
    // Homes that do better see fewer placements end because of behaviour or because the child wants to go.
    for (const std::size_t k : {std::size_t{2}, std::size_t{4}, std::size_t{5}}) weights[k] *= std::exp(-0.3 * home.quality - 0.045);
    return kReasonCodes[random_.pick(weights)];
  }

  void rewind(int h, int room, int resident) {
    const auto& home = england_.homes[static_cast<std::size_t>(h)];
    Date free_until = s_.census;   // the room's next known beginning
    int later = resident;
    bool closing = false;
    if (resident >= 0) {
      free_until = england_.stays[static_cast<std::size_t>(resident)].stay.from;
    } else if (home.closed) {
      free_until = *home.closed;
      closing = random_.chance(kStayedToTheEnd);
      if (!closing) free_until = free_until.plus_days(-static_cast<int>(random_.exponential(free_days_)));
    } else {
      if (!random_.chance(used_)) return;   // not opened in these years for want of staff or of children who fit
      free_until = free_until.plus_days(-1 - static_cast<int>(random_.exponential(free_days_)));
    }
    bool touching = closing;   // the stay ends on the very day
    for (;;) {
      const std::string_view reason = closing ? "CLOSE" : reason_in(home);
      const bool same_child = !closing && reason == "PLACE" && later >= 0;
      if (reason == "PLACE" && !same_child) continue;
      const Date until = same_child || touching ? free_until : free_until.plus_days(-static_cast<int>(random_.exponential(free_days_)));
      const int nights = 1 + static_cast<int>(random_.weibull(s_.stay_shape, scale_));
      Date from = until.plus_days(-nights);
      if (until <= start_ || until <= home.opened.plus_days(3)) return;
      // Before the home opened nobody lived there: the stay began later, or there was none.
      if (from < home.opened.plus_days(2)) {
        if (random_.chance(0.6)) return;
        from = home.opened.plus_days(2);
      }
      HomeStay earlier;
      earlier.home = h;
      earlier.room = room;
      earlier.stay = {from, until};
      earlier.reason = reason;
      england_.stays.push_back(earlier);
      const int index = static_cast<int>(england_.stays.size()) - 1;
      followed_.resize(england_.stays.size(), -1);
      if (same_child) {
        followed_[static_cast<std::size_t>(index)] = later;
        preceded_.resize(england_.stays.size(), 0);
        preceded_[static_cast<std::size_t>(later)] = 1;
      }
      later = index;
      free_until = from;
      closing = touching = false;
    }
  }

  // From the latest to the earliest: a stay's child may have come from another home, whose stay then is theirs too.
  void name_children(std::size_t residents) {
    followed_.resize(england_.stays.size(), -1);
    preceded_.resize(england_.stays.size(), 0);
    const int days = s_.census - start_ + 2;
    std::vector<std::vector<int>> ended(static_cast<std::size_t>(days));
    for (std::size_t i = residents; i < england_.stays.size(); ++i) {
      const auto& stay = england_.stays[i];
      if (!stay.reason.empty() && stay.reason != "PLACE") ended[static_cast<std::size_t>(*stay.stay.until - start_)].push_back(static_cast<int>(i));
    }
    std::vector<std::vector<int>> sources(england_.homes.size());            // authorities of a home's residents
    std::vector<std::vector<int>> around(england_.ground.authorities.size() * 3);   // the same by host authority and sector
    for (std::size_t i = 0; i < residents; ++i) {
      const auto& stay = england_.stays[i];
      const auto& home = england_.homes[static_cast<std::size_t>(stay.home)];
      const int authority = england_.children[static_cast<std::size_t>(stay.child)].authority;
      sources[static_cast<std::size_t>(stay.home)].push_back(authority);
      around[static_cast<std::size_t>(home.authority) * 3 + static_cast<std::size_t>(home.sector)].push_back(authority);
    }
    std::vector<int> order(england_.stays.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](int a, int b) {
      const auto& x = england_.stays[static_cast<std::size_t>(a)].stay;
      const auto& y = england_.stays[static_cast<std::size_t>(b)].stay;
      return x.from != y.from ? x.from > y.from : a > b;
    });
    for (const int i : order) {
      auto& stay = england_.stays[static_cast<std::size_t>(i)];
      if (const int next = followed_[static_cast<std::size_t>(i)]; next >= 0) {
        const int child = england_.stays[static_cast<std::size_t>(next)].child;
        if (fits(child, stay)) stay.child = child;
        else stay.reason = "OTHER";
      }
      if (stay.child < 0) stay.child = new_child(stay, sources, around);
      if (!preceded_[static_cast<std::size_t>(i)] && random_.chance(kHomeBefore)) earlier_home(i, ended);
    }
  }

  bool fits(int child, const HomeStay& stay) const {
    const auto& c = england_.children[static_cast<std::size_t>(child)];
    return age_on(c.born, stay.stay.from) >= 5;
  }

  int new_child(HomeStay& stay, const std::vector<std::vector<int>>& sources, const std::vector<std::vector<int>>& around) {
    const auto& home = england_.homes[static_cast<std::size_t>(stay.home)];
    const auto& own = sources[static_cast<std::size_t>(stay.home)];
    const auto& near = around[static_cast<std::size_t>(home.authority) * 3 + static_cast<std::size_t>(home.sector)];
    Child child;
    child.authority = !own.empty() && random_.chance(0.7) ? random_.of(std::span<const int>(own))
                      : !near.empty()                     ? random_.of(std::span<const int>(near))
                                                          : home.authority;
    const auto& outwards = england_.ground.authorities[static_cast<std::size_t>(child.authority)].outwards;
    child.outward = outwards[static_cast<std::size_t>(random_.integer(0, std::ssize(outwards) - 1))];
    child.sex = home.offer.sex == HomeSex::Girls || (home.offer.sex == HomeSex::Mixed && random_.chance(1 - s_.boys)) ? Sex::Female : Sex::Male;
    constexpr std::array<double, 5> kEntry = {9, 12, 26, 37, 16};   // ages at which stays begin: younger than those found there
    constexpr std::array<double, 6> kEdges = {6, 10, 12, 14, 16, 17.8};
    const Date until = *stay.stay.until;
    for (int attempt = 0; attempt < 12; ++attempt) {
      const auto band = random_.pick(kEntry);
      child.born = stay.stay.from.plus_days(-static_cast<int>(365.25 * random_.uniform(kEdges[band], kEdges[band + 1])));
      if (child.born.plus_years(18) > until) break;
    }
    if (child.born.plus_years(18) <= until) {
      if (!stay.reason.empty()) {
        // A move, so not yet an adult.
        child.born = until.plus_years(-18).plus_days(1 + static_cast<int>(random_.integer(0, 300)));
      } else {
        child.born = until.plus_years(-18);
      }
    }
    england_.children.push_back(child);
    return static_cast<int>(england_.children.size()) - 1;
  }

  void earlier_home(int later, std::vector<std::vector<int>>& ended) {
    const auto& next = england_.stays[static_cast<std::size_t>(later)];
    const auto& child = england_.children[static_cast<std::size_t>(next.child)];
    const int day = next.stay.from - start_;
    if (day < 1) return;
    for (int back = 0; back <= kDaysBetweenHomes && back <= day; ++back) {
      auto& list = ended[static_cast<std::size_t>(day - back)];
      for (std::size_t k = 0; k < list.size(); ++k) {
        const int i = list[k];
        auto& stay = england_.stays[static_cast<std::size_t>(i)];
        const auto& home = england_.homes[static_cast<std::size_t>(stay.home)];
        if (stay.child >= 0 || stay.home == next.home || followed_[static_cast<std::size_t>(i)] >= 0) continue;
        if (home.offer.sex != HomeSex::Mixed && (home.offer.sex == HomeSex::Girls) != (child.sex == Sex::Female)) continue;
        if (!fits(next.child, stay) || england_.ground.miles(home.outward, child.outward) > 45) continue;
        stay.child = next.child;
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(k));
        return;
      }
    }
  }

  England& england_;
  Random random_;
  const Scenario& s_;
  Date start_;
  double scale_;   // of the Weibull, in days
  double free_days_ = 0, used_ = 0;
  std::vector<char> preceded_;  // whether there is such an earlier stay
  std::vector<int> followed_;   // the stay that the same child began in the same room on the day this one ended
};

}  // namespace

void invent_stays(England& england, const Random& seed) { History(england, seed.fork("stays")).run(); }

}  // namespace rightplace::demo
