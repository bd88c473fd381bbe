#include "web/govuk/parts.h"

#include <fmt/format.h>

#include <stdexcept>

namespace rightplace::web::govuk {
namespace {

void check_name(std::string_view name) {
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!plain) throw std::logic_error(fmt::format("an attribute's name is of small letters, digits and hyphens, not '{}'", name));
  }
  if (name.empty() || name.starts_with("on") || name == "style" || web::detail::is_url_attribute(name))
    throw std::logic_error(fmt::format("the attribute '{}' may not be added to a component", name));
}

}  // namespace

Element::Element(std::string_view name) : name_(name), markup_("<" + name_) {}

Element& Element::set(std::string_view name, std::string_view value) {
  markup_.append(" ").append(name).append("=\"");
  escape_into(markup_, value);
  markup_ += '"';
  return *this;
}

Element& Element::set(std::string_view name, const Url& address) { return set(name, std::string_view(address.text())); }

Element& Element::flag(std::string_view name, bool on) {
  if (on) markup_.append(" ").append(name);
  return *this;
}

Element& Element::more(const Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    check_name(name);
    set(name, value);
  }
  return *this;
}

Html Element::holding(const Html& inner) const { return Html::trusted(markup_ + ">" + inner.markup() + "</" + name_ + ">"); }

Html Element::alone() const { return Html::trusted(markup_ + ">"); }

std::string classes(std::string_view always, std::string_view more) {
  std::string all(always);
  if (!all.empty() && !more.empty()) all += ' ';
  return all.append(more);
}

std::string classes(std::string_view always, bool when, std::string_view then, std::string_view more) {
  return classes(when ? classes(always, then) : std::string(always), more);
}

}  // namespace rightplace::web::govuk
