// The input is a content.xml; the archive around it is made here, so that its checksum is never in the way.
#include <cstdint>

#include "fuzz/rows.h"
#include "tests/support/zipped.h"

using namespace rightplace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Rows rows;
  rows.keep = false;
  const auto bytes = test::ods_of(std::string(reinterpret_cast<const char*>(data), size), true);
  const auto read = formats::read_table(bytes, "input", rows, fuzz::limits());
  if (!read) fuzz::expect_a_sentence(read.error());
  return 0;
}
