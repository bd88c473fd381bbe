#pragma once
// A table as it stands in a file: text, nothing judged. Cells lie in one buffer, because a return has many small ones.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/returns/tables.h"

namespace rightplace::returns {

class RawTable {
 public:
  RawTable(Table table, std::string source) : spec_(&spec_of(table)), source_(std::move(source)) {}

  const TableSpec& spec() const { return *spec_; }
  Table table() const { return spec_->table; }
  const std::string& source() const { return source_; }   // the file, for messages
  std::size_t rows() const { return lines_.size(); }
  std::uint64_t line(std::size_t row) const { return lines_[row]; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    const auto at = row * spec_->columns.size() + column;
    const auto from = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(from, ends_[at] - from);
  }

  // One cell for each column of the table, in its order.
  void add_row(std::uint64_t line, std::span<const std::string_view> cells) {
    for (const auto cell : cells) {
      text_ += cell;
      ends_.push_back(text_.size());
    }
    lines_.push_back(line);
  }

 private:
  const TableSpec* spec_;
  std::string source_;
  std::string text_;
  std::vector<std::size_t> ends_;
  std::vector<std::uint64_t> lines_;
};

}  // namespace rightplace::returns
