#include "formats/xml.h"

#include <expat.h>
#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <vector>

#include "base/text.h"
#include "formats/xml_stream.h"

namespace rightplace::formats {
namespace {

using namespace std::string_view_literals;

constexpr int kBlock = 64 * 1024;
// Expat holds a tag until it is whole: a tag longer than this is refused.
constexpr std::uint64_t kLongestTag = 4u << 20;
constexpr std::size_t kMostAttributes = 1000;

// Code points of Windows-1252 from its own decoder in base.
int fill_windows_1252(void*, const XML_Char* name, XML_Encoding* info) {
  if (!iequals(name, "windows-1252") && !iequals(name, "cp1252")) return XML_STATUS_ERROR;
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const auto text = from_windows_1252({&c, 1});
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]) & 0x3F; };
    if (text.size() == 1) info->map[byte] = byte;
    else if (text.size() == 2) info->map[byte] = ((static_cast<unsigned char>(text[0]) & 0x1F) << 6) | at(1);
    else info->map[byte] = ((static_cast<unsigned char>(text[0]) & 0x0F) << 12) | (at(1) << 6) | at(2);
  }
  info->data = nullptr;
  info->convert = nullptr;
  info->release = nullptr;
  return XML_STATUS_OK;
}

// Who writes "ISO-8859-1" means Windows-1252: the bytes that differ are control characters that nobody writes.
bool says_latin_1(std::string_view first) {
  const auto declaration = first.substr(0, first.find("?>"));
  return declaration.starts_with("<?xml") && (icontains(declaration, "\"iso-8859-1\"") || icontains(declaration, "'iso-8859-1'"));
}

class XmlReader {
 public:
  XmlReader(std::string_view source, XmlVisitor& visitor, const XmlLimits& limits, XmlNames names)
      : source_(source), visitor_(visitor), limits_(limits), names_(names) {}
  ~XmlReader() {
    if (parser_) XML_ParserFree(parser_);
  }
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  Done read(Bytes& bytes) {
    for (;;) {
      char* block = nullptr;
      if (!parser_) {
        RP_TRY(first, beginning(bytes, 1024));
        if (first.empty()) return fail(ErrorKind::Invalid, fmt::format("{} is empty", source_));
        start(says_latin_1(first) ? "windows-1252" : nullptr);
        fed_ = first.size();
        if (!XML_Parse(parser_, first.data(), static_cast<int>(first.size()), XML_FALSE)) return stopped();
      }
      block = static_cast<char*>(XML_GetBuffer(parser_, kBlock));
      if (!block) throw std::bad_alloc();
      RP_TRY(got, bytes.read(block, kBlock));
      fed_ += got;
      if (fed_ > limits_.most_bytes)
        return fail(ErrorKind::Invalid, fmt::format("{} holds more than {} bytes, the most that is accepted", source_, limits_.most_bytes));
      if (!XML_ParseBuffer(parser_, static_cast<int>(got), got == 0)) return stopped();
      if (got == 0) return {};
      const auto taken = static_cast<std::uint64_t>(XML_GetCurrentByteIndex(parser_) + XML_GetCurrentByteCount(parser_));
      if (fed_ > taken + kLongestTag) return broken(line(), "a tag here is longer than 4 MB");
    }
  }

 private:
  void start(const char* encoding) {
    parser_ = XML_ParserCreate(encoding);
    if (!parser_) throw std::bad_alloc();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, on_open, on_close);
    XML_SetCharacterDataHandler(parser_, on_text);
    XML_SetStartDoctypeDeclHandler(parser_, on_doctype);
    XML_SetUnknownEncodingHandler(parser_, fill_windows_1252, nullptr);
  }

  std::uint64_t line() const { return XML_GetCurrentLineNumber(parser_); }

  tl::unexpected<Error> broken(std::uint64_t at, std::string_view cause) const {
    return fail(ErrorKind::Invalid, fmt::format("{}: line {}: {}", source_, at, cause));
  }

  Done stopped() {
    if (thrown_) std::rethrow_exception(thrown_);
    if (!outcome_) return outcome_;
    const auto code = XML_GetErrorCode(parser_);
    if (code == XML_ERROR_NO_MEMORY) throw std::bad_alloc();
    if (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN || code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR)
      return broken(line(), fmt::format("this XML breaks off before its end ({}); get the file again", XML_ErrorString(code)));
    if (code == XML_ERROR_UNKNOWN_ENCODING) return broken(line(), "this XML is in an encoding that is not read here; save it as UTF-8");
    return broken(line(), fmt::format("this is not well-formed XML ({})", XML_ErrorString(code)));
  }

  // Runs the visitor. Neither an error nor an exception may pass through expat, which is C.
  template <class Step>
  static void guarded(void* data, Step step) {
    auto& self = *static_cast<XmlReader*>(data);
    if (self.thrown_ || !self.outcome_) return;
    try {
      self.outcome_ = step(self);
    } catch (...) {
      self.thrown_ = std::current_exception();
    }
    if (self.thrown_ || !self.outcome_) XML_StopParser(self.parser_, XML_FALSE);
  }

  std::string_view named(const char* name) const { return names_ == XmlNames::AsWritten ? std::string_view(name) : without_prefix(name); }

  static void XMLCALL on_open(void* data, const XML_Char* name, const XML_Char** attributes) {
    guarded(data, [&](XmlReader& self) -> Done {
      if (++self.depth_ > self.limits_.deepest)
        return self.broken(self.line(), fmt::format("elements are nested more than {} deep", self.limits_.deepest));
      self.attributes_.clear();
      for (; *attributes; attributes += 2) self.attributes_.push_back({self.named(attributes[0]), attributes[1]});
      if (self.attributes_.size() > kMostAttributes) return self.broken(self.line(), fmt::format("an element has more than {} attributes", kMostAttributes));
      return self.visitor_.open(self.named(name), self.attributes_, self.line());
    });
  }
  static void XMLCALL on_close(void* data, const XML_Char* name) {
    guarded(data, [&](XmlReader& self) -> Done {
      --self.depth_;
      return self.visitor_.close(self.named(name), self.line());
    });
  }
  static void XMLCALL on_text(void* data, const XML_Char* text, int length) {
    guarded(data, [&](XmlReader& self) -> Done { return self.visitor_.text({text, static_cast<std::size_t>(length)}); });
  }
  static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    guarded(data, [&](XmlReader& self) -> Done {
      return self.broken(self.line(), "this XML has a document type (DOCTYPE), which may hide an attack and is not accepted; remove it");
    });
  }

  std::string_view source_;
  XmlVisitor& visitor_;
  const XmlLimits& limits_;
  XmlNames names_;
  XML_Parser parser_ = nullptr;
  std::vector<XmlAttribute> attributes_;
  std::uint64_t fed_ = 0;
  int depth_ = 0;
  Done outcome_;
  std::exception_ptr thrown_;
};

}  // namespace

Done read_xml_stream(Bytes& bytes, std::string_view source, XmlVisitor& visitor, const XmlLimits& limits, XmlNames names) {
  return XmlReader(source, visitor, limits, names).read(bytes);
}

Done read_xml(const std::filesystem::path& file, XmlVisitor& visitor, const XmlLimits& limits) {
  RP_TRY(bytes, file_bytes(file));
  return read_xml_stream(*bytes, file.string(), visitor, limits);
}

Done read_xml(std::string_view bytes, std::string_view source, XmlVisitor& visitor, const XmlLimits& limits) {
  return read_xml_stream(*memory_bytes(bytes), source, visitor, limits);
}

}  // namespace rightplace::formats
