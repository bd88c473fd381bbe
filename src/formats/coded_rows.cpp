#include "formats/coded_rows.h"

#include <fmt/format.h>

#include <set>
#include <vector>

#include "formats/toml.h"

namespace rightplace::formats {

Done read_coded_rows(std::string_view toml, std::string_view source, std::string_view name,
                     const std::function<void(std::string code, std::string label, json::Fields& more)>& each) {
  RP_TRY(document, parse_toml(toml, source));
  std::vector<FieldError> faults;
  json::Fields fields(&document, "", faults);
  fields.required_text("version");
  fields.required_text("source");
  fields.boolean("verified");
  std::set<std::string> seen;
  int number = 0;
  for (const auto& item : fields.array(name)) {
    json::Fields row(&item, fmt::format("{}[{}]", name, ++number), faults);
    auto code = row.required_text("code");
    auto label = row.required_text("label");
    if (!seen.insert(code).second) row.fault("code", "stands twice");
    each(std::move(code), std::move(label), row);
    row.refuse_others();
  }
  fields.refuse_others();
  if (faults.empty()) return {};
  return fail(ErrorKind::Invalid, fmt::format("{}: {} {}.", source, faults.front().field, faults.front().detail), faults);
}

}  // namespace rightplace::formats
