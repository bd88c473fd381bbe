#include "web/head.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rightplace::web {
namespace {

bool is_token_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_character); }

// Visible characters, spaces, tabs and bytes above 127; no control characters.
bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::optional<Method> method_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Method>, 6> kMethods = {{{"GET", Method::Get},
                                                                                  {"HEAD", Method::Head},
                                                                                  {"POST", Method::Post},
                                                                                  {"PUT", Method::Put},
                                                                                  {"PATCH", Method::Patch},
                                                                                  {"DELETE", Method::Delete}}};
  for (const auto& [text, method] : kMethods)
    if (text == name) return method;
  return std::nullopt;
}

HeadResult refuse(int status, std::string_view why) { return {std::nullopt, {status, why}}; }

bool lists(std::string_view value, std::string_view word) {
  return std::ranges::any_of(split(value, ','), [&](std::string_view item) { return iequals(trim(item), word); });
}

// Each field that may come once only, and what it does to the head. Returns why it is refused, or nothing.
std::string_view apply_fields(Head& head) {
  int hosts = 0, lengths = 0, encodings = 0;
  for (const auto& [name, value] : head.headers) {
    if (name == "host") {
      ++hosts;
      const bool clean = std::ranges::none_of(value, [](char c) { return c == ' ' || c == '\t' || c == '/' || c == '@' || c == ','; });
      if (value.empty() || !clean) return "the Host is not a host";
    } else if (name == "content-length") {
      ++lengths;
      const bool digits = !value.empty() && value.size() <= 18 && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
      if (!digits) return "the Content-Length is not a number";
      head.content_length = static_cast<std::uint64_t>(*parse_integer(value));
    } else if (name == "transfer-encoding") {
      ++encodings;
      if (!iequals(value, "chunked") || !head.http_1_1) return "the Transfer-Encoding is not exactly chunked";
      head.chunked = true;
    } else if (name == "connection") {
      if (lists(value, "close")) head.keep_alive = false;
      if (lists(value, "keep-alive") && !head.http_1_1) head.keep_alive = true;
    } else if (name == "expect") {
      if (!iequals(value, "100-continue")) return "the Expect is unknown";
      head.expects_continue = head.http_1_1;
    } else if (name == "upgrade" || name == "trailer") {
      continue;   // nothing is upgraded, trailers are dropped
    }
  }
  if (hosts > 1 || (hosts == 0 && head.http_1_1)) return "there should be exactly one Host";
  if (lengths > 1) return "there is more than one Content-Length";
  if (encodings > 1) return "there is more than one Transfer-Encoding";
  if (lengths && encodings) return "there are both Content-Length and Transfer-Encoding";
  return {};
}

}  // namespace

HeadResult read_head(std::string_view raw) {
  Head head;
  bool first = true;
  while (!raw.empty()) {
    const auto end = raw.find("\r\n");
    if (end == std::string_view::npos) return refuse(400, "a line does not end");
    const auto line = raw.substr(0, end);
    raw.remove_prefix(end + 2);
    if (line.find('\n') != std::string_view::npos || line.find('\r') != std::string_view::npos) return refuse(400, "a line ends wrongly");
    if (first) {
      const auto space = line.find(' ');
      const auto last = line.rfind(' ');
      if (space == std::string_view::npos || last == space) return refuse(400, "the request line is not one");
      const auto name = line.substr(0, space);
      const auto version = line.substr(last + 1);
      head.target = std::string(line.substr(space + 1, last - space - 1));
      if (!is_token(name)) return refuse(400, "the method is not a word");
      if (version != "HTTP/1.1" && version != "HTTP/1.0") return refuse(version.starts_with("HTTP/") ? 505 : 400, "the version is not HTTP/1.1 or HTTP/1.0");
      const auto method = method_named(name);
      if (!method) return refuse(501, "the method is not known here");
      head.method = *method;
      head.http_1_1 = version == "HTTP/1.1";
      head.keep_alive = head.http_1_1;
      const bool clean = std::ranges::all_of(head.target, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7F; });
      if (!head.target.starts_with("/") || !clean) return refuse(400, "the target is not a path");
      first = false;
      continue;
    }
    if (line.empty()) break;
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "a header is folded");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return refuse(400, "a header's name is not a word");
    const auto value = line.substr(colon + 1);
    if (!is_field_value(value)) return refuse(400, "a header holds a control character");
    if (head.headers.size() == 100) return refuse(431, "there are too many headers");
    head.headers.emplace_back(lower(line.substr(0, colon)), std::string(trim(value)));
  }
  if (first) return refuse(400, "there is no request line");
  if (const auto why = apply_fields(head); !why.empty()) return refuse(400, why);
  return {std::move(head), {}};
}

bool read_target(std::string_view target, std::string& path, NamedValues& query) {
  const auto mark = target.find('?');
  if (target.find('#') != std::string_view::npos) return false;
  auto decoded = percent_decoded(target.substr(0, mark), false);
  auto fields = parse_form(mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1));
  if (!decoded || !fields || !decoded->starts_with("/") || contains(*decoded, "//") || contains(*decoded, "\\")) return false;
  for (const auto segment : split(std::string_view(*decoded).substr(1), '/'))
    if (segment == "." || segment == "..") return false;
  path = std::move(*decoded);
  query = std::move(*fields);
  return true;
}

}  // namespace rightplace::web
