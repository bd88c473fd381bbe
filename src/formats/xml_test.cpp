#include "formats/xml.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rightplace::formats {
namespace {

using namespace std::string_view_literals;
using ::testing::HasSubstr;

// Everything seen, as one line of text.
struct Seen : XmlVisitor {
  std::string text_seen;
  std::string stop_at;
  Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t line) override {
    if (name == stop_at) return fail(ErrorKind::Conflict, "stopped");
    if (name == "throw") throw std::runtime_error("thrown");
    text_seen += fmt::format("<{}@{}", name, line);
    for (const auto& attribute : attributes) text_seen += fmt::format(" {}={}", attribute.name, attribute.value);
    text_seen += ">";
    return {};
  }
  Done close(std::string_view name, std::uint64_t) override {
    text_seen += fmt::format("</{}>", name);
    return {};
  }
  Done text(std::string_view text) override {
    text_seen += text;
    return {};
  }
};

std::string seen(std::string_view xml) {
  Seen visitor;
  const auto done = read_xml(xml, "return.xml", visitor);
  return done ? visitor.text_seen : done.error().detail;
}

TEST(Xml, ElementsAttributesAndTextArriveInOrderWithLines) {
  EXPECT_EQ(seen("<?xml version='1.0'?>\n<m:Message xmlns:m='u'>\n<Child id='1' m:x='a&amp;b'>Tom &lt; &#233;</Child><!-- no --></m:Message>"),
            "<Message@2 m=u>\n<Child@3 id=1 x=a&b>Tom < é</Child></Message>");
}

TEST(Xml, DeclaredEncodingsBecomeUtf8) {
  EXPECT_EQ(seen("<?xml version='1.0' encoding='windows-1252'?><a>Caf\xE9 \x96 \x80</a>"), "<a@1>Café – €</a>");
  EXPECT_EQ(seen("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>Caf\xE9 \x92</a>"), "<a@1>Café ’</a>");
  EXPECT_EQ(seen("\xEF\xBB\xBF<a>é</a>"), "<a@1>é</a>");
  EXPECT_EQ(seen("\xFF\xFE<\0a\0>\0\xE9\0<\0/\0a\0>\0"sv), "<a@1>é</a>");
  EXPECT_EQ(seen("\xFE\xFF\0<\0a\0>\0\xE9\0<\0/\0a\0>"sv), "<a@1>é</a>");
  EXPECT_THAT(seen("<?xml version='1.0' encoding='EBCDIC'?><a/>"), HasSubstr("return.xml: line 1: this XML is in an encoding that is not read here"));
  EXPECT_THAT(seen("<a>\n\xE9</a>"), HasSubstr("return.xml: line 2: this is not well-formed XML"));
}

TEST(Xml, AnXmlBombIsRefusedAtItsDoctype) {
  std::string bomb = "<?xml version='1.0'?>\n<!DOCTYPE lolz [<!ENTITY a0 'lol'>";
  for (int i = 1; i < 30; ++i) bomb += fmt::format("<!ENTITY a{} '&a{};&a{};&a{};&a{};'>", i, i - 1, i - 1, i - 1, i - 1);
  EXPECT_THAT(seen(bomb + "]><lolz>&a29;</lolz>"), HasSubstr("return.xml: line 2: this XML has a document type (DOCTYPE)"));
  EXPECT_THAT(seen("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), HasSubstr("DOCTYPE"));
  EXPECT_THAT(seen("<a>&unknown;</a>"), HasSubstr("undefined entity"));
}

TEST(Xml, ABrokenFileIsRefusedWithItsLine) {
  EXPECT_EQ(seen(""), "return.xml is empty");
  EXPECT_THAT(seen("<a>\n<b>\n</a>"), HasSubstr("return.xml: line 3: this is not well-formed XML (mismatched tag)"));
  EXPECT_THAT(seen("<a>\n<b>"), HasSubstr("return.xml: line 2: this XML breaks off before its end"));
  EXPECT_THAT(seen("<a><b x='"), HasSubstr("breaks off before its end"));
  EXPECT_THAT(seen("<a/><b/>"), HasSubstr("junk after document element"));
  EXPECT_THAT(seen("urn,name\n"), HasSubstr("line 1: this is not well-formed XML"));
}

TEST(Xml, DepthAndSizeAreLimited) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_THAT(seen(deep), HasSubstr("elements are nested more than 64 deep"));
  Seen visitor;
  const auto done = read_xml("<a>" + std::string(200'000, 'x') + "</a>", "big.xml", visitor, {.most_bytes = 100'000});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().detail, "big.xml holds more than 100000 bytes, the most that is accepted");
  EXPECT_THAT(seen("<a x='" + std::string(6 << 20, 'x') + "'/>"), HasSubstr("a tag here is longer than 4 MB"));
  EXPECT_THAT(seen("<!--" + std::string(6 << 20, 'x') + "--><a/>"), HasSubstr("a tag here is longer than 4 MB"));
  std::string many = "<a";
  for (int i = 0; i < 1001; ++i) many += fmt::format(" x{}='1'", i);
  EXPECT_THAT(seen(many + "/>"), HasSubstr("more than 1000 attributes"));
}

TEST(Xml, LongTextIsNotATag) {
  const auto text = std::string(6 << 20, 'x');
  EXPECT_EQ(seen("<a>" + text + "</a>"), "<a@1>" + text + "</a>");
  EXPECT_EQ(seen("<a><![CDATA[" + text + "]]></a>"), "<a@1>" + text + "</a>");
}

TEST(Xml, TheVisitorsErrorsAndExceptionsComeBackAsTheyAre) {
  Seen visitor;
  visitor.stop_at = "b";
  const auto done = read_xml("<a><b/></a>", "x", visitor);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().detail, "stopped");
  EXPECT_THROW((void)seen("<a><throw/></a>"), std::runtime_error);
}

}  // namespace
}  // namespace rightplace::formats
