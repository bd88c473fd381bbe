#include "base/london.h"

namespace rightplace {
namespace {

constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kDay = 24 * kHour;

Date day_of(std::int64_t ms) {
  return Date{static_cast<std::int32_t>(ms >= 0 ? ms / kDay : -((-ms + kDay - 1) / kDay))};
}

std::int64_t last_sunday_at_one(int year, unsigned month) {
  using namespace std::chrono;
  const sys_days day{std::chrono::year{year} / std::chrono::month{month} / Sunday[last]};
  return day.time_since_epoch().count() * kDay + kHour;
}

}  // namespace

bool is_summer_time(Instant at) {
  const int year = day_of(at.ms).year();
  return at.ms >= last_sunday_at_one(year, 3) && at.ms < last_sunday_at_one(year, 10);
}

Date london_date(Instant at) { return day_of(at.ms + (is_summer_time(at) ? kHour : 0)); }

Instant london_midnight(Date day) {
  const Instant utc{day.days() * kDay};
  const Instant summer{utc.ms - kHour};
  return is_summer_time(summer) ? summer : utc;
}

std::string london_time(Instant at) {
  const auto local = at.ms + (is_summer_time(at) ? 3'600'000 : 0);
  const auto minutes = static_cast<int>(((local % 86'400'000) + 86'400'000) % 86'400'000 / 60'000);
  if (minutes == 0) return "midnight";
  if (minutes == 720) return "midday";
  const int hour = minutes / 60 % 12 == 0 ? 12 : minutes / 60 % 12;
  const std::string half = minutes < 720 ? "am" : "pm";
  return std::to_string(hour) + (minutes % 60 == 0 ? "" : (minutes % 60 < 10 ? ":0" : ":") + std::to_string(minutes % 60)) + half;
}

std::string moment_words(Instant at) { return london_date(at).words() + " at " + london_time(at); }

}  // namespace rightplace
