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

}  // namespace rightplace
