#pragma once
// Fieldset, radios, checkboxes, select, date input.

#include "web/govuk/text_fields.h"

namespace rightplace::web::govuk {

struct Legend {
  Content text;
  std::string classes = {};
  bool is_page_heading = false;
};
struct Fieldset {
  Legend legend = {};
  std::string described_by = {};
  std::string role = {};
  std::string classes = {};
  Attributes attributes = {};
};
Html fieldset(const Fieldset& params, const Html& inner);

// One of several radios or checkboxes; with `divider` only a word between them ("or").
struct Choice {
  std::string value;
  Content text = {};
  Hint hint = {};
  Html conditional = {};          // shown while it is chosen; without script always
  std::optional<bool> checked = {};
  bool disabled = false;
  std::string divider = {};
  std::string id = {};
  std::string name = {};          // checkboxes only: instead of the component's
  std::string behaviour = {};     // "exclusive": checkboxes only
  std::string label_classes = {};
  Attributes label_attributes = {};
  Attributes attributes = {};
};

struct Radios {
  std::string id_prefix = {};     // the name when empty; the first choice has it as its id
  std::string name;
  std::optional<Fieldset> fieldset = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::vector<Choice> items;
  std::string value = {};         // of the chosen one
  std::string classes = {};       // govuk-radios--inline, --small
  Attributes attributes = {};
  FormGroup form_group = {};
};
Html radios(const Radios& params);

struct Checkboxes {
  std::string id_prefix = {};
  std::string name;
  std::optional<Fieldset> fieldset = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::vector<Choice> items;
  std::vector<std::string> values = {};
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup form_group = {};
};
Html checkboxes(const Checkboxes& params);

struct Option {
  std::optional<std::string> value;
  std::string text;
  std::optional<bool> selected = {};
  bool disabled = false;
  Attributes attributes = {};
};
struct Select {
  std::string id = {};
  std::string name;
  Label label = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::vector<Option> items;
  std::string value = {};
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  bool disabled = false;
  FormGroup form_group = {};
};
Html select(const Select& params);

struct DatePart {
  std::string name;              // "day"
  std::string label = {};        // the name with a capital when empty
  std::string value = {};
  std::string id = {};
  std::string classes = {};
  std::string autocomplete = {};
  std::string pattern = {};
  std::string inputmode = "numeric";
  std::optional<bool> error = {};
  Attributes attributes = {};
};
struct DateInput {
  std::string id;
  std::string name_prefix = {};
  std::optional<Fieldset> fieldset = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::vector<DatePart> items = {{"day"}, {"month"}, {"year"}};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup form_group = {};
};
Html date_input(const DateInput& params);

}  // namespace rightplace::web::govuk
