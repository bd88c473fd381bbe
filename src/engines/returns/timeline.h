#pragma once
// One timeline per child out of the returns of several years: an episode open on 31 March and closed in the next
// year's return is one episode; what a later return says of it stands.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/stay.h"

namespace rightplace::returns {

struct Episode {
  Date decom;                  // first day
  std::optional<Date> dec;     // last day; the next episode begins on it
  std::string rne;             // why a new episode: S, L, P, T, B, U
  std::string ls;              // legal status
  std::string cin;             // category of need
  std::string place;           // K2
  std::string place_provider;  // PR4
  std::string rec;             // why it ended: X1 (another follows), E4A, …; empty while open
  std::string reason;          // REASON_PLACE_CHANGE
  std::string home_post;
  std::string pl_post;
  std::string urn;
  int first_year = 0;          // first and last collection year whose return has it
  int last_year = 0;

  Stay stay() const { return {decom, dec}; }
};

enum class RemarkKind {
  Overlap,        // begins before the one before it ended
  Gap,            // the one before it ended with X1, and this begins later than that day
  NoNext,         // ended with X1 and nothing follows, although a return of that time is there
  NotContinued,   // open at the end of a year, and the next year's return does not have it
  Reopened,       // closed in an earlier return, open in a later one
  Changed         // a later return says something else of its beginning
};

struct Remark {
  RemarkKind kind = RemarkKind::Overlap;
  std::size_t episode = 0;   // in the timeline
};

struct Timeline {
  std::string child;                 // whatever the caller used to tell children apart
  std::vector<Episode> episodes;     // by first day
  std::vector<Remark> remarks;       // by episode
};

// One row of one year's return.
struct YearEpisode {
  std::string child;
  int year = 0;
  Episode episode;
};

// `years`: the collection years of which there is a return (with or without rows). Timelines are ordered by child.
// Cost: that of sorting the rows.
std::vector<Timeline> join_years(std::vector<YearEpisode> rows, std::vector<int> years);

// "begins before the episode before it ended", for a person.
std::string_view in_words(RemarkKind kind);

}  // namespace rightplace::returns
