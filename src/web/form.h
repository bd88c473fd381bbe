#pragma once
// A form that was sent: every field read, every fault collected, and what was typed kept for showing again.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/money.h"
#include "base/result.h"
#include "web/request.h"

namespace rightplace::web {

class Form {
 public:
  explicit Form(NamedValues fields) : fields_(std::move(fields)) {}
  // Of a request's body; an unreadable one is an empty form with a fault.
  static Form of(const Request& request);

  // Whether anything was sent at all: an empty form is a page seen for the first time.
  bool sent() const { return !fields_.empty(); }
  // As typed, trimmed, line ends made LF; empty when absent.
  std::string typed(std::string_view name) const;
  std::vector<std::string> all(std::string_view name) const;   // checkboxes

  // Each adds a fault with the words given when the field is missing or wrong. `longest` counts letters, as people do.
  std::string required(std::string_view name, std::string_view if_missing, std::size_t longest = 500);
  std::string optional_text(std::string_view name, std::size_t longest = 5000);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high, std::string_view if_wrong);
  std::optional<Pence> pounds(std::string_view name, std::string_view if_wrong);   // "1,234.50", "£1234"
  // name-day, name-month, name-year. `what` is "date the placement should start".
  std::optional<Date> date(std::string_view name, std::string_view what, bool is_required);
  std::string one_of(std::string_view name, const std::vector<std::string>& choices, std::string_view if_missing);

  void fault(std::string_view name, std::string_view words);
  bool fine() const { return faults_.empty(); }
  const std::vector<FieldError>& faults() const { return faults_; }
  std::string fault_of(std::string_view name) const;   // the first, or empty

 private:
  NamedValues fields_;
  std::vector<FieldError> faults_;
};

}  // namespace rightplace::web
