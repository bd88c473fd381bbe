#include "web/html.h"

#include <fmt/format.h>

#include <array>

namespace rightplace::web {
namespace {

// Looked up by byte: most text has nothing to escape.
constexpr auto kEscaped = [] {
  std::array<bool, 256> escaped{};
  for (const char c : {'&', '<', '>', '"', '\''}) escaped[static_cast<unsigned char>(c)] = true;
  return escaped;
}();

}  // namespace

void escape_into(std::string& out, std::string_view text) {
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!kEscaped[static_cast<unsigned char>(text[i])]) continue;
    std::string_view with;
    switch (text[i]) {
      case '&': with = "&amp;"; break;
      case '<': with = "&lt;"; break;
      case '>': with = "&gt;"; break;
      case '"': with = "&quot;"; break;
      case '\'': with = "&#39;"; break;
      default: continue;
    }
    out.append(text.substr(from, i - from)).append(with);
    from = i + 1;
  }
  out.append(text.substr(from));
}

std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (plain) out += c;
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

Html Html::text(std::string_view text) {
  std::string out;
  escape_into(out, text);
  return Html(std::move(out));
}

Url Url::segment(std::string_view value) const {
  auto more = *this;
  more.text_ += "/" + percent_encoded(value);
  return more;
}

Url Url::with(std::string_view name, std::string_view value) const {
  auto more = *this;
  more.text_ += (text_.find('?') == std::string::npos ? "?" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  return more;
}

Url Url::fragment(std::string_view id) {
  Url url("#");
  url.text_ += percent_encoded(id);
  return url;
}

std::optional<Url> Url::read(std::string_view text) {
  bool known = text.starts_with("#") || (text.starts_with("/") && !text.starts_with("//") && !text.starts_with("/\\"));
  for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:"}) known = known || (text.size() > scheme.size() && detail::starts(text, scheme));
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= ' ' || c == '\\' || c == '\x7f') return std::nullopt;
  if (!known) return std::nullopt;
  Url url("#");
  url.text_ = text;
  return url;
}

namespace detail {

void append_literal(std::string& out, std::string_view markup) {
  // Two searches for one character are many times faster than one for either.
  if (markup.find('{') == std::string_view::npos && markup.find('}') == std::string_view::npos) {
    out.append(markup);
    return;
  }
  std::size_t from = 0;
  for (std::size_t i = 0; i + 1 < markup.size(); ++i)
    if ((markup[i] == '{' || markup[i] == '}') && markup[i + 1] == markup[i]) {
      out.append(markup.substr(from, i + 1 - from));
      from = i + 2;
      ++i;
    }
  out.append(markup.substr(from));
}

}  // namespace detail
}  // namespace rightplace::web
