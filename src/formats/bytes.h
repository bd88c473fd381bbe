#pragma once
// Bytes from a file, from memory or out of an archive, a block at a time. Inside formats only.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rightplace::formats {

class Bytes {
 public:
  virtual ~Bytes() = default;
  // Reads up to `most` bytes; 0 only at the end. An error ends the reading.
  virtual Result<std::size_t> read(char* into, std::size_t most) = 0;
};

// NotFound when there is no such file, Invalid for a folder or a file that cannot be opened.
Result<std::unique_ptr<Bytes>> file_bytes(const std::filesystem::path& file);
// `bytes` must outlive the reader.
std::unique_ptr<Bytes> memory_bytes(std::string_view bytes);
// `first`, then what is left in `rest`: puts back what was read to recognise a file.
std::unique_ptr<Bytes> put_back(std::string first, std::unique_ptr<Bytes> rest);
// Up to `most` bytes from the beginning; fewer only when there are no more.
Result<std::string> beginning(Bytes& bytes, std::size_t most);

// What a gzip file holds. Several members one after another are one text, as gzip itself has it. Refused: an archive
// that breaks off, one with something else after its end, one that holds more than `most_bytes`.
std::unique_ptr<Bytes> gzip_bytes(std::unique_ptr<Bytes> packed, std::string source, std::uint64_t most_bytes);

// UTF-16 without its byte-order mark, as UTF-8. Half a pair becomes U+FFFD; an odd byte at the end is an error.
std::unique_ptr<Bytes> utf16_bytes(std::unique_ptr<Bytes> utf16, std::string source, bool big_endian);

}  // namespace rightplace::formats
