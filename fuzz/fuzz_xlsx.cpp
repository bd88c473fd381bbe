// The input is the parts of a workbook, each after a line "=== name"; the archive around them is made here. Parts that a
// small input lacks are those of the smallest workbook.
#include <cstdint>

#include "base/text.h"
#include "fuzz/rows.h"
#include "tests/support/zipped.h"

using namespace rightplace;

namespace {

test::ZipParts parts_of(std::string_view input) {
  test::ZipParts parts = {
      {"[Content_Types].xml", "<Types/>"},
      {"xl/workbook.xml", R"(<workbook><workbookPr/><sheets><sheet name="A" id="r1"/></sheets></workbook>)"},
      {"xl/_rels/workbook.xml.rels",
       R"(<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet.xml"/><Relationship Id="r2" Type="x/sharedStrings" Target="strings.xml"/>)"
       R"(<Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>)"},
      {"xl/sheet.xml", "<worksheet/>"},
      {"xl/strings.xml", "<sst><si><t>a</t></si></sst>"},
      {"xl/styles.xml", R"(<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="46"/></cellXfs></styleSheet>)"}};
  while (input.starts_with("=== ")) {
    const auto name_end = std::min(input.find('\n'), input.size());
    const auto name = input.substr(4, name_end - 4);
    input.remove_prefix(std::min(name_end + 1, input.size()));
    const auto end = std::min(input.find("\n=== "), input.size());
    for (auto& [part, content] : parts)
      if (part == name) content = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Rows rows;
  rows.keep = false;
  const auto bytes = test::zipped(parts_of({reinterpret_cast<const char*>(data), size}), true);
  const auto read = formats::read_table(bytes, "input", rows, fuzz::limits());
  if (!read) fuzz::expect_a_sentence(read.error());
  return 0;
}
