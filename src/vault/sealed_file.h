#pragma once
// Files sealed piece by piece, so that a large one costs little memory. Each file has a key of its own, which its row keeps sealed
// by the vault: when the row's key is gone, the file is noise, wherever copies of it lie.
//
// XChaCha20-Poly1305 (libsodium's secretstream) over pieces of 64 KiB with the purpose as associated data. A file that was cut
// short, lengthened, or put together from others does not open.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"

namespace rightplace::vault {

// URL-safe text of 32 random bytes.
Personal<std::string> new_file_key();

// The next piece of what is to be sealed, of any length; empty at the end.
using NextPiece = std::function<Result<std::string>()>;

// Writes a new file that only its owner may read, and brings it to the disk. How many bytes were sealed; on an error the file is
// gone. Unavailable when the disk refuses.
Result<std::uint64_t> seal_file(const Personal<std::string>& key, std::string_view purpose, const NextPiece& next, const std::filesystem::path& to);

class SealedFile {
 public:
  // NotFound when there is no such file; Unavailable when it does not open with this key and purpose.
  static Result<SealedFile> open(const Personal<std::string>& key, std::string_view purpose, const std::filesystem::path& file);
  ~SealedFile();
  SealedFile(SealedFile&&) noexcept;
  SealedFile& operator=(SealedFile&&) = delete;
  // Empty at the end. Unavailable where the file is not what was sealed.
  Result<std::string> next();

 private:
  struct State;
  explicit SealedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A checksum of what comes in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view bytes);
  std::string hex();   // once

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rightplace::vault
