#include "formats/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

namespace rightplace::formats {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file, std::uint64_t most_bytes) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::NotFound, fmt::format("{}: there is no such file", file.string()));
  if (std::filesystem::is_directory(status)) return fail(ErrorKind::Invalid, fmt::format("{} is a folder; name a file in it", file.string()));
  const std::unique_ptr<std::FILE, Closer> in(std::fopen(file.c_str(), "rb"));
  if (!in) return fail(ErrorKind::Invalid, fmt::format("{} cannot be opened for reading", file.string()));
  std::string bytes;
  char block[65'536];
  for (;;) {
    const auto got = std::fread(block, 1, sizeof block, in.get());
    if (got == 0) break;
    bytes.append(block, got);
    if (bytes.size() > most_bytes) return fail(ErrorKind::Invalid, fmt::format("{} is larger than {} bytes", file.string(), most_bytes));
  }
  if (std::ferror(in.get())) return fail(ErrorKind::Invalid, fmt::format("{} cannot be read to its end", file.string()));
  return bytes;
}

Done write_file(const std::filesystem::path& file, std::string_view bytes) {
  auto beside = file;
  beside += fmt::format(".{}.new", getpid());
  const std::unique_ptr<std::FILE, Closer> out(std::fopen(beside.c_str(), "wb"));
  const bool written = out && std::fwrite(bytes.data(), 1, bytes.size(), out.get()) == bytes.size() &&
                       std::fflush(out.get()) == 0 && fsync(fileno(out.get())) == 0;
  std::error_code error;
  if (written) std::filesystem::rename(beside, file, error);
  if (!written || error) {
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    return fail(ErrorKind::Unavailable, fmt::format("{} cannot be written", file.string()));
  }
  return {};
}

}  // namespace rightplace::formats
