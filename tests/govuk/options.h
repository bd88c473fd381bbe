#pragma once
// The options of an official fixture, read into our structs. What nobody reads is remembered: a fixture with an option that
// our struct does not have is not compared, and the page of skipped fixtures says which option it was.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "web/govuk/text_fields.h"

namespace rightplace::web::govuk {

class Options {
 public:
  // `unread` outlives this.
  Options(const json::Value* value, std::string path, std::set<std::string>& unread) : value_(value), path_(std::move(path)), unread_(&unread) {
    if (value_ && value_->as_object())
      for (const auto& [key, member] : *value_->as_object()) unread_->insert(path_ + key);
  }

  const json::Value* at(std::string_view key) const {
    unread_->erase(path_ + std::string(key));
    return value_ ? value_->find(key) : nullptr;
  }
  // As a template sees it: null, false, 0, "" and what is missing are nothing.
  bool has(std::string_view key) const { return is_something(at(key)); }
  static bool is_something(const json::Value* value) {
    if (!value || value->is_null()) return false;
    if (const auto* flag = value->as_bool()) return *flag;
    if (const auto* text = value->as_string()) return !text->empty();
    if (const auto* number = value->as_integer()) return *number != 0;
    return true;
  }
  static std::string words(const json::Value* value) {
    if (!value || value->is_null()) return {};
    if (const auto* text = value->as_string()) return *text;
    return value->dump();
  }
  std::string text(std::string_view key, std::string_view otherwise = "") const { return has(key) || is_zero(key) ? words(at(key)) : std::string(otherwise); }
  std::optional<bool> maybe(std::string_view key) const {
    const auto* value = at(key);
    return value && value->as_bool() ? std::optional(*value->as_bool()) : std::nullopt;
  }
  int number(std::string_view key, int otherwise = 0) const {
    const auto* value = at(key);
    if (value && value->as_integer()) return static_cast<int>(*value->as_integer());
    return value && value->as_string() && !value->as_string()->empty() ? std::stoi(*value->as_string()) : otherwise;
  }
  Options object(std::string_view key) const { return {at(key), path_ + std::string(key) + ".", *unread_}; }
  std::vector<Options> items(std::string_view key) const {
    std::vector<Options> all;
    const auto* list = at(key);
    if (list && list->as_array())
      for (const auto& item : *list->as_array()) {
        if (is_something(&item)) all.push_back({&item, path_ + std::string(key) + "[].", *unread_});
      }
    return all;
  }
  const json::Value* value() const { return value_; }
  std::set<std::string>& unread() const { return *unread_; }

  Content content(std::string_view text_key = "text", std::string_view html_key = "html") const {
    const auto plain = text(text_key);
    const auto markup = text(html_key);
    if (!markup.empty()) return Html::trusted(markup);
    return plain.empty() ? Content{} : Content(plain);
  }
  Attributes attributes(std::string_view key = "attributes") const {
    Attributes all;
    const auto* value = at(key);
    if (value && value->as_object())
      for (const auto& [name, member] : *value->as_object()) {
        all.emplace_back(name, words(&member));
        unread_->erase(path_ + std::string(key) + "." + name);
      }
    return all;
  }
  std::optional<Url> url(std::string_view key) const {
    if (!has(key)) return std::nullopt;
    const auto address = Url::read(text(key));
    if (!address) unread_->insert(path_ + std::string(key) + " (an address that our Url refuses)");
    return address;
  }

  Label label(std::string_view key = "label") const {
    const auto of = object(key);
    return {.text = of.content(), .classes = of.text("classes"), .is_page_heading = of.has("isPageHeading"), .attributes = of.attributes()};
  }
  Hint hint(std::string_view key = "hint") const {
    const auto of = object(key);
    return {.text = of.content(), .classes = of.text("classes"), .attributes = of.attributes()};
  }
  ErrorMessage error(std::string_view key = "errorMessage") const {
    const auto of = object(key);
    ErrorMessage made{.text = of.content(), .classes = of.text("classes"), .attributes = of.attributes()};
    if (of.at("visuallyHiddenText")) made.visually_hidden_text = of.text("visuallyHiddenText");
    return made;
  }
  FormGroup form_group() const {
    const auto of = object("formGroup");
    const auto side = [&](std::string_view one, std::string_view many) { return of.has(one) ? of.object(one).content() : of.object(many).content(); };
    return {.classes = of.text("classes"), .attributes = of.attributes(), .before = side("beforeInput", "beforeInputs"), .after = side("afterInput", "afterInputs")};
  }

 private:
  bool is_zero(std::string_view key) const {
    const auto* value = at(key);
    return value && value->as_integer() && *value->as_integer() == 0;
  }
  const json::Value* value_;
  std::string path_;
  std::set<std::string>* unread_;
};

}  // namespace rightplace::web::govuk
