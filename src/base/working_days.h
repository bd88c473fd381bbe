#pragma once
// Days on which offices work in England: no Saturday, no Sunday, no bank holiday of England and Wales (Banking and Financial
// Dealings Act 1971). The holidays are known up to a day; what lies beyond is an error and never guessed.

#include <set>
#include <string_view>

#include "base/date.h"
#include "base/result.h"

namespace rightplace {

class WorkingDays {
 public:
  // A table `day,name`, the head first. Invalid names the line; the last year listed counts as whole.
  static Result<WorkingDays> read(std::string_view csv, std::string_view source);

  Date covered_from() const { return from_; }
  Date covered_until() const { return until_; }   // the first day that is not known
  // Invalid outside the years that are known.
  Result<bool> is_working_day(Date day) const;
  // The nth working day after `day`, which itself does not count: the first after a Friday is Monday.
  Result<Date> after(Date day, int n) const;

 private:
  std::set<Date> holidays_;
  Date from_, until_;
};

}  // namespace rightplace
