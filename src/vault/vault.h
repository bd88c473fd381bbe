#pragma once
// Secrets, behind libsodium. A store's key lies in a file beside the database, never in it: a copy of the database alone
// tells nobody a child's name.
//
// Sealed text is XChaCha20-Poly1305 with the purpose as associated data: moved to another column or record it does not open.
// Tokens are BLAKE2b keyed by a key of their own, so that an exact value can be looked up without being readable.

#include <array>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/personal.h"
#include "base/result.h"

namespace rightplace::vault {

class Vault {
 public:
  // Reads STORE/key, or makes it (mode 0600) when `may_make`. Unavailable when it is missing, readable by others or damaged.
  static Result<Vault> open(const std::filesystem::path& store, bool may_make);
  // With a key given: for tests.
  static Vault with_key(std::string_view thirty_two_bytes);

  // `purpose` names the column and record: "people.name/01935…". The same text sealed twice differs.
  std::string seal(std::string_view purpose, std::string_view text) const;
  // None when the key, the purpose or a single bit is another.
  std::optional<Personal<std::string>> open(std::string_view purpose, std::string_view sealed) const;
  // The same for equal texts of one purpose; 32 hex digits. Callers normalise first (lower case, no spaces).
  std::string token(std::string_view purpose, std::string_view text) const;

 private:
  explicit Vault(const std::array<unsigned char, 32>& key);
  std::array<unsigned char, 32> sealing_;
  std::array<unsigned char, 32> hashing_;
};

// Argon2id, 19 MiB and two passes (OWASP's least), some 30 ms: run it on a pool, behind a rate limit.
std::string hash_password(const Personal<std::string>& password);
bool password_fits(const Personal<std::string>& password, const std::string& hash);

// URL-safe text with `bytes` random bytes in it.
std::string random_token(std::size_t bytes = 32);
std::string sha256_hex(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);   // 40 digits; only to look up what others published so
// Read piece by piece. Unavailable when the file cannot be read.
Result<std::string> sha256_hex_of_file(const std::filesystem::path& file);
// Always takes the time of the longer; false for texts of different length.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// Time-based one-time passwords (RFC 6238): SHA-1, 30 seconds, six digits, as every authenticator has it.
std::string new_totp_secret();                                          // base32, 32 characters
std::string totp_code(std::string_view base32_secret, std::int64_t unix_seconds);
// The time step that the code fits (now, or one before or after), greater than `last_step` so that a code serves once.
std::optional<std::int64_t> totp_step(std::string_view base32_secret, std::string_view code, std::int64_t unix_seconds, std::int64_t last_step);

}  // namespace rightplace::vault
