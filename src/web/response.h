#pragma once
// One HTTP response. Cache headers have no default: whoever answers says whether it may be kept.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/html.h"

namespace rightplace::web {

enum class Caching { NoStore, Revalidate, Immutable };

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  Response& header(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

Response page(const Html& html, Caching caching, int status = 200);
Response json_response(std::string body, Caching caching, int status = 200);
Response redirect(const Url& to);   // 303 See Other
Response plain(int status, std::string_view text);

std::string_view reason_phrase(int status);
std::string_view cache_control(Caching caching);   // the header's value

}  // namespace rightplace::web
