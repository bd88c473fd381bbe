#pragma once
// A stay in nights, half-open: from the first night until the day of leaving. A child leaving and a child arriving on
// the same day do not clash.

#include <optional>

#include "base/date.h"

namespace rightplace {

struct Stay {
  Date from;
  std::optional<Date> until;   // the day of leaving; none: still there, no end known

  constexpr bool covers_night(Date day) const { return from <= day && (!until || day < *until); }
  constexpr bool overlaps(const Stay& other) const {
    return (!other.until || from < *other.until) && (!until || other.from < *until);
  }
  // Nights up to `until`, or up to `as_at` while the stay is open. Never negative.
  constexpr int nights(Date as_at) const {
    const auto end = until.value_or(as_at);
    return end > from ? end - from : 0;
  }
  constexpr bool operator==(const Stay&) const = default;
};

}  // namespace rightplace
