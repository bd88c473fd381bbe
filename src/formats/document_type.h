#pragma once
// What kind of document somebody sent, by its content and never by its name; and whether it may do something when it is opened.

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "base/enum_names.h"
#include "base/result.h"

namespace rightplace::formats {

enum class DocumentType { Pdf, Docx, Odt, Png, Jpeg };
inline constexpr auto kDocumentTypes = enum_names<DocumentType>({{DocumentType::Pdf, "pdf", "PDF"},
                                                                 {DocumentType::Docx, "docx", "Word document"},
                                                                 {DocumentType::Odt, "odt", "OpenDocument text"},
                                                                 {DocumentType::Png, "png", "PNG picture"},
                                                                 {DocumentType::Jpeg, "jpeg", "JPEG picture"}});
std::string_view media_type(DocumentType type);   // "application/pdf"
std::string_view file_ending(DocumentType type);  // ".pdf"

// Bytes in memory, or a stretch of a file.
struct Stretch {
  std::string_view memory = {};                   // where `file` is empty
  std::filesystem::path file = {};
  std::uint64_t from = 0, size = 0;               // in either
};

// Invalid says what to do: nothing in it, another type, broken off, macros or scripts in it, a password on it. It finds macros of
// Word and OpenDocument by where they must lie. In a PDF it finds scripts and programs that stand openly in it; those in packed
// parts it does not see.
Result<DocumentType> document_type(const Stretch& bytes);

}  // namespace rightplace::formats
