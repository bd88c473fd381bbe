#include "features/benchmarking/benchmarking_measures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace rightplace::benchmarking {
namespace {

constexpr double kWide = 1.959964;          // 95 per cent of a normal
constexpr double kWeeks = 365.25 / 7;
constexpr std::string_view kStatistics = "Department for Education, children looked after in England (SSDA903), 31 March; population: Office for National Statistics, mid-year before it";
constexpr std::string_view kSpending = "Ministry of Housing, Communities and Local Government, revenue outturn RO3, total expenditure; children: Department for Education (SSDA903)";

// Byar's approximation to the interval of a count; exact enough from one on (Breslow and Day 1987).
std::pair<double, double> count_interval(double count) {
  const double low = count <= 0 ? 0 : count * std::pow(1 - 1 / (9 * count) - kWide / (3 * std::sqrt(count)), 3);
  const double more = count + 1;
  return {std::max(low, 0.0), more * std::pow(1 - 1 / (9 * more) + kWide / (3 * std::sqrt(more)), 3)};
}

// Wilson's interval of a share.
std::pair<double, double> share_interval(double part, double whole) {
  const double p = part / whole, z2 = kWide * kWide;
  const double middle = (p + z2 / (2 * whole)) / (1 + z2 / whole), half = kWide * std::sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole);
  return {std::max(middle - half, 0.0), std::min(middle + half, 1.0)};
}

std::optional<double> sum_of(const std::vector<std::string_view>& series, const Counts& counts, std::string_view authority, int year) {
  double sum = 0;
  for (const auto one : series) {
    const auto value = counts.of(one, authority, year);
    if (!value) return std::nullopt;
    sum += static_cast<double>(*value);
  }
  return sum;
}

// How many children at least and at most.
struct Between {
  double least = 0, most = 0;
};
std::optional<Between> bottom_of(const Measure& measure, const Counts& counts, std::string_view authority, int year) {
  if (const auto sum = sum_of(measure.bottom, counts, authority, year)) return Between{*sum, *sum};
  if (measure.whole.empty()) return std::nullopt;
  const auto whole = counts.of(measure.whole, authority, year);
  if (!whole) return std::nullopt;
  double known = 0;
  Between out;
  for (const auto part : measure.parts) known += static_cast<double>(counts.of(part, authority, year).value_or(0));
  for (const auto part : measure.bottom) {
    if (!counts.has(part, authority, year)) return std::nullopt;
    out.least += static_cast<double>(counts.of(part, authority, year).value_or(0));
  }
  out.most = out.least + std::max(static_cast<double>(*whole) - known, 0.0);
  return out;
}

std::optional<double> middle(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const auto half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::string ordinal(int place) {
  const int tens = place % 100, ones = place % 10;
  const auto* ending = tens >= 11 && tens <= 13 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
  return fmt::format("{}{}", place, ending);
}

}  // namespace

bool Counts::has(std::string_view series, std::string_view authority, int year) const {
  const auto found = values_.find({std::string(series), year});
  return found != values_.end() && found->second.contains(std::string(authority));
}

std::optional<std::int64_t> Counts::of(std::string_view series, std::string_view authority, int year) const {
  const auto found = values_.find({std::string(series), year});
  if (found == values_.end()) return std::nullopt;
  const auto at = found->second.find(std::string(authority));
  return at == found->second.end() ? std::nullopt : at->second;
}

std::vector<std::string> Counts::authorities(std::string_view series, int year) const {
  std::vector<std::string> out;
  if (const auto found = values_.find({std::string(series), year}); found != values_.end())
    for (const auto& [code, value] : found->second) out.push_back(code);
  return out;
}

std::vector<int> Counts::years(std::string_view series) const {
  std::vector<int> out;
  for (const auto& [key, values] : values_)
    if (key.first == series) out.push_back(key.second);
  std::ranges::sort(out, std::greater());
  return out;
}

const std::vector<Measure>& measures() {
  static const std::vector<Measure> all{
      {"looked-after", "Children looked after, for 10,000 children", Kind::Rate, {"looked_after"}, {"children"}, "Children looked after on 31 March, divided by all children under 18 who live in the authority, times 10,000.", kStatistics, "The authority for its plans; Ofsted before an inspection; the department's national tables."},
      {"in-homes", "In children’s homes", Kind::Share, {"in_homes"}, {"looked_after"}, "Children in secure homes and children’s homes on 31 March, divided by all children looked after.", kStatistics, "The authority for its sufficiency statement; commissioners."},
      {"fostered", "In foster care", Kind::Share, {"fostered"}, {"looked_after"}, "Children in foster placements on 31 March, divided by all children looked after.", kStatistics, "The authority for its sufficiency statement; fostering services."},
      {"outside", "Placed outside the authority’s area", Kind::Share, {"outside"}, {"looked_after"}, "Children placed outside the authority’s boundary on 31 March, divided by all children looked after.", kStatistics, "The nominated officer (SI 2010/959 reg 11); Ofsted before an inspection."},
      {"far", "More than 20 miles from home", Kind::Share, {"far"}, {"looked_after"}, "Children placed more than 20 miles from home on 31 March, divided by all children looked after, those whose distance is not known among them.", kStatistics, "The nominated officer; Ofsted before an inspection."},
      {"private", "With private providers", Kind::Share, {"private"}, {"looked_after"}, "Children in provision run privately on 31 March, divided by all children looked after.", kStatistics, "Commissioners; elected members."},
      {"cost-residential", "Spent on residential care for a child a week", Kind::WeeklyCost, {"spent_residential"}, {"in_homes", "other_residential", "residential_schools"},
       "What was spent on residential care in the year, divided by the children in homes, residential schools and other residential settings (the mean of both 31 Marches) and by 52.18 weeks. It is no price: long and short stays, own homes and bought places are in it together. Where one of these three numbers is suppressed, what all other placements leave of the total bounds it. The interval is that of the number of children.", kSpending, "Finance; commissioners; the section 251 return.",
       "looked_after", {"in_homes", "fostered", "other_residential", "residential_schools", "with_parents", "for_adoption", "independent", "other_placements"}},
      {"cost-all", "Spent on looking after a child a week", Kind::WeeklyCost, {"spent_looked_after"}, {"looked_after"}, "What was spent on children looked after in the year, divided by the children looked after (the mean of both 31 Marches) and by 52.18 weeks. The interval is that of the number of children.", kSpending, "Finance; elected members; the section 251 return."}};
  return all;
}

const Measure* measure_called(std::string_view id) {
  const auto found = std::ranges::find(measures(), id, &Measure::id);
  return found == measures().end() ? nullptr : &*found;
}

std::optional<Value> value_of(const Measure& measure, const Counts& counts, std::string_view authority, int year) {
  const auto top = sum_of(measure.top, counts, authority, year);
  if (!top) return std::nullopt;
  if (measure.kind == Kind::WeeklyCost) {
    const auto now = bottom_of(measure, counts, authority, year), before = bottom_of(measure, counts, authority, year - 1);
    if (!now || !before) return std::nullopt;
    const double least = (now->least + before->least) / 2, most = (now->most + before->most) / 2, mean = (least + most) / 2;
    // Where what is suppressed could be a third more, nothing is said.
    if (least < kFewest || *top <= 0 || most > least * 4 / 3) return std::nullopt;
    const double pounds = *top * 1000 / kWeeks;
    return Value{pounds / mean, pounds / count_interval(most).second, pounds / count_interval(least).first, *top, mean};
  }
  const auto bottom = sum_of(measure.bottom, counts, authority, year);
  if (!bottom) return std::nullopt;
  if (*bottom <= 0 || *top < kFewest || *top > *bottom) return std::nullopt;
  if (measure.kind == Kind::Rate) {
    const auto [low, high] = count_interval(*top);
    return Value{10'000 * *top / *bottom, 10'000 * low / *bottom, 10'000 * high / *bottom, *top, *bottom};
  }
  const auto [low, high] = share_interval(*top, *bottom);
  return Value{100 * *top / *bottom, 100 * low, 100 * high, *top, *bottom};
}

std::optional<int> year_of(const Measure& measure, const Counts& counts) {
  std::map<int, std::size_t> told;
  for (const int year : counts.years(measure.top.front()))
    for (const auto& authority : counts.authorities(measure.top.front(), year)) told[year] += value_of(measure, counts, authority, year).has_value();
  std::size_t most = 0;
  for (const auto& [year, count] : told) most = std::max(most, count);
  if (most == 0) return std::nullopt;
  for (auto at = told.rbegin(); at != told.rend(); ++at)
    if (at->second * 10 >= most * 9) return at->first;
  return std::nullopt;
}

Standing standing_of(const Measure& measure, const Counts& counts, std::string_view authority, const std::vector<std::string>& neighbours, int year) {
  Standing out;
  out.own = value_of(measure, counts, authority, year);
  std::vector<double> all, near;
  int lower = 0, higher = 0;
  for (const auto& code : counts.authorities(measure.top.front(), year)) {
    const auto value = value_of(measure, counts, code, year);
    if (!value) continue;
    ++out.told;
    all.push_back(value->value);
    if (std::ranges::find(neighbours, code) != neighbours.end()) near.push_back(value->value);
    if (!out.own || code == authority) continue;
    lower += value->high < out.own->low;
    higher += value->low > out.own->high;
  }
  out.all = middle(std::move(all));
  out.neighbours = middle(std::move(near));
  out.lowest = 1 + lower;
  out.highest = out.told - higher;
  return out;
}

std::string place_in_words(const Standing& s) {
  if (!s.own) return "Too few to say";
  if (s.told < 20) return "Too few authorities to say";
  if (s.highest - s.lowest + 1 > s.told * 2 / 3) return fmt::format("Cannot be told apart from most of {}", s.told);
  if (s.lowest == s.highest) return fmt::format("The {} of {}, from the lowest", ordinal(s.lowest), s.told);
  return fmt::format("Between the {} and the {} of {}, from the lowest", ordinal(s.lowest), ordinal(s.highest), s.told);
}

std::string words_of(const Measure& measure, double value) {
  switch (measure.kind) {
    case Kind::Rate: return grouped(std::llround(value));
    case Kind::Share: return fmt::format("{:.0f} %", value);
    case Kind::WeeklyCost: return "£" + grouped(std::llround(value / 5) * 5);
  }
  return {};
}

}  // namespace rightplace::benchmarking
