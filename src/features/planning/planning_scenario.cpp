#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/planning/planning.h"
#include "formats/toml.h"

namespace rightplace::planning {
namespace {

using forecast::Change;

constexpr auto kChanges = enum_names<Change::Kind>({{Change::Kind::Entries, "entries", "children coming into care"},
                                                    {Change::Kind::Leaving, "leaving", "children leaving care"},
                                                    {Change::Kind::Moving, "moving", "moves to another kind of place"},
                                                    {Change::Kind::Redirect, "redirect", "children placed elsewhere instead"},
                                                    {Change::Kind::Places, "places", "places opened or closed"},
                                                    {Change::Kind::Price, "price", "price of a week"}});

class Reader {
 public:
  Reader(forecast::Problem& problem) : problem_(problem) {}

  std::optional<std::uint32_t> group(json::Fields& row, std::string_view key, bool needed) {
    const auto name = needed ? std::optional(row.required_text(key)) : row.text(key);
    if (!name || name->empty()) return std::nullopt;
    const auto found = std::ranges::find(problem_.groups, *name);
    if (found == problem_.groups.end()) {
      row.fault(key, fmt::format("is not a kind of place; there is {}", join_words(problem_.groups)));
      return std::nullopt;
    }
    return static_cast<std::uint32_t>(found - problem_.groups.begin());
  }

  void change(json::Fields& row) {
    Change c;
    const auto kind = kChanges.parse(row.required_text("what"));
    if (!kind) row.fault("what", "must be entries, leaving, moving, redirect, places or price");
    c.kind = kind.value_or(Change::Kind::Entries);
    c.from = row.required_date("from").days();
    const bool needs_group = c.kind == Change::Kind::Redirect || c.kind == Change::Kind::Places;
    c.group = group(row, "group", needs_group).value_or(Change::kAny);
    if (c.kind == Change::Kind::Redirect) c.to_group = group(row, "to", true).value_or(0);
    if (const auto age = row.integer("age", 0, 17)) {
      std::uint32_t band = forecast::kBands - 1;
      while (*age < forecast::kBandStarts[band]) --band;
      c.band = band;
    }
    if (c.kind == Change::Kind::Places) c.value = row.required_number("more", -10'000, 10'000);
    else if (c.kind == Change::Kind::Redirect) c.value = row.required_number("share", 0, 1);
    else c.value = row.required_number("factor", 0, 100);
    row.refuse_others();
    problem_.changes.push_back(c);
  }

  void price(json::Fields& row) {
    const auto g = group(row, "group", true);
    forecast::Price p;
    p.weekly = WeeklyRate{Pence{row.required_integer("weekly_pence", 0, 100'000'000)}};
    p.spread = row.number("spread", 0, 1).value_or(0);
    p.growth_a_year = row.number("growth_a_year", -0.5, 1).value_or(0);
    p.growth_spread = row.number("growth_spread", 0, 0.5).value_or(0);
    row.required_text("source");
    row.refuse_others();
    if (problem_.prices.empty()) problem_.prices.resize(problem_.groups.size());
    if (g) problem_.prices[*g] = p;
  }

  void places(json::Fields& row) {
    const auto g = group(row, "group", true);
    const auto count = row.required_integer("count", 1, 1'000'000);
    row.required_text("source");
    row.refuse_others();
    if (problem_.places.empty()) problem_.places.resize(problem_.groups.size(), 0);
    if (g) problem_.places[*g] = static_cast<double>(count);
  }

 private:
  forecast::Problem& problem_;
};

}  // namespace

Done apply_scenario(std::string_view toml, std::string_view source, forecast::Problem& problem) {
  RP_TRY(document, formats::parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields fields(&document, "", faults);
  fields.required_text("name");
  Reader reader(problem);
  const auto each = [&](std::string_view key, auto&& read) {
    int number = 0;
    for (const auto& item : fields.array(key)) {
      json::Fields row(&item, fmt::format("{}[{}]", key, ++number), faults);
      read(row);
    }
  };
  each("change", [&](json::Fields& row) { reader.change(row); });
  each("price", [&](json::Fields& row) { reader.price(row); });
  each("places", [&](json::Fields& row) { reader.places(row); });
  fields.refuse_others();
  if (faults.empty()) return {};
  return fail(ErrorKind::Invalid, fmt::format("{}: {} {}.", source, faults.front().field, faults.front().detail), faults);
}

}  // namespace rightplace::planning
