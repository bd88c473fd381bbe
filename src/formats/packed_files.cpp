#include "formats/packed_files.h"

#include <fmt/format.h>

#include <array>

#include "formats/zip.h"

namespace rightplace::formats {
namespace {

constexpr std::size_t kBlock = 64 << 10;

bool of_the_system(std::string_view name) {
  const auto slash = name.find_last_of('/');
  const auto last = slash == std::string_view::npos ? name : name.substr(slash + 1);
  return name.starts_with("__MACOSX/") || last.empty() || last.starts_with('.');
}

}  // namespace

bool is_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06"); }

Result<std::vector<PackedFile>> packed_files(std::string_view bytes, std::string_view source, const PackedLimits& limits) {
  RP_TRY(zip, Zip::open(bytes, source));
  if (zip.has("[Content_Types].xml") || zip.has("mimetype"))
    return fail(ErrorKind::Invalid, fmt::format("{} is a workbook or a document, not an archive of files; save each of its sheets as CSV.", source));
  const auto names = zip.names(limits.most_files + 1);
  if (names.size() > limits.most_files) return fail(ErrorKind::Invalid, fmt::format("{} holds more than {} files; send fewer at once.", source, limits.most_files));
  std::vector<PackedFile> out;
  std::uint64_t held = 0;
  for (const auto& name : names) {
    if (of_the_system(name)) continue;
    RP_TRY(part, zip.part(name));
    auto& file = out.emplace_back();
    file.name = name;
    std::array<char, kBlock> block;
    for (;;) {
      RP_TRY(got, part->read(block.data(), block.size()));
      if (got == 0) break;
      held += got;
      if (held > limits.most_bytes) return fail(ErrorKind::Invalid, fmt::format("{} holds more than {} MB when it is unpacked; send fewer years at once.", source, limits.most_bytes >> 20));
      file.bytes.append(block.data(), got);
    }
  }
  return out;
}

}  // namespace rightplace::formats
