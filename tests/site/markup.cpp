#include "tests/site/markup.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace rightplace::test {
namespace {

std::string decoded(std::string_view text) {
  static const std::vector<std::pair<std::string_view, std::string_view>> kNames = {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&#x27;", "'"}};
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    bool found = false;
    for (const auto& [name, letter] : kNames)
      if (text.substr(i).starts_with(name)) {
        out += letter;
        i += name.size();
        found = true;
        break;
      }
    if (!found) out += text[i++];
  }
  return out;
}

bool space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::size_t read_attributes(std::string_view html, std::size_t i, Element& element) {
  while (i < html.size() && html[i] != '>') {
    if (space(html[i]) || html[i] == '/') {
      ++i;
      continue;
    }
    const auto from = i;
    while (i < html.size() && !space(html[i]) && html[i] != '=' && html[i] != '>' && html[i] != '/') ++i;
    std::string name(html.substr(from, i - from)), value;
    if (i < html.size() && html[i] == '=') {
      ++i;
      if (i < html.size() && (html[i] == '"' || html[i] == '\'')) {
        const auto end = html.find(html[i], i + 1);
        value = decoded(html.substr(i + 1, end - i - 1));
        i = end + 1;
      } else {
        const auto begin = i;
        while (i < html.size() && !space(html[i]) && html[i] != '>') ++i;
        value = std::string(html.substr(begin, i - begin));
      }
    }
    element.attributes.emplace_back(lower(name), std::move(value));
  }
  return i;
}

struct Placed {
  Element element;
  std::size_t begin, end;   // of the tag
};

std::vector<Placed> placed(std::string_view html) {
  std::vector<Placed> all;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] != '<') {
      ++i;
      continue;
    }
    if (html.substr(i).starts_with("<!--")) {
      i = html.find("-->", i);
      i = i == std::string_view::npos ? html.size() : i + 3;
      continue;
    }
    const auto begin = i++;
    Element element;
    if (i < html.size() && html[i] == '/') {
      element.closing = true;
      ++i;
    }
    const auto from = i;
    while (i < html.size() && !space(html[i]) && html[i] != '>' && html[i] != '/') ++i;
    element.name = lower(html.substr(from, i - from));
    i = read_attributes(html, i, element);
    ++i;
    all.push_back({std::move(element), begin, std::min(i, html.size())});
  }
  return all;
}

std::string text_between(std::string_view html, std::size_t from, std::size_t to) {
  std::string out;
  bool tag = false;
  for (std::size_t i = from; i < to; ++i) {
    if (html[i] == '<') tag = true;
    if (!tag) out += html[i];
    if (html[i] == '>') tag = false;
  }
  return squeeze(decoded(out));
}

// The text of the element that begins at all[i].
std::string text_of(std::string_view html, const std::vector<Placed>& all, std::size_t i) {
  int depth = 0;
  for (std::size_t j = i; j < all.size(); ++j) {
    if (all[j].element.name != all[i].element.name) continue;
    depth += all[j].element.closing ? -1 : 1;
    if (depth == 0) return text_between(html, all[i].end, all[j].begin);
  }
  return {};
}

bool is_field(const Element& element) {
  if (element.closing) return false;
  if (element.name == "select" || element.name == "textarea") return true;
  return element.name == "input" && element.value("type") != "hidden" && element.value("type") != "submit";
}

void check_names(std::string_view html, const std::vector<Placed>& all, std::vector<std::string>& faults) {
  std::set<std::string> ids, labelled;
  for (const auto& [element, begin, end] : all) {
    if (const auto id = element.value("id"); !id.empty() && !ids.insert(id).second) faults.push_back(fmt::format("the id \"{}\" is there twice", id));
    if (element.name == "label" && !element.closing) labelled.insert(element.value("for"));
  }
  for (const auto& [element, begin, end] : all) {
    if (element.name == "label" && !element.closing && element.has("for") && !ids.contains(element.value("for")))
      faults.push_back(fmt::format("a label points to \"{}\", which is not there", element.value("for")));
    for (const auto* attribute : {"aria-describedby", "aria-labelledby", "aria-controls"}) {
      const auto named = element.value(attribute);
      for (const auto id : split(named, ' '))
        if (!id.empty() && !ids.contains(std::string(id))) faults.push_back(fmt::format("{} points to \"{}\", which is not there", attribute, id));
    }
    if (element.name == "a" && element.value("href").starts_with("#") && element.value("href").size() > 1 && !ids.contains(element.value("href").substr(1)))
      faults.push_back(fmt::format("a link leads to {}, which is not on the page", element.value("href")));
    if (is_field(element) && !labelled.contains(element.value("id")) && !element.has("aria-label") && !element.has("aria-labelledby"))
      faults.push_back(fmt::format("the field \"{}\" has no label", element.value("name")));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& element = all[i].element;
    if (element.closing || (element.name != "a" && element.name != "button")) continue;
    if (text_of(html, all, i).empty() && !element.has("aria-label")) faults.push_back(fmt::format("a {} to \"{}\" has no words", element.name == "a" ? "link" : "button", element.value("href")));
  }
}

void check_policy(std::string_view html, const std::vector<Placed>& all, std::vector<std::string>& faults) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& element = all[i].element;
    for (const auto& [name, value] : element.attributes) {
      if (name.starts_with("on")) faults.push_back(fmt::format("<{}> has the handler {}", element.name, name));
      if (name == "style") faults.push_back(fmt::format("<{}> has a style of its own, which the content policy refuses", element.name));
      if (lower(value).starts_with("javascript:")) faults.push_back("an address runs script");
    }
    if (element.closing) continue;
    if (element.name == "style") faults.push_back("there is a style sheet in the page");
    if (element.name == "script" && !element.has("src")) faults.push_back("there is script in the page");
    if (element.name == "table" && html.substr(all[i].end, 400).find("<caption") == std::string_view::npos) faults.push_back("a table has no caption");
  }
}

}  // namespace

bool Element::has(std::string_view attribute) const {
  return std::ranges::any_of(attributes, [&](const auto& a) { return a.first == attribute; });
}
std::string Element::value(std::string_view attribute) const {
  for (const auto& [key, content] : attributes)
    if (key == attribute) return content;
  return {};
}

std::vector<Element> elements_of(std::string_view html) {
  std::vector<Element> all;
  for (auto& [element, begin, end] : placed(html)) all.push_back(std::move(element));
  return all;
}

std::vector<PageForm> forms_of(std::string_view html) {
  std::vector<PageForm> forms;
  const auto all = placed(html);
  PageForm* form = nullptr;
  FormField* select = nullptr;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& element = all[i].element;
    if (element.name == "form") {
      form = nullptr;
      if (!element.closing) form = &forms.emplace_back(PageForm{lower(element.value("method")), element.value("action"), {}});
      continue;
    }
    if (!form) continue;
    if (element.name == "option" && select && !element.closing && (select->value.empty() || element.has("selected")))
      select->value = element.has("value") ? element.value("value") : text_of(html, all, i);
    if (element.closing || element.value("name").empty()) continue;
    const auto type = element.value("type");
    if (element.name == "button") {
      form->fields.push_back({element.value("name"), element.value("value"), true, false});
    } else if (element.name == "textarea") {
      form->fields.push_back({element.value("name"), text_of(html, all, i), false, false});
    } else if (element.name == "select") {
      select = &form->fields.emplace_back(FormField{element.value("name"), "", true, false});
    } else if (element.name == "input") {
      const bool choice = type == "radio" || type == "checkbox";
      const auto known = std::ranges::find(form->fields, element.value("name"), &FormField::name);
      if (choice && known != form->fields.end()) {
        if (element.has("checked")) known->value = element.value("value");
      } else {
        form->fields.push_back({element.value("name"), element.value("value"), choice, type == "hidden"});
      }
    }
  }
  return forms;
}

std::vector<std::string> links_of(std::string_view html) {
  std::vector<std::string> links;
  for (const auto& element : elements_of(html)) {
    if (element.name != "a" || element.closing) continue;
    auto href = element.value("href");
    href = href.substr(0, href.find('#'));
    if (href.starts_with("/") && !href.starts_with("//") && std::ranges::find(links, href) == links.end()) links.push_back(href);
  }
  return links;
}

std::vector<std::string> faults_of(std::string_view html) {
  std::vector<std::string> faults;
  const auto all = placed(html);
  const auto count = [&](std::string_view name) { return std::ranges::count_if(all, [&](const Placed& p) { return !p.element.closing && p.element.name == name; }); };
  if (count("h1") != 1) faults.push_back(fmt::format("the page has {} headings h1 instead of one", count("h1")));
  if (count("main") != 1) faults.push_back("the page has no main part");
  bool in_picture = false;   // whose title is its own
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& element = all[i].element;
    if (element.name == "svg") in_picture = !element.closing;
    if (element.name != "title" || element.closing) continue;
    if (in_picture && text_of(html, all, i).empty()) faults.push_back("a picture has a title without words");
    if (!in_picture && text_of(html, all, i).find(" – ") == std::string::npos) faults.push_back("the title names no page");
  }
  check_names(html, all, faults);
  check_policy(html, all, faults);
  for (const auto& form : forms_of(html)) {
    if (form.method != "post") continue;
    const auto has = [&](std::string_view name) { return std::ranges::any_of(form.fields, [&](const FormField& field) { return field.name == name && !field.value.empty(); }); };
    if (!has("csrf") && form.action.find("csrf=") == std::string::npos) faults.push_back(fmt::format("the form to {} has no token", form.action));
    if (!has("once") && form.action.find("once=") == std::string::npos) faults.push_back(fmt::format("the form to {} has no mark against a second sending", form.action));
  }
  return faults;
}

}  // namespace rightplace::test
