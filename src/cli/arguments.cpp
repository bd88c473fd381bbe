#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "cli/command.h"

namespace rightplace::cli {

const Option& Arguments::option(std::string_view name) const {
  const auto found = std::ranges::find(spec_->options, name, &Option::name);
  if (found == spec_->options.end()) throw std::logic_error(fmt::format("the command {} has no option {}", spec_->name, name));
  return *found;
}

void Arguments::add(std::string_view name, std::string value) { values_[std::string(option(name).name)].push_back(std::move(value)); }

bool Arguments::has(std::string_view name) const { return values_.contains(option(name).name); }

std::optional<std::string> Arguments::text(std::string_view name) const {
  const auto found = values_.find(option(name).name);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> Arguments::all(std::string_view name) const {
  const auto found = values_.find(option(name).name);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

Result<std::optional<Date>> Arguments::date(std::string_view name) const {
  const auto typed = text(name);
  if (!typed) return std::nullopt;
  if (const auto day = parse_iso_date(*typed)) return day;
  return fail(ErrorKind::Invalid, fmt::format("{} takes a date written as 2026-03-02, and was given \"{}\"", name, shown(*typed)));
}

Result<std::optional<std::int64_t>> Arguments::integer(std::string_view name, std::int64_t low, std::int64_t high) const {
  const auto typed = text(name);
  if (!typed) return std::nullopt;
  if (const auto value = parse_integer(*typed); value && *value >= low && *value <= high) return value;
  return fail(ErrorKind::Invalid, fmt::format("{} takes a whole number from {} to {}, and was given \"{}\"", name, low, high, shown(*typed)));
}

Result<std::optional<double>> Arguments::number(std::string_view name, double low, double high) const {
  const auto typed = text(name);
  if (!typed) return std::nullopt;
  if (const auto value = parse_number(*typed); value && *value >= low && *value <= high) return value;
  return fail(ErrorKind::Invalid, fmt::format("{} takes a number from {} to {}, and was given \"{}\"", name, low, high, shown(*typed)));
}

}  // namespace rightplace::cli
