#pragma once
// Fields of a form, filled with what was typed (or with `value`, before anything was sent) and with what is wrong with it:
//
//   field::input(form, {.name = "email", .label = "E-mail address", .type = "email", .autocomplete = "email"})
//   field::radios(form, {.name = "answer", .legend = "Can you offer a place?", .choices = {{"yes", "Yes"}, {"no", "No"}}})
//   field::date(form, {.name = "start", .legend = "When could the placement start?"})     // Form::date("start", …)
//
// A field's id is its name, so that the error summary's links (#name) reach it; a date's is its day, a choice's its first.

#include <string>
#include <vector>

#include "base/date.h"
#include "web/form.h"
#include "web/govuk/choices.h"
#include "web/govuk/notices.h"
#include "web/html.h"

namespace rightplace::web::field {

// How wide; Full unless what is typed has a known length.
enum class Width { Full, ThreeQuarters, TwoThirds, Half, Third, Quarter, Of2, Of3, Of4, Of5, Of10, Of20, Of30 };

struct Input {
  std::string name;
  std::string label;
  std::string hint = {};
  std::string value = {};            // before the form was sent
  std::string type = "text";
  std::string autocomplete = {};
  std::string inputmode = {};        // "numeric" for codes and whole numbers
  Width width = Width::Full;
  std::string prefix = {};           // "£"
  std::string suffix = {};           // "per week"
  bool spellcheck = false;
  bool is_page_heading = false;      // the label is the page's h1
};
Html input(const Form& form, const Input& field);
Html money(const Form& form, Input field);   // pounds: Form::pounds

struct Textarea {
  std::string name;
  std::string label;
  std::string hint = {};
  std::string value = {};
  int rows = 5;
  int longest = 0;                   // more than 0: says how many characters are left
  bool is_page_heading = false;
};
Html textarea(const Form& form, const Textarea& field);

struct Choice {
  std::string value;
  std::string text;
  std::string hint = {};
  Html conditional = {};             // asked only of who chooses this; without script always shown
  std::string divider = {};          // instead of a choice: "or"
};
struct Radios {
  std::string name;
  std::string legend;
  std::vector<Choice> choices;
  std::string value = {};
  std::string hint = {};
  bool inline_ = false;              // beside each other: two short ones only
  bool small = false;
  bool is_page_heading = false;
};
Html radios(const Form& form, const Radios& field);

struct Checkboxes {
  std::string name;
  std::string legend;
  std::vector<Choice> choices;
  std::vector<std::string> values = {};
  std::string hint = {};
  bool small = false;
  bool is_page_heading = false;
};
Html checkboxes(const Form& form, const Checkboxes& field);
// One box without a question above it: "I confirm …".
struct Tick {
  std::string name;
  std::string text;
  std::string hint = {};
  std::string value = "yes";
  bool ticked = false;
};
Html tick(const Form& form, const Tick& field);

struct Select {
  std::string name;
  std::string label;
  std::vector<Choice> choices;       // value and text
  std::string value = {};
  std::string hint = {};
  std::string empty = {};            // text of a first option without value: "Choose a home"
  bool is_page_heading = false;
};
Html select(const Form& form, const Select& field);

struct DateField {
  std::string name;
  std::string legend;
  std::string hint = {};             // "For example, 27 3 2026"
  std::optional<Date> value = {};
  bool is_page_heading = false;
};
Html date(const Form& form, const DateField& field);

// Never filled in.
struct Password {
  std::string name;
  std::string label;
  std::string hint = {};
  std::string autocomplete = "current-password";   // "new-password"
};
Html password(const Form& form, const Password& field);

struct Upload {
  std::string name;
  std::string label;
  std::string hint = {};
  std::string accept = {};           // ".csv,.xlsx"
  bool multiple = false;
};
Html upload(const Form& form, const Upload& field);

// <form>: tokens are desk::tokens(…). A form that changes something is "post".
struct Whole {
  Url action;
  Html tokens = {};
  Html fields;
  std::string submit = "Save";       // the button; empty: the fields bring their own
  std::optional<Url> cancel = {};
  bool warning = false;              // the button does what cannot be undone
};
Html whole(const Whole& form);

}  // namespace rightplace::web::field
