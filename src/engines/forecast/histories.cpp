#include "engines/forecast/histories.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/date.h"
#include "base/text.h"

namespace rightplace::forecast {

std::int32_t birthday(std::int32_t born, int years) {
  const auto day = Date(born).ymd();
  const int year = static_cast<int>(day.year()) + years;
  const auto month = static_cast<unsigned>(day.month());
  const auto number = static_cast<unsigned>(day.day());
  if (month == 2 && number == 29 && !std::chrono::year{year}.is_leap()) return Date(year, 3, 1).days();
  return Date(year, month, number).days();
}

std::string band_name(std::size_t band) {
  static constexpr std::array<const char*, kBands> kNames{"under 1", "1 to 4", "5 to 9", "10 to 15", "16 and 17"};
  return kNames.at(band);
}

namespace {

struct Tally {
  std::int64_t backwards = 0, before_birth = 0, adult = 0, past_eighteen = 0, overlap = 0, twice = 0, gap = 0, broken = 0, unborn = 0;
};

void add(std::vector<Finding>& findings, const char* code, std::int64_t count, std::string detail, bool serious = false) {
  if (count > 0) findings.push_back({code, count, std::move(detail), serious});
}

std::vector<Window> joined(std::vector<Window> windows, std::int32_t end, std::vector<Finding>& findings) {
  std::erase_if(windows, [&](const Window& w) { return w.from >= end || w.until <= w.from; });
  for (auto& w : windows) w.until = std::min(w.until, end);
  std::sort(windows.begin(), windows.end(), [](const Window& a, const Window& b) {
    return std::tie(a.authority, a.from, a.until) < std::tie(b.authority, b.from, b.until);
  });
  std::vector<Window> out;
  std::int64_t twice = 0, missing = 0, missing_days = 0;
  for (const auto& w : windows) {
    if (!out.empty() && out.back().authority == w.authority) {
      if (w.from < out.back().until) ++twice;
      if (w.from > out.back().until) {
        ++missing;
        missing_days += w.from - out.back().until;
      }
      if (w.from <= out.back().until) {
        out.back().until = std::max(out.back().until, w.until);
        continue;
      }
    }
    out.push_back(w);
  }
  add(findings, "year_twice", twice,
      fmt::format("{} cover days that another return covers too. Each child's day was counted once.", plural(twice, "return", "returns")));
  add(findings, "year_missing", missing,
      fmt::format("{} between the returns ({} days in all) are covered by none. Comings and goings in them are unknown and were not "
                  "counted; the intervals are wider for it.",
                  plural(missing, "gap", "gaps"), missing_days),
      true);
  return out;
}

// One child's spells, sorted and mended in place; then cut into sojourns.
class OneChild {
 public:
  OneChild(const Child& child, std::int32_t origin, Tally& tally)
      : child_(child), eighteen_(birthday(child.born, 18)), end_(origin + 1), tally_(tally) {}

  void mend(std::vector<Spell>& spells) {
    std::erase_if(spells, [&](Spell& s) { return !usable(s); });
    std::stable_sort(spells.begin(), spells.end(), [](const Spell& a, const Spell& b) {
      return a.from != b.from ? a.from < b.from : a.until < b.until;
    });
    for (std::size_t i = 1; i < spells.size(); ++i) tally_.twice += spells[i].from == spells[i - 1].from;
    std::vector<Spell> kept;
    for (std::size_t i = 0; i < spells.size(); ++i) {
      auto s = spells[i];
      if (!kept.empty() && kept.back().from == s.from) {
        // The shorter first, then what is left of the longer.
        if (s.until > kept.back().until) {
          put_back(spells, i, s, kept.back().until);
          kept.back().ends_care = false;
        }
        continue;
      }
      if (!kept.empty() && kept.back().until > s.from) {
        ++tally_.overlap;
        auto& outer = kept.back();
        if (s.until < outer.until) {
          // One inside the other: the child sleeps in the newer place, then is back in the older.
          put_back(spells, i, outer, s.until);
          s.ends_care = false;
        }
        outer.until = s.from;
        outer.ends_care = s.starts_care = false;
      }
      kept.push_back(s);
    }
    spells = std::move(kept);
  }

  void cut(const std::vector<Spell>& spells, std::vector<Sojourn>& out) {
    const std::size_t first = out.size();
    for (std::size_t i = 0; i < spells.size(); ++i) {
      const auto& s = spells[i];
      const bool fresh = out.size() == first;
      bool joins = !fresh && out.back().until == s.from && out.back().end != Sojourn::End::Left;
      if (!fresh && !joins) {
        // The record leaves days open: a day is a slip of the pen, more is time out of care.
        if (s.from - out.back().until <= 1 && !s.starts_care) {
          joins = true;
        } else if (!s.starts_care) {
          ++tally_.gap;
        }
        if (!joins && out.back().end == Sojourn::End::Moved) {
          out.back().end = Sojourn::End::Left;
          ++tally_.broken;
        }
      }
      if (joins && out.back().group == s.group) {
        out.back().until = s.until;
        out.back().end = end_of(s);
        continue;
      }
      out.push_back({s.child, s.group, s.from, s.until, end_of(s), fresh ? s.starts_care : !joins});
    }
    if (out.size() > first && out.back().end == Sojourn::End::Moved) {
      out.back().end = Sojourn::End::Left;   // "moved", and nothing follows
      ++tally_.broken;
    }
  }

 private:
  // The part of `spell` from a day on, among those still to come after `i`.
  static void put_back(std::vector<Spell>& spells, std::size_t i, Spell spell, std::int32_t from) {
    spell.from = from;
    spell.starts_care = false;
    const auto place = std::upper_bound(spells.begin() + static_cast<std::ptrdiff_t>(i) + 1, spells.end(), spell,
                                        [](const Spell& x, const Spell& y) { return x.from < y.from; });
    spells.insert(place, spell);
  }
  bool usable(Spell& s) {
    if (s.until <= s.from) {
      ++tally_.backwards;
      return false;
    }
    if (s.from >= end_) return false;
    if (s.from < child_.born) {
      ++tally_.before_birth;
      if (s.until <= child_.born) return false;
      s.from = child_.born;
    }
    if (s.from >= eighteen_) {
      ++tally_.adult;
      return false;
    }
    if (s.until != kOpen && s.until > end_ - 1) {
      s.until = kOpen;
      s.ends_care = false;
    }
    const auto last = s.until == kOpen ? end_ : s.until;
    if (last > eighteen_) {
      if (last > eighteen_ + 1) ++tally_.past_eighteen;
      s.until = eighteen_;
      s.ends_care = true;
    } else if (s.until == kOpen && eighteen_ <= end_ - 1) {
      s.until = eighteen_;
      s.ends_care = true;
    }
    return true;
  }
  Sojourn::End end_of(const Spell& s) const {
    if (s.until == kOpen) return Sojourn::End::Open;
    if (s.until >= eighteen_ - kAdultSlack && (s.ends_care || s.until >= eighteen_)) return Sojourn::End::Adult;
    return s.ends_care ? Sojourn::End::Left : Sojourn::End::Moved;
  }

  const Child& child_;
  std::int32_t eighteen_;
  std::int32_t end_;
  Tally& tally_;
};

void report(const Tally& t, std::vector<Finding>& findings) {
  add(findings, "ends_before_start", t.backwards,
      fmt::format("{} on or before the day they begin. They were left out.", plural(t.backwards, "episode ends", "episodes end")));
  add(findings, "before_birth", t.before_birth,
      fmt::format("{} before the child's birth. They were counted from the birth on, or left out; if the dates of birth are wrong, ages are "
                  "too.",
                  plural(t.before_birth, "episode begins", "episodes begin")),
      true);
  add(findings, "adult", t.adult,
      fmt::format("{} after the eighteenth birthday. They were left out.", plural(t.adult, "episode begins", "episodes begin")));
  add(findings, "past_eighteen", t.past_eighteen,
      fmt::format("{} beyond the eighteenth birthday or have no end. They were ended on the birthday.",
                  plural(t.past_eighteen, "episode goes on", "episodes go on")));
  add(findings, "twice", t.twice,
      fmt::format("{} on the same day as another of the same child. The shorter was put first, the rest of the longer after it.", plural(t.twice, "episode begins", "episodes begin")));
  add(findings, "overlap", t.overlap,
      fmt::format("{} into the next of the same child. The earlier was interrupted where the later begins; a child is counted once a night.",
                  plural(t.overlap, "episode runs", "episodes run")));
  add(findings, "gap", t.gap,
      fmt::format("{} between a child's episodes without a new start of care. The days between were taken as time out of care, so leaving "
                  "and coming into care are both counted once more.",
                  plural(t.gap, "gap", "gaps")));
  add(findings, "broken", t.broken,
      fmt::format("{} with a move, and no next episode follows at once. They were taken as leaving care.",
                  plural(t.broken, "episode ends", "episodes end")));
}

}  // namespace

bool Histories::observed(std::uint32_t authority, std::int32_t day) const {
  if (authority >= by_authority.size()) return false;
  for (const auto& w : by_authority[authority])
    if (w.from <= day && day < w.until) return true;
  return false;
}

Histories histories_until(const Problem& problem, std::int32_t origin) {
  Histories out;
  out.origin = origin;
  out.windows = joined(problem.windows, origin + 1, out.findings);
  out.by_authority.resize(problem.authorities.size());
  for (const auto& w : out.windows)
    if (w.authority < out.by_authority.size()) out.by_authority[w.authority].push_back(w);

  // Counting sort by child: a national file has hundreds of thousands of spells.
  std::vector<std::uint32_t> start(problem.children.size() + 1, 0);
  for (const auto& s : problem.spells) ++start[s.child + 1];
  for (std::size_t i = 1; i < start.size(); ++i) start[i] += start[i - 1];
  std::vector<Spell> ordered(problem.spells.size());
  {
    auto next = start;
    for (const auto& s : problem.spells) ordered[next[s.child]++] = s;
  }
  Tally tally;
  std::vector<Spell> spells;
  out.sojourns.reserve(problem.spells.size());
  for (std::uint32_t c = 0; c < problem.children.size(); ++c) {
    if (start[c] == start[c + 1]) continue;
    spells.assign(ordered.begin() + start[c], ordered.begin() + start[c + 1]);
    OneChild child(problem.children[c], origin, tally);
    child.mend(spells);
    child.cut(spells, out.sojourns);
  }
  report(tally, out.findings);
  return out;
}

}  // namespace rightplace::forecast
