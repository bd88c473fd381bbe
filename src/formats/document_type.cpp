#include "formats/document_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "formats/zip.h"

namespace rightplace::formats {
namespace {

constexpr std::size_t kBlock = 64 << 10;
constexpr std::size_t kTail = 2048;
constexpr std::size_t kMostParts = 20'000;

class Reader {
 public:
  explicit Reader(const Stretch& bytes) : bytes_(bytes) {
    if (!bytes.file.empty()) in_.open(bytes.file, std::ios::binary);
  }
  std::string read(std::uint64_t from, std::size_t most) {
    if (from >= bytes_.size) return {};
    most = static_cast<std::size_t>(std::min<std::uint64_t>(most, bytes_.size - from));
    if (bytes_.file.empty()) return std::string(bytes_.memory.substr(static_cast<std::size_t>(bytes_.from + from), most));
    std::string text(most, '\0');
    in_.clear();
    in_.seekg(static_cast<std::streamoff>(bytes_.from + from));
    in_.read(text.data(), static_cast<std::streamsize>(most));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in_.gcount(), 0)));
    return text;
  }
  std::string tail() { return read(bytes_.size - std::min<std::uint64_t>(bytes_.size, kTail), kTail); }
  bool holds(std::initializer_list<std::string_view> marks) {
    std::size_t longest = 0;
    for (const auto mark : marks) longest = std::max(longest, mark.size());
    std::string block;
    for (std::uint64_t at = 0; at < bytes_.size;) {
      block.erase(0, block.size() - std::min(block.size(), longest - 1));
      const auto more = read(at, kBlock);
      if (more.empty()) return false;
      block += more;
      at += more.size();
      for (const auto mark : marks)
        if (block.find(mark) != std::string::npos) return true;
    }
    return false;
  }

 private:
  const Stretch& bytes_;
  std::ifstream in_;
};

auto refused(std::string words) { return fail(ErrorKind::Invalid, std::move(words)); }
constexpr std::string_view kBroken = "The file breaks off before its end. Save it again, then choose it again";
constexpr std::string_view kActive = "The file holds macros or scripts, which run when somebody opens it. Save it without them, or as a PDF, then choose it again";
constexpr std::string_view kTaken = "Choose a PDF, a Word document (.docx), an OpenDocument text (.odt), or a picture (PNG or JPEG)";

Result<DocumentType> pdf(Reader& reader) {
  if (!contains(reader.tail(), "%%EOF")) return refused(std::string(kBroken));
  if (reader.holds({"/JavaScript", "/Launch", "/RichMedia"})) return refused(std::string(kActive));
  if (reader.holds({"/Encrypt "})) return refused("The file is protected by a password or against copying. Save it without that, then choose it again");
  return DocumentType::Pdf;
}

// Where macros, scripts and controls lie in either format.
bool is_active(std::string_view part) {
  const auto name = lower(part);
  return contains(name, "vbaproject") || contains(name, "vbadata") || contains(name, "activex") || name.starts_with("basic/") || name.starts_with("scripts/") || name.ends_with(".exe") || name.ends_with(".dll") ||
         name.ends_with(".js") || name.ends_with(".vbs");
}

Result<DocumentType> archive(const Stretch& bytes) {
  RP_TRY(zip, bytes.file.empty() ? Zip::open(bytes.memory.substr(static_cast<std::size_t>(bytes.from), static_cast<std::size_t>(bytes.size)), "The file") : Zip::open(bytes.file, bytes.from, bytes.size));
  const auto names = zip.names(kMostParts);
  if (names.size() == kMostParts) return refused("The file holds far more parts than a document has. Save it again as a PDF");
  if (std::ranges::any_of(names, is_active)) return refused(std::string(kActive));
  RP_TRY(kind, zip.small_part("mimetype"));
  if (trim(kind) == "application/vnd.oasis.opendocument.text") {
    if (!zip.has("content.xml")) return refused(std::string(kBroken));
    RP_TRY(parts, zip.small_part("META-INF/manifest.xml"));
    if (contains(parts, "encryption-data")) return refused("The file is protected by a password. Save it without, then choose it again");
    return DocumentType::Odt;
  }
  RP_TRY(types, zip.small_part("[Content_Types].xml"));
  if (contains(lower(types), "macroenabled") || contains(lower(types), "vbaproject")) return refused(std::string(kActive));
  if (contains(types, "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml") && zip.has("word/document.xml")) return DocumentType::Docx;
  return refused(fmt::format("This file is none that can be kept here. {}", kTaken));
}

}  // namespace

std::string_view media_type(DocumentType type) {
  switch (type) {
    case DocumentType::Pdf: return "application/pdf";
    case DocumentType::Docx: return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    case DocumentType::Odt: return "application/vnd.oasis.opendocument.text";
    case DocumentType::Png: return "image/png";
    case DocumentType::Jpeg: return "image/jpeg";
  }
  return "application/octet-stream";
}

std::string_view file_ending(DocumentType type) {
  switch (type) {
    case DocumentType::Pdf: return ".pdf";
    case DocumentType::Docx: return ".docx";
    case DocumentType::Odt: return ".odt";
    case DocumentType::Png: return ".png";
    case DocumentType::Jpeg: return ".jpg";
  }
  return "";
}

Result<DocumentType> document_type(const Stretch& bytes) {
  if (bytes.size == 0) return refused("The file is empty. Choose it again");
  Reader reader(bytes);
  const auto first = reader.read(0, 64);
  if (first.starts_with("%PDF-")) return pdf(reader);
  if (first.starts_with("PK\x03\x04")) return archive(bytes);
  if (first.starts_with("\x89PNG\r\n\x1a\n")) {
    if (first.size() < 24 || first.substr(12, 4) != "IHDR" || !contains(reader.tail(), "IEND")) return refused(std::string(kBroken));
    return DocumentType::Png;
  }
  if (first.starts_with("\xFF\xD8\xFF")) {
    if (!contains(reader.tail(), "\xFF\xD9")) return refused(std::string(kBroken));
    return DocumentType::Jpeg;
  }
  if (first.starts_with("\xD0\xCF\x11\xE0")) return refused("This is a document of an old Word, or one with a password. Save it as .docx without a password, or as a PDF, then choose it again");
  return refused(fmt::format("This file is none that can be kept here, whatever its name says. {}", kTaken));
}

}  // namespace rightplace::formats
