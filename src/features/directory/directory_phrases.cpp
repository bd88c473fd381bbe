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

std::string free_words(int free, int in_doubt) {
  auto words = free == 0 ? "No place free" : plural(free, "place free", "places free");
  if (in_doubt > 0) words += ", " + plural(in_doubt, "room", "rooms") + " in doubt";
  return words;
}

web::Html free_fact(homes::Status status, const std::vector<supply::Notice>& notices, const supply::Vacancies& places, Date today) {
  using web::html;
  if (supply::is_blocked(status, notices)) return html(R"(<div><dt>Free tonight</dt><dd>No new child may be placed</dd></div>)");
  if (!places.stated_on) return html(R"(<div><dt>Free tonight</dt><dd><span class="rp-muted">Not stated</span></dd></div>)");
  if (!places.known) return html(R"(<div><dt>Free tonight</dt><dd>Not known<br><span class="rp-muted">stated {}: too long ago to count</span></dd></div>)", ago(*places.stated_on, today));
  return html(R"(<div><dt>Free tonight</dt><dd>{}<br><span class="rp-muted">stated {}</span></dd></div>)", free_words(places.free, places.in_doubt), ago(*places.stated_on, today));
}

json::Value free_json(homes::Status status, const std::vector<supply::Notice>& notices, const supply::Vacancies& places) {
  if (!places.known || supply::is_blocked(status, notices)) return nullptr;
  return json::Object{{"places", places.free}, {"in_doubt", places.in_doubt}, {"stated_on", *places.stated_on}};
}

std::string when(std::optional<Date> on, std::optional<Date> after, std::optional<Date> by) {
  if (on) return "on " + on->words();
  if (after && by) return fmt::format("between {} and {}", after->words(), by->words());
  if (by) return "on or before " + by->words();
  if (after) return "after " + after->words();
  return "";
}

}  // namespace rightplace::directory
