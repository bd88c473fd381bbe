#pragma once
// What the components share. Each component is a function of a struct that has the options of GOV.UK's own template under the
// same names; its markup is compared with the official fixtures (fixtures_test.cpp, docs/develop/govuk-fixtures.md).
// Pages with forms rather use web/field.h, which fills in what was typed and what is wrong with it.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/html.h"

namespace rightplace::web::govuk {

// Words wherever a component takes them: a text is escaped, Html stands as it is.
class Content {
 public:
  Content() = default;
  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  Content(const T& text) : html_(Html::text(text)), is_text_(true) {}
  template <class T>
    requires web::detail::is_number<T>
  Content(T number) : Content(std::to_string(number)) {}
  Content(Html html) : html_(std::move(html)) {}
  bool empty() const { return html_.empty(); }
  bool is_text() const { return is_text_; }
  const std::string& markup() const { return html_.markup(); }
  const Html& html() const { return html_; }

 private:
  Html html_;
  bool is_text_ = false;
};

// More attributes of an element, in order: {"data-rp", "x"}. A name that carries an address, a style or script is refused
// with std::logic_error: those have their own places.
using Attributes = std::vector<std::pair<std::string, std::string>>;

// One element while it is written.
class Element {
 public:
  explicit Element(std::string_view name);
  Element& set(std::string_view name, std::string_view value);
  Element& set(std::string_view name, const Url& address);
  Element& given(std::string_view name, std::string_view value) { return value.empty() ? *this : set(name, value); }
  Element& flag(std::string_view name, bool on);
  Element& more(const Attributes& attributes);
  Html holding(const Html& inner) const;
  Html alone() const;   // <input>: an element that holds nothing

 private:
  std::string name_;
  std::string markup_;
};

// "a b" of the ones that are not empty.
std::string classes(std::string_view always, std::string_view more);
std::string classes(std::string_view always, bool when, std::string_view then, std::string_view more);

}  // namespace rightplace::web::govuk
