#pragma once
// For tests only: the returns of an authority that nobody has, as files.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/random.h"
#include "formats/file.h"

namespace rightplace::planning {

inline constexpr const char* kHeaderColumns = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n";
inline constexpr const char* kEpisodeColumns = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n";

// Invented returns of the years to March 2021, 2022, …: children come, move once in a while and leave.
struct MadeReturns {
  int first_year = 2021, years = 4;
  double entries_a_day = 0.3;
  int skip_year = 0;             // no files for this one
  int other_children_from = 0;   // from this year on every child has another number
  bool foreign_row = false;
};

struct MadeEpisode {
  int child;
  std::int32_t from, until;
  const char* place;
  bool starts, ends;
};

inline void write(const std::filesystem::path& folder, const MadeReturns& made) {
  Random random(77);
  const auto first = Date(made.first_year - 3, 4, 1).days(), last = Date(made.first_year + made.years - 1, 3, 31).days();
  std::vector<MadeEpisode> episodes;
  std::vector<std::int32_t> births;
  for (auto day = first; day <= last; ++day)
    for (std::int64_t n = random.poisson(made.entries_a_day); n > 0; --n) {
      births.push_back(day - static_cast<std::int32_t>(random.integer(10, 17 * 365)));
      auto from = day;
      bool starts = true;
      for (;;) {
        const auto until = from + 1 + static_cast<std::int32_t>(random.exponential(400));
        const bool adult = until >= births.back() + 18 * 365;
        const bool ends = adult || random.chance(0.5);
        const char* place = random.chance(0.7) ? "U5" : random.chance(0.6) ? "K2" : "H5";
        episodes.push_back({static_cast<int>(births.size()), from, until, place, starts, ends});
        starts = false;
        from = until;
        if (ends) break;
      }
    }
  for (int year = made.first_year; year < made.first_year + made.years; ++year) {
    if (year == made.skip_year) continue;
    const auto begin = Date(year - 1, 4, 1), end = Date(year, 3, 31);
    const int shift = made.other_children_from != 0 && year >= made.other_children_from ? 500'000 : 100'000;
    std::string header = kHeaderColumns, rows = kEpisodeColumns;
    std::vector<bool> listed(births.size() + 1, false);
    for (const auto& e : episodes) {
      if (e.from > end.days() || e.until < begin.days()) continue;
      const bool open = e.until > end.days();
      rows += fmt::format("KID{},{},{},C2,N1,{},PR1,{},{},,,,\n", shift + e.child, Date(e.from).british(), e.starts ? "S" : "P", e.place,
                          open ? "" : Date(e.until).british(), open ? "" : e.ends ? "E4A" : "X1");
      const auto i = static_cast<std::size_t>(e.child);
      if (!listed[i]) header += fmt::format("KID{},1,{},WBRI,UN3,,\n", shift + e.child, Date(births[i - 1]).british());
      listed[i] = true;
    }
    if (made.foreign_row && year == made.first_year) rows += "KID999999,31/02/2021,S,C2,N1,U5,PR1,,,,,,\n";
    const auto set = folder / fmt::format("{}-{}", year - 1, year % 100);
    std::filesystem::create_directories(set);
    ASSERT_TRUE(formats::write_file(set / "header.csv", header));
    ASSERT_TRUE(formats::write_file(set / "episodes.csv", rows));
  }
}

}  // namespace rightplace::planning
