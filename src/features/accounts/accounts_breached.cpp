#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/text.h"
#include "features/accounts/accounts.h"

namespace rightplace::accounts {
namespace {

constexpr std::size_t kBytes = 20;   // of a SHA-1
using Digest = std::array<char, kBytes>;

std::filesystem::path list_of(const std::filesystem::path& store) { return store / "breached.sha1"; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
bool is_hex(std::string_view text) { return std::ranges::all_of(text, [](char c) { return digit(c) >= 0; }); }

std::optional<Digest> digest_of(std::string_view hex) {
  if (hex.size() != 2 * kBytes || !is_hex(hex)) return std::nullopt;
  Digest out{};
  for (std::size_t i = 0; i < kBytes; ++i) out[i] = static_cast<char>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
  return out;
}
bool before(const Digest& a, const Digest& b) {
  return std::ranges::lexicographical_compare(a, b, [](char x, char y) { return static_cast<unsigned char>(x) < static_cast<unsigned char>(y); });
}

// One file: whole hashes, or what follows the five digits that the file is named by.
Result<std::int64_t> copy_file(const std::filesystem::path& file, std::ofstream& out, std::optional<Digest>& last) {
  std::ifstream in(file);
  if (!in) return fail(ErrorKind::Invalid, fmt::format("{} cannot be read; check the name and its permissions", file.string()));
  const auto stem = file.stem().string();
  const auto prefix = stem.size() == 5 && is_hex(stem) ? stem : std::string();
  std::string line;
  std::int64_t number = 0, kept = 0;
  while (std::getline(in, line)) {
    ++number;
    const auto text = trim(line);
    if (text.empty()) continue;
    const auto colon = text.find(':');
    const auto hex = text.substr(0, colon);
    if (colon != std::string_view::npos && trim(text.substr(colon + 1)) == "0") continue;   // padding of a range
    const auto digest = digest_of(hex.size() == 35 ? prefix + std::string(hex) : std::string(hex));
    if (!digest)
      return fail(ErrorKind::Invalid, fmt::format("{}, line {}: this is no SHA-1 hash of 40 digits (or of 35 in a file named by the first five)", file.string(), number));
    if (last && !before(*last, *digest)) {
      if (*last == *digest) continue;
      return fail(ErrorKind::Invalid, fmt::format("{}, line {}: the hashes are not in order; sort them first, for example with LC_ALL=C sort", file.string(), number));
    }
    out.write(digest->data(), kBytes);
    last = digest;
    ++kept;
  }
  if (in.bad()) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be read to its end", file.string()));
  return kept;
}

}  // namespace

Breached::Breached(const std::filesystem::path& store) : file_(list_of(store)) {}

bool Breached::holds(const Personal<std::string>& password) const {
  std::ifstream in(file_, std::ios::binary | std::ios::ate);
  if (!in) return false;
  const auto wanted = digest_of(vault::sha1_hex(password.reveal())).value();
  std::int64_t low = 0, high = static_cast<std::int64_t>(in.tellg()) / static_cast<std::int64_t>(kBytes);
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    Digest there{};
    if (!in.seekg(middle * static_cast<std::int64_t>(kBytes)) || !in.read(there.data(), kBytes)) return false;
    if (there == wanted) return true;
    (before(there, wanted) ? low : high) = before(there, wanted) ? middle + 1 : middle;
  }
  return false;
}

Result<std::int64_t> import_breached(const std::filesystem::path& store, const std::filesystem::path& source) {
  std::error_code error;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(source, error)) {
    for (const auto& entry : std::filesystem::directory_iterator(source))
      if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files, {}, [](const auto& path) { return upper(path.filename().string()); });
  } else {
    files.push_back(source);
  }
  const auto fresh = std::filesystem::path(list_of(store).string() + ".new");
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  if (!out) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written; check the folder's permissions", fresh.string()));
  std::optional<Digest> last;
  std::int64_t kept = 0;
  Done done;
  for (const auto& file : files) {
    auto copied = copy_file(file, out, last);
    if (!copied) {
      done = fail(copied.error());
      break;
    }
    kept += *copied;
  }
  out.close();
  if (done && !out) done = fail(ErrorKind::Unavailable, fmt::format("{} could not be written to its end; is the disk full?", fresh.string()));
  if (done && kept == 0) done = fail(ErrorKind::Invalid, fmt::format("{} holds no hash; nothing was changed", source.string()));
  if (done) std::filesystem::rename(fresh, list_of(store), error);
  if (!done || error) std::filesystem::remove(fresh, error);
  RP_CHECK(std::move(done));
  return kept;
}

}  // namespace rightplace::accounts
