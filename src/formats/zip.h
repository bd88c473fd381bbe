#pragma once
// Parts of a zip archive, streamed. libzip stays in zip.cpp. Inside formats only.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "formats/bytes.h"

struct zip_source;
struct zip_error;

namespace rightplace::formats {

class Zip {
 public:
  // Invalid when the archive is damaged or breaks off.
  static Result<Zip> open(const std::filesystem::path& file);
  // A stretch of a file.
  static Result<Zip> open(const std::filesystem::path& file, std::uint64_t from, std::uint64_t size);
  // `bytes` must outlive the archive.
  static Result<Zip> open(std::string_view bytes, std::string_view source);
  ~Zip();
  Zip(Zip&&) noexcept;
  Zip& operator=(Zip&&) = delete;

  bool has(std::string_view part) const;
  // The part's bytes, checked against its checksum at the end. The archive must outlive them.
  Result<std::unique_ptr<Bytes>> part(std::string_view part) const;
  // A small part as a whole; empty when there is none. Invalid when it is longer than a megabyte.
  Result<std::string> small_part(std::string_view part) const;
  std::vector<std::string> names(std::size_t most) const;
  const std::string& source() const { return source_; }

 private:
  struct Archive;
  static Result<Zip> opened(zip_source* bytes, zip_error& error, std::string_view source);
  Zip(std::unique_ptr<Archive> archive, std::string source);
  std::unique_ptr<Archive> archive_;
  std::string source_;
};

}  // namespace rightplace::formats
