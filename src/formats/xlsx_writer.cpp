#include "formats/xlsx_writer.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>

#include "base/text.h"
#include "formats/file.h"

namespace rightplace::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 31, kLongestCell = 32'767;
constexpr std::time_t kNoDay = 315'532'800;   // 1 January 1980: no clock is asked
constexpr double kWidest = 60, kNarrowest = 10;

auto disk_refuses() { return fail(ErrorKind::Unavailable, "The disk does not take the file now. Try again later"); }

struct Number {
  double value = 0;
  bool share = false;
};
// Digits with commas at the thousands, perhaps a part after the point, perhaps " %": no more, so that a code or a date stays what it is.
std::optional<Number> number_in(std::string_view text) {
  Number out;
  if (text.ends_with(" %")) out.share = true, text.remove_suffix(2);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  std::string digits;
  std::size_t group = 0;
  bool grouped_once = false;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    if (whole[i] == ',') {
      if (i == 0 || group > 3 || (grouped_once && group != 3)) return std::nullopt;
      grouped_once = true;
      group = 0;
      continue;
    }
    if (whole[i] < '0' || whole[i] > '9') return std::nullopt;
    ++group;
    digits += whole[i];
  }
  if (digits.empty() || digits.size() > 15 || (grouped_once && group != 3) || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  if (point != std::string_view::npos) {
    const auto part = text.substr(point);
    if (part.size() < 2 || !std::ranges::all_of(part.substr(1), [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    digits += part;
  }
  const auto value = parse_number(digits);
  if (!value) return std::nullopt;
  out.value = (negative ? -*value : *value) / (out.share ? 100 : 1);
  return out;
}

std::string sheet_name(std::string_view wanted, const std::vector<std::string>& taken) {
  std::string name;
  for (const char c : wanted)
    if (std::string_view("[]:*?/\\'").find(c) == std::string_view::npos && static_cast<unsigned char>(c) >= 0x20) name += c;
  const auto cut = [&](std::size_t most) {
    std::string out = name;
    while (out.size() > most) {
      out.pop_back();
      while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    }
    return out.empty() ? std::string("Table") : out;
  };
  auto out = cut(kLongestName);
  for (int again = 2; std::ranges::any_of(taken, [&](const std::string& one) { return iequals(one, out); }); ++again) out = cut(kLongestName - 4) + " " + std::to_string(again);
  return out;
}

class TakenFile {
 public:
  explicit TakenFile(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    auto name = (folder / "workbook.XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) return;
    ::close(descriptor);
    path_ = name;
  }
  ~TakenFile() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove(path_, ignored);
  }
  TakenFile(const TakenFile&) = delete;
  TakenFile& operator=(const TakenFile&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

Result<std::string> write_xlsx(std::string_view title, std::span<const Sheet> sheets, const fs::path& folder) {
  const TakenFile file(folder);
  if (file.path().empty()) return disk_refuses();
  auto temporary = folder.string();
  lxw_workbook_options options{};
  options.tmpdir = temporary.data();
  auto* book = workbook_new_opt(file.path().c_str(), &options);
  if (!book) return disk_refuses();
  std::string said(title);
  lxw_doc_properties properties{};
  properties.title = said.data();
  properties.created = kNoDay;
  workbook_set_properties(book, &properties);
  auto* bold = workbook_add_format(book);
  format_set_bold(bold);
  format_set_text_wrap(bold);
  format_set_align(bold, LXW_ALIGN_VERTICAL_TOP);
  auto* name = workbook_add_format(book);
  format_set_bold(name);
  auto* whole = workbook_add_format(book);
  format_set_num_format(whole, "#,##0");
  auto* broken = workbook_add_format(book);
  format_set_num_format(broken, "#,##0.0##");
  auto* share = workbook_add_format(book);
  format_set_num_format(share, "0%");
  auto* text = workbook_add_format(book);
  format_set_num_format(text, "@");
  std::vector<std::string> names;
  for (const auto& sheet : sheets) {
    names.push_back(sheet_name(sheet.name, names));
    auto* page = workbook_add_worksheet(book, names.back().c_str());
    if (!page) continue;
    const auto write = [&](lxw_row_t row, lxw_col_t column, const std::string& cell, lxw_format* as) { worksheet_write_string(page, row, column, cell.substr(0, kLongestCell).c_str(), as); };
    std::vector<double> widths(sheet.head.size(), kNarrowest);
    for (std::size_t c = 0; c < sheet.head.size(); ++c) {
      write(0, static_cast<lxw_col_t>(c), sheet.head[c], bold);
      widths[c] = std::max(widths[c], std::min<double>(24, static_cast<double>(sheet.head[c].size())));
    }
    for (std::size_t r = 0; r < sheet.rows.size(); ++r)
      for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
        const auto& cell = sheet.rows[r][c];
        const auto row = static_cast<lxw_row_t>(r + 1);
        const auto column = static_cast<lxw_col_t>(c);
        if (c < widths.size()) widths[c] = std::max(widths[c], std::min(kWidest, static_cast<double>(cell.size()) + 2));
        if (c == 0) write(row, column, cell, name);
        else if (const auto number = number_in(cell)) worksheet_write_number(page, row, column, number->value, number->share ? share : cell.find('.') == std::string::npos ? whole : broken);
        else write(row, column, cell, text);
      }
    for (std::size_t c = 0; c < widths.size(); ++c) worksheet_set_column(page, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c), widths[c], nullptr);
    worksheet_freeze_panes(page, 1, 1);
    worksheet_repeat_rows(page, 0, 0);
  }
  if (workbook_close(book) != LXW_NO_ERROR) return disk_refuses();
  return read_file(file.path());
}

}  // namespace rightplace::formats
