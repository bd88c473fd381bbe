#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "features/planning/planning.h"

namespace rightplace::planning {
namespace {

using forecast::Finding;

void add(std::vector<Finding>& findings, const char* code, std::int64_t count, std::string detail, bool serious = false) {
  if (count > 0) findings.push_back({code, count, std::move(detail), serious});
}

void look_at_years(const std::vector<int>& years, std::vector<Finding>& findings) {
  std::vector<std::string> missing;
  for (std::size_t i = 1; i < years.size(); ++i)
    for (int year = years[i - 1] + 1; year < years[i]; ++year) missing.push_back(returns::year_in_words(year));
  add(findings, "missing_years", static_cast<std::int64_t>(missing.size()),
      fmt::format("There is no return for {}. What happened in that time is unknown, beyond what later returns say of children who were still "
                  "there.",
                  join_words(missing)),
      true);
}

// Most children of one year are in the next year's return: where next to none is, two authorities' files are mixed, or
// the children were given new numbers.
void look_at_children(const returns::FolderRead& read, std::vector<Finding>& findings) {
  std::map<int, std::set<std::string_view>> open_at_end, seen;
  for (const auto& t : read.timelines)
    for (const auto& e : t.episodes) {
      for (int year = e.first_year; year <= e.last_year; ++year) seen[year].insert(t.child);
      if (!e.dec || *e.dec > returns::last_day_of(e.last_year)) open_at_end[e.last_year].insert(t.child);
      for (int year = e.first_year; year < e.last_year; ++year) open_at_end[year].insert(t.child);
    }
  for (std::size_t i = 1; i < read.years.size(); ++i) {
    const int before = read.years[i - 1], year = read.years[i];
    if (year != before + 1 || open_at_end[before].size() < 20) continue;
    std::size_t again = 0;
    for (const auto child : open_at_end[before]) again += seen[year].contains(child);
    const auto open = open_at_end[before].size();
    if (again * 2 < open)
      add(findings, "other_children", static_cast<std::int64_t>(open - again),
          fmt::format("Of {} children in care on {}, only {} are in the next year's return. Another authority's file may be among these, or "
                      "the children were given new numbers. The forecast means nothing before that is settled.",
                      open, returns::last_day_of(before).words(), again),
          true);
  }
}

void add_authority(const returns::FolderRead& read, const Grouping& grouping, std::uint32_t authority, forecast::Problem& p,
                   std::vector<Finding>& findings) {
  add(findings, "rejected", read.rejected,
      fmt::format("{} could not be read and {} left out, the first: {}", plural(read.rejected, "row", "rows"), read.rejected == 1 ? "was" : "were",
                  read.rejections.empty() ? std::string() : read.rejections.front()),
      true);
  look_at_years(read.years, findings);
  look_at_children(read, findings);
  for (const int year : read.years) p.windows.push_back({authority, returns::first_day_of(year).days(), returns::last_day_of(year).days() + 1});

  std::map<std::string_view, std::uint32_t> index;
  for (const auto& [child, born] : read.births) {
    index.emplace(child, static_cast<std::uint32_t>(p.children.size()));
    p.children.push_back({born.days(), authority, static_cast<std::uint32_t>(p.needs.size() - 1)});
  }
  std::int64_t without_birth = 0, vanished = 0;
  for (const auto& timeline : read.timelines) {
    const auto found = index.find(timeline.child);
    if (found == index.end()) {
      ++without_birth;
      continue;
    }
    auto group = static_cast<std::uint32_t>(grouping.groups.size() - 1);
    bool gone = false;
    for (const auto& e : timeline.episodes) {
      if (std::ranges::find(grouping.temporary, e.place) == grouping.temporary.end()) group = grouping.group_of(e.place);
      forecast::Spell s;
      s.child = found->second;
      s.group = group;
      s.from = e.decom.days();
      s.until = e.dec ? e.dec->days() : forecast::kOpen;
      s.starts_care = e.rne == "S";
      s.ends_care = e.dec && e.rec != "X1";
      p.spells.push_back(s);
      gone |= !e.dec && e.last_year < read.years.back();
      if (e.cin.size() == 2 && e.cin[0] == 'N' && e.cin[1] >= '1' && e.cin[1] <= '8') p.children[s.child].need = static_cast<std::uint32_t>(e.cin[1] - '1');
    }
    vanished += gone;
  }
  add(findings, "without_birth", without_birth,
      fmt::format("{} in the episodes but not, with a date of birth, in the header. They were left out, so the forecast is too low by their "
                  "number.",
                  plural(without_birth, "child is", "children are")),
      true);
  add(findings, "vanished", vanished,
      fmt::format("{} an episode without an end in an earlier return and nothing of it in the last. They were counted as still in care; if "
                  "they have left, the forecast is too high by up to {}.",
                  plural(vanished, "child has", "children have"), vanished),
      vanished * 20 > static_cast<std::int64_t>(read.births.size()));
}

}  // namespace

forecast::Problem problem_of(const std::vector<AuthorityReturns>& all, const Grouping& grouping, std::vector<Finding>& findings) {
  forecast::Problem p;
  for (const auto& g : grouping.groups) p.groups.push_back(g.name);
  p.needs = {"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "not stated"};
  int first_end = 9999, last_end = 0;
  for (const auto& each : all) {
    const auto before = findings.size();
    add_authority(each.read, grouping, static_cast<std::uint32_t>(p.authorities.size()), p, findings);
    p.authorities.push_back({each.name, 0});
    if (all.size() > 1)
      for (auto i = before; i < findings.size(); ++i) findings[i].detail = fmt::format("{}: {}", each.name, findings[i].detail);
    first_end = std::min(first_end, each.read.years.back());
    last_end = std::max(last_end, each.read.years.back());
  }
  p.origin = returns::last_day_of(first_end).days();
  if (first_end < last_end)
    findings.push_back({"ends_differ", last_end - first_end,
                        fmt::format("Not every authority's returns reach {}. The forecast begins on {}, the last day that all of them know.",
                                    returns::last_day_of(last_end).words(), returns::last_day_of(first_end).words()),
                        true});
  return p;
}

}  // namespace rightplace::planning
