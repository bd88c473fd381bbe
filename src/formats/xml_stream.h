#pragma once
// The XML reader behind xml.h and the workbooks. Inside formats only.

#include <string_view>

#include "formats/bytes.h"
#include "formats/xml.h"

namespace rightplace::formats {

enum class XmlNames { WithoutPrefix, AsWritten };

Done read_xml_stream(Bytes& bytes, std::string_view source, XmlVisitor& visitor, const XmlLimits& limits,
                     XmlNames names = XmlNames::WithoutPrefix);

// "table:table-cell" -> "table-cell"
inline std::string_view without_prefix(std::string_view name) { return name.substr(name.find(':') + 1); }

}  // namespace rightplace::formats
