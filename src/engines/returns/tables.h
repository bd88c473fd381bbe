#pragma once
// The tables of the children looked after return (SSDA903), as every collection year has had them: columns in the
// return's own order. A collection year is named by the year in which it ends: 2025 is 1 April 2024 to 31 March 2025.
//
// Source: the return's guides for 2022-23 to 2026-27; tables are recognised by their headers, never by a file's name.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/enum_names.h"
#include "base/result.h"

namespace rightplace::returns {

enum class Table { Header, Episodes, Reviews, Uasc, Oc2, Oc3, Ad1, PlacedAdoption, PrevPerm, Missing, SwEpisodes, DoLo };

// Codes are the names of the files that are written; labels those of the return.
inline constexpr auto kTables = enum_names<Table>({{Table::Header, "header", "Header"},
                                                   {Table::Episodes, "episodes", "Episodes"},
                                                   {Table::Reviews, "reviews", "Reviews"},
                                                   {Table::Uasc, "uasc", "UASC"},
                                                   {Table::Oc2, "oc2", "OC2"},
                                                   {Table::Oc3, "oc3", "OC3"},
                                                   {Table::Ad1, "ad1", "AD1"},
                                                   {Table::PlacedAdoption, "placed_for_adoption", "PlacedAdoption"},
                                                   {Table::PrevPerm, "previous_permanence", "PrevPerm"},
                                                   {Table::Missing, "missing", "Missing"},
                                                   {Table::SwEpisodes, "sw_episodes", "SWEpisodes"},
                                                   {Table::DoLo, "dolo", "DoLo"}});
inline constexpr std::size_t kTableCount = kTables.rows.size();

enum class Kind {
  Child,      // the authority's id of a child
  Birth,      // a day of birth
  Happened,   // a day on which something happened: never in the future
  Expected,   // a day that may lie ahead
  Code,       // of a dated code set, under the column's name
  Score,      // a whole number between low and high
  Upn,        // unique pupil number
  Postcode,
  Urn,        // Ofsted's number
  Text
};
constexpr bool is_date(Kind kind) { return kind == Kind::Birth || kind == Kind::Happened || kind == Kind::Expected; }

struct Column {
  std::string_view name;   // as in the return's header; in the database the same in lower case
  Kind kind = Kind::Text;
  bool needed = false;     // a row without it says nothing and is rejected
  bool in_csv = true;      // false: only the XML form has it
  int low = 0;             // of a score
  int high = 0;
};

struct TableSpec {
  Table table = Table::Header;
  std::span<const Column> columns;
  int from_year = 0;               // first collection year; 0: always
  bool once_per_child = false;     // a second row of one child contradicts the first
  int first = -1;                  // columns of a spell's first and last day, where it has them: the last is not before
  int last = -1;                   // the first
};

const TableSpec& spec_of(Table table);
std::span<const TableSpec> all_tables();
bool collected_in(Table table, int year);
int column_of(Table table, std::string_view name);   // -1 when there is none

constexpr Date first_day_of(int year) { return Date(year - 1, 4, 1); }
constexpr Date last_day_of(int year) { return Date(year, 3, 31); }
std::string year_in_words(int year);   // "2024-25 (the year to 31 March 2025)"

// Which table a row of headers is. Order, case and spaces at the ends do not matter.
struct Recognised {
  Table table = Table::Header;
  std::vector<int> positions;          // of each column of the table in the file; -1: not there (an XML-only column)
  std::vector<std::string> extra;      // headers that are not part of the return
};
// The error is a clause without the file's name: "lacks the column URN of Episodes", "has the column DOB twice", …
Result<Recognised> recognise(std::span<const std::string_view> headers);

}  // namespace rightplace::returns
