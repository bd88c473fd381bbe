// links: rp_web
// The head of a request, its target, forms and the chunked coding.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "web/chunked.h"
#include "web/head.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace rightplace::web;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = read_head(text);
  if (result.head) {
    std::string path;
    NamedValues query;
    if (read_target(result.head->target, path, query) && path.find("..") != std::string::npos && path.find("/../") != std::string::npos) __builtin_trap();
    if (result.head->chunked && result.head->content_length) __builtin_trap();
  }
  (void)parse_form(text);
  ChunkedDecoder whole, bytes;
  std::string a, b;
  std::string_view rest = text;
  const auto at_once = whole.feed(rest, a);
  auto one_by_one = ChunkedDecoder::State::More;
  for (std::size_t i = 0; i < text.size() && one_by_one == ChunkedDecoder::State::More; ++i) {
    std::string_view piece = text.substr(i, 1);
    one_by_one = bytes.feed(piece, b);
  }
  if (at_once != one_by_one || (at_once == ChunkedDecoder::State::Done && a != b)) __builtin_trap();
  return 0;
}
