#include "formats/bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace rightplace::formats {
namespace {

class FileBytes final : public Bytes {
 public:
  FileBytes(std::FILE* file, std::string name) : file_(file), name_(std::move(name)) {}
  Result<std::size_t> read(char* into, std::size_t most) override {
    const auto got = std::fread(into, 1, most, file_.get());
    if (got < most && std::ferror(file_.get())) return fail(ErrorKind::Unavailable, fmt::format("{} cannot be read to its end", name_));
    return got;
  }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::string name_;
};

class MemoryBytes final : public Bytes {
 public:
  explicit MemoryBytes(std::string_view bytes) : left_(bytes) {}
  Result<std::size_t> read(char* into, std::size_t most) override {
    const auto count = std::min(most, left_.size());
    std::copy_n(left_.data(), count, into);
    left_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view left_;
};

class PutBack final : public Bytes {
 public:
  PutBack(std::string first, std::unique_ptr<Bytes> rest) : first_(std::move(first)), rest_(std::move(rest)) {}
  Result<std::size_t> read(char* into, std::size_t most) override {
    if (at_ == first_.size()) return rest_->read(into, most);
    const auto count = std::min(most, first_.size() - at_);
    std::copy_n(first_.data() + at_, count, into);
    at_ += count;
    return count;
  }

 private:
  std::string first_;
  std::size_t at_ = 0;
  std::unique_ptr<Bytes> rest_;
};

class Utf16Bytes final : public Bytes {
 public:
  Utf16Bytes(std::unique_ptr<Bytes> utf16, std::string source, bool big_endian)
      : utf16_(std::move(utf16)), source_(std::move(source)), big_endian_(big_endian) {}

  Result<std::size_t> read(char* into, std::size_t most) override {
    while (at_ == ready_.size() && !ended_) RP_CHECK(refill());
    const auto count = std::min(most, ready_.size() - at_);
    std::copy_n(ready_.data() + at_, count, into);
    at_ += count;
    return count;
  }

 private:
  static constexpr std::size_t kBlock = 64 * 1024;

  Done refill() {
    ready_.clear();
    at_ = 0;
    char block[kBlock];
    RP_TRY(got, utf16_->read(block, sizeof block));
    if (got == 0) {
      ended_ = true;
      if (half_) return fail(ErrorKind::Invalid, fmt::format("{}: this UTF-16 file breaks off in the middle of a character; get the file again", source_));
      if (high_) append(0xFFFD);
      return {};
    }
    for (std::size_t i = 0; i < got; ++i) {
      const auto byte = static_cast<unsigned char>(block[i]);
      if (!half_) {
        first_ = byte;
        half_ = true;
        continue;
      }
      half_ = false;
      unit(big_endian_ ? first_ * 256u + byte : byte * 256u + first_);
    }
    return {};
  }

  void unit(std::uint32_t unit) {
    const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (high_ && low) {
      append(0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00));
      high_ = 0;
      return;
    }
    if (high_) append(0xFFFD);
    high_ = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    if (!high_) append(low ? 0xFFFD : unit);
  }

  void append(std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { ready_ += static_cast<char>(byte); };
    if (code < 0x80) return put(code);
    if (code < 0x800) {
      put(0xC0 | (code >> 6));
    } else {
      if (code < 0x10000) {
        put(0xE0 | (code >> 12));
      } else {
        put(0xF0 | (code >> 18));
        put(0x80 | ((code >> 12) & 0x3F));
      }
      put(0x80 | ((code >> 6) & 0x3F));
    }
    put(0x80 | (code & 0x3F));
  }

  std::unique_ptr<Bytes> utf16_;
  std::string source_;
  bool big_endian_;
  bool half_ = false;
  bool ended_ = false;
  unsigned first_ = 0;
  std::uint32_t high_ = 0;
  std::string ready_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<Bytes>> file_bytes(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (!std::filesystem::exists(status)) return fail(ErrorKind::NotFound, fmt::format("{}: there is no such file", file.string()));
  if (std::filesystem::is_directory(status)) return fail(ErrorKind::Invalid, fmt::format("{} is a folder; name a file in it", file.string()));
  auto* opened = std::fopen(file.c_str(), "rb");
  if (!opened) return fail(ErrorKind::Invalid, fmt::format("{} cannot be opened for reading", file.string()));
  return std::make_unique<FileBytes>(opened, file.string());
}

std::unique_ptr<Bytes> memory_bytes(std::string_view bytes) { return std::make_unique<MemoryBytes>(bytes); }

std::unique_ptr<Bytes> put_back(std::string first, std::unique_ptr<Bytes> rest) {
  return std::make_unique<PutBack>(std::move(first), std::move(rest));
}

Result<std::string> beginning(Bytes& bytes, std::size_t most) {
  std::string text(most, '\0');
  std::size_t filled = 0;
  while (filled < most) {
    RP_TRY(got, bytes.read(text.data() + filled, most - filled));
    if (got == 0) break;
    filled += got;
  }
  text.resize(filled);
  return text;
}

std::unique_ptr<Bytes> utf16_bytes(std::unique_ptr<Bytes> utf16, std::string source, bool big_endian) {
  return std::make_unique<Utf16Bytes>(std::move(utf16), std::move(source), big_endian);
}

}  // namespace rightplace::formats
