#include "formats/csv_writer.h"

namespace rightplace::formats {
namespace {

// Spaces at the ends are quoted too: some readers drop them.
bool needs_quotes(std::string_view cell) {
  return cell.find_first_of(",\"\r\n") != std::string_view::npos || cell.starts_with(' ') || cell.ends_with(' ');
}

bool is_number(std::string_view cell) {
  const auto rest = cell.substr(1);
  return !rest.empty() && rest.find_first_not_of("0123456789.") == std::string_view::npos;
}

// = + - @, a tab or a line's end before them, and their wide forms (U+FF1D, FF0B, FF0D, FF20). A signed number is none.
bool is_formula(std::string_view cell) {
  if (cell.empty()) return false;
  if (cell.front() == '+' || cell.front() == '-') return !is_number(cell);
  if (std::string_view("=@\t\r\n").find(cell.front()) != std::string_view::npos) return true;
  for (const std::string_view wide : {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"})
    if (cell.starts_with(wide)) return true;
  return false;
}

}  // namespace

void CsvWriter::row(std::span<const std::string_view> cells) {
  // A row of one empty cell would be an empty line, which readers skip.
  if (cells.size() == 1 && cells.front().empty()) text_ += "\"\"";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i) text_ += ',';
    const bool disarmed = formulas_ == Formulas::AsTexts && is_formula(cells[i]);
    const bool quoted = needs_quotes(cells[i]);
    if (quoted) text_ += '"';
    if (disarmed) text_ += '\'';
    if (!quoted) {
      text_ += cells[i];
      continue;
    }
    for (const char c : cells[i]) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  text_ += line_end_;
}

}  // namespace rightplace::formats
