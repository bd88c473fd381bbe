#include "formats/odt_writer.h"

#include <gmock/gmock.h>

#include "formats/document_type.h"
#include "formats/xml.h"
#include "formats/zip.h"

namespace rightplace::formats {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string document() {
  OdtWriter odt("Sufficiency statement");
  odt.heading(1, "Children & homes");
  odt.paragraph("First line\nsecond <b>line</b> \x01");
  odt.list({"one", "two"});
  odt.table("By age", {"Age", "Children"}, {{"Under 1", "10"}, {"1 to 4"}});
  return odt.take().value();
}

TEST(OdtWriter, ItsTypeStandsFirstAndUnpackedAsReadersExpect) {
  const auto bytes = document();
  ASSERT_GT(bytes.size(), 100u);
  EXPECT_EQ(bytes.substr(0, 4), "PK\x03\x04");
  EXPECT_EQ(bytes.substr(30, 8), "mimetype");
  EXPECT_EQ(bytes.substr(38, 39), "application/vnd.oasis.opendocument.text");
  EXPECT_EQ(bytes[8], 0);   // stored
  EXPECT_EQ(document_type({.memory = bytes, .size = bytes.size()}).value(), DocumentType::Odt);
}

TEST(OdtWriter, WhatIsWrittenIsTextAndNeverMarkup) {
  const auto bytes = document();
  const auto zip = Zip::open(bytes, "statement.odt");
  ASSERT_TRUE(zip);
  const auto content = zip->small_part("content.xml").value();
  EXPECT_THAT(content, AllOf(HasSubstr("Children &amp; homes"), HasSubstr("First line<text:line-break/>second &lt;b&gt;line"), Not(HasSubstr("\x01")), HasSubstr("table:name=\"Table1\"")));
}

TEST(OdtWriter, EveryPartIsWellFormed) {
  class Nothing final : public XmlVisitor {
   public:
    Done open(std::string_view, std::span<const XmlAttribute>, std::uint64_t) override { return {}; }
    Done close(std::string_view, std::uint64_t) override { return {}; }
    Done text(std::string_view) override { return {}; }
  };
  const auto bytes = document();
  const auto zip = Zip::open(bytes, "statement.odt");
  for (const auto* name : {"content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"}) {
    const auto part = zip->small_part(name).value();
    Nothing nothing;
    EXPECT_TRUE(read_xml(part, name, nothing)) << name;
  }
}

TEST(OdtWriter, TheSameContentGivesTheSameBytes) { EXPECT_EQ(document(), document()); }

}  // namespace
}  // namespace rightplace::formats
