#include "vault/sealed_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>

#include "vault/vault.h"

namespace rightplace::vault {
namespace {

constexpr std::size_t kPiece = 64 << 10;
constexpr std::size_t kMore = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
using Key = std::array<unsigned char, crypto_secretstream_xchacha20poly1305_KEYBYTES>;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Result<Key> key_of(const Personal<std::string>& text) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not start");
  Key key{};
  std::size_t size = 0;
  const auto& said = text.reveal();
  if (sodium_base642bin(key.data(), key.size(), said.data(), said.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 || size != key.size())
    return fail(ErrorKind::Unavailable, "The key of this file is not one: put the database back from a backup");
  return key;
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto wrote = ::write(descriptor, bytes.data(), bytes.size());
    if (wrote <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

class Open {
 public:
  explicit Open(int descriptor) : descriptor_(descriptor) {}
  ~Open() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;
  operator int() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

Personal<std::string> new_file_key() { return Personal<std::string>(random_token(32)); }

Result<std::uint64_t> seal_file(const Personal<std::string>& key_text, std::string_view purpose, const NextPiece& next, const std::filesystem::path& to) {
  RP_TRY(key, key_of(key_text));
  const Open file(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const auto refused = [&](std::string words) {
    if (file >= 0) ::unlink(to.c_str());
    return fail(ErrorKind::Unavailable, std::move(words));
  };
  const auto disk = "The disk does not take the file now. Nothing was kept: try again later";
  if (file < 0) return refused(disk);
  crypto_secretstream_xchacha20poly1305_state state;
  std::string header(kHeader, '\0');
  crypto_secretstream_xchacha20poly1305_init_push(&state, bytes_of(header), key.data());
  sodium_memzero(key.data(), key.size());
  if (!write_all(file, header)) return refused(disk);
  std::string plain, sealed(kPiece + kMore, '\0');
  std::uint64_t size = 0;
  const auto push = [&](std::string_view piece, bool last) {
    unsigned long long written = 0;
    crypto_secretstream_xchacha20poly1305_push(&state, bytes_of(sealed), &written, bytes_of(piece), piece.size(), bytes_of(purpose), purpose.size(),
                                               last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    size += piece.size();
    return write_all(file, std::string_view(sealed).substr(0, written));
  };
  for (;;) {
    auto piece = next();
    if (!piece) return refused(piece.error().detail);
    if (piece->empty()) break;
    plain += *piece;
    std::size_t from = 0;
    for (; plain.size() - from > kPiece; from += kPiece)
      if (!push(std::string_view(plain).substr(from, kPiece), false)) return refused(disk);
    plain.erase(0, from);
  }
  if (!push(plain, true) || ::fsync(file) != 0) return refused(disk);
  return size;
}

struct SealedFile::State {
  explicit State(int descriptor) : file(descriptor) {}
  Open file;
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string purpose, sealed = std::string(kPiece + kMore, '\0');
  bool ended = false;
};

SealedFile::SealedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
SealedFile::~SealedFile() = default;
SealedFile::SealedFile(SealedFile&&) noexcept = default;

namespace {

constexpr std::string_view kBroken = "This file cannot be opened: it is not as it was kept. Tell whoever runs the service; it can be put back from a backup";

// Whole, unless the file ends before.
std::size_t fill(int file, std::string& into) {
  std::size_t got = 0;
  while (got < into.size()) {
    const auto count = ::read(file, into.data() + got, into.size() - got);
    if (count <= 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

}  // namespace

Result<SealedFile> SealedFile::open(const Personal<std::string>& key_text, std::string_view purpose, const std::filesystem::path& path) {
  RP_TRY(key, key_of(key_text));
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return fail(ErrorKind::NotFound, "This file is not there any more. Tell whoever runs the service; it can be put back from a backup");
  auto state = std::make_unique<State>(descriptor);
  state->purpose = purpose;
  std::string header(kHeader, '\0');
  const bool begun = fill(descriptor, header) == kHeader && crypto_secretstream_xchacha20poly1305_init_pull(&state->stream, bytes_of(header), key.data()) == 0;
  sodium_memzero(key.data(), key.size());
  if (!begun) return fail(ErrorKind::Unavailable, std::string(kBroken));
  return SealedFile(std::move(state));
}

Result<std::string> SealedFile::next() {
  if (state_->ended) return std::string();
  const auto got = fill(state_->file, state_->sealed);
  std::string plain(kPiece, '\0');
  unsigned long long written = 0;
  unsigned char tag = 0;
  if (got < kMore || crypto_secretstream_xchacha20poly1305_pull(&state_->stream, bytes_of(plain), &written, &tag, bytes_of(state_->sealed), got, bytes_of(state_->purpose), state_->purpose.size()) != 0)
    return fail(ErrorKind::Unavailable, std::string(kBroken));
  state_->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  char beyond = 0;
  if (state_->ended && ::read(state_->file, &beyond, 1) != 0) return fail(ErrorKind::Unavailable, std::string(kBroken));
  plain.resize(written);
  return plain;
}

struct Sha256::State {
  crypto_hash_sha256_state hash;
};
Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->hash); }
Sha256::~Sha256() = default;
void Sha256::add(std::string_view bytes) { crypto_hash_sha256_update(&state_->hash, bytes_of(bytes), bytes.size()); }
std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> out{};
  crypto_hash_sha256_final(&state_->hash, out.data());
  std::string text;
  for (const auto byte : out) text += fmt::format("{:02x}", byte);
  return text;
}

}  // namespace rightplace::vault
