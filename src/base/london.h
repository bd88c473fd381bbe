#pragma once
// The one place where moments become London's civil time and back. British Summer Time runs from 01:00 UTC on the last
// Sunday of March to 01:00 UTC on the last Sunday of October (Summer Time Order 2002, SI 2002/262); right from 1996 on.

#include "base/date.h"

namespace rightplace {

bool is_summer_time(Instant at);
Date london_date(Instant at);
Instant london_midnight(Date day);   // the first moment of the day in London
std::string london_time(Instant at);    // 9:05am, 4pm, midday, midnight
std::string moment_words(Instant at);   // 2 March 2026 at 9:05am

}  // namespace rightplace
