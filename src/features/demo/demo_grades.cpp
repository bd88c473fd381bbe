// Inspections of five years and what the inspectorate ordered.
#include <algorithm>
#include <cmath>

#include "features/demo/demo_parts.h"
#include "features/demo/demo_quota.h"

namespace rightplace::demo {
namespace {

constexpr int kDaysToFirstInspection = 240;   // about 7-9 months after registration

Grade neighbour(Grade grade, Random& random) {
  const int step = random.chance(0.5) ? 1 : -1;
  return static_cast<Grade>(std::clamp(static_cast<int>(grade) + step, 0, 3));
}

// Yearly full inspections back from the latest, with an interim between them before April 2017.
void inspect(Home& home, Grade latest, Date last_day, Date first_day, Random& random) {
  Date on = last_day.plus_days(-static_cast<int>(random.integer(8, 340)));
  const Date earliest = std::max(first_day, home.opened.plus_days(kDaysToFirstInspection));
  if (on < earliest) on = std::min(last_day.plus_days(-3), earliest.plus_days(static_cast<int>(random.integer(0, 5))));
  Grade grade = latest;
  while (on >= earliest) {
    home.inspections.push_back({.on = on, .full = true, .grade = grade});
    const Date interim = on.plus_days(-static_cast<int>(random.integer(130, 220)));
    if (interim >= earliest && (on < Date(2017, 4, 1) || random.chance(0.35)))
      home.inspections.push_back({.on = interim, .full = false, .grade = Grade::NotJudged});
    on = on.plus_days(-static_cast<int>(random.integer(300, 400)));
    if (random.chance(grade == Grade::Inadequate ? 0.9 : 0.35)) grade = neighbour(grade, random);
  }
  std::reverse(home.inspections.begin(), home.inspections.end());
  std::sort(home.inspections.begin(), home.inspections.end(), [](const Inspection& a, const Inspection& b) { return a.on < b.on; });
}

}  // namespace

void invent_grades(England& england, const Random& seed) {
  auto random = seed.fork("grades");
  const auto& s = england.scenario;
  const Date start = s.census.plus_years(-5).plus_days(-30);
  std::vector<std::size_t> judged;
  for (std::size_t h = 0; h < england.homes.size(); ++h) {
    const auto& home = england.homes[h];
    if (!home.closed && home.opened.plus_days(kDaysToFirstInspection + 6) <= s.census) judged.push_back(h);
  }
  // Better homes have better grades, on the whole.
  std::vector<double> key(england.homes.size());
  for (const auto h : judged) key[h] = -0.5 * england.homes[h].quality + random.normal();
  std::sort(judged.begin(), judged.end(), [&](std::size_t a, std::size_t b) { return key[a] != key[b] ? key[a] < key[b] : a < b; });
  const auto counts = apportion(static_cast<int>(judged.size()), s.grades);
  std::size_t next = 0;
  for (std::size_t g = 0; g < counts.size(); ++g)
    for (int k = 0; k < counts[g]; ++k) inspect(england.homes[judged[next++]], static_cast<Grade>(g), s.census, start, random);

  for (auto& home : england.homes) {
    if (home.closed) {
      const auto grade = static_cast<Grade>(random.pick(s.grades));
      inspect(home, random.chance(0.3) ? neighbour(grade, random) : grade, *home.closed, start, random);
      if (random.chance(0.06)) {
        home.notices.push_back({.kind = "suspension", .from = home.closed->plus_days(-40), .until = home.closed->plus_days(-1)});
        home.notices.push_back({.kind = "cancellation", .from = home.closed->plus_days(-1), .until = {}});
      }
      continue;
    }
    if (home.inspections.empty()) continue;
    const auto latest = std::find_if(home.inspections.rbegin(), home.inspections.rend(), [](const Inspection& i) { return i.full; });
    if (latest == home.inspections.rend()) continue;
    const Date served = latest->on.plus_days(static_cast<int>(random.integer(1, 6)));
    if (latest->grade == Grade::Inadequate) {
      home.notices.push_back({.kind = "compliance", .from = served, .until = random.chance(0.5) ? std::optional(served.plus_days(60)) : std::nullopt});
      if (random.chance(0.35)) home.notices.push_back({.kind = "restriction", .from = served, .until = random.chance(0.4) ? std::optional(served.plus_days(84)) : std::nullopt});
      if (random.chance(0.08)) home.notices.push_back({.kind = "suspension", .from = served.plus_days(2), .until = std::nullopt});
    } else if (latest->grade == Grade::RequiresImprovement && random.chance(0.12)) {
      home.notices.push_back({.kind = "compliance", .from = served, .until = served.plus_days(60)});
    }
  }
}

}  // namespace rightplace::demo
