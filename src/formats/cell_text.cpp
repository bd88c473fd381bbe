#include "formats/cell_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/date.h"
#include "base/text.h"

namespace rightplace::formats {
namespace {

// Whole seconds as hh:mm:ss, hours beyond a day too.
std::string clock_text(std::int64_t seconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

std::string without_trailing_zeros(std::string digits) {
  if (digits.find('.') == std::string::npos) return digits;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.ends_with('.')) digits.pop_back();
  return digits;
}

std::optional<Date> day_of(std::int64_t day, Epoch epoch) {
  constexpr std::int64_t kLast = 2'958'465;   // 31 December 9999
  if (day < 0 || day > kLast) return std::nullopt;
  if (epoch == Epoch::Of1904) return Date{1904, 1, 1}.plus_days(static_cast<int>(day));
  if (day == 0 || day == 60) return std::nullopt;
  return Date{1899, 12, day < 60 ? 31u : 30u}.plus_days(static_cast<int>(day));
}

}  // namespace

std::string number_text(double value) {
  if (!std::isfinite(value)) return fmt::format("{}", value);
  if (value == 0) return "0";
  const double size = std::abs(value);
  if (size >= 1e21 || size < 1e-12) return fmt::format("{:.15g}", value);
  if (size >= 1e15) return fmt::format("{:.0f}", value);
  const int before_point = static_cast<int>(std::floor(std::log10(size))) + 1;
  auto text = without_trailing_zeros(fmt::format("{:.{}f}", value, std::max(15 - before_point, 0)));
  return text == "-0" ? "0" : text;
}

std::string number_text(std::string_view stored) {
  auto text = trim(stored);
  // Most numbers are short and whole already.
  if (!text.empty() && text.size() < 16 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }) && (text.front() != '0' || text.size() == 1))
    return std::string(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto value = parse_number(text);
  return value ? number_text(*value) : std::string(stored);
}

std::string iso_moment_text(std::string_view stored) {
  const auto text = trim(stored);
  if (text.size() <= 10 || (text[10] != 'T' && text[10] != ' ')) return std::string(text);
  auto time = text.substr(11);
  if (time.ends_with('Z')) time.remove_suffix(1);
  if (const auto point = time.find('.'); point != std::string_view::npos) time = time.substr(0, point);
  if (time == "00:00:00" || time == "00:00" || time.empty()) return std::string(text.substr(0, 10));
  return fmt::format("{} {}", text.substr(0, 10), time);
}

std::string iso_duration_text(std::string_view stored) {
  auto rest = trim(stored);
  if (!rest.starts_with("PT")) return std::string(stored);
  rest.remove_prefix(2);
  std::int64_t seconds = 0;
  while (!rest.empty()) {
    std::int64_t amount = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), amount);
    if (error != std::errc{} || amount < 0 || amount > 1'000'000'000) return std::string(stored);
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    // Fractions of a second are left out.
    if (rest.starts_with('.') || rest.starts_with(',')) rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
    if (rest.empty()) return std::string(stored);
    const char unit = rest.front();
    rest.remove_prefix(1);
    if (unit != 'H' && unit != 'M' && unit != 'S') return std::string(stored);
    seconds += amount * (unit == 'H' ? 3600 : unit == 'M' ? 60 : 1);
  }
  return clock_text(seconds);
}

NumberKind kind_of_builtin(unsigned number) {
  if (number == 22) return NumberKind::DateTime;
  if ((number >= 14 && number <= 17) || (number >= 27 && number <= 31) || number == 36 || (number >= 50 && number <= 54) || number == 57 || number == 58) return NumberKind::Date;
  if ((number >= 18 && number <= 21) || (number >= 32 && number <= 35) || (number >= 55 && number <= 56) || number == 45 || number == 47) return NumberKind::Time;
  return number == 46 ? NumberKind::Elapsed : NumberKind::Number;
}

NumberKind kind_of_format(std::string_view format) {
  bool date = false, time = false, month_or_minute = false, elapsed = false;
  for (std::size_t i = 0; i < format.size() && format[i] != ';'; ++i) {
    const char c = lower(format.substr(i, 1))[0];
    if (c == '"') {
      i = std::min(format.find('"', i + 1), format.size());
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const auto end = std::min(format.find(']', i), format.size());
      const auto inside = lower(format.substr(i + 1, end - i - 1));
      if (!inside.empty() && contains("hms", inside.substr(0, 1)) && inside.find_first_not_of(inside[0]) == std::string::npos) elapsed = true;
      i = end;
    } else if (iequals(format.substr(i, 5), "am/pm")) {
      time = true;
      i += 4;
    } else if (iequals(format.substr(i, 7), "general")) {
      i += 6;
    } else {
      date = date || c == 'y' || c == 'd';
      time = time || c == 'h' || c == 's';
      month_or_minute = month_or_minute || c == 'm';
    }
  }
  if (elapsed) return NumberKind::Elapsed;
  if (month_or_minute && !time) date = true;
  if (date) return time ? NumberKind::DateTime : NumberKind::Date;
  return time ? NumberKind::Time : NumberKind::Number;
}

std::string serial_text(double serial, NumberKind kind, Epoch epoch) {
  if (kind == NumberKind::Number || !std::isfinite(serial) || serial < 0 || serial > 3'000'000) return number_text(serial);
  if (kind == NumberKind::Elapsed || (kind == NumberKind::Time && serial < 1)) return clock_text(std::llround(serial * 86'400));
  auto day = static_cast<std::int64_t>(std::floor(serial));
  auto second = std::llround((serial - std::floor(serial)) * 86'400);
  if (second == 86'400) {
    ++day;
    second = 0;
  }
  const auto date = day_of(day, epoch);
  if (!date) return number_text(serial);
  if (kind == NumberKind::Date || second == 0) return date->iso();
  return fmt::format("{} {}", date->iso(), clock_text(second));
}

std::string unescaped(std::string text) {
  std::size_t at = text.find("_x");
  if (at == std::string::npos) return text;
  std::string out;
  std::size_t from = 0;
  for (; at != std::string::npos; at = text.find("_x", at)) {
    unsigned code = 0;
    const auto* const digits = text.data() + at + 2;
    const bool whole = at + 7 <= text.size() && text[at + 6] == '_';
    const auto [end, error] = whole ? std::from_chars(digits, digits + 4, code, 16) : std::from_chars_result{digits, std::errc::invalid_argument};
    if (error != std::errc{} || end != digits + 4 || code >= 0x80 || code == 0) {
      at += 2;
      continue;
    }
    out.append(text, from, at - from);
    from = at = at + 7;
    if (code != '\r') out += static_cast<char>(code);
  }
  return out.append(text, from);
}

}  // namespace rightplace::formats
