#include "base/working_days.h"

#include <chrono>
#include <string>

#include "base/text.h"

namespace rightplace {

Result<WorkingDays> WorkingDays::read(std::string_view csv, std::string_view source) {
  WorkingDays days;
  int line = 0;
  for (const auto row : split(csv, '\n')) {
    if (++line == 1 || trim(row).empty()) continue;
    const auto day = parse_iso_date(split(row, ',').front());
    if (!day) return fail(ErrorKind::Invalid, std::string(source) + ", line " + std::to_string(line) + ": this does not begin with a day as 2026-12-25");
    days.holidays_.insert(*day);
  }
  if (days.holidays_.empty()) return fail(ErrorKind::Invalid, std::string(source) + ": there is no bank holiday in it");
  days.from_ = Date(days.holidays_.begin()->year(), 1, 1);
  days.until_ = Date(days.holidays_.rbegin()->year() + 1, 1, 1);
  return days;
}

Result<bool> WorkingDays::is_working_day(Date day) const {
  if (day < from_ || day >= until_)
    return fail(ErrorKind::Invalid, "The bank holidays are known from " + from_.words() + " to " + until_.plus_days(-1).words() + ": " + day.words() + " lies outside. Bring data/bank_holidays.csv up to date");
  const auto weekday = std::chrono::weekday{std::chrono::sys_days{std::chrono::days{day.days()}}};
  return weekday != std::chrono::Saturday && weekday != std::chrono::Sunday && !holidays_.contains(day);
}

Result<Date> WorkingDays::after(Date day, int n) const {
  while (n > 0) {
    day = day.plus_days(1);
    RP_TRY(works, is_working_day(day));
    if (works) --n;
  }
  return day;
}

}  // namespace rightplace
