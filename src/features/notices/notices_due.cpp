#include <embedded/notice_rules.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "features/notices/notices.h"
#include "formats/coded_rows.h"

namespace rightplace::notices {
namespace {

// Where the bank holidays are not known every weekday counts: too early is safe, too late is not.
Date after_weekdays(Date day, int n) {
  while (n > 0) {
    day = day.plus_days(1);
    const auto weekday = std::chrono::weekday{std::chrono::sys_days{std::chrono::days{day.days()}}};
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) --n;
  }
  return day;
}

}  // namespace

Result<std::vector<Rule>> read_rules(std::string_view toml, std::string_view source) {
  std::vector<Rule> all;
  RP_CHECK(formats::read_coded_rows(toml, source, "notice", [&](std::string code, std::string label, json::Fields& more) {
    Rule rule{.code = std::move(code), .label = std::move(label)};
    const auto event = kEvents.parse(more.required_text("event"));
    if (!event) more.fault("event", "must be start or end");
    rule.event = event.value_or(Event::Start);
    const auto to = kRecipients.parse(more.required_text("to"));
    if (!to) more.fault("to", "is none of those who are told");
    rule.to = to.value_or(Recipient::Child);
    rule.law = more.required_text("law");
    rule.from = more.required_date("from_on");
    rule.until = more.date("until_on");
    rule.out_of_area = more.boolean("out_of_area").value_or(false);
    rule.working_days = static_cast<int>(more.required_integer("working_days", 1, 60));
    rule.may_withhold = more.boolean("may_withhold").value_or(false);
    rule.holds = more.required_text("holds");
    all.push_back(std::move(rule));
  }));
  return all;
}

const std::vector<Rule>& rules() {
  static const auto all = [] {
    auto read = read_rules(embedded::notice_rules("notices.toml"), "rules/notices.toml");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return all;
}

const Rule* rule_of(std::string_view code) {
  const auto found = std::ranges::find(rules(), code, &Rule::code);
  return found == rules().end() ? nullptr : &*found;
}

std::vector<const Rule*> rules_for(Event event, Date on, bool out_of_area) {
  std::vector<const Rule*> found;
  for (const auto& rule : rules())
    if (rule.event == event && rule.from <= on && (!rule.until || on < *rule.until) && (out_of_area || !rule.out_of_area)) found.push_back(&rule);
  return found;
}

const WorkingDays& working_days() {
  static const auto days = [] {
    auto read = WorkingDays::read(embedded::notice_rules("bank_holidays.csv"), "data/bank_holidays.csv");
    if (!read) throw std::logic_error(read.error().detail);
    return *std::move(read);
  }();
  return days;
}

Date due_on(const Rule& rule, Date happens_on, Date recorded_on) {
  if (recorded_on < happens_on) return happens_on.plus_days(-1);
  return working_days().after(happens_on, rule.working_days).value_or(after_weekdays(happens_on, rule.working_days));
}

State Notice::state() const {
  if (taken_back_on) return State::TakenBack;
  if (acknowledged_on) return State::Acknowledged;
  if (sent_on) return State::Sent;
  if (withheld) return State::Withheld;
  return read_on ? State::Read : State::Owed;
}

}  // namespace rightplace::notices
