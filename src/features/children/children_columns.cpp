#include "features/children/children_columns.h"

#include <fmt/format.h>

#include "base/text.h"

namespace rightplace::children {
namespace {

template <class T>
std::optional<T> revealed(const std::optional<Personal<T>>& value) {
  return value ? std::optional(value->reveal()) : std::nullopt;
}

std::optional<std::string> month_of(const Facts& facts) {
  if (facts.born_on) return facts.born_on->reveal().iso().substr(0, 7);
  return revealed(facts.birth_month);
}

std::optional<std::string> flag_text(std::optional<bool> flag) {
  return flag ? std::optional<std::string>(*flag ? "1" : "0") : std::nullopt;
}

std::optional<std::string> date_text(const std::optional<Personal<Date>>& date) {
  return date ? std::optional(date->reveal().iso()) : std::nullopt;
}

tl::unexpected<Error> does_not_fit(std::string_view field, std::string_view wanted) {
  return fail(ErrorKind::Invalid, fmt::format("{} must be {}.", field, wanted), {{std::string(field), fmt::format("must be {}", wanted)}});
}

bool is_month(std::string_view text) { return text.size() == 7 && parse_iso_date(std::string(text) + "-01").has_value(); }

}  // namespace

Facts plain_facts_of(const db::Row& row, int first) {
  Facts facts;
  if (!row.is_null(first)) facts.sex = kSexes.parse(row.text(first));
  if (auto date = row.maybe_date(first + 1)) facts.born_on = Personal(*date);
  if (auto month = row.maybe_string(first + 2)) facts.birth_month = Personal(*std::move(month));
  facts.ethnicity = row.maybe_string(first + 3);
  facts.unaccompanied = row.maybe_flag(first + 4);
  facts.mother = row.maybe_flag(first + 5);
  if (auto date = row.maybe_date(first + 6)) facts.first_child_born_on = Personal(*date);
  return facts;
}

std::optional<std::string> field_of(const Facts& facts, std::string_view field) {
  if (field == "sex") return facts.sex ? std::optional(std::string(kSexes.code(*facts.sex))) : std::nullopt;
  if (field == "born_on") return date_text(facts.born_on);
  if (field == "birth_month") return month_of(facts);
  if (field == "ethnicity") return facts.ethnicity;
  if (field == "unaccompanied") return flag_text(facts.unaccompanied);
  if (field == "mother") return flag_text(facts.mother);
  if (field == "first_child_born_on") return date_text(facts.first_child_born_on);
  return std::nullopt;
}

Done set_field(Facts& facts, std::string_view field, const std::optional<std::string>& value) {
  const auto as_date = [&](std::optional<Personal<Date>>& out) -> Done {
    if (!value) return out.reset(), Done{};
    const auto date = parse_iso_date(*value);
    if (!date) return does_not_fit(field, "a date such as 2011-04-30");
    out = Personal(*date);
    return {};
  };
  const auto as_flag = [&](std::optional<bool>& out) -> Done {
    if (value && *value != "0" && *value != "1") return does_not_fit(field, "0 or 1");
    out = value ? std::optional(*value == "1") : std::nullopt;
    return {};
  };
  if (field == "sex") {
    const auto sex = value ? kSexes.parse(*value) : std::nullopt;
    if (value && !sex) return does_not_fit(field, "female, male or unknown");
    facts.sex = sex;
    return {};
  }
  if (field == "born_on") {
    RP_CHECK(as_date(facts.born_on));
    facts.birth_month.reset();   // follows from the day
    return {};
  }
  if (field == "birth_month") {
    if (value && !is_month(*value)) return does_not_fit(field, "a month such as 2011-04");
    facts.birth_month = value ? std::optional(Personal(*value)) : std::nullopt;
    return {};
  }
  if (field == "ethnicity") {
    if (value && (value->empty() || value->size() > 4 || upper(*value) != *value)) return does_not_fit(field, "a code of the return such as WBRI");
    facts.ethnicity = value;
    return {};
  }
  if (field == "unaccompanied") return as_flag(facts.unaccompanied);
  if (field == "mother") return as_flag(facts.mother);
  if (field == "first_child_born_on") return as_date(facts.first_child_born_on);
  return fail(ErrorKind::Invalid, fmt::format("\"{}\" is not a fact that is kept about a child.", shown(field)));
}

void read_field(Facts& facts, std::string_view field, const std::string& value) {
  if (field == "birth_month") facts.birth_month = Personal(value);
  else if (field == "ethnicity") facts.ethnicity = value;
  else if (field == "born_on") {
    if (const auto date = parse_iso_date(value)) facts.born_on = Personal(*date);
  } else if (field == "first_child_born_on") {
    if (const auto date = parse_iso_date(value)) facts.first_child_born_on = Personal(*date);
  } else if (field == "sex") facts.sex = kSexes.parse(value);
  else if (field == "unaccompanied") facts.unaccompanied = value == "1";
  else if (field == "mother") facts.mother = value == "1";
}

Done check(const Facts& facts) {
  if (!facts.birth_month) return {};
  if (!is_month(facts.birth_month->reveal())) return does_not_fit("birth_month", "a month such as 2011-04");
  if (facts.born_on && facts.born_on->reveal().iso().substr(0, 7) != facts.birth_month->reveal())
    return fail(ErrorKind::Invalid, "The month of birth is not that of the day of birth: leave one out or put it right.");
  return {};
}

bool same(const Facts& a, const Facts& b) {
  return a.sex == b.sex && revealed(a.born_on) == revealed(b.born_on) && month_of(a) == month_of(b) && a.ethnicity == b.ethnicity &&
         a.unaccompanied == b.unaccompanied && a.mother == b.mother && revealed(a.first_child_born_on) == revealed(b.first_child_born_on);
}

}  // namespace rightplace::children
