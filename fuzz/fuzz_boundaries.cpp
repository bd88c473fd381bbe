// links: rp_atlas
// Imported boundaries of any bytes: what is taken in has every ring on the National Grid, outer ones anticlockwise, no area without
// land, and can be simplified and drawn.
#include <cstdint>
#include <string_view>

#include "features/atlas/atlas.h"
#include "fuzz/expect.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto read = atlas::read_boundaries(bytes, "fuzz.json");
  if (!read) {
    RP_EXPECT(!read.error().detail.empty());
    return 0;
  }
  for (const auto& area : read->areas) {
    RP_EXPECT(!area.rings.empty());
    for (const auto& ring : area.rings) {
      RP_EXPECT(ring.size() >= 3);
      RP_EXPECT(boundaries::size_of(ring) != 0);
    }
  }
  const auto thin = boundaries::simplified(read->areas, 1'000, 1e6);
  RP_EXPECT(thin.size() == read->areas.size());
  const auto sheets = atlas::sheets_of(read->areas, {}, "fuzz");
  RP_EXPECT(sheets.authorities->outlines.size() == read->areas.size());
  return 0;
}
