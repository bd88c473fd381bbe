// A date that was read is written as a date that reads back as the same day.
#include <cstdint>

#include "base/date.h"
#include "base/text.h"
#include "fuzz/expect.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto& date : {parse_any_date(text), parse_iso_date(text), parse_british_date(text)}) {
    if (!date) continue;
    RP_EXPECT(date->year() >= 1800 && date->year() <= 2299);
    RP_EXPECT(parse_iso_date(date->iso()) == date);
    RP_EXPECT(parse_british_date(date->british()) == date);
    RP_EXPECT(parse_any_date(date->words()) == date);
  }
  RP_EXPECT(is_utf8(shown(text)));
  RP_EXPECT(is_utf8(from_windows_1252(text)));
  if (const auto number = parse_integer(text)) RP_EXPECT(std::to_string(*number) == text || text.find_first_not_of("-0123456789") == std::string_view::npos);
  return 0;
}
