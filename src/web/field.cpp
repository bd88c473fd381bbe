#include "web/field.h"

#include <fmt/format.h>

namespace rightplace::web::field {
namespace {

std::string_view width_class(Width width) {
  switch (width) {
    case Width::Full: return "";
    case Width::ThreeQuarters: return "govuk-!-width-three-quarters";
    case Width::TwoThirds: return "govuk-!-width-two-thirds";
    case Width::Half: return "govuk-!-width-one-half";
    case Width::Third: return "govuk-!-width-one-third";
    case Width::Quarter: return "govuk-!-width-one-quarter";
    case Width::Of2: return "govuk-input--width-2";
    case Width::Of3: return "govuk-input--width-3";
    case Width::Of4: return "govuk-input--width-4";
    case Width::Of5: return "govuk-input--width-5";
    case Width::Of10: return "govuk-input--width-10";
    case Width::Of20: return "govuk-input--width-20";
    case Width::Of30: return "govuk-input--width-30";
  }
  return "";
}

std::string shown_value(const Form& form, const std::string& name, const std::string& value) { return form.sent() ? form.typed(name) : value; }

govuk::Label label_of(const std::string& text, bool is_page_heading) {
  return {.text = text, .classes = is_page_heading ? "govuk-label--l" : "", .is_page_heading = is_page_heading};
}

govuk::Fieldset fieldset_of(const std::string& legend, bool is_page_heading) {
  return {.legend = {.text = legend, .classes = is_page_heading ? "govuk-fieldset__legend--l" : "govuk-fieldset__legend--s", .is_page_heading = is_page_heading}};
}

std::vector<govuk::Choice> choices_of(const std::vector<Choice>& choices) {
  std::vector<govuk::Choice> all;
  for (const auto& choice : choices)
    all.push_back({.value = choice.value, .text = choice.text, .hint = {.text = choice.hint}, .conditional = choice.conditional, .divider = choice.divider});
  return all;
}

}  // namespace

Html input(const Form& form, const Input& field) {
  return govuk::input({.name = field.name, .label = label_of(field.label, field.is_page_heading), .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                       .value = shown_value(form, field.name, field.value), .type = field.type, .inputmode = field.inputmode, .autocomplete = field.autocomplete,
                       .classes = std::string(width_class(field.width)), .spellcheck = field.spellcheck, .prefix = {.text = field.prefix}, .suffix = {.text = field.suffix}});
}

Html money(const Form& form, Input field) {
  field.prefix = "£";
  field.inputmode = "decimal";
  if (field.width == Width::Full) field.width = Width::Of10;
  return input(form, field);
}

Html textarea(const Form& form, const Textarea& field) {
  const govuk::Textarea params{.name = field.name, .label = label_of(field.label, field.is_page_heading), .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                               .value = shown_value(form, field.name, field.value), .rows = field.rows};
  return field.longest > 0 ? govuk::character_count({.textarea = params, .max_length = field.longest}) : govuk::textarea(params);
}

Html radios(const Form& form, const Radios& field) {
  return govuk::radios({.name = field.name, .fieldset = fieldset_of(field.legend, field.is_page_heading), .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                        .items = choices_of(field.choices), .value = shown_value(form, field.name, field.value),
                        .classes = govuk::classes(field.inline_ ? "govuk-radios--inline" : "", field.small ? "govuk-radios--small" : "")});
}

Html checkboxes(const Form& form, const Checkboxes& field) {
  return govuk::checkboxes({.name = field.name, .fieldset = fieldset_of(field.legend, field.is_page_heading), .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                            .items = choices_of(field.choices), .values = form.sent() ? form.all(field.name) : field.values, .classes = field.small ? "govuk-checkboxes--small" : ""});
}

Html tick(const Form& form, const Tick& field) {
  const bool ticked = form.sent() ? form.typed(field.name) == field.value : field.ticked;
  return govuk::checkboxes({.name = field.name, .error_message = {.text = form.fault_of(field.name)},
                            .items = {{.value = field.value, .text = field.text, .hint = {.text = field.hint}, .checked = ticked}}});
}

Html select(const Form& form, const Select& field) {
  std::vector<govuk::Option> items;
  if (!field.empty.empty()) items.push_back({.value = "", .text = field.empty});
  for (const auto& choice : field.choices) items.push_back({.value = choice.value, .text = choice.text});
  return govuk::select({.name = field.name, .label = label_of(field.label, field.is_page_heading), .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                        .items = std::move(items), .value = shown_value(form, field.name, field.value)});
}

Html date(const Form& form, const DateField& field) {
  const auto part = [&](const char* name, std::int64_t value) {
    return shown_value(form, fmt::format("{}-{}", field.name, name), field.value ? std::to_string(value) : "");
  };
  std::vector<govuk::DatePart> parts = {{.name = "day", .value = part("day", field.value ? field.value->day() : 0), .id = field.name},
                                        {.name = "month", .value = part("month", field.value ? field.value->month() : 0)},
                                        {.name = "year", .value = part("year", field.value ? field.value->year() : 0)}};
  return govuk::date_input({.id = field.name + "-date", .name_prefix = field.name, .fieldset = fieldset_of(field.legend, field.is_page_heading), .hint = {.text = field.hint},
                            .error_message = {.text = form.fault_of(field.name)}, .items = std::move(parts)});
}

Html password(const Form& form, const Password& field) {
  return govuk::password_input({.name = field.name, .label = {.text = field.label}, .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                                .autocomplete = field.autocomplete, .classes = std::string(width_class(Width::TwoThirds))});
}

Html upload(const Form& form, const Upload& field) {
  govuk::Attributes more;
  if (!field.accept.empty()) more.emplace_back("accept", field.accept);
  return govuk::file_upload({.name = field.name, .label = {.text = field.label}, .hint = {.text = field.hint}, .error_message = {.text = form.fault_of(field.name)},
                             .multiple = field.multiple, .attributes = std::move(more)});
}

Html whole(const Whole& form) {
  std::vector<Html> buttons;
  if (!form.submit.empty()) buttons.push_back(govuk::button({.text = form.submit, .classes = form.warning ? "govuk-button--warning" : "", .prevent_double_click = true}));
  if (form.cancel) buttons.push_back(html(R"(<a class="govuk-link" href="{}">Cancel</a>)", *form.cancel));
  auto inner = form.tokens + form.fields;
  if (!buttons.empty()) inner += govuk::button_group(buttons);
  // novalidate: our own words say what is wrong, all at once.
  return html(R"(<form method="post" action="{}" novalidate>{}</form>)", form.action, inner);
}

}  // namespace rightplace::web::field
