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

std::optional<Date> after(Date day, int count, const WorkingDays& working) {
  const auto found = working.after(day, count);
  return found ? std::optional(*found) : std::nullopt;
}

std::optional<Date> last_day(Date first_night, const Rule& rule, const WorkingDays& working) {
  switch (rule.count) {
    case Count::OnTheDay: return first_night;
    case Count::Days: return first_night.plus_days(rule.within);
    case Count::WorkingDays: return after(first_night, rule.within, working);
  }
  return std::nullopt;
}

}  // namespace

const WorkingDays& working_days() {
  static const auto all = of_the_program(WorkingDays::read, "bank_holidays.csv");
  return all;
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

std::vector<Duty> duties_from(Date first_night, const std::vector<Rule>& rules, const WorkingDays& working) {
  const auto fifth = after(first_night, kFirstDays, working);
  std::vector<Duty> all;
  for (const auto& rule : rules) {
    const auto by = last_day(first_night, rule, working);
    all.push_back({&rule, by, by && fifth && *by <= *fifth});
  }
  std::ranges::stable_sort(all, [](const Duty& a, const Duty& b) { return a.by && (!b.by || *a.by < *b.by); });
  return all;
}

}  // namespace rightplace::duties
