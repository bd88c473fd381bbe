#pragma once
// Label, hint, error message, text input, textarea, character count, password input, file upload.

#include "web/govuk/parts.h"

namespace rightplace::web::govuk {

struct Label {
  Content text;
  std::string classes = {};
  bool is_page_heading = false;   // the label is the page's h1
  Attributes attributes = {};
  std::string of = {};            // id of the field; fields fill it in
};
Html label(const Label& params);

struct Hint {
  Content text;
  std::string classes = {};
  Attributes attributes = {};
  std::string id = {};
};
Html hint(const Hint& params);

struct ErrorMessage {
  Content text;
  std::string classes = {};
  Attributes attributes = {};
  std::string visually_hidden_text = "Error";
  std::string id = {};
};
Html error_message(const ErrorMessage& params);

struct FormGroup {
  std::string classes = {};
  Attributes attributes = {};
  Content before = {};   // beforeInput, beforeInputs
  Content after = {};
};

struct Affix {
  Content text;
  std::string classes = {};
  Attributes attributes = {};
};

struct Input {
  std::string id = {};   // the name when empty
  std::string name;
  Label label = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::string value = {};
  std::string type = "text";
  std::string inputmode = {};
  std::string autocomplete = {};
  std::string autocapitalize = {};
  std::string pattern = {};
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  std::optional<bool> spellcheck = {};
  bool disabled = false;
  Affix prefix = {};
  Affix suffix = {};
  Affix wrapper = {};   // classes and attributes of what holds the affixes
  FormGroup form_group = {};
};
Html input(const Input& params);

struct Textarea {
  std::string id = {};
  std::string name;
  Label label = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::string value = {};
  int rows = 5;
  std::string autocomplete = {};
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  std::optional<bool> spellcheck = {};
  bool disabled = false;
  FormGroup form_group = {};
};
Html textarea(const Textarea& params);

struct CharacterCount {
  Textarea textarea;
  int max_length = 0;   // characters; 0: none
  int max_words = 0;
  int threshold = 0;    // percent from which the count is shown
  std::string count_type = {};   // "graphemes"; "words" follows from max_words
  std::string description = {};  // "You can enter up to %{count} characters"
  std::string count_message_classes = {};
};
Html character_count(const CharacterCount& params);

struct PasswordInput {
  std::string id = {};
  std::string name;
  Label label = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  std::string value = {};
  std::string autocomplete = "current-password";
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  bool disabled = false;
  std::string button_classes = {};
  FormGroup form_group = {};
};
Html password_input(const PasswordInput& params);

struct FileUpload {
  std::string id = {};
  std::string name;
  Label label = {};
  Hint hint = {};
  ErrorMessage error_message = {};
  bool multiple = false;
  bool disabled = false;
  bool javascript = false;   // a place to drop files, where script runs
  std::string described_by = {};
  std::string classes = {};
  Attributes attributes = {};
  FormGroup form_group = {};
};
Html file_upload(const FileUpload& params);

// For components that hold fields: the class of a group, and what the field is described by, in order of reading.
Html form_group(const FormGroup& group, bool has_error, const Html& inner);
struct Described {
  Html markup;       // hint and error message
  std::string by;    // their ids
};
Described described(std::string_view id, std::string_view already, const Hint& hint, const ErrorMessage& error);

}  // namespace rightplace::web::govuk
