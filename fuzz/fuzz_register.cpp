// links: rp_homes
// The register's reader over any bytes, and the history of what it read: rows that are kept have a URN written the one
// way and no date after the list's day, and the history is the same when the list is given twice.
#include <cstdint>
#include <string_view>

#include "features/homes/home_history.h"
#include "features/homes/register_reader.h"
#include "features/homes/register_words.h"
#include "fuzz/expect.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Date day(2025, 3, 31);
  imports::Report report;
  const auto lists = homes::read_register(bytes, "fuzz.csv", {.as_at = day}, report);
  if (!lists) {
    RP_EXPECT(!lists.error().detail.empty());
    return 0;
  }
  std::vector<homes::Observations> observed;
  for (const auto& list : *lists) {
    for (const auto& row : list.rows) {
      RP_EXPECT(homes::normalised_urn(row.urn) == row.urn);
      RP_EXPECT(!row.registered_on || *row.registered_on <= list.as_at);
      RP_EXPECT(!row.places || *row.places >= 0);
      for (const auto& inspection : row.inspections) RP_EXPECT(inspection.inspected_on <= list.as_at);
    }
    observed.push_back({{list.kind, list.as_at, "a", list.has_grades, true}, list.rows});
  }
  auto twice = observed;
  for (const auto& one : observed) twice.push_back(one);
  const auto once = homes::history_of(observed);
  const auto again = homes::history_of(twice);
  RP_EXPECT(once.homes.size() == again.homes.size());
  RP_EXPECT(once.spells.size() == again.spells.size());
  RP_EXPECT(once.versions.size() == again.versions.size());
  return 0;
}
