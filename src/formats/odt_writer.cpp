#include "formats/odt_writer.h"

#include <fmt/format.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace rightplace::formats {
namespace {

constexpr std::string_view kMimeType = "application/vnd.oasis.opendocument.text";

// XML 1.0 text; what may not stand in XML is left out.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += "<text:line-break/>"; break;
      case '\t': out += "<text:tab/>"; break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out;
}

bool is_figure(std::string_view cell) { return !cell.empty() && (cell == "c" || (cell[0] >= '0' && cell[0] <= '9')); }

constexpr std::string_view kNamespaces =
    R"(xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3")";

std::string styles(std::string_view language) {
  const auto at = language.find('-');
  const auto lang = language.substr(0, at), country = at == std::string_view::npos ? std::string_view("none") : language.substr(at + 1);
  std::string headings;
  constexpr std::array<std::string_view, 3> kSizes{"20pt", "15pt", "12pt"};
  for (std::size_t i = 0; i < kSizes.size(); ++i)
    headings += fmt::format(R"(<style:style style:name="Heading_20_{0}" style:display-name="Heading {0}" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:default-outline-level="{0}" style:class="text"><style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="{1}" fo:font-weight="bold"/></style:style>)",
                            i + 1, kSizes[i]);
  return fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-styles {0}><office:font-face-decls><style:font-face style:name="Sans" svg:font-family="'Liberation Sans', Arial, sans-serif" style:font-family-generic="swiss"/></office:font-face-decls><office:styles><style:default-style style:family="paragraph"><style:text-properties style:font-name="Sans" fo:font-size="11pt" fo:language="{1}" fo:country="{2}"/></style:default-style><style:style style:name="Standard" style:family="paragraph" style:class="text"/><style:style style:name="Text_20_body" style:display-name="Text body" style:family="paragraph" style:parent-style-name="Standard" style:class="text"><style:paragraph-properties fo:margin-bottom="0.25cm" fo:line-height="120%"/></style:style>{3}<style:style style:name="Small" style:family="paragraph" style:parent-style-name="Text_20_body"><style:text-properties fo:font-size="9pt"/></style:style><style:style style:name="Table_20_Caption" style:display-name="Table Caption" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:margin-top="0.3cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"/><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-weight="bold" fo:font-size="10pt"/></style:style><style:style style:name="Table_20_Contents" style:display-name="Table Contents" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-size="10pt"/></style:style><style:style style:name="Table_20_Figures" style:display-name="Table Figures" style:family="paragraph" style:parent-style-name="Table_20_Contents"><style:paragraph-properties fo:text-align="end"/></style:style><text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:space-before="0.4cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet></text:list-style></office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles></office:document-styles>
)",
                     kNamespaces, lang, country, headings);
}

constexpr std::string_view kManifest = R"(<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>
)";

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
struct Free {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

auto no_document() { return fail(ErrorKind::Unavailable, "The document could not be put together. Try again"); }

}  // namespace

OdtWriter::OdtWriter(std::string title, std::string language) : title_(std::move(title)), language_(std::move(language)) {}

void OdtWriter::heading(int level, std::string_view text) {
  level = std::clamp(level, 1, 3);
  body_ += fmt::format(R"(<text:h text:style-name="Heading_20_{0}" text:outline-level="{0}">{1}</text:h>)", level, escaped(text));
}

void OdtWriter::paragraph(std::string_view text) { body_ += fmt::format(R"(<text:p text:style-name="Text_20_body">{}</text:p>)", escaped(text)); }

void OdtWriter::small(std::string_view text) { body_ += fmt::format(R"(<text:p text:style-name="Small">{}</text:p>)", escaped(text)); }

void OdtWriter::list(const std::vector<std::string>& items) {
  if (items.empty()) return;
  body_ += R"(<text:list text:style-name="Bullets">)";
  for (const auto& item : items) body_ += fmt::format(R"(<text:list-item><text:p text:style-name="Text_20_body">{}</text:p></text:list-item>)", escaped(item));
  body_ += "</text:list>";
}

void OdtWriter::table(std::string_view caption, const std::vector<std::string>& head, const std::vector<std::vector<std::string>>& rows) {
  if (head.empty()) return;
  body_ += fmt::format(R"(<text:p text:style-name="Table_20_Caption">{}</text:p><table:table table:name="Table{}" table:style-name="Wide"><table:table-column table:number-columns-repeated="{}"/><table:table-header-rows><table:table-row>)", escaped(caption), ++tables_, head.size());
  const auto cell = [&](std::string_view style, std::string_view text) {
    body_ += fmt::format(R"(<table:table-cell table:style-name="Cell" office:value-type="string"><text:p text:style-name="{}">{}</text:p></table:table-cell>)", style, escaped(text));
  };
  for (const auto& one : head) cell("Table_20_Heading", one);
  body_ += "</table:table-row></table:table-header-rows>";
  for (const auto& row : rows) {
    body_ += "<table:table-row>";
    for (std::size_t i = 0; i < head.size(); ++i) {
      const std::string_view text = i < row.size() ? std::string_view(row[i]) : std::string_view();
      cell(i == 0 ? "Table_20_Heading" : is_figure(text) ? "Table_20_Figures" : "Table_20_Contents", text);
    }
    body_ += "</table:table-row>";
  }
  body_ += R"(</table:table><text:p text:style-name="Small"/>)";
}

Result<std::string> OdtWriter::take() {
  const auto content = fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-content {}><office:automatic-styles><style:style style:name="Wide" style:family="table"><style:table-properties style:width="17cm" table:align="margins"/></style:style><style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:padding="0.1cm" fo:border-bottom="0.5pt solid #b1b4b6"/></style:style></office:automatic-styles><office:body><office:text>{}</office:text></office:body></office:document-content>
)", kNamespaces, body_);
  const auto meta = fmt::format(R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document-meta {}><office:meta><dc:title>{}</dc:title><dc:language>{}</dc:language><meta:generator>Rightplace</meta:generator></office:meta></office:document-meta>
)", kNamespaces, escaped(title_), escaped(language_));
  const auto style = styles(language_);
  zip_error_t error;
  zip_error_init(&error);
  std::unique_ptr<zip_source_t, Free> made(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!made) return no_document();
  zip_source_keep(made.get());   // outlives the archive that writes into it
  std::unique_ptr<zip_t, Discard> zip(zip_open_from_source(made.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
  if (!zip) {
    zip_source_free(made.get());
    return no_document();
  }
  // Its type stands first and unpacked, so that it can be told from the first bytes (OpenDocument 1.3 part 2, 3.3).
  struct Part {
    const char* name;
    std::string_view text;
    zip_int32_t packed;
  };
  for (const auto& part : {Part{"mimetype", kMimeType, ZIP_CM_STORE}, Part{"content.xml", content, ZIP_CM_DEFLATE}, Part{"styles.xml", style, ZIP_CM_DEFLATE}, Part{"meta.xml", meta, ZIP_CM_DEFLATE}, Part{"META-INF/manifest.xml", kManifest, ZIP_CM_DEFLATE}}) {
    auto* source = zip_source_buffer(zip.get(), part.text.data(), part.text.size(), 0);
    const auto index = source ? zip_file_add(zip.get(), part.name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (source) zip_source_free(source);
      return no_document();
    }
    const auto at = static_cast<zip_uint64_t>(index);
    // 1 January 1980: no clock is asked, and the bytes are the same each time.
    if (zip_set_file_compression(zip.get(), at, part.packed, 0) != 0 || zip_file_set_dostime(zip.get(), at, 0, (1 << 5) | 1, 0) != 0) return no_document();
  }
  if (zip_close(zip.get()) != 0) return no_document();
  zip.release();
  if (zip_source_open(made.get()) != 0) return no_document();
  std::string bytes;
  std::array<char, 64 << 10> block;
  for (;;) {
    const auto got = zip_source_read(made.get(), block.data(), block.size());
    if (got < 0) return no_document();
    if (got == 0) break;
    bytes.append(block.data(), static_cast<std::size_t>(got));
  }
  zip_source_close(made.get());
  return bytes;
}

}  // namespace rightplace::formats
