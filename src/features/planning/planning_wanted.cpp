// What is asked of the forecast on its page.

#include <fmt/format.h>

#include <algorithm>

#include "features/planning/planning_pages.h"
#include "web/field.h"

namespace rightplace::planning {

using web::Html;
using web::html;

bool Wanted::asks_cost() const {
  return std::ranges::any_of(prices, [](const auto& price) { return price.has_value(); });
}

bool Wanted::asks_change() const {
  return entries != 0 || leaving != 0 || redirect != 0 || std::ranges::any_of(opened, [](auto more) { return more != 0; });
}

std::string Wanted::text() const {
  auto out = fmt::format("{} {} {} {}", months, entries, leaving, redirect);
  for (const auto& price : prices) out += price ? fmt::format(" {}", price->value) : " -";
  for (const auto& count : places) out += count ? fmt::format(" {}", *count) : " -";
  for (const auto more : opened) out += fmt::format(" {}", more);
  return out;
}

Wanted wanted_of(web::Form& form, const Grouping& grouping) {
  Wanted out;
  const auto given = [&](std::string_view name) { return !form.typed(name).empty(); };
  const auto number = [&](std::string_view name, std::int64_t low, std::int64_t high, std::string_view if_wrong) {
    return given(name) ? form.integer(name, low, high, if_wrong).value_or(0) : 0;
  };
  if (given("months")) out.months = static_cast<int>(form.integer("months", 1, 60, "Months must be a whole number from 1 to 60").value_or(12));
  out.entries = number("entries", -90, 300, "Children coming into care must be a whole number of per cent from -90 to 300");
  out.leaving = number("leaving", -90, 300, "Children leaving care must be a whole number of per cent from -90 to 300");
  out.redirect = number("redirect", 0, 100, "Foster carers instead of homes must be a whole number of per cent from 0 to 100");
  for (const auto& group : grouping.groups) {
    const auto name = "price-" + group.name;
    out.prices.push_back(given(name) ? form.pounds(name, "Price of a week: write pounds, such as 7,385") : std::nullopt);
    const auto now = "places-" + group.name, more = "opened-" + group.name;
    out.places.push_back(given(now) ? form.integer(now, 1, 100'000, "Places that there are must be a whole number from 1 to 100,000") : std::nullopt);
    out.opened.push_back(number(more, -10'000, 10'000, "Places opened or closed must be a whole number from -10,000 to 10,000"));
    if (out.opened.back() != 0 && !given(now)) form.fault(now, "Say how many places there are now, so that those opened or closed mean something");
  }
  return out;
}

void apply(const Wanted& wanted, const Grouping& grouping, forecast::Problem& problem) {
  using forecast::Change;
  const auto from = problem.origin + 1;
  const auto number_of = [&](std::string_view name) -> std::optional<std::uint32_t> {
    for (std::size_t i = 0; i < grouping.groups.size(); ++i)
      if (grouping.groups[i].name == name) return static_cast<std::uint32_t>(i);
    return std::nullopt;
  };
  problem.months = wanted.months;
  const auto factor = [](std::int64_t per_cent) { return 1 + static_cast<double>(per_cent) / 100; };
  if (wanted.entries != 0) problem.changes.push_back({.kind = Change::Kind::Entries, .from = from, .value = factor(wanted.entries)});
  if (wanted.leaving != 0) problem.changes.push_back({.kind = Change::Kind::Leaving, .from = from, .value = factor(wanted.leaving)});
  const auto homes = number_of("residential"), foster = number_of("foster");
  if (wanted.redirect != 0 && homes && foster)
    problem.changes.push_back({.kind = Change::Kind::Redirect, .from = from, .group = *homes, .to_group = *foster, .value = static_cast<double>(wanted.redirect) / 100});
  for (std::size_t i = 0; i < wanted.places.size() && i < problem.groups.size(); ++i) {
    if (!wanted.places[i]) continue;
    problem.places.resize(problem.groups.size());
    problem.places[i] = static_cast<double>(*wanted.places[i]);
    if (wanted.opened[i] != 0) problem.changes.push_back({.kind = Change::Kind::Places, .from = from, .group = static_cast<std::uint32_t>(i), .value = static_cast<double>(wanted.opened[i])});
  }
  if (!wanted.asks_cost()) return;
  problem.prices.resize(problem.groups.size());
  for (std::size_t i = 0; i < wanted.prices.size() && i < problem.prices.size(); ++i)
    if (wanted.prices[i]) problem.prices[i].weekly = WeeklyRate{*wanted.prices[i]};
}

Html question_form(const web::Form& form, const Grouping& grouping) {
  Html prices;
  for (const auto& group : grouping.groups) prices += web::field::money(form, {.name = "price-" + group.name, .label = group.label, .width = web::field::Width::Of10, .suffix = "a week"});
  const auto per_cent = [&](std::string name, std::string label, std::string hint) {
    return web::field::input(form, {.name = std::move(name), .label = std::move(label), .hint = std::move(hint), .inputmode = "text", .width = web::field::Width::Of4, .suffix = "%"});
  };
  const auto fields = web::field::select(form, {.name = "months", .label = "How far ahead", .choices = {{"12", "12 months"}, {"24", "24 months"}, {"36", "36 months"}, {"60", "60 months"}}}) +
                      html(R"(<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">What if</legend>{}{}{}</fieldset>)",
                           per_cent("entries", "Children coming into care", "More or fewer than would come: -10 for a tenth fewer"), per_cent("leaving", "Children leaving care before eighteen", "20 for a fifth more"),
                           per_cent("redirect", "Foster carers instead of children’s homes", "How many of a hundred who would go to a home")) +
                      html(R"(<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">Places in children’s homes</legend><div class="govuk-hint">Your own and those that you have for sure. Then the forecast says how many children there will be beyond them.</div>{}{}</fieldset>)",
                           web::field::input(form, {.name = "places-residential", .label = "Places that there are now", .inputmode = "numeric", .width = web::field::Width::Of5}),
                           web::field::input(form, {.name = "opened-residential", .label = "Opened from now on, or closed", .hint = "6 for six more, -4 for four fewer", .inputmode = "text", .width = web::field::Width::Of5})) +
                      html(R"(<fieldset class="govuk-fieldset"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">What a week costs</legend><div class="govuk-hint">Your own prices; none is built in. Only kinds of place with a price are in the cost.</div>{}</fieldset>)", prices);
  return html(R"(<form method="get" action="/forecast" novalidate>{}<button type="submit" class="govuk-button" data-module="govuk-button">Work it out</button></form>)", fields);
}

}  // namespace rightplace::planning
