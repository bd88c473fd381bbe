// links: rp_geography
// Postcodes, sectors, outward codes, and names of authorities, regions and constituencies.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "features/geography/geography.h"
#include "fuzz/expect.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rightplace;
  using namespace rightplace::geography;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto postcode = Postcode::parse(text)) {
    // What was read writes itself in one way, and that reads as the same.
    const auto written = postcode->text();
    const auto again = Postcode::parse(written);
    RP_EXPECT(again && *again == *postcode && again->text() == written);
    RP_EXPECT(postcode->key() == again->key() && postcode->inward_key() < 6760);
    RP_EXPECT(written.starts_with(postcode->sector()) && postcode->sector().starts_with(postcode->outward()));
    if (const auto around = approximate(*postcode)) RP_EXPECT(around->radius_metres >= 0);
  } else {
    RP_EXPECT(!postcode.error().detail.empty());
  }
  (void)sector(text);
  (void)outward_code(text);
  (void)authority_named(text);
  (void)regions_named(text);
  (void)constituency(text, ConstituencySet::From2024);
  if (const auto* authority = authority_by_code(text)) RP_EXPECT(authority_named(authority->name, authority->from) == authority);
  return 0;
}
