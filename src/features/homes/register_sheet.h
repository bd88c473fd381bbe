#pragma once
// One sheet on its way to a list: first its columns, then its rows.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/homes/register_reader.h"
#include "features/homes/register_words.h"
#include "formats/table.h"

namespace rightplace::homes {

struct ColumnMeaning {
  std::size_t column = 0;
  Concept concept_ = Concept::None;
  std::string header;
  bool misspelt = false;
};

// The header of a list, recognised. Columns that mean nothing here are listed with Concept::None or Ignored.
struct ListHeader {
  std::uint64_t line = 0;
  std::vector<ColumnMeaning> columns;
  std::optional<Date> as_at;           // said by a header

  // npos when the list has no such column.
  std::size_t column_of(Concept concept_) const;
  bool has(Concept concept_) const { return column_of(concept_) != std::string_view::npos; }
  std::string header_of(Concept concept_) const;
  std::string in_words() const;        // "URN ← "URN" (B), … Ignored: "Web link" (A), …"
};
// None when the row is not a header of providers. An error when two columns mean the same.
Result<std::optional<ListHeader>> recognise_header(const formats::TableRow& row, std::string_view file, std::string_view sheet);

std::string column_letters(std::size_t column);   // 0 -> A, 26 -> AA

// A sheet, read.
struct Sheet {
  std::string name;                    // empty for a CSV
  std::vector<std::string> titles;     // first cells of the rows above the header
  std::optional<ListHeader> header;
  std::uint64_t rows_seen = 0;
  // One row in one piece of memory. Columns that mean nothing here are left empty.
  struct Line {
    std::uint64_t line = 0;
    std::string text;
    std::vector<std::uint32_t> ends;   // where each cell ends in it
  };
  std::vector<Line> lines;

  void add(const formats::TableRow& row);
  std::string_view cell_at(const Line& line, std::size_t column) const;
  std::string_view cell(const Line& line, Concept concept_) const;   // empty when there is no such column
};

ListKind kind_of(const Sheet& sheet, std::string_view file);
// The rows of a sheet as a list on its day. Rejected rows go to the report; remarks are collected there too.
RegisterList list_from(const Sheet& sheet, ListKind kind, Date as_at, std::string_view file, imports::Report& report);

// What a sheet without a type of provision (addresses, conditions) adds, by URN.
struct Addition {
  std::string address;
  std::string postcode;
  std::string conditions;
  std::optional<bool> multi_building;
  std::string owner;
};
std::unordered_map<std::string, Addition> additions_from(const Sheet& sheet);
void add_to(RegisterList& list, const std::unordered_map<std::string, Addition>& additions);

}  // namespace rightplace::homes
