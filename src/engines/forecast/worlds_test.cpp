#include "engines/forecast/worlds_for_tests.h"

#include "base/date.h"
#include "engines/forecast/histories.h"

namespace rightplace::forecast {

Problem made_problem(const MadeWorld& w) {
  Problem p;
  p.groups = {"foster", "residential", "supported"};
  p.needs = {"abuse or neglect", "other"};
  for (std::size_t u = 0; u < w.authorities; ++u) p.authorities.push_back({"A" + std::to_string(u), 0});
  p.origin = kMadeOrigin;
  const int watched = w.years * 365 + 1;
  for (std::uint32_t u = 0; u < w.authorities; ++u) p.windows.push_back({u, kMadeOrigin + 1 - watched, kMadeOrigin + 1});

  Random random = Random(w.seed).fork("made world");
  struct Alive {
    std::uint32_t child;
    std::int32_t adult;
    double frailty;
    std::size_t spell;
  };
  std::vector<Alive> alive;
  for (int day = -watched - w.warm_up_days; day <= w.more_days; ++day) {
    const auto today = kMadeOrigin + day;
    for (std::size_t i = 0; i < alive.size();) {
      auto& a = alive[i];
      const auto spell = a.spell;
      const int there = today - p.spells[spell].from;
      const bool adult = today >= a.adult;
      if (adult || random.chance(w.leaving_a_day * a.frailty * w.leaving_factor(day))) {
        p.spells[spell].until = adult ? a.adult : today;
        p.spells[spell].ends_care = true;
        if (p.spells[spell].until == p.spells[spell].from) p.spells[spell].until += 1;
        a = alive.back();
        alive.pop_back();
        continue;
      }
      if (there > 0 && random.chance(w.moving_a_day * w.moving_factor(day, there))) {
        const auto from = p.spells[spell].group;
        const auto to = from == 0 ? (random.chance(0.7) ? 1u : 2u) : (random.chance(0.6) ? 0u : 3u - from);
        p.spells[spell].until = today;
        p.spells.push_back({a.child, to, today, kOpen, false, false});
        a.spell = p.spells.size() - 1;
      }
      ++i;
    }
    const auto newcomers = random.poisson(w.entries_a_day * w.entry_factor(day));
    for (std::int64_t n = 0; n < newcomers; ++n) {
      const auto age_days = static_cast<std::int32_t>(random.chance(0.2) ? random.uniform(0, 200) : random.uniform(0, 17.5 * 365.25));
      const auto child = static_cast<std::uint32_t>(p.children.size());
      p.children.push_back({today - age_days, static_cast<std::uint32_t>(child % w.authorities), random.chance(0.6) ? 0u : 1u});
      const double u = random.uniform();
      p.spells.push_back({child, age_days > 15 * 365 && u < 0.3 ? 2u : u < 0.75 ? 0u : 1u, today, kOpen, true, false});
      const double shape = w.frailty > 0 ? 1 / (w.frailty * w.frailty) : 0;
      alive.push_back({child, birthday(today - age_days, 18), w.frailty > 0 ? random.gamma(shape, 1 / shape) : 1.0, p.spells.size() - 1});
    }
  }
  // Returns know nothing of those who had left before the first of them.
  std::erase_if(p.spells, [&](const Spell& s) { return s.until != kOpen && s.until <= kMadeOrigin + 1 - watched; });
  return p;
}

int in_care_on(const Problem& problem, std::int32_t day, int group) {
  int n = 0;
  for (const auto& s : problem.spells) n += s.from <= day && day < s.until && (group < 0 || s.group == static_cast<std::uint32_t>(group));
  return n;
}

}  // namespace rightplace::forecast
