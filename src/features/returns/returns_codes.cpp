#include <embedded/returns_data.h>
#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "features/returns/returns.h"
#include "formats/table.h"

namespace rightplace::returns {
namespace {

class Codes final : public formats::TableVisitor {
 public:
  explicit Codes(std::string_view source) : source_(source) {}

  Done row(const formats::TableRow& row) override {
    if (!seen_header_) {
      static constexpr std::string_view kHeader[] = {"field", "code", "label", "from_year", "to_year", "source"};
      for (std::size_t i = 0; i < std::size(kHeader); ++i)
        if (row.cell(i) != kHeader[i]) return fault(row, fmt::format("column {} must be {}", i + 1, kHeader[i]));
      seen_header_ = true;
      return {};
    }
    Code code{row.cells.empty() ? "" : std::string(row.cell(0)), std::string(row.cell(1)), std::string(row.cell(2)), 0, 9999, std::string(row.cell(5))};
    if (code.field.empty() || code.code.empty() || code.source.empty()) return fault(row, "field, code and source must not be empty");
    RP_TRY(from, year(row, 3, 0));
    RP_TRY(to, year(row, 4, 9999));
    code.from_year = from;
    code.to_year = to;
    if (to < from) return fault(row, "to_year is before from_year");
    codes.push_back(std::move(code));
    return {};
  }

  std::vector<Code> codes;

 private:
  tl::unexpected<Error> fault(const formats::TableRow& row, std::string_view what) const {
    return fail(ErrorKind::Invalid, fmt::format("{}, line {}: {}.", source_, row.line, what));
  }
  Result<int> year(const formats::TableRow& row, std::size_t column, int otherwise) const {
    if (row.cell(column).empty()) return otherwise;
    const auto value = parse_integer(row.cell(column));
    if (!value || *value < 1990 || *value > 2200) return fault(row, "a year must be four digits, or empty for no limit");
    return static_cast<int>(*value);
  }

  std::string_view source_;
  bool seen_header_ = false;
};

}  // namespace

Result<CodeBook> read_codes(std::string_view csv, std::string_view source) {
  Codes visitor(source);
  RP_CHECK(formats::read_table(csv, source, visitor));
  return CodeBook(std::move(visitor.codes));
}

const CodeBook& codes() {
  static const auto book = [] {
    auto read = read_codes(embedded::returns_data("ssda903_codes.csv"), "data/ssda903_codes.csv");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return book;
}

}  // namespace rightplace::returns
