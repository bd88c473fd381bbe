#include "engines/returns/timeline.h"

#include <algorithm>
#include <span>
#include <tuple>

#include "engines/returns/tables.h"

namespace rightplace::returns {
namespace {

bool same_beginning(const Episode& a, const Episode& b) {
  return a.rne == b.rne && a.ls == b.ls && a.place == b.place && a.place_provider == b.place_provider && a.urn == b.urn;
}

struct Known {
  Episode episode;
  bool changed = false;
  bool reopened = false;
};

// Which of the known episodes of earlier years a row of this year is: the same first day, and best the same in all else.
// Two rows of one year are never one episode.
Known* find(std::vector<Known>& known, const YearEpisode& row) {
  Known* found = nullptr;
  for (auto& k : known) {
    if (k.episode.decom != row.episode.decom || k.episode.last_year == row.year) continue;
    if (same_beginning(k.episode, row.episode)) return &k;
    if (!found) found = &k;
  }
  return found;
}

void take(std::vector<Known>& known, YearEpisode&& row) {
  row.episode.first_year = row.episode.last_year = row.year;
  auto* earlier = find(known, row);
  if (!earlier) {
    known.push_back({std::move(row.episode)});
    return;
  }
  earlier->changed |= !same_beginning(earlier->episode, row.episode);
  earlier->reopened |= earlier->episode.dec && !row.episode.dec;
  row.episode.first_year = earlier->episode.first_year;
  earlier->episode = std::move(row.episode);
}

bool has_year(std::span<const int> years, int year) { return std::ranges::binary_search(years, year); }

std::vector<Remark> remarks_on(const std::vector<Known>& known, std::span<const int> years) {
  std::vector<Remark> out;
  const Episode* before = nullptr;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto& e = known[i].episode;
    const bool last = i + 1 == known.size();
    if (before && (!before->dec || e.decom < *before->dec)) out.push_back({RemarkKind::Overlap, i});
    if (before && before->dec && before->rec == "X1" && e.decom > *before->dec) out.push_back({RemarkKind::Gap, i});
    if (last && e.dec && e.rec == "X1" && has_year(years, reporting_year_ending(*e.dec))) out.push_back({RemarkKind::NoNext, i});
    if (!e.dec && has_year(years, e.last_year + 1)) out.push_back({RemarkKind::NotContinued, i});
    if (known[i].reopened && !e.dec) out.push_back({RemarkKind::Reopened, i});
    if (known[i].changed) out.push_back({RemarkKind::Changed, i});
    before = &e;
  }
  return out;
}

Timeline timeline_of(std::span<YearEpisode> rows, std::span<const int> years) {
  Timeline out;
  out.child = rows.front().child;
  std::vector<Known> known;
  for (auto& row : rows) take(known, std::move(row));
  std::ranges::stable_sort(known, {}, [](const Known& k) { return std::tuple(k.episode.decom, k.episode.dec.value_or(Date(2299, 12, 31))); });
  out.remarks = remarks_on(known, years);
  out.episodes.reserve(known.size());
  for (auto& k : known) out.episodes.push_back(std::move(k.episode));
  return out;
}

}  // namespace

std::vector<Timeline> join_years(std::vector<YearEpisode> rows, std::vector<int> years) {
  std::ranges::sort(years);
  std::ranges::stable_sort(rows, {}, [](const YearEpisode& r) { return std::tuple(std::string_view(r.child), r.year, r.episode.decom); });
  std::vector<Timeline> out;
  for (auto begin = rows.begin(); begin != rows.end();) {
    const auto end = std::find_if(begin, rows.end(), [&](const YearEpisode& r) { return r.child != begin->child; });
    out.push_back(timeline_of({begin, end}, years));
    begin = end;
  }
  return out;
}

std::string_view in_words(RemarkKind kind) {
  switch (kind) {
    case RemarkKind::Overlap: return "begins before the episode before it ended";
    case RemarkKind::Gap: return "begins later than the day on which the episode before it ended with X1";
    case RemarkKind::NoNext: return "ended with X1 and no episode follows";
    case RemarkKind::NotContinued: return "was open at the end of the year and is not in the next year's return";
    case RemarkKind::Reopened: return "was closed in an earlier return and is open in a later one";
    case RemarkKind::Changed: return "has another beginning in a later return than in an earlier one";
  }
  return "";
}

}  // namespace rightplace::returns
