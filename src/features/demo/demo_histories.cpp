// Everybody looked after on the census day and in the five years before: when they came, where they lived, when and why
// they left. Children of homes first, from their stays; then the rest of each authority until its number is full.
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr double kDirectFromFamily = 0.22;   // first placement of all: 24 % in 2011, about 20 % in 2019

constexpr std::array<double, 5> kEntryAges = {18, 17, 17, 28, 20};          // under 1, 1-4, 5-9, 10-15, 16-17: assumed
constexpr std::array<double, 6> kEntryEdges = {0.02, 1, 5, 10, 16, 17.7};
constexpr double kShortShare = 0.30;                                         // short spells of care: assumed

class Histories {
 public:
  Histories(England& england, Random random) : e_(england), random_(random), s_(england.scenario), start_(s_.census.plus_years(-5)) {}

  void run() {
    open_.assign(e_.ground.authorities.size(), 0);
    auto children = std::move(e_.children);
    e_.children.clear();
    std::vector<std::vector<int>> stays(children.size());
    for (std::size_t i = 0; i < e_.stays.size(); ++i) stays[static_cast<std::size_t>(e_.stays[i].child)].push_back(static_cast<int>(i));
    e_.children = std::move(children);
    for (std::size_t c = 0; c < e_.children.size(); ++c) of_homes(static_cast<int>(c), stays[c]);
    long_scale_ = fitted_scale();
    fill();
    origins();
  }

 private:
  Child& child(int c) { return e_.children[static_cast<std::size_t>(c)]; }
  int age(int c, Date day) { return age_on(child(c).born, day); }
  Date eighteen(int c) { return child(c).born.plus_years(18); }

  struct Spell {
    Date from;
    std::optional<Date> until;
    std::string_view place, reason;
    int stay = -1;
  };

  // ---- Children who lived in homes

  void of_homes(int c, const std::vector<int>& stays) {
    std::vector<Spell> spells;
    const auto& first = e_.stays[static_cast<std::size_t>(stays.front())];
    if (!random_.chance(kDirectFromFamily)) {
      const Date earliest = child(c).born.plus_days(3);
      const Date began = std::max(earliest, first.stay.from.plus_days(-3 - static_cast<int>(random_.weibull(0.9, 1000))));
      const double u = random_.uniform();
      const int before = u < 0.35 ? 5 + static_cast<int>(random_.integer(0, 5)) : 1 + static_cast<int>(random_.integer(0, 3));
      split(c, began, first.stay.from, before, spells);
    }
    for (std::size_t k = 0; k < stays.size(); ++k) {
      const auto& stay = e_.stays[static_cast<std::size_t>(stays[k])];
      if (!spells.empty() && *spells.back().until < stay.stay.from) {
        Spell between{*spells.back().until, stay.stay.from, family_place(c, *spells.back().until), "CARPL"};
        spells.push_back(between);
      }
      const auto place = e_.homes[static_cast<std::size_t>(stay.home)].provision == Provision::Secure ? "K1" : "K2";
      spells.push_back({stay.stay.from, stay.stay.until, place, stay.reason, stays[k]});
    }
    if (spells.back().until && !spells.back().reason.empty() && *spells.back().until < s_.census) after_home(c, spells);
    write(c, spells);
  }

  void after_home(int c, std::vector<Spell>& spells) {
    const Date from = *spells.back().until;
    const Date most = eighteen(c);
    if (from >= most) {
      spells.back().reason = {};
      return;
    }
    Date until = std::min(most, from.plus_days(20 + static_cast<int>(random_.weibull(0.85, 420))));
    const std::string_view place = spells.back().reason == "CUSTOD" && age(c, from) >= 12 ? "R5" : family_place(c, from);
    spells.push_back({from, until > s_.census ? std::nullopt : std::optional(until), place, {}});
  }

  // A stretch of care outside homes in so many placements.
  void split(int c, Date from, Date until, int pieces, std::vector<Spell>& spells) {
    const int days = until - from;
    pieces = std::clamp(pieces, 1, std::max(1, days / 3));
    std::vector<int> cuts;
    for (int k = 1; k < pieces; ++k) cuts.push_back(1 + static_cast<int>(random_.uniform() * (days - 1)));
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    Date at = from;
    for (const int cut : cuts) {
      const Date next = from.plus_days(cut);
      spells.push_back({at, next, family_place(c, at), change_reason()});
      at = next;
    }
    spells.push_back({at, until, family_place(c, at), change_reason()});
  }

  std::string_view change_reason() {
    constexpr std::array<double, 6> kShares = {36, 24, 9, 18, 7, 6};
    constexpr std::array<std::string_view, 6> kCodes = {"CARPL", "OTHER", "CREQB", "PLACE", "CREQO", "CHILD"};
    return kCodes[random_.pick(kShares)];
  }

  // Where a child of that age lives who is in no home.
  std::string_view family_place(int c, Date day) {
    const int years = age(c, day);
    const double u = random_.uniform();
    if (years >= 16) return u < 0.36 ? "H5" : u < 0.42 ? "P2" : u < 0.86 ? "U6" : u < 0.92 ? "U4" : u < 0.97 ? "P1" : u < 0.985 ? "R1" : "Z1";
    if (years >= 10) return u < 0.40 ? "U6" : u < 0.72 ? "U4" : u < 0.90 ? "U3" : u < 0.98 ? "P1" : u < 0.993 ? "S1" : "R1";
    if (years >= 5) return u < 0.42 ? "U6" : u < 0.68 ? "U4" : u < 0.90 ? "U3" : "P1";
    return u < 0.52 ? "U6" : u < 0.74 ? "U3" : u < 0.86 ? "P1" : u < 0.97 ? "A5" : "R3";
  }

  // ---- Episodes of the return

  std::string_view provider(std::string_view place, int stay, int authority) {
    if (stay >= 0) {
      const auto& home = e_.homes[static_cast<std::size_t>(e_.stays[static_cast<std::size_t>(stay)].home)];
      if (home.sector == Sector::Private) return "PR4";
      if (home.sector == Sector::Voluntary) return "PR5";
      return home.authority == authority ? "PR1" : "PR2";
    }
    if (place == "P1") return "PR0";
    if (place == "Z1") return "";
    if (place == "R5") return "PR3";
    if (place == "H5" || place == "S1" || place == "R1" || place == "P2") return random_.chance(0.8) ? "PR4" : "PR5";
    if (place == "U3" || place == "A5" || place == "R3") return "PR1";
    return random_.chance(0.52) ? "PR1" : random_.chance(0.9) ? "PR4" : "PR5";
  }

  std::string_view left_for(int c, Date day, std::string_view place) {
    if (place == "A5") return "E12";
    if (day >= eighteen(c)) return random_.chance(0.86) ? "E5" : random_.chance(0.6) ? "E7" : "E8";
    if (age(c, day) >= 16 && random_.chance(0.25)) return "E5";
    constexpr std::array<double, 8> kShares = {48, 9, 10, 8, 12, 4, 2, 7};
    constexpr std::array<std::string_view, 8> kCodes = {"E4A", "E4B", "E13", "E41", "E47", "E3", "E16", "E8"};
    return kCodes[random_.pick(kShares)];
  }

  void write(int c, const std::vector<Spell>& spells) {
    auto& who = child(c);
    who.first_episode = static_cast<std::uint32_t>(e_.episodes.size());
    const Date began = spells.front().from;
    const bool in_home = std::any_of(spells.begin(), spells.end(), [](const Spell& s) { return s.stay >= 0; });
    const int days = spells.back().until.value_or(s_.census) - began;
    const std::string_view legal = spells.back().place == "A5" ? "E1" : days < 180 ? (random_.chance(0.5) ? "V2" : "C1") : random_.chance(0.2) ? "V2" : "C2";
    const std::string_view need = need_code(in_home);
    int at = near_home(who);
    bool same_place = false;
    for (std::size_t k = 0; k < spells.size(); ++k) {
      const auto& spell = spells[k];
      Episode episode;
      episode.from = spell.from;
      episode.until = spell.until;
      episode.rne = k == 0 ? "S" : same_place ? "T" : "P";
      episode.legal = legal;
      episode.cin = need;
      // Nobody is placed for adoption and then moved on.
      episode.place = spell.place == "A5" && k + 1 < spells.size() ? "U6" : spell.place;
      episode.provider = provider(episode.place, spell.stay, who.authority);
      if (spell.stay >= 0) {
        episode.home = e_.stays[static_cast<std::size_t>(spell.stay)].home;
        episode.outward = e_.homes[static_cast<std::size_t>(episode.home)].outward;
      } else if (spell.place == "P1" || spell.place == "U3") {
        episode.outward = who.outward;
      } else {
        if (k == 0 || !same_place) at = near_home(who);
        episode.outward = at;
      }
      same_place = false;
      if (spell.until) {
        const bool goes_on = k + 1 < spells.size();
        episode.rec = goes_on ? "X1" : left_for(c, *spell.until, spell.place);
        if (goes_on) {
          const bool same_home = spell.stay >= 0 && spells[k + 1].stay >= 0 &&
                                 e_.stays[static_cast<std::size_t>(spells[k + 1].stay)].home == e_.stays[static_cast<std::size_t>(spell.stay)].home;
          episode.reason = spell.reason.empty() ? "CARPL" : spell.reason;
          // Only a change of the placement's status leaves the child where it is.
          if (episode.reason == "PLACE" && spell.stay < 0) episode.reason = "OTHER";
          same_place = episode.reason == "PLACE" && same_home;
        }
      }
      e_.episodes.push_back(episode);
    }
    who.episodes = static_cast<std::uint32_t>(e_.episodes.size()) - who.first_episode;
    if (!e_.episodes.back().until) ++open_[static_cast<std::size_t>(who.authority)];
  }

  // An outward code of the own authority, or sometimes of a neighbour.
  int near_home(const Child& who) {
    const auto& own = e_.ground.authorities[static_cast<std::size_t>(who.authority)].outwards;
    if (random_.chance(0.72)) return own[static_cast<std::size_t>(random_.integer(0, std::ssize(own) - 1))];
    for (int tries = 0; tries < 6; ++tries) {
      const int o = static_cast<int>(random_.integer(0, std::ssize(e_.ground.outwards) - 1));
      if (e_.ground.miles(o, who.outward) < 35) return o;
    }
    return own[static_cast<std::size_t>(random_.integer(0, std::ssize(own) - 1))];
  }

  std::string_view need_code(bool in_home) {
    const double abuse = in_home ? s_.abuse_in_homes : 0.64;
    const double u = random_.uniform();
    if (u < abuse) return "N1";
    const double v = (u - abuse) / (1 - abuse);
    return v < 0.10 ? "N2" : v < 0.18 ? "N3" : v < 0.40 ? "N4" : v < 0.74 ? "N5" : v < 0.84 ? "N6" : v < 0.85 ? "N7" : "N8";
  }

  // ---- All other children

  double draw_days(Random& random, double scale) const {
    return random.chance(kShortShare) ? 1 + random.weibull(0.8, 90) : 20 + random.weibull(0.85, scale);
  }
  static double draw_age(Random& random) {
    const auto band = random.pick(kEntryAges);
    return random.uniform(kEntryEdges[band], kEntryEdges[band + 1]);
  }

  // The scale of long spells for which the mean time in care is what the stock and the starts of the year imply.
  double fitted_scale() {
    const double wanted = 365.25 * s_.looked_after / s_.started_in_year;
    double low = 100, high = 6000;
    for (int round = 0; round < 22; ++round) {
      const double scale = (low + high) / 2;
      auto random = Random(20'240'331);
      double sum = 0;
      constexpr int kDraws = 4000;
      for (int i = 0; i < kDraws; ++i) {
        const double left = (18 - draw_age(random)) * 365.25;
        sum += std::min(left, draw_days(random, scale));
      }
      (sum / kDraws < wanted ? low : high) = scale;
    }
    return low;
  }

  void fill() {
    std::vector<double> weights;
    for (const auto& a : e_.ground.authorities) weights.push_back(a.looked_after);
    const auto wanted = apportion(scaled(e_, s_.looked_after), weights);
    const int horizon = static_cast<int>(18 * 365.25);
    for (std::size_t a = 0; a < wanted.size(); ++a) {
      const auto& outwards = e_.ground.authorities[a].outwards;
      while (open_[a] < wanted[a]) {
        const Date from = s_.census.plus_days(-static_cast<int>(random_.uniform() * horizon));
        const double years = draw_age(random_);
        const double left = (18 - years) * 365.25;
        const double days = std::min(left, draw_days(random_, long_scale_));
        const Date until = from.plus_days(1 + static_cast<int>(days));
        if (until <= start_) continue;
        const int c = static_cast<int>(e_.children.size());
        Child who;
        who.authority = static_cast<int>(a);
        who.outward = outwards[static_cast<std::size_t>(random_.integer(0, std::ssize(outwards) - 1))];
        who.sex = random_.chance(0.55) ? Sex::Male : Sex::Female;
        who.born = from.plus_days(-static_cast<int>(years * 365.25));
        e_.children.push_back(who);
        Date leaves = std::min(until, eighteen(c));
        if (leaves <= from) leaves = from.plus_days(1);
        const bool open = leaves > s_.census;
        std::vector<Spell> spells;
        const Date end = open ? s_.census.plus_days(1) : leaves;
        const double in_care = (end - from) / 365.25;
        split(c, from, end, 1 + static_cast<int>(random_.poisson(0.75 * std::pow(in_care, 0.6))), spells);
        if (open) {
          spells.back().until = std::nullopt;
          if (spells.back().from > s_.census) spells.pop_back(), spells.back().until = std::nullopt;
        }
        spells.back().reason = {};
        write(c, spells);
      }
    }
  }

  // Who came alone from abroad, and origins, so that the shares of those looked after today are the source's.
  void origins() {
    std::vector<int> today, alone;
    for (std::size_t c = 0; c < e_.children.size(); ++c) {
      const auto& who = e_.children[c];
      const auto& last = e_.episodes[who.first_episode + who.episodes - 1];
      const auto& first = e_.episodes[who.first_episode];
      if (!last.until) today.push_back(static_cast<int>(c));
      const bool old_enough = first.from - who.born > static_cast<int>(14.5 * 365.25);
      if (!last.until && old_enough && who.episodes <= 3 && last.home < 0) alone.push_back(static_cast<int>(c));
    }
    random_.shuffle(alone);
    const auto wanted = std::min(alone.size(), static_cast<std::size_t>(std::lround(s_.unaccompanied * static_cast<double>(today.size()))));
    alone.resize(wanted);
    for (const int c : alone) {
      auto& who = child(c);
      who.unaccompanied = true;
      who.sex = random_.chance(0.96) ? Sex::Male : Sex::Female;
      who.ethnicity = random_.chance(0.4) ? "BAFR" : random_.chance(0.6) ? "OOTH" : "AOTH";
      for (std::uint32_t k = 0; k < who.episodes; ++k) {
        auto& episode = e_.episodes[who.first_episode + k];
        episode.cin = "N8";
        episode.legal = "V2";
      }
    }
    const double other = std::max(0.0, 1 - s_.white - s_.mixed - s_.black - s_.asian);
    std::array<double, 5> shares = {s_.white, s_.mixed, s_.black, s_.asian, other};
    auto cards = apportion(static_cast<int>(today.size()), shares);
    for (const int c : alone) {
      const auto code = child(c).ethnicity;
      auto& left = cards[code == "BAFR" ? 2 : code == "AOTH" ? 3 : 4];
      if (left > 0) --left;
      else --cards[0];
    }
    std::vector<int> dealt;
    for (std::size_t k = 0; k < 5; ++k) dealt.insert(dealt.end(), static_cast<std::size_t>(std::max(0, cards[k])), static_cast<int>(k));
    random_.shuffle(dealt);
    std::size_t next = 0;
    for (auto& who : e_.children) {
      if (who.unaccompanied) continue;
      const auto& last = e_.episodes[who.first_episode + who.episodes - 1];
      const int group = !last.until && next < dealt.size() ? dealt[next++] : static_cast<int>(random_.pick(shares));
      who.ethnicity = origin(group);
    }
  }

  std::string_view origin(int group) {
    const double u = random_.uniform();
    switch (group) {
      case 0: return u < 0.93 ? "WBRI" : u < 0.98 ? "WOTH" : "WROM";
      case 1: return u < 0.4 ? "MWBC" : u < 0.6 ? "MWBA" : u < 0.75 ? "MWAS" : "MOTH";
      case 2: return u < 0.6 ? "BAFR" : u < 0.85 ? "BCRB" : "BOTH";
      case 3: return u < 0.3 ? "APKN" : u < 0.5 ? "ABAN" : u < 0.65 ? "AIND" : "AOTH";
      default: return u < 0.8 ? "OOTH" : "NOBT";
    }
  }

  England& e_;
  Random random_;
  const Scenario& s_;
  Date start_;
  double long_scale_ = 1000;
  std::vector<int> open_;   // looked after at the census, by authority
};

}  // namespace

void invent_histories(England& england, const Random& seed) { Histories(england, seed.fork("histories")).run(); }

}  // namespace rightplace::demo
