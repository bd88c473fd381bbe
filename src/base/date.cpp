#include "base/date.h"

#include <array>
#include <charconv>
#include <fmt/format.h>

#include "base/text.h"

namespace rightplace {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                                      "July",    "August",   "September", "October", "November", "December"};

std::optional<int> number(std::string_view text, std::size_t longest) {
  if (text.empty() || text.size() > longest) return std::nullopt;
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.front() == '-') return std::nullopt;
  return value;
}

std::optional<Date> checked(std::optional<int> year, std::optional<int> month, std::optional<int> day) {
  if (!year || !month || !day || *year < 1800 || *year > 2299 || *month < 1 || *month > 12 || *day < 1) return std::nullopt;
  const auto ymd = std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)} /
                   std::chrono::day{static_cast<unsigned>(*day)};
  if (!ymd.ok()) return std::nullopt;
  return Date{*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)};
}

std::optional<int> month_named(std::string_view name) {
  if (name.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (iequals(kMonths[i].substr(0, name.size()), name)) return static_cast<int>(i) + 1;
  return std::nullopt;
}

}  // namespace

Date Date::plus_months(int n) const {
  const auto from = ymd();
  const auto target = std::chrono::year_month{from.year(), from.month()} + std::chrono::months{n};
  const auto last = std::chrono::year_month_day_last{target.year(), std::chrono::month_day_last{target.month()}}.day();
  const auto day = std::min(from.day(), last);
  return Date{static_cast<int>(target.year()), static_cast<unsigned>(target.month()), static_cast<unsigned>(day)};
}

std::string Date::iso() const { return fmt::format("{:04}-{:02}-{:02}", year(), month(), day()); }
std::string Date::british() const { return fmt::format("{:02}/{:02}/{:04}", day(), month(), year()); }
std::string Date::words() const { return fmt::format("{} {} {}", day(), kMonths[month() - 1], year()); }

std::optional<Date> parse_iso_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return checked(number(text.substr(0, 4), 4), number(text.substr(5, 2), 2), number(text.substr(8, 2), 2));
}

std::optional<Date> parse_british_date(std::string_view text) {
  const auto first = text.find('/');
  const auto second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos || text.size() - second != 5) return std::nullopt;
  return checked(number(text.substr(second + 1), 4), number(text.substr(first + 1, second - first - 1), 2),
                 number(text.substr(0, first), 2));
}

std::optional<Date> parse_any_date(std::string_view text) {
  text = trim(text);
  if (auto date = parse_british_date(text)) return date;
  if (text.size() >= 10)
    if (auto date = parse_iso_date(text.substr(0, 10)); date && (text.size() == 10 || text[10] == 'T' || text[10] == ' ')) return date;
  // dd/mm/yyyy hh:mm:ss
  if (const auto space = text.find(' '); space != std::string_view::npos && text.find(':') != std::string_view::npos)
    if (auto date = parse_british_date(text.substr(0, space))) return date;
  if (const auto serial = number(text, 5); serial && text.size() == 5) return Date{1899, 12, 30}.plus_days(*serial);
  const auto mark = text.find_first_of("- ");
  if (mark == std::string_view::npos) return std::nullopt;
  const auto second = text.find_first_of("- ", mark + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto middle = text.substr(mark + 1, second - mark - 1);
  auto month = number(middle, 2);
  if (!month) month = month_named(middle);
  auto year = number(text.substr(second + 1), 4);
  if (year && text.size() - second == 3) year = *year + (*year < 70 ? 2000 : 1900);
  return checked(year, month, number(text.substr(0, mark), 2));
}

std::string ago(Date then, Date today) {
  const int days = today - then;
  if (days < 0) return days == -1 ? "tomorrow" : "in " + plural(-days, "day", "days");
  if (days == 0) return "today";
  if (days == 1) return "yesterday";
  if (days < 60) return fmt::format("{} days ago", days);
  if (days < 730) return plural(days * 12 / 365, "month", "months") + " ago";
  return plural(days * 4 / 1461, "year", "years") + " ago";
}

int age_on(Date born, Date day) {
  const int years = day.year() - born.year();
  const bool had_birthday = day.month() > born.month() || (day.month() == born.month() && day.day() >= born.day());
  return had_birthday ? years : years - 1;
}

int reporting_year_ending(Date day) { return day.month() >= 4 ? day.year() + 1 : day.year(); }

std::string Instant::iso() const {
  const std::int64_t day_ms = 86'400'000;
  const std::int64_t days = ms >= 0 ? ms / day_ms : -((-ms + day_ms - 1) / day_ms);
  const auto rest = ms - days * day_ms;
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}Z", Date{static_cast<std::int32_t>(days)}.iso(), rest / 3'600'000,
                     rest / 60'000 % 60, rest / 1000 % 60, rest % 1000);
}

}  // namespace rightplace
