// TOML that is accepted is also JSON that reads back as the same value.
#include <cstdint>

#include "formats/toml.h"
#include "fuzz/expect.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = formats::parse_toml({reinterpret_cast<const char*>(data), size}, "input");
  if (!value) {
    RP_EXPECT(value.error().detail.starts_with("input"));
    return 0;
  }
  const auto again = json::parse(value->dump(), "again");
  RP_EXPECT(again);
  RP_EXPECT(*again == *value);
  return 0;
}
