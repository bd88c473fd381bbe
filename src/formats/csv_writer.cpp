#include "formats/csv_writer.h"

namespace rightplace::formats {
namespace {

// Spaces at the ends are quoted too: some readers drop them.
bool needs_quotes(std::string_view cell) {
  return cell.find_first_of(",\"\r\n") != std::string_view::npos || cell.starts_with(' ') || cell.ends_with(' ');
}

}  // namespace

void CsvWriter::row(std::span<const std::string_view> cells) {
  // A row of one empty cell would be an empty line, which readers skip.
  if (cells.size() == 1 && cells.front().empty()) text_ += "\"\"";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i) text_ += ',';
    if (!needs_quotes(cells[i])) {
      text_ += cells[i];
      continue;
    }
    text_ += '"';
    for (const char c : cells[i]) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }
  text_ += line_end_;
}

}  // namespace rightplace::formats
