#include "web/chunked.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace rightplace::web {
namespace {

constexpr std::size_t kLongestLine = 256;
constexpr std::size_t kMostTrailer = 4096;

}  // namespace

// True when a whole line, without its CRLF, stands in line_.
bool ChunkedDecoder::take_line(std::string_view& input, bool& broken) {
  while (!input.empty()) {
    line_ += input.front();
    input.remove_prefix(1);
    if (line_.ends_with("\r\n")) {
      line_.resize(line_.size() - 2);
      broken = broken || line_.find_first_of("\r\n") != std::string::npos;
      return true;
    }
    if (line_.size() > kLongestLine || line_.back() == '\n') {
      broken = true;
      return false;
    }
  }
  return false;
}

ChunkedDecoder::State ChunkedDecoder::feed(std::string_view& input, std::string& out) {
  bool broken = false;
  while (!input.empty()) {
    switch (part_) {
      case Part::Size: {
        if (!take_line(input, broken)) return broken ? State::Broken : State::More;
        const auto digits = std::string_view(line_).substr(0, line_.find(';'));
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
        if (broken || digits.empty() || digits.size() > 15 || error != std::errc{} || end != digits.data() + digits.size()) return State::Broken;
        line_.clear();
        part_ = left_ == 0 ? Part::Trailer : Part::Data;
        break;
      }
      case Part::Data: {
        const auto take = static_cast<std::size_t>(std::min<std::uint64_t>(left_, input.size()));
        out.append(input.substr(0, take));
        input.remove_prefix(take);
        left_ -= take;
        if (left_ == 0) part_ = Part::DataEnd;
        break;
      }
      case Part::DataEnd:
        if (!take_line(input, broken)) return broken ? State::Broken : State::More;
        if (broken || !line_.empty()) return State::Broken;
        part_ = Part::Size;
        break;
      case Part::Trailer:
        if (!take_line(input, broken)) return broken ? State::Broken : State::More;
        if (broken) return State::Broken;
        if (line_.empty()) return State::Done;
        trailer_bytes_ += line_.size();
        if (trailer_bytes_ > kMostTrailer) return State::Broken;
        line_.clear();
        break;
    }
  }
  return State::More;
}

}  // namespace rightplace::web
