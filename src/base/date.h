#pragma once
// Civil dates, without time zone. A Date is a day, an Instant a moment: only base/london.h turns one into another.

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rightplace {

// A civil day, kept as days since 1 January 1970. Years 1800 to 2299 are accepted when read.
class Date {
 public:
  constexpr Date() = default;
  constexpr explicit Date(std::int32_t days) : days_(days) {}
  constexpr Date(int year, unsigned month, unsigned day)
      : days_(static_cast<std::int32_t>(
            std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}}
                .time_since_epoch()
                .count())) {}

  constexpr std::int32_t days() const { return days_; }
  constexpr std::chrono::year_month_day ymd() const {
    return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{days_}}};
  }
  constexpr int year() const { return static_cast<int>(ymd().year()); }
  constexpr unsigned month() const { return static_cast<unsigned>(ymd().month()); }
  constexpr unsigned day() const { return static_cast<unsigned>(ymd().day()); }

  constexpr Date plus_days(int n) const { return Date{days_ + n}; }
  // Calendar months, clamped to the end of the month: 31 January + 1 month = 28 or 29 February.
  Date plus_months(int n) const;
  Date plus_years(int n) const { return plus_months(12 * n); }

  std::string iso() const;       // 2026-03-02
  std::string british() const;   // 02/03/2026, as the returns write it
  std::string words() const;     // 2 March 2026

  constexpr auto operator<=>(const Date&) const = default;

 private:
  std::int32_t days_ = 0;
};

constexpr std::int32_t operator-(Date a, Date b) { return a.days() - b.days(); }

// Each accepts exactly its own layout and refuses 30 February, 00/00/0000 and trailing text.
std::optional<Date> parse_iso_date(std::string_view text);       // 2026-03-02
std::optional<Date> parse_british_date(std::string_view text);   // 2/3/2026 or 02/03/2026
// ISO (also with a time after it), dd/mm/yyyy, dd-mm-yyyy, dd Mon yyyy, dd-Mon-yy, or a spreadsheet's serial day (1900 system).
std::optional<Date> parse_any_date(std::string_view text);

// How long ago, for people: "today", "yesterday", "12 days ago", "3 months ago"; of a later day "tomorrow", "in 5 days".
std::string ago(Date then, Date today);

// Completed years of age on a day; a child born on 29 February has a birthday on 1 March in common years (Family Law Reform Act 1969 s9).
int age_on(Date born, Date day);
// 1 April to 31 March; named by the year in which it ends. 31 March 2025 -> 2025, 1 April 2025 -> 2026.
int reporting_year_ending(Date day);

// Milliseconds since 1 January 1970 UTC.
struct Instant {
  std::int64_t ms = 0;
  std::string iso() const;   // 2026-03-02T09:30:00.000Z
  constexpr auto operator<=>(const Instant&) const = default;
};

}  // namespace rightplace
