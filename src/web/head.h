#pragma once
// The head of a request, looked at byte by byte before any parser sees it: what two programs might read differently is
// refused (RFC 9112; request smuggling).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "web/request.h"

namespace rightplace::web {

struct Head {
  Method method = Method::Get;
  std::string target;
  bool http_1_1 = true;
  NamedValues headers;                            // names in lower case, values trimmed
  std::optional<std::uint64_t> content_length;    // none with chunked, and when there is no body
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;
};

struct HeadRefusal {
  int status = 400;
  std::string_view why;
};

// `raw` is everything up to and with the empty line. Either the head, or why it is refused.
struct HeadResult {
  std::optional<Head> head;
  HeadRefusal refusal;
};
HeadResult read_head(std::string_view raw);

// "/homes/SC1?q=x" -> decoded path and query. False when an escape is bad, the path holds "..", "." or "//", or is not a path.
bool read_target(std::string_view target, std::string& path, NamedValues& query);

}  // namespace rightplace::web
