#pragma once
// XML from strangers, streamed. No document type, no entities of the file's own (an "XML bomb" is refused at its
// DOCTYPE), depth and size limited. Text is UTF-8.

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace rightplace::formats {

struct XmlAttribute {
  std::string_view name;
  std::string_view value;
};

class XmlVisitor {
 public:
  virtual ~XmlVisitor() = default;
  // Names come without namespace prefix. `line` is 1-based. An error ends the reading.
  virtual Done open(std::string_view name, std::span<const XmlAttribute> attributes, std::uint64_t line) = 0;
  virtual Done close(std::string_view name, std::uint64_t line) = 0;
  virtual Done text(std::string_view text) = 0;   // may come in pieces
};

struct XmlLimits {
  int deepest = 64;
  std::uint64_t most_bytes = 4ULL << 30;
};

Done read_xml(const std::filesystem::path& file, XmlVisitor& visitor, const XmlLimits& limits = {});
Done read_xml(std::string_view bytes, std::string_view source, XmlVisitor& visitor, const XmlLimits& limits = {});

}  // namespace rightplace::formats
