// Who is in care, as the returns have it.

#include <algorithm>

#include "features/returns/returns.h"

namespace rightplace::returns {
namespace {

// The day on which the care that an episode speaks of ended; nothing: it goes on. `next` begins after it.
std::optional<Date> end_of(const Episode& episode, const Episode* next, std::span<const int> years) {
  const int latest = years.back();
  // Open on 31 March: a later return that does not have it says that it is over, the very next one since when.
  if (!episode.dec) {
    if (episode.last_year == latest) return std::nullopt;
    if (next && !std::ranges::binary_search(years, episode.last_year + 1)) return next->decom;
    return first_day_of(episode.last_year + 1);
  }
  // X1: another episode begins at once. Where the latest return does not have it yet, the child is still in care.
  if (!next && episode.rec == "X1" && reporting_year_ending(*episode.dec) == latest) return std::nullopt;
  return episode.dec;
}

// Care without a day between, the last such time.
Stay last_care(const Timeline& timeline, std::span<const int> years) {
  std::optional<Stay> care;
  for (std::size_t i = 0; i < timeline.episodes.size(); ++i) {
    const auto& episode = timeline.episodes[i];
    const auto* next = i + 1 < timeline.episodes.size() ? &timeline.episodes[i + 1] : nullptr;
    const auto until = end_of(episode, next, years);
    if (!care || (care->until && *care->until < episode.decom)) care = Stay{episode.decom, until};
    else if (care->until) care->until = until ? std::optional(std::max(*care->until, *until)) : std::nullopt;
  }
  return *care;
}

}  // namespace

children::CasesSaid derive_care(db::Write& tx, const vault::Vault& vault, std::string_view authority_code, Instant now, const imports::ImportId& import) {
  std::vector<int> years;
  for (const auto& state : tables_of(tx, authority_code))
    if (state.table == Table::Episodes) years.push_back(state.year);
  std::ranges::sort(years);
  years.erase(std::unique(years.begin(), years.end()), years.end());
  std::vector<children::CareSaid> said;
  for (const auto& child : timelines(tx, vault, authority_code))
    if (!child.timeline.episodes.empty()) said.push_back({child.child, last_care(child.timeline, years)});
  return children::derive_cases(tx, authority_code, said, now, import.text());
}

}  // namespace rightplace::returns
