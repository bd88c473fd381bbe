#pragma once
// What the law leaves to be done after a child was placed in an emergency, and by which day: a table of rules with their sources
// (rules/first_duties.toml) counted over England's working days (data/bank_holidays.csv). Values in, values out: whether
// something was done is not known here.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/enum_names.h"
#include "base/result.h"
#include "base/working_days.h"

namespace rightplace::duties {

// Those that came with the program (data/bank_holidays.csv).
const WorkingDays& working_days();

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
  std::optional<Date> by;      // none: the bank holidays of those days are not known
  bool in_first_days = false;  // within the five working days after the first night
};
// For a child whose first night is this one; the soonest first, those without a day last. Points into `rules`.
std::vector<Duty> duties_from(Date first_night, const std::vector<Rule>& rules, const WorkingDays& working);

}  // namespace rightplace::duties
