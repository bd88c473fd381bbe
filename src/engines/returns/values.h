#pragma once
// One row of a table read by the rules of its year: kept in one normal form, or refused with the reason; what is
// doubtful but possible is kept and counted.
//
// Normal form: upper case, no spaces at the ends, dates ISO (2025-03-31). Values never appear in reasons: they are
// about a person.

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engines/returns/codes.h"
#include "engines/returns/tables.h"

namespace rightplace::returns {

struct RowFault {
  int column = 0;       // of the table
  std::string reason;   // a clause: "is not a date; write it as 31/03/2025"
};

// Kept all the same.
enum class Doubt { Trimmed, WrittenAsDecimal, AfterTheYear, Upn, Postcode, Urn };
inline constexpr std::size_t kDoubtCount = 6;

class RowReader {
 public:
  // `today`: no event lies after it. The code book must outlive the reader.
  RowReader(const TableSpec& spec, int year, const CodeBook& codes, Date today);

  // Cells in the order of the table's columns; missing ones are empty. The result is valid until the next call.
  tl::expected<std::span<const std::string>, RowFault> read(std::span<const std::string_view> cells);

  const TableSpec& spec() const { return spec_; }
  // One sentence for each kind of doubt and column, with its count.
  std::vector<std::string> remarks() const;

 private:
  tl::expected<void, RowFault> read_cell(int index, std::string_view text, std::string& out);
  tl::unexpected<RowFault> refuse(int index, std::string reason) const;
  void doubt(int index, Doubt doubt) { ++doubts_[static_cast<std::size_t>(index)][static_cast<std::size_t>(doubt)]; }

  const TableSpec& spec_;
  int year_;
  const CodeBook& codes_;
  Date today_;
  std::vector<std::string> row_;
  std::vector<std::array<std::size_t, kDoubtCount>> doubts_;
};

// "2025-03-31" as the return writes it, "31/03/2025"; other text as it is.
std::string outside_form(const Column& column, std::string_view value);

bool is_upn(std::string_view text);        // letter (not I, O, S), 12 digits or 11 and a letter; UN1 to UN5
bool is_urn(std::string_view text);        // SC and six digits, seven digits, or XXXXXXX (not inspected by Ofsted)
bool is_postcode(std::string_view text);   // of valid shape, with or without its space

}  // namespace rightplace::returns
