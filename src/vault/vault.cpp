#include "vault/vault.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <stdexcept>

namespace rightplace::vault {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void begin() {
  static const int ready = sodium_init();
  if (ready < 0) throw std::runtime_error("libsodium could not start");
}

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string base64(std::span<const unsigned char> bytes) {
  std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  out.resize(std::strlen(out.c_str()));
  return out;
}

std::string hex(std::span<const unsigned char> bytes) {
  std::string out(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes.data(), bytes.size());
  out.pop_back();
  return out;
}

Result<std::array<unsigned char, 32>> read_key(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return fail(ErrorKind::Unavailable, fmt::format("The key of this store cannot be read: {}. Put it back from where you keep it", file.string()));
  struct stat about {};
  std::array<unsigned char, 33> bytes{};
  const bool known = fstat(descriptor, &about) == 0;
  const auto got = ::read(descriptor, bytes.data(), bytes.size());
  ::close(descriptor);
  if (!known || (about.st_mode & 0077) != 0)
    return fail(ErrorKind::Unavailable, fmt::format("Others may read {}: make it yours alone (chmod 600) and ask whether it was copied", file.string()));
  if (got != 32) return fail(ErrorKind::Unavailable, fmt::format("{} is not a key of 32 bytes: put the right one back", file.string()));
  std::array<unsigned char, 32> key{};
  std::copy_n(bytes.begin(), 32, key.begin());
  return key;
}

// Made beside and linked into place, so that two programs starting at once end with one key.
Done make_key(const std::filesystem::path& file) {
  std::array<unsigned char, 32> key;
  randombytes_buf(key.data(), key.size());
  auto beside = file;
  beside += fmt::format(".{}", ::getpid());
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 && ::write(descriptor, key.data(), key.size()) == 32 && ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  if (written && ::link(beside.c_str(), file.c_str()) != 0 && errno != EEXIST) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be made", file.string()));
  ::unlink(beside.c_str());
  sodium_memzero(key.data(), key.size());
  if (!written) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written", file.string()));
  return {};
}

std::array<unsigned char, 32> derived(const std::array<unsigned char, 32>& key, std::uint64_t number) {
  std::array<unsigned char, 32> out;
  crypto_kdf_derive_from_key(out.data(), out.size(), number, "rp-vault", key.data());
  return out;
}

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

std::string from_base32(std::string_view text) {
  std::string out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = kBase32.find(c);
    if (value == std::string_view::npos) continue;
    held = (held << 5) | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((held >> bits) & 0xFF);
    }
  }
  return out;
}

std::uint32_t rotated(std::uint32_t x, int n) { return (x << n) | (x >> (32 - n)); }

// SHA-1 (FIPS 180-4), only because RFC 6238 and every authenticator use it; libsodium has none.
std::array<unsigned char, 20> sha1(std::string message) {
  std::array<std::uint32_t, 5> h = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
  const std::uint64_t bits = message.size() * 8;
  message += static_cast<char>(0x80);
  while (message.size() % 64 != 56) message += '\0';
  for (int i = 7; i >= 0; --i) message += static_cast<char>((bits >> (8 * i)) & 0xFF);
  for (std::size_t block = 0; block < message.size(); block += 64) {
    std::array<std::uint32_t, 80> w{};
    for (std::size_t i = 0; i < 16; ++i)
      for (std::size_t j = 0; j < 4; ++j) w[i] = (w[i] << 8) | static_cast<unsigned char>(message[block + 4 * i + j]);
    for (std::size_t i = 16; i < 80; ++i) w[i] = rotated(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    auto [a, b, c, d, e] = h;
    for (std::size_t i = 0; i < 80; ++i) {
      const std::uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const std::uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
      const std::uint32_t next = rotated(a, 5) + f + e + k + w[i];
      e = d;
      d = c;
      c = rotated(b, 30);
      b = a;
      a = next;
    }
    h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
  }
  std::array<unsigned char, 20> out{};
  for (std::size_t i = 0; i < 20; ++i) out[i] = static_cast<unsigned char>(h[i / 4] >> (24 - 8 * (i % 4)));
  return out;
}

// HMAC (RFC 2104) over SHA-1; the secret is shorter than a block.
std::array<unsigned char, 20> hmac_sha1(std::string key, const std::string& message) {
  key.resize(64, '\0');
  std::string inner, outer;
  for (const char c : key) {
    inner += static_cast<char>(c ^ 0x36);
    outer += static_cast<char>(c ^ 0x5C);
  }
  const auto digest = sha1(inner + message);
  return sha1(outer + std::string(digest.begin(), digest.end()));
}

}  // namespace

Vault::Vault(const std::array<unsigned char, 32>& key) : sealing_(derived(key, 1)), hashing_(derived(key, 2)) {}

Result<Vault> Vault::open(const std::filesystem::path& store, bool may_make) {
  begin();
  const auto file = store / "key";
  if (may_make && !std::filesystem::exists(file)) RP_CHECK(make_key(file));
  RP_TRY(key, read_key(file));
  Vault vault(key);
  sodium_memzero(key.data(), key.size());
  return vault;
}

Vault Vault::with_key(std::string_view bytes) {
  begin();
  std::array<unsigned char, 32> key{};
  std::copy_n(bytes.begin(), std::min<std::size_t>(32, bytes.size()), key.begin());
  return Vault(key);
}

std::string Vault::seal(std::string_view purpose, std::string_view text) const {
  std::string out(kNonce + text.size() + kTag, '\0');
  auto* start = reinterpret_cast<unsigned char*>(out.data());
  randombytes_buf(start, kNonce);
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(start + kNonce, &written, bytes_of(text), text.size(), bytes_of(purpose), purpose.size(), nullptr, start, sealing_.data());
  return base64({start, out.size()});
}

std::optional<Personal<std::string>> Vault::open(std::string_view purpose, std::string_view sealed) const {
  std::string bytes(sealed.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || size < kNonce + kTag)
    return std::nullopt;
  const auto* start = reinterpret_cast<const unsigned char*>(bytes.data());
  std::string text(size - kNonce - kTag, '\0');
  unsigned long long written = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(text.data()), &written, nullptr, start + kNonce, size - kNonce, bytes_of(purpose),
                                                 purpose.size(), start, sealing_.data()) != 0)
    return std::nullopt;
  return Personal<std::string>(std::move(text));
}

std::string Vault::token(std::string_view purpose, std::string_view text) const {
  std::string message(purpose);
  message += '\0';
  message += text;
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), bytes_of(message), message.size(), hashing_.data(), hashing_.size());
  return hex(out);
}

std::string hash_password(const Personal<std::string>& password) {
  begin();
  std::string out(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(out.data(), password.reveal().data(), password.reveal().size(), 2, 19u << 20, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::runtime_error("no memory to hash a password");
  out.resize(std::strlen(out.c_str()));
  return out;
}

bool password_fits(const Personal<std::string>& password, const std::string& hash) {
  begin();
  return crypto_pwhash_str_verify(hash.c_str(), password.reveal().data(), password.reveal().size()) == 0;
}

std::string random_token(std::size_t bytes) {
  begin();
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return base64({reinterpret_cast<const unsigned char*>(raw.data()), raw.size()});
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
  crypto_hash_sha256(out.data(), bytes_of(bytes), bytes.size());
  return hex(out);
}

std::string sha1_hex(std::string_view bytes) {
  return hex(sha1(std::string(bytes)));
}

Result<std::string> sha256_hex_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be read", file.string()));
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::string bytes(1 << 16, '\0');
  while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())), in.gcount() > 0)
    crypto_hash_sha256_update(&state, bytes_of(bytes), static_cast<unsigned long long>(in.gcount()));
  if (in.bad()) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be read to its end", file.string()));
  std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
  crypto_hash_sha256_final(&state, out.data());
  return hex(out);
}

bool equal_in_constant_time(std::string_view a, std::string_view b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

std::string new_totp_secret() {
  begin();
  std::array<unsigned char, 32> random{};
  randombytes_buf(random.data(), random.size());
  std::string out;
  for (const auto byte : random) out += kBase32[byte & 31];
  return out;
}

std::string totp_code(std::string_view secret, std::int64_t unix_seconds) {
  const auto step = static_cast<std::uint64_t>(unix_seconds / 30);
  std::string message;
  for (int i = 7; i >= 0; --i) message += static_cast<char>((step >> (8 * i)) & 0xFF);
  const auto digest = hmac_sha1(from_base32(secret), message);
  const std::size_t at = digest[19] & 0xF;
  const std::uint32_t number = (static_cast<std::uint32_t>(digest[at] & 0x7F) << 24) | (static_cast<std::uint32_t>(digest[at + 1]) << 16) |
                               (static_cast<std::uint32_t>(digest[at + 2]) << 8) | digest[at + 3];
  return fmt::format("{:06}", number % 1'000'000);
}

std::optional<std::int64_t> totp_step(std::string_view secret, std::string_view code, std::int64_t unix_seconds, std::int64_t last_step) {
  std::optional<std::int64_t> found;
  for (std::int64_t step = unix_seconds / 30 - 1; step <= unix_seconds / 30 + 1; ++step)
    if (equal_in_constant_time(totp_code(secret, step * 30), code) && step > last_step && !found) found = step;
  return found;
}

}  // namespace rightplace::vault
