#include <embedded/rules_planning.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "features/planning/planning.h"
#include "formats/toml.h"

namespace rightplace::planning {
namespace {

std::vector<std::string> codes(json::Fields& fields, std::string_view key) {
  std::vector<std::string> out;
  for (const auto& item : fields.array(key)) {
    const auto* code = item.as_string();
    if (code == nullptr) fields.fault(key, "must be a list of placement codes");
    else out.push_back(upper(*code));
  }
  return out;
}

}  // namespace

std::uint32_t Grouping::group_of(std::string_view place) const {
  for (std::uint32_t g = 0; g < groups.size(); ++g)
    if (std::ranges::find(groups[g].places, place) != groups[g].places.end()) return g;
  return static_cast<std::uint32_t>(groups.size() - 1);
}

Result<std::vector<Grouping>> read_groupings(std::string_view toml, std::string_view source) {
  RP_TRY(document, formats::parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields fields(&document, "", faults);
  fields.required_text("version");
  fields.required_text("source");
  std::vector<Grouping> out;
  int number = 0;
  for (const auto& item : fields.array("grouping")) {
    json::Fields row(&item, fmt::format("grouping[{}]", ++number), faults);
    Grouping grouping;
    grouping.name = row.required_text("name");
    grouping.temporary = codes(row, "temporary");
    std::vector<std::string> seen;
    int group_number = 0;
    for (const auto& each : row.array("group")) {
      json::Fields group(&each, fmt::format("grouping[{}].group[{}]", number, ++group_number), faults);
      Grouping::Group g{group.required_text("name"), group.required_text("label"), codes(group, "places")};
      group.refuse_others();
      for (const auto& code : g.places) {
        if (std::ranges::find(seen, code) != seen.end()) group.fault("places", fmt::format("has {}, which stands in another group too", code));
        seen.push_back(code);
      }
      grouping.groups.push_back(std::move(g));
    }
    row.refuse_others();
    if (grouping.groups.empty() || grouping.groups.size() > forecast::kMostGroups)
      row.fault("group", fmt::format("must hold 1 to {} groups", forecast::kMostGroups));
    out.push_back(std::move(grouping));
  }
  fields.refuse_others();
  if (faults.empty()) return out;
  return fail(ErrorKind::Invalid, fmt::format("{}: {} {}.", source, faults.front().field, faults.front().detail), faults);
}

Result<Grouping> grouping(std::string_view name) {
  RP_TRY(all, read_groupings(embedded::rules_planning("placement_groups.toml"), "rules/placement_groups.toml"));
  std::vector<std::string> names;
  for (auto& g : all) {
    if (g.name == name) return std::move(g);
    names.push_back(g.name);
  }
  return fail(ErrorKind::Invalid, fmt::format("There is no grouping \"{}\". There is {}.", shown(name), join_words(names)));
}

}  // namespace rightplace::planning
