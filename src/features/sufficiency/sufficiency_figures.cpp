#include "features/sufficiency/sufficiency_figures.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "engines/suitability/rules.h"

namespace rightplace::sufficiency {
namespace {

using web::plot::Figures;
using web::plot::Heat;

std::optional<double> median(std::vector<std::int64_t> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const auto half = values.size() / 2;
  return values.size() % 2 ? static_cast<double>(values[half]) : static_cast<double>(values[half - 1] + values[half]) / 2;
}

template <class Which>
std::vector<const Searched*> chosen(const Gathered& gathered, Which which) {
  std::vector<const Searched*> out;
  for (const auto& one : gathered.searched)
    if (which(one)) out.push_back(&one);
  return out;
}

std::vector<std::int64_t> could_of(const std::vector<const Searched*>& all) {
  std::vector<std::int64_t> out;
  for (const auto* one : all) out.push_back(one->could);
  return out;
}

// One row for each need that any child has, one for children without any, one for all; a cell without a child has no value.
template <class Value>
Heat heat_of(const Gathered& gathered, Value value) {
  Heat heat{.corner = "Need", .missing_means = "no child of this age with this need"};
  for (std::size_t band = 0; band < kAgeBands; ++band) heat.columns.push_back(age_band_name(band));
  const auto add = [&](std::string name, auto which) {
    if (chosen(gathered, which).empty()) return;
    auto& row = heat.rows.emplace_back();
    row.name = std::move(name);
    for (std::size_t band = 0; band < kAgeBands; ++band) {
      const auto cell = chosen(gathered, [&](const Searched& one) { return one.age_band == band && which(one); });
      row.values.push_back(cell.empty() ? std::nullopt : value(cell));
    }
  };
  add("All children", [](const Searched&) { return true; });
  for (const auto& need : kNeeds.rows) add(capitalised(need.label), [&](const Searched& one) { return std::ranges::find(one.needs, need.value) != one.needs.end(); });
  add("No need stated", [](const Searched& one) { return one.needs.empty(); });
  return heat;
}

std::string half_words(double value) { return value == static_cast<double>(static_cast<std::int64_t>(value)) ? grouped(static_cast<std::int64_t>(value)) : fmt::format("{:.1f}", value); }

}  // namespace

std::string age_band_name(std::size_t band) {
  if (band == 0) return fmt::format("Under {}", kAgesFrom[1]);
  if (band + 1 == kAgeBands) return fmt::format("{} and {}", kAgesFrom[band], kAgesFrom[band + 1] - 1);
  return fmt::format("{} to {}", kAgesFrom[band], kAgesFrom[band + 1] - 1);
}

std::size_t age_band_of(int age) {
  std::size_t band = kAgeBands - 1;
  while (band > 0 && age < kAgesFrom[band]) --band;
  return band;
}

Totals totals_of(const Gathered& gathered, bool open_only) {
  Totals out;
  const auto all = chosen(gathered, [&](const Searched& one) { return one.open || !open_only; });
  for (const auto* one : all) {
    ++out.children;
    out.without += one->could == 0;
    out.without_near += one->could_near == 0;
    out.only_after_checking += one->could == 0 && one->to_check > 0;
  }
  out.median_could = median(could_of(all));
  return out;
}

std::vector<std::pair<web::plot::About, Heat>> heats_of(const Gathered& gathered) {
  using web::Url;
  const auto about = [](std::string id, std::string title, std::string says) {
    auto file = Url("/sufficiency/files").segment(id);
    return web::plot::About{std::move(id), std::move(title), std::move(says), std::move(file)};
  };
  std::vector<std::pair<web::plot::About, Heat>> out;
  out.emplace_back(about("children", "Children for whom a home was looked for", "Referrals, by the child’s needs and age. A child with several needs stands in several rows."),
                   heat_of(gathered, [](const auto& cell) { return std::optional(static_cast<double>(cell.size())); }));
  auto could = heat_of(gathered, [](const auto& cell) { return median(could_of(cell)); });
  could.words = half_words;
  out.emplace_back(about("homes", "Homes that could take such a child today", "The middle of the numbers of homes that could be right for each of these children: those that take the age, sex and needs and state a room that is free. A small number is a gap in supply."), std::move(could));
  out.emplace_back(about("unmet", "Children for whom no home could be right today", "Of the children above, those for whom not one home could be right without something being asked or changed."),
                   heat_of(gathered, [](const auto& cell) { return std::optional(static_cast<double>(std::ranges::count_if(cell, [](const Searched* one) { return one->could == 0; }))); }));
  out.emplace_back(about("unmet-near", "Children for whom no home near could be right today", "The same, where only homes in the own authority and in those that adjoin it count."),
                   heat_of(gathered, [](const auto& cell) { return std::optional(static_cast<double>(std::ranges::count_if(cell, [](const Searched* one) { return one->could_near == 0; }))); }));
  return out;
}

Figures notice_table(const Gathered& gathered) {
  Figures table{{"A home was needed", "Children", "No home could be right", "None near", "Homes that could be right (middle)"}, {}};
  for (const auto& row : referrals::kUrgencies.rows) {
    const auto all = chosen(gathered, [&](const Searched& one) { return one.notice == row.value; });
    const auto count = [&](auto which) { return grouped(std::ranges::count_if(all, which)); };
    const auto middle = median(could_of(all));
    table.rows.push_back({capitalised(row.label), grouped(static_cast<std::int64_t>(all.size())), count([](const Searched* one) { return one->could == 0; }), count([](const Searched* one) { return one->could_near == 0; }), middle ? half_words(*middle) : "no child"});
  }
  return table;
}

Figures one_change_table(const Gathered& gathered) {
  struct Help {
    std::int64_t children = 0, homes = 0;
  };
  std::map<suitability::Rule, Help> help;
  for (const auto* one : chosen(gathered, [](const Searched& each) { return each.could == 0; }))
    for (const auto& [rule, homes] : one->only) {
      ++help[rule].children;
      help[rule].homes += homes;
    }
  std::vector<std::pair<suitability::Rule, Help>> order(help.begin(), help.end());
  std::ranges::stable_sort(order, [](const auto& a, const auto& b) { return std::pair(a.second.children, a.second.homes) > std::pair(b.second.children, b.second.homes); });
  Figures table{{"What alone stands in the way", "Children whom it would help", "Homes for such a child, on average"}, {}};
  for (const auto& [rule, value] : order) {
    const auto info = std::ranges::find(suitability::kRules, rule, &suitability::RuleInfo::rule);
    table.rows.push_back({info == suitability::kRules.end() ? "Another rule" : std::string(info->label) + ": " + std::string(info->says), grouped(value.children), fmt::format("{:.1f}", static_cast<double>(value.homes) / static_cast<double>(value.children))});
  }
  return table;
}

}  // namespace rightplace::sufficiency
