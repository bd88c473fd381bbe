#pragma once
// Pages are functions over markup written as markup: html(R"(<p class="{}">{}</p>)", "govuk-body", name).
//
// Each {} is checked when compiled for its place:
//   text                 a string (escaped), a number, Html, a vector of Html
//   "quoted attribute"   a string (escaped) or a number
//   href, src, action, formaction, cite, poster   only a Url
// Refused when compiled: a hole in a tag's or attribute's name, in an unquoted attribute, in an on… or style attribute, in a
// comment, in <script> or <style>; a template that ends inside a tag or comment; too many or too few values. {{ and }} are braces.
//
// A string is escaped because it is a string; only Html::trusted makes markup of one, and stands out in review.

#include <array>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace rightplace::web {

class Html {
 public:
  Html() = default;
  static Html trusted(std::string markup) { return Html(std::move(markup)); }
  static Html text(std::string_view text);   // escaped
  const std::string& markup() const { return markup_; }
  bool empty() const { return markup_.empty(); }
  Html& operator+=(const Html& more) {
    markup_ += more.markup_;
    return *this;
  }
  friend Html operator+(Html a, const Html& b) { return a += b; }

 private:
  explicit Html(std::string markup) : markup_(std::move(markup)) {}
  std::string markup_;
};

// A path of this service with its query, or a whole address that the code names. It cannot be made of a stranger's text:
// values go in through `with`, percent-encoded.
class UrlLiteral {
 public:
  // A literal path such as "/homes"; must begin with one "/" or be "#fragment", "https://…", "mailto:…".
  consteval UrlLiteral(const char* literal) : text(literal) {
    const bool fine = (text.starts_with("/") && !text.starts_with("//")) || text.starts_with("#") || text.starts_with("https://") || text.starts_with("mailto:");
    if (!fine) throw "a Url begins with /, #, https:// or mailto:";
  }
  std::string_view text;
};

class Url {
 public:
  Url(UrlLiteral literal) : text_(literal.text) {}
  // One more path segment: Url("/homes").segment(urn)
  Url segment(std::string_view value) const;
  Url with(std::string_view name, std::string_view value) const;   // ?name=value, &name=value
  static Url fragment(std::string_view id);                        // #id, on the same page
  // Of a text that came from elsewhere (the website in a home's profile). Nothing when it is none of /path, #id, https://,
  // http://, mailto:, tel:, or holds what an address cannot: so a script never becomes a link.
  static std::optional<Url> read(std::string_view text);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

void escape_into(std::string& out, std::string_view text);   // & < > " '
std::string percent_encoded(std::string_view text);          // all but RFC 3986 unreserved

namespace detail {

enum class Place : std::uint8_t { Text, Attribute, Url };

struct Hole {
  std::uint32_t at = 0;   // offset of the {
  Place place = Place::Text;
};

constexpr char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lowered(a[i]) != b[i]) return false;
  return true;
}

constexpr bool starts(std::string_view text, std::string_view with) { return text.size() >= with.size() && same(text.substr(0, with.size()), with); }

constexpr bool is_url_attribute(std::string_view name) {
  for (const std::string_view url : {"href", "src", "action", "formaction", "cite", "poster", "srcset", "data", "ping", "manifest"})
    if (same(name, url)) return true;
  return false;
}

// Walks the markup once; calls hole(offset, place) for each {}. Throws (which stops the compiler) on what is refused.
template <class OnHole>
constexpr void scan(std::string_view markup, OnHole hole) {
  enum class State { Text, TagOpen, InTag, AttributeName, BeforeValue, Quoted, Comment, RawText };
  State state = State::Text;
  std::string_view tag, attribute;
  std::size_t name_start = 0;
  char quote = 0;
  bool closing = false;
  const auto at_hole = [&](std::size_t i) { return markup[i] == '{' && i + 1 < markup.size() && markup[i + 1] == '}'; };
  for (std::size_t i = 0; i < markup.size(); ++i) {
    const char c = markup[i];
    if ((c == '{' || c == '}') && i + 1 < markup.size() && markup[i + 1] == c) {
      ++i;
      continue;
    }
    if (at_hole(i)) {
      switch (state) {
        case State::Text: hole(i, Place::Text); break;
        case State::Quoted:
          if (starts(attribute, "on")) throw "a value may not stand in an event attribute";
          if (same(attribute, "style")) throw "a value may not stand in a style attribute";
          hole(i, is_url_attribute(attribute) ? Place::Url : Place::Attribute);
          break;
        case State::BeforeValue: throw "put quotes round the attribute's value";
        case State::Comment: throw "a value may not stand in a comment";
        case State::RawText: throw "a value may not stand in script or style";
        default: throw "a value may not stand in the name of a tag or attribute";
      }
      ++i;
      continue;
    }
    if (c == '{' || c == '}') throw "a single brace: write {} for a value, {{ or }} for a brace";
    switch (state) {
      case State::Text:
        if (c == '<') {
          if (markup.substr(i).starts_with("<!--")) {
            state = State::Comment;
            i += 3;
          } else {
            state = State::TagOpen;
            closing = i + 1 < markup.size() && markup[i + 1] == '/';
            name_start = i + (closing ? 2 : 1);
            if (closing) ++i;
          }
        }
        break;
      case State::TagOpen:
        if (c == '>' || c == ' ' || c == '\n' || c == '\t' || c == '/') {
          tag = markup.substr(name_start, i - name_start);
          if (tag.empty()) throw "a tag needs a name; write &lt; for the character";
          state = c == '>' ? State::Text : State::InTag;
          if (c == '>' && !closing && (same(tag, "script") || same(tag, "style"))) state = State::RawText;
        }
        break;
      case State::InTag:
        if (c == '>') {
          state = !closing && (same(tag, "script") || same(tag, "style")) ? State::RawText : State::Text;
        } else if (c != ' ' && c != '\n' && c != '\t' && c != '/') {
          state = State::AttributeName;
          name_start = i;
        }
        break;
      case State::AttributeName:
        if (c == '=') {
          attribute = markup.substr(name_start, i - name_start);
          state = State::BeforeValue;
        } else if (c == '>' || c == ' ' || c == '\n' || c == '\t' || c == '/') {
          state = State::InTag;
          --i;
        }
        break;
      case State::BeforeValue:
        if (c == '"' || c == '\'') {
          quote = c;
          state = State::Quoted;
        } else {
          throw "put quotes round the attribute's value";
        }
        break;
      case State::Quoted:
        if (c == quote) state = State::InTag;
        break;
      case State::Comment:
        if (c == '-' && markup.substr(i).starts_with("-->")) {
          state = State::Text;
          i += 2;
        }
        break;
      case State::RawText:
        if (c == '<' && starts(markup.substr(i), "</script")) state = State::TagOpen, closing = true, name_start = i + 2, ++i;
        else if (c == '<' && starts(markup.substr(i), "</style")) state = State::TagOpen, closing = true, name_start = i + 2, ++i;
        break;
    }
  }
  if (state != State::Text) throw "the markup ends inside a tag, a comment, a script or a style";
}

template <class T>
constexpr bool is_text = std::convertible_to<T, std::string_view>;
template <class T>
constexpr bool is_number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;
template <class T>
constexpr bool is_html = std::same_as<T, Html> || std::same_as<T, std::vector<Html>>;
template <class T>
constexpr bool is_url = std::same_as<T, Url>;

template <class T>
constexpr bool fits(Place place) {
  switch (place) {
    case Place::Text: return is_text<T> || is_number<T> || is_html<T>;
    case Place::Attribute: return is_text<T> || is_number<T>;
    case Place::Url: return is_url<T>;
  }
  return false;
}

template <class T>
void append(std::string& out, const T& value) {
  if constexpr (is_url<T>) escape_into(out, value.text());
  else if constexpr (std::same_as<T, Html>) out += value.markup();
  else if constexpr (std::same_as<T, std::vector<Html>>) for (const auto& part : value) out += part.markup();
  else if constexpr (is_number<T>) out += std::to_string(value);
  else escape_into(out, std::string_view(value));
}

void append_literal(std::string& out, std::string_view markup);   // with {{ and }} made single

}  // namespace detail

template <class... Values>
class Template {
 public:
  consteval Template(const char* markup) : markup_(markup) {
    std::size_t count = 0;
    detail::scan(markup_, [&](std::size_t at, detail::Place place) {
      if (count == sizeof...(Values)) throw "more {} than values";
      holes_[count++] = {static_cast<std::uint32_t>(at), place};
    });
    if (count != sizeof...(Values)) throw "more values than {}";
    std::size_t i = 0;
    const bool fine = (detail::fits<Values>(holes_[i++].place) && ...);
    if (!fine) throw "a value of the wrong kind for its place: text in href needs a Url, Html may stand in text only";
  }
  std::string_view markup() const { return markup_; }
  const auto& holes() const { return holes_; }

 private:
  std::string_view markup_;
  std::array<detail::Hole, sizeof...(Values)> holes_{};
};

template <class... Values>
Html html(std::type_identity_t<Template<std::decay_t<Values>...>> markup, const Values&... values) {
  std::string out;
  out.reserve(markup.markup().size() + 32 * sizeof...(Values));
  std::size_t from = 0;
  [[maybe_unused]] std::size_t i = 0;
  [[maybe_unused]] const auto next = [&](const auto& value) {
    const std::size_t at = markup.holes()[i++].at;
    detail::append_literal(out, markup.markup().substr(from, at - from));
    detail::append<std::decay_t<decltype(value)>>(out, value);
    from = at + 2;
  };
  (next(values), ...);
  detail::append_literal(out, markup.markup().substr(from));
  return Html::trusted(std::move(out));
}

}  // namespace rightplace::web
