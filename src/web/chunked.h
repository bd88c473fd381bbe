#pragma once
// The chunked transfer coding (RFC 9112 §7.1), decoded as it arrives. Extensions and trailers are read and dropped.

#include <cstdint>
#include <string>
#include <string_view>

namespace rightplace::web {

class ChunkedDecoder {
 public:
  enum class State { More, Done, Broken };
  // Takes bytes from the front of `input` (which is advanced) and appends what they carry to `out`.
  State feed(std::string_view& input, std::string& out);

 private:
  enum class Part { Size, Data, DataEnd, Trailer };
  bool take_line(std::string_view& input, bool& broken);
  Part part_ = Part::Size;
  std::uint64_t left_ = 0;
  std::string line_;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace rightplace::web
