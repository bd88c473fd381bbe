#pragma once
// What the law leaves to be done after a child was placed in an emergency, and by which day: a table of rules with their sources
// (rules/first_duties.toml) counted over England's working days (rules/bank_holidays.toml). Values in, values out: whether
// something was done is not known here.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/enum_names.h"
#include "base/result.h"

namespace rightplace::duties {

// Days that are no working days beside Saturdays and Sundays, and the years of which they are known.
struct Holidays {
  std::set<Date> days;
  std::set<int> years;
};
Result<Holidays> read_holidays(std::string_view toml, std::string_view source);
const Holidays& holidays();   // those that came with the program

// Nothing in a year whose bank holidays are not known.
std::optional<bool> is_working_day(Date day, const Holidays& holidays);
// The last of so many working days after the day, which itself does not count. Nothing where a year is not known.
std::optional<Date> working_days_after(Date day, int count, const Holidays& holidays);

enum class Count { OnTheDay, Days, WorkingDays };
inline constexpr auto kCounts = enum_names<Count>({{Count::OnTheDay, "on_the_day", "On the day"}, {Count::Days, "days", "Days"}, {Count::WorkingDays, "working_days", "Working days"}});
struct Rule {
  std::string code;
  std::string what;
  std::string who;
  Count count = Count::WorkingDays;
  int within = 0;
  std::string law;
};
Result<std::vector<Rule>> read_rules(std::string_view toml, std::string_view source);
const std::vector<Rule>& first_rules();   // those that came with the program

struct Duty {
  const Rule* rule = nullptr;
  std::optional<Date> by;      // none: the bank holidays of that year are not known
  bool in_first_days = false;  // within the five working days after the first night
};
// For a child whose first night is this one; the soonest first, those without a day last. Points into `rules`.
std::vector<Duty> duties_from(Date first_night, const std::vector<Rule>& rules, const Holidays& holidays);

}  // namespace rightplace::duties
