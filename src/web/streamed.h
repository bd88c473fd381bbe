#pragma once
// A response too large for memory: its body is made piece by piece while it is sent. The response itself stays a plain value that
// names the stream; whoever sends it takes the stream, and one that nobody takes is dropped within minutes.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "web/response.h"

namespace rightplace::web {

struct Stream {
  std::uint64_t size = 0;
  // The next piece; empty when there is no more. Fewer bytes than `size` in all: the connection is broken off, so that nobody
  // takes half for the whole.
  std::function<std::string()> next;
};

void stream(Response& response, Stream body);
// Once; the response does not name it any more.
std::optional<Stream> take_stream(Response& response);

}  // namespace rightplace::web
