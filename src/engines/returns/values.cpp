#include "engines/returns/values.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace rightplace::returns {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return c >= 'A' && c <= 'Z'; }
bool all_digits(std::string_view text) { return std::ranges::all_of(text, digit); }

// 1.0 where a spreadsheet made a number of a code.
std::optional<std::string_view> without_decimals(std::string_view text) {
  if (text.size() < 3 || !text.ends_with(".0") || !all_digits(text.substr(0, text.size() - 2))) return std::nullopt;
  return text.substr(0, text.size() - 2);
}

std::string years_of(const Code& code) {
  if (code.from_year > 0 && code.to_year < 9999) return fmt::format("from {} to {}", code.from_year, code.to_year);
  return code.from_year > 0 ? fmt::format("from {} on", code.from_year) : fmt::format("up to {}", code.to_year);
}

std::string sentence(const TableSpec& spec, const Column& column, Doubt doubt, std::size_t count) {
  const auto what = fmt::format("{}, {}: {}", kTables.label(spec.table), column.name, plural(static_cast<std::int64_t>(count), "value", "values"));
  switch (doubt) {
    case Doubt::Trimmed: return what + " had spaces at the ends, which were dropped.";
    case Doubt::WrittenAsDecimal: return what + " written as a decimal number (1.0) were read as whole (1).";
    case Doubt::AfterTheYear: return what + " after the end of the collection year; kept.";
    case Doubt::Upn: return what + " not of the form of a unique pupil number; kept.";
    case Doubt::Postcode: return what + " not of the form of a postcode; kept.";
    case Doubt::Urn: return what + " not of the form of an Ofsted number; kept.";
  }
  return what;
}

}  // namespace

RowReader::RowReader(const TableSpec& spec, int year, const CodeBook& codes, Date today)
    : spec_(spec), year_(year), codes_(codes), today_(today), row_(spec.columns.size()), doubts_(spec.columns.size()) {}

tl::unexpected<RowFault> RowReader::refuse(int index, std::string reason) const { return tl::make_unexpected(RowFault{index, std::move(reason)}); }

tl::expected<void, RowFault> RowReader::read_cell(int index, std::string_view raw, std::string& out) {
  const auto& column = spec_.columns[static_cast<std::size_t>(index)];
  const auto text = trim(raw);
  if (text.size() != raw.size()) doubt(index, Doubt::Trimmed);
  if (text.empty()) {
    out.clear();
    if (!column.needed) return {};
    return refuse(index, column.kind == Kind::Child ? "is empty: without it nobody knows whose row it is" : "is empty: without its first day the row says nothing");
  }
  if (text.size() > 200) return refuse(index, "is far longer than any value of the return");
  out = upper(text);
  switch (column.kind) {
    case Kind::Child:
    case Kind::Text: return {};
    case Kind::Birth:
    case Kind::Happened:
    case Kind::Expected: {
      const auto date = parse_british_date(out);
      if (!date) return refuse(index, "is not a date; write it as 31/03/2025");
      if (column.kind != Kind::Expected && *date > today_) return refuse(index, "lies in the future");
      if (column.kind == Kind::Happened && *date > last_day_of(year_)) doubt(index, Doubt::AfterTheYear);
      out = date->iso();
      return {};
    }
    case Kind::Code: {
      if (codes_.find(column.name, out, year_)) return {};
      if (const auto whole = without_decimals(out); whole && codes_.find(column.name, *whole, year_)) {
        doubt(index, Doubt::WrittenAsDecimal);
        out = std::string(*whole);
        return {};
      }
      const auto* other = codes_.find_in_any_year(column.name, out);
      return refuse(index, other ? fmt::format("is not a code of the year {}: it is used {}", year_, years_of(*other))
                                 : fmt::format("is not a code of the year {}", year_));
    }
    case Kind::Score: {
      if (const auto whole = without_decimals(out)) {
        doubt(index, Doubt::WrittenAsDecimal);
        out = std::string(*whole);
      }
      const auto score = parse_integer(out);
      if (!score || *score < column.low || *score > column.high) return refuse(index, fmt::format("is not a whole number from {} to {}", column.low, column.high));
      return {};
    }
    case Kind::Upn:
      if (!is_upn(out)) doubt(index, Doubt::Upn);
      return {};
    case Kind::Postcode:
      if (!is_postcode(out)) doubt(index, Doubt::Postcode);
      return {};
    case Kind::Urn:
      if (!is_urn(out)) doubt(index, Doubt::Urn);
      return {};
  }
  return {};
}

tl::expected<std::span<const std::string>, RowFault> RowReader::read(std::span<const std::string_view> cells) {
  for (std::size_t i = 0; i < row_.size(); ++i) {
    const auto read = read_cell(static_cast<int>(i), i < cells.size() ? cells[i] : std::string_view{}, row_[i]);
    if (!read) return tl::make_unexpected(read.error());
  }
  if (spec_.last >= 0) {
    const auto& first = row_[static_cast<std::size_t>(spec_.first)];
    const auto& last = row_[static_cast<std::size_t>(spec_.last)];
    if (!last.empty() && last < first)
      return refuse(spec_.last, fmt::format("is before {}", spec_.columns[static_cast<std::size_t>(spec_.first)].name));
  }
  return std::span<const std::string>(row_);
}

std::vector<std::string> RowReader::remarks() const {
  std::vector<std::string> out;
  for (std::size_t column = 0; column < doubts_.size(); ++column)
    for (std::size_t kind = 0; kind < kDoubtCount; ++kind)
      if (const auto count = doubts_[column][kind]) out.push_back(sentence(spec_, spec_.columns[column], static_cast<Doubt>(kind), count));
  return out;
}

std::string outside_form(const Column& column, std::string_view value) {
  if (!is_date(column.kind) || value.size() != 10) return std::string(value);
  return fmt::format("{}/{}/{}", value.substr(8, 2), value.substr(5, 2), value.substr(0, 4));
}

bool is_upn(std::string_view text) {
  if (text.size() == 3) return text.starts_with("UN") && text[2] >= '1' && text[2] <= '5';
  if (text.size() != 13 || !letter(text[0]) || text[0] == 'I' || text[0] == 'O' || text[0] == 'S') return false;
  return all_digits(text.substr(1, 11)) && (digit(text[12]) || letter(text[12]));
}

bool is_urn(std::string_view text) {
  if (text == "XXXXXXX") return true;
  if (text.size() == 8 && text.starts_with("SC")) return all_digits(text.substr(2));
  return text.size() == 7 && all_digits(text);
}

bool is_postcode(std::string_view text) {
  // Inward: digit, two letters. Outward: one or two letters, a digit, and at most one letter or digit more.
  if (text.size() < 5) return false;
  const auto inward = text.substr(text.size() - 3);
  auto outward = text.substr(0, text.size() - 3);
  if (outward.ends_with(' ')) outward.remove_suffix(1);
  if (!digit(inward[0]) || !letter(inward[1]) || !letter(inward[2])) return false;
  std::size_t letters = 0;
  while (letters < outward.size() && letter(outward[letters])) ++letters;
  if (letters < 1 || letters > 2) return false;
  const auto rest = outward.substr(letters);
  if (rest.empty() || rest.size() > 2 || !digit(rest[0])) return false;
  return rest.size() == 1 || digit(rest[1]) || letter(rest[1]);
}

}  // namespace rightplace::returns
