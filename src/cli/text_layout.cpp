#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "cli/console.h"

namespace rightplace::cli {
namespace {

// Bytes of the character, or of the whole colour sequence, that starts at `at`; `shown`: does it take a column?
struct Step {
  std::size_t bytes;
  bool shown;
};
Step step(std::string_view text, std::size_t at) {
  if (text.substr(at).starts_with("\x1B[")) {
    auto end = at + 2;
    while (end < text.size() && (text[end] < '@' || text[end] > '~')) ++end;
    return {std::min(end + 1, text.size()) - at, false};
  }
  auto end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return {end - at, true};
}

// Bytes of the first `count` characters, with colour sequences that stand among them.
std::size_t bytes_of(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto next = step(text, at);
    if (next.shown && count-- == 0) break;
    at += next.bytes;
  }
  return at;
}

// One paragraph folded at spaces; a word longer than a line is cut.
void fold(std::string_view text, std::size_t first_width, std::size_t width, std::vector<std::string>& lines) {
  std::string line;
  std::size_t length = 0;
  auto room = first_width;
  const auto flush = [&] {
    lines.push_back(std::move(line));
    line.clear();
    length = 0;
    room = width;
  };
  bool any = false;
  for (auto word : split(text, ' ')) {
    if (word.empty() && any) continue;
    auto needed = character_count(word);
    if (any && length > 0 && length + 1 + needed > room) flush();
    while (needed > room && length == 0) {
      const auto cut = bytes_of(word, room);
      line = word.substr(0, cut);
      word.remove_prefix(cut);
      needed = character_count(word);
      flush();
    }
    if (length > 0) {
      line += ' ';
      ++length;
    }
    line += word;
    length += needed;
    any = true;
  }
  lines.push_back(std::move(line));
}

std::vector<std::string> folded(std::string_view text, std::size_t first_width, std::size_t width) {
  std::vector<std::string> lines;
  for (const auto paragraph : split(text, '\n')) {
    fold(paragraph, lines.empty() ? first_width : width, width, lines);
  }
  return lines;
}

// How wide each column may be: its widest cell, at most its own limit; then the widest wrapping column gives way.
std::vector<std::size_t> widths_of(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width) {
  constexpr std::size_t kNarrowest = 8;
  std::vector<std::size_t> widths;
  for (const auto& column : columns) widths.push_back(character_count(column.head));
  for (const auto& row : rows)
    for (std::size_t i = 0; i < std::min(row.size(), columns.size()); ++i)
      for (const auto line : split(row[i], '\n')) widths[i] = std::max(widths[i], character_count(line));
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].most) widths[i] = std::min(widths[i], std::max<std::size_t>(columns[i].most, 1));
  auto total = std::accumulate(widths.begin(), widths.end(), columns.empty() ? std::size_t{0} : 2 * (columns.size() - 1));
  while (width > 0 && total > static_cast<std::size_t>(width)) {
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i < columns.size(); ++i)
      if (columns[i].most && widths[i] > kNarrowest && (widest == columns.size() || widths[i] > widths[widest])) widest = i;
    if (widest == columns.size()) break;
    --widths[widest];
    --total;
  }
  return widths;
}

void append_row(std::string& out, const std::vector<Column>& columns, const std::vector<std::size_t>& widths, const std::vector<std::string>& row) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    cells.push_back(i < row.size() ? folded(row[i], std::max<std::size_t>(widths[i], 1), std::max<std::size_t>(widths[i], 1)) : std::vector<std::string>{""});
    height = std::max(height, cells.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string_view cell = line < cells[i].size() ? std::string_view(cells[i][line]) : std::string_view{};
      const auto used = character_count(cell);
      const std::string gap(widths[i] > used ? widths[i] - used : 0, ' ');
      if (i) text += "  ";
      text += columns[i].align == Align::Right ? gap + std::string(cell) : std::string(cell) + gap;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
}

}  // namespace

std::size_t character_count(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto next = step(utf8, at);
    count += next.shown;
    at += next.bytes;
  }
  return count;
}

std::string wrapped(std::string_view text, int width, int indent) {
  const auto whole = static_cast<std::size_t>(std::max(width, 8));
  const auto inset = std::min(static_cast<std::size_t>(std::max(indent, 0)), whole - 4);
  std::string out;
  for (const auto& line : folded(text, whole, whole - inset)) {
    if (!out.empty()) out += "\n" + std::string(line.empty() ? 0 : inset, ' ');
    out += line;
  }
  return out;
}

std::string table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows, int width) {
  const auto widths = widths_of(columns, rows, width);
  std::string out;
  std::vector<std::string> heads;
  for (const auto& column : columns) heads.push_back(column.head);
  append_row(out, columns, widths, heads);
  for (const auto& row : rows) append_row(out, columns, widths, row);
  return out;
}

}  // namespace rightplace::cli
