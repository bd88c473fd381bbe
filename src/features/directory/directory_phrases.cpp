#include "features/directory/directory_phrases.h"

#include <fmt/format.h>

namespace rightplace::directory {

std::string dated(Date then, Date today) { return then.words() + " (" + ago(then, today) + ")"; }

std::string grade_words(Grade grade, Date inspected_on) {
  auto words = std::string(grade_label(grade, inspected_on));
  if (grade == Grade::RequiresImprovement) words += ": an adequate home";
  return words;
}

std::string ages(std::optional<int> from, std::optional<int> to) {
  if (from && to) return *from == *to ? plural(*from, "year", "years") : fmt::format("{} to {} years", *from, *to);
  if (from) return fmt::format("from {} years", *from);
  if (to) return fmt::format("up to {} years", *to);
  return "";
}

std::string free_words(int free, int in_conflict) {
  auto words = free == 0 ? "No place free" : plural(free, "place free", "places free");
  if (in_conflict > 0) words += ", " + plural(in_conflict, "room", "rooms") + " in doubt";
  return words;
}

std::string notice_meaning(supply::NoticeKind kind) {
  switch (kind) {
    case supply::NoticeKind::Restriction:
      return "Only children who lived here when it was served, and have lived here since, may live here. No other child may be placed (Care Standards Act 2000, section 22B).";
    case supply::NoticeKind::Suspension: return "The registration is suspended. No child may be placed here while it lasts (Care Standards Act 2000, section 20B).";
    case supply::NoticeKind::Cancellation: return "Ofsted is cancelling the registration. No child may be placed here (Care Standards Act 2000, sections 14 and 20).";
    case supply::NoticeKind::Compliance:
      return "Ofsted has told the home what it must put right, and by when. It does not by itself stop a placement (Care Standards Act 2000, section 22A).";
  }
  return "";
}

std::string when(std::optional<Date> on, std::optional<Date> after, std::optional<Date> by) {
  if (on) return "on " + on->words();
  if (after && by) return fmt::format("between {} and {}", after->words(), by->words());
  if (by) return "on or before " + by->words();
  if (after) return "after " + after->words();
  return "";
}

}  // namespace rightplace::directory
