// APPNOTE.TXT 6.3.10 of PKWARE: local headers (4.3.7), central directory (4.3.12), its end (4.3.16); method 0.

#include "formats/zip_writer.h"

#include <zlib.h>

#include <cstdint>

namespace rightplace::formats {
namespace {

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// What both headers say of a file: needed version, UTF-8 names, method 0, 1 January 1980, checksum, sizes, length of the name.
void describe(std::string& out, const std::string& name, const std::string& bytes) {
  put(out, 20, 2);
  put(out, 0x0800, 2);
  put(out, 0, 2);
  put(out, 0, 2);
  put(out, (1 << 5) | 1, 2);
  put(out, crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())), 4);
  put(out, bytes.size(), 4);
  put(out, bytes.size(), 4);
  put(out, name.size(), 2);
  put(out, 0, 2);
}

}  // namespace

std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string out, directory;
  for (const auto& [name, bytes] : files) {
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    describe(directory, name, bytes);
    put(directory, 0, 2);   // comment
    put(directory, 0, 2);   // disk
    put(directory, 0, 2);   // internal
    put(directory, 0, 4);   // external
    put(directory, out.size(), 4);
    directory += name;
    put(out, 0x04034b50, 4);
    describe(out, name, bytes);
    out += name;
    out += bytes;
  }
  const auto at = out.size();
  out += directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);
  put(out, files.size(), 2);
  put(out, files.size(), 2);
  put(out, directory.size(), 4);
  put(out, at, 4);
  put(out, 0, 2);
  return out;
}

}  // namespace rightplace::formats
