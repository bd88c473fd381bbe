#include "features/duties/duties.h"

#include <embedded/rules_duties.h>

#include <algorithm>
#include <stdexcept>

#include "formats/coded_rows.h"

namespace rightplace::duties {
namespace {

constexpr int kFirstDays = 5;

template <class Read>
auto of_the_program(Read read, std::string_view file) {
  auto rows = read(embedded::rules_duties(file), file);
  if (!rows) throw std::logic_error(rows.error().detail);
  return *std::move(rows);
}

bool is_weekend(Date day) {
  const auto weekday = std::chrono::weekday(std::chrono::sys_days(day.ymd()));
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

std::optional<Date> last_day(Date first_night, const Rule& rule, const Holidays& holidays) {
  switch (rule.count) {
    case Count::OnTheDay: return first_night;
    case Count::Days: return first_night.plus_days(rule.within);
    case Count::WorkingDays: return working_days_after(first_night, rule.within, holidays);
  }
  return std::nullopt;
}

}  // namespace

Result<Holidays> read_holidays(std::string_view toml, std::string_view source) {
  Holidays all;
  RP_CHECK(formats::read_coded_rows(toml, source, "holiday", [&](std::string code, std::string, json::Fields& more) {
    const auto day = parse_iso_date(code);
    if (!day) return more.fault("code", "should be a day such as 2026-12-25");
    all.days.insert(*day);
    all.years.insert(day->year());
  }));
  return all;
}

const Holidays& holidays() {
  static const auto all = of_the_program(read_holidays, "bank_holidays.toml");
  return all;
}

std::optional<bool> is_working_day(Date day, const Holidays& holidays) {
  if (!holidays.years.contains(day.year())) return std::nullopt;
  return !is_weekend(day) && !holidays.days.contains(day);
}

std::optional<Date> working_days_after(Date day, int count, const Holidays& holidays) {
  while (count > 0) {
    day = day.plus_days(1);
    const auto works = is_working_day(day, holidays);
    if (!works) return std::nullopt;
    if (*works) --count;
  }
  return day;
}

Result<std::vector<Rule>> read_rules(std::string_view toml, std::string_view source) {
  std::vector<Rule> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "duty", [&](std::string code, std::string label, json::Fields& more) {
    const auto count = kCounts.parse(more.required_text("count"));
    if (!count) more.fault("count", "should be on_the_day, days or working_days");
    all.push_back({std::move(code), std::move(label), more.required_text("who"), count.value_or(Count::WorkingDays), static_cast<int>(more.required_integer("within", 0, 400)), more.required_text("law")});
  }));
  return all;
}

const std::vector<Rule>& first_rules() {
  static const auto all = of_the_program(read_rules, "first_duties.toml");
  return all;
}

std::vector<Duty> duties_from(Date first_night, const std::vector<Rule>& rules, const Holidays& holidays) {
  const auto fifth = working_days_after(first_night, kFirstDays, holidays);
  std::vector<Duty> all;
  for (const auto& rule : rules) {
    const auto by = last_day(first_night, rule, holidays);
    all.push_back({&rule, by, by && fifth && *by <= *fifth});
  }
  std::ranges::stable_sort(all, [](const Duty& a, const Duty& b) { return a.by && (!b.by || *a.by < *b.by); });
  return all;
}

}  // namespace rightplace::duties
