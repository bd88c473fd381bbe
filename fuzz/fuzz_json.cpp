// JSON that is accepted reads back as the same value, in either layout.
#include <cstdint>

#include "base/json.h"
#include "fuzz/expect.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto value = json::parse({reinterpret_cast<const char*>(data), size}, "input");
  if (!value) {
    RP_EXPECT(value.error().detail.starts_with("input: "));
    return 0;
  }
  for (const auto& text : {value->dump(), value->pretty()}) {
    const auto again = json::parse(text, "again");
    RP_EXPECT(again);
    RP_EXPECT(*again == *value);
  }
  return 0;
}
