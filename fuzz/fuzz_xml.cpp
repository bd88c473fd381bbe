// Openings and closings balance, names and texts are UTF-8, limits hold.
#include <cstdint>
#include <string>
#include <vector>

#include "base/text.h"
#include "formats/xml.h"
#include "fuzz/expect.h"

using namespace rightplace;

namespace {

struct Balanced : formats::XmlVisitor {
  std::vector<std::string> path;
  std::uint64_t last_line = 1;
  Done open(std::string_view name, std::span<const formats::XmlAttribute> attributes, std::uint64_t line) override {
    RP_EXPECT(line >= last_line);
    last_line = line;
    RP_EXPECT(is_utf8(name));
    for (const auto& attribute : attributes) RP_EXPECT(is_utf8(attribute.name) && is_utf8(attribute.value));
    path.emplace_back(name);
    RP_EXPECT(path.size() <= 64);
    return {};
  }
  Done close(std::string_view name, std::uint64_t) override {
    RP_EXPECT(!path.empty() && path.back() == name);
    path.pop_back();
    return {};
  }
  Done text(std::string_view text) override {
    RP_EXPECT(is_utf8(text));
    return {};
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Balanced visitor;
  const auto read = formats::read_xml({reinterpret_cast<const char*>(data), size}, "input", visitor, {.most_bytes = 1 << 20});
  if (read) RP_EXPECT(visitor.path.empty());
  else RP_EXPECT(!read.error().detail.empty());
  return 0;
}
