#pragma once
// Enough of a reader of our own markup to walk through pages as a person does: elements with their attributes, forms with
// their fields, and what a page must never have.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rightplace::test {

struct Element {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;   // values decoded
  bool closing = false;
  bool has(std::string_view attribute) const;
  std::string value(std::string_view attribute) const;           // empty when absent
};
std::vector<Element> elements_of(std::string_view html);

struct FormField {
  std::string name;
  std::string value;                   // as the page has it; of a choice its first
  bool is_choice = false;              // radios, checkboxes, select
  bool is_ours = false;                // hidden: csrf, once, version, …
};
struct PageForm {
  std::string method;                  // "post"
  std::string action;                  // path with query
  std::vector<FormField> fields;
};
std::vector<PageForm> forms_of(std::string_view html);
std::vector<std::string> links_of(std::string_view html);        // paths of this site, without fragment

// What is wrong with a page, in sentences: no or several h1, no title, an id twice, a label, hint or error that points
// nowhere, a field without a name that can be read, a link without words, script or style or a handler in the markup,
// a form that is sent without its marks, a table without caption or headers.
std::vector<std::string> faults_of(std::string_view html);

}  // namespace rightplace::test
