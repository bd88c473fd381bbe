#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "features/homes/register_sheet.h"

namespace rightplace::homes {
namespace {

// Address lines, and codes of no interest here, may come several times.
bool may_repeat(Concept concept_) {
  return concept_ == Concept::AddressLine || concept_ == Concept::None || concept_ == Concept::Ignored || concept_ == Concept::PlacementCode ||
         concept_ == Concept::StatusAtStart;
}

}  // namespace

std::string column_letters(std::size_t column) {
  std::string letters;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26) letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  return letters;
}

std::size_t ListHeader::column_of(Concept concept_) const {
  for (const auto& column : columns)
    if (column.concept_ == concept_) return column.column;
  return std::string_view::npos;
}

std::string ListHeader::header_of(Concept concept_) const {
  for (const auto& column : columns)
    if (column.concept_ == concept_) return column.header;
  return std::string(label_of(concept_));
}

std::string ListHeader::in_words() const {
  std::vector<std::string> known;
  std::vector<std::string> ignored;
  for (const auto& column : columns) {
    const auto where = fmt::format("\"{}\" ({})", shown(column.header), column_letters(column.column));
    if (column.concept_ == Concept::None || column.concept_ == Concept::Ignored) ignored.push_back(where);
    else known.push_back(fmt::format("{} ← {}{}", label_of(column.concept_), where, column.misspelt ? ", by its likeness" : ""));
  }
  return join(known, "; ") + (ignored.empty() ? "" : ". Ignored: " + join(ignored, ", "));
}

Result<std::optional<ListHeader>> recognise_header(const formats::TableRow& row, std::string_view file, std::string_view sheet) {
  ListHeader header;
  header.line = row.line;
  std::vector<std::optional<Date>> days;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    const auto text = squeeze(row.cells[i]);
    if (text.empty()) continue;
    const auto meaning = meaning_of_header(text);
    header.columns.push_back({i, meaning.concept_, text, meaning.misspelt});
    days.push_back(meaning.as_at);
  }
  if (!header.has(Concept::Urn)) return std::optional<ListHeader>{};
  const auto known = std::ranges::count_if(header.columns, [](const ColumnMeaning& c) { return c.concept_ != Concept::None; });
  if (known < 3) return std::optional<ListHeader>{};

  // A status at the start and one at the end of a year: the later one counts.
  std::optional<std::size_t> last_status;
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    if (header.columns[i].concept_ != Concept::Status || !days[i]) continue;
    if (last_status) {
      const bool later = *days[i] > *days[*last_status];
      header.columns[later ? *last_status : i].concept_ = Concept::StatusAtStart;
      if (later) last_status = i;
    } else {
      last_status = i;
    }
  }
  if (last_status && *days[*last_status] > Date(2000, 1, 1) && *days[*last_status] < Date(2150, 1, 1)) header.as_at = days[*last_status];

  // An exact name outranks a mere likeness to it.
  std::map<Concept, std::size_t> first;
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    auto& column = header.columns[i];
    if (may_repeat(column.concept_)) continue;
    const auto [found, fresh] = first.try_emplace(column.concept_, i);
    if (fresh) continue;
    auto& other = header.columns[found->second];
    if (column.misspelt != other.misspelt) {
      (column.misspelt ? column : other).concept_ = Concept::None;
      if (!column.misspelt) found->second = i;
      continue;
    }
    return fail(ErrorKind::Invalid,
                fmt::format("{}{}, line {}: two columns mean the same ({}): \"{}\" ({}) and \"{}\" ({}). Remove or rename one of them.", file,
                            sheet.empty() ? "" : fmt::format(", sheet {}", sheet), row.line, label_of(column.concept_), shown(other.header),
                            column_letters(other.column), shown(column.header), column_letters(column.column)));
  }
  return std::optional(std::move(header));
}

void Sheet::add(const formats::TableRow& row) {
  auto& kept = lines.emplace_back();
  kept.line = row.line;
  kept.ends.reserve(row.cells.size());
  std::size_t next = 0;
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    while (next < header->columns.size() && header->columns[next].column < i) ++next;
    const bool meant = next < header->columns.size() && header->columns[next].column == i && header->columns[next].concept_ != Concept::None &&
                       header->columns[next].concept_ != Concept::Ignored;
    if (meant) kept.text += trim(row.cells[i]);
    kept.ends.push_back(static_cast<std::uint32_t>(kept.text.size()));
  }
}

std::string_view Sheet::cell_at(const Line& line, std::size_t column) const {
  if (column >= line.ends.size()) return {};
  const std::size_t begin = column == 0 ? 0 : line.ends[column - 1];
  return std::string_view(line.text).substr(begin, line.ends[column] - begin);
}

std::string_view Sheet::cell(const Line& line, Concept concept_) const { return cell_at(line, header->column_of(concept_)); }

}  // namespace rightplace::homes
