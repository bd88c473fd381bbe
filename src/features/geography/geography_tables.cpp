#include "features/geography/geography_tables.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "embedded/geography_data.h"

namespace rightplace::geography {

OwnRows::OwnRows(std::string_view file) : file_(file), left_(embedded::geography_data(file)) {
  if (left_.empty()) throw std::logic_error(fmt::format("{} is not in the program", file));
  left_.remove_prefix(left_.find('\n') + 1);
}

bool OwnRows::next() {
  if (left_.empty()) return false;
  cells_.fill({});
  for (auto& cell : cells_) {
    const bool quoted = left_.starts_with('"');
    if (quoted) left_.remove_prefix(1);
    const auto end = quoted ? left_.find('"') : left_.find_first_of(",\n");
    if (end == std::string_view::npos) throw std::logic_error(fmt::format("{}: a row does not end", file_));
    cell = left_.substr(0, end);
    left_.remove_prefix(quoted ? end + 1 : end);
    const bool last = left_.starts_with('\n');
    left_.remove_prefix(1);
    if (last) return true;
  }
  throw std::logic_error(fmt::format("{}: a row has too many cells", file_));
}

double OwnRows::number(std::size_t column) const {
  const auto value = parse_number(cells_[column]);
  if (!value) throw std::logic_error(fmt::format("{}: '{}' is no number", file_, cells_[column]));
  return *value;
}

Date OwnRows::date(std::size_t column) const {
  const auto value = parse_iso_date(cells_[column]);
  if (!value) throw std::logic_error(fmt::format("{}: '{}' is no date", file_, cells_[column]));
  return *value;
}

namespace {

// U+00C0 to U+00FF without their accents; a space where there is no letter.
constexpr std::string_view kLatin = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiiidnooooo ouuuuyty";

}  // namespace

std::string folded(std::string_view name) {
  std::string out;
  const auto gap = [&] {
    if (!out.empty() && out.back() != ' ') out += ' ';
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    const auto next = i + 1 < name.size() ? static_cast<unsigned char>(name[i + 1]) : 0u;
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += static_cast<char>(c);
    } else if (c >= 'A' && c <= 'Z') {
      out += static_cast<char>(c - 'A' + 'a');
    } else if (c == '&') {
      gap();
      out += "and ";
    } else if (c == 0xC3 && next >= 0x80 && next <= 0xBF) {
      out += kLatin[next - 0x80];
      ++i;
    } else if (c == 0xE2 && name.substr(i).starts_with("\xE2\x80\x99")) {
      i += 2;   // a typographer's apostrophe
    } else if (c != '\'') {
      gap();
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace rightplace::geography
