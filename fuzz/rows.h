#pragma once
// Keeps what a table reader delivers, and holds it to what table.h promises.

#include <string>
#include <vector>

#include "base/text.h"
#include "formats/table.h"
#include "fuzz/expect.h"

namespace rightplace::fuzz {

struct Rows : formats::TableVisitor {
  std::vector<std::vector<std::string>> cells;
  std::uint64_t last_line = 0;
  bool keep = true;

  bool sheet(std::string_view name) override {
    RP_EXPECT(is_utf8(name));
    last_line = 0;
    return true;
  }
  Done row(const formats::TableRow& row) override {
    RP_EXPECT(row.line > last_line);
    last_line = row.line;
    RP_EXPECT(!row.cells.empty());
    RP_EXPECT(!row.cells.back().empty());
    for (const auto cell : row.cells) RP_EXPECT(is_utf8(cell));
    if (keep) cells.emplace_back(row.cells.begin(), row.cells.end());
    return {};
  }
};

// Small enough for thousands of inputs a second.
inline formats::TableLimits limits() {
  formats::TableLimits limits;
  limits.longest_cell = 64 << 10;
  limits.longest_row = 256 << 10;
  limits.most_bytes = 1 << 20;
  return limits;
}

inline void expect_a_sentence(const Error& error) {
  RP_EXPECT(!error.detail.empty());
  RP_EXPECT(is_utf8(error.detail));
}

}  // namespace rightplace::fuzz
