#pragma once
// CSV as RFC 4180 has it, with LF line ends unless asked otherwise. A cell is quoted only when it must be.
//
// Files that people open in a spreadsheet are written with Formulas::AsTexts: what a spreadsheet would carry out stands behind
// an apostrophe, which it does not show. Files that a machine reads back keep every byte.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace rightplace::formats {

enum class Formulas { AsTheyAre, AsTexts };

class CsvWriter {
 public:
  explicit CsvWriter(std::string_view line_end = "\n", Formulas formulas = Formulas::AsTheyAre) : line_end_(line_end), formulas_(formulas) {}
  void row(std::span<const std::string_view> cells);
  void row(std::initializer_list<std::string_view> cells) { row(std::span<const std::string_view>(cells.begin(), cells.size())); }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::string line_end_;
  Formulas formulas_;
  std::string text_;
};

}  // namespace rightplace::formats
