#include "web/form.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/letters.h"
#include "base/text.h"
#include "web/multipart.h"

namespace rightplace::web {

Form Form::of(const Request& request) {
  auto fields = fields_of(request);
  if (fields) return Form(std::move(*fields));
  Form form{NamedValues{}};
  form.fault("", "What was sent cannot be read. Go back and send the page again");
  return form;
}

std::string Form::typed(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (key == name) return std::string(trim(replace_all(value, "\r\n", "\n")));
  return {};
}

std::vector<std::string> Form::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : fields_)
    if (key == name) values.emplace_back(trim(value));
  return values;
}

std::string Form::required(std::string_view name, std::string_view if_missing, std::size_t longest) {
  auto text = typed(name);
  if (text.empty()) fault(name, if_missing);
  else if (letters(text) > longest) fault(name, fmt::format("This must be {} characters or fewer", longest));
  return text;
}

std::string Form::optional_text(std::string_view name, std::size_t longest) {
  auto text = typed(name);
  if (letters(text) > longest) fault(name, fmt::format("This must be {} characters or fewer", longest));
  return text;
}

std::optional<std::int64_t> Form::integer(std::string_view name, std::int64_t low, std::int64_t high, std::string_view if_wrong) {
  const auto value = parse_integer(typed(name));
  if (value && *value >= low && *value <= high) return value;
  fault(name, if_wrong);
  return std::nullopt;
}

std::optional<Pence> Form::pounds(std::string_view name, std::string_view if_wrong) {
  auto text = replace_all(replace_all(typed(name), "£", ""), ",", "");
  const auto point = text.find('.');
  const auto whole = parse_integer(text.substr(0, point));
  auto pence = point == std::string::npos ? std::string("00") : text.substr(point + 1);
  if (pence.size() == 1) pence += '0';
  const auto part = parse_integer(pence);
  if (whole && part && pence.size() == 2 && *whole >= 0 && *part >= 0 && *whole < 1'000'000'000) return Pence{*whole * 100 + *part};
  fault(name, if_wrong);
  return std::nullopt;
}

std::optional<Date> Form::date(std::string_view name, std::string_view what, bool is_required) {
  const auto day = typed(fmt::format("{}-day", name));
  const auto month = typed(fmt::format("{}-month", name));
  const auto year = typed(fmt::format("{}-year", name));
  if (day.empty() && month.empty() && year.empty()) {
    if (is_required) fault(name, fmt::format("Enter the {}", what));
    return std::nullopt;
  }
  std::vector<std::string> missing;
  if (day.empty()) missing.emplace_back("a day");
  if (month.empty()) missing.emplace_back("a month");
  if (year.empty()) missing.emplace_back("a year");
  if (!missing.empty()) {
    fault(name, fmt::format("The {} must include {}", what, join_words(missing)));
    return std::nullopt;
  }
  const auto found = parse_any_date(fmt::format("{} {} {}", day, month, year));
  if (!found || year.size() != 4) {
    fault(name, fmt::format("The {} must be a real date, such as 2 3 2026", what));
    return std::nullopt;
  }
  return found;
}

std::string Form::one_of(std::string_view name, const std::vector<std::string>& choices, std::string_view if_missing) {
  auto chosen = typed(name);
  if (std::ranges::find(choices, chosen) == choices.end()) {
    fault(name, if_missing);
    return {};
  }
  return chosen;
}

void Form::fault(std::string_view name, std::string_view words) { faults_.push_back({std::string(name), std::string(words)}); }

std::string Form::fault_of(std::string_view name) const {
  const auto found = std::ranges::find(faults_, name, [](const FieldError& error) { return std::string_view(error.field); });
  return found == faults_.end() ? std::string{} : found->detail;
}

}  // namespace rightplace::web
