#include <fmt/format.h>
#include <zlib.h>

#include <stdexcept>
#include <vector>

#include "formats/bytes.h"

namespace rightplace::formats {
namespace {

class GzipBytes final : public Bytes {
 public:
  GzipBytes(std::unique_ptr<Bytes> packed, std::string source, std::uint64_t most_bytes)
      : packed_(std::move(packed)), source_(std::move(source)), most_bytes_(most_bytes), input_(128 * 1024) {
    // 15: the largest window; +16: a gzip header is required.
    if (inflateInit2(&stream_, 15 + 16) != Z_OK) throw std::runtime_error("zlib cannot start");
  }
  ~GzipBytes() override { inflateEnd(&stream_); }
  GzipBytes(const GzipBytes&) = delete;
  GzipBytes& operator=(const GzipBytes&) = delete;

  Result<std::size_t> read(char* into, std::size_t most) override {
    if (most == 0) return 0u;
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(most, 1u << 30));
    const auto asked = stream_.avail_out;
    while (!ended_ && stream_.avail_out == asked) RP_CHECK(step());
    const std::size_t got = asked - stream_.avail_out;
    held_ += got;
    if (held_ > most_bytes_)
      return fail(ErrorKind::Invalid, fmt::format("{}: this gzip archive holds more than {} bytes, the most that is accepted", source_, most_bytes_));
    return got;
  }

 private:
  // One call of inflate, or the step from one member to the next.
  Done step() {
    RP_CHECK(refill());
    if (between_members_) {
      if (stream_.avail_in == 0) {
        ended_ = true;
        return {};
      }
      // Tape writers pad with zeros; anything else must be another member.
      if (*stream_.next_in == 0) {
        --stream_.avail_in;
        ++stream_.next_in;
        padded_ = true;
        return {};
      }
      if (padded_ || *stream_.next_in != 0x1F)
        return fail(ErrorKind::Invalid, fmt::format("{}: something else follows the end of this gzip archive; get the file again", source_));
      inflateReset(&stream_);
      between_members_ = false;
    }
    if (stream_.avail_in == 0) return fail(ErrorKind::Invalid, fmt::format("{}: this gzip archive breaks off before its end; get the file again", source_));
    const int answer = inflate(&stream_, Z_NO_FLUSH);
    if (answer == Z_STREAM_END) between_members_ = true;
    else if (answer != Z_OK && answer != Z_BUF_ERROR)
      return fail(ErrorKind::Invalid, fmt::format("{}: this gzip archive is damaged ({}); get the file again", source_, stream_.msg ? stream_.msg : "bad data"));
    return {};
  }

  Done refill() {
    if (stream_.avail_in > 0) return {};
    RP_TRY(got, packed_->read(input_.data(), input_.size()));
    stream_.next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_.avail_in = static_cast<uInt>(got);
    return {};
  }

  std::unique_ptr<Bytes> packed_;
  std::string source_;
  std::uint64_t most_bytes_;
  std::uint64_t held_ = 0;
  std::vector<char> input_;
  z_stream stream_{};
  bool between_members_ = false;
  bool padded_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Bytes> gzip_bytes(std::unique_ptr<Bytes> packed, std::string source, std::uint64_t most_bytes) {
  return std::make_unique<GzipBytes>(std::move(packed), std::move(source), most_bytes);
}

}  // namespace rightplace::formats
