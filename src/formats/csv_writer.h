#pragma once
// CSV as RFC 4180 has it, with LF line ends unless asked otherwise. A cell is quoted only when it must be.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

namespace rightplace::formats {

class CsvWriter {
 public:
  explicit CsvWriter(std::string_view line_end = "\n") : line_end_(line_end) {}
  void row(std::span<const std::string_view> cells);
  void row(std::initializer_list<std::string_view> cells) { row(std::span<const std::string_view>(cells.begin(), cells.size())); }
  const std::string& text() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  std::string line_end_;
  std::string text_;
};

}  // namespace rightplace::formats
